"""The processes of a pool do not outlive the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

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


def is_alive(pid):
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (OSError, ValueError):
        return False
