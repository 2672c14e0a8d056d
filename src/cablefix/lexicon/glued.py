"""Two words whose blank was lost: ``OTHEREXTREME`` is OTHER and EXTREME.

A language makes words by running words together, too: ``METALWORKERS``, ``HARBORMASTER``, and most
names of places and people (``MOREHOUSE``, ``LANDAU``).  So two known words prove nothing.  What
does: two words of grammar (``OF THE``), or one that no compound begins or ends with
(``data/grammar_words.tsv``) beside a long word, a verb or a plural (``ASKING WHETHER``).  A first
word with another ending that English compounds lack inside, and a long adjective, prove nothing:
brands are made so (``ALLIEDSIGNAL``), and words of German, Dutch and Swedish
(``NATIONALMUSEUM``).  Those are doubtful, and flags.

Of 335,000 words and names that the lexicon lacks (Webster's 1934 and 1913, the surnames and first
names of the US census, the cities of GeoNames) two are taken apart (LAST SPRING, WHICH WAYS) and no
name, and some 70 are doubtful, nearly all terms of two words (``INDUSTRIAL REVOLUTION``).  Of
3,500,000 forms in 18 other languages (``wordfreq``) 11 are taken apart, most of them English
(``ofthe``), and some 190 are doubtful.
"""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from typing import NamedTuple

from cablefix.lexicon import known, ranks
from cablefix.lexicon.candidates import candidates

_PATH = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "grammar_words.tsv")
# Words above this rank are common enough to have been meant: all in 20 glued words of the
# 1970s are, and the rest of the list is names, foreign words and terms.
COMMON = 10_000
SHORTEST = 5
# No English word is longer but terms, and two are no longer than twice this.
LONGEST = 30
# Both words of a pair that nothing but its first word's ending tells from a compound have so many
# letters, or the first if its ending is one of a verb or a plural.
LONG = 6
# How sure the kinds of evidence are; below 0.97 an edit is a flag.  Choices.  The third is sure in
# small letters, in which no name is written.
CERTAIN, SURE, UNLESS_NAME, DOUBTFUL = 0.99, 0.98, 0.9, 0.85
# Names are made with these and a shorter word: THEMINES, FROMANGER, ONLYOFFICE.
OF_NAMES = frozenset(b"the only also from into were been must more other".split())
NO_NAME = 7
# No word of another language and no name ends so: PARLIAMENTWOULD.
ENGLISH = frozenset(b"would could should because whether which they their those from".split())
# What makes a word longer, or a compound or a name: NEEDLESS, GOVERNMENTALLY, FREEDMAN.
SUFFIXES = frozenset(
    b"able ably ability ally like less wise fully ship some well worthy man men woman women board "
    b"person people house land field work works worker making fall line minded headed handed "
    b"driven beaten owned based backed funded wide master masters self selves "
    # and what is a word by chance: SUPPLEMENTAIRES, FUNCTIONAREA, AKTIONSERIE
    b"aires area erie".split()
)
# What a word is made longer with: COUNTERATTACK, WHEREINTO; NATIONSBANK, STATIONKEEPING.
PREFIXES = frozenset(
    b"counter under inter after here there where thence ever "
    b"nation nations station stations".split()
)
# Verbs and small words beside those of ``data/grammar_words.tsv``: SHALL HAVE, SAID THAT.
VERBS = frozenset(b"said told held made gave took knew felt found thought met".split())
SMALL = frozenset(b"shall will may can might had does did what when while before after".split())
# Words of two letters that may stand beside the rest of one: IT SHALL for ITS HALL.
SHORT = frozenset(b"am an as at be by do he if in is it me my no of on or so to up us we".split())
# Endings of words that begin no compound (-ING does: LANDING STRIP, MORNINGSTAR).
INFLECTED = re.compile(rb"(?:[a-z]tions?|[a-z]{3}ments?|ings|[a-z]{3}ly|ies)\Z")
# Endings of adjectives; two nouns may be a compound however long they are: HARBORMASTER.
ADJECTIVE = re.compile(rb"[a-z]{3}(?:al|ish|ese|ian|ive|ous|ic|ary|able|ible|ful)\Z")
TIME = re.compile(
    rb"(?:last|next)(?:week|month|year|night|spring|summer|two|three|four|five|six|few|several"
    rb"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\Z"
)
PLURAL_AND = {b"to": SURE, b"by": DOUBTFUL, b"at": DOUBTFUL}
PLURAL = re.compile(rb"[a-z]{2}(?:tions|ments|ings|ies)\Z")


class Pair(NamedTuple):
    """Two words that one must be, and how sure that is."""

    one: bytes
    other: bytes
    confidence: float


class _Grammar(NamedTuple):
    """Words of grammar by their place, and how many letters the other word has at least."""

    first: dict[bytes, int]
    second: dict[bytes, int]
    before_pronoun: frozenset[bytes]
    pronouns: frozenset[bytes]


@cache
def _grammar() -> _Grammar:
    places: dict[str, dict[bytes, int]] = {}
    with open(_PATH, encoding="ascii") as file:
        for line in file:
            word, place, least = line.rstrip("\n").split("\t")
            if not word.startswith("#"):
                places.setdefault(place, {})[word.encode()] = int(least)
    return _Grammar(
        places["first"],
        places["second"],
        frozenset(places["before a pronoun"]),
        frozenset(places["pronoun"]),
    )


@lru_cache(maxsize=65_536)
def apart(word: bytes) -> Pair | None:
    """The two words that an unknown one (lower case) must be; none if it may be one word.

    None, too, if one letter misread, lost or swapped makes it a known word, or if it comes
    apart in a second place.

    >>> apart(b"otherextreme")
    Pair(one=b'other', other=b'extreme', confidence=0.98)
    >>> apart(b"metalworkers")
    """
    if not SHORTEST <= len(word) <= LONGEST or word in known() or not word.isalpha():
        return None
    order = ranks()
    found = []
    for i in range(2, len(word) - 1):
        one, other = word[:i], word[i:]
        if order.get(one, COMMON) < COMMON and order.get(other, COMMON) < COMMON:
            found.append((one, other))
    pairs = [Pair(*pair, sure) for pair in found if (sure := _confidence(*pair))]
    if len(pairs) != 1:
        return None
    best = pairs[0]
    is_certain = best.confidence == CERTAIN
    if any(_is_rival(*p, is_certain=is_certain) for p in found if p != best[:2]):
        return None
    return None if candidates(word.decode("latin-1")) else best


def _is_rival(one: bytes, other: bytes, *, is_certain: bool) -> bool:
    """Whether a second way to come apart may be meant: words, no chance syllables."""
    shorter = min(one, other, key=len)
    return len(shorter) > 2 or (shorter in SHORT and not is_certain)


def _confidence(one: bytes, other: bytes) -> float:
    """How sure two words make no compound and no name; 0 if they may."""
    grammar = _grammar()
    if (one in grammar.before_pronoun and other in grammar.pronouns) or TIME.match(one + other):
        return CERTAIN
    if other in SUFFIXES or one in PREFIXES:
        return 0
    if len(other) >= grammar.first.get(one, LONGEST):
        # THEGUARDIAN is one however long
        is_name = one == b"the" or (one in OF_NAMES and len(other) < NO_NAME)
        return UNLESS_NAME if is_name else SURE
    if len(one) >= grammar.second.get(other, LONGEST):
        if _is_verb_or_plural(one) or _is_small(one) or other in ENGLISH:
            return CERTAIN
        # shorter ones are names: MERETHE, SALEHI'S
        return DOUBTFUL if len(one) >= LONG else 0
    return _of_ending(one, other)


def _of_ending(one: bytes, other: bytes) -> float:
    """How sure two words without one of grammar are two, by the ending of the first."""
    inflected = _is_inflected(one)
    if len(other) > 3:
        if other in VERBS and PLURAL.search(one):
            return SURE
        are_long = len(one) >= LONG and len(other) >= LONG
        return DOUBTFUL if inflected or (are_long and ADJECTIVE.search(one)) else 0
    if other in PLURAL_AND and len(one) > LONG and one.endswith(b"s") and one[:-1] in known():
        return PLURAL_AND[other]
    if inflected and other in (b"and", b"our"):
        return SURE if _is_verb_or_plural(one) else DOUBTFUL
    return 0


def _is_small(word: bytes) -> bool:
    """Whether a word is one of grammar, or a verb as common: WOULD, SHALL, SAID."""
    grammar = _grammar()
    return word in grammar.first or word in grammar.second or word in VERBS or word in SMALL


def _is_verb_or_plural(word: bytes) -> bool:
    """Whether a word is a form of a known one that names do not end with: ASKING, REPORTS."""
    words = known()
    if len(word) < LONG and not (len(word) == LONG - 1 and word.endswith((b"ed", b"ing"))):
        return False
    if word.endswith(b"ing"):
        return word[:-3] in words or word[:-3] + b"e" in words
    if word.endswith((b"ed", b"ly")):
        return word[:-2] in words or word[:-1] in words
    return (
        word.endswith(b"s")
        and not word.endswith((b"ss", b"us", b"is"))
        and (word[:-1] in words or (word.endswith(b"ies") and word[:-3] + b"y" in words))
    )


def _is_inflected(word: bytes) -> bool:
    """Whether a word has an ending that no English compound has inside: CONFIRMED, MEETINGS."""
    if len(word) < LONG:
        return False
    if word.endswith(b"ed"):  # of a verb: not HUNDRED
        return word[:-2] in known() or word[:-1] in known()
    return INFLECTED.search(word) is not None
