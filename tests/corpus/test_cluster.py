"""On a Dask cluster a run ends as on one machine, even if a worker dies in the middle of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

PROGRAM = Path(__file__).with_name("run_program.py")
DAMAGED = "TAGS: [MOPS](#) [PARM](#)\n\n1. (C) The Minister don,t thank him, number {}.\n"


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler on loopback, and its two workers."""
    facts = tmp_path / "scheduler.json"
    running = []

    def begin(module, *arguments):
        # a worker has another folder to be in, as on another machine
        place = tmp_path / f"place{len(running)}"
        place.mkdir()
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
                stdout=log,
                stderr=log,
                cwd=place,
            )
        running.append(process)
        return process

    begin(
        "dask_scheduler",
        *("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter"),
        *("--scheduler-file", str(facts)),
    )
    deadline = time.monotonic() + 60
    while not facts.exists():
        assert running[0].poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    workers = [
        begin(
            "dask_worker",
            *("--scheduler-file", str(facts), "--no-nanny", "--no-dashboard"),
            *("--nthreads", "1", "--host", "127.0.0.1"),
        )
        for _ in range(2)
    ]
    yield json.loads(facts.read_text())["address"], workers
    for process in running:
        process.kill()
        process.wait()


def content(output):
    found = {str(p.relative_to(output)): p.read_bytes() for p in output.rglob("*") if p.is_file()}
    lines = [json.loads(line) for line in found["manifest.jsonl"].splitlines()]
    found["manifest.jsonl"] = [{**line, "seconds": 0} for line in lines]
    return found


def start(engine, output, source):
    with open(f"{output}.log", "wb") as log:
        return subprocess.Popen(
            [sys.executable, str(PROGRAM), engine, str(output), "markup", str(source)],
            stdout=log,
            stderr=log,
            cwd=source.parent,
        )


def said(output):
    return Path(f"{output}.log").read_text()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_cluster_writes_what_one_machine_writes(cluster, tmp_path):
    address, workers = cluster
    source = tmp_path / "in"
    for n in range(120):
        path = source / f"{n % 7}" / f"{n}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(DAMAGED.format(n) * 5)
    local = start("threads", tmp_path / "local", source)
    assert local.wait(timeout=100) == 0, said(tmp_path / "local")

    process = start(address, tmp_path / "cluster", source)
    manifest = tmp_path / "cluster" / "manifest.jsonl"
    deadline = time.monotonic() + 100
    while not manifest.exists() or manifest.read_bytes().count(b"\n") < 10:
        assert process.poll() is None, said(tmp_path / "cluster")
        assert time.monotonic() < deadline
        time.sleep(0.01)
    done = manifest.read_bytes().count(b"\n")
    workers[0].kill()
    assert process.wait(timeout=100) == 0, said(tmp_path / "cluster")

    here = content(tmp_path / "local")
    assert content(tmp_path / "cluster") == here
    assert done < len(here["manifest.jsonl"])
    assert any(key.startswith("edits") and value for key, value in here.items())


def test_a_cluster_that_cannot_be_is_told(tmp_path):
    (tmp_path / "in").mkdir()
    process = start("nonsense://x", tmp_path / "out", tmp_path / "in")
    assert process.wait(timeout=60)
    assert "SettingsError: no Dask scheduler answers at nonsense://x" in said(tmp_path / "out")
