"""Scores: small cases with known counts, and what holds for every text."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import cablefix
from cablefix import Edit, Flag, Settings, Stage, repair
from cablefix.score import Markers, Score, Tokens, alignment, pool, score
from cablefix.score.collapsed import Collapsed
from cablefix.types import repair as repairs

DATA = Path(cablefix.__file__).parent / "data"
SCHEMA = Draft202012Validator(json.loads((DATA / "score.schema.json").read_text("utf-8")))
SAMPLES = sorted((Path(__file__).parents[1] / "corpus_samples" / "expected").glob("*.txt"))
CABLE = """VZCZCXRO6586
PP RUEHAG
DE RUEHBS #0881/01 1682031
ZNY CCCCC ZZH
P 172031Z JUN 09
FM AMEMBASSY BRUSSELS
TO RUEHC/SECSTATE WASHDC PRIORITY 9012
C O N F I D E N T I A L SECTION 01 OF 02 BRUSSELS 000881

SUBJECT: TALKS IN MAY

¶1. (C) The Minister said that the talks would go on for two more
days in May, and thanked the Ambassador for the message.

BRUSSELS 00000881  002 OF 002

¶2. (C) He added that the delegation was to leave on the next day,
and that nothing else had been agreed by anybody in the room.
"""

words = st.lists(st.text(string.ascii_lowercase + "¶1.", min_size=1, max_size=5), max_size=12)
texts = st.one_of(st.text(max_size=60), words.map(" ".join), words.map("\n".join))


@repairs("test-tbe", Stage.TEXT, gate="t")
def tbe(doc):
    """Right for ``tbe``, wrong for ``tie``, harm for ``toe``, unsure of ``tlie``."""
    for old, new, sure in [("tbe", "the", 0.98), ("tie", "tee", 0.98), ("toe", "the", 0.98)]:
        at = doc.text.find(old)
        while at >= 0:
            yield Edit(at, at + 3, new, sure, "misread")
            at = doc.text.find(old, at + 1)
    if (at := doc.text.find("tlie")) >= 0:
        yield Edit(at, at + 4, "the", 0.6, "misread")
    if (at := doc.text.find("xx")) >= 0:
        yield Flag(at, at + 2, "garbled", "nothing")


ONLY = Settings(passes=[tbe])


@pytest.mark.parametrize(
    ("truth", "ocr", "out", "expected"),
    [
        # tokens, wrong, changed, fixed, harmed, missed
        ("the same", "the same", "the same", (2, 0, 0, 0, 0, 0)),
        ("the same", "tbe same", "the same", (2, 1, 1, 1, 0, 0)),
        ("the same", "the same", "thc same", (2, 0, 1, 0, 1, 0)),
        ("the same", "tbe same", "tie same", (2, 1, 1, 0, 0, 1)),
        ("the same", "tbe same", "tbe same", (2, 1, 0, 0, 0, 0)),
        # a lost blank is one wrong token, and putting it in again rights it
        ("the same", "thesame", "the same", (1, 1, 1, 1, 0, 0)),
        # an inserted one is charged to the token before it, whose rest is wrong too
        ("together now", "to gether now", "together now", (3, 1, 1, 1, 0, 0)),
        # white space is free
        ("the\nsame", "the   same ", "the\n\n\nsame", (2, 0, 0, 0, 0, 0)),
        ("", "", "", (0, 0, 0, 0, 0, 0)),
        ("", "noise", "", (1, 1, 1, 1, 0, 0)),
    ],
)
def test_tokens(truth, ocr, out, expected):
    assert score(truth, ocr, out).tokens == Tokens(*expected)


def test_error_rates_are_of_the_truth():
    found = score("one two three four", "one twx three", "one two three")

    assert (found.before.characters, found.before.wrong_characters) == (18, 6)
    assert (found.before.words, found.before.wrong_words) == (4, 2)
    assert (found.after.wer, found.wer_reduction) == (0.25, 0.5)


def test_characters_lost_and_gained():
    found = score("the cat", "tbe cat", "the cut")

    assert found.characters == (5, 1, 1, 1)


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        ("¶", (2, 2, 2, 2, 2)),
        ("1", (2, 0, 0, 2, 0)),
        ("", (2, 0, 0, 2, 2)),
    ],
    ids=["as printed", "pilcrow read as 1", "pilcrow lost"],
)
def test_markers(out, expected):
    assert score(CABLE, CABLE, CABLE.replace("¶", out)).markers_after == Markers(*expected)


def test_wrapped_numbers_are_no_markers():
    truth = CABLE.replace("on the next day,", "on the day of May\n23. He also")

    assert score(truth, truth, truth).markers_after == Markers(2, 2, 2, 2, 2)


def test_header_lines_and_fields():
    found = score(CABLE, CABLE.replace("FM AMEMBASSY", "EM AMEMBASSY"), CABLE)

    assert found.header_lines.expected - found.header_lines.before == 1
    assert found.header_lines.after == found.header_lines.expected > 6
    assert (found.fields["from"].before, found.fields["from"].after) == (0, 1)


@pytest.mark.parametrize(
    ("page_lines", "tokens", "wrong"), [("best", 0, 0), ("drop", 5, 5), ("keep", 5, 0)]
)
def test_page_lines(page_lines, tokens, wrong):
    # the five words of the page line are not scored, wrong if they stay, or right
    without = score(CABLE.replace("BRUSSELS 00000881  002 OF 002\n\n", ""), "x").before.words
    found = score(CABLE, CABLE, CABLE, page_lines=page_lines)

    assert without == found.tokens.tokens - tokens
    assert found.tokens.wrong in (wrong, wrong and wrong + 1)


def test_taking_page_lines_out_is_no_harm():
    out = CABLE.replace("BRUSSELS 00000881  002 OF 002\n\n", "")

    best = score(CABLE, CABLE, out)
    assert (best.after.wrong_characters, best.tokens.harmed) == (0, 0)
    assert score(CABLE, CABLE, out, page_lines="keep").tokens.harmed == 5


def test_verdicts_on_repairs_and_proposals():
    truth, ocr = "the top toe the xy end", "tbe tie toe tlie xx end"
    found = score(truth, ocr, settings=ONLY)

    verdicts = [(j.before, j.is_made, j.verdict) for j in found.judged]
    assert verdicts == [
        ("tbe", True, "right"),
        ("tie", True, "wrong"),
        ("toe", True, "harmed"),
        ("tlie", False, "right"),
    ]
    assert [j.verdict for j in found.wrong_repairs] == ["wrong", "harmed"]
    assert [(b.line, b.before, b.after) for b in found.broken] == [(1, "toe", "the")]
    assert found.passes["test-tbe"] == (3, 1, 1, 1, 0, 2, 2, 1)


def test_detection_counts_repaired_and_flagged_words():
    found = score("the top toe the xy end", "tbe tie toe tlie xx exd", settings=ONLY)

    # all but "exd" are found, "toe" is right
    assert found.detection == (6, 5, 5, 4)
    assert (found.detection.precision, found.detection.recall) == (0.8, 0.8)
    assert found.detection.false_alarms == 10_000


def test_calibration_holds_claims_against_verdicts():
    found = score("the top toe the", "tbe tie toe tlie", settings=ONLY)

    made = found.calibration(made=True)
    assert [(b.low, b.claims, b.right) for b in made.bins if b.claims] == [(0.97, 3, 1)]
    assert made.ece == pytest.approx(0.98 - 1 / 3)
    flagged = found.calibration(made=False)
    assert [(b.low, b.claims, b.right) for b in flagged.bins if b.claims] == [(0.6, 1, 1)]
    assert found.calibration(only="word").claims == 0


def test_white_space_alone_is_not_judged():
    found = score("a b", "a  b", settings=Settings(select=["blank-run"]))

    assert found.calibration().claims == 0


def test_text_alone_has_no_verdicts():
    found = score("the", "tbe", "the")

    assert (found.detection, found.passes, found.judged) == (None, {}, ())
    assert found.calibration().ece is None


def test_a_repair_of_another_text_is_refused():
    with pytest.raises(ValueError, match="another text"):
        score("the", "tbe", repair("tie"))


def test_unknown_page_lines_are_refused():
    with pytest.raises(ValueError, match="page_lines is"):
        score("a", "a", "a", page_lines="maybe")


def test_pool_adds_counts_up():
    one, two = score("a b c d", "a b c x", settings=ONLY), score("tip", "tbe", settings=ONLY)
    both = pool([one, two])

    assert both.tokens == Tokens(5, 2, 1, 0, 0, 1)
    assert (both.before.wer, both.before.mean_wer) == (2 / 5, (1 / 4 + 1) / 2)
    assert both.judged == one.judged + two.judged


def test_nothing_pooled_has_no_figures():
    assert pool([]).before.cer is None


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_cable_against_itself_is_perfect(path):
    assert_perfect(path.read_text("utf-8"))


@given(texts)
def test_any_text_against_itself_is_perfect(text):
    assert_perfect(text)


def assert_perfect(text):
    found = score(text, text, text)

    assert (found.before.wrong_characters, found.after.wrong_words) == (0, 0)
    assert found.tokens[1:] == (0, 0, 0, 0, 0)
    assert found.characters[1:] == (0, 0, 0)
    assert found.markers_after.right == found.markers_after.expected
    assert found.header_lines.after == found.header_lines.expected
    assert all(f.after == f.expected for f in found.fields.values())


@given(texts, texts)
def test_a_repair_that_does_nothing_changes_nothing(truth, ocr):
    found = score(truth, ocr, ocr)

    assert found.before == found.after
    assert found.tokens[2:] == (0, 0, 0, 0)
    assert (found.characters.lost, found.characters.gained) == (0, 0)
    assert found.markers_before == found.markers_after


@given(texts, texts, texts)
def test_figures_are_shares_and_records_are_valid(truth, ocr, out):
    found = score(truth, ocr, out)

    tokens = found.tokens
    assert tokens.fixed + tokens.harmed + tokens.missed == tokens.changed <= tokens.tokens
    figures = [tokens.precision, found.characters.harm, found.characters.fixed]
    figures += [found.markers_before.f1, found.markers_after.number_f1]
    assert all(figure is None or 0 <= figure <= 1 for figure in figures)
    SCHEMA.validate(
        {
            "made_by": "",
            "version": 1,
            "page_lines": "best",
            "total": pool([found]).to_dict(),
            "documents": [{"name": "a", **found.to_dict()}],
        }
    )


@given(texts, texts)
@settings(max_examples=30)
def test_repairs_of_any_text_are_scored(truth, ocr):
    found = score(truth, ocr)

    assert found.detection.found <= found.detection.tokens
    assert all(0 <= j.confidence <= 1 for j in found.judged)


def test_long_texts_are_cut_where_both_have_the_same_words(monkeypatch):
    lines = [f"line {n} of the long text says {n * n} and {n + 7}" for n in range(300)]
    damaged = [line.replace("says", "savs") if n % 3 else line for n, line in enumerate(lines)]
    a, b = Collapsed("\n".join(lines)), Collapsed("\n".join(damaged))
    exact = alignment.align(a, b)
    monkeypatch.setattr(alignment, "EXACT", 1_000)
    monkeypatch.setattr(alignment, "PIECE", 500)

    assert len(list(alignment.pieces(a, b))) > 10
    assert alignment.align(a, b).distance == exact.distance == 200
    assert alignment.word_distance(a, b) == 200


def test_long_texts_that_have_nothing_in_common_are_bounded(monkeypatch):
    monkeypatch.setattr(alignment, "EXACT", 1_000)
    monkeypatch.setattr(alignment, "LONGEST", 100)
    a, b = Collapsed("ab " * 500), Collapsed("cd " * 300)
    pieces = list(alignment.pieces(a, b))

    assert pieces[0][0] == (0, 0)
    assert pieces[-1][1] == (len(a.text), len(b.text))
    assert all(end[0] - start[0] <= 100 for start, end in pieces)


def test_score_is_a_public_name():
    assert isinstance(cablefix.score.score("a", "a", "a"), Score)
    assert "score" in dir(cablefix)


def test_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA.schema)
