"""Where a finding stands: line and column, the words around it, its offset in the file."""

from __future__ import annotations

import os
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablefix.api import Repair
    from cablefix.corpus.files import TextFile
    from cablefix.types import Edit, Flag

# The text before and behind a finding that tells it from others like it: as much as browsers
# and annotation tools keep.
AROUND = 32


class Place(NamedTuple):
    """Line and column in the source, both from 1; the column counts characters."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Quote(NamedTuple):
    """Some text of the source, and what stands before and behind it."""

    exact: str
    prefix: str
    suffix: str


def line_starts(source: str) -> list[int]:
    """Where each line starts."""
    starts = [0]
    at = source.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = source.find("\n", at + 1)
    return starts


def place(starts: Sequence[int], at: int) -> Place:
    """The line and column of an offset."""
    line = bisect_right(starts, at)
    return Place(line, at - starts[line - 1] + 1)


class Places:
    r"""The places of one source.

    >>> places = Places("one\ntwo")
    >>> places.place(5), places.quote(4, 7)
    (Place(line=2, column=2), Quote(exact='two', prefix='one\n', suffix=''))
    """

    def __init__(self, source: str, file: TextFile | None = None) -> None:
        self._source = source
        self._starts = line_starts(source)
        ends = file.line_ends(source) if file else []
        # how many characters of line ends the file has more than the source, before each line
        self._more = [0, *accumulate(len(end) - 1 for end in ends)]

    def place(self, at: int) -> Place:
        """The line and column of an offset."""
        return place(self._starts, at)

    def quote(self, start: int, end: int) -> Quote:
        """``source[start:end]`` with the text around it."""
        return Quote(
            self._source[start:end],
            self._source[max(0, start - AROUND) : start],
            self._source[end : end + AROUND],
        )

    def in_file(self, at: int) -> int:
        """The offset in the characters of the file, where a line end may be two."""
        line = min(self.place(at).line, len(self._more))
        return at + self._more[line - 1]


def findings(result: Repair) -> list[Edit | Flag]:
    """The repairs and flags of a document in the order of the source."""
    return sorted((*result.edits, *result.flags), key=lambda f: (f.start, f.end))


def iri(path: str) -> str:
    """A path as a reference that the web's forms take: relative, or ``file:`` if absolute.

    >>> iri("cables/a b.txt"), iri("/archive/ß.txt")
    ('cables/a%20b.txt', 'file:///archive/%C3%9F.txt')
    """
    from urllib.parse import quote

    try:
        name = os.fsencode(path)
    except UnicodeEncodeError:
        # no file has such a name; documents from elsewhere may
        name = path.encode("utf-8", "backslashreplace")
    if os.sep != "/":
        name = name.replace(os.fsencode(os.sep), b"/")
    written = quote(name)
    if not os.path.isabs(path):
        return written
    return f"file://{'' if written.startswith('/') else '/'}{written}"
