r"""Every repair that cablefix makes in genuine cables, one a line, for a reviewer to judge.

    python tools/harm.py                              # ../shared/cables
    python tools/harm.py FOLDER... --flags            # flags too
    python tools/harm.py FOLDER --select marker       # one family of passes
    python tools/harm.py FOLDER --profile reading     # whatever is more likely than not
    python tools/harm.py FOLDER --summary             # the counts alone

A genuine cable should come back unchanged but for the damage it was sent with, so each line is
harm until shown otherwise::

    2000s/09BAGHDAD383.txt:41: line-repeated "Qthe Iranian Ministry\n" -> "" (0.99: ...)

The tail counts repairs by pass, and flags by pass and kind, each with the number of files.
Files are ``*.txt`` in the folders and below them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cablefix import Repair, Settings, repair
from cablefix.settings import PROFILES

CABLES = Path(__file__).resolve().parents[2] / "shared" / "cables"
WIDTH = 70  # what of a long text is shown at either end


def main() -> None:
    """Print the repairs, and the flags if asked for, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[CABLES])
    parser.add_argument("--flags", action="store_true", help="print flags too")
    parser.add_argument("--summary", action="store_true", help="print the counts alone")
    parser.add_argument("--select", action="append", default=[], metavar="PASS")
    parser.add_argument("--ignore", action="append", default=[], metavar="PASS")
    parser.add_argument("--profile", choices=PROFILES, default="record")
    args = parser.parse_args()
    settings = Settings(
        select=args.select, ignore=args.ignore, min_confidence=PROFILES[args.profile]
    )
    counts: Counter[str] = Counter()
    files: Counter[str] = Counter()
    read = changed = 0
    for name, result in repaired(args.paths, settings):
        read += 1
        changed += bool(result.edits)
        if not args.summary:
            for line in sorted(lines(result, with_flags=args.flags)):
                print(f"{name}:{line[0]}: {line[1]}")
        kinds = [e.source for e in result.edits]
        kinds += [f"{f.source} ({f.kind})" for f in result.flags]
        counts.update(kinds)
        files.update(set(kinds))
    print(f"\n{read} files, {changed} of them changed")
    for kind, count in counts.most_common():
        print(f"{count:7} {kind:34} in {files[kind]} files")


def repaired(paths: list[Path], settings: Settings) -> Iterator[tuple[str, Repair]]:
    """The name and the repair of every text file in the folders."""
    for path in paths:
        if not path.exists():
            sys.exit(f"{path} is not there")
        for file in [path] if path.is_file() else sorted(path.rglob("*.txt")):
            text = file.read_bytes().decode("utf-8", "surrogateescape")
            name = file.name if path.is_file() else str(file.relative_to(path))
            yield name, repair(text, settings=settings, id=name)


def lines(result: Repair, *, with_flags: bool) -> Iterator[tuple[int, str]]:
    """The line number and the description of each repair and, if asked for, of each flag."""
    source = result.source
    for e in result.edits:
        before, after = shown(source[e.start : e.end]), shown(e.new)
        number = source.count("\n", 0, e.start) + 1
        yield number, f"{e.source} {before} -> {after} ({e.confidence:.3f}: {e.why})"
    for f in result.flags if with_flags else ():
        number = source.count("\n", 0, f.start) + 1
        candidates = f" candidates {', '.join(map(shown, f.candidates))}" if f.candidates else ""
        text = shown(source[f.start : f.end])
        yield number, f"{f.source} FLAG {f.kind} {text}{candidates} ({f.why})"


def shown(text: str) -> str:
    """A text on one line, cut in the middle if it is long."""
    if len(text) > 2 * WIDTH + 3:
        text = f"{text[:WIDTH]}...{text[-WIDTH:]}"
    # escapes half characters too, which no terminal takes
    return ascii(text) if any("\ud800" <= c <= "\udfff" for c in text) else repr(text)


if __name__ == "__main__":
    main()
