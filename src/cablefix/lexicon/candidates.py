"""What a word that nobody knows may have been, before a scanner or a line hit it.

Two channels: OCR, which mistakes letters for others of their shape, and the line, which turns
one bit of a letter (DAMAGE.md A8: K to I, N to L, O to G; and "Hn October" for "In").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from cablefix.lexicon import ranks

# Shapes that scanners confuse, each way: from tables/ocr_confusions.csv and DAMAGE.md C3.
SHAPES = (
    ("rn", "m"), ("cl", "d"), ("vv", "w"), ("li", "h"), ("ri", "n"), ("ii", "u"), ("in", "m"),
    ("l", "i"), ("l", "t"), ("e", "c"), ("e", "o"), ("a", "o"), ("h", "b"), ("t", "f"),
    ("u", "n"), ("n", "h"), ("g", "q"), ("v", "y"), ("r", "t"), ("s", "a"),
)  # fmt: skip
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@cache
def _one_bit(letter: str) -> str:
    """The letters whose ASCII code differs from that of ``letter`` in one bit."""
    return "".join(c for c in _ALPHABET if (ord(c) ^ ord(letter)).bit_count() == 1)


# A reading this many times rarer in rank than the best one is no help to a reader.
RARER = 50
# Words above this rank occur in the counted texts; the rest of the list is in no order.
COUNTED = 22_000


def candidates(word: str, most: int = 3) -> tuple[str, ...]:
    """Counted words that one confusion makes of ``word`` (lower case), the commonest first.

    Readings far rarer than the best are left out.
    """
    order = ranks()
    found: dict[str, int] = {}
    for form in _forms(word):
        rank = order.get(form.encode("latin-1", "replace"))
        if rank is not None and rank < COUNTED and form != word:
            found[form] = rank
    best = sorted(found, key=found.__getitem__)[:most]
    return tuple(w for w in best if found[w] <= RARER * (found[best[0]] + RARER))


def _forms(word: str) -> Iterator[str]:
    for pair in SHAPES:
        for seen, meant in (pair, pair[::-1]):
            at = word.find(seen)
            while at >= 0:
                yield word[:at] + meant + word[at + len(seen) :]
                at = word.find(seen, at + 1)
    for at, letter in enumerate(word):
        if letter in _ALPHABET:
            for other in _one_bit(letter):
                yield word[:at] + other + word[at + 1 :]
