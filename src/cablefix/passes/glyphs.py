"""Stray glyphs and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Flag, Stage, repair

QUOTE = re.compile(r'"')
WORD_BEFORE = re.compile(r"[^\s\"]*\Z")
# what may stand before an opening mark, besides a blank
BEFORE_OPENING = frozenset("([{-–—/'‘")


@repair("quote-unbalanced", Stage.REVIEW, gate=r'[^\s"]"\s', whole=True)
def unbalanced_quote(doc: Document) -> Iterator[Flag]:
    """Closing quotation marks that close nothing: ``the political" importance of``.

    A mark that leans on the word before it closes; one that leans on the word after it opens.  A
    mark that closes while none is open is flagged: a speck read as a mark, or an opening mark
    that was lost, and nothing tells which.  A quotation that runs over paragraphs stays open until
    it is closed.  Inches and marks between letters are left alone.

    >>> from cablefix import repair
    >>> [f.candidates for f in repair('the political" importance of "added value" here').flags]
    [('political', '"political"')]
    >>> repair('"We have to go," he said, "in May."').flags
    ()
    """
    text = doc.text
    is_open = False
    for m in QUOTE.finditer(text):
        at = m.start()
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        leans_left = bool(before) and not before.isspace() and before not in BEFORE_OPENING
        leans_right = bool(behind) and not behind.isspace()
        if leans_right and not leans_left:
            is_open = True
        elif leans_left and not leans_right:
            if not is_open and before.isalpha() and text[at + 1 : at + 3].strip().islower():
                word = WORD_BEFORE.search(text, max(0, at - 40), at)
                start = word.start() if word else at
                bare = text[start:at]
                yield Flag(
                    start,
                    at + 1,
                    "doubtful",
                    "a quotation mark that closes nothing",
                    (bare, f'"{bare}"'),
                )
            is_open = False
        elif leans_left and leans_right and behind in ".,;:!?)]":
            is_open = False
