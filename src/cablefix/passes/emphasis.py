"""Signs with which Markdown sets off words and blocks, and those that say that it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

# As Markdown reads them: no blank within the signs, no third sign beside them, one line.  Most
# lines of text are shorter than the longest; a longer one costs time and proves nothing.
STRONG = re.compile(r"\*\*(?<!\*\*\*)(?P<words>(?=[^\s*])[^*\n]{0,400}(?<=[^\s*]))\*\*(?!\*)")
WEAK = re.compile(r"\*(?<![\w*]\*)(?P<words>(?=[A-Za-z])[^*<|\n]{0,400}(?<=[\w.,:]))\*(?![\w*])")
# What only Markdown has, and the converters of PDF that write it: headings, links to nowhere,
# raised words, line ends, words about pictures, the rules of tables.
MARKDOWN = re.compile(
    r"^#{1,6} [^\s#0-9]|\]\(#\)|<sup>|<br>|^<!-- Start of picture|^(?:\|---)+\|", re.MULTILINE
)
# One or two may be somebody's own: a caption between stars.
FEWEST_STRONG = 3


@repair(
    "markup-emphasis",
    Stage.LAYOUT,
    gate=r"\*[^\s*]",
    whole=True,
)
def emphasis(doc: Document) -> Iterator[Edit]:
    r"""Signs of bold and italic letters: ``**SUBJECT:** Wheat`` is ``SUBJECT: Wheat``.

    A telegram has one kind of letters, a converter finds bold ones in a heading or in a glyph
    that a scan read twice.  Writers of telegrams do type ``*not*`` and ``**NOTE**``: so three
    words between double stars are asked for, or another sign that only Markdown has, and without
    such a sign single stars stay.  Signs that Markdown would not take for emphasis stay in any
    case: ``*`` before a note or an item, ``****``, ``2*3*4``; and so do all underlines, which a
    scan reads for letters (``_he apread of th_ Norld``) and a form has for blanks.

    >>> from cablefix import clean
    >>> clean("# SIPDIS\n\nSUBJECT: Wheat\n\n**Summary:** He does *not* agree.")
    'SIPDIS\n\nSUBJECT: Wheat\n\nSummary: He does not agree.'
    >>> clean("SUBJECT: WHEAT\n\nWe do *not* agree. **NOTE**")
    'SUBJECT: WHEAT\n\nWe do *not* agree. **NOTE**'
    """
    if not doc.is_telegram:
        return
    text = doc.text
    strong = list(STRONG.finditer(text))
    is_markdown = MARKDOWN.search(text) is not None
    if len(strong) < FEWEST_STRONG and not is_markdown:
        return
    why = "signs of Markdown around words; a telegram has one kind of letters"
    for m in [*strong, *(WEAK.finditer(text) if is_markdown else ())]:
        start, end = m.span("words")
        yield Edit(m.start(), start, "", 0.985, why)
        yield Edit(end, m.end(), "", 0.985, why)


# What converters put a backslash before: at the beginning of a line, and anywhere.
ESCAPE = re.compile(r"\\(?:(?<=^\\)[-+>#]|(?<=[0-9]\\)\.(?=\s)|[*_$~|`#])", re.MULTILINE)
BRACKETS = re.compile(r"\\\[(?P<words>[^\[\]\\\n]{1,80})\\\]")
BACKSLASH = "\\"
FEWEST_ESCAPES = 2


@repair("markup-escape", Stage.LAYOUT, gate=r"\\[-*_$~|`#.+>\[]", whole=True)
def escape(doc: Document) -> Iterator[Edit]:
    r"""Backslashes with which Markdown spares a sign: ``F\_77`` and ``5\. (C)``.

    A converter that writes Markdown puts a backslash before signs that Markdown would read.  In
    such a text each backslash is one of these; paths, LaTeX, the quotation marks of a data base
    and what a scan took for a backslash have others before letters, digits or blanks.  So the
    backslashes go if there are two or more in the telegram and none is of another kind.

    >>> from cablefix import clean
    >>> print(clean("SUBJECT: WHEAT\n\n1\\. (U) The price is \\$5 \\[sic\\]."))
    SUBJECT: WHEAT
    <BLANKLINE>
    1. (U) The price is $5 [sic].
    >>> print(clean(r"SUBJECT: FILES IN C:\temp\_old AND \$5"))
    SUBJECT: FILES IN C:\temp\_old AND \$5
    """
    if not doc.is_telegram:
        return
    text = doc.text
    found = [m.start() for m in ESCAPE.finditer(text)]
    for m in BRACKETS.finditer(text):
        found += (m.start(), m.end() - 2)
    if len(found) < FEWEST_ESCAPES or len(found) != text.count(BACKSLASH):
        return
    for at in sorted(found):
        yield Edit(at, at + 1, "", 0.985, "a backslash that only Markdown has a use for")


QUOTED = re.compile(r"^>(?P<words> (?=\S))?[^\n]*$", re.MULTILINE)
# A fence may name a language; a converter leaves the name out or writes "text".
FENCE = re.compile(r"^```(?:te?xt|plaintext)?[ \t]*$\n?", re.MULTILINE)


@repair("markup-quote", Stage.LAYOUT, gate=r"(?m)^> \S", whole=True)
def quoted_block(doc: Document) -> Iterator[Edit]:
    r"""Signs that make a block a quotation: ``> 6. (SBU) The Ambassador``.

    A converter takes a paragraph that a scan shows indented for a quotation.  Mail that a telegram
    quotes has the sign, too, on each of its lines: so only a line goes without it that has no
    neighbour with one, in a telegram that has another sign of Markdown.

    >>> from cablefix import clean
    >>> clean("## SIPDIS\n\n> 6. (SBU) The Ambassador left.\n\n7. (U) Noted.")
    'SIPDIS\n\n6. (SBU) The Ambassador left.\n\n7. (U) Noted.'
    >>> clean("SIPDIS\n\n> He wrote: no.\n> We wrote: yes.")
    'SIPDIS\n\n> He wrote: no.\n> We wrote: yes.'
    """
    text = doc.text
    if not doc.is_telegram or not MARKDOWN.search(text):
        return
    found = list(QUOTED.finditer(text))
    for before, m, behind in zip([None, *found], found, [*found[1:], None], strict=False):
        is_run = (before and before.end() + 1 == m.start()) or (
            behind and m.end() + 1 == behind.start()
        )
        if m["words"] and not is_run:
            why = "a block that a converter took for a quotation"
            yield Edit(m.start(), m.end("words"), "", 0.985, why)


@repair("markup-fence", Stage.LAYOUT, gate=r"(?m)^```(?:te?xt|plaintext)?[ \t]*$", whole=True)
def fenced_block(doc: Document) -> Iterator[Edit]:
    r"""Fences around lines that a converter took for a program: three backticks on a line.

    A telegram is set in letters of one width, as programs are, so a converter fences what it reads
    between lines of three backticks.  No telegram has such a line.  They go in pairs: with an odd
    one the text may be cut, and all stay.

    >>> from cablefix import clean
    >>> clean("```\nUNCLAS LIMA 000129\n\nSIPDIS\n```\n")
    'UNCLAS LIMA 000129\n\nSIPDIS\n'
    >>> clean("```\nprint()\n```\n")
    '```\nprint()\n```\n'
    """
    fences = list(FENCE.finditer(doc.text))
    if not doc.is_telegram or len(fences) % 2:
        return
    for m in fences:
        yield Edit(*m.span(), "", 0.985, "a fence that a converter set around lines")
