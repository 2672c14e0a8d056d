"""What a word that nobody knows may have been, before a scanner or a line hit it.

Two channels: OCR, which mistakes letters for others of their shape, and the line, which turns
one bit of a letter (DAMAGE.md A8: K to I, N to L, O to G; and "Hn October" for "In"), drops a
letter or swaps two.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cablefix.lexicon import ranks
from cablefix.lexicon.readings import longer

# Shapes that scanners confuse, each way: from tables/ocr_confusions.csv and DAMAGE.md C3.
SHAPES = (
    (b"rn", b"m"), (b"cl", b"d"), (b"vv", b"w"), (b"li", b"h"), (b"ri", b"n"), (b"ii", b"u"),
    (b"in", b"m"), (b"l", b"i"), (b"l", b"t"), (b"e", b"c"), (b"e", b"o"), (b"a", b"o"),
    (b"h", b"b"), (b"t", b"f"), (b"u", b"n"), (b"n", b"h"), (b"g", b"q"), (b"v", b"y"),
    (b"r", b"t"), (b"s", b"a"),
)  # fmt: skip
BOTH_WAYS = SHAPES + tuple((meant, seen) for seen, meant in SHAPES)
# Confusions that change the number of letters are looked for as they stand, the others by letter.
LONGER = tuple(pair for pair in BOTH_WAYS if len(pair[0]) != len(pair[1]))
LETTERS = b"abcdefghijklmnopqrstuvwxyz"
# A reading this many times rarer in rank than the best one is no help to a reader.
RARER = 50
# Words shorter than this are not looked at for lost or swapped letters.
LONG = 5
# Words above this rank occur in the counted texts; the rest of the list is in no order.
COUNTED = 22_000


def _others() -> dict[int, tuple[bytes, ...]]:
    """For each letter those of its shape, and those whose ASCII code differs in one bit."""
    table: dict[int, tuple[bytes, ...]] = {}
    for letter in LETTERS:
        shapes = {b for a, b in BOTH_WAYS if a == bytes([letter]) and len(b) == 1}
        bits = {bytes([o]) for o in LETTERS if (o ^ letter).bit_count() == 1}
        table[letter] = tuple(sorted(shapes | bits))
    return table


OTHERS = _others()


# a corpus has the same misreadings in many documents; 65,536 words are a few MB
@lru_cache(maxsize=65_536)
def candidates(word: str, most: int = 3) -> tuple[str, ...]:
    """Counted words that one such error makes ``word`` of (lower case), the commonest first.

    Readings far rarer than the best are left out.
    """
    order = ranks()
    seen = word.encode("latin-1", "replace")
    forms = {*_confused(seen), *_hit(seen)} - {seen}
    found = {f: order[f] for f in forms if order.get(f, COUNTED) < COUNTED}
    best = sorted(found, key=found.__getitem__)[:most]
    return tuple(w.decode("latin-1") for w in best if found[w] <= RARER * (found[best[0]] + RARER))


def _confused(seen: bytes) -> Iterator[bytes]:
    """The forms that one confusion of shapes, or one bit, may have made into this one."""
    for at, letter in enumerate(seen):
        head, tail = seen[:at], seen[at + 1 :]
        for other in OTHERS.get(letter, ()):
            yield head + other + tail
    for old, new in LONGER:
        at = seen.find(old)
        while at >= 0:
            yield seen[:at] + new + seen[at + len(old) :]
            at = seen.find(old, at + 1)


def _hit(seen: bytes) -> Iterator[bytes]:
    """The forms that lost a letter, or had two swapped, on the line (DAMAGE.md B1, B2)."""
    if len(seen) < LONG:
        return
    for whole in longer(seen.decode("latin-1")):
        yield whole.encode("latin-1")
    for at in range(len(seen) - 1):
        yield seen[:at] + seen[at + 1 : at + 2] + seen[at : at + 1] + seen[at + 2 :]
