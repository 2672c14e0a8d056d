"""One place of a document explained: what earlier runs made of it, and what is found there now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cablefix.report.past import moment
from cablefix.report.terminal import finding_line, shortened, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cablefix.types import Edit, Flag


class Told(NamedTuple):
    """A finding, the text that it replaced or flagged, and where it is in the file as it is."""

    line: int
    column: int
    before: str
    finding: Edit | Flag


class Earlier(NamedTuple):
    """What one run repaired at the place."""

    run: str
    started: datetime
    repairs: Sequence[Told]


class Explanation(NamedTuple):
    """All that is known of a place: ``text`` is what stands there, ``line`` what is around it.

    ``is_changed_since`` says that runs repaired the document and it is no longer as any left it.
    """

    place: str
    text: str
    line: str
    earlier: Sequence[Earlier]
    is_changed_since: bool
    now: Sequence[Told]


def lines(told: Explanation) -> Iterator[str]:
    """The explanation for a person, the latest first."""
    text = f' is "{visible(told.text)}"' if told.text else ""
    yield f"{visible(told.place)}{text}, in the line: {shortened(told.line)}\n"
    touched = [one for one in told.earlier if one.repairs]
    for one in touched:
        yield f"repaired on {moment(one.started)} by run {one.run}:\n"
        yield from _findings(one.repairs)
    if told.is_changed_since:
        yield (
            "cablefix repaired this document, and it was changed since: what was repaired here"
            " cannot be told any more\n"
        )
    elif told.earlier and not touched:
        yield "not touched by the repairs that were made in this document\n"
    if told.now:
        yield "found here as it is now:\n"
        yield from _findings(told.now)
    else:
        yield "nothing is found here as it is now\n"


def _findings(found: Sequence[Told]) -> Iterator[str]:
    for one in found:
        yield "  " + finding_line(f"{one.line}:{one.column}:", one.finding, one.before)
