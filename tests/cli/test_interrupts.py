"""Closed pipes, Ctrl-C and SIGTERM: quiet, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

MANY = 400


@pytest.fixture
def many(write, corpus):
    """A folder of documents that takes a while, and a check that each is whole."""
    before = "one ZAP two\n" * 300
    after = before.replace("ZAP", "zip")
    paths = [write(f"many/{n:04}.txt", before) for n in range(MANY)]

    def repaired():
        texts = [path.read_text() for path in paths]
        assert set(texts) <= {before, after}
        assert sorted(p.name for p in (corpus / "many").iterdir()) == [p.name for p in paths]
        return texts.count(after)

    return repaired


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_an_interrupted_run_leaves_whole_files(start, many, number, code):
    process = start("fix", "many", bufsize=0)
    process.stdout.read(1)  # it has begun
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"Traceback" not in errors
    assert b"Abort" not in errors
    assert 0 < many() < MANY


@pytest.mark.parametrize("form", ["concise", "full", "json", "jsonl"])
def test_a_reader_that_goes_away_is_no_error(start, many, form):
    process = start("check", "--output-format", form, "many")
    process.stdout.read(1)
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait(timeout=60) == 141
    assert errors == b""
    assert many() == 0


@pytest.mark.usefixtures("many")
def test_a_reader_that_takes_one_line(corpus, environment):
    command = f"{sys.executable} -m cablefix fix --diff many | head -n 1"
    result = subprocess.run(
        ["sh", "-c", command], capture_output=True, cwd=corpus, env=environment, check=False
    )
    assert result.stdout == b"--- many/0000.txt\n"
    assert result.stderr == b""


@pytest.mark.usefixtures("many")
def test_a_full_output_is_an_error(start):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with open("/dev/full", "wb") as full:
        process = start("check", "many", stdout=full)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert errors == b"error: No space left on device\n"


def test_python_m_and_the_command_are_the_same(start, write):
    write("a.txt", b"caf\xe9 ZAP\r\n")
    process = start("fix", "-")
    shown, errors = process.communicate(b"\xef\xbb\xbfZAP\r\nHUH", timeout=60)
    assert process.returncode == 0
    assert shown == b"\xef\xbb\xbfzip\r\nHUH"
    assert b"-:2:1: test-huh flag garbled" in errors
