"""Blanks that nobody sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.lexicon import known
from cablefix.types import Edit, Stage, repair

# The ligatures of Latin fonts, the longest first.
LIGATURES = (b"ffi", b"ffl", b"ff", b"fi", b"fl")
PIECE = re.compile(rb" (ffi|ffl|ff|fi|fl)(?: |\Z)")
TOKEN = re.compile(rb"[^ ]+")
TOKEN_BEFORE = re.compile(rb"[^ ]+\Z")
LONGEST = 30
# "fl n" is no FLN: what is shorter may be a code.
SHORTEST = 4


@repair("blank-inside", Stage.TEXT, view="unknown")
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
    flat = doc.flat
    if PIECE.search(flat):
        yield from _around_pieces(doc)
    parts = {t for t in doc.unknown if t.startswith(LIGATURES) or t.endswith(LIGATURES)}
    if not parts.difference(LIGATURES):
        return
    for m in TOKEN.finditer(flat):
        if m[0] in parts and m[0] not in LIGATURES:
            yield from _around_part(doc, *m.span())


def _around_pieces(doc: Document) -> Iterator[Edit]:
    """Edits for ligatures between blanks."""
    for m in PIECE.finditer(doc.flat):
        start, end = m.span(1)
        left, right = _before(doc, start), _behind(doc, end)
        whole, with_left, with_right = left + m[1] + right, left + m[1], m[1] + right
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


def _around_part(doc: Document, start: int, end: int) -> Iterator[Edit]:
    """Edits for a part of a word that begins or ends with a ligature and is no word."""
    token = doc.flat[start:end]
    left, right = _before(doc, start), _behind(doc, end)
    is_left = bool(left) and token.startswith(LIGATURES) and left + token in known()
    is_right = bool(right) and token.endswith(LIGATURES) and token + right in known()
    if is_left and not is_right:
        yield from _joined(doc, start - len(left) - 1, end)
    elif is_right and not is_left:
        yield from _joined(doc, start, end + len(right) + 1)


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
