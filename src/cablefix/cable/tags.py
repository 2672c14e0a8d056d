"""The TAGS line: subject codes, programmes, organisations, countries and persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.closed import codes
from cablefix.cable.fields import STRIP

if TYPE_CHECKING:
    from cablefix.document import Document

# The label, its colon anywhere before the next word or not there: "TAGS PREL, PGOV".
LABEL = re.compile(r"\s*(?:[^\s:]+\s*:+|\S+)\s*")
# Names in brackets behind the code they go with, or a code.
NAMES_OR_CODE = re.compile(r"\((?P<names>[^)]*)\)?|(?P<code>[^\s,;()]+)")
NAME = re.compile(r"[^\s;](?:[^;]*[^\s;])?")
# What a code may be, as data/codes.tsv calls it; UN and AL are both, and countries first.
KINDS = (
    ("tags-subject", "subject"),
    ("tags-program", "programme"),
    ("tags-geo", "geo"),
    ("tags-organization", "organisation"),
)


class Tag(NamedTuple):
    """One code of the TAGS line, or one person named behind a code.

    ``kind`` is subject, programme, organisation, geo or person; empty for a code that is in no
    list.
    """

    code: str
    kind: str
    start: int
    end: int
    source_start: int
    source_end: int


def read(doc: Document, start: int, end: int) -> Iterator[Tag]:
    """The tags of the TAGS line at ``text[start:end]``, in order."""
    label = LABEL.match(doc.text, start, end)
    for m in NAMES_OR_CODE.finditer(doc.text, label.end() if label else start, end):
        if m["code"] is None:
            for name in NAME.finditer(doc.text, *m.span("names")):
                yield _tag(doc, "person", *name.span())
            continue
        code = m["code"].strip(STRIP)
        if code:
            at = m.start() + m["code"].index(code)
            yield _tag(doc, _kind(code.upper()), at, at + len(code))


def _tag(doc: Document, kind: str, start: int, end: int) -> Tag:
    code = " ".join(doc.text[start:end].split())
    return Tag(code, kind, start, end, *doc.spans.source_span(start, end))


def _kind(code: str) -> str:
    """What a code is; empty if no list has it."""
    return next((kind for table, kind in KINDS if code in codes(table)), "")
