"""Markup that a PDF converter wrote into the text: Markdown and LaTeX no telegram was sent with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

EMPTY_LINK = re.compile(r"\[([^\[\]()\n]{1,80})\]\(#?\)")


@repair("markup-link", Stage.LAYOUT, gate=r"\]\(#?\)")
def empty_link(doc: Document) -> Iterator[Edit]:
    """Links that lead nowhere: ``[MOPS](#)`` is ``MOPS``.

    A web page makes each TAGS code a link; a converter writes it as Markdown with ``#`` or
    nothing as the target.  Only such links are unwrapped, so no address is lost.  A link with
    a real target stays.

    >>> from cablefix import clean
    >>> clean("TAGS: [MOPS](#) [PARM](#)")
    'TAGS: MOPS PARM'
    >>> clean("see [the note](http://example.org/)")
    'see [the note](http://example.org/)'
    """
    for m in EMPTY_LINK.finditer(doc.text):
        yield Edit(
            m.start(), m.end(), m[1], 0.999, "a link that leads nowhere: only its text was sent"
        )


# PDF converters set a glyph that they cannot map, the pilcrow, apart in a box and underline it.
TEX_MARKER = re.compile(
    r"\$\\underline\{(?:\\mbox)?\{?[^{}$\n]{1,3}\}?\}[ \t]*"
    r"(?:\\mbox\{(?P<boxed>[0-9]{1,3})\}|(?P<bare>[0-9]{1,3}))(?P<in>\.)?\$(?P<out>\.)?"
)
TEX_PILCROW = re.compile(r"\$\\P\$ ?(?=[0-9]{1,3}\.)")


@repair("marker-tex", Stage.LAYOUT, gate=r"\$\\(?:underline|P\$)")
def tex_marker(doc: Document) -> Iterator[Edit]:
    r"""Paragraph markers written as LaTeX: ``$\underline{\mbox{1}}\mbox{1}.$`` is ``¶1.``

    A converter that finds no letter for the pilcrow underlines and boxes what it saw and boxes
    the number apart; or it writes ``$\P$``.  A telegram has neither underlining nor boxes, so
    the first box is the pilcrow whatever stands in it, and the number is the second.  Other
    LaTeX stays: it may be a formula that somebody meant.

    >>> from cablefix import clean
    >>> clean(r"$\underline{\mbox{1}}\mbox{3}.$ Summary: noted.")
    '¶3. Summary: noted.'
    >>> clean(r"a limit of $\mbox{1}$ kilogram")
    'a limit of $\\mbox{1}$ kilogram'
    """
    why = "a boxed, underlined sign before a number: the pilcrow as LaTeX"
    for m in TEX_MARKER.finditer(doc.text):
        if m["in"] or m["out"]:
            yield Edit(m.start(), m.end(), f"¶{m['boxed'] or m['bare']}.", 0.99, why)
    for m in TEX_PILCROW.finditer(doc.text):
        yield Edit(m.start(), m.end(), "¶", 0.99, "the pilcrow as LaTeX")


BULLET = re.compile(
    r"(?:^|\n)(?P<bullet>[-*] )"
    r"(?=(?:[^\s\w]{0,2}|[^\s\w]?[A-Za-z_])[0-9]{1,3}\.[ \t\n]|\$\\underline\{)"
)


@repair(
    "markup-bullet",
    Stage.LAYOUT,
    gate=r"(?m)^[-*] (?:\S{0,2}[0-9]{1,3}\.|\$\\underline\{)",
    whole=True,
)
def bulleted_paragraph(doc: Document) -> Iterator[Edit]:
    r"""List dashes before numbered paragraphs: ``- 16. Director`` is ``16. Director``.

    Paragraphs of a telegram begin flush left with their number (5 FAH-1 H-246.2), and its lists
    of dashes carry none: 0 of 212 genuine cables have a dash and a numbered stop at a line start.
    A converter that takes numbered paragraphs for a list gives them all a dash.  So the dash goes
    where two or more numbered paragraphs have it; a single one is flagged.

    >>> from cablefix import clean
    >>> clean("- ¶1. Noted.\n- ¶2. Agreed.")
    '¶1. Noted.\n¶2. Agreed.'
    >>> clean("- the first point\n- the second point")
    '- the first point\n- the second point'
    """
    found = list(BULLET.finditer(doc.text))
    confidence = 0.99 if len(found) > 1 else 0.6
    for m in found:
        yield Edit(
            m.start("bullet"),
            m.end("bullet"),
            "",
            confidence,
            "a list dash before a numbered paragraph",
        )


ONE_BLANK = re.compile(r"\S \n")


@repair("markup-hard-break", Stage.LAYOUT, gate=r"\S  \n", whole=True)
def hard_break(doc: Document) -> Iterator[Edit]:
    r"""Two blanks at line ends: a converter's Markdown for "break the line here".

    In Markdown the lines of a block that are to stay apart end in two blanks, all but the last.
    A block is taken for one only if every line but its last ends so, and no other line of the
    text ends in a single blank, as telegrams that keep their own trailing blanks do.

    >>> from cablefix import clean
    >>> clean("RR RUEHAST  \nDE RUEHBM  \nZNY CCCCC ZZH\n")
    'RR RUEHAST\nDE RUEHBM\nZNY CCCCC ZZH\n'
    >>> clean("RR RUEHAST \nDE RUEHBM  \nZNY CCCCC ZZH \n")
    'RR RUEHAST \nDE RUEHBM  \nZNY CCCCC ZZH \n'
    """
    text = doc.text
    if ONE_BLANK.search(text):
        return
    at = 0
    block: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            block.append(line)
            continue
        if len(block) > 1 and all(map(_is_hard_broken, block[:-1])):
            end = at
            for broken in block[:-1]:
                end += len(broken) + 1
                yield Edit(
                    end - 3, end - 1, "", 0.99, "two blanks that only Markdown has a use for"
                )
        at += sum(map(len, block)) + len(block) + len(line) + 1
        block.clear()


def _is_hard_broken(line: str) -> bool:
    """Whether a line ends in two blanks, no more and no fewer."""
    return line.endswith("  ") and not line[:-2].endswith(" ")


HEADING = re.compile(r"^#{1,6} (?=[^\s#])", re.MULTILINE)


@repair("markup-heading", Stage.LAYOUT, gate=r"(?m)^#{1,6} [^\s#]")
def marked_heading(doc: Document) -> Iterator[Edit]:
    """Signs that make a line a Markdown heading: ``## SIPDIS`` is ``SIPDIS``.

    A converter takes a short line for a heading and puts one to six ``#`` and a blank before it.
    A telegram has the sign only glued to a number (``DE RUEHBS #0881``): 0 lines of 212
    genuine texts begin with it and a blank.

    >>> from cablefix import clean
    >>> clean("## SIPDIS")
    'SIPDIS'
    >>> clean("#0881 and # 5 of it")
    '#0881 and # 5 of it'
    """
    for m in HEADING.finditer(doc.text):
        yield Edit(m.start(), m.end(), "", 0.99, "a Markdown heading: the line was sent without it")
