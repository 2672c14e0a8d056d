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
from itertools import groupby
from typing import NamedTuple

from cablefix.cable.classline import NUMBER, class_line, ends_in_station, has_station
from cablefix.cable.lines import JULIAN, NAME_SIGN, Line, Piece, pieces
from cablefix.cable.sound import BEFORE, sound_end
from cablefix.cable.words import Words, distance, near

# The longest header of ../shared/cables takes 2,109 characters; lists of 300 addressees exist.
SHORT_HEADER = 3_000
LONGEST_HEADER = 12_000
# The least way from one anchor that begins no header to the next that is looked at.
STEP = 500
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
# Fields follow one another within so many words, but behind a list of addressees; each word more
# speaks against it.  Choices: no field but REF lists took more than 40 words in ../shared/cables.
FAR = 60
FARTHER = 0.1
LISTS = frozenset(("to", "info"))
# Kinds that nothing but a telegram has, and how many kinds make a header.
TELLING = frozenset(
    ("start", "originator", "security", "page", "action", "date-time group",
     "classification line", "executive order")
)  # fmt: skip
FEWEST_KINDS = 3

INDICATOR = re.compile(r"[QRUEBKP][A-Z]{3,7}")
# How much speaks for a line that its first two words show.
LINE_GAINS = {"page": 7.0, "security": 9.0, "action": 9.0, "drafting": 6.0}
# The number of the first page, its 1 misread or not; the other pages are in the text.
FIRST_PAGE = re.compile(r"0?0[01]")
EO_NUMBER = re.compile(r"[0-9]{5}:?")
PRECEDENCES = frozenset("ZOPR")
# One for action, one for information; three stand in joint messages: O P R 151542Z.
MOST_PRECEDENCES = 3
# Mail that quotes a header is no telegram; one line alone may begin with a speck of this shape.
QUOTED = re.compile(r"\n> ?[^\n]*\n> ?")
# Behind a sign of a paragraph stands its portion mark, unless it is ¶1.
PORTION = re.compile(r"\s+\((?:U|C|S|SBU|LOU|C/NF|S/NF|0)\)")
FIRST = frozenset(("1.", "¶1.", "SUMMARY:", "SUMMARY."))


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
        if kind := _line_kind(w, i, may_be):
            yield _Begin(i, kind, at_line + LINE_GAINS[kind])
        elif "day and time" in may_be or "serial" in may_be:
            yield from _number_begins(w, i, may_be)
        yield from _text_begins(w, i, may_be, at_line)


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


def _number_begins(w: Words, i: int, may_be: frozenset[str]) -> Iterator[_Begin]:
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
    gain = _class_gain(w, i, may_be)
    if gain:
        yield _Begin(i, "classification line", at_line + gain)
    # captions are words of prose too: inside a line only behind a number or another caption
    goes_on = w.may_be(i + 1, "caption") or w.may_be(i + 1, "order label")
    is_alone = at_line > 0 and w.line_end(i) == i + 1
    if ("caption" in may_be and (goes_on or _is_apart(w, i))) or (
        "caption alone" in may_be and is_alone
    ):
        yield _Begin(i, "caption", 3.0)
    elif "notice" in may_be and (at_line or _is_apart(w, i - 1)):
        yield _Begin(i if at_line else i - 1, "attention", 3.0)
    yield from _label_begins(w, i, may_be, at_line)
    # "(B) OTTAWA 8798, (C) STATE 153384" is a list of references
    is_stop = at_line > 0 or word.raw[-1] == "."
    if "marker" in may_be and (word.raw in FIRST or (is_stop and PORTION.match(w.text, w.end[i]))):
        yield _Begin(i, "text", at_line + 3)


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


def _label_begins(w: Words, i: int, may_be: frozenset[str], at_line: float) -> Iterator[_Begin]:
    """The labelled field that a word begins: E.O., TAGS, SUBJECT, REF, Classified By."""
    word = w.words[i]
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


def _is_apart(w: Words, i: int) -> bool:
    """Whether word ``i`` begins a line, or stands behind a number or a caption."""
    return i >= 0 and (
        w.breaks[i] > 0
        or (i > 0 and (w.may_be(i - 1, "caption") or NUMBER.fullmatch(w.digits[i - 1]) is not None))
    )


def _is_closed(w: Words, i: int) -> bool:
    """Whether a colon, or what one was read as, stands behind a label."""
    return w.raw[i][-1] in ":;!.,_=" or w.raw[i + 1] == ":" or ":" in w.raw[i]


class _Link(NamedTuple):
    """A begin at the end of a chain: what the chain explains, and the link before it."""

    gain: float
    begin: _Begin
    before: _Link | None


def _chain(begins: Sequence[_Begin]) -> list[_Begin]:
    """The begins that explain most, each kind in its place; in time linear in their number."""
    links: dict[str, list[_Link]] = {}
    best: _Link | None = None
    for _, here in groupby(begins, key=lambda b: b.at):
        found = [_linked(b, links) for b in here]
        for link in found:
            if best is None or link.gain > best.gain:
                best = link
            # of each kind the one that explains most, and the last one, which is nearest
            known = links.setdefault(link.begin.kind, [link, link])
            links[link.begin.kind] = [max(known[0], link, key=lambda x: x.gain), link]
    chain = []
    while best is not None:
        chain.append(best.begin)
        best = best.before
    return chain[::-1]


def _linked(b: _Begin, links: dict[str, list[_Link]]) -> _Link:
    """A begin behind the chain that explains most."""
    rank = RANK[b.kind]
    gain, before = 0.0, None
    for kind, ends in links.items():
        if RANK[kind] < rank or (kind in LOOSE and b.kind in LOOSE):
            cost = 0.0
        elif (kind, b.kind) in SWAPPED:
            cost = 4.0
        else:
            continue
        for end in ends:
            words = b.at - end.begin.at - FAR
            far = FARTHER * words if words > 0 and kind not in LISTS else 0.0
            if end.gain - cost - far > gain:
                gain, before = end.gain - cost - far, end
    return _Link(gain + b.gain, b, before)


# Where a header may begin, at the beginning of a line, and what closes its list of fields.
_ANCHOR = (
    # the banner of the page may stand before it
    r"[^\w\n]{0,8}(?:(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE) ){0,2}"
    r"(?:VZCZC|(?:ZZ|OO|PP|RR) R[UH]|DE R[A-Z]{3,6} |ZN[RY] "
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
    r"\n[^\w\n]{0,3}[1lI]\. [A-Z]"
    r"|\S(?:\.[ \t]+\((?:C|S|U|SBU|LOU|FOUO|C/NF|S/NF)\)(?=[ \t]+[A-Z])"
    r"|[,:][ \t]+\((?:C|S|U|SBU|LOU|FOUO|C/NF|S/NF)\)(?=[ \t]+[A-Z][a-z]))"
)
# A header without a subject is a part of one, its address list included.
WITHOUT_SUBJECT = 2_000
NUMBERED = re.compile(r"\n[^\w\n]{0,3}[0-9]{1,2}\. [A-Z]")


@lru_cache(maxsize=8)
def headers(text: str) -> tuple[Header, ...]:
    """The headers of a text, in order.

    >>> text = "VZCZCXRO6586 RR RUEHAST DE RUEHBS #0881/01 0741542"
    >>> [line.kind for line in headers(text)[0].lines]
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
        end = _window(text, m.start(), SHORT_HEADER)
        header = _header(text, start, end)
        if header is not None and header.lines[-1].kind in LISTS:  # a long one
            end = _window(text, m.start(), LONGEST_HEADER)
            header = _header(text, start, end) or header
        if header is not None and header.end > m.start():
            yield header
            before = at = header.end
        else:
            # a header that begins in the window and has three lines of it would have been found
            at = max(m.end(), m.start() + STEP, end - WITHOUT_SUBJECT)


def _window(text: str, at: int, longest: int) -> int:
    """How far the header whose first anchor is at ``at`` may reach: into its first paragraph."""
    subject = SUBJECT.search(text, at, at + longest) or TAGS.search(text, at, at + longest)
    start = subject.end() if subject else at
    end = min(start + (BEHIND_SUBJECT if subject else WITHOUT_SUBJECT), len(text))
    first = (PARAGRAPH if subject else NUMBERED).search(text, start, end)
    return first.end() if first else end


def _header(text: str, start: int, end: int) -> Header | None:
    """The header in a stretch of text that begins with a line."""
    stretch = text[start:end]
    found = None if QUOTED.search(stretch) else _decoded(stretch)
    if found is None:
        return None
    lines = tuple(Line(kind, start + a, start + b) for kind, a, b in found.lines)
    return Header(start + found.start, start + found.end, lines)


@lru_cache(maxsize=32)
def _decoded(stretch: str) -> Header | None:
    """The header in a stretch; it comes again as long as repairs are made elsewhere."""
    w = Words(stretch, 0, len(stretch))
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
    found: list[Piece] = []
    ends = [b.at for b in chain[1:]] + [len(w.start)]
    last = chain[-1]
    for b, end in zip(chain, ends, strict=True):
        if b.kind != "text":
            found.extend(pieces(w, b.kind, b.at, end, is_last=b is last))
    lines = tuple(Line(kind, w.start[i], w.end[j - 1]) for kind, i, j in found if i < j)
    end = w.start[last.at] if last.kind == "text" else lines[-1].end
    return Header(lines[0].start, end, lines)


def _to_text(markers: Sequence[_Begin], chain: list[_Begin]) -> list[_Begin]:
    """The chain up to the first paragraph, which begins behind the subject or its stand-in."""
    behind = [b for b in chain if b.kind == "subject"] or chain[-1:]
    text = next((m for m in markers if behind and m.at > behind[0].at), None)
    return [*(b for b in chain if b.at < text.at), text] if text else chain
