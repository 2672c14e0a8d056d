"""Build src/cablefix/data/pilcrow_glyphs.tsv: what OCR engines write for a pilcrow.

    python tools/build_pilcrow.py --ocr ../shared/ocr --tables ../shared/tables

Counts what stands before the number of each paragraph in the pairs of ``--ocr`` (found by the
alignment of its measure.py) and adds the counts of ``pilcrow_ocr.csv``.  Each engine weighs the
same, so that an engine that was run more often does not stand for all.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data" / "pilcrow_glyphs.tsv"
# A glyph seen in less than this share of markers is noise of the page, not of the engine.
LEAST = 0.002
LONGEST = 3


def from_pairs(folder: Path) -> dict[str, Counter[str]]:
    """Engine to counts of what stands before the number, where the number itself was read."""
    sys.path.insert(0, str(folder))
    measure: Any = importlib.import_module("measure")

    seen: dict[str, Counter[str]] = defaultdict(Counter)
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["marker_style"] == "pilcrow"]
    for row in rows:
        truth = measure.truth(row["id"])
        text = (folder / row["ocr_file"]).read_text("utf-8", "replace")
        page = measure.Norm(text)
        aligned = measure.align(truth.keep.s, page.s)
        for paragraph, got, _ in measure.read_markers(truth, truth.keep, aligned, page):
            token = (got or "").replace(" ", "")
            number = f"{paragraph['n']}."
            if token.endswith(number):
                seen[row["engine"]][token.removesuffix(number)] += 1
    return seen


def from_table(path: Path) -> dict[str, Counter[str]]:
    """The counts of the table, one engine for each resolution."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            glyph = row["what_stands_before_the_number"]
            if not glyph.startswith("LOST"):
                seen[f"{row['engine']} {row['dpi']}"][glyph] += int(row["n"])
    return seen


def main() -> None:
    """Write the table and say how many glyphs it has."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ocr", type=Path, required=True)
    parser.add_argument("--tables", type=Path, required=True)
    args = parser.parse_args()
    engines = {**from_pairs(args.ocr), **from_table(args.tables / "pilcrow_ocr.csv")}
    # DAMAGE.md A14: a publisher that decodes the byte B6 as UTF-8 gets U+FFFD each time
    engines["wrong encoding"] = Counter({"\ufffd": 1})
    shares: defaultdict[str, float] = defaultdict(float)
    for seen in engines.values():
        for glyph, n in seen.items():
            shares[glyph] += n / seen.total() / len(engines)
    kept = {g: s for g, s in shares.items() if s >= LEAST and len(g) <= LONGEST and "¶" not in g}
    lines = [
        "# what stands before the number, share of markers; made by tools/build_pilcrow.py",
        *(f"{g}\t{s:.5f}" for g, s in sorted(kept.items(), key=lambda x: (-x[1], x[0]))),
    ]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(kept)} glyphs from {len(engines)} engines")


if __name__ == "__main__":
    main()
