"""What a typewriter and a teletype do to a text: letters for digits, and the wrong shift."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.cable.closed import stations, tags
from cablefix.cable.dates import MONTH
from cablefix.cable.ita2 import digit_of, letter_of
from cablefix.document import Document
from cablefix.lexicon import known, ranks
from cablefix.types import Edit, Stage, repair

# A typewriter without the keys 1 and 0 has l and O for them; in capitals the l is an L or an I.
AS_DIGITS = str.maketrans("lLIOo", "11100")
# Such letters with at least one digit, and the commas of a number; no part of a code (SA-L3,
# N1O, 3/O1).  A number in a text has hardly more signs than 1,000,000,000.
NUMBER = re.compile(
    r"(?<![\w./#&$])(?=[lLIO,]{0,9}[0-9])(?=[0-9,]{0,9}[lLIO])"
    r"[0-9lLIO][0-9lLIO,]{0,13}(?<!,)(?=s?(?![\w/&#]))"
)
DECADE = re.compile(r"(?i:mid|pre|post|early|late)-\Z")
GROUPED = re.compile(r"[0-9lIO]{1,3}(?:,(?=OOO|[lLIO]{0,2}[0-9])[0-9lLIO]{3})+")
DAY_BEFORE = re.compile(rf"(?i:\b(?P<month>{MONTH})\.? (?:[0-9lLIO]{{1,2}}-)?)\Z")
DAY_BEHIND = re.compile(rf"(?i:(?:-[0-9lLIO]{{1,2}})? (?P<month>{MONTH})\b)")
# Months that are words as well: L1 VISAS MAY L1 (a class of visas) EXPIRE.
WORDS = frozenset(("MAY", "MARCH", "MAR", "JAN", "DEC"))
# A day of a letter and one digit has the form of a class of visas (L1, O3).
CODE = re.compile(r"[lLIOo][0-9]\Z")
VISA = re.compile(r"(?i:\bvisas?\b)|(?<![\w./#&$-])[lLIO]-?[1-9](?![\w/&#])")
# A year behind a day; the end of a clause; what only a day stands behind (ON JULY L1).
DATED = re.compile(r",? ?(?:[1lLI]9|2[0O])[0-9lLIO]{2}\b")
CLAUSE_END = re.compile(r"[ \t]*(?:[.,;:)\n]|\Z)|-[0-9lLIO]")
ON_DAY = re.compile(r"(?i:\b(?:on|dated) (?:\S{3,9}\.? ?)?)\Z")
CALENDAR = re.compile(
    r"(?i:(?:\b(?:on|of|by|from|until|since|before|after|dated)|,) \S{3,9}\.? ?)\Z"
)
YEAR = re.compile(r"(?:19[0-9]{2}|20[0-2][0-9])\Z")
YEAR_BEFORE = re.compile(
    r"(?i:(?:\b(?P<word>in|of|since|by|until|during|before|after|early|late|year"
    rf"|{MONTH}\.?(?: [0-9]{{1,2}},?)?|[0-9]{{1,2}} {MONTH})) )\Z"
)
ENDS_SENTENCE = re.compile(r"\.(?:\s+(?:[A-Z¶(\"]|[0-9]{1,2}\.)|\s*\Z)")
# THE I979 HARVEST: a year, if the text speaks of one of that time.
AFTER_ARTICLE = re.compile(r"(?i:\bthe )\Z")
OTHER_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
DECADES = 10
UNIT = re.compile(
    r"(?i:[ -](?:per ?cent|pct|years?|months?|weeks?|days?|hours?|minutes?|miles|kilometers|km"
    r"|(?P<money>millions?|billions?|thousands?|dollars))\b)"
)
MODEL = re.compile(
    r"(?i:\b(?:type|model|mark|series|class|form|box|room|para|paragraph|number|no)s?\.? )\Z"
)
MONEY = re.compile(r"(?i: (?:lir[ae]|pounds?|sterling|thousands?|millions?|billions?)\b)")
STATION = re.compile(r"(?:([A-Z]{3,}) )?([A-Z]{3,}) \Z")
# A number that may be another one is a flag under every profile: below 0.5, the least that
# `reading` asks for.  A choice, not a count.
DOUBTFUL = 0.45
DAY, GROUPS, COUNT = "a day of a month", "a number with its commas", "a count"
# As far before and behind a number as is looked at.
NEAR = 32
LAST_DAY = 31


@repair(
    "digit-as-letter",
    Stage.TEXT,
    gate=r"(?:[^0-9A-Za-z_]|\A)(?:[0-9][0-9,]*[lLIO]|[lLIO][lLIO,]{0,8}[0-9])",
)
def digit_as_letter(doc: Document) -> Iterator[Edit]:
    """Letters typed for 1 and 0 in a number: ``OCT. L4``, ``197O``, ``3O YEARS``.

    Typewriters of the 1970s had no keys for 1 and 0, and a small l and a capital O were typed for
    them.  Such a letter becomes the digit of its shape only in a place where a number must stand: a
    day beside the name of a month, a year behind ``IN``, ``SINCE`` and their like, a number with
    commas, a count of years or percent, the number of a telegram behind its station; and only if
    a digit stands in it too.  No digit becomes another one.  What may be a code stays
    (``PL 480``, ``PARA L``, ``SA-L3``, a class of visas), and so does ``L3 MILLION``: L is a pound.
    A letter at the end of a number that a scanner may have read for a bracket is a flag, and so is
    a day of one letter and one digit with no year, unless a clause ends there or ``ON`` stands
    before, and no visas and no other such code stand in the text.

    >>> from cablefix import clean
    >>> clean("AS OF OCT. L4, HE HAD NOT, AS IN 197O, WAITED 3O YEARS.")
    'AS OF OCT. 14, HE HAD NOT, AS IN 1970, WAITED 30 YEARS.'
    >>> clean("L1 VISAS MAY L4 TIMES BE ISSUED UNDER ANNEX L, PARA 3O, FOR L3 MILLION.")
    'L1 VISAS MAY L4 TIMES BE ISSUED UNDER ANNEX L, PARA 3O, FOR L3 MILLION.'
    """
    text = doc.text
    years: set[int] = set()
    has_codes: bool | None = None
    for m in NUMBER.finditer(text):
        start, end = m.span()
        digits = m[0].translate(AS_DIGITS)
        before = text[max(0, start - NEAR) : start]
        behind = text[end : end + NEAR]
        place = _place(m[0], digits, before, behind)
        if not place and YEAR.match(digits) and AFTER_ARTICLE.search(before):
            years = years or {int(y[0]) for y in OTHER_YEAR.finditer(text)} or {0}
            is_near = any(abs(int(digits) - y) <= DECADES for y in years)
            place = "a year, as others in this text" if is_near else ""
        if place:
            is_doubtful = _may_be_bracket(m[0], place, before)
            if place == DAY and CODE.match(m[0]):
                year = DAY_BEHIND.match(behind)
                rest = behind[year.end() :] if year and not DAY_BEFORE.search(before) else behind
                if not DATED.match(rest):
                    has_codes = _has_codes(text) if has_codes is None else has_codes
                    is_day = CLAUSE_END.match(rest) or ON_DAY.search(before)
                    is_doubtful |= has_codes or not is_day
            sure = DOUBTFUL if is_doubtful else 0.985
            yield Edit(start, end, digits, sure, f"a typed letter for a digit: {place}")


def _has_codes(text: str) -> bool:
    """Whether a text speaks of visas, or has a letter and a digit that stand beside no month."""
    for m in VISA.finditer(text):
        start, end = m.span()
        is_day = DAY_BEFORE.search(text, max(0, start - NEAR), start) or DAY_BEHIND.match(text, end)
        if m[0][0] not in "lLIO" or not is_day:
            return True
    return False


def _place(typed: str, digits: str, before: str, behind: str) -> str:
    """What a number is by its place; empty if it may be none."""
    is_day = len(digits) == 2 and 0 < int(digits) <= LAST_DAY
    if is_day and _has_month(typed, before, behind):
        return DAY
    if before.endswith("-") and not DECADE.search(before):
        return ""
    if YEAR.match(digits) and _is_year(typed, before, behind):
        return "a year"
    # no number of a count begins with 0: O3 PERCENT is ozone
    is_count = typed[0] != "O"
    if "," in typed:
        return GROUPS if is_count and GROUPED.fullmatch(typed) else ""
    unit = UNIT.match(behind)
    # the pound has no sign of its own on a teletype: L3 MILLION
    if unit and is_count and not (unit["money"] and typed[0] in "lL"):
        return COUNT
    return "the number of a telegram" if _is_message(typed, before) else ""


def _is_year(typed: str, before: str, behind: str) -> bool:
    """Whether a number is a year: no model, no sum of pounds or lire (L975, 200l.)."""
    if MODEL.search(before) or (typed[0] in "lL" and MONEY.match(behind)):
        return False
    if typed[-1] in "lLI":
        is_sum = behind[:1] == "." and not ENDS_SENTENCE.match(behind)
        m = YEAR_BEFORE.search(before)
        return m is not None and m["word"].lower() != "of" and not is_sum
    return typed[0].isdigit() or YEAR_BEFORE.search(before) is not None


def _is_message(typed: str, before: str) -> bool:
    """Whether a number of so many digits stands behind a station: STATE 2O1684."""
    # a letter at the end may be a suffix, or a bracket
    if not 4 <= len(typed) <= 6 or sum(map(str.isdigit, typed)) < 3 or typed[-1].isalpha():
        return False
    post = STATION.search(before)
    return post is not None and not stations().isdisjoint((post[2], f"{post[1]} {post[2]}"))


def _may_be_bracket(typed: str, place: str, before: str) -> bool:
    """Whether the letter at an end of a number may be a bracket: scanners read ( as I or l.

    A year and the number of a telegram would be too short without it.
    """
    if place == DAY:
        return (typed[0] in "lI" and not DAY_BEFORE.search(before)) or (
            typed[-1] in "lI" and before.rfind("(") > before.rfind(")")
        )
    return place in (COUNT, GROUPS) and typed[0] in "lLI"


def _has_month(typed: str, before: str, behind: str) -> bool:
    """Whether a number stands beside the name of a month, which is no other word."""
    one, other = DAY_BEFORE.search(before), DAY_BEHIND.match(behind)
    if one is not None:
        is_word = one["month"].upper() in WORDS and typed[0] not in "0123456789"
        return not is_word or CALENDAR.search(before) is not None
    if other is not None and not before.endswith("-"):
        return other["month"].upper() not in WORDS or typed[0].isdigit()
    return False


# What may be a marker in the wrong shift, or with a stop that lost a unit (. is 00111, N and its
# comma 00110, V and its semicolon 01111): one or two signs at the beginning of a line.
SHIFTED_MARKER = re.compile(
    r"\n[ \t]*(?P<token>(?P<number>[QWERTYUIOP0-9]{1,2})(?P<stop>[.,;M]))[ \t]+(?=[A-Z][A-Z])"
)
# A list with letters: its E. is no 3.
LIST_LETTER = re.compile(r"(?:\A|\n)[ \t]*\(?([A-Z])[.)][ \t]")
SENTENCE_END = re.compile(r"[.?!][\")]?[ \t\n]*\Z")
EMPTY_LINE = re.compile(r"\n[ \t]*\Z")
NEXT_WORD = re.compile(r"[A-Z]+")
# R. SANTOS: an initial anywhere but at the beginning of a line.
INITIAL = re.compile(r"(?<=[ (\"])([A-Z])\.[ \t]?(?=[A-Z][A-Z])")
LONGEST_WORD = 30
# So many of the commonest words are words of grammar; but two of them are names, too.
GRAMMAR = 60
NAMES = frozenset((b"will", b"may"))


@repair(
    "marker-shifted",
    Stage.TEXT,
    gate=(
        r"(?m)^[ \t]*(?:(?:[QWERTYUIOP][QWERTYUIOP0-9]?|[0-9][QWERTYUIOP])[.,;M]|[0-9]{1,2}[,;M])"
        r"[ \t]+[A-Z]"
    ),
    whole=True,
)
def shifted_marker(doc: Document) -> Iterator[Edit]:
    r"""Markers sent in the wrong shift: ``E.`` between ``2.`` and ``4.`` is ``3.``

    On a teletype E is 3 behind a figure shift, and the shift may be lost on the line; a stop that
    loses one of its five units is a comma or a semicolon (``data/ita2.tsv``).  A letter proves
    nothing, the sequence does: one number is missing, the only line between its neighbours
    that begins so has the code of just that number, and a sentence ended before it.  One cable in
    twenty skips a number as sent, and a lone letter may be an initial (``R. SANTOS``, ``E. LONG``):
    it must have a word of grammar behind it, and is a flag before any other, in a text with a list
    by letters and in one with other initials.

    >>> from cablefix import clean
    >>> clean("1. NOTED.\n2. PRESS BEGAN.\nE. THE PRESS CONTINUES.\n4. END.")
    '1. NOTED.\n2. PRESS BEGAN.\n3. THE PRESS CONTINUES.\n4. END.'
    >>> clean("1. NOTED.\n2. PRESS BEGAN.\nR. PRESS CONTINUES.\n4. END.")
    '1. NOTED.\n2. PRESS BEGAN.\nR. PRESS CONTINUES.\n4. END.'
    """
    text = doc.text
    for style, markers in doc.numbering:
        if style:
            continue
        for before, behind in zip(markers, markers[1:], strict=False):
            if behind.number - before.number != 2:
                continue
            between = list(SHIFTED_MARKER.finditer(text, before.end, behind.start))
            if len(between) != 1:
                continue
            m = between[0]
            number = str(before.number + 1)
            read = "".join(digit_of().get(sign, sign) for sign in m["number"])
            at = m.start()
            ended = SENTENCE_END.search(text, max(0, at - 8), at)
            if read == number and (ended or EMPTY_LINE.search(text, max(0, at - 80), at)):
                is_sure = ended and (len(m["token"]) > 2 or _is_no_initial(text, m))
                others = {x[1] for x in LIST_LETTER.finditer(text)} - {m["number"]}
                sure = DOUBTFUL if not is_sure else 0.9 if others else 0.985
                why = f"the code of {number}., in the other shift or with a unit lost"
                yield Edit(*m.span("token"), f"{number}.", sure, why)


def _is_no_initial(text: str, m: re.Match[str]) -> bool:
    """Whether a sign with a stop begins no name: E. GERMANY, R. SANTOS."""
    if m["number"].isdigit():
        return True
    if INITIAL.search(text):
        return False
    word = NEXT_WORD.findall(text, m.end(), m.end() + LONGEST_WORD)[0].lower().encode()
    return word not in NAMES and ranks().get(word, GRAMMAR) < GRAMMAR


SHIFTED_LABEL = re.compile(
    r"(?:\A|\n)(?P<label>E\. ?O\. ?[0-9]{5}|TAGS|SUBJECT|SUBJ|REFS?|REFTELS?)"
    r"(?P<colon>C|(?<=TAGS)[A-Z]{1,2}) (?P<next>[A-Z0-9/]+)"
)


@repair(
    "label-shifted",
    Stage.TEXT,
    gate=r"(?m)^(?:(?:E\. ?O\. ?[0-9]{5}|SUBJECT|SUBJ|REFS?|REFTELS?)C|TAGS[A-Z]{1,2}) ",
)
def shifted_label(doc: Document) -> Iterator[Edit]:
    r"""Colons of labels sent in the wrong shift: ``SUBJECTC NIGERIA``, ``TAGSRK ABLD``.

    The colon has the code of C (``data/ita2.tsv``); with its shift garbled as well it is two
    letters.  A label is a closed set, begins its line and is no word with such letters on it; what
    follows TAGS must be a known code.

    >>> from cablefix import clean
    >>> clean("\nTAGSRK ABLD, NI\nSUBJECTC NIGERIA")
    '\nTAGS: ABLD, NI\nSUBJECT: NIGERIA'
    >>> clean("\nTAGSRK LUNCH\nSUBJECTS ARE: NIGERIA")
    '\nTAGSRK LUNCH\nSUBJECTS ARE: NIGERIA'
    """
    for m in SHIFTED_LABEL.finditer(doc.text):
        if m["label"] == "TAGS" and m["next"] not in tags():
            continue
        why = "a colon sent as a letter: the other shift"
        yield Edit(*m.span("colon"), ":", 0.985, why)


# Words of figures alone, with a blank between; and U.S., the stops of which are figures anyway.
FIGURES = r"[0-9$!&#£(\").,:;?/+=-]"
SHIFTED_WORDS = re.compile(
    rf"(?<![^ \t\n]){FIGURES}{{1,16}}(?: {FIGURES}{{1,16}}){{1,12}}(?![^ \t\n])"
)
FIGURE_WORD = re.compile(r"\S+")
SHIFTED_US = re.compile(r" 7(?=\.S\.)")
# No figure of a table has a # or & behind it, a !, ? or & before it, or a bracket inside that has
# no other half; the signs of most sentences, H, D, F, G, B, K and L, are so.
_GLUED = r"[0-9$.,:;/)\"-]"
TELLING = re.compile(
    rf"(?<={_GLUED})[#&]|[&!?](?=[0-9$.,:;/(\"#-])|(?<={_GLUED})\(|\)(?=[0-9$(\"-])"
)
IN_BRACKETS = re.compile(r"\([^()]*\)")
FEWEST_TELLING = 2
# Together so many letters and so many different signs, in words this common: 5,400,000 random rows
# of signed decimals, sums, brackets, dashes, times, dates and notes (58!, 3,583#) made no such
# group.
FEWEST_LETTERS = 9
FEWEST_SIGNS = 3
COMMON = 20_000
# No sentence goes on for long without one of these.
COMMONEST = 100


_TELLING = rf"(?:{_GLUED}[#&(]|[&!?][0-9$.,:;/(\"#-]|\)[0-9$(\"-])"


@repair(
    "word-shifted",
    Stage.TEXT,
    gate=(
        rf"(?:^|[ \t\n]){FIGURES}{{0,15}}{_TELLING}{FIGURES}{{0,15}} {FIGURES}"
        rf"|{FIGURES} {FIGURES}{{0,15}}{_TELLING}{FIGURES}{{0,15}}(?:[ \t\n]|\z)"
    ),
)
def shifted_words(doc: Document) -> Iterator[Edit]:
    """Words sent in the wrong shift: ``?49(34 8, 5#3 7.S.`` is BROKER IN THE U.S.

    A letter shift that is lost turns all words into figures until the next one.  Two words and
    more that stand together are read back if each is a common word by the code table
    (``data/ita2.tsv``), and if two signs stand in them as in no figure (``5#3``, ``49(34``): sums,
    times, dates, telephone numbers and rows of tables have none.  One word alone stays, and so
    does an apostrophe, which may be an S or a J.  Digits alone may be a number in the middle of
    the words: they begin and end no group, and inside make it a flag.

    >>> from cablefix import clean
    >>> clean("SUGAR ?49(34 8, 5#3 7.S. ARE INTERESTED")
    'SUGAR BROKER IN THE U.S. ARE INTERESTED'
    >>> clean("HE TOLD 3,000.50 9:30 5/31/75 (202) 632-9596")
    'HE TOLD 3,000.50 9:30 5/31/75 (202) 632-9596'
    """
    text = doc.text
    for m in SHIFTED_WORDS.finditer(text):
        for group in _groups(text, m.start(), m.end()):
            start, end = group[0].start(), group[-1].end()
            words = [_letters(w[0]) for w in group]
            figures = IN_BRACKETS.sub("0", " ".join(w[0] for w in group))
            signs = {sign for sign in figures if not sign.isdigit() and sign != " "}
            if (
                sum(map(len, words)) < FEWEST_LETTERS
                or len(signs) < FEWEST_SIGNS
                or len(TELLING.findall(figures)) < FEWEST_TELLING
            ):
                continue
            new = " ".join(words)
            if SHIFTED_US.match(text, end):
                new, end = f"{new} U", end + 2
            sure = DOUBTFUL if any(w[0].isdigit() for w in group) else 0.985
            yield Edit(start, end, new, sure, "figures that have the codes of words: a lost shift")


def _letters(figures: str) -> str:
    """The letters that have the codes of some figures; empty if one has none."""
    letters = [letter_of().get(sign, "") for sign in figures]
    return "".join(letters) if all(letters) else ""


def _may_be_itself(figures: str) -> bool:
    """Whether figures may be a number or a dash beside the words."""
    return figures.isdigit() or len(figures) == 1


def _groups(text: str, start: int, end: int) -> Iterator[list[re.Match[str]]]:
    """Two words and more of figures that stand together and make common words."""
    order = ranks()
    group: list[re.Match[str]] = []
    for m in (*FIGURE_WORD.finditer(text, start, end), None):
        word = _letters(m[0]).lower().encode() if m else b""
        # a letter alone is A or I, and a row of dashes is no word
        is_word = word in (b"a", b"i") or (len(set(word)) > 1 and order.get(word, COMMON) < COMMON)
        if m and is_word:
            group.append(m)
            continue
        while group and _may_be_itself(group[-1][0]):
            group.pop()
        while group and _may_be_itself(group[0][0]):
            group = group[1:]
        commonest = min((order[_letters(w[0]).lower().encode()] for w in group), default=COMMON)
        if len(group) > 1 and commonest < COMMONEST:
            yield group
        group = []


STOP_FOR_APOSTROPHE = re.compile(r"(?<=[A-Z])\.(?=S [A-Z]{2,})")
POSSESSOR = re.compile(r"(?:\A|[\s(\"])(?P<word>[A-Z]{5,20})\Z")


@repair("apostrophe-stop", Stage.TEXT, gate=r"[A-Z]{5}\.S [A-Z]{2}")
def stop_for_apostrophe(doc: Document) -> Iterator[Edit]:
    """A stop for an apostrophe: ``CAPITAL.S INSTRUCTIONS`` is ``CAPITAL'S INSTRUCTIONS``.

    No shift and no single unit of the code makes a stop of an apostrophe, so it is a slip of the
    hand or of the eye.  The word before must be known, of five letters and more, so that no
    abbreviation (``U.S``, ``DEPT.S``) is meant.  But S is South, too, behind a stop that lost its
    blank (``THE CAPITAL.S KOREA``), so it is a flag with its candidate.

    >>> from cablefix import repair
    >>> [f.candidates for f in repair("IN LINE WITH CAPITAL.S INSTRUCTIONS ON U.S POLICY").flags]
    [("'",)]
    >>> repair("LATITUDE 10 DEG.S AND HEADQTRS.S OFFICE").flags
    ()
    """
    text = doc.text
    for m in STOP_FOR_APOSTROPHE.finditer(text):
        one = POSSESSOR.search(text, max(0, m.start() - 22), m.start())
        if one and one["word"].lower().encode() in known():
            why = "a stop for an apostrophe, unless S is South"
            yield Edit(m.start(), m.end(), "'", 0.9, why)
