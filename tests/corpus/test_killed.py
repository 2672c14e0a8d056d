"""Killed at any moment and run again, a run ends as one that nobody disturbed: byte for byte."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

PROGRAM = Path(__file__).with_name("run_program.py")
KILLS = {"threads": 44, "pool": 6}
DAMAGED = "TAGS: [MOPS](#) [PARM](#)\n\n1. (C) The Minister don,t thank him, number {}.\n"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """A table and a folder; each is a job of its own, with a family of passes."""
    folder = tmp_path_factory.mktemp("in")
    texts = [DAMAGED.format(n) * (n % 7 + 1) for n in range(90)]
    rows = [json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts)]
    (folder / "table.jsonl").write_text("".join(rows))
    for n, text in enumerate(texts[:36]):
        path = folder / "texts" / str(n % 5) / f"{n}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [
        (folder / "table.jsonl", "markup"),
        (folder / "texts", "markup"),
        (folder / "table.jsonl", "apostrophe"),
    ]


def start(engine, output, job):
    source, select = job
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), engine, str(output), select, str(source)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    return process


def content(output):
    """All that is in an output folder; the manifest without the seconds, which differ."""
    found = {str(p.relative_to(output)): p.read_bytes() for p in output.rglob("*") if p.is_file()}
    lines = [json.loads(line) for line in found["manifest.jsonl"].splitlines()]
    found["manifest.jsonl"] = [{**line, "seconds": 0} for line in lines]
    return found


def test_whenever_it_is_killed_the_result_is_the_same(inputs, tmp_path):
    undisturbed, durations = [], []
    for number, job in enumerate(inputs):
        output = tmp_path / str(number)
        process = start("threads", output, job)
        began = time.monotonic()
        assert process.wait(timeout=60) == 0
        durations.append(time.monotonic() - began)
        undisturbed.append(content(output))
        process.stdout.close()
    # the jobs do not come to the same, or the comparison would show nothing
    edits = [b"".join(v for k, v in found.items() if "edits" in k) for found in undisturbed]
    assert all(edits)
    assert len(set(edits)) == len(inputs)

    chance = random.Random(20100101)  # noqa: S311 - moments, no secrets
    output = tmp_path / "killed"
    finished = 0
    for engine, times in KILLS.items():
        kills = times
        while kills:
            number = chance.randrange(len(inputs))
            code = None
            while code != 0:
                process = start(engine, output, inputs[number])
                slower = 1 if engine == "threads" else 2
                time.sleep(chance.uniform(0, slower * durations[number]) if kills else 0)
                if kills and process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    kills -= 1
                code = process.wait(timeout=60)
                process.stdout.close()
            finished += 1
            found = content(output)
            assert sorted(found) == sorted(undisturbed[number])
            assert found == undisturbed[number]
    assert finished > 1
