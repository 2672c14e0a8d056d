"""Classification lines: ``S E C R E T SECTION 01 OF 02 KYIV 004597``, damaged or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cablefix.cable.closed import stations
from cablefix.cable.words import AS_LETTERS, distance, near

CLASS_WORDS = (
    "UNCLAS", "UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "LIMITEDOFFICIALUSE", "TOPSECRET",
)  # fmt: skip
LONGEST_CLASS_WORD = max(map(len, CLASS_WORDS))
CLASS_EXTRAS = frozenset(("NOFORN", "SENSITIVE", "E", "F", "T", "O", "EFTO"))
# PORT AU PRINCE, RIO DE JANEIRO, EC BRUSSELS; the longest has four words
LONGEST_STATION = 5
NUMBER = re.compile(r"[0-9]{3,6}")
SECTION_NUMBER = re.compile(r"[0-9]{1,2}")
LONGEST_NUMBER = 6
# A letter of a station may have been read as a sign.
LETTERS = re.compile(r"[A-Z#_&?][A-Z.'#_&?]*")


def class_line(bare: Sequence[str], digits: Sequence[str], i: int) -> tuple[int, float] | None:
    """The word behind a classification line that begins at word ``i``, and what speaks for it."""
    end, off = class_word(bare, i)
    gain = 5.0 - 2 * off
    if not end:
        if not near(bare[i], "SECTION", 1):
            return None
        end, gain = i, 2.0
    at = end
    while at < len(bare) and bare[at] in CLASS_EXTRAS:
        at += 1
    is_section = at + 3 < len(bare) and near(bare[at], "SECTION", 2)
    if is_section and all(SECTION_NUMBER.fullmatch(digits[k]) for k in (at + 1, at + 3)):
        at += 4
        gain += 3
    station = at
    while at < len(bare) and at - station < LONGEST_STATION and not NUMBER.fullmatch(digits[at]):
        if not bare[at] or not LETTERS.fullmatch(bare[at]):
            return None
        at += 1
    if at == station or at >= len(bare) or not NUMBER.fullmatch(digits[at]):
        return None
    return at + 1, gain + (2 if " ".join(bare[station:at]) in stations() else 0)


def has_station(bare: Sequence[str], i: int, end: int) -> bool:
    """Whether a known station stands before the last of the words from ``i`` to ``end``."""
    return any(" ".join(bare[k : end - 1]) in stations() for k in range(i + 1, end - 1))


def ends_in_station(bare: Sequence[str], digits: Sequence[str], i: int, end: int) -> bool:
    """Whether a line of words ends in a known station and a number of six digits."""
    number = digits[end - 1]
    is_number = len(number) == LONGEST_NUMBER and NUMBER.fullmatch(number) is not None
    return end - i > 2 and is_number and has_station(bare, i, end)


def class_word(bare: Sequence[str], i: int = 0) -> tuple[int, int]:
    """The word behind the classification word at word ``i``, its letters apart or not (0: none).

    The second number says how many of its letters are off.
    """
    joined = ""
    best, least = 0, 3
    for at in range(i, min(i + LONGEST_CLASS_WORD, len(bare))):
        joined += bare[at].translate(AS_LETTERS)
        off, goes_on = _class_word(joined)
        # a last letter that cannot be read is part of the word
        if off < least or (off == least and 0 < off < 3 and len(bare[at]) < 2):
            best, least = at + 1, off
        if not goes_on:
            break
    return best, least if best else 0


@lru_cache(maxsize=4_096)
def _class_word(joined: str) -> tuple[int, bool]:
    """How many letters off a classification word is (3: too many), and whether it may go on."""
    size = len(joined)
    off = 3
    for word in CLASS_WORDS:
        most = 1 if len(word) < 8 else 2
        if abs(len(word) - size) <= most and (here := distance(joined, word, 2)) <= most:
            off = min(off, here)
    # two signs are two letters off at most
    goes_on = size < 3 or any(
        near(joined, word[:size], 2) for word in CLASS_WORDS if len(word) + 2 > size
    )
    return off, goes_on
