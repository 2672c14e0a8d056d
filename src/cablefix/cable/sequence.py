"""The shortest path over tokens with several readings: which numbers follow one another.

Costs are negative natural logarithms of probabilities.  The path keeps a bounded number of
states, so it is linear in the number of tokens.
"""

from __future__ import annotations

import math
from typing import TypeAlias

# The states kept at each token; with 16 the pairs of ../shared/ocr are read the same.
BEAM = 8
# So few are not worth looking through.
FEW = 3
# A path this much dearer than the best (one in 160,000) is given up, and is no rival to it.
SURE = 12.0

# FORMAT.md 4: of 12,236 neighbours 98.6 % are n, n+1; 76 skip; 27 repeat; 8 restart; 11 go back.
NEXT = -math.log(0.986)
SKIP = -math.log(76 / 12_236)
# Longer skips are rarer and were not counted by length; no skip costs more than a lost section of
# some twenty paragraphs.
SKIP_MORE = 0.5
SKIP_MOST = 14.0
# Where a text was read by OCR, markers are lost in stretches (tools/measure_markers.py, 5,231
# markers): 10 % behind one that is there, 66 % behind one that is lost, until the next is there.
LOST = -math.log(0.10) - math.log(1 - 0.66)
LOST_MORE = -math.log(0.66)
# None of 1,270 cables has more paragraphs than 83, counted as half a one.
LONGEST = 83
BEYOND = -math.log(0.5 / 1_270)
REPEAT = -math.log(27 / 12_236)
RESTART = -math.log(8 / 12_236)
BACK = -math.log(11 / 12_236)


# What a token may be: paragraph ``number`` (0: no marker), the glyph that then stands in the place
# of the pilcrow, and the cost.  A plain tuple, since a text makes hundreds.
Reading: TypeAlias = tuple[int, str, float]


def _pruned(costs: dict[int, float]) -> dict[int, float]:
    """The states worth going on with."""
    if len(costs) > FEW:
        worst = min(costs.values()) + SURE
        costs = {n: c for n, c in costs.items() if c <= worst}
    if len(costs) > BEAM:
        costs = {n: costs[n] for n in sorted(costs, key=costs.__getitem__)[:BEAM]}
    return costs


class Lattice:
    """The paths over the tokens of a text under one style.

    ``readings`` has the choices for each token, "no marker" first.  ``first`` is the cost of
    beginning at 1 and of beginning elsewhere.  ``is_read`` tells that the text was read by OCR,
    which loses markers, and ``room`` how many of them the text before the first token has room
    for.  ``path`` is the cheapest way through.
    """

    def __init__(
        self,
        readings: list[list[Reading]],
        first: tuple[float, float],
        start_cost: float,
        *,
        is_read: bool,
        room: int = 0,
    ) -> None:
        self._readings = readings
        self._first, self._not_first = first
        self._is_read = is_read
        self._room = room
        # forward[i]: the cheapest way to each last number after i tokens
        self._forward: list[dict[int, float]] = [{0: start_cost}]
        came: list[dict[int, tuple[int, Reading]]] = []
        for choices in readings:
            costs, back = self._onward(self._forward[-1], choices)
            self._forward.append(_pruned(costs))
            came.append(back)
        last = min(self._forward[-1], key=self._forward[-1].__getitem__)
        self.best_cost = self._forward[-1][last]
        self.path: list[Reading] = []
        for back, choices in zip(reversed(came), reversed(readings), strict=True):
            last, reading = back.get(last) or (last, choices[0])
            self.path.append(reading)
        self.path.reverse()
        # backward[i]: the cheapest way from each last number to the end, made on first use
        self._backward: list[dict[int, float]] | None = None

    def _onward(
        self, before: dict[int, float], choices: list[Reading]
    ) -> tuple[dict[int, float], dict[int, tuple[int, Reading]]]:
        """The cheapest way to each last number over one more token, and where it came from.

        Where that is not said, the token is no marker, which is the first choice: every state
        goes on as it was.
        """
        none = choices[0][2]
        costs = {last: so_far + none for last, so_far in before.items()}
        back: dict[int, tuple[int, Reading]] = {}
        # all steps but the next number and the first of all cost a lost marker or more
        nearest = min(before.values()) + (0.0 if 0 in before else LOST)
        step = self._step
        for reading in choices[1:]:
            number, _, own = reading
            best = costs.get(number, math.inf) - own
            near = before.get(number - 1, math.inf) + NEXT
            if near < best and number > 1:
                best = near
                back[number] = (number - 1, reading)
            if nearest < best:
                for last, so_far in before.items():
                    if so_far < best:
                        cost = so_far + step(last, number)
                        if cost < best:
                            best = cost
                            back[number] = (last, reading)
            costs[number] = best + own
        return costs, back

    def _step(self, last: int, number: int) -> float:
        """The cost of paragraph ``number`` after paragraph ``last`` (0: none yet)."""
        if not number:
            return 0.0
        if not last:
            return self._begin(number)
        if number == last + 1:
            return NEXT
        if number > last:
            missing = number - last - 1
            skip = min(SKIP_MOST, SKIP + SKIP_MORE * (missing - 1))
            if self._is_read:
                skip = min(skip, LOST + LOST_MORE * (missing - 1))
            return skip + (BEYOND if last <= LONGEST < number else 0.0)
        if number == last:
            return REPEAT
        return RESTART if number == 1 else BACK + math.log(last)

    def _begin(self, number: int) -> float:
        """The cost of beginning with a number."""
        if number == 1:
            return self._first
        cost = self._not_first + math.log(number) + (BEYOND if number > LONGEST else 0.0)
        if self._is_read and number - 1 <= self._room:
            return min(cost, LOST + LOST_MORE * (number - 2))
        return cost

    def best_otherwise(self, i: int, number: int, none: float | None = None) -> float:
        """The cost of the best path on which token ``i`` is not paragraph ``number``.

        ``none`` is the cost of no marker there, if it is another than the path was found with.
        """
        if self._backward is None:
            self._backward = self._towards_end()
        ahead = self._backward[i + 1]
        best = math.inf
        step = self._step
        for last, so_far in self._forward[i].items():
            for other, _, own in self._readings[i]:
                after = other or last
                if other != number and after in ahead:
                    here = own if other or none is None else none
                    cost = so_far + here + ahead[after]
                    if cost < best:
                        best = min(best, cost + step(last, other))
        return best

    def _towards_end(self) -> list[dict[int, float]]:
        backward = [dict.fromkeys(self._forward[-1], 0.0)]
        step = self._step
        for i in range(len(self._readings) - 1, -1, -1):
            ahead = backward[-1]
            costs: dict[int, float] = {}
            for last in self._forward[i]:
                best = math.inf
                for number, _, own in self._readings[i]:
                    after = number or last
                    if after in ahead:
                        cost = own + ahead[after]
                        if cost < best:
                            best = min(best, cost + step(last, number))
                costs[last] = best
            backward.append(costs)
        backward.reverse()
        return backward
