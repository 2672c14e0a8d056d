"""Which column of a table is the text and which is the name of the document."""

from __future__ import annotations

from collections.abc import Sequence

from cablefix.corpus.formats.model import Choices
from cablefix.types import CablefixError

# Names that tables of cables and of texts in general give these columns, the surest first.
TEXTS = ("text", "body", "content", "message_text", "full_text", "ocr_text", "message", "cable")
IDS = ("id", "doc_id", "document_id", "doc_nbr", "mrn", "message_number", "canonical_id", "uid")

# A column of texts is on the average longer than this, and one of ids shorter.
_LONG, _SHORT = 80, 64

# As many rows tell a column from another.
ENOUGH = 200

Cells = Sequence[str | None]


def chosen(
    path: str, names: tuple[str, ...], sample: Sequence[Cells], choices: Choices
) -> tuple[int, int]:
    """The places of the id (-1: there is none) and of the text, as named or as detected."""
    text_at = _named(path, names, choices.text_column, "text")
    if text_at < 0:
        text_at = _text(names, sample)
    if text_at < 0:
        raise CablefixError(
            f"{path}: no column looks like the text of a document; say which it is with"
            f" --text-column NAME. The columns are {listed(names)}"
        )
    id_at = _named(path, names, choices.id_column, "id")
    if id_at < 0:
        id_at = _id(names, sample, text_at)
    return id_at, text_at


def listed(names: tuple[str, ...]) -> str:
    """The names of columns for a message."""
    return ", ".join(names) if names else "none"


def _named(path: str, names: tuple[str, ...], wanted: str | None, what: str) -> int:
    if wanted is None:
        return -1
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 0 < int(wanted) <= len(names):
        return int(wanted) - 1
    raise CablefixError(
        f"{path} has no {what} column {wanted!r}. The columns are {listed(names)}; a number counts"
        " them from 1"
    )


def _known(names: tuple[str, ...], known: tuple[str, ...]) -> int:
    lower = [name.lower().strip() for name in names]
    return next((lower.index(name) for name in known if name in lower), -1)


def _text(names: tuple[str, ...], sample: Sequence[Cells]) -> int:
    """The column with a known name, or the longest by far of those that are long at all."""
    at = _known(names, TEXTS)
    if at >= 0 or not sample:
        return at
    means = [sum(len(row[i] or "") for row in sample) / len(sample) for i in range(len(names))]
    longest = max(range(len(names)), key=means.__getitem__, default=-1)
    return longest if longest >= 0 and means[longest] > _LONG else -1


def _id(names: tuple[str, ...], sample: Sequence[Cells], text_at: int) -> int:
    """The column with a known name, or the first that is short and has no value twice.

    One with letters goes first: cables are cited as 72TEHRAN1164, not by the number of the row.
    """
    at = _known(names, IDS)
    if at >= 0:
        return at
    unique: list[tuple[bool, int]] = []
    for i in range(len(names)):
        values = [row[i] for row in sample]
        if i == text_at or not all(values) or len(set(values)) < len(values):
            continue
        if max((len(value or "") for value in values), default=0) <= _SHORT:
            has_letters = all(any(c.isalpha() for c in value or "") for value in values)
            unique.append((not has_letters, i))
    return min(unique)[1] if unique else -1


def described(names: tuple[str, ...], id_at: int, text_at: int) -> str:
    """The choice of columns, for the user."""
    name = f"the id is {names[id_at]}" if id_at >= 0 else "there is no id: a row has its place"
    return f"the text is {names[text_at]}, {name}"
