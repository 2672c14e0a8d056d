"""Misread words: repaired where it is certain, flagged with their readings where it is likely."""

from __future__ import annotations

from collections.abc import Iterator

from cablefix.document import Document
from cablefix.lexicon.decision import is_right, is_wrong
from cablefix.lexicon.doubts import (
    AT_START,
    CAPITALS,
    FIGURES,
    LOWER,
    MIXED,
    NAMELIKE,
    Doubt,
    doubts,
    stands,
)
from cablefix.lexicon.kept import NEGATION, kept
from cablefix.lexicon.places import is_among_strangers, is_field
from cablefix.types import Edit, Finding, Flag, Stage, repair

# A reading less likely than this is no repair in any profile.
LIKELY = 0.5
# A word is flagged if it is wrong in so many cases of a hundred: nine of ten flags are right, and
# a sound cable has no more than one in a thousand words (docs/evaluation.md).
FLAGGED = 0.85
# The share of capitals in a document that is written in them.
ALL_CAPITALS = 0.5
# So many other strange words beside a word are a stretch that cannot be read: none is repaired.
GARBLED = 3
# A reading a hundred times less likely than the best is no help to a reader.
FAR = 2.0
CASE, TIMES = FIGURES.index("case"), FIGURES.index("times")
IN_CAPITALS, STRANGERS = FIGURES.index("share in capitals"), FIGURES.index("strangers beside")
REAL_WORD, OWN_PAIRS = FIGURES.index("a real word"), FIGURES.index("own pairs")
LENGTH, SHORT = FIGURES.index("length"), 2
LEFT, RIGHT = FIGURES.index("left"), FIGURES.index("right")
# What makes a word its opposite.
OPPOSITE = ("un", "in", "im", "ir", "il", "dis", "non", "mis", "a")


@repair("word-confusion", Stage.WORDS, view="unknown", whole=True)
def confused_word(doc: Document) -> Iterator[Finding]:
    """Words that a scanner or the line made of others: ``tbe`` for ``the``.

    Doubted is a word that no tier of the lexicon holds, or one that scanners often make of
    another (``tho``, ``arid``).  Its readings are weighed by how often scanners make that mistake,
    by how common the reading is, by the words on both sides, and by what speaks for a word that we
    do not know: a surname, a town, a word of another language, a document with few strange words.
    The confidence is the share of such readings that proved right in training
    (``tools/train_words.py``); on pages held back it is kept from 0.97, and promises too much
    below (docs/evaluation.md).  ``record`` repairs where it is at least 0.97, ``reading`` from 0.5;
    a word that is likely wrong and less sure to be read is flagged with its readings, the
    likeliest first.

    Never repaired: a capitalised word in mid-sentence, unless the document has the same name as
    it reads (the first word of a line counts as the first of a sentence); words in capitals in
    other text; codes, numbers, and what stands in header lines; what reads as a number, a month or
    a day of the week in words; ``not``, ``now`` and what else turns a sentence round
    (``data/kept_words.tsv``); words among several that cannot be read, or in another language; one
    form that would be repaired two ways.

    >>> from cablefix import clean
    >>> clean("He told us that tbe goveriment would reply to tbe note in tbe coming weeks.")
    'He told us that the government would reply to the note in the coming weeks.'
    >>> clean("Director VasIU was here in October, and Mr. Goverin left for Chisinau.")
    'Director VasIU was here in October, and Mr. Goverin left for Chisinau.'
    """
    found = list(doubts(doc))
    chances = [is_right(d.figures) if d.readings else 0.0 for d in found]
    torn = _torn(doc.text, found, chances)
    for doubt, chance in zip(found, chances, strict=True):
        word = doc.text[doubt.start : doubt.end]
        if chance >= LIKELY and word.lower() not in torn and _may_repair(doc, doubt):
            why = f"no known word; misread for {doubt.written(doc.text)}, as scanners do"
            yield Edit(doubt.start, doubt.end, doubt.written(doc.text), chance, why)
        elif _may_flag(doc, doubt) and is_wrong(doubt.figures) >= FLAGGED:
            yield Flag(doubt.start, doubt.end, "doubtful", *_said(doc.text, doubt))


def _said(text: str, doubt: Doubt) -> tuple[str, tuple[str, ...]]:
    """Why a word is flagged, and what it may stand for."""
    least = doubt.readings[0].score - FAR
    candidates = tuple(
        doubt.written(text, n) for n, r in enumerate(doubt.readings) if r.score >= least
    )
    return "likely misread; the likeliest reading first", candidates


def _torn(text: str, found: list[Doubt], chances: list[float]) -> set[str]:
    """The forms that would be repaired in two ways in this document."""
    meant: dict[str, set[str]] = {}
    for doubt, chance in zip(found, chances, strict=True):
        if chance >= LIKELY:
            word = text[doubt.start : doubt.end].lower()
            meant.setdefault(word, set()).add(doubt.readings[0].word)
    return {word for word, readings in meant.items() if len(readings) > 1}


def _may_repair(doc: Document, doubt: Doubt) -> bool:
    """Whether a word is one that may be repaired at all, however sure its reading is."""
    text = doc.text
    word = text[doubt.start : doubt.end]
    figures = doubt.figures
    return (
        _has_evidence(figures)
        and _is_plain(text, word, doubt)
        and not _turns_round(word.lower(), doubt)
        and figures[STRANGERS] < GARBLED
        and not is_field(text, doubt.start)
        and not is_among_strangers(doc, doubt.start, doubt.end)
    )


def _has_evidence(figures: tuple[float, ...]) -> bool:
    """Whether a word of two letters has both neighbours for its reading, and none for itself.

    It may be a code: the TAGS ``ke`` is Kenya.
    """
    if figures[REAL_WORD] or figures[LENGTH] > SHORT:
        return True
    return not figures[OWN_PAIRS] and figures[LEFT] > 0 and figures[RIGHT] > 0


def _may_flag(doc: Document, doubt: Doubt) -> bool:
    """Whether an unknown word has a reading, and is no name and no part of a foreign phrase."""
    return (
        bool(doubt.readings)
        and not doubt.figures[REAL_WORD]
        and (doubt.figures[LENGTH] > SHORT or doubt.figures[CASE] == AT_START)
        and doubt.figures[CASE] != MIXED
        and _is_plain(doc.text, doc.text[doubt.start : doubt.end], doubt)
        and not is_field(doc.text, doubt.start)
        and not is_among_strangers(doc, doubt.start, doubt.end)
    )


def _is_plain(text: str, word: str, doubt: Doubt) -> bool:
    """Whether a word is written as no name and no code is."""
    case = doubt.figures[CASE]
    if case == CAPITALS:
        return doubt.figures[IN_CAPITALS] >= ALL_CAPITALS
    if case == AT_START:  # twice is a name
        return doubt.figures[TIMES] < 2 or stands(text, doubt.readings[0].word)
    if case == NAMELIKE:
        return stands(text, doubt.written(text))
    # a capital inside a word of small letters: feU, assuranCe; a Q is what a line hit leaves
    return case == LOWER or "Q" not in word


def _turns_round(word: str, doubt: Doubt) -> bool:
    """Whether a word reads as a number or a date, or may be a negation, or one of two opposites."""
    forms = {word, *(r.word for r in doubt.readings[:2])}
    is_kept = doubt.readings[0].word in kept() or any(kept().get(f) == NEGATION for f in forms)
    return is_kept or any(opposite + form in forms for form in forms for opposite in OPPOSITE)
