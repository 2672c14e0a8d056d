r"""Hold what the passes do in genuine cables against what a reader judged of it, once, by hand.

    python tools/judge.py                          # all passes with a file in tests/judged
    python tools/judge.py hyphen-inside            # one of them
    python tools/judge.py hyphen-inside --add right   # what is printed as unjudged, judged

``tests/judged/PASS.tsv`` has one hit a line: the file, the text around it before and after (15
signs on either side; ``flag`` for a flag), the verdict and a note.  The verdicts are ``right``,
``wrong`` and ``layout`` (white space alone, and no letter).  Printed are, for each pass, the hits
of each verdict and those that nobody has judged yet; the exit code is 1 if there are such.  With
``--add`` these are written to the file under the verdict given, so read them first.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cablefix import PASSES, Edit, Flag, Settings, repair

ROOT = Path(__file__).resolve().parents[1]
JUDGED = ROOT / "tests" / "judged"
CABLES = ROOT.parent / "shared" / "cables"
ERAS = ("1970s", "2000s")
AROUND = 15
VERDICTS = ("right", "wrong", "layout")
HEAD = "file\tbefore\tafter\tverdict\tnote\n"

Hit = tuple[str, str, str]


def main() -> int:
    """Print the verdicts pass by pass; 1 if a hit has none."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("passes", nargs="*", metavar="PASS")
    parser.add_argument("--add", choices=VERDICTS, help="judge what is printed")
    args = parser.parse_args()
    names = args.passes or sorted(path.stem for path in JUDGED.glob("*.tsv"))
    open_hits = 0
    for name, hits in hits_of(names).items():
        known = judged(name)
        counts = Counter(known.get(hit, "unjudged") for hit in hits)
        print(f"{name}: " + (", ".join(f"{n} {v}" for v, n in counts.most_common()) or "no hits"))
        new = sorted({hit for hit in hits if hit not in known})
        for hit in new:
            print("   ", *hit, sep="\t")
        if args.add:
            write(name, {**known, **dict.fromkeys(new, args.add)})
        else:
            open_hits += len(new)
    return int(open_hits > 0)


def hits_of(names: list[str]) -> dict[str, list[Hit]]:
    """What passes do in the genuine cables, all passes being on, as rows of their files."""
    found: dict[str, list[Hit]] = {name: [] for name in names}
    settings = Settings(passes=PASSES)
    for era in ERAS:
        for path in sorted((CABLES / era).glob("*.txt")):
            text = path.read_bytes().decode("utf-8")
            result = repair(text, settings=settings)
            findings: list[Edit | Flag] = [*result.edits, *result.flags]
            for finding in findings:
                for name in finding.source.split("+"):
                    if name in found:
                        found[name].append((path.name, *shown(text, finding)))
    return found


def shown(text: str, finding: Edit | Flag) -> tuple[str, str]:
    """A hit with the text around it, before and after, on one line each."""
    left = text[max(0, finding.start - AROUND) : finding.start]
    right = text[finding.end : finding.end + AROUND]
    before = visible(left + text[finding.start : finding.end] + right)
    return before, "flag" if isinstance(finding, Flag) else visible(left + finding.new + right)


def visible(text: str) -> str:
    """Blanks at the ends, line ends and tabs as signs that a table can hold."""
    text = text.replace("\r", "").replace("\n", "⏎").replace("\t", "⇥")
    bare = text.strip(" ")
    lead = text.index(bare) if bare else 0
    return "␠" * lead + bare + "␠" * (len(text) - lead - len(bare))


def judged(name: str) -> dict[Hit, str]:
    """The verdicts on a pass, by hit; a note behind one stays with it."""
    return {(file, before, after): verdict for file, before, after, verdict, _ in rows(name)}


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a pass's file, without the head."""
    path = JUDGED / f"{name}.tsv"
    if path.exists():
        for line in path.read_text("utf-8").splitlines()[1:]:
            yield line.split("\t")


def write(name: str, verdicts: dict[Hit, str]) -> None:
    """The file of a pass anew, in order, with the notes that it had."""
    notes = {(file, before, after): note for file, before, after, _, note in rows(name)}
    lines = ["\t".join((*hit, v, notes.get(hit, ""))) for hit, v in sorted(verdicts.items())]
    (JUDGED / f"{name}.tsv").write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
