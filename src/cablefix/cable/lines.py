"""The lines of a header between the words that begin its fields: where each ends, and what is left.

What stands between two fields without being part of either is ``stray``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cablefix.cable.classline import LONGEST_STATION, class_line, ends_in_station
from cablefix.cable.closed import addressees, tags
from cablefix.cable.words import ADDRESSEE, SERIES, TITLES, Words, near, read

NAME_SIGN = re.compile(r"[/\\]")
JULIAN = re.compile(r"[0-9]{7}\b")
PAGE_NUMBER = re.compile(r"0?[0-9]{2}")
TOTAL = re.compile(r"/[0-9]{3}\b")
TERMINAL = re.compile(r"[0-9]{2}")
# The counter behind the dashes, or the number behind the counter and the time.
BEHIND_DASHES = re.compile(r"[0-9]{6}|/[0-9]{2}")
COUNTER = re.compile(r"[0-9]{6}\Z")
# Operating signals behind a date-time group or a security line: ZDK, ZFF4.
SIGNAL = re.compile(r"Z[A-Z]{2}-?[0-9]?")
PRECEDENCE_WORDS = frozenset(("NIACT", "IMMEDIATE", "PRIORITY", "ROUTINE", "FLASH"))

# A kind, and the first word of a line and the one behind its last.
Piece = tuple[str, int, int]


class Line(NamedTuple):
    """One line of a header as it was sent: its kind and where it stands in the text."""

    kind: str
    start: int
    end: int


class Form(NamedTuple):
    """What a header says whose every line has the form in which it was sent."""

    head: re.Match[str]
    addressees: tuple[tuple[str, str], ...]  # indicator and name
    class_line: re.Match[str]
    tags: tuple[str, ...]


class Header(NamedTuple):
    """A header: its lines in the order of the text.

    ``end`` is where the text of the telegram begins, or the last line known to belong to the
    header ends.  ``form`` is there if every line has its form, so that no line has to be repaired.
    """

    start: int
    end: int
    lines: tuple[Line, ...]
    form: Form | None = None

    def line(self, kind: str) -> Line | None:
        """The first line of a kind."""
        return next((line for line in self.lines if line.kind == kind), None)


def pieces(w: Words, kind: str, i: int, j: int, *, is_last: bool) -> Iterator[Piece]:
    """The lines of the field that begins at word ``i``, the next one beginning at ``j``."""
    if kind not in _SPLIT and is_last:  # nothing behind it: to a blank line
        end = min(j, w.line_end(i))
        while end < j and w.breaks[end] < 2:
            end = min(j, w.line_end(end))
        j = end
    yield from _SPLIT.get(kind, _open)(w, kind, i, j)


def _rest(w: Words, i: int, j: int, kind: str = "stray") -> Iterator[Piece]:
    """What stands between two fields, by the lines of the text."""
    while i < j:
        end = min(j, w.line_end(i))
        yield kind, i, end
        i = end


def _start(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    yield kind, i, i + 1
    yield from _rest(w, i + 1, j)


def _routing(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    end = i + 1 + (i + 1 < j and w.may_be(i + 1, "prosign"))
    while end < j and 4 <= len(w.bare[end]) <= 9 and w.bare[end].isalpha():
        end += 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _originator(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    found = (k for k in range(i, min(i + 6, j)) if JULIAN.match(w.digits[k]))
    end = next(found, min(w.line_end(i), j) - 1) + 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _security(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    end = min(i + 3, j)
    if end < j and not w.breaks[end] and (w.raw[end][0] == "(" or SIGNAL.fullmatch(w.raw[end])):
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _page(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    found = (k for k in range(i + 2, min(i + 10, j)) if w.may_be(k, "day and time"))
    end = next(found, min(w.line_end(i), j) - 1) + 1
    if end < j and w.letters[end] == "Z":
        end += 1
    # a second number, or a month that was typed behind the time
    if w.bare[end] in SERIES or (w.may_be(end, "month") and w.bare[end + 1].isalnum()):
        end = min(end + 2, j)
    yield kind, i, end
    if end < j and TERMINAL.fullmatch(w.digits[end]):
        yield "terminal", end, end + 1
        end += 1
    yield from _rest(w, end, j)


def _offices(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    end = i + 1
    for k in range(i + 1, j):
        if TOTAL.match(w.digits[k]) or TOTAL.match(w.raw[k]):
            is_origin = k + 1 < j and 0 < len(w.bare[k + 1]) <= 2  # W or R
            end = k + 2 if is_origin else k + 1
            break
        if w.may_be(k, "office"):
            end = k + 1
    if end > i + 1 and w.breaks[i + 1]:  # its label stands alone
        first = min(end, w.line_end(i + 1))
        yield kind, i, first
        i = first
    yield from _rest(w, i, end, kind)
    if end < j and _is_rule(w, end, j):
        yield from _rule(w, end, j)
    else:
        yield from _rest(w, end, j)


def _rule(w: Words, i: int, j: int) -> Iterator[Piece]:
    """Dashes and the counter behind them, which are one line; what else stands there apart."""
    while i < j:
        end = min(j, w.line_end(i))
        if end < j and BEHIND_DASHES.fullmatch(w.digits[end]):
            end = min(j, w.line_end(end))
        yield "rule", i, end
        i = end


def _is_rule(w: Words, i: int, j: int) -> bool:
    """Whether words hold the dashes and the counter that stand before a date-time group."""
    return any(w.raw[k].count("-") > 5 or COUNTER.search(w.digits[k]) for k in range(i, j))


def _drafting(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    while i < j:
        end = min(j, w.line_end(i))
        if w.raw[i].count("-") > 5:
            yield from _rule(w, i, j)
            return
        yield kind, i, end
        i = end


def _date_time(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    found = (k for k in range(i + 1, j) if w.may_be(k, "month"))
    end = min(next(found, i) + 2, j)
    while end < j and SIGNAL.fullmatch(w.raw[end]):
        end += 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _from(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    end = min(j, w.line_end(i))
    known = addressees().indicators
    if end < j and w.may_be(end - 1, "title"):  # a title alone is no sender
        end = min(j, w.line_end(end))
    while end < j and " ".join(w.bare[i + 1 : end]) not in known:
        longer = min(j, w.line_end(end))
        if " ".join(w.bare[i + 1 : longer]) not in known and end > i + 1:
            break
        end = longer
    yield kind, i, end
    yield from _rest(w, end, j)


def _list(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    """The addressees of a list; its first line begins with TO or INFO."""
    start = i
    for k in range(i + 1, j):
        if near(w.bare[k], "PAGE", 0) and PAGE_NUMBER.fullmatch(w.digits[k + 1]):
            begins = start if k == i + 1 else k  # TO and the page line may share a line
            yield kind, start, begins
            start = min(j, w.line_end(k))
            yield "page", begins, start
        elif k > start and _begins_addressee(w, start, k, i):
            yield kind, start, k
            start = k
    yield kind, start, j


def _begins_addressee(w: Words, start: int, k: int, first: int) -> bool:
    """Whether word ``k`` begins an addressee, the one before it beginning at ``start``."""
    if k == first + 1 or w.bare[start] == "XMT":
        # the first one stands behind TO or INFO; those who are exempt, in a line of their own
        return k > first + 1 and w.breaks[k] > 0
    if is_indicator(w.letters[k]):
        return True
    before, here = w.bare[k - 1], w.bare[k]
    is_tail = w.may_be(k, "serial") or here in PRECEDENCE_WORDS
    if before.rpartition("/")[2] in TITLES or is_tail:  # USMISSION USUN NEW YORK
        return False
    if w.may_be(k, "title") and not NAME_SIGN.search(w.raw[k]):
        return before != "XMT" and not _completes(w, start, k, first)
    # a name behind a number or a precedence is the next one's
    is_name = len(here) > 1 and here.isalpha()
    is_behind = before in PRECEDENCE_WORDS or (len(before) == 4 and w.raw[k - 1].isdigit())
    return not _completes(w, start, k, first) if w.breaks[k] else is_name and is_behind


def is_indicator(word: str) -> bool:
    """Whether a word begins with a routing indicator and a stroke: a known one, or a post's."""
    if not ADDRESSEE.match(word):
        return False
    indicator, _, name = NAME_SIGN.sub("/", word).partition("/")
    return (
        indicator in addressees().names
        or (indicator[:2] in ("RU", "RH") and len(indicator) > 4)
        or read(name).bare in TITLES
    )


def _completes(w: Words, start: int, k: int, first: int) -> bool:
    """Whether the line that begins at word ``k`` completes the name that begins at ``start``."""
    words = w.bare[start + (start == first) : k]
    if not words:
        return True
    end = w.line_end(k, k + 6)
    indicator, stroke, name = " ".join(words).rpartition("/")
    known = addressees().names.get(indicator, addressees().indicators if not stroke else {})
    if any(f"{name} {' '.join(w.bare[k:to])}".strip() in known for to in range(k + 1, end + 1)):
        return True
    # a title alone is nobody's name
    return name in TITLES and end - k < LONGEST_STATION and not w.may_be(k, "addressee")


def _class(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    found = class_line(w.bare, w.digits, i)
    end = min(found[0] if found else w.line_end(i), j)
    if w.breaks[i] and ends_in_station(w.bare, w.digits, i, w.line_end(i)):
        end = min(w.line_end(i), j)
    if w.bare[end] in SERIES or w.bare[end] == "SECTION":  # SECTION 2 OF 2 SECTIONS
        end = min(w.line_end(end), j)
    yield kind, i, end
    yield from _rest(w, end, j, "attention")


def _caption(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    end = min(j, w.line_end(i))  # a note may stand behind it: "EXDIS TOSHU 24"
    yield kind, i, end
    yield from _rest(w, end, j, "attention")


def _attention(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    yield from _rest(w, i, j, kind)


def _order(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    end = min(j, w.line_end(i))
    is_open = w.bare[end - 1] in ("E", "O", "EO", "E.O", "DECL") or w.may_be(
        end - 1, "order number"
    )
    if end < j and is_open:
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _tags(w: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    end = min(j, w.line_end(i))
    while end < j and w.breaks[end] < 2 and w.bare[end].split(",")[0] in tags():
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _open(_: Words, kind: str, i: int, j: int) -> Iterator[Piece]:
    yield kind, i, j


_SPLIT: dict[str, Callable[[Words, str, int, int], Iterator[Piece]]] = {
    "start": _start,
    "routing": _routing,
    "originator": _originator,
    "security": _security,
    "page": _page,
    "action": _offices,
    "offices": _offices,
    "drafting": _drafting,
    "date-time group": _date_time,
    "from": _from,
    "to": _list,
    "info": _list,
    "classification line": _class,
    "caption": _caption,
    "attention": _attention,
    "executive order": _order,
    "tags": _tags,
}
