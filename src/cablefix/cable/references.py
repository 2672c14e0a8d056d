"""The REF list: which telegrams, letters and messages a telegram refers to.

The grammar is that of FORMAT.md 1.1: items with a letter in five styles or none, a year where it
is not that of the telegram, a station, a number and a note (``NOTAL``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.closed import stations
from cablefix.cable.tags import LABEL
from cablefix.cable.words import MONTHS

if TYPE_CHECKING:
    from cablefix.document import Document

# "A.", "(A)", "a.", "¶B.", "REF B:"; "A. (A)" and "A. A)" say it twice.
LETTER = re.compile(
    r"(?:(?<=[\s,;:.)0-9])|\A)(?:REF(?:TEL)?\s+)?¶?\(?(?P<letter>[A-Za-z])[.):]+\s*"
    r"(?:\(?(?P=letter)[.)]+\s*)?(?=\S)"
)
YEAR = r"(?:['’]?(?P<year>(?:19|20)?[0-9]{2})\s*)?"
STATION = r"(?P<station>[A-Z][A-Za-z.'’]{1,24}(?:[\s-][A-Z][A-Za-z.'’]{0,24}){0,3}?)"
# The station and number of a telegram; glued only where a year stands before: "09STATE96625".
TELEGRAM = re.compile(rf"{YEAR}{STATION}(?(year)\s*|\s+)(?P<number>[0-9]{{1,8}})\b")
NUMBER = re.compile(r"(?P<number>[0-9]{3,8})\b")
NOTE = re.compile(
    r"\s*,?\s*(?:[(\[](?P<inner>(?!(?:U|SBU|LOU)\))[^()\[\]]{2,80})[)\]]"
    r"|(?P<plain>NOTAL|EXDIS|NODIS|LIMDIS|STADIS|CIRCULAR|ET\s+AL\b\.?"
    r"|AND\s+(?:PREVIOUS|OTHERS)\b(?:\s+MESSAGES)?)\b)",
    re.IGNORECASE,
)
# What parts two items; only a semicolon does so before anything, the others before a telegram.
BETWEEN = re.compile(r"\s*(?:[,;:&/]|\band\b)\s*|\s*\n\s*|\s+", re.IGNORECASE)
EMAIL = re.compile(r"\be-?mails?\b|@", re.IGNORECASE)
# What else a post refers to by the day, so that the number behind it is one of a date.
DATED = re.compile(r"\b(?:TELCON|MEMCON|MEMO|LETTER|FAX|FACSIMILE|CALL|MEETING)\b", re.IGNORECASE)
DAY_AND_MONTH = re.compile(r"[0-9]{1,2}/[0-9]")
# The number of a section break: "Moscow 00002366 001.2 of 004" behind the list (09MOSCOW2366).
PADDED = re.compile(r"00[0-9]{6}\b")
# A note on handling that the publisher put behind the list; no list goes as far as item (U).
HANDLING = re.compile(r"\((?:U|SBU|LOU)\)")
NOTHING = frozenset(("NONE", "N/A", "NA", ""))
GOES_ON = re.compile(r"(?:[,;&(]|\band)\s*\Z", re.IGNORECASE)
# Years with two digits: the telegrams are of 1973 to 1979 and of the 2000s.
FIRST_OF_1900S = 60


class Reference(NamedTuple):
    """One item of the REF list.

    ``kind`` is telegram, email or other; ``text`` what the list says.  ``year`` is ``None`` if
    none is given: then it is that of the telegram.  ``number`` is ``None`` but for telegrams.
    """

    letter: str
    year: int | None
    station: str
    number: int | None
    kind: str
    note: str
    text: str
    start: int
    end: int
    source_start: int
    source_end: int


class _Item(NamedTuple):
    letter: str
    start: int
    end: int


def read(doc: Document, start: int, end: int) -> Iterator[Reference]:
    """The references of the REF lines at ``text[start:end]``, in order."""
    label = LABEL.match(doc.text, start, end)
    for item in _items(doc.text, label.end() if label else start, end):
        yield from _item(doc, item)


def list_end(text: str, start: int, end: int) -> int:
    """Where a REF list that begins at ``start`` ends, if not at ``end``.

    Behind it notes on handling may stand, which the header decoder cannot tell from it.  A line is
    one of the list if it begins with a letter or a telegram, or if the one before asks for more.
    """
    at = start
    note = HANDLING.search(text, start, end)
    end = note.start() if note else end
    while True:
        line_end = text.find("\n", at, end)
        if line_end < 0:
            return end
        following = line_end
        while following < end and text[following].isspace():
            following += 1
        if following == end or not _continues(text, start, line_end, following, end):
            return line_end
        at = following


def _continues(text: str, start: int, stop: int, at: int, end: int) -> bool:
    """Whether the list up to ``stop`` goes on at ``at``, behind one line end or more."""
    if _telegram(text, at, end) or GOES_ON.search(text, start, stop):
        return True
    if m := LETTER.match(text, at, end):
        *_, before = _items(text, start, stop)
        return _follows(m["letter"].upper(), before.letter, most=2)
    # a line that is no telegram may wrap, to the next blank line
    last = text[text.rfind("\n", start, stop) + 1 : stop]
    return text.count("\n", stop, at) == 1 and not _ends_in_telegram(last)


def _ends_in_telegram(line: str) -> bool:
    """Whether a line of a list closes with a telegram or its note, so that nothing wraps."""
    found = list(TELEGRAM.finditer(line))
    return bool(found) and not _notes(line, found[-1].end(), len(line))[1] < len(line.rstrip())


def _items(text: str, start: int, end: int) -> Iterator[_Item]:
    """The list cut where a letter begins an item; a letter must follow the one before it."""
    letter, at = "", start
    # a letter is looked for in the list alone
    for m in LETTER.finditer(text[start:end]):
        found = m["letter"].upper()
        here = start + m.start()
        is_item = here == start or text[here - 1] == "\n" or text[here] == "("
        if _follows(found, letter, most=2 if is_item else 1):
            yield _Item(letter, at, here)
            letter, at = found, start + m.end()
    yield _Item(letter, at, end)


def _follows(found: str, letter: str, *, most: int) -> bool:
    """Whether a letter may follow another, ``most`` on; one may be lost, but no (U) follows B."""
    return 1 <= ord(found) - ord(letter or "@") <= most


def _item(doc: Document, item: _Item) -> Iterator[Reference]:
    """The references under one letter: telegrams one after the other, and what is none."""
    text, at, station, year = doc.text, item.start, "", None
    while at < item.end:
        m = _telegram(text, at, item.end)
        if m is None and station:
            m = NUMBER.match(text, at, item.end)
        if m is None:
            stop = _other_end(text, at, item.end)
            yield from _other(doc, item.letter, at, stop)
            station = ""
        else:
            named = m.groupdict()
            if "station" in named:
                station, year = " ".join(named["station"].split()), _year(named["year"])
            note, stop = _notes(text, m.end(), item.end)
            yield Reference(
                item.letter,
                year,
                station,
                int(m["number"]),
                "telegram",
                note,
                " ".join(text[at:stop].split()),
                at,
                stop,
                *doc.spans.source_span(at, stop),
            )
        between = BETWEEN.match(text, stop, item.end)
        at = max(between.end() if between else stop, stop)
        if at < item.end and text[at] in ".)],;:":
            at += 1


def _telegram(text: str, at: int, end: int) -> re.Match[str] | None:
    """The telegram named at an offset; "May 4", "CA-3400" and "E-MAIL 03/04/2007" are none."""
    m = TELEGRAM.match(text, at, end)
    if m is None or text[m.end() : m.end() + 1] == "-":
        return None
    station = " ".join(m["station"].upper().split())
    if EMAIL.search(station) or DATED.search(station):
        return None
    number = m.start("number")
    if DAY_AND_MONTH.match(text, number, end) or PADDED.match(text, number, end):
        return None
    is_day = station.rsplit(" ", 1)[-1][:3] in MONTHS and station not in stations()
    return None if is_day else m


def _year(read: str | None) -> int | None:
    if read is None:
        return None
    year = int(read)
    return year if year > 99 else year + (1900 if year >= FIRST_OF_1900S else 2000)


def _notes(text: str, at: int, end: int) -> tuple[str, int]:
    """The notes behind a telegram, and where they end."""
    found = []
    while m := NOTE.match(text, at, end):
        found.append(" ".join((m["inner"] or m["plain"]).split()))
        at = m.end()
    return ", ".join(found), at


def _other_end(text: str, start: int, end: int) -> int:
    """Where a reference that is no telegram ends: at a semicolon, or before a telegram."""
    for m in re.finditer(r";|(?:,|\band\b)\s*", text[start:end]):
        if m[0] == ";" or _telegram(text, start + m.end(), end):
            return start + m.start()
    return end


def _other(doc: Document, letter: str, start: int, end: int) -> Iterator[Reference]:
    end = start + len(doc.text[start:end].rstrip(" \n\t,;"))
    said = " ".join(doc.text[start:end].split())
    if said.upper().rstrip(".") in NOTHING or not any(map(str.isalnum, said)):
        return
    kind = "email" if EMAIL.search(said) else "other"
    place = doc.spans.source_span(start, end)
    yield Reference(letter, None, "", None, kind, "", said, start, end, *place)
