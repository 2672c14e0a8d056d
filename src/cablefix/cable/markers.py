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
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.sequence import Lattice, Reading

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

# Numbers above this are years and amounts: the longest of the cables in ../shared/cables has 83
# paragraphs, and 600 leaves room.
HIGHEST = 600
# 1,245 of 1,270 cables begin at 1; the others are partial extracts, which have no header: none of
# 1,178 with one, counted as one.
FIRST = -math.log(1_245 / 1_270)
NOT_FIRST = -math.log(25 / 1_270)
NOT_FIRST_UNDER_HEADER = -math.log(1 / 1_179)
# The later section of a telegram in parts goes on with the numbers of the one before
# (LAGOS 7106, FORMAT.md 4).
FIRST_OF_LATER = -math.log(0.1)
NOT_FIRST_OF_LATER = -math.log(0.9)
# A line-initial number that is no marker: 62 wrapped years and about as many wrapped days and list
# items in 13,567 (FORMAT.md 0).  Behind a blank line it is rarer: none of 887 in ../shared/cables,
# counted as one, since a list may stand so.
NO_MARKER = -math.log(140 / 13_567)
NO_MARKER_APART = -math.log(1 / 888)
# The same for a token with a glyph before its number: 4 (all a quoted list, "1. "2. "3.) of 1,431
# tokens in ../shared/cables and ../shared/ocr/truth.
NO_MARKER_WITH_GLYPH = -math.log(4 / 1_431)
# All glyphs together that are not in the table: 1.4 % of the markers of the engines that it was
# made from, and more of an engine that it was not made from.
UNSEEN_GLYPH = -math.log(0.04)
# The same for glyphs that end in digits nobody saw there: all such glyphs of the table together
# have 8 %, and what is taken for one may be part of the number.
UNSEEN_DIGITS = -math.log(0.004)
# A pilcrow text of which no pilcrow survived, against a plain text.  Nobody has counted both: one
# in twenty keeps a plain text plain unless at least two markers speak against it.
NO_PILCROW_LEFT = -math.log(1 / 20)
# A plain text with a pilcrow in it: none of those in ../shared/cables, so dearer than any count
# there could make it.
STRAY_PILCROW = 8.0
# A beginning that this share of the tokens has may be the document's pilcrow: most of them, with
# room for the 16 % whose number is misread and for markers that lost theirs.
MOST = 0.6
# The weight of the general channel against what this document shows: two markers of its own count
# as much.  A choice, not a count.
PRIOR_WEIGHT = 2.0

# 1970s texts have no pilcrows: the publisher put none there, and neither does the archive.
SEVENTIES = re.compile(
    r"E\. ?O\. ?(?:11652|12065|L2065|LL652)|^PAGE 0\d\b|Message Text", re.MULTILINE
)
# Signs that may open a quoted or bracketed list as sent ('"1. HAVE READ' in 1975THEHA01744): they
# are read as a pilcrow only in a text that shows other signs of one.  So are letters but q, which
# label lists (G1, a1), and glyphs that no engine was seen to write.
OPENING = frozenset("\"'“‘([{«<")
# Signs that stand before the items of a list are never a pilcrow.
LIST_SIGNS = frozenset("-–—*•#+=>~/\\")
# What the sequence cannot prove, because the text may have been sent so, is a flag under every
# profile: below 0.5, the least that `reading` asks for.  A choice, not a count.
DOUBTFUL = 0.45
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

    @property
    def text(self) -> str:
        """The token as it stands in the document."""
        return f"{self.glyph}{self.digits}."


@cache
def channel() -> dict[str, float]:
    """The cost of each glyph that OCR writes for a pilcrow (``data/pilcrow_glyphs.tsv``)."""
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "pilcrow_glyphs.tsv")
    shares: dict[str, float] = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("# "):
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
    lattices = _lattices(tokens, text, _first(text[: tokens[0].start - offset]))
    style, best = min(lattices, key=lambda named: named[1].best_cost)
    markers: list[Marker] = []
    kept: list[_Token] = []
    for i, reading in enumerate(best.path):
        if not reading.number:
            continue
        token = tokens[i]
        written = f"{style}{reading.number}."
        confidence = 1.0
        if written != token.text:
            # in another style every reading is a different one
            rival = min(
                lattice.best_otherwise(i, reading.number if name == style else -1)
                for name, lattice in lattices
            )
            margin = max(-30.0, min(rival - best.best_cost, 30.0))
            confidence = 1 / (1 + math.exp(-margin))
        kept.append(token)
        markers.append(
            Marker(token.start, token.end, reading.number, written, reading.glyph, confidence)
        )
    return Numbering(style, tuple(_held_back(markers, kept)))


def _held_back(markers: list[Marker], tokens: list[_Token]) -> Iterator[Marker]:
    """The markers, with those that may be a list or a wrapped number as sent made doubtful.

    A pilcrow is put before a bare number only where most markers show that theirs was misread.
    Where most pilcrows are intact a rewritten marker must stand apart as they do, and no marker
    of its run may repeat a number: inner lists begin anew.
    """
    intact = [t for t in tokens if t.glyph == "¶"]
    shown = sum(1 for m in markers if m.glyph not in ("", "¶"))
    stand_apart = 2 * len(intact) > len(markers) and all(t.is_apart for t in intact)
    times = Counter(m.number for m in markers)
    pairs = zip(markers, tokens, strict=True)
    for is_run, run in groupby(pairs, key=lambda pair: pair[0].written != pair[1].text):
        if not is_run:
            yield from (m for m, _ in run)
            continue
        members = list(run)
        repeats = any(times[m.number] > 1 for m, _ in members)
        for m, t in members:
            is_bare = not m.glyph and (bool(intact) or 2 * shown < len(markers))
            is_list = repeats and (bool(intact) or not m.glyph)
            if is_bare or is_list or (stand_apart and not t.is_apart):
                yield m._replace(confidence=min(m.confidence, DOUBTFUL))
            else:
                yield m


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
        if LIST_SIGNS.isdisjoint(m["glyph"])
        and (not m["glyph"].isalpha() or m["glyph"] in channel())
    ]
    if all(_is_weak(t.glyph) for t in tokens if t.glyph not in ("", "¶")) and not any(
        t.glyph == "¶" for t in tokens
    ):
        return [t for t in tokens if not t.glyph]
    return tokens


def _first(head: str) -> tuple[float, float]:
    """What it costs to begin at 1, and to begin elsewhere, under what stands before."""
    if LATER_SECTION.search(head):
        return FIRST_OF_LATER, NOT_FIRST_OF_LATER
    return FIRST, NOT_FIRST_UNDER_HEADER if HEADER.search(head) else NOT_FIRST


def _lattices(
    tokens: Sequence[_Token], text: str, first: tuple[float, float]
) -> list[tuple[str, Lattice]]:
    """The paths under each style and glyph that the text may have, with the style's name."""
    has_pilcrow = any(t.glyph == "¶" for t in tokens)
    plain = Lattice([_plain(t) for t in tokens], first, STRAY_PILCROW if has_pilcrow else 0.0)
    if not has_pilcrow and _is_seventies(text):
        return [("", plain)]
    start_cost = 0.0 if has_pilcrow else NO_PILCROW_LEFT

    intact = Counter(t.glyph for t in tokens if t.glyph == "¶")

    def under(seen: Counter[str]) -> Lattice:
        """The paths if the document writes the pilcrow as in ``seen``; each glyph is paid once."""
        once = sum(map(_general, seen))
        return _pilcrow_lattice(tokens, _Channel(seen + intact), first, start_cost + once)

    lattices = [("", plain), ("¶", under(Counter()))]
    seen = Counter(r.glyph for r in lattices[-1][1].path if r.number and r.glyph != "¶")
    glyphs = [seen] if seen else []
    glyphs += (Counter({g: len(tokens)}) for g in _shared(tokens) if {g} != seen.keys())
    return [*lattices, *(("¶", under(g)) for g in glyphs)]


def _shared(tokens: Sequence[_Token]) -> list[str]:
    """What most tokens begin with: each may be the pilcrow of this document, as ``41`` in ``411.``

    Without this, a path that takes ``4`` for the pilcrow and goes 11, 12 … 19, 110 would win by
    the commoner glyph alone.
    """
    heads: Counter[str] = Counter()
    for t in tokens:
        if t.glyph != "¶":
            whole = t.glyph + t.digits
            heads.update(whole[:k] for k in range(max(1, len(t.glyph)), len(whole)))
    return [g for g, n in heads.most_common(4) if n >= MOST * len(tokens)]


def _pilcrow_lattice(
    tokens: Sequence[_Token],
    costs: _Channel,
    first: tuple[float, float],
    start_cost: float,
) -> Lattice:
    """The paths over the tokens read as markers with pilcrows."""
    # the same token has the same readings wherever it stands
    readings: dict[tuple[str, str, bool], list[Reading]] = {}
    for t in tokens:
        if t[2:] not in readings:
            readings[t[2:]] = _pilcrow(t, costs)
    return Lattice([readings[t[2:]] for t in tokens], first, start_cost)


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


def _is_weak(glyph: str) -> bool:
    """Whether a sign before a number may have been sent, so that it proves no pilcrow."""
    return glyph in OPENING or glyph not in channel() or (glyph != "q" and glyph.isalpha())


def _number(digits: str) -> int:
    """The paragraph number written by the digits; 0 if they cannot be one."""
    return int(digits) if digits[:1] not in ("", "0") and int(digits) <= HIGHEST else 0


def _plain(token: _Token) -> list[Reading]:
    """What a token may be in a text without pilcrows: with a glyph it is no marker there."""
    if token.glyph:
        return [_no_marker(token)]
    number = _number(token.digits)
    return [_no_marker(token)] + ([Reading(number, "", 0.0)] if number else [])


def _no_marker(token: _Token) -> Reading:
    if token.glyph and token.glyph != "¶":
        return Reading(0, "", NO_MARKER_WITH_GLYPH)
    return Reading(0, "", NO_MARKER_APART if token.is_apart else NO_MARKER)


def _pilcrow(token: _Token, cost: _Channel) -> list[Reading]:
    """What a token may be in a text whose paragraphs had pilcrows."""
    if token.glyph == "¶":
        number = _number(token.digits)
        return [_no_marker(token)] + ([Reading(number, "¶", 0.0)] if number else [])
    readings = [_no_marker(token)]
    for taken in range(min(3, len(token.digits))):
        number = _number(token.digits[taken:])
        glyph = token.glyph + token.digits[:taken]
        if number and (not taken or cost.knows(glyph)):
            readings.append(Reading(number, glyph, cost(glyph)))
    return readings


class _Channel:
    """The cost of each glyph for a pilcrow, in general and as this document shows it.

    An engine reads one font in one way, so what a document was seen to write six times is likely
    the seventh time.
    """

    def __init__(self, seen: Counter[str]) -> None:
        total = seen.total() + PRIOR_WEIGHT
        self._shift = math.log(total / PRIOR_WEIGHT)
        self._seen = {
            g: -math.log((n + PRIOR_WEIGHT * math.exp(-_general(g))) / total)
            for g, n in seen.items()
        }

    def __call__(self, glyph: str) -> float:
        cost = self._seen.get(glyph)
        return _general(glyph) + self._shift if cost is None else cost

    def knows(self, glyph: str) -> bool:
        """Whether the glyph is in the table, or one that this document writes."""
        return glyph in self._seen or glyph in channel()


def _general(glyph: str) -> float:
    """The cost of a glyph for a pilcrow in any document."""
    return channel().get(glyph, UNSEEN_DIGITS if glyph[-1:].isdigit() else UNSEEN_GLYPH)


def gaps(markers: Sequence[Marker]) -> Iterator[tuple[Marker | None, Marker]]:
    """Neighbouring markers with a number missing between them; ``None`` stands before the first."""
    before: Marker | None = None
    for m in markers:
        if m.number > (before.number if before else 0) + 1:
            yield before, m
        before = m
