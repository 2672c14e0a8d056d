"""What is missing: a telegram's text or header, a section, a page, a letter of the REF list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple, TypeVar

from cablefix.cable.header import GATE as HEADER_GATE
from cablefix.cable.header import headers
from cablefix.cable.lines import Header
from cablefix.cable.markers import gaps
from cablefix.cable.pages import CLASS_LINE, PageLine, page_lines
from cablefix.cable.sections import Section, complete_sections, shortfall
from cablefix.document import Document
from cablefix.types import Flag, Stage, repair

# A header with a subject is full if it has the sender or the class line and a few fields more:
# those of 2000 to 2005 may begin with the class line (FORMAT.md 1).  One that breaks off before
# its subject has 9 of the 13 to 16 kinds of lines of a full header; what has less is a fragment.
FEWEST_KINDS = 5
FEWEST_UNTITLED = 9
# What may stand behind the last field without being text: notes on handling and rules.
NO_TEXT = frozenset(("attention", "caption", "stray", "rule", "terminal"))
# Fields that wrap; where no blank line ends them, the text may have joined them.
OPEN = frozenset(("subject", "references", "classified by", "attention"))
# A subject wraps to four lines of 74 characters (FORMAT.md 1).
LONGEST_FIELD = 300
# Behind a text stand a name, a banner and the end sign; a text has more words than these.
FEWEST_WORDS = 4
# Lines that belong to no text: page lines, banners, the end sign, stamps, labels of the archive.
FURNITURE = re.compile(
    r"(?m)^[ \t]*(?:PAGE [0-9]{1,3}\b.*|N{3,8}|BT|(?:[A-Z] ){5,}[A-Z]|UNCLASSIFIED|CONFIDENTIAL"
    r"|SECRET|LIMITED OFFICIAL USE|.*Declassified/Released.*|.* [0-9]{3}(?:\.[0-9])? OF [0-9]{3}"
    r"|\*{3} Current .*|<< ?END OF DOCUMENT ?>>|Message (?:Text|Attributes))[ \t]*$"
)
SUBJECT = re.compile(r"\bSUBJ(?:ECT)?\b ?:")
SENDER = re.compile(r"(?m)^FM ")
# A subject, a REF list and the lines that name the classifier are shorter together: the longest
# header of ../shared/cables takes 2,109 characters, most of it addressees.
LONGEST_OPEN = 2_000
HAS_TEXT = re.compile(r"[A-Za-z]{2,}")
TEXT_BEGINS = re.compile(r"¶[0-9]|\n\W{0,3}[1lI]\. |[.!?][ \t]*(?:\n|\Z)")


@repair("text-missing", Stage.REVIEW, gate=HEADER_GATE, whole=True)
def missing_text(doc: Document) -> Iterator[Flag]:
    r"""Headers with no text behind them: ``SUBJECT: TALKS`` and then the next telegram.

    A header with a subject and a sender or a class line belongs to a telegram with a text.  If
    fewer than four words stand behind its last field, up to the next header or the end of the
    document (page lines, banners and the end sign not counted), its last line is flagged.
    A long last field may hold the text, if no blank line parts them, and is left in peace.  Of 60
    cables of the 2000s this flags one, an excerpt that was cut in its header; of 258 complete
    texts none.

    >>> from cablefix import repair
    >>> head = "R 151542Z MAR 07\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC 4719\nINFO AMEMBASSY LA PAZ"
    >>> head += "\nUNCLAS LIMA 000881\n\nE.O. 12958: N/A\nTAGS: PREL, PE\nSUBJECT: THE TALKS\n\n"
    >>> [f.why for f in repair(head + "SMITH").flags]
    ['the header has no text: nothing stands behind it to the end of the document']
    >>> repair(head + "1. The talks went on for two days.\n\nSMITH").flags
    ()
    """
    # telegram by telegram: of two headers without a text between them the decoder makes one
    for start, part in doc.messages():
        if _is_plain(part.text):
            continue
        found = headers(part.text)
        ends = [*(h.start for h in found[1:]), len(part.text)]
        for header, end in zip(found, ends, strict=False):
            if not _is_full(header) or _has_text(part.text, header, end):
                continue
            last = header.lines[-1]
            at = max(last.start, part.text.rfind("\n", last.start, last.end) + 1)
            is_last = start + end == len(doc.text)
            where = "to the end of the document" if is_last else "before the next header"
            why = f"the header has no text: nothing stands behind it {where}"
            yield Flag(start + at, start + last.end, "lost", why)


def _is_full(header: Header) -> bool:
    """Whether a header says enough to be one that a text belongs to."""
    kinds = {line.kind for line in header.lines}
    fewest = FEWEST_KINDS if "subject" in kinds else FEWEST_UNTITLED
    return len(kinds) >= fewest and not kinds.isdisjoint(("from", "classification line"))


def _is_plain(text: str) -> bool:
    """Whether one header stands in a text and much behind its subject: no need to read it."""
    subjects = list(SUBJECT.finditer(text))
    return (
        len(subjects) == 1
        and len(SENDER.findall(text)) <= 1
        and len(text) - subjects[0].end() > LONGEST_OPEN
    )


def _has_text(text: str, header: Header, end: int) -> bool:
    """Whether a text stands behind a header, or in its last field."""
    behind = FURNITURE.sub("", text[header.end : end])
    if len(HAS_TEXT.findall(behind)) >= FEWEST_WORDS or TEXT_BEGINS.search("\n" + behind):
        return True
    # lines for somebody's attention may be the text; behind a field that wraps it may go on
    lines = list(header.lines)
    last = lines.pop()
    while lines and last.kind in NO_TEXT:
        last = lines.pop()
    inside = text[last.start : header.end]
    if len(inside) > LONGEST_FIELD + sum(x.end - x.start for x in header.lines if x.kind == "to"):
        return True
    return last.kind in OPEN and TEXT_BEGINS.search(inside.partition("\n")[2]) is not None


# What a header leaves when it is damaged or edited: then it is not missing.
TRACE = re.compile(
    r"\b(?:SUBJ|SUBJECT|TAGS|ORIGIN|FROM|Subject|Tags|Origin|From|Classification|Date)\b ?:"
    r"|VZCZC|SECSTATE|WASHDC|AMEMBASSY|AMCONSUL|USMISSION|\bUNCLAS|\bE\. ?O\.|[0-9]{6} ?Z\b"
    r"|(?:[A-Z] ){5}|\bPAGE 0?1\b"
)
# Words of telegrams and of nothing else.
TELEGRAPHESE = re.compile(
    r"\b(?:REFTELS?|SEPTEL|(?:EMB|POL|ECON|CON|FON|MIS)OFFS?|CONSOFF|REF [A-H]|RPT|USDEL|PERMREP"
    r"|FONMIN|PRIMIN|CODEL|USG|ENTIRE TEXT|PARA [0-9]|TELCON|SYG|reftels?|septel|[Pp]oloffs?"
    r"|[Ee]mboffs?|[Ee]conoffs?)\b"
)
MARKED = re.compile(r"[ \t]+\((?:U|C|S|TS|SBU|LOU|FOUO|C/NF|S/NF|SBU/NF|C-ENTIRE|S//NF|C//NF)\b")
# The shortest of 109 bodies without a header in ../shared/cables has 756 characters; what is
# shorter is somebody's quotation.
SHORTEST_BODY = 600
FEWEST_PARAGRAPHS = 3
# As much evidence as one slip of the pen does not give.
ENOUGH = 2
# Between the beginning and the first number a REF list or a summary may stand; a damaged header
# is longer.
LONGEST_OPENING = 500
FIRST_WORD = re.compile(r"\S+")


@repair(
    "header-missing",
    Stage.REVIEW,
    gate=r"[.,:] +\((?:[UCS]|TS|SBU|LOU|FOUO)\b|(?i:reftel|septel|offs?\b)|RPT|[A-Z]REP\b"
    r"|FONMIN|PRIMIN|CODEL|USG|USDEL|ENTIRE TEXT|PARA [0-9]|TELCON|SYG|REF [A-H]\b|\nPAGE 0"
    r"|[0-9]{8}  ?[0-9]{3}(?:\.[0-9])? OF [0-9]{3}",
    whole=True,
)
def missing_header(doc: Document) -> Iterator[Flag]:
    r"""The text of a telegram without a header: ``1. (C) Summary.`` and nothing above.

    Three numbered paragraphs or more, and what only telegrams have (two portion marks, two words
    such as REFTEL, or a page line), are a telegram's text.  If no header stands before it, and
    nothing that a damaged or an edited header leaves, its first word is flagged: who sent it, to
    whom and when is not said.  A short quotation and prose with numbers stay silent.  Of 109 bodies
    of the 1970s without a header it flags the 39 that show enough of a telegram, and no text that
    has one.

    >>> from cablefix import repair
    >>> paragraphs = ["The talks went on for two days and both sides said so. " * 4] * 3
    >>> text = "\n\n".join(f"{n}. (C) {p}" for n, p in enumerate(paragraphs, 1))
    >>> [f.kind for f in repair(text).flags]
    ['lost']
    >>> repair(text.replace("(C) ", "")).flags
    ()
    """
    markers = [m for n in doc.numbering for m in n.markers]
    if len(doc.text) < SHORTEST_BODY or len(markers) < FEWEST_PARAGRAPHS:
        return
    before = doc.text[: markers[0].start]
    if len(before) > LONGEST_OPENING or TRACE.search(before):
        return
    found = headers(doc.text)
    end = found[0].start if found else len(doc.text)
    markers = [m for m in markers if m.start < end]
    if end < SHORTEST_BODY or len(markers) < FEWEST_PARAGRAPHS:
        return
    evidence = _evidence(doc, [m.end for m in markers], end)
    first = FIRST_WORD.search(doc.text)
    if evidence and first:
        why = (
            f"a telegram's text without its header, by {evidence}: no line says who sent it, to"
            " whom and when"
        )
        yield Flag(*first.span(), "lost", why)


def _evidence(doc: Document, ends: Sequence[int], stop: int) -> str:
    """What shows that numbered paragraphs are those of a telegram; empty if nothing does."""
    found = []
    if sum(MARKED.match(doc.text, end) is not None for end in ends) >= ENOUGH:
        found.append("portion marks")
    words = list(dict.fromkeys(m[0] for m in TELEGRAPHESE.finditer(doc.text, 0, stop)))
    if len(words) >= ENOUGH or len(TELEGRAPHESE.findall(doc.text, 0, stop)) >= ENOUGH:
        found.append(" and ".join(words[:ENOUGH]))
    if any(line.start < stop for line in doc.page_lines):
        found.append("page lines")
    return f"{len(ends)} numbered paragraphs with {', '.join(found)}" if found else ""


# A break or page line that OCR has misread: then it is damaged, not missing.
DAMAGED_BREAK = re.compile(
    r"(?<!\S)(?=\S{0,11}[0-9])\S{6,12}[ \t]{1,4}\S{2,6}[ \t]{0,4}\b[O0QoCD][FfEPTr]"
    r"[ \t]{0,4}\S{2,4}(?!\S)"
)
DAMAGED_PAGE = re.compile(
    r"(?i)(?:^|\n)\W{0,8}P\W?[A-Z0-9@]{1,3}\W?[EFB] {0,4}[0-9OQDIlSZBoi]{1,3}\b"
)
PART = re.compile(r"(?P<part>[0-9]{2}) OF (?P<total>[0-9]{2})")
# The median section and page (FORMAT.md 1.4 and 2: 29 to 39 lines of up to 65 characters).
USUAL_SECTION = 4_330
USUAL_PAGE = 2_000
# A stretch that holds two pages is longer than one and a half.
TWO = 1.5
# A stretch that has no more than a section and a fifth for two has lost one; with more the break
# alone may be gone (../shared/ocr/truth/176 has 0.65).
TOO_SHORT = 0.6
# So much longer than the full sections is a text that holds the last one too.
LAST = 1.1
# The class line has two digits for them.
MOST_SECTIONS = 99
CHARACTERS = " characters"
COUNTS = {2: "two", 3: "three", 4: "four", 5: "five"}
# The shortest complete section of ../shared/cables has 1,573 characters.
SHORTEST_SECTION = 1_500


Key = TypeVar("Key")


class _Gap(NamedTuple):
    """Numbers that are missing before ``behind`` (or behind it, at the end).

    Their lines should stand in ``source[start:end]``.
    """

    before: PageLine | None
    behind: PageLine
    numbers: range
    start: int
    end: int
    is_end: bool = False

    @property
    def size(self) -> int:
        """How many characters the stretch has."""
        return self.end - self.start


@repair(
    "section-missing",
    Stage.REVIEW,
    gate=r"[0-9]{8}  ?[0-9]{3}(?:\.[0-9])? OF [0-9]{3}|(?:\A|\n)PAGE [0-9]|SECTION [0-9]{2} OF",
    whole=True,
)
def missing_section(doc: Document) -> Iterator[Flag]:
    r"""Sections and pages that are absent: ``002 OF 005`` is followed by ``004 OF 005``.

    PAGE lines count on without a gap in all telegrams seen (42 of 42), and so do section breaks,
    which are there or have been taken out by a publisher (in 105 of 729 cables).  Where a number
    is skipped, the flag says how much text stands between its neighbours, and how much two
    sections usually have.  Without a break, and behind the last one, only a text too short for
    its sections is flagged.  A line that was misread is not missing.  Each section of a telegram
    of the 1970s is a document of its own: one whose PAGE lines say ``01 OF 04`` is said to be
    alone.

    >>> from cablefix import repair
    >>> text = ("UNCLAS SECTION 01 OF 04 LIMA 000129\n\n1. He said\n\nLIMA 00000129  002 OF 004\n\n"
    ...         "so.\n\nLIMA 00000129  00{} OF 004\n\n2. The end.{}")
    >>> [f.why for f in repair(text.format(4, "")).flags if "section" in f.source]
    ['no section 3: fewer than 100 characters from break 002 OF 004 to 004, for two about 8,700']
    >>> repair(text.format(3, "\n\nLIMA 00000129  004 OF 004\n\n3. That is all.")).flags
    ()
    """
    breaks, pages = _lines(doc)
    class_lines = list(CLASS_LINE.finditer(doc.source)) if breaks or not pages else []
    named = {(int(m["number"]), int(m["of"])) for m in class_lines if m["of"]}
    for number, lines in breaks.items():
        usual = _usual(lines)
        # how many sections there are must be said twice
        total = lines[-1].total
        is_sure = (number, total) in named or any(x.total == total for x in lines[:-1])
        for gap in _break_gaps(doc, lines, class_lines, is_sure=is_sure):
            if not DAMAGED_BREAK.search(doc.source, gap.start, gap.end):
                yield from _said(doc, gap, usual)
    for lines in pages.values():
        for gap in _page_gaps(lines):
            if gap.size < TWO * USUAL_PAGE and not DAMAGED_PAGE.search(
                doc.source, gap.start, gap.end
            ):
                yield _flag(doc, gap.behind, _page_why(gap))
    yield from _lone_sections(doc, pages)
    yield from _without_breaks(doc, breaks, class_lines)


def _usual(lines: Sequence[PageLine]) -> int:
    """How long the sections between the breaks of a message usually are."""
    sizes = [b.start - a.end for a, b in pairwise(lines) if b.page == a.page + 1]
    return int(median(sizes)) if sizes else USUAL_SECTION


def _lines(
    doc: Document,
) -> tuple[dict[int, list[PageLine]], dict[tuple[str, int, str], list[PageLine]]]:
    """Section breaks by message number, and PAGE lines by station, number and section.

    Those that have been repaired stand in the text only.
    """
    found = {(x.start, x.page): x for x in doc.page_lines}
    if doc.text is not doc.source:
        for x in page_lines(doc.text):
            start, end = doc.spans.source_span(x.start, x.end)
            found.setdefault((start, x.page), x._replace(start=start, end=end))
    breaks: defaultdict[int, list[PageLine]] = defaultdict(list)
    pages: defaultdict[tuple[str, int, str], list[PageLine]] = defaultdict(list)
    for line in sorted(found.values()):
        said = doc.source[line.start : line.end]
        if said.startswith("PAGE"):
            part = PART.search(said)
            pages[line.station, line.number, part[0] if part else ""].append(line)
        elif line.page <= line.total <= MOST_SECTIONS:
            breaks[line.number].append(line)
    return _counting(breaks), _counting(pages)


def _counting(lines: dict[Key, list[PageLine]]) -> dict[Key, list[PageLine]]:
    """Lines without those that a lower number follows: that is misread, or was sent twice."""
    return {
        key: [a for a, b in zip(found, [*found[1:], found[-1]], strict=True) if a.page <= b.page]
        for key, found in lines.items()
    }


def _break_gaps(
    doc: Document,
    lines: Sequence[PageLine],
    class_lines: Sequence[re.Match[str]],
    *,
    is_sure: bool,
) -> Iterator[_Gap]:
    """Sections that the breaks of one message skip; those at its end, if their number is sure."""
    last = lines[-1]
    i = bisect_right(class_lines, lines[0].start, key=lambda m: m.end())
    at = class_lines[i - 1].end() if i else 0
    before, page = None, 1
    for line in lines:
        if line.page > page + 1:
            yield _Gap(before, line, range(page + 1, line.page), at, line.start)
        if line.page >= page:
            before, page, at = line, line.page, line.end
    if is_sure and page < last.total:
        end = _message_end(doc, class_lines, last.end)
        yield _Gap(last, last, range(page + 1, last.total + 1), last.end, end, is_end=True)


def _page_gaps(lines: Sequence[PageLine]) -> Iterator[_Gap]:
    """Pages that the PAGE lines of one telegram skip; a page that it begins in has no line."""
    before: PageLine | None = None
    for line in lines:
        page = before.page if before else 1
        if line.page > page + 1:
            start = before.end if before else 0
            yield _Gap(before, line, range(page + 1, line.page), start, line.start)
        before = line


def _message_end(doc: Document, class_lines: Sequence[re.Match[str]], at: int) -> int:
    """Where the message at an offset of the source ends: before the next one, or at the end."""
    i = bisect_right(class_lines, at, key=lambda m: m.start())
    end = class_lines[i].start() if i < len(class_lines) else len(doc.source)
    start = doc.source.find("\nVZCZC", at, end)
    return start if start >= 0 else end


def _said(doc: Document, gap: _Gap, usual: int) -> Iterator[Flag]:
    """The flag on sections that are missing, if the text is too short or a line is skipped."""
    first, last = gap.numbers[0], gap.numbers[-1]
    many = f"sections {first} to {last}" if last > first else f"section {first}"
    here = _about(gap.size)
    total = f"OF {gap.behind.total:03}"
    if gap.is_end:
        # the last section may have a line or two, the others are full
        if gap.size < LAST * len(gap.numbers) * usual or not _words(doc, gap):
            why = f"no {many}: {here} behind the last break, no more than go before {last} usually"
            yield _flag(doc, gap.behind, why)
        return
    if gap.before:
        where = f"from break {gap.before.page:03} {total} to {gap.behind.page:03}"
    else:
        where = f"from the beginning of the text to break {gap.behind.page:03} {total}"
    expected = (len(gap.numbers) + 1) * usual
    count = COUNTS.get(len(gap.numbers) + 1, "all of them")
    what = many if gap.size < TOO_SHORT * expected else f"break for {many}"
    why = f"no {what}: {here} {where}, for {count} {_about(expected).removesuffix(CHARACTERS)}"
    yield _flag(doc, gap.behind, why)


def _about(size: int) -> str:
    """A number of characters as an estimate says it, in hundreds."""
    return (f"about {round(size, -2):,}" if size >= 100 else "fewer than 100") + CHARACTERS


def _words(doc: Document, gap: _Gap) -> bool:
    """Whether a text stands behind the last break."""
    return HAS_TEXT.search(FURNITURE.sub("", doc.source[gap.start : gap.end])) is not None


def _page_why(gap: _Gap) -> str:
    first, last = gap.numbers[0], gap.numbers[-1]
    if gap.before is None:
        return f"the first PAGE line is {last + 1:02}: what goes before page {last:02} is missing"
    many = f"pages {first:02} to {last:02}" if last > first else f"page {first:02}"
    line = gap.behind
    return f"no {many} of {line.station} {line.number}: PAGE {gap.before.page:02} goes before this"


def _lone_sections(
    doc: Document, pages: dict[tuple[str, int, str], list[PageLine]]
) -> Iterator[Flag]:
    """Telegrams of the 1970s of which some sections are here and others are not."""
    parts: defaultdict[tuple[str, int], dict[int, PageLine]] = defaultdict(dict)
    totals: dict[tuple[str, int], int] = {}
    for (station, number, said), lines in pages.items():
        if m := PART.fullmatch(said):
            parts[station, number].setdefault(int(m["part"]), lines[0])
            totals[station, number] = int(m["total"])
    for key, found in parts.items():
        missing = [n for n in range(1, totals[key] + 1) if n not in found]
        # further sections may have a class line and no page line
        others = re.compile(
            rf"SECTION 0?(?:{'|'.join(map(str, missing)) or '-'}) OF 0?{totals[key]}\b"
        )
        if missing and not others.search(doc.source):
            have = ", ".join(f"{n:02}" for n in sorted(found))
            lack = ", ".join(f"{n:02}" for n in missing)
            why = (
                f"section {have} of {totals[key]:02} alone: {lack} not in this document; archives"
                " keep each section as a document of its own"
            )
            yield _flag(doc, min(found.values()), why)


def _without_breaks(
    doc: Document, breaks: dict[int, list[PageLine]], class_lines: Sequence[re.Match[str]]
) -> Iterator[Flag]:
    """Class lines that name more sections than the text can hold, where no break stands at all."""
    for m in class_lines:
        if not m["of"] or int(m["number"]) in breaks:
            continue
        rest = int(m["of"]) - int(m["section"])
        size = _message_end(doc, class_lines, m.end()) - m.end()
        stretch = doc.source[m.end() : m.end() + size] if size < rest * SHORTEST_SECTION else ""
        if _prose(stretch) and not DAMAGED_BREAK.search(stretch):
            why = (
                f"the header announces section {m['section']} of {m['of']}, but no break between"
                f" sections is there, and {_about(size)} are too few for {m['of']} (none seen has"
                f" less than {SHORTEST_SECTION:,} each): text is probably missing"
            )
            yield Flag(*doc.spans.output_span(*m.span()), "lost", why)


def _prose(stretch: str) -> bool:
    """Whether paragraphs stand in a stretch: a header alone is another pass's finding."""
    return re.search(r"\n\W{0,3}[0-9]{1,2}\. ", stretch) is not None


def _flag(doc: Document, line: PageLine, why: str) -> Flag:
    return Flag(*doc.spans.output_span(line.start, line.end), "lost", why)


# Of 79 complete sections of ../shared/cables those of the usual length have 0.80 of the median of
# the others at least, short ones (36 sections of 30 lines) 0.75.
SHORT = 0.7
# The first one may count the lines of the header too: ../shared/ocr/truth has 0.51.
SHORT_FIRST = 0.5


@repair(
    "section-short",
    Stage.REVIEW,
    gate=r"[0-9]{8}  ?[0-9]{3}(?:\.[0-9])? OF [0-9]{3}",
    whole=True,
)
def short_section(doc: Document) -> Iterator[Flag]:
    r"""Complete sections much shorter than the others: 1,900 characters between two breaks.

    A telegram is cut where a section is full, so its complete sections are about as long as one
    another: of 79 the shortest has three quarters of the median of the others.  One with less
    than seven tenths (the first one: half) is flagged at the break that ends it, unless a gap in
    the paragraph numbers tells the same (``marker-gap``).  The figure is an estimate, and what is
    missing is not known.

    >>> from cablefix import repair
    >>> page = "The talks went on for two days, and both sides agreed to meet in May.\n" * 60
    >>> text = f"UNCLAS SECTION 01 OF 03 LIMA 000129\n\n{page}\nLIMA 00000129  002 OF 003\n\n{{}}\n"
    >>> text += "LIMA 00000129  003 OF 003\n\nThe end."
    >>> [f.why for f in repair(text.format(page[:1400])).flags]
    ['section 2 is about 2,800 characters shorter than the others: text may be lost in it']
    >>> repair(text.format(page[:4000])).flags
    ()
    """
    sections = list(complete_sections(doc))
    if len(sections) < 2:
        return
    breaks, _ = _lines(doc)
    for section, size in _short(sections):
        lines = breaks.get(section.number, ())
        line = next((x for x in lines if x.start == section.end), None)
        before = [x.page for x in lines if x.start < section.end]
        # where a break is missing, that is said
        is_whole = not before or max(before) == section.page
        if line and is_whole and not _is_said(doc, sections, section):
            why = (
                f"section {section.page} is {_about(size)} shorter than the others: text may be"
                " lost in it"
            )
            yield _flag(doc, line, why)


def _short(sections: Sequence[Section]) -> Iterator[tuple[Section, int]]:
    """The sections that are much too short, and how many characters they lack."""
    by_number: defaultdict[int, list[Section]] = defaultdict(list)
    for section in sections:
        by_number[section.number].append(section)
    for section in sections:
        others = [s.end - s.start for s in by_number[section.number] if s is not section]
        size = section.end - section.start
        usual = int(median(others)) if others else 0
        least = SHORT if section.page > 1 else SHORT_FIRST
        if usual >= SHORTEST_SECTION and size < least * usual:
            yield section, usual - size


def _is_said(doc: Document, sections: Sequence[Section], section: Section) -> bool:
    """Whether a gap in the paragraph numbers of a section tells that it is short."""
    starts = [s.start for s in sections]
    for numbering in doc.numbering:
        for before, behind, _ in gaps(numbering.markers):
            at = before.end if before else behind.start
            place, _ = doc.spans.source_span(at, at)
            i = bisect_right(starts, place) - 1
            if i >= 0 and sections[i] == section and shortfall(doc, sections, at):
                return True
    return False


REF_LINE = re.compile(r"(?:^|\n)[ \t]*REF(?:S|\(S\)|TELS?|ERENCES?)?\b[ \t]*:")
# The letter of an item before what can only be a reference: a year, a station and a number.
LETTER = re.compile(
    r"(?:(?<=[\s,;:])|\A)(?P<label>¶?\(?(?P<letter>[A-Z])(?:\.|\)|\.\)))(?:\s*\(?(?P=letter)[.)]+)?\s*"
    r"(?:['’]?(?:[0-9]{2}|(?:19|20)[0-9]{2})\s+)?[A-Z][A-Za-z./'’ -]{2,30}\s[0-9]{2,8}\b"
)
# Notes behind a reference, and what is none of them: a reference without a letter, or one whose
# letter was misread.
NOTE = re.compile(
    r"\([A-Z/ ]{1,20}\)|\b(?:NOTAL|(?:AND|ET) (?:PREVIOUS|OTHERS|AL)|AND)\b", re.IGNORECASE
)
SAID = re.compile(r"[^\W_]|[&$@#]")
LIST_END = re.compile(r"\n[ \t]*\n|\n\W{0,3}[0-9l]{1,2}[.,]\s|\nClassified|\n-{5}")
LONGEST_LIST = 1_500
# More letters than these are no slip, but another list or a letter that was misread.
MOST_SKIPPED = 4


@repair(
    "reference-skipped", Stage.REVIEW, gate=r"\bREF(?:S|\(S\)|TELS?|ERENCES?)?[ \t]*:", whole=True
)
def skipped_reference(doc: Document) -> Iterator[Flag]:
    r"""Letters of the REF list that skip: ``A. STATE 21535`` and then ``C. LIMA 410``.

    References are lettered A, B, C without a gap, and the text calls them by their letter.  A
    letter that does not follow the one before it is flagged, with those that are missing.  It
    must stand before a station and a number, as an item does; where a reference without a letter
    stands between the two, or one whose letter was misread, nothing is missing and nothing said.

    >>> from cablefix import repair
    >>> [f.why for f in repair("REF: A. STATE 21535\n     C. LIMA 410\n\n1. Noted.").flags]
    ['reference B is missing between A and C']
    >>> repair("REF: A. STATE 21535\n     B. LIMA 410\n\n1. Noted.").flags
    ()
    """
    end = 0
    for start in REF_LINE.finditer(doc.text):
        if start.end() <= end:
            continue
        stop = LIST_END.search(doc.text, start.end(), start.end() + LONGEST_LIST)
        end = stop.start() if stop else min(start.end() + LONGEST_LIST, len(doc.text))
        before, at = "", start.end()
        found = list(LETTER.finditer(doc.text, start.end(), end))
        letters = [m["letter"] for m in found]
        for m, following in zip(found, [*letters[1:], ""], strict=False):
            skipped = _skipped(before, m["letter"], following)
            if skipped and not SAID.search(NOTE.sub("", doc.text[at : m.start("label")])):
                yield Flag(*m.span("label"), "lost", _skip_why(skipped, before, m["letter"]))
            if m["letter"] > before:
                before, at = m["letter"], m.end()


def _skipped(before: str, letter: str, following: str) -> str:
    """The letters between two; none if they are many, or if the second may be misread (E for B)."""
    first = ord(before) + 1 if before else ord("A")
    missing = "".join(map(chr, range(first, ord(letter))))
    is_sure = len(missing) == 1 or (following and ord(following) == ord(letter) + 1)
    return missing if is_sure and len(missing) <= MOST_SKIPPED else ""


def _skip_why(skipped: str, before: str, letter: str) -> str:
    many = f"references {skipped[0]} to {skipped[-1]} are"
    what = many if len(skipped) > 1 else f"reference {skipped} is"
    return f"{what} missing {f'between {before} and {letter}' if before else f'before {letter}'}"
