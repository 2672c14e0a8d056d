"""The text of a document in blocks, with its repairs and flags marked where they stand."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.api import Repair

# A block ends behind a blank line; one without any, behind the line that makes it this long.
# A page of print holds about as much.
LONG_BLOCK = 4_000
BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


class Same(NamedTuple):
    """Text that stands in the source and in the repaired text; ``flag`` is the one it is under."""

    text: str
    flag: int


class Changed(NamedTuple):
    """The repair of a number: ``old`` in the source is ``new`` in the repaired text."""

    number: int
    old: str
    new: str
    flag: int


class Flagged(NamedTuple):
    """The place where the flag of a number begins."""

    number: int


Piece: TypeAlias = Same | Changed | Flagged


class Block(NamedTuple):
    """A paragraph, or what stands between blank lines, in both texts at once.

    ``line`` is the line of the source that it begins on.
    """

    line: int
    pieces: tuple[Piece, ...]

    @property
    def is_plain(self) -> bool:
        """Whether nothing was found in it."""
        return all(isinstance(piece, Same) and not piece.flag for piece in self.pieces)


def blocks(result: Repair) -> Iterator[Block]:
    """The whole text of a result; repairs and flags have the numbers of their rows.

    Blocks are parted where both texts are the same, so the two sides of a block belong together.
    """
    pieces: list[Piece] = []
    line = began = 1
    size = 0
    for piece in _pieces(result):
        for part in _parted(piece, size):
            pieces.append(part)
            if isinstance(part, Changed):
                line += part.old.count("\n")
                size += len(part.new)
            elif isinstance(part, Same):
                line += part.text.count("\n")
                size += len(part.text)
                if BLANK_LINES.search(part.text) or (
                    size >= LONG_BLOCK and part.text.endswith("\n")
                ):
                    yield Block(began, tuple(pieces))
                    pieces, began, size = [], line, 0
    if pieces:
        yield Block(began, tuple(pieces))


def _parted(piece: Piece, size: int) -> Iterator[Piece]:
    """A piece of unchanged text cut behind its blank lines; ``size`` stands before it."""
    if not isinstance(piece, Same):
        yield piece
        return
    text, at = piece.text, 0
    for blank in [*BLANK_LINES.finditer(text), None]:
        end = blank.end() if blank else len(text)
        # a long stretch without blank lines is cut at a line end
        while size + end - at > LONG_BLOCK:
            cut = text.find("\n", at + max(0, LONG_BLOCK - size - 1), end) + 1
            if not cut or cut == end:
                break
            yield Same(text[at:cut], piece.flag)
            at, size = cut, 0
        if at < end:
            yield Same(text[at:end], piece.flag)
        at, size = end, 0


def _pieces(result: Repair) -> Iterator[Piece]:
    """The pieces of a text in the order of the source."""
    ordered = sorted(result.flags, key=lambda f: (f.start, f.end))
    spans = [(f.start, f.end, number) for number, f in enumerate(ordered, 1)]
    cover = _Cover(spans)
    waiting = spans[::-1]
    at = 0
    source = result.source
    for number, change in enumerate(result.spans.changes, 1):
        yield from _unchanged(source, at, change.start, waiting, cover)
        # a flag inside what was taken out has no better place than before it
        yield from _begun(waiting, max(change.start, change.end - 1))
        yield Changed(number, change.old, change.new, cover.flag(change.start, change.end))
        at = change.end
    yield from _unchanged(source, at, len(source), waiting, cover)
    yield from _begun(waiting, len(source))


def _begun(waiting: list[tuple[int, int, int]], at: int) -> Iterator[Flagged]:
    while waiting and waiting[-1][0] <= at:
        yield Flagged(waiting.pop()[2])


def _unchanged(
    source: str, at: int, stop: int, waiting: list[tuple[int, int, int]], cover: _Cover
) -> Iterator[Piece]:
    """Unchanged text, cut where a flag begins or ends."""
    while at < stop:
        yield from _begun(waiting, at)
        end = min(stop, cover.next_edge(at))
        if waiting:
            # a flag on an empty span covers nothing
            end = min(end, waiting[-1][0])
        yield Same(source[at:end], cover.flag(at, end))
        at = end


class _Cover:
    """Which flag each place is under: of several the one that begins last."""

    def __init__(self, spans: Sequence[tuple[int, int, int]]) -> None:
        spans = [span for span in spans if span[0] < span[1]]
        self._edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
        self._flags: list[int] = []  # the flag from each edge to the next
        begun: list[tuple[int, int]] = []  # number and end, the last to begin on top
        k = 0
        for edge in self._edges:
            while k < len(spans) and spans[k][0] <= edge:
                begun.append((spans[k][2], spans[k][1]))
                k += 1
            while begun and begun[-1][1] <= edge:
                begun.pop()
            self._flags.append(begun[-1][0] if begun else 0)

    def next_edge(self, at: int) -> int:
        """Where, behind ``at``, a flag begins or ends next."""
        i = bisect_right(self._edges, at)
        return self._edges[i] if i < len(self._edges) else sys.maxsize

    def flag(self, start: int, end: int) -> int:
        """The number of the first flag that ``start`` to ``end`` is under; 0 if there is none."""
        first = max(0, bisect_right(self._edges, start) - 1)
        return next(filter(None, self._flags[first : bisect_left(self._edges, end)]), 0)
