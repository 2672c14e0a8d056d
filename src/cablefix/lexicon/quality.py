"""How well a document can be read, as a number from 0 to 1 that ranks documents by their errors.

No text alone says how many of its signs are wrong.  What says most are letters that stand alone,
short rubbish, signs that cables do not have, lines of a few signs, how few words of grammar there
are, articles before prepositions, header labels inside a line, and marks of a converter.
"""

from __future__ import annotations

import math
import os
import re
from functools import cache
from typing import TYPE_CHECKING

from cablefix.lexicon import ranks

if TYPE_CHECKING:
    from cablefix.document import Document

_PATH = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "quality_weights.tsv")
GRAMMAR = 150
# Of the words of genuine cables about 38 in 100 are words of grammar.
USUAL = 0.38
# A line of no more signs says nothing.
SHORT_LINE = 4
ODD = re.compile(r"[^A-Za-z0-9\s.,:;()/'\"\-¶&#?$%*|]")
MIXED = re.compile(r"[a-z][A-Z]|[A-Za-z][^\w\s'/.\-)(@:,&*][A-Za-z]")
SMALL = re.compile(r"(?<![\w/@.-])[a-z]{3,}(?![\w/@-])")
JUNCTION = re.compile(r"(?i)\b(?:the|an?)\s+(?:of|to|in|and|the|is|was|for|on|by|with|at)\b")
LABEL_INSIDE = re.compile(
    r"\S[ \t]+(?:TAGS:|SUBJECT:|SUBJ:|REF:|E\.O\. ?\d|INFO R|TO SECSTATE|FM A)"
)
CONVERTED = re.compile(r"(?m)^#|\*\*|^- |^\|")


def features(doc: Document) -> dict[str, float]:
    """What is counted in a text, as shares; none is below 0 and more is always worse."""
    text = doc.text
    tokens = doc.flat.split()
    words = max(1, len(tokens))
    order = ranks()
    lines = [line.strip() for line in text.split("\n") if line and not line.isspace()]
    unknown = [w for w in tokens if w in doc.unknown and not w.isdigit()]
    grammar = sum(order.get(w, GRAMMAR) < GRAMMAR for w in tokens) / words
    return {
        "letters alone": sum(len(w) == 1 and w not in b"ai" and w.isalpha() for w in tokens)
        / words,
        "short unknown words": sum(len(w) == 2 for w in unknown) / words,
        "digits inside words": sum(not w.isalpha() and len(w) > 1 for w in unknown) / words,
        "unknown words in small letters": sum(
            m[0].encode("latin-1", "replace") in doc.unknown for m in SMALL.finditer(text)
        )
        / words,
        "odd signs": len(ODD.findall(text)) / max(1, len(text)),
        "signs inside words": len(MIXED.findall(text)) / words,
        "short lines": sum(len(line) <= SHORT_LINE for line in lines) / max(1, len(lines)),
        "grammar missing": max(0.0, USUAL - grammar),
        "junctions": len(JUNCTION.findall(text)) / words,
        "labels inside lines": len(LABEL_INSIDE.findall(text)) / words,
        "converted": len(CONVERTED.findall(text)) / max(1, len(lines)),
    }


@cache
def weights() -> dict[str, tuple[float, float]]:
    """For each feature its half-way value, and what it takes from the quality at most."""
    found = {}
    with open(_PATH, encoding="ascii") as file:
        for line in file:
            if not line.startswith("#"):
                name, half, weight = line.rstrip("\n").split("\t")
                found[name] = float(half), float(weight)
    return found


def quality(doc: Document) -> float:
    """How well a text can be read: 1 for a sound one, near 0 for rubbish; an empty text is 1.

    >>> from cablefix.document import Document
    >>> quality(Document("The talks went on for two days and they will meet in May.")) > 0.9
    True
    >>> quality(Document("Tbe t~lks w nt o |||| f r tw0 d#ys 8nd b th s de, a r e d")) < 0.6
    True
    """
    if not doc.text or doc.text.isspace():
        return 1.0
    found = features(doc)
    lost = sum(w * saturated(found[name], half) for name, (half, w) in weights().items())
    return max(0.0, 1.0 - lost)


def saturated(share: float, half: float) -> float:
    """A share as a number from 0 to 1 that grows less and less."""
    return 1.0 - math.exp(-share / half)
