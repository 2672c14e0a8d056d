"""The closed sets that a header draws on: addressees, posts, codes.

Each is a file of ``data/``, read on first use.
"""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

DATA = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")


class Addressees(NamedTuple):
    """Who a routing indicator stands for, both ways, with how often each was seen."""

    names: dict[str, dict[str, int]]  # indicator to names
    indicators: dict[str, dict[str, int]]  # name to indicators


def rows(name: str) -> list[list[str]]:
    """The rows of a table, without its comments."""
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if not line.startswith("# ")]


@cache
def addressees() -> Addressees:
    """Routing indicators and the names they were seen with (``data/addressees.tsv``)."""
    found = Addressees({}, {})
    for indicator, name, count in rows("addressees.tsv"):
        found.names.setdefault(indicator, {})[name] = int(count)
        found.indicators.setdefault(name, {})[indicator] = int(count)
    return found


@cache
def stations() -> frozenset[str]:
    """The stations that send telegrams, as class lines write them (``data/posts.tsv``)."""
    return frozenset(station for station, _, _ in rows("posts.tsv"))


@cache
def _codes() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind, code, count in rows("codes.tsv"):
        found.setdefault(kind, {})[code] = int(count)
    return found


def codes(kind: str) -> dict[str, int]:
    """The codes of one kind (``caption``, ``tags-subject`` …) with their counts."""
    return _codes().get(kind, {})


@cache
def tags() -> frozenset[str]:
    """All codes that may stand on a TAGS line."""
    kinds = ("tags-subject", "tags-program", "tags-organization", "tags-geo")
    return frozenset(code for kind in kinds for code in codes(kind))


@cache
def offices() -> frozenset[str]:
    """The offices of the Department on distribution lines of the 1970s."""
    return frozenset(codes("office"))


@cache
def indicators() -> frozenset[str]:
    """All known routing indicators, seen with a name or not."""
    with open(os.path.join(DATA, "routing_indicators.txt"), encoding="ascii") as file:
        return frozenset(file.read().split()) | frozenset(addressees().names)
