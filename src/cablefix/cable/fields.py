"""The parts of header lines: what stands where in each, as it was read.

A part is named after its line and what it says (``originator serial``); its text is what the
document has, damaged or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from cablefix.cable.classline import CLASS_EXTRAS, class_word
from cablefix.cable.closed import stations
from cablefix.cable.letters import are_digits, as_digits
from cablefix.cable.lines import PRECEDENCE_WORDS, Header
from cablefix.cable.words import SERIES, SPECKS, near, read

WORD = re.compile(r"\S+")
# "#0881/01", its sign and its stroke misread or lost
SERIAL = re.compile(r"(?P<sign>[^\s/]?)(?P<serial>[^\s/]{4})(?:/(?P<section>\S{2}))?\Z")
ADDRESSEE = re.compile(r"(?P<indicator>[^\s/\\|]{3,9})(?P<stroke>[/\\|])(?P<name>.+)", re.DOTALL)
PLAIN_ADDRESSEE = re.compile(
    r"(?:(?P<label>TO|INFO) )?(?P<indicator>[A-Z]{3,9})/(?P<name>[A-Z]+(?: (?P<last>[A-Z]+))*)"
    r"(?: (?P<serial>[0-9]{4}))?"
)
ADDRESSEE_SERIALS = re.compile(r"[0-9]{4}-[0-9]{4}")
COPIES = re.compile(r"(?P<office>[A-Z0-9a-z]{1,5})(?P<dash>[-+~=*])(?P<copies>[0-9A-Za-z@]{1,3})")
TOTAL = re.compile(r"/(?P<total>\S{3})\b")


# What may stand beside a word without being part of it; brackets, strokes and underscores are what
# OCR makes of letters, and belong to it.
STRIP = ".,:;*'\"‘’“”`-+=•°"
# Signs that are no part of a name.
SIGNS = SPECKS + "&$%#@?<>/\\-—«»"


# A day and time of seven digits has at least so many of them.
FEWEST_DIGITS = 4
START_SIZE = len("VZCZCXRO6586")


class Part(NamedTuple):
    """One part of a header line, at ``text[start:end]`` of the document."""

    name: str
    text: str
    start: int
    end: int


class _Word(NamedTuple):
    text: str
    start: int
    end: int


def parts(text: str, header: Header) -> Iterator[Part]:
    """The parts of all lines of a header, in order."""
    for line in header.lines:
        at = line.start
        for name, stretch, start, end in _line_parts(line.kind, text[at : line.end]):
            yield Part(name, stretch, at + start, at + end)


@lru_cache(maxsize=1_024)
def _line_parts(kind: str, line: str) -> tuple[Part, ...]:
    """The parts of one line: lines come again, in the next round and in the next header."""
    split = _SPLIT.get(kind)
    if split is None:
        return ()
    if split is _addressee and (found := _plain_addressee(kind, line)):
        return found
    return tuple(split(kind, [_Word(m[0], *m.span()) for m in WORD.finditer(line)]))


def _part(name: str, word: _Word, start: int = 0, end: int | None = None) -> Part:
    """A word, or a stretch of it, as a part."""
    stretch = word.text[start:end]
    at = word.start + start
    return Part(name, stretch, at, at + len(stretch))


def _bare(name: str, word: _Word) -> Part:
    """A word as a part, without the specks around it."""
    if word.text[0] not in STRIP and word.text[-1] not in STRIP:
        return Part(name, *word)
    left = len(word.text) - len(word.text.lstrip(STRIP))
    right = len(word.text.rstrip(STRIP))
    return _part(name, word, left, right) if left < right else _part(name, word)


def _stripped(word: _Word) -> _Word:
    """A word without the specks around it."""
    part = _bare("", word)
    return _Word(part.text, part.start, part.end)


def _joined(name: str, words: list[_Word]) -> Part:
    """Words that follow one another as one part, with one blank between two."""
    if len(words) == 1:
        return _bare(name, words[0])
    first, last = _bare("", words[0]), _bare("", words[-1])
    inner = [w.text for w in words[1:-1]]
    texts = [words[0].text.lstrip(STRIP), *inner, words[-1].text.rstrip(STRIP)]
    return Part(name, " ".join(texts), first.start, last.end)


def _start(_: str, words: list[_Word]) -> Iterator[Part]:
    word = words[0]
    # three digits stand here in 3 of 1,120 cables
    is_short = len(word.text) == START_SIZE - 1 and word.text[5:8].isalpha()
    if len(word.text) == START_SIZE or (is_short and word.text.startswith("VZCZC")):
        yield _part("start label", word, 0, 5)
        yield _part("start channel", word, 5, 8)
        yield _part("start number", word, 8)


def _routing(_: str, words: list[_Word]) -> Iterator[Part]:
    yield _bare("routing precedence", words[0])
    has_two = len(words) > 1 and "prosign" in read(words[1].text).may_be
    for word in words[1 + has_two :]:
        yield _bare("routing indicator", word)


def _originator(_: str, words: list[_Word]) -> Iterator[Part]:
    julian = words[-1]
    if len(words) < 2 or sum(map(are_digits, julian.text)) < FEWEST_DIGITS:
        return
    serial = words[-2]
    if len(words) > 3:
        yield _part("originator label", words[0])
    if len(words) > 2:
        yield _bare("originator indicator", words[-3])
    m = SERIAL.match(serial.text)
    if m and sum(map(are_digits, m["serial"])) > 1:
        if m["sign"]:
            yield _part("originator sign", serial, *m.span("sign"))
        yield _part("originator serial", serial, *m.span("serial"))
        if m["section"]:
            yield _part("originator section", serial, *m.span("section"))
    julian = _stripped(julian)
    yield _part("originator day", julian, 0, 3)
    yield _part("originator time", julian, 3)


def _security(_: str, words: list[_Word]) -> Iterator[Part]:
    names = ("security signal", "security letters", "security label")
    for name, word in zip(names, words, strict=False):
        yield _bare(name, word)


def _date_time(_: str, words: list[_Word]) -> Iterator[Part]:
    found = (k for k, w in enumerate(words) if k and "month" in read(w.text).may_be)
    month = next(found, 0)
    if not month:
        return
    is_apart = len(words[month - 1].text) == 1
    at = month - 1 - is_apart
    for word in words[:at]:
        yield _part("group precedence", word)
    group = _stripped(words[at])
    yield _part("group day", group, 0, 2)
    yield _part("group time", group, 2, 6)
    if is_apart:
        yield _part("group zone", words[at + 1])
    elif len(group.text) > 6:
        yield _part("group zone", group, 6, 7)
    yield _bare("group month", words[month])
    if month + 1 < len(words):
        yield _bare("group year", words[month + 1])


def _from(_: str, words: list[_Word]) -> Iterator[Part]:
    yield _bare("from label", words[0])
    named = [w for w in words[1:] if w.text.strip(SIGNS)]
    if named:
        yield _joined("from name", named)


def _plain_addressee(kind: str, line: str) -> tuple[Part, ...]:
    """The parts of an addressee that stands as it was sent, told at one glance; else none."""
    m = PLAIN_ADDRESSEE.fullmatch(line)
    if m is None or m["label"] not in (None, kind.upper()):
        return ()
    if (last := m["last"]) and precedence(last):
        return ()
    names = (f"{kind} label", "addressee indicator", "addressee name", "addressee serial")
    groups = ("label", "indicator", "name", "serial")
    return tuple(
        Part(name, m[group], *m.span(group))
        for name, group in zip(names, groups, strict=True)
        if m[group]
    )


def _addressee(kind: str, words: list[_Word]) -> Iterator[Part]:
    label = words[0].text.upper().strip(SPECKS)
    is_label = near(label, kind.upper(), 1) and len(label) >= len(kind)
    if len(words) > 1 and (is_label or label == "INF") and label != "TOP":
        yield _bare(f"{kind} label", words[0])
        words = words[1:]
    words = [w for w in words if w.text.strip(SIGNS)]
    tail: list[Part] = []
    if len(words) > 1 and _is_serial(words[-1].text.strip(STRIP)):
        tail.append(_bare("addressee serial", words.pop()))
    while len(words) > 1 and precedence(words[-1].text):
        tail.append(_bare("addressee precedence", words.pop()))
    if not words:
        return
    m = ADDRESSEE.match(words[0].text)
    if m:
        yield _part("addressee indicator", words[0], *m.span("indicator"))
        first = words[0]
        words[0] = _Word(m["name"], first.start + m.start("name"), first.end)
    yield _joined("addressee name", words)
    yield from reversed(tail)


@lru_cache(maxsize=2_048)
def _is_serial(word: str) -> bool:
    """Whether a word is the serial number of an addressee, some of its digits misread."""
    digits = as_digits(word)[0]
    return (len(word) == 4 and are_digits(digits) and any(map(are_digits, word))) or (
        ADDRESSEE_SERIALS.fullmatch(word) is not None
    )


@lru_cache(maxsize=2_048)
def precedence(word: str) -> str:
    """The precedence that a word is, a letter or two misread; empty if it is none."""
    word = word.strip(SPECKS)
    return next(
        (p for p in PRECEDENCE_WORDS if len(p) > 4 and near(word, p, 2 if len(p) > 7 else 1)), ""
    )


def _is_series(bare: list[str], k: int) -> bool:
    """Whether a second number begins at word ``k``, behind the first: TOSEC, SECTION 2 OF 2."""
    return bare[k] in SERIES or (bare[k] == "SECTION" and are_digits(bare[k - 1]))


def _is_short_number(word: str) -> bool:
    return len(word) < 4 and are_digits(as_digits(word.strip(STRIP))[0])


def _unread_class_word(bare: list[str]) -> int:
    """How many words stand before SECTION, or before a station that is known."""
    for k in range(1, len(bare) - 1):
        if near(bare[k], "SECTION", 2) or " ".join(bare[k:-1]) in stations():
            return k
    return 0


def _class(_: str, words: list[_Word]) -> Iterator[Part]:
    bare = [w.text.upper().strip(SPECKS) for w in words]
    end = next((k for k in range(3, len(bare)) if _is_series(bare, k)), len(bare))
    words, bare = words[:end], bare[:end]
    at, _off = class_word(bare)
    if not at:  # it cannot be read: what stands before SECTION or the station
        at = _unread_class_word(bare)
    if at:
        yield _joined("class word", words[:at])
    while at < len(words) and bare[at] in CLASS_EXTRAS:
        at += 1
    is_section = at + 3 < len(words) and near(bare[at], "SECTION", 2)
    if is_section and all(_is_short_number(words[k].text) for k in (at + 1, at + 3)):
        names = ("class label", "class section", "class of", "class total")
        for name, word in zip(names, words[at : at + 4], strict=True):
            yield _bare(name, word)
        at += 4
    if at < len(words) - 1:
        yield _joined("class station", words[at:-1])
    yield _bare("class number", words[-1])


def _caption(_: str, words: list[_Word]) -> Iterator[Part]:
    if len(words) == 1:
        yield _bare("caption", words[0])


def _order(_: str, words: list[_Word]) -> Iterator[Part]:
    label = (
        words[:2] if len(words) > 1 and words[0].text.strip(SPECKS).upper() == "E" else words[:1]
    )
    yield Part("order label", " ".join(w.text for w in label), label[0].start, label[-1].end)
    at = len(label)
    if len(words) > at:
        yield _bare("order number", words[at])
    if len(words) > at + 1 and words[at + 1].text == ":":
        at += 1
    if len(words) > at + 1:
        yield _part("order value", words[at + 1])


def _tags(_: str, words: list[_Word]) -> Iterator[Part]:
    colon = words[0].text.find(":") + 1
    yield _part("tags label", words[0], 0, colon or None)
    if 0 < colon < len(words[0].text):
        yield _part("tag", words[0], colon, len(words[0].text.rstrip(STRIP)))
    is_person = False
    for word in words[1:]:
        is_person = is_person or "(" in word.text
        # "OVIP (RICE, CONDOLEEZZA)": names in brackets are no codes
        if not is_person:
            yield _bare("tag", word)
        is_person = is_person and ")" not in word.text


def _labelled(kind: str, words: list[_Word]) -> Iterator[Part]:
    colon = words[0].text.find(":") + 1
    yield _part(f"{kind} label", words[0], 0, colon or None)


def _page(_: str, words: list[_Word]) -> Iterator[Part]:
    if len(words) < 4:
        return
    yield _part("page label", words[0])
    yield _bare("page page", words[1])
    number = next((k for k in range(3, len(words)) if NUMBER.fullmatch(words[k].text)), 0)
    if not number:
        return
    yield _joined("page station", words[2:number])
    yield _bare("page number", words[number])
    time = words[-1]
    if number < len(words) - 1 and len(time.text) < 8:
        yield _part("page day", time, 0, 2)
        yield _part("page time", time, 2, 6)
        if len(time.text) > 6:
            yield _part("page zone", time, 6, 7)


NUMBER = re.compile(r"[0-9OQIlSZB@o]{4,6}")


def _offices(kind: str, words: list[_Word]) -> Iterator[Part]:
    label = "action" if kind == "action" else "offices"
    for k, word in enumerate(words):
        m = COPIES.fullmatch(word.text.rstrip(".,;:"))
        if m:
            yield _part("office", word, *m.span("office"))
            yield _part("office dash", word, *m.span("dash"))
            yield _part("office copies", word, *m.span("copies"))
        elif t := TOTAL.match(word.text):
            yield _part("office total", word, *t.span("total"))
        elif not k and word.text.strip(SIGNS):
            yield _bare(f"{label} label", word)
        elif len(word.text) > 2:  # a W or an R stands behind the total
            yield _part("office unread", word)


_SPLIT: dict[str, Callable[[str, list[_Word]], Iterator[Part]]] = {
    "start": _start,
    "routing": _routing,
    "originator": _originator,
    "security": _security,
    "date-time group": _date_time,
    "from": _from,
    "to": _addressee,
    "info": _addressee,
    "classification line": _class,
    "caption": _caption,
    "executive order": _order,
    "tags": _tags,
    "subject": _labelled,
    "references": _labelled,
    "classified by": _labelled,
    "page": _page,
    "action": _offices,
    "offices": _offices,
}
