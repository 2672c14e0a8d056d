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

import os
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.channel import DATA as CHANNEL
from cablefix.cable.sequence import SURE, Reading
from cablefix.cable.styles import has_head, is_seventies, lattices, usable
from cablefix.cable.tokens import Token, find, odd

if TYPE_CHECKING:
    from cablefix.document import Document

CALIBRATION = os.path.join(os.path.dirname(CHANNEL), "marker_calibration.tsv")

PLAIN_TOKEN = re.compile(r"\n[ \t]*(¶?)([0-9]{1,3})\.(?=\s|\Z)")

# What the sequence cannot prove, because the text may have been sent so, is a flag under every
# profile: below 0.5, the least that `reading` asks for.  A choice, not a count.
DOUBTFUL = 0.45
# Fields of a telegram's head, and the line that ends a telegram.  Two near each other are the head
# of another telegram, though its first line may be misread.
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
    place of the pilcrow, ``doubt`` why the marker may have been sent as it stands, if it may.
    """

    start: int
    end: int
    number: int
    written: str
    glyph: str
    confidence: float
    doubt: str = ""


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
    text = text.replace("\f", "\n")
    found = _plain_tokens("\n" + text)
    if found is None:
        return False
    return _is_in_order(found) or found[0][1] == "¶" or is_seventies(text)


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
    for m in FIELD.finditer("\n" + text):
        name = m[1].strip()[:2]
        if not heads or m.start() > end + HEAD or name in heads[-1][1]:
            heads.append((m.start(), set()))
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
    tokens = usable(find("\n" + text), text)
    if not tokens:
        return Numbering("", ())
    style = "¶" if tokens[0].text[0] == "¶" else ""
    if all(t.text == f"{style}{n}." for n, t in enumerate(tokens, 1)):
        return Numbering(
            style,
            tuple(Marker(t.start, t.end, n, t.text, style, 1.0) for n, t in enumerate(tokens, 1)),
        )
    under = lattices(tokens, text)
    style, best = min(under, key=lambda named: named[1].best_cost)
    # what is dearer than this as a whole is no rival
    near = [named for named in under if named[1].best_cost < best.best_cost + SURE]
    chosen = [i for i, (number, _, _) in enumerate(best.path) if number]
    is_spaced = 2 * sum(tokens[i].stop.startswith(" ") for i in chosen) > len(chosen)
    markers: list[Marker] = []
    for k, i in enumerate(chosen):
        token = tokens[i]
        number, glyph, _ = best.path[i]
        written = f"{style}{number}{' .' if is_spaced else '.'}"
        if not glyph and (token.place == "inside" or token.is_glued):
            written = token.text  # the publisher put pilcrows at line starts and before blanks
        confidence = 1.0
        if written != token.text:
            # in another style every reading is a different one
            rival = best.best_cost + SURE
            # a marker of which nothing can be read would, between its neighbours, be the same
            none = token.is_none if _is_between(best.path, chosen, k) else None
            for name, lattice in near:
                same = number if name == style else -1
                rival = min(rival, lattice.best_otherwise(i, same, none))
            confidence = confidence_at(rival - best.best_cost)
        markers.append(Marker(token.start, token.end, number, written, glyph, confidence))
    is_part = not has_head(text, tokens[0].start)
    kept = [tokens[i] for i in chosen]
    return Numbering(style, tuple(_held_back(markers, kept, is_part=is_part)))


def _is_between(path: Sequence[Reading], chosen: Sequence[int], k: int) -> bool:
    """Whether the markers before and behind are the numbers before and behind."""
    if not 0 < k < len(chosen) - 1:
        return False
    before, number, behind = (path[i][0] for i in chosen[k - 1 : k + 2])
    return before == number - 1 and behind == number + 1


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
    """Margins, and the share of readings that are right (``data/marker_calibration.tsv``)."""
    with open(CALIBRATION, encoding="utf-8") as file:
        rows = [line.split("\t") for line in file if not line.startswith("# ")]
    return [float(margin) for margin, _ in rows], [float(share) for _, share in rows]


def confidence_at(margin: float) -> float:
    """The probability that a reading is right which is that much cheaper than the next one.

    As it was measured on pages that the channel was not learned from (tools/measure_markers.py).
    """
    margins, shares = calibration()
    i = bisect_left(margins, margin)
    if i == 0 or i == len(margins):
        return shares[min(i, len(shares) - 1)]
    part = (margin - margins[i - 1]) / (margins[i] - margins[i - 1])
    return shares[i - 1] + part * (shares[i] - shares[i - 1])


def _held_back(markers: list[Marker], tokens: list[Token], *, is_part: bool) -> Iterator[Marker]:
    """The markers, with those that may be a list or a wrapped number as sent made doubtful.

    Where most markers show no pilcrow, none is written: one misread may be a misprint.  A pilcrow
    is put before a bare number only where most markers show that theirs was misread, and
    never before two in a row: OCR loses 3 % of the pilcrows, a list has none.  Where most
    pilcrows are intact a rewritten marker must stand apart as they do.  Numbers that stand twice
    may be a list: then the pilcrow must be read as it is in the longest sequence of the text, and
    none of it be intact.  Without a head (``is_part``) the text may begin at any number: a pilcrow
    that is always read as a digit may be none.
    """
    intact = [t for m, t in zip(markers, tokens, strict=True) if m.glyph == "¶"]
    shown = sum(1 for m in markers if m.glyph not in ("", "¶"))
    stand_apart = 2 * len(intact) > len(markers) and all(t.place == "apart" for t in intact)
    bare = [m.written.startswith("¶") and not m.glyph for m in markers]
    in_row = {i + k for i in range(len(bare) - 1) if bare[i] and bare[i + 1] for k in (0, 1)}
    times = Counter(m.number for m in markers)
    glyphs = Counter(m.glyph for m in markers)
    chain = _longest([m.number for m in markers], [glyphs[m.glyph] for m in markers])
    usual = {markers[i].glyph for i in chain} - {""}
    alike = _alike(markers, times)
    is_bare_text = any(bare) and not intact and 2 * shown < len(markers)
    is_any = is_part and all(not m.glyph or m.glyph.isdigit() for m in markers)
    for i, (m, t) in enumerate(zip(markers, tokens, strict=True)):
        doubt = ""
        if m.written == t.text:
            pass
        elif is_bare_text or (bare[i] and (i in in_row or intact)):
            doubt = "it may be a list, or a number that never had a pilcrow"
        elif is_any and m.glyph:
            doubt = "without its head the text may begin at any number"
        elif i in alike or (
            times[m.number] > 1 and (intact or (i not in chain and m.glyph not in usual))
        ):
            doubt = "the numbers stand elsewhere too, so it may be a list"
        elif stand_apart and t.place != "apart":
            doubt = "the other paragraphs stand apart, so it may be a wrapped number"
        if doubt:
            yield m._replace(confidence=min(m.confidence, DOUBTFUL), doubt=doubt)
        else:
            yield m


def _alike(markers: list[Marker], times: Counter[int]) -> set[int]:
    """The places of markers in a row that alone have their glyph, if one of the numbers is twice.

    What reads as one glyph nearly everywhere is the pilcrow of the text, and may stand in one row.
    """
    glyphs = Counter(m.glyph for m in markers)
    found: set[int] = set()
    for glyph, group in groupby(enumerate(markers), key=lambda pair: pair[1].glyph):
        row = list(group)
        others = max((n for g, n in glyphs.items() if g not in ("", glyph)), default=0)
        is_alone = len(row) == glyphs[glyph] and others > 1
        if glyph != "¶" and (is_alone or glyphs["¶"]) and any(times[m.number] > 1 for _, m in row):
            found.update(i for i, _ in row)
    return found


def _longest(numbers: list[int], weights: list[int]) -> set[int]:
    """The places of the longest sequence of rising numbers, of equal ones the heavier."""
    tails: list[int] = []  # the lowest number that a sequence of each length ends in
    ends: list[int] = []  # and its place
    before: list[int] = []
    for i, number in enumerate(numbers):
        k = bisect_left(tails, number)
        if k < len(tails) and tails[k] == number and weights[i] < weights[ends[k]]:
            before.append(-1)
            continue
        before.append(ends[k - 1] if k else -1)
        tails[k : k + 1] = [number]
        ends[k : k + 1] = [i]
    chain: set[int] = set()
    i = ends[-1] if ends else -1
    while i >= 0:
        chain.add(i)
        i = before[i]
    return chain


def gaps(markers: Sequence[Marker]) -> Iterator[tuple[Marker | None, Marker, list[int]]]:
    """Neighbouring markers, and the numbers between them that stand nowhere before.

    ``None`` stands before the first.  A list inside a paragraph leaves no gap behind it.
    """
    before: Marker | None = None
    seen: set[int] = set()
    for m in markers:
        first = before.number + 1 if before else 1
        missing = [n for n in range(first, m.number) if n not in seen]
        if missing:
            yield before, m, missing
        seen.add(m.number)
        before = m


def turns(markers: Sequence[Marker]) -> Iterator[tuple[Marker, Marker]]:
    """Neighbouring markers of which the second has no higher number than the first."""
    for before, m in zip(markers, markers[1:], strict=False):
        if m.number <= before.number:
            yield before, m
