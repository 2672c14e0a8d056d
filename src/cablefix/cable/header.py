"""The header of a telegram, decoded: where each of its fields begins and ends.

The fields of a header come in one order in every cable seen (FORMAT.md 1 and 2), and each begins
in a way of its own: ``DE`` and an indicator, ``ZNR``, the date-time group, ``TAGS:``.  So the words
of a head are read for everything that may begin a field, with a letter or two misread, and the
chain of beginnings that explains most of them in order is taken: a shortest path again, which
does not need the line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cablefix.cable.closed import addressees, posts, tags
from cablefix.cable.sound import BEFORE, sound_end
from cablefix.cable.words import (
    AS_LETTERS,
    SERIES,
    TITLES,
    Words,
    distance,
    near,
    read,
)

# The longest header of ../shared/cables takes 2,109 characters; lists of 300 addressees exist.
LONGEST_HEADER = 12_000
# The kinds of header lines in their order.
KINDS = (
    "start", "routing", "originator", "security", "page", "action", "offices", "drafting", "rule",
    "date-time group", "from", "to", "info", "classification line", "caption", "attention",
    "executive order", "tags", "subject", "references", "classified by", "text",
)  # fmt: skip
RANK = {kind: rank for rank, kind in enumerate(KINDS)}
# Lines that stand more than once and change places; fields that do in 1 % (FORMAT.md 1.3, 5).
LOOSE = frozenset(("caption", "attention"))
SWAPPED = frozenset(
    (("classified by", "references"), ("references", "subject"), ("subject", "tags"),
     ("executive order", "caption"), ("tags", "executive order"))
)  # fmt: skip
# Kinds that nothing but a telegram has, and how many kinds make a header.
TELLING = frozenset(
    ("start", "originator", "security", "page", "action", "date-time group",
     "classification line", "executive order")
)  # fmt: skip
FEWEST_KINDS = 3

INDICATOR = re.compile(r"[QRUEBKP][A-Z]{3,7}")
NAME_SIGN = re.compile(r"[/\\]")
ADDRESSEE = re.compile(r"[A-Z]{4,8}[/\\|][A-Z]")
JULIAN = re.compile(r"[0-9]{7}\b")
PAGE_NUMBER = re.compile(r"0?[0-9]{2}")
TOTAL = re.compile(r"/[0-9]{3}\b")
NUMBER = re.compile(r"[0-9]{3,6}")
TERMINAL = re.compile(r"[0-9]{2}")
# The counter behind the dashes, or the number behind the counter and the time.
BEHIND_DASHES = re.compile(r"[0-9]{6}|/[0-9]{2}")
COUNTER = re.compile(r"[0-9]{6}\Z")
# Operating signals behind a date-time group or a security line: ZDK, ZFF4.
SIGNAL = re.compile(r"Z[A-Z]{2}-?[0-9]?")
SECTION_NUMBER = re.compile(r"[0-9]{1,2}")
EO_NUMBER = re.compile(r"[0-9]{5}:?")
LETTERS = re.compile(r"[A-Z][A-Z.']*")
PRECEDENCES = frozenset("ZOPR")
PRECEDENCE_WORDS = frozenset(("NIACT", "IMMEDIATE", "PRIORITY", "ROUTINE", "FLASH"))
CLASS_WORDS = (
    "UNCLAS", "UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "LIMITEDOFFICIALUSE", "TOPSECRET",
)  # fmt: skip
LONGEST_CLASS_WORD = max(map(len, CLASS_WORDS))
CLASS_EXTRAS = frozenset(("NOFORN", "SENSITIVE", "E", "F", "T", "O", "EFTO"))
# PORT AU PRINCE, RIO DE JANEIRO, EC BRUSSELS; the longest has four words
LONGEST_STATION = 5
# Behind a sign of a paragraph stands its portion mark, unless it is ¶1.
PORTION = re.compile(r"\s+\((?:U|C|S|SBU|LOU|C/NF|S/NF|0)\)")
FIRST = frozenset(("1.", "¶1.", "SUMMARY:", "SUMMARY."))


class Line(NamedTuple):
    """One line of a header as it was sent: its kind and where it stands in the text."""

    kind: str
    start: int
    end: int


class Header(NamedTuple):
    """A header: its lines in the order of the text.

    ``end`` is where the text of the telegram begins, or the last line known to belong to the
    header ends.
    """

    start: int
    end: int
    lines: tuple[Line, ...]

    def line(self, kind: str) -> Line | None:
        """The first line of a kind."""
        return next((line for line in self.lines if line.kind == kind), None)


class _Begin(NamedTuple):
    """A word that may begin a field: which field, and how much speaks for it."""

    at: int
    kind: str
    gain: float


def _begins(w: Words) -> Iterator[_Begin]:
    """All words that may begin a field, with what speaks for each; behind a line end more does."""
    for i, word in enumerate(w.words):
        may_be = word.may_be
        if not may_be and not word.label:
            continue
        at_line = 2.0 if w.breaks_at(i) else 0.0
        if "start" in may_be:
            off = distance(word.bare[:5], "VZCZC", 2)
            yield _Begin(i, "start", at_line + 10 - 2 * off)
            # what stands here is the precedence, misread or not
            if len(w.bare[i + 1]) == 2 and INDICATOR.fullmatch(w.bare[i + 2]):
                yield _Begin(i + 1, "routing", 5.0)
        # a word that a field begins with does not end a line, unless the line was broken there
        if (
            at_line
            or not w.breaks_at(i + 1)
            or (word.bare == "TO" and w.may_be(i + 1, "addressee"))
        ):
            for kind, gain in _address_begins(w, i, may_be):
                yield _Begin(i, kind, at_line + gain)
        if "page" in may_be and w.digits[i + 1] in ("01", "001"):
            yield _Begin(i, "page", at_line + 7)
        elif "signal" in may_be and w.may_be(i + 1, "fivefold"):
            yield _Begin(i, "security", at_line + 9)
        elif "action" in may_be and w.may_be(i + 1, "office"):
            yield _Begin(i, "action", at_line + 9)
        elif "drafting" in may_be and (word.bare == "DRAFTED" or w.bare[i + 1] == "BY"):
            yield _Begin(i, "drafting", at_line + 6)
        elif "day and time" in may_be or "serial" in may_be:
            yield from _number_begins(w, i, may_be)
        yield from _text_begins(w, i, may_be, at_line)


def _address_begins(w: Words, i: int, may_be: frozenset[str]) -> Iterator[tuple[str, float]]:
    """The fields of the address that a short word may begin."""
    word, after = w.bare[i], w.bare[i + 1]
    if "prosign" in may_be or "two" in may_be:
        if INDICATOR.fullmatch(after) and not NAME_SIGN.search(w.raw[i + 1]):
            if "prosign" in may_be:
                yield "routing", 8.0
            if near(word, "DE", 1) and w.may_be(i + 2, "serial"):
                yield "originator", 9.0
            elif word == "DE":
                yield "originator", 5.0
        if word == "FM" or (near(word, "FM", 1) and w.may_be(i + 1, "title")):
            yield "from", 8.0 if word == "FM" else 5.0
        if w.may_be(i + 1, "addressee") and near(word, "TO", 1):
            yield "to", 8.0 if word == "TO" else 4.0
        elif word == "TO" and w.breaks_at(i):
            yield "to", 3.0
    elif "info" in may_be:
        if w.may_be(i + 1, "office"):
            yield "offices", 8.0
        elif w.may_be(i + 1, "addressee"):
            yield "info", 8.0
        elif w.breaks_at(i):
            yield "info", 2.0


def _number_begins(w: Words, i: int, may_be: frozenset[str]) -> Iterator[_Begin]:
    """The fields that a number shows: the date-time group, and the serial behind DE."""
    at = i
    if "day and time" in may_be:
        month = i + 2 if w.bare[i + 1] == "Z" else i + 1
        if w.may_be(month, "month"):
            # a letter alone on its line is the precedence, misread or not
            if at and w.breaks[at - 1] and len(w.raw[at - 1]) == 1 and w.raw[at - 1].isalnum():
                at -= 1
            while at > max(0, i - 2) and w.letters[at - 1] in PRECEDENCES:
                at -= 1
            yield _Begin(at, "date-time group", (2.0 if w.breaks[at] else 0.0) + 9)
    elif JULIAN.match(w.digits[i + 1]):
        # the word before may be what DE was read as, glued to its indicator or lost
        if at and not w.breaks[at]:
            at -= 1
        if at and not w.breaks[at] and len(w.bare[at - 1]) == 2:
            at -= 1
        yield _Begin(at, "originator", (2.0 if w.breaks[at] else 0.0) + 5)


def _text_begins(w: Words, i: int, may_be: frozenset[str], at_line: float) -> Iterator[_Begin]:
    """The fields of the text proper that a word may begin."""
    word = w.words[i]
    if "class word" in may_be and (found := class_line(w.bare, w.digits, i)):
        yield _Begin(i, "classification line", at_line + found[1])
    # captions are words of prose too: inside a line only behind a number or another caption
    is_apart = at_line or (i and (NUMBER.fullmatch(w.digits[i - 1]) or w.may_be(i - 1, "caption")))
    if ("caption" in may_be and is_apart) or (
        "caption alone" in may_be and at_line and w.line_end(i) == i + 1
    ):
        yield _Begin(i, "caption", 3.0)
    elif "notice" in may_be and (at_line or _is_apart(w, i - 1)):
        yield _Begin(i if at_line else i - 1, "attention", 3.0)
    if "order number" in may_be and i:
        at = i - 2 if i > 1 and w.bare[i - 1] == "O" and w.bare[i - 2] == "E" else i - 1
        gain = 9.0 if w.may_be(at, "order label") or w.letters[at][:2] == "E." else 5.0
        if gain > 5 or w.breaks[at]:
            yield _Begin(at, "executive order", (2.0 if w.breaks[at] else 0.0) + gain)
    elif "order" in may_be:
        yield _Begin(i, "executive order", at_line + 8)
    elif "order label" in may_be and at_line and EO_NUMBER.fullmatch(w.digits[i + 1]):
        yield _Begin(i, "executive order", at_line + 6)
    elif "classified" in may_be and (
        w.bare[i + 1] == "FROM" if word.bare == "DERIVED" else near(w.bare[i + 1], "BY", 1)
    ):
        yield _Begin(i, "classified by", at_line + 8)
    elif word.label and (at_line or (word.is_exact and _is_closed(w, i))):
        gain = (8 if _is_closed(w, i) else 4) if word.is_exact else 3
        yield _Begin(i, word.label, at_line + gain)
    if "marker" in may_be and (
        word.raw in FIRST
        # "(B) OTTAWA 8798, (C) STATE 153384" is a list of references
        or ((at_line or word.raw[-1] == ".") and PORTION.match(w.text, w.end[i]))
    ):
        yield _Begin(i, "text", at_line + 3)


def _is_apart(w: Words, i: int) -> bool:
    """Whether word ``i`` begins a line, or stands behind a number or a caption."""
    return i >= 0 and (
        w.breaks[i] > 0
        or (i > 0 and (w.may_be(i - 1, "caption") or NUMBER.fullmatch(w.digits[i - 1]) is not None))
    )


def _is_closed(w: Words, i: int) -> bool:
    """Whether a colon, or what one was read as, stands behind a label."""
    return w.raw[i][-1] in ":;!.,_=" or w.raw[i + 1] == ":"


def class_line(bare: Sequence[str], digits: Sequence[str], i: int) -> tuple[int, float] | None:
    """The word behind a classification line that begins at word ``i``, and what speaks for it."""
    end, off = class_word(bare, i)
    gain = 5.0 - 2 * off
    if not end:
        if not near(bare[i], "SECTION", 1):
            return None
        end, gain = i, 2.0
    at = end
    while at < len(bare) and bare[at] in CLASS_EXTRAS:
        at += 1
    if at + 3 < len(bare) and near(bare[at], "SECTION", 2):
        if SECTION_NUMBER.fullmatch(digits[at + 1]) and SECTION_NUMBER.fullmatch(digits[at + 3]):
            at += 4
            gain += 3
    station = at
    while at < len(bare) and at - station < LONGEST_STATION and not NUMBER.fullmatch(digits[at]):
        if not bare[at] or not LETTERS.fullmatch(bare[at]):
            return None
        at += 1
    if at == station or at >= len(bare) or not NUMBER.fullmatch(digits[at]):
        return None
    return at + 1, gain + (2 if " ".join(bare[station:at]) in posts().stations else 0)


def class_word(bare: Sequence[str], i: int = 0) -> tuple[int, int]:
    """The word behind the classification word at word ``i``, its letters apart or not (0: none).

    The second number says how many of its letters are off.
    """
    joined = ""
    best, least = 0, 3
    for at in range(i, min(i + LONGEST_CLASS_WORD, len(bare))):
        joined += bare[at].translate(AS_LETTERS)
        off, goes_on = _class_word(joined)
        if off < least:
            best, least = at + 1, off
        if not goes_on:
            break
    return best, least if best else 0


@lru_cache(maxsize=4_096)
def _class_word(joined: str) -> tuple[int, bool]:
    """How many letters off a classification word is (3: too many), and whether it may go on."""
    off = min(
        (
            distance(joined, word, 2)
            for word in CLASS_WORDS
            if near(joined, word, 1 if len(word) < 8 else 2)
        ),
        default=3,
    )
    size = len(joined)
    return off, any(near(joined, word[:size], 2) for word in CLASS_WORDS if len(word) + 2 > size)


def _chain(begins: Sequence[_Begin]) -> list[_Begin]:
    """The begins that explain most, each kind in its place."""
    best: list[float] = []
    before: list[int] = []
    for j, b in enumerate(begins):
        rank = RANK[b.kind]
        gain, link = 0.0, -1
        for i in range(j):
            a = begins[i]
            if a.at >= b.at:
                continue
            step = RANK[a.kind]
            if step < rank or (a.kind in LOOSE and b.kind in LOOSE):
                cost = 0.0
            elif (a.kind, b.kind) in SWAPPED:
                cost = 4.0
            else:
                continue
            if best[i] - cost > gain:
                gain, link = best[i] - cost, i
        best.append(gain + b.gain)
        before.append(link)
    chain = []
    at = max(range(len(best)), key=best.__getitem__) if best else -1
    while at >= 0:
        chain.append(begins[at])
        at = before[at]
    return chain[::-1]


# Where a header may begin, at the beginning of a line, and what closes its list of fields.
_ANCHOR = (
    r"[^\w\n]{0,8}(?:VZCZC|(?:ZZ|OO|PP|RR) R[UH]|DE R[A-Z]{3,6} |ZN[RY] "
    r"|[ZOPR0] (?:[ZOPR] )?[0-9]{6} ?[Z2] |FM [A-Z]|(?:TO|INFO) R[A-Z]{3,6}/|TO SECSTATE"
    r"|PAGE [0O][1lI] |(?:ACTION|ORIGIN) [A-Z]{1,5}-[0-9]|E\. ?[O0]\. ?[0-9]{5}|TAGS ?: )"
)
ANCHOR = re.compile(r"\n" + _ANCHOR)
# The same for RE2: without an anchor there is no header, so no pass on headers has work.
GATE = r"(?:\A|\n)" + _ANCHOR
SUBJECT = re.compile(r"\bSUBJ(?:ECT)?\b ?:")
TAGS = re.compile(r"\bTAGS\b ?:")
# How far behind the beginning of its subject a header goes on: REF lists of 600 characters occur.
BEHIND_SUBJECT = 1_200
# Where the first paragraph begins, at the latest.
PARAGRAPH = re.compile(
    r"\n[^\w\n]{0,3}[1lI]\. [A-Z]|\S[.,:][ \t]+\((?:C|S|U|SBU|LOU|FOUO|C/NF|S/NF)\)(?![ \t]+[0-9])(?=[ \t]+[A-Z][a-z])"
)
# A header without a subject: its address list may be long.
WITHOUT_SUBJECT = 3_000


@lru_cache(maxsize=8)
def headers(text: str) -> tuple[Header, ...]:
    """The headers of a text, in order.

    >>> [line.kind for line in headers("VZCZCXRO6586 RR RUEHAST DE RUEHBS #0881/01 0741542")[0].lines]
    ['start', 'routing', 'originator']
    """
    return tuple(_headers(text, is_any=True))


@lru_cache(maxsize=8)
def odd_headers(text: str) -> tuple[Header, ...]:
    """The headers of a text that are not sound in every line, in order: those to be repaired."""
    return tuple(_headers(text, is_any=False))


def _headers(text: str, *, is_any: bool) -> Iterator[Header]:
    before = 0
    lines = "\n" + text
    at = 0
    while m := ANCHOR.search(lines, at):
        if not is_any and (end := sound_end(text, m.start(), before)):
            before = at = end
            continue
        start = max(before, m.start() - BEFORE)
        start = text.rfind("\n", 0, start) + 1 if start else 0
        header = _header(text, start, _window(text, m.start()))
        if header is not None and header.end > m.start():
            yield header
            before = at = header.end
        else:
            at = m.end()


def _window(text: str, at: int) -> int:
    """How far the header whose first anchor stands at ``at`` may reach: into its first paragraph."""
    subject = SUBJECT.search(text, at, at + LONGEST_HEADER) or TAGS.search(
        text, at, at + LONGEST_HEADER
    )
    if subject is None:
        return min(at + WITHOUT_SUBJECT, len(text))
    end = min(subject.end() + BEHIND_SUBJECT, len(text))
    first = PARAGRAPH.search(text, subject.end(), end)
    return first.end() if first else end


def _header(text: str, start: int, end: int) -> Header | None:
    w = Words(text, start, end)
    begins = sorted(_begins(w))
    chain = _to_text(
        [b for b in begins if b.kind == "text"], _chain([b for b in begins if b.kind != "text"])
    )
    kinds = {b.kind for b in chain}
    if len(kinds) < FEWEST_KINDS or not kinds & TELLING:
        return None
    return _lines(w, chain)


def _lines(w: Words, chain: Sequence[_Begin]) -> Header:
    """The header lines that a chain of beginnings parts the words into."""
    pieces: list[tuple[str, int, int]] = []
    ends = [b.at for b in chain[1:]] + [len(w.start)]
    for b, end in zip(chain, ends, strict=True):
        if b.kind == "text":
            break
        is_last = b is chain[-1]
        pieces.extend(_PARTS.get(b.kind, _open)(w, b.kind, b.at, end, is_last))
    lines = tuple(Line(kind, w.start[i], w.end[j - 1]) for kind, i, j in pieces if i < j)
    last = chain[-1]
    end = w.start[last.at] if last.kind == "text" else lines[-1].end
    return Header(lines[0].start, end, lines)


def _to_text(markers: Sequence[_Begin], chain: list[_Begin]) -> list[_Begin]:
    """The chain up to the first paragraph, which begins behind the subject or what stands for it."""
    behind = [b for b in chain if b.kind == "subject"] or chain[-1:]
    text = next((m for m in markers if behind and m.at > behind[0].at), None)
    return [*(b for b in chain if b.at < text.at), text] if text else chain


Piece = tuple[str, int, int]


def _rest(w: Words, i: int, j: int, kind: str = "stray") -> Iterator[Piece]:
    """What stands between two fields, by the lines of the text."""
    while i < j:
        end = min(j, w.line_end(i))
        yield kind, i, end
        i = end


def _start(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    yield kind, i, i + 1
    yield from _rest(w, i + 1, j)


def _routing(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = i + 1
    while end < j and 4 <= len(w.bare[end]) <= 9 and w.bare[end].isalpha():
        end += 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _originator(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    found = (k for k in range(i, min(i + 6, j)) if JULIAN.match(w.digits[k]))
    end = next(found, min(w.line_end(i), j) - 1) + 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _security(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(i + 3, j)
    if end < j and not w.breaks[end] and (w.raw[end][0] == "(" or SIGNAL.fullmatch(w.raw[end])):
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _page(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    found = (k for k in range(i + 2, min(i + 10, j)) if w.may_be(k, "day and time"))
    end = next(found, min(w.line_end(i), j) - 1) + 1
    if end < j and w.letters[end] == "Z":
        end += 1
    if w.bare[end] in SERIES:
        end = min(end + 2, j)
    yield kind, i, end
    if end < j and TERMINAL.fullmatch(w.digits[end]):
        yield "terminal", end, end + 1
        end += 1
    yield from _rest(w, end, j)


def _offices(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = i + 1
    for k in range(i + 1, j):
        if TOTAL.match(w.digits[k]) or TOTAL.match(w.raw[k]):
            end = k + 2 if k + 1 < j and len(w.bare[k + 1]) <= 2 else k + 1
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


def _drafting(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    while i < j:
        end = min(j, w.line_end(i))
        if w.raw[i].count("-") > 5:
            yield from _rule(w, i, j)
            return
        yield kind, i, end
        i = end


def _date_time(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    month = next(k for k in range(i, j) if w.may_be(k, "month") and k > i)
    end = min(month + 2, j)
    while end < j and SIGNAL.fullmatch(w.raw[end]):
        end += 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _from(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
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


def _list(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    """The addressees of a list; its first line begins with TO or INFO."""
    start = i
    for k in range(i + 1, j):
        if near(w.bare[k], "PAGE", 0) and PAGE_NUMBER.fullmatch(w.digits[k + 1]):
            yield kind, start, k
            start = min(j, w.line_end(k))
            yield "page", k, start
        elif k > start and _begins_addressee(w, start, k, i):
            yield kind, start, k
            start = k
    yield kind, start, j


def _begins_addressee(w: Words, start: int, k: int, first: int) -> bool:
    """Whether word ``k`` begins an addressee, the one before it beginning at ``start``."""
    if k == first + 1:  # the first one stands behind TO or INFO
        return False
    word = w.letters[k]
    if ADDRESSEE.match(word):
        indicator, _, name = NAME_SIGN.sub("/", word).partition("/")
        if (
            indicator in addressees().names
            or (indicator[:2] in ("RU", "RH") and len(indicator) > 4)
            or read(name).bare in TITLES
        ):
            return True
    if w.bare[k - 1].rpartition("/")[2] in TITLES:  # USMISSION USUN NEW YORK
        return False
    if w.may_be(k, "title") and not NAME_SIGN.search(w.raw[k]):
        return w.bare[k - 1] != "XMT" and not _completes(w, start, k, first)
    before, here = w.bare[k - 1], w.bare[k]
    is_number = w.may_be(k, "serial")
    if is_number or here in PRECEDENCE_WORDS:
        return False
    if w.breaks[k]:
        return not _completes(w, start, k, first)
    # a name behind a number or a precedence is the next one's
    return (
        bool(here)
        and here.isalpha()
        and len(here) > 1
        and (before in PRECEDENCE_WORDS or (len(before) == 4 and w.raw[k - 1].isdigit()))
    )


def _completes(w: Words, start: int, k: int, first: int) -> bool:
    """Whether the line that begins at word ``k`` completes the name that begins at ``start``."""
    words = w.bare[start + (start == first) : k]
    if not words:
        return True
    end = min(w.line_end(k), k + 6)
    indicator, stroke, name = " ".join(words).rpartition("/")
    known = addressees().names.get(indicator, addressees().indicators if not stroke else {})
    if any(f"{name} {' '.join(w.bare[k:to])}".strip() in known for to in range(k + 1, end + 1)):
        return True
    # a title alone is nobody's name
    return name in TITLES and end - k < LONGEST_STATION and not w.may_be(k, "addressee")


def _class(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    found = class_line(w.bare, w.digits, i)
    end = min(found[0] if found else w.line_end(i), j)
    if w.bare[end] in SERIES or w.bare[end] == "SECTION":  # SECTION 2 OF 2 SECTIONS
        end = min(w.line_end(end), j)
    yield kind, i, end
    yield from _rest(w, end, j, "attention")


def _caption(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(j, w.line_end(i))  # a note may stand behind it: "EXDIS TOSHU 24"
    yield kind, i, end
    yield from _rest(w, end, j, "attention")


def _attention(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    yield from _rest(w, i, j, kind)


def _order(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(j, w.line_end(i))
    is_open = w.bare[end - 1] in ("E", "O", "EO", "E.O", "DECL") or w.may_be(
        end - 1, "order number"
    )
    if end < j and is_open:
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _tags(w: Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(j, w.line_end(i))
    while end < j and w.breaks[end] < 2 and w.bare[end].split(",")[0] in tags():
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _open(w: Words, kind: str, i: int, j: int, is_last: bool) -> Iterator[Piece]:
    """A field that goes on to the next; the last one to a blank line."""
    end = min(j, w.line_end(i))
    while end < j and (w.breaks[end] < 2 or not is_last):
        end = min(j, w.line_end(end))
    yield kind, i, end


_PARTS = {
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
