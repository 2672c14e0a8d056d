"""Which words stand beside each other, and how often.

Counts of neighbouring words, log10 in a thousand million: a reading that the words on both sides
are used to is more likely than its frequency alone says.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from cablefix.lexicon.tiers import DATA, STEPS

if TYPE_CHECKING:
    import marisa_trie

# Both words would stand together so often by chance if neither minded the other.
BILLION = 9
# How far a pair may speak for a reading, or a missing one against it, in powers of ten.
FOR, AGAINST = 3.0, -0.6
# A word this common has its pairs in the table; that a pair lacks says nothing of a rarer one.
COUNTED = 3.0


@cache
def _pairs() -> marisa_trie.RecordTrie:
    import marisa_trie

    return marisa_trie.RecordTrie("<B").mmap(os.path.join(DATA, "neighbours.trie"))


def together(left: str, right: str) -> float:
    """log10 of how often two words stand together in a thousand million; 0 if they never do."""
    found = _pairs().get(f"{left} {right}")
    return found[0][0] / STEPS if found else 0.0


def attraction(left: str, left_zipf: float, right: str, right_zipf: float) -> float:
    """How much more often two words stand together than chance would have it, in powers of ten.

    0 if nothing is known of either word.

    >>> attraction("of", 7.4, "the", 7.7) > 0 > attraction("of", 7.4, "he", 6.7)
    True
    """
    if not left or not right:
        return 0.0
    count = together(left, right)
    if count:
        return max(-1.0, min(FOR, count - (left_zipf + right_zipf - BILLION)))
    return AGAINST if min(left_zipf, right_zipf) > COUNTED else 0.0
