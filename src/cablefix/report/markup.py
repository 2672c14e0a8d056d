"""The text of a cable as HTML: all of it escaped, what cannot be seen drawn."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from cablefix.report.glyphs import runs
from cablefix.report.view import Changed, Flagged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablefix.report.view import Piece

# A line end that is part of a change: drawn, and in the column of its own text also made.
LINE_END = '<span class="sign end" title="line end">⏎</span>'


def inline(pieces: Iterable[Piece], prefix: str) -> Markup:
    """The pieces of a block; ``prefix`` begins the names of the document's findings.

    >>> inline([Changed(1, "b", "h", 0)], "d1-")
    Markup('<a class="repair" id="d1-r1t" data-n="r1" href="#d1-r1"><del>b</del><ins>h</ins></a>')
    """
    return Markup("".join(_inline(pieces, prefix)))  # noqa: S704 (all text is escaped below)


def _inline(pieces: Iterable[Piece], prefix: str) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Flagged):
            name = f"f{piece.number}"
            yield (
                f'<a class="ref flag" id="{prefix}{name}t" data-n="{name}"'
                f' href="#{prefix}{name}">⚑{piece.number}</a>'
            )
            continue
        if piece.flag:
            yield f'<mark data-n="f{piece.flag}">'
        if isinstance(piece, Changed):
            n = piece.number
            yield f'<a class="repair" id="{prefix}r{n}t" data-n="r{n}" href="#{prefix}r{n}">'
            if piece.old:
                yield f"<del>{''.join(_drawn(piece.old, blanks=True))}</del>"
            if piece.new:
                new = "".join(_drawn(piece.new, blanks=True)).replace(LINE_END, LINE_END + "\n")
                yield f"<ins>{new}</ins>"
            yield "</a>"
        else:
            lines = piece.text.replace("\r\n", "\n").split("\n")
            yield "\n".join("".join(_drawn(line)) for line in lines)
        if piece.flag:
            yield "</mark>"


def glyphs(text: str, *, blanks: bool = False) -> Markup:
    r"""A text on one line.

    >>> glyphs("<b>\t")
    Markup('&lt;b&gt;<span class="sign" title="U+0009">⇥</span>')
    """
    return Markup("".join(_drawn(text, blanks=blanks)))  # noqa: S704 (escaped)


def _drawn(text: str, *, blanks: bool = False) -> Iterator[str]:
    """The text in pieces of HTML; what is drawn several times in a row is one element."""
    for (name, is_end), group in groupby(
        runs(text, blanks=blanks), key=lambda run: (run.name, run.text == "⏎")
    ):
        signs = [run.text for run in group]
        if is_end:
            yield from (LINE_END for _ in signs)
        elif name:
            yield f'<span class="sign" title="{escape(name)}">{escape("".join(signs))}</span>'
        else:
            yield str(escape("".join(signs)))
