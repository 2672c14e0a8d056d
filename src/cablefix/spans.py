"""The span table: which part of the source became which part of the output.

A table is a sorted tuple of changes; what lies between two changes is an exact copy.  It is
composed stage by stage and never holds anything per character.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from cablefix.types import Edit


class Change(NamedTuple):
    """One changed place: ``old``, at ``start`` of the source, is ``new``, at ``at`` of the output.

    ``edits`` are the edits of the last stage that touched the place, with offsets into the
    text of that stage.  ``under`` are the changes of earlier stages that they were made on, so
    the last stage can be taken back alone; their ``at`` is an offset into that stage's text.
    """

    start: int
    old: str
    at: int
    new: str
    edits: tuple[Edit, ...]
    under: tuple[Change, ...] = ()

    @property
    def end(self) -> int:
        """Where the change ends in the source."""
        return self.start + len(self.old)

    @property
    def out_end(self) -> int:
        """Where the change ends in the output."""
        return self.at + len(self.new)

    @property
    def names(self) -> tuple[str, ...]:
        """The passes that made the change, the first to touch it first."""
        seen = dict.fromkeys(name for c in self.under for name in c.names)
        seen.update(dict.fromkeys(e.source for e in self.edits))
        return tuple(seen)

    @property
    def steps(self) -> tuple[Edit, ...]:
        """The edits of all stages that made the change, the oldest first."""
        return (*(step for c in self.under for step in c.steps), *self.edits)


class SpanTable:
    """Offsets of a source text in an output text and back, both in code points."""

    __slots__ = ("_ends", "_out_ends", "_outs", "_starts", "changes")

    changes: tuple[Change, ...]
    _starts: list[int]
    _ends: list[int]
    _outs: list[int]
    _out_ends: list[int]

    def __init__(self, changes: tuple[Change, ...] = ()) -> None:
        put = object.__setattr__
        put(self, "changes", changes)
        put(self, "_starts", [c.start for c in changes])
        put(self, "_ends", [c.end for c in changes])
        put(self, "_outs", [c.at for c in changes])
        put(self, "_out_ends", [c.out_end for c in changes])

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a span table does not change")

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source span that the output span ``start`` to ``end`` came from.

        Inside a change nothing finer is known: the span grows to the whole change.
        """
        return self._map(start, end, self._outs, self._out_ends, self._starts, self._ends)

    def output_span(self, start: int, end: int) -> tuple[int, int]:
        """The output span that the source span ``start`` to ``end`` became (grows likewise)."""
        return self._map(start, end, self._starts, self._ends, self._outs, self._out_ends)

    def changes_in(self, start: int, end: int) -> tuple[Change, ...]:
        """The changes that overlap the source span ``start`` to ``end``."""
        return self.changes[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    @staticmethod
    def _map(
        start: int,
        end: int,
        from_starts: list[int],
        from_ends: list[int],
        to_starts: list[int],
        to_ends: list[int],
    ) -> tuple[int, int]:
        if start > end:
            raise ValueError(f"a span cannot start at {start} and end at {end}")
        i = bisect_right(from_ends, start)
        # changes before i end at or before start; change i may reach over it
        if i < len(from_starts) and from_starts[i] < start:
            low = to_starts[i]
        else:
            low = start + (to_ends[i - 1] - from_ends[i - 1] if i else 0)
        k = bisect_left(from_starts, end)
        if k and from_ends[k - 1] > end:
            high = to_ends[k - 1]
        else:
            high = end + (to_ends[k - 1] - from_ends[k - 1] if k else 0)
        if start == end and i > k:
            # an empty span where something was inserted or taken out: the whole of that place
            return to_starts[k], to_ends[i - 1]
        return low, high


class Places:
    """Places of a text, some of them empty: where something was taken out or might be put in."""

    __slots__ = ("_ends", "_points", "_starts")

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._points: list[int] = []
        for start, end in sorted(places):
            if start == end:
                self._points.append(start)
            elif self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meet(self, start: int, end: int) -> bool:
        """Whether a span overlaps a place, reaches over an empty one, or is it."""
        i = bisect_left(self._starts, end)
        if i and self._ends[i - 1] > start:
            return True
        if not self._points:
            return False
        if start == end:
            return self._has_point(start)
        k = bisect_right(self._points, start)
        return k < len(self._points) and self._points[k] < end

    def hold(self, start: int, end: int) -> bool:
        """Whether a span lies in a place, or is an empty one."""
        i = bisect_right(self._starts, start)
        return (i > 0 and end <= self._ends[i - 1]) or (start == end and self._has_point(start))

    def _has_point(self, at: int) -> bool:
        k = bisect_left(self._points, at)
        return k < len(self._points) and self._points[k] == at


def _splice(text: str, start: int, end: int, parts: Iterable[tuple[int, int, str]]) -> str:
    """``text[start:end]`` with each part ``(start, end, new)`` put in its place."""
    out: list[str] = []
    for part_start, part_end, new in parts:
        out.append(text[start:part_start])
        out.append(new)
        start = part_end
    out.append(text[start:end])
    return "".join(out)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with ``edits`` made; they must be in order and must not overlap."""
    return _splice(text, 0, len(text), ((e.start, e.end, e.new) for e in edits))


def compose(table: SpanTable, text: str, edits: Sequence[Edit]) -> SpanTable:
    """The table after ``edits`` were made on ``text``, the output of ``table``.

    Edits are in order and do not overlap.  An edit that reaches into the output of an earlier
    change becomes one change with it.
    """
    old = table.changes
    done: list[Change] = []
    i = 0  # next old change not yet placed
    shift_in = 0  # text offset minus source offset behind the changes placed so far
    grown = 0  # output length minus text length, so far
    k = 0
    while k < len(edits):
        first = edits[k]
        while i < len(old) and _stands_before(old[i], first):
            done.append(old[i]._replace(at=old[i].at + grown))
            shift_in = old[i].out_end - old[i].end
            i += 1
        # the group: edits and old changes that overlap one another, as one span of the text
        start, end = first.start, first.end
        group = [first]
        under: list[Change] = []
        k += 1
        while True:
            if i < len(old) and _meets(old[i], start, end):
                start = min(start, old[i].at)
                end = max(end, old[i].out_end)
                under.append(old[i])
                i += 1
            elif k < len(edits) and under and edits[k].start < under[-1].out_end:
                end = max(end, edits[k].end)
                group.append(edits[k])
                k += 1
            else:
                break
        source_start = start - shift_in
        if under:
            shift_in = under[-1].out_end - under[-1].end
        new = _splice(text, start, end, [(e.start, e.end, e.new) for e in group])
        old_text = _splice(text, start, end, [(c.at, c.out_end, c.old) for c in under])
        done.append(Change(source_start, old_text, start + grown, new, tuple(group), tuple(under)))
        grown += len(new) - (end - start)
    done.extend(c._replace(at=c.at + grown) for c in old[i:])
    return SpanTable(tuple(done))


def _stands_before(change: Change, edit: Edit) -> bool:
    """Whether a change lies wholly before an edit: touching is not overlapping."""
    return change.out_end <= edit.start


def _meets(change: Change, start: int, end: int) -> bool:
    """Whether a change of the text lies at least in part inside the span."""
    return change.at < end and change.out_end > start


def revert(text: str, changes: Iterable[Change], goes: Callable[[Change], bool]) -> str:
    """The output ``text`` with the changes that ``goes`` names taken back.

    What lay under such a change comes back, and a change built upon one that is taken back
    goes with it.  With all of them taken back this is the source.
    """
    return _splice(text, 0, len(text), ((c.at, c.out_end, _before(c, goes)) for c in changes))


def kept(changes: Iterable[Change], goes: Callable[[Change], bool]) -> SpanTable:
    """The table from the source to the text that ``revert`` makes: of the changes that stay."""
    placed: list[Change] = []
    grown = 0
    for change in changes:
        for c in _kept(change, goes):
            placed.append(c._replace(at=c.start + grown))
            grown += len(c.new) - len(c.old)
    return SpanTable(tuple(placed))


def _kept(change: Change, goes: Callable[[Change], bool]) -> Iterator[Change]:
    if not _is_touched(change, goes):
        yield change
        return
    for under in change.under:
        yield from _kept(under, goes)


def replaced(change: Change) -> Iterator[tuple[str, Edit]]:
    """Each step of a change with the text that it replaced, the oldest first."""
    for under in change.under:
        yield from replaced(under)
    if not change.under:
        yield from ((change.old, e) for e in change.edits)
        return
    parts = ((u.start - change.start, u.end - change.start, u.new) for u in change.under)
    seen = _splice(change.old, 0, len(change.old), parts)
    start = min(change.edits[0].start, change.under[0].at)
    yield from ((seen[e.start - start : e.end - start], e) for e in change.edits)


def _before(change: Change, goes: Callable[[Change], bool]) -> str:
    """What stands in the place of a change when some changes are taken back."""
    if not _is_touched(change, goes):
        return change.new
    parts = ((u.start - change.start, u.end - change.start, _before(u, goes)) for u in change.under)
    return _splice(change.old, 0, len(change.old), parts)


def _is_touched(change: Change, goes: Callable[[Change], bool]) -> bool:
    return goes(change) or any(_is_touched(u, goes) for u in change.under)
