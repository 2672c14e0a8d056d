"""Paragraph markers: read as a sequence, and what the sequence says is missing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from cablefix.cable.channel import folded
from cablefix.cable.markers import Marker, gaps, is_certain, turns
from cablefix.cable.sections import complete_sections, shortfall
from cablefix.cable.tokens import HEAD_LINES, LONGEST_LINE, PORTION_MARK
from cablefix.document import Document
from cablefix.types import Edit, Finding, Flag, Stage, repair

# More candidates than this help no reader.
MOST_CANDIDATES = 9
# A paragraph of prose that has lost its number, as against a heading: of 174 underlined headings in
# ../shared/cables 173 have 60 characters or fewer.
PROSE = re.compile(r"(?:^|[\n\f])[ \t]*(?:[-*] )?(?P<bare>[A-Z][\w'’-]*(?: [\w'’,-]+)?)[^\n]{80,}")
# What is left of a marker: a few signs, not all of them letters, before a portion mark or a
# capital.
LEFTOVER = re.compile(
    r"[\n\f][ \t]*(?=\S*[^\w\s-])(?![A-Za-z][.)])(?P<bare>[^\s-]{1,6})"
    r"[ \t]+(?=\([A-Z/]{1,6}\)|[A-Z][A-Za-z]+ )"
)
# A number and a stop that a line begins with or that a sentence end goes before, or a few signs
# before a portion mark.
GATE = (
    r"(?m)(?:^|\f)\s*(?:\S )?\S{0,8}[0-9]\S{0,2} ?[.,;:](?:\s|[A-Z(]|\z)"
    r"|(?m)(?:^|\f)\s*(?:\S )?\S{1,9}\s*[(（][CSULFT$0csu]"
    r"|[.?!:)\"'\]] \S{0,7}[0-9]\. [A-Z(\"]"
    r"|\S \S{1,9}[.,]\s{1,3}[(（][CSULFT$0csu]"
)


@repair("marker-sequence", Stage.STRUCTURE, gate=GATE, whole=True)
def marker_sequence(doc: Document) -> Iterator[Edit]:
    r"""Markers that were misread: ``16.`` behind ``¶5.`` is ``¶6.``, ``ql.`` is ``¶1.``

    OCR reads ¶ as 1, 4, q, an underscore, or leaves it out, and reads digits as letters, so ``¶6.``
    comes out as ``16.`` and ``¶1.`` as ``ql.``  The token alone does not tell, the sequence does:
    all readings of all markers of a telegram are weighed together with their places
    (``cablefix.cable.markers``), and a marker is rewritten in the style of its text if no other
    way to read the text comes near.  The confidence is the share that was right of readings with
    the same margin.  No number is written that no sign shows, and no digit becomes another one;
    a plain ``11.`` stays ``11.`` where the text may begin at any number, and what may be a list or
    a wrapped number as sent is at most flagged.

    >>> from cablefix import clean
    >>> clean("¶4. (C) Noted.\n\n15. (C) Agreed.\n\n16. (C) Done.\n\n¶7. (C) End.")
    '¶4. (C) Noted.\n\n¶5. (C) Agreed.\n\n¶6. (C) Done.\n\n¶7. (C) End.'
    >>> clean("14. Noted.\n\n15. Agreed.\n\n16. Done.\n\n17. End.")     # a part that begins at 14
    '14. Noted.\n\n15. Agreed.\n\n16. Done.\n\n17. End.'
    """
    text = doc.text
    if is_certain(text):
        return
    for _, markers in doc.numbering:
        glyphs = Counter(m.glyph for m in markers if m.glyph != "¶")
        for i, m in enumerate(markers):
            if text[m.start : m.end] != m.written:
                why = _why(text[m.start : m.end], markers, i, glyphs)
                yield Edit(m.start, m.end, m.written, m.confidence, why)


def _why(token: str, markers: Sequence[Marker], i: int, glyphs: Counter[str]) -> str:
    """The neighbours that carry a reading, and how this text reads the pilcrow and the number."""
    m = markers[i]
    parts = [m.doubt] if m.doubt else []
    before = [_name(x) for x in markers[max(0, i - 3) : i] if 0 < m.number - x.number <= 3]
    behind = [_name(x) for x in markers[i + 1 : i + 4] if 0 < x.number - m.number <= 3]
    if before:
        parts.append(f"follows {', '.join(before)}")
    if behind:
        parts.append(f"precedes {', '.join(behind)}")
    if m.glyph == "¶":
        pass
    elif m.glyph and glyphs[m.glyph] > 1:
        parts.append(f"this document reads ¶ as {m.glyph}")
    elif m.glyph:
        parts.append(f"¶ read as {m.glyph}")
    elif m.written.startswith("¶"):
        parts.append("¶ not read")
    number = str(m.number)
    shown = folded(token).rstrip(" .,;:?!'\"°")[-len(number) :]
    if shown != number:
        parts.append(f"{number} read as {shown}")
    elif not parts:
        parts.append("the stop was misread")
    return "; ".join(parts)


MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
# The line before breaks off in the middle of a sentence.
UNFINISHED = re.compile(r"(?:[a-z0-9,;(]|\b[A-Z]{2,})[ \t]*\Z")
AFTER_MONTH = re.compile(rf"(?i:\b{MONTH}\.?,?[ \t]*\Z)")
WRAPPED = re.compile(r"[\n\f][ \t]*(?P<pilcrow>¶)(?P<number>[0-9]{1,4})\.(?=\s|\Z)")
WRAPPED_INSIDE = re.compile(r" (?P<pilcrow>¶)(?P<number>[12][0-9]{3})\.(?=\s|\Z)")
MISREAD = re.compile(r"[\n\f][ \t]*(?P<token>[^\s¶.]{2,7})\.(?=\s|\Z)")
DIGITS = re.compile(r"[0-9]+")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# What goes before a year, so that its number is no amount and no number of a message.
BEFORE_YEAR = re.compile(
    r"(?i:\b(?:in|of|since|by|until|during|before|after|early|late|mid|year"
    rf"|{MONTH}\.?(?: [0-9]{{1,2}})?,?))[ \t]*\Z"
)
# No paragraph has such a number (see channel.HIGHEST), and no day.
NEVER = 1_000
LAST_DAY = 31
# Behind the last paragraph two more may be lost, not three.  A choice.
NEAR = 4
# So much of a line's end is looked at: the name of a month, with blanks.
LONGEST_WORD = 20


@repair(
    "marker-misplaced",
    Stage.STRUCTURE,
    # a pilcrow before four digits; or a number at a line start, behind a line without an end or
    # behind the abbreviation of a month
    gate=(
        rf"\s¶[0-9]{{4}}\.|(?:[^\s.?!:]|(?i:{MONTH})\.)[ \t]*"
        r"[\n\f][ \t]*[^\s.]{1,6}[0-9]\."
    ),
    whole=True,
)
def misplaced_pilcrow(doc: Document) -> Iterator[Finding]:
    r"""Pilcrows before a wrapped number: ``in January\n¶2001.`` is ``in January\n2001.``

    The publisher of the cables of the 2000s put a pilcrow before every number and stop that a line
    begins with, also where a sentence had been wrapped before a year, a day or the number of a
    resolution (62 years in 1,295 cables, FORMAT.md 0).  The pilcrow goes where no paragraph can be
    meant: before a number of four digits; before a day behind the name of a month; before a
    number in the middle of a sentence that the sequence of paragraphs has no place for, unless a
    portion mark stands behind it.  The number itself stays.  Where OCR read that pilcrow as it
    reads the others of the text (``in\n42007.``), the sign before a year goes too.  What may be
    the number of a paragraph, or of a repeated one, is a flag.

    >>> from cablefix import clean
    >>> clean("¶1. UNSCRs 1718 and\n¶1737. Then\n\n¶2. Agreed.")
    '¶1. UNSCRs 1718 and\n1737. Then\n\n¶2. Agreed.'
    >>> clean("¶1. Noted\n¶2. Agreed.\n¶3. Done.")
    '¶1. Noted\n¶2. Agreed.\n¶3. Done.'
    """
    yield from _printed(doc)
    if not is_certain(doc.text):
        yield from _misread(doc)


def _printed(doc: Document) -> Iterator[Finding]:
    """Pilcrows that stand before wrapped numbers."""
    text = doc.text
    in_doubt: list[tuple[re.Match[str], bool]] = []
    for m in (*WRAPPED.finditer(text), *WRAPPED_INSIDE.finditer(text)):
        is_day = int(m["number"]) <= LAST_DAY and _ends_in_month(text, m.start())
        if int(m["number"]) >= NEVER:
            why = "a pilcrow before a number that no paragraph has"
            yield Edit(*m.span("pilcrow"), "", 0.99, why)
        elif PORTION_MARK.match(text, m.end()):
            continue
        elif is_day or _is_unfinished(text, m.start()):
            in_doubt.append((m, is_day))
    if not in_doubt:
        return
    markers = [m for numbering in doc.numbering for m in numbering.markers]
    starts = [m.start for m in markers]
    for m, is_day in in_doubt:
        # in a place that the sequence has for it, it may be a paragraph behind a cut sentence
        start = m.start("pilcrow")
        i = bisect_left(starts, start)
        others = [*markers[max(0, i - 1) : i], *(x for x in markers[i : i + 2] if x.start != start)]
        found = _wrapped(m, others, is_day=is_day)
        if found:
            yield found


def _wrapped(m: re.Match[str], others: Sequence[Marker], *, is_day: bool) -> Finding | None:
    """What a pilcrow before a number that seems to be wrapped is, between its neighbours."""
    start, end = m.span("pilcrow")
    number = int(m["number"])
    why = ""
    if _has_place(number, others, start):
        why = "a pilcrow before a day, or a paragraph" if is_day else ""
    elif is_day:
        return Edit(start, end, "", 0.99, "a pilcrow before the day of a wrapped date")
    elif number == 1 or any(x.number == number for x in others):
        why = "a pilcrow before a wrapped number, or the paragraph twice"
    else:
        why = "a pilcrow before a wrapped number: the sentence goes on, the numbers do not"
        return Edit(start, end, "", 0.98, why)
    return Flag(start, m.end(), "doubtful", why, (f"{number}.",)) if why else None


def _misread(doc: Document) -> Iterator[Finding]:
    """Wrapped numbers whose pilcrow was read as the others of the text were."""
    text = doc.text
    found = [m for m in MISREAD.finditer(text) if _is_unfinished(text, m.start())]
    if not found:
        return
    markers = [m for numbering in doc.numbering for m in numbering.markers]
    paragraphs = {m.start for m in markers}
    shown = Counter(m.glyph for m in markers if m.glyph not in ("", "¶"))
    usual = [glyph for glyph, n in shown.most_common() if n > 1]
    for m in found:
        token = folded(m["token"])
        glyph = next((g for g in usual if token.startswith(g)), "")
        number = token[len(glyph) :]
        if not glyph or not DIGITS.fullmatch(number) or m.start("token") in paragraphs:
            continue
        is_day = int(number) <= LAST_DAY and _ends_in_month(text, m.start())
        why = f"a wrapped number; this document reads ¶ as {glyph}"
        if YEAR.fullmatch(number) and _ends_in(BEFORE_YEAR, text, m.start()):
            yield Edit(*m.span("token"), number, 0.97, why)
        elif is_day or NEVER <= int(number) < 3 * NEVER:
            # it may be what it is, since a sign of it goes
            yield Flag(*m.span("token"), "doubtful", why, (number,))


def _has_place(number: int, others: Sequence[Marker], at: int) -> bool:
    """Whether a number fits between its neighbours, or closely behind the last one."""
    before = max((m.number for m in others if m.start < at), default=0)
    behind = min((m.number for m in others if m.start > at), default=before + NEAR)
    return before < number < behind


def _is_unfinished(text: str, end: int) -> bool:
    """Whether the line that ends here breaks off in the middle of a sentence.

    Lines of a head, and those without a small letter (a heading, a signature, a section break), do
    not.
    """
    if not _ends_in(UNFINISHED, text, end):
        return False
    before = text[max(0, end - LONGEST_LINE) : end].replace("\f", "\n")
    line = before.rpartition("\n")[2].lstrip()
    return not line.startswith(HEAD_LINES) and any(c.islower() for c in line)


def _ends_in_month(text: str, end: int) -> bool:
    return _ends_in(AFTER_MONTH, text, end)


def _ends_in(pattern: re.Pattern[str], text: str, end: int) -> bool:
    return pattern.search(text, max(0, end - LONGEST_WORD), end) is not None


@repair("marker-gap", Stage.REVIEW, gate=GATE, whole=True)
def marker_gap(doc: Document) -> Iterator[Flag]:
    r"""Paragraph numbers that are missing, and paragraphs without a number in their place.

    Numbers run 1 to n without a gap in 88.5 % of cables; 5.4 % skip one as sent (FORMAT.md 4), so
    a gap is flagged and never closed.  Where a section is shorter than the sections that are
    complete, the flag says by how much (FORMAT.md 7).  A paragraph of prose that stands in the
    gap without a number is flagged with the numbers it may have had; none is written.

    >>> from cablefix import repair
    >>> [f.why for f in repair("1. Noted.\n\n2. Agreed.\n\n5. Done.\n\n6. End.").flags]
    ['3 and 4 are missing between 2 and 5']
    >>> repair("1. Noted.\n\n2. Agreed.\n\n3. Done.").flags
    ()
    """
    found = [(n.style, *gap) for n in doc.numbering for gap in gaps(n.markers)]
    sections = list(complete_sections(doc)) if found else []
    for style, before, behind, numbers in found:
        missing = [f"{style}{n}" for n in numbers]
        bare: list[tuple[int, int]] = []
        if before is not None:
            line_end = doc.text.find("\n", before.end)
            for pattern in (PROSE, LEFTOVER):
                bare += (m.span("bare") for m in pattern.finditer(doc.text, line_end, behind.start))
        short = shortfall(doc, sections, before.end if before else behind.start)
        why = _missing(missing, before, behind, len(bare), short)
        # where as many paragraphs stand without a number, no text need be lost
        kind = "doubtful" if len(bare) >= len(missing) and not short else "lost"
        yield Flag(behind.start, behind.end, kind, why)
        for start, end in sorted(bare):
            why = f"a paragraph without its number, between {_name(before)} and {_name(behind)}"
            candidates = tuple(f"{n}." for n in missing[:MOST_CANDIDATES])
            yield Flag(start, end, "doubtful", why, candidates)


def _name(marker: Marker | None) -> str:
    """A marker without its stop, as a sentence names it."""
    return marker.written.rstrip(".") if marker else "the beginning"


def _missing(
    missing: Sequence[str],
    before: Marker | None,
    behind: Marker,
    unnumbered: int,
    short: tuple[int, int] | None,
) -> str:
    """What is missing, where, what stands in its place, and how much text is gone."""
    if len(missing) == 1:
        said = f"{missing[0]} is missing"
    elif len(missing) == 2:
        said = f"{missing[0]} and {missing[1]} are missing"
    else:
        said = f"{missing[0]}–{missing[-1]} are missing"
    said += (
        f" between {_name(before)} and {_name(behind)}" if before else f" before {_name(behind)}"
    )
    if len(missing) == 1 and not unnumbered and not short:
        said += ", unless it was skipped as sent"
    if unnumbered == 1:
        said += "; one paragraph without a number stands in their place"
    elif unnumbered:
        said += f"; {unnumbered} paragraphs without a number stand in their place"
    if short:
        said += (
            f"; section {short[0]} is about {short[1]} characters shorter than the other complete"
            " sections, so about that much text is lost"
        )
    return said


@repair("marker-repeat", Stage.REVIEW, gate=GATE, whole=True)
def marker_repeat(doc: Document) -> Iterator[Flag]:
    r"""Paragraph numbers that stand twice, go back, or begin again at 1.

    2.1 % of cables repeat a number as sent, 0.6 % begin again: a quoted text, a press summary, a
    section that was sent twice (FORMAT.md 4).  Nothing tells which of two equal numbers is wrong,
    so none is changed.

    >>> from cablefix import repair
    >>> [f.why for f in repair("1. Noted.\n\n2. Agreed.\n\n2. Done.\n\n3. End.").flags]
    ['2 stands twice, as it may have been sent']
    >>> repair("1. Noted.\n\n2. Agreed.\n\n3. Done.").flags
    ()
    """
    for numbering in doc.numbering:
        for before, m in turns(numbering.markers):
            if m.number == before.number:
                why = f"{_name(m)} stands twice, as it may have been sent"
            elif m.number == 1:
                why = f"the numbers begin again behind {_name(before)}: a quoted text, or another"
                why += " telegram"
            else:
                why = f"the numbers go back from {_name(before)} to {_name(m)}"
            yield Flag(m.start, m.end, "doubtful", why)
