"""The model of a report: what the HTML page and the Markdown text both say.

Everything is read off the known changes; nothing is compared, so the work is linear.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import groupby
from math import floor
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from cablefix.types import FLAG_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cablefix.api import Repair
    from cablefix.spans import Change
    from cablefix.types import Edit, Flag

# A line of a cable is 55 columns wide: one line on either side says where one is.
CONTEXT = 55
# Longer words do not occur; beyond this a "word" is a line without blanks.
WORD = 40
# What one row of a table shows of a long repair; the text view has all of it.
EXCERPT = 300
# Unchanged lines kept on either side of a finding, and the fewest that are worth folding.
NEAR = 2
FOLD = 4


class Place(NamedTuple):
    """Line and column in the source, both from 1; the column counts characters."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Around(NamedTuple):
    """Some text and what stands to its left and right."""

    left: str
    text: str
    right: str

    def __str__(self) -> str:
        return "".join(self)


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
    passes: str
    confidence: str
    why: str
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


PieceKind: TypeAlias = Literal["same", "del", "ins", "repair", "flag"]


class Piece(NamedTuple):
    """Part of a line: text (``same``, ``del``, ``ins``) or the number of a repair or flag."""

    kind: PieceKind
    text: str
    is_flagged: bool = False


class Line(NamedTuple):
    """One line of the repaired text with what was taken out of it.

    ``number`` is its line in the source, 0 if the line above has the same.
    """

    number: int
    pieces: tuple[Piece, ...]
    repairs: tuple[RepairRow, ...]
    flags: tuple[FlagRow, ...]

    @property
    def is_plain(self) -> bool:
        """Whether nothing was found in the line."""
        return not (self.repairs or self.flags) and all(
            p.kind == "same" and not p.is_flagged for p in self.pieces
        )

    @property
    def notes(self) -> Iterator[tuple[str, RepairRow]]:
        """The repairs with their numbers; those that say the same as the one before, in one."""
        for _, group in groupby(self.repairs, key=lambda r: (r.passes, r.confidence, r.why)):
            rows = list(group)
            last = f"–{rows[-1].number}" if len(rows) > 1 else ""
            yield f"{rows[0].number}{last}", rows[0]


class Stretch(NamedTuple):
    """Lines that follow one another; ``is_folded`` if nothing was found in or near them."""

    is_folded: bool
    lines: tuple[Line, ...]


class DocumentReport(NamedTuple):
    """One document: its repairs, its flags, and its text with both marked."""

    number: int
    name: str
    repairs: tuple[RepairRow, ...]
    flags: tuple[FlagRow, ...]
    stretches: tuple[Stretch, ...]


class Tally(NamedTuple):
    """How many times a pass repaired, or a kind of flag was raised, and what that is."""

    name: str
    times: int
    meaning: str


class Report(NamedTuple):
    """All documents with findings, the names of those without, and what they add up to."""

    documents: tuple[DocumentReport, ...]
    unchanged: tuple[str, ...]
    by_pass: tuple[Tally, ...]
    by_kind: tuple[Tally, ...]

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.documents) + len(self.unchanged)

    @property
    def repairs(self) -> int:
        """How many repairs there are."""
        return sum(len(d.repairs) for d in self.documents)

    @property
    def flags(self) -> int:
        """How many flags there are."""
        return sum(len(d.flags) for d in self.documents)

    @property
    def repaired(self) -> int:
        """How many documents have repairs."""
        return sum(bool(d.repairs) for d in self.documents)

    @property
    def flagged(self) -> int:
        """How many documents have flags."""
        return sum(bool(d.flags) for d in self.documents)

    @property
    def summary(self) -> str:
        """All of it in one line."""
        return (
            f"{counted(self.size, 'document')}: {counted(self.repairs, 'repair')} in"
            f" {self.repaired:,}, {counted(self.flags, 'flag')} in {self.flagged:,}"
        )


def build(documents: Sequence[tuple[str, Repair]]) -> Report:
    """The report on named results, in the order given."""
    shown: list[DocumentReport] = []
    unchanged: list[str] = []
    passes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for name, result in documents:
        if not result.edits and not result.flags:
            unchanged.append(name)
            continue
        shown.append(_document(len(shown) + 1, name, result))
        passes.update(p for change in result.spans.changes for p in change.names)
        kinds.update(flag.kind for flag in result.flags)
    return Report(
        tuple(shown),
        tuple(unchanged),
        _tallies(passes, _summaries()),
        _tallies(kinds, FLAG_KINDS),
    )


def counted(count: int, thing: str) -> str:
    """A number with its noun.

    >>> counted(1, "repair"), counted(1204, "document")
    ('1 repair', '1,204 documents')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _summaries() -> dict[str, str]:
    from cablefix.passes import PASSES

    return {p.name: p.summary for p in PASSES}


def _tallies(counter: Counter[str], meanings: dict[str, str]) -> tuple[Tally, ...]:
    """The commonest first; those that are as common by name."""
    ordered = sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Tally(name, times, meanings.get(name, "")) for name, times in ordered)


def _document(number: int, name: str, result: Repair) -> DocumentReport:
    starts = _line_starts(result.source)
    repairs = tuple(
        _repair_row(i, edit, change, result, starts)
        for i, (edit, change) in enumerate(zip(result.edits, result.spans.changes, strict=True), 1)
    )
    flags = tuple(
        _flag_row(i, flag, result.source, starts)
        for i, flag in enumerate(sorted(result.flags, key=lambda f: (f.start, f.end)), 1)
    )
    lines = _View(result, repairs, flags).lines
    return DocumentReport(number, name, repairs, flags, tuple(_folded(lines)))


def _repair_row(
    number: int, edit: Edit, change: Change, result: Repair, starts: Sequence[int]
) -> RepairRow:
    steps = tuple(_steps(change))
    return RepairRow(
        number,
        _place(starts, change.start),
        _words_around(result.source, change.start, change.end),
        _words_around(result.text, change.at, change.out_end),
        _context(result.source, change.start, change.end),
        edit.source,
        shown_confidence(edit.confidence),
        edit.why,
        steps if len(steps) > 1 else (),
    )


def _flag_row(number: int, flag: Flag, source: str, starts: Sequence[int]) -> FlagRow:
    return FlagRow(
        number,
        _place(starts, flag.start),
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


def _line_starts(source: str) -> list[int]:
    starts = [0]
    at = source.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = source.find("\n", at + 1)
    return starts


def _place(starts: Sequence[int], at: int) -> Place:
    line = bisect_right(starts, at)
    return Place(line, at - starts[line - 1] + 1)


def _excerpt(text: str, start: int, end: int) -> str:
    """``text[start:end]``, without its middle if it is long."""
    size = end - start
    if size <= EXCERPT:
        return text[start:end]
    half = EXCERPT // 2
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
    return Around(text[left:start], _excerpt(text, start, end), text[end:right])


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
    return Around(left, _excerpt(text, start, end), right)


def _first_blank(text: str) -> int:
    """Where a whole word can begin: the first blank, or 0 in a text without one."""
    return max(0, text.find(" "))


class _View:
    """The text of a result line by line, with all changes and flags marked in it."""

    def __init__(
        self, result: Repair, repairs: Sequence[RepairRow], flags: Sequence[FlagRow]
    ) -> None:
        self.lines: list[Line] = []
        self._pieces: list[Piece] = []
        self._repairs: list[RepairRow] = []
        self._line_flags: list[FlagRow] = []
        self._source_line = 1  # where the walk has come to in the source
        self._began = 1  # where the line being made began
        self._numbered = 0  # the last number given to a line
        spans = sorted((f.start, f.end) for f in result.flags)
        self._waiting = list(zip((start for start, _ in spans), flags, strict=True))[::-1]
        self._starts = [start for start, end in spans if start < end]
        self._ends = sorted(end for start, end in spans if start < end)
        self._walk(result.source, zip(result.spans.changes, repairs, strict=True))

    def _walk(self, source: str, changes: Iterable[tuple[Change, RepairRow]]) -> None:
        at = 0
        for change, row in changes:
            self._copy(source, at, change.start)
            # a flag inside what was taken out has no better place than before it
            self._flag_until(max(change.start, change.end - 1))
            is_flagged = self._is_flagged(change.start, change.end)
            self._add("del", change.old, is_flagged=is_flagged)
            self._add("ins", change.new, is_flagged=is_flagged)
            self._pieces.append(Piece("repair", str(row.number)))
            self._repairs.append(row)
            at = change.end
        self._copy(source, at, len(source))
        self._flag_until(len(source))
        if self._pieces:
            self._end_line()

    def _copy(self, source: str, at: int, stop: int) -> None:
        """Add unchanged text, cut where a flag begins or ends."""
        while at < stop:
            self._flag_until(at)
            i, k = bisect_right(self._starts, at), bisect_right(self._ends, at)
            end = min([stop, *self._starts[i : i + 1], *self._ends[k : k + 1]])
            if self._waiting:
                # a flag on an empty span is in neither list
                end = min(end, self._waiting[-1][0])
            self._add("same", source[at:end], is_flagged=self._is_flagged(at, end))
            at = end

    def _flag_until(self, at: int) -> None:
        while self._waiting and self._waiting[-1][0] <= at:
            _, row = self._waiting.pop()
            self._pieces.append(Piece("flag", str(row.number), is_flagged=True))
            self._line_flags.append(row)

    def _is_flagged(self, start: int, end: int) -> bool:
        return bisect_left(self._starts, end) > bisect_right(self._ends, start)

    def _add(self, kind: PieceKind, text: str, *, is_flagged: bool) -> None:
        """Add text to the line, and end the line at each newline that the result has."""
        if not text:
            return
        if kind == "del":
            self._pieces.append(Piece(kind, text, is_flagged))
            self._source_line += text.count("\n")
            return
        if kind == "same":
            text = text.replace("\r\n", "\n")
        *whole, rest = text.split("\n")
        for part in whole:
            # a line end that was put in is a change to be seen
            seen = part + "\n" if kind == "ins" else part
            if seen:
                self._pieces.append(Piece(kind, seen, is_flagged))
            self._source_line += kind == "same"
            self._end_line()
        if rest:
            self._pieces.append(Piece(kind, rest, is_flagged))

    def _end_line(self) -> None:
        number = self._began if self._began != self._numbered else 0
        self.lines.append(
            Line(number, tuple(self._pieces), tuple(self._repairs), tuple(self._line_flags))
        )
        self._numbered = self._began
        self._began = self._source_line
        self._pieces, self._repairs, self._line_flags = [], [], []


def _folded(lines: Sequence[Line]) -> Iterator[Stretch]:
    """The lines in stretches, folded where nothing was found for a while."""
    shown: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].is_plain:
            end += 1
        first = at + NEAR if at > 0 else at
        last = end - NEAR if end < len(lines) else end
        if last - first >= FOLD:
            shown += lines[at:first]
            if shown:
                yield Stretch(is_folded=False, lines=tuple(shown))
            yield Stretch(is_folded=True, lines=tuple(lines[first:last]))
            shown = list(lines[last:end])
        else:
            shown += lines[at:end]
        shown += lines[end : end + 1]
        at = end + 1
    if shown:
        yield Stretch(is_folded=False, lines=tuple(shown))
