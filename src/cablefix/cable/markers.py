"""Paragraph markers (``¶6.``, ``6.``), decoded as a sequence.

The pilcrow was put before each number by the publisher of the cables of the 2000s, and OCR
reads it as ``1``, ``4``, ``q``, ``_`` and more, or not at all (FORMAT.md 0).  So one token
has several readings: ``16.`` is paragraph 16, or paragraph 6 with its pilcrow read as a 1.  The
sequence decides: 98.6 % of neighbouring paragraphs are n, n+1 (FORMAT.md 4).

The decoder is a shortest path over the tokens that may be markers.  Costs are negative
natural logarithms of probabilities; the confidence of a reading comes from the margin to the
best path that reads this token differently.  It keeps a bounded number of states, so it is
linear in the number of tokens.
"""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cablefix.document import Document

# A token that may be a marker: at a line start (after a list dash too), up to two glyphs that a
# pilcrow may have become, a number, a stop, and text behind it.
TOKEN = re.compile(
    r"\n[ \t]*(?:[-*] )?"
    r"(?P<token>(?P<glyph>[^\s\w]{1,2}|[^\s\w]?[A-Za-z_]|[A-Za-z_][^\s\w]|)(?P<digits>[0-9]{1,4})\.)"
    r"(?=[ \t\n])"
)
PLAIN_TOKEN = re.compile(r"\n(¶?)([0-9]{1,3})\.(?=[ \t\n])")
ODD_TOKEN = re.compile(
    r"\n[ \t]*(?:[-*] )?(?!¶?[0-9]{1,3}\.)(?:[^\s\w]{1,2}|[^\s\w]?[A-Za-z_])[0-9]{1,3}\.\s"
)

APART = re.compile(r"(?:\A|\n)[ \t\r]*\Z")

# Numbers above this are years and amounts: the longest of 1,295 cables has 285 (FORMAT.md 1).
HIGHEST = 600
# The states kept at each token; a cable seldom has more than four open hypotheses.
BEAM = 16
# A path this much dearer than the best (one in a million) is given up.
HOPELESS = 14.0

# FORMAT.md 4: of 12,236 neighbours 98.6 % are n, n+1; 76 skip; 27 repeat; 8 restart; 11 go back.
NEXT = -math.log(0.986)
SKIP = -math.log(76 / 12_236)
SKIP_MORE = 0.5
SKIP_MOST = 10.0
REPEAT = -math.log(27 / 12_236)
RESTART = -math.log(8 / 12_236)
BACK = -math.log(11 / 12_236)
# 1,245 of 1,270 cables begin at 1; the others are partial extracts, which have no header.
FIRST = -math.log(1_245 / 1_270)
NOT_FIRST = -math.log(25 / 1_270)
NOT_FIRST_UNDER_HEADER = 6.0
# The later section of a telegram in parts goes on with the numbers of the one before
# (LAGOS 7106, FORMAT.md 4).
FIRST_OF_LATER = -math.log(0.1)
NOT_FIRST_OF_LATER = -math.log(0.9)
# A line-initial number that is no marker: 62 wrapped years and about as many wrapped days and list
# items in 13,567 (FORMAT.md 0).  A wrapped number has no blank line before it: behind one, list
# items alone remain, about one in seven of them.
NO_MARKER = -math.log(140 / 13_567)
NO_MARKER_APART = -math.log(20 / 13_567)
# The same for a token with a glyph before its number: 4 (all a quoted list, "1. "2. "3.) of 1,431
# tokens in ../shared/cables and ../shared/ocr/truth.
NO_MARKER_WITH_GLYPH = -math.log(4 / 1_431)
# All glyphs together that no engine was seen to write for a pilcrow: 4 % of the markers whose
# number was read, in ../shared/ocr, are of glyphs too rare for the table.
UNSEEN_GLYPH = -math.log(0.04)
# A pilcrow text of which no pilcrow survived, against a plain text: a scanned page of the
# publisher's is the rarer of the two.
NO_PILCROW_LEFT = 3.0
# A plain text with a pilcrow in it.
STRAY_PILCROW = 8.0
# The weight of the general channel against what this document shows.
PRIOR_WEIGHT = 2.0

# 1970s texts have no pilcrows: the publisher put none there, and neither does the archive.
SEVENTIES = re.compile(
    r"E\. ?O\. ?(?:11652|12065|L2065|LL652)|^PAGE 0\d\b|Message Text", re.MULTILINE
)
# Signs that may open a quoted or bracketed list as sent ('"1. HAVE READ' in 1975THEHA01744): they
# are read as a pilcrow only in a text that shows other signs of one.
OPENING = frozenset("\"'“‘([{«<")
HEADER = re.compile(r"^(?:VZCZC|DE R|FM |TAGS?\b|SUBJ)", re.MULTILINE)
LATER_SECTION = re.compile(r"\bSECTION (?:0?[2-9]|[1-9][0-9]) OF\b")


class Marker(NamedTuple):
    """One paragraph marker: ``text[start:end]`` is read as paragraph ``number``.

    ``written`` is the marker in the style of its document.  ``confidence`` is the probability
    that it is right (1 if the marker stands as it is read).  ``glyph`` is what stands in the
    place of the pilcrow.
    """

    start: int
    end: int
    number: int
    written: str
    glyph: str
    confidence: float


class Numbering(NamedTuple):
    """The markers of one telegram, in order, and its style: ``"¶"`` or ``""``."""

    style: str
    markers: tuple[Marker, ...]


class _Token(NamedTuple):
    start: int
    end: int
    glyph: str
    digits: str
    is_apart: bool  # a blank line, or nothing, stands before it


class _Reading(NamedTuple):
    number: int  # 0: no marker
    glyph: str
    cost: float


@cache
def channel() -> dict[str, float]:
    """The cost of each glyph that OCR writes for a pilcrow (``data/pilcrow_glyphs.tsv``)."""
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "pilcrow_glyphs.tsv")
    shares: dict[str, float] = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                glyph, share = line.rstrip("\n").split("\t")
                shares[glyph] = float(share)
    return {glyph: -math.log(share) for glyph, share in shares.items()}


def decode(doc: Document) -> tuple[Numbering, ...]:
    """The paragraph markers of each telegram of a document: numbers begin anew in each.

    Offsets are into its text; a marker that leaves nothing to decide has confidence 1.
    """
    return tuple(_decode(part.text, start) for start, part in doc.messages())


def is_certain(text: str) -> bool:
    """Whether no marker of a text can be misread.

    So it is if each has its pilcrow, if they run from 1 to n, or if the text never had pilcrows.
    """
    lines = "\n" + text
    found = PLAIN_TOKEN.findall(lines)
    styles = {style for style, _ in found}
    if len(styles) > 1:
        return False
    in_order = all(digits == str(n) for n, (_, digits) in enumerate(found, 1))
    if not ("¶" in styles or in_order or _is_seventies(text)):
        return False
    return ODD_TOKEN.search(lines) is None


def _decode(text: str, offset: int) -> Numbering:
    """The markers of one telegram that begins at ``offset`` of its document."""
    # every pattern begins with the newline, so that `re` can jump from line to line
    lines = "\n" + text
    certain = _certain(lines, offset - 1)
    if certain is not None:
        return certain
    tokens = _tokens(lines, offset - 1)
    if not tokens:
        return Numbering("", ())
    styles = _lattices(tokens, text, _first(text[: tokens[0].start - offset]))
    style = min(styles, key=lambda name: styles[name].best_cost)
    best = styles[style]
    markers = []
    for i, reading in enumerate(best.path):
        if not reading.number:
            continue
        token = tokens[i]
        written = f"{style}{reading.number}."
        confidence = 1.0
        if written != f"{token.glyph}{token.digits}.":
            rival = min(
                lattice.best_otherwise(i, name, written) for name, lattice in styles.items()
            )
            margin = max(-30.0, min(rival - best.best_cost, 30.0))
            confidence = 1 / (1 + math.exp(-margin))
        markers.append(
            Marker(token.start, token.end, reading.number, written, reading.glyph, confidence)
        )
    return Numbering(style, tuple(markers))


def _tokens(lines: str, offset: int) -> list[_Token]:
    """The tokens that may be markers, with offsets into the document."""
    tokens = [
        _Token(
            m.start("token") + offset,
            m.end("token") + offset,
            m["glyph"],
            m["digits"],
            APART.search(lines, max(0, m.start() - 4), m.start()) is not None,
        )
        for m in TOKEN.finditer(lines)
        if m["glyph"] in ("", "¶") or _is_glyph(m["glyph"])
    ]
    if all(t.glyph in OPENING for t in tokens if t.glyph):
        return [t for t in tokens if not t.glyph]
    return tokens


def _first(head: str) -> tuple[float, float]:
    """What it costs to begin at 1, and to begin elsewhere, under what stands before."""
    if LATER_SECTION.search(head):
        return FIRST_OF_LATER, NOT_FIRST_OF_LATER
    return FIRST, NOT_FIRST_UNDER_HEADER if HEADER.search(head) else NOT_FIRST


def _lattices(
    tokens: Sequence[_Token], text: str, first: tuple[float, float]
) -> dict[str, _Lattice]:
    """The paths under each style that the text may have: plain, and with pilcrows."""
    has_pilcrow = any(t.glyph == "¶" for t in tokens)
    plain = _Lattice([_plain(t) for t in tokens], first, STRAY_PILCROW if has_pilcrow else 0.0)
    if not has_pilcrow and _is_seventies(text):
        return {"": plain}
    start_cost = 0.0 if has_pilcrow else NO_PILCROW_LEFT
    lattice = _pilcrow_lattice(tokens, _Channel(Counter()), first, start_cost)
    seen = Counter(r.glyph for r in lattice.path if r.number and r.glyph != "¶")
    if seen:
        lattice = _pilcrow_lattice(tokens, _Channel(seen), first, start_cost)
    return {"": plain, "¶": lattice}


def _pilcrow_lattice(
    tokens: Sequence[_Token],
    costs: _Channel,
    first: tuple[float, float],
    start_cost: float,
) -> _Lattice:
    """The paths over the tokens read as markers with pilcrows."""
    # the same token has the same readings wherever it stands
    readings: dict[tuple[str, str, bool], list[_Reading]] = {}
    for t in tokens:
        if t[2:] not in readings:
            readings[t[2:]] = _pilcrow(t, costs)
    return _Lattice([readings[t[2:]] for t in tokens], first, start_cost)


def _is_seventies(text: str) -> bool:
    """Whether a text is of the 1970s: by its executive order or page line, or all in capitals."""
    small = sum(map(text.count, "etaoin"))
    return small < sum(map(text.count, "ETAOIN")) or SEVENTIES.search(text) is not None


def _certain(lines: str, offset: int) -> Numbering | None:
    """The markers of a text in which nothing has to be decided: none, or 1 to n in one style."""
    found = list(PLAIN_TOKEN.finditer(lines))
    if not found:
        return None if TOKEN.search(lines) else Numbering("", ())
    style = found[0][1]
    for n, m in enumerate(found, 1):
        if m[1] != style or m[2] != str(n):
            return None
    if ODD_TOKEN.search(lines):
        return None
    return Numbering(
        style,
        tuple(
            Marker(m.start(1) + offset, m.end() + offset, n, f"{style}{n}.", style, 1.0)
            for n, m in enumerate(found, 1)
        ),
    )


def _is_glyph(glyph: str) -> bool:
    """Whether letters or signs before a number may be a pilcrow misread."""
    return glyph in channel() or not any(c.isalpha() for c in glyph)


def _number(digits: str) -> int:
    """The paragraph number written by the digits; 0 if they cannot be one."""
    return int(digits) if digits[:1] not in ("", "0") and int(digits) <= HIGHEST else 0


def _plain(token: _Token) -> list[_Reading]:
    """What a token may be in a text without pilcrows: with a glyph it is no marker there."""
    if token.glyph:
        return [_no_marker(token)]
    number = _number(token.digits)
    return [_no_marker(token)] + ([_Reading(number, "", 0.0)] if number else [])


def _no_marker(token: _Token) -> _Reading:
    if token.glyph and token.glyph != "¶":
        return _Reading(0, "", NO_MARKER_WITH_GLYPH)
    return _Reading(0, "", NO_MARKER_APART if token.is_apart else NO_MARKER)


def _pilcrow(token: _Token, cost: _Channel) -> list[_Reading]:
    """What a token may be in a text whose paragraphs had pilcrows."""
    if token.glyph == "¶":
        number = _number(token.digits)
        return [_no_marker(token)] + ([_Reading(number, "¶", 0.0)] if number else [])
    readings = [_no_marker(token)]
    for taken in range(min(3, len(token.digits))):
        number = _number(token.digits[taken:])
        glyph = token.glyph + token.digits[:taken]
        if number and (not taken or glyph in channel()):
            readings.append(_Reading(number, glyph, cost(glyph)))
    return readings


class _Channel:
    """The cost of each glyph for a pilcrow, in general and as this document shows it.

    An engine reads one font in one way, so what a document was seen to write six times is likely
    the seventh time.
    """

    def __init__(self, seen: Counter[str]) -> None:
        total = seen.total() + PRIOR_WEIGHT
        self._shift = math.log(total / PRIOR_WEIGHT)
        self._general = channel()
        self._seen = {
            g: -math.log((n + PRIOR_WEIGHT * math.exp(-self._general.get(g, UNSEEN_GLYPH))) / total)
            for g, n in seen.items()
        }

    def __call__(self, glyph: str) -> float:
        cost = self._seen.get(glyph)
        return self._general.get(glyph, UNSEEN_GLYPH) + self._shift if cost is None else cost


def _pruned(costs: dict[int, float]) -> dict[int, float]:
    """The states worth going on with."""
    worst = min(costs.values()) + HOPELESS
    if max(costs.values()) > worst:
        costs = {n: c for n, c in costs.items() if c <= worst}
    if len(costs) > BEAM:
        costs = {n: costs[n] for n in sorted(costs, key=costs.__getitem__)[:BEAM]}
    return costs


class _Lattice:
    """The paths over the tokens under one style, forward and backward."""

    def __init__(
        self,
        readings: list[list[_Reading]],
        first: tuple[float, float],
        start_cost: float,
    ) -> None:
        self._readings = readings
        self._first, self._not_first = first
        # forward[i]: the cheapest way to each last number after i tokens
        self._forward: list[dict[int, float]] = [{0: start_cost}]
        came: list[dict[int, tuple[int, _Reading]]] = []
        for choices in readings:
            before = self._forward[-1]
            # the first choice is "no marker": every state goes on as it was
            none = choices[0]
            costs = {last: so_far + none.cost for last, so_far in before.items()}
            back = {last: (last, none) for last in before}
            for r in choices[1:]:
                number = r.number
                best = costs.get(number, math.inf) - r.cost
                near = before.get(number - 1, math.inf) + NEXT
                if near < best and number > 1:
                    best = near
                    back[number] = (number - 1, r)
                for last, so_far in before.items():
                    # all other steps but the first of all cost a skip or more
                    if so_far + (SKIP if last else 0.0) < best:
                        cost = so_far + self._step(last, number)
                        if cost < best:
                            best = cost
                            back[number] = (last, r)
                costs[number] = best + r.cost
            self._forward.append(_pruned(costs))
            came.append(back)
        last = min(self._forward[-1], key=self._forward[-1].__getitem__)
        self.best_cost = self._forward[-1][last]
        self.path: list[_Reading] = []
        for back in reversed(came):
            last, reading = back[last]
            self.path.append(reading)
        self.path.reverse()
        # backward[i]: the cheapest way from each last number to the end, made on first use
        self._backward: list[dict[int, float]] | None = None

    def _step(self, last: int, number: int) -> float:
        """The cost of paragraph ``number`` after paragraph ``last`` (0: none yet)."""
        if last and number == last + 1:
            return NEXT
        if not number:
            return 0.0
        if not last:
            return self._first if number == 1 else self._not_first + math.log(number)
        if number > last:
            return min(SKIP_MOST, SKIP + SKIP_MORE * (number - last - 2))
        if number == last:
            return REPEAT
        return RESTART if number == 1 else BACK + math.log(last)

    def best_otherwise(self, i: int, style: str, written: str) -> float:
        """The cost of the best path on which token ``i`` is not ``written``."""
        if self._backward is None:
            self._backward = self._towards_end()
        ahead = self._backward[i + 1]
        best = math.inf
        for last, so_far in self._forward[i].items():
            for r in self._readings[i]:
                after = r.number or last
                if (r.number and f"{style}{r.number}." == written) or after not in ahead:
                    continue
                best = min(best, so_far + r.cost + self._step(last, r.number) + ahead[after])
        return best

    def _towards_end(self) -> list[dict[int, float]]:
        backward = [dict.fromkeys(self._forward[-1], 0.0)]
        for states, choices in zip(
            reversed(self._forward[:-1]), reversed(self._readings), strict=True
        ):
            ahead = backward[-1]
            backward.append(
                {
                    last: min(
                        (
                            r.cost + self._step(last, r.number) + ahead[r.number or last]
                            for r in choices
                            if (r.number or last) in ahead
                        ),
                        default=math.inf,
                    )
                    for last in states
                }
            )
        backward.reverse()
        return backward


def gaps(markers: Sequence[Marker]) -> Iterator[tuple[Marker | None, Marker]]:
    """Neighbouring markers with a number missing between them; ``None`` stands before the first."""
    before: Marker | None = None
    for m in markers:
        if m.number > (before.number if before else 0) + 1:
            yield before, m
        before = m
