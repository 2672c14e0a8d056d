"""Signs with which Markdown sets off words, and those with which it says that it does not."""

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
    gate=r"\*[^\s*][^*\n]{0,400}\*",
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
