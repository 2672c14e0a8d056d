"""Messages: the telegrams of a document, with all that their headers and texts are made of.

Everything here is as it was read: a part that is missing is empty, one that is damaged is damaged,
and nothing is invented.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cablefix.cable import addresses, ending, opening, references, tags
from cablefix.cable.addresses import Addressee
from cablefix.cable.ending import Signature, is_banner
from cablefix.cable.header import headers
from cablefix.cable.lines import Header, Line
from cablefix.cable.opening import Classifier, Order, Subject
from cablefix.cable.pages import PageLine
from cablefix.cable.references import Reference
from cablefix.cable.sections import MessageSection, message_sections
from cablefix.cable.tags import Tag

if TYPE_CHECKING:
    from cablefix.cable.markers import Marker
    from cablefix.cable.stamps import Stamp
    from cablefix.document import Document

# What stands at the head of a telegram, so that a second one means a second telegram.
HEADS = frozenset(("start", "originator", "page", "date-time group", "from"))
# Lines that say nothing: dashes and counters.
RULES = frozenset(("rule", "stray", "terminal"))
# Fields that wrap until the next one; behind the last of them other lines may stand.
OPEN = frozenset(("subject", "references", "classified by"))
# The repairs that rest on another field, a closed set or the line's own grammar.
CORRECTIONS = ("header-witness", "header-code", "header-label", "header-sign", "class-spacing")
PORTION_MARK = re.compile(r"[ \t]*\(([A-Z][A-Z/, -]{0,39})\)")
BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
# The end of a telegram, and what may stand between it and the next.
END_OF_MESSAGE = re.compile(r"N{3,8}\s*")


Placed = TypeVar("Placed", "Marker", Header, PageLine, "Stamp")


class Field(NamedTuple):
    """One line of a header as it was sent: its name, what it says, and where.

    ``value`` has single blanks between words, where the line wrapped too.  ``witnesses`` are the
    reasons of the repairs made in it: who said so.
    """

    name: str
    value: str
    start: int
    end: int
    source_start: int
    source_end: int
    witnesses: tuple[str, ...]


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

    All parts have their place in the text and in the source, in code points, but for
    ``page_lines`` and ``stamps``: these have offsets into the source, as they are kept here when
    they were taken out of the text.  What a message does not have is an empty string or an
    empty tuple.
    """

    start: int
    end: int
    source_start: int
    source_end: int
    fields: tuple[Field, ...]
    addressees: tuple[Addressee, ...]
    captions: tuple[str, ...]
    order: Order
    tags: tuple[Tag, ...]
    subject: Subject
    references: tuple[Reference, ...]
    classified_by: Classifier
    sections: tuple[MessageSection, ...]
    paragraphs: tuple[Paragraph, ...]
    page_lines: tuple[PageLine, ...]
    stamps: tuple[Stamp, ...]
    signature: Signature

    def field(self, name: str) -> str:
        """What the first field of a name says; an empty string if the message has none."""
        return next((f.value for f in self.fields if f.name == name), "")

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, ready for JSON (``data/repair.schema.json``)."""
        facts: dict[str, Any] = _plain(self)
        return facts


def read(doc: Document) -> tuple[Message, ...]:
    """The telegrams of a document, in order; an empty document has none."""
    found = tuple(_headers(doc))
    starts = _starts(doc, found)
    markers = [m for numbering in doc.numbering for m in numbering.markers]
    messages = []
    for start, end in zip(starts, [*starts[1:], len(doc.text)], strict=False):
        header = next(iter(_inside(found, start, end)), Header(start, start, ()))
        messages.append(_message(doc, start, end, header, _inside(markers, start, end)))
    return tuple(messages)


def _headers(doc: Document) -> Iterator[Header]:
    """The headers of a document; none reaches over the place where a telegram begins."""
    for at, part in doc.messages():
        for header in headers(part.text):
            moved = (Line(kind, a + at, b + at) for kind, a, b in header.lines)
            yield Header(header.start + at, header.end + at, tuple(moved))


def _starts(doc: Document, found: Sequence[Header]) -> list[int]:
    """Where the messages begin: where a telegram begins on its line, and at every further head."""
    # what stands before the first telegram is no message of its own if it is blank
    starts = {start for start, part in doc.messages() if part.text.strip()}
    heads = {h.start: HEADS.intersection(line.kind for line in h.lines) for h in found}
    seen: frozenset[str] = frozenset()
    for at in sorted(starts | heads.keys()):
        head = heads.get(at, frozenset())
        if at in starts:
            seen = head
        elif seen & head:
            starts.add(_with_banner(doc.text, at))
            seen = head
        else:
            seen |= head
    return sorted(starts)


def _with_banner(text: str, at: int) -> int:
    """Where the banner over a head begins that stands behind the end of another telegram."""
    line = text.rfind("\n", 0, max(at - 1, 0)) + 1
    while line and not text[line:at].strip():
        line = text.rfind("\n", 0, line - 1) + 1
    if not is_banner(text[line:at]):
        return at
    before = text[max(0, line - 40) : line].rstrip().rpartition("\n")[2]
    return line if END_OF_MESSAGE.fullmatch(before) else at


def _message(
    doc: Document, start: int, end: int, header: Header, markers: Sequence[Marker]
) -> Message:
    source_start, source_end = doc.spans.source_span(start, end)
    pages = tuple(_inside(doc.page_lines, source_start, source_end))
    # where something else than a field begins
    ends = sorted(
        [m.start for m in markers] + [doc.spans.output_span(p.start, p.end)[0] for p in pages]
    )
    lines = [_trimmed(doc.text, line, ends) for line in header.lines]
    signature = ending.signature(doc, max((x.end for x in lines), default=start), end)
    if markers and signature.start < markers[-1].end:
        signature = Signature("", end, end, *doc.spans.source_span(end, end))
    fields = tuple(_field(doc, line) for line in lines if line.kind not in RULES)

    def span(kind: str) -> tuple[int, int]:
        return next(((x.start, x.end) for x in lines if x.kind == kind), (start, start))

    return Message(
        start,
        end,
        source_start,
        source_end,
        fields,
        addresses.read(doc, header),
        tuple(f.value for f in fields if f.name == "caption"),
        opening.order(doc, *span("executive order")),
        tuple(tags.read(doc, *span("tags"))),
        opening.subject(doc, *span("subject")),
        tuple(references.read(doc, *span("references"))),
        opening.classifier(doc, *span("classified by")),
        tuple(message_sections(doc, span("classification line")[0], signature.start, pages)),
        tuple(_paragraphs(doc, markers, signature.start)),
        pages,
        # a stamp before the first telegram is the first one's
        tuple(_inside(doc.stamps, source_start if doc.text[:start].strip() else 0, source_end)),
        signature,
    )


def _trimmed(text: str, line: Line, ends: Sequence[int]) -> Line:
    """A line without what may stand behind the last field: a heading, a note, the text.

    ``ends`` are the places in the text where a paragraph or a page line begins.
    """
    if line.kind not in OPEN:
        return line
    following = bisect_right(ends, line.start)
    end = min([line.end, *ends[following : following + 1]])
    if line.kind == "references":
        end = references.list_end(text, line.start, end)
    elif m := BLANK_LINE.search(text, line.start, end):
        is_open = line.kind == "classified by" and not _has_reason(text, line.start, m.start())
        stop = text.find("\n\n", m.end(), end)
        stop = stop if stop >= 0 else end
        # a blank line may stand before the reasons
        end = stop if is_open and _has_reason(text, m.end(), stop) else m.start()
    return line._replace(end=line.start + len(text[line.start : end].rstrip()))


def _inside(found: Sequence[Placed], start: int, end: int) -> Sequence[Placed]:
    """What begins between two offsets, of what is in order."""
    first = bisect_left(found, start, key=lambda x: x.start)
    return found[first : bisect_left(found, end, key=lambda x: x.start)]


def _has_reason(text: str, start: int, end: int) -> bool:
    return next(opening.reasons(text, start, end), None) is not None


def _field(doc: Document, line: Line) -> Field:
    source = doc.spans.source_span(line.start, line.end)
    value = " ".join(doc.text[line.start : line.end].split())
    whys = (
        step.why
        for change in doc.spans.changes_in(*source)
        for step in change.steps
        if step.source.startswith(CORRECTIONS)
    )
    return Field(line.kind, value, line.start, line.end, *source, tuple(dict.fromkeys(whys)))


def _paragraphs(doc: Document, markers: Sequence[Marker], end: int) -> Iterator[Paragraph]:
    ends = [*(m.start for m in markers[1:]), end]
    for m, stop in zip(markers, ends, strict=False):
        at = m.start + len(doc.text[m.start : stop].rstrip())
        mark = PORTION_MARK.match(doc.text, m.end, at)
        span = doc.spans.source_span(m.start, at)
        yield Paragraph(m.number, mark[1] if mark else "", m.start, at, *span)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a message holds
    """A named tuple as a dict, a tuple as a list, all the way down."""
    if hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
