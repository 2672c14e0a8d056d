"""One run of ``cablefix apply``: decisions replayed on documents, also on repaired ones.

What ``fix`` has changed in place is known from the journal: there a repair that was rejected is
taken back, and a reviewer's text put in its place, without a new reading of the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cablefix.corpus.undo import Past
from cablefix.deciding import REVIEW, Placed, matched
from cablefix.result import Repair
from cablefix.spans import Places, SpanTable, apply
from cablefix.types import CablefixError, Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cablefix.corpus.files import TextFile
    from cablefix.corpus.folders import Found
    from cablefix.corpus.journal import Journal
    from cablefix.corpus.run import Repaired
    from cablefix.decisions import Decisions, Ruling
    from cablefix.session import Action, Session
    from cablefix.settings import Settings


class Applied(NamedTuple):
    """What became of the decisions in a run, ruling by ruling.

    ``done`` hold now, ``blocked`` and ``ambiguous`` were not carried out, ``unmatched`` fit nothing
    in the document that they name, ``elsewhere`` name documents that were not read, or
    not written because of an error.
    """

    done: tuple[Ruling, ...]
    conflicts: tuple[Ruling, ...]
    ambiguous: tuple[Ruling, ...]
    blocked: tuple[Ruling, ...]
    unmatched: tuple[Ruling, ...]
    elsewhere: tuple[Ruling, ...]

    @property
    def left(self) -> int:
        """How many decisions on these documents could not be carried out."""
        return sum(map(len, (self.conflicts, self.ambiguous, self.blocked, self.unmatched)))


class Applying:
    """Decisions on their way into documents, and what became of each so far."""

    def __init__(
        self, decisions: Decisions, paths: Sequence[str], note: Callable[[str], None]
    ) -> None:
        self._decisions = decisions
        self._past = Past(paths, note)
        self._done: dict[Ruling, None] = {}
        self._ambiguous: dict[Ruling, None] = {}
        self._blocked: dict[Ruling, None] = {}
        self._unmatched: dict[Ruling, None] = {}

    def placed(self, found: Found, file: TextFile, settings: Settings) -> Placed:
        """What is decided of a document that earlier runs have repaired in place."""
        edits: list[Edit] = []
        held: list[tuple[int, int]] = []
        done: set[Ruling] = set()
        for ruling, place, left in self._known(found.path, file, settings):
            done.add(ruling)
            if ruling.is_disputed or ruling.decides == "unsure":
                continue
            wanted, stands = ruling.decision.outcome, file.text[slice(*place)]
            if stands not in (wanted, left) or Places(held).meet(*place):
                self._blocked[ruling] = None
                continue
            self._done[ruling] = None
            if ruling.decides == "accept":
                continue
            held.append(place)
            if stands != wanted:
                edits.append(Edit(*place, wanted, 1.0, _why(ruling), REVIEW))
        return Placed(tuple(edits), tuple(held), frozenset(done))

    def _known(
        self, path: str, file: TextFile, settings: Settings
    ) -> Iterator[tuple[Ruling, tuple[int, int], str]]:
        """Each decision on what the journal knows, the place today, and what was left there.

        That are the changes, and flags of the document as it first was that have become an edit.
        """
        content, text = file.content, file.text
        newer: list[SpanTable] = []
        for _, entry in self._past.history(path, content):
            try:
                content = entry.source(content)
            except CablefixError:
                return
            source, table = entry.read(content).text, SpanTable(entry.changes())
            edits = (Edit(c.start, c.end, c.new, 1.0, "") for c in table.changes)
            if apply(source, edits) != text:
                # another version of cablefix has read the file otherwise
                return
            result = Repair(source, text, table, (), id=path)
            for i, ruling in matched(result, self._decisions).found.items():
                change = table.changes[i]
                yield ruling, _today(newer, change.at, change.out_end), change.new
            newer.append(table)
            text = source
        rulings = self._decisions.of(path) if newer else ()
        if any(r.decides == "edit" and r.decision.kind == "flag" for r in rulings):
            out, spans, flags, _ = settings.pipeline.run(text)
            first = Repair(text, out, spans, flags, id=path)
            for i, ruling in matched(first, self._decisions).found.items():
                if i >= len(first.edits) and ruling.decides == "edit":
                    flag = first.flags[i - len(first.edits)]
                    yield ruling, _today(newer, flag.start, flag.end), text[flag.start : flag.end]

    def write(self, session: Session, journal: Journal) -> Action:
        """Write the documents that were decided on; the others are left as they are."""
        write_back = session.write_back(journal)

        def write(found: Found, done: Repaired) -> None:
            decided = done.decided
            if decided is None:
                return
            if decided.found or decided.placed.rulings:
                write_back(found, done)
            self._done.update(dict.fromkeys((*decided.found, *decided.standing)))
            self._ambiguous.update(dict.fromkeys(decided.ambiguous))
            self._blocked.update(dict.fromkeys(decided.blocked))
            self._unmatched.update(dict.fromkeys(decided.unmatched))

        return write

    def end(self) -> Applied:
        """What became of all decisions."""
        known = {*self._done, *self._ambiguous, *self._blocked, *self._unmatched}
        rest = [r for r in self._decisions.rulings if r not in known and not r.is_disputed]
        lost = {**self._ambiguous, **self._blocked, **self._unmatched}
        open_ = [r for r in lost if r not in self._done and not r.is_disputed]
        return Applied(
            tuple(r for r in self._done if not r.is_disputed),
            self._decisions.conflicts,
            tuple(r for r in open_ if r in self._ambiguous),
            tuple(r for r in open_ if r in self._blocked and r not in self._ambiguous),
            (
                *(r for r in open_ if r not in self._ambiguous and r not in self._blocked),
                *(r for r in rest if r.decision.scope == "everywhere"),
            ),
            tuple(r for r in rest if r.decision.scope == "here" and r.decides != "unsure"),
        )


def _today(newer: Sequence[SpanTable], start: int, end: int) -> tuple[int, int]:
    """Where a place stands after the runs that followed, the last of them first."""
    for table in reversed(newer):
        start, end = table.output_span(start, end)
    return start, end


def _why(ruling: Ruling) -> str:
    decision = ruling.decision
    who = decision.reviewer or "a reviewer"
    did = "edited" if decision.decision == "edit" else "taken back, since it was rejected"
    return f"{did} by {who}" + (f": {decision.note}" if decision.note else "")
