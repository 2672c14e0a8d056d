"""Signs with which Markdown sets off words and blocks, and those that say that it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

# Two signs and more are no number sign; one is in "# 5", in "# of cases", in "# NIV cases: 5" and
# over a column of a table.
HEADING = re.compile(r"^(?P<signs>#{1,6}) (?=[^\s#])(?P<words>[^\n]*)", re.MULTILINE)
NUMBER_SIGN = re.compile(
    r"(?:[0-9]+(?![0-9.)])|(?i:of\b)|[^:]{0,80}:[ \t]*[^\w\s]?[0-9][0-9,.]*%?[ \t]*\Z"
    r"|.{0,80}\S(?: {3,80}|\t)\S|.{0,80}[a-z] [0-9][0-9,.]*%?[ \t]*\Z)"
)
NO_HEADING = re.compile(r"#+ (?:[0-9]|(?i:of\b))|# \W{0,8}(?:[a-z]|\Z)")


def _marked(text: str) -> list[re.Match[str]]:
    """The headings of Markdown in a text; none of one sign, if that is a number sign in it."""
    found = list(HEADING.finditer(text))
    single = [m for m in found if len(m["signs"]) == 1]
    has_numbers = any(NUMBER_SIGN.match(m["words"]) for m in single)
    return [
        m for m in found if not NO_HEADING.match(m[0]) and (len(m["signs"]) > 1 or not has_numbers)
    ]


# As Markdown reads them: no blank within the signs, no third sign beside them, one line.  Most
# lines of text are shorter than the longest; a longer one costs time and proves nothing.  Beside a
# letter or digit they may be powers, 10**6 and 10**9; letters within a word are none.
STRONG = re.compile(
    r"\*\*(?<!\*\*\*)(?P<words>(?<!\w\*\*)(?=[^\s*])[^*\n]{0,400}(?<=[^\s*])(?=\*\*(?!\w))"
    r"|(?<=[a-z]{3}\*\*)[A-Za-z]{1,20})\*\*(?!\*)"
)
WEAK = re.compile(r"\*(?<![\w*]\*)(?P<words>(?=[A-Za-z])[^*<|\n]{0,400}(?<=[\w.,:]))\*(?![\w*])")
# What only Markdown has, and the converters of PDF that write it: headings, links to nowhere,
# raised words, line ends, words about pictures, the rules of tables.
MARKDOWN = re.compile(r"\]\(#\)|<sup>|<br>|^<!-- Start of picture|^(?:\|---)+\|", re.MULTILINE)
# One or two may be somebody's own: a caption between stars.
FEWEST_STRONG = 3


def _is_markdown(text: str) -> bool:
    """Whether a text has a sign that only Markdown has."""
    return MARKDOWN.search(text) is not None or any(_marked(text))


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
    is_markdown = _is_markdown(text)
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


# "> 100 tons" is more than that, and a paragraph has a stop behind its number; a row of a table
# has blanks between its columns.
QUOTED = re.compile(
    r"^>(?P<words> (?=\S)(?!(?![0-9]{1,3}\. ?[(A-Z])[^\w\n]{0,3}[0-9])(?!.{0,400}\S {3,80}\S))?"
    r"[^\n]*$",
    re.MULTILINE,
)
# A fence may name a language; a converter leaves the name out or writes "text".
FENCE = re.compile(r"^```(?:te?xt|plaintext)?[ \t]*$\n?", re.MULTILINE)


@repair("markup-quote", Stage.LAYOUT, gate=r"(?m)^> \S", whole=True)
def quoted_block(doc: Document) -> Iterator[Edit]:
    r"""Signs that make a block a quotation: ``> 6. (SBU) The Ambassador``.

    A converter takes a paragraph that a scan shows indented for a quotation.  Mail that a telegram
    quotes has the sign, too, on each of its lines: so only a line goes without it that has no
    neighbour with one, in a telegram that has another sign of Markdown.  Before a number the sign
    may say "more than", and stays, and so it does in a row of a table.

    >>> from cablefix import clean
    >>> clean("## SIPDIS\n\n> 6. (SBU) The Ambassador left.\n\n7. (U) Noted.")
    'SIPDIS\n\n6. (SBU) The Ambassador left.\n\n7. (U) Noted.'
    >>> clean("SIPDIS\n\n> He wrote: no.\n> We wrote: yes.")
    'SIPDIS\n\n> He wrote: no.\n> We wrote: yes.'
    """
    text = doc.text
    if not doc.is_telegram or not _is_markdown(text):
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


@repair("markup-heading", Stage.LAYOUT, gate=r"(?m)^#{1,6} [^\s#]", whole=True)
def marked_heading(doc: Document) -> Iterator[Edit]:
    """Signs that make a line a Markdown heading: ``## SIPDIS`` is ``SIPDIS``.

    A converter takes a short line for a heading and puts one to six ``#`` and a blank before it.
    A telegram has the sign only glued to a number (``DE RUEHBS #0881``): 0 lines of 212
    genuine texts begin with it and a blank.  A heading has a capital first; a lone ``#`` before a
    number, "of", a small letter, or a label with its figure (``# NIV cases: 5``) is a number sign:
    it stays, and with it all others in that text.  So do headings of what is no telegram.

    >>> from cablefix import clean
    >>> clean("## SIPDIS")
    'SIPDIS'
    >>> clean("# Notes on the corpus")
    '# Notes on the corpus'
    """
    if not doc.is_telegram:
        return
    for m in _marked(doc.text):
        yield Edit(
            m.start(),
            m.start("words"),
            "",
            0.99,
            "a Markdown heading: the line was sent without it",
        )
