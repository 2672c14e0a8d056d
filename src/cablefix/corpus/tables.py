"""The tables of a run, edits and flags: a row for each (their schemas are in ``data/``).

Offsets count characters of the document as it was read; with ``before`` and ``after`` the table
of edits is enough to take every repair back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from cablefix.types import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablefix.result import Repair
    from cablefix.types import Flag

TableFormat: TypeAlias = Literal["jsonl", "parquet"]

# How many rows of a table are held before they are written: a few MB.
_HELD = 10_000


def edit_rows(document: str, row: int, result: Repair) -> Iterator[dict[str, Any]]:
    """The repairs of one document, the ``row``-th of its shard, counted from 1."""
    for edit, change in zip(result.edits, result.spans.changes, strict=True):
        yield {
            "document": document,
            "row": row,
            "start": edit.start,
            "end": edit.end,
            "before": change.old,
            "after": change.new,
            "output_start": change.at,
            "pass": edit.source,
            "confidence": edit.confidence,
            "why": edit.why,
        }


def flag_row(document: str, row: int, flag: Flag, text: str) -> dict[str, Any]:
    """One flag of a document, whose source is ``text``."""
    return {
        "document": document,
        "row": row,
        "start": flag.start,
        "end": flag.end,
        "text": text[flag.start : flag.end],
        "kind": flag.kind,
        "why": flag.why,
        "candidates": list(flag.candidates),
        "pass": flag.source,
    }


class JsonLines:
    """A table with one JSON object a line."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "w", encoding="ascii", newline="\n")  # noqa: SIM115 - see close

    def add(self, row: dict[str, Any]) -> None:
        """Write one row."""
        # ASCII alone: half characters (lone surrogates) in a text stay valid
        self._file.write(json.dumps(row) + "\n")

    def close(self) -> None:
        """Write what is left."""
        self._file.close()


class Parquet:
    """A table in columns; half characters (lone surrogates), which it cannot hold, are spelled."""

    def __init__(self, path: str, kind: Literal["edits", "flags"]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        number, text = pa.int64(), pa.string()
        place = {"document": text, "row": number, "start": number, "end": number}
        if kind == "edits":
            columns = place | {
                "before": text,
                "after": text,
                "output_start": number,
                "pass": text,
                "confidence": pa.float64(),
                "why": text,
            }
        else:
            columns = place | {
                "text": text,
                "kind": text,
                "why": text,
                "candidates": pa.list_(text),
                "pass": text,
            }
        self._schema = pa.schema(columns)
        self._writer = parquet.ParquetWriter(path, self._schema)
        self._rows: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> None:
        """Write one row, with others."""
        self._rows.append({name: _spelled(value) for name, value in row.items()})
        if len(self._rows) >= _HELD:
            self._write()

    def _write(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
        self._rows.clear()

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            self._write()
        self._writer.close()


Table: TypeAlias = "JsonLines | Parquet"


def table(path: str, kind: Literal["edits", "flags"], form: TableFormat) -> Table:
    """The table of ``kind`` at ``path``."""
    return Parquet(path, kind) if form == "parquet" else JsonLines(path)


def require(form: TableFormat) -> None:
    """``SettingsError`` if the library that writes tables of this form is not installed."""
    if form == "parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError as error:
            raise SettingsError(
                "--tables parquet needs pyarrow, which is not installed:"
                " pip install 'cablefix[tables]'"
            ) from error


def _spelled(value: Any) -> Any:  # noqa: ANN401 - a cell is of any kind
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [_spelled(one) for one in value]
    return value
