"""Build src/cablefix/data/word_channel.tsv: what OCR engines read for the letters of words.

    python tools/build_channel.py --words ../shared/words --ocr ../shared/ocr

Counted where a token of a text with errors stands for one known word of the truth: each place
where they differ is a confusion, of up to three letters on either side.  The share is that of the
printed sequence; each set of texts counts alike, however long it is, so that a confusion of one
engine stays possible for all and does not rule them.  Pages held back (``word_pairs.py``) do not
count.  Only these counts ship, no text.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from cablefix.lexicon import known
from cablefix.lexicon.channel import WIDEST, differing
from word_pairs import Page, aligned, core, pages

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
# The sets by engine and kind of page; the 500 paragraphs of the ACL are too few to count.
SETS = ("bln600", "icdar-mono", "icdar-perio", "cables")
# What was seen less often than this is chance.
LEAST = 2
# Half a count is taken off, and 50 printed are added: a rare sequence proves little.
DISCOUNT, PRIOR = 0.5, 50
# A token with more of its letters wrong than this share is no reading of the word.
WRONG = 0.5


def confusions(read: str, printed: str) -> Iterator[tuple[str, str]]:
    """The places where two forms of a word differ: what was read, and what was printed."""
    start, stop_read, stop_printed = differing(read, printed)
    one, other = read[start:stop_read], printed[start:stop_printed]
    if len(one) <= WIDEST and len(other) <= WIDEST:
        yield one, other
        return
    for step in Levenshtein.opcodes(one, other):
        if step.tag != "equal":
            yield one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]


def count(page: Page, read: Counter[tuple[str, str]], printed: Counter[str]) -> None:
    """Add what a page shows to the counts of confusions and of printed sequences."""
    words = known()
    for line in page.lines:
        for token in aligned(*line):
            one, other = core(token.text), core(token.truth)
            if not token.is_anchored or not other.isalpha() or not one:
                continue
            if other.lower().encode("latin-1", "replace") not in words:
                continue
            printed[""] += len(other) + 1
            printed.update(
                other[i : i + n] for n in range(1, WIDEST + 1) for i in range(len(other) - n + 1)
            )
            if one != other and Levenshtein.distance(one, other) <= max(1, WRONG * len(other)):
                read.update(c for c in confusions(one, other) if max(map(len, c)) <= WIDEST)


def main() -> None:
    """Write the table and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--ocr", type=Path, required=True)
    args = parser.parse_args()
    read: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    printed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for page in pages(args.words, args.ocr):
        if page.corpus in SETS and not page.is_held_back:
            count(page, read[page.corpus], printed[page.corpus])
    shares: defaultdict[tuple[str, str], float] = defaultdict(float)
    total: Counter[tuple[str, str]] = Counter()
    for name in SETS:
        total.update(read[name])
        for pair, seen in read[name].items():
            shares[pair] += (seen - DISCOUNT) / (printed[name][pair[1]] + PRIOR) / len(SETS)
    rows = sorted(
        pair for pair in shares if total[pair] >= LEAST and not set("\t\n") & set("".join(pair))
    )
    with (DATA / "word_channel.tsv").open("w", encoding="utf-8") as file:
        file.write("# read, printed, log10 of the share; made by tools/build_channel.py\n")
        for one, other in rows:
            file.write(f"{one}\t{other}\t{math.log10(shares[one, other]):.2f}\n")
    print(f"{len(rows)} confusions, of {sum(total.values())} counted")


if __name__ == "__main__":
    main()
