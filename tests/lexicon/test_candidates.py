"""What an unknown word may have been."""

from __future__ import annotations

import pytest

from cablefix.lexicon import known, ranks
from cablefix.lexicon.candidates import candidates


@pytest.mark.parametrize(
    ("word", "best"),
    [
        ("hn", "in"),  # one bit: sample 002
        ("rnanagement", "management"),
        ("tbe", "the"),
        ("manaqement", "management"),
        ("foreiqn", "foreign"),
    ],
)
def test_one_confusion_is_undone(word, best):
    assert candidates(word)[0] == best


@pytest.mark.parametrize("word", ["commop", "qzx", "favelas", ""])
def test_word_that_is_near_to_none_has_no_candidates(word):
    assert candidates(word) == ()


def test_readings_are_known_and_the_commonest_first():
    found = candidates("ment")

    assert list(found) == sorted(found, key=lambda w: ranks()[w.encode()])
    assert all(w.encode() in known() for w in found)
