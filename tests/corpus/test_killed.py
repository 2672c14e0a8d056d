"""Killed at any moment and run again, a run ends as one that nobody disturbed: byte for byte."""

from __future__ import annotations

import contextlib
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


@pytest.fixture(scope="module")
def run():
    """Make a run and kill it, if ``kill_after`` says when; its exit code."""
    # a process of its own would take longer to begin than the whole run does
    server = subprocess.Popen(
        [sys.executable, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def run(engine, output, job, *, kill_after=None):
        source, select = job
        server.stdin.write(json.dumps([engine, str(output), select, str(source)]) + "\n")
        server.stdin.flush()
        child = int(server.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(server.stdout.readline())

    yield run
    server.stdin.close()
    server.wait(timeout=60)
    server.stdout.close()


def content(output):
    """All that is in an output folder; the manifest without the seconds, which differ."""
    found = {str(p.relative_to(output)): p.read_bytes() for p in output.rglob("*") if p.is_file()}
    lines = [json.loads(line) for line in found["manifest.jsonl"].splitlines()]
    found["manifest.jsonl"] = [{**line, "seconds": 0} for line in lines]
    return found


def test_whenever_it_is_killed_the_result_is_the_same(inputs, run, tmp_path):
    undisturbed, durations = [], []
    for number, job in enumerate(inputs):
        output = tmp_path / str(number)
        began = time.monotonic()
        assert run("threads", output, job) == 0
        durations.append(time.monotonic() - began)
        undisturbed.append(content(output))
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
                # the processes of a pool take a second to begin
                longest = durations[number] + (engine == "pool") * 1.5
                after = chance.uniform(0, longest) if kills else None
                code = run(engine, output, inputs[number], kill_after=after)
                assert code in {0, -signal.SIGKILL}
                kills -= code != 0
            finished += 1
            found = content(output)
            assert sorted(found) == sorted(undisturbed[number])
            assert found == undisturbed[number]
    assert finished > 1
