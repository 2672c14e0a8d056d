"""Page lines and section breaks: which are found, and where."""

from __future__ import annotations

import pytest

from cablefix.cable.pages import page_lines


@pytest.mark.parametrize(
    ("line", "station", "number", "page", "total"),
    [
        ("BRUSSELS 00000881  002 OF 003", "BRUSSELS", 881, 2, 3),
        ("BUENOS AIR 00001234 001.2 OF 003", "BUENOS AIR", 1234, 1, 3),
        ("PAGE 02 PARIS 07987 281923Z", "PARIS", 7987, 2, 0),
        ("PAGE 01        ADDIS  09146  01 OF 02  311311Z", "ADDIS", 9146, 1, 2),
    ],
)
def test_line_of_its_own_is_read(line, station, number, page, total):
    (found,) = page_lines(f"text before\n{line}\ntext behind")

    assert found[2:] == (station, number, page, total, False)
    assert f"text before\n{line}\ntext behind"[found.start : found.end] == line


@pytest.mark.parametrize(
    "text",
    [
        "reported in LIMA 00000777 002 OF 002 and again",
        "a table of 00000881 002 OF 003",
        "PAGE 1 OF 2",
        "the 00000881  002 OF 003",
    ],
)
def test_what_is_no_page_line_is_not_found(text):
    assert page_lines(text) == ()


def test_break_inside_a_line_needs_the_number_and_station_of_the_class_line():
    head = "UNCLAS SECTION 01 OF 02 RIO DE JANEIRO 000285\n\n"
    text = head + "and so RIO DE JAN 00000285 002 OF 002 it went"
    (found,) = page_lines(text)

    assert (text[found.start : found.end], found.is_inside) == (
        "RIO DE JAN 00000285 002 OF 002",
        True,
    )


def test_break_inside_a_line_may_repeat_a_break_that_stands_alone():
    text = "x\nLIMA 00000129  001.2 OF 002\nand so LIMA 00000129 002.2 OF 002 it went"

    assert [p.is_inside for p in page_lines(text)] == [False, True]
