"""Each form by its name from ``check``, and by the ending of a file from ``report``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cablefix.report.formats import FORMATS

ENDINGS = {form.endings[0]: name for name, form in FORMATS.items() if form.endings}
# What each form says of a repair, and of a document that is not there.
SAYS = {
    "json": ('"after": "zip"', "there is no such file"),
    "jsonl": ('"after": "zip"', "there is no such file"),
    "markdown": ("the [-ZAP-]{+zip+} here", "there is no such file"),
    "sarif": ('"insertedContent": {"text": "zip"}', "there is no such file"),
    "tei": ("<sic>ZAP</sic><corr", "there is no such file"),
    "annotations": ('"value": "zip"', "there is no such file"),
    "csv": (",ZAP,zip,", "there is no such file"),
    "github": ('"ZAP" → "zip"', "::error file=none.txt"),
    "word-diff": ("the [-ZAP-]{+zip+} here", ""),
    "word-diff-color": ("\x1b[31mZAP\x1b[m\x1b[32mzip\x1b[m", ""),
    "diff": ("-the ZAP here\r\n+the zip here\r\n", ""),
}
each_form = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture
def documents(write):
    write("a.txt", "one\r\nthe ZAP here\r\nHUH\r\n")
    write("b.txt", "HUH ¶\n")
    write("c.txt", "nothing\n")


@each_form
@pytest.mark.usefixtures("documents")
def test_check_says_repairs_and_errors(run, name):
    result = run("check", "-q", "--output-format", name, ".", "none.txt")
    repair, error = SAYS[name]

    assert result.exit_code == 2
    assert repair in result.stdout_bytes.decode()
    assert error in result.stdout
    assert "none.txt: there is no such file" in result.stderr


@each_form
def test_check_of_standard_input(run, name):
    result = run("check", "-", "--output-format", name, stdin=b"the ZAP here\r\n")

    assert result.exit_code == 1
    assert SAYS[name][0] in result.stdout_bytes.decode()


@each_form
def test_check_without_findings(run, write, name):
    write("c.txt", "nothing\n")
    result = run("check", "c.txt", "--output-format", name)

    assert result.exit_code == 0
    assert "ZAP" not in result.stdout


@pytest.mark.usefixtures("documents")
@pytest.mark.parametrize("ending", ENDINGS)
def test_report_writes_what_check_prints(run, corpus, ending):
    name = ENDINGS[ending]
    printed = run("check", "-q", "--output-format", name, ".", "none.txt").stdout_bytes
    result = run("report", ".", "none.txt", "-o", f"out{ending}")

    assert result.exit_code == 2
    assert "3 documents: 1 repair in 1, 2 flags in 2, 1 error" in result.stderr
    assert result.stdout == ""
    assert (corpus / f"out{ending}").read_bytes() == FORMATS[name].lead + printed


@pytest.mark.usefixtures("documents")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_report_takes_the_place_of_one_of_its_form_only(run, write, ending):
    notes = write(f"out{ending}", "my notes\n")
    over_notes = run("report", "a.txt", "-o", notes.name)
    assert over_notes.exit_code == 2
    assert "remove it, or choose another name" in over_notes.stderr
    assert notes.read_text() == "my notes\n"

    notes.unlink()
    assert run("report", "a.txt", "-o", notes.name).exit_code == 0
    again = run("report", "a.txt", "b.txt", "-o", notes.name)
    # nothing in a diff tells ours from another one
    assert again.exit_code == (0 if FORMATS[ENDINGS[ending]].mark else 2)


@pytest.mark.usefixtures("documents")
def test_a_report_in_a_form_that_is_named(run, corpus):
    assert run("report", "a.txt", "-o", "log.txt", "--output-format", "github").exit_code == 0
    assert (corpus / "log.txt").read_text("utf-8").startswith("::warning file=a.txt,line=2,")


@pytest.mark.parametrize("command", ["check", "report"])
def test_help_lists_the_forms(run, command):
    said = " ".join(run(command, "--help").stdout.split())

    assert all(f"{name} {form.meaning}" in said for name, form in FORMATS.items())
    assert ("html, a page for the browser" in said) == (command == "report")


@pytest.mark.usefixtures("documents")
def test_a_sarif_tool_shows_the_findings(run, corpus):
    run("report", ".", "-o", "out.sarif")
    tool = Path(sys.executable).parent / "sarif"
    shown = subprocess.run(
        [tool, "summary", corpus / "out.sarif"], capture_output=True, text=True, check=True
    ).stdout

    assert "warning: 1\n" in shown
    assert 'test-zap "ZAP" → "zip" (0.999: nobody writes ZAP): 1' in shown
    assert "note: 2\n" in shown


@pytest.mark.usefixtures("documents")
def test_sarif_says_which_pass_it_was(run):
    (log,) = json.loads(run("check", "--output-format", "sarif", ".").stdout)["runs"]
    rules = {rule["id"]: rule for rule in log["tool"]["driver"]["rules"]}

    assert rules["test-zap"]["shortDescription"]["text"] == "The word ZAP: it is ``zip``."
    assert "It is safe because nobody writes it." in rules["test-zap"]["help"]["text"]
