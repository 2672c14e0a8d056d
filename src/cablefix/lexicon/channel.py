"""How likely it is that a scanner read one word as another.

The confusions are learned (``tools/build_channel.py``), of up to three letters on either side: an
``m`` read as ``rn``, a letter lost or put in.  What no page has shown is not impossible, only rare:
the next engine makes mistakes of its own.
"""

from __future__ import annotations

import os
from functools import cache

from cablefix.lexicon.tiers import DATA

_PATH = os.path.join(DATA, "word_channel.tsv")
# Confusions of more letters are taken apart.
WIDEST = 3
# log10 of a confusion that was never seen, of one letter more on either side, and of one that
# changes the number of letters: just below the rarest rows of the table.
UNSEEN, WIDER, UNEVEN = -4.3, -0.9, -0.4
# What a confusion known in the other case costs more.
OTHER_CASE = -0.3
SAME = 0.0
# log10: a confusion that is seen once in 50,000 times is tried.
TRIED = -4.7


@cache
def _table() -> dict[tuple[str, str], float]:
    """log10 of the share of a printed sequence that was read as another, by (read, printed)."""
    table = {}
    with open(_PATH, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                read, printed, share = line.rstrip("\n").split("\t")
                table[read, printed] = float(share)
    return table


def cost(read: str, printed: str) -> float:
    """log10 of the chance that ``printed`` was read as ``read``, the letters in common for sure.

    >>> cost("the", "the")
    0.0
    >>> cost("tbe", "the") > cost("tqe", "the")
    True
    """
    start, stop_read, stop_printed = differing(read, printed)
    one, other = read[start:stop_read], printed[start:stop_printed]
    if not one and not other:
        return SAME
    best = -99.0
    if len(one) <= WIDEST and len(other) <= WIDEST:
        best = _block(one, other)
    if len(one) > 1 or len(other) > 1:
        best = max(best, _blocks(one, other))
    return best


def differing(one: str, other: str) -> tuple[int, int, int]:
    """Where two words begin to differ, and where in each of them they end to."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    same = 0
    while same < shorter - start and one[-1 - same] == other[-1 - same]:
        same += 1
    return start, len(one) - same, len(other) - same


def _blocks(read: str, printed: str) -> float:
    """The cost of a longer stretch: that of its parts, the letters between them in common."""
    from rapidfuzz.distance import Levenshtein

    total = SAME
    for step in Levenshtein.opcodes(read, printed):
        if step.tag == "equal":
            continue
        one = read[step.src_start : step.src_end]
        other = printed[step.dest_start : step.dest_end]
        if len(one) == len(other) and (one, other) not in _table():
            total += sum(map(_block, one, other))
        else:
            total += _block(one, other)
    return total


def _block(read: str, printed: str) -> float:
    """The cost of one confusion."""
    table = _table()
    found = table.get((read, printed))
    if found is None:
        found = table.get((read.lower(), printed.lower()))
        if found is not None:
            return found + OTHER_CASE
        longer = max(len(read), len(printed)) - 1
        return UNSEEN + WIDER * longer + (UNEVEN if len(read) != len(printed) else 0.0)
    return found


@cache
def uneven() -> dict[str, tuple[str, ...]]:
    """For each sequence read, those of another length that it may stand for, the likeliest first.

    Only what is read often enough to be tried on a word that no single letter explains.
    """
    by_read: dict[str, list[tuple[float, str]]] = {}
    for (read, printed), share in _table().items():
        if read and len(read) != len(printed) and len(read) + len(printed) > 2 and share > TRIED:
            by_read.setdefault(read.lower(), []).append((-share, printed.lower()))
    return {
        read: tuple(dict.fromkeys(p for _, p in sorted(rows))) for read, rows in by_read.items()
    }
