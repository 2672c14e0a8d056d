"""Blanks that a font's ligatures left in words: PDF files set fi and fl as signs of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.lexicon import known
from cablefix.types import Edit, Stage, repair

# The ligatures of Latin fonts between blanks or signs.  Each pattern begins with a letter or blank
# that `re` can jump to; what stands before is looked at behind it.
_PIECE = "ffi|ffl|ff|fi|fl"
PIECE = re.compile(r"f(?<![A-Za-z0-9'’-]f)(?:fi|fl|f|i|l)(?![A-Za-z0-9'’-])")
# A part that begins or ends with a ligature.  Many words do, so only beginnings and ends are looked
# at that hardly any word has: "fficial", "ficial", "fied", "flict"; "signifi", "eff".
_REST = "f[a-z]|i(?:c[aeiu]|den|der|ab|ta|nit|rma|ed|es|ers?)|l(?:ic|ec|uen|at[ei])"
BEGINNING = re.compile(rf" f(?<=[A-Za-z] f)(?:{_REST})[a-z]*(?![A-Za-z0-9'’-])")
END = re.compile(
    r"f(?:fi|fl|i|l|(?<=\b[AaEe]f)f|(?<=\b[Dd]if)f|(?<=\b[Ss]uf)f|(?<=\b[Cc]of)f)(?= [a-z])"
)
TOKEN = re.compile(rb"[^ ]+")
TOKEN_BEFORE = re.compile(rb"[^ ]+\Z")
LONGEST = 30
# "fl n" is no FLN: what is shorter may be a code.
SHORTEST = 4


@repair(
    "blank-inside",
    Stage.TEXT,
    gate=(
        rf"(?:[^A-Za-z0-9'’-]|\A)(?:{_PIECE})(?:[^A-Za-z0-9'’-]|\z)"
        rf"|[A-Za-z] f(?:{_REST})|[A-Za-z](?:ffi|ffl|fi|fl) [a-z]"
        r"|(?:[AaEe]|[Dd]i|[Ss]u|[Cc]o)ff [a-z]"
    ),
)
def blank_inside(doc: Document) -> Iterator[Edit]:
    """Blanks beside the ligatures of a font: ``veri fi cation`` is ``verification``.

    A PDF sets a ligature apart from the letters around it, and some programs take the gap for a
    blank, on one side of it or on both.  The parts are joined if a part is no word by itself, the
    whole is one, and no other way to join them makes words; ``de fi ne`` may be "de fine" and
    stays.  Only the five ligatures with f are looked at, in small letters: ``FI`` is a code.

    >>> from cablefix import clean
    >>> clean("the of fi cial veri fi cation of an e ffort in the confl ict, a fi nal one")
    'the official verification of an effort in the conflict, a final one'
    >>> clean("they de fi ne it; pp. 23 ff of it; KPAO FI PREL")
    'they de fi ne it; pp. 23 ff of it; KPAO FI PREL'
    """
    yield from _around_pieces(doc)
    text, flat = doc.text, doc.flat
    for m in BEGINNING.finditer(text):
        start = m.start() + 1
        left, part = _before(doc, start), flat[start : m.end()]
        if left and part not in known() and left + part in known():
            yield from _joined(doc, start - len(left) - 1, m.end())
    for m in END.finditer(text):
        before = TOKEN_BEFORE.search(flat, max(0, m.end() - LONGEST), m.end())
        part, right = before[0] if before else b"", _behind(doc, m.end())
        is_part = part.isalpha() and part not in known() and not PIECE.fullmatch(part.decode())
        if right and is_part and part + right in known():
            yield from _joined(doc, m.end() - len(part), m.end() + len(right) + 1)


def _around_pieces(doc: Document) -> Iterator[Edit]:
    """Edits for ligatures between blanks."""
    for m in PIECE.finditer(doc.text):
        start, end = m.span()
        left, piece, right = _before(doc, start), m[0].encode(), _behind(doc, end)
        whole, with_left, with_right = left + piece + right, left + piece, piece + right
        is_whole = bool(left and right) and whole in known()
        is_left = bool(left) and with_left in known()
        is_right = bool(right) and with_right in known()
        # "bene" is no word, so "bene fit" is none either
        if is_whole and not is_left and (not is_right or left not in known()):
            yield from _joined(doc, start - len(left) - 1, end + len(right) + 1)
        elif is_right and not is_whole and not is_left:
            yield from _joined(doc, start, end + len(right) + 1)
        elif is_left and not is_whole and not is_right and (not right or right in known()):
            yield from _joined(doc, start - len(left) - 1, end)


def _before(doc: Document, start: int) -> bytes:
    """The token in front of a place, if one blank alone is between them."""
    if start < 2 or doc.text[start - 1] != " ":
        return b""
    m = TOKEN_BEFORE.search(doc.flat, max(0, start - 1 - LONGEST), start - 1)
    return m[0] if m and m[0].isalpha() else b""


def _behind(doc: Document, end: int) -> bytes:
    """The token behind a place, if one blank alone is between them."""
    if doc.text[end : end + 1] != " ":
        return b""
    m = TOKEN.match(doc.flat, end + 1, end + 1 + LONGEST)
    return m[0] if m and m[0].isalpha() else b""


def _joined(doc: Document, start: int, end: int) -> Iterator[Edit]:
    """Edits that take the blanks out of a span of one word in small letters."""
    text = doc.text[start:end]
    # the first letter of a sentence may be a capital
    if not text[1:].islower() or "'" in text or len(text.replace(" ", "")) < SHORTEST:
        return
    for i, sign in enumerate(text, start):
        if sign == " ":
            why = "a blank beside a ligature; without it there is a word, with it none"
            yield Edit(i, i + 1, "", 0.985, why)
