"""Hold `cablefix.score` against an older measure of ours, pair by pair: ../shared/ocr/measure.py.

    python tools/check_score.py [--pairs ../shared/ocr] [--limit N] [--page-lines best|keep|drop]

Prints both columns, the largest difference of a single pair for each figure, and which pairs
differ.  Word counts are held against ../shared/words/align.py, with page lines kept.  Exits with 1
if one of the figures that must be equal (CER, WER, markers, words) is not.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from cablefix import repair
from cablefix.score import Score, pool, score

SHARED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared")
# These count the same things; the others have a list of header lines, or page lines, of their own.
EQUAL = {"CER", "WER", "markers", "marker numbers", "words"}
TOKENS = ("tok", "err", "chg", "fix", "harm", "miss_fix")


class Compared(NamedTuple):
    """One figure of one pair, as both say."""

    pair: str
    figure: str
    ours: float
    theirs: float


def f1(right: int, said: int, expected: int) -> float:
    """F1 from the counts, 0 where there are none."""
    return 2 * right / (said + expected) if said + expected else 0.0


def compare(pair: str, found: Score, before: Any, after: Any, size: int) -> Iterator[Compared]:  # noqa: ANN401
    """Each figure of one pair: ours, and that of measure.py."""
    sides = (
        (found.before, found.markers_before, before),
        (found.after, found.markers_after, after),
    )
    for k, (text, markers, theirs) in enumerate(sides):
        marks = theirs["marks"]
        yield Compared(pair, "CER", text.cer or 0.0, theirs["cer"])
        yield Compared(pair, "WER", text.wer or 0.0, theirs["wer"])
        yield Compared(pair, "markers", markers.f1 or 0.0, f1(marks[0], marks[1], marks[4]))
        yield Compared(
            pair, "marker numbers", markers.number_f1 or 0.0, f1(marks[2], marks[3], marks[4])
        )
        lines = found.header_lines
        yield Compared(
            pair,
            "header lines",
            lines[1 + k] / max(lines.expected, 1),
            theirs["hl"][0] / max(theirs["hl"][2], 1),
        )
    was, now = before["right"], after["right"]
    yield Compared(pair, "harm", found.characters.harm or 0.0, len(was - now) / max(len(was), 1))
    yield Compared(
        pair, "fixed", found.characters.fixed or 0.0, len(now - was) / max(size - len(was), 1)
    )


def main() -> int:
    """Run both, and print what they say."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--pairs", default=os.path.join(SHARED, "ocr"))
    parser.add_argument("--limit", type=int, help="so many pairs of each engine and level")
    parser.add_argument("--page-lines", choices=["best", "keep", "drop"], default="best")
    chosen = parser.parse_args()
    sys.path[:0] = [chosen.pairs, os.path.join(SHARED, "words")]
    measure, align = importlib.import_module("measure"), importlib.import_module("align")

    rows: list[Compared] = []
    scores: list[Score] = []
    for engine, level, number, path in measure.load_pairs(limit=chosen.limit):
        pair = f"{engine}/{level}/{number}"
        truth = measure.truth(number)
        with open(path, encoding="utf-8") as file:
            ocr = file.read()
        result = repair(ocr)
        found = score(truth.text, ocr, result, page_lines=chosen.page_lines)
        scores.append(found)
        before, after = (
            measure.score(truth, text, chosen.page_lines) for text in (ocr, result.text)
        )
        size = sum(c != " " for c in truth.drop.s)
        rows += compare(pair, found, before, after, size)
        ours = score(truth.text, ocr, result.text, page_lines="keep").tokens
        theirs = align.score(ocr, truth.text, result.text)
        rows += (
            Compared(pair, "words", n, theirs[name]) for n, name in zip(ours, TOKENS, strict=True)
        )
    return say(rows, pool(scores))


def say(rows: list[Compared], total: Score) -> int:
    """The mean of each figure, the largest difference, and where; 1 if it must not be there."""
    figures: defaultdict[str, list[Compared]] = defaultdict(list)
    for row in rows:
        figures[row.figure].append(row)
    print(f"{total.documents} pairs; means over all texts, before and after")
    print(f"{'figure':16}{'cablefix':>12}{'measure.py':>12}{'largest difference':>20}  pairs")
    is_wrong = False
    for figure, found in figures.items():
        ours = sum(r.ours for r in found) / len(found)
        theirs = sum(r.theirs for r in found) / len(found)
        worst = max(found, key=lambda r: abs(r.ours - r.theirs))
        most = abs(worst.ours - worst.theirs)
        differ = sorted({r.pair for r in found if abs(r.ours - r.theirs) > 1e-9})
        where = f"{len(differ)} differ, most {worst.pair}" if differ else "all equal"
        print(f"{figure:16}{ours:12.5f}{theirs:12.5f}{most:20.5f}  {where}")
        is_wrong |= bool(differ) and figure in EQUAL
    harm, fixed = total.characters.harm or 0, total.characters.fixed or 0
    print(f"pooled: harm {100 * harm:.4f} %, fixed {100 * fixed:.4f} %")
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
