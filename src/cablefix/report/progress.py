"""How a run over a corpus goes on, for people: a line that moves, or one every half minute.

All of it goes to standard error.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from cablefix.report.terminal import BOLD, RED, Style, counted, visible

if TYPE_CHECKING:
    from cablefix.corpus.formats import Part, Source
    from cablefix.corpus.manifest import Shard
    from cablefix.corpus.output import SoFar

# What is over in a second needs no progress; a log is no place for a line that moves.
_AFTER = 1.0
_EVERY = 30.0

_MB = 1e6


class Totals:
    """What a run has done; ``skipped`` shards were done by an earlier run and count as well."""

    def __init__(self) -> None:
        self.shards = self.skipped = self.failed = 0
        self.documents = self.repaired = self.repairs = self.flags = self.errors = 0
        self.bytes = 0
        self.passes: dict[str, list[int]] = {}
        # what this run itself has worked on, for its speed
        self.own_documents = self.own_bytes = 0

    def add(self, shard: Shard, *, is_skipped: bool) -> None:
        """Count a shard."""
        self.shards += 1
        self.skipped += is_skipped
        self.failed += bool(shard.failure)
        self.documents += shard.documents
        self.repaired += shard.repaired
        self.repairs += shard.repairs
        self.flags += shard.flags
        self.errors += shard.errors
        self.bytes += shard.bytes
        if not is_skipped:
            self.own_documents += shard.documents
            self.own_bytes += shard.bytes
        for name, (repairs, flags) in shard.passes.items():
            counts = self.passes.setdefault(name, [0, 0])
            counts[0] += repairs
            counts[1] += flags


class Progress:
    """Tells a person how a run goes on; a quiet one tells errors only."""

    def __init__(self, *, is_quiet: bool) -> None:
        self.totals = Totals()
        self.input_errors = 0
        self._is_quiet = is_quiet
        self._style = Style.of(sys.stderr)
        self._is_live = sys.stderr.isatty() and not is_quiet
        self._began = self._said = time.monotonic()
        self._planned = 0
        self._is_all_planned = False
        self._bar: Any = None
        self._task: Any = None

    def found(self, source: Source) -> None:
        """Say how an input is read."""
        self.note(source.shown)

    def planned(self, part: Part) -> None:
        """Know of another part."""
        self._planned += part.size

    def all_planned(self) -> None:
        """Know that there are no more parts: now it can be told how long it will take."""
        self._is_all_planned = True

    def shard(self, shard: Shard, *, is_skipped: bool) -> None:
        """Count a shard."""
        self.totals.add(shard, is_skipped=is_skipped)

    def at_work(self, so_far: SoFar) -> None:
        """Show how far the run is, if it is time to."""
        now = time.monotonic()
        if self._is_quiet or now < self._began + _AFTER:
            return
        if self._is_live:
            self._show(so_far)
        elif now >= self._said + _EVERY:
            self._said = now
            self._write(f"{self._line(so_far)}\n")

    def _show(self, so_far: SoFar) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            self._bar = Progress(
                BarColumn(bar_width=20),
                TextColumn("{task.description}"),
                console=Console(file=sys.stderr, highlight=False),
                transient=True,
                auto_refresh=False,
            )
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        done = self.totals.bytes + so_far.bytes
        total = max(self._planned, 1) if self._is_all_planned else None
        self._bar.update(
            self._task, completed=done, total=total, description=self._line(so_far), refresh=True
        )

    def _line(self, so_far: SoFar) -> str:
        """How far the run is, in words."""
        totals = self.totals
        seconds = max(time.monotonic() - self._began, 0.001)
        worked = totals.own_bytes + so_far.bytes
        speed = worked / seconds
        said = [
            f"{totals.documents + so_far.documents:,} documents",
            f"{(totals.own_documents + so_far.documents) / seconds:,.0f}/s",
            f"{speed / _MB:.1f} MB/s",
            f"{totals.repairs + so_far.repairs:,} repairs",
            f"{totals.flags + so_far.flags:,} flags",
            f"{totals.errors + so_far.errors:,} errors",
        ]
        if self._is_all_planned and speed:
            left = max(self._planned - totals.bytes - so_far.bytes, 0) / speed
            said.append(f"{_duration(left)} left")
        return ", ".join(said)

    def error(self, path: str, message: str) -> None:
        """An input, or a part of it, that could not be worked on."""
        self.input_errors += 1
        where = f"{visible(path, self._style)}: " if path else ""
        head = self._style.paint("error:", BOLD, RED)
        self._write(f"{head} {where}{visible(message, self._style)}\n")

    def note(self, message: str) -> None:
        """Something that should be known."""
        if not self._is_quiet:
            self._write(f"{visible(message, self._style)}\n")

    def stop(self) -> None:
        """Take the moving line away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def summary(self) -> None:
        """The counts of the whole run, in a table."""
        if self._is_quiet:
            return
        totals = self.totals
        seconds = time.monotonic() - self._began
        shards = f"{totals.shards:,}"
        if totals.skipped:
            shards += f" ({totals.skipped:,} were done already)"
        if totals.failed:
            shards += f" ({totals.failed:,} failed)"
        time_taken = _duration(seconds)
        if totals.own_bytes:
            speed = totals.own_documents / seconds, totals.own_bytes / seconds / _MB
            time_taken += f" ({speed[0]:,.0f} documents/s, {speed[1]:.1f} MB/s)"
        rows = (
            ("documents", f"{totals.documents:,} ({totals.bytes / _MB:,.1f} MB)"),
            ("repairs", f"{totals.repairs:,} in {counted(totals.repaired, 'document')}"),
            ("flags", f"{totals.flags:,}"),
            ("errors", f"{totals.errors:,}"),
            ("shards", shards),
            ("time", time_taken),
        )
        self._write("".join(f"{name:10} {value}\n" for name, value in rows))

    def statistics(self) -> None:
        """How many repairs and flags each pass made, the busiest first."""
        passes = self.totals.passes
        width = max(len(visible(name)) for name in ("pass", *passes))
        lines = [f"\n{'pass':{width}}  {'repairs':>10}  {'flags':>10}\n"]
        for name, (repairs, flags) in sorted(
            passes.items(), key=lambda one: (-sum(one[1]), one[0])
        ):
            lines.append(f"{visible(name):{width}}  {repairs:>10,}  {flags:>10,}\n")
        self._write("".join(lines))

    def _write(self, text: str) -> None:
        if self._bar is None:
            sys.stderr.write(text)
            sys.stderr.flush()
        else:
            # above the moving line, which is drawn again below it
            self._bar.console.print(text, end="", markup=False, highlight=False, soft_wrap=True)


def _duration(seconds: float) -> str:
    """A time for people.

    >>> _duration(0.44), _duration(75), _duration(7384)
    ('0.4 s', '1 min 15 s', '2 h 3 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
