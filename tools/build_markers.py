r"""Build src/cablefix/data/marker_channel.tsv: how OCR engines read paragraph markers.

    python tools/build_markers.py --ocr ../shared/ocr --ocr FOLDER --ocr FOLDER \\
        --words ../shared/words --tables ../shared/tables
    python tools/build_markers.py --ocr FOLDER --ocr FOLDER ... --leave-out 0/3 --out FILE

Each ``--ocr`` is a folder like ../shared/ocr, or one made with its bed/.  Where the alignment of
measure.py finds a paragraph of the truth, what stands there is cut into what was read for the
pilcrow, for each digit and for the stop.  ``pilcrow_ocr.csv`` adds glyphs, the transcripts of
``--words`` add digits read by other engines (counts alone; none of their text is kept).

Within a kind of engine the counts are pooled, and each kind weighs the same, so that an engine
that was run more often does not stand for all.  ``--leave-out K/N`` leaves out the documents of
fold K (by a checksum of folder and number): what is measured on those was not learned from them.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from rapidfuzz.distance import Levenshtein

from cablefix.cable.channel import DIGIT_SHAPES, STOPS, folded, shape_of

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
# Programs that share one recogniser are one kind: a PDF's text layer is that of the engine.
KINDS = {
    "tesseract": "lstm",
    "pdftotext": "lstm",
    "pymupdf4llm": "lstm",
    "tess-legacy": "legacy",
    "legacy-md": "legacy",
}
# A reading seen in a smaller share is noise of the page, not of the engine.
LEAST_GLYPH = 0.0005
LEAST_OF_KIND = 0.002
LEAST_DIGIT = 0.0008
# A sign that mostly stands for another digit says nothing of this one: an s is a 5, not a 1.
LEAST_OF_SIGN = 0.04
# A digit read so on fewer pages is an alignment gone wrong, not a shape.
FEWEST_DOCUMENTS = 4
# A stop that was not seen to be read so may be read so all the same.  A choice: once in 2,000.
LEAST_STOP = 0.0005
LONGEST = 4
# The digits 1 to 9 of markers and the digits in the text behind them are read by the same engine,
# but a marker's digit touches the pilcrow: one of it counts as much as this many of the text.
MARKER_WEIGHT = 20


class Place(NamedTuple):
    """One paragraph of the truth in one reading of its page; ``token`` is what stands there."""

    document: str
    kind: str
    engine: str
    level: str
    style: str  # "¶" or ""
    number: int
    token: str | None  # None: the alignment does not find the paragraph
    start: int  # where the token begins in the reading, in code points


def measure_of(folder: Path) -> Any:  # noqa: ANN401 - the judge is a script, not a typed package
    """The judge of a folder of pairs, as a module of its own."""
    name = f"measure_{crc32(str(folder).encode()):x}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, folder / "measure.py")
        if spec is None or spec.loader is None:
            sys.exit(f"{folder} has no measure.py: it is no folder of OCR pairs")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def fold_of(document: str, folds: int) -> int:
    """The fold that a document belongs to, the same for all readings of it."""
    return crc32(document.encode()) % folds


def pairs(folder: Path) -> Iterator[tuple[str, str, str, Any, str]]:
    """Document, engine, level, truth and reading of each pair of a folder."""
    measure = measure_of(folder)
    for engine, level, number, path in measure.load_pairs():
        reading = Path(path).read_text("utf-8", "replace")
        yield f"{folder.name}/{number}", engine, level, measure.truth(number), reading


def places(folder: Path) -> Iterator[Place]:
    """Every paragraph of the truth in every reading of a folder."""
    measure = measure_of(folder)
    for document, engine, level, truth, reading in pairs(folder):
        page = measure.Norm(reading)
        aligned = measure.align(truth.drop.s, page.s)
        for p, got, start in measure.read_markers(truth, truth.drop, aligned, page):
            style = "¶" if p["marker"].startswith("¶") else ""
            kind = KINDS.get(engine, engine)
            yield Place(document, kind, engine, level, style, p["n"], got, start or 0)


def cut(token: str, number: int) -> tuple[str, str, str] | None:
    """A token as glyph, digits and stop, with as many digits as the number; None if it cannot."""
    body = token.rstrip("".join(STOPS))
    stop = token[len(body) : len(body) + 1]
    size = len(str(number))
    if len(body) < size or len(body) - size > LONGEST or " " in token:
        return None
    return body[:-size], body[-size:], stop


def digits_of(truth: str, reading: str) -> Iterator[tuple[str, str]]:
    """Each digit of a text with what was read for it, one character for one."""
    for op in Levenshtein.opcodes(truth, reading):
        if op.tag not in ("equal", "replace"):
            continue
        if op.src_end - op.src_start == op.dest_end - op.dest_start <= 2 or op.tag == "equal":
            old, new = truth[op.src_start : op.src_end], reading[op.dest_start : op.dest_end]
            for a, b in zip(old, new, strict=True):
                if a.isdigit() and a.isascii() and not b.isspace():
                    yield a, b


class Counts(NamedTuple):
    """What was read, by kind of engine."""

    glyphs: defaultdict[str, Counter[str]]
    noise: defaultdict[str, Counter[str]]  # before numbers that have no pilcrow
    stops: defaultdict[str, Counter[str]]
    digits: defaultdict[str, Counter[tuple[str, str]]]
    documents: defaultdict[tuple[str, str], set[str]]  # where a digit was read so


def main() -> None:
    """Write the table and say how much it was made from."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ocr", type=Path, action="append", required=True)
    parser.add_argument("--words", type=Path)
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--leave-out", metavar="K/N")
    parser.add_argument("--out", type=Path, default=DATA / "marker_channel.tsv")
    args = parser.parse_args()
    skip, folds = map(int, (args.leave_out or "-1/1").split("/"))
    counts = Counts(
        defaultdict(Counter),
        defaultdict(Counter),
        defaultdict(Counter),
        defaultdict(Counter),
        defaultdict(set),
    )
    for folder in args.ocr:
        count_markers(counts, folder, skip, folds)
        count_digits(counts, folder, skip, folds)
    if args.tables:
        for glyph, n in from_table(args.tables / "pilcrow_ocr.csv"):
            counts.glyphs["lstm"][folded(glyph)] += n
    if args.words:
        counts.digits["print"].update(from_words(args.words))
    found = sorted(rows(counts), key=_order)
    head = "# part, kind of engine, printed, read, share of what was printed;"
    head += " made by tools/build_markers.py"
    lines = [head, *("\t".join((*key, f"{share:.5f}")) for key, share in found)]
    args.out.write_text("\n".join(lines) + "\n", "utf-8")
    seen = sum(c.total() for c in counts.stops.values())
    print(f"{len(found)} readings from {seen} markers and {len(counts.glyphs)} kinds of engines")


def count_markers(counts: Counts, folder: Path, skip: int, folds: int) -> None:
    """Count the parts of the markers of a folder, without the documents of a fold."""
    for place in places(folder):
        parts = cut(folded(place.token or ""), place.number)
        if parts is None or fold_of(place.document, folds) == skip:
            continue
        glyph, read, stop = parts
        (counts.glyphs if place.style else counts.noise)[place.kind][glyph] += 1
        counts.stops[place.kind][stop] += 1
        for pair in zip(str(place.number), read, strict=True):
            counts.digits[place.kind][pair] += MARKER_WEIGHT
            counts.documents[pair].add(place.document)


def count_digits(counts: Counts, folder: Path, skip: int, folds: int) -> None:
    """Count the digits of the texts of a folder, without the documents of a fold."""
    for document, engine, _, truth, reading in pairs(folder):
        if fold_of(document, folds) == skip:
            continue
        page = measure_of(folder).Norm(reading).s
        found = Counter(digits_of(truth.drop.s, page))
        counts.digits[KINDS.get(engine, engine)].update(found)
        for pair in found:
            counts.documents[pair].add(document)


def rows(counts: Counts) -> Iterator[tuple[tuple[str, str, str, str], float]]:
    """The rows of the table: part, kind of engine, printed and read, with the share."""
    for glyph, share in shares(counts.glyphs).items():
        if share >= LEAST_GLYPH:
            yield ("glyph", "any", "¶", glyph), share
    for kind, seen in counts.glyphs.items():
        for glyph, n in seen.items():
            if n / seen.total() >= LEAST_OF_KIND:
                yield ("glyph", kind, "¶", glyph), n / seen.total()
    for shape, share in unseen(counts.glyphs).items():
        yield ("unseen", "any", "¶", shape), share
    for glyph, share in shares(counts.noise).items():
        if share >= LEAST_GLYPH:
            yield ("noise", "any", "", glyph), share
    for stop in (*STOPS, ""):
        yield ("stop", "any", ".", stop), max(shares(counts.stops).get(stop, 0.0), LEAST_STOP)
    yield from digit_rows(counts)


def digit_rows(counts: Counts) -> Iterator[tuple[tuple[str, str, str, str], float]]:
    """The rows for digits: only readings that show the digit's shape."""
    read_as = digit_shares(counts.digits)
    signs: defaultdict[str, float] = defaultdict(float)
    for (_, sign), share in read_as.items():
        signs[sign] += share
    for (digit, sign), share in read_as.items():
        is_shape = sign.isalpha() or sign in DIGIT_SHAPES
        is_known = len(counts.documents[digit, sign]) >= FEWEST_DOCUMENTS
        is_usual = share >= max(LEAST_DIGIT, LEAST_OF_SIGN * signs[sign])
        if digit == sign or (is_shape and is_known and is_usual):
            yield ("digit", "any", digit, sign), share


def _order(row: tuple[tuple[str, str, str, str], float]) -> tuple[str, str, str, float, str]:
    (part, kind, printed, read), share = row
    return part, kind, printed, -share, read


def shares(by_kind: dict[str, Counter[str]]) -> dict[str, float]:
    """The share of each reading, all kinds of engines weighing the same."""
    mean: defaultdict[str, float] = defaultdict(float)
    for counts in by_kind.values():
        for read, n in counts.items():
            mean[read] += n / counts.total() / len(by_kind)
    return dict(mean)


def unseen(by_kind: dict[str, Counter[str]]) -> dict[str, float]:
    """By class of glyph, the share that a kind of engine writes and no other kind does.

    This is what an engine must be expected to write that nobody has seen yet.
    """
    mean = dict.fromkeys(("sign", "letter", "digit", "mixed"), 0.0)
    for kind, counts in by_kind.items():
        others = {g for other, seen in by_kind.items() if other != kind for g in seen}
        for glyph, n in counts.items():
            if glyph and glyph not in others:
                mean[shape_of(glyph)] += n / counts.total() / len(by_kind)
    return mean


def digit_shares(by_kind: dict[str, Counter[tuple[str, str]]]) -> dict[tuple[str, str], float]:
    """The share of each reading of each digit, all kinds of engines weighing the same."""
    mean: defaultdict[tuple[str, str], float] = defaultdict(float)
    for digit in "0123456789":
        only = {
            kind: Counter({pair: n for pair, n in counts.items() if pair[0] == digit})
            for kind, counts in by_kind.items()
        }
        present = [counts for counts in only.values() if counts]
        for counts in present:
            for pair, n in counts.items():
                mean[pair] += n / counts.total() / len(present)
    return mean


def from_table(path: Path) -> Iterator[tuple[str, int]]:
    """The glyphs of the table with their counts."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            glyph = row["what_stands_before_the_number"]
            if not glyph.startswith("LOST"):
                yield glyph, int(row["n"])


def from_words(folder: Path) -> Iterator[tuple[str, str]]:
    """The digits of other people's transcripts with what was read for them."""
    with (folder / "bln600_train.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from digits_of(row["Ground Truth"], row["OCR Text"])
    truths, readings = (
        (folder / "acl_dev" / name).read_text("utf-8").split("\n")
        for name in ("correct.txt", "ocr.txt")
    )
    for truth, reading in zip(truths, readings, strict=False):
        yield from digits_of(truth, reading)


if __name__ == "__main__":
    main()
