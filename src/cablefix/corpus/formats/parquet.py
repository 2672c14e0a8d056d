"""Parquet: row groups, of which the text is replaced and all other columns pass through."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cablefix.corpus.files import FileError, TextFile, from_string
from cablefix.corpus.formats import columns, streams
from cablefix.corpus.formats.model import MIB, Choices, Part, Row, Source
from cablefix.corpus.formats.streams import Piece
from cablefix.spans import Change
from cablefix.types import CablefixError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# Rows of a batch: cables of 7 kB make a megabyte of it, and the longest have a few more.
_BATCH = 256
_GROUP = 16 * MIB


class Record(NamedTuple):
    """A row: the batch that it came in, and its place there."""

    batch: Any
    at: int
    file: TextFile | None = None


def loaded(path: str) -> tuple[Any, Any]:
    """The modules of pyarrow; ``CablefixError`` if it is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise CablefixError(
            f"{path} is Parquet, which needs a package more: pip install 'cablefix[tables]'"
        ) from error
    return pa, pq


@contextlib.contextmanager
def _opened(path: str) -> Iterator[pq.ParquetFile]:
    pa, pq = loaded(path)
    with streams.opened(path) as file:
        try:
            # read page by page: a row group may be longer than the memory
            yield pq.ParquetFile(file, buffer_size=MIB, pre_buffer=False)
        except pa.ArrowException as error:
            raise FileError(f"{path} is no Parquet file that can be read: {error}") from error


def look(source: Source, choices: Choices) -> Source:
    """The source with its columns and what is shown of them."""
    if source.container:
        raise CablefixError(
            f"{source.path}: a Parquet file cannot be read compressed; unpack it first"
        )
    pa, _ = loaded(source.path)
    with _opened(source.path) as file:
        schema = file.schema_arrow
        names = tuple(schema.names)
        batch = next(file.iter_batches(columns.ENOUGH), None)
        rows_found = zip(*batch.columns, strict=True) if batch is not None else ()
        sample = [[_plain(value_of(cell)) for cell in row] for row in rows_found]
        id_at, text_at = columns.chosen(source.path, names, sample, choices)
        kind = schema.field(text_at).type
        if not _is_text(pa, kind):
            raise CablefixError(f"{source.path}: the column {names[text_at]} is no text but {kind}")
        shown = (
            f"{source.path}: Parquet, {file.metadata.num_rows:,} rows,"
            f" {columns.described(names, id_at, text_at)}"
        )
    return source._replace(columns=names, id_at=id_at, text_at=text_at, shown=shown)


def _is_text(pa: Any, kind: object) -> bool:  # noqa: ANN401
    return any(check(kind) for check in (pa.types.is_string, pa.types.is_large_string))


def value_of(cell: Any) -> object:  # noqa: ANN401
    """What stands in a cell, in words if Python has no such value (a date after the year 9999)."""
    try:
        found: object = cell.as_py()
    except UnicodeDecodeError:
        found = _bytes(cell).decode("utf-8", "backslashreplace")
    except (ValueError, OverflowError):
        found = cell.cast("string").as_py()
    return found


def _bytes(cell: Any) -> bytes:  # noqa: ANN401
    return bytes(cell.as_buffer())


def _plain(value: object) -> str | None:
    return value if isinstance(value, str) else None if value is None else str(value)


def parts(source: Source, size: int) -> Iterator[Part]:
    """Row groups, as many as make up ``size``."""
    with _opened(source.path) as file:
        groups = [file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups)]
    number, start, total = 0, 0, 0
    for i, length in enumerate(groups):
        total += length
        if total >= size and i + 1 < len(groups):
            yield Part(f"{source.name}-{number:06}", source, start, i + 1, (), total)
            number, start, total = number + 1, i + 1, 0
    yield Part(f"{source.name}-{number:06}", source, start, len(groups), (), total)


def rows(part: Part) -> Iterator[Row]:
    """The documents of a part."""
    source = part.source
    with _opened(source.path) as file:
        at = sum(file.metadata.row_group(i).num_rows for i in range(part.start))
        groups = list(range(part.start, part.end))
        for batch in file.iter_batches(_BATCH, row_groups=groups) if groups else ():
            ids = batch.column(source.id_at) if source.id_at >= 0 else None
            texts = batch.column(source.text_at)
            for i in range(batch.num_rows):
                name = _plain(value_of(ids[i])) if ids is not None else None
                yield _row(name or f"{source.name}@{at}", texts[i], Record(batch, i))
                at += 1


def _row(name: str, value: Any, record: Record) -> Row:  # noqa: ANN401
    try:
        text = value.as_py()
    except UnicodeDecodeError as error:
        return Row(name, "", record, f"the text is not UTF-8 (byte {error.start})")
    if text is None:
        return Row(name, "", record)
    file = from_string(text)
    return Row(name, file.text, record._replace(file=file))


def digest(part: Part) -> Iterator[bytes]:
    """The bytes of the row groups as they lie on the disk, and the schema."""
    with _opened(part.source.path) as file:
        yield repr(file.schema_arrow).encode()
        spans = [_span(file.metadata.row_group(i)) for i in range(part.start, part.end)]
    with streams.opened(part.source.path) as raw:
        for start, end in spans:
            raw.seek(start)
            piece = Piece(raw, end - start)
            while block := piece.read(streams.BLOCK):
                yield block


def _span(group: Any) -> tuple[int, int]:  # noqa: ANN401
    chunks = [group.column(i) for i in range(group.num_columns)]
    starts = [
        min(c.data_page_offset, c.dictionary_page_offset or c.data_page_offset) for c in chunks
    ]
    ends = [start + c.total_compressed_size for start, c in zip(starts, chunks, strict=True)]
    return min(starts), max(ends)


class Groups:
    """Writes batches as row groups that are long enough to be read at speed."""

    def __init__(self, file: pq.ParquetWriter, pa: Any) -> None:  # noqa: ANN401
        self._file = file
        self._pa = pa
        self._batches: list[pa.RecordBatch] = []
        self._size = 0

    def add(self, columns: Sequence[object]) -> None:
        """Write the columns of a batch."""
        batch = self._pa.RecordBatch.from_arrays(columns, schema=self._file.schema)
        self._batches.append(batch)
        self._size += batch.nbytes
        if self._size >= _GROUP:
            self.flush()

    def flush(self) -> None:
        """Write what is left."""
        if self._batches:
            table = self._pa.Table.from_batches(self._batches)
            self._file.write_table(table, row_group_size=table.num_rows)
        self._batches, self._size = [], 0


class ParquetWriter:
    """Writes batches as they were, but for the text, with a column of errors."""

    def __init__(self, groups: Groups, source: Source, pa: Any) -> None:  # noqa: ANN401
        self._groups = groups
        self._pa = pa
        self._source = source
        self._batch: pa.RecordBatch | None = None
        self._texts: dict[int, str] = {}
        self._errors: list[str | None] = []

    def write(self, row: Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        """Write one row; rows come in the order in which they were read."""
        record = row.rest
        assert isinstance(record, Record)  # noqa: S101 - the reader made it
        new = None
        if text != row.text and record.file is not None:
            new = record.file.with_newlines(text, changes)
            try:
                new.encode()
            except UnicodeEncodeError as wrong:
                raise FileError("the repaired text has half of a character") from wrong
        if record.batch is not self._batch:
            self.flush()
            self._batch = record.batch
        if new is not None:
            self._texts[record.at] = new
        self._errors.append(error or None)

    def flush(self) -> None:
        """Write the batch that is at hand."""
        if self._batch is None:
            return
        batch, at = self._batch, self._source.text_at
        arrays = list(batch.columns)
        if self._texts:
            kept, pa = arrays[at], self._pa
            # as bytes: a text beside the repaired one may be no UTF-8, and stays as it is
            texts = [
                self._texts[i].encode()
                if i in self._texts
                else _bytes(cell)
                if cell.is_valid
                else None
                for i, cell in enumerate(kept)
            ]
            is_large = pa.types.is_large_string(kept.type)
            kind = pa.large_binary() if is_large else pa.binary()
            arrays[at] = pa.array(texts, kind).view(kept.type)
        arrays.append(self._pa.array(self._errors, self._pa.string()))
        self._groups.add(arrays)
        self._batch, self._texts, self._errors = None, {}, []


@contextlib.contextmanager
def writer(path: str, source: Source) -> Iterator[ParquetWriter]:
    """A writer of one shard, compressed as the source is."""
    pa, pq = loaded(source.path)
    with _opened(source.path) as file:
        schema = file.schema_arrow
        packed = "snappy"
        if file.num_row_groups:
            packed = file.metadata.row_group(0).column(source.text_at).compression
    schema = schema.append(pa.field(source.error_column, pa.string()))
    packed = {"UNCOMPRESSED": "none"}.get(packed, packed)
    with pq.ParquetWriter(path, schema, compression=packed) as shard:
        groups = Groups(shard, pa)
        made = ParquetWriter(groups, source, pa)
        yield made
        made.flush()
        groups.flush()
