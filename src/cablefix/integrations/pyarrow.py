"""pyarrow: a record batch or table with one column repaired, and columns of edits and flags."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pyarrow as pa

from cablefix.api import DEFAULT, Repair
from cablefix.integrations.columns import (
    EDITS,
    FLAGS,
    clean_each,
    edit_rows,
    flag_rows,
    repair_each,
)
from cablefix.settings import Settings

EDITS_TYPE = pa.list_(
    pa.struct(
        {
            "start": pa.int64(),
            "end": pa.int64(),
            "before": pa.string(),
            "after": pa.string(),
            "output_start": pa.int64(),
            "output_end": pa.int64(),
            "pass": pa.string(),
            "confidence": pa.float64(),
            "why": pa.string(),
        }
    )
)
FLAGS_TYPE = pa.list_(
    pa.struct(
        {
            "start": pa.int64(),
            "end": pa.int64(),
            "kind": pa.string(),
            "why": pa.string(),
            "candidates": pa.list_(pa.string()),
            "pass": pa.string(),
        }
    )
)


def clean_array(array: Any, *, settings: Settings = DEFAULT) -> Any:  # noqa: ANN401  # pyarrow has no types
    """An array of texts, repaired; of the type it had, but that a dictionary becomes plain."""
    return pa.array(clean_each(array.to_pylist(), settings), type=_plain(array.type))


def repair_batch(batch: Any, column: str = "text", *, settings: Settings = DEFAULT) -> Any:  # noqa: ANN401
    """The RecordBatch or Table with ``column`` repaired, and the columns ``edits`` and ``flags``.

    All other columns pass through untouched.  A missing text has missing edits and flags.
    """
    for name in (EDITS, FLAGS):
        if name in batch.schema.names:
            raise ValueError(
                f"there is a column {name!r} already, and it would be lost: rename it first"
            )
    at = batch.schema.get_field_index(column)
    if at < 0:
        raise ValueError(
            f"there is no single column {column!r}; there are: {', '.join(batch.schema.names)}"
        )
    texts = batch.column(at)
    repairs = list(repair_each(texts.to_pylist(), settings))
    field = batch.schema.field(at).with_type(_plain(texts.type))
    repaired = pa.array([None if r is None else r.text for r in repairs], type=field.type)
    result = batch.set_column(at, field, repaired)
    for name, array in findings(repairs).items():
        result = result.append_column(name, array)
    return result


def findings(repairs: Collection[Repair | None]) -> dict[str, Any]:
    """The columns ``edits`` and ``flags`` of repaired texts."""
    return {
        EDITS: pa.array([None if r is None else edit_rows(r) for r in repairs], type=EDITS_TYPE),
        FLAGS: pa.array([None if r is None else flag_rows(r) for r in repairs], type=FLAGS_TYPE),
    }


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type for repaired texts: they need not be in the dictionary of the old ones."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind
