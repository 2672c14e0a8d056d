"""The quality of a document: how well it can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablefix import repair
from cablefix.document import Document
from cablefix.lexicon.quality import features, quality, weights

SOUND = "The talks went on for two days, and the ministers will meet again in the spring."


@pytest.mark.parametrize(
    "worse",
    [
        "Tbe talks vvent om fcr two doys, amd thc mimisters wiII mect agaim in thc sprimg.",
        "T e talks w nt o f r two d ys, a d the m n sters w ll m et ag in i the spr ng.",
        "The |~lks w£nt \u00a2n f\u00a9r two days, \u00ab\u00bb and t^e mini}{ters will meet.",
        "## The talks\n\n- **went** on\n| for | two |\n# days",
    ],
)
def test_a_damaged_text_has_less(worse: str) -> None:
    assert quality(Document(worse)) < quality(Document(SOUND))


@given(st.text())
def test_a_share_for_any_text(text: str) -> None:
    assert 0 <= quality(Document(text)) <= 1


def test_an_empty_text_is_sound() -> None:
    assert quality(Document(" \n")) == 1


def test_every_weight_is_of_a_feature_and_speaks_against_a_text() -> None:
    assert weights().keys() <= features(Document(SOUND)).keys()
    assert all(half > 0 and weight > 0 for half, weight in weights().values())


def test_a_repair_has_the_quality_of_its_source() -> None:
    text = "He told us that tbe goveriment would reply to tbe note in tbe coming weeks."
    result = repair(text)
    assert result.text != text
    assert result.quality == quality(Document(text))
    assert result.to_dict()["quality"] == round(result.quality, 2)
