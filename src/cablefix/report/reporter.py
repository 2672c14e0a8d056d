"""What a run says: findings to standard output, errors and the tail to standard error."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, TextIO

from cablefix.report.form import Entry
from cablefix.report.formats import FORMATS, form
from cablefix.report.terminal import BOLD, CYAN, GREEN, RED, Counts, Printer, Style, visible

if TYPE_CHECKING:
    from cablefix.api import Repair
    from cablefix.corpus.files import TextFile


class Reporter:
    """Shows documents one by one, in lines (concise or full) or in one of FORMATS, and counts.

    ``is_text_out`` leaves standard output to the repaired text: findings go to standard error.
    ``out`` takes what would go to standard output.
    A quiet reporter leaves out findings for people and the tail, but not records and errors.
    ``failures`` are the documents that could not be worked on, and why.
    """

    def __init__(
        self,
        name: str,
        *,
        is_quiet: bool,
        is_text_out: bool = False,
        out: io.TextIOWrapper | None = None,
    ) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # an ASCII terminal, and half characters in names, must not end the run
                stream.reconfigure(errors="backslashreplace")
        self.counts = Counts()
        self.failures: list[tuple[str, str]] = []
        self._shown: TextIO = out or (sys.stderr if is_text_out else sys.stdout)
        self._style = Style.of(self._shown)
        self._is_quiet = is_quiet
        self._printer = Printer(self._style, is_full=name == "full")
        # a diff is made of the bytes of files: see show_diff
        self._form = form(name) if name in FORMATS and FORMATS[name].maker else None
        if self._form:
            if isinstance(self._shown, io.TextIOWrapper) and not self._shown.isatty():
                # what programs read is UTF-8 with its own line ends, on every system
                self._shown.reconfigure(encoding="utf-8", newline="")
            self._shown.write(self._form.begin())

    def describe(self, path: str, result: Repair, file: TextFile | None = None) -> list[str]:
        """The findings of one document, in words; not shown yet.

        A document is written between this and ``show``: what cannot be described is not
        written, and what cannot be written is not shown as repaired.
        """
        if self._form:
            return [self._form.document(Entry(path, result, file))]
        return [] if self._is_quiet else list(self._printer.lines(path, result))

    def show(self, said: list[str], result: Repair) -> None:
        """Show what ``describe`` said, and count it."""
        for line in said:
            self._shown.write(self._form.add(line) if self._form else line)
        self.counts.add(result)

    def show_diff(self, patch: bytes, result: Repair) -> None:
        """The diff of one document: bytes for a program, spelled-out lines for a person."""
        if self._shown.isatty():
            for line in patch.decode("utf-8", "backslashreplace").split("\n")[:-1]:
                codes = {"@": CYAN, "-": RED, "+": GREEN}.get(line[:1], 0)
                self._shown.write(self._style.paint(visible(line, self._style), codes) + "\n")
        else:
            write_bytes(patch, self._shown)
        self.counts.add(result)

    def error(self, path: str, message: str) -> None:
        """A document, or a path, that could not be worked on."""
        self.counts.errors += 1
        self.failures.append((path, message))
        if self._form:
            self._shown.write(self._form.add(self._form.failure(path, message)))
        sys.stdout.flush()
        style = Style.of(sys.stderr)
        where = f"{visible(path, style)}: " if path else ""
        sys.stderr.write(f"{style.paint('error:', BOLD, RED)} {where}{visible(message, style)}\n")

    def write(self, text: str) -> None:
        """Text of our own making, to standard output."""
        self._shown.write(text)

    def note(self, message: str) -> None:
        """Something that is no error and should be known."""
        if not self._is_quiet:
            sys.stdout.flush()
            sys.stderr.write(f"note: {visible(message, Style.of(sys.stderr))}\n")

    def end_form(self) -> None:
        """What stands behind the last document; said once."""
        if self._form:
            self._shown.write(self._form.end())
            self._form = None
        self._shown.flush()

    def finish(self) -> None:
        """The end of the form, and the counts."""
        self.end_form()
        sys.stdout.flush()
        if not self._is_quiet:
            sys.stderr.write(self.counts.tail())


def write_bytes(content: bytes, out: TextIO | None = None) -> None:
    """Bytes to standard output, or ``out``, as they are, behind what was written as text."""
    out = out or sys.stdout
    out.flush()
    out.buffer.write(content)
    out.buffer.flush()
