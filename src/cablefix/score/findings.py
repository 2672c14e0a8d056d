"""Each repair and each flag against the truth: right, wrong, or harm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cablefix.pipeline import proposed
from cablefix.score.alignment import Alignment, distance
from cablefix.score.collapsed import Collapsed
from cablefix.score.counts import Detection, PassCounts
from cablefix.score.tokens import Fates, Span, touches

if TYPE_CHECKING:
    from cablefix.result import Repair
    from cablefix.types import Edit, Flag

# The flags that say of a text that it may be wrong; the others say that something is missing.
DOUBTS = frozenset(("doubtful", "garbled"))


class Judged(NamedTuple):
    """A repair that was made, or one that was not sure enough and became a flag, and its verdict.

    ``before``, ``after`` and ``truth`` are the tokens around it.  The verdict is ``right`` if the
    repair brings the text nearer to the truth by all that it changes, ``harmed`` if it takes it as
    far away, ``wrong`` if neither, and ``unseen`` if it changes nothing that is scored: white
    space, or page lines that may stay or go.  ``line`` counts the lines of the OCR text from 1.
    """

    start: int
    end: int
    line: int
    source: str
    confidence: float
    is_made: bool
    verdict: str
    before: str
    after: str
    truth: str


Facts: TypeAlias = tuple[str, str, str, str]


class Judge:
    """What is right in a place of the repaired text, by its alignment with the truth.

    A repair is judged where all others are made: what stands around it is then as right as can be.
    """

    def __init__(
        self, out: Collapsed, truth: Collapsed, to_truth: Alignment, outside: Sequence[Span] = ()
    ) -> None:
        self._out = out
        self._truth = truth
        self._to_truth = to_truth
        self._outside = outside

    def repaired(self, start: int, end: int, old: str) -> Facts:
        """The verdict on ``start`` to ``end``, which was ``old``; before, after, truth."""
        return self._narrow_or_wide(start, end, old, is_made=True)

    def proposed(self, start: int, end: int, new: str) -> Facts:
        """The verdict on ``new`` in the place of ``start`` to ``end``; before, after, truth."""
        return self._narrow_or_wide(start, end, new, is_made=False)

    def _narrow_or_wide(self, start: int, end: int, other: str, *, is_made: bool) -> Facts:
        """The verdict by the tokens of the place, or by those on both sides too if that is right.

        What should stand before a token may have been laid beside the one before it; and beside a
        heading that was lost, any letter is as near to the truth as another.
        """
        narrow = self._around(start, end, other, by=0, is_made=is_made)
        if narrow[0] in ("right", "unseen"):
            return narrow
        wide = self._around(start, end, other, by=1, is_made=is_made)
        return wide if wide[0] == "right" else narrow

    def _around(self, start: int, end: int, other: str, *, by: int, is_made: bool) -> Facts:
        """The tokens around a place as they are, with ``other`` in it, and as they should be."""
        out, raw = self._out, self._out.raw
        first, last = out.words_in(start, end)
        first, last = max(first - by, 0), min(last + by, len(out.words))
        raw_start, raw_end = out.raw_span(first, last)
        raw_start, raw_end = min(raw_start, start), max(raw_end, end)
        at, stop = out.region(first, last)
        due_start = self._to_truth.place(at) if first else 0
        due_end = self._to_truth.place(stop)
        before = _collapse(raw[raw_start:raw_end])
        after = _collapse(raw[raw_start:start] + other + raw[end:raw_end])
        if is_made:
            before, after = after, before
        due = self._truth.text[due_start:due_end].strip(" ")
        if before == after or touches(self._outside, due_start, due_end):
            return "unseen", before, after, due
        return _verdict(before, after, due), before, after, due


def _verdict(before: str, after: str, due: str) -> str:
    step = distance(before, after)
    gain = distance(before, due) - distance(after, due)
    return "right" if gain == step else "harmed" if gain == -step else "wrong"


def _collapse(text: str) -> str:
    return " ".join(text.split())


def judged(result: Repair, source: Collapsed, fates: Fates, judge: Judge) -> Iterator[Judged]:
    """The repairs that were made, and the proposals among the flags, each with its verdict."""
    said: list[tuple[Edit, bool, Facts]] = []
    for edit, change in zip(result.edits, result.spans.changes, strict=True):
        facts = judge.repaired(change.at, change.out_end, change.old)
        first, last = source.words_in(edit.start, edit.end)
        if not all(fates.scored[first:last]):  # a page line that it took away
            facts = ("unseen", *facts[1:])
        said.append((edit, True, facts))
    for flag in result.flags:
        proposal = proposed(flag)
        if proposal and (place := _untouched(result, flag)):
            said.append((proposal, False, judge.proposed(*place, proposal.new)))
    for (start, end, _, confidence, _, name), is_made, facts in said:
        line = source.line_at(start)
        yield Judged(start, end, line, name, confidence, is_made, *facts)


def _untouched(result: Repair, flag: Flag) -> Span | None:
    """Where a flag lies in the repaired text; None if a repair has changed the place."""
    if result.spans.changes_in(flag.start, flag.end):
        return None
    return result.output_span(flag.start, flag.end)


def detection(result: Repair, source: Collapsed, fates: Fates) -> Detection:
    """The tokens that were changed or flagged against those that are wrong."""
    found = bytearray(fates.changed)
    for flag in result.flags:
        if flag.kind in DOUBTS:
            first, last = source.words_in(flag.start, flag.end)
            found[first:last] = b"\1" * (last - first)
    rows = [(w, f) for w, f, s in zip(fates.wrong, found, fates.scored, strict=True) if s]
    return Detection(
        len(rows), sum(w for w, _ in rows), sum(f for _, f in rows), sum(w and f for w, f in rows)
    )


def by_pass(
    result: Repair, said: Sequence[Judged], source: Collapsed, fates: Fates, judge: Judge
) -> Mapping[str, PassCounts]:
    """The edits and flags of each pass; an edit that several made counts for each of them."""
    counts: defaultdict[str, PassCounts] = defaultdict(PassCounts)
    for one in said:
        if one.is_made:
            for name in one.source.split("+"):
                old = counts[name]
                counts[name] = old._replace(
                    edits=old.edits + 1, **{one.verdict: getattr(old, one.verdict) + 1}
                )
    for flag in result.flags:
        if flag.kind in DOUBTS:
            old = counts[flag.source]
            first, last = source.words_in(flag.start, flag.end)
            counts[flag.source] = old._replace(
                flags=old.flags + 1,
                flags_right=old.flags_right + any(fates.wrong[first:last]),
                named=old.named + _names_it(result, flag, judge),
            )
    return counts


def _names_it(result: Repair, flag: Flag, judge: Judge) -> bool:
    """Whether one of the readings of a flag is the right one."""
    place = _untouched(result, flag)
    return place is not None and any(
        judge.proposed(*place, c)[0] == "right" for c in flag.candidates
    )
