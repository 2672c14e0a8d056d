"""Misread words: in this release flagged with their readings, and repaired only for reading."""

from __future__ import annotations

from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Finding, Flag, Stage, repair

# The share of right readings among words of 2, 3, … 7 letters and more with one reading, measured
# on the 192 pairs of ../shared/ocr (498 words): short words are near too many others.
CONFIDENCE = (0.08, 0.14, 0.31, 0.40, 0.54, 0.73)


@repair("word-confusion", Stage.WORDS, view="unknown", whole=True, ceiling=0.9)
def confused_word(doc: Document) -> Iterator[Finding]:
    """Unknown words that one confusion makes common ones: ``Hn October`` for ``In October``.

    Scanners mistake letters for others of their shape (``tbe``, ``rnay``); the line turns one bit
    of a letter (``Hn``), drops letters (``QUESTON``) and swaps them.  A word is looked at only if
    it is in no tier of the lexicon, occurs once, and is no name, code, number or part of a
    compound.  Names, numbers and codes are never proposed.  The confidence is the share of right
    readings among words of that length, and always below what the ``record`` profile asks for:
    there each word is a flag with its readings.  The ``reading`` profile writes the only reading
    of a word of six letters or more.

    >>> from cablefix import repair, Settings
    >>> [(f.candidates, f.why) for f in repair("Hn October the talks went on.").flags]
    [(('In',), 'no known word; one letter misread, lost or swapped; confidence 0.08')]
    >>> repair("Director VasIU was here in October.").flags
    ()
    """
    for s in doc.suspects:
        if len(s.candidates) == 1:
            why = "no known word; one letter misread, lost or swapped"
            yield Edit(
                s.start, s.end, s.candidates[0], CONFIDENCE[min(s.end - s.start, 7) - 2], why
            )
        elif s.candidates:
            why = "no known word; one letter from each of these"
            yield Flag(s.start, s.end, "doubtful", why, s.candidates)
