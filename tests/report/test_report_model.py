import re

import pytest

from cablefix import Edit, Flag, Settings, Stage, repair
from cablefix.report.glyphs import drawn, runs
from cablefix.report.model import build
from cablefix.report.view import NEAR
from cablefix.types import repair as repairs


def a_pass(name, stage, find):
    """A pass that yields what ``find`` does for the text."""

    @repairs(name, stage)
    def made(doc):
        """Made by a test."""
        yield from find(doc.text)

    return made


def document(text, *passes):
    result = repair(text, settings=Settings(passes=passes))
    return result, build([("x", result)]).documents[0]


def replace(pattern, new, why="because"):
    return lambda text: (
        Edit(m.start(), m.end(), new, 0.99, why) for m in re.finditer(pattern, text)
    )


def flag(pattern, kind="doubtful"):
    return lambda text: (
        Flag(m.start(), m.end(), kind, f"{kind} here") for m in re.finditer(pattern, text)
    )


def sides(shown):
    """The source and the text as the lines of the view tell them."""
    pieces = [(p.kind, p.text) for s in shown.stretches for line in s.lines for p in line.pieces]
    before = "".join(text for kind, text in pieces if kind in ("same", "del"))
    after = "".join(text for kind, text in pieces if kind in ("same", "ins"))
    return before, after


LAYOUT = a_pass("gap-test", Stage.LAYOUT, replace(r" {2,}", " "))
WORDS = a_pass("word-test", Stage.WORDS, replace(r"a b", "ab", "one word"))
BREAKS = a_pass("break-test", Stage.STRUCTURE, replace(r"; ", ";\n"))
FLAGS = a_pass("flag-test", Stage.REVIEW, flag(r"q+"))


def test_the_view_tells_both_texts():
    source = "one  two; three\nfour qq  qq five\n\nsix  "
    result, shown = document(source, LAYOUT, BREAKS, FLAGS)

    before, after = sides(shown)

    assert before == source.replace("\n", "")
    assert after == result.text.replace(";\n", ";⏎").replace("\n", "").replace("⏎", "\n")


def test_a_repair_on_a_repair_is_one_row_with_its_steps():
    result, shown = document("say a   b now", LAYOUT, WORDS)

    assert result.text == "say ab now"
    (row,) = shown.repairs
    assert row.grounds.passes == "gap-test+word-test"
    assert [step.source for step in row.steps] == ["gap-test", "word-test"]
    assert str(row.before) == "a   b"
    assert str(row.after) == "ab"


def test_rows_show_whole_words_and_the_place_in_the_source():
    _, shown = document("first\n(xxb) y", a_pass("x-test", Stage.TEXT, replace("xx", "a")))

    (row,) = shown.repairs
    assert row.before == ("(", "xx", "b)")
    assert row.after == ("(", "a", "b)")
    assert row.place == (2, 2)


def test_flags_are_marked_where_they_stand():
    _, shown = document("some qq here", FLAGS)

    (row,) = shown.flags
    assert row.context == ("some ", "qq", " here")
    pieces = shown.stretches[0].lines[0].pieces
    assert [(p.kind, p.text, p.is_flagged) for p in pieces] == [
        ("same", "some ", False),
        ("flag", "1", True),
        ("same", "qq", True),
        ("same", " here", False),
    ]


def test_a_flag_on_nothing_has_its_place():
    lost = a_pass("lost-test", Stage.REVIEW, flag(r"(?=two)", "lost"))
    _, shown = document("one two", lost)

    pieces = shown.stretches[0].lines[0].pieces
    assert [(p.kind, p.text) for p in pieces] == [("same", "one "), ("flag", "1"), ("same", "two")]


def test_a_flag_over_a_repair_marks_it():
    over = a_pass("over-test", Stage.REVIEW, flag("one two"))
    _, shown = document("a one  two b", LAYOUT, over)

    pieces = shown.stretches[0].lines[0].pieces
    assert {p.text: p.is_flagged for p in pieces if p.kind != "repair"} == {
        "a ": False,
        "1": True,
        "one": True,
        "  ": True,
        " ": True,
        "two": True,
        " b": False,
    }


def test_flags_that_overlap_are_each_named_and_nothing_is_lost():
    wide = a_pass("wide-test", Stage.REVIEW, flag("b.*e"))
    narrow = a_pass("narrow-test", Stage.REVIEW, flag("d.*g"))
    _, shown = document("abcdefgh", wide, narrow)

    assert sides(shown) == ("abcdefgh", "abcdefgh")
    pieces = shown.stretches[0].lines[0].pieces
    assert "".join(p.text for p in pieces if p.kind == "same" and p.is_flagged) == "bcdefg"
    assert [p.text for p in pieces if p.kind == "flag"] == ["1", "2"]


def test_unchanged_lines_are_folded_and_line_numbers_are_those_of_the_source():
    source = "\n".join([*"abcdefghij", "one; two", *"klmnopqrst"])
    _, shown = document(source, BREAKS)

    before, hot, after = shown.stretches
    assert [s.is_folded for s in shown.stretches] == [True, False, True]
    assert [line.number for line in hot.lines] == [9, 10, 11, 0, 12]
    assert len(before.lines) == 10 - NEAR
    assert [line.number for line in after.lines][-1] == 21


def test_a_short_gap_is_not_folded():
    _, shown = document("a; b\n1\n2\n3\na; b\n", BREAKS)

    assert [s.is_folded for s in shown.stretches] == [False]


def test_the_number_of_a_repair_stands_before_the_line_end_it_put_in():
    _, shown = document("one; two; three", BREAKS)

    first, second, third = shown.stretches[0].lines
    assert [p.text for p in first.pieces] == ["one", "; ", ";\n", "1"]
    assert [p.text for p in second.pieces] == ["two", "; ", ";\n", "2"]
    assert [p.text for p in third.pieces] == ["three"]
    assert [note.is_repeated for line in (first, second) for note in line.notes] == [False, True]


def test_repairs_on_the_same_grounds_make_one_note():
    _, shown = document("a  b  c", LAYOUT)

    (note,) = shown.stretches[0].lines[0].notes
    assert note.numbers == "1–2"


def test_lines_that_were_taken_out_do_not_break_the_line():
    pages = a_pass("page-test", Stage.LAYOUT, replace(r"\n\nPAGE 2\n\n", " "))
    _, shown = document("the\n\nPAGE 2\n\nend\nnext", pages)

    lines = shown.stretches[0].lines
    assert [line.number for line in lines] == [1, 6]
    assert [p.text for p in lines[0].pieces] == ["the", "\n\nPAGE 2\n\n", " ", "1", "end"]


def test_a_long_repair_is_cut_in_its_row_and_whole_in_the_view():
    _, shown = document("a" + "x" * 5000 + "b", a_pass("x-test", Stage.TEXT, replace("x+", "y")))

    (row,) = shown.repairs
    assert "4,700 more characters" in row.before.text
    assert sides(shown)[0] == "a" + "x" * 5000 + "b"


def test_totals():
    documents = [
        ("a", repair("one  two  qq", settings=Settings(passes=[LAYOUT, FLAGS]))),
        ("b", repair("clean")),
    ]

    report = build(documents)

    assert report.summary == "2 documents: 2 repairs in 1, 1 flag in 1"
    assert [(t.name, t.times) for t in report.by_pass] == [("gap-test", 2)]
    assert [(t.name, t.times) for t in report.by_kind] == [("doubtful", 1)]
    assert report.unchanged == ("b",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a ", [("·", "blank"), ("a", ""), ("·", "blank")]),
        ("  ", [("·", "blank"), ("·", "blank")]),
        ("a b", [("a b", "")]),
        ("", []),
        ("\n", [("⏎", "U+000A")]),
        ("\u200b", [("U+200B", "U+200B ZERO WIDTH SPACE")]),
    ],
)
def test_blanks_at_the_edges_of_a_change_are_drawn(text, expected):
    assert [tuple(run) for run in runs(text, blanks=True)] == expected


def test_every_character_can_be_written_once_drawn():
    for start in range(0, 0x110000, 0x1000):
        text = "".join(map(chr, range(start, start + 0x1000)))
        drawn(text).encode("utf-8")
        assert drawn(text).isprintable()


def test_a_large_document_is_shown_in_time_that_grows_with_its_length():
    result, shown = document("ab  cd qq " * 20_000, LAYOUT, FLAGS)

    assert len(shown.repairs) == len(shown.flags) == 20_000
    assert sides(shown) == (result.source, result.text)
