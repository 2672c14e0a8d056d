"""The model of a report: what the HTML page and the Markdown text both say.

Everything is read off the known changes; nothing is compared, so the work is linear.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cablefix.report.rows import FlagRow, RepairRow, flag_rows, repair_rows
from cablefix.types import FLAG_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablefix.api import Repair


class DocumentReport(NamedTuple):
    """One document: its repairs and its flags."""

    name: str
    repairs: tuple[RepairRow, ...]
    flags: tuple[FlagRow, ...]


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
        return summary(self.size, (self.repairs, self.repaired), (self.flags, self.flagged))


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
        shown.append(DocumentReport(name, repair_rows(result), flag_rows(result)))
        passes.update(p for change in result.spans.changes for p in change.names)
        kinds.update(flag.kind for flag in result.flags)
    return Report(
        tuple(shown),
        tuple(unchanged),
        _tallies(passes, summaries()),
        _tallies(kinds, FLAG_KINDS),
    )


def summary(documents: int, repairs: tuple[int, int], flags: tuple[int, int]) -> str:
    """What was found, in one line; of repairs and flags how many, and in how many documents."""
    return (
        f"{counted(documents, 'document')}: {counted(repairs[0], 'repair')} in {repairs[1]:,},"
        f" {counted(flags[0], 'flag')} in {flags[1]:,}"
    )


def counted(count: int, thing: str) -> str:
    """A number with its noun.

    >>> counted(1, "repair"), counted(1204, "document")
    ('1 repair', '1,204 documents')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def summaries() -> dict[str, str]:
    """What each of our passes repairs, by its name."""
    from cablefix.passes import PASSES

    return {p.name: p.summary for p in PASSES}


def _tallies(counter: Counter[str], meanings: dict[str, str]) -> tuple[Tally, ...]:
    """The commonest first; those that are as common by name."""
    ordered = sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Tally(name, times, meanings.get(name, "")) for name, times in ordered)
