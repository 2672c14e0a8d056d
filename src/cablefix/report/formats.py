"""The formats a report can be written in, by the ending of its name."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

from cablefix.types import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cablefix.api import Repair

Render: TypeAlias = "Callable[[Sequence[tuple[str, Repair]]], str]"

_MODULES = {
    ".html": "cablefix.report.html",
    ".htm": "cablefix.report.html",
    ".md": "cablefix.report.markdown",
}
# Every report has these words in its first lines, so that a later one may take its place.
MARK = b"cablefix report"
FIRST_LINES = 2_000
# what the modules need beyond cablefix itself
_EXTRA = "jinja2"


def spare(path: str, documents: Sequence[str]) -> None:
    """``SettingsError`` if a report at ``path`` would take the place of anything but a report."""
    if not os.path.exists(path):
        return
    if any(os.path.exists(d) and os.path.samefile(d, path) for d in documents):
        raise SettingsError(f"{path}: the report would take the place of a document it is on")
    if os.path.isfile(path):
        with open(path, "rb") as file:
            if MARK not in file.read(FIRST_LINES):
                raise SettingsError(
                    f"{path} is there already and is no report of cablefix; remove it, or choose"
                    " another name"
                )


def renderer(path: str) -> Render:
    """The function that renders a report for ``path``; ``SettingsError`` if there is none."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in _MODULES:
        raise SettingsError(
            f"{path}: a report is written as .html or .md, which the name has to end in"
        )
    if ending != ".md":
        try:
            import_module(_EXTRA)
        except ImportError as error:
            raise SettingsError(
                'an HTML report needs Jinja2, which is missing: pip install "cablefix[report]"'
            ) from error
    return cast("Render", import_module(_MODULES[ending]).render)
