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
SENTENCE_END = re.compile(r"""[.!?:;]["'”’)\]]*\s*\Z""")
GO_ON = re.compile(r"\s*[a-z]")


@repair("page-line-inside", Stage.LAYOUT, gate=r"\d{8}  ?\d{3}(?:\.\d)? OF \d{3}", whole=True)
def page_line_inside(doc: Document) -> Iterator[Edit]:
    """Section breaks that interrupt a sentence of a re-flowed text.

    A telegram sent in sections repeats its station and number where a section begins
    (``BRUSSELS 00000881 002 OF 003``), in mid-sentence in four cases out of five.  On the lines
    as sent this is the form of the telegram, and it stays.  Once paragraphs have been joined
    into long lines, the break lies inside the sentence or cuts its paragraph in two: it is taken
    out and kept as a page line of the message (``Repair.messages``).  A break inside a line must
    repeat the station and number of the class line, or of a break that stands alone.

    >>> from cablefix import clean
    >>> text = ("UNCLAS SECTION 01 OF 02 LIMA 000129\\n\\n1. Long-Term Planning LIMA 00000129 002 "
    ...         "OF 002 Minister Unger said so.")
    >>> print(clean(text).splitlines()[-1])
    1. Long-Term Planning Minister Unger said so.
    >>> own = "UNCLAS SECTION 01 OF 02 LIMA 000129\\n\\n1. He said\\n\\nLIMA 00000129  002 OF 002\\n\\nso."
    >>> clean(own) == own
    True
    """
    text = doc.text
    for line in doc.page_lines:
        if line.is_inside:
            start, end = _with_blanks(text, line, " \t")
            joint = " " if start > 0 and text[start - 1] != "\n" and end < len(text) else ""
            if text[end : end + 1] == "\n":
                joint = ""
            yield Edit(start, end, joint, 0.99, "a section break inside a line; the class line or another break says the same")
            continue
        start, end = _with_blanks(text, line, " \t\n\r")
        if start == 0 or end == len(text) or not _is_long(text, start, end):
            continue
        if SENTENCE_END.search(text[max(0, start - 12) : start]):
            continue
        joint = " " if GO_ON.match(text, end) else "\n\n"
        why = "a section break in the middle of a sentence"
        yield Edit(start, end, joint, 0.99, why)


def _with_blanks(text: str, line: PageLine, blanks: str) -> tuple[int, int]:
    """The span of a page line with the blanks on both sides."""
    start, end = line.start, line.end
    while start > 0 and text[start - 1] in blanks:
        start -= 1
    while end < len(text) and text[end] in blanks:
        end += 1
    return start, end


def _is_long(text: str, start: int, end: int) -> bool:
    """Whether the line that ends at ``start`` or the one that begins at ``end`` is re-flowed."""
    before = start - text.rfind("\n", 0, start) - 1
    behind = text.find("\n", end)
    return max(before, (len(text) if behind < 0 else behind) - end) > REFLOWED


