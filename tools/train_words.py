r"""Train the model of src/cablefix/lexicon/decision.py, and write its tables to src/cablefix/data/.

    pip install scikit-learn
    python tools/train_words.py --words ../shared/words --ocr ../shared/ocr \
        --cables ../shared/cables

Two questions are learned of every doubted word (``lexicon/doubts.py``): is its best reading right,
and is it wrong at all.  Learned from the pages of ../shared/words and ../shared/ocr that are not
held back (``word_pairs.py``), and from as large a part of the truths and of the genuine cables,
where every word is right.  Boosted trees, few and small, with the direction of each figure fixed
where it is known (a likelier confusion never makes a reading less likely), so that the model does
not follow the quirks of one engine.  The calibration is the isotonic regression of what the trees
say of pages they were not trained on (five folds by page).  Seeded: the same tables each time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression

from cablefix.document import Document
from cablefix.lexicon.decision import Tree
from cablefix.lexicon.doubts import FIGURES, Doubt, doubts
from word_pairs import Page, Token, aligned, core, is_held_back, pages

Floats: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
# The nodes of one tree of scikit-learn, as a structured array.
Nodes: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
TREES, LEAVES, RATE, FEWEST, SEED, FOLDS = 60, 8, 0.2, 40, 1, 5
# The direction of a figure, for both questions; those not named are free.
FOR = {"total", "score", "channel", "margin", "left", "right", "reading's times"}
AGAINST = {"own zipf", "in a large list", "a name", "a word abroad", "own pairs"}
ALWAYS = {"share unknown"}
# How much a word of a set counts: the cables are what the model is for; the newspapers and books
# of four centuries have more words.
WEIGHTS = {"cables": 4.0, "truth": 2.0, "1970s": 2.0, "2000s": 2.0, "icdar-mono": 0.5}
# Sets whose lines are sentences: these are learned from one by one, too, as a text of a few words.
BY_LINE = {"bln600"}
# A step of the calibration is written where the chance changes by this much.
STEP = 0.002


class Example(NamedTuple):
    """A doubted word with its figures, and what the truth says of it."""

    corpus: str
    page: str
    is_held_back: bool
    is_anchored: bool
    word: str
    written: str
    truth: str
    case: int
    figures: tuple[float, ...]
    is_right: bool
    is_wrong: bool


def examples(words: Path, ocr: Path, cables: Path) -> Iterator[Example]:
    """Every doubted word of every page."""
    for page in pages(words, ocr):
        yield from of_page(page)
        if page.corpus in BY_LINE:
            for line in page.lines:
                yield from of_page(page._replace(lines=(line,)))
    for path in sorted(ocr.glob("truth/*.txt")):
        yield from of_sound(path, "truth", is_held=is_held_back("cables", path.stem))
    for era in ("1970s", "2000s"):
        for path in sorted((cables / era).glob("*")):
            yield from of_sound(path, era, is_held=is_held_back("genuine", path.name))


def of_page(page: Page) -> Iterator[Example]:
    """The doubted words of a page, held against its truth."""
    text = "\n".join(one for one, _ in page.lines)
    starts: list[int] = []
    tokens: list[Token] = []
    begins = 0
    for line in page.lines:
        tokens += aligned(*line)
        starts += (begins + m.start() for m in re.finditer(r"\S+", line[0]))
        begins += len(line[0]) + 1
    for doubt in doubts(Document(text)):
        nth = bisect_right(starts, doubt.start) - 1
        around = tokens[max(0, nth - 1) : nth + 2]
        yield judged(page, text, doubt, doubt.start - starts[nth], tokens[nth], around)


def judged(
    page: Page, text: str, doubt: Doubt, at: int, token: Token, around: list[Token]
) -> Example:
    """A doubted word with what its token, and those beside it, have in the truth.

    The alignment may put a word of the truth beside its token: a reading that stands there, and
    that the text has not there, is right.
    """
    word = text[doubt.start : doubt.end]
    written = doubt.written(text) if doubt.readings else ""
    truth = unicodedata.normalize("NFKC", token.truth)
    there = {core(w) for t in around for w in unicodedata.normalize("NFKC", t.truth).split()}
    read = {core(t.text) for t in around}
    repaired = token.text[:at] + written + token.text[at + len(word) :]
    is_right = bool(written) and (
        core(truth) == core(repaired)
        or (written in there and word not in there and written not in read)
    )
    return Example(
        page.corpus, page.name, page.is_held_back, token.is_anchored, word, written, token.truth,
        int(doubt.figures[FIGURES.index("case")]), doubt.figures, is_right,
        word not in there and core(truth) != core(token.text),
    )  # fmt: skip


def of_sound(path: Path, corpus: str, *, is_held: bool) -> Iterator[Example]:
    """The doubted words of a text in which every word is right."""
    text = path.read_text("utf-8", errors="replace")
    for doubt in doubts(Document(text)):
        word = text[doubt.start : doubt.end]
        written = doubt.written(text) if doubt.readings else ""
        case = int(doubt.figures[FIGURES.index("case")])
        yield Example(
            corpus, path.name, is_held, is_anchored=True, word=word, written=written, truth=word,
            case=case, figures=doubt.figures, is_right=False, is_wrong=False,
        )  # fmt: skip


def fold(example: Example) -> int:
    """Which of the folds a page is in."""
    name = example.page.partition("/")[0]
    return int(hashlib.sha256(f"fold:{example.corpus}:{name}".encode()).hexdigest()[:8], 16) % FOLDS


def model() -> HistGradientBoostingClassifier:
    """The untrained trees."""
    directions = [1 if f in FOR or f in ALWAYS else -1 if f in AGAINST else 0 for f in FIGURES]
    return HistGradientBoostingClassifier(
        max_iter=TREES, max_leaf_nodes=LEAVES, learning_rate=RATE, min_samples_leaf=FEWEST,
        l2_regularization=2.0, random_state=SEED, monotonic_cst=directions, early_stopping=False,
    )  # fmt: skip


def trees(fitted: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees as nested lists: [figure, threshold, at most, above], or a leaf's value."""

    def branch(nodes: Nodes, i: int) -> Tree:
        node = nodes[i]
        if node["is_leaf"]:
            return round(float(node["value"]), 4)
        figure, least = int(node["feature_idx"]), round(float(node["num_threshold"]), 4)
        return [figure, least, branch(nodes, node["left"]), branch(nodes, node["right"])]

    return {
        "start": round(float(fitted._baseline_prediction[0][0]), 4),  # noqa: SLF001  # no public way
        "trees": [branch(p[0].nodes, 0) for p in fitted._predictors],  # noqa: SLF001
    }


def calibration(said: Floats, happened: Floats, weights: Floats) -> list[list[float]]:
    """Steps of the isotonic regression: what the trees say at least, and the chance then."""
    fitted = IsotonicRegression(out_of_bounds="clip").fit(said, happened, sample_weight=weights)
    steps: list[list[float]] = []
    for x, y in zip(fitted.X_thresholds_, fitted.y_thresholds_, strict=True):
        if not steps or y - steps[-1][1] >= STEP:
            steps.append([round(float(x), 3), round(float(y), 4)])
    return steps


def learn(found: list[Example], labels: Floats) -> dict[str, Any]:
    """One question: the trees of all, and the calibration of what folds say of each other."""
    figures = np.array([e.figures for e in found])
    weights = np.array([WEIGHTS.get(e.corpus, 1.0) for e in found])
    folds = np.array([fold(e) for e in found])
    said = np.zeros(len(found))
    for k in range(FOLDS):
        one = model().fit(figures[folds != k], labels[folds != k], weights[folds != k])
        said[folds == k] = one.decision_function(figures[folds == k])
    table = trees(model().fit(figures, labels, weights))
    table["calibration"] = calibration(said, labels, weights)
    return table


def main() -> None:
    """Train, write the table, say what it rests on."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("words", "ocr", "cables"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    found = [
        e
        for e in examples(args.words, args.ocr, args.cables)
        if e.is_anchored and not e.is_held_back
    ]
    table = {
        "about": "made by tools/train_words.py; figures as in lexicon/doubts.py",
        "figures": list(FIGURES),
        "right": learn(found, np.array([e.is_right for e in found])),
        "wrong": learn(found, np.array([e.is_wrong for e in found])),
    }
    (DATA / "word_model.json").write_text(json.dumps(table, separators=(",", ":")) + "\n")
    print(
        f"{len(found)} doubted words, {sum(e.is_right for e in found)} with the right reading first"
    )


if __name__ == "__main__":
    main()
