"""Texts with errors and what they should say, by word, and which of them are held back.

What is learned (``build_channel.py``, ``train_words.py``) is learned from the pages that
``is_held_back`` does not name; what is measured (``measure_words.py``) is measured on the others.
A page is held back or not in all its readings.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

# The share of the pages that nothing is learned from.
HELD_BACK = 0.3
# So many lines or paragraphs of a set without pages are taken for one.
BLOCK = 5
# How far around a token its surroundings are looked at, and the share of letters that agree
# there if the two texts are about the same words.
AROUND, AGREE = 25, 0.6
# "(word)," : the signs before and behind a word.
FRAME = re.compile(r"^(\W*|_*)(.*?)([\W_]*)$", re.DOTALL)


class Page(NamedTuple):
    """One text of a set with its truth; ``lines`` are stretches that belong together."""

    corpus: str
    name: str
    lines: tuple[tuple[str, str], ...]

    @property
    def is_held_back(self) -> bool:
        """Whether nothing may be learned from the page."""
        return is_held_back(self.corpus, self.name)


class Token(NamedTuple):
    """A token of a text with errors, and what the truth has in its place."""

    text: str
    truth: str
    is_anchored: bool


def is_held_back(corpus: str, name: str) -> bool:
    """Whether a page is among those that nothing is learned from: by a hash of its name."""
    digest = hashlib.sha256(f"{corpus}:{name.partition('/')[0]}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF < HELD_BACK


def squeezed(text: str) -> str:
    """A text with one blank for each run of white space."""
    return " ".join(text.split())


def core(token: str) -> str:
    """A token without the signs around it."""
    found = FRAME.match(token)
    return found[2] if found else token


def pages(words: Path, ocr: Path) -> Iterator[Page]:
    """Every page of ../shared/words and ../shared/ocr."""
    yield from _newspapers(words / "bln600_train.csv")
    folder = words / "icdar2017_train"
    mono = (folder / "EngMonoInput.txt", folder / "EngMonoGS.txt")
    yield from _lines("icdar-mono", *mono, BLOCK)
    yield from _lines("icdar-perio", folder / "EngPerioInput.txt", folder / "EngPerioGS.txt", 1)
    yield from _lines(
        "acl", words / "acl_dev" / "ocr.txt", words / "acl_dev" / "correct.txt", BLOCK
    )
    for path in sorted(ocr.glob("pairs/*/*/*.ocr.txt")):
        number = path.name[:3]
        truth = (ocr / "truth" / f"{number}.txt").read_text("utf-8")
        name = f"{number}/{path.parent.parent.name}/{path.parent.name}"
        yield Page("cables", name, ((squeezed(path.read_text("utf-8")), squeezed(truth)),))


def _newspapers(path: Path) -> Iterator[Page]:
    """The sentences of each newspaper page of BLN600."""
    by_page: dict[str, list[tuple[str, str]]] = {}
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            pair = squeezed(row["OCR Text"]), squeezed(row["Ground Truth"])
            by_page.setdefault(row["Sample ID"], []).append(pair)
    for name, lines in by_page.items():
        yield Page("bln600", name, tuple(lines))


def _lines(corpus: str, text: Path, truth: Path, block: int) -> Iterator[Page]:
    """Line pairs, so many to a page; ``@`` pads them in the sets of ICDAR."""
    both = zip(
        text.read_text("utf-8").split("\n"), truth.read_text("utf-8").split("\n"), strict=False
    )
    lines = [
        (squeezed(one.replace("@", "")), squeezed(other.replace("@", ""))) for one, other in both
    ]
    for at in range(0, len(lines), block):
        filled = tuple(pair for pair in lines[at : at + block] if pair[0])
        if filled:
            yield Page(corpus, str(at // block), filled)


def aligned(text: str, truth: str) -> list[Token]:
    """The tokens of a text (squeezed), each with what the truth has between its neighbours."""
    places = [0] * (len(text) + 1)
    agrees = bytearray(len(text))
    for step in Levenshtein.opcodes(text, truth):
        width = step.dest_end - step.dest_start
        for i in range(step.src_end - step.src_start):
            places[step.src_start + i] = step.dest_start + min(i, width)
        if step.tag == "equal":
            agrees[step.src_start : step.src_end] = b"\1" * (step.src_end - step.src_start)
    places[len(text)] = len(truth)
    starts = [m.start() for m in re.finditer(r"\S+", text)] + [len(text)]
    tokens = []
    for at, end in zip(starts, starts[1:], strict=False):
        around = agrees[max(0, at - AROUND) : end + AROUND]
        there = truth[places[at] if at else 0 : places[end]]
        tokens.append(
            Token(text[at:end].strip(), there.strip(), sum(around) >= AGREE * len(around))
        )
    return tokens
