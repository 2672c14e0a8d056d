"""Page furniture: what each page of a telegram repeats, where it stands inside the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.cable.pages import PageLine
from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

# A line longer than this has been re-flowed (FORMAT.md 1.1), so a page line beside it cuts a
# paragraph in two.  In a text that keeps its lines the page line stands where it was sent.
REFLOWED = 100
INTERRUPTED = re.compile(r"""[A-Za-z0-9,;'"’”)]\Z""")
SENTENCE_END = re.compile(r"""[.!?:]["'”’)\]]*\Z""")
GO_ON = re.compile(r"[a-z]")
NEXT_PARAGRAPH = re.compile(r"(?:[-*] )?\S{0,3}\d{1,3}\.\s|\$\\underline")


@repair(
    "page-line-inside",
    Stage.LAYOUT,
    gate=r"[0-9]{8}  ?[0-9]{3}(?:\.[0-9])? OF [0-9]{3}",
    whole=True,
)
def page_line_inside(doc: Document) -> Iterator[Edit]:
    r"""Section breaks that interrupt a sentence of a re-flowed text.

    A telegram sent in sections repeats its station and number where a section begins
    (``BRUSSELS 00000881 002 OF 003``), in mid-sentence in four cases out of five.  On the lines
    as sent this is the form of the telegram, and it stays.  Once paragraphs have been joined
    into long lines, the break lies inside the sentence or cuts its paragraph in two: it is taken
    out and kept as a page line of the message (``Repair.messages``).  A break inside a line must
    repeat the station and number of the class line, or of a break that stands alone.

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
        if not line.total:  # PAGE lines of the 1970s come with banners and keep their lines
            continue
        if line.is_inside:
            yield _swallowed(text, line)
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
    """Whether the line around a span is longer than a telegram's lines."""
    line_start = text.rfind("\n", max(0, start - REFLOWED), start) + 1
    if not line_start and start > REFLOWED:
        return True
    line_end = text.find("\n", end, line_start + REFLOWED + 1)
    return line_end < 0 and len(text) - line_start > REFLOWED


def _with_blanks(text: str, line: PageLine, blanks: str) -> tuple[int, int]:
    """The span of a page line with the blanks on both sides."""
    start, end = line.start, line.end
    while start > 0 and text[start - 1] in blanks:
        start -= 1
    while end < len(text) and text[end] in blanks:
        end += 1
    return start, end
