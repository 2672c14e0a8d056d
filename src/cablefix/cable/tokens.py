"""The tokens that may be paragraph markers, each with what its place says for and against it.

A paragraph begins on a line of its own, behind a blank line or the end of a sentence, and goes on
in sentence case or with a portion mark.  A number that a line begins with in mid-sentence is a
wrapped date or amount.  In a text whose lines were joined, markers stand inside lines too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cablefix.cable.channel import Parse, parses, table
from cablefix.cable.sequence import Reading

# (apart, ended, mid, inside): behind a blank line; behind a line that ends a sentence, a heading or
# a rule; behind any other line; inside a line.  Counted in ../shared/cables and
# ../shared/ocr/truth, 1,371 markers by their sequence against all else of the same shape.
MARKERS = 1_371
# Inside lines the share is that of joined texts: pymupdf4llm leaves 30 % of the markers there, the
# publishers of ../shared/cables 1 %; it is a choice between them.
AT = {"apart": 1_297, "ended": 77, "mid": 23, "inside": 137}
# What is no marker though it has the shape of one: a number; a number behind a sign that opens a
# quotation or bracket (all one quoted list), or behind another glyph; one letter that may be a
# digit (labels in a row are left out); two letters or more.  Nothing seen counts as one.  Of the
# wrapped numbers in mid-sentence FORMAT.md 0 counts 140 in 13,567.  Letters are counted in
# ../shared/ocr, 5,231 markers with bed/, where specks and scraps of words are more than in print.
NOT = {
    "number": {"apart": 1, "ended": 2, "mid": 14, "inside": 4},
    "opened": {"apart": 5, "ended": 1, "mid": 2, "inside": 1},
    "glyph": {"apart": 1, "ended": 1, "mid": 2, "inside": 1},
    "letter": {"apart": 14, "ended": 12, "mid": 3, "inside": 1},
    "letters": {"apart": 10, "ended": 4, "mid": 15, "inside": 4},
}
# What a paragraph begins with, behind its marker: 564 portion marks, 778 capitals, 29 others, none
# in lower case.  Of 150 other numbers at line starts: no portion mark, 90 capitals, 40 lower case.
FOLLOWS = {
    "portion": -math.log((564 / 1_371) / (1 / 151)),
    "capital": -math.log((778 / 1_371) / (90 / 150)),
    "other": -math.log((29 / 1_371) / (20 / 150)),
    "lower": -math.log((1 / 1_372) / (40 / 150)),
}
IS_AT = {place: -math.log(n / MARKERS) for place, n in AT.items()}
IS_NOT = {
    shape: {place: -math.log(n / MARKERS) for place, n in by_place.items()}
    for shape, by_place in NOT.items()
}

OPENED_PORTION = r"[(（](?:TS|S|C|SBU|U|LOU|FOUO|c|s|sbu|u|0|\$80)\b"
PORTION = OPENED_PORTION + r"[^()（）\n]{0,20}[)）]"
# Up to eight signs and a stop, behind which a speck may stand.  The stop may stand apart, or be
# lost before a portion mark.
_STOP = rf"(?P<stop> ?\.[.,'’‘\"”°]?|[,;:?!]|(?=[ \t]+{PORTION}))"
# A line begins.  A bullet may stand before the token, or a speck, which is part of it; and what the
# pilcrow was read as may stand apart from the number.
LINE_TOKEN = re.compile(
    r"\n[ \t]*(?=.{0,13}?[.,;:?!(（])(?:[-*>] )?(?P<token>(?P<speck>[.,'’‘|°] )?"
    r"(?P<body>(?:(?:[^\s\w]{1,2}|_|[14]{1,2})[ ](?=[0-9]))?"
    r"(?:[^\s.,;:]{0,7}?[0-9][^\s.,;:]{0,3}?|[^\s.,;:]{1,4}?))"
    rf"{_STOP})(?=[ \t]+(?P<follow>\S)|[ \t]*\n|(?P<glued>[(\"“]?[A-Z][A-Za-z)/]))"
)
# The same where every marker stands as it was sent.
SENT_TOKEN = re.compile(
    r"\n[ \t]*(?P<token>(?P<body>¶?[0-9]{1,3})(?P<stop>\.))(?P<glued>\A)?"
    r"(?=[ \t]+(?P<follow>\S)|\s|\Z)"
)
# Inside a line only what has a digit behind the end of a sentence, or anything short before a
# portion mark: the stop is looked for, and the token from there backwards.
INSIDE_STOP = re.compile(rf"[0-9](\.)(?=[ \t][A-Z(\"“])|([.,])(?=[ \t]{PORTION})")
INSIDE_TOKEN = re.compile(r"(?<=[^\s][ \t])(?P<token>(?P<body>[^\s.,;:]{1,7})(?P<stop>[.,]))\Z")
PORTION_MARK = re.compile(rf"[ \t]*{PORTION}")
# A line of a telegram has at most 74 characters (66 of 158,753 more): beyond 100 lines were joined.
JOINED = re.compile(r"\n[^\n]{101,}")
SENTENCE_END = frozenset(".?!:)]\"”’'-=_*")
# Signs that may open a quoted or bracketed list as sent ('"1. HAVE READ' in 1975THEHA01744).
OPENING = frozenset("\"'“‘([{«<")
# No telegram is sent with these: the code of five bits lacks them, and none of the numbers in
# ../shared/cables has one before it.
UNSENT = frozenset("_{}|@\\^`~<")
# What is no marker has any number, not just the next, and any glyph.  Choices: one in twenty, and
# one in thirty for a sign that was not sent.
WHICH_NUMBER = math.log(20)
UNSENT_SIGN = math.log(30)
# A year is never a paragraph, nor what OCR made of one; nor is a longer number.
LONG_NUMBER = re.compile(r"\S{0,3}(?:19|20)[0-9]{2}|¶?[0-9]{5,}")
# Letters alone are a pilcrow and a number, or a number, of so many signs at most ("qil", "fll").
LONGEST_LETTERS = 4
# Lines of a head, behind which the text may begin without a blank line.
HEAD_LINES = ("TAGS", "SUBJ", "REF", "E.O.", "E. O.")
LONGEST_LINE = 200
# Abbreviations that end in a stop and go before numbers.
ABBREVIATED = re.compile(
    r"\b(?:nos?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|art|paras?|sec|vol|pp?|ch|mr|st)\.$",
    re.IGNORECASE,
)
# Signs that stand before the items of a list are never a pilcrow.
LIST_SIGNS = frozenset("-–—*•#+=>~/\\")
# Single letters in a row (A. B. C.) label sub-paragraphs.
LABEL = re.compile(r"(?:\n[ \t]*(?:- )?¶?|\(|\nREFS?:?[ \t]*)([A-Za-z])[.)](?=[ \t])")
# What a text in which all markers stand as they were sent has nowhere, for RE2, which scans 600 MB
# a second: at a line start a number in another form or with something before it, letters in the
# shape of digits, or anything short before a portion mark; inside a line a number behind a
# sentence; and a bullet or a sign apart before a number.
_RE2_LEAD = r"\n[ \t]*(?:[-*>|.,'’‘°] )?"
_RE2_LETTERS = "(?:[lLIiOoSsazZbGgqQjJtT]|[lLIiOoSsaAzZBbGgqQjJtTD]{2,3})"
ODD = (
    (
        rf"{_RE2_LEAD}(?:¶?[0-9]{{1,3}}(?:[^\s0-9.,;:][^\s.,;:]{{0,5}} ?[.?!]| ?\.[^\s0-9]| \."
        r"| ?[(（])|¶?(?:1[0-8]|2[1-9]|[3-9][0-9])[0-9]{2,3}\.|¶ [0-9]"
        r"|[^\s0-9¶.,;:][^\s.,;:]{0,6}[0-9][^\s.,;:]{0,2} ?[.?!])"
    ),
    rf"{_RE2_LEAD}¶?[^\s0-9¶.,;:][^\s.,;:]{{0,7}}[.,;?!]?[ \t]*{OPENED_PORTION}",
    rf"{_RE2_LEAD}¶?[^\s\w¶]{{0,3}}{_RE2_LETTERS} ?\.[ \t]",
    r"[.?!:)\"'’”\]=_*-] [^\s.,;:]{0,6}[0-9]\. [A-Z(\"“]",
    rf"\S [^\s.,;:]{{1,7}}[.,] {OPENED_PORTION}",
    r"\n[ \t]*(?:[^\s\w]{1,2}|_|[14]{1,2}) ¶?[0-9]{1,3}\.\s",
)
INSIDE = frozenset((3, 4))  # those of the patterns that look inside lines


class Token(NamedTuple):
    """A token that may be a marker: ``start`` to ``end`` of the telegram, and its readings."""

    start: int
    end: int
    text: str  # as it stands
    is_glued: bool  # no blank stands behind it
    is_marked: bool  # a portion mark stands behind it
    body: str  # without the stop, and without a speck before it
    stop: str
    place: str
    shape: str
    readings: list[Reading]  # what it may be, without the cost of the glyph
    is_marker: float  # the cost of its place, stop and what follows, if it is a marker
    is_none: float  # and if it is not


@cache
def _odd() -> Any:  # noqa: ANN401 - re2 has no types
    """The patterns of ``ODD`` as one set."""
    import re2

    options = re2.Options()
    options.never_capture = True
    patterns = re2.Set.SearchSet(options)
    for pattern in ODD:
        patterns.Add(pattern)
    patterns.Compile()
    return patterns


@lru_cache(maxsize=2)
def odd(lines: str) -> frozenset[int]:
    """Which patterns of ``ODD`` a text has: if none, all its markers stand as they were sent."""
    return frozenset(_odd().Match(lines.encode("utf-8", "surrogatepass")) or ())


def find(lines: str) -> list[Token]:
    """The tokens of a telegram in order; ``lines`` is its text behind one more newline.

    Offsets are those of the text, without that newline.
    """
    patterns = odd(lines)
    pattern = LINE_TOKEN if patterns - INSIDE else SENT_TOKEN
    found = [t for m in pattern.finditer(lines) if (t := _at_line(lines, m))]
    if any(t.shape == "letter" for t in found):
        labels = _labels(lines)
        found = [t for t in found if t.shape != "letter" or t.body.lstrip("¶") not in labels]
    if patterns & INSIDE:
        ends = {t.end for t in found}  # behind a bullet or a speck
        return sorted([*found, *(t for t in _inside(lines) if t.end not in ends)])
    return found


def _labels(lines: str) -> set[str]:
    """The letters that stand in a row with the one before them or behind them in the alphabet."""
    letters = {m[1] for m in LABEL.finditer(lines)}
    return {c for c in letters if letters & {chr(ord(c) - 1), chr(ord(c) + 1)}}


def _at_line(lines: str, m: re.Match[str]) -> Token | None:
    """The token that a line begins with, if it may be a marker."""
    body, stop = m["body"].replace(" ", ""), m["stop"]
    if not LIST_SIGNS.isdisjoint(body) or LONG_NUMBER.fullmatch(body):
        return None
    found = parses(body)
    if not found:
        return None
    shape = _shape(body)
    place = _place(lines, m.start())
    is_stop = stop.startswith((".", " ."))
    if PORTION_MARK.match(lines, m.end("token")):
        follows = "portion"
    elif not stop or (not is_stop and shape not in ("glyph", "opened") and place != "apart"):
        return None
    else:
        follows = "capital" if m["glued"] else _follows(m["follow"])
    if shape in ("letter", "letters") and (
        place == "mid"
        or len(body) > LONGEST_LETTERS
        or (follows != "portion" and not (is_stop and m["glued"] is None))
    ):
        return None
    return _token(m, body, shape, place, follows, found)


def _token(
    m: re.Match[str], body: str, shape: str, place: str, follows: str, found: tuple[Parse, ...]
) -> Token:
    is_marker = IS_AT[place] + FOLLOWS[follows] + table().stops[m["stop"].strip()[:1]]
    return Token(
        m.start("token") - 1,
        m.end("token") - 1,
        m["token"],
        place != "inside" and m["glued"] is not None,
        follows == "portion",
        body,
        m["stop"],
        place,
        shape,
        [(number, glyph, is_marker + cost) for number, glyph, cost in found],
        is_marker,
        IS_NOT[shape][place] + _oddity(body, shape, place),
    )


def _follows(sign: str | None) -> str:
    """The class of the first sign behind a token; None at the line end."""
    if sign is None or not (sign.isalpha() or sign in '"“('):
        return "other"
    return "lower" if sign.islower() else "capital"


def _inside(lines: str) -> Iterator[Token]:
    """Tokens inside lines that were joined."""
    for line in JOINED.finditer(lines):
        for stop in INSIDE_STOP.finditer(lines, *line.span()):
            end = stop.end()
            m = INSIDE_TOKEN.search(lines, max(line.start(), end - 10), end)
            token = m and _inside_line(lines, m, is_marked=stop[2] is not None)
            if token:
                yield token


def _inside_line(lines: str, m: re.Match[str], *, is_marked: bool) -> Token | None:
    """A token inside a line, if it may be a marker."""
    body = m["body"]
    is_marked = is_marked or PORTION_MARK.match(lines, m.end()) is not None
    if not is_marked and (
        lines[m.start() - 2] not in SENTENCE_END
        or not any(c in "0123456789" for c in body)
        or ABBREVIATED.search(lines, max(0, m.start() - 8), m.start() - 1)
    ):
        return None
    is_none = LONG_NUMBER.fullmatch(body) or not LIST_SIGNS.isdisjoint(body)
    found = () if is_none else parses(body)
    shape = _shape(body)
    if not found or (shape == "letters" and len(body) > LONGEST_LETTERS):
        return None
    return _token(m, body, shape, "inside", "portion" if is_marked else "capital", found)


def _oddity(body: str, shape: str, place: str) -> float:
    """What it costs a token that is no marker to look so much like one, beyond its shape."""
    is_any = shape == "glyph" or (shape == "number" and place == "apart" and len(body) > 1)
    cost = WHICH_NUMBER if is_any else 0.0
    if shape in ("glyph", "letters") and any(c in UNSENT or c > "\x7f" for c in body):
        cost += UNSENT_SIGN
    return cost


def _shape(body: str) -> str:
    if body.lstrip("¶").isdigit():
        return "number"
    if any(c in "0123456789" for c in body):
        return "opened" if body[0] in OPENING else "glyph"
    return "letter" if len(body.lstrip("¶")) == 1 else "letters"


def _place(lines: str, newline: int) -> str:
    """Where the line that begins behind ``newline`` stands."""
    at = newline
    blank = False
    while at > 0 and lines[at - 1] in " \t\r\n":
        at -= 1
        blank = blank or lines[at] == "\n"
    if blank or at == 0:
        return "apart"
    if lines[at - 1] in SENTENCE_END:
        return "ended"
    line = lines.rfind("\n", max(0, at - LONGEST_LINE), at) + 1
    return "ended" if lines.startswith(HEAD_LINES, line) else "mid"
