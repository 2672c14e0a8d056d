"""The rows of a report: each repair with its words before and after, each flag in its context."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, NamedTuple

from cablefix.report.places import Place, line_starts, place
from cablefix.types import FLAG_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.api import Repair
    from cablefix.spans import Change
    from cablefix.types import Edit, Flag

# A line of a cable is 55 columns wide: one line on either side says where one is.
CONTEXT = 55
# Longer words do not occur; beyond this a "word" is a line without blanks.
WORD = 40
# What one row of a table shows of a long repair; the text view has all of it.
EXCERPT = 300


class Around(NamedTuple):
    """Some text and what stands to its left and right."""

    left: str
    text: str
    right: str

    def __str__(self) -> str:
        return "".join(self)


class Grounds(NamedTuple):
    """Which pass made a repair, how sure it was, and why."""

    passes: str
    confidence: str
    why: str


class RepairRow(NamedTuple):
    """One repair.  ``before`` and ``after`` are whole words with the changed part as ``text``.

    ``context`` is the same place in the source with more around it.  ``steps`` are the edits
    behind the repair, if one pass went on from what another had written.
    """

    number: int
    place: Place
    before: Around
    after: Around
    context: Around
    grounds: Grounds
    steps: tuple[Edit, ...]


class FlagRow(NamedTuple):
    """One flag, with the flagged text as it stands in the source."""

    number: int
    place: Place
    kind: str
    meaning: str
    context: Around
    why: str
    candidates: tuple[str, ...]
    source: str


def repair_rows(result: Repair) -> tuple[RepairRow, ...]:
    """The repairs of a document in the order of the source, numbered from 1."""
    starts = line_starts(result.source)
    pairs = zip(result.edits, result.spans.changes, strict=True)
    return tuple(
        _repair_row(i, edit, change, result, starts) for i, (edit, change) in enumerate(pairs, 1)
    )


def flag_rows(result: Repair) -> tuple[FlagRow, ...]:
    """The flags of a document in the order of the source, numbered from 1."""
    starts = line_starts(result.source)
    ordered = sorted(result.flags, key=lambda f: (f.start, f.end))
    return tuple(_flag_row(i, flag, result.source, starts) for i, flag in enumerate(ordered, 1))


def _repair_row(
    number: int, edit: Edit, change: Change, result: Repair, starts: Sequence[int]
) -> RepairRow:
    steps = tuple(_steps(change))
    return RepairRow(
        number,
        place(starts, change.start),
        _words_around(result.source, change.start, change.end),
        _words_around(result.text, change.at, change.out_end),
        _context(result.source, change.start, change.end),
        Grounds(edit.source, shown_confidence(edit.confidence), edit.why),
        steps if len(steps) > 1 else (),
    )


def _flag_row(number: int, flag: Flag, source: str, starts: Sequence[int]) -> FlagRow:
    return FlagRow(
        number,
        place(starts, flag.start),
        flag.kind,
        FLAG_KINDS.get(flag.kind, ""),
        _context(source, flag.start, flag.end),
        flag.why,
        flag.candidates,
        flag.source,
    )


def _steps(change: Change) -> Iterator[Edit]:
    for under in change.under:
        yield from _steps(under)
    yield from change.edits


def shown_confidence(confidence: float) -> str:
    """Two or three decimals, never rounded up: only what is certain reads 1.00.

    >>> shown_confidence(0.9), shown_confidence(0.9996), shown_confidence(1.0)
    ('0.90', '0.999', '1.00')
    """
    text = f"{floor(confidence * 1000 + 1e-6) / 1000:.3f}"
    return text.removesuffix("0")


def excerpt(text: str, start: int, end: int, *, most: int = EXCERPT) -> str:
    """``text[start:end]``, without its middle if it is longer than ``most``."""
    size = end - start
    if size <= most:
        return text[start:end]
    half = most // 2
    return (
        f"{text[start : start + half]} … {size - 2 * half:,} more characters …"
        f" {text[end - half : end]}"
    )


def _words_around(text: str, start: int, end: int) -> Around:
    """``text[start:end]`` with the rest of the words that it begins and ends in."""
    left = start
    while left > max(0, start - WORD) and not text[left - 1].isspace():
        left -= 1
    right = end
    while right < min(len(text), end + WORD) and not text[right].isspace():
        right += 1
    return Around(text[left:start], excerpt(text, start, end), text[end:right])


def _context(text: str, start: int, end: int) -> Around:
    """``text[start:end]`` with the words around it, as far as its lines and CONTEXT go."""
    low, high = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    left, right = text[low:start], text[end:high]
    above, newline, same = left.rpartition("\n")
    if newline:
        left = same
    elif low > 0:
        left = "…" + left[_first_blank(left) :]
    same, newline, below = right.partition("\n")
    if newline:
        right = same
    elif high < len(text):
        right = right[: len(right) - _first_blank(right[::-1])] + "…"
    if start == end and not left and not right:
        # between lines: the nearest text above and below says where
        left, right = above.rpartition("\n")[2] + "\n", "\n" + below.lstrip("\n").partition("\n")[0]
    return Around(left, excerpt(text, start, end), right)


def _first_blank(text: str) -> int:
    """Where a whole word can begin: the first blank, or 0 in a text without one."""
    return max(0, text.find(" "))
