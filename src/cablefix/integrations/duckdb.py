"""DuckDB: the functions ``cable_clean`` and ``cable_repair`` for SQL."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection, InvalidInputException
from duckdb.func import PythonUDFType

from cablefix.api import DEFAULT
from cablefix.integrations.columns import repair_each
from cablefix.integrations.pyarrow import clean_array, findings
from cablefix.settings import Settings

_EDITS = (
    'STRUCT("start" BIGINT, "end" BIGINT, "before" VARCHAR, "after" VARCHAR,'
    ' output_start BIGINT, output_end BIGINT, "pass" VARCHAR, confidence DOUBLE, why VARCHAR)[]'
)
_FLAGS = (
    'STRUCT("start" BIGINT, "end" BIGINT, kind VARCHAR, why VARCHAR,'
    ' candidates VARCHAR[], "pass" VARCHAR)[]'
)
_REPAIR = f'STRUCT("text" VARCHAR, edits {_EDITS}, flags {_FLAGS})'


def register(connection: DuckDBPyConnection, *, settings: Settings = DEFAULT) -> None:
    """Give a connection the functions ``cable_clean(text)`` and ``cable_repair(text)``.

    The first returns the repaired text, the second a struct of ``text``, ``edits`` and ``flags``.
    NULL gives NULL.  Functions registered earlier, with other settings, are replaced.
    """

    def cleaned(texts: Any) -> Any:  # noqa: ANN401  # pyarrow has no types
        return clean_array(texts, settings=settings)

    def repaired(texts: Any) -> Any:  # noqa: ANN401
        repairs = list(repair_each(texts.to_pylist(), settings))
        text = pa.array([None if r is None else r.text for r in repairs], type=pa.string())
        columns = {"text": text, **findings(repairs)}
        return pa.StructArray.from_arrays(list(columns.values()), names=list(columns))

    for name, function, kind in (
        ("cable_clean", cleaned, "VARCHAR"),
        ("cable_repair", repaired, _REPAIR),
    ):
        with suppress(InvalidInputException):  # there is none yet
            connection.remove_function(name)
        connection.create_function(
            name, function, ["VARCHAR"], connection.type(kind), type=PythonUDFType.ARROW
        )
