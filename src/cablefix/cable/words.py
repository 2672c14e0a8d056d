"""The words of a head: as they stand, as letters, as digits, and what in a header each may be.

What a word may be depends on the word alone, so it is found once for each word and kept: the
words of headers, and those of prose, come again and again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from cablefix.cable.closed import codes
from cablefix.cable.letters import SHAPES

WORD = re.compile(r"\S+")
HAS_DIGIT = re.compile(r"[0-9]")
# A word of letters alone is a word, unless it is so short: OSLO is not 0510.
SHORT = 3
# What specks and misread stops put around a word.
SPECKS = ".,:;*'\"‘’“”`_-~^|!()[]{}=+•°"
# Letters for the digits of the same shape.
AS_LETTERS = str.maketrans("01524863@|$", "OISZABGEOIS")

SERIAL = re.compile(r"[#HNWMX]?[0-9]{4}(?:[/1][0-9]{2})?")
DAY_TIME = re.compile(r"[0-9]{6}[Z2]?")
OFFICE = re.compile(r"[A-Z0-9]{1,5}[-+~=*][0-9A-Z@]{2,3}\b")
ADDRESSEE = re.compile(r"[A-Z]{4,8}[/\\|][A-Z]")
MARKER = re.compile(r"¶?1\.|\S{1,4}[.,:]|SUMMARY[:.]")
EXECUTIVE_ORDERS = frozenset(("11652", "12065", "12356", "12958", "13526"))
MONTHS = (
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
)  # fmt: skip
PROSIGNS = frozenset(("ZZ", "OO", "PP", "RR"))
# What the names of posts and of the Department begin with.
TITLES = (
    "AMEMBASSY", "AMCONSUL", "AMCONGEN", "USMISSION", "SECSTATE", "USLO", "USINT", "USDEL", "USUN",
)  # fmt: skip
# Addressees whose names stand without a title.
COMMANDS = frozenset(("CINCPAC", "USCINCPAC", "CINCEUR", "CINCLANT", "USNMR", "USDAO"))
# Words that a second number follows, behind the first: STATE 235935 TOSEC 100054.
SERIES = frozenset(("TOSEC", "TODEP", "SECTO", "DEPTO", "TOECO"))
# A classification word begins so, or with a letter of it lost (DAMAGE.md A7).
CLASS_HEAD = re.compile(
    r"(?:[UNCOSELTG]|[UNCOSELT]{2,3}"
    r"|[A-Z]{0,2}(?:(?:UNCL|CONF|ONFI|NCLA|SECR|ECRE|LIMI|IMIT).*|TOP|SE|CSE|EC|S))\Z"
)
LABELS = {
    "TAGS": "tags",
    "SUBJECT": "subject",
    "SUBJ": "subject",
    "REF": "references",
    "REFS": "references",
    "REF(S": "references",
    "REFTEL": "references",
    "REFTELS": "references",
}
# What a label that is a letter off must end in, if it is short: any word may be.
ENDS_LABEL = frozenset(":;!.,_=")


# A misread value is within so many signs of the right one, for each four signs it has.
SIGNS_OFF = 4


class Word(NamedTuple):
    """A word: as letters in capitals, as digits, without specks, and the names of what it may be.

    ``label`` is the kind of line that it is the label of, ``is_exact`` whether no letter is off.
    """

    raw: str
    letters: str
    digits: str
    bare: str
    may_be: frozenset[str]
    label: str
    is_exact: bool


@cache
def _levenshtein() -> Callable[..., int]:
    """The edit distance, loaded when a word is looked at that is not as it should be."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance


def distance(one: str, other: str, most: int) -> int:
    """How many signs two words are apart; more than ``most`` of them are not counted."""
    return 0 if one == other else _levenshtein()(one, other, score_cutoff=most)


def near(word: str, target: str, most: int) -> bool:
    """Whether a word is at most so many signs away from another."""
    return abs(len(word) - len(target)) <= most and (distance(word, target, most) <= most)


def is_near(read: str, right: str) -> bool:
    """Whether one may be a misreading of the other: a sign off in each four of each word."""
    if read.count(" ") != right.count(" "):  # a blank came or went, and hardly more
        a, b = read.replace(" ", ""), right.replace(" ", "")
        return len(a) == len(b) and (a == b or (len(b) > SIGNS_OFF and distance(a, b, 1) == 1))
    pairs = zip(read.split(" "), right.split(" "), strict=True)
    return all(a == b or is_near_word(a, b) for a, b in pairs)


def is_near_word(read: str, right: str) -> bool:
    """The same of one word."""
    most = max(1, len(right) // SIGNS_OFF)
    return distance(read, right, most) <= most


@lru_cache(maxsize=16_384)
def read(raw: str) -> Word:
    """A word with everything that it may be in a header."""
    letters = raw.translate(AS_LETTERS).upper()
    has_digit = HAS_DIGIT.search(raw) is not None
    digits = (raw.translate(SHAPES) if has_digit or len(raw) < SHORT else raw).strip(SPECKS)
    bare = letters.strip(SPECKS)
    label, is_exact = _label(raw, bare)
    word = Word(raw, letters, digits, bare, frozenset(), label, is_exact)
    return word._replace(may_be=frozenset(n for n, test in _TESTS.items() if test(word)))


def _label(raw: str, bare: str) -> tuple[str, bool]:
    """The kind of line that a word is the label of, and whether it is spelt so."""
    trimmed = bare[:-1] if raw[-1:] in ("_", "!", "|") and bare[-1:] == "I" else bare
    # its first word may be glued to it: TAGS:MARR
    if kind := LABELS.get(trimmed) or LABELS.get(bare.partition(":")[0] if ":" in raw else ""):
        return kind, True
    for name, kind in LABELS.items():
        most = 2 if len(name) > 5 else int(raw[-1:] in ENDS_LABEL)
        if near(trimmed, name, most):
            return kind, False
    return "", False


def caption(bare: str) -> str:
    """The caption that a word is, with a letter of it misread; empty if it is none."""
    if bare in codes("caption"):
        return bare
    found = [c for c in codes("caption") if len(c) > 5 and near(bare, c, 1)]
    return found[0] if len(found) == 1 else ""


def _is_title(bare: str) -> bool:
    """Whether a word is the title of a post; a short one may not be misread (OSLO is not USLO)."""
    return (
        bare in TITLES
        or bare in COMMANDS
        or (len(bare) > 6 and any(len(title) > 6 and near(bare, title, 2) for title in TITLES))
    )


def _is_order_label(letters: str) -> bool:
    return len(letters) <= 5 and letters.replace(".", "").strip(SPECKS)[:2] in ("EO", "EQ", "ED")


def _is_fivefold(bare: str) -> bool:
    """Whether five signs are one letter five times, one or two of them misread."""
    return len(bare) in (4, 5, 6) and max(map(bare.count, set(bare))) >= 3


_TESTS: dict[str, Callable[[Word], bool]] = {
    "start": lambda w: len(w.bare) >= 9 and near(w.bare[:5], "VZCZC", 2),
    "prosign": lambda w: w.bare in PROSIGNS,
    "two": lambda w: len(w.bare) == 2 and any(near(w.bare, word, 1) for word in ("DE", "FM", "TO")),
    "info": lambda w: near(w.bare, "INFO", 1),
    "page": lambda w: near(w.bare, "PAGE", 1),
    "signal": lambda w: len(w.bare) == 3 and (near(w.bare, "ZNR", 1) or near(w.bare, "ZNY", 1)),
    "fivefold": lambda w: _is_fivefold(w.bare),
    "action": lambda w: near(w.bare, "ACTION", 2) or near(w.bare, "ORIGIN", 2),
    "drafting": lambda w: w.bare in ("DRAFTED", "APPROVED"),
    "day and time": lambda w: DAY_TIME.fullmatch(w.digits) is not None,
    "serial": lambda w: SERIAL.fullmatch(w.digits) is not None,
    "month": lambda w: any(near(w.bare, m, 1) for m in MONTHS),
    "office": lambda w: OFFICE.match(w.raw) is not None,
    "title": lambda w: _is_title(w.bare),
    "addressee": lambda w: ADDRESSEE.match(w.letters) is not None or _is_title(w.bare),
    "class word": lambda w: CLASS_HEAD.match(w.bare) is not None or near(w.bare, "SECTION", 1),
    "caption": lambda w: w.bare in codes("caption") and w.bare not in SERIES,
    "caption alone": lambda w: len(w.bare) > 4 and caption(w.bare) != "",
    "notice": lambda w: w.bare in ("PASS", "FOR", "FROM", "PLEASE", "ALSO"),
    "order label": lambda w: _is_order_label(w.letters),
    "order number": lambda w: w.digits[:5] in EXECUTIVE_ORDERS,
    "order": lambda w: (
        w.letters[:3] in ("E.O", "EOI") and w.digits.replace(".", "")[-5:] in EXECUTIVE_ORDERS
    ),
    "classified": lambda w: (
        (w.raw[:1] in "Cc(" and near(w.bare, "CLASSIFIED", 2)) or w.bare == "DERIVED"
    ),
    "marker": lambda w: MARKER.fullmatch(w.raw) is not None,
}


class Words:
    """The words of a stretch of text, with empty ones behind the last, to look ahead into."""

    def __init__(self, text: str, start: int, end: int) -> None:
        spans = [m.span() for m in WORD.finditer(text, start, end)]
        self.text = text
        self.start = [a for a, _ in spans]
        self.end = [b for _, b in spans]
        words = [read(text[a:b]) for a, b in spans] + [read("")] * 4
        self.words = words
        self.raw = [w.raw for w in words]
        self.letters = [w.letters for w in words]
        self.digits = [w.digits for w in words]
        self.bare = [w.bare for w in words]
        # how many line ends stand before a word
        ends = [start, *self.end]
        self.breaks = [
            0 if b - a == 1 and text[a] == " " else text.count("\n", a, b)
            for a, b in zip(ends, self.start, strict=False)
        ]
        if self.breaks and (not start or text[start - 1] == "\n"):
            self.breaks[0] = 2

    def may_be(self, i: int, name: str) -> bool:
        """Whether word ``i`` may be what ``name`` says."""
        return name in self.words[i].may_be

    def breaks_at(self, i: int) -> int:
        """How many line ends stand before word ``i``; one behind the last word."""
        return self.breaks[i] if i < len(self.breaks) else 1

    def line_end(self, i: int, most: int | None = None) -> int:
        """The word behind the last one on the line of word ``i``, looked for up to ``most``."""
        last = len(self.breaks) if most is None else min(most, len(self.breaks))
        i += 1
        while i < last and not self.breaks[i]:
            i += 1
        return i
