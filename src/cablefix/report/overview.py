"""What the documents of a report add up to: totals, passes, confidence, what became what."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from cablefix.pipeline import proposed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablefix.api import Repair
    from cablefix.types import Flag

# Confidence in bands, finer where repairs are made: 0.97 is the threshold of the record profile.
BANDS = (0.0, 0.5, 0.8, 0.9, 0.97, 0.99, 1.0)
# What is read of the table of what became what; rarer ones are singular.
MOST_CHANGES = 200
TIME = re.compile(r"\b(\d\d)(\d\d)(\d\d)Z? ?([A-Z]{3})[A-Z]* (?:19|20)?(\d\d)\b")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# The earliest telegram of Cablegate is of 1966, the latest of any collection of this century.
FIRST_YEAR = 66


class Bar(NamedTuple):
    """A row of a chart: repairs and flags under one name, and what it means."""

    name: str
    repairs: int
    flags: int
    meaning: str = ""


class Became(NamedTuple):
    """One change wherever it was made: how often, and in how many documents."""

    before: str
    after: str
    passes: str
    times: int
    documents: int


class Overview(NamedTuple):
    """The figures over a report."""

    by_pass: tuple[Bar, ...]
    by_confidence: tuple[Bar, ...]
    by_kind: tuple[Bar, ...]
    became: tuple[Became, ...]
    rarer: int


def overview(results: Sequence[Repair], passes: dict[str, str], kinds: dict[str, str]) -> Overview:
    """The figures of all results; ``passes`` and ``kinds`` say what the names mean."""
    repairs: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    bands: tuple[Counter[int], Counter[int]] = Counter(), Counter()
    times: Counter[tuple[str, str, str]] = Counter()
    places: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    for i, result in enumerate(results):
        for edit, change in zip(result.edits, result.spans.changes, strict=True):
            repairs.update(change.names)
            bands[0][_band(edit.confidence)] += 1
            key = change.old, change.new, edit.source
            times[key] += 1
            places[key].add(i)
        for flag in result.flags:
            flags[flag.source] += 1
            by_kind[flag.kind] += 1
            sure = claimed(flag)
            if sure is not None:
                bands[1][_band(sure)] += 1
    names = sorted(repairs | flags, key=lambda n: (-repairs[n] - flags[n], n))
    ordered = sorted(times, key=lambda k: (-times[k], -len(places[k]), k))
    return Overview(
        tuple(Bar(n, repairs[n], flags[n], passes.get(n, "")) for n in names),
        tuple(
            Bar(_band_name(i), bands[0][i], bands[1][i])
            for i in range(len(BANDS))
            if bands[0][i] or bands[1][i]
        ),
        tuple(Bar(n, 0, by_kind[n], kinds.get(n, "")) for n, _ in by_kind.most_common()),
        tuple(Became(*k, times[k], len(places[k])) for k in ordered[:MOST_CHANGES]),
        max(0, len(ordered) - MOST_CHANGES),
    )


def claimed(flag: Flag) -> float | None:
    """The confidence that a flag says of itself, a repair that was not made; others have none."""
    edit = proposed(flag)
    # two digits are said, and an edit stands for the middle of what they may have been
    return None if edit is None else round(edit.confidence - 0.005, 2)


def _band(confidence: float) -> int:
    return max(i for i, low in enumerate(BANDS) if confidence >= low)


def _band_name(i: int) -> str:
    """A band as it is read: from its lower edge up to, and without, the next."""
    if i == len(BANDS) - 1:
        return "1.00"
    return f"{BANDS[i]:.2f} to {BANDS[i + 1]:.2f}"


def sent(group: str) -> str:
    """When a telegram was sent, from its date-time group; empty if that cannot be read.

    >>> sent("R 021710Z FEB 07"), sent("P 090301Z NOV 78"), sent("R O217I0Z FEB 07")
    ('2007-02-02 17:10', '1978-11-09 03:01', '')
    """
    m = TIME.search(group)
    if not m or m[4] not in MONTHS or not 1 <= int(m[1]) <= 31:
        return ""
    year = int(m[5]) + (1900 if int(m[5]) >= FIRST_YEAR else 2000)
    return f"{year}-{MONTHS.index(m[4]) + 1:02}-{m[1]} {m[2]}:{m[3]}"
