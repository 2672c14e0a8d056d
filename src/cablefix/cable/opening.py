"""What the lines between the address list and the text say: E.O., SUBJECT, Classified By."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.tags import LABEL

if TYPE_CHECKING:
    from cablefix.document import Document

# "E.O. 12958: DECL: 02/01/2012", "EO 11652: GDS"; typewriters wrote L for 1 (FORMAT.md 2)
ORDER = re.compile(
    r"\W*E\W{0,3}[O0QD]\W{0,3}(?P<number>[0-9A-Z]{5})\b[\s:;.,]*(?:DECL(?:AS)?\b[\s:;.,]*)?",
    re.IGNORECASE,
)
# A subject's own portion mark; "(CORRECTED COPY)" is none
SUBJECT_MARK = re.compile(r"\s*\((?P<mark>(?:U|C|S|TS|SBU|LOU|FOUO)(?:[/ -][A-Z/, -]{0,36})?)\)\s*")
CLASSIFIED_BY = re.compile(
    r"\W*(?:U\)\s*)?(?:classified|derived)\s+(?:by|from)\s*:?\s*", re.IGNORECASE
)
# Where the name ends and the reasons begin.
REASON = re.compile(
    r"\b(?:for\s+)?reasons?\b|\b(?:per|under|pursuant)\s.{0,20}?(?=1\.\s?[4-6])"
    r"|\b(?:per\s+)?E\.?\s?O\.?\s?[0-9]{5}|\b1\.\s?[4-6]",
    re.IGNORECASE | re.DOTALL,
)
# FORMAT.md 1.3: 1.5 before 2003, 1.4 after; 1.6 in the orders before those
PARAGRAPH_OF_ORDER = re.compile(r"\b1\.\s?(?P<paragraph>[4-6])")
# "(b) and (d)", "b,d", "(B/D)"; a word behind a letter without brackets makes an article of it
REASON_LETTER = re.compile(
    r"(?:[\s,;/&()+.-]|\band\b|\bor\b)*\b(?P<letter>[a-h])\b(?=\s*(?:[,;/&()+.-]|and\b|or\b|\Z))",
    re.IGNORECASE,
)


class Order(NamedTuple):
    """The executive order of a message and what it says of declassification, as on its line.

    ``declassification`` is what stands behind ``DECL:`` (``02/01/2012``), or behind the number
    (``GDS``, ``N/A``).
    """

    number: str
    declassification: str
    start: int
    end: int
    source_start: int
    source_end: int


class Subject(NamedTuple):
    """The subject, its lines joined, without its label; ``mark`` is its own portion mark."""

    value: str
    mark: str
    start: int
    end: int
    source_start: int
    source_end: int


class Classifier(NamedTuple):
    """Who classified the message, and the reasons: ``1.4(b)``, ``1.4(d)``."""

    who: str
    reasons: tuple[str, ...]
    start: int
    end: int
    source_start: int
    source_end: int


def order(doc: Document, start: int, end: int) -> Order:
    """What the E.O. line at ``text[start:end]`` says."""
    m = ORDER.match(doc.text, start, end)
    number, at = (m["number"], m.end()) if m else ("", start)
    return Order(number, _joined(doc, at, end), start, end, *doc.spans.source_span(start, end))


def subject(doc: Document, start: int, end: int) -> Subject:
    """What the SUBJECT lines at ``text[start:end]`` say."""
    label = LABEL.match(doc.text, start, end)
    at = label.end() if label else start
    mark = SUBJECT_MARK.match(doc.text, at, end)
    return Subject(
        _joined(doc, mark.end() if mark else at, end),
        mark["mark"] if mark else "",
        start,
        end,
        *doc.spans.source_span(start, end),
    )


def classifier(doc: Document, start: int, end: int) -> Classifier:
    """What the lines at ``text[start:end]`` that begin with Classified By say."""
    label = CLASSIFIED_BY.match(doc.text, start, end)
    at = label.end() if label else start
    reason = REASON.search(doc.text, at, end)
    return Classifier(
        _joined(doc, at, reason.start() if reason else end).rstrip(" ,.;:()-"),
        tuple(reasons(doc.text, reason.start(), end)) if reason else (),
        start,
        end,
        *doc.spans.source_span(start, end),
    )


def reasons(text: str, start: int, end: int) -> Iterator[str]:
    """The reasons for a classification in a stretch of text, each with its letter if it has one.

    >>> list(reasons("for reasons 1.4 (b) and (d).", 0, 28))
    ['1.4(b)', '1.4(d)']
    """
    for m in PARAGRAPH_OF_ORDER.finditer(text, start, end):
        paragraph = f"1.{m['paragraph']}"
        letter = REASON_LETTER.match(text, m.end(), end)
        if letter is None:
            yield paragraph
        while letter is not None:
            yield f"{paragraph}({letter['letter'].lower()})"
            letter = REASON_LETTER.match(text, letter.end(), end)


def _joined(doc: Document, start: int, end: int) -> str:
    """A stretch of text with its lines joined, single blanks between words."""
    return " ".join(doc.text[start:end].split())
