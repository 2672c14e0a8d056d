"""A folder of documents, the command to run in it, and passes that no release changes.

The passes come as a third party's would: from an installed package with an entry point.
``test-zap`` repairs ZAP to zip, ``test-unsure`` would repair UNSURE and is not sure enough,
``test-huh`` flags HUH.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cablefix import config
from cablefix.cli import cli

PASSES = '''
"""Passes for the tests of the command."""

import os
import time

from cablefix import Edit, Flag, Stage
from cablefix.types import repair


def places(doc, word):
    at = doc.text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = doc.text.find(word, at + 1)


@repair("test-zap", Stage.TEXT, gate="ZAP")
def zap(doc):
    """The word ZAP: it is ``zip``.

    It is safe because nobody writes it.
    """
    for start, end in places(doc, "ZAP"):
        yield Edit(start, end, "zip", 0.999, "nobody writes ZAP")


@repair("test-unsure", Stage.TEXT, gate="UNSURE")
def unsure(doc):
    """The word UNSURE, which may be ``sure``."""
    for start, end in places(doc, "UNSURE"):
        yield Edit(start, end, "sure", 0.6, "likely")


@repair("test-huh", Stage.REVIEW, gate="HUH")
def huh(doc):
    """The word HUH."""
    for start, end in places(doc, "HUH"):
        yield Flag(start, end, "garbled", "who knows", ("him", "her"))


@repair("test-arrow", Stage.TEXT, gate="<ARROW>")
def arrow(doc):
    """An arrow, which cp1252 does not have."""
    for start, end in places(doc, "<ARROW>"):
        yield Edit(start, end, "\\N{RIGHTWARDS ARROW}", 1.0, "an arrow was meant")


@repair("test-drop", Stage.TEXT, gate="DROP")
def drop(doc):
    """The word DROP, which nobody needs."""
    for start, end in places(doc, "DROP"):
        yield Edit(start, end, "", 1.0, "nobody needs it")


@repair("test-crash", Stage.TEXT, gate="CRASH")
def crash(doc):
    """A pass that fails."""
    raise ValueError("no luck")


calls = 0


@repair("test-swing", Stage.TEXT, gate="SWING")
def swing(doc):
    """A pass that does not keep the second promise: every other time it finds something."""
    global calls
    calls += 1
    if calls % 2:
        for start, end in places(doc, "SWING"):
            yield Edit(start, end, "SWING!", 1.0, "it swings")


@repair("test-bounce", Stage.TEXT, gate="BOUNCE")
def bounce(doc):
    """A pass that never ends: it makes what it looks for."""
    for start, end in places(doc, "BOUNCE"):
        yield Edit(start, end, "BOUNCE BOUNCE", 1.0, "again")


@repair("test-sleep", Stage.TEXT, gate="SLEEP")
def sleep(doc):
    """A pass that takes too long."""
    time.sleep(60)
    return ()


@repair("test-nap", Stage.REVIEW, gate="NAP")
def nap(doc):
    """A pass that takes a moment."""
    time.sleep(0.02)
    return ()


@repair("test-die", Stage.TEXT, gate="DIE")
def die(doc):
    """A pass that takes its process with it."""
    os._exit(9)


every = [zap, unsure, huh, arrow, drop, crash, swing, bounce, sleep, nap, die]
'''


@pytest.fixture(scope="session")
def plugin(tmp_path_factory):
    """A folder with an installed package that adds the passes above."""
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "cablefix_test_passes.py").write_text(PASSES, encoding="utf-8")
    facts = folder / "cablefix_test_passes-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: cablefix-test-passes\nVersion: 1.0\n"
    )
    (facts / "entry_points.txt").write_text(
        "[cablefix.passes]\ntest = cablefix_test_passes:every\n"
    )
    return folder


@pytest.fixture
def corpus(tmp_path, monkeypatch, plugin):
    """An empty folder, where we are, whose configuration selects the test passes."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "cablefix.toml").write_text('select = ["test"]\n')
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(plugin)
    monkeypatch.delenv("NO_COLOR", raising=False)
    config.known_passes.cache_clear()
    yield folder
    config.known_passes.cache_clear()


@pytest.fixture
def run(corpus):
    """Run the command in this process; the result has exit_code, stdout and stderr."""

    def run(*args, stdin=b""):
        assert Path.cwd() == corpus or corpus in Path.cwd().parents
        return CliRunner().invoke(cli, [str(a) for a in args], input=stdin)

    return run


@pytest.fixture
def environment(plugin):
    # behind the plugin what the tests themselves are run with
    path = os.pathsep.join(filter(None, (str(plugin), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def start(corpus, environment):
    """Start the command as a program of its own."""
    running = []

    def start(*args, **options):
        process = subprocess.Popen(
            [sys.executable, "-m", "cablefix", *map(str, args)],
            **{
                "stdin": subprocess.PIPE,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                "env": environment,
                "cwd": corpus,
                **options,
            },
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def write(corpus):
    """Write a document; text is written as it is, without another newline."""

    def write(name, text):
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write
