"""What stands in a telegram and is no part of it: routing leftovers, the text of another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.cable.checks import station_of
from cablefix.cable.closed import stations
from cablefix.cable.fields import Part, parts
from cablefix.cable.header import GATE, headers, odd_headers
from cablefix.cable.lines import Line
from cablefix.document import Document
from cablefix.lexicon import known
from cablefix.types import Flag, Stage, repair

# An indicator before the title of a post; a list of the 1970s has none.
LEFTOVER = re.compile(
    r"(?P<rest>(?P<label>INFO/)?(?:[A-Z]{4,8}/))(?P<name>(?:AM|US)[A-Z]+ [A-Z ]+)(?: [0-9]{2,4})?"
)
TITLED = re.compile(r"(?:(?:TO|INFO) )?(?:AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USLO|USINT) ")
# What the gate looks for, too: a list may be on one line, and then nothing is said.
LINE_BEFORE = re.compile(r"(?:\A|\n)[ \t]*\Z")
BARE_BEFORE = re.compile(r"(?:\A|\n)[ \t]*(?:TO |INFO )?(?:AM|US)[A-Z]+ [A-Z0-9 ]{1,60}\n[ \t]*\Z")
BARE_BEHIND = re.compile(r"[ \t]*\n[ \t]*(?:AM|US)[A-Z]+ [A-Z]")
LONGEST_LINE = 100
DIGITS_ALONE = re.compile(r"(?:[0-9]{4,6}|[0-9/ ]{3,12},? ?X[0-9]{4,5})\Z")
DRAFTING = frozenset(("drafting", "offices", "rule", "stray"))


@repair(
    "address-leftover",
    Stage.REVIEW,
    gate=r"(?m)^[ \t]*INFO/[A-Z]{4,8}/"
    r"|^[ \t]*[A-Z]{4,8}/(?:AM|US)[A-Z]+ [A-Z ]+(?: [0-9]{2,4})?[ \t]*\n[ \t]*(?:AM|US)[A-Z]+ [A-Z]"
    r"|^[ \t]*(?:TO |INFO )?(?:AM|US)[A-Z]+ [A-Z0-9 ]+\n[ \t]*[A-Z]{4,8}/(?:AM|US)"
    r"|^[ \t]*(?:[0-9]{4,6}|[0-9/ ]{3,12},? ?X[0-9]{4,5})[ \t]*$",
    whole=True,
)
def address_leftover(doc: Document) -> Iterator[Flag]:
    r"""Routing left in a header: ``INFO/RUDKSNQ/AMEMBASSY OSLO 2670``, a lone ``66640``.

    The lists of addressees of the 1970s name posts without routing indicators; the relay took them
    out, and now and then left one, with its serial.  A line of digits alone between the offices
    and the rule is a counter or the rest of a telephone number.  Both are flagged, in headers only:
    nothing of an address is taken out.  Lists in which others have an indicator, as all of the
    2000s, stay silent.

    >>> from cablefix import repair
    >>> head = ("R 171542Z JUL 74\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC 1056\n{}\n"
    ...         "AMEMBASSY OTTAWA\nAMEMBASSY TOKYO\nUNCLAS PARIS 17858\nE.O. 11652: N/A\n")
    >>> [f.candidates for f in repair(head.format("INFO/RUDKSNQ/AMEMBASSY OSLO 2670")).flags][:1]
    [('INFO AMEMBASSY OSLO',)]
    >>> repair(head.format("INFO AMEMBASSY OSLO")).flags
    ()
    """
    text = doc.text
    for header in headers(text):
        listed = [x for x in header.lines if x.kind in ("to", "info")]
        bare = sum(TITLED.match(text, x.start, x.end) is not None for x in listed)
        for line in listed:
            m = LEFTOVER.fullmatch(text, line.start, line.end)
            if m and _is_among(text, line, m["label"]) and bare > len(listed) - bare - 1:
                why = "a routing indicator left in a list of addressees that has none"
                said = f"INFO {m['name']}" if m["label"] else m["name"]
                yield Flag(line.start, line.end, "doubtful", why, (said,))
        yield from _lone_numbers(text, header.lines)


def _is_among(text: str, line: Line, label: str | None) -> bool:
    """Whether a leftover begins a line, with INFO or beside a post that has no indicator."""
    near = max(0, line.start - LONGEST_LINE)
    if not LINE_BEFORE.search(text, near, line.start):
        return False
    return bool(
        label or BARE_BEHIND.match(text, line.end) or BARE_BEFORE.search(text, near, line.start)
    )


def _lone_numbers(text: str, lines: tuple[Line, ...]) -> Iterator[Flag]:
    """Lines of digits alone between the offices and the rule of a header of the 1970s."""
    for i, line in enumerate(lines):
        is_among = (
            0 < i < len(lines) - 1
            and line.kind in ("stray", "drafting")
            and lines[i - 1].kind in DRAFTING
            and lines[i + 1].kind in DRAFTING
        )
        if is_among and DIGITS_ALONE.match(text[line.start : line.end]):
            why = "digits alone between the offices and the rule: left by the routing"
            yield Flag(line.start, line.end, "doubtful", why)


BROKEN_OFF = re.compile(
    r"(?P<word>[A-Z]{5,20})[.!?] (?P<letter>[B-HJ-Z])[ \t]*\n(?=[ \t]*[A-Z]{2,}[ \n])"
)


@repair(
    "telegram-spliced",
    Stage.REVIEW,
    gate=rf"{GATE}|[A-Z]{{5}}[.!?] [B-HJ-Z][ \t]*\n[ \t]*[A-Z][A-Z]",
    whole=True,
)
def spliced_telegram(doc: Document) -> Iterator[Flag]:
    r"""Text of another telegram: a class line of another post, a line cut after one letter.

    The relays and the archives now and then put the text of one telegram under the header of
    another (FORMAT.md 5).  Then the classification line names another station and another number
    than the lines above: one of both may be a misreading, both at once are another telegram.  In
    the middle of a text, a sentence that breaks off after its first letter at a line end is where
    the line changed from one to the other; what follows may belong to anything.

    >>> from cablefix import repair
    >>> head = ("DE RUEHFR #2725 1981542\nZNR UUUUU ZZH\nR 171542Z JUL 07\nFM AMEMBASSY PARIS\n"
    ...         "TO RUEHC/SECSTATE WASHDC 4719\n\nUNCLAS {}\n\nSIPDIS\n")
    >>> "telegram-spliced" in [f.source for f in repair(head.format("MOSCOW 005154")).flags]
    True
    >>> "telegram-spliced" in [f.source for f in repair(head.format("PARIS 002728")).flags]
    False
    """
    text = doc.text
    for header in odd_headers(text):
        one: dict[str, Part] = {}
        for part in parts(text, header):
            one.setdefault(part.name, part)
        said = _another(one)
        if said:
            start, end = one["class station"].start, one["class number"].end
            why = (
                f"the classification line names another post and number than the lines above"
                f" ({said}): the text of another telegram may stand under this header"
            )
            yield Flag(start, end, "doubtful", why)
    for m in BROKEN_OFF.finditer(text):
        if m["word"].lower().encode() in known():
            why = (
                "a sentence breaks off after one letter at a line end: text is lost here, and"
                " what follows may be of another telegram"
            )
            yield Flag(*m.span("letter"), "cut", why)


def _another(one: dict[str, Part]) -> str:
    """The station and number above the classification line, if it contradicts both."""
    station, number = one.get("class station"), one.get("class number")
    sender = one.get("from name")
    above = one.get("originator serial") or one.get("page number")
    if not (station and number and sender and above):
        return ""
    right = station_of(sender.text)
    are_known = {station.text, right} <= stations()
    is_other = station.text not in right and right not in station.text
    if not (are_known and is_other and number.text.isdigit() and above.text.isdigit()):
        return ""
    # serials behind DE have four digits
    return f"{right} {above.text}" if int(number.text) % 10_000 != int(above.text) % 10_000 else ""


TAGS_FIELD = re.compile(
    r"\nTAGS ?:?[^\n]{0,200}(?:\n[ \t]+[^\n]{0,200}|\n(?!SUBJ|REF|E\.)[A-Z, ]{4,80})?"
)
NEXT_FIELD = re.compile(r"\s*\n\s*SUBJ")


@repair("tags-cut", Stage.REVIEW, gate=r"(?m)^TAGS[^\n]*(?:\n[^\n]*)?\([^)\n]*$", whole=True)
def cut_tags(doc: Document) -> Iterator[Flag]:
    r"""A person tag without its end: ``OVIP (MARCOS, MRS. IMELDA; MARCOS, PRESIDENT``.

    Names of persons stand in brackets behind their tag; a bracket that is still open where SUBJECT
    begins lost its end, and the rest of a name with it.  What is lost is not known, so it is said
    and nothing is closed.  None of 79 TAGS lines of sound cables has one.

    >>> from cablefix import repair
    >>> [f.why for f in repair("\nTAGS: OVIP (MARCOS, FERDINAND\nSUBJECT: VISIT").flags][:1]
    ['a bracket of the TAGS line is not closed: the end of a person tag is lost']
    >>> repair("\nTAGS: OVIP (MARCOS, FERDINAND)\nSUBJECT: VISIT").flags
    ()
    """
    text = "\n" + doc.text
    for m in TAGS_FIELD.finditer(text):
        opened = m[0].rfind("(")
        if opened > m[0].rfind(")") and NEXT_FIELD.match(text, m.end()):
            why = "a bracket of the TAGS line is not closed: the end of a person tag is lost"
            yield Flag(m.start() + opened - 1, m.end() - 1, "cut", why)
