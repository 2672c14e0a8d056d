"""Release stamps on lines of their own, misread ones too: ``Declassitied/Refeased US Department``.

Reviewers stamp each page at head and foot (FORMAT.md 2).  The phrases are long and fixed, so a
line is known for one of them by its letters alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# The letters of the two stamps of the Department; date and numbers, which differ, left out.
FORMS = (
    "declassifiedreleasedusdepartmentofstateeosystematicreview",
    "unclassifiedusdepartmentofstatecasenofdocnocdate",
)
EXACT = re.compile(
    r"(?:Declassified/Released US Department of State EO Systematic Review"
    r" [0-9]{1,2} [A-Z][A-Za-z]{2} [12][0-9]{3}"
    r"|UNCLASSIFIED +U\.S\. Department of State (?:Case )?No\. [A-Z]-[0-9]{4}-[0-9]{5}"
    r" Doc No\. [A-Z][0-9]{8} Date: [0-9/]{10})"
)
# Others are short: nothing in them may be misread.
SHORT = re.compile(
    r"Approved For Release [0-9]{4}/[0-9]{2}/[0-9]{2} ?: ?CIA-RDP[-0-9A-Z]{8,30}"
    r"|RELEASED? IN (?:FULL|PART)(?: B[0-9](?:[, .]{1,2}B?[0-9.()A-Z]{1,8}){0,5})?"
)
LINE = re.compile(r"^[^\n]{14,200}$", re.MULTILINE)
HEAD = re.compile(
    r"[^\w\n]{0,3}Page [0-9]{1,3} o[fl] [0-9]{1,3}\s|(?:Margaret P\.? Grafeld|Sheryl P\.? Walter)\s"
)
PAGE_NUMBER = re.compile(
    r"[^\w\n]{0,3}(?:Page [0-9]{1,3} o[fl] [0-9]{1,3}|- ?[0-9]{1,3} ?-)[^\w\n]{0,3}"
)
# A line with a letter or a digit.
WRITTEN = re.compile(r"^[^\n]*?[^\W_][^\n]*$", re.MULTILINE)
# Of 1,553 lines of the scanned pairs that score 65 or more all are stamps, those below 50 are not;
# in between lie stamps of which half is gone.
LEAST_LIKE = 75
# Letters before and behind the phrase: a speck or two; the month, and a year read as letters;
# counted from the first and the last letters that agree, four in a row.
EXTRA_BEFORE = 2
EXTRA_BEHIND = 7
ANCHOR = 4


class Stamp(NamedTuple):
    """A line that is a release stamp; ``form`` tells stamps that say the same."""

    start: int
    end: int
    form: str
    is_exact: bool


def stamps(text: str) -> Iterator[Stamp]:
    """The lines of a text that are release stamps, in order."""
    for m in LINE.finditer(text):
        line = m[0].strip()
        if short := SHORT.fullmatch(line):
            yield Stamp(*m.span(), short[0], is_exact=True)
            continue
        head = HEAD.match(line)
        line = line[head.end() :] if head else line
        form = _form("".join(filter(str.isalpha, line)).lower())
        if form:
            yield Stamp(*m.span(), form, is_exact=EXACT.fullmatch(line) is not None)


def _form(letters: str) -> str:
    """The stamp that a line's letters are like, and nothing but it."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    for form in FORMS:
        if abs(len(letters) - len(form)) > len(form) // 4:
            continue
        if fuzz.ratio(letters, form) < LEAST_LIKE:
            continue
        same = [c for c in Levenshtein.opcodes(letters, form) if c.tag == "equal"]
        sure = [c for c in same if c.src_end - c.src_start >= ANCHOR]
        if not sure:
            continue
        before = sure[0].src_start - sure[0].dest_start
        behind = len(letters) - sure[-1].src_end - (len(form) - sure[-1].dest_end)
        if before <= EXTRA_BEFORE and behind <= EXTRA_BEHIND:
            return form
    return ""


def repeated(text: str) -> Iterator[tuple[int, int]]:
    """Spans of stamps that stand between lines of text and that other stamps repeat.

    Neighbours are one span, with the page numbers among them and beside them.
    """
    found = {s.start: s for s in stamps(text)}
    if len(found) < 2:
        return
    lines = [m.span() for m in WRITTEN.finditer(text)]
    furniture = [start in found or _is_page_number(text[start:end]) for start, end in lines]
    if all(furniture):
        return
    first = furniture.index(False)
    last = len(lines) - 1 - furniture[::-1].index(False)
    inner = {start for start, _ in lines[first:last] if start in found}
    inner -= _kept(found, inner)
    i = first
    while i < last:
        j = i
        while furniture[j] and (lines[j][0] in inner or lines[j][0] not in found):
            j += 1
        if any(start in inner for start, _ in lines[i:j]):
            yield lines[i][0], lines[j - 1][1]
        i = max(j, i + 1)


def _is_page_number(line: str) -> bool:
    return PAGE_NUMBER.fullmatch(line.strip()) is not None


def _kept(found: dict[int, Stamp], inner: set[int]) -> set[int]:
    """Which of the inner stamps stay, so that of each form one stays that can be read."""
    kept: dict[str, Stamp] = {}
    # those before and behind the text first, then the exact ones, then the first one
    for s in sorted(found.values(), key=lambda s: (not s.is_exact, s.start in inner, s.start)):
        kept.setdefault(s.form, s)
    return {s.start for s in kept.values()}
