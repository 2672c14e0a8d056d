"""Scores as one HTML file: no script, no request, and no way out of the text for a cable."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cablefix.report import scores
from cablefix.report.html import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.report.scores import Scored
    from cablefix.score import Calibration, Score

# The side of the drawing, and the largest dot in it.
SIDE = 320
LARGEST_DOT = 11


class Dot(NamedTuple):
    """One bin of a reliability table, drawn: the claim to the right, the share that is right up."""

    x: float
    y: float
    size: float
    what: str
    says: str


def render(documents: Sequence[Scored], total: Score, *, made_by: str, **_: str) -> str:
    """The score as an HTML page that needs nothing beside it."""
    return (
        environment()
        .get_template("scores.html.j2")
        .render(
            summary=scores.summary(total),
            tables=list(scores.tables(documents, total, shown=scores.SHOWN_ON_PAGE)),
            dots=[
                *_dots(total.calibration(made=False), "flags"),
                *_dots(total.calibration(made=True), "repairs"),
            ],
            side=SIDE,
            version=made_by,
        )
    )


def _dots(table: Calibration, what: str) -> Iterator[Dot]:
    """The bins that hold something; the area of a dot goes by how many it stands for."""
    most = max((b.claims for b in table.bins), default=0)
    for b in table.bins:
        if b.confidence is not None and b.share is not None:
            size = max(2.5, LARGEST_DOT * (b.claims / most) ** 0.5)
            says = f"{b.claims:,} {what} that claim {b.confidence:.2f}: {b.share:.2f} are right"
            yield Dot(
                round(SIDE * b.confidence, 1),
                round(SIDE * (1 - b.share), 1),
                round(size, 1),
                what,
                says,
            )
