import re

import pytest

from cablefix import Edit, Flag, Settings, Stage, repair
from cablefix.report.glyphs import drawn, runs
from cablefix.report.model import build
from cablefix.report.view import LONG_BLOCK, Changed, Flagged, Same, blocks
from cablefix.types import repair as repairs


def a_pass(name, stage, find):
    """A pass that yields what ``find`` does for the text."""

    @repairs(name, stage)
    def made(doc):
        """Made by a test."""
        yield from find(doc.text)

    return made


def document(text, *passes):
    """The result, its rows, and its blocks."""
    result = repair(text, settings=Settings(passes=passes))
    return result, build([("x", result)]).documents[0], list(blocks(result))


def replace(pattern, new, why="because"):
    return lambda text: (
        Edit(m.start(), m.end(), new, 0.99, why) for m in re.finditer(pattern, text)
    )


def flag(pattern, kind="doubtful"):
    return lambda text: (
        Flag(m.start(), m.end(), kind, f"{kind} here") for m in re.finditer(pattern, text)
    )


def sides(shown):
    """The source and the text as the blocks tell them."""
    pieces = [piece for block in shown for piece in block.pieces]
    before = [p.text if isinstance(p, Same) else getattr(p, "old", "") for p in pieces]
    after = [p.text if isinstance(p, Same) else getattr(p, "new", "") for p in pieces]
    return "".join(before), "".join(after)


LAYOUT = a_pass("gap-test", Stage.LAYOUT, replace(r" {2,}", " "))
WORDS = a_pass("word-test", Stage.WORDS, replace(r"a b", "ab", "one word"))
BREAKS = a_pass("break-test", Stage.STRUCTURE, replace(r"; ", ";\n"))
FLAGS = a_pass("flag-test", Stage.REVIEW, flag(r"q+"))


def test_the_blocks_tell_both_texts():
    source = "one  two; three\nfour qq  qq five\n\nsix  "
    result, _, shown = document(source, LAYOUT, BREAKS, FLAGS)

    assert sides(shown) == (source, result.text)


def test_a_repair_on_a_repair_is_one_row_with_its_steps():
    result, shown, _ = document("say a   b now", LAYOUT, WORDS)

    assert result.text == "say ab now"
    (row,) = shown.repairs
    assert row.grounds.passes == "gap-test+word-test"
    assert [step.source for step in row.steps] == ["gap-test", "word-test"]
    assert str(row.before) == "a   b"
    assert str(row.after) == "ab"


def test_rows_show_whole_words_and_the_place_in_the_source():
    _, shown, _ = document("first\n(xxb) y", a_pass("x-test", Stage.TEXT, replace("xx", "a")))

    (row,) = shown.repairs
    assert row.before == ("(", "xx", "b)")
    assert row.after == ("(", "a", "b)")
    assert row.place == (2, 2)


def test_flags_are_marked_where_they_stand():
    _, shown, (block,) = document("some qq here", FLAGS)

    (row,) = shown.flags
    assert row.context == ("some ", "qq", " here")
    assert block.pieces == (Same("some ", 0), Flagged(1), Same("qq", 1), Same(" here", 0))


def test_a_flag_on_nothing_has_its_place():
    lost = a_pass("lost-test", Stage.REVIEW, flag(r"(?=two)", "lost"))
    _, _, (block,) = document("one two", lost)

    assert block.pieces == (Same("one ", 0), Flagged(1), Same("two", 0))


def test_a_flag_over_a_repair_marks_it():
    over = a_pass("over-test", Stage.REVIEW, flag("one two"))
    _, _, (block,) = document("a one  two b", LAYOUT, over)

    assert block.pieces == (
        *(Same("a ", 0), Flagged(1), Same("one", 1)),
        *(Changed(1, "  ", " ", 1), Same("two", 1), Same(" b", 0)),
    )


def test_flags_that_overlap_are_each_named_and_nothing_is_lost():
    wide = a_pass("wide-test", Stage.REVIEW, flag("b.*e"))
    narrow = a_pass("narrow-test", Stage.REVIEW, flag("d.*g"))
    _, _, shown = document("abcdefgh", wide, narrow)

    assert sides(shown) == ("abcdefgh", "abcdefgh")
    pieces = shown[0].pieces
    assert "".join(p.text for p in pieces if isinstance(p, Same) and p.flag) == "bcdefg"
    assert [p.flag for p in pieces if isinstance(p, Same)] == [0, 1, 2, 2, 0]
    assert [p.number for p in pieces if isinstance(p, Flagged)] == [1, 2]


def test_a_flag_in_another_ends_and_the_other_goes_on():
    wide = a_pass("wide-test", Stage.REVIEW, flag("b.*g"))
    narrow = a_pass("narrow-test", Stage.REVIEW, flag("d"))
    _, _, (block,) = document("abcdefgh", wide, narrow)

    assert [p for p in block.pieces if isinstance(p, Same)] == [
        *(Same("a", 0), Same("bc", 1), Same("d", 2), Same("efg", 1), Same("h", 0)),
    ]


def test_blocks_end_behind_blank_lines_and_have_the_lines_of_the_source():
    _, _, shown = document("one\ntwo\n \n\nthree; four\n\nfive", BREAKS)

    assert [block.line for block in shown] == [1, 5, 7]
    assert [block.is_plain for block in shown] == [True, False, True]


def test_a_blank_line_that_a_repair_put_in_or_took_out_parts_no_block():
    joins = a_pass("page-test", Stage.LAYOUT, replace(r"\n\nPAGE 2\n\n", " "))
    parts = a_pass("part-test", Stage.STRUCTURE, replace("; ", "\n\n"))
    _, _, (block,) = document("the\n\nPAGE 2\n\nend; next", joins, parts)

    assert block.line == 1
    assert len(block.pieces) == 5


def test_a_long_stretch_without_blank_lines_is_parted_at_a_line_end():
    line = "x" * 99 + "\n"
    shown = list(blocks(repair(line * 200, settings=Settings(passes=()))))

    assert len(shown) == 5
    assert [block.line for block in shown] == [1, 41, 81, 121, 161]
    assert sides(shown)[0] == line * 200


def test_a_line_of_any_length_is_one_block():
    text = "x" * 3 * LONG_BLOCK

    assert len(list(blocks(repair(text, settings=Settings(passes=()))))) == 1


def test_a_long_repair_is_cut_in_its_row_and_whole_in_the_view():
    _, rows, shown = document(
        "a" + "x" * 5000 + "b", a_pass("x-test", Stage.TEXT, replace("x+", "y"))
    )

    (row,) = rows.repairs
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
    result, rows, shown = document("ab  cd qq " * 20_000, LAYOUT, FLAGS)

    assert len(rows.repairs) == len(rows.flags) == 20_000
    assert sides(shown) == (result.source, result.text)


def test_many_flags_under_one_that_covers_all():
    wide = a_pass("wide-test", Stage.REVIEW, flag("(?s)^.*$"))
    _, _, shown = document("ab qq " * 20_000, wide, FLAGS)

    flags = {p.flag for block in shown for p in block.pieces if isinstance(p, Same)}
    assert len(flags) == 20_001
