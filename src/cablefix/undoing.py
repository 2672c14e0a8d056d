"""One run of ``cablefix undo``: what is taken back, document by document, and how it is said."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cablefix.corpus.undo import NotUndone, Past
from cablefix.report.past import undone_line, undone_tail
from cablefix.types import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablefix.report.reporter import Reporter


def undo(
    past: Past, run: str | None, only: Sequence[str], reporter: Reporter, *, is_quiet: bool
) -> None:
    """Take back a run, or the last one; one document that cannot be is said and stops no other."""
    run = past.last() if run is None else run
    repairs = 0
    for done in past.undo(run, only):
        path = seen_from_here(done.path)
        if isinstance(done, NotUndone):
            reporter.error(path, done.error)
            continue
        repairs += done.repairs
        if done.repairs or not only:
            reporter.counts.documents += 1
            if not is_quiet:
                reporter.write(f"{undone_line(path, done)}\n")
    if only and not repairs and not reporter.counts.errors:
        names = ", ".join(past.passes(run)) or "none"
        raise SettingsError(
            f"run {run} made no repair by {', '.join(only)}; the passes at work were {names}"
        )
    sys.stdout.flush()
    if not is_quiet:
        sys.stderr.write(
            f"{undone_tail(reporter.counts.documents, repairs, reporter.counts.errors)}\n"
        )


def seen_from_here(path: str) -> str:
    """A path as it would be named by hand: from where we are, if it lies below."""
    here = os.path.realpath(os.getcwd())
    return os.path.relpath(path, here) if path.startswith(os.path.join(here, "")) else path
