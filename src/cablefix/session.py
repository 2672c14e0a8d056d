"""One run of a command: its documents one by one, what is done with each, how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from cablefix.corpus import writing
from cablefix.corpus.files import FileError, decode, from_string, read
from cablefix.corpus.folders import Found, NotFound
from cablefix.corpus.run import Repaired, repaired
from cablefix.report.reporter import write_bytes
from cablefix.types import CablefixError

if TYPE_CHECKING:
    from cablefix.api import Repair
    from cablefix.config import SettingsMaker
    from cablefix.corpus.files import TextFile
    from cablefix.corpus.folders import Walk
    from cablefix.corpus.journal import Journal
    from cablefix.deciding import Placed
    from cablefix.decisions import Ruling
    from cablefix.report.reporter import Reporter
    from cablefix.settings import Settings

STDIN = "-"

Action = Callable[[Found, Repaired], None]


class Session:
    """The documents that ``paths`` stand for, one in memory at a time.

    A document that fails is reported and never stops the others.
    """

    def __init__(
        self,
        paths: Sequence[str],
        walk: Walk,
        settings: SettingsMaker,
        reporter: Reporter,
        *,
        stdin_name: str | None = None,
        runs: Sequence[str] = (),
    ) -> None:
        """``runs`` are outputs of ``cablefix run``, whose documents come behind the others."""
        self._runs = runs
        self.reporter = reporter
        self._lost: list[Ruling] = []
        self._matched: set[Ruling] = set()
        # what reviewers decided of a document that its text alone does not show
        self.placed: Callable[[Found, TextFile, Settings], Placed] | None = None
        self._paths = paths
        self._walk = walk
        self._settings = settings
        self._is_stdin = tuple(paths) == (STDIN,)
        self._stdin_name = stdin_name or STDIN

    def each(self, act: Action) -> None:
        """Find, read and repair each document, and ``act`` on it."""
        for found in self._found():
            if isinstance(found, NotFound):
                self.reporter.error(found.path, found.error)
                continue
            self.reporter.counts.documents += 1
            try:
                act(found, self._repaired(found))
            except CablefixError as error:
                self.reporter.error(found.path, str(error))
            except OSError:
                raise  # standard output is closed or full; a file raises FileError
            except Exception as error:  # noqa: BLE001 (a bug costs one document, not the run)
                self.reporter.error(
                    found.path,
                    f"cablefix failed on this document ({type(error).__name__}: {error});"
                    " it was left as it is. Please report this",
                )

        for run in self._runs:
            self._each_finished(run, act)

    def _each_finished(self, run: str, act: Action) -> None:
        """Act on each document of a run that is done."""
        from cablefix.config import Config
        from cablefix.corpus.finished import finished

        for name, done in finished(run):
            self.reporter.counts.documents += 1
            if isinstance(done, str):
                self.reporter.error(name, done)
            else:
                act(Found(name, run, Config(run)), Repaired(from_string(done.source), done, b""))

    def _found(self) -> Iterator[Found | NotFound]:
        if self._is_stdin:
            return self._walk.standard_input(self._stdin_name)
        return self._walk.find(self._paths)

    def _repaired(self, found: Found) -> Repaired:
        settings = self._settings.of(found.config, found.path)
        encoding = self._settings.encoding(found.config)
        if self._is_stdin:
            file = decode(sys.stdin.buffer.read(), encoding=encoding)
        else:
            file = read(found.path, encoding=encoding)
        placed = self.placed(found, file, settings) if self.placed else None
        done = repaired(file, settings, name=found.path, encoding=encoding, placed=placed)
        if done.decided:
            # a repair that was accepted, and is made, needs no finding any more
            lost = (*done.decided.unmatched, *done.decided.ambiguous, *done.decided.blocked)
            self._lost += (r for r in lost if r.decides != "accept")
            self._matched.update(done.decided.found, done.decided.standing)
        return done

    @property
    def unmatched(self) -> list[Ruling]:
        """The decisions that name a document and found a place neither in it nor in another one.

        One that says no folder may be on any document of that name.
        """
        return [ruling for ruling in self._lost if ruling not in self._matched]

    def show(self, found: Found, done: Repaired) -> None:
        """Show the findings that are not settled; write nothing."""
        result = done.result
        if done.decided:
            from cablefix.deciding import unsettled

            result = unsettled(result, done.decided.found)
        self.reporter.show(self.reporter.describe(found.path, result, done.file), result)

    def show_diff(self, found: Found, done: Repaired) -> None:
        """Show the repairs as a diff; write nothing."""
        from cablefix.report.diff import patch

        self.reporter.show_diff(patch(found.path, done.file, done.result), done.result)

    def pass_on(self, found: Found, done: Repaired) -> None:
        """Write the text to standard output, repaired or as it came."""
        said = self.reporter.describe(found.path, done.result, done.file)
        write_bytes(done.content)
        self.reporter.show(said, done.result)

    def write_back(self, journal: Journal) -> Action:
        """Write repaired files in place, each after its entry in the journal.

        One without repairs is not touched.
        """
        from cablefix.corpus.journal import Entry, project

        def record(found: Found, done: Repaired) -> None:
            result = done.result
            entry = Entry.of(
                journal.id,
                found.path,
                done.file,
                result.text,
                result.spans.changes,
                done.content,
            )
            journal.add(project(found.path, found.named), entry)

        def write(found: Found, done: Repaired) -> None:
            said = self.reporter.describe(found.path, done.result, done.file)
            if done.content != done.file.content:
                writing.replace(
                    found.path,
                    done.content,
                    read_as=done.file.stamp,
                    first=lambda: record(found, done),
                )
            self.reporter.show(said, done.result)

        return write

    def write_below(self, folder: str) -> Action:
        """Write each document below a folder, at the path that it was found by."""
        written: dict[str, str] = {}

        def write(found: Found, done: Repaired) -> None:
            said = self.reporter.describe(found.path, done.result, done.file)
            target = os.path.join(folder, _below(found))
            source = os.path.realpath(found.path)
            if os.path.realpath(target) == source:
                raise FileError(f"would be overwritten: the folder {folder} holds the document")
            if written.setdefault(target, source) != source:
                raise FileError(f"would overwrite {target}, which another document has become")
            writing.create(target, done.content, like=found.path)
            self.reporter.show(said, done.result)

        return write

    def collect(self) -> list[tuple[str, Repair]]:
        """The name and result of each document, all in memory, for a report."""
        documents: list[tuple[str, Repair]] = []

        def keep(found: Found, done: Repaired) -> None:
            documents.append((found.path, done.result))
            self.reporter.counts.add(done.result)

        self.each(keep)
        return documents

    def exit_code(self, *, fail_on: str, is_fixed: bool, fails_on_fix: bool) -> int:
        """2 after an error; 1 with findings that are left, or made if ``fails_on_fix``."""
        counts = self.reporter.counts
        if counts.errors:
            return 2
        if fail_on == "never":
            return 0
        is_left = counts.repairs > 0 and (not is_fixed or fails_on_fix)
        return int(is_left or (fail_on == "flag" and counts.flags > 0))


def _below(found: Found) -> str:
    """The path of a document below the output folder: as it is seen from here.

    For a path that lies elsewhere (``/archive/1973``) it begins with the folder that was
    named (``1973/a.txt``), for a file that lies elsewhere it is its name.
    """
    here, path = os.getcwd(), os.path.abspath(found.path)
    if os.path.commonpath([here, path]) != here:
        here = os.path.dirname(os.path.abspath(found.named))
    return os.path.relpath(path, here)
