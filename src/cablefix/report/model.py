"""The model of a report: what the HTML page and the Markdown text both say.

Everything is read off the known changes; nothing is compared, so the work is linear.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cablefix.report.rows import FlagRow, RepairRow, flag_rows, repair_rows
from cablefix.report.view import Stretch, stretches
from cablefix.types import FLAG_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablefix.api import Repair


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
    repairs, flags = repair_rows(result), flag_rows(result)
    return DocumentReport(number, name, repairs, flags, stretches(result, repairs, flags))
