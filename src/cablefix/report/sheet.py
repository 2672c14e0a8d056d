"""Findings as CSV (RFC 4180), one row each, for a spreadsheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablefix.report.form import Entry, Form
from cablefix.report.glyphs import sign
from cablefix.report.places import Places, findings
from cablefix.report.rows import excerpt, shown_confidence
from cablefix.types import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = (
    *("document", "line", "column", "start", "end", "finding", "pass", "kind", "confidence"),
    *("before", "after", "candidates", "why", "prefix", "suffix"),
)
# A spreadsheet takes a cell that begins so for a formula.  The apostrophe in front of it is what
# makes it text; one that was there gets another, so that taking one off gives every text back.
_FORMULA = re.compile(r"'*[=+\-@\t\uff1d\uff0b\uff0d\uff20]")
# Control characters and half characters, which no spreadsheet takes; a line end stays.
_UNFIT = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet takes 32,767 characters in a cell.
_CELL = 32_000
_QUOTED = re.compile(r'[",\n]')


class Rows(Form):
    """A row for each repair, flag and error, below a row with the names of the columns."""

    def begin(self) -> str:
        """The names of the columns."""
        return _row(COLUMNS)

    def document(self, entry: Entry) -> str:
        """The rows of one document, by place."""
        result = entry.result
        places = Places(result.source)
        rows = []
        for f in findings(result):
            exact, prefix, suffix = places.quote(f.start, f.end)
            here = (entry.path, *map(str, (*places.place(f.start), f.start, f.end)))
            if isinstance(f, Edit):
                what = ("repair", f.source, "", shown_confidence(f.confidence), exact, f.new, "")
            else:
                candidates = " | ".join(f.candidates)
                what = ("flag", f.source, f.kind, "", exact, "", candidates)
            rows.append(_row((*here, *what, f.why, prefix, suffix)))
        return "".join(rows)

    def failure(self, path: str, message: str) -> str:
        """A row without a place."""
        return _row((path, "", "", "", "", "error", *[""] * 6, message, "", ""))


def _row(cells: Iterable[str]) -> str:
    return ",".join(map(cell, cells)) + "\r\n"


def cell(text: str) -> str:
    r"""The text as one cell: no formula, no invisible control, quoted where it must be.

    >>> print(cell("=1+1"), cell("Iran, \x1b[1m"), cell("15."))
    '=1+1 "Iran, [U+001B][1m" 15.
    """
    text = _UNFIT.sub(lambda m: f"[{sign(m[0])}]", text)
    text = excerpt(text, 0, len(text), most=_CELL)
    if _FORMULA.match(text):
        text = f"'{text}"
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
