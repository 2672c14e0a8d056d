"""The forms that results are written in, by their names and by the endings of files."""

from __future__ import annotations

import codecs
import os
import re
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from cablefix.types import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cablefix.api import Repair
    from cablefix.report.form import Form

Results: TypeAlias = "Sequence[tuple[str, Repair]]"
Failures: TypeAlias = "Sequence[tuple[str, str]]"
# The files of a report: path and text of each, the first at the path that was asked for.
Files: TypeAlias = "Callable[[str, Results, Failures], list[tuple[str, str]]]"

RenderScore: TypeAlias = "Callable[..., str]"

# Every report has these words in its first lines, so that a later one may take its place.
MARK = b"cablefix report"
FIRST_LINES = 2_000
# what the modules need beyond cablefix itself
_EXTRA = "jinja2"
_SCORE_FORMS = {".html": "html", ".htm": "html", ".json": "json"}
_PAGES = (".html", ".htm")


class Format(NamedTuple):
    """A form that results are written in.

    ``maker`` names its ``Form``, which is loaded when it is asked for; a diff, made of the bytes
    of files, has none.  ``mark`` is a pattern that the first lines of such a file have and those
    of others have not; without one, no file is replaced.  ``lead`` is what a file has in front.
    """

    meaning: str
    maker: str
    endings: tuple[str, ...] = ()
    mark: bytes | None = MARK
    lead: bytes = b""


FORMATS: dict[str, Format] = {
    "json": Format(
        "all that is known, as one document",
        "records:Whole",
        (".json",),
        rb'\A\{"version": \d+, "documents": \[',
    ),
    "jsonl": Format(
        "the same, one line a document",
        "records:Lines",
        (".jsonl",),
        rb'\A\{"path": "[^\n]*("version": \d+, "id": |"error": )',
    ),
    "markdown": Format("for a pull request, at most 65,000 characters", "markdown:Page", (".md",)),
    "sarif": Format(
        "SARIF 2.1.0, for code hosts and editors", "sarif:Log", (".sarif", ".sarif.json")
    ),
    "tei": Format("TEI P5, for editions: choice, sic and corr", "tei:Corpus", (".xml", ".tei")),
    "annotations": Format(
        "W3C Web Annotations (JSON-LD)",
        "annotations:Collection",
        (".jsonld",),
        b'"label": "cablefix report"',
    ),
    "csv": Format(
        "a row each finding, for a spreadsheet",
        "sheet:Rows",
        (".csv",),
        rb"\A(\xef\xbb\xbf)?document,line,column,start,end,finding,pass,",
        # without the mark of UTF-8 a spreadsheet reads the file in its own country's encoding
        codecs.BOM_UTF8,
    ),
    "github": Format("annotations of a workflow run", "github:Annotations", (), None),
    "word-diff": Format("the repaired words, [-so-]{+so+}", "word_diff:Marked", (), None),
    "word-diff-color": Format("the same in colours alone", "word_diff:Coloured", (), None),
    "diff": Format("the repairs, for git apply -p0 or patch -p0", "", (".diff", ".patch"), None),
}
# What people read in the terminal.
LINES = ("concise", "full")


def form(name: str) -> Form:
    """A new form of that name."""
    module, _, maker = FORMATS[name].maker.partition(":")
    return cast("Form", getattr(import_module(f"cablefix.report.{module}"), maker)())


def form_of(path: str, name: str | None = None) -> str:
    """The name of the form for ``path``: ``name`` or as it ends; "html" for a page or a folder.

    ``SettingsError`` if the ending says nothing.
    """
    if name:
        return name
    low = path.lower()
    if low.endswith(_PAGES) or _is_folder(path):
        return "html"
    endings = {ending: known for known, form in FORMATS.items() for ending in form.endings}
    # the longest first: a.sarif.json is SARIF
    for ending in sorted(endings, key=len, reverse=True):
        if low.endswith(ending):
            return endings[ending]
    raise SettingsError(
        f"{path}: a report is written as .html{''.join(f', {e}' for e in endings)}, which the name"
        " has to end in; or say the form with --output-format"
    )


def spare(
    path: str,
    documents: Sequence[str],
    mark: bytes | None = MARK,
    kind: str = "report of cablefix",
) -> None:
    """``SettingsError`` if a report at ``path`` would take the place of anything but a report.

    ``mark`` is the pattern that reports of its ``kind`` are known by.
    """
    if not os.path.exists(path):
        return
    if any(os.path.exists(d) and os.path.samefile(d, path) for d in documents):
        raise SettingsError(f"{path}: the report would take the place of a document it is on")
    if os.path.isfile(path) and os.path.getsize(path):
        with open(path, "rb") as file:
            if mark is None or not re.search(mark, file.read(FIRST_LINES)):
                raise SettingsError(
                    f"{path} is there already and is no {kind}, or cannot be told from other"
                    " files; remove it, or choose another name"
                )


def page_of(path: str) -> str:
    """Where a page for ``path`` begins: a folder gets an ``index.html``."""
    return os.path.join(path, "index.html") if _is_folder(path) else path


def _is_folder(path: str) -> bool:
    return os.path.isdir(path) or not os.path.splitext(path)[1]


def page_files() -> Files:
    """The function that makes the files of a page; ``SettingsError`` without Jinja2."""
    _require_jinja("an HTML report")
    return cast("Files", import_module("cablefix.report.html").files)


def _require_jinja(what: str) -> None:
    try:
        import_module(_EXTRA)
    except ImportError as error:
        raise SettingsError(
            f'{what} needs Jinja2, which is missing: pip install "cablefix[report]"'
        ) from error


def score_renderer(form: str | None, path: str | None) -> RenderScore:
    """The function that renders a score: as ``form`` says, else as the name of the file ends."""
    from cablefix.report import scores

    form = form or _SCORE_FORMS.get(os.path.splitext(path or "")[1].lower(), "text")
    if form == "html":
        _require_jinja("a score as HTML")
        return cast("RenderScore", import_module("cablefix.report.scores_html").render)
    return scores.as_json if form == "json" else scores.as_text
