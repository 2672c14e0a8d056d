"""Sections of a long telegram, and how much text one of them lacks.

A telegram is sent in sections of about 92 lines, cut where they are full (FORMAT.md 1.4), so the
sections of one telegram that are complete are about as long as one another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.pages import CLASS_LINE

if TYPE_CHECKING:
    from cablefix.document import Document

# Sections of real cables have 3,400 to 4,850 characters from the first decile to the last, about
# a median of 4,330 (FORMAT.md 1.4): below four fifths something is missing.
SHORT = 0.8
# A break with the blank lines around it is not longer than this.
PAGE_LINE = 60


class Section(NamedTuple):
    """Section ``page`` of message ``number``: ``source[start:end]``, both ends given by a break."""

    number: int
    page: int
    start: int
    end: int


def complete_sections(doc: Document) -> Iterator[Section]:
    """The sections of the source that begin and end with a class line or section break."""
    starts = {int(m["number"]): m.end() for m in CLASS_LINE.finditer(doc.source)}
    page_before: dict[int, int] = {}
    for line in doc.page_lines:
        if line.number in starts and line.total and line.page > page_before.get(line.number, 0):
            # "001.2 OF 003" stands at the head of section 1, "002 OF 003" ends it
            if line.page > 1:
                yield Section(line.number, line.page - 1, starts[line.number], line.start)
            starts[line.number] = line.end
            page_before[line.number] = line.page


def shortfall(doc: Document, sections: Sequence[Section], at: int) -> tuple[int, int] | None:
    """The section that holds offset ``at`` of the text, and how many characters it lacks.

    ``None`` if the section is no shorter than the other complete ones of its telegram, or if
    there are none to compare it with.  The figure is rounded to hundreds: it is an estimate.
    """
    place, _ = doc.spans.source_span(at, at)
    i = bisect_right(sections, place, key=lambda s: s.start)
    if not i or place > sections[i - 1].end + PAGE_LINE:
        return None
    here = sections[i - 1]
    others = [s.end - s.start for s in sections if s.number == here.number and s.page != here.page]
    size = here.end - here.start
    if not others or size >= SHORT * median(others):
        return None
    return here.page, round((median(others) - size) / 100) * 100
