"""Markup that a PDF converter wrote into the text: Markdown and LaTeX no telegram was sent with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

EMPTY_LINK = re.compile(r"\[((?!sic\]|\d+\])[^\[\]()\n]{1,80})\]\(#\)")


@repair("markup-link", Stage.LAYOUT, gate=r"\]\(#\)", whole=True)
def empty_link(doc: Document) -> Iterator[Edit]:
    """Links that lead nowhere: ``[MOPS](#)`` is ``MOPS``.

    A web page makes each TAGS code a link; a converter writes it as Markdown with ``#`` as the
    target.  Only such links of a telegram are unwrapped, so no address is lost.  A link with a
    real target stays, and so do ``[sic](#)`` and a number, which may be a note.

    >>> from cablefix import clean
    >>> clean("TAGS: [MOPS](#) [PARM](#)")
    'TAGS: MOPS PARM'
    >>> clean("see [the note](http://example.org/)")
    'see [the note](http://example.org/)'
    """
    if not doc.is_telegram:
        return
    for m in EMPTY_LINK.finditer(doc.text):
        yield Edit(
            m.start(), m.end(), m[1], 0.999, "a link that leads nowhere: only its text was sent"
        )


# PDF converters set a glyph that they cannot map, the pilcrow, apart in a box and underline it.
TEX_MARKER = re.compile(
    r"(?:^|\n)[ \t]*(?:[-*] )?(?P<tex>\$\\underline\{(?:\\mbox)?\{?[^{}$\n\s]?\}?\}[ \t]*"
    r"(?:\\mbox\{(?P<boxed>[0-9]{1,3})\}|(?P<bare>[0-9]{1,3}))(?:\.\$|\$\.))(?=\s)"
)
# The sign itself, or an empty box for it, apart from the number or in one formula with it.
_TEX_SIGN = r"\\(?:P|textparagraph|mathparagraph)(?![A-Za-z])(?:\{\})?"
TEX_PILCROW = re.compile(
    r"(?:^|\n)[ \t]*(?:[-*] )?(?P<tex>"
    rf"(?:\$ ?{_TEX_SIGN} ?\$|\$\\underline\{{(?:\\mbox\{{\}})?\}} ?\$|{_TEX_SIGN})"
    r" ?(?P<apart>[0-9]{1,3})\."
    rf"|\$ ?{_TEX_SIGN} ?(?P<within>[0-9]{{1,3}})(?:\. ?\$|\$\.))(?=\s)"
)


@repair(
    "marker-tex",
    Stage.LAYOUT,
    gate=r"\$\\underline|\\(?:P|textparagraph|mathparagraph)[^A-Za-z]",
    whole=True,
)
def tex_marker(doc: Document) -> Iterator[Edit]:
    r"""Paragraph markers written as LaTeX: ``$\underline{\mbox{1}}\mbox{1}.$`` is ``¶1.``

    A converter that finds no letter for the pilcrow underlines and boxes what it saw and boxes
    the number apart; or it writes ``$\P$``, the command for it.  A telegram has neither
    underlining nor boxes, so the first box is the pilcrow whatever sign stands in it, or none,
    and the number is the second.  It must begin its line; other LaTeX stays, since it may be a
    formula that somebody meant.

    >>> from cablefix import clean
    >>> clean(r"$\underline{\mbox{1}}\mbox{3}.$ Summary: noted.")
    '¶3. Summary: noted.'
    >>> clean(r"a limit of $\mbox{1}$ kilogram")
    'a limit of $\\mbox{1}$ kilogram'
    """
    why = "a boxed, underlined sign before a number: the pilcrow as LaTeX"
    for m in TEX_MARKER.finditer(doc.text):
        yield Edit(*m.span("tex"), f"¶{m['boxed'] or m['bare']}.", 0.99, why)
    for m in TEX_PILCROW.finditer(doc.text):
        number = m["apart"] or m["within"]
        yield Edit(*m.span("tex"), f"¶{number}.", 0.99, "the pilcrow as LaTeX")


BULLET = re.compile(
    r"(?:^|\n)(?P<bullet>[-*] )"
    r"(?=(?:[^\s\w]{0,2}|[^\s\w]?[A-Za-z_])[0-9]{1,3}\.[ \t\n]|(?P<tex>\$\\underline\{))"
)


@repair(
    "markup-bullet",
    Stage.STRUCTURE,
    gate=r"(?m)^[-*] (?:\S{0,2}[0-9]{1,3}\.|\$\\underline\{)",
    whole=True,
)
def bulleted_paragraph(doc: Document) -> Iterator[Edit]:
    r"""List dashes before numbered paragraphs: ``- 16. Director`` is ``16. Director``.

    Paragraphs of a telegram begin flush left with their number (5 FAH-1 H-246.2).  A converter
    that takes numbered paragraphs for a list gives them a dash.  The dash goes where the number
    behind it, read with all others, is a paragraph of the telegram that has no other marker, and
    where at least two have one: a list that the writer made repeats the numbers of paragraphs.

    >>> from cablefix import clean
    >>> clean("- ¶1. Noted.\n- ¶2. Agreed.")
    '¶1. Noted.\n¶2. Agreed.'
    >>> clean("- the first point\n- the second point")
    '- the first point\n- the second point'
    """
    if not doc.is_telegram:
        return
    markers = [m for numbering in doc.numbering for m in numbering.markers]
    numbers = {m.start: m.number for m in markers}
    times = Counter(numbers.values())
    found = list(BULLET.finditer(doc.text))
    of_paragraphs = [m for m in found if m["tex"] or times[numbers.get(m.end("bullet"), 0)] == 1]
    confidence = 0.99 if len(of_paragraphs) > 1 else 0.6
    why = "a list dash before a numbered paragraph"
    for m in of_paragraphs:
        yield Edit(*m.span("bullet"), "", confidence, why)


ONE_BLANK = re.compile(r"\S \n")
# Two line ends of verse or of an address may have two blanks by chance.
FEWEST_BREAKS = 3


@repair("markup-hard-break", Stage.LAYOUT, gate=r"[^ \n]  \n", whole=True)
def hard_break(doc: Document) -> Iterator[Edit]:
    r"""Two blanks at line ends: a converter's Markdown for "break the line here".

    In Markdown the lines of a block that are to stay apart end in two blanks, all but the last.
    A block is taken for one only if every line but its last ends so, if a telegram has three such
    lines or more, and if no line of it ends in a single blank, as in telegrams that keep their own.

    >>> from cablefix import clean
    >>> clean("RR RUEHAST  \nDE RUEHBM #0113  \nZNY CCCCC ZZH  \nR 021710Z FEB 07\n")
    'RR RUEHAST\nDE RUEHBM #0113\nZNY CCCCC ZZH\nR 021710Z FEB 07\n'
    >>> clean("RR RUEHAST \nDE RUEHBM #0113  \nZNY CCCCC ZZH \n")
    'RR RUEHAST \nDE RUEHBM #0113  \nZNY CCCCC ZZH \n'
    """
    text = doc.text
    if ONE_BLANK.search(text) or not doc.is_telegram:
        return
    breaks: list[int] = []
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
                breaks.append(end - 3)
        at += sum(map(len, block)) + len(block) + len(line) + 1
        block.clear()
    if len(breaks) >= FEWEST_BREAKS:
        for end in breaks:
            yield Edit(end, end + 2, "", 0.99, "two blanks that only Markdown has a use for")


def _is_hard_broken(line: str) -> bool:
    """Whether a line ends in two blanks, no more and no fewer."""
    return line.endswith("  ") and not line[:-2].endswith(" ")
