"""Tags and comments that a converter wrote into the text: ``<sup>``, ``<br>``, picture text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.cable.dates import MONTH
from cablefix.document import Document
from cablefix.types import Edit, Flag, Stage, repair

# Words whose baseline lies a hair higher: part of a line of a telegram, or a line or two.
RAISED = re.compile(r"<su(?P<kind>[bp])>(?P<words>[^<>\n]{0,200})</su(?P=kind)>")
PAIRED = re.compile(r"<(?P<tag>b|i|u|em|strong|p)>(?P<words>[^<>\n]{1,400})</(?P=tag)>")
BREAKS = re.compile(r"<br ?/?>(?:[ \t]*<br ?/?>)*[ \t]*")
# Nothing follows on the line: it breaks here by itself.
LINE_OVER = re.compile(r"\n|\Z|<!-- End of picture text -->|\*\*-{5} End of picture text")
# A page that says so comes from a converter, even if nothing on it shows a telegram.
PICTURE_TEXT = "<!-- Start of picture text -->"
ORDINAL = re.compile(r"(?i:st|nd|rd|th)\Z")
# What is truly raised in a book: the number of a note, a power, an index.
NOTE = re.compile(r"[0-9]{1,2}\Z|[a-z*]\Z")
BEHIND_MONTH = re.compile(rf"(?i:{MONTH})\Z")
OPENING = frozenset("([{“‘<>|/")
GLUED = frozenset(".,;:)]}!?'’”")


@repair("markup-tag", Stage.LAYOUT, gate=r"<(?:su[bp]|br ?/?|[biup]|em|strong)>", whole=True)
def left_tag(doc: Document) -> Iterator[Edit]:
    r"""HTML tags of a converter: ``AMEMBASSY<sup>PARIS</sup>`` is ``AMEMBASSY PARIS``.

    A telegram has one size of type on one line, so it has no tags.  A converter takes words that
    a scan set a hair higher for superscript and drops the blank before them; it writes ``<br>``
    for a line end: a newline, or in the row of a table a blank.  The list of tags is closed and
    all but ``<br>`` must come in pairs.  What may be a note or a power (``km<sup>2</sup>``) is
    left for a reader, and so is whatever else stands between angle brackets.

    >>> from cablefix import clean
    >>> clean("FM AMEMBASSY<sup>PARIS</sup>\nR 022010Z MAR<sup>05</sup><br>TAGS: EAIR")
    'FM AMEMBASSY PARIS\nR 022010Z MAR 05\nTAGS: EAIR'
    >>> clean("TAGS: PREL\n<< END OF DOCUMENT >> <jo@x.org>")
    'TAGS: PREL\n<< END OF DOCUMENT >> <jo@x.org>'
    """
    text = doc.text
    if not doc.is_telegram and PICTURE_TEXT not in text:
        return
    for m in RAISED.finditer(text):
        gap, confidence = _gap(text, m)
        why = "words on their line that a converter took for raised or lowered ones"
        yield Edit(m.start(), m.start("words"), gap, confidence, why)
        yield Edit(m.end("words"), m.end(), "", confidence, why)
    for m in PAIRED.finditer(text):
        why = "tags that set off words; a telegram has one kind of letters"
        yield Edit(m.start(), m.start("words"), "", 0.99, why)
        yield Edit(m.end("words"), m.end(), "", 0.99, why)
    yield from _line_breaks(text)


def _gap(text: str, m: re.Match[str]) -> tuple[str, float]:
    """What stands between raised words and those before them, and how sure that is."""
    before, words = text[max(0, m.start() - 3) : m.start()], m["words"]
    last = before[-1:]
    if text[m.end() : m.end() + 1].isalnum():
        return "", 0.6
    if not words.strip() or not last or last.isspace() or words[0].isspace() or last in OPENING:
        return "", 0.99
    if words[0] in GLUED or (last.isdigit() and ORDINAL.match(words)):
        return "", 0.985
    if NOTE.match(words) and not BEHIND_MONTH.search(before):
        return "", 0.6
    return " ", 0.985


def _line_breaks(text: str) -> Iterator[Edit]:
    """An edit for each run of ``<br>``: newlines, or a blank in the row of a table."""
    at = line_start = 0
    for m in BREAKS.finditer(text):
        newline = text.rfind("\n", at, m.start())
        line_start = newline + 1 if newline >= 0 else line_start
        at = m.end()
        if text.startswith("|", line_start):
            yield Edit(*m.span(), " ", 0.985, "a line end in the row of a table")
            continue
        times = m[0].count("<br") - (LINE_OVER.match(text, m.end()) is not None)
        yield Edit(*m.span(), "\n" * times, 0.99, "a line end in a converter's words")


# What PyMuPDF4LLM and Docling write for a picture and around what they read in one.
PICTURE = re.compile(
    r"(?:<!-- |\*\*-{5} )(?P<start>Start of picture text -(?:->|-{4}\*\*(?:<br>)?)\n?)"
    r"|\n?(?:<!-- |\*\*-{5} )(?P<end>End of picture text -(?:->|-{4}\*\*(?:<br>)?))"
    r"|\*\*==> picture \[(?P<width>[0-9]{1,5}) x [0-9]{1,5}\] intentionally omitted <==\*\*"
    r"|(?P<plain><!-- image -->|!\[(?:Image|image|picture)?\]\([^()\s]{1,200}\))"
)
WIDE = re.compile(r"(?<=\S)  (?=\S)")
# 65 characters of a telegram's line at 12 to the inch, in points: what is narrower holds no line.
LINE_WIDTH = 390


@repair(
    "markup-picture",
    Stage.LAYOUT,
    gate=r"of picture text -|\*\*==> picture \[|<!-- image -->|!\[(?:Image|image|picture)?\]\(",
    whole=True,
)
def announced_picture(doc: Document) -> Iterator[Edit | Flag]:
    r"""A converter's words about pictures: ``<!-- Start of picture text -->`` and its end.

    A converter takes a stamp, a seal or a dirty part of the page for a picture and says so in
    words that are always the same; they were not sent.  What it read in the picture stays, the
    two blanks that it sets between words there become one.  A picture that it left out stays
    named where it was wide enough to hold a line of the telegram: that is flagged as lost text.
    Nobody else writes these words; an empty picture goes only from a telegram.

    >>> from cablefix import clean
    >>> start, end = "<!-- Start of picture text -->", "<!-- End of picture text -->"
    >>> clean(f"TAGS: PREL\n\n{start}\nHe  agreed  to  it.<br>{end}\n")
    'TAGS: PREL\n\nHe agreed to it.\n'
    >>> clean("TAGS: PREL\n\nThe picture text will be sent by pouch.")
    'TAGS: PREL\n\nThe picture text will be sent by pouch.'
    """
    text = doc.text
    began = -1
    for m in PICTURE.finditer(text):
        if m["width"] and int(m["width"]) >= LINE_WIDTH:
            yield Flag(*m.span(), "lost", "a picture as wide as a line of text was left out here")
            continue
        if m["start"]:
            began = m.end()
        elif m["end"] and began >= 0:
            why = "the blanks that a converter sets between words in a picture"
            for wide in WIDE.finditer(text, began, m.start()):
                yield Edit(*wide.span(), " ", 0.98, why)
            began = -1
        elif m["plain"] and not doc.is_telegram:
            continue
        yield Edit(*m.span(), "", 0.99, "a converter's words about a picture")
