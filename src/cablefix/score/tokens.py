"""Token by token: what was wrong, what was changed, what is right now."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cablefix.score.alignment import Alignment
from cablefix.score.collapsed import Collapsed
from cablefix.score.counts import Characters, Tokens

Span = tuple[int, int]


class Fates(NamedTuple):
    """For each token of the OCR text one byte: whether it is scored, wrong, changed, right now.

    A token reaches up to the next one, so a lost or inserted blank is charged to the token before
    it.  A token on a page line that is neither asked for nor missed is not scored.
    """

    scored: bytearray
    wrong: bytearray
    changed: bytearray
    right: bytearray

    def counts(self) -> Tokens:
        """How many there are of each."""
        rows = [row for row in zip(*self[1:], self.scored, strict=True) if row[3]]
        fixed = sum(w and c and r for w, c, r, _ in rows)
        harmed = sum(c and not w for w, c, _, _ in rows)
        changed = sum(c for _, c, _, _ in rows)
        return Tokens(
            len(rows),
            sum(w for w, _, _, _ in rows),
            changed,
            fixed,
            harmed,
            changed - fixed - harmed,
        )


def fates(
    ocr: Collapsed,
    truth: Collapsed,
    out: Collapsed,
    to_truth: Alignment,
    to_out: Alignment,
    outside: Sequence[Span] = (),
) -> Fates:
    """What became of each token; ``outside`` are spans of the truth that are not scored."""
    size = len(ocr.words)
    found = Fates(bytearray(size), bytearray(size), bytearray(size), bytearray(size))
    at = at_out = 0
    for i in range(size):
        start, stop = ocr.region(i, i + 1)
        end, end_out = to_truth.place(stop), to_out.place(stop)
        was, due, now = ocr.text[start:stop], truth.text[at:end], out.text[at_out:end_out]
        found.scored[i] = not touches(outside, at, end)
        found.wrong[i] = was != due
        found.changed[i] = was != now
        found.right[i] = now == due
        at, at_out = end, end_out
    return found


class Broken(NamedTuple):
    """A word that was right and was changed, by the line of the OCR text that it stands on."""

    line: int
    before: str
    after: str


def broken(fates: Fates, ocr: Collapsed, out: Collapsed, to_out: Alignment) -> Iterator[Broken]:
    """The words that were broken, in order."""
    for i, (s, w, c) in enumerate(zip(fates.scored, fates.wrong, fates.changed, strict=True)):
        if s and c and not w:
            start, end = ocr.region(i, i + 1)
            after = out.text[to_out.place(start) if i else 0 : to_out.place(end)]
            yield Broken(ocr.line_of(i), ocr.words[i], after.strip(" "))


def touches(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether one of the spans, which are in order, overlaps ``start`` to ``end``."""
    i = bisect_left(spans, end, key=lambda span: span[0])
    return i > 0 and spans[i - 1][1] > start


def characters(truth: Collapsed, to_ocr: Alignment, to_out: Alignment) -> Characters:
    """The characters of the truth that are found again in the OCR text and in the repaired one."""
    was, now = _found(truth, to_ocr), _found(truth, to_out)
    both = (was & now).bit_count()
    right = was.bit_count()
    size = sum(map(len, truth.words))
    return Characters(right, size - right, right - both, now.bit_count() - both)


def _found(truth: Collapsed, to_other: Alignment) -> int:
    """A number with one byte for each character of the truth: 1 where the other text has it."""
    marks = bytearray(len(truth.text))
    for r in to_other.runs:
        if r.is_equal:
            marks[r.start : r.end] = b"\1" * (r.end - r.start)
    for start in truth.starts[1:]:
        marks[start - 1] = 0  # blanks are not counted
    return int.from_bytes(marks, "little")
