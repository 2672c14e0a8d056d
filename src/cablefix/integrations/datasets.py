"""Hugging Face datasets: functions for ``Dataset.map(…, batched=True)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from datasets import Features

from cablefix.api import DEFAULT
from cablefix.integrations.columns import (
    EDITS,
    FLAGS,
    clean_each,
    edit_rows,
    flag_rows,
    repair_each,
)
from cablefix.integrations.pyarrow import EDITS_TYPE, FLAGS_TYPE
from cablefix.settings import Settings

Batch = Mapping[str, Sequence[Any]]


class CleanColumn:
    """``dataset.map(CleanColumn("text"), batched=True)``: one column repaired, nothing added.

    Missing texts stay missing.  A result that ``map`` has stored is found again only for the same
    settings and version of cablefix.
    """

    def __init__(self, column: str = "text", *, settings: Settings = DEFAULT) -> None:
        self.column = column
        self.settings = settings
        # what `map` stores is named after the attributes, and settings do not know our version
        self.digest = settings.digest

    def __call__(self, batch: Batch) -> dict[str, list[Any]]:
        """The repaired column of a batch."""
        return {self.column: list(clean_each(_column(batch, self.column), self.settings))}


class RepairColumn:
    """One column repaired, and the columns ``edits`` and ``flags`` beside it.

    ``dataset.map(repairs, batched=True, features=repairs.features(dataset))``: the features say
    what the new columns hold, which ``map`` cannot tell from a first batch without damage.
    """

    def __init__(self, column: str = "text", *, settings: Settings = DEFAULT) -> None:
        self.column = column
        self.settings = settings
        self.digest = settings.digest

    def __call__(self, batch: Batch) -> dict[str, list[Any]]:
        """The repaired column of a batch, its edits and its flags."""
        repairs = list(repair_each(_column(batch, self.column), self.settings))
        return {
            self.column: [None if r is None else r.text for r in repairs],
            EDITS: [None if r is None else edit_rows(r) for r in repairs],
            FLAGS: [None if r is None else flag_rows(r) for r in repairs],
        }

    def features(self, dataset: Any) -> Features | None:  # noqa: ANN401  # a Dataset, or one that streams
        """The features of a dataset, and those of the columns ``edits`` and ``flags``.

        None for a dataset that streams and does not know its own.
        """
        given = dataset.features
        if given is None:
            return None
        for name in (EDITS, FLAGS):
            if name in given:
                raise ValueError(
                    f"there is a column {name!r} already, and it would be lost: rename it first"
                )
        added = pa.schema({EDITS: EDITS_TYPE, FLAGS: FLAGS_TYPE})
        return Features({**given, **Features.from_arrow_schema(added)})


def _column(batch: Batch, name: str) -> Sequence[Any]:
    if name not in batch:
        raise ValueError(f"there is no column {name!r}; there are: {', '.join(batch)}")
    texts = batch[name]
    if isinstance(texts, str):
        raise TypeError("this is one text, not a batch of them: map(…, batched=True) gives batches")
    return texts
