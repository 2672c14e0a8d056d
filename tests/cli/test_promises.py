"""A document whose repair would break a promise is reported and never written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cablefix.result import Repair


@pytest.fixture
def untouched(write):
    """Write a document; at the end it must be as it was, its time included."""
    written = {}

    def put(name, text):
        path = write(name, text)
        os.utime(path, ns=(10**18, 10**18))
        written[path] = path.read_bytes()
        return path

    yield put
    for path, content in written.items():
        assert path.read_bytes() == content
        assert path.stat().st_mtime_ns == 10**18


@pytest.mark.parametrize("form", ["concise", "json"])
def test_a_repair_that_a_second_run_would_change(run, write, untouched, form):
    untouched("a.txt", "SWING ZAP")
    other = write("b.txt", "ZAP")
    result = run("fix", "--output-format", form, ".")
    assert result.exit_code == 2
    assert "error: a.txt: a second run would change the repaired text again" in result.stderr
    assert "test-swing" in result.stderr
    assert "1 repair in 1" in result.stderr
    assert '"SWING' not in result.stdout
    assert other.read_text() == "zip"


@pytest.mark.parametrize("reverted", ["something else", "ZAP\n\n\n", "", "\udcff"])
@pytest.mark.parametrize("args", [["check"], ["fix"], ["fix", "--diff"], ["fix", "-o", "out"]])
def test_a_repair_that_cannot_be_taken_back(run, untouched, monkeypatch, reverted, args):
    untouched("a.txt", b"ZAP\r\nZAP\n")
    monkeypatch.setattr(Repair, "revert", lambda _: reverted)
    result = run(*args, "a.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert not Path("out").exists()


def test_a_repair_that_is_not_taken_back_says_so(run, untouched, monkeypatch):
    untouched("a.txt", "ZAP")
    monkeypatch.setattr(Repair, "revert", lambda _: "ZAP ")
    result = run("fix", "a.txt")
    assert "error: a.txt: its repairs cannot be taken back byte for byte" in result.stderr


def test_repairs_that_undo_each_other(run, untouched):
    untouched("a.txt", "BOUNCE")
    result = run("fix", "a.txt")
    assert result.exit_code == 2
    assert "undo each other" in result.stderr


def test_a_report_lists_it_with_its_error(run, untouched, corpus, write):
    untouched("a.txt", "SWING")
    write("b.txt", "ZAP")
    assert run("report", ".", "-o", "out.html").exit_code == 2
    page = (corpus / "out.html").read_text(encoding="utf-8")
    assert "test-zap" in page
    assert "1 document could not be read or repaired" in page
    failures = page.partition("could not be read")[2].partition("</section>")[0]
    assert "a second run would change" in failures
    assert page.count("<article") == 1


def test_a_character_that_the_file_cannot_hold(run, untouched):
    untouched("a.txt", "é\r\n<ARROW>".encode("cp1252"))
    result = run("fix", "a.txt")
    assert result.exit_code == 2
    assert "'→' in line 2, which the encoding cp1252 of this file does not have" in result.stderr


def test_an_encoding_that_is_not_written_as_it_was_read(run, untouched):
    # cp932 has two spellings of "¬" and writes the other one
    untouched("a.txt", b"ZAP \xee\xf9")
    result = run("fix", "a.txt", "--encoding", "cp932")
    assert result.exit_code == 2
    assert "the encoding cp932 does not write back what it read" in result.stderr


def test_a_text_that_would_not_read_back_the_same(run, untouched):
    # without the word the bytes are valid UTF-8, and would be read as "café"
    untouched("a.txt", b"caf\xc3DROP\xa9")
    result = run("fix", "a.txt")
    assert result.exit_code == 2
    assert "would not read back the same" in result.stderr


def test_a_bug_of_ours_costs_one_document(run, untouched, write, monkeypatch):
    untouched("a.txt", "ZAP bug")
    other = write("b.txt", "ZAP")

    def revert(self):
        if "bug" in self.text:
            raise RuntimeError("no luck")
        return self.source

    monkeypatch.setattr(Repair, "revert", revert)
    result = run("fix", ".")
    assert result.exit_code == 2
    assert "a.txt: cablefix failed on this document (RuntimeError: no luck)" in result.stderr
    assert other.read_text() == "zip"


def test_what_cannot_be_described_is_not_written(run, untouched, monkeypatch):
    untouched("a.txt", "ZAP")

    def to_dict(_):
        raise RuntimeError("no luck")

    monkeypatch.setattr(Repair, "to_dict", to_dict)
    assert run("fix", "a.txt", "--output-format", "json").exit_code == 2
