"""report on the output of run: the same as on the input, and what no longer fits is told."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def told(run, corpus):
    def report(*paths):
        result = run("report", *paths, "-o", "report.json")
        documents = json.loads((corpus / "report.json").read_text("utf-8"))["documents"]
        (corpus / "report.json").unlink()
        return result, documents

    return report


def facts(document):
    return {key: document.get(key) for key in ("source", "text", "edits", "flags")}


TEXTS = {"a/1.txt": "the ZAP\nUNSURE and ZAP", "2.txt": "nothing", "3.txt": "HUH ZAP"}


def test_a_run_of_a_folder_is_reported_as_the_folder(run, write, told):
    for name, text in TEXTS.items():
        write(f"in/{name}", text)
    run("run", "in", "-o", "out", "--jobs", "1")

    _, before = told("in")
    result, after = told("out")
    assert result.exit_code == 0
    of = {d["path"].removeprefix("out/documents/"): facts(d) for d in after}
    assert of == {d["path"].removeprefix("in/"): facts(d) for d in before}
    assert sum(len(d["edits"]) for d in after) == 3


@pytest.mark.parametrize("tables", ["jsonl", "parquet"])
def test_a_run_of_several_inputs_and_a_table(run, write, told, tables):
    pytest.importorskip("pyarrow")
    write("t.jsonl", "".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in TEXTS.items()))
    write("in/3.txt", TEXTS["3.txt"])
    run("run", "t.jsonl", "in", "-o", "out", "--jobs", "1", "--tables", tables)

    _, documents = told("out")
    assert [d["source"] for d in documents] == [*TEXTS.values(), TEXTS["3.txt"]]
    assert [d["text"].count("zip") for d in documents] == [2, 0, 1, 1]


def test_a_document_that_was_changed_since_is_an_error(run, write, told, corpus):
    write("in/1.txt", "the ZAP")
    write("in/2.txt", "a ZAP")
    run("run", "in", "-o", "out", "--jobs", "1")
    (corpus / "out" / "documents" / "1.txt").write_text("other")

    result, documents = told("out")
    assert result.exit_code == 2
    assert "1.txt: its text is not what the run wrote" in result.stderr
    assert [d["text"] for d in documents if "text" in d] == ["a zip"]


def test_a_document_that_is_gone_is_an_error(run, write, told, corpus):
    write("in/1.txt", "the ZAP")
    write("in/2.txt", "a ZAP")
    run("run", "in", "-o", "out", "--jobs", "1")
    (corpus / "out" / "documents" / "2.txt").unlink()

    result, _ = told("out")
    assert result.exit_code == 2
    assert "2.txt: cannot be read" in result.stderr
    assert "Traceback" not in result.stderr
