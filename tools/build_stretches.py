r"""Build src/cablefix/data/stretch_weights.tsv: what each class of words says of a stretch.

    pip install wordfreq
    python tools/build_stretches.py

Counted are the words of genuine cables (the half ``tune`` of ../shared/cables) as they are, and
those of stretches of other languages and of shuffled letters that ``inject_spans.py`` puts into
the same texts.  A weight is the natural logarithm of how much commoner a class is there, between
-5 and 5 (words of a stretch are not independent of each other).  Only numbers ship.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from pathlib import Path

import inject_spans
from cablefix.document import Document
from cablefix.lexicon.stretches import TOKEN, classed

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
SEEDS = range(4)
EVERY = 2_500
MOST = 5.0
HEAD = (
    "# class of words\tweight for another language\tfor letters in disorder\t"
    "seen in sound cables\tin other languages\tin disorder\n"
)


def count(seen: Counter[str], text: str, places: list[tuple[int, int]]) -> None:
    """Count the classes of the words at some places."""
    doc = Document(text)
    times = Counter(doc.flat.split())
    for a, b in places:
        for m in TOKEN.finditer(doc.flat, a, b):
            seen[classed(doc, *m.span(), times).kind] += 1


def main() -> None:
    """Write the table and print it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--half", choices=("tune", "report", "both"), default="tune")
    args = parser.parse_args()
    seen: dict[str, Counter[str]] = {k: Counter() for k in ("sound", "foreign", "shuffled")}
    for _, path in inject_spans.files(args.half):
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        count(seen["sound"], text, [(0, len(text))])
        for kind in ("foreign", "shuffled"):
            for seed in SEEDS:
                rng = random.Random(f"weights {seed} {path.name} {kind}")  # noqa: S311 - damage, no secret
                count(seen[kind], *inject_spans.damage(text, kind, rng, EVERY, reflow=False))
    sums = {k: sum(v.values()) for k, v in seen.items()}
    lines = []
    for kind in sorted(set().union(*seen.values())):
        base = (seen["sound"][kind] + 1) / sums["sound"]
        row = [math.log((seen[k][kind] + 1) / sums[k] / base) for k in ("foreign", "shuffled")]
        shown = [f"{max(-MOST, min(MOST, w)):.2f}" for w in row]
        counts = [str(seen[k][kind]) for k in ("sound", "foreign", "shuffled")]
        lines.append("\t".join((kind, *shown, *counts)) + "\n")
    (DATA / "stretch_weights.tsv").write_text(HEAD + "".join(lines), "ascii")
    print("".join(lines), end="")


if __name__ == "__main__":
    main()
