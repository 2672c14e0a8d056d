"""The output folder: a shard is there whole and recorded, or the next run takes it away."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cablefix.corpus.output import OutputFolder, Staging
from cablefix.types import SettingsError

# A run that puts a shard in place, does more, and dies.
DIES = """
import os, sys
from cablefix.corpus.output import OutputFolder, Staging
output = OutputFolder(sys.argv[1])
staging = Staging(output.run, "a/b")
for kind in ("documents", "edits"):
    with open(staging.path(kind), "w") as file:
        file.write(kind)
{more}
os._exit(9)
"""
PLACES = {"documents": "documents/a.csv", "edits": "edits/a.jsonl"}


def died(folder, more):
    done = subprocess.run([sys.executable, "-c", DIES.format(more=more), folder], check=False)
    assert done.returncode == 9


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("more", ["", f"staging.publish({PLACES})"])
def test_what_is_not_in_the_manifest_goes(tmp_path, more):
    died(tmp_path, f"{more}\nstaging.close()")
    assert ("documents/a.csv" in files(tmp_path)) == bool(more)
    output = OutputFolder(str(tmp_path))
    assert files(tmp_path) == []
    output.close(())

    assert list(tmp_path.iterdir()) == []


def test_what_is_stays(tmp_path):
    died(tmp_path, f"staging.publish({PLACES}); staging.close(); output.recorded(staging.folder)")
    OutputFolder(str(tmp_path)).close(())

    assert files(tmp_path) == ["documents/a.csv", "edits/a.jsonl"]


def test_a_shard_that_was_worked_on_twice_stays(tmp_path):
    output = OutputFolder(str(tmp_path))
    for _ in range(2):
        staging = Staging(output.run, "a")
        for kind in PLACES:
            with open(staging.path(kind), "w", encoding="ascii") as file:
                file.write(kind)
        staging.publish(PLACES)
        staging.close()
    output.close(set(PLACES.values()))

    assert files(tmp_path) == ["documents/a.csv", "edits/a.jsonl"]


def test_a_worker_of_a_run_that_is_over_puts_nothing_in_place(tmp_path):
    old = OutputFolder(str(tmp_path))
    staging = Staging(old.run, "a")
    for kind in PLACES:
        with open(staging.path(kind), "w", encoding="ascii") as file:
            file.write(kind)
    old.close(())
    new = OutputFolder(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        staging.publish(PLACES)

    assert files(tmp_path) == []
    new.close(())


@pytest.mark.skipif(os.name == "nt", reason="Windows locks no folders")
def test_a_folder_is_for_one_run(tmp_path):
    output = OutputFolder(str(tmp_path))
    with pytest.raises(SettingsError, match="another run of cablefix is at work"):
        OutputFolder(str(tmp_path))
    output.close(())
    OutputFolder(str(tmp_path)).close(())
