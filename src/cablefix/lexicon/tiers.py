"""What is known of a word beyond ``known()``: how frequent it is, and where it is a word.

``known()`` says that a word is no sign of damage; this says what speaks for one that it lacks (a
surname, a town, a word of another language), and how common a reading is.  Opened on the first
suspect of a process, as a memory-mapped trie.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import marisa_trie

DATA = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")

# The tiers, as bits: the 76,000 of words.txt, SCOWL's largest list, names of people and places,
# words of 25 other languages.
CORE, LARGE, NAME, ABROAD = 1, 2, 4, 8
# Zipf is kept in one byte: 31 steps to one power of ten (wordfreq's largest is 7.73).
STEPS = 31


class Entry(NamedTuple):
    """How frequent a word is, and its tiers as bits.

    ``zipf`` is log10 of how often the word occurs in a thousand million words; 0: never counted.
    """

    zipf: float
    tiers: int


UNLISTED = Entry(0.0, 0)


@cache
def _words() -> marisa_trie.RecordTrie:
    import marisa_trie

    return marisa_trie.RecordTrie("<BB").mmap(os.path.join(DATA, "lexicon.trie"))


def entry(word: str) -> Entry:
    """What the lexicon knows of a word in lower case.

    >>> entry("embassy").tiers & CORE
    1
    >>> entry("zzgrblx")
    Entry(zipf=0.0, tiers=0)
    """
    found = _words().get(word)
    return Entry(found[0][0] / STEPS, found[0][1]) if found else UNLISTED
