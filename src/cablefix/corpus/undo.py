"""Taking back what a run repaired: whole or in part, byte for byte, or not at all."""

from __future__ import annotations

import os
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from cablefix.corpus import writing
from cablefix.corpus.files import read
from cablefix.corpus.journal import (
    Entry,
    Journal,
    JournalError,
    Run,
    digest,
    is_below,
    journals_above,
    project_of,
    runs,
)
from cablefix.result import made_by
from cablefix.spans import apply, kept
from cablefix.types import CablefixError, Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cablefix.spans import Change


class Undone(NamedTuple):
    """What was taken back of one document: so many ``repairs`` of a run; ``left`` of them stay.

    With none taken back and none left the document already was as before the run.
    """

    path: str
    run: str
    repairs: int
    left: int


class NotUndone(NamedTuple):
    """A document that was left as it is, and why."""

    path: str
    error: str


class Listed(NamedTuple):
    """A run as it is listed: how many documents and repairs, and how many were taken back."""

    run: Run
    documents: int
    repairs: int
    undone: int


class Past:
    """What the journals know of the documents that some paths stand for.

    Without paths it is the project where we are; if its journal lies above that project, because
    the run was started from there, only the documents below where we are.
    """

    def __init__(self, paths: Sequence[str], note: Callable[[str], None]) -> None:
        """``note`` is told of a journal that cannot be used."""
        self._is_named = bool(paths)
        here = os.path.realpath(os.getcwd())
        folders = journals_above(paths or [here])
        self._scope = tuple(os.path.realpath(path) for path in paths)
        if not paths:
            folders = folders[:1]
            if folders and not is_below(folders[0], project_of(here)):
                self._scope = (here,)
        found = runs(folders, note)
        # a run that changed documents of two projects has a file in each
        self._fixes: dict[str, list[Run]] = {}
        for run in found:
            if not run.is_undo:
                self._fixes.setdefault(run.id, []).append(run)
        self._undos = [run for run in found if run.is_undo]
        self._undone: dict[str, set[str]] = {}
        for run in self._undos:
            for of, path in run.undone():
                self._undone.setdefault(of, set()).add(path)

    def listed(self) -> Iterator[Listed]:
        """Each run that repaired one of the documents, the newest first."""
        for name, parts in self._fixes.items():
            entries = [(e.path, e.repairs) for e in self._entries(name)]
            if entries:
                undone = self._undone.get(name, set())
                yield Listed(
                    parts[0],
                    len(entries),
                    sum(repairs for _, repairs in entries),
                    sum(path in undone for path, _ in entries),
                )

    def last(self) -> str:
        """The newest run that is not taken back in all documents; ``JournalError`` if none is."""
        for name in self._fixes:
            undone = self._undone.get(name, set())
            if any(e.path not in undone for e in self._entries(name)):
                return name
        raise JournalError(
            "there is nothing to take back: no journal knows a repair of these documents that was"
            " not taken back already"
            if self._is_named
            else "there is nothing to take back: no journal here, or in a folder above, knows a"
            " repair that was not taken back already. For documents that lie elsewhere name them:"
            " cablefix undo PATHS"
        )

    def undo(self, id: str, only: Sequence[str] = ()) -> Iterator[Undone | NotUndone]:
        """Take back the repairs of one run, or those that the passes or families ``only`` made."""
        if id not in self._fixes:
            raise JournalError(
                f"no run is called {id!r} in the journals here, or in a folder above;"
                " cablefix undo --list PATHS shows those that are known"
            )
        parts: dict[str, list[Entry]] = {}
        for entry in self._of_undos(id):
            parts.setdefault(entry.path, []).append(entry)
        entries = self._entries(id)
        first = next(entries, None)
        if first is None:
            raise JournalError(f"run {id} repaired none of these documents")
        with Journal("undo") as journal:
            for entry in chain([first], entries):
                try:
                    versions = (*parts.get(entry.path, ()), entry)
                    yield self._undo(journal, versions, only)
                except CablefixError as error:
                    yield NotUndone(entry.path, str(error))

    def history(self, path: str, content: bytes) -> list[tuple[Run, Entry]]:
        """What made of a document what it is now, the newest run first."""
        known = self._by_path.get(os.path.realpath(path), ())
        found: list[tuple[Run, Entry]] = []
        now = digest(content)
        for run, entry in known:
            if entry.after == now:
                found.append((run, entry))
                now = entry.before
        return found

    @cached_property
    def _by_path(self) -> dict[str, list[tuple[Run, Entry]]]:
        """What is known of each document, the newest run first."""
        known: dict[str, list[tuple[Run, Entry]]] = {}
        for e in (*self._of_undos(), *self._all_entries()):
            if e.run in self._fixes:
                known.setdefault(e.path, []).append((self._fixes[e.run][0], e))
        for entries in known.values():
            entries.sort(key=lambda one: one[0].started, reverse=True)
        return known

    def is_changed(self, path: str, content: bytes) -> bool:
        """Whether a document was repaired and is neither as a run left it nor as one found it."""
        path, now = os.path.realpath(path), digest(content)
        known = [e for e in self._all_entries() if e.path == path]
        return bool(known) and all(now not in (e.before, e.after) for e in known)

    def passes(self, id: str) -> list[str]:
        """The passes that a run has repaired these documents with, by name."""
        changes = (c for e in self._entries(id) for c in e.changes())
        return sorted({name for c in changes for name in c.names})

    def _entries(self, id: str) -> Iterator[Entry]:
        """What a run made of the documents in question."""
        for run in self._fixes[id]:
            yield from (e for e in run.entries() if self._is_meant(e.path))

    def _all_entries(self) -> Iterator[Entry]:
        for run in self._fixes:
            yield from self._entries(run)

    def _of_undos(self, id: str | None = None) -> Iterator[Entry]:
        """What is left of the entries of a run, or of all, where a part was taken back."""
        for run in self._undos:
            for entry in run.entries():
                if (id is None or entry.run == id) and self._is_meant(entry.path):
                    yield entry

    def _is_meant(self, path: str) -> bool:
        return not self._scope or any(is_below(path, folder) for folder in self._scope)

    def _undo(self, journal: Journal, versions: Sequence[Entry], only: Sequence[str]) -> Undone:
        """Take back one document; ``versions`` are what a run made of it and what is left of that.

        The digest says which of them the document is.
        """
        path, run = versions[0].path, versions[0].run
        if not os.path.lexists(path):
            raise JournalError("there is no such file any more")
        if os.path.realpath(path) != path:
            raise JournalError("is now reached by a symbolic link; it was left as it is")
        file = read(path)
        now = digest(file.content)
        folder = next(part.project for part in self._fixes[run] if is_below(path, part.project))
        entry = next((e for e in versions if e.after == now), None)
        if entry is None:
            if now == versions[-1].before:
                journal.add_undone(folder, run, path)
                return Undone(path, run, 0, 0)
            raise JournalError(self._why_changed(path, run, now))
        if not only:
            writing.replace(path, entry.source(file.content), read_as=file.stamp)
            # after the file: what is said to be taken back is
            journal.add_undone(folder, run, path)
            return Undone(path, run, entry.repairs, 0)
        rest, content, gone = _without(entry, file.content, only)
        if not gone:
            return Undone(path, run, 0, entry.repairs)
        if rest.after == rest.before:
            writing.replace(path, content, read_as=file.stamp)
            journal.add_undone(folder, run, path)
        else:
            writing.replace(
                path, content, read_as=file.stamp, first=lambda: journal.add(folder, rest)
            )
        return Undone(path, run, gone, rest.repairs)

    def _why_changed(self, path: str, run: str, now: str) -> str:
        for later in self._fixes:
            if later == run:
                break
            if any(e.path == path and e.after == now for e in self._entries(later)):
                return (
                    f"was repaired again after run {run}, by run {later}; take that back first:"
                    f" cablefix undo --run {later}"
                )
        return (
            f"has been changed since run {run} repaired it; it was left as it is, since taking the"
            " repairs back would take that change with them"
        )


def _without(entry: Entry, content: bytes, only: Iterable[str]) -> tuple[Entry, bytes, int]:
    """What is left of an entry and of a document without some passes; how many repairs they had.

    A repair that two passes made in turn counts though a part of it stays.
    """
    file = entry.read(entry.source(content))
    changes = entry.changes()
    if file.encode(_text(file.text, changes), changes) != content:
        raise JournalError(
            f"this cablefix reads the document otherwise than the one that made run {entry.run};"
            " it can be taken back as a whole only, without --only"
        )
    table = kept(changes, made_by(only))
    left = tuple(c for c in table.changes if c.new != c.old)
    stay = {(c.start, c.new) for c in left}
    gone = sum((c.start, c.new) not in stay for c in changes)
    text = _text(file.text, left)
    new = file.encode(text, left)
    return Entry.of(entry.run, entry.path, file, text, left, new), new, gone


def _text(source: str, changes: Sequence[Change]) -> str:
    return apply(source, (Edit(c.start, c.end, c.new, 1.0, "") for c in changes))
