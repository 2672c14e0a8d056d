"""The tokens that may be markers: where they are looked for, and what their place says."""

from __future__ import annotations

import pytest

from cablefix.cable.tokens import find, odd


def tokens(text):
    return find("\n" + text)


LONG = (
    "The police were present for the whole of the day and did not intervene at any time, he said. "
)


@pytest.mark.parametrize(
    ("text", "token", "place"),
    [
        ("Noted.\n\n16. Agreed.", "16.", "apart"),
        ("Noted.\n16. Agreed.", "16.", "ended"),
        ("on June\n16. Then", "16.", "mid"),
        ("- q6. (C) Agreed.", "q6.", "apart"),
        ("q6, (C) Agreed.", "q6,", "apart"),
        ("q6 (C) Agreed.", "q6", "apart"),
        ("q6 . (C) Agreed.", "q6 .", "apart"),
        ("$ 6. (C) Agreed.", "$ 6.", "apart"),
        (". 6. AGREED.", ". 6.", "apart"),
        ("I6.(C) Agreed.", "I6.", "apart"),
        (f"{LONG}(@3. The talks", "(@3.", "inside"),
        (f"{LONG[:-1]} ql. (SBU) the talks", "ql.", "inside"),
    ],
)
def test_token_is_found_with_its_place(text, token, place):
    (found,) = tokens(text)

    assert (found.text, found.place) == (token, place)
    assert text[found.start : found.end] == token


@pytest.mark.parametrize(
    "text",
    [
        "--1. We agree.",
        "1.5 million",
        "¶2001. Another idea",
        "42007. Analysts",
        "2006, Elena",
        "Summary. The talks",
        "to the\nis. Then",  # a word, wrapped
        "A. Noted.\nB. Agreed.",  # labels
        f"{LONG}See No. 4. The talks",
        f"{LONG}He left on May 16. The talks",
        "a short line. 16. The talks",
        "29 and is expected",
        "5 The talks",
    ],
)
def test_what_is_no_marker_is_not_weighed(text):
    assert tokens(text) == []


def test_place_and_what_follows_speak_for_a_marker():
    (apart,), (mid,) = tokens("Noted.\n\n16. (C) Agreed."), tokens("on June\n16. then")

    assert apart.is_marker < mid.is_marker
    assert apart.is_none > mid.is_none


def test_text_as_it_was_sent_has_nothing_odd():
    assert odd("\n¶1. (C) Noted.\n\n¶2. (SBU) Agreed.\n\n¶10. Done.") == frozenset()
    assert odd("\n1. NOTED.\n\n2. AGREED 5.5 MILLION.\nA. FIRST\nB. SECOND") == frozenset()


@pytest.mark.parametrize(
    "text", ["q6. (C) Agreed.", "q6 (C) Agreed.", "l. Noted.", "110 . Noted.", "- ¶6. Noted."]
)
def test_what_may_be_misread_is_odd(text):
    assert odd("\n" + text)
