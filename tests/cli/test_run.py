"""run: what comes out, what is done again, what is said, how it ends."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cablefix

SCHEMAS = {
    kind: Draft202012Validator(
        json.loads(
            (Path(cablefix.__file__).parent / "data" / f"{kind}.schema.json").read_text("utf-8")
        )
    )
    for kind in ("edits", "flags", "manifest")
}


def lines(path):
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def checked(kind, path):
    found = lines(path)
    assert [e.message for one in found for e in SCHEMAS[kind].iter_errors(one)] == []
    return found


def rows(*texts):
    return "".join(json.dumps({"id": f"d{n}", "text": t}) + "\n" for n, t in enumerate(texts))


@pytest.fixture
def out(corpus):
    return corpus / "out"


@pytest.fixture
def shard(out):
    """The only line of the manifest."""
    return lambda: checked("manifest", out / "manifest.jsonl")[0]


def test_a_folder_comes_out_as_it_was_but_for_its_repairs(run, write, out):
    write("in/a/1.txt", "the ZAP\r\nUNSURE")
    write("in/2.txt", "nothing")
    write("in/no.dat", "ZAP")
    result = run("run", "in", "-o", "out", "--jobs", "1")

    assert (result.exit_code, result.stdout) == (0, "")
    documents = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*.txt")}
    assert documents == {
        "documents/a/1.txt": b"the zip\r\nUNSURE",
        "documents/2.txt": b"nothing",
    }
    edits = checked("edits", out / "edits" / "in-000000.jsonl")
    flags = checked("flags", out / "flags" / "in-000000.jsonl")
    assert [(e["document"], e["before"], e["after"], e["start"]) for e in edits] == [
        ("a/1.txt", "ZAP", "zip", 4)
    ]
    assert [(f["pass"], f["text"], f["candidates"]) for f in flags] == [
        ("test-unsure", "UNSURE", ["sure"])
    ]
    assert sorted(p.name for p in out.iterdir()) == [
        "documents",
        "edits",
        "flags",
        "manifest.jsonl",
    ]


def test_the_end_is_told_in_a_table(run, write):
    write("in.jsonl", rows("the ZAP", "HUH", "CRASH"))
    result = run("run", "in.jsonl", "-o", "out", "--jobs", "1", "--statistics")

    assert result.exit_code == 2
    told = result.stderr.splitlines()
    assert told[0].startswith("in.jsonl: JSON Lines")
    assert told[1].startswith("documents  3 (")
    assert told[2:5] == ["repairs    1 in 1 document", "flags      2", "errors     1"]
    assert "test-zap           1           0" in result.stderr


def test_quiet_says_nothing(run, write):
    write("in.jsonl", rows("the ZAP"))
    result = run("run", "in.jsonl", "-o", "out", "--jobs", "1", "-q")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_what_fails_stays_and_is_told(run, write, out, shard):
    long = "ZAP " * 100
    write("in.jsonl", rows("CRASH ZAP", "BOUNCE ZAP", "SWING ZAP", long, "ZAP"))
    result = run("run", "in.jsonl", "-o", "out", "--jobs", "1", "--max-size", "100")

    assert result.exit_code == 2
    documents = lines(out / "documents" / "in-000000.jsonl")
    texts = [d["text"] for d in documents]
    errors = [d.get("error") or "" for d in documents]
    assert (texts[:2], texts[3:]) == (["CRASH ZAP", "BOUNCE ZAP"], [long, "zip"])
    assert "pass 'test-crash' failed: ValueError: no luck" in errors[0]
    assert "undo each other" in errors[1]
    assert "has 400 characters, more than the 100 of --max-size" in errors[3]
    assert errors[4] == ""
    told = {f["document"] for f in checked("flags", out / "flags" / "in-000000.jsonl")}
    assert told >= {"d0", "d1", "d3"}
    assert shard()["errors"] == sum(map(bool, errors))


def test_a_document_that_takes_too_long_passes_through(run, write, out):
    write("in.jsonl", rows("SLEEP ZAP", "ZAP"))
    result = run("run", "in.jsonl", "-o", "out", "--jobs", "1", "--time-limit", "0.2")

    assert result.exit_code == 2
    documents = lines(out / "documents" / "in-000000.jsonl")
    assert [d["text"] for d in documents] == ["SLEEP ZAP", "zip"]
    assert "took longer than the 0.2 seconds" in documents[0]["error"]


def test_a_second_run_does_nothing_again(run, write, out):
    write("in.jsonl", rows("the ZAP"))
    run("run", "in.jsonl", "-o", "out", "--jobs", "1")
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.jsonl") if "manifest" not in p.name}
    manifest = (out / "manifest.jsonl").read_bytes()
    result = run("run", "in.jsonl", "-o", "out", "--jobs", "1")

    assert "1 (1 were done already)" in result.stderr
    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert (out / "manifest.jsonl").read_bytes() == manifest


@pytest.mark.parametrize("change", ["input", "configuration", "version", "output", "missing"])
def test_what_has_changed_is_done_again(run, write, out, change):
    write("in.jsonl", rows("the ZAP, UNSURE"))
    run("run", "in.jsonl", "-o", "out", "--jobs", "1")
    shard = out / "documents" / "in-000000.jsonl"
    right = shard.read_bytes()
    options = []
    if change == "input":
        write("in.jsonl", rows("a ZAP, UNSURE"))
        right = right.replace(b"the", b"a")
    elif change == "configuration":
        options = ["--profile", "reading"]
        right = right.replace(b"UNSURE", b"sure")
    elif change == "version":
        manifest = out / "manifest.jsonl"
        manifest.write_text(manifest.read_text().replace(cablefix.__version__, "0.0.1"))
    elif change == "output":
        shard.write_bytes(right.replace(b"zip", b"zap"))
    else:
        shard.unlink()
    result = run("run", "in.jsonl", "-o", "out", "--jobs", "1", *options)

    assert result.exit_code == 0
    assert "done already" not in result.stderr
    assert shard.read_bytes() == right
    assert len(lines(out / "manifest.jsonl")) == 1


def test_what_is_no_longer_made_goes(run, write, out):
    pytest.importorskip("pyarrow")
    write("in/1.txt", "the ZAP")
    write("in/deep/2.txt", "the ZAP")
    run("run", "in", "-o", "out", "--jobs", "1")
    (out / "documents" / "mine.txt").write_text("not from here")
    (out.parent / "in" / "deep" / "2.txt").unlink()
    run("run", "in", "-o", "out", "--jobs", "1", "--tables", "parquet")

    assert sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()) == [
        "documents/1.txt",
        "documents/mine.txt",
        "edits/in-000000.parquet",
        "flags/in-000000.parquet",
        "manifest.jsonl",
    ]
    assert not (out / "documents" / "deep").exists()


def test_tables_of_both_forms_say_the_same(run, write, out):
    parquet = pytest.importorskip("pyarrow.parquet")
    write("in.jsonl", rows("the ZAP, UNSURE, HUH", "ZAP CRASH"))
    for form in ("jsonl", "parquet"):
        run("run", "in.jsonl", "-o", f"out/{form}", "--jobs", "1", "--tables", form)

    for kind in ("edits", "flags"):
        table = parquet.read_table(out / "parquet" / kind / "in-000000.parquet")
        assert table.to_pylist() == lines(out / "jsonl" / kind / "in-000000.jsonl")
        assert table.num_rows


def test_repairs_can_be_taken_back_with_the_table(run, write, out):
    text = "ZAP and DROP this ZAP\n¶ DROP"
    write("in.jsonl", rows(text))
    run("run", "in.jsonl", "-o", "out", "--jobs", "1")
    repaired = lines(out / "documents" / "in-000000.jsonl")[0]["text"]
    assert repaired != text
    for e in reversed(lines(out / "edits" / "in-000000.jsonl")):
        at = e["output_start"]
        repaired = repaired[:at] + e["before"] + repaired[at + len(e["after"]) :]

    assert repaired == text


def test_several_inputs_do_not_mix(run, write, out):
    write("a/1.txt", "the ZAP")
    write("b/1.txt", "a ZAP")
    run("run", "a", "b", "-o", "out", "--jobs", "2")

    assert (out / "documents" / "1-a" / "1.txt").read_text() == "the zip"
    assert (out / "documents" / "2-b" / "1.txt").read_text() == "a zip"


def test_a_part_that_kills_its_worker_fails_alone(run, write, out):
    for n in range(6):
        write(f"in/{n}.jsonl", rows("DIE" if n == 2 else "ZAP"))
    result = run("run", "in", "-o", "out", "--jobs", "2")

    assert result.exit_code == 2
    assert "error: 3-2-000000: the worker died over this part" in result.stderr
    assert "shards     6 (1 failed)" in result.stderr
    shards = checked("manifest", out / "manifest.jsonl")
    assert [bool(s.get("failure")) for s in shards] == [n == 2 for n in range(6)]
    write("in/2.jsonl", rows("ZAP"))
    result = run("run", "in", "-o", "out", "--jobs", "2")
    assert result.exit_code == 0
    assert "shards     6 (5 were done already)" in result.stderr


def test_too_many_errors_stop_the_run(run, write):
    for n in range(12):
        write(f"in/{n:02}.jsonl", rows("CRASH", "ZAP"))
    result = run("run", "in", "-o", "out", "--jobs", "1", "--max-errors", "1")

    assert result.exit_code == 2
    assert "more than 1 documents could not be worked on" in result.stderr
    result = run("run", "in", "-o", "out", "--jobs", "1", "--max-errors", "100")
    assert result.exit_code == 2
    assert "Stopped" not in result.stderr
    assert "errors     12" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "-o", "out"], "nowhere"),
        (["in.jsonl", "-o", "full"], "is not empty and holds no run of cablefix"),
        (["in.jsonl", "-o", "in.jsonl"], "is a file"),
        (["in.jsonl", "-o", "s3://b/x"], "OUT is a folder"),
        (["-", "-o", "out"], "not of '-'"),
        (["in.jsonl", "-o", "out", "--jobs", "2", "--cluster", "tcp://h:1"], "--jobs is for"),
        (["in.jsonl", "-o", "out", "--text-column", "txet"], "txet"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_done(run, write, arguments, said):
    write("in.jsonl", rows("ZAP"))
    write("full/1.txt", "mine")
    result = run("run", *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
class TestSignals:
    @pytest.fixture
    def many(self, write):
        for n in range(30):
            write(f"in/{n:02}.jsonl", rows(*["NAP ZAP"] * 10))

    @staticmethod
    def begun(process, out):
        while not (out / "manifest.jsonl").exists():
            assert process.poll() is None
            time.sleep(0.01)

    @pytest.mark.usefixtures("many")
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_one_finishes_what_is_in_hand(self, start, run, out, number, code):
        process = start("run", "in", "-o", "out", "--jobs", "2", start_new_session=True)
        self.begun(process, out)
        # as a terminal does: to all processes
        os.killpg(process.pid, number)
        _, errors = process.communicate(timeout=60)

        assert process.returncode == code
        assert b"Traceback" not in errors
        assert b"The same command again goes on where this one ended." in errors
        done = lines(out / "manifest.jsonl")
        assert 0 < len(done) < 30
        assert not list(out.glob(".cablefix*"))
        result = run("run", "in", "-o", "out", "--jobs", "2")
        assert f"30 ({len(done)} were done already)" in result.stderr

    @pytest.mark.usefixtures("many")
    def test_two_stop_at_once(self, start, out):
        process = start("run", "in", "-o", "out", "--jobs", "1")
        self.begun(process, out)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)

        assert process.returncode == 130
        assert b"Traceback" not in errors
        assert not list(out.glob(".cablefix*"))

    @pytest.mark.usefixtures("many")
    def test_only_one_run_is_at_work_in_a_folder(self, start, run, out):
        process = start("run", "in", "-o", "out", "--jobs", "1")
        self.begun(process, out)
        result = run("run", "in", "-o", "out", "--jobs", "1")

        assert result.exit_code == 2
        assert "another run of cablefix is at work" in result.stderr
        assert process.poll() is None


@pytest.mark.parametrize("path", ["out/documents", "out/documents/in-000000.jsonl", "out"])
def test_what_lies_in_the_output_is_no_input(run, write, out, path):
    write("in.jsonl", rows("the ZAP"))
    run("run", "in.jsonl", "-o", "out", "--jobs", "1")
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    result = run("run", path, "-o", "out", "--jobs", "1")

    assert result.exit_code == 2
    assert "lies in the output folder" in result.stderr
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_a_long_name_has_a_shard(run, write, out):
    write("n" * 240 + ".jsonl", rows("the ZAP"))
    result = run("run", "n" * 240 + ".jsonl", "-o", "out", "--jobs", "1")

    assert (result.exit_code, len(list(out.rglob("n*.jsonl")))) == (0, 3)


def test_a_glob_passes_over_the_output(run, write, out):
    write("a/1.txt", "the ZAP")
    for _ in range(2):
        result = run("run", "**/*.txt", "-o", "out", "--jobs", "1")

    assert result.stderr.startswith("a/1.txt: texts")
    assert [str(p.relative_to(out)) for p in out.rglob("*.txt")] == ["documents/a/1.txt"]
