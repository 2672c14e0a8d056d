r"""How well paragraph markers are read in OCR pairs, and how right their confidences are.

    python tools/measure_markers.py --ocr ../shared/ocr
    python tools/measure_markers.py --ocr ../shared/ocr --ocr MADE --words ../shared/words \\
        --tables ../shared/tables --folds 3
    python tools/measure_markers.py ... --folds 3 --calibrate   # data/marker_calibration.tsv

Each ``--ocr`` is a folder like ../shared/ocr (with its measure.py), or one made with its bed/.
With ``--folds N`` the channel is counted anew N times, each time without the documents of one
fold, and each document is judged by the channel that never saw it (tools/build_markers.py).

By engine and level
    n        markers of the truth
    lost     their place is not found: lines are gone or mixed up
    gone     the place is there, and nothing that shows the number
    mF1      strict F1 of measure.py over all markers, before and after
    page     the same over the markers whose place and number are still on the page
    written  numbers that cablefix wrote, and how many of them are wrong

``--calibrate`` replaces the table from margins to confidences: the margins of all readings, each
under a channel that never saw its document, in order, pooled where a larger margin is not right
more often (isotonic regression).  Markers of a page that have the same margin were decided
together and count once.  It then prints what each fold shows under a table made of the others.
Markdown converters mix up lines, so that what is right there
cannot be told for sure; their readings count in the tables below and not in the calibration.

The calibration table takes whatever the decoder would write at any confidence, in bins of
confidence, with the share that is right.  A marker whose place cannot be aligned is not judged.
"""

from __future__ import annotations

import argparse
import math
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from build_markers import cut, fold_of, measure_of, pairs
from cablefix import Edit, Settings, clean, repair
from cablefix.cable import channel, markers

EVERYTHING = Settings(min_confidence=0.0)
MARKDOWN = frozenset({"pymupdf4llm", "legacy-md"})
SMALLEST = 25  # readings in a block of the calibration
LOOSE = 40  # characters of a paragraph in which some must be aligned
MARKER = re.compile(r"¶?[0-9]+\.\Z")
NEAR = 3  # code points between where an edit begins and where the judge sees the marker


class Judged(NamedTuple):
    """One marker that the decoder would write, with its confidence and whether it is right."""

    page: str
    engine: str
    confidence: float
    is_right: bool
    said: str


def main() -> None:
    """Print the table by engine and level, then the calibration."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ocr", type=Path, action="append", required=True)
    parser.add_argument("--also", type=Path, action="append", default=[], help="learn from it too")
    parser.add_argument("--words", type=Path)
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    parser.add_argument("--missed", action="store_true", help="list what is not read")
    parser.add_argument("--calibrate", action="store_true", help="write the calibration")
    args = parser.parse_args()
    if args.calibrate:
        uncalibrated()
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    judged: list[Judged] = []
    for fold in range(max(1, args.folds)):
        if args.folds:
            learn(args, fold)
        for folder in args.ocr:
            for row in pairs(folder):
                if not args.folds or fold_of(row[0], args.folds) == fold:
                    judged += score(measure_of(folder), row, counts[row[1:3]], show=args.missed)
    report(counts)
    if args.calibrate:
        calibration(crossed(judged, args.folds))
        write_calibration(judged)
    else:
        calibration(judged)
    if args.wrong:
        print(*(j.said for j in judged if not j.is_right), sep="\n")


def learn(args: argparse.Namespace, fold: int) -> None:
    """Count the channel without one fold and use it from here on."""
    with tempfile.NamedTemporaryFile(suffix=".tsv") as file:
        command = [sys.executable, str(Path(__file__).with_name("build_markers.py"))]
        command += [f"--ocr={folder}" for folder in (*args.ocr, *args.also)]
        command += [f"--words={args.words}"] if args.words else []
        command += [f"--tables={args.tables}"] if args.tables else []
        command += [f"--leave-out={fold}/{args.folds}", f"--out={file.name}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        channel.DATA = file.name
        for cached in (channel.table, channel.general, channel.parses):
            cached.cache_clear()
        channel.table()


def uncalibrated() -> None:
    """Take a margin for the logarithm of the odds, as it would be if all costs were exact."""
    margins = [k / 10 for k in range(-120, 121)]
    table = margins, [1 / (1 + math.exp(-m)) for m in margins]
    markers.calibration = lambda: table  # type: ignore[assignment]


def crossed(judged: list[Judged], folds: int) -> list[Judged]:
    """The readings with the confidence that a table made of the other folds gives their margin."""
    found = []
    for fold in range(folds):
        rows = fitted([j for j in judged if fold_of(j.page.split()[0], folds) != fold])
        table = [m for m, _ in rows], [share for _, share in rows]
        markers.calibration = lambda table=table: table  # type: ignore[assignment]
        for j in judged:
            if fold_of(j.page.split()[0], folds) == fold:
                sure = j.confidence
                if sure not in (markers.DOUBTFUL, 0.0, 1.0):
                    sure = markers.confidence_at(math.log(sure / (1 - sure)))
                found.append(j._replace(confidence=sure))
    return found


def write_calibration(judged: list[Judged]) -> None:
    """Write a row for each pooled block of margins."""
    rows = fitted(judged)
    lines = [
        "# margin, share of readings that are right; made by tools/measure_markers.py --calibrate",
        *(f"{margin:.2f}\t{share:.4f}" for margin, share in rows),
    ]
    Path(markers.CALIBRATION).write_text("\n".join(lines) + "\n", "utf-8")
    print(f"\n{len(rows)} rows from {len(judged)} readings")


def fitted(judged: list[Judged]) -> list[tuple[float, float]]:
    """Isotonic regression of what is right on the margin, a row for each pooled block."""
    decisions = {
        (j.page, j.confidence, j.is_right)
        for j in judged
        if j.engine not in MARKDOWN and j.confidence not in (markers.DOUBTFUL, 0.0, 1.0)
    }
    points = sorted((math.log(sure / (1 - sure)), is_right) for _, sure, is_right in decisions)
    blocks: list[list[float]] = []  # sum of margins, right, all
    for i in range(0, len(points), SMALLEST):
        group = points[i : i + SMALLEST]
        blocks.append([sum(m for m, _ in group), float(sum(r for _, r in group)), len(group)])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    # nothing is ever certain: one more that is half wrong
    rows = [(m / n, (right + 0.5) / (n + 1)) for m, right, n in blocks]
    return [(0.0, 0.5), *rows]  # two readings that cost the same


def shows(token: str | None, number: int) -> bool:
    """Whether what stands at a marker's place still has the shape of its number."""
    parts = cut(channel.folded((token or "").replace(" ", "")), number)
    if parts is None:
        return False
    digits = channel.table().digits
    return all(
        any(digit == d for d, _ in digits.get(sign, ()))
        for digit, sign in zip(str(number), parts[1], strict=True)
    )


def score(
    measure: Any,  # noqa: ANN401 - the judge is a script, not a typed package
    row: tuple[str, str, str, Any, str],
    count: Counter[str],
    *,
    show: bool,
) -> Iterator[Judged]:
    """Count the markers of one pair and judge what the decoder would write in it."""
    document, engine, level, truth, reading = row
    before = measure.Norm(reading)
    aligned = measure.align(truth.drop.s, before.s)
    where = measure.read_markers(truth, truth.drop, aligned, before)
    count["n"] += len(where)
    count["lost"] += sum(got is None for _, got, _ in where)
    count["page"] += sum(shows(got, p["n"]) for p, got, _ in where)

    after_text = clean(reading)
    after = measure.Norm(after_text)
    aligned_after = measure.align(truth.drop.s, after.s)
    for name, text, m in (("0", before, aligned), ("1", after, aligned_after)):
        right, said, numbers, numbers_said, _, _ = measure.marker_score(truth, truth.drop, m, text)
        count[f"right{name}"] += right
        count[f"said{name}"] += said
        count[f"numbers{name}"] += numbers
        count[f"numbers_said{name}"] += numbers_said
    if show:
        read = measure.read_markers(truth, truth.drop, aligned_after, after)
        for (p, got, _), (_, new, _) in zip(where, read, strict=True):
            if (new or "").replace(" ", "") != p["marker"] and got is not None:
                print(document, engine, level, p["marker"], repr(got), "->", repr(new))

    at = {start: p for p, got, start in where if got is not None}
    inverse = {j: i for i, j in enumerate(aligned) if j >= 0}
    for e in repair(reading, settings=EVERYTHING).edits:
        if "marker-sequence" not in e.source:
            continue
        p = next((at[s] for s in range(e.start - NEAR, e.start + NEAR + 1) if s in at), None)
        p = p or loosely(truth, aligned, before, e)
        if p is None and before.pos(e.end + 1) not in inverse:
            count["unplaced"] += e.confidence >= 0.97
            continue
        new = MARKER.search(e.new.replace(" ", ""))
        is_right = p is not None and new is not None and new[0] == p["marker"]
        old = reading[e.start : e.end]
        said = f"{document} {engine} {level} {old!r} -> {e.new!r} {e.confidence:.3f} ({e.why})"
        said += f" not {p['marker']}" if p else " no marker"
        if e.confidence >= 0.97:
            count["written"] += 1
            count["wrong"] += not is_right
        yield Judged(f"{document} {engine} {level}", engine, e.confidence, is_right, said)


def loosely(truth: Any, aligned: list[int], page: Any, e: Edit) -> Any:  # noqa: ANN401
    """The paragraph whose first words stand behind an edit where the judge sees no marker."""
    for p in truth.paras:
        i = truth.drop.pos(p["text_offset"])
        here = [j for j in aligned[i : i + LOOSE] if j >= 0]
        if len(here) > LOOSE / 4 and 0 <= here[0] - page.pos(e.end) < LOOSE:
            return p
    return None


def f1(right: int, said: int, there: int) -> float:
    """F1 of a number of right ones among those said and those that are there."""
    return 2 * right / (said + there) if said + there else 0.0


def report(counts: dict[tuple[str, str], Counter[str]]) -> None:
    """The table by engine and level, with a row over all."""
    levels = {"light": 0, "medium": 1, "heavy": 2}
    rows = sorted(counts.items(), key=lambda row: (row[0][0], levels.get(row[0][1], 9)))
    rows.append((("all", ""), sum(counts.values(), Counter())))
    print(
        "| engine | level | n | lost % | gone % | mF1 | nF1 | mF1 page | nF1 page"
        " | number precision | written | wrong | unplaced |"
    )
    print("|---|---|" + "--:|" * 11)
    for (engine, level), c in rows:
        gone = c["n"] - c["lost"] - c["page"]
        cells = [
            f"{c['n']}",
            f"{100 * c['lost'] / c['n']:.1f}",
            f"{100 * gone / c['n']:.1f}",
            " > ".join(f"{f1(c['right' + k], c['said' + k], c['n']):.3f}" for k in "01"),
            " > ".join(f"{f1(c['numbers' + k], c['numbers_said' + k], c['n']):.3f}" for k in "01"),
            f"{f1(c['right1'], c['said1'], c['page']):.3f}",
            f"{f1(c['numbers1'], c['numbers_said1'], c['page']):.3f}",
            f"{c['numbers1'] / max(1, c['numbers_said1']):.3f}",
            f"{c['written']}",
            f"{c['wrong']}",
            f"{c['unplaced']}",
        ]
        print(f"| {engine} | {level} | " + " | ".join(cells) + " |")


def calibration(judged: list[Judged]) -> None:
    """By bins of confidence: its mean, and the share of the readings that is right."""
    ordered = sorted(judged, key=lambda j: j.confidence)
    print("\n| confidence | mean | right | of | share right |\n|---|--:|--:|--:|--:|")
    edges = [0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 0.99, 0.999, 1.01]
    for low, high in zip(edges, edges[1:], strict=False):
        members = [j for j in ordered if low <= j.confidence < high]
        if members:
            mean = sum(j.confidence for j in members) / len(members)
            right = sum(j.is_right for j in members)
            print(
                f"| {low:.3f}-{min(high, 1):.3f} | {mean:.4f} | {right} | {len(members)}"
                f" | {right / len(members):.4f} |"
            )


if __name__ == "__main__":
    main()
