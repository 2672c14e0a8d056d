"""Messages glued together, and header lines that a converter ran onto one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.cable.header import Header, headers
from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

# FORMAT.md 1.1: the first line of a telegram, 1,117 of 1,120, and the second, 1,120 of 1,120
START = re.compile(r"VZCZC[A-Z]{3}[0-9]{3,4}(?=[ \t\n]+(?:ZZ|OO|PP|RR)[ \t\n]+R[A-Z]{3,6}\b)")

# Any two fields that stand on one line, or a field behind other text; decided by the decoder.
_FIELD = (
    r"(?:(?:ZZ|OO|PP|RR) R[A-Z]{3}|DE R[A-Z]{3}|ZN[RY] [A-Z]{5}|FM [A-Z]|[Z2] (?:JAN|FEB|MAR|APR|MAY"
    r"|JUN|JUL|AUG|SEP|OCT|NOV|DEC) [0-9]{2}"
    r"|(?:TO|INFO) (?:R[A-Z]{3,6}/|SECSTATE|AM[A-Z]{6}|US[A-Z]{7}|[A-Z]{1,5}-[0-9]{2})"
    r"|AMEMBASSY |(?:ACTION|ORIGIN) [A-Z]{1,5}-[0-9]"
    r"|(?:UNCLAS|UNCLASSIFIED|CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T|LIMITED OFFICIAL USE) "
    r"|(?:TAGS|SUBJECT|SUBJ|REFS?) ?: |SIPDIS)"
)
GATE = (
    rf"[^\s/][ \t]+{_FIELD}|(?:[^\sO]|[^TF]O|\STO|[^N]FO|[^I]NFO|\SINFO)[ \t]+R[A-Z]{{3,6}}/[A-Z]"
)
# Fields that a few posts sent on one line (FORMAT.md 5): one behind another is no collapse.
LABELLED = frozenset(("executive order", "tags", "subject", "references", "classified by", "text"))
# Lines that were sent behind one another on one line: AIDAC STATE FOR USAID.
LOOSE = frozenset(("caption", "attention"))


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


@repair("header-collapsed", Stage.LAYOUT, gate=GATE, whole=True)
def collapsed_header(doc: Document) -> Iterator[Edit]:
    """Headers run onto one line: each field and each addressee gets its line back.

    The header lines of a telegram come in one order in every cable seen (FORMAT.md 1), and each
    begins in a way of its own: ``DE`` and the serial, ``ZNR`` or ``ZNY``, the date-time group,
    ``FM``, ``TO``, ``INFO``, ``TAGS:``.  The chain of such words that explains most of a head in
    this order gives the fields, a letter or two of them misread or not; a header has three of
    them at least.  An addressee begins with a routing indicator and a stroke (one that is known,
    or that a post stands behind), or with the title of a post.  Only blanks become line ends;
    nothing else is touched.

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
    for header in headers(text):
        gaps = list(_gaps(text, header))
        # one labelled field run on to another was sent so by a few posts; two, or one under a
        # header that has collapsed too, are the converter's
        weak = [kind for _, _, kind in gaps if kind in LABELLED]
        if len(gaps) == sum(kind in LOOSE for _, _, kind in gaps) + len(weak) and len(weak) < 2:
            continue
        for start, end, kind in gaps:
            new = "\n\n" if kind in ("classification line", "text") else "\n"
            yield Edit(start, end, new, 0.99, "header fields in their fixed order, one a line")


def _gaps(text: str, header: Header) -> Iterator[tuple[int, int, str]]:
    """The blanks before each field that does not begin a line, and what the field is."""
    for line in header.lines:
        start = _blanks_before(text, line.start)
        if line.kind != "stray" and 0 < start < line.start and text[start - 1] != "\n":
            yield start, line.start, line.kind
    start = _blanks_before(text, header.end)
    if header.lines[-1].end < header.end and 0 < start < header.end and text[start - 1] != "\n":
        yield start, header.end, "text"


def _blanks_before(text: str, at: int) -> int:
    """Where the blanks in front of ``at`` begin."""
    while at > 0 and text[at - 1] in " \t":
        at -= 1
    return at
