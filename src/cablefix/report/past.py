"""Lines for a person about earlier runs: which there were, and what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablefix.report.terminal import counted, visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cablefix.corpus.undo import Listed, Undone


def moment(at: datetime) -> str:
    """A time as the clock of this computer shows it, to the minute."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def run_lines(listed: Sequence[Listed]) -> list[str]:
    """A line for each run: ``3019d138  2026-11-29 03:59  2 documents  53 repairs``."""
    rows = [
        (
            one.run.id,
            moment(one.run.started),
            counted(one.documents, "document"),
            counted(one.repairs, "repair"),
            _how_far(one),
        )
        for one in listed
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _how_far(one: Listed) -> str:
    if not one.undone:
        return ""
    return "taken back" + (f" in {one.undone}" if one.undone < one.documents else "")


def undone_line(path: str, done: Undone) -> str:
    """What was taken back of one document, in words."""
    name = visible(path)
    if not done.repairs and not done.left:
        return f"{name}: is already as it was before run {done.run}"
    if not done.repairs:
        return f"{name}: has no such repair"
    left = f", {done.left} left" if done.left else f", as before run {done.run}"
    return f"{name}: {counted(done.repairs, 'repair')} taken back{left}"


def undone_tail(documents: int, repairs: int, errors: int) -> str:
    """The counts in a line: ``2 documents: 53 repairs taken back, 0 errors``."""
    return (
        f"{counted(documents, 'document')}: {counted(repairs, 'repair')} taken back,"
        f" {counted(errors, 'error')}"
    )
