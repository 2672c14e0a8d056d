"""polars: importing this module gives expressions and Series the namespace ``cables``."""

from __future__ import annotations

import polars as pl

from cablefix.api import DEFAULT
from cablefix.integrations.columns import (
    EDITS,
    FLAGS,
    clean_each,
    edit_rows,
    flag_rows,
    repair_each,
)
from cablefix.settings import Settings

EDITS_TYPE = pl.List(
    pl.Struct(
        {
            "start": pl.Int64,
            "end": pl.Int64,
            "before": pl.String,
            "after": pl.String,
            "output_start": pl.Int64,
            "output_end": pl.Int64,
            "pass": pl.String,
            "confidence": pl.Float64,
            "why": pl.String,
        }
    )
)
FLAGS_TYPE = pl.List(
    pl.Struct(
        {
            "start": pl.Int64,
            "end": pl.Int64,
            "kind": pl.String,
            "why": pl.String,
            "candidates": pl.List(pl.String),
            "pass": pl.String,
        }
    )
)
REPAIR_TYPE = pl.Struct({"text": pl.String, EDITS: EDITS_TYPE, FLAGS: FLAGS_TYPE})


@pl.api.register_series_namespace("cables")
class CablesSeries:
    """``series.cables``: repairs a Series of cables; name, order and nulls are kept.

    >>> pl.Series(["TAGS: [MOPS](#)", None]).cables.clean().to_list()
    ['TAGS: MOPS', None]
    """

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def clean(self, *, settings: Settings = DEFAULT) -> pl.Series:
        """The repaired texts."""
        cleaned = list(clean_each(self._series.to_list(), settings))
        return pl.Series(self._series.name, cleaned, dtype=pl.String)

    def repair(self, *, settings: Settings = DEFAULT) -> pl.Series:
        """A struct of ``text``, ``edits`` and ``flags`` for each text, and null for a null."""
        rows = [
            None if r is None else {"text": r.text, EDITS: edit_rows(r), FLAGS: flag_rows(r)}
            for r in repair_each(self._series.to_list(), settings)
        ]
        return pl.Series(self._series.name, rows, dtype=REPAIR_TYPE)


@pl.api.register_expr_namespace("cables")
class CablesExpr:
    """``pl.col("text").cables``: the same for expressions, eager or lazy."""

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def clean(self, *, settings: Settings = DEFAULT) -> pl.Expr:
        """The repaired texts."""
        return self._expr.map_batches(
            lambda series: CablesSeries(series).clean(settings=settings),
            return_dtype=pl.String,
            is_elementwise=True,
        )

    def repair(self, *, settings: Settings = DEFAULT) -> pl.Expr:
        """A struct of ``text``, ``edits`` and ``flags``; ``.struct.unnest()`` makes columns."""
        return self._expr.map_batches(
            lambda series: CablesSeries(series).repair(settings=settings),
            return_dtype=REPAIR_TYPE,
            is_elementwise=True,
        )
