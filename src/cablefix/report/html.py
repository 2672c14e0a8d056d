"""The report as one HTML file: no script, no request, and no way out of the text for a cable."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cablefix.report import model
from cablefix.report.glyphs import drawn, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from cablefix.api import Repair

TEMPLATES = os.path.join(os.path.dirname(__file__), "templates")


def render(documents: Sequence[tuple[str, Repair]]) -> str:
    """The report on named results as an HTML page that needs nothing beside it."""
    from cablefix import __version__

    page = environment()
    page.filters.update(counted=model.counted, code=_code_parts)
    return page.get_template("report.html.j2").render(
        report=model.build(documents), version=__version__
    )


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


def _code_parts(prose: str) -> list[tuple[bool, str]]:
    """Prose cut at its double backticks: whether it is code, and the text.

    >>> _code_parts("such as ``[MOPS](#)``")
    [(False, 'such as '), (True, '[MOPS](#)'), (False, '')]
    """
    return [(i % 2 == 1, part) for i, part in enumerate(prose.split("``"))]
