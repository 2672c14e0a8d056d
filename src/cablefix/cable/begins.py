"""The words of a head that may begin a field, and how much speaks for each.

Each field of a header begins in a way of its own: ``DE`` and an indicator, ``ZNR``, the date-time
group, ``TAGS:``.  Every word is read for what it may begin, with a letter or two misread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from cablefix.cable.classline import NUMBER, class_line, ends_in_station, has_station
from cablefix.cable.lines import JULIAN, NAME_SIGN
from cablefix.cable.words import Words, distance, near

INDICATOR = re.compile(r"[QRUEBKP][A-Z]{3,7}")
# How much speaks for a line that its first two words show.
LINE_GAINS = {"page": 7.0, "security": 9.0, "action": 9.0, "drafting": 6.0}
# The number of the first page, its 1 misread or not; the other pages are in the text.
FIRST_PAGE = re.compile(r"0?0[01]")
EO_NUMBER = re.compile(r"[0-9]{5}:?")
PRECEDENCES = frozenset("ZOPR")
# One for action, one for information; three stand in joint messages: O P R 151542Z.
MOST_PRECEDENCES = 3
# Behind a sign of a paragraph stands its portion mark, unless it is ¶1.
PORTION = re.compile(r"\s+\((?:U|C|S|SBU|LOU|C/NF|S/NF|0)\)")
FIRST = frozenset(("1.", "¶1.", "SUMMARY:", "SUMMARY."))


class Begin(NamedTuple):
    """A word that may begin a field: which field, and how much speaks for it."""

    at: int
    kind: str
    gain: float


def begins(w: Words) -> Iterator[Begin]:
    """All words that may begin a field, with what speaks for each; behind a line end more does."""
    breaks = [*w.breaks, 1]
    for i, word in enumerate(w.words[: len(w.breaks)]):
        may_be = word.may_be
        if not may_be and not word.label:
            continue
        at_line = 2.0 if breaks[i] else 0.0
        for rule in rules(may_be, has_label=word.label != "", begins_line=at_line > 0):
            yield from rule(w, i, may_be, at_line)


def _start_begins(w: Words, i: int, _: frozenset[str], at_line: float) -> Iterator[Begin]:
    """The first line of a telegram, and the one behind it."""
    off = distance(w.bare[i][:5], "VZCZC", 2)
    yield Begin(i, "start", at_line + 10 - 2 * off)
    # what stands here is the precedence, misread or not
    if len(w.bare[i + 1]) == 2 and INDICATOR.fullmatch(w.bare[i + 2]):
        yield Begin(i + 1, "routing", 5.0)


def _short_begins(w: Words, i: int, may_be: frozenset[str], at_line: float) -> Iterator[Begin]:
    """The fields that a short word begins."""
    # most of them are prose: TO, WE, NO; what follows one that begins a field is one of these
    if (
        not at_line
        and not may_be & SHORT_LABELS
        and w.bare[i] not in ("DE", "FM")
        and not w.may_be(i + 1, "addressee")
        and not w.may_be(i + 2, "serial")
    ):
        return
    # a word that a field begins with does not end a line, unless the line was broken there
    if at_line or not w.breaks_at(i + 1) or (w.bare[i] == "TO" and w.may_be(i + 1, "addressee")):
        for kind, gain in _address_begins(w, i, may_be):
            yield Begin(i, kind, at_line + gain)


def _pair_begins(w: Words, i: int, may_be: frozenset[str], at_line: float) -> Iterator[Begin]:
    """The lines that two words or a number show."""
    if kind := _line_kind(w, i, may_be):
        yield Begin(i, kind, at_line + LINE_GAINS[kind])
    elif "day and time" in may_be or "serial" in may_be:
        yield from _number_begins(w, i, may_be)


def _line_kind(w: Words, i: int, may_be: frozenset[str]) -> str:
    """The line of security, distribution or a page that a word begins by the one behind it."""
    if "page" in may_be and FIRST_PAGE.fullmatch(w.digits[i + 1]):
        return "page"
    if "signal" in may_be and w.may_be(i + 1, "fivefold"):
        return "security"
    if "action" in may_be and w.may_be(i + 1, "office"):
        return "action"
    if "drafting" in may_be and (w.bare[i] == "DRAFTED" or w.bare[i + 1] == "BY"):
        return "drafting"
    return ""


def _address_begins(w: Words, i: int, may_be: frozenset[str]) -> Iterator[tuple[str, float]]:
    """The fields of the address that a short word may begin."""
    word = w.bare[i]
    if "info" in may_be:
        if w.may_be(i + 1, "office"):
            yield "offices", 8.0
        else:
            yield "info", 8.0 if w.may_be(i + 1, "addressee") else 2.0 * (w.breaks_at(i) > 0)
    if "prosign" not in may_be and "two" not in may_be:
        return
    for gain, kind in (
        (_routing_gain(w, i, may_be), "routing"),
        (_origin_gain(w, i), "originator"),
    ):
        if gain:
            yield kind, gain
    if word == "FM" or (near(word, "FM", 1) and w.may_be(i + 1, "title")):
        yield "from", 8.0 if word == "FM" else 5.0
    if w.may_be(i + 1, "addressee") and near(word, "TO", 1):
        yield "to", 8.0 if word == "TO" else 4.0
    elif word == "TO" and w.breaks_at(i):
        yield "to", 3.0


def _is_relay(w: Words, i: int) -> bool:
    """Whether word ``i`` is a routing indicator without a name."""
    return INDICATOR.fullmatch(w.bare[i]) is not None and not NAME_SIGN.search(w.raw[i])


def _routing_gain(w: Words, i: int, may_be: frozenset[str]) -> float:
    """How much speaks for a routing line; two precedences are for action and information."""
    if "prosign" not in may_be:
        return 0.0
    if w.may_be(i + 1, "prosign") and _is_relay(w, i + 2):
        return 9.0
    return 8.0 if _is_relay(w, i + 1) else 0.0


def _origin_gain(w: Words, i: int) -> float:
    """How much speaks for DE at word ``i``."""
    if not _is_relay(w, i + 1):
        return 0.0
    has_serial = w.may_be(i + 2, "serial")
    is_label = w.bare[i] == "DE" or (has_serial and near(w.bare[i], "DE", 1))
    return (9.0 if has_serial else 5.0) if is_label else 0.0


def _number_begins(w: Words, i: int, may_be: frozenset[str]) -> Iterator[Begin]:
    """The fields that a number shows: the date-time group, and the serial behind DE."""
    at = i
    if "day and time" in may_be:
        month = i + 2 if w.bare[i + 1] == "Z" else i + 1
        if w.may_be(month, "month"):
            # a letter alone on its line is the precedence, misread or not
            if at and w.breaks[at - 1] and len(w.raw[at - 1]) == 1 and w.raw[at - 1].isalnum():
                at -= 1
            while at > max(0, i - MOST_PRECEDENCES) and w.letters[at - 1] in PRECEDENCES:
                at -= 1
            yield Begin(at, "date-time group", (2.0 if w.breaks[at] else 0.0) + 9)
    elif JULIAN.match(w.digits[i + 1]):
        # the word before may be what DE was read as, glued to its indicator or lost
        if at and not w.breaks[at]:
            at -= 1
        if at and not w.breaks[at] and len(w.bare[at - 1]) == 2:
            at -= 1
        yield Begin(at, "originator", (2.0 if w.breaks[at] else 0.0) + 5)


def _class_begins(w: Words, i: int, may_be: frozenset[str], at_line: float) -> Iterator[Begin]:
    """The classification line that a word may begin."""
    gain = _class_gain(w, i, may_be)
    if gain:
        yield Begin(i, "classification line", at_line + gain)


def _caption_begins(w: Words, i: int, may_be: frozenset[str], at_line: float) -> Iterator[Begin]:
    """The captions and lines of distribution that a word may begin."""
    # captions are words of prose too: inside a line only behind a number or another caption
    goes_on = w.may_be(i + 1, "caption") or w.may_be(i + 1, "order label")
    is_alone = at_line > 0 and w.line_end(i) == i + 1
    if ("caption" in may_be and (goes_on or _is_apart(w, i))) or (
        "caption alone" in may_be and is_alone
    ):
        yield Begin(i, "caption", 3.0)
    elif "notice" in may_be and (at_line or _is_apart(w, i - 1)):
        yield Begin(i if at_line else i - 1, "attention", 3.0)


def _marker_begins(w: Words, i: int, _: frozenset[str], at_line: float) -> Iterator[Begin]:
    """The first paragraph that a word may begin."""
    # "(B) OTTAWA 8798, (C) STATE 153384" is a list of references
    raw = w.raw[i]
    is_stop = at_line > 0 or raw[-1] == "."
    if raw in FIRST or (is_stop and PORTION.match(w.text, w.end[i])):
        yield Begin(i, "text", at_line + 3)


def _class_gain(w: Words, i: int, may_be: frozenset[str]) -> float:
    """How much speaks for a classification line that begins at word ``i``."""
    if "class word" in may_be and (w.bare[i] != "SECTION" or w.breaks[i]):
        found = class_line(w.bare, w.digits, i)
        # what ends in prose behind the number is prose: SECRET POLICE ARRESTED 120 DISSIDENTS
        end = found[0] if found else 0
        if found and (w.breaks_at(end) or has_station(w.bare, i, end) or _goes_on(w, end)):
            return found[1]
    # its word cannot be read, but the line ends in a station and a number
    if not w.breaks[i] or w.may_be(i, "addressee"):
        return 0.0
    end = w.line_end(i)
    is_other = any(w.may_be(k, "serial") for k in range(i, end - 1))
    return 5.0 if not is_other and ends_in_station(w.bare, w.digits, i, end) else 0.0


def _goes_on(w: Words, i: int) -> bool:
    """Whether word ``i`` is one that may stand behind a classification line."""
    return any(w.may_be(i, name) for name in ("caption", "order label", "order")) or w.may_be(
        i + 1, "notice"
    )


def _label_begins(w: Words, i: int, may_be: frozenset[str], at_line: float) -> Iterator[Begin]:
    """The labelled field that a word begins: E.O., TAGS, SUBJECT, REF, Classified By."""
    word = w.words[i]
    if "order number" in may_be and i:
        at = i - 2 if i > 1 and w.bare[i - 1] == "O" and w.bare[i - 2] == "E" else i - 1
        gain = 9.0 if w.may_be(at, "order label") or w.letters[at][:2] == "E." else 5.0
        if gain > 5 or w.breaks[at]:
            yield Begin(at, "executive order", (2.0 if w.breaks[at] else 0.0) + gain)
    elif "order" in may_be:
        yield Begin(i, "executive order", at_line + 8)
    elif "order label" in may_be and at_line and EO_NUMBER.fullmatch(w.digits[i + 1]):
        yield Begin(i, "executive order", at_line + 6)
    elif "classified" in may_be and (
        w.bare[i + 1] == "FROM" if word.bare == "DERIVED" else near(w.bare[i + 1], "BY", 1)
    ):
        yield Begin(i, "classified by", at_line + 8)
    elif word.label and (at_line or (word.is_exact and _is_closed(w, i))):
        gain = (8 if _is_closed(w, i) else 4) if word.is_exact else 3
        yield Begin(i, word.label, at_line + gain)


SHORT_LABELS = frozenset(("info", "prosign"))
_Rule = Callable[[Words, int, frozenset[str], float], Iterator[Begin]]
# What a word may be, so that it may begin something by a rule.
RULES: tuple[tuple[frozenset[str], _Rule], ...] = (
    (frozenset(("start",)), _start_begins),
    (frozenset(("info", "prosign", "two")), _short_begins),
    (
        frozenset(("page", "signal", "action", "drafting", "day and time", "serial")),
        _pair_begins,
    ),
    (frozenset(("class word",)), _class_begins),
    (frozenset(("caption", "caption alone", "notice")), _caption_begins),
    (frozenset(("marker",)), _marker_begins),
)
LABELLED = frozenset(("order number", "order", "order label", "classified"))


@lru_cache(maxsize=4_096)
def rules(may_be: frozenset[str], *, has_label: bool, begins_line: bool) -> tuple[_Rule, ...]:
    """The rules by which a word may begin something: most words of a header have one or none."""
    found = [rule for names, rule in RULES if may_be & names]
    if begins_line and _class_begins not in found:  # a class word that cannot be read
        found.append(_class_begins)
    if has_label or may_be & LABELLED:
        found.append(_label_begins)
    return tuple(found)


def _is_apart(w: Words, i: int) -> bool:
    """Whether word ``i`` begins a line, or stands behind a number or a caption."""
    return i >= 0 and (
        w.breaks[i] > 0
        or (i > 0 and (w.may_be(i - 1, "caption") or NUMBER.fullmatch(w.digits[i - 1]) is not None))
    )


def _is_closed(w: Words, i: int) -> bool:
    """Whether a colon, or what one was read as, stands behind a label."""
    return w.raw[i][-1] in ":;!.,_=" or w.raw[i + 1] == ":" or ":" in w.raw[i]
