"""Headers without damage, told quickly: every line in its form, every check agreeing.

Most headers are sound, and to decode one that is costs more than all else that is done to a clean
cable.  So its lines are walked through in their order, each against one strict pattern; the first
that is anything else makes the header one to be decoded.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from cablefix.cable.closed import addressees, codes, indicators, offices, tags
from cablefix.cable.letters import nearest
from cablefix.cable.pages import BREAK, LONGEST_HEAD, TAIL
from cablefix.cable.words import COMMANDS, MONTHS, is_near, read

TITLE = re.compile(r"(?:AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USLO|USINT) ")
# FORMAT.md 1.1: the lines up to FM, as sent
HEAD = re.compile(
    r"(?:VZCZC(?P<channel>XRO|XYZ)[0-9]{4}[ \t]*\n+"
    r"(?P<sign>[ZOPR])(?P=sign)(?P<routing>(?:\s+R[A-Z]{3,6})+)[ \t]*\n+"
    r"DE (?P<origin>R[A-Z]{3,6}) #(?P<serial>[0-9]{4})(?:/(?P<section>[0-9]{2}))?"
    r" (?P<julian>[0-9]{3})(?P<sent>[0-9]{4})[ \t]*\n+"
    r"(?:ZNR (?P<open>U)UUUU|ZNY (?P<shut>[CS])(?P=shut){4}) ZZH(?: \([^\n]*)?[ \t]*\n+)?"
    r"(?:(?P<precedence>[ZOPR])(?: [ZOPR])? (?P<day>[0-9]{2})(?P<time>[0-9]{4}) ?Z"
    r" (?P<month>[A-Z]{3}) (?P<year>[0-9]{2})(?: Z[A-Z]{2}[0-9]?){0,3}[ \t]*\n+)?"
    r"FM (?P<sender>[A-Z][A-Z .]*?)[ \t]*\n+(?=TO )"
)
# FORMAT.md 2: the lines before them in the 1970s
PAGE = re.compile(
    r"PAGE 01 +(?P<station>[A-Z][A-Z ]*?) +(?P<number>[0-9]{4,6})(?: TOSEC [0-9]+)?"
    r"(?: +[0-9]{2} OF [0-9]{2})?(?: +[0-9]{6} ?Z)?[ \t]*\n+(?:[0-9]{2}[ \t]*\n+)?"
    r"(?P<offices>(?:ACTION|ORIGIN) [^/]{2,900}/(?P<total>[0-9]{3})\s+[WR])[ \t]*\n+"
    # who drafted and approved it: nothing is read there
    r"(?:DRAFTED BY [^\n]*\n(?:[A-Z][^\n]{3,60}\n){0,9})?"
    r"[ \t]*-{10,}[0-9 Z/]*[ \t]*\n+(?=[ZOPR] )"
)
OFFICE = re.compile(r"([A-Z]{1,5})-([0-9]{2})")
INFO_OFFICES = re.compile(r"\n[ \t]*INFO +[A-Z]{1,5}-")
OFFICE_WORDS = frozenset(("ACTION", "ORIGIN", "INFO", "W", "R"))
ADDRESSEE = re.compile(
    r"(?:(?:TO|INFO) )?(?:(?P<indicator>R[A-Z]{3,6})/)?(?P<name>[A-Z].*?)"
    r"(?: (?:NIACT )?IMMEDIATE| PRIORITY| ROUTINE| FLASH)?(?: [0-9]{4}(?:-[0-9]{4})?)?"
)
# What begins an addressee may not stand inside one.
INSIDE = re.compile(
    r"(?: |//?)(?:AM(?:EMBASSY|CONSUL)|USMISSION|SECSTATE)|\bR[UH][A-Z]{2,5}/"
    # a word with a digit at its end may be a serial that is misread
    r"|(?<![\w/])(?=\w*[0-9])\w{3,5}\Z"
)
POST = re.compile(r"(?:AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USLO|USINT|USDEL)(?: [A-Z]+){1,4}")
CLASS = re.compile(
    r"(?P<word>UNCLAS|C O N F I D E N T I A L|S E C R E T|LIMITED OFFICIAL USE)"
    r"(?: SECTION (?P<section>[0-9]{1,2}) OF (?P<total>[0-9]{1,2}))?"
    r" (?P<station>[A-Z][A-Z .]*?) (?P<number>[0-9]{3,6})"
    r"(?: TOSEC [0-9]+)?"
)
ORDER = re.compile(
    r"(?:E\. ?O\.|EO) (?:11652|12065|12356|12958|13526):? {0,2}"
    r"(?:N/A|DECL: ?[0-9/]+|X?GDS(?:-[1-4])?|ADS)?"
)
# A line that may be the Department's own distribution holds none of the labels.
LABEL = re.compile(r"\b(?:TAGS|SUBJ|SUBJECT|E\.? ?O\.|REF)\b|[0-9]{3}\Z")
CLASS_LETTERS = {"UNCLAS": "U", "C O N F I D E N T I A L": "C", "S E C R E T": "S"}
# Where the next telegram begins.
NEXT = re.compile(r"\n(?:VZCZC|PAGE 01)")
SPECK = re.compile(r"(?:^| )[^\w\s()\[\]/#-]{1,3}(?: |$)")
# What the first word of a line of distribution is not.
NO_NOTICE = frozenset(("order label", "order", "order number", "start", "page"))
# A damaged beginning of a header may stand so far before its first sound line.
BEFORE = 400
# The DE line may be so many minutes later than the date-time group.
LAG = 60
PRECEDENCES = ("IMMEDIATE", "PRIORITY", "ROUTINE", "FLASH", "NIACT")
# Lines of the references and of what else stands before the text.
LINES_BEHIND = 14


def sound_end(text: str, at: int, before: int) -> int:
    """Where a header that begins at ``at`` ends, behind the label of its subject; 0 if not sound.

    ``before`` is where the header before it ends.
    """
    # what stands before may be the damaged beginning of this header
    is_first = not text[max(before, at - BEFORE) : at].strip()
    if text.startswith("E", at):  # an extract, without what stands before
        return _subject(text, at, None) if is_first else 0
    page = PAGE.match(text, at)
    m = HEAD.match(text, page.end() if page else at)
    if m is None or not _agrees(m) or (page is not None and not _sums(page)):
        return 0
    if page is None and m["channel"] is None and not is_first:
        return 0
    return _address(text, m.end(), m, page)


def _agrees(m: re.Match[str]) -> bool:
    """Whether the lines before TO say the same of the same."""
    if m["channel"] is None:
        return m["month"] is None or m["month"] in MONTHS
    if m["month"] not in MONTHS:
        return False
    year = int(m["year"])
    try:
        sent = date(
            year + (1900 if year > 50 else 2000), MONTHS.index(m["month"]) + 1, int(m["day"])
        )
    except ValueError:
        return False
    relays = m["routing"].split()
    return (
        m["sign"] == m["precedence"]
        and 0 <= _minutes(m["sent"]) - _minutes(m["time"]) <= LAG
        and sent.timetuple().tm_yday == int(m["julian"])
        and (m["channel"] == "XRO" or len(relays) == 1)
        and indicators().issuperset(relays)
        and m["sender"] in addressees().names.get(m["origin"], ())
    )


def _minutes(time: str) -> int:
    """The minutes of a day; a time that no clock shows is before all others."""
    hour, minute = int(time[:2]), int(time[2:])
    return hour * 60 + minute if hour < 24 and minute < 60 else -1_440


def _sums(page: re.Match[str]) -> bool:
    """Whether the copies of all offices, each a known one, sum to the total."""
    if not INFO_OFFICES.search(page["offices"]):
        return False
    copies = 0
    for word in page["offices"].split():
        m = OFFICE.fullmatch(word)
        if m is not None:
            if m[1] not in offices():
                return False
            copies += int(m[2])
        elif word not in OFFICE_WORDS and word != f"/{page['total']}":
            return False
    return copies == int(page["total"])


def _address(text: str, at: int, m: re.Match[str], page: re.Match[str] | None) -> int:
    """The lines from TO to the classification line, and on to the label of the subject."""
    is_apart = False
    while (end := text.find("\n", at)) >= 0:
        line = text[at:end].strip()
        at = end + 1
        found = CLASS.fullmatch(line)
        if found is not None:
            return _subject(text, at, found) if _is_class_of(found, m, page) else 0
        # no blank line stands inside a list
        if line and (is_apart or not _is_addressee(line)):
            return 0
        is_apart = not line
    return 0


def _subject(text: str, at: int, found: re.Match[str] | None) -> int:
    """The lines behind the classification line ``found`` to the label of the subject."""
    order = tagged = False
    while (end := text.find("\n", at)) >= 0:
        line = text[at:end].strip()
        at = end + 1
        if not line:
            continue
        if not order:
            order = ORDER.fullmatch(line) is not None
            if not order and not _is_notice(line):
                return 0
        elif tagged and line.startswith(("SUBJECT: ", "SUBJ: ")):
            is_sound = _is_plain(text, at) and (found is None or _breaks(text, at, found))
            return at if is_sound else 0
        else:
            label, _, rest = line.partition(" ") if not tagged else ("TAGS", "", line)
            tagged = label in ("TAGS:", "TAGS")
            if not tagged or not all(map(_is_tag, rest.replace(", ", " ").split())):
                return 0
    return 0


@lru_cache(maxsize=4_096)
def _is_tag(code: str) -> bool:
    """Whether a code is known, or at least no misreading of one that is: tables are incomplete."""
    if code in tags():
        return True
    match = nearest(code, tags()) if len(code) > 3 else None
    return (
        len(code) > 1
        and code.isalpha()
        and code.isupper()
        and (match is None or bool(match.others))
    )


@lru_cache(maxsize=4_096)
def _is_notice(line: str) -> bool:
    """Whether a line is a caption, or what the Department or the post wrote for distribution."""
    if line in codes("caption"):
        return True
    first = read(line.split(None, 1)[0])
    return (
        " " in line
        and not SPECK.search(line)
        and not first.label
        and not first.may_be & NO_NOTICE
        and LABEL.search(line) is None
    )


@lru_cache(maxsize=4_096)
def _is_addressee(line: str) -> bool:
    """Whether nothing about a line speaks against its being the addressee that it says."""
    m = ADDRESSEE.fullmatch(line)
    if m is None or "  " in line or INSIDE.search(m["name"], 1):
        return False
    name = m["name"]
    names, indicators_of = addressees()
    last = name.rpartition(" ")[2]
    if any(is_near(last, p) for p in PRECEDENCES):
        return False
    if not m["indicator"]:
        return name in indicators_of or name in COMMANDS or _is_post(name)
    expected = names.get(m["indicator"], {})
    if not expected:
        return name not in indicators_of and m["indicator"] in indicators()
    return (
        name in expected
        or name in indicators_of
        or not any(is_near(name, n) or name.startswith(f"{n} ") for n in expected)
    )


def _is_post(name: str) -> bool:
    """Whether a name is a title and a place, and no other title behind it."""
    is_form = POST.fullmatch(name) is not None
    return is_form and not any("title" in read(word).may_be for word in name.split()[1:])


def _is_class_of(found: re.Match[str], m: re.Match[str], page: re.Match[str] | None) -> bool:
    """Whether a classification line agrees with what stands before it."""
    station = "STATE" if m["sender"].startswith("SECSTATE") else TITLE.sub("", m["sender"])
    if found["station"] != station:
        return False
    if page is not None:
        same = int(page["number"]) == int(found["number"])
        return same and station.startswith(page["station"])
    if m["channel"] is None:
        return len(found["number"]) > 3
    return (
        len(found["number"]) == 6
        and found["number"][-4:] == m["serial"]
        and found["section"] in (None, m["section"])
        and len(found["total"] or "00") == 2
        and CLASS_LETTERS.get(found["word"]) == (m["open"] or m["shut"])
    )


def _breaks(text: str, at: int, found: re.Match[str]) -> bool:
    """Whether the section breaks of this telegram repeat the number and the total of its line."""
    m = NEXT.search(text, at)
    end = m.start() if m else len(text)
    for tail in TAIL.finditer(text, at, end):
        m = BREAK.search(text, tail.start() - LONGEST_HEAD, tail.end())
        if m is not None and (
            int(m["number"]) != int(found["number"])
            or int(m["total"]) != int(found["total"] or m["total"])
        ):
            return False
    return True


def _is_plain(text: str, at: int) -> bool:
    """Whether no line behind the subject begins with a label that is misread."""
    for _ in range(LINES_BEHIND):
        end = text.find("\n", at)
        if end < 0:
            return True
        first = text[at:end].split(None, 1)[:1]
        at = end + 1
        if not first:
            continue
        word = read(first[0])
        if word.label:
            if not word.is_exact or first[0][:-1] != word.bare or first[0][-1] != ":":
                return False
            continue
        if "classified" in word.may_be and first[0] not in ("Classified", "CLASSIFIED"):
            return False
        if "marker" in word.may_be:
            return True
    return True
