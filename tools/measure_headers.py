"""Judge every repair of a header on scans: how many are right, by pass and by confidence.

    python tools/measure_headers.py --ocr ../shared/ocr [--ocr DIR] [--wrong]

``DIR`` has ``truth/NNN.txt`` and ``.json`` and ``pairs/ENGINE/LEVEL/NNN.ocr.txt``, as
``../shared/ocr`` has.  A repair is right if the stretch of the text around it comes closer to the
header line that was printed, wrong if it does not; ``--wrong`` lists those.  Line breaks are not
judged here (``../shared/ocr/measure.py`` does), and what stands in a place that no printed line
resembles is counted apart.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from cablefix import repair
from cablefix.cable.header import headers
from cablefix.types import Edit

PASSES = ("header-witness", "header-label", "header-sign", "header-code", "class-spacing")
CONFIDENT = 0.97
# a printed line that resembles the stretch less is another one
RESEMBLES = 60


def main() -> None:
    """Print a line for each pass and each confidence."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ocr", type=Path, action="append", required=True)
    parser.add_argument("--wrong", action="store_true", help="list the wrong repairs")
    args = parser.parse_args()
    by_pass: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_confidence: defaultdict[float, Counter[str]] = defaultdict(Counter)
    for folder in args.ocr:
        for path in sorted(folder.glob("pairs/*/*/*.ocr.txt")):
            number = path.name[:3]
            facts = json.loads((folder / "truth" / f"{number}.json").read_text("utf-8"))
            printed = [
                " ".join(line["text"].split())
                for cable in facts["cables"]
                for line in (*cable["header_lines"], *cable["page_lines"])
            ]
            # converters join the lines of one field
            for field in ("info_offices", "tags", "subject", "ref", "classified_by"):
                lines = [
                    line["text"]
                    for line in facts["cables"][0]["header_lines"]
                    if line["field"] == field
                ]
                printed.append(" ".join(" ".join(lines).split()))
            for edit, before, after in _repairs(path.read_text("utf-8")):
                judged = _judge(before, after, printed)
                name = "+".join(p for p in PASSES if p in edit.source)
                by_pass[name][judged] += 1
                by_confidence[round(edit.confidence, 3)][judged] += 1
                if args.wrong and judged != "right":
                    print(f"{judged}: {path.relative_to(folder)} {edit.source} {edit.why}")
                    print(f"    {before!r} -> {after!r}")
    for title, table in (("pass", by_pass), ("confidence", by_confidence)):
        print(f"\n{title:32} right  wrong  no place  share right")
        for key, n in sorted(table.items()):
            share = n["right"] / max(1, n["right"] + n["wrong"])
            print(f"{key!s:32} {n['right']:5}  {n['wrong']:5}  {n['no place']:8}  {share:.4f}")


def _repairs(text: str) -> Iterator[tuple[Edit, str, str]]:
    """The header repairs of a text, each with its line before and after it alone."""
    result = repair(text)
    lines = [(line.start, line.end) for h in headers(result.text) for line in h.lines]
    for edit in result.edits:
        if not any(p in edit.source for p in PASSES):
            continue
        at, end = result.output_span(edit.start, edit.end)
        line = next(((a, b) for a, b in lines if a <= at and end <= b), None)
        if line is None:
            continue
        after = " ".join(result.text[line[0] : line[1]].split())
        old = result.source[edit.start : edit.end]
        before = " ".join((result.text[line[0] : at] + old + result.text[end : line[1]]).split())
        if before != after:
            yield edit, before, after


def _judge(before: str, after: str, printed: list[str]) -> str:
    best = max(printed, key=lambda p: fuzz.ratio(p, after))
    if fuzz.ratio(best, after) < RESEMBLES:
        return "no place"
    closer = Levenshtein.distance(after, best) < Levenshtein.distance(before, best)
    return "right" if closer else "wrong"


if __name__ == "__main__":
    main()
