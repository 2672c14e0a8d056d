"""How much a word looks like a word or a name, by its letters."""

from __future__ import annotations

import os
from functools import cache, lru_cache

_PATH = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "trigrams.bin")
SIGNS = 27
# The table: 128 plus 16 times a natural logarithm.
MIDDLE, UNIT = 128, 16
_ORDER = bytes(c - 96 if 97 <= c <= 122 else 0 for c in range(256))


@cache
def _table() -> bytes:
    with open(_PATH, "rb") as file:
        return file.read()


# a corpus has the same strange words in many documents
@lru_cache(maxsize=65_536)
def likeness(word: bytes) -> float:
    """How much likelier a word (lower case) is as a word or a name than as chance letters.

    A natural logarithm, summed over the word: letters in disorder are below zero, of a word of
    eight letters on average at -6, a word at 7, a name at 4.

    >>> likeness(b"garmentle") > 0 > likeness(b"egtlnmrae")
    True
    """
    table = _table()
    first = second = total = 0
    for third in word.translate(_ORDER) + b"\0":
        if first or second or third:
            total += table[(first * SIGNS + second) * SIGNS + third]
            total -= MIDDLE
        first, second = second, third
    return total / UNIT
