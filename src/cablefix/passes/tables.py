"""Tables that a converter made of a telegram's lines and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cablefix.document import Document
from cablefix.types import Edit, Flag, Stage, repair

# The rule below the first row, exactly as converters write it: people draw longer ones.
RULE = re.compile(r"\n(?:\|---)+\|[ \t]*(?=\n|\Z)")
BREAKS = re.compile(r"(?:\s|<br>)+")
# Between the columns of a telegram's table: two blanks at least.
GUTTER = 2

Cell = tuple[int, int]  # the words of a cell, without blanks and line ends around them


@repair("markup-table", Stage.LAYOUT, gate=r"(?m)^(?:\|---)+\|[ \t]*$", whole=True)
def left_table(doc: Document) -> Iterator[Edit | Flag]:
    r"""Markdown tables that a converter made of lines: ``|NNNN|`` over ``|---|``.

    A telegram was sent without bars: 0 lines of 191 genuine texts begin with one.  A converter
    that sees columns, or takes a page for them, writes each row between bars and draws a rule
    below the first.  Where each row has words in one cell alone, the rows are lines again; where
    the cells behind the first have one word or number each, the columns are set apart by blanks,
    as a telegram has them.  Any other table is flagged: the order of its words, which may come
    from several lines, cannot be known.  Rules of other forms are the writer's.

    >>> from cablefix import clean
    >>> print(clean("SUBJECT: WHEAT\n\n||2007|2008|\n|---|---|---|\n|Wheat|915|8|"))
    SUBJECT: WHEAT
    <BLANKLINE>
           2007  2008
    Wheat  915   8
    >>> drawn = "SUBJECT: WHEAT\n| Wheat | 915 |\n|-------|-----|"
    >>> clean(drawn) == drawn
    True
    """
    text = doc.text
    if not doc.is_telegram:
        return
    at = 0
    for rule in RULE.finditer(text):
        if rule.start() < at:  # a row of the table above
            continue
        start = text.rfind("\n", at, rule.start()) + 1 or at
        rows = [(start, rule.start()), *_rows(text, rule.end())]
        at = rows[-1][1]
        width = rule[0].count("|") - 1
        cells = [_cells(text, *row, width) for row in rows]
        if not text.startswith("|", start) or any(len(row) != width for row in cells):
            yield _doubt(rule)
        elif all(sum(a < b for a, b in row) < 2 for row in cells):
            yield Edit(*rule.span(), "", 0.985, "the rule of a table with one column")
            yield from _lines(rows, cells)
        elif not any(" " in _words(text, *cell) for row in cells for cell in row[1:]):
            yield Edit(*rule.span(), "", 0.985, "the rule of a table")
            yield from _columns(text, rows, cells)
        else:
            yield _doubt(rule)


def _doubt(rule: re.Match[str]) -> Flag:
    """The flag for a table whose lines cannot be told."""
    return Flag(rule.start() + 1, rule.end(), "doubtful", "a table that a converter made of lines")


def _rows(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The rows below a rule that ends at ``at``."""
    while text.startswith("\n|", at):
        end = text.find("\n", at + 1)
        end = len(text) if end < 0 else end
        yield at + 1, end
        at = end


def _cells(text: str, start: int, end: int, width: int) -> list[Cell]:
    """The cells of a row, bare; no cells if it does not end in a bar."""
    row = text[start:end].rstrip()
    if len(row) < 2 or row[-1] != "|":
        return []
    bars = [i for i, c in enumerate(row) if c == "|"] if width > 1 else [0, len(row) - 1]
    return [_bare(text, start + a + 1, start + b) for a, b in pairwise(bars)]


def _bare(text: str, start: int, end: int) -> Cell:
    """A span without the blanks and ``<br>`` at both ends."""
    while start < end:
        if text[start].isspace():
            start += 1
        elif text.startswith("<br>", start, end):
            start += 4
        else:
            break
    while start < end:
        if text[end - 1].isspace():
            end -= 1
        elif text.endswith("<br>", start, end):
            end -= 4
        else:
            break
    return start, end


def _lines(rows: list[tuple[int, int]], cells: list[list[Cell]]) -> Iterator[Edit]:
    """Each row becomes the words of its one cell."""
    why = "a line that a converter took for the row of a table"
    for (start, end), row in zip(rows, cells, strict=True):
        filled = [cell for cell in row if cell[0] < cell[1]] or [(end, end)]
        yield Edit(start, filled[0][0], "", 0.985, why)
        yield Edit(filled[0][1], end, "", 0.985, why)


def _words(text: str, start: int, end: int) -> str:
    """The words of a cell as they are shown, line ends in it as blanks."""
    return BREAKS.sub(" ", text[start:end])


def _columns(text: str, rows: list[tuple[int, int]], cells: list[list[Cell]]) -> Iterator[Edit]:
    """Each row becomes a line with its cells below one another."""
    why = "columns that a converter set between bars"
    sizes = [[len(_words(text, *cell)) for cell in row] for row in cells]
    widths = [max(column) for column in zip(*sizes, strict=True)]
    for (start, end), row, size in zip(rows, cells, sizes, strict=True):
        at, gap = start, 0
        for (a, b), own, width in zip(row, size, widths, strict=True):
            if own:
                yield Edit(at, a, " " * gap, 0.985, why)
                at, gap = b, 0
            gap += width - own + GUTTER if width else 0
        yield Edit(at, end, "", 0.985, why)
