"""The report as HTML: one file, or an index with pages beside it; it asks for nothing.

A cable has no way out of the text: all of it is escaped, and the page's own policy allows one
script and one style sheet, by their checksums, and no request.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from cablefix.report import inert, model
from cablefix.report.glyphs import drawn, runs
from cablefix.report.markup import glyphs, inline
from cablefix.report.overview import overview, sent
from cablefix.report.rows import flag_rows, repair_rows, shown_confidence
from cablefix.report.view import blocks
from cablefix.types import FLAG_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2 import Environment

    from cablefix.api import Repair
    from cablefix.cable.message import Message
    from cablefix.report.rows import FlagRow, RepairRow
    from cablefix.report.view import Block

TEMPLATES = os.path.join(os.path.dirname(__file__), "templates")
# 500 documents as scanners read them are 19.5 MB and open in half a second on two busy cores
# (tools/bench_report.py); beyond that the documents go onto pages beside an index.
MOST_DOCUMENTS = 500
LARGEST = 20_000_000
PAGE_DOCUMENTS = 200
PAGE_SIZE = 8_000_000
# The strip beside a text has so many places; findings nearer together are one tick.
MAP_HEIGHT = 400


class DocumentPage(NamedTuple):
    """One document: what the template of its page shows."""

    number: int
    name: str
    post: str
    date: str
    subject: str
    quality: float
    result: Repair
    messages: tuple[Message, ...]
    repairs: tuple[RepairRow, ...]
    flags: tuple[FlagRow, ...]

    @property
    def blocks(self) -> Iterator[Block]:
        """The text, made when it is asked for."""
        return blocks(self.result)

    @property
    def ticks(self) -> dict[str, str]:
        """Where in the document its flags and repairs are, as paths of the strip beside it."""
        size = max(1, len(self.result.source))
        flags = {MAP_HEIGHT * f.start // size for f in self.result.flags}
        repairs = {MAP_HEIGHT * e.start // size for e in self.result.edits}
        drawn_at = (("flags", 0, flags), ("repairs", 5, repairs))
        return {
            kind: "".join(f"M{x} {y}h5v2h-5z" for y in sorted(places))
            for kind, x, places in drawn_at
            if places
        }

    @property
    def data(self) -> str:
        """What the script reads of it."""
        labelled: dict[str, RepairRow | FlagRow] = {f"r{r.number}": r for r in self.repairs}
        labelled |= {f"f{f.number}": f for f in self.flags}
        places = [str(labelled[f.label].place) for f in inert.found(self.result)]
        return inert.document(self.name, self.result, places)


def render(
    documents: Sequence[tuple[str, Repair]], failures: Sequence[tuple[str, str]] = ()
) -> str:
    """The report on named results as one page, however large it is.

    ``failures`` are the documents that could not be read or repaired, and why.
    """
    return _Writer(documents, failures).whole()


def files(
    path: str, documents: Sequence[tuple[str, Repair]], failures: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """The files of a report that begins at ``path``: itself, and beyond its size its pages.

    The pages lie beside it: ``report-001.html`` beside ``report.html``.
    """
    return _Writer(documents, failures).files(path)


class _Writer:
    """The documents of a report, made into pages."""

    def __init__(
        self, documents: Sequence[tuple[str, Repair]], failures: Sequence[tuple[str, str]]
    ) -> None:
        self._pages = [_page(i, name, r) for i, (name, r) in enumerate(documents, 1)]
        self._failures = failures
        self._templates = _templates()
        template = self._templates.get_template("document.html.j2")
        self._articles = [template.render(document=d) for d in self._pages]
        results = [d.result for d in self._pages]
        self._overview = overview(results, model.summaries(), FLAG_KINDS)
        self._summary = model.summary(
            len(results),
            (sum(len(r.edits) for r in results), sum(bool(r.edits) for r in results)),
            (sum(len(r.flags) for r in results), sum(bool(r.flags) for r in results)),
        )
        # the same documents keep their decisions in the browser from one report to the next
        seen = hashlib.sha256()
        for d in self._pages:
            seen.update(f"{d.name}\n{d.result.source}\n".encode("utf-8", "surrogatepass"))
        self._identity = seen.hexdigest()[:16]

    def files(self, path: str) -> list[tuple[str, str]]:
        """The index and its pages, or one file if all of it is small enough."""
        if len(self._pages) <= MOST_DOCUMENTS and sum(map(len, self._articles)) <= LARGEST:
            return [(path, self.whole())]
        stem, ending = os.path.splitext(path)
        groups = list(self._groups())
        names = [f"{stem}-{i:03}{ending}" for i in range(1, len(groups) + 1)]
        places = [_address(name) for name in names]
        index = _address(path)
        hrefs = [
            f"{place}#d{self._pages[i].number}"
            for place, group in zip(places, groups, strict=True)
            for i in group
        ]
        made = [(path, self._render(range(len(self._pages)), [], hrefs, {}))]
        for k, (name, group) in enumerate(zip(names, groups, strict=True)):
            pages = {"index": index}
            if k > 0:
                pages["before"] = places[k - 1]
            if k + 1 < len(places):
                pages["after"] = places[k + 1]
            own = [f"#d{self._pages[i].number}" for i in group]
            made.append((name, self._render(group, group, own, pages)))
        return made

    def whole(self) -> str:
        """All of it as one page."""
        every = range(len(self._pages))
        return self._render(every, every, [f"#d{d.number}" for d in self._pages], {})

    def _groups(self) -> Iterator[range]:
        """The documents of each page."""
        start = size = 0
        for i, article in enumerate(self._articles):
            if i > start and (i - start >= PAGE_DOCUMENTS or size + len(article) > PAGE_SIZE):
                yield range(start, i)
                start, size = i, 0
            size += len(article)
        if start < len(self._articles):
            yield range(start, len(self._articles))

    def _render(
        self, listed: Sequence[int], shown: Sequence[int], hrefs: list[str], pages: dict[str, str]
    ) -> str:
        """A page that lists some documents and shows some."""
        from cablefix import __version__

        documents = [self._pages[i] for i in listed]
        indexed = [
            inert.Indexed(href, d.name, d.post, d.date, d.subject, d.quality, d.result)
            for href, d in zip(hrefs, documents, strict=True)
        ]
        style, script = asset("report.css"), asset("report.js")
        return self._templates.get_template("report.html.j2").render(
            version=__version__,
            policy=policy(style, script),
            style=style,
            script=script,
            summary=self._summary,
            overview=self._overview,
            failures=self._failures,
            rows=list(zip(hrefs, documents, strict=True)),
            articles=[self._articles[i] for i in shown],
            pages=pages,
            corpus=inert.corpus(indexed, identity=self._identity, pages=pages),
        )


def _page(number: int, name: str, result: Repair) -> DocumentPage:
    messages = result.messages
    first = messages[0] if messages else None
    origin = first.field("from") if first else ""
    return DocumentPage(
        number,
        name,
        origin.removeprefix("FM ").strip(),
        sent(first.field("date-time group")) if first else "",
        first.field("subject").removeprefix("SUBJECT:").strip() if first else "",
        result.quality,
        result,
        messages,
        repair_rows(result),
        flag_rows(result),
    )


def _address(path: str) -> str:
    """The address of a file from another one beside it, whatever is in its name."""
    return quote(os.fsencode(os.path.basename(path)))


@cache
def asset(name: str) -> str:
    """The text of a file that stands in the page as it is."""
    with open(os.path.join(TEMPLATES, name), encoding="utf-8") as file:
        return file.read()


def policy(style: str, script: str = "") -> str:
    """What a browser may do with a page: show it, with this style sheet and this script."""
    scripts = f"script-src {_checksum(script)}; " if script else ""
    return (
        f"default-src 'none'; {scripts}style-src {_checksum(style)};"
        " base-uri 'none'; form-action 'none'"
    )


def _checksum(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"


def environment() -> Environment:
    """The templates of our pages.

    All text from outside goes through autoescape, and invisible characters are drawn, so a page
    can always be written as UTF-8.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def visible(value: object) -> object:
        """What an expression of the template gives, with nothing invisible in it."""
        return drawn(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    page = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    page.filters.update(runs=runs)
    return page


def _templates() -> Environment:
    page = environment()
    page.filters.update(
        counted=model.counted,
        code=_code_parts,
        glyphs=glyphs,
        inline=inline,
        confidence=shown_confidence,
    )
    page.globals.update(map_height=MAP_HEIGHT)
    return page


def _code_parts(prose: str) -> list[tuple[bool, str]]:
    """Prose cut at its double backticks: whether it is code, and the text.

    >>> _code_parts("such as ``[MOPS](#)``")
    [(False, 'such as '), (True, '[MOPS](#)'), (False, '')]
    """
    return [(i % 2 == 1, part) for i, part in enumerate(prose.split("``"))]
