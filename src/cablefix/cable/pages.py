"""Page lines and section breaks: ``BRUSSELS 00000881  002 OF 003``, ``PAGE 02 PARIS 07987 281923Z``.

They stand wherever a page or section of the telegram ended, in the middle of a sentence too
(FORMAT.md 1 and 2).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple


class PageLine(NamedTuple):
    """One page line at ``start`` to ``end`` of the source, line end not included.

    ``number`` is the message number without leading zeros, ``page`` the page or section that
    begins here and ``total`` how many there are (0 if the line does not say).  ``is_inside``
    tells that it shares its line with other text.
    """

    start: int
    end: int
    station: str
    number: int
    page: int
    total: int
    is_inside: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return self._asdict()


# FORMAT.md 1.1: 1,448 in 624 cables.  The station is cut to ten characters; found from the
# number backwards, since a station has no sure beginning inside a line.
BREAK = re.compile(r"(?P<number>\d{8})  ?(?P<page>\d{3})(?:\.\d)? OF (?P<total>\d{3})(?!\d)")
STATION_BEFORE = re.compile(r"[A-Z][A-Z .']{1,9} \Z")
# FORMAT.md 2: 88 lines in 45 of 45 texts
PAGE = re.compile(
    r"^[ \t]*PAGE (?P<page>\d\d) +(?P<station>[A-Z][A-Z ]*?) +(?P<number>\d{4,6})"
    r"(?: TOSEC \d+)?(?: +(?P<part>\d\d) OF (?P<total>\d\d))?(?: +\d{6} ?Z)?[ \t]*$",
    re.MULTILINE,
)
CLASS_LINE = re.compile(
    r"^(?:UNCLAS|UNCLASSIFIED|LIMITED OFFICIAL USE|(?:[A-Z] )+[A-Z]|CONFIDENTIAL|SECRET)\b[A-Z ]*?"
    r"(?: SECTION (?P<section>\d\d) OF (?P<of>\d\d))? (?P<station>[A-Z][A-Z. ']*?) (?P<number>\d{6})"
    r"[ \t]*$",
    re.MULTILINE,
)


def page_lines(text: str) -> tuple[PageLine, ...]:
    """The page lines of a text, in order.

    A break that shares its line with other text counts only if its number is that of the class
    line or of a break on a line of its own, and its station is the same.
    """
    stations: defaultdict[int, set[str]] = defaultdict(set)
    for m in CLASS_LINE.finditer(text):
        stations[int(m["number"])].add(m["station"][:10].strip())
    found: list[PageLine] = []
    inside: list[re.Match[str]] = []
    for m in BREAK.finditer(text):
        start = text.rfind("\n", 0, m.start()) + 1
        end = text.find("\n", m.end())
        behind = text[m.end() : len(text) if end < 0 else end]
        before = text[start : m.start()]
        if not behind.strip() and STATION_BEFORE.fullmatch(before.lstrip()):
            station = before.strip()
            stations[int(m["number"])].add(station)
            start += len(before) - len(before.lstrip())
            found.append(_break(m, start, station, is_inside=False))
        else:
            inside.append(m)
    for m in inside:
        for station in stations[int(m["number"])]:
            before = f"{station} "
            if text.endswith(before, 0, m.start()):
                found.append(_break(m, m.start() - len(before), station, is_inside=True))
                break
    found.extend(_pages(text))
    return tuple(sorted(found))


def _break(m: re.Match[str], start: int, station: str, *, is_inside: bool) -> PageLine:
    return PageLine(
        start, m.end(), station, int(m["number"]), int(m["page"]), int(m["total"]), is_inside
    )


def _pages(text: str) -> Iterator[PageLine]:
    for m in PAGE.finditer(text):
        yield PageLine(
            m.start(),
            m.end(),
            m["station"],
            int(m["number"]),
            int(m["page"]),
            int(m["total"] or 0),
            is_inside=False,
        )
