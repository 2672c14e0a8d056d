"""Diffs made from the known changes: exact, and linear in the text.

No diff is searched for; the lines that a change touches are the hunk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cablefix.spans import Change


class Block(NamedTuple):
    """Lines ``start`` to ``end`` of the source that became ``out_start`` to ``out_end``."""

    start: int
    end: int
    out_start: int
    out_end: int


def unified(
    source: str,
    text: str,
    changes: Sequence[Change],
    *,
    before: str = "source",
    after: str = "repaired",
    context: int = 3,
) -> str:
    r"""A unified diff of source and repaired text that ``patch`` and ``git apply`` can read.

    Lines end at ``\n`` only, so a carriage return is part of its line.
    """
    old, new = _lines(source), _lines(text)
    out: list[str] = []
    for hunk in _hunks(_blocks(source, text, changes, old, new), context):
        first, last = hunk[0], hunk[-1]
        lead = min(context, first.start)
        tail = min(context, len(old) - last.end)
        spans = [
            (first.start - lead, last.end + tail),
            (first.out_start - lead, last.out_end + tail),
        ]
        out.append("@@ -{} +{} @@\n".format(*(_range(a, b) for a, b in spans)))
        at = first.start - lead
        for block in hunk:
            out += (_line(" ", line) for line in old[at : block.start])
            out += (_line("-", line) for line in old[block.start : block.end])
            out += (_line("+", line) for line in new[block.out_start : block.out_end])
            at = block.end
        out += (_line(" ", line) for line in old[at : last.end + tail])
    return "".join([f"--- {before}\n+++ {after}\n", *out]) if out else ""


def _lines(text: str) -> list[str]:
    """The lines with their newlines; an empty text has none."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _line(mark: str, line: str) -> str:
    return (
        f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
    )


def _range(start: int, end: int) -> str:
    """A hunk range as diff writes it: an empty one names the line before it."""
    if end == start:
        return f"{start},0"
    return str(start + 1) if end == start + 1 else f"{start + 1},{end - start}"


def _starts(lines: Sequence[str]) -> list[int]:
    """Where each line starts, and the place behind a last newline: a line may follow there."""
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line)
    if not lines or lines[-1].endswith("\n"):
        starts.append(at)
    return starts


def _blocks(
    source: str, text: str, changes: Sequence[Change], old: list[str], new: list[str]
) -> list[Block]:
    """The lines that each run of changes touches, without lines that stay the same."""
    old_starts, new_starts = _starts(old), _starts(new)
    touched: list[Block] = []
    for c in changes:
        b = Block(
            bisect_right(old_starts, c.start) - 1,
            len(old) if c.end == len(source) else bisect_right(old_starts, c.end),
            bisect_right(new_starts, c.at) - 1,
            len(new) if c.out_end == len(text) else bisect_right(new_starts, c.out_end),
        )
        if touched and (b.start < touched[-1].end or b.out_start < touched[-1].out_end):
            last = touched[-1]
            b = Block(
                last.start, max(last.end, b.end), last.out_start, max(last.out_end, b.out_end)
            )
            touched[-1] = b
        else:
            touched.append(b)
    return [trimmed for b in touched if (trimmed := _trim(b, old, new))]


def _trim(block: Block, old: list[str], new: list[str]) -> Block | None:
    start, end, out_start, out_end = block
    while start < end and out_start < out_end and old[start] == new[out_start]:
        start, out_start = start + 1, out_start + 1
    while start < end and out_start < out_end and old[end - 1] == new[out_end - 1]:
        end, out_end = end - 1, out_end - 1
    return Block(start, end, out_start, out_end) if start < end or out_start < out_end else None


def _hunks(blocks: list[Block], context: int) -> Iterator[list[Block]]:
    """The blocks in groups whose context would meet."""
    hunk: list[Block] = []
    for block in blocks:
        if hunk and block.start - hunk[-1].end > 2 * context:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk
