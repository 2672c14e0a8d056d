"""Letters that the line or the scanner lost, where no other word can be meant."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice

from cablefix.cable.closed import DATA
from cablefix.document import Document
from cablefix.lexicon import known, ranks
from cablefix.lexicon.candidates import candidates
from cablefix.lexicon.kept import is_number_or_date
from cablefix.lexicon.places import BEFORE, BEHIND, is_among_strangers, is_field, is_word
from cablefix.lexicon.readings import longer
from cablefix.types import Edit, Stage, repair

ABC = b"abcdefghijklmnopqrstuvwxyz"
# Words above this rank are common enough to be what a word with a letter lost was.
COMMON = 12_000
# Of the words of so many letters 104 in 105 were read right on the 657 scans of ../shared/ocr and
# of its bed; of shorter ones 16 in 16 where a text had three or more, and 21 in 29 elsewhere.
LONG, SHORT = 8, 6
MANY = 3
# Another reading that is so many times rarer in rank is none (APARTMENT against DEPARTMENT).
RARER = 50
# Words above this rank are half of every text.
EVERYDAY = 100
# The second part of a word that was parted at a line end.
PARTED = re.compile(r"[A-Za-z]-\s+\Z")
# As far before a word as the one before it is looked for.
NEAR = 32
# No common word is longer.
LONGEST_WORD = 32
# Before these pieces a name may stand, or behind them: COL NEL is Colonel Nel.
TITLES = frozenset(
    b"adm amb brig capt cdr cmdr col dr fr gen gov hon insp lt ltc ltg maj mayor "
    b"mg min mr mrs ms msgr pm pres prof pvt rep rev sec sen sgt sir st supt amb sra sr dra".split()
)


@repair("letter-blanked", Stage.TEXT, view="unknown", whole=True)
def blanked_letter(doc: Document) -> Iterator[Edit]:
    """A blank in the place of a letter: ``TH USAND`` is ``THOUSAND``.

    A line that drops a code, and a scanner that cannot read a sign, leave its place empty.  Two
    pieces beside each other, at least one of them no word, that one letter between them makes a
    common word, and only one letter, are that word: if it is long, or if the text has several such
    words.  Fewer, and shorter words, are flags, and so are a title before what may be a name
    (``COL NEL``), short pieces behind a title or beside an unknown word, and a piece that is a word
    of every day (``in licted``: its blank may be right).  Pieces that make a word without a letter,
    with each other or with the word on their other side (``toge ther with``), parts of compounds,
    of words parted at a line end and of header lines, and pieces in different cases stay.

    >>> from cablefix import clean
    >>> clean("HE POINTED TO THE SEVERAL TH USAND DEPARTURES")
    'HE POINTED TO THE SEVERAL THOUSAND DEPARTURES'
    >>> clean("HE POINTED TO GHA MI AND TO TH SE")
    'HE POINTED TO GHA MI AND TO TH SE'
    """
    found = list(_blanked(doc))
    sure = [not _may_be_name(doc, start, end) for start, end, _ in found]
    is_many = sum(sure) >= MANY
    for (start, end, word), is_no_name in zip(found, sure, strict=True):
        is_long = end - start >= LONG and not _has_everyday_word(doc.flat[start:end])
        is_sure = is_no_name and (is_long or is_many)
        why = "no words, but one with a letter for the blank between them"
        yield Edit(start, end, word, 0.98 if is_sure else 0.7, why)


def _blanked(doc: Document) -> Iterator[tuple[int, int, str]]:
    """Pieces of words with a blank for one letter: where they stand, and the word."""
    text, flat = doc.text, doc.flat
    last = 0
    for start, at, end in sorted(set(_pairs(flat, filter(_may_be_piece, doc.unknown)))):
        one, other = flat[start : at - 1], flat[at:end]
        if start < last or not _is_pair(text, start, at, end):
            continue
        if _belongs_elsewhere(flat, start, end, one, other) or PARTED.search(
            text, max(0, start - 8), start
        ):
            continue
        word = _filled(one, other).decode()
        if word:
            last = end
            pieces = text[start:end]
            yield start, end, word.upper() if pieces.isupper() else pieces[0] + word[1:]


def _belongs_elsewhere(flat: bytes, start: int, end: int, one: bytes, other: bytes) -> bool:
    """Whether a piece makes a known word with the token on its other side."""
    before = flat[max(0, start - NEAR) : start].split()[-1:]
    behind = flat[end : end + NEAR].split()[:1]
    words = known()
    return any(w not in words and w + one in words for w in before) or any(
        (w not in words or other not in words) and other + w in words for w in behind
    )


def _has_everyday_word(pieces: bytes) -> bool:
    """Whether one of two pieces is a word that stands everywhere: the, in, was."""
    return any(ranks().get(piece, EVERYDAY) < EVERYDAY for piece in pieces.split())


def _pairs(flat: bytes, pieces: Iterable[bytes]) -> Iterator[tuple[int, int, int]]:
    """Each piece with the token before it and with the one behind it, one blank between them.

    Where the first begins, where the second begins, and where that ends.
    """
    padded = b" %b " % flat  # offsets are one more than in the text
    for piece in pieces:
        at = padded.find(b" %b " % piece)
        while at >= 0:
            end = at + 1 + len(piece)
            before = padded.rfind(b" ", max(0, at - LONGEST_WORD), at)
            if 0 <= before < at - 1:
                yield before, at, end - 1
            behind = padded.find(b" ", end + 1, end + 1 + LONGEST_WORD)
            if behind > end + 1:
                yield at, end, behind - 1
            at = padded.find(b" %b " % piece, end)


@lru_cache(maxsize=65_536)
def _may_be_piece(word: bytes) -> bool:
    """Whether a common word begins or ends with an unknown one, so that it may be a piece of it."""
    if not word.isalpha():
        return False
    begins, ends = _sorted_words()
    back = word[::-1]
    return any(
        (at := bisect_left(words, piece)) < len(words) and words[at].startswith(piece)
        for words, piece in ((begins, word), (ends, back))
    )


@cache
def _sorted_words() -> tuple[list[bytes], list[bytes]]:
    """The common words in order, and in the order of their ends, written backwards."""
    words = [word for word in islice(ranks(), COMMON) if len(word) >= SHORT]
    return sorted(words), sorted(word[::-1] for word in words)


def _may_be_name(doc: Document, start: int, end: int) -> bool:
    """Whether two pieces may be a title and a name, or two names, which begin with a capital."""
    flat = doc.flat
    if doc.text[start].islower():
        return False
    first = flat[start:end].split()[0]
    if first in TITLES or len(first) == 1:  # M RTIN
        return True
    if end - start >= LONG:
        return False
    before = flat[max(0, start - NEAR) : start].split()[-1:]
    behind = flat[end : end + NEAR].split()[:1]
    return any(w in TITLES for w in before) or any(w in doc.unknown for w in before + behind)


@cache
def _without_initial() -> frozenset[bytes]:
    """The common words without their first letter."""
    return frozenset(word[1:] for word in islice(ranks(), COMMON))


def _is_pair(text: str, start: int, at: int, end: int) -> bool:
    """Whether two pieces stand side by side in a sentence, in one case."""
    if (start and text[start - 1] not in BEFORE) or (end < len(text) and text[end] not in BEHIND):
        return False
    one, other = text[start : at - 1], text[at:end]
    is_plain = other.islower() if one[-1].islower() else one.isupper() and other.isupper()
    return text[at - 1] == " " and is_plain and not is_field(text, start)


def _filled(one: bytes, other: bytes) -> bytes:
    """The common word that one letter between two pieces makes, if it is the only one."""
    if len(one) + len(other) + 1 < SHORT or one + other in known():
        return b""
    order = ranks()
    whole = {w.encode("latin-1") for w in longer((one + other).decode("latin-1"))}
    words = [w for w in whole if w.startswith(one) and w.endswith(other)]
    common = [w for w in words if order.get(w, COMMON) < COMMON]
    return common[0] if len(common) == 1 else b""


# The letters that are words.
ONE_LETTER = frozenset((b"a", b"i"))
# What a form of a known word ends with: EVOLUTIONS.
ENDINGS = (
    *((ending, (b"", b"e")) for ending in b"s es d ed ing er ers al ist ists ism able ize".split()),
    *((ending, (b"",)) for ending in b"ly y ally ness".split()),
    *((ending, (b"y",)) for ending in b"ies ied ier iers".split()),
)
STEM = 4
# The word before one that lost its letter, on this line or on the line before.
WORD_BEFORE = re.compile(r"([A-Za-z]+)[,'\"]?\s+\Z")


@repair("initial-lost", Stage.TEXT, view="unknown", whole=True)
def lost_initial(doc: Document) -> Iterator[Edit]:
    r"""The first letter of a word lost: ``OR\nEPARTMENT CABLE`` is ``OR\nDEPARTMENT CABLE``.

    The line drops a letter most often where it begins, a scanner at the edge of a page.  An unknown
    word of seven letters and more that one letter before it makes a common word is that word if
    nothing else can be: no other letter before, in or instead of one of its own makes a word that
    is not far rarer.  All 55 such words on the scans of ../shared/ocr and of its bed were read
    right (before more was asked of them), of shorter ones two in three; but in small letters one in
    three had lost a capital (``ecretary Dubois``), so there it is a flag, and so is a number or a
    month.  It must occur
    once, stand behind a known word and not among foreign ones, and be no code, no form of a known
    word (``EVOLUTIONS``), no part of a compound or of a word broken at a line end or by a blank
    (``D EPARTMENT``, ``RE OLUTION``), not two words whose blank was lost (``ISAPPROVED``), no known
    word behind a letter that may be a speck (``RREGULAR``), and no name or rare word that is whole
    (``MELIORATE``, ``data/whole_words.txt``).

    >>> from cablefix import clean
    >>> clean("THEY TOOK ADVANTAGE OF THE OSSIBILITIES OF IT")
    'THEY TOOK ADVANTAGE OF THE POSSIBILITIES OF IT'
    >>> clean("MR. OSSIBILITIES OF THE ESTINATION, THE D EPARTMENT, TRANSA\nTLANTIC")
    'MR. OSSIBILITIES OF THE ESTINATION, THE D EPARTMENT, TRANSA\nTLANTIC'
    """
    lost = {w: whole for w in doc.unknown if (whole := _with_initial(w))}
    if not lost:
        return
    text, flat = doc.text, doc.flat
    times = Counter(filter(lost.__contains__, flat.split()))
    for m in re.finditer(rb"[a-z]{%d,}" % (LONG - 1), flat):
        if times.get(m[0]) != 1 or not is_word(text, *m.span()):
            continue
        before = WORD_BEFORE.search(text, max(0, m.start() - NEAR), m.start())
        if before is None or is_among_strangers(doc, *m.span()):
            continue
        left = before[1].lower().encode()
        if left not in known() or _is_rest(left, m[0], lost[m[0]]):
            continue
        letter = lost[m[0]][:1].decode()
        is_upper = text[m.start()].isupper()
        why = "no known word, but one with a letter before it, and no other"
        new = (letter.upper() if is_upper else letter) + text[m.start() : m.end()]
        # in small letters the one that is lost may have been a capital
        is_sure = is_upper and not is_number_or_date(new.lower())
        yield Edit(*m.span(), new, 0.98 if is_sure else 0.7, why)


def _is_rest(left: bytes, word: bytes, whole: bytes) -> bool:
    """Whether the word before holds the letter that is lost, or another piece of the word."""
    if len(left) == 1 and left not in ONE_LETTER:
        return True
    words = known()
    return (
        left == whole[:1]
        or left + word in words
        or any(left + bytes((c,)) + word in words for c in ABC)
    )


@cache
def _whole_words() -> frozenset[bytes]:
    """Words and names that look like another without its first letter: MELIORATE, PECULATION."""
    with open(os.path.join(DATA, "whole_words.txt"), "rb") as file:
        return frozenset(file.read().split())


def _is_form(word: bytes) -> bool:
    """Whether a word is a whole one with an ending."""
    stems = [
        word[: -len(ending)] + last
        for ending, lasts in ENDINGS
        if word.endswith(ending) and len(word) >= len(ending) + STEM
        for last in lasts
    ]
    return not (known().isdisjoint(stems) and _whole_words().isdisjoint(stems))


def _is_without_opposite(word: bytes) -> bool:
    """Whether a word may be one with a letter put in before it, or two whose blank was lost.

    What it would be otherwise is often the opposite: ``MPOSSIBLE``, ``RREGULAR``; ``ISAPPROVED``.
    """
    order = ranks()
    return word[1:] in order or any(
        order.get(word[:at], COMMON) < COMMON and word[at:] in order
        for at in range(2, len(word) - 1)
    )


@lru_cache(maxsize=65_536)
def _with_initial(word: bytes) -> bytes:
    """The one common word that has lost its first letter; empty if another may be meant."""
    if len(word) < LONG - 1 or not word.isalpha() or word not in _without_initial():
        return b""
    if word in _whole_words() or _is_form(word) or _is_without_opposite(word):
        return b""
    order = ranks()
    found = [w for c in ABC if order.get(w := bytes((c,)) + word, COMMON) < COMMON]
    if len(found) != 1:
        return b""
    rarest = RARER * (order[found[0]] + RARER)
    for at in range(len(word)):
        one, other = word[:at], word[at + 1 :]
        for c in ABC:
            letter = bytes((c,))
            if (
                order.get(one + letter + other, rarest) < rarest
                or order.get(one + word[at : at + 1] + letter + other, rarest) < rarest
            ):
                return b""
    others = set(candidates(word.decode())) - {found[0].decode()}
    return b"" if others else found[0]
