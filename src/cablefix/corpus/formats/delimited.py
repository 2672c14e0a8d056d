r"""CSV: rows of cells, of which only the text is touched, in place.

Cablegate is written with every cell in quotes, a quote in a cell as ``\"`` and bodies over many
lines, and without names of columns; others double the quotes.  ``csv`` of the standard library
cannot tell where in the file a cell stands, so rows are matched by one pattern, made for the
dialect and the number of columns.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import os
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from cablefix.corpus.files import FileError, TextFile, decode, rewritten
from cablefix.corpus.formats import columns, streams
from cablefix.corpus.formats.jsonl import mark
from cablefix.corpus.formats.model import LONGEST, MIB, Choices, Dialect, Part, Row, Source
from cablefix.corpus.formats.streams import BLOCK, Stream
from cablefix.spans import Change
from cablefix.types import CablefixError

_DELIMITERS = ",\t;|"
# Where a quote is missing, the next good row is looked for within this many bytes: a cable is
# far shorter.
_WINDOW = 4 * MIB
_LINE_END = rb"(?:\r\n|\n|\r)"
_BLANK_LINES = re.compile(rb"[\r\n]*+")
_NUMBER = re.compile(r"[\d/.:\s-]+")
# A name of a column is not longer, and a cable is.
_NAME = 60
_SHARE = 0.6
# The pattern of a row has a part for each column; no table of texts has a hundredth of these.
_COLUMNS = 10_000


class Record(NamedTuple):
    """A row as it was read; ``body`` is its length without the line end."""

    content: bytes
    body: int = 0
    text: tuple[int, int] = (0, 0)
    file: TextFile | None = None


class Grammar:
    """The patterns of a dialect, and of a table with so many columns."""

    def __init__(self, dialect: Dialect, count: int = 1, id_at: int = -1, text_at: int = 0) -> None:
        d, q, e = (re.escape(part.encode()) for part in dialect)
        inner = rb"[^" + q + e + rb"]++|" + q + q + (rb"|" + e + rb"." if e else b"")
        quoted = q + rb"(?:" + inner + rb")*+" + q if q else rb"(?!)"
        # seven times as fast, and right where no escape is escaped itself
        stretch = rb"[^" + q + rb"]*+"
        inner = q + rb"(?:(?<=" + e + q + rb")|" + q + rb")" + stretch
        quick = q + stretch + rb"(?:" + inner + rb")*+" + q if q and e else quoted
        plain = rb"[^" + d + e + rb"\r\n]++" + (rb"|" + e + rb"." if e else b"")
        plain = (rb"(?!" + q + rb")" if q else b"") + rb"(?:" + plain + rb")*+"
        loose = rb"(?:" + quoted + rb"[^" + d + rb"\r\n]*+|" + plain + rb")"
        # an empty line is a row of an empty cell, or no row
        end = b"(?:" + _LINE_END + (b"++" if count > 1 else b"") + rb"|\Z)"
        self.id_group = 1 + (text_at < id_at) if id_at >= 0 else 0
        self.text_group = 1 + (-1 < id_at < text_at)
        if id_at == text_at:
            self.id_group = self.text_group = 1
        self.row, self._quick_row = (
            re.compile(
                d.join(
                    (b"(%s|%s)" if i in {id_at, text_at} else b"(?:%s|%s)") % (cell, plain)
                    for i in range(count)
                )
                + b"("
                + end
                + b")",
                re.DOTALL,
            )
            for cell in (quoted, quick)
        )
        self.end_group = 1 + len({at for at in (id_at, text_at) if at >= 0})
        self.any_row = re.compile(loose + rb"(?:" + d + loose + rb")*+" + end, re.DOTALL)
        self.cell = re.compile(b"(" + loose + b")(" + d + rb"|" + end + b")", re.DOTALL)
        self.dialect = dialect
        self.count = count
        self._quote, self._escape = dialect.quote.encode(), dialect.escape.encode()
        self._special = (dialect.delimiter.encode(), self._quote, self._escape, b"\n", b"\r")
        escaped = e + b"([" + e + q + b"'])|" if e else b"()"
        self._escapes = re.compile(escaped + q + q) if q else re.compile(escaped.rstrip(b"|"))
        self._outside = re.compile(e + b"([" + e + q + d + rb"'\r\n])" if e else b"(?!)()")
        self._unsafe = re.compile(b"[" + q + e + b"']" if e else b"(?!)")
        self._ambiguous = re.compile((e or b"(?!)") + rb"(?=[" + (e + q + b"'") + rb"]|\Z)")

    def value(self, cell: bytes) -> bytes:
        """What stands in a cell."""
        if self._quote and cell.startswith(self._quote):
            inner = cell[1:-1]
            if self._quote not in inner and not (self._escape and self._escape in inner):
                return inner
            if self._escape:
                found = inner.replace(self._escape + self._quote, self._quote)
                # most cells have no other pair; counting single bytes is fast
                if self._escape not in found and len(inner) - len(found) == inner.count(
                    self._quote
                ):
                    return found
            return self._escapes.sub(lambda m: m[1] or self._quote, inner)
        if self._escape and self._escape in cell:
            return self._outside.sub(rb"\1", cell)
        return cell

    def cell_of(self, value: bytes, old: bytes = b'""') -> bytes:
        """A cell with a value, written as the ``old`` one; ``FileError`` if it cannot be."""
        is_quoted = bool(self._quote) and old.startswith(self._quote)
        if not is_quoted and not any(part and part in value for part in self._special):
            return value
        if not self._quote:
            raise FileError(
                "the repaired text has a line end or a delimiter, and this CSV has no quotes"
            )
        new = self._quote + self._escaped(value, old) + self._quote
        if self.value(new) != value:
            raise FileError("the repaired text cannot be written in the dialect of this CSV")
        return new

    def _escaped(self, value: bytes, old: bytes) -> bytes:
        q, e = self._quote, self._escape
        if not e:
            return value.replace(q, q + q)
        # what the old cell escapes is escaped, so that what no repair touched stays as it was
        written_quote = q + q if e + q not in old and q + q in old[1:-1] else e + q
        apostrophe = e + b"'" if b"'" in value and e + b"'" in old else b"'"
        if e not in value and apostrophe == b"'":
            return value.replace(q, written_quote)
        has_all = e + e in old

        def escaped(found: re.Match[bytes]) -> bytes:
            char = found[0]
            if char == q:
                return written_quote
            if char == b"'":
                return apostrophe
            return e + e if has_all or self._ambiguous.match(value, found.start()) else e

        return self._unsafe.sub(escaped, value)

    def cells(self, content: bytes) -> list[bytes]:
        """The cells of a row, as they are written."""
        found: list[bytes] = []
        at = 0
        while m := self.cell.match(content, at):
            found.append(m[1])
            at = m.end()
            if m[2] != self._special[0]:
                break
        return found

    def records(self, stream: Stream) -> Iterator[tuple[bytes, re.Match[bytes] | None]]:
        """The rows of a stream, with their match, or None if a row is broken.

        A broken row ends where the next good one begins.  It does so wherever the stream begins:
        a table cut into parts gives the same rows.
        """
        buffer, at, is_end = b"", 0, False
        while True:
            if at == len(buffer) and is_end:
                return
            found = self._match(buffer, at) if at < len(buffer) else None
            if found and (is_end or found.end() < len(buffer)):
                yield found[0], found
                at = found.end()
                continue
            loose = None if found or at == len(buffer) else self.any_row.match(buffer, at)
            is_whole = loose is not None and (is_end or loose.end() < len(buffer))
            left = len(buffer) - at
            wanted = _WINDOW if is_whole else LONGEST
            if not is_end and left < wanted and not (loose and is_whole and _is_line(loose[0])):
                # twice as much each time, so that a long row is not read over and over
                block = stream.read(max(BLOCK, left))
                is_end = not block
                buffer, at = buffer[at:] + block, 0
                continue
            end = loose.end() if loose and is_whole else self._cut(buffer, at)
            end = self._next_good(buffer, at, end, is_end=is_end)
            yield buffer[at:end], None
            at = end

    def _match(self, buffer: bytes, at: int) -> re.Match[bytes] | None:
        found = self._quick_row.match(buffer, at)
        if self._escape and (not found or buffer.find(self._escape * 2, at, found.end()) >= 0):
            found = self.row.match(buffer, at)
        return found

    def _cut(self, buffer: bytes, at: int) -> int:
        """Where a row ends that has no end: at its last line within what is read of a row."""
        if len(buffer) - at < LONGEST:
            return len(buffer)
        return buffer.rfind(b"\n", at, at + LONGEST) + 1 or at + LONGEST

    def _next_good(self, buffer: bytes, start: int, end: int, *, is_end: bool) -> int:
        """Where the next good row begins before ``end``: a line that is a row of all columns."""
        last = min(start + _WINDOW, len(buffer))
        at = buffer.find(b"\n", start, min(end, last)) + 1
        while 0 < at < min(end, last):
            found = self.row.match(buffer, at)
            if found and (found.end() < last or (is_end and last == len(buffer))):
                return at
            at = buffer.find(b"\n", at, min(end, last)) + 1
        return end


def _is_line(row: bytes) -> bool:
    """Whether a row is one line, in which no other row can have been caught."""
    return b"\n" not in row.rstrip(b"\r\n")


@functools.lru_cache(maxsize=8)
def grammar(source: Source) -> Grammar:
    """The grammar of a table."""
    assert source.dialect is not None  # noqa: S101 - ``look`` found it
    return Grammar(source.dialect, max(len(source.columns), 1), source.id_at, source.text_at)


def look(source: Source, choices: Choices) -> Source:
    """The source with its dialect and columns, and what is shown of them."""
    _check_encoding(choices.encoding)
    sample = streams.sample(source)
    start = len(mark(sample, source.path))
    start = _after_blank_lines(sample, start)
    header, body = sample[:start], sample[start:]
    if not body:
        dialect = Dialect(",", '"', "\\")
        shown = f"{source.path}: CSV, empty"
        return source._replace(header=sample, dialect=dialect, text_at=0, shown=shown)
    dialect, count, rows = _sniffed(source.path, body, choices)
    read = Grammar(dialect)
    first = [decoded(read.value(cell), choices.encoding) for cell in read.cells(rows[0])]
    is_named = choices.has_header
    if is_named is None:
        is_named = len(first) == count and _is_header(first, choices)
    names = tuple(f"column {i + 1}" for i in range(count))
    if is_named:
        header += rows[0]
        names = tuple(name.strip() or f"column {i + 1}" for i, name in enumerate(first))
    cells = [
        [decoded(read.value(cell), choices.encoding) for cell in read.cells(row)]
        for row in rows[is_named:]
    ]
    cells = [row for row in cells if len(row) == len(names)]
    if choices.text_column is None and not cells and len(rows) > 1:
        raise CablefixError(
            f"{source.path} is no CSV that can be read: its rows have different numbers of cells."
            " Say how it is written with --delimiter, --quote and --escape"
        )
    id_at, text_at = columns.chosen(source.path, names, cells, choices)
    shown = (
        f"{source.path}: CSV, cells {_word(dialect)}, {len(names)} columns"
        f" {'with' if is_named else 'without'} a line of names;"
        f" {columns.described(names, id_at, text_at)}"
    )
    return source._replace(
        header=header, dialect=dialect, columns=names, id_at=id_at, text_at=text_at, shown=shown
    )


def _word(dialect: Dialect) -> str:
    split = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
    where = f"between {split.get(dialect.delimiter, dialect.delimiter)}"
    if not dialect.quote:
        return f"{where} without quotes"
    inside = f"{dialect.escape}{dialect.quote}" if dialect.escape else f"{dialect.quote * 2}"
    return f"{where}, a quote in a cell is {inside}"


def _check_encoding(encoding: str | None) -> None:
    """``CablefixError`` for an encoding in which a quote or a line end is no byte of its own."""
    if encoding is None:
        return
    ascii_part = bytes(range(128))
    is_plain = ascii_part.decode(encoding, "replace") == ascii_part.decode("ascii")
    if not is_plain or any(
        not bytes([byte, 0x5C]).decode(encoding, "replace").endswith("\\")
        for byte in range(128, 256)
    ):
        raise CablefixError(
            f"a CSV in {encoding} cannot be read as it is; convert it first, for example:"
            f" iconv -f {encoding} -t UTF-8 OLD > NEW"
        )


def decoded(value: bytes, encoding: str | None) -> str:
    """What is in a cell other than the text, as well as it can be read."""
    try:
        return decode(value, encoding=encoding).text
    except FileError:
        return value.decode("latin-1")


def _sniffed(path: str, sample: bytes, choices: Choices) -> tuple[Dialect, int, list[bytes]]:
    """The dialect in which most rows have the same number of cells, that number, and rows."""
    quote = '"' if choices.quote is None else choices.quote
    delimiters = _DELIMITERS if choices.delimiter is None else [choices.delimiter]
    escapes = ["\\", ""] if choices.escape is None else [choices.escape]
    if choices.escape is None and b'""' in re.sub(rb'(?<![^,;\t|\r\n])""', b"", sample):
        # both are found; the escapes decide if there are any
        escapes = escapes if b'\\"' in sample else ["", "\\"]
    best: tuple[tuple[bool, float, int], Dialect, list[bytes]] | None = None
    for delimiter in delimiters:
        for escape in escapes:
            dialect = Dialect(delimiter, quote, escape)
            read = Grammar(dialect)
            rows = _rows_of(sample, read)
            counts = Counter(len(read.cells(row)) for row in rows)
            count = counts.most_common(1)[0][0]
            if count > _COLUMNS:
                continue
            strict = Grammar(dialect, count).row
            share = sum(bool(strict.fullmatch(row)) for row in rows) / len(rows)
            score = (count > 1 and share >= _SHARE, share, count)
            if best is None or score > best[0]:
                best = score, dialect, rows
    if best is None:
        raise CablefixError(
            f"{path} is no CSV that can be read: it has more than {_COLUMNS:,} columns. Say how it"
            " is written with --delimiter and --escape"
        )
    return best[1], best[0][2], best[2]


def _rows_of(sample: bytes, read: Grammar) -> list[bytes]:
    rows: list[bytes] = []
    at = 0
    while at < len(sample) and len(rows) < columns.ENOUGH:
        found = read.any_row.match(sample, at)
        if not found:
            break
        end = found.end()
        if len(read.cells(found[0])) > 1:
            end = _after_blank_lines(sample, end)
        rows.append(sample[at:end])
        at = end
    if at == len(sample) >= BLOCK and len(rows) > 1:
        # the sample may end in the middle of it
        rows.pop()
    return rows or [sample]


def _after_blank_lines(content: bytes, at: int) -> int:
    found = _BLANK_LINES.match(content, at)
    return found.end() if found else at


def _is_header(first: list[str], choices: Choices) -> bool:
    """Whether the first row names the columns: short, all different, no number and no date."""
    if choices.text_column in first:
        return True
    if len(first) == 1:
        return first[0].strip().lower() in columns.TEXTS
    # pandas leaves the name of the index empty
    return len(set(first)) == len(first) and not any(
        len(cell) > _NAME or "\n" in cell or _NUMBER.fullmatch(cell) for cell in first
    )


def parts(source: Source, size: int) -> Iterator[Part]:
    """Pieces that end at the end of a row."""
    start = len(source.header)
    if source.container:
        yield Part(f"{source.name}-{0:06}", source, start, -1, (), streams.size_of(source.path))
        return
    with streams.opened(source.path) as file:
        total = file.seek(0, os.SEEK_END)
        file.seek(start)
        number, end = 0, start
        for content, _ in grammar(source).records(file):
            end += len(content)
            if end - start >= size and end < total:
                yield Part(f"{source.name}-{number:06}", source, start, end, (), end - start)
                start, number = end, number + 1
        yield Part(f"{source.name}-{number:06}", source, start, total, (), total - start)


def rows(part: Part) -> Iterator[Row]:
    """The documents of a part."""
    source = part.source
    read = grammar(source)
    at = part.start
    with streams.piece(part) as stream:
        for content, found in read.records(stream):
            yield _row(content, found, read, source, at)
            at += len(content)


def _row(
    content: bytes, found: re.Match[bytes] | None, read: Grammar, source: Source, at: int
) -> Row:
    name = f"{source.name}@{at}"
    if found is None:
        why = (
            f"the row has more or fewer cells than the table has columns ({read.count}), or a"
            " quotation mark is missing; it may be broken off"
        )
        return Row(name, "", Record(content), why)
    if read.id_group and (value := read.value(found[read.id_group])):
        name = decoded(value, source.encoding)
    start, end = found.span(read.text_group)
    body = found.start(read.end_group) - found.start()
    span = start - found.start(), end - found.start()
    try:
        file = decode(read.value(found[read.text_group]), encoding=source.encoding)
    except FileError as error:
        return Row(name, "", Record(content, body, span), str(error))
    return Row(name, file.text, Record(content, body, span, file), flag=file.flag)


class CsvWriter:
    """Writes rows as they were, but for the text and, if there are any, a column of errors."""

    def __init__(self, file: BinaryIO, source: Source) -> None:
        self._file = file
        self._read = grammar(source)
        self._at = file.write(source.header)
        self.source = source
        self.ends = array("Q")
        self.errors: dict[int, str] = {}

    def write(self, row: Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        """Write one row; a broken row has no place for its error."""
        record = row.rest
        assert isinstance(record, Record)  # noqa: S101 - the reader made it
        content, body = record.content, record.body
        if text != row.text and record.file is not None:
            start, end = record.text
            value = rewritten(record.file, text, changes, encoding=self.source.encoding)
            cell = self._read.cell_of(value, content[start:end])
            content = content[:start] + cell + content[end:]
            body += len(cell) - (end - start)
        if body or record.file is not None:
            if error:
                self.errors[len(self.ends)] = error
            self.ends.append(self._at + body)
        self._file.write(content)
        self._at += len(content)


@contextlib.contextmanager
def writer(path: str, source: Source) -> Iterator[CsvWriter]:
    """A writer of one shard; at the end a column is added if one of its rows has an error."""
    with open(path, "wb") as file:
        made = CsvWriter(file, source)
        yield made
    if made.errors:
        beside = f"{path}.errors"
        with open(path, "rb") as old, open(beside, "wb") as new:
            _add_errors(old, new, made)
        os.replace(beside, path)


def _add_errors(old: BinaryIO, new: BinaryIO, made: CsvWriter) -> None:
    """Write a shard once more with the column of errors; most rows have an empty cell there."""
    source = made.source
    header = source.header.rstrip(b"\r\n")
    if header.removeprefix(codecs.BOM_UTF8):
        new.write(header + _cell(source, source.error_column))
        old.seek(len(header))
    at = old.tell()
    for i, end in enumerate(made.ends):
        new.write(old.read(end - at) + _cell(source, made.errors.get(i, "")))
        at = end
    while block := old.read(BLOCK):
        new.write(block)


def _cell(source: Source, value: str) -> bytes:
    read = grammar(source)
    quoted = read.cell_of(value.encode(), read.dialect.quote.encode() * 2)
    return read.dialect.delimiter.encode() + quoted
