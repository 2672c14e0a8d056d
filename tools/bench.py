"""How fast cablefix is, beside ftfy and bare Python, in one run.

    python tools/bench.py                          # texts of ../shared, some three minutes
    python tools/bench.py --corpus /tmp/corpus     # also clean, light, heavy of make_corpus.py
    python tools/bench.py --clean FOLDER --damaged FOLDER
    python tools/bench.py --quick                  # one megabyte, three rounds
    python tools/bench.py --json                   # the figures, for a program

../shared/bench/make_corpus.py DIR --mb 4 --docs 800 makes the corpus.  Without any of these
texts, cables are generated.

How it measures
    * CPU time (``process_time``, for children ``getrusage``), so a busy neighbour costs little;
    * rounds are interleaved: each round runs every function once over the same documents, in
      another order.  A ratio is the median over rounds of the ratio inside one round, so a slow
      drift of the machine cancels.  MB/s are the medians, in megabytes of UTF-8;
    * folders are repeated up to ``--mb``, so words come back as they do in a collection;
    * import and first call are timed in ``--children`` fresh interpreters each (``python -I``),
      less the best of bare Python; the best tells what the code costs, the median how it is here;
    * a long document is held against the same text in documents of 5 kB; a long line against
      documents of 5 kB where it is prose, and against lines of 5 kB where it holds headers, which
      are damaged once their lines are joined.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import ftfy

from cablefix import clean, repair

SHARED = Path(__file__).resolve().parents[2] / "shared"
SMALL = 5_000  # characters: the usual length of a cable
PARAGRAPH = 200  # characters: a longer block is a paragraph, not a header

Function = Callable[[str], object]
FUNCTIONS: dict[str, Function] = {
    "ftfy.fix_text": ftfy.fix_text,
    "clean": clean,
    "repair": repair,
}
# The goals of issue 2: figure, comparison, bound.
GOALS = {
    "clean text: clean / ftfy": (">=", 6.0),
    "damaged text: clean / ftfy": (">=", 2.0),
    "import cablefix, ms": ("<=", 35.0),
    "first clean(), ms": ("<=", 100.0),
    "long document / short ones": ("<=", 1.5),
}


class Corpus(NamedTuple):
    """Documents of one kind."""

    name: str
    kind: str  # "clean" or "damaged"
    texts: list[str]

    @property
    def megabytes(self) -> float:
        """The size of all documents in UTF-8."""
        return sum(len(t.encode("utf-8", "surrogatepass")) for t in self.texts) / 1e6


def main() -> None:
    """Measure everything, then print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clean", type=Path, action="append", help="folder of genuine cables")
    parser.add_argument("--damaged", type=Path, action="append", help="folder of damaged ones")
    parser.add_argument("--corpus", type=Path, help="folder made by make_corpus.py")
    parser.add_argument("--mb", type=float, default=2.0, help="size of each corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--children", type=int, default=9, help="interpreters for each start")
    parser.add_argument("--quick", action="store_true", help="1 MB, 3 rounds, 5 interpreters")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.quick:
        args.mb, args.rounds, args.children = 1.0, 3, 5
    corpora = list(found_corpora(args.clean, args.damaged, args.corpus, args.mb))
    figures: dict[str, Any] = {
        "speed": {c.name: speed(c, args.rounds) for c in corpora},
        "start": start_times(args.children),
        "length": {
            c.name: length_ratios(c, args.rounds)
            for kind in ("clean", "damaged")
            for c in [c for c in corpora if c.kind == kind][-1:]
        },
        "memory": {"bare": memory(""), "clean": memory(CHILDREN["first clean()"])},
    }
    figures["goals"] = goals(figures, {c.name: c.kind for c in corpora})
    if args.json:
        print(json.dumps(figures, indent=1))
    else:
        report(figures, corpora)


# --- texts --------------------------------------------------------------------------------


def found_corpora(
    clean_folders: list[Path] | None,
    damaged_folders: list[Path] | None,
    made: Path | None,
    megabytes: float,
) -> Iterator[Corpus]:
    """What was asked for or lies beside the repository, each repeated to the size wanted."""
    folders = {"clean": clean_folders or [], "damaged": damaged_folders or []}
    if not clean_folders and not damaged_folders:
        folders["clean"] = [SHARED / "cables" / era for era in ("2000s", "1970s")]
        folders["damaged"] = sorted((SHARED / "ocr" / "pairs").glob("*/light"))
        folders["damaged"] += sorted((SHARED / "ocr" / "pairs").glob("*/medium"))
    groups = {f"genuine {folder.name}": ("clean", [folder]) for folder in folders["clean"]} | {
        "OCR pages": ("damaged", folders["damaged"])
    }
    if made:
        for name in ("clean", "light", "heavy"):
            kind = "clean" if name == "clean" else "damaged"
            groups[f"made {name}"] = (kind, [made / name])
    any_found = False
    for name, (kind, places) in groups.items():
        if texts := [text for place in places for text in read(place)]:
            any_found = True
            yield Corpus(name, kind, repeated(texts, megabytes))
    if not any_found:
        rng = random.Random(7)  # noqa: S311 - texts to time, no secrets
        yield Corpus("generated clean", "clean", repeated(generated(rng, 0), megabytes))
        yield Corpus("generated damaged", "damaged", repeated(generated(rng, 0.02), megabytes))


def read(folder: Path) -> list[str]:
    """The texts of a folder and of what lies below it, as they are on disk."""
    return [
        path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted(folder.rglob("*.txt"))
    ]


def repeated(texts: list[str], megabytes: float) -> list[str]:
    """Documents of about this size altogether; each is a new string, as if read again."""
    done: list[str] = []
    size = 0
    for n, text in enumerate(cycle(texts)):
        if size >= megabytes * 1e6 and n:
            return done
        done.append("".join([text[:1], text[1:]]))
        size += len(text.encode("utf-8", "surrogatepass")) or 1
    raise AssertionError("a cycle of texts has no end")


PROSE = (
    "the Minister said that his government would support a resolution in the Council",
    "he asked whether the United States had decided on the question of assistance",
    "the delegation raised the matter with the Ambassador before the conference",
    "no decision would be taken until the talks next week had been held",
)


def generated(rng: random.Random, rate: float) -> list[str]:
    """Two hundred telegrams of plain sentences; at ``rate`` a letter is misread."""
    texts = []
    for number in range(200):
        head = (
            f"R {rng.randint(1, 28):02}1530Z MAR 07\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\n\n"
            f"UNCLAS PARIS {number:06}\n\nE.O. 12958: N/A\nTAGS: PREL, FR\nSUBJECT: TALKS\n"
        )
        paragraphs = [
            f"¶{n}. (U) " + ", and ".join(rng.choices(PROSE, k=10)).capitalize() + "."
            for n in range(1, 7)
        ]
        text = "\n\n".join([head, *paragraphs])
        misread = {"e": "c", "l": "1", "o": "0", "h": "b", "n": "u"}
        texts.append(
            "".join(misread.get(c, c) if rate and rng.random() < rate else c for c in text)
        )
    return texts


# --- speed --------------------------------------------------------------------------------


def speed(corpus: Corpus, rounds: int) -> dict[str, Any]:
    """MB/s of each function and its ratio to ftfy, medians over interleaved rounds."""
    for function in FUNCTIONS.values():
        function(corpus.texts[0])
    seconds = interleaved({name: (f, corpus.texts) for name, f in FUNCTIONS.items()}, rounds)
    reference = seconds["ftfy.fix_text"]
    return {
        name: {
            "MB/s": corpus.megabytes / statistics.median(times),
            "first MB/s": corpus.megabytes / times[0],
            "x ftfy": statistics.median(r / t for r, t in zip(reference, times, strict=True)),
        }
        for name, times in seconds.items()
    }


def interleaved(jobs: dict[str, tuple[Function, list[str]]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each job in each round; every round runs all of them in another order."""
    rng = random.Random(7)  # noqa: S311 - an order, no secret
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name in rng.sample(list(jobs), len(jobs)):
            function, texts = jobs[name]
            start = time.process_time()
            for text in texts:
                function(text)
            seconds[name].append(time.process_time() - start)
    return seconds


def length_ratios(corpus: Corpus, rounds: int) -> dict[str, float]:
    """Time per byte of long texts over that of short ones, medians over rounds."""
    whole = "\n\n".join(islice(cycle(corpus.texts), 5_000_000 // average(corpus.texts) + 1))
    long = whole[:5_000_000]
    line = " ".join(long[:1_000_000].split("\n"))
    # without headers: a header whose lines are joined is damage, and takes its repair
    blocks = [
        block for block in long.split("\n\n") if len(block) > PARAGRAPH and "VZCZC" not in block
    ]
    prose = "\n\n".join(blocks)[:1_000_000]
    texts = {
        "short": cut(long, "\n\n"),
        "5 MB document": [long],
        "short, 1 MB": cut(long[:1_000_000], "\n\n"),
        "1 MB line": [line],
        "short lines": cut(line, " "),
        "prose": cut(prose, "\n\n"),
        "prose line": [" ".join(prose.split("\n"))],
    }
    seconds = interleaved({name: (clean, docs) for name, docs in texts.items()}, rounds)

    def ratio(a: str, b: str) -> float:
        return statistics.median(x / y for x, y in zip(seconds[a], seconds[b], strict=True))

    return {
        "5 MB document / 5 kB documents": ratio("5 MB document", "short"),
        "1 MB line of prose / 5 kB documents": ratio("prose line", "prose"),
        "1 MB line with headers / 5 kB lines": ratio("1 MB line", "short lines"),
        "1 MB line with headers / 5 kB documents": ratio("1 MB line", "short, 1 MB"),
    }


def average(texts: list[str]) -> int:
    """How many characters a text has."""
    return max(1, sum(map(len, texts)) // len(texts))


def cut(text: str, at: str) -> list[str]:
    """The text in pieces of about 5 kB, cut behind ``at``."""
    pieces, start = [], 0
    while start < len(text):
        end = text.find(at, start + SMALL)
        end = len(text) if end < 0 else end + len(at)
        pieces.append(text[start:end])
        start = end
    return pieces


# --- start --------------------------------------------------------------------------------

SAMPLE = "¶1. (C) POLMILOFF delivered demarche to MFA Director for Non-Proliferation.\n" * 30
CHILDREN = {
    "bare Python": "pass",
    "import cablefix": "import cablefix",
    "from cablefix import clean": "from cablefix import clean",
    "first clean()": f"from cablefix import clean; clean({SAMPLE!r})",
    "first repair()": f"from cablefix import repair; repair({SAMPLE!r})",
    "import ftfy": "import ftfy",
}


def start_times(children: int) -> dict[str, dict[str, float]]:
    """CPU milliseconds of fresh interpreters over the best of bare Python."""
    times: dict[str, list[float]] = {name: [] for name in CHILDREN}
    for _ in range(children):
        for name, code in CHILDREN.items():
            times[name].append(child_milliseconds(code))
    bare = min(times["bare Python"])
    return {
        name: {
            "best": min(ms) - (bare if name != "bare Python" else 0),
            "median": statistics.median(ms) - (bare if name != "bare Python" else 0),
        }
        for name, ms in times.items()
    }


def child_milliseconds(code: str) -> float:
    """The CPU time of a fresh interpreter that runs some code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def memory(code: str) -> float:
    """Megabytes that a fresh interpreter had in memory at most."""
    # not getrusage: what it gives a child begins with what its parent had
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    ask = f"{code}\nprint(open({str(status)!r}).read())"
    done = subprocess.run(
        [sys.executable, "-I", "-c", ask], capture_output=True, text=True, check=True
    )
    return int(done.stdout.partition("VmHWM:")[2].split()[0]) / 1000


# --- report -------------------------------------------------------------------------------


def goals(figures: dict[str, Any], kinds: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Each goal with the worst figure that bears on it."""
    ratios = {
        kind: [s["clean"]["x ftfy"] for name, s in figures["speed"].items() if kinds[name] == kind]
        for kind in ("clean", "damaged")
    }
    start = figures["start"]
    reached = {
        "clean text: clean / ftfy": min(ratios["clean"], default=None),
        "damaged text: clean / ftfy": min(ratios["damaged"], default=None),
        "import cablefix, ms": start["import cablefix"]["best"],
        "first clean(), ms": start["first clean()"]["best"],
        "long document / short ones": max(
            (
                ratio
                for ratios in figures["length"].values()
                for name, ratio in ratios.items()
                if name != "1 MB line with headers / 5 kB documents"
            ),
            default=None,
        ),
    }
    return {
        name: {"reached": reached[name], "goal": f"{sign} {bound:g}", "is met": met}
        for name, (sign, bound) in GOALS.items()
        if (figure := reached[name]) is not None
        for met in [figure >= bound if sign == ">=" else figure <= bound]
    }


def report(figures: dict[str, Any], corpora: list[Corpus]) -> None:
    """The figures as tables for a terminal."""
    print(f"{'':20}{'MB':>5} {'docs':>5} |" + "".join(f"{n:>15}" for n in FUNCTIONS), end=" |")
    print(f"{'clean x ftfy':>14}{'repair x ftfy':>14}")
    for c in corpora:
        s = figures["speed"][c.name]
        print(f"{c.name:20}{c.megabytes:5.1f} {len(c.texts):5} |", end="")
        print("".join(f"{s[n]['MB/s']:10.2f} MB/s" for n in FUNCTIONS), end=" |")
        print(f"{s['clean']['x ftfy']:14.1f}{s['repair']['x ftfy']:14.1f}")
    print(f"\n{'CPU ms over bare Python':40}{'best':>8}{'median':>8}")
    for name, ms in figures["start"].items():
        print(f"  {name:38}{ms['best']:8.1f}{ms['median']:8.1f}")
    print("\ntime per byte, long over short")
    for name, ratios in figures["length"].items():
        for what, ratio in ratios.items():
            print(f"  {name + ': ' + what:54}{ratio:6.2f}")
    m = figures["memory"]
    print(f"\npeak memory: bare {m['bare']:.0f} MB, after the first clean() {m['clean']:.0f} MB")
    print(f"\n{'goals (the worst figure of each)':40}{'reached':>8}{'goal':>8}")
    for name, g in figures["goals"].items():
        verdict = "" if g["is met"] else "  MISSED"
        print(f"  {name:38}{g['reached']:8.1f}{g['goal']:>8}{verdict}")


if __name__ == "__main__":
    main()
