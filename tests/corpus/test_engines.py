"""The processes of a pool do not outlive the run."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cablefix import Settings, __version__
from cablefix.corpus.engines import Pool
from cablefix.corpus.formats import Part, Source
from cablefix.corpus.tasks import Order

PROGRAM = Path(__file__).with_name("run_program.py")


def children(pid):
    """The processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of children on Linux")
def test_workers_end_with_the_run_that_started_them(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(
        "".join(json.dumps({"id": n, "text": "TAGS: [A](#)\n" * 40}) + "\n" for n in range(900))
    )
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), "pool", str(tmp_path / "out"), "markup", str(source)],
        stdout=subprocess.DEVNULL,
    )
    while not (tmp_path / "out" / "manifest.jsonl").exists():
        assert process.poll() is None
        time.sleep(0.01)
    workers = children(process.pid)
    assert len(workers) >= 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 30
    # a process of which nobody asks the exit code any more stays in the list as a zombie
    while any(is_alive(pid) for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_part_given_to_processes_that_died_is_lost_not_the_run(tmp_path):
    pool = Pool(1)
    part = Part("a", Source("", "text", "", "", "a"), 0, 0, (), 0)
    order = Order(str(tmp_path), str(tmp_path), None, "jsonl", Settings(), 100, 0, "", __version__)
    # the folder of the run is there, so the worker lives; then it is killed while it waits
    assert pool.submit(part, order, None).exception() is None
    (worker,) = multiprocessing.active_children()
    worker.kill()
    deadline = time.monotonic() + 30
    future = pool.submit(part, order, None)
    while future.exception() is None:
        assert time.monotonic() < deadline
        future = pool.submit(part, order, None)
    again = pool.submit(part, order, None)  # the executor itself refuses now
    lost = pool.is_lost(again.exception())
    pool.close(is_patient=False)

    assert lost


def is_alive(pid):
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (OSError, ValueError):
        return False
