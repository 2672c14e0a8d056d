"""Messages: the telegrams of a document, with their header fields, page lines and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cablefix.cable.pages import CLASS_LINE, PageLine

if TYPE_CHECKING:
    from cablefix.cable.markers import Marker
    from cablefix.document import Document

# FORMAT.md 1.1; each begins its line
START = re.compile(r"^VZCZC[A-Z]{3}\d{3,4}\b", re.MULTILINE)
ROUTING = re.compile(
    r"^(?:ZZ|OO|PP|RR)(?: R[A-Z]{3,6})+(?:\nR[A-Z]{3,6}(?: R[A-Z]{3,6})*$)*", re.MULTILINE
)
# a subject wraps until a blank line, the references or the text
SUBJECT = re.compile(
    r"^[ \t]*SUBJ(?:ECT)?\b:?.*(?:\n(?![ \t]*(?:REF|Classified|\d))[^\n]*\S[^\n]*)*", re.MULTILINE
)
FIELDS = (
    ("start", START),
    ("routing", ROUTING),
    ("originator", re.compile(r"^DE R[A-Z]{3,6} #\d{4}(?:/\d\d)? \d{7}", re.MULTILINE)),
    ("security", re.compile(r"^ZN[YR] [A-Z]{5} ZZH.*", re.MULTILINE)),
    ("date-time group", re.compile(r"^[ZOPR](?: [ZOPR])? \d{6} ?Z [A-Z]{3} \d\d.*", re.MULTILINE)),
    ("from", re.compile(r"^FM .+", re.MULTILINE)),
    ("to", re.compile(r"^TO .+(?:\nR[A-Z]{3,6}/.+)*", re.MULTILINE)),
    ("info", re.compile(r"^INFO .+(?:\nR[A-Z]{3,6}/.+)*", re.MULTILINE)),
    ("classification line", CLASS_LINE),
    ("executive order", re.compile(r"^[ \t]*E\. ?O\. ?\d{5}.*", re.MULTILINE)),
    ("tags", re.compile(r"^[ \t]*TAGS?\b:?.*", re.MULTILINE)),
    ("subject", SUBJECT),
    ("references", re.compile(r"^[ \t]*REF(?:S|\(S\)|TELS?)?\b:?.*", re.MULTILINE)),
)  # fmt: skip
SIGNATURE = re.compile(r"^[ \t]*([A-Z][A-Z'’ -]{1,25})[ \t]*\s*\Z", re.MULTILINE)
PORTION_MARK = re.compile(r"[ \t]*\(([A-Z][A-Z/, -]{0,39})\)")
# Header fields stand before the text, in ../shared/cables within 2,109 characters.
LONGEST_HEADER = 8_000


class Field(NamedTuple):
    """One header field: its name, what it says, and where, in the text and in the source."""

    name: str
    value: str
    start: int
    end: int
    source_start: int
    source_end: int


class Paragraph(NamedTuple):
    """One numbered paragraph, marker included; ``mark`` is its portion mark (``C``) or empty."""

    number: int
    mark: str
    start: int
    end: int
    source_start: int
    source_end: int


class Message(NamedTuple):
    """One telegram: ``text[start:end]``, from ``source[source_start:source_end]``.

    ``page_lines`` have offsets into the source: they are kept here when they were taken out of
    the text.
    """

    start: int
    end: int
    source_start: int
    source_end: int
    fields: tuple[Field, ...]
    paragraphs: tuple[Paragraph, ...]
    page_lines: tuple[PageLine, ...]
    signature: str

    def field(self, name: str) -> str:
        """What the field says, or an empty string if the message does not have it."""
        return next((f.value for f in self.fields if f.name == name), "")

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, ready for JSON."""
        return {
            "start": self.start,
            "end": self.end,
            "source_start": self.source_start,
            "source_end": self.source_end,
            "fields": [f._asdict() for f in self.fields],
            "paragraphs": [p._asdict() for p in self.paragraphs],
            "page_lines": [p.to_dict() for p in self.page_lines],
            "signature": self.signature,
        }


def read(doc: Document) -> tuple[Message, ...]:
    """The telegrams of a document, in order; an empty document has none."""
    # what stands before the first telegram is no message of its own if it is blank
    starts = [start for start, part in doc.messages() if part.text.strip()]
    ends = [*starts[1:], len(doc.text)]
    if not starts:
        return ()
    markers = [m for numbering in doc.numbering for m in numbering.markers]
    messages = []
    k = 0
    for start, end in zip(starts, ends, strict=True):
        first = k
        while k < len(markers) and markers[k].start < end:
            k += 1
        messages.append(_message(doc, start, end, markers[first:k]))
    return tuple(messages)


def _message(doc: Document, start: int, end: int, markers: list[Marker]) -> Message:
    text = doc.text
    head_end = min(markers[0].start if markers else end, start + LONGEST_HEADER)
    signed = SIGNATURE.search(text, max(start, end - 200), end) if markers else None
    text_end = signed.start(1) if signed and signed.start(1) > markers[-1].end else end
    source_start, source_end = doc.spans.source_span(start, end)
    ends = [*(m.start for m in markers[1:]), text_end] if markers else []
    return Message(
        start,
        end,
        source_start,
        source_end,
        tuple(_fields(doc, start, head_end)),
        tuple(
            _paragraph(doc, m.number, m.start, m.end, stop)
            for m, stop in zip(markers, ends, strict=True)
        ),
        tuple(_inside(doc.page_lines, source_start, source_end)),
        signed[1].strip() if signed and text_end < end else "",
    )


def _fields(doc: Document, start: int, end: int) -> Iterator[Field]:
    for name, pattern in FIELDS:
        m = pattern.search(doc.text, start, end)
        if m is not None:
            at, stop = m.span()
            yield Field(name, m[0].strip(), at, stop, *doc.spans.source_span(at, stop))


def _paragraph(doc: Document, number: int, start: int, marker_end: int, end: int) -> Paragraph:
    stop = start + len(doc.text[start:end].rstrip())
    mark = PORTION_MARK.match(doc.text, marker_end, stop)
    return Paragraph(
        number, mark[1] if mark else "", start, stop, *doc.spans.source_span(start, stop)
    )


def _inside(lines: Sequence[PageLine], start: int, end: int) -> Iterator[PageLine]:
    return (line for line in lines if start <= line.start < end)
