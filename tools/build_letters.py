"""Build two tables in src/cablefix/data/: how OCR engines read the single signs of headers.

    python tools/build_letters.py --ocr ../shared/ocr --ocr FOLDER --ocr FOLDER

Each ``--ocr`` is a folder like ../shared/ocr, or one made with its bed/; the levels light and
medium count.  Every header line of the truth is looked for in the beginning of the reading,
behind the line before it, and aligned sign by sign with the run of words that fits it best.
Lines with lower case (Classified By) are prose and do not count, nor do rules of dashes.

``letter_channel.tsv`` has for each sign printed what was read for it, itself included, with the
share of the times it was printed.  A reading of "" is a sign lost; for a sign that was read where
none is printed, the printed sign is "" and the share is of all signs printed.  Pairs have rows of
their own where two signs were read as one, one as two, or two as two others.

``sign_places.tsv`` has the other side, as counts: where the cable has a digit, what was read that
is no digit and which digit was printed; where it has a letter, what was read that is no letter.
"""

from __future__ import annotations

import argparse
import json
import re
import string
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
LEVELS = ("light", "medium")
ALPHABET = frozenset(string.ascii_uppercase + string.digits + "/#:.,- ")
MARKUP = re.compile(r"<br>|^\||\|$|\*\*|^#+ ", re.MULTILINE)  # of the Markdown converters
BEGINNING = 3000  # the longest header of the 258 documents has 885 signs
# Where a line stands is found without regard to case: some engines read "sEcsTATE wAsHDc".
CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
# Below this score the line found may be another one (RUEHTA/AMEMBASSY ASTANA, RUEHTU/... TUNIS).
LEAST_SCORE = 80.0
# How far behind its place in the truth a line is looked for: four lines of stamps and noise.
SLACK = 300
# A run of more signs that differ is no reading of single signs but noise or another number.
LONGEST_RUN = 3
# Signs printed and read in a run: one lost, one read where none is, and the pairs.
SIZES = frozenset({(1, 0), (0, 1), (1, 2), (2, 1), (2, 2)})
# A row that was seen less often, or on one page alone (by several engines), proves nothing.
FEWEST = 3
FEWEST_DOCUMENTS = 2

Place = tuple[str, str, str]


class Seen:
    """Counts of things, and the documents that show them."""

    def __init__(self) -> None:
        self.counts: Counter[Place] = Counter()
        self.documents: defaultdict[Place, set[str]] = defaultdict(set)

    def add(self, what: Place, document: str) -> None:
        """Count one."""
        self.counts[what] += 1
        self.documents[what].add(document)

    def often(self) -> Iterator[tuple[Place, int]]:
        """What was seen often enough to mean something."""
        for what, n in self.counts.items():
            if n >= FEWEST and len(self.documents[what]) >= FEWEST_DOCUMENTS:
                yield what, n


def main() -> None:
    """Write the two tables and say how much they were made from."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ocr", type=Path, action="append", required=True)
    readings, places = Seen(), Seen()
    printed: Counter[str] = Counter()
    lines = 0
    for document, line, read in header_lines(parser.parse_args().ocr):
        lines += 1
        printed.update(line)
        printed.update(map("".join, zip(line, line[1:], strict=False)))
        printed[""] += len(line)
        for old, new in changes(line, read):
            if ALPHABET.issuperset(old):
                readings.add(("", old, new), document)
            if place := kind_of_place(old, new):
                places.add((place, new, old), document)
    channel = [(old, new, n / printed[old]) for (_, old, new), n in readings.often()]
    channel.sort(key=lambda row: (row[0], -row[2], row[1]))
    write(
        "letter_channel.tsv",
        "printed, read, share of what was printed",
        [f"{old}\t{new}\t{share:.6f}" for old, new, share in channel],
    )
    known = sorted(places.often(), key=lambda row: (row[0][:2], -row[1], row[0][2]))
    write(
        "sign_places.tsv",
        "what stands at the place, read, printed, count",
        ["\t".join((*place, str(n))) for place, n in known],
    )
    print(f"from {lines} lines with {printed['']} signs")


def write(name: str, head: str, rows: list[str]) -> None:
    """Write a table under its comment."""
    text = "\n".join((f"# {head}; made by tools/build_letters.py", *rows))
    (DATA / name).write_text(text + "\n", "utf-8")
    print(f"{name}: {len(rows)} rows")


def header_lines(folders: list[Path]) -> Iterator[tuple[str, str, str]]:
    """Document, header line of the truth and what was read for it, for each one found."""
    for folder in folders:
        for path in sorted(folder.glob("pairs/*/*/*.ocr.txt")):
            number = path.name.partition(".")[0]
            if path.parent.name in LEVELS:
                reading = squashed(MARKUP.sub(" ", path.read_text("utf-8", "replace")))
                for line, read in found(folder, number, reading[:BEGINNING]):
                    yield f"{folder.name}/{number}", line, read


def squashed(text: str) -> str:
    """A text with single blanks."""
    return " ".join(text.split())


def found(folder: Path, number: str, reading: str) -> Iterator[tuple[str, str]]:
    """The header lines of a document's first cable that are in its reading, with their readings."""
    truth = json.loads((folder / "truth" / f"{number}.json").read_text("utf-8"))
    at = passed = 0
    for entry in truth["cables"][0]["header_lines"]:
        line = squashed(entry["text"])
        passed += len(line) + 1
        if entry["field"] == "teletype_rule" or re.search("[a-z]", line):
            continue
        window = reading[at : at + passed + SLACK]
        capitals = window.translate(CAPITALS)
        best = partial_ratio_alignment(line, capitals, score_cutoff=LEAST_SCORE)
        if best is None:
            continue
        start, end = run_of_words(line, capitals, best.dest_start, best.dest_end)
        yield line, window[start:end]
        at, passed = at + end, 0


def run_of_words(line: str, window: str, start: int, end: int) -> tuple[int, int]:
    """The run of whole words near a stretch that is nearest to a line."""
    starts = [0, *(m.end() for m in re.finditer(" ", window))]
    ends = [*(m.start() for m in re.finditer(" ", window)), len(window)]
    near = sorted(
        (Levenshtein.distance(line, window[a:b]), a, b)
        for a in sorted(starts, key=lambda a: abs(a - start))[:3]
        for b in sorted(ends, key=lambda b: abs(b - end))[:3]
        if a < b
    )
    return (near[0][1], near[0][2]) if near else (start, end)


def changes(line: str, read: str) -> Iterator[tuple[str, str]]:
    """Each sign of a line with what was read for it, and the pairs that were read as others."""
    old = new = 0
    for op in Levenshtein.opcodes(line, read.translate(CAPITALS)):
        if op.tag != "equal":
            continue
        yield from run(line[old : op.src_start], read[new : op.dest_start])
        same = read[op.dest_start : op.dest_end]
        yield from zip(line[op.src_start : op.src_end], same, strict=True)
        old, new = op.src_end, op.dest_end
    yield from run(line[old:], read[new:])


def run(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The readings in a run of signs that differ."""
    if len(old) == len(new) <= LONGEST_RUN:
        yield from zip(old, new, strict=True)
    if (len(old), len(new)) in SIZES:
        yield old, new


def kind_of_place(old: str, new: str) -> str | None:
    """Whether one sign is a digit read as none, or a letter read as none."""
    if len(old) != 1 or len(new) != 1 or new == " ":
        return None
    if old.isdigit() and not new.isdigit():
        return "digit"
    if old.isalpha() and not new.isalpha():
        return "letter"
    return None


if __name__ == "__main__":
    main()
