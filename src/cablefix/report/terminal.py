"""Findings as lines for a person: where, which pass, what, how sure and why.

What comes from a document or a file name is never sent to a terminal as it is: control,
escape and direction characters are spelled out.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from math import floor
from typing import TYPE_CHECKING, NamedTuple, TextIO

from cablefix.types import Edit, Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablefix.api import Repair

# Enough for a header line (55 columns); a longer text is known by its beginning and end.
_SHOWN = 60
# In the full form: how much of a long line stands on each side of the place, how many lines
# of a long place are shown, how many candidates of a flag.
_AROUND = 50
_LINES = 4
_CANDIDATES = 5


class Style(NamedTuple):
    """What the place that is written to can show."""

    is_coloured: bool = False
    arrow: str = "→"
    newline: str = "⏎"
    cut: str = "…"

    @classmethod
    def of(cls, stream: TextIO) -> Style:
        """Colours for a terminal, unless NO_COLOR is set; signs that the encoding has."""
        is_coloured = (
            stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )
        try:
            "→⏎…".encode(stream.encoding or "ascii")
        except (UnicodeError, LookupError):
            return cls(is_coloured, "->", "\\n", "...")
        return cls(is_coloured)

    def paint(self, text: str, *codes: int) -> str:
        """``text`` in the colours of the codes, if colours are shown."""
        if not self.is_coloured:
            return text
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m"


PLAIN = Style()

BOLD, RED, GREEN, YELLOW, CYAN = 1, 31, 32, 33, 36


def visible(text: str, style: Style = PLAIN) -> str:
    r"""``text`` with everything that could move, hide or re-order letters spelled out.

    >>> print(visible("\x1b[2J\u202eABC"))
    \x1b[2J\u202eABC
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _spelled(c, style) for c in text)


def _spelled(c: str, style: Style) -> str:
    if c == "\n":
        return style.newline
    code = ord(c)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"


def shortened(text: str, style: Style = PLAIN) -> str:
    """``text`` made visible, without its middle if it is long."""
    if len(text) <= _SHOWN:
        return visible(text, style)
    head, end = text[: _SHOWN * 2 // 3], text[-_SHOWN // 3 :]
    return visible(head, style) + style.cut + visible(end, style)


class Printer:
    """Writes the findings of one document after the other as lines."""

    def __init__(self, style: Style, *, is_full: bool) -> None:
        self._style = style
        self._is_full = is_full

    def lines(self, path: str, result: Repair) -> Iterator[str]:
        """A line for each finding, by place; in the full form with the source below it."""
        if not result.edits and not result.flags:
            return
        source = Source(result.source)
        findings: list[Edit | Flag] = sorted(
            (*result.edits, *result.flags), key=lambda f: (f.start, f.end)
        )
        for f in findings:
            line, column = source.place(f.start)
            where = f"{visible(path, self._style)}:{line}:{column}:"
            yield finding_line(where, f, source.text[f.start : f.end], self._style)
            if self._is_full:
                yield from self._excerpt(source, f)

    def _excerpt(self, source: Source, f: Edit | Flag) -> Iterator[str]:
        """The lines of the source that a finding lies on, with the place marked below them."""
        style = self._style
        first, last = source.place(f.start)[0], source.place(max(f.start, f.end - 1))[0]
        width = len(str(min(last, first + _LINES - 1)))
        gap = " " * width + " |"
        for number in range(first, min(last, first + _LINES - 1) + 1):
            start, end = source.line(number)
            left, right = max(start, f.start), min(end, f.end)
            head = source.text[max(start, left - _AROUND) : left]
            if left - start > _AROUND:
                head = style.cut + head
            place = source.text[left:right]
            if len(place) > 2 * _AROUND:
                place = place[: 2 * _AROUND] + style.cut
            tail = source.text[right : min(end, right + _AROUND)]
            if end - right > _AROUND:
                tail += style.cut
            head, place, tail = (visible(part, style) for part in (head, place, tail))
            yield f"{number:>{width}} | {head}{place}{tail}".rstrip() + "\n"
            yield f"{gap} {' ' * len(head)}{style.paint('^' * max(1, len(place)), RED)}\n"
        if last - first >= _LINES:
            yield f"{gap} {style.cut} to line {last}\n"
        yield "\n"


def finding_line(where: str, f: Edit | Flag, before: str, style: Style = PLAIN) -> str:
    """A finding in words; ``before`` is the text that stands in its place."""
    where = style.paint(where, BOLD)
    name = style.paint(visible(f.source, style), CYAN)
    text = shortened(before, style)
    why = visible(f.why, style)
    if isinstance(f, Edit):
        old = style.paint(f'"{text}"', RED)
        new = style.paint(f'"{shortened(f.new, style)}"', GREEN)
        return f"{where} {name} {old} {style.arrow} {new} ({_sure(f.confidence)}: {why})\n"
    kind = style.paint(f.kind, YELLOW)
    # a candidate without a sign of its own, as nothing or a blank, is shown in marks
    candidates = ", ".join(
        shortened(c, style) if c.strip() else f'"{c}"' for c in f.candidates[:_CANDIDATES]
    )
    if len(f.candidates) > _CANDIDATES:
        candidates += f", {style.cut}"
    ending = f" [candidates: {candidates}]" if candidates else ""
    return f'{where} {name} flag {kind} "{text}": {why}{ending}\n'


class Source:
    """A text with the offsets of its lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; the column counts characters."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1

    @property
    def lines(self) -> int:
        """How many lines there are; behind a last newline no other begins."""
        return len(self._starts) - (self._starts[-1] == len(self.text) and len(self._starts) > 1)

    def line(self, number: int) -> tuple[int, int]:
        """Where a line starts and ends, without its newline."""
        is_last = number == len(self._starts)
        return self._starts[number - 1], len(self.text) if is_last else self._starts[number] - 1


def _sure(confidence: float) -> str:
    """A confidence in two digits, rounded down: only what is certain reads 1.00.

    >>> _sure(0.999), _sure(0.29), _sure(1.0)
    ('0.99', '0.29', '1.00')
    """
    return f"{floor(round(confidence * 100, 6)) / 100:.2f}"


class Counts:
    """How many documents, repairs, flags and errors a run has had."""

    def __init__(self) -> None:
        self.documents = 0
        self.repairs = 0
        self.repaired = 0
        self.flags = 0
        self.flagged = 0
        self.errors = 0

    def add(self, result: Repair) -> None:
        """Count the findings of one document."""
        self.repairs += len(result.edits)
        self.repaired += bool(result.edits)
        self.flags += len(result.flags)
        self.flagged += bool(result.flags)

    def tail(self) -> str:
        """The counts in a line: ``12 documents: 34 repairs in 5, 6 flags in 3, 0 errors``."""
        repairs = counted(self.repairs, "repair") + (f" in {self.repaired}" * bool(self.repairs))
        flags = counted(self.flags, "flag") + (f" in {self.flagged}" * bool(self.flags))
        errors = counted(self.errors, "error")
        counts = f"{counted(self.documents, 'document')}: {repairs}, {flags}, {errors}\n"
        return counts if self.documents or self.errors else f"{counts}{NOTHING_FOUND}\n"


NOTHING_FOUND = (
    "No document was found: in a folder, files that end in .txt or .md are read, or those that"
    " `include` in cablefix.toml names."
)


def counted(count: int, noun: str) -> str:
    """A number of things: ``1 document``, ``12,000 documents``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
