"""The files of data/: sound, and each with its source and licence."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import cablefix

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


def test_shares_of_what_a_sign_was_read_as_are_of_one_whole():
    sums = Counter()
    for line in (DATA / "marker_channel.tsv").read_text("utf-8").split("\n")[1:-1]:
        part, kind, printed, read, share = line.split("\t")
        assert 0 < float(share) <= 1, line
        assert part in ("glyph", "unseen", "noise", "digit", "stop"), line
        assert part != "digit" or (printed.isdigit() and len(printed) == len(read) == 1), line
        if part != "unseen":
            sums[part, kind, printed] += float(share)

    assert {printed for part, _, printed in sums if part == "digit"} == set("0123456789")
    assert all(0.5 < total <= 1.02 for total in sums.values()), sums


def test_calibration_is_in_order():
    lines = (DATA / "marker_calibration.tsv").read_text("utf-8").split("\n")[1:-1]
    rows = [tuple(map(float, line.split("\t"))) for line in lines]

    assert rows == sorted(rows)
    assert rows[0] == (0.0, 0.5)
    assert all(0 < share < 1 for _, share in rows)


def test_every_file_is_described_with_its_licence():
    described = (DATA / "README.md").read_text("utf-8")
    tables = [p.name for p in DATA.iterdir() if p.suffix in (".txt", ".tsv")]

    assert all(name in described for name in tables)
    assert "Kevin Atkinson" in (DATA / "SCOWL-LICENSE.txt").read_text("utf-8")
