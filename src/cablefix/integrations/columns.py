"""A column of texts: what is missing stays missing, and what is no text is an error with its row.

Every library has its own word for a missing value; this is what they share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from cablefix.api import Repair, clean, repair_many
from cablefix.settings import Settings
from cablefix.types import PassError

# The columns that a repaired column is joined by.
EDITS = "edits"
FLAGS = "flags"


def is_missing(value: object) -> bool:
    """Whether a value stands for no text: None, or a NaN.

    >>> is_missing(None), is_missing(float("nan")), is_missing("")
    (True, True, False)
    """
    return value is None or (isinstance(value, float) and value != value)  # noqa: PLR0124  # NaN


def clean_each(values: Collection[object], settings: Settings) -> Iterator[Any]:
    """The repaired texts in order; a missing value comes back as the object it is."""
    for row, value in enumerate(values):
        if is_missing(value):
            yield value
            continue
        try:
            yield clean(_text(value, row, len(values)), settings=settings)
        except PassError as error:
            raise PassError(f"row {row} of {len(values)}: {error}") from error


def repair_each(values: Collection[object], settings: Settings) -> Iterator[Repair | None]:
    """A ``Repair`` for each text, in order, and None for a missing value.

    A document on which a pass fails comes back unchanged with a flag of kind ``error``.
    """
    texts = (_text(v, row, len(values)) for row, v in enumerate(values) if not is_missing(v))
    repairs = repair_many(texts, settings=settings)
    for value in values:
        yield None if is_missing(value) else next(repairs)


def edit_rows(repair: Repair) -> list[dict[str, Any]]:
    """The edits as flat records, with what stood there and where the new text is.

    The names are those of ``Repair.to_dict``; its nested steps are left out, since the types of
    a table cannot nest without end.
    """
    return [
        {
            "start": edit.start,
            "end": edit.end,
            "before": change.old,
            "after": edit.new,
            "output_start": change.at,
            "output_end": change.out_end,
            "pass": edit.source,
            "confidence": edit.confidence,
            "why": edit.why,
        }
        for edit, change in zip(repair.edits, repair.spans.changes, strict=True)
    ]


def flag_rows(repair: Repair) -> list[dict[str, Any]]:
    """The flags as flat records; the names are those of ``Repair.to_dict``."""
    return [
        {
            "start": flag.start,
            "end": flag.end,
            "kind": flag.kind,
            "why": flag.why,
            "candidates": list(flag.candidates),
            "pass": flag.source,
        }
        for flag in repair.flags
    ]


def _text(value: object, row: int, rows: int) -> str:
    # some libraries hand over a column in batches: the number of rows tells a batch from the whole
    if isinstance(value, (bytes, bytearray)):
        raise TypeError(
            f"row {row} of {rows} holds bytes, not text:"
            " decode the column first, with the encoding you know"
        )
    if not isinstance(value, str):
        raise TypeError(
            f"row {row} of {rows} holds {value!r:.40} ({type(value).__name__}), not text:"
            " is this the column of the cables?"
        )
    return value
