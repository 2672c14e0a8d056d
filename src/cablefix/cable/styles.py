"""The styles that the markers of a text may have, and the paths through it under each.

A text has pilcrows (``¶6.``) or plain numbers (``6.``).  Where the pilcrows were misread, the
channel of ``cablefix.cable.channel`` says what they may have become, and the text itself which of
that: the paths are weighed under each glyph that it may use.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from cablefix.cable.channel import Channel, general, kind_of, table
from cablefix.cable.sequence import SURE, Lattice, Reading
from cablefix.cable.tokens import OPENING, Token

# 1,245 of 1,270 cables begin at 1; the other 25 are among the 92 extracts without a header.  None
# of 1,178 with one begins elsewhere, counted as half a one.
FIRST = -math.log(67 / 92)
NOT_FIRST = -math.log(25 / 92)
FIRST_UNDER_HEADER = -math.log(1_178 / 1_178.5)
NOT_FIRST_UNDER_HEADER = -math.log(0.5 / 1_178.5)
# The later section of a telegram in parts goes on with the numbers of the one before
# (LAGOS 7106, FORMAT.md 4).
FIRST_OF_LATER = -math.log(0.1)
NOT_FIRST_OF_LATER = -math.log(0.9)
# So much of the end of a text shows whether it is in capitals, as its head is in any case.
SAMPLE = 2_000
# A pilcrow text of which no pilcrow survived, against a plain text.  Nobody has counted both: one
# in fifty keeps a plain text plain unless at least two markers speak against it.  Where paragraphs
# have portion marks, which texts of the 1970s lack until 1979, one in ten; where the head is of the
# 2000s, whose texts have pilcrows where they were published, one in two.
NO_PILCROW_LEFT = -math.log(1 / 50)
NO_PILCROW_LEFT_BEHIND_MARKS = -math.log(1 / 10)
NO_PILCROW_LEFT_SINCE_2000 = -math.log(1 / 2)
# A plain text with a pilcrow in it: none of those in ../shared/cables, so dearer than any count
# there could make it.
STRAY_PILCROW = 8.0
# A beginning that this share of the tokens has may be the document's pilcrow: most of them, with
# room for the 16 % whose number is misread and for markers that lost theirs.
MOST = 0.6

# A marker of which nothing shows the digits: what is lost (see ``sequence.LOST``) leaves a token
# of some kind in about half of the cases, and its glyph, which is not weighed, costs as much as
# another.
UNREADABLE = -math.log(0.5 * 0.02)

# Fewer characters than this have few paragraphs: the first decile in ../shared/ocr/truth.
SHORT_PARAGRAPH = 200
# The archive's own block behind a text of the 1970s, in mixed case (FORMAT.md 2).
ATTRIBUTES = "Message Attributes"
HEADER = ("VZCZC", "DE R", "FM ", "TAGS", "SUBJ")  # what lines of a head begin with
SINCE_2000 = re.compile(r"^(?:VZCZC|E\.? ?[O0]\.? ?(?:12958|13526)|SIPDIS\b)", re.MULTILINE)
# The class line of a later section, or the break before it (FORMAT.md 1.1).
LATER_SECTION = re.compile(
    r"\bSECTION (?:0?[2-9]|[1-9][0-9]) OF\b"
    r"|\b[0-9]{8} {1,2}0(?:0[2-9]|[1-9][0-9])(?:\.[0-9])? OF [0-9]{3}\b"
)
LONGEST_SECTION = len("00000881  001.2")
WITH_GLYPH = frozenset({"glyph", "opened"})  # the shapes of tokens that may show a pilcrow
QUOTATION = frozenset("\"'“”‘’")
# A quotation that is longer is no item of a list: the longest paragraph of ../shared/ocr/truth has
# 1,900 characters.
LONGEST_ITEM = 4_000


def usable(tokens: list[Token], text: str) -> list[Token]:
    """The tokens that can be weighed: what may be a quoted list proves no pilcrow."""
    tokens = [t for t in tokens if not _is_quoted(t, text)]
    if any(_shows_pilcrow(t) for t in tokens) or _head_end(text, len(text)):
        return tokens
    return [t for t in tokens if t.shape not in WITH_GLYPH]


def _shows_pilcrow(token: Token) -> bool:
    """Whether what stands before the number was hardly sent, so that it proves a pilcrow."""
    return token.shape in WITH_GLYPH and not _is_weak(_glyph(token))


def _glyph(token: Token) -> str:
    """What stands before the first digit."""
    return token.body[: next(i for i, c in enumerate(token.body) if c in "0123456789")]


def _is_weak(glyph: str) -> bool:
    """Whether a sign before a number may have been sent, so that it proves no pilcrow."""
    known = table().glyphs["any"]
    return glyph in OPENING or glyph not in known or (glyph != "q" and glyph.isalpha())


def _is_quoted(token: Token, text: str) -> bool:
    """Whether a quotation mark before a number has its partner at the end of the paragraph."""
    if token.body[0] not in QUOTATION:
        return False
    limit = token.end + LONGEST_ITEM
    end = text.find("\n\n", token.end, limit)
    return text[token.end : end if end >= 0 else limit].rstrip()[-1:] in QUOTATION


def _beginning(text: str, start: int) -> tuple[tuple[float, float], int]:
    """What the text before the first token says of its number.

    The cost of beginning at 1 and of beginning elsewhere, and how many paragraphs may have lost
    their markers before it.
    """
    end = _head_end(text, start)
    room = (start - end) // SHORT_PARAGRAPH
    at = text.find(" OF ", 0, start)
    if at >= 0 and LATER_SECTION.search(text, max(0, at - LONGEST_SECTION), start):
        return (FIRST_OF_LATER, NOT_FIRST_OF_LATER), room
    if end:
        return (FIRST_UNDER_HEADER, NOT_FIRST_UNDER_HEADER), room
    return (FIRST, NOT_FIRST), room


def has_head(text: str, before: int) -> bool:
    """Whether lines of a head stand before an offset."""
    return _head_end(text, before) > 0


def _head_end(text: str, before: int) -> int:
    """Where the last line of a head begins that stands before an offset, behind its first sign."""
    last = max(text.rfind("\n" + name, 0, before) for name in HEADER)
    return last + 1 if last >= 0 else int(text.startswith(HEADER))


def lattices(tokens: Sequence[Token], text: str) -> list[tuple[str, Lattice]]:
    """The paths under each style and glyph that the text may have, with the style's name."""
    first, room = _beginning(text, tokens[0].start)
    intact = sum(t.body[0] == "¶" for t in tokens)
    is_read = not intact

    def plain() -> Lattice:
        readings = [_plain(t) for t in tokens]
        start_cost = STRAY_PILCROW if intact else 0.0
        return Lattice(readings, first, start_cost, is_read=is_read, room=room)

    start_cost = 0.0 if intact else _no_pilcrow_left(tokens, text)
    if start_cost == math.inf:
        return [("", plain())]

    def under(seen: Counter[str]) -> Lattice:
        """The paths if the document writes the pilcrow as in ``seen``; each glyph is paid once."""
        kind = kind_of(seen)
        once = sum(general(glyph, kind) for glyph in seen)
        costs = Channel(seen + Counter({"¶": intact}), kind)
        readings = [_pilcrow(t, costs) for t in tokens]
        return Lattice(readings, first, start_cost + once, is_read=is_read, room=room)

    found = [("¶", under(Counter()))]
    # where most pilcrows are intact, the others were not read by one engine in one way
    if 2 * intact < len(tokens):
        path = found[-1][1].path
        seen = Counter(glyph for number, glyph, _ in path if number and glyph != "¶")
        glyphs = [seen] if seen else []
        glyphs += (Counter({g: len(tokens)}) for g in _shared(tokens) if {g} != seen.keys())
        found += (("¶", under(g)) for g in glyphs)
    best = min(lattice.best_cost for _, lattice in found)
    # no path costs less than the cheapest readings and a step for each
    least = sum(min(cost for _, _, cost in _plain(t)) for t in tokens)
    if least < best + SURE:
        found.append(("", plain()))
    return found


def _no_pilcrow_left(tokens: Sequence[Token], text: str) -> float:
    """What it costs that a text without any pilcrow had them once."""
    if SINCE_2000.search(text):
        return NO_PILCROW_LEFT_SINCE_2000
    # 1970s texts have none: the publisher put none there, and neither does the archive
    if _is_capital(text, tokens[0].start):
        return math.inf
    if any(t.is_marked for t in tokens):
        return NO_PILCROW_LEFT_BEHIND_MARKS
    return NO_PILCROW_LEFT


def _shared(tokens: Sequence[Token]) -> list[str]:
    """What most tokens begin with: each may be the pilcrow of this document, as ``41`` in ``411.``

    Without this, a path that takes ``4`` for the pilcrow and goes 11, 12 … 19, 110 would win by
    the commoner glyph alone.
    """
    heads: Counter[str] = Counter()
    may_have = 0  # the items of a list, "1." "2.", have nothing that may be a pilcrow
    for t in tokens:
        glyphs = {glyph for _, glyph, _ in t.readings if glyph and glyph != "¶"}
        heads.update(glyphs)
        may_have += bool(glyphs)
    return [g for g, n in heads.most_common(2) if n >= MOST * may_have]


def is_seventies(text: str) -> bool:
    """Whether a text is of the 1970s, which have no pilcrows: in capitals, and no later head."""
    return _is_capital(text, 0) and SINCE_2000.search(text) is None


def _is_capital(text: str, start: int) -> bool:
    """Whether a text is in capitals, as those of the 1970s are; heads are in any case."""
    end = text.find(ATTRIBUTES, start)
    end = end if end >= 0 else len(text)
    start = max(start, end - SAMPLE)
    small = text.count("e", start, end) + text.count("t", start, end)
    return small < text.count("E", start, end) + text.count("T", start, end)


def _plain(token: Token) -> list[Reading]:
    """What a token may be in a text without pilcrows: a stray sign may stand before a number."""
    noise = table().noise
    return [
        (0, "", token.is_none),
        *((n, "", cost + noise[glyph]) for n, glyph, cost in token.readings if _is_plain(glyph)),
    ]


def _is_plain(glyph: str) -> bool:
    """Whether what stands before a number, nothing or a speck, may stand there without pilcrows."""
    return not glyph or (not glyph.isalnum() and glyph in table().noise)


def _pilcrow(token: Token, costs: Channel) -> list[Reading]:
    """What a token may be in a text whose paragraphs had pilcrows."""
    none = token.is_none
    if token.shape in ("letter", "letters"):
        none = min(none, token.is_marker + UNREADABLE)
    readings: list[Reading] = [(0, "", none)]
    if token.body[0] == "¶":
        readings += [r for r in token.readings if r[1] == "¶"]
    else:
        readings += [(n, glyph, cost + costs[glyph]) for n, glyph, cost in token.readings]
    return readings
