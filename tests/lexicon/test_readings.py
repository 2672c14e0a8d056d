"""What a word may have been, and how its misreading is weighed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablefix.lexicon import known
from cablefix.lexicon.channel import cost, differing
from cablefix.lexicon.neighbours import attraction, together
from cablefix.lexicon.readings import MOST, cased, is_capitals, is_reading, longer, readings
from cablefix.lexicon.shapes import skeleton
from cablefix.lexicon.tiers import ABROAD, CORE, NAME, UNLISTED, entry

WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZé'", max_size=24)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("tbe", "the"),  # one letter of the same shape
        ("rnanagement", "management"),  # two letters for one
        ("goverment", "government"),  # one lost
        ("governmennt", "government"),  # one too many
        ("tlie", "the"),
        ("WHCIH", "which"),  # two swapped
        ("consuitatjons", "consultations"),  # two misread
    ],
)
def test_the_likeliest_reading(word: str, meant: str) -> None:
    assert readings(word)[0].word == meant


def test_no_reading_of_what_is_near_no_word() -> None:
    assert readings("qzxkjv") == ()


@given(WORDS)
def test_readings_are_other_words_the_likeliest_first(word: str) -> None:
    found = readings(word)
    assert len(found) <= MOST
    assert word.lower() not in [r.word for r in found]
    assert [r.score for r in found] == sorted((r.score for r in found), reverse=True)
    assert all(is_reading(r.word) for r in found)


@given(WORDS, WORDS)
def test_a_misreading_never_counts_for_a_word(read: str, printed: str) -> None:
    assert (cost(read, printed) == 0) is (read == printed)
    assert cost(read, printed) <= 0


@given(WORDS, WORDS)
def test_where_two_words_differ(one: str, other: str) -> None:
    start, end, to = differing(one, other)
    assert one[:start] == other[:start]
    assert one[end:] == other[to:]
    assert one[start:end] != other[start:to] or one == other


def test_a_misreading_that_scanners_make_is_likelier() -> None:
    assert cost("tbe", "the") > cost("tqe", "the")
    assert cost("rn", "m") > cost("rk", "m")
    assert cost("THB", "THE") > cost("THW", "THE")


def test_words_with_one_letter_more() -> None:
    assert "government" in longer("goverment")
    assert all(len(w) == 10 for w in longer("goverment"))


def test_a_rare_word_is_no_reading() -> None:
    assert is_reading("government")
    assert not is_reading("govermnent")
    assert b"embezzling" in known()


def test_words_that_share_a_form() -> None:
    assert skeleton("bave") == skeleton("have")
    assert skeleton("rnodern") == skeleton("modern")
    assert skeleton("now") != skeleton("not")


@pytest.mark.parametrize(
    ("reading", "word", "written"),
    [
        ("government", "GOVERIMENT", "GOVERNMENT"),
        ("the", "Tbe", "The"),
        ("the", "tbe", "the"),
        ("position", "POSIrION", "POSITION"),
    ],
)
def test_the_case_of_the_word_is_kept(reading: str, word: str, written: str) -> None:
    assert cased(reading, word) == written


def test_capitals_but_for_a_misread_letter() -> None:
    assert is_capitals("POSIrION")
    assert not is_capitals("VasIU")
    assert not is_capitals("I")


def test_the_tiers_of_a_word() -> None:
    assert entry("embassy").tiers & CORE
    assert entry("vasquez").tiers & NAME
    assert entry("regierung").tiers & ABROAD
    assert entry("zzgrblx") == UNLISTED
    assert entry("the").zipf > entry("embassy").zipf > 3


def test_words_that_stand_together() -> None:
    assert together("of", "the") > together("of", "embassy") >= 0
    assert attraction("", 0.0, "the", 7.7) == 0
    assert attraction("of", 7.4, "the", 7.7) > 0 > attraction("of", 7.4, "he", 6.7)
