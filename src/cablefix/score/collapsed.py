"""A text with every run of white space as one blank, so that wrapping it anew costs nothing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

WORD = re.compile(r"\S+")
LINE_END = re.compile("\n")


class Collapsed:
    """A text, its words one blank apart, and the way between the two.

    ``without`` are spans of the text that are left out (page lines); a word is never joined
    across one.  Offsets into the raw text and into the collapsed one are both code points.
    """

    def __init__(self, raw: str, without: Iterable[tuple[int, int]] = ()) -> None:
        self.raw = raw
        seen = raw
        for start, end in without:
            seen = f"{seen[:start]}{' ' * (end - start)}{seen[end:]}"
        spans = [m.span() for m in WORD.finditer(seen)]
        self.words = [raw[a:b] for a, b in spans]
        self.text = " ".join(self.words)
        self._raw_starts = [a for a, _ in spans]
        self._raw_ends = [b for _, b in spans]

    @cached_property
    def starts(self) -> list[int]:
        """Where each word starts in ``text``."""
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word) + 1
        return starts

    def region(self, first: int, last: int) -> tuple[int, int]:
        """The span in ``text`` of the words ``first`` to ``last`` with the blank behind them."""
        starts = self.starts
        if first >= len(starts):
            return len(self.text), len(self.text)
        return starts[first], starts[last] if last < len(starts) else len(self.text)

    def raw_span(self, first: int, last: int) -> tuple[int, int]:
        """The span in the raw text of the words ``first`` to ``last``."""
        if first >= last:
            return 0, 0
        return self._raw_starts[first], self._raw_ends[last - 1]

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The words, from the first to behind the last, that a span of the raw text touches.

        A span of blanks belongs to the word before it, as an inserted or lost blank does.
        """
        first = bisect_right(self._raw_ends, start)
        last = bisect_left(self._raw_starts, end)
        if first < last:
            return first, last
        if not self.words:
            return 0, 0
        owner = max(bisect_right(self._raw_starts, start) - 1, 0)
        return owner, owner + 1

    def place(self, at: int) -> int:
        """The offset in ``text`` of the first character at or behind a raw offset."""
        i = bisect_right(self._raw_starts, at) - 1
        if i >= 0 and at < self._raw_ends[i]:
            return self.starts[i] + at - self._raw_starts[i]
        return self.starts[i + 1] if i + 1 < len(self.words) else len(self.text)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [m.start() for m in LINE_END.finditer(self.raw)]

    def line_at(self, at: int) -> int:
        """The line, counted from 1, on which a raw offset lies."""
        return bisect_left(self._line_ends, at) + 1

    def line_of(self, i: int) -> int:
        """The line on which word ``i`` stands."""
        return self.line_at(self._raw_starts[i])

    def begins_line(self, i: int) -> bool:
        """Whether word ``i`` is the first of its line."""
        if not i:
            return True
        between = self.raw[self._raw_ends[i - 1] : self._raw_starts[i]]
        return not {"\n", "\r", "\f"}.isdisjoint(between)
