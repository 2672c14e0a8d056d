"""What a run over a corpus says while it is at work, and at the end."""

from __future__ import annotations

import io
import sys

import pytest

from cablefix.corpus.formats import Part, Source
from cablefix.corpus.manifest import Shard
from cablefix.corpus.output import SoFar
from cablefix.report import progress
from cablefix.report.progress import Progress

SHARD = Shard(
    "a",
    bytes=2_000_000,
    documents=1200,
    repaired=3,
    repairs=40,
    flags=5,
    errors=1,
    passes={"b": [1, 2], "a": [39, 3]},
)


class Terminal(io.StringIO):
    def __init__(self, *, is_terminal):
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self):
        return self._is_terminal


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def watched(monkeypatch, *, is_terminal, is_quiet=False):
    stream = Terminal(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    watcher = Progress(is_quiet=is_quiet)
    source = Source("in", "text", "", "in: a folder", "in")
    watcher.found(source)
    watcher.planned(Part("a", source, 0, 0, (), 2_000_000))
    watcher.planned(Part("b", source, 0, 0, (), 6_000_000))
    return watcher, stream


def test_a_log_gets_a_line_every_half_minute(monkeypatch, clock):
    watcher, stream = watched(monkeypatch, is_terminal=False)
    watcher.shard(SHARD, is_skipped=False)
    for _ in range(70):
        clock.now += 1
        watcher.at_work(SoFar(documents=300, bytes=1_000_000, repairs=2))

    assert stream.getvalue().splitlines() == [
        "in: a folder",
        "1,500 documents, 50/s, 0.1 MB/s, 42 repairs, 5 flags, 1 errors",
        "1,500 documents, 25/s, 0.1 MB/s, 42 repairs, 5 flags, 1 errors",
    ]


def test_the_time_left_is_told_when_all_is_planned(monkeypatch, clock):
    watcher, stream = watched(monkeypatch, is_terminal=False)
    watcher.all_planned()
    watcher.shard(SHARD, is_skipped=False)
    clock.now += 40
    watcher.at_work(SoFar())

    assert stream.getvalue().endswith("1 errors, 2 min 0 s left\n")


def test_what_was_done_before_makes_no_speed(monkeypatch, clock):
    watcher, stream = watched(monkeypatch, is_terminal=False)
    watcher.shard(SHARD, is_skipped=True)
    clock.now += 40
    watcher.at_work(SoFar())

    assert "1,200 documents, 0/s, 0.0 MB/s" in stream.getvalue()


def test_a_terminal_gets_a_line_that_goes_again(monkeypatch, clock):
    watcher, stream = watched(monkeypatch, is_terminal=True)
    watcher.at_work(SoFar())
    assert "documents" not in stream.getvalue()  # over in a second, perhaps
    clock.now += 2
    watcher.at_work(SoFar(documents=7))
    watcher.error("b", "cannot be \x1b[2J read")
    watcher.stop()

    assert "7 documents, 4/s" in stream.getvalue()
    assert "\\x1b[2J read" in stream.getvalue()


def test_quiet_tells_errors_only(monkeypatch, clock):
    watcher, stream = watched(monkeypatch, is_terminal=True, is_quiet=True)
    clock.now += 100
    watcher.at_work(SoFar())
    watcher.note("a note")
    watcher.summary()
    assert stream.getvalue() == ""
    watcher.error("b", "wrong")

    assert "b: wrong" in stream.getvalue()


def test_the_end(monkeypatch, clock):
    watcher, stream = watched(monkeypatch, is_terminal=False)
    watcher.shard(SHARD, is_skipped=True)
    watcher.shard(SHARD._replace(failure="died"), is_skipped=False)
    clock.now += 100
    watcher.summary()
    watcher.statistics()

    assert stream.getvalue() == (
        "in: a folder\n"
        "documents  2,400 (4.0 MB)\n"
        "repairs    80 in 6 documents\n"
        "flags      10\n"
        "errors     2\n"
        "shards     2 (1 were done already) (1 failed)\n"
        "time       1 min 40 s (12 documents/s, 0.0 MB/s)\n"
        "\n"
        "pass     repairs       flags\n"
        "a             78           6\n"
        "b              2           4\n"
    )
