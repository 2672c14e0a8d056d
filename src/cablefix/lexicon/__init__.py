"""The words that are no sign of damage, and what a misread word may have been."""

from __future__ import annotations

import os
from collections.abc import KeysView
from functools import cache

_PATH = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "words.txt")


@cache
def ranks() -> dict[bytes, int]:
    """Each word, in Latin-1 and lower case, with its place in the order of frequency from 0."""
    with open(_PATH, "rb") as file:
        return {word: i for i, word in enumerate(file.read().split())}


def known() -> KeysView[bytes]:
    """The words: what ``Document.unknown`` is held against."""
    return ranks().keys()
