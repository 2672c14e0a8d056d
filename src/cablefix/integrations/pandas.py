"""pandas: importing this module gives every Series the accessor ``cables``."""

from __future__ import annotations

import pandas as pd

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


@pd.api.extensions.register_series_accessor("cables")
class CablesAccessor:
    """``series.cables``: repairs a column of cables; index, name and missing values are kept.

    >>> pd.Series(["TAGS: [MOPS](#)", None], index=[7, 9]).cables.clean().to_dict()
    {7: 'TAGS: MOPS', 9: nan}
    """

    def __init__(self, series: pd.Series) -> None:
        self._series = series

    def clean(self, *, settings: Settings = DEFAULT) -> pd.Series:
        """The repaired texts."""
        return self._like(list(clean_each(self._values(), settings)))

    def repair(self, *, settings: Settings = DEFAULT) -> pd.DataFrame:
        """The repaired texts under the name of the column (``text`` if it has none), with lists.

        ``edits`` and ``flags`` hold a list of records for each text, and None for a missing one.
        """
        values = self._values()
        repairs = list(repair_each(values, settings))
        texts = [v if r is None else r.text for v, r in zip(values, repairs, strict=True)]
        edits = [None if r is None else edit_rows(r) for r in repairs]
        flags = [None if r is None else flag_rows(r) for r in repairs]
        index = self._series.index
        name = "text" if self._series.name is None else self._series.name
        columns = [
            self._like(texts).rename(name),
            pd.Series(edits, index=index, dtype=object, name=EDITS),
            pd.Series(flags, index=index, dtype=object, name=FLAGS),
        ]
        return pd.concat(columns, axis="columns")

    def _values(self) -> list[object]:
        """The values, with None for everything that pandas calls missing."""
        missing = self._series.isna()
        return [None if gone else v for v, gone in zip(self._series, missing, strict=True)]

    def _like(self, values: list[object]) -> pd.Series:
        """A column of these values, of the kind that ours is, with its own missing values."""
        ours = self._series
        dtype = ours.dtype
        if isinstance(dtype, pd.CategoricalDtype):  # a repaired text is no category of the old ones
            dtype = dtype.categories.dtype
        kept = [old if new is None else new for old, new in zip(ours, values, strict=True)]
        return pd.Series(kept, index=ours.index, dtype=dtype, name=ours.name)
