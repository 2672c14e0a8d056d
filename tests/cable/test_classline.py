"""Classification lines: their word, letters apart or not, the station and the number."""

from __future__ import annotations

import pytest

from cablefix.cable.classline import class_line, class_word
from cablefix.cable.words import Words


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("UNCLAS BRUSSELS 000881", 3),
        ("C O N F I D E N T I A L PARIS 7987", 14),
        ("S E C R E T SECTION 01 OF 03 BAGHDAD 000146", 12),
        ("S EC RET NOFORN TUNIS 000193", 6),
        ("UNC_AS SECTIKN 01 OF 02 KYIV 003117", 7),
        ("LIMITED OFFICIAL USE RIO DE JANEIRO 7987", 7),
        ("UNCLAS E F T O BRUSSELS 000881", 7),
        ("UUNCLAS MANAGUA 001002", 3),
        ("UNCLAS STATE 235935 TOSEC 100054", 3),
    ],
)
def test_classification_lines(line, size):
    w = Words(line, 0, len(line))
    end, gain = class_line(w.bare, w.digits, 0)

    assert end == size
    assert gain > 0


@pytest.mark.parametrize(
    "line",
    [
        "UNCLAS",
        "UNCLAS 000881",
        "UNCLAS BRUSSELS",
        "SECRETARY RICE MET 12 MINISTERS",
        "BRUSSELS 000881",
        "SECRET POLICE WENT FROM DOOR TO DOOR: 100 SAID SO",
        "UNCLAS ONE TWO THREE FOUR FIVE SIX 000881",
    ],
)
def test_no_classification_line(line):
    w = Words(line, 0, len(line))

    assert class_line(w.bare, w.digits, 0) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("UNCLAS PARIS", (1, 0)),
        ("S E C R E T PARIS", (6, 0)),
        ("E C R E T PARIS", (5, 1)),
        ("CONF IDEN TIAL PARIS", (3, 0)),
        ("PARIS", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_classification_words(words, expected):
    assert class_word(words.split()) == expected
