"""Decisions of reviewers on the command line: honoured by check and fix, replayed by apply."""

from __future__ import annotations

import json
import random

import pytest

from cablefix import Settings, repair
from cablefix.decisions import Decision, keys
from cablefix.settings import all_passes

TEXT = "First there was ZAP to be read, then a second ZAP in another line,\nand a HUH at the end.\n"


@pytest.fixture
def decide(corpus):
    """Write a verdict on each finding of a text into a file of decisions."""

    def decide(text, *verdicts, file="decisions.jsonl", document="a.txt", reviewer="anna"):
        result = repair(text, settings=Settings(passes=all_passes(), select=["test"]))
        findings = [*result.edits, *result.flags]
        lines = [
            Decision(
                verdict,
                *key[:5],
                after=getattr(f, "new", ""),
                text="mine" if verdict == "edit" else "",
                document=document,
                reviewer=reviewer,
            ).line()
            for key, f, verdict in zip(keys(result), findings, verdicts, strict=True)
            if verdict
        ]
        path = corpus / file
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as written:
            written.writelines(lines)
        return path

    return decide


class TestCheckAndFix:
    def test_they_honour_the_file_beside_the_configuration(self, run, write, decide):
        path = write("a.txt", TEXT)
        decide(TEXT, "reject", "accept", "accept")
        result = run("check", "a.txt")
        assert (result.exit_code, result.stdout) == (0, "")
        result = run("fix", "a.txt")
        assert path.read_text() == TEXT.replace("second ZAP", "second zip")
        assert run("check", "a.txt").stdout == ""
        assert run("fix", "--exit-non-zero-on-fix", "a.txt").exit_code == 0
        assert path.read_text() == TEXT.replace("second ZAP", "second zip")

    def test_another_file_can_be_named(self, run, write, decide, corpus):
        path = write("below/a.txt", TEXT)
        decide(TEXT, "edit", "reject", "reject", file="review/anna.jsonl")
        assert run("check", "below").exit_code == 1
        assert run("check", "--decisions", "review/anna.jsonl", "below").exit_code == 1
        config = 'select = ["test"]\ndecisions = "review/anna.jsonl"\n'
        (corpus / "cablefix.toml").write_text(config)
        result = run("fix", "below")
        assert path.read_text() == TEXT.replace("ZAP", "mine", 1)
        assert 'review "ZAP" → "mine" (1.00: edited by anna)' in result.stdout
        assert run("check", "below").exit_code == 0

    def test_isolated_knows_none(self, run, write, decide):
        write("a.txt", TEXT)
        decide(TEXT, "reject", "reject", "reject")
        assert run("check", "a.txt").exit_code == 0
        assert run("check", "--isolated", "--select", "test", "a.txt").exit_code == 1

    def test_what_reviewers_disagree_on_is_flagged(self, run, write, decide):
        path = write("a.txt", TEXT)
        decide(TEXT, "accept", None, None)
        decide(TEXT, "reject", None, None, reviewer="ben")
        result = run("fix", "a.txt")
        assert "reviewers disagree: anna says accept, ben says reject" in result.stdout
        assert path.read_text() == TEXT.replace("second ZAP", "second zip")

    def test_a_decision_that_fits_nothing_any_more_is_noted(self, run, write, decide):
        write("a.txt", "Nothing of what was there is left in this text.\n")
        decide(TEXT, "reject", None, None)
        result = run("check", "a.txt")
        assert result.exit_code == 0
        assert result.stderr.startswith(
            'note: 1 decision no longer matches (decisions.jsonl:1: a.txt: test-zap "ZAP" rejected'
            " by anna); cablefix apply decisions.jsonl PATHS lists them\n"
        )

    def test_one_that_fits_another_document_of_that_name_is_not_missed(self, run, write, decide):
        write("one/a.txt", TEXT)
        write("two/a.txt", "Nothing of what is in the other one stands in this text.\n")
        decide(TEXT, "reject", None, None)
        assert "no longer" not in run("check", "one", "two").stderr
        assert "1 decision no longer matches" in run("check", "two").stderr

    def test_a_broken_file_is_said_once_and_nothing_is_done(self, run, write, corpus):
        path = write("a.txt", TEXT)
        write("b.txt", TEXT)
        (corpus / "decisions.jsonl").write_text("{}\n")
        result = run("fix", ".")
        assert result.exit_code == 2
        assert result.stderr.count("error:") == 1
        assert "decisions.jsonl, line 1: is no decision of cablefix" in result.stderr
        assert path.read_text() == TEXT

    def test_a_named_file_must_be_there(self, run, write, corpus):
        write("a.txt", TEXT)
        (corpus / "cablefix.toml").write_text('decisions = ["none.jsonl"]\n')
        assert "none.jsonl cannot be read: no such file" in run("check", "a.txt").stderr
        assert run("check", "--decisions", "none.jsonl", "a.txt").exit_code == 2

    def test_the_flag_of_the_encoding_can_be_settled(self, run, write, corpus):
        write("a.txt", b"the Minister\x92s visit to the capital of the neighbouring country\n")
        run("baseline", "a.txt")
        assert "encoding" in (corpus / "decisions.jsonl").read_text()
        assert run("check", "a.txt", "--fail-on", "flag").exit_code == 0

    def test_standard_input_and_folders_of_output(self, run, write, decide, corpus):
        write("a.txt", TEXT)
        decide(TEXT, "reject", "reject", "reject")
        assert run("fix", "-", "--stdin-filename", "a.txt", stdin=TEXT).stdout == TEXT
        run("fix", "-o", "out", "a.txt")
        assert (corpus / "out" / "a.txt").read_text() == TEXT


class TestApply:
    def test_documents_are_repaired_as_decided(self, run, write, decide):
        path = write("a.txt", TEXT)
        other = write("b.txt", "a ZAP that nobody looked at\n")
        decide(TEXT, "reject", "edit", "accept", file="anna.jsonl")
        result = run("apply", "anna.jsonl", ".")
        assert result.exit_code == 0
        assert path.read_text() == TEXT.replace("second ZAP", "second mine")
        assert other.read_text() == "a ZAP that nobody looked at\n"
        assert result.stderr.endswith(
            "3 decisions carried out (1 rejected, 1 edited, 1 accepted), 0 no longer match,"
            " 0 in conflict\n"
        )
        assert run("undo").exit_code == 0
        assert path.read_text() == TEXT

    @pytest.mark.parametrize("ends", ["\n", "\r\n"])
    def test_what_fix_did_in_place_is_taken_back(self, run, write, decide, ends):
        source = TEXT.replace("\n", ends).encode()
        path = write("a.txt", source)
        run("fix", "a.txt")
        repaired = path.read_bytes()
        decide(TEXT, "reject", "edit", None, file="anna.jsonl")
        result = run("apply", "anna.jsonl", "a.txt")
        assert path.read_bytes() == source.replace(b"second ZAP", b"second mine")
        assert 'review "zip" → "ZAP" (1.00: taken back, since it was rejected by anna)' in (
            result.stdout
        )
        again = run("apply", "anna.jsonl", "a.txt")
        assert path.read_bytes() == source.replace(b"second ZAP", b"second mine")
        assert "2 decisions carried out" in again.stderr
        run("undo")
        assert path.read_bytes() == repaired
        run("undo")
        assert path.read_bytes() == source

    def test_what_was_changed_since_is_left(self, run, write, decide):
        path = write("a.txt", TEXT)
        run("fix", "a.txt")
        text = path.read_text().replace("First there was zip", "First there was zinc")
        path.write_text(text)
        decide(TEXT, "reject", None, None, file="anna.jsonl")
        result = run("apply", "anna.jsonl", "a.txt")
        assert result.exit_code == 1
        assert result.stdout == (
            'anna.jsonl:1: a.txt: test-zap "ZAP" rejected by anna: no longer matches;'
            " nothing was done\n"
        )
        assert path.read_text() == text

    def test_two_reviewers_and_their_conflicts(self, run, write, decide):
        path = write("a.txt", TEXT)
        run("fix", "a.txt")
        decide(TEXT, "reject", "reject", None, file="anna.jsonl")
        decide(TEXT, "accept", "reject", None, file="ben.jsonl", reviewer="ben")
        result = run("apply", "anna.jsonl", "ben.jsonl", "a.txt")
        assert result.exit_code == 1
        assert path.read_text() == TEXT.replace("ZAP", "zip", 1)
        assert result.stdout.endswith(
            'a.txt: test-zap "ZAP": conflict, nothing was done:\n'
            '  anna.jsonl:1: a.txt: test-zap "ZAP" rejected by anna\n'
            '  ben.jsonl:1: a.txt: test-zap "ZAP" accepted by ben\n'
        )

    def test_documents_that_were_not_read_are_counted(self, run, write, decide):
        write("b.txt", "nothing\n")
        decide(TEXT, "reject", None, None, file="anna.jsonl")
        result = run("apply", "anna.jsonl", "b.txt")
        assert result.exit_code == 0
        assert result.stderr.endswith("1 on documents that were not read or not written\n")

    @pytest.mark.parametrize(
        "args", [["a.txt"], ["d.jsonl"], ["d.jsonl", "-"], ["d.jsonl", "a.txt", "-"]]
    )
    def test_it_wants_decisions_and_documents(self, run, write, args):
        write("a.txt", TEXT)
        result = run("apply", *args)
        assert result.exit_code == 2
        assert "cablefix apply decisions.jsonl cables" in result.stderr


class TestBaseline:
    def test_only_what_is_new_fails(self, run, write):
        path = write("a.txt", TEXT)
        assert run("check", "--fail-on", "flag", ".").exit_code == 1
        assert run("baseline", ".").exit_code == 0
        assert run("check", "--fail-on", "flag", ".").exit_code == 0
        path.write_text("A new line, with another ZAP in it.\n" + TEXT)
        result = run("check", ".")
        assert result.exit_code == 1
        assert [line.split(" ")[0] for line in result.stdout.splitlines()] == ["a.txt:1:26:"]

    def test_what_people_decided_stays(self, run, write, decide, corpus):
        path = write("a.txt", TEXT)
        decide(TEXT, "reject", None, None)
        run("baseline", ".")
        run("baseline", ".")
        lines = [json.loads(x) for x in (corpus / "decisions.jsonl").read_text().splitlines()]
        assert [(d["reviewer"], d["decision"]) for d in lines] == [
            ("anna", "reject"),
            ("baseline", "accept"),
            ("baseline", "accept"),
        ]
        run("fix", ".")
        assert path.read_text() == TEXT.replace("second ZAP", "second zip")

    def test_another_file(self, run, write, corpus):
        write("a.txt", TEXT)
        run("baseline", ".", "--decisions", "known.jsonl")
        assert not (corpus / "decisions.jsonl").exists()
        assert run("check", "--decisions", "known.jsonl", ".").exit_code == 0


WORDS = (  # noqa: SIM905 (a sentence)
    "the minister said that his government would support a new agreement and asked for more time"
    " to study our proposal before the next meeting of the committee in the capital while officials"
    " from both sides continued to discuss trade energy security and the elections"
).split()


def document(rng):
    """A text in which every twelfth word or so is damaged."""
    damaged = ("ZAP", "ZAPping", "DROP", "UNSURE", "HUH")
    words = [rng.choice(WORDS if rng.random() < 0.92 else damaged) for _ in range(230)]
    lines = [" ".join(words[i : i + 10]) for i in range(0, len(words), 10)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("is_fixed_first", [False, True])
def test_a_thousand_decisions_there_and_back(run, write, corpus, is_fixed_first):
    """Every reject is undone, every edit stands, every accept is silent; undo takes all back."""
    rng = random.Random(1973)  # noqa: S311
    settings = Settings(passes=all_passes(), select=["test"])
    sources, expected, flags, lines = {}, {}, {}, []
    for number in range(65):
        name = f"{number:02}.txt"
        source = document(rng)
        write(name, source)
        result = repair(source, settings=settings, id=name)
        findings = [*result.edits, *result.flags]
        becomes, left = {}, 0
        for key, f in zip(keys(result), findings, strict=True):
            verdict = rng.choice(["accept", "accept", "reject", "edit", "unsure"])
            after = getattr(f, "new", "")
            text = rng.choice(["XX", "a ZAP", ""]) if verdict == "edit" else ""
            decision = Decision(verdict, *key[:5], after, text, document=name, reviewer="anna")
            lines.append(decision.line())
            if verdict == "edit":
                becomes[f.start, f.end] = text
            elif key.kind == "repair" and verdict != "reject":
                becomes[f.start, f.end] = after
            left += key.kind == "flag" and verdict == "unsure"
        text, at = "", 0
        for (start, end), new in sorted(becomes.items()):
            text += source[at:start] + new
            at = end
        sources[name], expected[name], flags[name] = source, text + source[at:], left
    (corpus / "anna.jsonl").write_text("".join(lines))
    assert len(lines) > 1000

    def texts():
        return {name: (corpus / name).read_text() for name in sources}

    if is_fixed_first:
        run("fix", ".")
    result = run("apply", "anna.jsonl", ".")
    assert "error" not in result.stderr.replace("0 errors", "")
    assert texts() == expected
    assert result.stderr.endswith(" 0 no longer match, 0 in conflict\n")

    (corpus / "anna.jsonl").rename(corpus / "decisions.jsonl")
    assert run("fix", ".").exit_code == 0
    assert texts() == expected
    result = run("check", ".")
    assert result.stdout.count("\n") == sum(flags.values())

    for _ in range(1 + is_fixed_first):
        assert run("undo").exit_code == 0
    assert texts() == sources
