"""What a word that nobody knows may have been, the likeliest first.

Three ways to find the words that may be meant, each a few look-ups: forms with one letter left
out (one letter lost, put in or misread), the form that a word and its misreadings share (several
confusions of shape in one word), and confusions of several letters.  A long word that none of
them explains is held against the words that begin or end as it does.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cablefix.lexicon import known
from cablefix.lexicon.channel import cost, uneven
from cablefix.lexicon.shapes import skeleton
from cablefix.lexicon.tiers import DATA, entry

if TYPE_CHECKING:
    import marisa_trie

# So many readings of a word are looked at in its place.
MOST = 4
# Words shorter than this share their shape with too many others.
SHAPELY = 3
# Of those that share a shape so many are looked at, in no order; 98 in 100 shapes have fewer.
SHAPES = 30
# Words as long as this are held against those that begin or end alike, and may have so many
# letters wrong.
LONG, WRONG = 7, 2
# A word of our own jargon has no count: as common as "consular".
JARGON = 3.0
# A capital in place of a small letter, or the other way, where a whole word is in capitals.
IN_CAPITALS = -0.3


class Reading(NamedTuple):
    """One word that another may stand for: its log10 chance to be read so, and its Zipf count."""

    word: str
    channel: float
    zipf: float

    @property
    def score(self) -> float:
        """How likely it is, before anything is known of the place."""
        return self.channel + self.zipf


@cache
def _shortened() -> marisa_trie.RecordTrie:
    """Each word with one letter left out, and which letter that is, and where."""
    import marisa_trie

    return marisa_trie.RecordTrie("<BB").mmap(os.path.join(DATA, "shortened.trie"))


@cache
def _shapes() -> marisa_trie.Trie:
    """The words behind their skeletons, a tab between the two."""
    import marisa_trie

    return marisa_trie.Trie().mmap(os.path.join(DATA, "shapes.trie"))


@cache
def _long_words() -> dict[str, list[str]]:
    """The long words by their first three letters, and by their last three behind a hyphen."""
    by_end: dict[str, list[str]] = {}
    for key in _shapes():
        word = key.partition("\t")[2]
        if len(word) >= LONG:
            by_end.setdefault(word[:3], []).append(word)
            by_end.setdefault("-" + word[-3:], []).append(word)
    return by_end


def longer(word: str) -> list[str]:
    """The words that are this one with one letter more."""
    return [word[:at] + chr(letter) + word[at:] for at, letter in _shortened().get(word, ())]


def is_reading(word: str) -> bool:
    """Whether a word is common enough to be what another stands for."""
    is_known = word.encode("latin-1", "replace") in known()  # most are not, and this is quick
    return is_known and f"{skeleton(word)}\t{word}" in _shapes()


# a corpus has the same misreadings in many documents; 65,536 words are some 20 MB
@lru_cache(maxsize=65_536)
def readings(word: str) -> tuple[Reading, ...]:
    """The likeliest words that ``word``, as it is printed, may stand for; in lower case.

    >>> readings("tbe")[0].word
    'the'
    >>> readings("goveriment")[0].word
    'government'
    >>> readings("qzxkjv")
    ()
    """
    low = word.lower()
    forms = set(_one_letter(low))
    if len(low) >= SHAPELY:
        forms.update(_alike(low))
    forms.update(_several_letters(low))
    if not forms - {low} and len(low) >= LONG:
        forms.update(_long(low))
    forms.discard(low)
    found = sorted((_reading(word, low, form) for form in forms), key=_by_score)
    return tuple(found[:MOST])


def _by_score(reading: Reading) -> tuple[float, str]:
    return -reading.score, reading.word


def _reading(word: str, low: str, form: str) -> Reading:
    """A form as a reading of a word: the channel counts the letters as they are printed."""
    channel = cost(word, cased(form, word))
    if is_capitals(word):
        channel = max(channel, cost(low, form) + IN_CAPITALS)
    return Reading(form, channel, entry(form).zipf or JARGON)


def _one_letter(low: str) -> Iterator[str]:
    """Forms with one letter more, one less, or another one; and with two swapped."""
    yield from longer(low)
    for at in range(len(low)):
        form = low[:at] + low[at + 1 :]
        yield from (w for w in longer(form) if len(w) == len(low))
        if is_reading(form):
            yield form


def _alike(low: str) -> Iterable[str]:
    """Words of the same shape."""
    shape = skeleton(low)
    return (key[len(shape) + 1 :] for key in _shapes().keys(shape + "\t")[:SHAPES])


def _several_letters(low: str) -> Iterator[str]:
    """Forms behind one confusion of several letters."""
    table = uneven()
    for width in (1, 2, 3):
        for at in range(len(low) - width + 1):
            for printed in table.get(low[at : at + width], ()):
                form = low[:at] + printed + low[at + width :]
                if is_reading(form):
                    yield form


def _long(low: str) -> Iterator[str]:
    """Long words with two letters wrong that begin or end alike."""
    from rapidfuzz.distance import DamerauLevenshtein

    words = _long_words()
    for form in {*words.get(low[:3], ()), *words.get("-" + low[-3:], ())}:
        is_near = abs(len(form) - len(low)) <= WRONG
        if is_near and DamerauLevenshtein.distance(form, low, score_cutoff=WRONG) <= WRONG:
            yield form


def is_capitals(word: str) -> bool:
    """Whether a word is in capitals, but for a letter that a scanner read as a small one.

    >>> is_capitals("POSIrION"), is_capitals("VasIU"), is_capitals("A")
    (True, False, False)
    """
    if word.isupper():
        return len(word) > 1
    return sum(map(str.isupper, word)) > CAPITAL * len(word)


# The share of capitals in a word that was printed in capitals.
CAPITAL = 0.65


def cased(reading: str, word: str) -> str:
    """A reading in the case of the word it stands for.

    >>> cased("government", "GOVERIMENT"), cased("in", "Hn"), cased("position", "POSIrION")
    ('GOVERNMENT', 'In', 'POSITION')
    """
    if is_capitals(word):
        return reading.upper()
    return reading.capitalize() if word[:1].isupper() else reading
