"""The text of a document line by line, with its repairs and flags marked where they stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cablefix.api import Repair
    from cablefix.report.rows import FlagRow, Grounds, RepairRow
    from cablefix.spans import Change

# Unchanged lines kept on either side of a finding, and the fewest that are worth folding.
NEAR = 2
FOLD = 4

PieceKind: TypeAlias = Literal["same", "del", "ins", "repair", "flag"]


class Piece(NamedTuple):
    """Part of a line: text (``same``, ``del``, ``ins``) or the number of a repair or flag."""

    kind: PieceKind
    text: str
    is_flagged: bool = False


class Note(NamedTuple):
    """What is said beside a line of a repair, or of several that follow one another.

    ``is_repeated`` if the note before, on this line or above, gives the same pass and reason.
    """

    numbers: str
    repair: RepairRow
    is_repeated: bool


class Line(NamedTuple):
    """One line of the repaired text with what was taken out of it.

    ``number`` is its line in the source, 0 if the line above has the same.
    """

    number: int
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    flags: tuple[FlagRow, ...]

    @property
    def is_plain(self) -> bool:
        """Whether nothing was found in the line."""
        return not (self.notes or self.flags) and all(
            p.kind == "same" and not p.is_flagged for p in self.pieces
        )


class Stretch(NamedTuple):
    """Lines that follow one another; ``is_folded`` if nothing was found in or near them."""

    is_folded: bool
    lines: tuple[Line, ...]


def stretches(
    result: Repair, repairs: Sequence[RepairRow], flags: Sequence[FlagRow]
) -> tuple[Stretch, ...]:
    """The whole text of a result, in the rows' numbers, folded where nothing was found."""
    return tuple(_folded(_View(result, repairs, flags).lines))


class _View:
    """The text of a result line by line, with all changes and flags marked in it."""

    def __init__(
        self, result: Repair, repairs: Sequence[RepairRow], flags: Sequence[FlagRow]
    ) -> None:
        self.lines: list[Line] = []
        self._pieces: list[Piece] = []
        self._repairs: list[RepairRow] = []
        self._line_flags: list[FlagRow] = []
        self._source_line = 1  # where the walk has come to in the source
        self._began = 1  # where the line being made began
        self._numbered = 0  # the last number given to a line
        self._noted: Grounds | None = None  # the grounds of the last note
        spans = sorted((f.start, f.end) for f in result.flags)
        self._waiting = list(zip((start for start, _ in spans), flags, strict=True))[::-1]
        self._starts = [start for start, end in spans if start < end]
        self._ends = sorted(end for start, end in spans if start < end)
        self._walk(result.source, zip(result.spans.changes, repairs, strict=True))

    def _walk(self, source: str, changes: Iterable[tuple[Change, RepairRow]]) -> None:
        at = 0
        for change, row in changes:
            self._copy(source, at, change.start)
            # a flag inside what was taken out has no better place than before it
            self._flag_until(max(change.start, change.end - 1))
            self._change(change, row)
            at = change.end
        self._copy(source, at, len(source))
        self._flag_until(len(source))
        if self._pieces:
            self._end_line()

    def _copy(self, source: str, at: int, stop: int) -> None:
        """Add unchanged text, cut where a flag begins or ends."""
        while at < stop:
            self._flag_until(at)
            i, k = bisect_right(self._starts, at), bisect_right(self._ends, at)
            end = min([stop, *self._starts[i : i + 1], *self._ends[k : k + 1]])
            if self._waiting:
                # a flag on an empty span is in neither list
                end = min(end, self._waiting[-1][0])
            self._add(source[at:end], is_flagged=self._is_flagged(at, end))
            at = end

    def _flag_until(self, at: int) -> None:
        while self._waiting and self._waiting[-1][0] <= at:
            _, row = self._waiting.pop()
            self._pieces.append(Piece("flag", str(row.number), is_flagged=True))
            self._line_flags.append(row)

    def _is_flagged(self, start: int, end: int) -> bool:
        return bisect_left(self._starts, end) > bisect_right(self._ends, start)

    def _change(self, change: Change, row: RepairRow) -> None:
        """Add what was taken out and what was put in, with the number of the repair."""
        is_flagged = self._is_flagged(change.start, change.end)
        if change.old:
            self._pieces.append(Piece("del", change.old, is_flagged))
            self._source_line += change.old.count("\n")
        first, *rest = _lines(change.new)
        if first:
            self._pieces.append(Piece("ins", first, is_flagged))
        self._pieces.append(Piece("repair", str(row.number)))
        self._repairs.append(row)
        for part in rest:
            self._end_line()
            if part:
                self._pieces.append(Piece("ins", part, is_flagged))

    def _add(self, text: str, *, is_flagged: bool) -> None:
        """Add unchanged text, line by line."""
        *whole, rest = text.replace("\r\n", "\n").split("\n")
        for part in whole:
            if part:
                self._pieces.append(Piece("same", part, is_flagged))
            self._source_line += 1
            self._end_line()
        if rest:
            self._pieces.append(Piece("same", rest, is_flagged))

    def _end_line(self) -> None:
        number = self._began if self._began != self._numbered else 0
        self.lines.append(
            Line(number, tuple(self._pieces), tuple(self._notes()), tuple(self._line_flags))
        )
        self._numbered = self._began
        self._began = self._source_line
        self._pieces, self._repairs, self._line_flags = [], [], []

    def _notes(self) -> Iterator[Note]:
        """Notes on the repairs of the line; those on the same grounds make one."""
        for grounds, group in groupby(self._repairs, key=lambda row: row.grounds):
            rows = list(group)
            last = f"–{rows[-1].number}" if len(rows) > 1 else ""
            yield Note(f"{rows[0].number}{last}", rows[0], grounds == self._noted)
            self._noted = grounds


def _lines(text: str) -> list[str]:
    """The lines of what was put in, each with its newline: a line end is a change to be seen."""
    *whole, rest = text.split("\n")
    return [*(line + "\n" for line in whole), rest]


def _folded(lines: Sequence[Line]) -> Iterator[Stretch]:
    """The lines in stretches, folded where nothing was found for a while."""
    shown: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].is_plain:
            end += 1
        first = at + NEAR if at > 0 else at
        last = end - NEAR if end < len(lines) else end
        if last - first >= FOLD:
            shown += lines[at:first]
            if shown:
                yield Stretch(is_folded=False, lines=tuple(shown))
            yield Stretch(is_folded=True, lines=tuple(lines[first:last]))
            shown = list(lines[last:end])
        else:
            shown += lines[at:end]
        shown += lines[end : end + 1]
        at = end + 1
    if shown:
        yield Stretch(is_folded=False, lines=tuple(shown))
