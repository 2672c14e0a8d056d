"""Unified diffs, judged by the programs that people give them to."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cablefix.diff import unified
from cablefix.spans import SpanTable, apply, compose
from cablefix.types import Edit


def changed(source, *edits):
    """Source, text and changes after ``(start, end, new)`` edits."""
    made = [Edit(*e, 1.0, "because", "a-one") for e in edits]
    return source, apply(source, made), compose(SpanTable(), source, made).changes


@st.composite
def rewritten(draw):
    """A short document and edits that cut into, join, add and take out its lines."""
    lines = st.sampled_from(["", "a", "b", "¶1. (C) One", "two\r", "\r", "x" * 9, "\f", "\u2028"])
    source = "\n".join(draw(st.lists(lines, max_size=14)))
    line_starts = [i for i in range(len(source) + 1) if source[:i].endswith("\n")]
    at = st.integers(0, len(source)) | st.sampled_from([0, *line_starts, len(source)])
    cuts = draw(st.lists(at, max_size=8).map(sorted))
    news = st.sampled_from(["", "new", "\n", "new\n", "\nnew", "one\ntwo\n", "\r\n", "¶"])
    places = dict.fromkeys(zip(cuts[::2], cuts[1::2], strict=False))
    return changed(source, *((a, b, draw(news)) for a, b in places))


def patched(folder, source, diff):
    """What the ``patch`` program makes of a source."""
    (folder / "cable.txt").write_bytes(source.encode())
    subprocess.run(
        ["patch", "--binary", "--silent", "--force", "cable.txt"],
        cwd=folder,
        input=diff.encode(),
        check=True,
    )
    return (folder / "cable.txt").read_bytes().decode()


def git_applied(folder, source, diff, *options):
    """What ``git apply`` makes of a source; ``--check`` for whitespace would be git's own taste."""
    (folder / "cable.txt").write_bytes(source.encode())
    subprocess.run(
        ["git", "apply", "-p0", "--whitespace=nowarn", *options],
        cwd=folder,
        input=diff.encode(),
        check=True,
    )
    return (folder / "cable.txt").read_bytes().decode()


FILE = {"before": "cable.txt", "after": "cable.txt"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of its own, outside any repository."""
    return tmp_path_factory.mktemp("diff")


CASES = [
    pytest.param(changed("one\ntwo\nthree\n", (4, 7, "2")), id="a line in the middle"),
    pytest.param(changed("one\ntwo", (4, 7, "2")), id="no newline at the end"),
    pytest.param(changed("one\ntwo", (7, 7, "\n")), id="the last newline added"),
    pytest.param(changed("one\ntwo\n", (7, 8, "")), id="the last newline taken away"),
    pytest.param(changed("", (0, 0, "one\n")), id="from nothing"),
    pytest.param(changed("one\r\ntwo\r\n", (5, 8, "2")), id="carriage returns stay"),
    pytest.param(changed("one\r\ntwo\r\n", (3, 5, "\n")), id="a carriage return goes"),
    pytest.param(changed("one\ntwo\nthree\n", (4, 8, "")), id="a whole line out"),
    pytest.param(changed("one\nthree\n", (4, 4, "two\n")), id="a whole line in"),
    pytest.param(changed("one\ntwo\n", (0, 0, "zero\n")), id="a line before the first"),
    pytest.param(changed("one\n", (4, 4, "two\n")), id="a line behind the last"),
    pytest.param(changed("a\nb\nc\n", (1, 2, " "), (3, 4, " ")), id="lines joined twice"),
    pytest.param(changed("x\n" * 40, (2, 3, "y"), (60, 61, "z")), id="two hunks"),
    pytest.param(changed("x\n" * 20, (2, 3, "y"), (16, 17, "z")), id="hunks that just meet"),
    pytest.param(changed("x\n" * 20, (2, 3, "y"), (18, 19, "z")), id="hunks that just do not"),
]


@pytest.mark.parametrize("case", CASES)
def test_patch_makes_the_text(folder, case):
    source, text, changes = case

    assert text == patched(folder, source, unified(source, text, changes, **FILE))


@pytest.mark.parametrize("case", [c for c in CASES if c.values[0][0]])
def test_git_apply_makes_the_text(folder, case):
    source, text, changes = case

    assert text == git_applied(folder, source, unified(source, text, changes, **FILE))


@settings(max_examples=150)
@given(rewritten(), st.integers(0, 4))
@example(changed("a", (0, 1, "")), 3)
def test_patch_makes_the_text_of_any_changes(folder, case, context):
    source, text, changes = case
    diff = unified(source, text, changes, context=context, **FILE)

    if not diff:
        assert source == text
    elif text:  # patch removes a file that it has emptied
        assert text == patched(folder, source, diff)


@settings(max_examples=50)
@given(rewritten())
def test_reversed_patch_makes_the_source(folder, case):
    source, text, changes = case
    diff = unified(source, text, changes, **FILE)

    if diff and source and text:
        (folder / "cable.txt").write_bytes(text.encode())
        subprocess.run(
            ["patch", "--binary", "--silent", "--force", "--reverse", "cable.txt"],
            cwd=folder,
            input=diff.encode(),
            check=True,
        )
        assert source == (folder / "cable.txt").read_bytes().decode()


def test_no_change_is_no_diff():
    assert unified("one\n", "one\n", ()) == ""


def test_hunk_has_the_lines_of_context_asked_for():
    source, text, changes = changed("1\n2\n3\n4\n5\n", (4, 5, "x"))

    assert unified(source, text, changes, context=1) == (
        "--- source\n+++ repaired\n@@ -2,3 +2,3 @@\n 2\n-3\n+x\n 4\n"
    )


def test_lines_that_stay_the_same_are_not_in_the_diff_as_changed():
    source, text, changes = changed("one\ntwo\nthree\n", (0, 14, "one\n2\nthree\n"))

    assert unified(source, text, changes, context=0) == (
        "--- source\n+++ repaired\n@@ -2 +2 @@\n-two\n+2\n"
    )


def test_only_a_line_feed_ends_a_line():
    source, text, changes = changed("one\rtwo\x0bthree\u2028four\n", (0, 3, "1"))

    assert unified(source, text, changes).count("\n-") == 1


def test_programs_that_judge_are_here():
    assert shutil.which("patch")
    assert shutil.which("git")
