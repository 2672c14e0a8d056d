"""How sure it is that a doubted word is wrong, and that its best reading is right.

Two small sets of trees over the figures of ``doubts.py``, with their calibration: trained,
calibrated and written by ``tools/train_words.py``, read here from one table.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from cablefix.lexicon.tiers import DATA

_PATH = os.path.join(DATA, "word_model.json")

# A leaf's value, or [figure, threshold, the branch up to it, the branch above it].
Tree: TypeAlias = "float | list[Any]"


class Trees(NamedTuple):
    """One question: where the sum starts, the trees, and the chance behind each sum."""

    start: float
    trees: tuple[Tree, ...]
    sums: tuple[float, ...]
    chances: tuple[float, ...]

    def chance(self, figures: tuple[float, ...]) -> float:
        """The calibrated chance (0 to 1) that the answer is yes."""
        total = self.start
        for tree in self.trees:
            branch = tree
            while isinstance(branch, list):
                branch = branch[2] if figures[branch[0]] <= branch[1] else branch[3]
            total += branch
        return self.chances[max(0, bisect_right(self.sums, total) - 1)]


@cache
def _model() -> tuple[Trees, Trees]:
    import json

    with open(_PATH, encoding="utf-8") as file:
        table = json.load(file)
    right, wrong = (
        Trees(
            part["start"],
            tuple(part["trees"]),
            tuple(x for x, _ in part["calibration"]),
            tuple(y for _, y in part["calibration"]),
        )
        for part in (table["right"], table["wrong"])
    )
    return right, wrong


def is_right(figures: tuple[float, ...]) -> float:
    """The chance that the best reading of a doubted word is what was printed."""
    return _model()[0].chance(figures)


def is_wrong(figures: tuple[float, ...]) -> float:
    """The chance that a doubted word is not what was printed."""
    return _model()[1].chance(figures)
