"""Release stamps on lines of their own, misread ones too: ``Declassitied/Refeased US Department``.

Reviewers stamp each page at head and foot (FORMAT.md 2).  The phrases are long and fixed, so a
line is known for one of them by its letters alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

# The letters of the two stamps of the Department; date and numbers, which differ, left out.
FORMS = (
    "declassifiedreleasedusdepartmentofstateeosystematicreview",
    "unclassifiedusdepartmentofstatecasenofdocnocdate",
)
# D, R, US, D, S, EO, S, R and the month: a sentence that says the same has fewer.
FEWEST_CAPITALS = 5
BLANK_BEFORE = re.compile(r"(?:\A|\n[ \t]*\n)\Z")
BLANK_BEHIND = re.compile(r"\n[ \t]*(?:\n|\Z)|\Z")
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
    """A line that is a release stamp: its span in code points, and what it says, as it was read.

    In a message the span is one of the source.
    """

    start: int
    end: int
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return self._asdict()


@lru_cache(maxsize=4)
def stamps(text: str) -> tuple[Stamp, ...]:
    """The lines of a text that are release stamps, in order.

    A short one stands apart, or more than once: RELEASED IN FULL may be words of a sentence.
    """
    found = []
    times = Counter(line for m in LINE.finditer(text) if SHORT.fullmatch(line := m[0].strip()))
    for m in LINE.finditer(text):
        line = m[0].strip()
        if line in times:
            is_stamp = (
                times[line] > 1
                or BLANK_BEFORE.search(text, max(0, m.start() - 80), m.start()) is not None
                or BLANK_BEHIND.match(text, m.end()) is not None
            )
        else:
            is_stamp = _is_long_stamp(line)
        if is_stamp:
            found.append(Stamp(*m.span(), line))
    return tuple(found)


def _is_long_stamp(line: str) -> bool:
    """Whether a line is one of the long stamps; they hold a date or numbers, and capitals."""
    head = HEAD.match(line)
    line = line[head.end() :] if head else line
    is_printed = sum(map(str.isupper, line)) >= FEWEST_CAPITALS and any(map(str.isdigit, line))
    return is_printed and _is_form("".join(filter(str.isalpha, line)).lower())


def _is_form(letters: str) -> bool:
    """Whether the letters of a line are like those of a stamp, and of nothing but it."""
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
            return True
    return False


def printed(text: str) -> Iterator[tuple[int, int]]:
    """Spans of neighbouring stamps, with the page numbers among them and beside them.

    A text of nothing else has none: its stamps are all that it says.
    """
    found = {s.start for s in stamps(text)}
    if not found:
        return
    lines = [m.span() for m in WRITTEN.finditer(text)]
    furniture = [start in found or _is_page_number(text[start:end]) for start, end in lines]
    if all(furniture):
        return
    i = 0
    while i < len(lines):
        j = i
        while j < len(lines) and furniture[j]:
            j += 1
        if any(start in found for start, _ in lines[i:j]):
            yield lines[i][0], lines[j - 1][1]
        i = max(j, i + 1)


def _is_page_number(line: str) -> bool:
    return PAGE_NUMBER.fullmatch(line.strip()) is not None
