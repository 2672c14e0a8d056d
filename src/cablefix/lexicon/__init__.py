"""The words that are no sign of damage, and what a misread word may have been."""

from __future__ import annotations

import os
from functools import cache

_PATH = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "words.txt")


@cache
def _words() -> list[bytes]:
    """All words, the commonest first, in Latin-1 and lower case."""
    with open(_PATH, "rb") as file:
        return file.read().split()


@cache
def known() -> frozenset[bytes]:
    """The words as a set: what ``Document.unknown`` is held against."""
    return frozenset(_words())


@cache
def ranks() -> dict[bytes, int]:
    """Each word with its place in the order of frequency, 0 the commonest."""
    return {word: i for i, word in enumerate(_words())}
