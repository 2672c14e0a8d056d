"""Stretches of words that are no English: another language, or letters in disorder.

Each word of a stretch is put into a class (how common it is, how it is written, how much its
letters look like a word's), and each class weighs as much as such words are commoner in damage
than in sound cables (``data/stretch_weights.tsv``).  A stretch is where the weights add up.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cablefix.lexicon import ranks
from cablefix.lexicon.places import is_field
from cablefix.lexicon.suspects import BROKEN_BEFORE
from cablefix.lexicon.trigrams import likeness

if TYPE_CHECKING:
    from cablefix.document import Document

_DATA = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")
DIGITS = b"0123456789"
# Ranks that part words of grammar, common, counted and rare words.
GRAMMAR, COMMON, COUNTED = 150, 5_000, 22_000
# Letters in disorder, hardly a word, perhaps a word, a word: see ``trigrams.likeness``.
DISORDER, DOUBT, LIKELY = -4, -1, 2
# Where so many words between strange ones are known, a stretch ends.
BETWEEN = 4
# Two strange words are a term or a name.
FEWEST = 3
DENSE = re.compile(rb"\x01(?:\x00{0,%d}\x01){%d,}" % (BETWEEN, FEWEST - 1))
TOKEN = re.compile(rb"[^ ]+")
# As far around a word as its case is compared with that of others.
NEAR = 40


# What a run weighs at least.  On the half "tune" of ../shared/cables (517 kB) the heaviest runs
# of sound text weigh 14.9 and 12.8 as another language (a list of Turkish firms, the name of an
# institute) and 9.5 as disorder; of the stretches put into it one in 25 weighs less.
FOREIGN = 15.5
DISORDERED = 9.8
# The columns of the table.
FOREIGN_WEIGHT, DISORDER_WEIGHT = 0, 1
# Of the words of a run in disorder so many must look like it: VON UND ZU is none.
RUBBISH = (" disorder", " doubt")
LEAST_RUBBISH = 2
# A run whose weight fell by so much does not go on: five common words.
DROP = 12.0
ENGLISH = frozenset(("grammar", "common", "counted", "rare", "number"))
# A blank line, a rule: more than the signs and the line end between two words of a sentence.
WIDE = 4
WALL, STOP = -8.0, -1.5
STOPS = frozenset(",;:()")
# Parts of addresses, of routing lines and of tables of offices.
JOINED = frozenset("/@_#=\\|<>")
INDICATORS = ("RUE", "RHE", "RHM", "RUC", "RUK", "RUL")
# An unknown word of so many letters that occurs twice is a name or a term.
NAME = 4


class Word(NamedTuple):
    """A word with its place and its class, and what stands before it speaks against one run."""

    start: int
    end: int
    kind: str
    apart: float = 0.0


@cache
def foreign_words() -> frozenset[bytes]:
    """Words of grammar of other languages, without accents."""
    found: set[bytes] = set()
    with open(os.path.join(_DATA, "foreign_words.tsv"), "rb") as file:
        for line in file:
            if not line.startswith(b"#"):
                found.update(line.split()[1:])
    return frozenset(found)


@cache
def weights() -> dict[str, tuple[float, float]]:
    """For each class its weight for another language, and for letters in disorder."""
    found = {}
    with open(os.path.join(_DATA, "stretch_weights.tsv"), encoding="ascii") as file:
        for line in file:
            if not line.startswith("#"):
                kind, foreign, disorder = line.split("\t")[:3]
                found[kind] = float(foreign), float(disorder)
    return found


def groups(doc: Document) -> Iterator[list[Word]]:
    """The words where three strange ones and more stand close together, with some around."""
    strange = {w for w in doc.unknown if not w.strip(b"'").isdigit()}
    if len(strange) < FEWEST:
        return
    tokens = doc.flat.split()
    marks = bytes(map(strange.__contains__, tokens))
    found = [m.span() for m in DENSE.finditer(marks)]
    if not found:
        return
    times = Counter(filter(strange.__contains__, tokens))
    for span in _places(doc.flat, found):
        words = []
        before = span[0][0]
        for start, end in span:
            kind = classed(doc, start, end, times).kind
            words.append(Word(start, end, kind, _apart(doc.text[before:start])))
            before = end
        yield words


def _apart(between: str) -> float:
    """How much the signs between two words speak against one run: a list, a rule, a blank line."""
    if len(between) > WIDE:
        return WALL
    return STOP if any(c in STOPS for c in between) else 0.0


def _places(flat: bytes, spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Where the tokens of each span of ordinals stand, and two on either side."""
    found: list[list[tuple[int, int]]] = []
    tokens = enumerate(TOKEN.finditer(flat))
    for first, last in spans:
        found.append([m.span() for i, m in _until(tokens, last + 1) if i >= first - 1])
    return found


def _until(
    tokens: Iterator[tuple[int, re.Match[bytes]]], last: int
) -> Iterator[tuple[int, re.Match[bytes]]]:
    """The tokens up to an ordinal; the next ones stay."""
    for i, m in tokens:
        yield i, m
        if i >= last:
            return


def classed(doc: Document, start: int, end: int, times: Mapping[bytes, int]) -> Word:
    """A word with its class; ``times`` says how often strange words occur."""
    return Word(start, end, _kind(doc, start, end, times))


def _is_code(text: str, start: int, end: int) -> bool:
    """Whether a word is part of an address or a code, or stands in a header line."""
    return (
        (start > 0 and text[start - 1] in JOINED)
        or text[end : end + 1] in JOINED
        or text.startswith(INDICATORS, start)
        or is_field(text, start)
    )


def _is_broken(text: str, start: int, end: int) -> bool:
    """Whether a word is a part of one that a line end broke, or of a code with digits."""
    return (
        text[end : end + 1] == "-"
        and (text[end + 1 : end + 2].isspace() or text[end + 1 : end + 2].isdigit())
    ) or (BROKEN_BEFORE.search(text, max(0, start - 8), start) is not None)


def _kind(doc: Document, start: int, end: int, times: Mapping[bytes, int]) -> str:
    """The class of a word: by its place, then by its letters."""
    word = doc.flat[start:end]
    bare = word.removesuffix(b"'s").strip(b"'")
    is_code = _is_code(doc.text, start, end)
    if is_code or _is_broken(doc.text, start, end):
        return "code" if is_code else "broken"
    if word.isdigit():
        return "number"
    if not bare or any(c in DIGITS for c in bare):
        return "digits inside"
    order = ranks()
    known = _known(bare, order.get(word, order.get(bare)))
    if known:
        return known
    if times.get(word, 0) > 1 and len(bare) >= NAME:
        return "unknown twice"
    return f"unknown {_case(doc.text, start, end)} {_length(bare)} {_looks(bare)}"


def _known(bare: bytes, rank: int | None) -> str:
    """The class of a word that is known here or elsewhere, or is a letter; empty for others."""
    if bare in foreign_words() and (rank is None or rank >= GRAMMAR):
        return "foreign" if rank is None else "foreign and known"
    if len(bare) == 1 and bare not in b"ai":
        return "letter"
    if rank is None:
        return ""
    places = ((GRAMMAR, "grammar"), (COMMON, "common"), (COUNTED, "counted"))
    return next((kind for below, kind in places if rank < below), "rare")


def _case(text: str, start: int, end: int) -> str:
    """How a word is written, and whether the text around it is written so."""
    if text[start : start + 1].islower():
        return "small"
    if text[max(0, start - NEAR) : end + NEAR].isupper():
        return "in capitals"
    return "capital" if text[start + 1 : end].islower() else "abbreviation"


def _length(word: bytes) -> str:
    return "short" if len(word) < 3 else "middling" if len(word) < 6 else "long"


def _looks(word: bytes) -> str:
    like = likeness(word)
    if like < DISORDER:
        return "disorder"
    return "doubt" if like < DOUBT else "perhaps" if like < LIKELY else "word"


class Stretch(NamedTuple):
    """A run of words that are no English: where, its weight, and how many words are known."""

    start: int
    end: int
    weight: float
    words: int
    known: int


@lru_cache(maxsize=1)  # two passes ask for the same document
def stretches(doc: Document) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """The runs of another language in a document, and those of letters in disorder.

    Of two that overlap the heavier is one; a run of disorder holds words that look like it.
    """
    foreign: list[Stretch] = []
    disorder: list[Stretch] = []
    for words in groups(doc):
        tongues = list(_runs(words, FOREIGN_WEIGHT, FOREIGN))
        rubbish = list(_runs(words, DISORDER_WEIGHT, DISORDERED))
        foreign += (s for s in tongues if not _is_lighter(s, rubbish))
        disorder += (s for s in rubbish if not _is_lighter(s, tongues))
    return tuple(foreign), tuple(disorder)


def _is_lighter(one: Stretch, others: Sequence[Stretch]) -> bool:
    return any(
        o.start < one.end and one.start < o.end and (o.weight, o.start) > (one.weight, one.start)
        for o in others
    )


def _runs(words: Sequence[Word], column: int, least: float) -> Iterator[Stretch]:
    for weight, first, last in best(words, column):
        run = words[first:last]
        if weight < least or len(run) < FEWEST:
            continue
        if column == DISORDER_WEIGHT and sum(w.kind.endswith(RUBBISH) for w in run) < LEAST_RUBBISH:
            continue
        known = sum(w.kind in ENGLISH for w in run)
        yield Stretch(run[0].start, run[-1].end, weight, len(run), known)


def best(words: Sequence[Word], column: int) -> Iterator[tuple[float, int, int]]:
    """The runs whose weights (of one kind of damage) add up to most: weight, first, last + 1.

    The usual scan: a run ends where the sum would begin better anew; what is left of it behind
    its best end is looked at again.
    """
    table = weights()
    first = at = end = 0
    total = most = 0.0
    while at < len(words):
        total += table.get(words[at].kind, (0.0, 0.0))[column]
        if at > first:
            total += words[at].apart
        at += 1
        if total > most:
            most, end = total, at
        if total <= 0 or (most - total > DROP):
            if most > 0:
                yield most, first, end
                at = end
            first = at
            total = most = 0.0
    if most > 0:
        yield most, first, end
