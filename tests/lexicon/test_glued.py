"""Two words whose blank was lost."""

from __future__ import annotations

import pytest

from cablefix.lexicon.glued import apart


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("ofthe", ("of", "the")),
        ("lastweek", ("last", "week")),
        ("otherextreme", ("other", "extreme")),
        ("confirmedour", ("confirmed", "our")),
        ("reportsthat", ("reports", "that")),
        ("componentsof", ("components", "of")),
        ("danishforeign", ("danish", "foreign")),
    ],
)
def test_words_without_their_blank_come_apart(word, parts):
    assert parts == tuple(part.decode() for part in apart(word.encode()))


@pytest.mark.parametrize(
    "word",
    [
        "government",  # known
        "metalworkers",
        "harbormaster",
        "whereinto",
        "counterdemand",
        "organizationally",
        "morehouse",
        "hundredwork",
        "questonof",  # one of them misread
        "the",
        "zzzzzz",
        "",
        "last1week",
    ],
)
def test_one_word_stays_one(word):
    assert apart(word.encode()) is None
