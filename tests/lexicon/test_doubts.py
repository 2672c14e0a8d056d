"""Which words are doubted, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablefix.document import Document
from cablefix.lexicon.decision import is_right, is_wrong
from cablefix.lexicon.doubts import FIGURES, doubts, real_words, stands
from cablefix.lexicon.tiers import DATA


def doubted(text: str) -> list[str]:
    return [text[d.start : d.end] for d in doubts(Document(text))]


@pytest.mark.parametrize(
    "text",
    [
        "The ambassador met the minister.",
        "We met Mr. Goverin there.",  # a name in mid-sentence
        "The FBRL reported it.",  # capitals in other text
        "TAGS: PTER, AB-cde, x.yzt, qr7st, foo_bazk",  # parts of codes
        "They were goin' home, 'gainst it all.",  # cut short by the writer
        "haue it vpon tbe table",  # the spelling of another century
        "MR. VASQUEZ SPOKE TO US",  # in the lists of names
    ],
)
def test_no_doubt(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He told us that tbe note came.", ["tbe"]),
        ("THE GOVERIMENT AGREED TO IT.", ["GOVERIMENT"]),
        ("The feU of the goveriment's note", ["goveriment"]),
        ("the men arid the women", ["arid"]),
        ("an arid plain", []),  # the words beside it do not speak for "and"
    ],
)
def test_doubt(text: str, words: list[str]) -> None:
    assert [w for w in doubted(text) if w != "feU"] == words


def test_the_figures_of_a_doubt() -> None:
    text = "He spoke of tbe other one."
    (found,) = doubts(Document(text))
    figures = dict(zip(FIGURES, found.figures, strict=True))
    assert found.written(text) == "the"
    assert figures["length"] == 3
    assert figures["times"] == 1
    assert figures["left"] > 0
    assert figures["right"] > 0
    assert figures["total"] == pytest.approx(
        figures["score"] + 0.8 * (figures["left"] + figures["right"])
    )


def test_a_known_word_stands_for_other_known_words() -> None:
    table = real_words()
    assert table[b"arid"] == ("and",)
    assert b"he" not in table
    assert all(word not in [m.encode() for m in meant] for word, meant in table.items())


@given(st.text("abetho .,'-\nTHE123¶", max_size=200))
def test_doubts_lie_in_order_on_words_of_letters(text: str) -> None:
    found = list(doubts(Document(text)))
    last = 0
    for doubt in found:
        assert last <= doubt.start < doubt.end <= len(text)
        assert text[doubt.start : doubt.end].isalpha()
        assert len(doubt.figures) == len(FIGURES)
        last = doubt.end


def test_a_likely_misreading_is_surer_than_an_unlikely_one() -> None:
    sure, unsure = (
        next(iter(doubts(Document(f"He told us that {word} note came to {word} embassy."))))
        for word in ("tbe", "tzke")
    )
    assert 0 <= is_right(unsure.figures) < is_right(sure.figures) <= 1
    assert is_wrong(sure.figures) >= is_right(sure.figures) - 0.1


@pytest.mark.parametrize(
    ("text", "has_it"),
    [
        ("We met Mr. Karlin, and saw Karl.", True),
        ("We met Mr. Karlin in Karlsruhe.", False),  # a part of another name
        ("We saw it.\nKarl left.", False),  # the capital may be that of the line
    ],
)
def test_a_name_of_the_document_is_a_whole_word(text: str, *, has_it: bool) -> None:
    assert stands(text, "Karl") is has_it


def test_the_model_was_trained_on_these_figures() -> None:
    table = json.loads(Path(DATA, "word_model.json").read_text("utf-8"))
    assert tuple(table["figures"]) == FIGURES
