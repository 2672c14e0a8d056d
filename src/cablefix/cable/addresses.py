"""Addressees: who a telegram went to, for action and for information."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.fields import parts
from cablefix.cable.lines import Header, Line
from cablefix.cable.words import TITLES

if TYPE_CHECKING:
    from cablefix.document import Document

# FORMAT.md 6: members of a collective that do not get the telegram follow this sign.
EXEMPT = re.compile(r"\bXMT\b[\s/]*")
# The next line goes on with them.
GOES_ON = re.compile(r"(?:,|\bXMT)\s*\Z")
BETWEEN_EXEMPT = re.compile(rf"\s*[,;]\s*|\s+(?=(?:[A-Z]{{4,8}}/)?(?:{'|'.join(TITLES)})\b)")
INDICATOR = re.compile(r"[A-Z]{4,8}/")
LABEL = re.compile(r"\s*(?:TO|INFO)\b\s*")


class Addressee(NamedTuple):
    """One addressee: ``kind`` is ``to`` or ``info``; what its line does not give is empty.

    ``exempt`` are the members of a collective that were not to get the telegram.
    """

    kind: str
    indicator: str
    name: str
    precedence: str
    serial: str
    exempt: tuple[str, ...]
    start: int
    end: int
    source_start: int
    source_end: int


def read(doc: Document, header: Header) -> tuple[Addressee, ...]:
    """The addressees of a header, in order."""
    found: list[Addressee] = []
    exempt = ""  # the line before, if it names members that are exempt
    for line in header.lines:
        if line.kind not in ("to", "info"):
            continue
        xmt = EXEMPT.search(doc.text, line.start, line.end)
        here = _addressee(doc, header, line._replace(end=xmt.start() if xmt else line.end))
        if exempt and here is not None and not _is_next(found[-1], exempt, here):
            found[-1] = _without(doc, found[-1], line.start, line.end)
            exempt = doc.text[line.start : line.end]
            continue
        exempt = ""
        if here is not None:
            found.append(here)
        if xmt and found:
            found[-1] = _without(doc, found[-1], xmt.end(), line.end)
            exempt = doc.text[line.start : line.end]
    return tuple(found)


def _is_next(before: Addressee, exempt: str, here: Addressee) -> bool:
    """Whether a line behind one that names exempt members is the next addressee, and not another.

    Who is exempt gets no copy, so neither precedence nor number stand beside the name.
    """
    if here.kind != before.kind:
        return True
    is_bare = not (here.indicator or here.precedence or here.serial)
    return not is_bare and GOES_ON.search(exempt) is None


def _addressee(doc: Document, header: Header, line: Line) -> Addressee | None:
    """The addressee of a line; none if it holds no more than TO or INFO."""
    label = LABEL.fullmatch(doc.text, line.start, line.end)
    if label or not doc.text[line.start : line.end].strip():
        return None
    said: dict[str, list[str]] = {}
    for part in parts(doc.text, header._replace(lines=(line,))):
        said.setdefault(part.name.removeprefix("addressee "), []).append(part.text)
    if "name" not in said:
        return None
    joined = {name: " ".join(" ".join(texts).split()) for name, texts in said.items()}
    return Addressee(
        line.kind,
        joined.get("indicator", ""),
        joined["name"],
        joined.get("precedence", ""),
        joined.get("serial", ""),
        (),
        line.start,
        line.end,
        *doc.spans.source_span(line.start, line.end),
    )


def _without(doc: Document, addressee: Addressee, start: int, end: int) -> Addressee:
    """The addressee without the members that ``text[start:end]`` names; its span reaches there."""
    exempt = (*addressee.exempt, *_names(doc.text[start:end]))
    _, source_end = doc.spans.source_span(start, end)
    return addressee._replace(exempt=exempt, end=end, source_end=source_end)


def _names(listed: str) -> Iterator[str]:
    for name in BETWEEN_EXEMPT.split(EXEMPT.sub(" ", listed)):
        bare = INDICATOR.sub("", " ".join(name.split()), count=1)
        if bare:
            yield bare
