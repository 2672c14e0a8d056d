"""Suspects: words that are neither known nor names, and so may be damage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from cablefix.lexicon import known, ranks
from cablefix.lexicon.candidates import candidates

if TYPE_CHECKING:
    from cablefix.document import Document

# A capitalised word at the start of a sentence is taken for a name, unless it is one confusion
# away from a word as common as this: a cable has more names than "Hn" for "In".
COMMON = 2_000
# No English word is longer; what is longer is no word.
LONGEST = 30
SENTENCE_START = re.compile(r"""(?:^|[.!?:]["')\]]*\s+|\n\s*|¶?\d{1,3}\.\s+|\(\w{1,6}\)\s+)\Z""")
# The parts of a word broken at a line end are no words.
BROKEN_BEFORE = re.compile(r"-\s+\Z")
BROKEN_BEHIND = re.compile(r"-\s")
# Header lines hold names and codes, and are read by passes of their own.
FIELD_LINE = re.compile(
    r"[ \t]*(?:VZCZC|DE R|ZN[RY] |FM |TO |INFO |R[A-Z]{3,6}[/ ]|TAGS?\b|E\. ?O\.|REFS?\b|"
    r"ACTION |ORIGIN |DRAFTED |APPROVED |AMEMBASSY |AMCONSUL |USMISSION )"
)
# An address, a compound or an abbreviation is not judged by its parts.
JOINED = frozenset("-/@_.’`~&*+=\\|<>#%$")
# How far before a word its line may begin and still be a header line.
LONGEST_FIELD = 200


class Suspect(NamedTuple):
    """One suspicious word: ``text[start:end]``, the ``ordinal``-th token, with its readings."""

    start: int
    end: int
    ordinal: int
    candidates: tuple[str, ...]


def find(doc: Document) -> tuple[Suspect, ...]:
    """The suspects of a document, in order.

    A word is none if it is known (with ``'s`` taken off), occurs twice (a name or a term), is
    written with a capital in mid-sentence (a name) or with capitals inside, stands in a compound
    or an address, or stands beside other strange words of which no confusion makes a known one
    (a foreign phrase).
    """
    strange = {w for w in doc.unknown if _is_word(w)}
    if not strange:
        return ()
    tokens = doc.flat.split(b" ")
    counts = Counter(filter(strange.__contains__, tokens))
    places = [i for i, token in enumerate(tokens) if counts.get(token) == 1]
    # one blank stands behind each token; an empty one stands between two blanks
    ends = list(accumulate(map(len, tokens)))
    ordinals = list(accumulate(map(bool, tokens)))
    upper = doc.text.isupper()
    found = []
    for i in places:
        end = ends[i] + i
        start = end - len(tokens[i])
        suspect = _judge(doc.text, start, end, ordinals[i], is_upper=upper)
        if suspect:
            found.append(suspect)
    return tuple(_without_foreign(found))


def _is_word(token: bytes) -> bool:
    """Whether an unknown token is a word of our letters that the lexicon cannot explain."""
    bare = token.removesuffix(b"'s").strip(b"'")
    return 1 < len(bare) <= LONGEST and bare.isalpha() and bare not in known()


def _judge(text: str, start: int, end: int, ordinal: int, *, is_upper: bool) -> Suspect | None:
    """The suspect at a span, unless it is a name, a code or a part of something longer."""
    word = text[start:end]
    if word.startswith("'") or word.endswith("'"):
        bare = word.strip("'")
        start += word.index(bare)
        end = start + len(bare)
        word = bare
    if _is_part(text, start, end) or _is_code(text, start, end):
        return None
    is_lower = word.islower()
    if not is_lower and not is_upper:  # a name, unless a sentence begins with it
        is_start = SENTENCE_START.search(text[max(0, start - 12) : start]) is not None
        if not word.istitle() or not is_start:
            return None
    found = candidates(word.lower())
    if not is_lower and (not found or ranks()[found[0].encode("latin-1")] >= COMMON):
        return None
    return Suspect(start, end, ordinal, tuple(_cased(c, word) for c in found))


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a word is part of a compound, an address, an abbreviation or a broken word."""
    behind = text[end : end + 1]
    return (
        (start > 0 and text[start - 1] in JOINED)
        or (behind in JOINED and behind != ".")
        or (behind == "." and (end - start <= 4 or text[end + 1 : end + 2].isalnum()))
        or BROKEN_BEFORE.search(text[max(0, start - 8) : start]) is not None
        or BROKEN_BEHIND.match(text, end) is not None
    )


def _is_code(text: str, start: int, end: int) -> bool:
    """Whether a word is two capitals (FY, CY, DM) or stands in a header line."""
    line = text.rfind("\n", max(0, start - LONGEST_FIELD), start) + 1
    in_header = line > 0 and FIELD_LINE.match(text, line) is not None
    return in_header or (end - start == 2 and text[start:end].isupper())


def _cased(reading: str, word: str) -> str:
    """A reading in the case of the word it stands for."""
    if word.isupper():
        return reading.upper()
    return reading.capitalize() if word[0].isupper() else reading


def _without_foreign(found: list[Suspect]) -> Iterator[Suspect]:
    """Leave out runs of neighbouring words without readings: a foreign phrase, or a title."""
    for i, s in enumerate(found):
        beside = [
            o
            for o in found[max(0, i - 1) : i] + found[i + 1 : i + 2]
            if abs(o.ordinal - s.ordinal) <= 2
        ]
        if not (beside and not s.candidates and not any(o.candidates for o in beside)):
            yield s
