"""Sections of a long telegram, and how much text one of them lacks.

A telegram is sent in sections of about 92 lines, cut where they are full (FORMAT.md 1.4), so the
sections of one telegram that are complete are about as long as one another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.pages import CLASS_LINE, PageLine

if TYPE_CHECKING:
    from cablefix.document import Document

# Sections of real cables have 3,400 to 4,850 characters from the first decile to the last, about
# a median of 4,330 (FORMAT.md 1.4): below four fifths something is missing.
SHORT = 0.8
# On the class line: "SECTION 01 OF 03", "SECTION 2 OF 2 SECTIONS" (FORMAT.md 2).
SECTION = re.compile(r"\bSECTION\s+([0-9]{1,2})\s+OF\s+([0-9]{1,2})\b")
# The longest of ../shared/cables has 66 characters.
LONGEST_CLASS_LINE = 100
# A break with the blank lines around it is not longer than this.
PAGE_LINE = 60


class Section(NamedTuple):
    """Section ``page`` of message ``number``: ``source[start:end]``, both ends given by a break."""

    number: int
    page: int
    start: int
    end: int


class MessageSection(NamedTuple):
    """Section ``number`` of ``total`` of a message, without the breaks around it."""

    number: int
    total: int
    start: int
    end: int
    source_start: int
    source_end: int


def message_sections(
    doc: Document, start: int, end: int, lines: Sequence[PageLine]
) -> Iterator[MessageSection]:
    """The sections of a message from its class line, at ``start``, to the end of its text.

    The class line and the section breaks among ``lines`` tell of them; a message that was sent in
    one piece has none.  A section whose break is not there reaches to the next that is.
    """
    named = SECTION.search(doc.text, start, min(start + LONGEST_CLASS_LINE, end))
    breaks = [x for x in lines if x.total and not doc.source.startswith("PAGE", x.start)]
    if not named and not breaks:
        return
    number, total = (int(named[1]), int(named[2])) if named else (max(1, breaks[0].page - 1), 0)
    at, source_end = doc.spans.source_span(start, end)
    for line in breaks:
        if line.page > number and at <= line.start:
            yield _message_section(doc, number, total or line.total, at, line.start)
            number, at = line.page, line.end
        elif line.page == number:  # "001.2 OF 003" stands at the head of section 1
            total = total or line.total
    yield _message_section(doc, number, total or breaks[-1].total, at, max(at, source_end))


def _message_section(
    doc: Document, number: int, total: int, source_start: int, source_end: int
) -> MessageSection:
    span = doc.spans.output_span(source_start, source_end)
    return MessageSection(number, total, *span, source_start, source_end)


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
