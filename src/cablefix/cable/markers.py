"""Paragraph markers (``¶6.``, ``6.``), decoded as a sequence.

The pilcrow was put before each number by the publisher of the cables of the 2000s, and OCR
reads it as ``1``, ``4``, ``q``, ``_`` and more, or not at all, and misreads the digits too
(FORMAT.md 0 and 4).  So one token has several readings: ``16.`` is paragraph 16, or paragraph 6
with its pilcrow read as a 1; ``ql.`` is paragraph 1.  The sequence decides: 98.6 % of neighbouring
paragraphs are n, n+1.

The decoder is a shortest path over the tokens that may be markers (``cablefix.cable.tokens``).
Costs are negative natural logarithms of probabilities; the confidence of a reading comes from the
margin to the best path that reads this token differently.  It keeps a bounded number of states,
so it is linear in the number of tokens.
"""

from __future__ import annotations

import math
import os
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.channel import DATA as CHANNEL
from cablefix.cable.channel import Channel, general, table
from cablefix.cable.sequence import Lattice, Reading
from cablefix.cable.tokens import OPENING, Token, find, odd

if TYPE_CHECKING:
    from cablefix.document import Document

CALIBRATION = os.path.join(os.path.dirname(CHANNEL), "marker_calibration.tsv")

PLAIN_TOKEN = re.compile(r"\n(¶?)([0-9]{1,3})\.(?=[ \t\n])")

# 1,245 of 1,270 cables begin at 1; the others are partial extracts, which have no header: none of
# 1,178 with one, counted as half a one.
FIRST = -math.log(1_245 / 1_270)
NOT_FIRST = -math.log(25 / 1_270)
NOT_FIRST_UNDER_HEADER = -math.log(0.5 / 1_179)
# The later section of a telegram in parts goes on with the numbers of the one before
# (LAGOS 7106, FORMAT.md 4).
FIRST_OF_LATER = -math.log(0.1)
NOT_FIRST_OF_LATER = -math.log(0.9)
# So much of the end of a text shows whether it is in capitals, as its head is in any case.
SAMPLE = 3_000
# A pilcrow text of which no pilcrow survived, against a plain text.  Nobody has counted both: one
# in twenty keeps a plain text plain unless at least two markers speak against it.  Where the head
# is of the 2000s, whose texts have pilcrows where they were published, or has
# portion marks, which texts in capitals lack until 1979, one in two.
NO_PILCROW_LEFT = -math.log(1 / 20)
NO_PILCROW_LEFT_SINCE_2000 = -math.log(1 / 2)
# A plain text with a pilcrow in it: none of those in ../shared/cables, so dearer than any count
# there could make it.
STRAY_PILCROW = 8.0
# A beginning that this share of the tokens has may be the document's pilcrow: most of them, with
# room for the 16 % whose number is misread and for markers that lost theirs.
MOST = 0.6

# A marker of which nothing shows the digits: what is lost (see ``sequence.LOST``) leaves a token of
# some kind in about half of the cases, and its glyph, which is not weighed, costs as much as another.
UNREADABLE = -math.log(0.5 * 0.02)

# A margin beyond this (one in 160,000) is as good as certain.
SURE = 12.0

QUOTATION = frozenset("\"'“”‘’")
# What the sequence cannot prove, because the text may have been sent so, is a flag under every
# profile: below 0.5, the least that `reading` asks for.  A choice, not a count.
DOUBTFUL = 0.45
# Fewer characters than this have few paragraphs: the first decile in ../shared/ocr/truth.
SHORT_PARAGRAPH = 200
HEADER = re.compile(r"^(?:VZCZC|DE R|FM |TAGS?\b|SUBJ)", re.MULTILINE)
SINCE_2000 = re.compile(r"^(?:VZCZC|E\.? ?[O0]\.? ?(?:12958|13526)|SIPDIS\b)", re.MULTILINE)
LATER_SECTION = re.compile(r"\bSECTION (?:0?[2-9]|[1-9][0-9]) OF\b")
# Fields of a telegram's head, and the line that ends a telegram.  Two near each other are the head of
# another telegram, though its first line may be misread.
FIELD = re.compile(
    r"\n(NNNN|.{0,2}VZCZC|[ZOPR]{2} R[A-Z]{4,6}\b|DE R[A-Z]{3,6}\b|ZN[RY] [A-Z]{5}|FM (?=AM|US|SEC)"
    r"|E\. ?[O0]\. ?[0-9]{5}|TAGS?:|SUBJ|PAGE 01 )"
)
# The lines of a head lie closer than this; between two telegrams is more text.  The longest list of
# addressees in ../shared/cables has 2,000 characters, and only parts a head in two.
HEAD = 1_500
# What stands before the first head is furniture, and no telegram is shorter.
SHORTEST = 250


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


def decode(doc: Document) -> tuple[Numbering, ...]:
    """The paragraph markers of each telegram of a document: numbers begin anew in each.

    A page break ends a line, as a newline does.  Offsets are into the text of the document; a
    marker that leaves nothing to decide has confidence 1.
    """
    return tuple(
        _moved(numbering, start + at)
        for start, part in doc.messages()
        for at, numbering in _numberings(part.text.replace("\f", "\n"))
    )


def is_certain(text: str) -> bool:
    """Whether every marker of a text stands as it was sent, so that nothing has to be weighed.

    So it is if nothing else may be a marker, and if they have their pilcrows, run from 1 to n, or
    never had pilcrows.
    """
    found = _plain_tokens("\n" + text)
    if found is None:
        return False
    return _is_in_order(found) or found[0][1] == "¶" or _is_seventies(text)


def _numberings(text: str) -> Iterator[tuple[int, Numbering]]:
    """Where each telegram of a text begins, though it may not be read as one, and its markers."""
    plain = _plain_tokens("\n" + text)
    if plain is not None and _is_in_order(plain):
        yield 0, _as_they_stand(plain)
        return
    for at, telegram in _telegrams(text):
        yield at, _decode(telegram)


@lru_cache(maxsize=2)
def _plain_tokens(lines: str) -> list[re.Match[str]] | None:
    """The markers of a text, if all are in one style and nothing else may be one.

    ``lines`` is the text behind one more newline: every pattern begins with it, so that `re` can
    jump.
    """
    found = list(PLAIN_TOKEN.finditer(lines))
    if any(m[1] != found[0][1] for m in found) or odd(lines):
        return None
    return found


def _is_in_order(found: Sequence[re.Match[str]]) -> bool:
    return all(m[2] == str(n) for n, m in enumerate(found, 1))


def _moved(numbering: Numbering, by: int) -> Numbering:
    """The numbering of a telegram that begins so many characters into its document."""
    if not by:
        return numbering
    moved = (m._replace(start=m.start + by, end=m.end + by) for m in numbering.markers)
    return Numbering(numbering.style, tuple(moved))


def _telegrams(text: str) -> Iterator[tuple[int, str]]:
    """A text cut where heads of telegrams begin: behind each, numbers begin anew."""
    heads: list[tuple[int, set[str]]] = []
    end = 0
    for m in FIELD.finditer(text):
        name = m[1].strip()[:2]
        if not heads or m.start() > end + HEAD or name in heads[-1][1]:
            heads.append((m.start() + 1, set()))
        heads[-1][1].add(name)
        end = m.start()
    start = 0
    for at, names in heads:
        if len(names) > 1 and at - start > SHORTEST:
            yield start, text[start:at]
            start = at
    yield start, text[start:]


# A round that confirms, and the flags behind it, ask for the same telegram again.
@lru_cache(maxsize=4)
def _decode(text: str) -> Numbering:
    """The markers of one telegram."""
    tokens = _usable(find("\n" + text), text)
    if not tokens:
        return Numbering("", ())
    style = "¶" if tokens[0].text[0] == "¶" else ""
    if all(t.text == f"{style}{n}." for n, t in enumerate(tokens, 1)):
        return Numbering(
            style,
            tuple(Marker(t.start, t.end, n, t.text, style, 1.0) for n, t in enumerate(tokens, 1)),
        )
    lattices = _lattices(tokens, text)
    style, best = min(lattices, key=lambda named: named[1].best_cost)
    # what is dearer than this as a whole is no rival (see _confidence)
    near = [named for named in lattices if named[1].best_cost < best.best_cost + SURE]
    chosen = [i for i, (number, _, _) in enumerate(best.path) if number]
    is_intact = any(best.path[i][1] == "¶" for i in chosen)
    is_spaced = 2 * sum(tokens[i].stop.startswith(" ") for i in chosen) > len(chosen)
    markers: list[Marker] = []
    for i in chosen:
        token = tokens[i]
        number, glyph, _ = best.path[i]
        written = f"{style}{number}{' .' if is_spaced else '.'}"
        if not glyph and (token.place == "inside" or (token.is_glued and is_intact)):
            written = token.text  # the publisher put pilcrows at line starts and before blanks
        confidence = 1.0
        if written != token.text:
            # in another style every reading is a different one
            rival = best.best_cost + SURE
            for name, lattice in near:
                rival = min(rival, lattice.best_otherwise(i, number if name == style else -1))
            confidence = _confidence(rival - best.best_cost)
        markers.append(Marker(token.start, token.end, number, written, glyph, confidence))
    return Numbering(style, tuple(_held_back(markers, [tokens[i] for i in chosen])))


def _as_they_stand(found: Sequence[re.Match[str]]) -> Numbering:
    """The markers of a text in which nothing has to be decided."""
    return Numbering(
        found[0][1] if found else "",
        tuple(
            Marker(m.start(1) - 1, m.end() - 1, int(m[2]), f"{m[1]}{m[2]}.", m[1], 1.0)
            for m in found
        ),
    )


@cache
def calibration() -> tuple[list[float], list[float]]:
    """Margins and the share of readings that are right at each (``data/marker_calibration.tsv``)."""
    with open(CALIBRATION, encoding="utf-8") as file:
        rows = [line.split("\t") for line in file if not line.startswith("# ")]
    return [float(margin) for margin, _ in rows], [float(share) for _, share in rows]


def _confidence(margin: float) -> float:
    """The probability that a reading is right which is that much cheaper than the next one.

    As it was measured on pages that the channel was not learned from (tools/measure_markers.py).
    """
    margins, shares = calibration()
    i = bisect_left(margins, margin)
    if i == 0 or i == len(margins):
        return shares[min(i, len(shares) - 1)]
    part = (margin - margins[i - 1]) / (margins[i] - margins[i - 1])
    return shares[i - 1] + part * (shares[i] - shares[i - 1])


def _held_back(markers: list[Marker], tokens: list[Token]) -> Iterator[Marker]:
    """The markers, with those that may be a list or a wrapped number as sent made doubtful.

    A pilcrow is put before a bare number only where most markers show that theirs was misread.
    Where most pilcrows are intact a rewritten marker must stand apart as they do.  Numbers that
    begin anew may be a list: then the pilcrow must be read as it is elsewhere in the text, and none
    of it be intact.
    """
    intact = [t for m, t in zip(markers, tokens, strict=True) if m.glyph == "¶"]
    shown = sum(1 for m in markers if m.glyph not in ("", "¶"))
    stand_apart = 2 * len(intact) > len(markers) and all(t.place == "apart" for t in intact)
    times = Counter(m.number for m in markers)
    glyphs = Counter(m.glyph for m in markers)
    for run in _ascending(list(zip(markers, tokens, strict=True))):
        own = Counter(m.glyph for m, _ in run)
        repeats = any(times[m.number] > 1 for m, _ in run)
        for m, t in run:
            if m.written == t.text:
                yield m
                continue
            has_pilcrow = m.written.startswith("¶")
            is_bare = has_pilcrow and not m.glyph and (bool(intact) or 2 * shown < len(markers))
            is_alone = bool(intact) or not m.glyph or glyphs[m.glyph] == own[m.glyph]
            if is_bare or (repeats and is_alone) or (stand_apart and t.place != "apart"):
                yield m._replace(confidence=min(m.confidence, DOUBTFUL))
            else:
                yield m


def _ascending(pairs: list[tuple[Marker, Token]]) -> Iterator[list[tuple[Marker, Token]]]:
    """The markers cut where their numbers do not go on."""
    start = 0
    for i in range(1, len(pairs) + 1):
        if i == len(pairs) or pairs[i][0].number <= pairs[i - 1][0].number:
            yield pairs[start:i]
            start = i


def _usable(tokens: list[Token], text: str) -> list[Token]:
    """The tokens that can be weighed: what may be a quoted list proves no pilcrow."""
    tokens = [t for t in tokens if not _is_quoted(t, text)]
    with_glyph = [t for t in tokens if t.shape in ("glyph", "opened")]
    if all(_is_weak(_glyph(t)) for t in with_glyph) and not HEADER.search(text):
        return [t for t in tokens if t not in with_glyph]
    return tokens


def _glyph(token: Token) -> str:
    """What stands before the first digit."""
    return token.body[: next(i for i, c in enumerate(token.body) if c in "0123456789")]


def _is_weak(glyph: str) -> bool:
    """Whether a sign before a number may have been sent, so that it proves no pilcrow."""
    known = table().glyphs
    return glyph in OPENING or glyph not in known or (glyph != "q" and glyph.isalpha())


def _is_quoted(token: Token, text: str) -> bool:
    """Whether a quotation mark before a number has its partner at the end of the paragraph."""
    if token.body[0] not in QUOTATION:
        return False
    end = text.find("\n\n", token.end)
    return text[token.end : end if end >= 0 else len(text)].rstrip()[-1:] in QUOTATION


def _beginning(text: str, start: int) -> tuple[tuple[float, float], int]:
    """What the text before the first token says of its number.

    The cost of beginning at 1 and of beginning elsewhere, and how many paragraphs may have lost
    their markers before it.
    """
    head = text[:start]
    end = 0
    for m in HEADER.finditer(head):
        end = m.end()
    room = (start - end) // SHORT_PARAGRAPH
    if "SECTION" in head and LATER_SECTION.search(head):
        return (FIRST_OF_LATER, NOT_FIRST_OF_LATER), room
    return (FIRST, NOT_FIRST_UNDER_HEADER if end else NOT_FIRST), room


def _lattices(tokens: Sequence[Token], text: str) -> list[tuple[str, Lattice]]:
    """The paths under each style and glyph that the text may have, with the style's name."""
    first, room = _beginning(text, tokens[0].start)
    intact = sum(t.body[0] == "¶" for t in tokens)
    is_read = not intact

    def plain() -> Lattice:
        readings = [_plain(t) for t in tokens]
        start_cost = STRAY_PILCROW if intact else 0.0
        return Lattice(readings, first, start_cost, is_read=is_read, room=room)

    is_modern = SINCE_2000.search(text) is not None
    is_capital = _is_capital(text[tokens[0].start :])
    # 1970s texts have no pilcrows: the publisher put none there, and neither does the archive
    if not intact and is_capital and not is_modern:
        return [("", plain())]
    is_modern = is_modern or (not is_capital and any(t.is_marked for t in tokens))
    start_cost = NO_PILCROW_LEFT_SINCE_2000 if is_modern else NO_PILCROW_LEFT
    if intact:
        start_cost = 0.0

    def under(seen: Counter[str]) -> Lattice:
        """The paths if the document writes the pilcrow as in ``seen``; each glyph is paid once."""
        once = sum(map(general, seen))
        costs = Channel(seen + Counter({"¶": intact}))
        readings = [_pilcrow(t, costs) for t in tokens]
        return Lattice(readings, first, start_cost + once, is_read=is_read, room=room)

    lattices = [("¶", under(Counter()))]
    # where most pilcrows are intact, the others were not read by one engine in one way
    if 2 * intact < len(tokens):
        path = lattices[-1][1].path
        seen = Counter(glyph for number, glyph, _ in path if number and glyph != "¶")
        glyphs = [seen] if seen else []
        glyphs += (Counter({g: len(tokens)}) for g in _shared(tokens) if {g} != seen.keys())
        lattices += (("¶", under(g)) for g in glyphs)
    best = min(lattice.best_cost for _, lattice in lattices)
    # a text without pilcrows leaves the tokens that have one, or something like it, unexplained
    least = sum(t.is_none for t in tokens if not any(_is_plain(r[1]) for r in t.readings))
    if least < best + SURE:
        lattices.append(("", plain()))
    return lattices


def _shared(tokens: Sequence[Token]) -> list[str]:
    """What most tokens begin with: each may be the pilcrow of this document, as ``41`` in ``411.``

    Without this, a path that takes ``4`` for the pilcrow and goes 11, 12 … 19, 110 would win by
    the commoner glyph alone.
    """
    heads: Counter[str] = Counter()
    for t in tokens:
        heads.update({glyph for _, glyph, _ in t.readings if glyph and glyph != "¶"})
    return [g for g, n in heads.most_common(2) if n >= MOST * len(tokens)]


def _is_seventies(text: str) -> bool:
    """Whether a text is of the 1970s, which have no pilcrows: in capitals, and no later head."""
    return _is_capital(text) and SINCE_2000.search(text) is None


def _is_capital(text: str) -> bool:
    """Whether a text is in capitals, as those of the 1970s are."""
    end = text[-SAMPLE:]
    return end.count("e") + end.count("t") < end.count("E") + end.count("T")


def _plain(token: Token) -> list[Reading]:
    """What a token may be in a text without pilcrows: a stray sign may stand before a number."""
    noise = table().noise
    return [
        (0, "", token.is_none),
        *((n, "", cost + noise[glyph]) for n, glyph, cost in token.readings if _is_plain(glyph)),
    ]


def _is_plain(glyph: str) -> bool:
    """Whether what stands before a number may stand in a text without pilcrows: nothing, a speck."""
    return not glyph or (not glyph.isalnum() and glyph in table().noise)


def _pilcrow(token: Token, costs: Channel) -> list[Reading]:
    """What a token may be in a text whose paragraphs had pilcrows."""
    none = token.is_none
    if token.shape in ("letter", "letters"):
        none = min(none, token.is_marker + UNREADABLE)
    if token.body[0] == "¶":
        return [(0, "", none), *(r for r in token.readings if r[1] == "¶")]
    return [(0, "", none), *((n, glyph, cost + costs(glyph)) for n, glyph, cost in token.readings)]


def gaps(markers: Sequence[Marker]) -> Iterator[tuple[Marker | None, Marker]]:
    """Neighbouring markers with a number missing between them; ``None`` stands before the first."""
    before: Marker | None = None
    for m in markers:
        if m.number > (before.number if before else 0) + 1:
            yield before, m
        before = m


def turns(markers: Sequence[Marker]) -> Iterator[tuple[Marker, Marker]]:
    """Neighbouring markers of which the second has no higher number than the first."""
    for before, m in zip(markers, markers[1:], strict=False):
        if m.number <= before.number:
            yield before, m
