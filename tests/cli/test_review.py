"""The review in the terminal: what is shown, what each key does, what is written."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

TEXT = "First there was ZAP to be read, then a second ZAP in another line,\nand a HUH at the end.\n"
PROMPT = "q quit"


class Terminal:
    """A review in a pseudo-terminal."""

    def __init__(self, corpus, environment, *args):
        own, other = pty.openpty()
        self._fd = own
        self._rest = self.raw = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cablefix", "review", *args],
            stdin=other,
            stdout=other,
            stderr=other,
            cwd=corpus,
            env=environment,
            start_new_session=True,
            # opened by the leader of a session, it becomes the terminal whose Ctrl-C counts
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),  # noqa: PLW1509
        )
        os.close(other)

    def until(self, text, *, limit=30):
        """What is printed up to a text, without colours."""
        shown, end = self._rest, time.monotonic() + limit
        while text not in (plain := re.sub(r"\x1b\[[0-9;?]*[a-z]", "", shown)):
            ready, _, _ = select.select([self._fd], [], [], max(0, end - time.monotonic()))
            assert ready, f"{text!r} did not come; it printed {shown!r}"
            try:
                read = os.read(self._fd, 4096).decode()
            except OSError as error:
                raise AssertionError(f"it ended before {text!r}: {shown!r}") from error
            shown += read
            self.raw += read
        at = plain.index(text) + len(text)
        self._rest = plain[at:]
        return plain[:at]

    def press(self, keys):
        os.write(self._fd, keys.encode())

    def end(self):
        self.press("q")
        shown = self.until("decided; they are in")
        assert self.process.wait(30) == 0
        return shown

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self._fd)


@pytest.fixture
def review(corpus, environment):
    started = []

    def review(*args, **variables):
        variables = {"TERM": "xterm", "COLUMNS": "100", "NO_COLOR": "1", **variables}
        terminal = Terminal(corpus, {**environment, **variables}, "--reviewer", "anna", *args)
        started.append(terminal)
        return terminal

    yield review
    for terminal in started:
        terminal.close()


def written(corpus, name="decisions.jsonl"):
    lines = (corpus / name).read_text().splitlines()
    return [(d["decision"], d["exact"], d.get("text", d["scope"])) for d in map(json.loads, lines)]


def test_a_finding_is_shown_in_its_context(review, write):
    write("a.txt", TEXT)
    terminal = review("a.txt")
    shown = terminal.until(PROMPT)
    assert "a.txt:1:17  1 of 3, 0 of 3 decided" in shown
    assert "test-zap  repair, confidence 0.99" in shown
    assert "nobody writes ZAP" in shown
    assert "First there was [-ZAP-]{+zip+} to be read, then a second ZAP in another line," in shown
    assert "\x1b[3" not in terminal.raw  # no colours


def test_each_decision_is_written_at_once(review, write, corpus):
    write("a.txt", TEXT)
    terminal = review("a.txt")
    terminal.until(PROMPT)
    terminal.press("r")
    terminal.until("1 of 3 decided")
    assert written(corpus) == [("reject", "ZAP", "here")]
    terminal.until(PROMPT)
    terminal.press("a")
    terminal.until("2 of 3 decided")
    terminal.until(PROMPT)
    terminal.process.kill()  # as if the connection broke
    assert [d[:2] for d in written(corpus)] == [("reject", "ZAP"), ("accept", "ZAP")]

    again = review("a.txt")
    assert "3 of 3, 2 of 3 decided" in again.until(PROMPT)
    again.press("k")
    assert "anna: accept" in again.until(PROMPT)
    again.end()


def test_a_text_can_be_written(review, write, corpus, run):
    path = write("a.txt", TEXT)
    terminal = review("a.txt")
    terminal.until(PROMPT)
    terminal.press("e")
    terminal.until("what shall stand there")
    terminal.press("\x15zip\\nzap\\\\n\n")  # Ctrl-U empties the line that was offered
    terminal.until("1 of 3 decided")
    terminal.end()
    assert written(corpus) == [("edit", "ZAP", "zip\nzap\\n")]
    run("fix", "a.txt")
    assert path.read_text().startswith("First there was zip\nzap\\n to be read")


def test_a_decision_can_be_taken_back(review, write, corpus):
    write("a.txt", TEXT)
    terminal = review("a.txt")
    for key, decided in (("s", 1), ("r", 2), ("z", 1), ("z", 0), ("z", 0)):
        terminal.until(PROMPT)
        terminal.press(key)
        terminal.until(f"{decided} of 3 decided")
    terminal.until("there is no decision to take back")
    terminal.end()
    assert written(corpus) == []


def test_the_same_change_everywhere(review, write, corpus, run):
    path = write("a.txt", TEXT)
    terminal = review("a.txt")
    terminal.until(PROMPT)
    terminal.press("R")
    shown = terminal.until("the same for 2 identical ones")
    assert "2 of 3 decided" in shown
    terminal.end()
    assert written(corpus) == [("reject", "ZAP", "everywhere")]
    run("fix", "a.txt")
    assert path.read_text() == TEXT


def test_moving_and_searching(review, write):
    write("a.txt", TEXT)
    write("b.txt", "Another HUH is here\n")
    terminal = review(".")
    for key, place in (
        ("j", "a.txt:1:47"),
        ("\x1b[B", "a.txt:2:7"),
        ("]", "b.txt:1:9"),
        ("j", "this is the last finding"),
        ("[", "a.txt:1:17"),
        ("k", "this is the first finding"),
        ("x", "'x' is no key here; ? shows them"),
        ("?", "take the last decision back"),
    ):
        terminal.press(key)
        terminal.until(place)
    terminal.press("/")
    terminal.until("search: ")
    terminal.press("huh\n")
    terminal.until("a.txt:2:7")
    terminal.press("u")
    terminal.until("2  b.txt  0 of 1 decided")
    terminal.press("2\n")
    terminal.until("b.txt:1:9")
    terminal.end()


def test_what_others_decided_is_shown_and_stays(review, write, corpus):
    write("a.txt", TEXT)
    first = review("a.txt")
    first.until(PROMPT)
    first.press("r")
    first.until("1 of 3 decided")
    first.end()
    other = review("--reviewer", "ben", "a.txt")
    assert "anna: reject" in other.until(PROMPT)
    other.press("a")
    other.until("1 of 3 decided")
    other.end()
    assert [d[0] for d in written(corpus)] == ["reject", "accept"]


def test_colours_and_what_would_steer_the_terminal(review, write):
    write("a.txt", "see \x1b[2J the ZAP\n")
    terminal = review("a.txt", NO_COLOR="")
    assert "see \\x1b[2J the " in terminal.until(PROMPT)
    assert "\x1b[31m[-ZAP-]\x1b[0m" in terminal.raw


def test_ctrl_c_and_the_end_of_input_leave_it(review, write):
    write("a.txt", TEXT)
    terminal = review("a.txt")
    terminal.until(PROMPT)
    terminal.press("\x03")
    assert terminal.process.wait(30) == 130
    terminal = review("a.txt")
    terminal.until(PROMPT)
    terminal.press("\x04")
    assert terminal.process.wait(30) == 0


def test_without_findings_there_is_nothing_to_review(review, write):
    write("a.txt", "nothing\n")
    terminal = review("a.txt")
    terminal.until("There is nothing to review")
    assert terminal.process.wait(30) == 0


def test_it_needs_a_terminal(run, write):
    write("a.txt", TEXT)
    result = run("review", "a.txt", stdin=b"a")
    assert result.exit_code == 2
    assert "a review needs a terminal to ask in" in result.stderr
