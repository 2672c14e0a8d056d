"""The channel of paragraph markers: what OCR writes for a pilcrow, a digit and the stop.

A token such as ``q{3.`` is cut in every way into a glyph (what stands for the pilcrow), digits and
a stop; each cut is a number at a cost.  Costs are negative natural logarithms of the shares in
``data/marker_channel.tsv``, which ``tools/build_markers.py`` counts.  A digit is never read as
another digit: that would renumber what was sent with a skip or a repeat (FORMAT.md 4).
"""

from __future__ import annotations

import math
import os
from collections import Counter
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

STOPS = (".", ",", ";", ":", "?", "!")
# One sign for those that engines take for one another: what counts is the shape.
FOLDS = str.maketrans(
    {
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("‘’", "'"),
        "‚": ",",
        "ﬂ": "fl",
        "ﬁ": "fi",
    }
)
# Numbers above this are years and amounts: the longest of the cables in ../shared/cables has 83
# paragraphs, and 600 leaves room.
HIGHEST = 600
# The longest glyph of the pairs in ../shared/ocr has four signs ("4{@" with a digit behind).
LONGEST_GLYPH = 4
# Signs that have the shape of a digit; other misreadings of a digit leave nothing that shows it.
DIGIT_SHAPES = frozenset("|!][)%@&$")
# A document of one kind of engine may have been read by another all the same.  A choice: one in
# five.
OTHER = 0.2
# So many glyphs tell which kind of engine wrote them.
FEWEST_GLYPHS = 2
# The weight of the general channel against what this document shows: two markers of its own count
# as much.  A choice, not a count.
PRIOR_WEIGHT = 2.0
# Each sign more of a glyph that no engine was seen to write.  A choice: one in two.
LONGER = math.log(2)
# A glyph that ends in a digit competes with the number that it would else be part of, so it counts
# which digit it is: one in ten.
WHICH_DIGIT = math.log(10)
# Digits so much dearer than the likeliest ones (one in 3,000) are not weighed.
HOPELESS = 8.0


DATA = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "marker_channel.tsv")


class Parse(NamedTuple):
    """One way to read a token: paragraph ``number`` behind ``glyph``, its digits at ``cost``."""

    number: int
    glyph: str
    cost: float


class Table(NamedTuple):
    """The costs of ``data/marker_channel.tsv``."""

    glyphs: dict[str, dict[str, float]]  # by kind of engine; "any" for all together
    unseen: dict[str, float]  # by class of glyph: what no engine was seen to write
    noise: dict[str, float]  # what stands before a number that never had a pilcrow
    digits: dict[str, tuple[tuple[str, float], ...]]  # sign to the digits that it may stand for
    stops: dict[str, float]


@cache
def table() -> Table:
    """The channel, read on first use."""
    costs: dict[str, dict[str, float]] = {"unseen": {}, "noise": {}, "stop": {}}
    glyphs: dict[str, dict[str, float]] = {}
    digits: dict[str, list[tuple[str, float]]] = {}
    with open(DATA, encoding="utf-8") as file:
        for line in file:
            if line.startswith("# "):
                continue
            part, kind, printed, read, share = line.rstrip("\n").split("\t")
            cost = -math.log(float(share))
            if part == "digit":
                digits.setdefault(read, []).append((printed, cost))
            elif part == "glyph":
                glyphs.setdefault(kind, {})[read] = cost
            else:
                costs[part][read] = cost
    return Table(
        glyphs,
        costs["unseen"],
        costs["noise"],
        {read: tuple(found) for read, found in digits.items()},
        costs["stop"],
    )


def folded(token: str) -> str:
    """A token with one sign for those of the same shape: curly quotes, ligatures."""
    return token if token.isascii() else token.translate(FOLDS)


def shape_of(glyph: str) -> str:
    """The class of a glyph: ``digit`` or ``mixed`` if one is in it, ``letter`` or ``sign``."""
    if any(c.isdigit() for c in glyph):
        return "digit" if glyph.isdigit() else "mixed"
    return "letter" if any(c.isalpha() for c in glyph) else "sign"


@lru_cache(maxsize=8192)
def parses(body: str) -> tuple[Parse, ...]:
    """All ways to read a token without its stop, the likeliest digits first.

    >>> [(p.number, p.glyph) for p in parses("q{3")]
    [(3, 'q{')]
    >>> sorted((p.number, p.glyph) for p in parses("16"))
    [(6, '1'), (16, '')]
    """
    body = folded(body)
    digits = table().digits
    found: dict[tuple[int, str], float] = {}
    for size in range(1, min(3, len(body)) + 1):
        glyph, tail = body[:-size], body[-size:]
        if len(glyph) > LONGEST_GLYPH or any(c not in digits for c in tail):
            continue
        # of two signs or more a letter that comes first is the pilcrow, unless it may be a 1
        if size > 1 and not tail[0].isdigit() and "1" not in {d for d, _ in digits[tail[0]]}:
            continue
        for choice in product(*(digits[c] for c in tail)):
            written = "".join(digit for digit, _ in choice)
            number = int(written)
            if written[0] == "0" or number > HIGHEST:
                continue
            cost = sum(cost for _, cost in choice)
            key = number, glyph
            found[key] = min(cost, found.get(key, math.inf))
    if not found:
        return ()
    worst = min(found.values()) + HOPELESS
    best = sorted(found.items(), key=lambda f: f[1])
    return tuple(Parse(number, glyph, cost) for (number, glyph), cost in best if cost <= worst)


@lru_cache(maxsize=4_096)
def general(glyph: str, kind: str = "any") -> float:
    """The cost of a glyph for a pilcrow in any document read by a kind of engine."""
    known = table()
    if kind != "any":
        own = known.glyphs[kind].get(glyph, math.inf)
        return -math.log((1 - OTHER) * math.exp(-own) + OTHER * math.exp(-general(glyph)))
    if not glyph:
        return known.glyphs["any"][glyph]
    shape = shape_of(glyph)
    seen = known.glyphs["any"].get(glyph, math.inf)
    unseen = known.unseen[shape] + LONGER * (len(glyph) - 1)
    if shape not in ("digit", "mixed"):
        return min(seen, unseen)
    return min(seen, unseen + WHICH_DIGIT)


def kind_of(seen: Counter[str]) -> str:
    """The kind of engine that most likely wrote these glyphs; "any" if there are too few."""
    if seen.total() < FEWEST_GLYPHS:
        return "any"
    return min(table().glyphs, key=lambda kind: sum(n * general(g, kind) for g, n in seen.items()))


class Channel(dict[str, float]):
    """The cost of each glyph for a pilcrow, in general and as this document shows it.

    An engine reads one font in one way, so what a document was seen to write six times is likely
    the seventh time, and what its kind of engine writes elsewhere likelier than the rest.
    """

    def __init__(self, seen: Counter[str], kind: str = "any") -> None:
        total = seen.total() + PRIOR_WEIGHT
        self._kind = kind
        self._shift = math.log(total / PRIOR_WEIGHT)
        super().__init__(
            (g, -math.log((n + PRIOR_WEIGHT * math.exp(-general(g, kind))) / total))
            for g, n in seen.items()
        )

    def __missing__(self, glyph: str) -> float:
        self[glyph] = cost = general(glyph, self._kind) + self._shift
        return cost
