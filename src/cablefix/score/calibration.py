"""Whether a confidence is what it says: of the repairs at p, a share of p is right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from cablefix.score.counts import ratio

# Tenths, and finer where the profiles decide: `record` repairs from 0.97, `reading` from 0.5.
EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 0.99, 1.0)


class Bin(NamedTuple):
    """The proposals with a confidence from ``low`` up to ``high``, and how many are right."""

    low: float
    high: float
    claims: int
    right: int
    confidence_sum: float

    @property
    def confidence(self) -> float | None:
        """The mean of what they claim."""
        return ratio(self.confidence_sum, self.claims)

    @property
    def share(self) -> float | None:
        """The share that is right."""
        return ratio(self.right, self.claims)


class Calibration(NamedTuple):
    """A reliability table: bins in order, the empty ones too."""

    bins: tuple[Bin, ...]

    @property
    def claims(self) -> int:
        """How many proposals there are."""
        return sum(b.claims for b in self.bins)

    @property
    def ece(self) -> float | None:
        """The expected calibration error: how far the share is from the claim, on average."""
        return ratio(sum(abs(b.right - b.confidence_sum) for b in self.bins), self.claims)


def calibration(claims: Iterable[tuple[float, bool]]) -> Calibration:
    """The reliability table of confidences, each with whether it was right.

    >>> table = calibration([(0.98, True), (0.98, True), (0.55, False), (0.55, True)])
    >>> [(b.low, b.claims, b.share) for b in table.bins if b.claims]
    [(0.5, 2, 0.5), (0.97, 2, 1.0)]
    >>> round(table.ece, 3)
    0.035
    """
    last = len(EDGES) - 2
    counts = [[0, 0, 0.0] for _ in EDGES[1:]]
    for confidence, is_right in claims:
        cell = counts[min(bisect_right(EDGES, confidence) - 1, last)]
        cell[0] += 1
        cell[1] += is_right
        cell[2] += confidence
    return Calibration(
        tuple(
            Bin(low, high, int(claims), int(right), total)
            for low, high, (claims, right, total) in zip(EDGES, EDGES[1:], counts, strict=False)
        )
    )
