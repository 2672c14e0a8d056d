"""Page lines and section breaks: ``BRUSSELS 00000881  002 OF 003``, ``PAGE 02 PARIS 07987``.

They stand wherever a page or section of the telegram ended, in the middle of a sentence too
(FORMAT.md 1 and 2).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
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
BREAK = re.compile(r"(?P<number>[0-9]{8})  ?(?P<page>[0-9]{3})(?:\.[0-9])? OF (?P<total>[0-9]{3})")
# Its tail begins with a literal, to which `re` can jump.
TAIL = re.compile(r" OF [0-9]{3}(?![0-9])")
LONGEST_HEAD = len("00000881  001.2")
OWN_LINE = re.compile(r"(?:^|\n)[ \t]*(?:#{1,6} |[-*] )?(?P<station>[A-Z][A-Z .']{1,9}) \Z")
LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
# FORMAT.md 2: 88 lines in 45 of 45 texts
PAGE = re.compile(
    r"\nPAGE (?P<page>[0-9]{2}) {1,12}(?P<station>[A-Z][A-Z ]{1,20}?) {1,12}(?P<number>[0-9]{4,6})"
    r"(?: TOSEC [0-9]{1,6})?(?: {1,12}(?P<part>[0-9]{2}) OF (?P<total>[0-9]{2}))?"
    r"(?: {1,12}[0-9]{6} ?Z)?[ \t]*(?=\n|\Z)"
)
# The same inside a line that a publisher joined, with the banners of the foot and the head.
PAGE_INSIDE = re.compile(
    r"(?<=[^\n] )(?:(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE) ){0,2}"
    r"PAGE (?P<page>[0-9]{2}) {1,12}(?P<station>[A-Z][A-Z ]{1,20}?) {1,12}(?P<number>[0-9]{4,6})"
    r"(?: TOSEC [0-9]{1,6})?(?: [0-9]{2} OF (?P<total>[0-9]{2}))?(?: {1,12}[0-9]{6} ?Z)?(?= )"
)
CLASS_LINE = re.compile(
    r"^(?:UNCLAS|UNCLASSIFIED|LIMITED OFFICIAL USE|(?:[A-Z] ){1,12}[A-Z]|CONFIDENTIAL|SECRET)\b"
    r"[A-Z ]{0,30}?(?: SECTION (?P<section>[0-9]{2}) OF (?P<of>[0-9]{2}))?"
    r" (?P<station>[A-Z][A-Z. ']{1,30}?) (?P<number>[0-9]{6})[ \t]*$",
    re.MULTILINE,
)


@lru_cache(maxsize=4)
def page_lines(text: str) -> tuple[PageLine, ...]:
    """The page lines of a text, in order.

    A break that shares its line with other text counts only if its number is that of the class
    line or of a break on a line of its own, and its station is the same.
    """
    stations: defaultdict[int, set[str]] = defaultdict(set)
    found: list[PageLine] = []
    inside: list[re.Match[str]] = []
    for tail in TAIL.finditer(text):
        m = BREAK.search(text, max(0, tail.start() - LONGEST_HEAD), tail.end())
        if m is None:
            continue
        # a station has ten characters at most, so no more of the line need be looked at
        before = OWN_LINE.search(text, max(0, m.start() - 40), m.start())
        if before and LINE_END.match(text, m.end()):
            station = before["station"]
            stations[int(m["number"])].add(station)
            found.append(_break(m, before.start("station"), station, is_inside=False))
        else:
            inside.append(m)
    if inside:
        for m in CLASS_LINE.finditer(text):
            stations[int(m["number"])].add(m["station"][:10].strip())
    for m in inside:
        known = stations.get(int(m["number"]), set())
        end = m.start() - 1
        for start in range(max(0, end - 10), end):
            if text[start:end] in known and text[end] == " ":
                found.append(_break(m, start, text[start:end], is_inside=True))
                break
    found.extend(_pages(text))
    if "PAGE 0" in text:
        found.extend(_pages_inside(text))
    return tuple(sorted(found))


def _break(m: re.Match[str], start: int, station: str, *, is_inside: bool) -> PageLine:
    return PageLine(
        start, m.end(), station, int(m["number"]), int(m["page"]), int(m["total"]), is_inside
    )


def _pages(text: str) -> Iterator[PageLine]:
    for m in PAGE.finditer("\n" + text):  # so the newline before a line has the line's offset
        yield PageLine(
            m.start(),
            m.end() - 1,
            m["station"],
            int(m["number"]),
            int(m["page"]),
            int(m["total"] or 0),
            is_inside=False,
        )


def _pages_inside(text: str) -> Iterator[PageLine]:
    """Page lines inside a line, if another says the same station and number; never the first."""
    found = list(PAGE_INSIDE.finditer(text))
    if not found:
        return
    says = Counter((m["station"], int(m["number"])) for m in found)
    says.update((m["station"], int(m["number"])) for m in PAGE.finditer("\n" + text))
    says.update((m["station"][:7].strip(), int(m["number"])) for m in CLASS_LINE.finditer(text))
    for m in found:
        page, number = int(m["page"]), int(m["number"])
        if page > 1 and says[m["station"], number] > 1:
            yield PageLine(
                m.start(), m.end(), m["station"], number, page, int(m["total"] or 0), is_inside=True
            )
