"""Paragraph markers, header lines and header fields, as cablefix itself reads them in the truth."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from cablefix.cable.ending import is_banner
from cablefix.cable.message import Field, Message, read
from cablefix.cable.pages import page_lines
from cablefix.document import Document
from cablefix.score.alignment import Alignment
from cablefix.score.collapsed import Collapsed
from cablefix.score.counts import Found, Markers
from cablefix.score.tokens import Span, touches

PILCROW = re.compile(r"¶\s?[0-9]{1,3}\s?\.")
# A number that begins a line, behind what Markdown puts before a list.
PLAIN = re.compile(r"(?m)^[ \t]*(?:[-*#>+]{1,8}[ \t]+)?([0-9]{1,3}\.)(?=[ \t]+\S)")
PRINTED = re.compile(r"(¶?)\s?([0-9]{1,3})\s?\.")
BULLET = re.compile(r"^[-*#>+|]+(?=[¶0-9])")

# A paragraph is found again if half of its first letters are: a line and a half would ask more of
# a heavy scan than its marker, a single word would be found anywhere.
WINDOW = 24
# A marker stands within so many characters before its paragraph, with bullets and specks.
MARKER_ROOM = 14
# "LIMITED OFFICIAL USE", with its letters apart.
LONGEST_BANNER = 45


class Printed(NamedTuple):
    """A marker of the truth as printed, at ``start`` to ``end`` of the collapsed text."""

    text: str
    number: int
    start: int
    end: int


def furniture(text: str) -> list[Span]:
    """The page lines and section breaks, and the banners on the pages of the 1970s.

    The class line of a telegram names its station, so it is no banner.
    """
    lines = page_lines(text)
    spans = [(line.start, line.end) for line in lines]
    if any(text.startswith("PAGE", line.start) for line in lines):
        at = 0
        for line in text.split("\n"):
            if len(line) <= LONGEST_BANNER and is_banner(line):
                spans.append((at, at + len(line)))
            at += len(line) + 1
    return sorted(spans)


class Cable:
    """One text with what cablefix reads in it; ``without`` are spans that need not be there."""

    def __init__(self, text: str, without: Sequence[Span] = ()) -> None:
        self.text = text
        self._without = without

    @cached_property
    def _document(self) -> Document:
        return Document(self.text)

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """The telegrams."""
        return read(self._document)

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines, with single blanks between words."""
        return frozenset(_collapse(line) for line in re.split(r"[\n\f]", self.text))

    @cached_property
    def header(self) -> tuple[Field, ...]:
        """The lines of all headers."""
        return tuple(
            f for m in self.messages for f in m.fields if not touches(self._without, f.start, f.end)
        )

    @cached_property
    def fields(self) -> Counter[tuple[str, str]]:
        """The header fields and signatures, each by its name and what it says."""
        found = Counter((f.name, f.value) for f in self.header)
        found.update(("signature", m.signature.name) for m in self.messages if m.signature.name)
        return found

    def markers(self, within: Collapsed) -> Iterator[Printed]:
        """The markers, with their places in the collapsed text."""
        for numbering in self._document.numbering:
            for m in numbering.markers:
                printed = PRINTED.fullmatch(self.text, m.start, m.end)
                if printed:
                    start = within.place(m.start)
                    text = _dense(printed[0])
                    yield Printed(text, int(printed[2]), start, within.place(m.end - 1) + 1)


def _collapse(text: str) -> str:
    return " ".join(text.split())


def _dense(text: str) -> str:
    return "".join(text.split())


def header_lines(truth: Cable, before: Cable, after: Cable) -> Found:
    """The fields of the truth whose lines stand as lines of their own, wrapped or as one."""
    counts = [0, 0, 0]
    for field in truth.header:
        parts = truth.text[field.start : field.end].split("\n")
        lines = [line for part in parts if (line := _collapse(part))]
        counts[0] += 1
        for i, cable in enumerate((before, after), 1):
            counts[i] += field.value in cable.lines or cable.lines.issuperset(lines)
    return Found(*counts)


def fields(truth: Cable, before: Cable, after: Cable) -> dict[str, Found]:
    """The fields of each name: how many there are, and how many say the same."""
    found: dict[str, Found] = {}
    for key, times in truth.fields.items():
        old = found.get(key[0], Found())
        found[key[0]] = Found(
            old.expected + times,
            old.before + min(times, before.fields[key]),
            old.after + min(times, after.fields[key]),
        )
    return found


def markers(
    expected: Sequence[Printed], truth: Collapsed, out: Collapsed, to_out: Alignment
) -> Markers:
    """The markers that stand as printed where their paragraphs start, and those that seem to be.

    What the truth has as ordinary text is no marker, though it may look like one: "in February /
    23. Post will report".
    """
    with_pilcrow, plain = _seeming(expected, out, to_out)
    has_pilcrows = any(m.text.startswith("¶") for m in expected)
    has_plain = not has_pilcrows or any(not m.text.startswith("¶") for m in expected)
    strict = sorted((with_pilcrow if has_pilcrows else []) + (plain if has_plain else []))
    numbers = sorted(with_pilcrow + plain)
    right = right_numbers = 0
    said, said_numbers = len(strict), len(numbers)
    for m in expected:
        place = _before_paragraph(m, truth, out, to_out)
        if place is None:
            continue
        start, end = place
        got = BULLET.sub("", _dense(out.text[start:end]))
        if got == m.text:
            right += 1
            said += not _any_between(strict, start, end)
        if got.removeprefix("¶") == f"{m.number}.":
            right_numbers += 1
            said_numbers += not _any_between(numbers, start, end)
    return Markers(len(expected), said, right, said_numbers, right_numbers)


def _seeming(
    expected: Sequence[Printed], out: Collapsed, to_out: Alignment
) -> tuple[list[int], list[int]]:
    """Where something looks like a marker, with and without a pilcrow."""
    back = to_out.inverse()
    starts = [m.start for m in expected]

    def may_be(at: int) -> bool:
        run = next(back.equal(at, at + 1), None)
        if run is None:
            return True
        i = bisect_right(starts, run.other) - 1
        return i >= 0 and run.other < expected[i].end

    with_pilcrow = [out.place(m.start()) for m in PILCROW.finditer(out.raw)]
    plain = [out.place(m.start(1)) for m in PLAIN.finditer(out.raw)]
    return [at for at in with_pilcrow if may_be(at)], [at for at in plain if may_be(at)]


def _before_paragraph(
    m: Printed, truth: Collapsed, out: Collapsed, to_out: Alignment
) -> tuple[int, int] | None:
    """What stands in the output where a marker should be; None if its paragraph is not found."""
    begins = m.end + 1
    window = min(WINDOW, len(truth.text) - begins)
    runs = list(to_out.equal(begins, begins + window))
    if 2 * sum(r.end - r.start for r in runs) < max(1, window):
        return None
    # the first letters of the paragraph may be misread
    end = max(runs[0].other - (runs[0].start - begins), 0)
    start = max(to_out.matched_before(m.start), end - MARKER_ROOM)
    start = min(start, end)
    # the marker stands on the line where the paragraph starts; a page line may stand above it
    last = bisect_left(out.starts, end)
    for i in range(last - 1, -1, -1):
        if out.starts[i] <= start:
            break
        if out.begins_line(i):
            return out.starts[i], end
    return start, end


def _any_between(places: Sequence[int], start: int, end: int) -> bool:
    i = bisect_left(places, start)
    return i < len(places) and places[i] < max(end, start + 1)
