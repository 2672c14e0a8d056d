r"""Put damage into genuine cables where it is known, and count which of it is flagged.

    pip install wordfreq
    python tools/inject_spans.py                         # both halves of ../shared/cables
    python tools/inject_spans.py --half report --misses  # the half that nothing was tuned on
    python tools/inject_spans.py --reflow                # the paragraph joined to one line

Three kinds of damage, each in runs of its own, a place for every ``--every`` characters of a text
and one at least:

* ``foreign``: 5 to 30 words of another language (drawn from the word lists of wordfreq by their
  frequency) put between two words of a paragraph;
* ``shuffled``: the letters of each word of 4 to 15 words in other places;
* ``dropped``: 3 to 30 words left out, with the line ends between them.

A place is found if a flag of any kind touches it or the 30 characters beside it.  A false span is
a flag of the kinds garbled, lost, cut or doubtful from the passes ``SPANS`` that touches no place
of damage.  Those that the text has before anything is put into it are counted apart too, since
genuine cables were damaged on the line.  The files are split in two halves by a hash of their
names: ``tune`` to set thresholds on, ``report`` to measure on.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cablefix import Flag, repair

CABLES = Path(__file__).resolve().parents[2] / "shared" / "cables"
ERAS = ("1970s", "2000s")
KINDS = ("foreign", "shuffled", "dropped")
SPANS = frozenset(
    (
        "span-garbled",
        "span-foreign",
        "sentence-cut",
        "sentence-broken",
        "text-repeated",
    )
)
FLAG_KINDS = frozenset(("garbled", "lost", "cut", "doubtful"))
NEAR = 30
LANGUAGES = ("es", "fr", "de", "it", "pt", "nl", "pl", "tr", "sv", "id", "fi", "cs")
COMMONEST = 3_000
# A paragraph of prose: so many words, no label of a header in its lines.
PROSE = 35
LABEL = re.compile(
    r"(?m)^(?:FM|TO|INFO|TAGS?:?|REFS?:?|SUBJ(?:ECT)?:?|E\. ?O\.|VZCZC|DE R|ACTION|ORIGIN|DRAFTED|"
    r"APPROVED|PAGE \d|[ROPZ] \d{6}Z?)\b"
)


class Damaged(NamedTuple):
    """A text with damage in it, and where that is."""

    text: str
    places: list[tuple[int, int]]


def paragraphs(text: str) -> list[list[tuple[int, int]]]:
    """The places of the words of each paragraph of prose."""
    found = []
    for m in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+", text):
        words = [w.span() for w in re.finditer(r"\S+", text[m.start() : m.end()])]
        plain = sum(text[m.start() + a : m.start() + b].isalpha() for a, b in words)
        if len(words) >= PROSE and plain > 0.6 * len(words) and not LABEL.search(m[0]):
            found.append([(m.start() + a, m.start() + b) for a, b in words])
    return found


def plain(word: str) -> str:
    """A word without accents, as a telegraph sends it."""
    bare = unicodedata.normalize("NFKD", word.translate(str.maketrans("łøđı", "lodi")))
    return bare.encode("ascii", "ignore").decode()


def foreign_words(rng: random.Random, size: int) -> list[str]:
    """Words of one other language, as often as they occur there."""
    import wordfreq

    language = rng.choice(LANGUAGES)
    words = [w for w in wordfreq.top_n_list(language, COMMONEST) if w.isalpha()]
    weights = [wordfreq.word_frequency(w, language) for w in words]
    return [plain(w) for w in rng.choices(words, weights, k=size)]


def shuffled(word: str, rng: random.Random) -> str:
    """A word with its letters in another order, where it has two that differ."""
    letters = [c for c in word if c.isalpha()]
    if len(set(map(str.lower, letters))) < 2:
        return word
    while True:
        rng.shuffle(letters)
        rest = iter(letters)
        new = "".join(next(rest) if c.isalpha() else c for c in word)
        if new != word:
            return new


def damage(text: str, kind: str, rng: random.Random, every: int, *, reflow: bool) -> Damaged:
    """A text with damage of one kind in it."""
    blocks = paragraphs(text)
    if not blocks:
        return Damaged(text, [])
    count = min(len(blocks), max(1, len(text) // every))
    edits = []
    for words in rng.sample(blocks, count):
        size = {"foreign": 0, "shuffled": rng.randint(4, 15), "dropped": rng.randint(3, 30)}[kind]
        size = min(size, len(words) - 4)
        first = rng.randrange(2, len(words) - size - 1)
        start, end = words[first][0], words[first + size][0]
        old = text[start:end]
        if kind == "foreign":
            new = " ".join(foreign_words(rng, rng.randint(5, 30))) + " "
            new = new.upper() if text[words[0][0] : words[-1][1]].isupper() else new
        elif kind == "shuffled":
            new = re.sub(r"\S+", lambda m: shuffled(m[0], rng), old)
        else:
            new = ""
        edits.append((start, end, new))
        if reflow:
            ends = [(a[1], b[0]) for a, b in pairwise(words) if "\n" in text[a[1] : b[0]]]
            edits += [(a, b, " ") for a, b in ends if not start <= a < end]
    return _applied(text, sorted(edits))


def _applied(text: str, edits: list[tuple[int, int, str]]) -> Damaged:
    """The text with edits made, and where those of damage stand in it."""
    parts: list[str] = []
    places = []
    at = size = 0
    for start, end, new in edits:
        parts += (text[at:start], new)
        size += start - at
        if new != " ":
            places.append((size, size + len(new)))
        size += len(new)
        at = end
    return Damaged("".join([*parts, text[at:]]), places)


def half_of(name: str) -> str:
    """The half that a file is in."""
    return "tune" if hashlib.sha256(f"half {name}".encode()).digest()[0] & 1 else "report"


def touches(flag: Flag, places: list[tuple[int, int]]) -> bool:
    """Whether a flag stands at one of the places."""
    return any(flag.start <= b + NEAR and flag.end >= a - NEAR for a, b in places)


def files(half: str) -> Iterator[tuple[str, Path]]:
    """The cables of a half, with their era."""
    for era in ERAS:
        for path in sorted((CABLES / era).glob("*.txt")):
            if half in ("both", half_of(path.name)):
                yield era, path


def shown(text: str, start: int, end: int) -> str:
    """A place with the text around it, on one line."""
    left, right = text[max(0, start - 45) : start], text[end : end + 45]
    return f"{left}[[{text[start:end][:120]}]]{right}".replace("\n", "/")


def main() -> int:
    """Print the shares found, by kind and era, and the false spans."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--half", choices=("tune", "report", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=5_000)
    parser.add_argument("--reflow", action="store_true", help="join the lines of the paragraph")
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--misses", action="store_true", help="print the places not found")
    parser.add_argument("--false", action="store_true", help="print the false spans")
    args = parser.parse_args()
    found: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    by_pass: Counter[tuple[str, str]] = Counter()
    wrong: Counter[str] = Counter()
    size = genuine = 0
    for era, path in files(args.half):
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        for kind in args.kind or KINDS:
            rng = random.Random(f"{args.seed} {path.name} {kind}")  # noqa: S311 - damage, no secret
            text_now, places = damage(text, kind, rng, args.every, reflow=args.reflow)
            if not places:
                continue
            flags = repair(text_now).flags
            size += len(text_now)
            for place in places:
                hits = [f for f in flags if touches(f, [place])]
                total[kind, era] += 1
                found[kind, era] += bool(hits)
                by_pass.update({(kind, f.source) for f in hits})
                if args.misses and not hits:
                    print(f"MISS {kind} {path.name}: {shown(text_now, *place)}")
            for f in flags:
                if f.source in SPANS and f.kind in FLAG_KINDS and not touches(f, places):
                    wrong[f.source] += 1
                    if args.false:
                        print(f"FALSE {f.source} {path.name}: {shown(text_now, f.start, f.end)}")
        genuine += sum(f.source in SPANS for f in repair(text).flags)
    print_shares(found, total, by_pass)
    false = sum(wrong.values())
    print(f"{size} characters, {false} false spans: {false * 50_000 / max(1, size):.2f} per 50 kB")
    print("  by pass:", ", ".join(f"{name} {n}" for name, n in wrong.most_common()))
    print(f"{genuine} spans flagged in the same cables before anything was put in")
    return 0


def print_shares(
    found: Counter[tuple[str, str]],
    total: Counter[tuple[str, str]],
    by_pass: Counter[tuple[str, str]],
) -> None:
    """The shares found, for each kind and era, and which passes found them."""
    for kind in KINDS:
        line = [f"{kind:9}"]
        for era in (*ERAS, "all"):
            eras = ERAS if era == "all" else (era,)
            n = sum(total[kind, e] for e in eras)
            k = sum(found[kind, e] for e in eras)
            line.append(f"{era} {k}/{n} {k / max(1, n):.3f}")
        names = sorted(((n, p) for (k, p), n in by_pass.items() if k == kind), reverse=True)
        print("  ".join(line), " ", ", ".join(f"{p} {n}" for n, p in names[:6]))
    n, k = sum(total.values()), sum(found.values())
    print(f"pooled    {k}/{n} {k / max(1, n):.3f}")


if __name__ == "__main__":
    sys.exit(main())
