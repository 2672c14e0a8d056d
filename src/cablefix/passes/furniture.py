"""Page furniture: what each page of a telegram repeats, where it stands inside the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.cable.pages import PageLine
from cablefix.document import LONG_LINE, Document
from cablefix.types import Edit, Stage, repair

INTERRUPTED = re.compile(r"""[A-Za-z0-9,;'"’”)]\Z""")
SENTENCE_END = re.compile(r"""[.!?:]["'”’)\]]*\Z""")
GO_ON = re.compile(r"[a-z]")
NEXT_PARAGRAPH = re.compile(r"(?:[-*] )?\S{0,3}\d{1,3}\.\s|\$\\underline")


@repair(
    "page-line-inside",
    Stage.LAYOUT,
    gate=r"[0-9]{8}  ?[0-9]{3}(?:\.[0-9])? OF [0-9]{3}|[^\n] PAGE [0-9]{2} ",
    whole=True,
)
def page_line_inside(doc: Document) -> Iterator[Edit]:
    r"""Section breaks that interrupt a sentence of a re-flowed text.

    A telegram sent in sections repeats its station and number where a section begins
    (``BRUSSELS 00000881 002 OF 003``), in mid-sentence in four cases out of five.  On the lines
    as sent this is the form of the telegram, and it stays.  Once paragraphs have been joined
    into long lines, the break lies inside the sentence or cuts its paragraph in two: it is taken
    out and kept as a page line of the message (``Repair.messages``).  A break inside a line must
    repeat the station and number of the class line, or of a break that stands alone; so must a
    page line of the 1970s inside a line, which goes with the banners before it.

    >>> from cablefix import clean
    >>> text = ("UNCLAS SECTION 01 OF 02 LIMA 000129\n\n1. Long-Term Planning LIMA 00000129 002 "
    ...         "OF 002 Minister Unger said that the talks would go on for two more days in May.")
    >>> print(clean(text).splitlines()[-1])
    1. Long-Term Planning Minister Unger said that the talks would go on for two more days in May.
    >>> own = "UNCLAS LIMA 000129\n\n1. He said\n\nLIMA 00000129  002 OF 002\n\nso."
    >>> clean(own) == own
    True
    """
    text = doc.text
    for line in doc.page_lines:
        if line.is_inside:
            yield _swallowed(text, line)
            continue
        if not line.total:  # PAGE lines of the 1970s come with banners and keep their lines
            continue
        start, end = _with_blanks(text, line, " \t\n\r")
        before = text[max(0, start - 12) : start]
        if end == len(text) or not INTERRUPTED.search(before) or SENTENCE_END.search(before):
            continue
        is_new = NEXT_PARAGRAPH.match(text, end) is not None
        if _is_reflowed(text, start, start):
            joint = "\n\n" if is_new else " "
            # a capital may go on with a name, or begin a heading, a list item or the signature
            goes_on = is_new or GO_ON.match(text, end) is not None
            why = "a section break in the middle of a sentence"
            yield Edit(start, end, joint, 0.99 if goes_on else 0.9, why)


def _swallowed(text: str, line: PageLine) -> Edit:
    """The edit for a section break that shares its line with other text."""
    start, end = _with_blanks(text, line, " \t")
    is_edge = start == 0 or text[start - 1] == "\n" or text[end : end + 1] in ("", "\n")
    why = "a section break inside a line; the class line or another break says the same"
    # in a text that keeps its lines a break inside one is somebody's re-typing: for a reader
    return Edit(
        start, end, "" if is_edge else " ", 0.99 if _is_reflowed(text, start, end) else 0.9, why
    )


def _is_reflowed(text: str, start: int, end: int) -> bool:
    """Whether the line around a span is longer than a telegram's lines.

    Then a page line beside it cuts a paragraph in two; else it stands where it was sent.
    """
    line_start = text.rfind("\n", max(0, start - LONG_LINE), start) + 1
    if not line_start and start > LONG_LINE:
        return True
    line_end = text.find("\n", end, line_start + LONG_LINE + 1)
    return line_end < 0 and len(text) - line_start > LONG_LINE


def _with_blanks(text: str, line: PageLine, blanks: str) -> tuple[int, int]:
    """The span of a page line with the blanks on both sides."""
    start, end = line.start, line.end
    while start > 0 and text[start - 1] in blanks:
        start -= 1
    while end < len(text) and text[end] in blanks:
        end += 1
    return start, end


# What the Department's reviewers print on each page (FORMAT.md 2), one after another.
_STAMP = (
    r"(?:(?:(?:Margaret P\.? Grafeld|Sheryl P\.? Walter)\s+)?"
    r"Declassified[/ ]Released US Department of State EO Systematic Review"
    r" [0-9]{1,2} [A-Z][A-Za-z]{2} (?:19|20)[0-9]{2}"
    r"|UNCLASSIFIED U\.S\. Department of State (?:Case )?No\. [A-Z]-[0-9]{4}-[0-9]{5}"
    r" Doc No\. [A-Z][0-9]{8} Date: [0-9/]{10}"
    r"|Page [0-9]{1,3} of [0-9]{1,3}(?=[ \t]*(?:\n|\Z)))"
)
STAMPS = re.compile(rf"{_STAMP}(?:\s+{_STAMP})*")
# The words before and behind it, to tell whether a sentence goes on.
LINE_BEFORE = re.compile(r"[^\n]*\Z")
LINE_BEHIND = re.compile(r"[^\n]*")
FURNITURE = re.compile(
    r"\s*(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE|PAGE [0-9]|-{3})"
)
# A line of prose: fewer words are a heading, a banner, a signature.
FEWEST_WORDS = 4


@repair(
    "stamp-inside", Stage.LAYOUT, gate=r"EO Systematic Review|Doc No\. [A-Z][0-9]{8}", whole=True
)
def stamp_inside(doc: Document) -> Iterator[Edit]:
    r"""Release stamps in mid-sentence: ``two days in Declassified/Released ... the capital``.

    The print program of the National Archives puts the reviewers' stamp at the end of each page,
    often twice, in the middle of a sentence (FORMAT.md 2).  It is no part of the telegram: where
    it parts a sentence it is taken out, on a line of its own or inside a line.  Stamps between
    paragraphs, at the head and at the end are those of ``stamp-printed``.

    >>> from cablefix import clean
    >>> stamp = "Declassified/Released US Department of State EO Systematic Review 20 MAR 2014"
    >>> print(clean(f"The talks went on for two days in\n{stamp}\n{stamp}\nthe capital of Peru."))
    The talks went on for two days in
    the capital of Peru.
    >>> clean(f"He agreed to it.\n\n{stamp}\n\nImbrie") == f"He agreed to it.\n\n{stamp}\n\nImbrie"
    True
    """
    text = doc.text
    for m in STAMPS.finditer(text):
        start, end = m.span()
        if "Review" not in m[0] and "Doc No" not in m[0]:  # page numbers alone
            continue
        while start > 0 and text[start - 1].isspace():
            start -= 1
        while end < len(text) and text[end].isspace():
            end += 1
        if not start or end == len(text):
            continue
        goes_on = _goes_on(text, start, end)
        if goes_on:
            is_own_line = "\n" in text[start : m.start()] and "\n" in text[m.end() : end]
            why = "a release stamp in the middle of a sentence"
            yield Edit(start, end, "\n" if is_own_line else " ", goes_on, why)


def _goes_on(text: str, start: int, end: int) -> float:
    """How sure it is that a sentence goes on from ``start`` to ``end``; 0 if nothing says so."""
    before = LINE_BEFORE.search(text, max(0, start - 200), start)
    behind = LINE_BEHIND.match(text, end, end + 200)
    one, other = before[0] if before else "", behind[0] if behind else ""
    if not INTERRUPTED.search(one) or SENTENCE_END.search(one) or len(one.split()) < FEWEST_WORDS:
        return 0.0
    if NEXT_PARAGRAPH.match(text, end) or len(other.split()) < FEWEST_WORDS:
        return 0.0
    if GO_ON.match(text, end):
        return 0.985
    # all in capitals: words on both sides, and no line of furniture
    is_plain = one.isupper() and other.isupper() and not FURNITURE.match(other)
    return 0.975 if is_plain and not FURNITURE.match(one) else 0.0


# A paper with so many is one that was released, whatever it is.
FEWEST_STAMPS = 2


@repair(
    "stamp-printed",
    Stage.LAYOUT,
    gate=r"Systematic ?Review|Department ?of ?State ?(?:E[O0]|Case|No)|Doc\.? ?N[o0]"
    r"|Approved For Release|RELEASED? IN (?:FULL|PART)"
    r"|(?i:lea[s5]ed ?us ?dep|\bunc\S{3,10} {1,8}u[., ]{0,3}s[., ]{0,3}d)",
    whole=True,
)
def printed_stamp(doc: Document) -> Iterator[Edit]:
    r"""Release stamps that reviewers print at the head and foot of each page.

    A scan has them in the text as often as it has pages, misread in several ways; on clean pages
    four of five wrong characters are stamps.  The phrases are long, fixed and on lines of their
    own: a line whose letters are three quarters of one, in order, and nothing else, is one.  It is
    taken out with the page number beside it, and kept as a stamp of the message
    (``Repair.messages``), since it says when and by whom the telegram was released.  A single
    one in a document that is no telegram stays.

    >>> from cablefix import clean
    >>> stamp = "Declassified/Released US Department of State EO Systematic Review 20 MAR 2014"
    >>> misread = "Deciassified/Refeased US Department of Stale EO Systematic Review 20 MAR 2014"
    >>> print(clean(f"{stamp}\n\nTAGS: PREL\n\nHe agreed.\n\n{misread}\n{misread}\n\nWe left."))
    TAGS: PREL
    <BLANKLINE>
    He agreed.
    <BLANKLINE>
    We left.
    >>> letter = f"Dear Ann,\n{stamp}\nis what the stamp says."
    >>> clean(letter) == letter
    True
    """
    from cablefix.cable.stamps import printed, stamps

    text = doc.text
    if not doc.is_telegram and len(stamps(text)) < FEWEST_STAMPS:
        return
    for start, end in printed(text):
        first, last, at = _between(text, start, end)
        if not first:
            new, last = "", last if at < len(text) else at
        elif at == len(text):
            new, last = "\n" if text.endswith("\n") else "", at
        else:
            newlines = text.count("\n", first, start) + text.count("\n", end, last)
            is_parted = newlines > 2 and not _goes_on(text, first, at)
            # a form feed tells where a page began
            new = ("\n\n" if is_parted else "\n") + "\f" * text.count("\f", first, last)
        yield Edit(first, last, new, 0.98, "a release stamp: no part of the telegram")


def _between(text: str, start: int, end: int) -> tuple[int, int, int]:
    """Where the text before some lines ends, and where the line and the text behind begin."""
    while start > 0 and text[start - 1].isspace():
        start -= 1
    at = end
    while at < len(text) and text[at].isspace():
        at += 1
    return start, max(end, text.rfind("\n", end, at) + 1), at


# The numbers of the paper's pages, which a scan or a program printed: no page line of a telegram.
PAPER_PAGE = re.compile(
    r"\n(?:[^\w\n]{0,120}Page (?P<page>[0-9]{1,3}) o[fl] (?P<total>[0-9]{1,3})"
    r"|[ \t]{0,120}(?:-[ \t]?[0-9]{1,3}[ \t]?-|(?P<bare>[0-9]{1,3})))[^\w\n]{0,3}(?=\n|\Z)"
)


# One before a line and one behind it; a blank line beside it has more.
NEWLINES = 2


@repair(
    "page-number-inside",
    Stage.LAYOUT,
    gate=r"Page [0-9]+ o[fl] [0-9]|\n[ \t]*(?:-[ \t]?[0-9]+[ \t]?-|[0-9]+\s*\f)",
    whole=True,
)
def page_number_inside(doc: Document) -> Iterator[Edit]:
    r"""Numbers of the paper's pages in mid-sentence: ``Page 1 of 2`` between two lines of text.

    A printed telegram has the page numbers of the printer, too, and a scan keeps them where the
    page turns.  Where such a line parts a sentence it is taken out: ``Page 1 of 2``, ``- 1 -``,
    and a bare number if a form feed shows the end of a page.  Between paragraphs it stays, and
    so does the page line of a telegram (``PAGE 02 LIMA 07987``), which was sent.

    >>> from cablefix import clean
    >>> print(clean("The talks went on for two days in\nPage 1 of 2\n\nthe capital of Peru."))
    The talks went on for two days in
    the capital of Peru.
    >>> clean("He agreed to it.\n\nPage 1 of 2\n\nthen they left for Lima.")
    'He agreed to it.\n\nPage 1 of 2\n\nthen they left for Lima.'
    """
    text = doc.text
    for m in PAPER_PAGE.finditer(text):
        if m["page"] and not 0 < int(m["page"]) <= int(m["total"]):
            continue
        start, end, at = _between(text, *m.span())
        # a number alone, or between dashes, may be a row of a table: the page must be seen to end
        is_page = m["page"] or "\f" in text[m.end() : at]
        is_page = is_page or (not m["bare"] and text.count("\n", start, at) > NEWLINES)
        if not start or at == len(text) or not is_page:
            continue
        goes_on = _goes_on(text, start, at)
        # all in capitals the end of a sentence may have been lost, and the line be its own
        if goes_on and (m["page"] or GO_ON.match(text, at)):
            why = "a page number in the middle of a sentence"
            yield Edit(start, end, "\n" + "\f" * text.count("\f", start, end), goes_on, why)
