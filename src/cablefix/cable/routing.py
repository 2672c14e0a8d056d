"""Routing indicators: the closed set of those that are known."""

from __future__ import annotations

import os
from functools import cache


@cache
def indicators() -> frozenset[str]:
    """All known routing indicators (``data/routing_indicators.txt``)."""
    path = os.path.join(
        os.path.dirname(os.path.dirname(__file__)), "data", "routing_indicators.txt"
    )
    with open(path, encoding="ascii") as file:
        return frozenset(file.read().split())
