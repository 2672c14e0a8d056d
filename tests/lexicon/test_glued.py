"""Two words whose blank was lost."""

from __future__ import annotations

import pytest

from cablefix.lexicon.glued import SURE, apart


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("ofthe", ("of", "the")),
        ("lastweek", ("last", "week")),
        ("otherextreme", ("other", "extreme")),
        ("confirmedour", ("confirmed", "our")),
        ("reportsthat", ("reports", "that")),
        ("componentsof", ("components", "of")),
        ("shallhave", ("shall", "have")),
        ("meetingsheld", ("meetings", "held")),
        ("thatthe", ("that", "the")),
    ],
)
def test_words_without_their_blank_come_apart(word, parts):
    pair = apart(word.encode())

    assert parts == (pair.one.decode(), pair.other.decode())
    assert pair.confidence >= SURE


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("danishforeign", ("danish", "foreign")),
        ("nationalmuseum", ("national", "museum")),
        ("alliedsignal", ("allied", "signal")),
        ("connecteddrive", ("connected", "drive")),
        ("personalmanagement", ("personal", "management")),
        ("themines", ("the", "mines")),
        ("onlyoffice", ("only", "office")),
    ],
)
def test_brands_and_compounds_of_other_languages_are_doubtful(word, parts):
    pair = apart(word.encode())

    assert parts == (pair.one.decode(), pair.other.decode())
    assert pair.confidence < SURE


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
        "merethe",
        "salehis",
        "intocables",
        "complementaires",
        "supplementaires",
        "documentaires",
        "nationsbank",
        "nationbuilding",
        "stationkeeping",
        "wasmachine",
        "itshall",  # it shall, its hall
        "questonof",  # one of them misread
        "the",
        "zzzzzz",
        "",
        "last1week",
    ],
)
def test_one_word_stays_one(word):
    assert apart(word.encode()) is None
