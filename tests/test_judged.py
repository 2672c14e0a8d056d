"""tests/judged/PASS.tsv: what a reader said of each hit in the genuine cables (tools/judge.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from cablefix import PASSES

FILES = sorted((Path(__file__).parent / "judged").glob("*.tsv"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def rows_of(path):
    head, *lines = path.read_text("utf-8").splitlines()
    assert head.split("\t") == ["file", "before", "after", "verdict", "note"]
    return [line.split("\t") for line in lines]


def test_files_are_named_after_passes():
    assert {path.stem for path in FILES} <= {p.name for p in PASSES}


@each_file
def test_rows_are_in_order_and_judged_once(path):
    hits = [tuple(row[:3]) for row in rows_of(path)]

    assert hits == sorted(set(hits))


@each_file
def test_no_repair_is_wrong(path):
    wrong = [row for row in rows_of(path) if row[3] not in ("right", "layout") and row[2] != "flag"]

    assert wrong == []


@each_file
def test_flags_are_judged(path):
    assert {row[3] for row in rows_of(path)} <= {"right", "layout", "wrong"}
