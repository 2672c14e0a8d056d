"""Scores: how much of a text was wrong, how much a repair put right, and what it broke.

>>> from cablefix import score
>>> found = score.score("the Minister", "tbe Minister", "the Minister")
>>> found.before.wrong_words, found.after.wrong_words, found.tokens.harmed
(1, 0, 0)
"""

from __future__ import annotations

from cablefix.score.calibration import Bin, Calibration
from cablefix.score.counts import (
    Characters,
    Detection,
    Found,
    Markers,
    PassCounts,
    Text,
    Tokens,
)
from cablefix.score.findings import Judged
from cablefix.score.pair import PageLines, Score, pool, score
from cablefix.score.tokens import Broken

__all__ = [
    "Bin",
    "Broken",
    "Calibration",
    "Characters",
    "Detection",
    "Found",
    "Judged",
    "Markers",
    "PageLines",
    "PassCounts",
    "Score",
    "Text",
    "Tokens",
    "pool",
    "score",
]
