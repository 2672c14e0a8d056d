"""The formats a report can be written in, by the ending of its name."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

from cablefix.types import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cablefix.api import Repair

Results: TypeAlias = "Sequence[tuple[str, Repair]]"
Failures: TypeAlias = "Sequence[tuple[str, str]]"
# The files of a report: path and text of each, the first at the path that was asked for.
Files: TypeAlias = "Callable[[str, Results, Failures], list[tuple[str, str]]]"

RenderScore: TypeAlias = "Callable[..., str]"

_MODULES = {
    ".html": "cablefix.report.html",
    ".htm": "cablefix.report.html",
    ".md": "cablefix.report.markdown",
}
_SCORE_FORMS = {".html": "html", ".htm": "html", ".json": "json"}
# Every report has these words in its first lines, so that a later one may take its place.
MARK = b"cablefix report"
FIRST_LINES = 2_000
# what the modules need beyond cablefix itself
_EXTRA = "jinja2"


def spare(path: str, documents: Sequence[str], mark: bytes = MARK) -> None:
    """``SettingsError`` if a report at ``path`` would take the place of anything but a report.

    ``mark`` is what reports of its kind say of themselves.
    """
    if not os.path.exists(path):
        return
    if any(os.path.exists(d) and os.path.samefile(d, path) for d in documents):
        raise SettingsError(f"{path}: the report would take the place of a document it is on")
    if os.path.isfile(path):
        with open(path, "rb") as file:
            if mark not in file.read(FIRST_LINES):
                raise SettingsError(
                    f"{path} is there already and is no {_kind(mark)}; remove it, or choose"
                    " another name"
                )


def _kind(mark: bytes) -> str:
    program, kind = mark.decode().split()
    return f"{kind} of {program}"


def written_as(path: str) -> tuple[str, Files]:
    """Where a report for ``path`` begins, and what makes its files.

    A name without an ending is a folder, and gets an ``index.html``.  ``SettingsError`` if there
    is no such report.
    """
    ending = os.path.splitext(path)[1].lower()
    if os.path.isdir(path) or not ending:
        path, ending = os.path.join(path, "index.html"), ".html"
    if ending not in _MODULES:
        raise SettingsError(
            f"{path}: a report is written as .html or .md, which the name has to end in, or into"
            " a folder, whose name has no ending"
        )
    if ending == ".md":
        return path, _markdown
    _require_jinja("an HTML report")
    return path, cast("Files", import_module(_MODULES[ending]).files)


def _markdown(path: str, documents: Results, _: Failures) -> list[tuple[str, str]]:
    return [(path, import_module(_MODULES[".md"]).render(documents))]


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
