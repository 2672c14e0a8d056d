"""Words that may be misread, with what speaks for a misreading and for a word we do not know.

Names are not doubted: capitals in other text; a word with a capital in mid-sentence, unless the
document has the name that it may be; a word with a capital, or in capitals, that the larger lists
have, or that stands twice.  In a text in the spelling of the seventeenth century no word is
doubted: ``haue`` and ``shew`` are right there.  A known word is doubted only where both neighbours
speak for what it may stand for, and neither for itself.

For each such word of a document: its readings, and the figures that the model
(``decision.py``) weighs.  A word is doubted if it is in no tier that ``known()`` holds, or if it
is one of those that scanners often make of another word (``data/real_words.tsv``).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from cablefix.lexicon import known
from cablefix.lexicon.channel import cost
from cablefix.lexicon.neighbours import attraction, together
from cablefix.lexicon.readings import MOST, Reading, cased, is_capitals, readings
from cablefix.lexicon.tiers import ABROAD, DATA, LARGE, NAME, entry

if TYPE_CHECKING:
    from cablefix.document import Document

_REAL_WORDS = os.path.join(DATA, "real_words.tsv")
# No English word is longer; what is longer is no word.
LONGEST = 30
# What parts a word from its neighbours: a pair of words says something across these alone.
NEAR = frozenset((" ", "\n", ", ", "  "))
# As far before a word the end of a sentence is looked for.
BEFORE = 12
# "Mr. " and "Gen. " end no sentence.
SENTENCE_START = re.compile(
    r"""(?:\A|(?:(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z][a-z])\.|[!?:])["')\]]*\s+|\n\s*|¶?\d{1,3}\.\s+|\(\w{1,6}\)\s+)\Z"""
)
# How far around a word its case is compared with that of others, and the share of small letters
# there in a text in capitals: scanners read some as small ones ("rAGS").
AROUND, SMALL = 40, 0.2
BEHIND_BLANK = re.compile(r" ([^\W\d_]+)")
# Words beside it on each side among which strangers are counted.
BESIDE = 2
# The weight of a pair of neighbours against the channel and the count, and what stands in for a
# second reading where there is none; the model was trained with them.
PAIR_WEIGHT, NO_RIVAL = 0.8, -3.0
# Counted in a document up to this: twice is a name, what a hundred times is no more.
ENOUGH = 20
# A short document says little of how damaged it is: as if it had so many sound words more.
SOUND, SOUND_UNKNOWN = 60, 0.5

# Where the figure of its own pairs stands among those that a word has without a reading.
OWN_PAIRS = 5
# Two of these make a text one of older spelling: 75 of 134 pages of the books of four centuries in
# ../shared/words, and none of the newspapers, proceedings, scanned and genuine cables.
OLDER = frozenset(b"vpon vnto haue giue wolde sholde whiche hym tyme selfe".split())
OLD = 2
LOWER, CAPITALS, ACRONYM, AT_START, NAMELIKE, MIXED = range(6)


class Doubt(NamedTuple):
    """One doubted word, ``text[start:end]``, with its readings and the figures of ``FIGURES``."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    figures: tuple[float, ...]

    def written(self, text: str, nth: int = 0) -> str:
        """The n-th reading in the case of the word that stands in the text."""
        return cased(self.readings[nth].word, text[self.start : self.end])


FIGURES = (
    "total", "score", "channel", "zipf", "margin", "left", "right", "own zipf", "in a large list",
    "a name", "a word abroad", "length", "own pairs", "case", "times", "reading's times",
    "share unknown", "share in capitals", "strangers beside", "a real word",
)  # fmt: skip


@cache
def real_words() -> dict[bytes, tuple[str, ...]]:
    """The words that scanners often make of others, and which those are."""
    with open(_REAL_WORDS, encoding="ascii") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {word.encode(): tuple(meant.split()) for word, meant in rows}


def doubts(doc: Document) -> Iterator[Doubt]:
    """The doubted words of a document, in order."""
    strange = {w for w in doc.unknown if _is_word(w)}
    tokens = doc.flat.split(b" ")
    present = set(tokens)
    doubted = strange | (real_words().keys() & present)
    if not doubted or len(OLDER & present) >= OLD:
        return
    counts = Counter(tokens)
    shares = _shares(doc, counts, strange)
    ends = list(accumulate(map(len, tokens)))
    for i, token in enumerate(tokens):
        if token in doubted:
            end = ends[i] + i
            found = _doubt(doc.text, tokens, i, end, counts, strange, shares)
            if found is not None:
                yield found


def stands(text: str, word: str) -> bool:
    """Whether a text has a word, written so, behind a blank.

    What begins a line may owe its capital to that.

    >>> stands("He saw Karlsruhe", "Karl"), stands("He saw Karl.", "Karl")
    (False, True)
    """
    return word in _as_written(text)


@lru_cache(maxsize=1)  # asked for many words of one text; a search for each would be quadratic
def _as_written(text: str) -> frozenset[str]:
    return frozenset(BEHIND_BLANK.findall(text))


def _is_word(token: bytes) -> bool:
    """Whether an unknown token is a word of letters that the lexicon cannot explain."""
    bare = token.removesuffix(b"'s").strip(b"'")
    return 1 < len(bare) <= LONGEST and bare.isalpha() and bare not in known()


def _shares(doc: Document, counts: Counter[bytes], strange: set[bytes]) -> tuple[float, float]:
    """The share of the words of a document that are unknown, and of those in capitals."""
    words = doc.text.split()
    unknown = sum(map(counts.__getitem__, strange))
    capitals = sum(map(str.isupper, words))
    return (unknown + SOUND_UNKNOWN) / (len(words) + SOUND), capitals / max(1, len(words))


def _doubt(
    text: str,
    tokens: list[bytes],
    i: int,
    end: int,
    counts: Counter[bytes],
    strange: set[bytes],
    shares: tuple[float, float],
) -> Doubt | None:
    """The doubt at the i-th token, which ends at ``end``; none where it is a part of a code."""
    token = tokens[i]
    start = end - len(token)
    bare = token.removesuffix(b"'s").strip(b"'")
    start += token.index(bare)
    end = start + len(bare)
    word = text[start:end]
    case = _case(text, start, end)
    low = word.lower()
    own = entry(low)
    is_real = bare not in strange and token not in strange
    if _is_joined(text, start, end) or _is_name(word, case, own.tiers, counts[token]):
        return None
    found = _of_real_word(word, bare) if is_real else readings(word)
    is_there = case != NAMELIKE or any(stands(text, cased(r.word, word)) for r in found)
    if not is_there or (is_real and not found):
        return None
    left = _beside(text, tokens, i, start, -1)
    right = _beside(text, tokens, i, end, +1)
    left_zipf, right_zipf = entry(left).zipf, entry(right).zipf
    ranked = sorted(
        (_in_place(r, left, left_zipf, right, right_zipf) for r in found), key=lambda p: -p[0]
    )
    beside = tokens[max(0, i - 2 * BESIDE) : i + 2 * BESIDE + 1]
    strangers = sum(1 for w in beside if w in strange) - (token in strange)
    common = (
        own.zipf,
        float(bool(own.tiers & LARGE)),
        float(bool(own.tiers & NAME)),
        float(bool(own.tiers & ABROAD)),
        float(len(word)),
        max(together(left, low), together(low, right)),
        float(case),
        float(min(ENOUGH, counts[token])),
    )
    if not ranked:
        no_reading = (-9.0, -9.0, -9.0, 0.0, 0.0, 0.0, 0.0)
        return Doubt(start, end, (), (*no_reading, *common, 0.0, *shares, float(strangers), 0.0))
    total, best, by_left, by_right = ranked[0]
    if is_real and not (by_left > 0 and by_right > 0 and not common[OWN_PAIRS]):
        return None
    margin = total - (ranked[1][0] if len(ranked) > 1 else NO_RIVAL)
    times = min(ENOUGH, counts[best.word.encode("latin-1", "replace")])
    figures = (
        total, best.score, best.channel, best.zipf, margin, by_left, by_right,
        *common, float(times), *shares, float(strangers), float(is_real),
    )  # fmt: skip
    return Doubt(start, end, tuple(r for _, r, _, _ in ranked), figures)


def _is_name(word: str, case: int, tiers: int, times: int) -> bool:
    """Whether a word that is not in small letters is likely a name or a code.

    Of 7,500 such words in ../shared/words and ../shared/ocr, 27 would be repaired in the profile
    ``record``, all of them in capitals.
    """
    if case in (LOWER, MIXED):
        return word[0].isupper()
    listed = bool(tiers & (LARGE | NAME))
    return case == ACRONYM or listed or (case == NAMELIKE and times > 1)


def _of_real_word(word: str, token: bytes) -> tuple[Reading, ...]:
    """What a known word may stand for; only in small letters, whose shapes the table is of."""
    if not word.islower():
        return ()
    meant = real_words()[token]
    return tuple(Reading(m, cost(word, m), entry(m).zipf) for m in meant[:MOST])


def _in_place(
    reading: Reading, left: str, left_zipf: float, right: str, right_zipf: float
) -> tuple[float, Reading, float, float]:
    """A reading with what its neighbours say of it: the total, and what each side says."""
    by_left = attraction(left, left_zipf, reading.word, reading.zipf)
    by_right = attraction(reading.word, reading.zipf, right, right_zipf)
    return reading.score + PAIR_WEIGHT * (by_left + by_right), reading, by_left, by_right


def _beside(text: str, tokens: list[bytes], i: int, at: int, step: int) -> str:
    """The word before (-1) or behind (+1), if no more than a blank or a comma lies between."""
    gap = 1
    # an empty token stands between two blanks
    if 0 <= i + step < len(tokens) and not tokens[i + step]:
        gap, i = 2, i + step
    if not 0 <= i + step < len(tokens):
        return ""
    between = text[at - gap : at] if step < 0 else text[at : at + gap]
    return tokens[i + step].decode("latin-1") if between in NEAR else ""


# The second part of a word broken at a line end is no word; the first has its hyphen behind it.
BROKEN = re.compile(r"-\s+\Z")
# What makes a word part of a compound, an address, an abbreviation or a code.
JOINED = frozenset("-/@_’`~&*+=\\|<>#%$^{}[]0123456789")


def _is_joined(text: str, start: int, end: int) -> bool:
    """Whether a word is a part of something longer, or cut short by an apostrophe (``'gainst``)."""
    behind = text[end : end + 1]
    return (
        (start > 0 and (text[start - 1] in JOINED or text[start - 1] == "."))
        or behind in JOINED
        or (behind == "." and text[end + 1 : end + 2].isalnum())
        or (text[start - 1 : start] == "'") != (behind == "'" and text[end + 1 : end + 2] != "s")
        or BROKEN.search(text, max(0, start - BEFORE), start) is not None
    )


def _case(text: str, start: int, end: int) -> int:
    """How a word is written, as one of LOWER to MIXED."""
    word = text[start:end]
    if word.islower():
        return LOWER
    if is_capitals(word):
        around = text[max(0, start - AROUND) : start] + text[end : end + AROUND]
        small = sum(map(str.islower, around))
        return CAPITALS if small <= SMALL * sum(map(str.isalpha, around)) else ACRONYM
    if word[0].isupper() and word[1:].islower():
        is_start = SENTENCE_START.search(text, max(0, start - BEFORE), start) is not None
        return AT_START if is_start else NAMELIKE
    return MIXED
