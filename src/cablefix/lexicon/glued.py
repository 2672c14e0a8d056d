"""Two words whose blank was lost: ``OTHEREXTREME`` is OTHER and EXTREME.

A language makes words by running words together, too: ``METALWORKERS``, ``HARBORMASTER``, and most
names of places and people (``MOREHOUSE``, ``LANDAU``).  So two known words prove nothing.  What
does: a word of grammar, which no compound begins or ends with (``data/grammar_words.tsv``); a
first word with an ending that no compound has inside (``CONFIRMED OUR``, ``MEETINGS HELD``); or a
long adjective before a long word.  Of 335,000 words and names that the lexicon lacks (Webster's
1934 and 1913, the surnames and first names of the US census, the cities of GeoNames) some 80 are
taken apart, nearly all terms of two words (``INDUSTRIAL REVOLUTION``), and no name.
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
# What makes a word longer, or a compound or a name: NEEDLESS, GOVERNMENTALLY, FREEDMAN.
SUFFIXES = frozenset(
    b"able ably ability ally like less wise fully ship some well worthy man men woman women board "
    b"person people house land field work works worker making fall line minded headed handed "
    b"driven beaten owned based backed funded wide master masters".split()
)
# What a word is made longer with: COUNTERATTACK, WHEREINTO.
PREFIXES = frozenset(b"counter under inter after here there where thence ever".split())
# Endings of words that begin no compound (-ING does: LANDING STRIP, MORNINGSTAR).
INFLECTED = re.compile(rb"(?:[a-z]tions?|[a-z]{3}ments?|ings|[a-z]{3}ly|ies)\Z")
# Endings of adjectives; two nouns may be a compound however long they are: HARBORMASTER.
ADJECTIVE = re.compile(rb"[a-z]{3}(?:al|ish|ese|ian|ive|ous|ic|ary|able|ible|ful)\Z")
TIME = re.compile(
    rb"(?:last|next)(?:week|month|year|night|spring|summer|two|three|four|five|six|few|several"
    rb"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\Z"
)
PLURAL_AND = frozenset((b"to", b"by", b"at"))


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
def apart(word: bytes) -> tuple[bytes, bytes] | None:
    """The two words that an unknown one (lower case) must be; none if it may be one word.

    None, too, if one letter misread, lost or swapped makes it a known word, or if it comes
    apart in a second place.

    >>> apart(b"otherextreme")
    (b'other', b'extreme')
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
    sure = [pair for pair in found if _are_apart(*pair)]
    if len(sure) != 1 or any(min(map(len, pair)) > 2 for pair in found if pair != sure[0]):
        return None
    return None if candidates(word.decode("latin-1")) else sure[0]


def _are_apart(one: bytes, other: bytes) -> bool:
    """Whether two words make no compound and no name."""
    grammar = _grammar()
    if (one in grammar.before_pronoun and other in grammar.pronouns) or TIME.match(one + other):
        return True
    if other in SUFFIXES or one in PREFIXES:
        return False
    is_first = len(other) >= grammar.first.get(one, LONGEST)
    if is_first or len(one) >= grammar.second.get(other, LONGEST):
        return True
    inflected = _is_inflected(one)
    if len(other) <= 3:
        is_plural = len(one) > LONG and one.endswith(b"s") and one[:-1] in known()
        return (other in PLURAL_AND and is_plural) or (other in (b"and", b"our") and inflected)
    are_long = len(one) >= LONG and len(other) >= LONG
    return inflected or (are_long and ADJECTIVE.search(one) is not None)


def _is_inflected(word: bytes) -> bool:
    """Whether a word has an ending that no compound has inside: CONFIRMED, MEETINGS."""
    if len(word) < LONG:
        return False
    if word.endswith(b"ed"):  # of a verb: not HUNDRED
        return word[:-2] in known() or word[:-1] in known()
    return INFLECTED.search(word) is not None
