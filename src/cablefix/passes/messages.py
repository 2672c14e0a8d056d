"""Messages glued together, and header lines that a converter ran onto one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cablefix.cable.closed import addressees, indicators
from cablefix.cable.header import GATE, LISTS, odd_headers
from cablefix.cable.lines import Header
from cablefix.cable.words import TITLES, distance, read
from cablefix.document import Document
from cablefix.lexicon import ranks
from cablefix.types import Edit, Stage, repair

# FORMAT.md 1.1: the first line of a telegram, 1,117 of 1,120, and the second, 1,120 of 1,120
START = re.compile(r"VZCZC[A-Z]{3}[0-9]{3,4}(?=[ \t\n]+(?:ZZ|OO|PP|RR)[ \t\n]+R[A-Z]{3,6}\b)")

# Fields that a few posts sent on one line (FORMAT.md 5): one behind another is no collapse.
LABELLED = frozenset(("executive order", "tags", "subject", "references", "classified by", "text"))
ADDRESSEE = re.compile(
    r"\b(?P<indicator>R[A-Z]{3,6})/(?P<post>AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|SECSTATE)?(?=[A-Z]|\b)"
)
LIST_WORD = re.compile(r"\b(?:TO|INFO)\Z")
# A list begins its line; with its newline, so that `re` can jump from line to line.
ADDRESS_LINE = re.compile(r"\n(?:TO|INFO) R[A-Z]{3,6}/[A-Z].*")
# Lines that were sent behind one another on one line: AIDAC STATE FOR USAID.
LOOSE = frozenset(("caption", "attention", "stray"))


# So many letters of a word may stand apart from the rest of it.
LONGEST_PIECE = 3
# Signs that are no part of what a header says; a dash may be.
_SPECK = r"[^\w\s()\[\]/#>-]"
SPECK = re.compile(_SPECK)
# A sign on the last letter of a name or of a number.
ATTACHED = re.compile(r"(?<=[A-Z0-9])['’‘\"“”*°•^~`]+(?= [0-9]{4}\b|\Z)")
SPECKS_BEHIND = re.compile(rf"(?:[ \t]+{_SPECK}{{1,3}})+[ \t]*\Z")
SPECKS_BEFORE = re.compile(rf"(?P<specks>(?:[ \t]*{_SPECK}{{1,3}}[ \t]+)+)(?=[A-Z])")


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
    found = odd_headers(text)
    yield from _lists(text, found)
    for header in found:
        if header.form is not None:
            continue
        gaps = list(_gaps(text, header))
        weak = [kind for _, _, kind in gaps if kind in LABELLED]
        loose = sum(kind in LOOSE for _, _, kind in gaps)
        # one labelled field run on to another was sent so by a few posts; two, or one under a
        # header that has collapsed too, are the converter's
        if len(gaps) == loose + len(weak) and len(weak) < 2:
            continue
        # NATO CONFIDENTIAL and the like: a marking that stands before the word is part of it
        if [kind for _, _, kind in gaps] == ["classification line"]:
            continue
        for start, end, kind in gaps:
            new = "\n\n" if kind in ("classification line", "text") else "\n"
            yield Edit(start, end, new, 0.99, "header fields in their fixed order, one a line")


def _disordered(text: str) -> Iterator[Header]:
    """The headers of a text that have a line without its form."""
    return (header for header in odd_headers(text) if header.form is None)


def _gaps(text: str, header: Header) -> Iterator[tuple[int, int, str]]:
    """The blanks before each field that does not begin a line, and what the field is."""
    before = ""
    for line in header.lines:
        start = _blanks_before(text, line.start)
        near_by = max(0, start - FARTHEST_SPECK)
        on_line = text[max(near_by, text.rfind("\n", near_by, start) + 1) : start]
        # lone signs before a field are specks; and what ends in a colon before a classification
        # line is the subject of a letter, say, that names the telegram
        is_named = line.kind == "classification line" and on_line[-1:] == ":"
        if start < line.start and any(map(str.isalnum, on_line)) and not is_named:
            if line.kind in LISTS and _is_parted(on_line, text[line.start : line.end]):
                continue
            # behind the number of the telegram no caption was sent on the same line
            is_behind = before == "classification line" and line.kind == "caption"
            if line.kind != "stray" or any(map(str.isalnum, text[line.start : line.end])):
                yield start, line.start, "field" if is_behind else line.kind
        before = line.kind
    start = _blanks_before(text, header.end)
    if header.lines[-1].end < header.end and 0 < start < header.end and text[start - 1] != "\n":
        yield start, header.end, "text"


def _is_parted(before: str, line: str) -> bool:
    """Whether a blank stands in the first word of an addressee: AM EMBASSY, R UEHHK/AMCONSUL."""
    piece = before.rsplit(maxsplit=1)[-1]
    whole = piece + line.split(None, 1)[0]
    return len(piece) <= LONGEST_PIECE and (
        whole in TITLES or whole.partition("/")[0] in indicators()
    )


def _lists(text: str, found: Sequence[Header]) -> Iterator[Edit]:
    """Lists of addressees without a header, on one line, as an extract may have them."""
    for line in ADDRESS_LINE.finditer("\n" + text):
        start, end = line.start(), line.end() - 1
        if any(h.start <= start < h.end for h in found):
            continue
        for m in ADDRESSEE.finditer(text, start, end):
            gap = _blanks_before(text, m.start())
            is_inside = start < gap < m.start() and not LIST_WORD.search(
                text, max(start, gap - 5), gap
            )
            if is_inside and (m["indicator"] in indicators() or m["post"]):
                yield Edit(gap, m.start(), "\n", 0.99, "addressees of a list, one a line")


# Lines that never wrapped: 66 of 158,753 lines exceed 74 characters, and none of these kinds
# went on to a second one (FORMAT.md 1.1).
ONE_LINE = frozenset(
    ("originator", "security", "date-time group", "from", "to", "info", "classification line",
     "executive order", "page", "action", "offices", "rule")
)  # fmt: skip
# As far from a header line as specks are looked for.
FARTHEST_SPECK = 80
SPECKLED = ONE_LINE | {"start", "routing", "caption", "tags"}
LINE_BREAK = re.compile(r"[ \t]*\n\s*")
PAGE_TIME = re.compile(r"[0-9]{6} ?[Z2]?\Z")
ADDRESSEES = frozenset(("to", "info"))


@repair("header-broken", Stage.LAYOUT, gate=GATE, whole=True)
def broken_header(doc: Document) -> Iterator[Edit]:
    r"""Header lines broken in wrong places: ``FM AMEMBASSY`` and ``BRUSSELS`` on the next line.

    The lines up to the classification line never wrapped (FORMAT.md 1.1).  One that goes on in
    the next line is joined where its form says what is missing: the time behind DE, the post of a
    sender, the serial of an addressee, the number of the classification line; a name only if the
    whole of it is known.  A blank line between two addressees of one list is taken out, too.

    >>> from cablefix import clean
    >>> head = "ZNR UUUUU ZZH\nR 151542Z MAR 07\n{}\nTO RUEHC/SECSTATE WASHDC"
    >>> print(clean(head.format("FM AMEMBASSY\nROME")))
    ZNR UUUUU ZZH
    R 151542Z MAR 07
    FM AMEMBASSY ROME
    TO RUEHC/SECSTATE WASHDC
    >>> sound = head.format("FM AMEMBASSY ROME")
    >>> clean(sound) is sound
    True
    """
    text = doc.text
    for header in _disordered(text):
        before = None
        for line in header.lines:
            if line.kind in ONE_LINE and text.find("\n", line.start, line.end) >= 0:
                for m in LINE_BREAK.finditer(text, line.start, line.end):
                    # from 1979 on the number stands on a line of its own
                    if line.kind == "page" and not PAGE_TIME.match(text, m.end(), line.end):
                        continue
                    yield Edit(*m.span(), " ", 0.985, "a header line of this kind is one line")
            if before and before.kind in ADDRESSEES and line.kind in ADDRESSEES:
                gap = text[before.end : line.start]
                is_list = _is_addressee(text[line.start : line.end])
                if gap.count("\n") > 1 and not gap.strip() and is_list:
                    why = "no blank line stands in a list of addressees"
                    yield Edit(before.end, line.start, "\n", 0.98, why)
            before = line


def _is_addressee(line: str) -> bool:
    """Whether a line is an addressee beyond doubt: by its indicator, its title or its name."""
    first = line.removeprefix("INFO ").split(None, 1)[0]
    return "addressee" in read(first).may_be or line in addressees().indicators


@repair("header-speck", Stage.LAYOUT, gate=GATE, whole=True)
def speck_beside_header(doc: Document) -> Iterator[Edit]:
    r"""Specks beside header lines: ``FM AMEMBASSY SAIGON .`` and ``DE RUEHAR #0394 1801355 |``.

    Lone signs before or behind a line whose form is complete are dirt on the paper: nothing
    follows the time behind DE, the year of a date-time group or the number of a classification
    line, and a sign is no addressee.  A letter or a digit there is left: it may be read.

    >>> from cablefix import clean
    >>> clean("ZNR UUUUU ZZH |\nR 151542Z MAR 07\nFM AMEMBASSY SAIGON .\n")
    'ZNR UUUUU ZZH\nR 151542Z MAR 07\nFM AMEMBASSY SAIGON\n'
    >>> clean("He came to see . the sea |")
    'He came to see . the sea |'
    """
    text = doc.text
    for header in _disordered(text):
        for line in header.lines:
            if line.kind not in SPECKLED:
                continue
            near_by = max(0, line.start - FARTHEST_SPECK)
            start = max(near_by, text.rfind("\n", near_by, line.start) + 1)
            far = min(len(text), line.end + FARTHEST_SPECK)
            end = text.find("\n", line.end, far)
            end = far if end < 0 else end
            if not SPECK.search(text, start, end):
                continue
            last = text.rfind("\n", line.start, line.end) + 1
            if m := SPECKS_BEHIND.search(text, max(line.start, last), end):
                yield Edit(*m.span(), "", 0.98, "lone signs behind a header line")
            is_first = not start or text[start - 1] == "\n"
            if is_first and (m := SPECKS_BEFORE.match(text, start, line.end)):
                yield Edit(*m.span("specks"), "", 0.98, "lone signs before a header line")
            if m := ATTACHED.search(text, line.start, line.end):
                yield Edit(*m.span(), "", 0.98, "a sign on the end of a header line")


def _blanks_before(text: str, at: int) -> int:
    """Where the blanks in front of ``at`` begin."""
    while at > 0 and text[at - 1] in " \t":
        at -= 1
    return at


# What stands before the counter of the relay, misread, without a digit, and the counter.
RULE = re.compile(r"(?P<dirt>[^\d\n]{1,80}?)[ \t]*\b(?P<counter>[0-9]{6})\Z")
# 1973 to November 1976: 21 dashes and a blank; later 18, glued to the counter (FORMAT.md 2; 31 of
# 31 lines of the first kind in ../shared/cables).
DASHES = "-" * 21
FIRST_YEAR, LAST_YEAR = 73, 76
GROUP_END = re.compile(r"(?P<month>[A-Z]{3}) (?P<year>[0-9]{2})\Z")
# A word in capitals, or what stands in the lines of those who drafted and cleared it.
NO_RULE = re.compile(r"[A-Z]{3}|[:/]")
LETTERS = re.compile(r"[A-Za-z]{4,}")
# Of the rules read as letters in ../shared/ocr none has two words so common.
COMMON, FEWEST_WORDS = 10_000, 2


@repair("header-rule", Stage.LAYOUT, gate=GATE, whole=True)
def misread_rule(doc: Document) -> Iterator[Edit]:
    r"""Rules of dashes in a header, misread as letters: ``Sete tte 106179`` before ``O 281``.

    From 1973 to November 1976 the line before the date-time group was 21 dashes and the six digits
    of the relay's counter, in every header seen.  Scanners read the dashes as words in small
    letters.  Whatever stands in their place before the counter is written as the dashes, if it has
    no word in capitals, no colon, stroke or digit; with two common words in it, it is flagged.
    The counter stays as it is.

    >>> from cablefix import clean
    >>> head = "ACTION EUR-12\n\nINFO OCT-01 ISO-00 /013 W\n{} 106179\nO 281923Z MAR 75\n"
    >>> head += "FM AMEMBASSY PARIS\nTO SECSTATE WASHDC 7985\n"
    >>> clean(head.format("Sete tte")).split("\n")[3]
    '--------------------- 106179'
    >>> clean("He paid 106179\nO 281923Z MAR 75\n")
    'He paid 106179\nO 281923Z MAR 75\n'
    """
    text = doc.text
    for header in _disordered(text):
        for line, behind in pairwise(header.lines):
            if line.kind != "rule" or behind.kind != "date-time group":
                continue
            group = GROUP_END.search(text, behind.start, behind.end)
            m = RULE.match(text, line.start, line.end)
            if m is None or group is None or not _has_21_dashes(group["month"], int(group["year"])):
                continue
            if m["dirt"] != DASHES and not NO_RULE.search(m["dirt"]):
                why = "the 21 dashes that stand before the counter in every header of these years"
                sure = 0.9 if _has_words(m["dirt"]) else 0.98
                yield Edit(m.start(), m.start("counter"), f"{DASHES} ", sure, why)


def _has_words(dirt: str) -> bool:
    """Whether common words stand in a line, which then may be one that somebody wrote."""
    order = ranks()
    words = (order.get(w.lower().encode(), COMMON) for w in LETTERS.findall(dirt))
    return sum(place < COMMON for place in words) >= FEWEST_WORDS


def _has_21_dashes(month: str, year: int) -> bool:
    """Whether a telegram of that month was sent with the longer rule."""
    is_later = year == LAST_YEAR and month in ("NOV", "DEC")
    return FIRST_YEAR <= year <= LAST_YEAR and not is_later


# The words between the classification and the station, run together, with a letter or two lost;
# DAMAGE.md A8: 49 of 203 damaged classification lines of Cablegate.
GLUED = re.compile(
    r"(?:^|\n)(?:UNCLAS|(?:[A-Z] ){1,11}[A-Z]|CONFIDENTIAL|SECRET)"
    r"(?: (?:SENSITIVE|NOFORN|EFTO|E F T O))? (?P<token>(?=[A-Z0-9]*F[0-9])[A-Z0-9]{8,14})"
    r" [A-Z][A-Z. ]{2,30} [0-9]{4,6}[ \t]*(?=\n|\Z)"
)
ORIGIN_SECTION = re.compile(r"(?:^|\n)DE R[A-Z]{3,6} #[0-9]{4}/(?P<section>[0-9]{2}) [0-9]{7}\s")
PARTS = re.compile(r"[A-Z]{4,8}(?P<section>[0-9]{2})OF(?P<total>[0-9]{2})")
TOTAL = re.compile(r"[0-9]{2}\Z")
# So many letters of SECTION01OF03 may be lost or misread.
MOST_OFF = 2


@repair(
    "class-glued",
    Stage.LAYOUT,
    gate=r"(?m)^(?:UNCLAS|[A-Z] [A-Z] |CONF|SECR).* [A-Z0-9]{4,12}F[0-9]",
)
def glued_class_line(doc: Document) -> Iterator[Edit]:
    r"""Classification lines with SECTION run together: ``UNCLAS SECTIKN01OF03 MINSK 000881``.

    A line hit takes the blanks, and a letter or two with them (DAMAGE.md A8).  What may stand in
    this place is SECTION, the number of the section, OF and their total, so the words are parted
    and spelt where both numbers are there.  A number that is hit is written only if the DE line
    says the section (720 of 720 agree; FORMAT.md 3).

    >>> from cablefix import clean
    >>> clean("\nUNCLAS SCTION02OF02 SAO PAULO 000021\n")
    '\nUNCLAS SECTION 02 OF 02 SAO PAULO 000021\n'
    >>> clean("\nUNCLAS SECTI0N99OF SAO PAULO 000021\n")
    '\nUNCLAS SECTI0N99OF SAO PAULO 000021\n'
    """
    text = doc.text
    origin = ORIGIN_SECTION.search(text)
    for m in GLUED.finditer(text):
        token = m["token"]
        total = TOTAL.search(token)
        if total is None:
            continue
        whole = PARTS.fullmatch(token)
        sections = [whole["section"]] if whole else [origin["section"]] if origin else []
        for section in sections:
            if int(section) > int(total[0]):
                continue
            if distance(token, f"SECTION{section}OF{total[0]}", MOST_OFF) <= MOST_OFF:
                why = "the words of a classification line that were run together"
                sure = 0.985 if whole else 0.975
                yield Edit(*m.span("token"), f"SECTION {section} OF {total[0]}", sure, why)
