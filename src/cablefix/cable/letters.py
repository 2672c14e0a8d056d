"""How OCR reads single letters, digits and signs: which word a damaged one may have been.

Costs are negative natural logarithms of the shares in ``data/letter_channel.tsv``, counted on
scans by ``tools/build_letters.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from cablefix.cable.closed import rows

# A misreading that no engine was seen to make, of one letter: a choice, rarer than all that were.
UNSEEN = -math.log(0.0005)
# The best of a closed set is unique if the second is so much less likely (one in thirty): a choice.
MARGIN = math.log(30)
# Words this short have neighbours at every misreading; of longer ones two letters may be misread.
SHORT = 5


# The digit that has the shape of a letter.
SHAPES = str.maketrans("OQDoU@IlLi|!ZzSsBGbJ", "00000011111122558661")


class Match(NamedTuple):
    """The likeliest member of a closed set for a word; ``others`` are nearly as likely."""

    word: str
    cost: float
    others: tuple[str, ...]


@cache
def _shares() -> dict[tuple[str, str], float]:
    return {
        (printed, read): -math.log(float(share))
        for printed, read, share in rows("letter_channel.tsv")
    }


@cache
def _places() -> dict[tuple[str, str], tuple[str, float]]:
    """What a sign that cannot stand at its place was printed as, and how surely."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for place, read, printed, count in rows("sign_places.tsv"):
        found.setdefault((place, read), {})[printed] = int(count)
    best = {}
    for key, counts in found.items():
        printed = max(counts, key=counts.__getitem__)
        # two more that were not seen: of three alike nobody knows the fourth
        best[key] = printed, counts[printed] / (sum(counts.values()) + 2)
    return best


@cache
def letters_for(sign: str) -> tuple[str, ...]:
    """The letters that a sign was seen to stand for, where only a letter can stand."""
    return tuple(
        printed
        for place, read, printed, _ in rows("sign_places.tsv")
        if (place, read) == ("letter", sign)
    )


def cost(printed: str, read: str) -> float:
    """How unlikely it is that a word was read so: 0 where each letter is as printed."""
    shares = _shares()
    n, m = len(printed), len(read)
    best = [[math.inf] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0.0
    for i in range(n + 1):
        for j in range(m + 1):
            here = best[i][j]
            if here == math.inf:
                continue
            for a, b in ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2)):
                if i + a > n or j + b > m:
                    continue
                x, y = printed[i : i + a], read[j : j + b]
                if x == y:
                    step = 0.0
                else:
                    seen = shares.get((x, y))
                    if seen is None and max(a, b) > 1:
                        continue
                    step = min(seen, UNSEEN) if seen is not None else UNSEEN
                best[i + a][j + b] = min(best[i + a][j + b], here + step)
    return best[n][m]


@lru_cache(maxsize=4096)
def nearest(word: str, words: Iterable[str]) -> Match | None:
    """The member of a closed set nearest to a word, if it is near at all.

    ``words`` is hashable: a frozenset or a tuple.
    """
    from rapidfuzz.distance import Levenshtein

    most = 1 if len(word) < SHORT else 2
    found = sorted(
        (cost(w, word), w)
        for w in words
        if abs(len(w) - len(word)) <= most
        and Levenshtein.distance(w, word, score_cutoff=most) <= most
    )
    if not found:
        return None
    least, best = found[0]
    return Match(best, least, tuple(w for c, w in found[1:] if c < least + MARGIN))


def are_digits(word: str) -> bool:
    """Whether a word is made of the ten digits alone (² and ① are digits to Python)."""
    return word.isascii() and word.isdigit()


def as_digits(word: str) -> tuple[str, float]:
    """A word in a place of digits: its digits, and how sure the reading of the other signs is.

    >>> as_digits("O884")[0]
    '0884'
    """
    return _in_place("digit", word)


def as_letters(word: str) -> tuple[str, float]:
    """A word in a place of letters: its letters, and how sure the reading of the other signs is."""
    return _in_place("letter", word)


def _in_place(place: str, word: str) -> tuple[str, float]:
    sure = 1.0
    out = []
    for sign in word:
        if sign.isascii() and (sign.isdigit() if place == "digit" else sign.isalpha()):
            out.append(sign)
            continue
        printed, share = _places().get((place, sign), (sign, 0.0))
        if place == "digit" and sign.translate(SHAPES) != printed:
            # one engine reads a 4 as Q, where the others read a 0
            printed, share = sign.translate(SHAPES), 0.0
        out.append(printed)
        sure = min(sure, share)
    return "".join(out), sure
