"""Misread words: in this release flagged with their readings, and repaired only for reading."""

from __future__ import annotations

from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Finding, Flag, Stage, repair

CONFIDENCE = 0.6


@repair("word-confusion", Stage.WORDS, view="unknown", whole=True, ceiling=0.9)
def confused_word(doc: Document) -> Iterator[Finding]:
    """Words that nobody knows and that one confusion makes a common word: ``Hn October`` for ``In``.

    Scanners mistake letters for others of their shape (``tbe``, ``rnay``), the line turns one bit
    of a letter (``Hn``).  A word is looked at only if it is in no tier of the lexicon, occurs once,
    and is no name, code, number or part of a compound.  Names, numbers and codes are never
    proposed.  The confidence stays below what the ``record`` profile asks for, so there each is a
    flag with its reading; the ``reading`` profile writes a reading that is the only one.

    >>> from cablefix import repair, Settings
    >>> [(f.candidates, f.why) for f in repair("Hn October the talks went on.").flags]
    [(('In',), 'no known word; one misread letter from it')]
    >>> repair("Director VasIU was here in October.").flags
    ()
    """
    for s in doc.suspects:
        if len(s.candidates) == 1:
            why = "no known word; one misread letter from it"
            yield Edit(s.start, s.end, s.candidates[0], CONFIDENCE, why)
        elif s.candidates:
            why = "no known word; one misread letter from each of these"
            yield Flag(s.start, s.end, "doubtful", why, s.candidates)
