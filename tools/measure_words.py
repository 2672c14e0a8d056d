"""Measure the word repairs on pages that nothing was learned from.

    python tools/measure_words.py --words ../shared/words --ocr ../shared/ocr

Each page held back (``word_pairs.py``) is repaired by all passes, in both profiles, and scored
by words: a word is a token with the blank behind it, held against what the truth has in its place
(as ../shared/words/align.py counts).  For each set, and for all together:

* edit precision: changed words that are right now, of all changed;
* harm: right words made wrong, in 10,000;
* WER reduction: wrong words less, in 100 (those put right less those made wrong);
* of the repairs of single words alone (``word-confusion``), where the truth can be told (its words
  agree with those around): how many, how many right, and the
  expected calibration error over ten bins of confidence, from 0.5 up;
* detection: words edited or flagged, of which wrong (precision), of all wrong words (recall).

``--whole`` repairs a page as one text (BLN600 otherwise sentence by sentence).
"""

from __future__ import annotations

import argparse
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from cablefix import Repair, Settings, repair
from cablefix.types import Edit, Finding
from word_pairs import Page, Token, aligned, pages, squeezed

PROFILES = {"record": 0.97, "reading": 0.5}
BINS = 10
HEAD = "   words   wrong changed  edit % harm/10k  WER -%  det. P     R     F1 false/10k"
OF_WORDS = "word-confusion"


def places(one: str, other: str) -> list[int]:
    """For each place of a text the place in another that is reached when it has been read."""
    reached = [0] * (len(one) + 1)
    for step in Levenshtein.opcodes(one, other):
        width = step.dest_end - step.dest_start
        for i in range(step.src_end - step.src_start):
            reached[step.src_start + i] = step.dest_start + min(i, width)
    reached[len(one)] = len(other)
    return reached


def score(text: str, truth: str, profile: str) -> Counter[str]:
    """Count what one profile does to one text."""
    result = repair(text, settings=Settings(min_confidence=PROFILES[profile]))
    read, printed, out = squeezed(text), squeezed(truth), squeezed(result.text)
    to_truth, to_out = places(read, printed), places(read, out)
    starts = [m.start() for m in re.finditer(r"\S+", read)]
    raw = [m.start() for m in re.finditer(r"\S+", text)]
    ends = [*starts[1:], len(read)]
    seen = covered(result, raw)
    count: Counter[str] = Counter(words=len(starts))
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        there = printed[to_truth[start] if start else 0 : to_truth[end]]
        made = out[to_out[start] if start else 0 : to_out[end]]
        is_wrong, is_changed = read[start:end] != there, read[start:end] != made
        is_right = made == there
        count["wrong"] += is_wrong
        count["changed"] += is_changed
        count["fixed"] += is_changed and is_wrong and is_right
        count["harmed"] += is_changed and not is_wrong
        count["seen"] += i in seen
        count["seen wrong"] += i in seen and is_wrong
    if profile == "reading":
        tokens = aligned(read, printed)
        for e in result.edits:
            at = bisect_right(raw, e.start) - 1
            if e.source == OF_WORDS and tokens[at].is_anchored:
                count.update(of_edit(e, raw, tokens))
    return count


def of_edit(e: Edit, raw: list[int], tokens: list[Token]) -> Iterator[str]:
    """What to count for one repair of a word: that it was made, and whether it is right."""
    nth = bisect_right(raw, e.start) - 1
    there = " ".join(t.truth for t in tokens[max(0, nth - 1) : nth + 2])
    is_right = re.search(rf"(?<!\w){re.escape(e.new)}(?!\w)", there) is not None
    step = min(BINS - 1, int((e.confidence - 0.5) * 2 * BINS))
    yield from ("word edits", f"bin {step}")
    if is_right:
        yield from ("word edits right", f"bin {step} right")
    if e.confidence >= PROFILES["record"]:
        yield "sure"
        if is_right:
            yield "sure right"


def covered(result: Repair, raw: list[int]) -> set[int]:
    """The numbers of the words that an edit or a flag lies on."""
    found: set[int] = set()
    findings: list[Finding] = [*result.edits, *result.flags]
    for f in findings:
        if isinstance(f, Edit) or f.kind in ("doubtful", "garbled"):
            first = max(0, bisect_right(raw, f.start) - 1)
            last = max(first + 1, bisect_right(raw, max(f.start, f.end - 1)))
            found.update(range(first, last))
    return found


def measured(page: Page) -> tuple[str, dict[str, Counter[str]]]:
    """A page of a set with what each profile does to it."""
    found: dict[str, Counter[str]] = {}
    for profile in PROFILES:
        found[profile] = Counter()
        for line in page.lines:
            found[profile] += score(*line, profile)
    return page.corpus, found


def whole(page: Page) -> Page:
    """A page as one text."""
    return page._replace(
        lines=(("\n".join(a for a, _ in page.lines), "\n".join(b for _, b in page.lines)),)
    )


def shown(name: str, c: Counter[str]) -> str:
    """One row of the table."""
    right = c["words"] - c["wrong"]
    precision, recall = c["seen wrong"] / max(1, c["seen"]), c["seen wrong"] / max(1, c["wrong"])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    harm = 10_000 * c["harmed"] / max(1, right)
    false = 10_000 * (c["seen"] - c["seen wrong"]) / max(1, right)
    return (
        f"{name:20} {c['words']:8} {c['wrong']:7} {c['changed']:7} "
        f"{100 * c['fixed'] / max(1, c['changed']):7.1f} {harm:7.2f} "
        f"{100 * (c['fixed'] - c['harmed']) / max(1, c['wrong']):7.1f} "
        f"{precision:7.2f} {recall:6.2f} {f1:6.2f} {false:7.1f}"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--ocr", type=Path, required=True)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--limit", type=int, help="so many pages of each set")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    chosen: list[Page] = []
    of_set: Counter[str] = Counter()
    for page in pages(args.words, args.ocr):
        if page.is_held_back and (not args.limit or of_set[page.corpus] < args.limit):
            of_set[page.corpus] += 1
            chosen.append(whole(page) if args.whole else page)
    totals: dict[str, dict[str, Counter[str]]] = {p: {} for p in PROFILES}
    with ProcessPoolExecutor(args.jobs) as pool:
        for corpus, found in pool.map(measured, chosen, chunksize=4):
            for profile, count in found.items():
                totals[profile][corpus] = totals[profile].get(corpus, Counter()) + count
    for profile, by_set in totals.items():
        print(f"\n{profile:20} {HEAD}")
        for name, count in by_set.items():
            print(shown(name, count))
        pooled = sum(by_set.values(), Counter())
        print(shown("all", pooled))
    print("\nrepairs of single words, by confidence (reading profile)")
    for step in range(BINS):
        n, right = pooled[f"bin {step}"], pooled[f"bin {step} right"]
        if n:
            low = 0.5 + step / 2 / BINS
            print(f"  {low:.2f}-{low + 0.05:.2f} {n:6} right {right / n:.3f}")
    sure = pooled["sure"]
    print(f"  at 0.97 and more: {sure}, right {pooled['sure right'] / max(1, sure):.4f}")


if __name__ == "__main__":
    main()
