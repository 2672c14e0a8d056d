r"""Output in another format than the input: the columns of a row by name, all of them.

Line ends in a text are ``\n`` there.  Numbers keep the digits that they were written with, so
they are strings where the other format would change them.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import io
import json
import math
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, BinaryIO

from cablefix.corpus.formats import delimited, jsonl, parquet, texts
from cablefix.corpus.formats.model import Row as _Row
from cablefix.corpus.formats.model import Source, Writer
from cablefix.corpus.formats.texts import TextWriter
from cablefix.spans import Change

# A table has the same columns in all shards: what only some rows have is JSON in this one.
_OTHERS = "other_fields"
_BATCH = 256
# Bytes that are no UTF-8 are kept as halves of characters, and written as they were.
_BYTES = "surrogateescape"


def writer(path: str, source: Source, output_format: str) -> AbstractContextManager[Writer]:
    """A writer of one shard in a format that is not that of the source."""
    by_format: dict[str, Callable[[str, Source], AbstractContextManager[Writer]]]
    by_format = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet, "text": _texts}
    return by_format[output_format](path, source)


def _columns(source: Source) -> tuple[str, ...]:
    return source.columns or ("id", "text")


def _named(source: Source, row: _Row, text: str) -> dict[str, object]:
    """The columns of a row with its new text; what could not be read is in ``unread``."""
    rest = row.rest
    if isinstance(rest, parquet.Record):
        found: dict[str, object] = {
            name: parquet.value_of(column[rest.at])
            for name, column in zip(source.columns, rest.batch.columns, strict=True)
        }
        if rest.file is not None:
            found[source.columns[source.text_at]] = text
        return found
    if isinstance(rest, jsonl.Record):
        if rest.fields is None:
            return {"unread": _unread(rest.content)}
        found = {
            name: value.value
            if value.value is None or isinstance(value.value, str | bool)
            else rest.line[value.start : value.end]
            for name, value in rest.fields.items()
        }
        if rest.file is not None:
            found[source.columns[source.text_at]] = text
        return found
    if isinstance(rest, delimited.Record):
        read = delimited.grammar(source)
        if rest.file is None:
            return {"unread": _unread(rest.content)}
        cells = (read.value(cell) for cell in read.cells(rest.content))
        found = {
            name: delimited.decoded(cell, source.encoding)
            for name, cell in zip(source.columns, cells, strict=True)
        }
        found[source.columns[source.text_at]] = text
        return found
    return {"id": row.id, "text": None if row.error else text}


def _encoded(text: str) -> bytes:
    """A text with the bytes that are no UTF-8; half of a character, which has none, is spelled."""
    try:
        return text.encode(errors=_BYTES)
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace")


def _unread(content: bytes) -> str:
    return content.decode("utf-8", "backslashreplace")


def _json(value: object) -> str:
    """A value as JSON; what JSON has no word for is written as text."""
    value = _finite(value)
    written = json.dumps(value, ensure_ascii=False, default=_written)
    try:
        written.encode()
    except UnicodeEncodeError:
        # bytes that are no UTF-8 are kept as halves of characters, which only an escape can show
        return json.dumps(value, default=_written)
    return written


def _finite(value: object) -> object:
    """A value without the numbers that JSON has no word for: they are ``"nan"`` and ``"inf"``."""
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _written(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return _json(value) if isinstance(value, list | dict | bool) else _written(value)


def _cells(source: Source, row: _Row, text: str, error: str) -> list[str | None]:
    """The cells of a row for a table: its columns, all other fields as JSON, the error."""
    found = _named(source, row, text)
    columns = _columns(source)
    others = {name: value for name, value in found.items() if name not in columns}
    cells = [_cell(found.get(name)) for name in columns]
    return [*cells, _json(others) if others else None, error or None]


def _names(source: Source) -> list[str]:
    return [*_columns(source), _OTHERS, source.error_column]


class _JsonlWriter:
    def __init__(self, file: BinaryIO, source: Source) -> None:
        self._file = file
        self._source = source

    def write(self, row: _Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        del changes
        found = _named(self._source, row, text)
        if error:
            found[self._source.error_column] = error
        self._file.write(f"{_json(found)}\n".encode())


class _CsvWriter:
    def __init__(self, file: io.TextIOBase, source: Source) -> None:
        self._rows = csv.writer(file, lineterminator="\n")
        self._source = source
        self._rows.writerow(_names(source))

    def write(self, row: _Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        del changes
        cells = _cells(self._source, row, text, error)
        self._rows.writerow([cell and _encoded(cell).decode(errors=_BYTES) for cell in cells])


class _ParquetWriter:
    def __init__(self, groups: parquet.Groups, source: Source, pa: Any) -> None:  # noqa: ANN401
        self._groups = groups
        self._source = source
        self._pa = pa
        self._rows: list[list[str | None]] = []

    def write(self, row: _Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        del changes
        cells = _cells(self._source, row, text, error)
        # half of a character, or a byte that is no UTF-8, cannot be in a Parquet
        self._rows.append(
            [cell and cell.encode("utf-8", "backslashreplace").decode() for cell in cells]
        )
        if len(self._rows) == _BATCH:
            self.flush()

    def flush(self) -> None:
        columns = [
            self._pa.array(list(column), self._pa.string())
            for column in zip(*self._rows, strict=True)
        ]
        if columns:
            self._groups.add(columns)
        self._rows = []


class _FolderWriter:
    """Writes the texts of a table as files that are named after their ids."""

    def __init__(self, folder: TextWriter) -> None:
        self._folder = folder

    def write(self, row: _Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        del changes, error
        # no id leads out of the folder, and none is too long for a disk
        name = urllib.parse.quote(row.id, safe=" ,;=@+()", errors="surrogatepass")[:200]
        name = name.replace(".", "%2E", 1) if name.startswith(".") else name
        content = _encoded(text)
        if isinstance(row.rest, jsonl.Record | delimited.Record) and row.rest.file is None:
            name, content = f"{name}.unread", row.rest.content
        with self._folder.created(f"{name}.txt") as file:
            file.write(content)


@contextlib.contextmanager
def _jsonl(path: str, source: Source) -> Iterator[_JsonlWriter]:
    with open(path, "wb") as file:
        yield _JsonlWriter(file, source)


@contextlib.contextmanager
def _csv(path: str, source: Source) -> Iterator[_CsvWriter]:
    with open(path, "w", encoding="utf-8", errors=_BYTES, newline="") as file:
        yield _CsvWriter(file, source)


@contextlib.contextmanager
def _parquet(path: str, source: Source) -> Iterator[_ParquetWriter]:
    pa, pq = parquet.loaded(path)
    schema = pa.schema([(name, pa.string()) for name in _names(source)])
    with pq.ParquetWriter(path, schema) as file:
        groups = parquet.Groups(file, pa)
        made = _ParquetWriter(groups, source, pa)
        yield made
        made.flush()
        groups.flush()


@contextlib.contextmanager
def _texts(path: str, source: Source) -> Iterator[_FolderWriter]:
    with texts.writer(path, source) as folder:
        yield _FolderWriter(folder)
