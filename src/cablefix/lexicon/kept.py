"""Words that no misread word is repaired to: a wrong one turns a sentence, a sum or a date round.

``nillion`` may be a million or a billion, ``NONDAY`` a Monday or a Sunday, ``nct`` not or act; the
reader who knows the matter decides.
"""

from __future__ import annotations

import os
from functools import cache

from cablefix.lexicon.tiers import DATA

_PATH = os.path.join(DATA, "kept_words.tsv")
# A negation may be the second reading, too: "nol" is not, and is now.
NEGATION = "negation"


@cache
def kept() -> dict[str, str]:
    """The words in lower case, each with its kind: negation, number or date.

    >>> kept()["million"], kept()["monday"], kept()["not"]
    ('number', 'date', 'negation')
    """
    with open(_PATH, encoding="ascii") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return dict(rows)


def is_number_or_date(word: str) -> bool:
    """Whether a word in lower case is a number, a month or a day of the week."""
    return kept().get(word, NEGATION) != NEGATION
