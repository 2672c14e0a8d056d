"""One run of a command: its documents one by one, what is shown and written, how it ends."""

# ruff: noqa: PTH (paths are strings: any name a system allows must do)

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from cablefix.corpus import writing
from cablefix.corpus.files import FileError, decode, read
from cablefix.corpus.folders import Found
from cablefix.corpus.run import Repaired, repaired
from cablefix.report import records
from cablefix.report.terminal import CYAN, GREEN, RED, Counts, Printer, Style, visible
from cablefix.types import CablefixError

if TYPE_CHECKING:
    from cablefix.api import Repair
    from cablefix.config import SettingsMaker
    from cablefix.corpus.folders import Walk

STDIN = "-"


class Session:
    """The documents of one run.  ``each`` takes them through one of the actions below it.

    One document is in memory at a time.  One that fails is said on standard error, counted,
    and never stops the others.
    """

    def __init__(
        self,
        paths: Sequence[str],
        walk: Walk,
        settings: SettingsMaker,
        *,
        form: str,
        stdin_name: str,
        output: str | None,
        is_quiet: bool,
        shows_on_stderr: bool,
        fail_on: str,
    ) -> None:
        self._paths = paths
        self._walk = walk
        self._settings = settings
        self._stdin_name = stdin_name
        self._output = output
        self._is_quiet = is_quiet
        self._fail_on = fail_on
        self._shown: TextIO = sys.stderr if shows_on_stderr else sys.stdout
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # an ASCII terminal, and half characters in names, must not end the run
                stream.reconfigure(errors="backslashreplace")
        self._style = Style.of(self._shown)
        self._printer = Printer(self._style, is_full=form == "full")
        self._records: records.Records | None = None
        if form in ("json", "jsonl"):
            self._records = records.Records(is_one_document=form == "json")
            self._shown.write(self._records.begin())
        self._stamp: writing.Stamp | None = None
        self._written: set[str] = set()
        self.counts = Counts()

    def each(self, act: Callable[[Found, Repaired], None]) -> None:
        """Find, read and repair each document, and ``act`` on it."""
        for found in self._found():
            if found.error:
                self._fail(found.path, found.error)
                continue
            self.counts.documents += 1
            try:
                act(found, self._repaired(found))
            except OSError:
                raise  # standard output is closed or full; files raise FileError
            except CablefixError as error:
                self._fail(found.path, str(error))
            except Exception as error:  # noqa: BLE001 - a bug costs one document, not the run
                self._fail(
                    found.path,
                    f"cablefix failed on this document ({type(error).__name__}: {error});"
                    " it was left as it is. Please report this",
                )

    def _found(self) -> Iterator[Found]:
        if tuple(self._paths) == (STDIN,):
            yield from self._walk.standard_input(self._stdin_name)
        else:
            yield from self._walk.find(self._paths)
