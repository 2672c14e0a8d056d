"""The engine: gates, stages, overlaps, the one knob, and passes that misbehave."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablefix import Settings, clean, repair
from cablefix.document import PIECE
from cablefix.pipeline import UNSTABLE, settle
from cablefix.types import Edit, Flag, Pass, PassError, SettingsError, Stage


def swap(name, old, new, stage=Stage.TEXT, *, confidence=1.0, **facts):
    """A pass that replaces one text by another, wherever it stands."""

    def find(doc):
        for m in re.finditer(re.escape(old), doc.text):
            yield Edit(m.start(), m.end(), new, confidence, f"{old} is {new}")

    return Pass(find, name, stage, **facts)


def once(name, *findings, stage=Stage.TEXT, **facts):
    """A pass that yields the findings given, whatever the text."""
    return Pass(lambda _: iter(findings), name, stage, **facts)


def run(text, *passes, **options):
    return repair(text, settings=Settings(passes=passes, **options))


class TestStages:
    def test_passes_of_one_stage_see_the_same_text(self):
        result = run("a", swap("one-a", "a", "b"), swap("two-b", "b", "c"))

        # the first round makes b, which only the second round's pass can see
        assert [e.source for e in result.edits] == ["one-a+two-b"]
        assert [step.new for step in result.history(result.edits[0])] == ["b", "c"]

    def test_later_stage_sees_what_an_earlier_one_made(self):
        late = swap("two-b", "b", "c", Stage.WORDS)
        early = swap("one-a", "a", "b", Stage.ENCODING)

        result = run("a", late, early)

        assert result.text == "c"
        assert result.edits == (Edit(0, 1, "c", 1.0, "a is b; then b is c", "one-a+two-b"),)

    def test_stage_comes_before_place_in_the_list(self):
        seen = []

        def look(name, stage):
            return Pass(lambda _: seen.append(name) or (), name, stage)

        run("x", *(look(s.name.lower(), s) for s in reversed(Stage)))

        assert seen[: len(Stage)] == [s.name.lower() for s in Stage]

    def test_repair_that_uncovers_damage_of_an_earlier_stage_is_followed(self):
        early = swap("one-bb", "bb", "c", Stage.LAYOUT)
        late = swap("two-x", "x", "", Stage.WORDS)

        assert run("bxb", early, late).text == "c"


class TestOverlaps:
    def test_overlap_goes_to_the_earlier_pass(self):
        result = run("abc", swap("one-ab", "ab", "X"), swap("two-bc", "bc", "Y"))

        assert result.text == "Xc"
        assert result.overlaps == 1

    def test_overlap_goes_to_the_earlier_pass_even_if_it_starts_later(self):
        result = run("abc", swap("one-bc", "bc", "Y"), swap("two-ab", "ab", "X"))

        assert result.text == "aY"
        assert result.overlaps == 1

    def test_edits_that_touch_do_not_overlap(self):
        result = run("abcd", swap("one-ab", "ab", "X"), swap("two-cd", "cd", "Y"))

        assert result.text == "XY"
        assert result.overlaps == 0

    @pytest.mark.parametrize(
        ("by_pass", "expected"),
        [
            ([[(3, 5)], [(1, 2), (5, 6)]], [(1, 2), (3, 5), (5, 6)]),
            ([[(3, 5)], [(0, 9)]], [(3, 5)]),
            ([[(0, 9)], [(3, 5), (9, 9)]], [(0, 9), (9, 9)]),
            ([[(4, 4)], [(4, 4)]], [(4, 4)]),
            ([[(4, 4)], [(4, 6)]], [(4, 4), (4, 6)]),
            ([[(4, 4)], [(2, 4)]], [(2, 4), (4, 4)]),
            ([[(4, 4)], [(3, 5)]], [(4, 4)]),
            ([[(3, 5)], [(4, 4)]], [(3, 5)]),
            ([[(1, 4), (0, 2)]], [(0, 2)]),
        ],
        ids=str,
    )
    def test_settling(self, by_pass, expected):
        edits = [[Edit(a, b, "x", 1.0, "why") for a, b in places] for places in by_pass]

        settled, lost = settle(edits)

        assert expected == [(e.start, e.end) for e in settled]
        assert lost == sum(map(len, edits)) - len(expected)

    @given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=5)))
    def test_settling_agrees_with_taking_edits_one_by_one(self, places):
        by_pass = [
            [Edit(a, a + n, f"{i}.{k}", 1.0, "why") for k, (a, n) in enumerate(edits)]
            for i, edits in enumerate(places)
        ]

        expected = []
        for edits in by_pass:
            for e in sorted(edits, key=lambda e: (e.start, e.end)):
                if not any(
                    (e.start < o.end and o.start < e.end) or (e.start, e.end) == (o.start, o.end)
                    for o in expected
                ):
                    expected.append(e)

        settled, lost = settle(by_pass)
        assert sorted(expected) == sorted(settled)
        assert all(a.end <= b.start for a, b in pairwise(settled))
        assert lost == sum(map(len, by_pass)) - len(expected)


class TestConfidence:
    def test_edit_below_the_knob_becomes_a_flag_with_its_text_as_candidate(self):
        result = run("Hn October", swap("word-hit", "Hn", "In", confidence=0.9))

        assert result.text == "Hn October"
        assert result.flags == (
            Flag(0, 2, "doubtful", "Hn is In; confidence 0.90", ("In",), "word-hit"),
        )

    def test_edit_at_the_knob_is_made(self):
        sure = swap("word-hit", "Hn", "In", confidence=0.9)

        assert run("Hn October", sure, min_confidence=0.9).text == "In October"

    def test_ceiling_caps_what_a_pass_claims(self):
        result = run("a", swap("one-a", "a", "b", confidence=1.0, ceiling=0.5), min_confidence=0.5)

        assert result.edits[0].confidence == 0.5

    def test_pass_with_a_ceiling_below_the_knob_only_flags(self):
        result = run("a", swap("one-a", "a", "b", ceiling=0.5))

        assert result.text == "a"
        assert [f.candidates for f in result.flags] == [("b",)]

    def test_confidence_that_is_no_number_makes_no_edit(self):
        assert run("a", swap("one-a", "a", "b", confidence=float("nan"))).text == "a"

    def test_edit_that_changes_nothing_is_no_finding(self):
        result = run("a", swap("one-a", "a", "a"), swap("two-a", "a", "a", confidence=0.1))

        assert (result.edits, result.flags) == ((), ())

    def test_review_pass_never_edits(self):
        result = run("a", swap("one-a", "a", "b", Stage.REVIEW))

        assert result.text == "a"
        assert [(f.kind, f.candidates) for f in result.flags] == [("doubtful", ("b",))]


class TestKeep:
    def test_kept_word_is_not_changed(self):
        result = run(
            "VasIU VaslU", swap("one-i", "I", "i"), swap("two-l", "l", "i"), keep=["VasIU"]
        )

        assert result.text == "VasIU VasiU"

    def test_kept_word_is_not_called_doubtful(self):
        result = run("VasIU", once("one-a", Flag(0, 5, "doubtful", "odd")), keep=["VasIU"])

        assert result.flags == ()

    def test_loss_is_said_even_at_a_kept_word(self):
        result = run("VasIU", once("one-a", Flag(0, 5, "lost", "cut off")), keep=["VasIU"])

        assert [f.kind for f in result.flags] == ["lost"]

    def test_edit_beside_a_kept_word_is_made(self):
        assert run("VasIU,s", swap("one-s", ",s", "'s"), keep=["VasIU"]).text == "VasIU's"

    def test_insertion_inside_a_kept_word_is_not_made(self):
        blank = once("one-blank", Edit(2, 2, " ", 1.0, "a lost blank"))

        assert run("abcd", blank, keep=["abcd"]).text == "abcd"


class TestGates:
    @pytest.mark.parametrize(
        ("gate", "text", "expected"),
        [
            ("a", "a", "b"),
            ("z", "a", "a"),
            (r"(?m)^a", "x\na", "x\nb"),
            ("Ж", "aЖ", "bЖ"),
            ("Ж", "a", "a"),
            (r"\p{Cyrillic}", "aЖ", "bЖ"),
            ("¶", "a¶", "b¶"),
            ("¶", "\ud800a¶", "\ud800b¶"),
            ("a", "\udcff\ud800a\x00", "\udcff\ud800b\x00"),
        ],
    )
    def test_pass_runs_only_where_its_gate_occurs(self, gate, text, expected):
        assert expected == run(text, swap("one-a", "a", "b", gate=gate)).text

    @pytest.mark.parametrize(("text", "expected"), [("a~", "b~"), ("a", "a"), ("aЖ", "bЖ")])
    def test_pass_with_a_view_runs_only_if_the_view_has_something(self, text, expected):
        text, expected = text.replace("~", "\x07"), expected.replace("~", "\x07")

        assert expected == run(text, swap("one-a", "a", "b", view="odd")).text

    @pytest.mark.parametrize(
        ("text", "expected"), [("az\x07", "bz\x07"), ("a\x07", "a\x07"), ("az", "az")]
    )
    def test_pass_with_gate_and_view_needs_both(self, text, expected):
        assert expected == run(text, swap("one-a", "a", "b", gate="z", view="odd")).text

    def test_pass_without_a_gate_always_runs(self):
        assert run("a", swap("one-a", "a", "b")).text == "b"

    def test_pattern_that_is_no_pattern_is_said_with_the_name_of_the_pass(self):
        with pytest.raises(SettingsError, match=r"gate of pass 'one-a' is no RE2 pattern"):
            run("a", swap("one-a", "a", "b", gate="("))

    def test_forty_gates_are_told_apart(self):
        passes = [swap(f"pass-{n}", f"<{n}>", str(n), gate=f"<{n}>") for n in range(40)]

        assert run("<7><39>", *passes).text == "739"


class TestPieces:
    LONG = "\n\n".join(f"{n}. " + "word " * 40 for n in range(300))

    def test_long_document_is_long(self):
        assert len(self.LONG) > 2 * PIECE

    def test_findings_in_any_piece_have_offsets_of_the_whole_text(self):
        result = run(self.LONG, swap("one-word", "250. word", "X"))

        start = self.LONG.index("250. word")
        assert [(e.start, e.end) for e in result.edits] == [(start, start + 9)]

    def test_flags_in_any_piece_have_offsets_of_the_whole_text(self):
        result = run(self.LONG, swap("one-word", "250. word", "X", confidence=0.1))

        start = self.LONG.index("250. word")
        assert [(f.start, f.end) for f in result.flags] == [(start, start + 9)]

    def test_long_document_reads_as_its_lines_do(self):
        p = swap("one-word", ". word", "", gate=r"\d\. word")

        assert run(self.LONG, p).text == self.LONG.replace(". word", "")

    def test_local_pass_sees_only_pieces_with_an_open_gate(self):
        seen = []
        look = Pass(lambda doc: seen.append(doc.text) or (), "one-look", Stage.TEXT, gate="250")

        run(self.LONG, look)

        assert len(seen) == 1
        assert "250" in seen[0]
        assert len(seen[0]) <= PIECE

    def test_whole_pass_sees_the_whole_document(self):
        seen = []
        look = Pass(
            lambda doc: seen.append(doc.text) or (), "one-look", Stage.TEXT, gate="250", whole=True
        )

        run(self.LONG, look)

        assert seen == [self.LONG]

    @pytest.mark.parametrize("whole", [False, True])
    def test_span_outside_the_text_is_refused(self, whole):
        far = once("one-far", Edit(0, len(self.LONG) + 1, "", 1.0, "why"), whole=whole)

        with pytest.raises(PassError, match="'one-far' gave the span 0 to"):
            run(self.LONG, far)


class TestPassesThatMisbehave:
    def test_pass_that_raises_is_named(self):
        def find(_):
            raise ZeroDivisionError("oh")

        with pytest.raises(PassError, match="pass 'one-bad' failed: ZeroDivisionError: oh"):
            run("a", Pass(find, "one-bad", Stage.TEXT))

    def test_cause_of_a_failure_is_kept(self):
        def find(_):
            raise ZeroDivisionError

        with pytest.raises(PassError) as caught:
            run("a", Pass(find, "one-bad", Stage.TEXT))

        assert isinstance(caught.value.__cause__, ZeroDivisionError)

    @pytest.mark.parametrize("span", [(-1, 1), (0, 4), (2, 1), (4, 4)])
    @pytest.mark.parametrize("kind", [Edit, Flag])
    def test_span_out_of_range_names_the_pass(self, span, kind):
        rest = ("x", 1.0, "why") if kind is Edit else ("doubtful", "why")

        with pytest.raises(PassError, match="'one-bad' gave the span"):
            run("abc", once("one-bad", kind(*span, *rest)))

    @pytest.mark.parametrize("thing", [None, "text", (0, 1, "x", 1.0, "why")])
    def test_pass_that_yields_neither_edit_nor_flag_is_named(self, thing):
        with pytest.raises(PassError, match=r"pass 'one-bad' gave .*, which is no edit"):
            run("abc", once("one-bad", thing))

    @pytest.mark.parametrize("thing", [None, 3])
    def test_pass_that_returns_no_findings_at_all_is_named(self, thing):
        with pytest.raises(PassError, match="'one-bad'"):
            run("abc", Pass(lambda _: thing, "one-bad", Stage.TEXT))

    @pytest.mark.parametrize("new", [None, b"x", 3])
    def test_edit_whose_text_is_no_text_names_the_pass(self, new):
        with pytest.raises(PassError, match=r"pass 'one-bad' gave .*, which is no edit"):
            run("abc", once("one-bad", Edit(0, 1, new, 1.0, "why")))

    def test_passes_that_undo_each_other_leave_the_text_and_say_so(self):
        settings = Settings(passes=[swap("one-a", "a", "bb"), swap("two-b", "bb", "a")])

        result = repair("a, bb", settings=settings)

        assert (result.text, result.edits, result.flags) == ("a, bb", (), (UNSTABLE,))
        assert clean("a, bb", settings=settings) == "a, bb"

    def test_repair_that_is_changed_back_is_no_repair(self):
        result = run("a, bb", swap("one-a", "a", "bb"), swap("two-b", "bb", "a", Stage.WORDS))

        assert result.text == "a, a"
        assert [(e.start, e.end, e.new) for e in result.edits] == [(3, 5, "a")]

    def test_pass_that_grows_the_text_for_ever_leaves_it(self):
        result = run("a", swap("one-a", "a", "aa"))

        assert (result.text, result.edits, result.flags) == ("a", (), (UNSTABLE,))


class TestFlags:
    def test_flags_are_in_source_offsets(self):
        early = swap("one-x", "xxx", "", Stage.LAYOUT)
        late = Pass(
            lambda doc: [Flag(doc.text.index("b"), len(doc.text), "garbled", "why")],
            "two-b",
            Stage.REVIEW,
        )

        result = run("xxxaxxxb", early, late)

        assert result.text == "ab"
        assert [(f.start, f.end) for f in result.flags] == [(7, 8)]

    def test_flag_is_said_once(self):
        result = run("ab", swap("one-a", "a", "c"), once("two-b", Flag(1, 2, "garbled", "why")))

        assert len(result.flags) == 1

    def test_flags_are_in_order_of_place(self):
        later, sooner = Flag(2, 3, "doubtful", "why"), Flag(0, 1, "doubtful", "why")

        result = run("abc", once("one-a", later), once("two-b", sooner))

        assert [f.source for f in result.flags] == ["two-b", "one-a"]

    def test_flag_of_a_place_that_only_a_later_round_shows_is_said(self):
        def find(doc):
            at = doc.text.find("c")
            return [Flag(at, at + 1, "doubtful", "c")] if at >= 0 else []

        first = once("one-all", Flag(0, 1, "doubtful", "always"), stage=Stage.ENCODING)
        second = Pass(find, "two-c", Stage.LAYOUT)
        third = swap("three-a", "a", "c", Stage.WORDS)

        result = run("xa", first, second, third)

        assert [(f.why, f.start, f.end) for f in result.flags] == [("always", 0, 1), ("c", 1, 2)]
