"""What a person sees: safe on any terminal, with colours only where they belong."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from cablefix.report.terminal import Counts, Printer, Style, shortened, visible
from cablefix.types import Edit, Flag


def test_nothing_that_moves_or_hides_text_reaches_the_terminal(run, write):
    write("a.txt", "x\x1b]0;title\x07\x9b2J\u202e\u2066\u200b\ufeff\t\0 HUH ZAP\r\n")
    for form in ("concise", "full"):
        shown = run("check", "--output-format", form, "a.txt").stdout
        assert all(c.isprintable() or c == "\n" for c in shown)
    assert r"x\x1b]0;title\x07\x9b2J\u202e\u2066\u200b\ufeff\x09\x00 HUH" in shown


def test_line_ends_are_shown():
    assert visible("one\ntwo") == "one⏎two"
    assert visible("one\ntwo", Style(newline="\\n")) == "one\\ntwo"
    assert visible("\udcff \U000e0041 \xa0") == r"\udcff \U000e0041 \xa0"


def test_a_long_text_loses_its_middle():
    text = "a" * 50 + "b" * 50
    assert shortened(text) == "a" * 40 + "…" + "b" * 20
    assert shortened("a" * 60) == "a" * 60


def line_of(source, finding):
    """The concise line for one finding in a text."""
    from cablefix.result import Repair
    from cablefix.spans import SpanTable, apply, compose

    edits = [finding] if isinstance(finding, Edit) else []
    flags = () if edits else (finding,)
    result = Repair(source, apply(source, edits), compose(SpanTable(), source, edits), flags)
    return "".join(Printer(Style(), is_full=True).lines("a", result))


def test_an_insertion_is_marked_where_it_goes():
    shown = line_of("ab\n", Edit(1, 1, "X", 0.5, "why", "test"))
    assert shown == 'a:1:2: test "" → "X" (0.50: why)\n1 | ab\n  |  ^\n\n'


def test_a_place_at_the_end_of_the_text():
    shown = line_of("ab\n", Flag(3, 3, "lost", "why", (), "test"))
    assert shown == 'a:2:1: test flag lost "": why\n2 |\n  | ^\n\n'


def test_a_place_of_many_lines_is_shown_by_its_first():
    shown = line_of("1\n2\n3\n4\n5\n6\n", Flag(0, 11, "garbled", "why", (), "test"))
    assert "4 | 4\n" in shown
    assert "5 | 5\n" not in shown
    assert "… to line 6\n" in shown


def test_only_some_candidates_are_shown():
    shown = line_of("x", Flag(0, 1, "doubtful", "why", tuple("abcdefg"), "test"))
    assert "[candidates: a, b, c, d, e, …]" in shown


def test_the_tail_counts_in_words():
    counts = Counts()
    assert counts.tail().startswith("0 documents: 0 repairs, 0 flags, 0 errors\nNo document")
    counts.documents = counts.repairs = counts.repaired = counts.flags = counts.flagged = 1
    counts.errors = 1
    assert counts.tail() == "1 document: 1 repair in 1, 1 flag in 1, 1 error\n"


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def test_colours_are_for_terminals(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Style.of(Terminal()).is_coloured
    assert not Style.of(io.TextIOWrapper(io.BytesIO(), "utf-8")).is_coloured
    monkeypatch.setenv("TERM", "dumb")
    assert not Style.of(Terminal()).is_coloured
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Style.of(Terminal()).is_coloured


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_an_output_without_arrows(start, write, environment, encoding):
    write("a.txt", "\u202eZAP\nHUH")
    environment["PYTHONIOENCODING"] = encoding
    process = start("check", "--output-format", "full", "a.txt", env=environment)
    shown, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b'a.txt:1:2: test-zap "ZAP" -> "zip"' in shown
    assert b"Traceback" not in errors


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_a_diff_on_a_terminal_is_safe_and_coloured(write, corpus, environment):
    import pty

    write("a.txt", "\x1b[2J ZAP\r\n")
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cablefix", "fix", "--diff", "-q", "a.txt"],
        stdout=side,
        cwd=corpus,
        env={**environment, "TERM": "xterm"},
    )
    os.close(side)
    shown = b""
    while True:
        try:
            part = os.read(main, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(main)
    assert process.wait(timeout=60) == 1
    assert b"\x1b[32m+\\x1b[2J zip\\x0d\x1b[0m" in shown
    assert b"\x1b[2J" not in shown
