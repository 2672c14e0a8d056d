"""Spans that cannot be read, and sentences that break off: said, never repaired."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from cablefix.document import Document
from cablefix.lexicon.stretches import Stretch, stretches
from cablefix.lexicon.suspects import Suspect
from cablefix.types import Flag, Stage, repair

# How many words may lie between two suspects of one garbled span.
REACH = 8
# Sound text has one suspect in so many words: 91 in 92,215 words of the 2000s, 23 in 49,612 of the
# 1970s, 24 in 23,968 of ../shared/ocr/truth.
SOUND = 1_000
# The chance at which suspects of a sound text would stand as close by accident: one in a hundred
# documents is flagged for nothing.
ACCIDENT = 0.01

TWO_WORDS_BEFORE = re.compile(r"(?:\S+ +){1,2}\Z")
TWO_WORDS_BEHIND = re.compile(r"(?:[^\w\s]* +[^\s]*\w){1,2}")

# A paragraph shorter than this may be a heading, a list item or an address.
PROSE = 150
# As much of a line as tells how it ends.
LONGEST_END = 200
ENDS_OPEN = re.compile(r"[A-Za-z,]\Z")
# "END SUMMARY", a web address, a classification line
NO_SENTENCE = re.compile(r"\bEND [A-Z]+\Z|://|_|\d{4,}\Z|(?i:\bend (?:of )?[a-z]+\Z)")
# A page line between the last sentence and the next marker (1975ROME15654).
PAGE_LINE = re.compile(r"\s*PAGE \d")
LAST_WORDS = re.compile(r"\S+(?:\s+\S+){0,4}\Z")


@repair("span-garbled", Stage.REVIEW, view="unknown", whole=True)
def garbled_span(doc: Document) -> Iterator[Flag]:
    """Strange words close together: ``a lowest, commop such as at the UN. Hn October 2006``.

    One strange word is a misprint or a term; several in a few words, in a text that has few, are
    a stretch that the line or the scanner lost.  Such words are counted as in ``word-confusion``
    (no names, no foreign phrases), and a group is flagged if a text with so many strange words
    would hold one so dense by accident in less than one document of a hundred.  Three strange words
    or more whose letters stand in no order of English or of names (``HTEGMNOIETN``) are one
    anyhow.  The reason says how many words can be read, as a quality from 0 to 1.  Nothing in it is
    repaired: what stands there may be the rest of something quite different.

    >>> from cablefix import repair
    >>> sound = "The talks went on for two days and both sides agreed to meet in May. " * 9
    >>> damaged = sound + "A lowest, commop such as at the UN. Hn October he left."
    >>> [f.kind for f in repair(damaged).flags]
    ['garbled', 'doubtful']
    >>> [f.kind for f in repair(sound + "A commop was there. " + sound + "Both went.").flags]
    ['doubtful']
    """
    found = [(s.start, s.end, _disordered(s)) for s in stretches(doc)[1]]
    found += _crowded(doc)
    yield from _united(found)


def _disordered(stretch: Stretch) -> str:
    return (
        f"letters in disorder: {stretch.known} of {stretch.words} words can be read"
        f" (quality {stretch.known / stretch.words:.2f})"
    )


def _united(found: list[tuple[int, int, str]]) -> Iterator[Flag]:
    """Flags on spans in order; of those that overlap, one on all of them with the first reason."""
    last: tuple[int, int, str] | None = None
    for start, end, why in sorted(found):
        if last is not None and start <= last[1]:
            last = last[0], max(end, last[1]), last[2]
            continue
        if last is not None:
            yield Flag(last[0], last[1], "garbled", last[2])
        last = start, end, why
    if last is not None:
        yield Flag(last[0], last[1], "garbled", last[2])


def _crowded(doc: Document) -> Iterator[tuple[int, int, str]]:
    """Spans where suspects stand closer together than by accident."""
    suspects = doc.suspects
    if len(suspects) < 2:
        return
    words = len(doc.flat.split())
    for group in _groups(suspects):
        size = len(group)
        width = group[-1].ordinal - group[0].ordinal
        rate = (len(suspects) - size + 1) / (words + SOUND)
        # how many groups begin by accident, times the chance that the rest follows in the width
        expected = rate * words * _tail(size - 1, rate * width)
        if size > 1 and expected < ACCIDENT:
            start, end = _wider(doc.text, group[0].start, group[-1].end)
            quality = f"(quality {1 - size / (width + 1):.2f})"
            yield (
                start,
                end,
                f"{size} strange words close together: text was lost or misread here {quality}",
            )


@repair("span-foreign", Stage.REVIEW, view="unknown", whole=True)
def foreign_span(doc: Document) -> Iterator[Flag]:
    """Words of another language in an English text: ``he said que los ministros no``.

    Such a stretch was quoted, or comes from another telegram or another page; whether it is sound
    cannot be said here.  Each word weighs as much as its class is commoner in other languages than
    in cables: words of their grammar, unknown words by their letters, and English words against
    them.  Names of people, firms and parties and phrases of four or five words weigh less than a
    stretch must.

    >>> from cablefix import Settings, repair
    >>> alone = Settings(select=["span-foreign"])
    >>> text = "The Minister said {} and both sides agreed to meet in May."
    >>> stretch = "que los ministros no pueden viajar sin pasaporte entre las ciudades"
    >>> [f.kind for f in repair(text.format(stretch), settings=alone).flags]
    ['doubtful']
    >>> repair(text.format("the Partido de la Liberacion"), settings=alone).flags
    ()
    """
    for s in stretches(doc)[0]:
        why = (
            f"another language, or none: {s.known} of {s.words} words are English"
            f" (quality {s.known / s.words:.2f})"
        )
        yield Flag(s.start, s.end, "doubtful", why)


def _groups(suspects: Sequence[Suspect]) -> Iterator[list[Suspect]]:
    """Suspects with no more than ``REACH`` words between neighbours."""
    group: list[Suspect] = []
    for s in suspects:
        if group and s.ordinal - group[-1].ordinal > REACH:
            yield group
            group = []
        group.append(s)
    yield group


def _tail(least: int, mean: float) -> float:
    """The chance of ``least`` or more events where ``mean`` are expected (Poisson)."""
    if least <= mean:  # as many as this are no surprise
        return 1.0
    return 1 - sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(min(least, 100)))


def _wider(text: str, start: int, end: int) -> tuple[int, int]:
    """A span grown by two words on each side: what touches lost text is doubtful, too."""
    before = TWO_WORDS_BEFORE.search(text, max(0, start - 60), start)
    behind = TWO_WORDS_BEHIND.match(text, end, min(len(text), end + 60))
    return (before.start() if before else start), (behind.end() if behind else end)


@repair("sentence-cut", Stage.REVIEW, gate=r"(?m)^\s*(?:[-*] )?\S{0,3}[0-9]{1,3}\.\s", whole=True)
def cut_sentence(doc: Document) -> Iterator[Flag]:
    r"""Paragraphs that break off: ``before the next Global Initiative`` and then paragraph 5.

    A paragraph of prose ends its last sentence before the next number begins: 744 of the 754 long
    paragraphs of 212 genuine texts do, and the others are line hits, lists and lost stops.
    A paragraph that ends in a letter or a comma is flagged at its last words; what is missing,
    if anything, is not known.  Short paragraphs, headings and "END SUMMARY" stay silent.

    >>> from cablefix import repair
    >>> text = "1. {}. It was hoped that they would join before the next\n\n2. Imbrie agreed."
    >>> [f.kind for f in repair(text.format("The talks went on for two days " * 5)).flags]
    ['cut']
    >>> repair("1. THE BACKGROUND OF IT\n\n2. Imbrie agreed.").flags
    ()
    """
    for _, markers in doc.numbering:
        for before, behind in zip(markers, markers[1:], strict=False):
            yield from _cut_before(doc.text, before.end, behind.start)


def _cut_before(text: str, start: int, behind: int) -> Iterator[Flag]:
    """The flag on the paragraph between two markers, if its last sentence breaks off."""
    end = start + len(text[start:behind].rstrip())
    start = max(start, text.rfind("\n\n", start, end))
    block = text[start:end]
    last_line = block[block.rfind("\n") + 1 :]
    if (
        len(block) < PROSE
        or not ENDS_OPEN.search(block)
        or NO_SENTENCE.search(last_line[-LONGEST_END:])
    ):
        return
    if last_line.isupper() != block.isupper() or PAGE_LINE.match(last_line):
        return
    words = LAST_WORDS.search(text, max(start, end - 80), end)
    why = "the sentence breaks off before the next paragraph begins"
    yield Flag(words.start() if words else end - 1, end, "cut", why)
