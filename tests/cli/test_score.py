"""score: what belongs together, what is said, in which form, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cablefix
from cablefix.report.formats import score_renderer

SCHEMA = Draft202012Validator(
    json.loads((Path(cablefix.__file__).parent / "data" / "score.schema.json").read_text("utf-8"))
)


@pytest.fixture
def pair(write):
    write("truth.txt", "the zip here\nand sure it is\n")
    return write("ocr.txt", "the ZAP here\nand UNSURE it is\n")


def figures(result):
    return json.loads(result.stdout)["total"]["words"]


def test_two_files(run, pair):
    result = run("score", "truth.txt", "ocr.txt")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("cablefix score: 1 document, 7 words, 27 characters")
    assert "words wrong (WER)       28.57 %  14.29 %       50.0 %" in result.stdout
    assert "test-zap" in result.stdout
    assert pair.read_text() == "the ZAP here\nand UNSURE it is\n"


@pytest.mark.usefixtures("pair")
def test_the_repair_of_another_program(run, write):
    write("out.txt", "the zip HERE\nand sure it is\n")
    result = run("score", "truth.txt", "ocr.txt", "out.txt", "--output-format", "json")

    assert result.exit_code == 0
    assert figures(result)["fixed"] == 2
    record = json.loads(result.stdout)["total"]
    assert record["broken_words"] == [{"line": 1, "before": "here", "after": "HERE"}]
    assert (record["detection"], record["calibration"], record["passes"]) == (None, None, {})


@pytest.mark.usefixtures("pair")
def test_profiles_change_what_is_repaired(run):
    for profile, changed in (("record", 1), ("reading", 2)):
        result = run(
            "score", "truth.txt", "ocr.txt", "--profile", profile, "--output-format", "json"
        )
        assert figures(result)["changed"] == changed


@pytest.mark.usefixtures("pair")
def test_json_is_as_the_schema_says(run):
    record = json.loads(run("score", "truth.txt", "ocr.txt", "--output-format", "json").stdout)

    assert [e.message for e in SCHEMA.iter_errors(record)] == []
    assert record["documents"][0]["name"] == "ocr.txt"
    assert record["total"]["passes"]["test-zap"]["right"] == 1


def test_folders_are_matched_by_name(run, write):
    for name in ("truth/1.txt", "truth/a/2.gt.txt", "truth/3.md"):
        write(name, "the zip")
    for name in ("ocr/1.txt", "ocr/a/2.ocr.txt", "ocr/3.txt"):
        write(name, "the ZAP")
    result = run("score", "truth", "ocr", "--output-format", "json")

    assert (result.exit_code, result.stderr) == (0, "")
    names = [d["name"] for d in json.loads(result.stdout)["documents"]]
    assert names == ["1.txt", "3.txt", "a/2.ocr.txt"]


def test_numbers_are_no_endings(run, write):
    write("truth/1973.05", "the")
    write("truth/1973.05.txt", "the")
    write("ocr/1973.06.txt", "tbe")
    result = run("score", "truth", "ocr")

    assert result.exit_code == 2
    assert "error: ocr/1973.06.txt: has no truth: no file of truth belongs to it" in result.stderr


def test_what_has_no_partner_is_said_and_the_others_are_scored(run, write):
    write("truth/1.txt", "the zip")
    write("truth/2.txt", "the zip")
    write("ocr/1.txt", "the ZAP")
    write("ocr/3.txt", "the ZAP")
    result = run("score", "truth", "ocr")

    assert result.exit_code == 2
    assert "cablefix score: 1 document," in result.stdout
    assert "error: ocr/3.txt: has no truth:" in result.stderr
    assert "note: 2.txt in truth has no OCR text" in result.stderr


def test_a_repaired_text_that_is_missing_is_an_error(run, write):
    write("truth/1.txt", "the zip")
    write("ocr/1.txt", "the ZAP")
    write("out/2.txt", "the zip")
    result = run("score", "truth", "ocr", "out")

    assert result.exit_code == 2
    assert "error: ocr/1.txt: has no repaired text: no file of out belongs to it" in result.stderr


def test_two_truths_for_one_text_are_an_error(run, write):
    write("truth/1.a.txt", "the")
    write("truth/1.b.txt", "the")
    write("ocr/1.txt", "the")
    result = run("score", "truth", "ocr")

    assert "several files of truth belong to it: 1.a.txt, 1.b.txt" in result.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("none.txt", "ocr.txt"), "TRUTH (none.txt): there is no such file or folder"),
        (("truth.txt", "."), "TRUTH is a file, OCR is a folder: give files only"),
        (("ocr.txt", "ocr.txt"), "TRUTH and OCR are the same"),
        (
            ("truth.txt", "ocr.txt", "truth.txt", "--profile", "record"),
            "--profile is for repairing",
        ),
        (("truth.txt", "ocr.txt", "-o", "ocr.txt"), "the place of a document it is on"),
        (("truth.txt", "ocr.txt", "--select", "nothing"), "no pass is called 'nothing'"),
        (("truth.txt", "ocr.txt", "--profile", "record", "--min-confidence", "1"), "give one"),
    ],
)
@pytest.mark.usefixtures("pair")
def test_what_cannot_be_done_is_said(run, args, said):
    result = run("score", *args)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_document_that_fails_costs_itself_alone(run, write):
    write("truth/1.txt", "x")
    write("truth/2.txt", "the zip")
    write("ocr/1.txt", "CRASH")
    write("ocr/2.txt", "the ZAP")
    result = run("score", "truth", "ocr")

    assert result.exit_code == 2
    assert "cablefix score: 1 document," in result.stdout
    assert "error: ocr/1.txt: pass 'test-crash' failed" in result.stderr


@pytest.mark.parametrize(
    ("name", "begins"),
    [("s.html", "<!DOCTYPE html>"), ("s.json", "{"), ("s.txt", "cablefix score:")],
)
@pytest.mark.usefixtures("pair")
def test_the_ending_of_the_file_decides_its_form(run, corpus, name, begins):
    for _ in range(2):  # a score takes the place of a score
        result = run("score", "truth.txt", "ocr.txt", "-o", name)
        assert (result.exit_code, result.stdout) == (0, "")
        assert (corpus / name).read_text("utf-8").startswith(begins)


@pytest.mark.usefixtures("pair")
def test_another_file_is_not_overwritten(run, write):
    path = write("notes.txt", "my notes")
    result = run("score", "truth.txt", "ocr.txt", "-o", "notes.txt")

    assert result.exit_code == 2
    assert "is there already and is no score of cablefix" in result.stderr
    assert path.read_text() == "my notes"


def test_html_needs_jinja(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)

    with pytest.raises(cablefix.SettingsError, match="needs Jinja2"):
        score_renderer("html", None)
