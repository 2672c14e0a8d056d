"""Signs outside the code set of the line: an apostrophe, a quotation mark, a dash sent as another.

Word processors wrote curly marks and long dashes, which the code set of the telegraph line does
not have.  Some stations sent each of them as one certain other sign: ``Iran,s``, ``&a lot of
it,8``, ``the Houthis )- who`` (DAMAGE.md A1 to A4, A9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.lexicon import known
from cablefix.types import Edit, Finding, Flag, Stage, repair

# The literal first, so that `re` can jump to it.  Two letters at least before it, or the pronoun:
# "options a,b,d" is a list.
COMMA = re.compile(
    r",(?=[smrtvld])(?:(?<=[A-Za-z]{2},)(?=s\b(?![,.]\w))"
    r"|(?<=[A-Za-z][a-z],)(?=(?:re|ve|ll|d)\b(?![,.]\w))|(?<=n,)(?=t\b)"
    r"|(?<=\bI,)(?=(?:m|ve|ll|d)\b))"
)
# A question mark is followed by a blank; in an address, by a name and an equals sign.
QUESTION = re.compile(r"\?(?=[st](?:[\s.,;:!?\"')]|\Z))(?:(?<=[A-Za-z]{2}\?)(?=s)|(?<=n\?)(?=t))")
# Names: Conseil d'Etat, O'Brien.  Only beside other commas of this kind.
ELIDED = re.compile(r",(?=[A-Z][a-z]{2})(?<=\b[dlDLO],)")
# "section IV,s" is a list of places.
ROMAN = re.compile(r"(?<!\w)[IVXL]{2,7}\Z")
# In capitals S and T may be items of a list: one place alone is a flag.
CAPITAL = re.compile(r",(?=[ST]\b(?![,.]\w))(?:(?<=[A-Z]{3},)(?=S)|(?<=[A-Z]N,)(?=T))")


@repair(
    "apostrophe-misread",
    Stage.TEXT,
    gate=r"[A-Za-z],(?:s|t|re|ve|ll|d|m)\b|[A-Z]{2},[ST]\b|[A-Za-z]\?[st](?:[\s.,;:!?\"')]|\z)",
    whole=True,
)
def misread_apostrophe(doc: Document) -> Iterator[Edit]:
    """Apostrophes sent as a comma or a question mark: ``Iran,s`` is ``Iran's``.

    A curly apostrophe was sent as a comma 1,133 times in 206 of 1,295 cables (DAMAGE.md A1), as a
    question mark in four (A9).  A comma or a question mark of a sentence has a blank behind it, so
    one between a word and ``s``, ``re``, ``ve``, ``ll`` or ``d``, or between ``n`` and ``t``, is
    none.  ``Conseil d,Etat`` and ``IRAN,S`` are repaired beside such a place, and ``IRAN,S`` where
    there are two.  Lists of letters (``a,b,d``) stay.

    >>> from cablefix import clean
    >>> clean("Iran,s answer, said Post, wasn,t clear.")
    "Iran's answer, said Post, wasn't clear."
    >>> clean("see items a,b,d and page?s=1")
    'see items a,b,d and page?s=1'
    """
    found = list(COMMA.finditer(doc.text))
    for m in found:
        if not ROMAN.search(doc.text, max(0, m.start() - 8), m.start()):
            why = "an apostrophe: no comma stands inside a word"
            yield Edit(m.start(), m.end(), "'", 0.99, why)
    capitals = list(CAPITAL.finditer(doc.text))
    for m in capitals:
        sure = 0.98 if found or len(capitals) > 1 else 0.9
        yield Edit(m.start(), m.end(), "'", sure, "an apostrophe: no comma stands inside a word")
    for m in ELIDED.finditer(doc.text) if found else ():
        yield Edit(m.start(), m.end(), "'", 0.98, "an apostrophe, as in other words of this text")
    for m in QUESTION.finditer(doc.text):
        yield Edit(m.start(), m.end(), "'", 0.985, "an apostrophe: no question ends inside a word")


OPENED = re.compile(r"&(?=[A-Za-z])(?<![\w&/]&)")
# G8, F-8, 5.8 and 1998 end in an 8 that closes nothing, and one behind a bracket is a note.
CLOSED = re.compile(r"8(?!\w)(?:(?<=[a-z?!;']8)|(?<=[A-Za-z)][.,]8)|(?<=[A-Z]{3}8))|&|\n[ \t]*\n")
# A quotation longer than this was not found: the longest of 221 has 140 signs (DAMAGE.md A2).
LONGEST_QUOTATION = 400


@repair("quote-misread", Stage.TEXT, gate=r"(?:\A|[^\w&/])&[A-Za-z]", whole=True)
def misread_quote(doc: Document) -> Iterator[Finding]:
    """Quotation marks sent as &...8: ``the &Kurdish problem.8`` had a pair of them.

    The curly marks were sent so 221 times in 67 of 1,295 cables (DAMAGE.md A2).  An ``&`` that
    leans on a word and an ``8`` that leans on the end of one decide each other: neither stands
    so for itself (``AT&T``, ``the G8``).  An ``&`` without its ``8`` is flagged beside such pairs.

    >>> from cablefix import clean
    >>> clean("He called it the &Kurdish problem.8 Then he left.")
    'He called it the "Kurdish problem." Then he left.'
    >>> clean("AT&T and the G8 met & agreed on 8 May 1998")
    'AT&T and the G8 met & agreed on 8 May 1998'
    """
    found = list(_quotations(doc.text))
    if all(end < 0 for _, end in found):
        return
    for start, end in found:
        if end < 0:
            why = "perhaps a quotation mark, as elsewhere in this text; nothing closes it"
            yield Flag(start, start + 1, "doubtful", why, ('"',))
        else:
            why = "a quotation mark: an & that opens and an 8 that closes decide each other"
            yield Edit(start, start + 1, '"', 0.985, why)
            yield Edit(end, end + 1, '"', 0.985, why)


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    """Where each & stands that may open a quotation, and the 8 that closes it; -1 if none does."""
    for m in OPENED.finditer(text):
        end = CLOSED.search(text, m.end(), m.end() + LONGEST_QUOTATION)
        yield m.start(), end.start() if end is not None and end[0] == "8" else -1


DASH = re.compile(
    r"\)(?P<both>-)?(?= [\w\"'])(?:(?<=[\w.,;:\"')] \))|(?<=[\w.,;:\"')] \)-)|(?<=\n\))|(?<=\n\)-))"
)
# "a ) trade, b ) aid": the bracket of a list.
ITEM = re.compile(r"(?:\A|[\s(])(?:[A-Za-z]|[0-9]{1,2}|[ivxIVX]{1,4}) \Z")
PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
# As far back as an opening bracket is looked for.
FARTHEST_BRACKET = 1_000


@repair("dash-misread", Stage.TEXT, gate=r"\s\)-? \S", whole=True)
def misread_dash(doc: Document) -> Iterator[Edit]:
    """Dashes sent as ``)-`` or ``)``: ``the Houthis )- who denied it`` had two dashes.

    The long dash was sent so 47 times in 30 of 1,295 cables (DAMAGE.md A3).  Such a bracket
    closes nothing: none is open before it in its paragraph, and blanks stand on both sides.  A
    bracket alone is taken for a dash only beside other signs that were sent in the same way.

    >>> from cablefix import clean
    >>> clean("He supports them )- he says.")
    'He supports them -- he says.'
    >>> clean("He supports them (he says ) and goes.")
    'He supports them (he says ) and goes.'
    """
    text = doc.text
    found = [
        m
        for m in DASH.finditer(text)
        if not _is_open(text, m.start()) and not ITEM.search(text, max(0, m.start() - 8), m.start())
    ]
    if not found:
        return
    is_habit = any(m["both"] for m in found) or COMMA.search(text) is not None
    is_habit = is_habit or any(end >= 0 for _, end in _quotations(text))
    for m in found:
        if m["both"] or is_habit:
            why = "a dash: the bracket closes nothing, and blanks stand on both sides"
            yield Edit(m.start(), m.start() + 1, "-", 0.98, why)


def _is_open(text: str, at: int) -> bool:
    """Whether a bracket is open at ``at``, of those in its paragraph."""
    start = max(0, at - FARTHEST_BRACKET)
    for m in PARAGRAPH_END.finditer(text, start, at):
        start = m.end()
    stretch = text[start:at]
    return stretch.count("(") > stretch.count(")")


# A Q between letters, before a word, or behind one.
Q_SIGN = re.compile(
    r"(?<=[a-z])Q(?P<apostrophe>(?=(?:s|t|re|ve|ll|d|m)\b))"
    r"|(?<!\w)Q(?P<opens>(?=[A-Za-z]))"
    # behind a word, or behind the stop of one: no I.Q. and no M.Q.M.
    r"|Q(?P<closes>)(?!\w)(?:(?<=[a-z]Q)|(?<=[a-z][.,?!]Q))"
    r"|(?P<end>\n[ \t]*\n)"
)
LETTERS = re.compile(r"[A-Za-z]+")
# So many places make a habit; and a text with marks of its own has none.
HABIT = 4
MARKS = frozenset("'\"’“”")


@repair(
    "quote-letter",
    Stage.TEXT,
    gate=r"[a-z][.,?!]?Q(?:(?:s|t|re|ve|ll|d|m)\b|[^A-Za-z0-9_]|\z)",
    whole=True,
)
def letter_quote(doc: Document) -> Iterator[Finding]:
    r"""Quotes and apostrophes sent as ``Q``: ``the ministerQs QGreen TeamQ``.

    One post sent every mark so for a time (DAMAGE.md A4: two of 1,295 cables).  Only a text that
    has four such places and not one mark of its own is taken to do it.  A Q inside a word is its
    apostrophe; one that opens and the one that closes in the same paragraph are a pair; what is
    left over is flagged.  Names keep their letter (``Qatar``).

    >>> from cablefix import clean
    >>> clean("ZambiaQs team, the QGreen TeamQ, said Qgo home,Q as YemenQs did.")
    'Zambia\'s team, the "Green Team", said "go home," as Yemen\'s did.'
    >>> clean("Qatar's team left Qom.")
    "Qatar's team left Qom."
    """
    text = doc.text
    if not MARKS.isdisjoint(text):
        return
    found = [m for m in Q_SIGN.finditer(text) if m["opens"] is None or _opens(text, m.end())]
    # a Q before a word alone may be a line hit
    is_habit = any(m["apostrophe"] is not None or m["closes"] is not None for m in found)
    if not is_habit or sum(m["end"] is None for m in found) < HABIT:
        return
    why = "a mark: this text has no other, and Q in its places throughout"
    opened: list[re.Match[str]] = []
    closed: list[re.Match[str]] = []
    for m in [*found, None]:
        if m is not None and m["apostrophe"] is not None:
            yield Edit(m.start(), m.end(), "'", 0.98, why)
        elif m is not None and m["closes"] is not None:
            closed.append(m)
        else:
            yield from _pair(text, opened, closed, why)
            opened = [m] if m is not None and m["opens"] is not None else []
            closed = []


def _opens(text: str, at: int) -> bool:
    """Whether the word at ``at`` is one without the Q before it, and none with it."""
    m = LETTERS.match(text, at)
    word = m[0].lower().encode() if m else b""
    is_name = m is not None and m[0][:1].isupper() and not m[0].isupper()  # QDR is an office
    return b"q" + word not in known() and (word in known() or is_name)


def _pair(
    text: str, opened: list[re.Match[str]], closed: list[re.Match[str]], why: str
) -> Iterator[Finding]:
    """The marks from one that opens to the next: the last one that closes is its partner."""
    if opened and closed:
        yield Edit(opened[0].start(), opened[0].end(), '"', 0.975, why)
        yield Edit(closed[-1].start(), closed[-1].end(), '"', 0.975, why)
        closed = closed[:-1]
    elif opened:
        yield Flag(opened[0].start(), opened[0].end(), "doubtful", f"{why}; none closes", ('"',))
    for m in closed:
        if text[m.start() - 1] == "s":
            yield Edit(m.start(), m.end(), "'", 0.97, why)
        else:
            yield Flag(m.start(), m.end(), "doubtful", f"{why}; none opens", ('"', "'"))
