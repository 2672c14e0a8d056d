"""Blanks: written where none was sent, or lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

RUN = re.compile(r"(?<=\S) {2,}(?=\S)")
WORDY = re.compile(r"[A-Za-z]{2,}")
# So many words make a line of prose; fewer are a heading or a row of a table.
FEWEST_WORDS = 4
# A text is spread if so many of its lines of prose are, and half of them.  Of the texts in
# ../shared/cables and ../shared/ocr/truth one has three such lines, none more; of 48 pages read by
# pdftotext 42 have eight or more.
FEWEST_LINES = 8
HALF = 0.5
SPREAD = re.compile(r"[^.?!:;\s] {3,}\S")


@repair("blank-run", Stage.LAYOUT, gate=r"[A-Za-z,] {3,}[A-Za-z]", whole=True)
def run_of_blanks(doc: Document) -> Iterator[Edit]:
    r"""Words spread over the page: ``two     ways   to     attack`` has one blank each.

    A converter that keeps the places of the words on a page (``pdftotext -layout``) writes runs of
    blanks into sentences.  A text is taken for such a page if half of its lines of prose are
    spread, eight at least; then each run inside a line becomes one blank.  Rows of figures keep
    theirs, and so does the indentation.  A table of words in such a text is closed up, too: no word
    of it is lost.

    >>> from cablefix import clean
    >>> print(clean("There are   two     ways  to    attack   the     problem.\n" * 8)[:41])
    There are two ways to attack the problem.
    >>> table = "wheat        rice        maize\n"
    >>> clean(table) == table
    True
    """
    text = doc.text
    at = 0
    prose: list[tuple[int, str]] = []
    spread = 0
    for line in text.split("\n"):
        words = len(WORDY.findall(line))
        if words >= FEWEST_WORDS and words * 2 > len(line.split()):
            prose.append((at, line))
            spread += SPREAD.search(line) is not None
        at += len(line) + 1
    if spread < FEWEST_LINES or spread < HALF * len(prose):
        return
    for start, line in prose:
        for m in RUN.finditer(line):
            yield Edit(start + m.start(), start + m.end(), " ", 0.98, "words spread over the page")
