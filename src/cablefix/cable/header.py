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

from cablefix.cable.begins import Begin, begins
from cablefix.cable.lines import Header, Line, Piece, pieces
from cablefix.cable.plain import PARAGRAPH, plain
from cablefix.cable.sound import BEFORE, sound_end
from cablefix.cable.words import Words

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

# Mail that quotes a header is no telegram; one line alone may begin with a speck of this shape.
QUOTED = re.compile(r"\n> ?[^\n]*\n> ?")


class _Link(NamedTuple):
    """A begin at the end of a chain: what the chain explains, and the link before it."""

    gain: float
    begin: Begin
    before: _Link | None


def _chain(found: Sequence[Begin]) -> list[Begin]:
    """The begins that explain most, each kind in its place; in time linear in their number."""
    links: dict[str, list[_Link]] = {}
    best: _Link | None = None
    for _, here in groupby(found, key=lambda b: b.at):
        ends = [_linked(b, links) for b in here]
        for link in ends:
            if best is None or link.gain > best.gain:
                best = link
            # of each kind the one that explains most, and the last one, which is nearest
            best_known = links.get(link.begin.kind, [link])[0]
            is_best = link.gain > best_known.gain or link is best_known
            links[link.begin.kind] = [link] if is_best else [best_known, link]
    chain = []
    while best is not None:
        chain.append(best.begin)
        best = best.before
    return chain[::-1]


def _linked(b: Begin, links: dict[str, list[_Link]]) -> _Link:
    """A begin behind the chain that explains most."""
    gain, before = 0.0, None
    near_by = b.at - FAR
    costs = BEHIND[b.kind]
    for kind, ends in links.items():
        cost = costs.get(kind)
        if cost is None:
            continue
        for end in ends:
            here = end.gain - cost
            if here > gain:
                words = near_by - end.begin.at
                if words > 0 and kind not in LISTS:
                    here -= FARTHER * words
                if here > gain:
                    gain, before = here, end
    return _Link(gain + b.gain, b, before)


def _cost_behind(before: str, kind: str) -> float | None:
    """What it costs that a field stands behind another; None if it never does."""
    if RANK[before] < RANK[kind] or (before in LOOSE and kind in LOOSE):
        return 0.0
    return 4.0 if (before, kind) in SWAPPED else None


# The fields that each may stand behind, and at what cost.
BEHIND = {
    kind: {k: cost for k in KINDS if (cost := _cost_behind(k, kind)) is not None} for kind in KINDS
}


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
        # what stands before may be the damaged beginning of this header
        is_first = not text[max(before, m.start() - BEFORE) : m.start()].strip()
        if is_first and (formed := plain(text, m.start())):
            yield formed
            before = at = formed.end
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
    found = sorted(begins(w))
    chain = _to_text(
        [b for b in found if b.kind == "text"], _chain([b for b in found if b.kind != "text"])
    )
    kinds = {b.kind for b in chain}
    if len(kinds) < FEWEST_KINDS or not kinds & TELLING:
        return None
    return _lines(w, chain)


def _lines(w: Words, chain: Sequence[Begin]) -> Header:
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


def _to_text(markers: Sequence[Begin], chain: list[Begin]) -> list[Begin]:
    """The chain up to the first paragraph, which begins behind the subject or its stand-in."""
    behind = [b for b in chain if b.kind == "subject"] or chain[-1:]
    text = next((m for m in markers if behind and m.at > behind[0].at), None)
    return [*(b for b in chain if b.at < text.at), text] if text else chain
