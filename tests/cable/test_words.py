"""What the words of a head may be, and how far a misreading may be from the right word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablefix.cable.words import MONTHS, Words, caption, is_near, is_near_word, near, read


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("VZCZCXRO6586", "start"),
        ("V2CZCXRO6586", "start"),
        ("RR", "prosign"),
        ("DE", "two"),
        ("T0", "two"),
        ("INF0", "info"),
        ("ZNR", "signal"),
        ("2NR", "signal"),
        ("UUUUU", "fivefold"),
        ("PAGE", "page"),
        ("ACiION", "action"),
        ("151542Z", "day and time"),
        ("1515422", "day and time"),
        ("#0881/01", "serial"),
        ("MAR", "month"),
        ("0CT", "month"),
        ("EUR-12", "office"),
        ("AMEMBASSY", "title"),
        ("MEMBASSY", "title"),
        ("CINCPAC", "title"),
        ("RUEHC/SECSTATE", "addressee"),
        ("UNCLAS", "class word"),
        ("SIPDIS", "caption"),
        ("E.O.", "order label"),
        ("E.0.", "order label"),
        ("LL652:", "order number"),
        ("E.O.12958:", "order"),
        ("Classlfied", "classified"),
        ("¶1.", "marker"),
    ],
)
def test_word_may_be(raw, name):
    assert name in read(raw).may_be


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("OSLO", "title"),  # not USLO
        ("OSLO", "order number"),
        ("TON", "prosign"),
        ("TODAY", "two"),
        ("INFORMED", "info"),
        ("PAGES", "prosign"),
        ("MARCH", "serial"),
        ("BRUSSELS", "caption"),
        ("15154", "day and time"),
        ("12959", "order number"),
        ("SECRETARY", "title"),
        ("a", "marker"),
    ],
)
def test_word_may_not_be(raw, name):
    assert name not in read(raw).may_be


@pytest.mark.parametrize(
    ("raw", "label", "is_exact"),
    [
        ("TAGS:", "tags", True),
        ("TAGS", "tags", True),
        ("TACS:", "tags", False),
        ("SUBJECT:", "subject", True),
        ("SUB7ECT:", "subject", False),
        ("SUBJ:", "subject", True),
        ("REF:", "references", True),
        ("REF!", "references", True),
        ("REFTEL:", "references", True),
        ("REr:", "references", False),
        ("TACS", "", False),  # any word may be
        ("REV", "", False),
        ("BRUSSELS", "", False),
        ("OBJECTIVES", "", False),
    ],
)
def test_labels(raw, label, is_exact):
    word = read(raw)

    assert (word.label, word.is_exact) == (label, is_exact)


def test_word_of_letters_is_not_read_as_digits():
    assert read("OSLO").digits == "OSLO"
    assert read("O5LO").digits == "0510"
    assert read("Ol").digits == "01"


def test_specks_are_no_part_of_a_word():
    assert read("'SIPDIS.,").bare == "SIPDIS"


@pytest.mark.parametrize(
    ("word", "right", "expected"),
    [
        ("BRUSSELS", "BRUSSELS", True),
        ("BRUSQLS", "BRUSSELS", True),
        ("BXXSSELS", "BRUSSELS", True),
        ("BXXXSELS", "BRUSSELS", False),
        ("AMEMBASSY NATROBI", "AMEMBASSY NAIROBI", True),
        ("AMEMBASSY LOME", "AMEMBASSY ROME", True),
        ("AMEMBASSY PARIS", "AMEMBASSY ROME", False),
        ("SAOPAULO", "SAO PAULO", True),
        ("USEU BRUSSELS", "AMEMBASSY BRUSSELS", False),
        ("NEW DELHI", "NEWDELHX", True),
        ("ROME X", "LIMA", False),
    ],
)
def test_misreadings_are_near(word, right, expected):
    assert is_near(word, right) is expected


def test_short_word_may_have_one_sign_off():
    assert is_near_word("JAM", "JAN")
    assert not is_near_word("JXM", "JAN")


@pytest.mark.parametrize("month", MONTHS)
def test_month_has_neighbours_of_three_letters_only(month):
    assert near(month, month, 0)
    assert not near(month, month + "XX", 1)


@pytest.mark.parametrize(
    ("bare", "expected"),
    [("SIPDIS", "SIPDIS"), ("SEPDIS", "SIPDIS"), ("EXDIS", "EXDIS"), ("BRUSSELS", ""), ("", "")],
)
def test_captions(bare, expected):
    assert caption(bare) == expected


def test_words_know_their_lines():
    w = Words("FM ROME\nTO PARIS\n\nUNCLAS", 0, 24)

    assert w.bare[:5] == ["FM", "ROME", "TO", "PARIS", "UNCLAS"]
    assert [w.breaks_at(i) for i in range(5)] == [2, 0, 1, 0, 2]
    assert [w.line_end(i) for i in range(5)] == [2, 2, 4, 4, 5]
    assert len(w.start) == 5


def test_behind_the_last_word_stand_empty_ones():
    w = Words("FM", 0, 2)

    assert w.bare == ["FM", "", "", "", ""]
    assert not w.may_be(3, "title")
    assert w.breaks_at(3) == 1


@given(st.text(max_size=12))
def test_any_word_is_read(raw):
    assert read(raw).raw == raw
