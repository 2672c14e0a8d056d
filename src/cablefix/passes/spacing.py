"""Blanks that were lost on the line, and blanks that nobody sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.lexicon.glued import LONGEST, SHORTEST, apart
from cablefix.lexicon.suspects import FIELD_LINE
from cablefix.types import Edit, Stage, repair

# What may stand beside a word of a sentence; any other sign makes it part of a compound, an
# address or a code.  A dash behind it is a line-end hyphen.
BEFORE = frozenset(" \n\t(\"'“‘")
BEHIND = frozenset(" \n\t.,;:?!)\"'”’")
# As far around a word as its case is compared with that of others.
NEAR = 40
# How far before a word its line may begin and still be a header line.
LONGEST_FIELD = 200


@repair("word-glued", Stage.TEXT, view="unknown", whole=True)
def glued_words(doc: Document) -> Iterator[Edit]:
    """Two words run together: ``THE OTHEREXTREME`` is ``THE OTHER EXTREME``.

    An unknown word that comes apart in one way into two common ones may be a compound or a name
    (``METALWORKERS``, ``MOREHOUSE``).  It is taken apart only if it can be neither: a word of
    grammar in it that no compound has, an ending inside that no compound has (``CONFIRMED OUR``),
    or two long words; and not if one letter misread makes it a known word
    (``cablefix.lexicon.glued`` tells how few of 335,000 words and names pass).  It must occur once,
    since a term comes again, stand in a sentence and be written in one case, as the text around
    it.  Of 18 glued words in 131 texts of the 1970s 15 are found, and no word that is one.

    >>> from cablefix import clean
    >>> clean("THEY WERE AT THE OTHEREXTREME. WE SAW THE METALWORKERS.")
    'THEY WERE AT THE OTHER EXTREME. WE SAW THE METALWORKERS.'
    >>> clean("Mr. Lastweek of BusinessEurope was overstaffing it.")
    'Mr. Lastweek of BusinessEurope was overstaffing it.'
    """
    glued = {w: parts for w in doc.unknown if (parts := apart(w)) is not None}
    if not glued:
        return
    text, flat = doc.text, doc.flat
    times = Counter(filter(glued.__contains__, flat.split()))
    for m in re.finditer(rb"[a-z]{%d,%d}" % (SHORTEST, LONGEST), flat):
        word = m[0]
        if times.get(word) != 1 or not _is_word(text, *m.span()):
            continue
        start, end = m.span()
        at = start + len(glued[word][0])
        new = f"{text[start:at]} {text[at:end]}"
        yield Edit(start, end, new, 0.985, "no known word, but two common ones without their blank")


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a span is a word of a sentence, in the case of the words around it."""
    if start and text[start - 1] not in BEFORE:
        return False
    if end < len(text) and text[end] not in BEHIND:
        return False
    word = text[start:end]
    around = text[max(0, start - NEAR) : end + NEAR]
    is_plain = word.islower() or (word.isupper() and around.isupper())
    return is_plain and not _is_field(text, start)


def _is_field(text: str, at: int) -> bool:
    """Whether a place is on a header line: names and codes, read by passes of their own."""
    line = text.rfind("\n", max(0, at - LONGEST_FIELD), at) + 1
    return (line > 0 or at <= LONGEST_FIELD) and FIELD_LINE.match(text, line) is not None
