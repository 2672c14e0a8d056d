"""Addressees: who a telegram went to, for action and for information."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.fields import parts
from cablefix.cable.header import Header
from cablefix.cable.lines import Line
from cablefix.cable.words import TITLES

if TYPE_CHECKING:
    from cablefix.document import Document

# FORMAT.md 6: members of a collective that do not get the telegram follow this sign.
EXEMPT = re.compile(r"\bXMT\b\s*")
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
    is_exempt = False
    for line in header.lines:
        if line.kind not in ("to", "info"):
            continue
        xmt = EXEMPT.search(doc.text, line.start, line.end)
        stop = xmt.start() if xmt else line.end
        here = list(_addressee(doc, header, line._replace(end=stop)))
        # who is exempt gets no copy, so neither precedence nor number stand beside the name
        is_exempt = bool(
            is_exempt and found and here and found[-1].kind == line.kind and _is_bare(here[0])
        )
        if is_exempt:
            found[-1] = _without(doc, found[-1], line.start, line.end)
        else:
            found += here
        if xmt and found:
            found[-1] = _without(doc, found[-1], xmt.end(), line.end)
            is_exempt = True
    return tuple(found)


def _addressee(doc: Document, header: Header, line: Line) -> Iterator[Addressee]:
    """The addressee of a line; none if it holds no more than TO or INFO."""
    label = LABEL.fullmatch(doc.text, line.start, line.end)
    if label or not doc.text[line.start : line.end].strip():
        return
    said: dict[str, list[str]] = {}
    for part in parts(doc.text, header._replace(lines=(line,))):
        said.setdefault(part.name.removeprefix("addressee "), []).append(part.text)
    if "name" in said:
        joined = {name: " ".join(" ".join(texts).split()) for name, texts in said.items()}
        yield Addressee(
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


def _is_bare(addressee: Addressee) -> bool:
    return not (addressee.indicator or addressee.precedence or addressee.serial)


def _without(doc: Document, addressee: Addressee, start: int, end: int) -> Addressee:
    """The addressee without the members that ``text[start:end]`` names; its span reaches there."""
    exempt = (*addressee.exempt, *_names(doc.text[start:end]))
    _, source_end = doc.spans.source_span(start, end)
    return addressee._replace(exempt=exempt, end=end, source_end=source_end)


def _names(listed: str) -> Iterable[str]:
    for name in BETWEEN_EXEMPT.split(EXEMPT.sub(" ", listed)):
        bare = INDICATOR.sub("", " ".join(name.split()), count=1)
        if bare:
            yield bare
