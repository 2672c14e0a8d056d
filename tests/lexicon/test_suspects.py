"""Which unknown words are suspects, and which are names, codes or terms."""

from __future__ import annotations

import pytest

from cablefix.document import Document


def suspects(text):
    doc = Document(text)
    return [text[s.start : s.end] for s in doc.suspects]


@pytest.mark.parametrize(
    "text",
    [
        "Minister Bauwens met VasIU in Bucharest.",
        "the favelas grew and many favelas fell",
        "poloff, econoff and emboff reported septel",
        "write to someone@exaample.org or http://exaample.org",
        "an anti-zorblax group and a pre-/post-wug time",
        "THE GOVERN-\nMENT AGREED",
        "TAGS: PTER XQZR\nSUBJECT: X",
        "IN FY 75 THE CY OF IT",
        "they wrote in clausulae pactorum of it",
        "x" * 40,
        "café naïveté",
        "",
    ],
)
def test_no_suspects(text):
    assert suspects(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("of a lowest, commop such as at the UN.", ["commop"]),
        ("He agreed. Hn October 2006 they went on.", ["Hn"]),
        ("THE CITY MANAQEMENT AGREED", ["MANAQEMENT"]),
        ("the 'commop' was there", ["commop"]),
    ],
)
def test_suspects_are_found(text, found):
    assert suspects(text) == found
