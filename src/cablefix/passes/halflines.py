"""Lines of a paragraph that are too short or too long for it: words were left out there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cablefix.document import Document
from cablefix.lexicon.places import is_field
from cablefix.types import Flag, Stage, repair

# A paragraph of fewer lines does not show its edge, nor does one of a list or an address.
FEWEST = 3
NARROWEST = 45
# So many lines show where the text of a document is broken.
ENOUGH = 6
# The next word must have had so much room, and a line that juts out does so by so many signs.
# On the half "tune" of ../shared/cables (517 kB) 10 and 4 find 95 of 195 stretches left out of
# wrapped texts of the 2000s.
ROOM, JUTS = 10, 4
# A line may end so far before the edge and still be full: typists break at a word.
RAGGED = 6
# A paragraph narrower than the document by so much is set in, or a list.
SET_IN = 12
OPEN_END = re.compile(r"[A-Za-z,]\Z")
# Where the publisher put a row of x for a name, the line was set anew (09TELAVIV1098).
REDACTED = re.compile(r"(?i)x{4}")
WORD = re.compile(r"\s*([^\s]+)")


class Line(NamedTuple):
    """A line of a paragraph: where it begins, and its text without blanks at the end."""

    start: int
    text: str


@repair("line-short", Stage.REVIEW, gate=r"[^\n]{45}", whole=True)
def short_line(doc: Document) -> Iterator[Flag]:
    r"""A line that stops or juts out in mid-sentence: ``they met the`` where ten words fit.

    Cables are broken at a fixed width: a line ends where the next word has no room.  Where one
    line of a paragraph ends in mid-sentence long before the others, or reaches beyond them all,
    words were left out (or, more rarely, put in).  Silent are paragraphs whose other lines keep no
    edge, lines that end a sentence, lines before a capital in a text of small letters, header
    lines, names that were taken out (``xxxxx``), and the first line of a paragraph.  What is
    missing is not known.

    >>> from cablefix import repair
    >>> line = "The talks of both sides went on for two days and more in the city of\n"
    >>> body = line * 4 + "Lima, and the\n" + line.lower() * 4 + "Lima.\n"
    >>> [f.kind for f in repair(body).flags]
    ['lost']
    >>> repair(line * 8 + "Lima, and the\n").flags
    ()
    """
    blocks = list(_paragraphs(doc.text))
    widths = sorted(len(line.text) for lines in blocks for line in lines[:-1])
    if len(widths) < ENOUGH:
        return
    usual = widths[int(len(widths) * 0.93)]
    for lines in blocks:
        for i, is_short in _broken(lines, usual):
            start, text = lines[i]
            if REDACTED.search(text) or any(is_field(doc.text, line.start) for line in lines):
                continue
            why = "ends long before" if is_short else "reaches beyond"
            at = start + max(0, text.rfind(" ", 0, len(text) - 1) + 1) if is_short else start
            end = start + len(text)
            yield Flag(
                at, end, "lost", f"the line {why} the edge of its paragraph: words may be missing"
            )


def _paragraphs(text: str) -> Iterator[list[Line]]:
    """The paragraphs of a text as lines."""
    lines: list[Line] = []
    at = 0
    for line in [*text.split("\n"), ""]:
        if line and not line.isspace():
            lines.append(Line(at, line.rstrip()))
        elif lines:
            if len(lines) >= FEWEST:
                yield lines
            lines = []
        at += len(line) + 1


def _broken(lines: Sequence[Line], usual: int) -> Iterator[tuple[int, bool]]:
    """The lines that stop or jut out where all others keep the edge; whether they stop."""
    lengths = [len(line.text) for line in lines[:-1]]
    needs = [len(a.text) + 1 + _first_word(b.text) for a, b in pairwise(lines)]
    if len(lengths) < FEWEST - 1:
        return
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    by_need = sorted(needs)
    for i in {order[-1], needs.index(by_need[0])}:
        edge = lengths[order[-2]] if i == order[-1] else lengths[order[-1]]
        least = by_need[1] if i == needs.index(by_need[0]) else by_need[0]
        if edge < NARROWEST or least <= edge - RAGGED or edge < usual - SET_IN:
            continue
        if lengths[i] > max(edge, usual) + JUTS:
            yield i, False
        elif i and edge - needs[i] >= ROOM and _goes_on(lines[i].text, lines[i + 1].text):
            yield i, True


def _first_word(text: str) -> int:
    m = WORD.match(text)
    return len(m[1]) if m else 0


def _goes_on(line: str, behind: str) -> bool:
    """Whether a sentence goes on from a line to the next."""
    first = behind.lstrip()[:1]
    return bool(OPEN_END.search(line)) and (
        first.islower() or (first.isupper() and line.isupper() and behind.isupper())
    )
