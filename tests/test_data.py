"""The files of data/: sound, and each with its source and licence."""

from __future__ import annotations

import os
import re
from pathlib import Path

import cablefix
from cablefix.cable.markers import channel

DATA = Path(os.path.dirname(cablefix.__file__), "data")


def test_words_are_unique_lower_case_and_letters():
    words = (DATA / "words.txt").read_bytes().decode("latin-1").split("\n")

    assert words.pop() == ""
    assert len(set(words)) == len(words)
    assert all(re.fullmatch(r"[a-zà-öø-ÿ']+", w) for w in words)


def test_jargon_is_sorted_and_in_the_words():
    lines = (DATA / "jargon.txt").read_text("utf-8").split("\n")
    jargon = [line for line in lines if line and not line.startswith("#")]
    words = set((DATA / "words.txt").read_bytes().decode("latin-1").split())

    assert jargon == sorted(set(jargon))
    assert set(jargon) <= words


def test_shares_of_glyphs_are_of_one_whole():
    lines = (DATA / "pilcrow_glyphs.tsv").read_text("utf-8").split("\n")
    shares = [float(line.split("\t")[1]) for line in lines if line and not line.startswith("# ")]

    assert len(shares) == len(channel())
    assert 0.5 < sum(shares) <= 1


def test_every_file_is_described_with_its_licence():
    described = (DATA / "README.md").read_text("utf-8")
    tables = [p.name for p in DATA.iterdir() if p.suffix in (".txt", ".tsv")]

    assert all(name in described for name in tables)
    assert "Kevin Atkinson" in (DATA / "SCOWL-LICENSE.txt").read_text("utf-8")
