"""Where a word stands: in a sentence, or in a compound, an address, a header line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablefix.lexicon.suspects import FIELD_LINE, LONGEST_FIELD

if TYPE_CHECKING:
    from cablefix.document import Document

# What may stand beside a word of a sentence; any other sign makes it part of a compound, an
# address or a code.  A dash behind it is a line-end hyphen.
BEFORE = frozenset(" \n\t(\"'“‘")
BEHIND = frozenset(" \n\t.,;:?!)\"'”’")
# As far around a word as its case is compared with that of others.
NEAR = 40
# Of two words before and two behind, one of them next to it, so many are unknown in a foreign
# phrase or among names.
FOREIGN = 2
# Bytes that hold two words and the edge of a third.
BESIDE = 48


def is_word(text: str, start: int, end: int) -> bool:
    """Whether a span is a word of a sentence, in the case of the words around it."""
    if start and text[start - 1] not in BEFORE:
        return False
    if end < len(text) and text[end] not in BEHIND:
        return False
    word = text[start:end]
    around = text[max(0, start - NEAR) : end + NEAR]
    is_plain = word.islower() or (word.isupper() and around.isupper())
    return is_plain and not is_field(text, start)


def is_field(text: str, at: int) -> bool:
    """Whether a place is on a header line: names and codes, read by passes of their own."""
    line = text.rfind("\n", max(0, at - LONGEST_FIELD), at) + 1
    return (line > 0 or at <= LONGEST_FIELD) and FIELD_LINE.match(text, line) is not None


def is_among_strangers(doc: Document, start: int, end: int) -> bool:
    """Whether the words beside a span are unknown: a foreign phrase, a list of names."""
    left = doc.flat[max(0, start - BESIDE) : start].split()[-2:]
    right = doc.flat[end : end + BESIDE].split()[:2]
    strange = {w for w in left + right if w in doc.unknown and w.isalpha()}
    return len(strange) >= FOREIGN and not strange.isdisjoint(left[-1:] + right[:1])
