"""Findings as Web Annotations (W3C, JSON-LD), which annotation tools show beside the text."""

from __future__ import annotations

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cablefix.report.form import Entry, Listed
from cablefix.report.glyphs import drawn
from cablefix.report.places import Places, findings, iri
from cablefix.report.records import readable
from cablefix.types import Edit, Flag

# The second part names what the standard has no words for.
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "confidence": {
            "@id": "urn:cablefix:confidence",
            "@type": "http://www.w3.org/2001/XMLSchema#double",
        }
    },
]
# What an error without a path is about.
_REPORT = "urn:cablefix:report"


class Collection(Listed):
    """A collection of one page: an annotation for each repair, flag and error.

    Positions count the code points of the text, as the standard says; a line end is one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []

    def begin(self) -> str:
        """The head, up to the annotations."""
        head = {
            "@context": CONTEXT,
            "type": "AnnotationCollection",
            "label": "cablefix report",
            "generator": _generator(),
        }
        page = {"type": "AnnotationPage", "startIndex": 0}
        return f'{readable(head)[:-1]}, "first": {readable(page)[:-1]}, "items": ['

    def document(self, entry: Entry) -> str:
        """The annotations of one document, by place."""
        source = iri(entry.path)
        places = Places(entry.result.source)
        made = [_annotation(source, places, f) for f in findings(entry.result)]
        self._names += [annotation["id"] for annotation in made]
        return ",\n".join(map(readable, made))

    def failure(self, path: str, message: str) -> str:
        """A comment on the document, or on the report if there is no path."""
        target = iri(path) if path else _REPORT
        name = _id(target, "error", message)
        self._names.append(name)
        return readable(
            {
                "id": name,
                "type": "Annotation",
                "target": target,
                "motivation": "commenting",
                "body": [_text(message, "commenting")],
            }
        )

    def end(self) -> str:
        """Their number, and names that other collections do not have."""
        name = _id("collection", *self._names)
        page = {"id": _id("page", *self._names), "partOf": name}
        rest = {"id": name, "total": len(self._names)}
        return f"\n], {readable(page)[1:]}, {readable(rest)[1:]}\n"


def _annotation(source: str, places: Places, f: Edit | Flag) -> dict[str, Any]:
    exact, prefix, suffix = places.quote(f.start, f.end)
    quote = {"exact": exact, "prefix": prefix, "suffix": suffix}
    selectors = [
        {"type": "TextPositionSelector", "start": f.start, "end": f.end},
        {"type": "TextQuoteSelector"} | {key: _whole(text) for key, text in quote.items()},
    ]
    made = {
        "id": _id(source, str(f.start), str(f.end), f.source, exact, prefix, suffix),
        "type": "Annotation",
        "target": {"source": source, "selector": selectors},
    }
    tag, why = _text(f.source, "tagging"), _text(f.why, "describing")
    if isinstance(f, Edit):
        new = _text(f.new, "editing")
        return made | {
            "motivation": "editing",
            "confidence": f.confidence,
            "body": [new, tag, why],
        }
    readings = [_text(reading, "editing") for reading in f.candidates]
    body = [tag, _text(f.kind, "tagging"), why, *readings]
    return made | {"motivation": "questioning", "body": body}


def _text(text: str, purpose: str) -> dict[str, str]:
    return {
        "type": "TextualBody",
        "value": _whole(text),
        "format": "text/plain",
        "purpose": purpose,
    }


def _id(*facts: str) -> str:
    """The same name for the same finding in every run."""
    return uuid5(NAMESPACE_URL, json.dumps(facts)).urn


def _generator() -> dict[str, str]:
    from cablefix import __version__

    return {"type": "Software", "name": f"cablefix {__version__}"}


def _whole(text: str) -> str:
    """Text that every reader of JSON takes: a half character is drawn; the position has it."""
    return "".join(drawn(c) if "\ud800" <= c <= "\udfff" else c for c in text)
