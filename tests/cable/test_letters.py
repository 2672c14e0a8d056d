"""How letters and digits are read: places, costs, the nearest word of a closed set."""

from __future__ import annotations

import math

import pytest

from cablefix.cable.letters import UNSEEN, as_digits, as_letters, cost, nearest


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("0884", "0884"),
        ("O884", "0884"),
        ("o884", "0884"),
        ("47l9", "4719"),
        ("LL652", "11652"),
        ("2s00", "2500"),
        ("47?9", "47?9"),
        ("", ""),
    ],
)
def test_signs_in_a_place_of_digits(word, expected):
    assert as_digits(word)[0] == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("IO", "IO"), ("I0", "IO"), ("10", "IO"), ("PG0V", "PGOV"), ("22H", "ZZH"), ("", "")],
)
def test_signs_in_a_place_of_letters(word, expected):
    assert as_letters(word)[0] == expected


@pytest.mark.parametrize(("read", "word"), [(as_digits, "0884"), (as_letters, "RUEHBS")])
def test_what_is_in_its_place_is_sure(read, word):
    assert read(word) == (word, 1.0)


@pytest.mark.parametrize(
    ("read", "word"), [(as_digits, "O884"), (as_letters, "PG0V"), (as_digits, "BO00")]
)
def test_what_was_read_otherwise_is_never_certain(read, word):
    assert 0 < read(word)[1] < 1


def test_digit_of_many_readings_is_less_sure():
    assert as_digits("B113")[1] < as_digits("O113")[1]


def test_sign_that_nothing_was_read_as_is_not_sure_at_all():
    assert as_digits("08?1") == ("08?1", 0.0)


def test_q_is_no_certain_digit():
    # one engine reads a 4 so, the others a 0
    assert as_digits("Q884")[1] == 0.0


def test_same_word_costs_nothing():
    assert cost("BRUSSELS", "BRUSSELS") == 0.0


def test_frequent_misreading_costs_less_than_one_that_was_never_seen():
    assert cost("O", "0") < cost("O", "X") == UNSEEN


def test_costs_of_letters_apart_add_up():
    assert math.isclose(cost("OXO", "0X0"), 2 * cost("O", "0"))


def test_pair_that_was_seen_together_costs_less_than_its_letters():
    assert cost("OO", "00") < 2 * cost("O", "0")


def test_cost_of_a_lost_word_is_finite():
    assert 0 < cost("FM", "") < math.inf
    assert 0 < cost("", "FM") < math.inf


WORDS = frozenset(("PREL", "PGOV", "KDEM", "KWMN", "PARM", "MARR"))


@pytest.mark.parametrize(
    ("word", "expected"), [("PREL", "PREL"), ("PRE1", "PREL"), ("KDEN", "KDEM"), ("KWNN", "KWMN")]
)
def test_nearest_word(word, expected):
    assert nearest(word, WORDS).word == expected


def test_word_itself_is_nearest_at_no_cost():
    assert nearest("PGOV", WORDS)[:2] == ("PGOV", 0.0)


@pytest.mark.parametrize("word", ["BRUSSELS", "", "XXXX", "PREL AND PGOV"])
def test_nothing_is_near(word):
    assert nearest(word, WORDS) is None


def test_two_words_as_near_are_both_said():
    match = nearest("XOME", ("LOME", "ROME"))

    assert {match.word, *match.others} == {"LOME", "ROME"}


def test_one_letter_of_a_short_word_may_be_off_and_two_of_a_long_one():
    assert nearest("PXXL", ("PREL",)) is None
    assert nearest("BRUXXELS", ("BRUSSELS",)).word == "BRUSSELS"
    assert nearest("BRXXXELS", ("BRUSSELS",)) is None
