r"""Fit src/cablefix/data/quality_weights.tsv, the weights of the document quality.

    pip install numpy scipy
    python tools/fit_quality.py            # ../shared/ocr and the half "tune" of ../shared/cables

Fitted are weights of 0 and more (least squares) of the saturated features, to the square root of
the character error rate: on the OCR texts of every second document number, and with error rate 0
on the truths of the same documents and on genuine cables.  Printed is the rank correlation of
quality and error rate (Spearman) on that half, on the other and on all, and how low sound texts
come.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from scipy.optimize import nnls  # type: ignore[import-untyped]
from scipy.stats import spearmanr  # type: ignore[import-untyped]

import inject_spans
from cablefix.document import Document
from cablefix.lexicon.quality import features, saturated

ROOT = Path(__file__).resolve().parents[1]
OCR = ROOT.parent / "shared" / "ocr"
TABLE = ROOT / "src" / "cablefix" / "data" / "quality_weights.tsv"


def is_fitted(number: str) -> bool:
    """Whether a document of the scans is one of those fitted to."""
    return int(number) // 2 % 2 == 0


def read(path: Path) -> dict[str, float]:
    """The features of a file."""
    return features(Document(path.read_bytes().decode("utf-8", "replace")))


def main() -> None:
    """Write the table and print how well it ranks."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    with (OCR / "manifest.csv").open(encoding="utf-8", newline="") as file:
        scans = list(csv.DictReader(file))
    errors = np.array([float(row["CER"]) for row in scans])
    fitted = np.array([is_fitted(row["id"]) for row in scans])
    found = [read(OCR / row["ocr_file"]) for row in scans]
    truths = {p.stem: read(p) for p in sorted((OCR / "truth").glob("*.txt"))}
    cables = {p: read(p) for _, p in inject_spans.files("both")}
    sound = [f for number, f in truths.items() if is_fitted(number)]
    sound += [f for p, f in cables.items() if inject_spans.half_of(p.name) == "tune"]
    names = list(found[0])
    halves = {
        n: float(np.median([f[n] for f, k in zip(found, fitted, strict=True) if k and f[n] > 0]))
        for n in names
    }

    def matrix(rows: list[dict[str, float]]) -> np.ndarray:
        return np.array([[saturated(row[n], halves[n]) for n in names] for row in rows])

    train = [f for f, k in zip(found, fitted, strict=True) if k]
    target = np.concatenate([np.sqrt(errors[fitted]), np.zeros(len(sound))])
    weight, _ = nnls(matrix(train + sound), target)
    lines = [
        f"{n}\t{halves[n]:.5f}\t{w:.4f}\n" for n, w in zip(names, weight, strict=True) if w > 0
    ]
    head = "# feature\tvalue at which 63 % of the weight is reached\tweight\n"
    TABLE.write_text(head + "".join(lines), "ascii")
    print("".join(lines), end="")
    score = 1 - matrix(found) @ weight
    for name, rows in (("fitted", fitted), ("held back", ~fitted), ("all", fitted | True)):
        print(f"{name}: Spearman {spearmanr(score[rows], errors[rows])[0]:.3f} on {rows.sum()}")
    for engine in sorted({row["engine"] for row in scans}):
        rows = np.array([row["engine"] == engine for row in scans])
        print(f"  {engine}: {spearmanr(score[rows], errors[rows])[0]:.3f}")
    held = [f for p, f in cables.items() if inject_spans.half_of(p.name) != "tune"]
    for name, rest in (("truths", list(truths.values())), ("cables held back", held)):
        q = 1 - matrix(rest) @ weight
        print(f"{name}: median {np.median(q):.2f}, 5 % below {np.quantile(q, 0.05):.2f}")
    print(
        "scans: median", np.median(score).round(2), "5 % below", np.quantile(score, 0.05).round(2)
    )


if __name__ == "__main__":
    main()
