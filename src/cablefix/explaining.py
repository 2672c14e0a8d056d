"""``cablefix explain``: one place of a document, in the journals and in a repair of it now."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from cablefix.api import repair
from cablefix.corpus.files import read
from cablefix.corpus.undo import Past
from cablefix.report.explained import Earlier, Explanation, Told
from cablefix.report.terminal import Source
from cablefix.spans import SpanTable, replaced
from cablefix.types import CablefixError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablefix.config import Configs, SettingsMaker
    from cablefix.spans import Change

# as `check` prints it, so that it can be copied from there with its last colon
_PLACE = re.compile(r"(?s)(.+?):([0-9]+)(?::([0-9]+))?:?\Z")


class _Stretch(NamedTuple):
    """The characters in question: one, or those of a line with its end.

    ``last`` is the last place at which something may have been taken out.
    """

    start: int
    end: int
    last: int

    def meets(self, start: int, end: int) -> bool:
        if start == end:
            return self.start <= start <= self.last
        return start < self.end and end > self.start


def explanation(
    place: str, configs: Configs, settings: SettingsMaker, note: Callable[[str], None]
) -> Explanation:
    """What is known of ``FILE:LINE[:COLUMN]``; ``CablefixError`` if there is no such place."""
    found = _PLACE.match(place)
    if not found:
        raise SettingsError(
            f"{place!r} is no place: it is written FILE:LINE or FILE:LINE:COLUMN, as in"
            " cables/a.txt:12:5"
        )
    path, line = found[1], int(found[2])
    column = int(found[3]) if found[3] else None
    try:
        config = configs.of(os.path.dirname(path))
        file = read(path, encoding=settings.encoding(config))
        stretch = _stretch(Source(file.text), line, column)
        result = repair(file.text, settings=settings.of(config, path), id=path)
    except CablefixError as error:
        raise type(error)(f"{path}: {error}") from error
    now = [
        told
        for change in result.spans.changes
        if stretch.meets(change.start, change.end)
        for told in _steps(change, Source(file.text), change.start)
    ]
    flags = [*([file.flag] if file.flag else []), *result.flags]
    source = Source(file.text)
    now += (
        Told(*source.place(f.start), file.text[f.start : f.end], f)
        for f in flags
        if stretch.meets(f.start, f.end)
    )
    past = Past([path], note)
    history = past.history(path, file.content)
    earlier: list[Earlier] = []
    tables: list[SpanTable] = []
    for run, entry in history:
        table = SpanTable(entry.changes())
        repairs = [
            told
            for change in table.changes
            if stretch.meets(change.at, change.out_end)
            for told in _steps(change, source, _today(tables, change))
        ]
        earlier.append(Earlier(run.id, run.started, repairs))
        start, end = table.source_span(stretch.start, stretch.end)
        stretch = _Stretch(start, end, end - (stretch.end - stretch.last))
        tables.append(table)
    start, end = source.line(line)
    return Explanation(
        f"{path}:{line}" + (f":{column}" if column else ""),
        file.text[start + column - 1] if column else "",
        file.text[start:end],
        earlier,
        is_changed_since=not history and past.is_changed(path, file.content),
        now=now,
    )


def _stretch(source: Source, line: int, column: int | None) -> _Stretch:
    if not 1 <= line <= source.lines:
        raise SettingsError(f"has no line {line}; it has {source.lines}")
    start, end = source.line(line)
    if column is None:
        return _Stretch(start, end + 1, end)
    at = start + column - 1
    if not start <= at <= end or at == len(source.text):
        raise SettingsError(f"has no column {column} in line {line}; it has {end - start}")
    # what was taken out before or behind the character
    return _Stretch(at, at + 1, at + 1)


def _today(newer: list[SpanTable], change: Change) -> int:
    """Where the output of an earlier run's change stands after the runs that followed."""
    start, end = change.at, change.out_end
    for table in reversed(newer):
        start, end = table.output_span(start, end)
    return start


def _steps(change: Change, source: Source, at: int) -> Iterator[Told]:
    """Each step of a change, the oldest first."""
    for before, edit in replaced(change):
        yield Told(*source.place(at), before, edit)
