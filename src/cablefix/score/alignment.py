"""Two texts laid side by side by the fewest changes of a character (Levenshtein).

The cost of that grows with the product of their lengths, so long texts are first cut where the
same few words stand once in each of them.  Time and memory are then linear.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cablefix.score.collapsed import Collapsed

# Up to this many pairs of characters the alignment is exact and takes about a tenth of a second;
# two telegrams of 60,000 characters, longer than any of ../shared/cables.
EXACT = 60_000**2
# Where a long text is cut: pieces of this length are aligned at 3 MB a minute and more.
PIECE = 20_000
# A stretch without a common place is cut blindly at this length: what is counted may then be too
# high, never too low.
LONGEST = 100_000
# So many words in a row that stand once in each text are the same place.
ANCHOR = 4


class Run(NamedTuple):
    """``a[start:end]`` stands against ``b[other:other_end]``; the two are equal or not."""

    is_equal: bool
    start: int
    end: int
    other: int
    other_end: int


class Alignment:
    """The runs that lead from one collapsed text to another, in order."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs
        self._ends = [r.end for r in runs]
        self._other_end = runs[-1].other_end if runs else 0
        self._equal = [r for r in runs if r.is_equal]
        self._equal_starts = [r.start for r in self._equal]
        self._equal_ends = [r.end for r in self._equal]

    @property
    def distance(self) -> int:
        """How many characters have to be changed, put in or taken out."""
        return sum(max(r.end - r.start, r.other_end - r.other) for r in self.runs if not r.is_equal)

    def inverse(self) -> Alignment:
        """The way back."""
        return Alignment([Run(r.is_equal, *r[3:], r.start, r.end) for r in self.runs])

    def place(self, at: int) -> int:
        """Where in the other text one is when ``at`` characters of this one are read.

        What the other text has more belongs to what stands before it.
        """
        i = bisect_right(self._ends, at)
        if i == len(self.runs):
            return self._other_end
        run = self.runs[i]
        return run.other + min(at - run.start, run.other_end - run.other)

    def equal(self, start: int, end: int) -> Iterator[Run]:
        """The equal runs that lie between two offsets of this text, cut off there."""
        first = bisect_right(self._equal_ends, start)
        for r in self._equal[first : bisect_left(self._equal_starts, end)]:
            a, b = max(start, r.start), min(end, r.end)
            yield Run(r.is_equal, a, b, r.other + a - r.start, r.other + b - r.start)

    def matched_before(self, at: int) -> int:
        """Behind the last character of the other text that equals one before ``at``."""
        i = bisect_left(self._equal_starts, at) - 1
        return (
            self._equal[i].other + min(at, self._equal[i].end) - self._equal[i].start
            if i >= 0
            else 0
        )


def align(a: Collapsed, b: Collapsed) -> Alignment:
    """The alignment of two texts: exact for telegrams, by pieces for long texts."""
    runs: list[Run] = []
    for (at, other), (end, other_end) in pieces(a, b):
        runs += _runs(a.text[at:end], b.text[other:other_end], at, other)
    return Alignment(runs)


def distance(a: str, b: str) -> int:
    """The Levenshtein distance of two short texts; of long ones a bound, found by pieces."""
    from rapidfuzz.distance import Levenshtein

    if len(a) * len(b) > EXACT:
        return align(Collapsed(a), Collapsed(b)).distance
    return Levenshtein.distance(a, b)


def word_distance(a: Collapsed, b: Collapsed) -> int:
    """How many words have to be changed, put in or taken out."""
    from rapidfuzz.distance import Levenshtein

    total = 0
    for (at, other), (end, other_end) in pieces(a, b):
        if at == other == 0 and (end, other_end) == (len(a.text), len(b.text)):
            return Levenshtein.distance(a.words, b.words)
        mine, theirs = a.text[at:end].split(), b.text[other:other_end].split()
        total += Levenshtein.distance(mine, theirs)
    return total


def _runs(a: str, b: str, at: int, other: int) -> Iterator[Run]:
    from rapidfuzz.distance import Levenshtein

    for op in Levenshtein.opcodes(a, b):
        yield Run(
            op.tag == "equal",
            at + op.src_start,
            at + op.src_end,
            other + op.dest_start,
            other + op.dest_end,
        )


Place = tuple[int, int]


def pieces(a: Collapsed, b: Collapsed) -> Iterator[tuple[Place, Place]]:
    """The two texts cut into pieces that belong together: one piece unless they are long."""
    last = (0, 0)
    end = (len(a.text), len(b.text))
    if end[0] * end[1] > EXACT:
        for place in _anchors(a, b):
            if place[0] - last[0] >= PIECE and place[1] > last[1]:
                yield from _bounded(last, place)
                last = place
        yield from _bounded(last, end)
    else:
        yield last, end


def _bounded(start: Place, end: Place) -> Iterator[tuple[Place, Place]]:
    """A piece, cut in equal parts where it is too long to be aligned as a whole."""
    size, other = end[0] - start[0], end[1] - start[1]
    parts = max(1, -(-max(size, other) // LONGEST))
    last = start
    for k in range(1, parts + 1):
        place = (start[0] + size * k // parts, start[1] + other * k // parts)
        yield last, place
        last = place


def _anchors(a: Collapsed, b: Collapsed) -> Iterator[Place]:
    """Places where the same words begin in both texts, in the order of both."""
    mine, theirs = _once(a.words), _once(b.words)
    both = sorted((i, theirs[key]) for key, i in mine.items() if key in theirs)
    for k in _rising([j for _, j in both]):
        i, j = both[k]
        yield a.starts[i], b.starts[j]


def _once(words: Sequence[str]) -> dict[int, int]:
    """Where runs of words that occur once begin, by their hash."""
    found: dict[int, int] = {}
    for i in range(len(words) - ANCHOR + 1):
        key = hash(tuple(words[i : i + ANCHOR]))
        found[key] = -1 if key in found else i
    return {key: i for key, i in found.items() if i >= 0}


def _rising(numbers: Sequence[int]) -> Iterable[int]:
    """The places of a longest rising sequence."""
    tails: list[int] = []  # the place where the best sequence of each length ends
    values: list[int] = []
    before: list[int] = []
    for i, number in enumerate(numbers):
        k = bisect_left(values, number)
        before.append(tails[k - 1] if k else -1)
        tails[k : k + 1] = [i]
        values[k : k + 1] = [number]
    chain: list[int] = []
    i = tails[-1] if tails else -1
    while i >= 0:
        chain.append(i)
        i = before[i]
    return reversed(chain)
