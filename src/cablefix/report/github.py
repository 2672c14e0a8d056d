"""Findings as annotations of a workflow run on GitHub."""

from __future__ import annotations

from collections import Counter

from cablefix.report.form import Entry, Form
from cablefix.report.glyphs import drawn
from cablefix.report.places import Places, findings
from cablefix.report.rows import excerpt, shown_confidence
from cablefix.types import Edit

# GitHub shows ten annotations of each level for a step, and drops the others without a word.
SHOWN = 10


class Annotations(Form):
    """Repairs as warnings, flags as notices, errors as errors.

    The first ten of each level are annotations, the others lines of the log that say the same.
    """

    def __init__(self) -> None:
        self._said: Counter[str] = Counter()

    def document(self, entry: Entry) -> str:
        """A line for each finding, by place."""
        places = Places(entry.result.source)
        lines = []
        for f in findings(entry.result):
            start, end = places.place(f.start), places.place(f.end)
            where = {"line": str(start.line), "endLine": str(end.line)}
            if start.line == end.line:
                # a column counts only on one line; the last one is inside the annotation
                last = max(start.column, end.column - 1)
                where |= {"col": str(start.column), "endColumn": str(last)}
            before = excerpt(entry.result.source, f.start, f.end)
            if isinstance(f, Edit):
                after = excerpt(f.new, 0, len(f.new))
                sure = shown_confidence(f.confidence)
                said = f'"{before}" → "{after}" ({sure}: {f.why})'
                lines.append(self._line("warning", entry.path, where, f.source, said))
            else:
                perhaps = ", ".join(excerpt(c, 0, len(c)) for c in f.candidates)
                said = f'{f.kind} "{before}": {f.why}{f" [candidates: {perhaps}]" * bool(perhaps)}'
                lines.append(self._line("notice", entry.path, where, f.source, said))
        return "".join(lines)

    def failure(self, path: str, message: str) -> str:
        """A line for the document."""
        return self._line("error", path, {}, "cablefix", message)

    def end(self) -> str:
        """How many findings are lines of the log only."""
        more = sum(max(0, count - SHOWN) for count in self._said.values())
        if not more:
            return ""
        return f"{more:,} more are lines of this log: GitHub shows {SHOWN} annotations of a kind.\n"

    def _line(self, level: str, path: str, where: dict[str, str], title: str, said: str) -> str:
        self._said[level] += 1
        said = drawn(said)
        if self._said[level] > SHOWN:
            at = f"{drawn(path)}:{where.get('line', '')}:{where.get('col', '')}".rstrip(":")
            # nothing in it may be read as a command of either kind
            line = f"- {at}: {level}: {drawn(title)}: {said}"
            return line.replace("##[", "## [") + "\n"
        facts = {"file": path, **where, "title": drawn(title)}
        shown = ",".join(f"{key}={_property(value)}" for key, value in facts.items())
        return f"::{level} {shown}::{_value(said)}\n"


def _value(text: str) -> str:
    r"""Text behind the colons, where a line end would end the command.

    >>> _value("100%\n")
    '100%25%0A'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Text of a property, which colons and commas would end too."""
    return _value(text).replace(":", "%3A").replace(",", "%2C")
