"""Specks: dirt on the paper that a scan read as signs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.lexicon import known
from cablefix.types import Edit, Flag, Stage, repair

# Signs that people set on lines of their own: rules, end signs, bullets, quoting, form blanks.
RULED = frozenset("-‐‑–—−=*_#+/<>•·●▪")
# What dirt is read as; no telegram has a line of these.
DIRT = frozenset("',`~^°|¦\\{}¬´¨‘’«»¥¢£€©®™")
# Brackets, quotation marks and ends of questions may close a text: they are not here.
SPECKS = RULED | DIRT | frozenset(".:;&%$@")
# With no others they may be part of the text: of a form, of a table, of a sum; or of a sentence.
PARTS = frozenset(":;&%$@")
COLUMN = "|"
# Signs that have a use on a line of their own where a converter set the cells of a table apart,
# or the lines of a quotation or a formula: ditto and quotation marks, brackets, money, degrees.
FAMILIES = {sign: signs for signs in ("',`´¨‘’«»", "{}", "¥¢£€", "°", "©®™") for sign in signs}
# A line of more signs may be a line of text that nothing could read: its place is worth knowing.
MOST_SIGNS = 12
# With the newline before the line, so that `re` can jump from line to line.
SIGNS = re.compile(r"\n[ \t]{0,120}(?P<signs>(?:[^\w\s]|_)(?:[^\w\n]|_){0,120})(?=\n|\Z)")
RUN = re.compile(r"(\S)\1\1")
OMISSION = frozenset(("...", "....", "....."))


@repair(
    "line-speck",
    Stage.LAYOUT,
    # letters beyond ASCII would make the gate ten times as large
    gate=r"(?m)^[^A-Za-z0-9\n]*[.,'`~^|\\{}\x{80}-\x{ffff}][^A-Za-z0-9\n]*$",
    whole=True,
)
def speck_line(doc: Document) -> Iterator[Edit]:
    r"""Lines of specks: ``. . '`` or ``~ .`` between two lines of text.

    A scan reads dirt, holes and folds as a few signs and gives them a line.  Such a line goes if
    no letter, digit or pilcrow stands on it and it is made of signs that no telegram has a line
    of (``' .``, ``~``).  A stop alone may be a writer's, who fills an empty line with it, and three
    the sign of an omission: they go only where the message has another, different line of
    specks.  Ditto and quotation marks, brackets, signs of money and of degrees may be the cell of
    a table: they go beside sure dirt, and if no second line has one of their kind.  Rules, end
    signs and bullets stay, and so do lines of many signs, which may have been text.

    >>> from cablefix import clean
    >>> clean("The talks went on\n. . '\nfor two days.")
    'The talks went on\nfor two days.'
    >>> clean("He agreed.\n.\n- - - - -\n.\n###")
    'He agreed.\n.\n- - - - -\n.\n###'
    """
    text = doc.text
    # so the newline before a line has the offset of the line
    found = [(m, *m["signs"].split()) for m in SIGNS.finditer("\n" + text)]
    specks = [(m, "".join(tokens)) for m, *tokens in found if _may_be_specks(*tokens)]
    families = Counter(_family(signs) for _, signs in specks)
    dirt = {signs for _, signs in specks if not _family(signs)}
    has_dirt = any(not DIRT.isdisjoint(signs) for signs in dirt - {COLUMN})
    is_dirty = len(dirt - OMISSION) > 1
    for m, signs in specks:
        family = _family(signs)
        if family and (not has_dirt or families[family] > 1):
            continue
        if not family and not is_dirty and (signs == COLUMN or DIRT.isdisjoint(signs)):
            continue
        start, end = m.start(), m.end() - 1
        if end == len(text):
            start = max(0, start - 1)
        else:
            end += 1
            # of the empty lines on both sides one goes, too
            end += text[max(0, start - 2) : start] == "\n\n" and text.startswith("\n", end)
        yield Edit(start, end, "", 0.98, "a line of specks")


def _family(signs: str) -> str:
    """The one use that all signs on a line may have in a text; empty if they have none, or two."""
    families = {FAMILIES.get(sign, "") for sign in signs}
    return families.pop() if len(families) == 1 else ""


def _may_be_specks(*tokens: str) -> bool:
    """Whether the signs on a line may be dirt: few, loose, none of a text or of a rule."""
    signs = "".join(tokens)
    is_row = len(tokens) > 1 and tokens[0][0] == "|" and tokens[-1][-1] == "|"  # of a table
    # ~ ~ ~ and ~*~*~: one sign, or two in turn
    is_ornament = len(signs) > 2 and signs[2:] == signs[:-2] and signs.strip(".") != ""
    return (
        len(signs) <= MOST_SIGNS
        and SPECKS.issuperset(signs)
        and not (RULED | PARTS).issuperset(signs)
        and not is_row
        and not is_ornament
        and not any(map(RUN.search, tokens))
    )


# Six signs of dirt with next to nothing between them; then the whole line is looked at.
DENSE = re.compile(r"(?:[-.,:;!?'`~^°|¦\\_¡¿÷][ \t]{0,3}){6}")
WORD = re.compile(rb"[a-z]{3,}")
# A rule or the leaders of a table: a line that holds one was meant.
LONG_RUN = re.compile(r"([-.=*_#+/])\1{4}")
FEWEST_KINDS = 3


@repair("line-garbled", Stage.REVIEW, gate=r"(?:[-.,:;!?'`~^°|¦\\_¡¿÷][ \t]*){6}", whole=True)
def garbled_line(doc: Document) -> Iterator[Flag]:
    r"""Lines that are more signs than letters: ``. ' . "_ ' \' l ' .! . ' `_ . i``.

    A scan reads a blot, the back of the page, or a line that hardly printed as a row of many signs
    with a letter here and there.  Nobody can tell whether it was text, so it stays and is flagged,
    neighbours as one.  A line is one of these if it has more signs than letters and digits, of
    three kinds at least, and no word; rules, leaders of a table and forms have one sign in a row.

    >>> from cablefix import repair
    >>> debris = ". ' . _ ' \\ l ' .! . ' `_ . i"
    >>> [(f.kind, f.start) for f in repair(f"He agreed.\n{debris}\n{debris}\n").flags]
    [('garbled', 11)]
    >>> repair("He agreed.\n- - - - - - - - - -\nTotal . . . . . . . . . . 5\n").flags
    ()
    """
    text = doc.text
    start = end = -1
    at = 0
    for m in DENSE.finditer(text):
        if m.start() < at:  # of a line that was looked at
            continue
        first = text.rfind("\n", at, m.start()) + 1 or at
        at = text.find("\n", m.end())
        at = len(text) if at < 0 else at
        if not _is_garbled(text[first:at], doc.flat[first:at]):
            continue
        if start >= 0 and not text[end:first].strip():
            end = at
            continue
        if start >= 0:
            yield Flag(start, end, "garbled", "more signs than letters")
        start, end = first, at
    if start >= 0:
        yield Flag(start, end, "garbled", "more signs than letters")


def _is_garbled(line: str, flat: bytes) -> bool:
    """Whether a line is signs of many kinds, with no word and no more letters than signs."""
    signs = "".join(c for c in line if not c.isalnum() and not c.isspace())
    written = sum(map(str.isalnum, line))
    return (
        len(signs) > max(MOST_SIGNS, written)
        and len(set(signs)) >= FEWEST_KINDS
        and not LONG_RUN.search(line)
        and not any(word in known() for word in WORD.findall(flat))
    )
