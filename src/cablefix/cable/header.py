"""The header of a telegram, decoded: where each of its fields begins and ends.

The fields of a header come in one order in every cable seen (FORMAT.md 1 and 2), and each begins
in a way of its own: ``DE`` and an indicator, ``ZNR``, the date-time group, ``TAGS:``.  So the words
of a head are read for everything that may begin a field, with a letter or two misread, and the
chain of beginnings that explains most of them in order is taken: a shortest path again, which
does not need the line ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from cablefix.cable.closed import addressees, codes, posts, tags
from cablefix.cable.letters import SHAPES

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

WORD = re.compile(r"\S+")
HAS_DIGIT = re.compile(r"[0-9]")
SHORT = 3
# What specks and misread stops put around a word.
SPECKS = ".,:;*'\"‘’“”`_-~^|!()[]{}=+•°"
# Letters for the digits of the same shape.
AS_LETTERS = str.maketrans("01524863@|$", "OISZABGEOIS")

INDICATOR = re.compile(r"[QRUEBKP][A-Z]{3,7}")
NAME_SIGN = re.compile(r"[/\\]")
ADDRESSEE = re.compile(r"[A-Z]{4,8}[/\\|][A-Z]")
SERIAL = re.compile(r"[#HNWMX]?[0-9]{4}(?:[/1][0-9]{2})?")
JULIAN = re.compile(r"[0-9]{7}\b")
DAY_TIME = re.compile(r"[0-9]{6}[Z2]?")
PAGE_NUMBER = re.compile(r"0?[0-9]{2}")
OFFICE = re.compile(r"[A-Z0-9]{1,5}[-+~=*][0-9A-Z@]{2,3}\b")
TOTAL = re.compile(r"/[0-9]{3}\b")
NUMBER = re.compile(r"[0-9]{3,6}")
TERMINAL = re.compile(r"[0-9]{2}")
COUNTER = re.compile(r"[0-9]{6}\Z")
# Operating signals behind a date-time group or a security line: ZDK, ZFF4.
SIGNAL = re.compile(r"Z[A-Z]{2}-?[0-9]?")
SECTION_NUMBER = re.compile(r"[0-9]{1,2}")
EO_NUMBER = re.compile(r"[0-9]{5}:?")
LETTERS = re.compile(r"[A-Z][A-Z.']*")
EXECUTIVE_ORDERS = frozenset(("11652", "12065", "12356", "12958", "13526"))
MONTHS = tuple("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split())
PRECEDENCES = frozenset("ZOPR")
PRECEDENCE_WORDS = frozenset(("NIACT", "IMMEDIATE", "PRIORITY", "ROUTINE", "FLASH"))
PROSIGNS = frozenset(("ZZ", "OO", "PP", "RR"))
# What the names of posts and of the Department begin with.
OFFICES_ABROAD = (
    "AMEMBASSY", "AMCONSUL", "AMCONGEN", "USMISSION", "SECSTATE", "USLO", "USINT", "USDEL", "USUN",
)  # fmt: skip
CLASS_WORDS = (
    "UNCLAS", "UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "LIMITEDOFFICIALUSE", "TOPSECRET",
)  # fmt: skip
LONGEST_CLASS_WORD = max(map(len, CLASS_WORDS))
# a classification word begins so, or with a letter of it lost (DAMAGE.md A7)
CLASS_HEAD = re.compile(
    r"(?:[UNCOSELTG]\Z|[UNCOSELT]{2,3}\Z|[A-Z]{0,2}(?:UNCL|CONF|ONFI|NCLA|SECR|ECRE|LIMI|IMIT|TOP\Z|SE\Z|CSE\Z|EC\Z|S\Z))"
)
CLASS_EXTRAS = frozenset(("NOFORN", "SENSITIVE", "E", "F", "T", "O", "EFTO"))
# PORT AU PRINCE, RIO DE JANEIRO, EC BRUSSELS; the longest has four words
LONGEST_STATION = 5
LABELS = {
    "TAGS": "tags",
    "SUBJECT": "subject",
    "SUBJ": "subject",
    "REF": "references",
    "REFS": "references",
    "REF(S": "references",
    "REFTEL": "references",
    "REFTELS": "references",
}
TEXT_MARKER = re.compile(
    r"¶?1\.(?=\s)|\S{1,4}[.,:](?=\s+\((?:U|C|S|SBU|LOU|C/NF|S/NF|0)\))|SUMMARY[:.]"
)


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


class _Words:
    """The words of a head: as they stand, as letters, as digits, and what precedes them."""

    def __init__(self, text: str, start: int, end: int) -> None:
        found = list(WORD.finditer(text, start, end))
        self.text = text
        self.start = [m.start() for m in found]
        self.end = [m.end() for m in found]
        self.raw = [m[0] for m in found]
        self.letters = [w.translate(AS_LETTERS).upper() for w in self.raw]
        # a word of letters alone is a word, unless it is a short one: OSLO is not 0510
        self.digits = [
            (w.translate(SHAPES) if len(w) < SHORT or HAS_DIGIT.search(w) else w).strip(SPECKS)
            for w in self.raw
        ]
        self.bare = [w.strip(SPECKS) for w in self.letters]
        # how many line ends stand before a word
        ends = [start, *self.end]
        self.breaks = [text.count("\n", a, b) for a, b in zip(ends, self.start, strict=False)]
        # empty words behind the last one, so that what follows can be looked at
        for words in (self.raw, self.letters, self.digits, self.bare):
            words.extend([""] * 4)
        if self.breaks and (not start or text[start - 1] == "\n"):
            self.breaks[0] = 2

    def breaks_at(self, i: int) -> int:
        """How many line ends stand before word ``i``; one behind the last word."""
        return self.breaks[i] if i < len(self.breaks) else 1

    def line_end(self, i: int) -> int:
        """The word behind the last one on the line of word ``i``."""
        i += 1
        while i < len(self.breaks) and not self.breaks[i]:
            i += 1
        return i


class _Begin(NamedTuple):
    """A word that may begin a field: which field, and how much speaks for it."""

    at: int
    kind: str
    gain: float


def near(word: str, target: str, most: int) -> bool:
    """Whether a word is at most so many signs away from another."""
    return abs(len(word) - len(target)) <= most and (
        Levenshtein.distance(word, target, score_cutoff=most) <= most
    )


def _begins(w: _Words) -> Iterator[_Begin]:
    """All words that may begin a field, with what speaks for each; behind a line end more does."""
    for i in range(len(w.start)):
        word, after = w.bare[i], w.bare[i + 1]
        at_line = 2.0 if w.breaks[i] else 0.0
        size = len(word)
        if size >= 9 and near(word[:5], "VZCZC", 2):
            yield _Begin(i, "start", at_line + 10 - 2 * Levenshtein.distance(word[:5], "VZCZC"))
        elif size == 2 and (at_line or not w.breaks_at(i + 1)):
            for kind, gain in _short(w, i, word, after):
                yield _Begin(i, kind, at_line + gain)
        elif near(word, "INFO", 1) and (at_line or not w.breaks_at(i + 1)):
            if OFFICE.match(w.raw[i + 1]):
                yield _Begin(i, "offices", at_line + 8)
            elif _is_addressee(w, i + 1):
                yield _Begin(i, "info", at_line + 8)
            elif at_line:
                yield _Begin(i, "info", 4.0)
        elif near(word, "PAGE", 1) and w.digits[i + 1] in ("01", "001"):
            yield _Begin(i, "page", at_line + 7)
        elif size == 3 and (near(word, "ZNR", 1) or near(word, "ZNY", 1)) and _is_fivefold(after):
            yield _Begin(i, "security", at_line + 9)
        elif OFFICE.match(w.raw[i + 1]) and (near(word, "ACTION", 2) or near(word, "ORIGIN", 2)):
            yield _Begin(i, "action", at_line + 9)
        elif word == "DRAFTED" or (word == "APPROVED" and after == "BY"):
            yield _Begin(i, "drafting", at_line + 6)
        if DAY_TIME.fullmatch(w.digits[i]):
            month = i + 2 if after == "Z" else i + 1
            if any(near(w.bare[month], m, 1) for m in MONTHS):
                at = i
                while at > max(0, i - 2) and w.letters[at - 1] in PRECEDENCES:
                    at -= 1
                yield _Begin(at, "date-time group", (2.0 if w.breaks[at] else 0.0) + 9)
        elif SERIAL.fullmatch(w.digits[i]) and JULIAN.match(w.digits[i + 1]):
            # the word before may be what DE was read as, glued to its indicator or lost
            at = i - 1 if i and not w.breaks[i] else i
            at = at - 1 if at and not w.breaks[at] and len(w.bare[at - 1]) == 2 else at
            yield _Begin(at, "originator", (2.0 if w.breaks[at] else 0.0) + 5)
        yield from _text_begins(w, i, word, at_line)


def _short(w: _Words, i: int, word: str, after: str) -> Iterator[tuple[str, float]]:
    """The fields that a word of two letters may begin."""
    if INDICATOR.fullmatch(after) and not NAME_SIGN.search(w.raw[i + 1]):
        if word in PROSIGNS:
            yield "routing", 8.0
        elif i and near(w.bare[i - 1][:5], "VZCZC", 1):
            yield "routing", 5.0
        if near(word, "DE", 1) and SERIAL.fullmatch(w.digits[i + 2]):
            yield "originator", 9.0
        elif word == "DE":
            yield "originator", 5.0
    if word == "FM" or (near(word, "FM", 1) and _is_office_abroad(after)):
        yield "from", 8.0 if word == "FM" else 5.0
    if _is_addressee(w, i + 1) and near(word, "TO", 1):
        yield "to", 8.0 if word == "TO" else 4.0
    elif word == "TO" and w.breaks[i]:
        yield "to", 3.0


def _text_begins(w: _Words, i: int, word: str, at_line: float) -> Iterator[_Begin]:
    """The fields of the text proper that a word may begin."""
    found = class_line(w.bare, w.digits, i)
    if found:
        yield _Begin(i, "classification line", at_line + found[1])
    # captions are words of prose too: inside a line only behind a number or another caption
    is_apart = at_line or (
        i and (NUMBER.fullmatch(w.digits[i - 1]) or w.bare[i - 1] in codes("caption"))
    )
    if (is_apart and word in codes("caption")) or (
        at_line and w.line_end(i) == i + 1 and caption(word)
    ):
        yield _Begin(i, "caption", 3.0)
    elif (is_apart and word == "STATE" and w.bare[i + 1] in ("FOR", "PASS", "ALSO")) or (
        at_line and word in ("PASS", "FOR", "FROM")
    ):
        yield _Begin(i, "attention", 3.0)
    if (order := _executive_order(w, i)) > 0:
        yield _Begin(i, "executive order", at_line + order)
    elif near(word, "CLASSIFIED", 2) and w.raw[i][:1] in "Cc(" and near(w.bare[i + 1], "BY", 1):
        yield _Begin(i, "classified by", at_line + 8)
    elif word == "DERIVED" and w.bare[i + 1] == "FROM":
        yield _Begin(i, "classified by", at_line + 8)
    elif w.raw[i][-1] in ":;!.,_=" or at_line or w.raw[i + 1] == ":":
        label = word[:-1] if word[-1:] in ("_", "I") and not at_line else word
        if kind := LABELS.get(label):
            is_closed = w.raw[i][-1] == ":" or w.raw[i + 1] == ":"
            yield _Begin(i, kind, at_line + (8 if is_closed else 4))
        elif at_line:
            for name, kind in LABELS.items():
                # a short word without its colon may be any other
                most = 2 if len(name) > 5 else w.raw[i][-1] in ":;!.,_=" or w.raw[i + 1] == ":"
                if len(name) > 2 and near(label, name, most):
                    yield _Begin(i, kind, 5.0)
                    break
    if TEXT_MARKER.match(w.text, w.start[i]):
        yield _Begin(i, "text", at_line + 3)


def _is_fivefold(word: str) -> bool:
    """Whether five signs are one letter five times, one or two of them misread."""
    return len(word) in (4, 5, 6) and max(map(word.count, set(word))) >= 3


def _is_office_abroad(word: str) -> bool:
    """Whether a word is the title of a post; a short one may not be misread (OSLO is not USLO)."""
    return word in OFFICES_ABROAD or (
        len(word) > 6 and any(len(name) > 6 and near(word, name, 2) for name in OFFICES_ABROAD)
    )


def _is_addressee(w: _Words, i: int) -> bool:
    """Whether an addressee stands at word ``i``: an indicator and a stroke, or a post's title."""
    return ADDRESSEE.match(w.letters[i]) is not None or _is_office_abroad(w.bare[i])


def _executive_order(w: _Words, i: int) -> float:
    """How much speaks for an E.O. line at word ``i``."""
    word = w.letters[i]
    number = w.digits[i + 1]
    if number == "0" or w.bare[i + 1] == "O":  # "E. O. 11652"
        number = w.digits[i + 2]
    is_label = word.replace(".", "").strip(SPECKS)[:2] in ("EO", "EQ", "ED") and len(word) <= 5
    if number[:5] in EXECUTIVE_ORDERS:
        return 9.0 if is_label or word[:2] == "E." else 5.0 if w.breaks[i] else 0.0
    if word[:3] in ("E.O", "EO1") and w.digits[i].replace(".", "")[-5:] in EXECUTIVE_ORDERS:
        return 8.0
    return 6.0 if is_label and w.breaks[i] and EO_NUMBER.fullmatch(number) else 0.0


def caption(word: str) -> str:
    """The caption that a word is, with a letter or two misread; empty if it is none."""
    if word in codes("caption"):
        return word
    found = [c for c in codes("caption") if len(c) > 5 and near(word, c, 1)]
    return found[0] if len(found) == 1 else ""


def class_line(bare: Sequence[str], digits: Sequence[str], i: int) -> tuple[int, float] | None:
    """The word behind a classification line that begins at word ``i``, and what speaks for it."""
    end = class_word_end(bare, i)
    gain = 5.0
    if not end:
        if not near(bare[i], "SECTION", 1):
            return None
        end, gain = i, 2.0
    at = end
    while at < len(bare) and bare[at] in CLASS_EXTRAS:
        at += 1
    if near(bare[at : at + 1] and bare[at] or "", "SECTION", 2) and at + 3 < len(bare):
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


def class_word_end(bare: Sequence[str], i: int = 0) -> int:
    """The word behind the classification word at word ``i``, its letters apart or not; 0 if none."""
    if not CLASS_HEAD.match(bare[i]):
        return 0
    joined = ""
    best, least = 0, 3
    for at in range(i, min(i + LONGEST_CLASS_WORD, len(bare))):
        joined += bare[at].translate(AS_LETTERS)
        if len(joined) > LONGEST_CLASS_WORD + 2:
            break
        for word in CLASS_WORDS:
            if near(joined, word, 1 if len(word) < 8 else 2):
                off = Levenshtein.distance(joined, word)
                if off < least or (off == least and not off):
                    best, least = at + 1, off
    return best


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
ANCHOR = re.compile(
    r"\n[^\w\n]{0,8}(?:VZCZC|(?:ZZ|OO|PP|RR) R[UH]|DE R[A-Z]{3,6} |ZN[RY] |[ZOPR0] (?:[ZOPR] )?[0-9]{6} ?[Z2] "
    r"|FM [A-Z]|(?:TO|INFO) R[A-Z]{3,6}/|TO SECSTATE|PAGE [0O][1lI] |(?:ACTION|ORIGIN) [A-Z]{1,5}-[0-9]"
    r"|E\. ?[O0]\. ?[0-9]{5}|TAGS ?: )"
)
SUBJECT = re.compile(r"\bSUBJ(?:ECT)?\b ?:")
TAGS = re.compile(r"\bTAGS\b ?:")
# A damaged beginning of a header may stand so far before its first sound line.
BEFORE = 400
# How far behind the beginning of its subject a header goes on: REF lists of 600 characters occur.
BEHIND_SUBJECT = 1_200
# A header without a subject: its address list may be long.
WITHOUT_SUBJECT = 3_000


@lru_cache(maxsize=8)
def headers(text: str) -> tuple[Header, ...]:
    """The headers of a text, in order.

    >>> [line.kind for line in headers("VZCZCXRO6586 RR RUEHAST DE RUEHBS #0881/01 0741542")[0].lines]
    ['start', 'routing', 'originator']
    """
    found: list[Header] = []
    lines = "\n" + text
    at = 0
    while m := ANCHOR.search(lines, at):
        start = max(found[-1].end if found else 0, m.start() - BEFORE)
        header = _header(
            text, text.rfind("\n", 0, start) + 1 if start else 0, _window(text, m.start())
        )
        if header is not None and header.end > m.start():
            found.append(header)
            at = header.end
        else:
            at = m.end()
    return tuple(found)


def _window(text: str, at: int) -> int:
    """How far the header whose first anchor stands at ``at`` may reach."""
    subject = SUBJECT.search(text, at, at + LONGEST_HEADER)
    if subject:
        return min(subject.end() + BEHIND_SUBJECT, len(text))
    tags = TAGS.search(text, at, at + LONGEST_HEADER)
    return min(tags.end() + BEHIND_SUBJECT if tags else at + WITHOUT_SUBJECT, len(text))


def _header(text: str, start: int, end: int) -> Header | None:
    w = _Words(text, start, end)
    begins = sorted(_begins(w))
    chain = _to_text(
        [b for b in begins if b.kind == "text"], _chain([b for b in begins if b.kind != "text"])
    )
    kinds = {b.kind for b in chain}
    if len(kinds) < FEWEST_KINDS or not kinds & TELLING:
        return None
    return _lines(w, chain)


def _lines(w: _Words, chain: Sequence[_Begin]) -> Header:
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


def _rest(w: _Words, i: int, j: int, kind: str = "stray") -> Iterator[Piece]:
    """What stands between two fields, by the lines of the text."""
    while i < j:
        end = min(j, w.line_end(i))
        yield kind, i, end
        i = end


def _start(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    yield kind, i, i + 1
    yield from _rest(w, i + 1, j)


def _routing(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = i + 1
    while end < j and 4 <= len(w.bare[end]) <= 9 and w.bare[end].isalpha():
        end += 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _originator(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    found = (k for k in range(i, min(i + 6, j)) if JULIAN.match(w.digits[k]))
    end = next(found, min(w.line_end(i), j) - 1) + 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _security(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(i + 3, j)
    if end < j and not w.breaks[end] and (w.raw[end][0] == "(" or SIGNAL.fullmatch(w.raw[end])):
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _page(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    found = (k for k in range(i + 2, min(i + 10, j)) if DAY_TIME.fullmatch(w.digits[k]))
    end = next(found, min(w.line_end(i), j) - 1) + 1
    if end < j and w.letters[end] == "Z":
        end += 1
    yield kind, i, end
    if end < j and TERMINAL.fullmatch(w.digits[end]):
        yield "terminal", end, end + 1
        end += 1
    yield from _rest(w, end, j)


def _offices(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = i + 1
    for k in range(i + 1, j):
        if TOTAL.match(w.digits[k]) or TOTAL.match(w.raw[k]):
            end = k + 2 if k + 1 < j and len(w.bare[k + 1]) <= 2 else k + 1
            break
        if OFFICE.match(w.raw[k]):
            end = k + 1
    yield from _rest(w, i, end, kind)
    yield from _rest(w, end, j, "rule" if end < j and _is_rule(w, end, j) else "stray")


def _is_rule(w: _Words, i: int, j: int) -> bool:
    """Whether words hold the dashes and the counter that stand before a date-time group."""
    return any(w.raw[k].count("-") > 5 or COUNTER.search(w.digits[k]) for k in range(i, j))


def _drafting(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    while i < j:
        end = min(j, w.line_end(i))
        yield ("rule" if w.raw[i].count("-") > 5 else kind), i, end
        i = end


def _date_time(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    month = next(k for k in range(i, j) if any(near(w.bare[k], m, 1) for m in MONTHS) and k > i)
    end = min(month + 2, j)
    while end < j and SIGNAL.fullmatch(w.raw[end]):
        end += 1
    yield kind, i, end
    yield from _rest(w, end, j)


def _from(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(j, w.line_end(i))
    known = addressees().indicators
    while end < j and " ".join(w.bare[i + 1 : end]) not in known:
        longer = min(j, w.line_end(end))
        if " ".join(w.bare[i + 1 : longer]) not in known and end > i + 1:
            break
        end = longer
    yield kind, i, end
    yield from _rest(w, end, j)


def _list(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
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


def _begins_addressee(w: _Words, start: int, k: int, first: int) -> bool:
    """Whether word ``k`` begins an addressee, the one before it beginning at ``start``."""
    if k == first + 1:  # the first one stands behind TO or INFO
        return False
    word = w.letters[k]
    if ADDRESSEE.match(word):
        indicator, _, name = NAME_SIGN.sub("/", word).partition("/")
        if (
            indicator in addressees().names
            or (indicator[:2] in ("RU", "RH") and len(indicator) > 4)
            or _is_office_abroad(name)
        ):
            return True
    if _is_office_abroad(w.bare[k]) and not NAME_SIGN.search(w.raw[k]):
        return w.bare[k - 1] != "XMT" and not _completes(w, start, k, first)
    before, here = w.bare[k - 1], w.bare[k]
    is_number = SERIAL.fullmatch(w.digits[k]) is not None
    if is_number or here in PRECEDENCE_WORDS:
        return False
    if w.breaks[k]:
        return not _completes(w, start, k, first)
    # a name behind a number or a precedence is the next one's
    return (
        bool(here)
        and here.isalpha()
        and len(here) > 1
        and (before in PRECEDENCE_WORDS or (SERIAL.fullmatch(w.raw[k - 1]) is not None))
    )


def _completes(w: _Words, start: int, k: int, first: int) -> bool:
    """Whether the line that begins at word ``k`` completes the name that begins at ``start``."""
    words = w.bare[start + (start == first) : k]
    if not words:
        return True
    indicator, stroke, name = " ".join(words).rpartition("/")
    known = addressees().names.get(indicator, addressees().indicators if not stroke else {})
    if name in known:
        return False
    return any(
        f"{name} {' '.join(w.bare[k:end])}".strip() in known
        for end in range(k + 1, min(w.line_end(k), k + 6) + 1)
    )


def _class(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    found = class_line(w.bare, w.digits, i)
    end = min(found[0] if found else w.line_end(i), j)
    yield kind, i, end
    yield from _rest(w, end, j, "attention")


def _caption(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(j, w.line_end(i))  # a note may stand behind it: "EXDIS TOSHU 24"
    yield kind, i, end
    yield from _rest(w, end, j, "attention")


def _attention(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    yield from _rest(w, i, j, kind)


def _order(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(j, w.line_end(i))
    if end < j and w.bare[end - 1] in ("DECL", "O", *EXECUTIVE_ORDERS):
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _tags(w: _Words, kind: str, i: int, j: int, _: bool) -> Iterator[Piece]:
    end = min(j, w.line_end(i))
    while end < j and w.breaks[end] < 2 and w.bare[end].split(",")[0] in tags():
        end = min(j, w.line_end(end))
    yield kind, i, end
    yield from _rest(w, end, j)


def _open(w: _Words, kind: str, i: int, j: int, is_last: bool) -> Iterator[Piece]:
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
