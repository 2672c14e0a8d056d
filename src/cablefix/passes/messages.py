"""Messages glued together, and header lines that a converter ran onto one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from cablefix.cable.routing import indicators
from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

# FORMAT.md 1.1: the first line of a telegram, 1,117 of 1,120, and the second, 1,120 of 1,120
START = re.compile(r"VZCZC[A-Z]{3}[0-9]{3,4}(?=[ \t\n]+(?:ZZ|OO|PP|RR)[ \t\n]+R[A-Z]{3,6}\b)")

# What each header line begins with, in the order that never varies: 1,120 of 1,120 (FORMAT.md 1),
# and how far behind the field before it that may be: routing lists run to three lines.
# A date-time group is known with its Z read as a 2, too (DAMAGE.md C2).
FIELDS = (
    (re.compile(r"(?:ZZ|OO|PP|RR)[ \t\n]+R[A-Z]{3,6}\b"), 20),
    (re.compile(r"DE R[A-Z]{3,6} #?(?P<serial>[0-9]{4})"), 500),
    (re.compile(r"ZN[RY] [A-Z]{5}\b"), 80),
    (re.compile(r"[ZOPR](?: [ZOPR])? [0-9]{6}[Z2] [A-Z]{3} [0-9]{2}\b"), 200),
    (re.compile(r"FM [A-Z]{2}"), 80),
    (re.compile(r"TO (?:R[A-Z]{3,6}|ZEN)/"), 80),
)
INFO = re.compile(r"INFO (?:R[A-Z]{3,6}|ZEN)/")
ADDRESSEE = re.compile(
    r"(?P<indicator>R[A-Z]{3,6})/(?P<post>AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|SECSTATE)?(?=[A-Z]|\b)"
)
LIST_WORD = re.compile(r"\b(?:TO|INFO)\Z")
# Lines of interest; each begins with its newline, so that `re` can jump from line to line.
ADDRESS_LINE = re.compile(r"\n(?:(?:TO|INFO) )?R[A-Z]{3,6}/[A-Z].*")
# The address list ends at a blank line or at the classification line.
BLANK_LINE = re.compile(r"\n[ \t]*\n")
CLASS_LINE = re.compile(
    r"(?:UNCLAS|UNCLASSIFIED|CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T)"
    r"(?: SECTION [0-9]{2} OF [0-9]{2})? [A-Z][A-Z .]{2,30} [0-9]{6}\b"
)
# The longest of 50 address lists in ../shared/cables takes 1,489 characters.
LONGEST_LIST = 3_000

SUBJECT_LINE = re.compile(r"\n[ \t]*(?:E\. ?O\. ?[0-9]{5}|TAGS:).*")
SUBJECT_FIELD = re.compile(r"(?<=\S)[ \t]+(?=(?:TAGS|SUBJECT|REFS?): )")

# Any field that stands behind other text on its line.  RE2 has no look-behind, so the words that
# may stand before an addressee are all but TO and INFO, spelt out.
GATE = (
    r"\S[ \t]+(?:(?:ZZ|OO|PP|RR)\s+R[A-Z]{3}|DE R[A-Z]{3}|ZN[RY] [A-Z]{5}|FM [A-Z]{2}"
    r"|(?:TO|INFO) (?:R[A-Z]{3,6}|ZEN)/"
    r"|[ZOPR](?: [ZOPR])? [0-9]{6}[Z2] [A-Z]{3}"
    r"|(?:UNCLAS|UNCLASSIFIED|CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T) )"
    r"|(?:[^\sO]|[^TF]O|\STO|[^N]FO|[^I]NFO|\SINFO)[ \t]+R[A-Z]{3,6}/[A-Z]"
    r"|(?:TAGS:|[0-9]{5})[^\n]*[ \t](?:TAGS|SUBJECT|REFS?): "
)


@repair("message-glued", Stage.LAYOUT, gate=r"[^\n]VZCZC[A-Z]{3}[0-9]{3,4}")
def glued_message(doc: Document) -> Iterator[Edit]:
    r"""Telegrams run together: ``TAUBMANVZCZCXRO6586`` is a signature and the next telegram.

    A telegram begins with VZCZC, a channel and its number, and a second line of precedence and
    routing indicators.  Where this form follows other text on its line, the line is broken and a
    blank line set between the two.  VZCZC alone, as in a sentence about a transmission, stays.

    >>> from cablefix import clean
    >>> clean("TAUBMANVZCZCXRO6586\nRR RUEHAST\n")
    'TAUBMAN\n\nVZCZCXRO6586\nRR RUEHAST\n'
    >>> clean("See VZCZCXRO6586 of March 15.")
    'See VZCZCXRO6586 of March 15.'
    """
    text = doc.text
    for m in START.finditer(text):
        start = _blanks_before(text, m.start())
        if start > 0 and text[start - 1] != "\n":
            why = "a telegram begins here: VZCZC and its routing line"
            yield Edit(start, m.start(), "\n\n", 0.995, why)


@repair(
    "header-collapsed",
    Stage.LAYOUT,
    gate=GATE,
    whole=True,
)
def collapsed_header(doc: Document) -> Iterator[Edit]:
    """Headers run onto one line: each field and each addressee gets its line back.

    The header lines of a telegram come in one order in every cable seen (FORMAT.md 1), and each
    begins in a way of its own: ``DE`` and the serial, ``ZNR`` or ``ZNY``, the date-time group,
    ``FM``, ``TO``, ``INFO``.  A line is broken before a field only where the fields follow one
    another in that order; before an addressee only inside the address list, where a routing
    indicator and a stroke begin it (one that is known, or that a post stands behind); before
    TAGS, SUBJECT and REF only on the line that E.O. or TAGS begins.  Only blanks become line
    ends; nothing else is touched.

    >>> from cablefix import clean
    >>> print(clean("VZCZCXRO6586 RR RUEHAST DE RUEHBS #0881/01 0741542 ZNR UUUUU ZZH"))
    VZCZCXRO6586
    RR RUEHAST
    DE RUEHBS #0881/01 0741542
    ZNR UUUUU ZZH
    >>> clean("He said: TO RUEHC we write, FM AMEMBASSY they answer.")
    'He said: TO RUEHC we write, FM AMEMBASSY they answer.'
    """
    text = doc.text
    gaps: dict[tuple[int, int], str] = {}
    for m in START.finditer(text):
        gaps.update(_header_gaps(text, m.end()))
    lines = "\n" + text
    for line in ADDRESS_LINE.finditer(lines):
        gaps.update(_addressee_gaps(text, line.start(), line.end() - 1))
    for line in SUBJECT_LINE.finditer(lines):
        fields = list(SUBJECT_FIELD.finditer(text, line.start(), line.end() - 1))
        # one field run on to another was sent so by a few posts; two, or one under a header
        # that has collapsed too, are the converter's
        if len(fields) > 1 or gaps:
            gaps.update((gap.span(), "\n") for gap in fields)
    for (start, end), new in sorted(gaps.items()):
        yield Edit(start, end, new, 0.99, "header fields in their fixed order, one a line")


Gap: TypeAlias = tuple[tuple[int, int], str]


def _header_gaps(text: str, at: int) -> Iterator[Gap]:
    """Where the header whose first line ends at ``at`` lacks line ends, and which it lacks."""
    reach = 0
    serial = ""
    for field, distance in FIELDS:
        reach += distance
        m = _first(field, text, at, at + reach)
        if m is not None:
            serial = m.groupdict().get("serial", serial)
            yield from _gap_before(text, m.start(), "\n")
            at, reach = m.end(), 0
    if reach:  # without its TO line an address list has no sure beginning
        return
    blank = BLANK_LINE.search(text, at, at + LONGEST_LIST)
    end = blank.start() if blank else at + LONGEST_LIST
    classified = _first(CLASS_LINE, text, at, end)
    # its number is that of the originator's line: 1,093 of 1,097 (FORMAT.md 3)
    if classified is not None and serial and classified[0].endswith(serial):
        end = classified.start()
        yield from _gap_before(text, end, "\n\n")
    elif blank is None:
        return
    info = _first(INFO, text, at, end)
    if info is not None:
        yield from _gap_before(text, info.start(), "\n")
    yield from _addressee_gaps(text, at, end)


def _addressee_gaps(text: str, start: int, end: int) -> Iterator[Gap]:
    """Where an addressee does not begin a line, nor follow TO or INFO.

    An addressee begins with a known indicator, or with one that a post of ours stands behind.
    """
    for m in ADDRESSEE.finditer(text, start, end):
        if m["indicator"] not in indicators() and not m["post"]:
            continue
        for (gap, at), new in _gap_before(text, m.start(), "\n"):
            if not LIST_WORD.search(text, max(0, gap - 5), gap):
                yield (gap, at), new


def _first(pattern: re.Pattern[str], text: str, at: int, end: int) -> re.Match[str] | None:
    """The first match that begins a word."""
    return next((m for m in pattern.finditer(text, at, end) if text[m.start() - 1].isspace()), None)


def _gap_before(text: str, at: int, new: str) -> Iterator[Gap]:
    """The blanks before ``at``, unless a line begins there."""
    start = _blanks_before(text, at)
    if start < at and start > 0 and text[start - 1] != "\n":
        yield (start, at), new


def _blanks_before(text: str, at: int) -> int:
    """Where the blanks in front of ``at`` begin."""
    while at > 0 and text[at - 1] in " \t":
        at -= 1
    return at
