"""What the formats share: a source, its parts, their rows, and what the user may choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from cablefix.spans import Change
from cablefix.types import Flag

MIB = 1 << 20

# The longest document that is read; a cable has kilobytes, and a page of a worker's memory is
# needed several times over for each of its characters.
LONGEST = 32 * MIB


# What a file is, by the ending of its name; all others are texts.
FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
# A compressed file holds one file, whose ending stands before this one.
COMPRESSED = {".gz": "gz", ".zst": "zst"}
ARCHIVES = {
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar.gz",
    ".tar.gz": "tar.gz",
    ".tzst": "tar.zst",
    ".tar.zst": "tar.zst",
}
ENDINGS = (*FORMATS, *COMPRESSED, *ARCHIVES)


class Limits(NamedTuple):
    """How far an archive or a compressed file may expand before it is refused.

    Text shrinks three to ten times and a table of repeated fields perhaps a hundred times; what
    shrinks more was made to fill a disk.  The ratio counts only beyond the first 64 MB.
    """

    members: int = 20_000_000
    bytes: int = 1 << 40
    ratio: int = 300


class Choices(NamedTuple):
    """What the user said about the input; None is detected and shown.

    A column is named, or given by its number, counted from 1.  ``escape`` is empty for a CSV
    whose quotes are doubled.
    """

    id_column: str | None = None
    text_column: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    has_header: bool | None = None
    limits: Limits = Limits()


DETECTED = Choices()


class Dialect(NamedTuple):
    """How a CSV is written; ``escape`` is empty if a quote inside a cell is doubled."""

    delimiter: str
    quote: str
    escape: str


class Source(NamedTuple):
    """One input as it was found: a file, a folder, an archive or an fsspec URL.

    ``name`` begins the names of its parts.  ``shown`` tells the user in one line how it is read.
    ``header`` are the bytes before the first row: a byte-order mark, the line of column names.
    ``id_at`` and ``text_at`` count the ``columns`` of a table; a table may have no id.
    ``named`` are files that were named one by one; ``path`` is empty then.
    """

    path: str
    format: str
    container: str
    shown: str
    name: str
    encoding: str | None = None
    header: bytes = b""
    dialect: Dialect | None = None
    columns: tuple[str, ...] = ()
    id_at: int = -1
    text_at: int = -1
    limits: Limits = Limits()
    named: tuple[str, ...] = ()

    @property
    def error_column(self) -> str:
        """The name of the column for errors, which no column of the table has."""
        return "cablefix_error" if "error" in self.columns else "error"


class Part(NamedTuple):
    """One task: a piece of a source that one worker reads, and writes as one shard.

    ``start`` and ``end`` are offsets in the file, or numbers of row groups; ``members`` are
    files of a folder or an archive, and ``places`` tell where they lie in an archive.  A
    compressed file is one part with ``end`` -1.
    """

    name: str
    source: Source
    start: int
    end: int
    members: tuple[str, ...]
    size: int
    places: tuple[tuple[int, ...], ...] = ()


class Row(NamedTuple):
    """One document.  ``rest`` is what the writer needs to write it back, and for no one else.

    With an ``error`` the document could not be read; it is written back as it is.  ``flag``
    says that its encoding is not certain.
    """

    id: str
    text: str
    rest: object
    error: str = ""
    flag: Flag | None = None


class Writer(Protocol):
    """Writes the rows of a part, each before the next one is read."""

    def write(self, row: Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        """Write a row with ``text``, which ``changes`` have made from its own.

        ``FileError``, with nothing written, if its encoding lacks a character of ``text``; the
        row can then be written once more with ``row.text`` and an ``error``.
        """
