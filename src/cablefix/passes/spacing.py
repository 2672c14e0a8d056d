"""Blanks that were lost on the line, and blanks that nobody sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cablefix.cable.dates import WHOLE_MONTH
from cablefix.document import Document
from cablefix.lexicon import known
from cablefix.lexicon.candidates import candidates
from cablefix.lexicon.glued import CERTAIN, LONGEST, SHORTEST, SURE, UNLESS_NAME, apart
from cablefix.lexicon.places import is_among_strangers, is_field, is_word
from cablefix.lexicon.tiers import NAME, entry
from cablefix.types import Edit, Stage, repair


@repair("word-glued", Stage.TEXT, view="unknown", whole=True)
def glued_words(doc: Document) -> Iterator[Edit]:
    """Two words run together: ``THE OTHEREXTREME`` is ``THE OTHER EXTREME``.

    An unknown word that comes apart in one way into two common ones may be a compound or a name
    (``METALWORKERS``, ``MOREHOUSE``).  It is taken apart only if a word of grammar is in it that no
    compound has (``ASKING WHETHER``), and not if one letter misread makes it a known word
    (``cablefix.lexicon.glued`` tells how few words and names pass).  An ending inside that English
    compounds lack and a long adjective are a flag: brands and German words are made so
    (``ALLIEDSIGNAL``, ``NATIONALMUSEUM``).  It must occur once, since a term comes again, stand in
    a sentence, not among foreign words, and be written in one case, as the text around it.  Of 20
    glued words in 131 texts of the 1970s 11 are repaired and 2 flagged.

    >>> from cablefix import clean
    >>> clean("THEY WERE AT THE OTHEREXTREME. WE SAW THE METALWORKERS.")
    'THEY WERE AT THE OTHER EXTREME. WE SAW THE METALWORKERS.'
    >>> clean("Mr. Lastweek of BusinessEurope was overstaffing it.")
    'Mr. Lastweek of BusinessEurope was overstaffing it.'
    """
    glued = {w: parts for w in doc.unknown if (parts := apart(w)) is not None}
    if not glued:
        return
    text, flat = doc.text, doc.flat
    times = Counter(filter(glued.__contains__, flat.split()))
    for m in re.finditer(rb"[a-z]{%d,%d}" % (SHORTEST, LONGEST), flat):
        word = m[0]
        if times.get(word) != 1 or not is_word(text, *m.span()):
            continue
        start, end = m.span()
        pair = glued[word]
        if pair.confidence < CERTAIN and is_among_strangers(doc, start, end):
            continue
        at = start + len(pair.one)
        new = f"{text[start:at]} {text[at:end]}"
        why = "no known word, but two common ones without their blank"
        is_sure = pair.confidence == UNLESS_NAME and text[start].islower()
        yield Edit(start, end, new, SURE if is_sure else pair.confidence, why)


# Pieces and words of these lengths: a letter alone may be a speck or an initial.
FEWEST_PIECE, FEWEST_WHOLE = 2, 6
# How common the whole is at least (Zipf), and how many powers of ten rarer a piece that is no word
# of the list is.
WHOLE_ZIPF, RARER = 3.0, 2.0
# A piece that is a word is rarer than this: "reas on" may be "was on".
EVERYDAY_ZIPF = 5.0
NEAREST = 24
# Below a repair: the printer may have had a hyphen there, as in 317 of 334 places of the pages held
# back, and what it was is not known.
LIKELY_ONE = 0.9


@repair("word-split", Stage.TEXT, view="unknown", whole=True)
def split_word(doc: Document) -> Iterator[Edit]:
    """A word with a blank in it: ``HAS HAD CON SIDERABLE EXPERIENCE``.

    A program that joins the lines of a page drops the hyphen of a line end and leaves its blank,
    and a scanner takes a gap between letters for one.  Two pieces that make a common word are that
    word if one of them is no word of the list and far rarer than the whole, the other no word of
    every day, and neither makes a word with what stands on its other side.  It is flagged, and
    joined in the profile ``reading``: whether the page has the word in one or parted by a hyphen
    is not known.  Names, header lines, pieces in two cases, single letters and whatever stands
    among foreign words stay.

    Of 788 such places on the pages of ../shared/words and ../shared/ocr, 2 are so in the truth; 22
    are one word there, and most of the others are parted by the hyphen of a line end.  In genuine
    cables and other clean texts one is flagged (1977STATE142092), and it is right.

    >>> from cablefix import Settings, clean, repair
    >>> text = "HE HAS HAD CON SIDERABLE PRIOR EXPERIENCE IN THE FIELD"
    >>> [f.candidates for f in repair(text).flags]
    [('CONSIDERABLE',)]
    >>> clean(text, settings=Settings(min_confidence=0.5))
    'HE HAS HAD CONSIDERABLE PRIOR EXPERIENCE IN THE FIELD'
    >>> repair("HE HAS HAD PRIOR EXPERIENCE OF THE FIELD AT DAR ES SALAAM").flags
    ()
    """
    pieces = [w for w in doc.unknown if w.isalpha() and len(w) >= FEWEST_PIECE]
    text, flat = doc.text, doc.flat
    last = 0
    for start, at, end in sorted(set(_beside(flat, pieces))):
        if start < last or not _is_one(flat[start : at - 1], flat[at:end]):
            continue
        one, other = text[start : at - 1], text[at:end]
        is_plain = other.islower() if one[-1].islower() else one.isupper() and other.isupper()
        if text[at - 1] != " " or not is_plain or _joins_elsewhere(flat, start, at, end):
            continue
        if is_word(text, start, end) and not is_among_strangers(doc, start, end):
            last = end
            why = "no words, but a common one without the blank between them"
            yield Edit(start, end, one + other, LIKELY_ONE, why)


def _beside(flat: bytes, pieces: list[bytes]) -> Iterator[tuple[int, int, int]]:
    """Each piece with the token before it, and with the one behind it: start, second, end."""
    padded = b" %b " % flat  # offsets are one more than in the text
    for piece in pieces:
        at = padded.find(b" %b " % piece)
        while at >= 0:
            end = at + 1 + len(piece)
            before = padded.rfind(b" ", max(0, at - NEAREST), at)
            if 0 <= before < at - FEWEST_PIECE:
                yield before, at, end - 1
            behind = padded.find(b" ", end + 1, end + 1 + NEAREST)
            if behind > end + FEWEST_PIECE:
                yield at, end, behind - 1
            at = padded.find(b" %b " % piece, end)


def _is_one(one: bytes, other: bytes) -> bool:
    """Whether two pieces are one common word, and no two."""
    whole, words = one + other, known()
    if len(whole) < FEWEST_WHOLE or whole not in words:
        return False
    meant = entry(whole.decode("latin-1"))
    if meant.zipf < WHOLE_ZIPF or meant.tiers & NAME:
        return False
    return all(
        entry(piece.decode("latin-1")).zipf
        < (EVERYDAY_ZIPF if piece in words else meant.zipf - RARER)
        for piece in (one, other)
    )


def _joins_elsewhere(flat: bytes, start: int, at: int, end: int) -> bool:
    """Whether a piece makes a known word with the token on its other side."""
    before = flat[max(0, start - NEAREST) : start].split()[-1:]
    behind = flat[end : end + NEAREST].split()[:1]
    words = known()
    return any(w + flat[start : at - 1] in words for w in before) or any(
        flat[at:end] + w in words for w in behind
    )


# Signs of addresses, file names, tags and quoted names: may1@state.gov, july9.doc, #May15.  A
# month in small letters is none, and a verb (may1) or a name.
NO_DATE_BEFORE = r"(?<![\w/.@#=&?%~\\:\"'“‘-])"
NO_DATE_BEHIND = r"(?![\w/@#=&%~\\\"'”’-]|\.\w)"
CAPITAL_MONTH = rf"(?=[A-Z])(?i:{WHOLE_MONTH})"
GLUED_DAY = re.compile(rf"{NO_DATE_BEFORE}{CAPITAL_MONTH}(?P<day>[0-9]{{1,4}}){NO_DATE_BEHIND}")
DAY_GLUED = re.compile(
    rf"{NO_DATE_BEFORE}(?<!,)(?P<day>[0-9]{{1,2}}){CAPITAL_MONTH}{NO_DATE_BEHIND}"
)
# What stands before the name of a ship.
SHIP = re.compile(
    r"(?i:\b(?:[MSF]\.? ?[/.]? ?[VSTY]\.?|U\.?S\.?S\.?|H\.?M\.?S\.?|ships?|vessels?|tankers?"
    r"|freighters?|trawlers?|yachts?|boats?))[\s\"'“‘]{1,3}\Z"
)
NEAR = 16
GLUED_COMMA = re.compile(r"(?<=[A-Za-z]{3}),(?=[A-Za-z]{3})")
WORD_BEFORE = re.compile(r"(?:\A|[\s(\"'“‘-])(?P<word>[A-Za-z]{3,30})\Z")
WORD_BEHIND = re.compile(r"[A-Za-z]{3,30}(?=['’]?s?[\s.,;:?!)\"-]|\Z)", re.IGNORECASE)
LAST_DAY = 31
# Commas of a text that have their blank, for each that has not: who writes none means it.  A
# choice; the six texts of the 1970s with one such comma have 12 others and more.
HABIT = 4
# Behind these a comma is a speck in the place of a blank.
NO_COMMA = frozenset(
    b"the and its his her their our for from with into about this these those was were are".split()
)
# In a scanned text with more strange words than this a comma may be anything.  Sound texts have
# one in a thousand (see passes.spans), half of the medium scans of ../shared/ocr one in 240.
SPECKLED = 1 / 300


@repair(
    "blank-lost",
    Stage.TEXT,
    gate=rf"(?i){WHOLE_MONTH}[0-9]|(?i)[0-9]{WHOLE_MONTH}|[A-Za-z]{{3}},[A-Za-z]{{3}}",
)
def lost_blank(doc: Document) -> Iterator[Edit]:
    """Blanks lost in dates and behind commas: ``JULY9`` is ``JULY 9``, ``HOWEVER,CLEAR``.

    The whole name of a month with a day or a year on it can be nothing else; short ones stay
    (``OCT01`` may be an office, ``12JUL77`` was typed so), and so do addresses, file names and
    ships (``may1@state.gov``, ``M.V. MARCH10``).  A comma between two words of a sentence has a
    blank behind it: one is set if both are words of three letters and more, one of them known, and
    if the other commas of the text have theirs.  Header lines and lists of codes stay as they are,
    and so does a comma for an apostrophe (``Iran,s``).  In a text with many strange words, a scan,
    a comma may be a speck inside a word (``Dan,ish``): nothing is set there.

    >>> from cablefix import clean
    >>> clean("ON JULY9, HE CAME. IT IS, IN A WORD, HOWEVER,CLEAR, AND SO, THEN, IT IS.")
    'ON JULY 9, HE CAME. IT IS, IN A WORD, HOWEVER, CLEAR, AND SO, THEN, IT IS.'
    >>> clean("OCT01 and 12JUL77 and PARM,MNUC")
    'OCT01 and 12JUL77 and PARM,MNUC'
    """
    text = doc.text
    for pattern in (GLUED_DAY, DAY_GLUED):
        for m in pattern.finditer(text):
            number, at = int(m["day"]), m.start("day") if pattern is GLUED_DAY else m.end("day")
            if SHIP.search(text, max(0, m.start() - NEAR), m.start()):
                continue
            if 0 < number <= LAST_DAY or 1900 <= number < 2100:
                yield Edit(at, at, " ", 0.985, "the name of a month and a number, glued")
    commas = list(GLUED_COMMA.finditer(text))
    if not commas or text.count(", ") + text.count(",\n") < HABIT * len(commas):
        return
    if len(doc.suspects) > SPECKLED * len(doc.flat.split()) + 1:
        return
    for m in commas:
        at = m.end()
        one = WORD_BEFORE.search(text, max(0, at - LONGEST - 2), at - 1)
        other = WORD_BEHIND.match(text, at)
        if one and other and _are_words(one["word"], other[0]) and not is_field(text, at):
            yield Edit(at, at, " ", 0.98, "a comma of a sentence without its blank")


def _are_words(one: str, other: str) -> bool:
    """Whether two words, one of them known, may stand beside a comma, and are not parts of one."""
    left, right = one.lower().encode("latin-1"), other.lower().encode("latin-1")
    words = known()
    if left in NO_COMMA or (left not in words and right not in words):
        return False
    if not all(w.islower() or w.isupper() or w.istitle() for w in (one, other)):
        return False
    whole = left + right
    return whole not in words and not candidates(whole.decode("latin-1"))


# A blank behind a sign that opens or joins, and the same sign without.
APART = re.compile(
    r"\((?<![^\s]\() (?=\S)|(?<=[A-Za-z])(?:/ (?=[A-Za-z])|' (?=[Ss]\b(?!\.\s+[A-Z])))"
)
TIGHT = re.compile(r"\((?=\w)|(?<=[A-Za-z])(?:/(?=[A-Za-z])|'(?=[Ss]\b))")
# In the three files of 1973 that have the habit 3, 4 and 17 signs stand apart, and none does not.
FEWEST_APART = 3
# A blank before a sign that closes, in texts whose signs all stand as words of their own.
CLOSING_APART = re.compile(r"(?:(?<=[A-Za-z0-9)%])|(?<=[A-Z]\.)(?=.[,;:)])) (?=[,.;:)](?:\s|\Z))")
CLOSING_TIGHT = re.compile(r"[A-Za-z0-9)][,;:](?=\s)")
# The five texts with this habit have 17 to 90 such blanks, and no comma without; choices.
FEWEST_CLOSING = 6
MOST_TIGHT = 1 / 8
OPENING_APART = re.compile(r"\( (?=\S)")
# Most of them stand behind a word: lone signs behind signs are specks of a scan.
BEHIND_WORD = re.compile(r"(?<=[A-Za-z]{2}) [,.;:](?=\s|\Z)")
FEWEST_SHARE = 2 / 3
BETWEEN_DIGITS = re.compile(r"[0-9] [.,:]\s+[0-9]")
# What the habit makes of a header: 032116 Z APR 73, E. O. 11652, TAGS : PFOR.
HEADER_APART = re.compile(
    r"(?<=[0-9]{6}) (?=Z(?: [A-Z]{3} [0-9]{2})?[ \t]*(?:\n|\Z))"
    r"|(?<=\nE\.) (?=O\. ?[0-9]{5})|(?<=\nTAGS) (?=:)|(?<=\nREFS) (?=:)|(?<=\nREF) (?=:)"
)
HYPHEN_APART = re.compile(r"(?<=[A-Za-z]-) (?=[A-Za-z])(?!(?i:and|or|to)\b)")
HYPHEN_TIGHT = re.compile(r"[A-Za-z]-[A-Za-z]")
# A plural has its S before the apostrophe, and an S with a stop is an initial: WORKERS' S. STREET.
POSSESSIVE = re.compile(r"(?<=[A-Za-z][A-RT-Za-rt-z]') (?=[Ss](?:[\s,;:)]|\.(?!\s+[A-Z])|\Z))")
SINGLE_QUOTE = re.compile(r"(?:\A|[\s(])'[A-Za-z]")
QUOTE = re.compile(r'"')
# As far before an apostrophe as a quotation in single marks may have begun.
QUOTATION = 300


@repair(
    "blank-inserted",
    Stage.TEXT,
    gate=r"\( \S|[A-Za-z]/ [A-Za-z]|[A-Za-z]' [Ss](?:\W|\z)|[A-Za-z0-9] ,\s|[A-Za-z] \.\s",
    whole=True,
)
def inserted_blank(doc: Document) -> Iterator[Edit]:
    """Blanks beside signs, put in by a conversion: ``( EXCEPT SECURITY)``, ``SECRETARY' S``.

    Some files of the National Archives, most of them of 1973, have a blank behind every sign that
    opens or joins; in others each sign stands as a word of its own (``IN MAY , AND ( AS USUAL )``).
    The telegrams were not sent so: it is damage of the conversion, and taken back where it is the
    habit of the whole text, every sign of a kind that stands three times and more or nearly
    every one.  Blanks go behind ( and a stroke, behind an opening quotation mark, before a sign
    that closes, and in the date, the order and the labels of the header; one behind a hyphen only
    in a text that keeps its lines, and none beside a dash.  ``SECRETARY' S`` alone is repaired in
    any text: no S stands for itself behind an apostrophe, unless that closes a quotation or a
    plural (``WORKERS' S. STREET``).

    >>> from cablefix import clean
    >>> clean("THE DEPUTY SECRETARY' S TALKS ( SEPTEL) WITH S/ S ( EXCEPT SECURITY)")
    "THE DEPUTY SECRETARY'S TALKS (SEPTEL) WITH S/S (EXCEPT SECURITY)"
    >>> clean("TALKS ( SEPTEL) WITH S/S (EXCEPT SECURITY) ON THE 'NEW' S CURVE")
    "TALKS ( SEPTEL) WITH S/S (EXCEPT SECURITY) ON THE 'NEW' S CURVE"
    """
    text = doc.text
    why = "every such sign of this text stands apart: a blank of the conversion, not of the sender"
    # counting is twenty times as fast as a pattern, and few texts have the habit
    signs = sum(map(text.count, ("( ", "/ ", "' S", "' s")))
    found = list(APART.finditer(text)) if signs else []
    if len(found) >= FEWEST_APART and not TIGHT.search(text):
        gaps = [(m.end() - 1, m.end()) for m in found]
        gaps += (m.span() for m in HEADER_APART.finditer(text))
        gaps += _opening_quotes(text)
        if not HYPHEN_TIGHT.search(text) and not doc.has_long_line:
            gaps += (m.span() for m in HYPHEN_APART.finditer(text))
        for start, end in gaps:
            yield Edit(start, end, "", 0.98, why)
    elif found:
        for m in POSSESSIVE.finditer(text):
            if not SINGLE_QUOTE.search(text, max(0, m.start() - QUOTATION), m.start()):
                yield Edit(*m.span(), "", 0.98, "an S behind an apostrophe is a word's own")
    yield from _closing(text, why)


def _opening_quotes(text: str) -> list[tuple[int, int]]:
    """The blanks behind opening quotation marks, if every mark opens or closes beyond doubt."""
    gaps = []
    marks = [m.start() for m in QUOTE.finditer(text)]
    for i, at in enumerate(marks):
        is_apart_before = text[at - 1 : at] in (" ", "\n")
        is_apart_behind = text[at + 1 : at + 2] == " "
        if i % 2 == 0 and is_apart_before and is_apart_behind:
            gaps.append((at + 1, at + 2))
        if is_apart_before != (i % 2 == 0):
            return []
    return gaps if len(marks) % 2 == 0 else []


def _closing(text: str, why: str) -> Iterator[Edit]:
    """Blanks before signs that close, in a text whose signs all stand apart."""
    apart = sum(map(text.count, (" ,", " .", " ;", " :")))
    if apart < FEWEST_CLOSING or text.count(", ") - text.count(" , ") > MOST_TIGHT * apart:
        return
    found = list(CLOSING_APART.finditer(text))
    behind_words = sum(1 for _ in BEHIND_WORD.finditer(text))
    if behind_words < FEWEST_CLOSING or behind_words < FEWEST_SHARE * text.count(" . "):
        return
    if sum(1 for _ in CLOSING_TIGHT.finditer(text)) > MOST_TIGHT * len(found):
        return
    for m in found:
        if not BETWEEN_DIGITS.match(text, m.start() - 1):
            yield Edit(*m.span(), "", 0.98, why)
    opening = [m.span() for m in OPENING_APART.finditer(text)]
    if opening and "(" not in text.replace("( ", ""):
        for start, end in opening:
            yield Edit(start + 1, end, "", 0.98, why)


RUN_OF_BLANKS = re.compile(r"(?<=\S) {2,}(?=\S)")
WORDY = re.compile(r"[A-Za-z]{2,}")
# So many words make a line of prose; fewer are a heading or a row of a table.
FEWEST_WORDS = 4
# A text is spread if so many of its lines of prose are, and half of them.  Of the texts in
# ../shared/cables and ../shared/ocr/truth one has three such lines, none more; of 48 pages read by
# pdftotext 42 have eight or more.
FEWEST_LINES = 8
SPREAD_SHARE = 0.5
SPREAD = re.compile(r"[^.?!:;\s] {3,}\S")
# A text is in columns if runs of this share of its spread lines begin or end in one column, and so
# are so many lines below each other.  Choices: by chance it is one line in 20.
COLUMN_SHARE = 0.5
COLUMN_LINES = 5


@repair("blank-run", Stage.LAYOUT, gate=r"[A-Za-z,] {3,}[A-Za-z]", whole=True)
def run_of_blanks(doc: Document) -> Iterator[Edit]:
    r"""Words spread over the page: ``two     ways   to     attack`` has one blank each.

    A converter that keeps the places of the words on a page (``pdftotext -layout``) writes runs of
    blanks into sentences.  A text is taken for such a page if half of its lines of prose are
    spread, eight at least; then each run inside a line becomes one blank.  Rows of figures keep
    theirs, and so does the indentation.  Text in columns side by side stays: runs that begin or end
    in one column on half of the lines, or on five lines below each other.  A table of words in such
    a text with fewer rows is closed up, too: no word of it is lost.

    >>> from cablefix import clean
    >>> spread = "There are   two     ways  to    attack   the     problem."
    >>> print(clean("\n".join(f"{10**n} {spread}" for n in range(8)))[:43])
    1 There are two ways to attack the problem.
    >>> table = "wheat        rice        maize\n"
    >>> clean(table) == table
    True
    """
    text = doc.text
    if text.count("   ") < FEWEST_LINES:
        return
    at = 0
    prose: list[tuple[int, str]] = []
    spread = 0
    for line in text.split("\n"):
        words = len(WORDY.findall(line))
        if words >= FEWEST_WORDS and words * 2 > len(line.split()):
            prose.append((at, line))
            spread += SPREAD.search(line) is not None
        at += len(line) + 1
    if spread < FEWEST_LINES or spread < SPREAD_SHARE * len(prose):
        return
    columns = _in_columns([line for _, line in prose])
    if sum(columns) >= COLUMN_SHARE * len(prose):
        return
    for (start, line), is_column in zip(prose, columns, strict=True):
        for m in RUN_OF_BLANKS.finditer(line) if not is_column else ():
            yield Edit(start + m.start(), start + m.end(), " ", 0.98, "words spread over the page")


def _in_columns(lines: list[str]) -> list[bool]:
    """Which lines stand in columns side by side."""
    edges = [_edges(line) for line in lines]
    counts = Counter(edge for found in edges for edge in found)
    spread = sum(1 for found in edges if found)
    if any(n >= COLUMN_SHARE * spread for n in counts.values()):
        return [True] * len(lines)
    columns = [False] * len(lines)
    length: dict[int, int] = {}
    for i, found in enumerate(edges):
        length = {edge: length.get(edge, 0) + 1 for edge in found}
        longest = max(length.values(), default=0)
        if longest >= COLUMN_LINES:
            columns[i - longest + 1 : i + 1] = [True] * longest
    return columns


def _edges(line: str) -> set[int]:
    """Where runs of blanks begin (as negative numbers) and end on a line."""
    runs = [m.span() for m in RUN_OF_BLANKS.finditer(line) if m.end() - m.start() > 2]
    return {-start for start, _ in runs} | {end for _, end in runs}
