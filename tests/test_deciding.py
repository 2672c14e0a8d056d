"""A repair with decisions: what is done, and when a decision still fits its place."""

from __future__ import annotations

import pickle

import pytest

import cablefix
from cablefix import Edit, Flag, Settings, Stage
from cablefix.deciding import decided, matched, unsettled
from cablefix.decisions import Decision, Decisions, keys
from cablefix.types import repair as a_pass
from case_files import CASES


def places(doc, word):
    at = doc.text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = doc.text.find(word, at + 1)


@a_pass("test-zap", Stage.TEXT, gate="ZAP")
def zap(doc):
    """ZAP is zip."""
    for start, end in places(doc, "ZAP"):
        yield Edit(start, end, "zip", 0.999, "nobody writes ZAP")


@a_pass("test-drop", Stage.ENCODING, gate="DROP")
def drop(doc):
    """DROP goes."""
    for start, end in places(doc, "DROP"):
        yield Edit(start, end, "", 1.0, "nobody needs it")


@a_pass("test-put", Stage.TEXT, gate="<>")
def put(doc):
    """Between < and > something is missing."""
    for start, _ in places(doc, "<>"):
        yield Edit(start + 1, start + 1, "in", 1.0, "it is missing")


@a_pass("test-huh", Stage.REVIEW, gate="HUH")
def huh(doc):
    """HUH cannot be read."""
    for start, end in places(doc, "HUH"):
        yield Flag(start, end, "garbled", "who knows")


@a_pass("test-unsure", Stage.TEXT, gate="UNSURE")
def unsure(doc):
    """UNSURE may be sure."""
    for start, end in places(doc, "UNSURE"):
        yield Edit(start, end, "sure", 0.6, "likely")


PLAIN = Settings(passes=[drop, zap, put, unsure, huh])
TEXT = "First the DROP was here, then ZAP came along, and behind it stood a HUH that was lost.\n"


def decide(text, verdicts, *, id="a.txt", new="mine", reviewer="anna"):
    """Decisions on the findings of a text: a verdict for each, None for those left open."""
    result = cablefix.repair(text, settings=PLAIN, id=id)
    findings = [*result.edits, *result.flags]
    return [
        Decision(
            verdict,
            *key[:5],
            after=getattr(f, "new", ""),
            text=new if verdict == "edit" else "",
            document=id,
            reviewer=reviewer,
        )
        for key, f, verdict in zip(keys(result), findings, verdicts, strict=True)
        if verdict
    ]


def run(text, decisions, id="a.txt"):
    return decided(text, PLAIN, Decisions(decisions), id=id)


class TestVerdicts:
    def test_a_rejected_repair_is_not_made_and_not_reported(self):
        done = run(TEXT, decide(TEXT, [None, "reject", None]))
        assert done.result.text == TEXT.replace("DROP", "")
        assert [f.source for f in done.result.flags] == ["test-huh"]
        assert [r.decides for r in done.found] == ["reject"]

    def test_what_is_put_in_can_be_rejected(self):
        text = "the <> sign is not empty\n"
        assert run(text, decide(text, ["reject"])).result.text == text

    def test_an_edit_stands_and_says_whose_it_is(self):
        done = run(TEXT, decide(TEXT, [None, "edit", None]))
        assert done.result.text == TEXT.replace("DROP", "").replace("ZAP", "mine")
        (edit,) = (e for e in done.result.edits if e.new == "mine")
        assert (edit.source, edit.why, edit.confidence) == ("review", "edited by anna", 1.0)
        assert done.result.revert() == TEXT

    def test_the_reviewers_own_text_is_not_repaired(self):
        done = run(TEXT, decide(TEXT, [None, "edit", None], new="ZAP HUH"))
        assert "then ZAP HUH came" in done.result.text
        again = run(done.result.text, decide(TEXT, [None, "edit", None], new="ZAP HUH"))
        assert again.result.text == done.result.text

    def test_a_flag_can_be_edited(self):
        done = run(TEXT, decide(TEXT, [None, None, "edit"]))
        assert "stood a mine that" in done.result.text
        assert done.result.flags == ()

    @pytest.mark.parametrize("verdict", ["accept", "reject"])
    def test_a_settled_flag_is_silent(self, verdict):
        assert run(TEXT, decide(TEXT, [None, None, verdict])).result.flags == ()

    def test_an_accepted_repair_is_made_and_needs_no_word(self):
        done = run(TEXT, decide(TEXT, [None, "accept", None]))
        assert done.result.text == cablefix.repair(TEXT, settings=PLAIN).text
        left = unsettled(done.result, done.found)
        assert [e.source for e in left.edits] == ["test-drop"]
        assert left.text == TEXT.replace("DROP", "")
        assert left.revert() == TEXT

    def test_unsure_changes_nothing(self):
        plain = cablefix.repair(TEXT, settings=PLAIN, id="a.txt")
        assert run(TEXT, decide(TEXT, ["unsure"] * 3)).result == plain

    def test_where_reviewers_disagree_a_repair_is_held_back_as_a_flag(self):
        one = decide(TEXT, [None, "accept", None])
        other = decide(TEXT, [None, "reject", None], reviewer="ben")
        done = run(TEXT, one + other)
        assert "then ZAP came" in done.result.text
        flag = done.result.flags[0]
        assert flag.kind == "doubtful"
        assert flag.candidates == ("zip",)
        assert flag.why.endswith("reviewers disagree: anna says accept, ben says reject")

    def test_a_repair_that_was_unsure_is_silent_when_rejected(self):
        text = "it is UNSURE what that means\n"
        assert run(text, decide(text, ["reject"])).result.flags == ()

    def test_everywhere_is_in_every_document(self):
        decision = Decision(
            "reject", "repair", "test-zap", "ZAP", "", "", "zip", scope="everywhere"
        )
        assert run("ZAP and ZAP", [decision], id="other").result.text == "ZAP and ZAP"
        other = decision._replace(after="zap")
        assert run("ZAP and ZAP", [other], id="other").result.text == "zip and zip"

    def test_a_decision_on_the_place_goes_before_one_on_all(self):
        here = decide(TEXT, [None, "accept", None])
        everywhere = here[0]._replace(
            decision="reject", prefix="", suffix="", scope="everywhere", reviewer="ben"
        )
        assert "then zip came" in run(TEXT, [*here, everywhere]).result.text

    @pytest.mark.parametrize(
        ("verdict", "reviewer", "word"),
        [
            ("accept", "baseline", "ZAP"),  # nobody's decision
            ("unsure", "anna", "ZAP"),  # the other one decides
            ("unsure", "ben", "zip"),  # he left this place open himself
        ],
    )
    def test_who_goes_before_what_is_rejected_everywhere(self, verdict, reviewer, word):
        here = decide(TEXT, [None, verdict, None], reviewer=reviewer)
        everywhere = here[0]._replace(
            decision="reject", prefix="", suffix="", scope="everywhere", reviewer="ben"
        )
        assert f"then {word} came" in run(TEXT, [*here, everywhere]).result.text

    def test_a_rejected_place_is_kept_beside_an_accepted_repair_of_another_time(self):
        (said,) = decide(TEXT, [None, "accept", None])
        other = said._replace(decision="reject", reviewer="ben")
        done = run(TEXT, [said._replace(after="zoop"), other])
        assert "then ZAP came" in done.result.text

    def test_decisions_that_meet_on_one_place_are_not_both_made(self):
        @a_pass("test-long", Stage.REVIEW, gate="HUH")
        def long(doc):
            """All of it is odd."""
            yield Flag(0, len(doc.text), "garbled", "all of it")

        settings = Settings(passes=[zap, huh, long])
        text = "a ZAP and HUH"
        result = cablefix.repair(text, settings=settings, id="a")
        made = [
            Decision("edit", *key[:5], text="mine", document="a", reviewer="anna")
            for key in keys(result)
        ]
        done = decided(text, settings, Decisions(made), id="a")
        assert done.result.text == "a mine and mine"
        assert [r.decision.source for r in done.blocked] == ["test-long"]

    def test_an_accepted_repair_that_a_neighbour_prevents_is_not_said_to_be_made(self):
        @a_pass("test-pair", Stage.TEXT, gate="LEFT")
        def pair(doc):
            """LEFT and RIGHT go together."""
            if "RIGHT" in doc.text:
                for word in ("LEFT", "RIGHT"):
                    for start, end in places(doc, word):
                        yield Edit(start, end, word.lower(), 1.0, "a pair")

        settings = Settings(passes=[pair])
        text = "on the LEFT side and on the RIGHT side"
        result = cablefix.repair(text, settings=settings, id="a")
        said = [
            Decision(verdict, *key[:5], after=f.new, text=text, document="a", reviewer="anna")
            for key, f, verdict, text in zip(
                keys(result), result.edits, ("accept", "edit"), ("", "other"), strict=True
            )
        ]
        done = decided(text, settings, Decisions(said), id="a")
        assert done.result.text == "on the LEFT side and on the other side"
        assert [r.decides for r in done.found] == ["edit"]
        assert [r.decides for r in done.blocked] == ["accept"]


class TestMatching:
    @pytest.mark.parametrize(
        "moved", ["Another line.\n\n" + TEXT, TEXT + "One more line, with ZAP in it.\n"]
    )
    @pytest.mark.parametrize("id", ["a.txt", "b.txt", None])
    def test_a_decision_holds_where_the_document_moved(self, moved, id):
        done = run(moved, decide(TEXT, [None, "reject", None]), id=id)
        assert "then ZAP came" in done.result.text
        assert "in it" not in done.result.text or "with zip in it" in done.result.text

    def test_it_holds_where_the_neighbours_were_repaired(self):
        decisions = decide(TEXT, [None, "reject", "accept"])
        text = run(TEXT, decisions).result.text
        assert text != TEXT
        done = run(text, decisions)
        assert done.result.text == text
        assert done.result.flags == ()
        assert done.unmatched == ()

    @pytest.mark.parametrize(
        ("id", "is_it"),
        [
            ("1973/001.txt", True),
            ("cables\\1973\\001.txt", True),
            ("../1973/001.txt", True),
            ("001.txt", True),
            ("1974/001.txt", False),
            ("1973/002.txt", False),
        ],
    )
    def test_what_is_only_like_it_is_in_the_same_document(self, id, is_it):
        text = "Embassy Rome reported on March 12 that ZAP came to the meeting in the capital.\n"
        made = decide(text, ["edit"], id="1973/001.txt", new="Mr. Zapata")
        changed = text.replace("12", "14").replace("capital", "capitol")
        assert ("Zapata" in run(changed, made, id=id).result.text) is is_it
        assert "Zapata" in run(text, made, id=id).result.text

    def test_it_does_not_hold_at_another_place(self):
        text = "A ZAP quite elsewhere, and around it nothing of what was said before.\n"
        done = run(text, decide(TEXT, [None, "reject", None]))
        assert done.result.text == text.replace("ZAP", "zip")
        assert [r.decides for r in done.unmatched] == ["reject"]

    def test_what_is_not_about_this_document_is_not_missed_in_it(self):
        assert run("nothing here", decide(TEXT, ["reject"] * 3), id="b.txt").unmatched == ()
        assert len(run("nothing here", decide(TEXT, ["reject"] * 3), id="x/a.txt").unmatched) == 3

    def test_what_fits_several_places_is_done_at_none(self):
        line = "this is the line with ZAP in it, which came twice\n"
        done = run(2 * line, decide(line, ["reject"]))
        assert done.result.text == 2 * line.replace("ZAP", "zip")
        assert len(done.ambiguous) == 1

    def test_an_accepted_repair_is_that_repair(self):
        decisions = [d._replace(after="zoo") for d in decide(TEXT, [None, "accept", None])]
        result = cablefix.repair(TEXT, settings=PLAIN, id="a.txt")
        assert matched(result, Decisions(decisions)).found == {}

    def test_what_was_carried_out_is_known_by_its_text(self):
        decisions = decide(TEXT, ["accept", "edit", None])
        done = run(run(TEXT, decisions).result.text, decisions)
        assert {r.decides for r in done.standing} == {"accept", "edit"}
        assert done.result.edits == ()

    def test_identical_lines_have_decisions_of_their_own(self):
        line = "It was said that the long line with the ZAP in it stands here more than once.\n"
        text = 4 * line
        done = run(text, decide(text, ["accept", "reject", "edit", "accept"]))
        assert done.result.text == (
            line.replace("ZAP", "zip")
            + line
            + line.replace("ZAP", "mine")
            + line.replace("ZAP", "zip")
        )


class TestSettings:
    def test_they_are_honoured_by_every_function(self):
        settings = Settings(
            passes=PLAIN.passes, decisions=Decisions(decide(TEXT, [None, "reject", None]))
        )
        expected = TEXT.replace("DROP", "")
        assert cablefix.clean(TEXT, settings=settings) == expected
        assert cablefix.repair(TEXT, settings=settings).text == expected
        copy = pickle.loads(pickle.dumps(Settings(decisions=settings.decisions)))  # noqa: S301 (our own)
        assert copy.decisions.digest == settings.decisions.digest
        assert settings.digest != PLAIN.digest

    def test_none_is_the_same_as_no_decisions(self):
        assert Settings(decisions=Decisions()).decisions is None
        assert Settings(decisions=Decisions()).digest == Settings().digest


class TestSic:
    @pytest.mark.parametrize("mark", ["[sic]", " [sic]", "\n[SIC]", " [Sic]"])
    def test_the_word_before_it_is_kept(self, mark):
        text = f"a ZAP ZAP{mark} and HUH{mark} stand\n"
        result = cablefix.repair(text, settings=PLAIN)
        assert result.text == text.replace("ZAP ZAP", "zip ZAP")
        assert result.flags == ()

    def test_what_is_missing_before_it_is_still_said(self):
        @a_pass("test-lost", Stage.REVIEW, gate="gap")
        def lost(doc):
            """A gap."""
            yield Flag(0, len(doc.text) and 3, "lost", "something is missing")

        assert cablefix.repair("gap [sic]", settings=Settings(passes=[lost])).flags

    def test_a_mark_alone_does_no_harm(self):
        assert cablefix.clean("[sic] ZAP [sic", settings=PLAIN) == "[sic] zip [sic"

    @pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}: {case.title}")
    def test_no_pass_touches_it(self, case):
        """Every repair and every doubt of the case files, with the mark behind its word."""
        found = cablefix.repair(case.text)
        for f in (*found.edits, *found.flags)[:4]:
            head, tail = case.text[: f.end], case.text[f.end :]
            if not head.split() or head[-1].isspace():
                continue
            marked = f"{head} [sic]{tail}"
            start = len(head) - len(head.split()[-1])
            result = cablefix.repair(marked)
            touched = [e for e in result.edits if e.start < f.end + 6 and e.end > start]
            doubted = [
                g
                for g in result.flags
                if g.kind in ("doubtful", "garbled") and g.start < f.end + 6 and g.end > start
            ]
            assert (touched, doubted) == ([], []), marked[start : f.end + 6]
