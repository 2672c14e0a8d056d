"""check, fix, report, passes: what they print, what they write, how they end."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

import cablefix
from cablefix import Repair

LINE = 'a.txt:2:5: test-zap "ZAP" → "zip" (0.99: nobody writes ZAP)\n'
FLAG = 'b.txt:1:1: test-huh flag garbled "HUH": who knows [candidates: him, her]\n'


def test_check_shows_and_never_writes(run, write):
    path = write("a.txt", "one\nthe ZAP here\n")
    result = run("check", "a.txt")
    assert result.exit_code == 1
    assert result.stdout == LINE
    assert result.stderr == "1 document: 1 repair in 1, 0 flags, 0 errors\n"
    assert path.read_text() == "one\nthe ZAP here\n"


def test_fix_repairs_and_shows(run, write):
    path = write("a.txt", "one\nthe ZAP here\n")
    result = run("fix", "a.txt")
    assert (result.exit_code, result.stdout) == (0, LINE)
    assert path.read_text() == "one\nthe zip here\n"
    assert run("check", "a.txt").exit_code == 0


def test_the_tail_counts_documents_repairs_flags_and_errors(run, write):
    write("a.txt", "ZAP ZAP")
    write("b.txt", "HUH ZAP HUH HUH")
    write("c.txt", "fine")
    result = run("check", ".", "none.txt")
    assert result.stderr.endswith("3 documents: 3 repairs in 2, 3 flags in 1, 1 error\n")


def test_quiet_prints_errors_only(run, write):
    write("a.txt", "ZAP")
    result = run("check", "-q", "a.txt", "none.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: none.txt: there is no such file or folder\n"


@pytest.mark.parametrize(
    ("text", "args", "code"),
    [
        ("fine", ["check"], 0),
        ("ZAP", ["check"], 1),
        ("HUH", ["check"], 0),
        ("UNSURE", ["check"], 0),
        ("HUH", ["check", "--fail-on", "flag"], 1),
        ("fine", ["check", "--fail-on", "flag"], 0),
        ("ZAP", ["check", "--fail-on", "never"], 0),
        ("ZAP", ["fix"], 0),
        ("fine", ["fix", "--diff"], 0),
        ("ZAP", ["fix", "--diff"], 1),
        ("HUH", ["fix", "--diff"], 0),
        ("ZAP", ["fix", "--exit-non-zero-on-fix"], 1),
        ("HUH", ["fix", "--exit-non-zero-on-fix"], 0),
        ("HUH", ["fix", "--fail-on", "flag"], 1),
        ("ZAP", ["fix", "--fail-on", "flag"], 0),
        ("ZAP", ["fix", "-o", "out"], 0),
        ("CRASH", ["check"], 2),
        ("CRASH", ["check", "--fail-on", "never"], 2),
    ],
)
def test_exit_codes(run, write, text, args, code):
    write("a.txt", text)
    assert run(*args, "a.txt").exit_code == code


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "PATHS"),
        (["-", "a.txt"], "stands alone"),
        (["a.txt", "--select", "test-zip"], "did you mean 'test-zap'"),
        (["a.txt", "--ignore", "test-zip"], "did you mean 'test-zap'"),
        (["a.txt", "--min-confidence", "2"], "0<=x<=1"),
        (["a.txt", "--profile", "x"], "record"),
        (["a.txt", "--profile", "record", "--min-confidence", "1"], "give one"),
        (["a.txt", "--encoding", "x"], "no text encoding is called 'x'"),
        (["a.txt", "--config", "none.toml"], "none.toml cannot be read"),
        (["a.txt", "--config", "cablefix.toml", "--isolated"], "--isolated"),
    ],
)
@pytest.mark.parametrize("command", ["check", "fix"])
def test_wrong_use_is_said_and_exits_with_2(run, write, command, args, said):
    write("a.txt", "ZAP")
    result = run(command, *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["a.txt", "--diff", "-o", "out"],
        ["a.txt", "--diff", "--output-format", "json"],
        ["-", "-o", "out"],
        ["-", "--output-format", "jsonl"],
    ],
)
def test_options_of_fix_that_contradict_each_other(run, write, args):
    path = write("a.txt", "ZAP")
    assert run("fix", *args).exit_code == 2
    assert path.read_text() == "ZAP"


def test_one_bad_document_does_not_stop_the_others(run, write):
    paths = [write(f"{n}.txt", t) for n, t in enumerate(["ZAP", "CRASH ZAP", "ZAP"])]
    result = run("fix", "none.txt", ".")
    assert result.exit_code == 2
    assert [p.read_text() for p in paths] == ["zip", "CRASH ZAP", "zip"]
    assert "error: none.txt: there is no such file or folder" in result.stderr
    assert re.search(r"error: 1.txt: .*'test-crash'.*no luck", result.stderr)
    assert "3 documents: 2 repairs in 2, 0 flags, 2 errors" in result.stderr


def test_standard_input_goes_to_standard_output_byte_for_byte(run):
    result = run("fix", "-", stdin=b"\xef\xbb\xbfone\r\nZAP\n\0two\r\n\nlast")
    assert result.exit_code == 0
    assert result.stdout_bytes == b"\xef\xbb\xbfone\r\nzip\n\0two\r\n\nlast"
    assert '-:2:1: test-zap "ZAP" → "zip"' in result.stderr


@pytest.mark.parametrize("text", [b"", b"\n", b"fine\r", b"caf\xe9"])
def test_standard_input_without_damage_comes_out_as_it_went_in(run, text):
    assert run("fix", "-", stdin=text).stdout_bytes == text


def test_check_reads_standard_input(run):
    result = run("check", "-", "--stdin-filename", "1973/x.txt", stdin=b"ZAP")
    assert result.exit_code == 1
    assert result.stdout.startswith("1973/x.txt:1:1: test-zap")


def test_standard_input_takes_the_configuration_of_its_name(run, corpus):
    (corpus / "1973").mkdir()
    (corpus / "1973" / "cablefix.toml").write_text('select = ["test-huh"]')
    assert run("check", "-", stdin=b"ZAP").exit_code == 1
    assert run("check", "-", "--stdin-filename", "1973/x.txt", stdin=b"ZAP").exit_code == 0


def test_standard_input_that_fails_puts_nothing_out(run):
    result = run("fix", "-", stdin=b"CRASH ZAP")
    assert (result.exit_code, result.stdout) == (2, "")


def test_select_and_ignore_take_names_families_and_commas(run, write):
    write("a.txt", "ZAP HUH UNSURE")

    def passes(*args):
        result = run("check", "a.txt", *args)
        return set(re.findall(r": (test-\w+)", result.stdout))

    everything = {"test-zap", "test-huh", "test-unsure"}
    assert passes("--select", "test") == everything
    assert passes("--select", "test-zap,test-huh") == {"test-zap", "test-huh"}
    assert passes("--select", "test-zap", "--select", "test-huh") == {"test-zap", "test-huh"}
    assert passes("--ignore", "test-zap") == everything - {"test-zap"}
    assert passes("--ignore", "test") == set()


def test_profile_and_confidence_set_how_sure_a_repair_must_be(run, write):
    path = write("a.txt", "UNSURE")
    assert "test-unsure flag doubtful" in run("check", "a.txt").stdout
    assert "[candidates: sure]" in run("check", "a.txt").stdout
    assert run("check", "a.txt", "--min-confidence", "0.7").exit_code == 0
    assert run("check", "a.txt", "--min-confidence", "0.6").exit_code == 1
    assert run("fix", "a.txt", "--profile", "reading").exit_code == 0
    assert path.read_text() == "sure"


def test_per_file_ignores(run, write, corpus):
    (corpus / "cablefix.toml").write_text(
        'select = ["test"]\n[per-file-ignores]\n"1973/*" = ["test-zap"]\n"*.md" = ["test"]\n'
    )
    for name in ("1973/a.txt", "1974/a.txt", "1974/b.md"):
        write(name, "ZAP")
    assert run("check", ".").stdout.count("\n") == 1
    assert run("check", ".").stdout.startswith("1974/a.txt:1:1: test-zap")
    assert run("check", ".", "--isolated", "--select", "test").stdout.count("\n") == 3


def test_words_to_keep(run, write, corpus):
    (corpus / "cablefix.toml").write_text('select = ["test"]\nkeep = ["ZAP"]')
    write("a.txt", "ZAP")
    assert run("check", "a.txt").exit_code == 0


def test_an_unknown_key_is_said_once_and_the_other_folders_are_worked_on(run, write, corpus):
    (corpus / "1973").mkdir()
    (corpus / "1973" / "cablefix.toml").write_text("slect = []")
    write("1973/a.txt", "ZAP")
    write("1973/b.txt", "ZAP")
    write("1974/a.txt", "ZAP")
    result = run("fix", "1973/a.txt", "1973/b.txt", ".")
    assert result.exit_code == 2
    assert result.stderr.count("'slect'; did you mean 'select'?") == 1
    assert (corpus / "1973" / "a.txt").read_text() == "ZAP"
    assert (corpus / "1974" / "a.txt").read_text() == "zip"


def test_the_diff_can_be_applied_byte_for_byte(run, write, corpus):
    content = b"one\r\ntwo ZAP\nthree\r\n" + b"four\r\n" * 20 + b"ZAP \xe9 five\n\nsix ZAP"
    path = write("a.txt", content)
    result = run("fix", "--diff", "a.txt")
    assert result.exit_code == 1
    assert path.read_bytes() == content
    assert b"-two ZAP\n+two zip\n three\r\n" in result.stdout_bytes
    run("fix", "a.txt", "-o", "out")
    patched = subprocess.run(
        ["git", "apply", "-p0"], input=result.stdout_bytes, cwd=corpus, check=False
    )
    assert patched.returncode == 0
    assert path.read_bytes() == (corpus / "out" / "a.txt").read_bytes()
    assert path.read_bytes() == content.replace(b"ZAP", b"zip")


def test_the_diff_of_standard_input(run):
    result = run("fix", "-", "--diff", "--stdin-filename", "x y.txt", stdin=b"ZAP\n")
    assert result.exit_code == 1
    assert result.stdout == "--- x y.txt\n+++ x y.txt\n@@ -1 +1 @@\n-ZAP\n+zip\n"


def test_full_marks_the_place_in_its_line(run, write):
    write("a.txt", "one\nthe ZAP here\nthree\n")
    result = run("check", "--output-format", "full", "a.txt")
    assert result.stdout == LINE + "2 | the ZAP here\n  |     ^^^\n\n"


def test_full_shortens_a_long_line(run, write):
    write("a.txt", "x" * 1000 + " ZAP " + "y" * 1000)
    _, line, mark, _ = run("check", "--output-format", "full", "a.txt").stdout.split("\n", 3)
    assert line == "1 | …" + "x" * 49 + " ZAP " + "y" * 49 + "…"
    assert line[mark.index("^") : mark.index("^") + 3] == "ZAP"


def test_json_is_one_document_and_round_trips(run, write):
    write("a.txt", "one\nthe ZAP here\n")
    write("b.txt", "CRASH")
    result = run("check", "--output-format", "json", "a.txt", "b.txt", "none.txt")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert found["version"] == 1
    first, second, third = found["documents"]
    repaired = Repair.from_dict(first)
    assert first["path"] == "a.txt"
    assert repaired.text == "one\nthe zip here\n"
    assert repaired.revert() == "one\nthe ZAP here\n"
    assert [e.source for e in repaired.edits] == ["test-zap"]
    assert "no luck" in second["error"]
    assert third == {"path": "none.txt", "error": "there is no such file or folder"}


def test_json_of_nothing_is_a_document_too(run):
    found = json.loads(run("check", "--output-format", "json", ".").stdout)
    assert found == {"version": 1, "documents": []}


def test_jsonl_is_a_line_for_each_document(run, write):
    write("a.txt", "ZAP é\u2028")
    write("b.txt", "fine")
    lines = run("check", "-q", "--output-format", "jsonl", ".").stdout.splitlines()
    assert [json.loads(line)["path"] for line in lines] == ["a.txt", "b.txt"]
    assert Repair.from_dict(json.loads(lines[0])).text == "zip é\u2028"
    assert all(line.isascii() for line in lines)


def test_the_passes_are_listed_with_those_of_other_packages(run):
    result = run("passes")
    assert result.exit_code == 0
    assert re.search(r"^markup-link +layout +\S", result.stdout, re.MULTILINE)
    assert re.search(r"^test-zap +text +The word ZAP: it is `zip`\.$", result.stdout, re.MULTILINE)


def test_a_pass_is_explained(run):
    result = run("passes", "test-zap")
    assert result.exit_code == 0
    assert "It is safe because nobody writes it." in result.stdout
    assert "--ignore test-zap" in result.stdout
    assert 'ignore = ["test-zap"] in cablefix.toml' in result.stdout


def test_a_family_is_listed(run):
    result = run("passes", "test")
    assert result.exit_code == 0
    assert result.stdout.startswith("test-zap ")
    assert "markup-link" not in result.stdout


def test_an_unknown_pass_is_said_with_the_nearest(run):
    result = run("passes", "test-zip")
    assert result.exit_code == 2
    assert "no pass is called 'test-zip'; did you mean 'test-zap'?" in result.stderr


def test_a_report_as_html_and_as_markdown(run, write, corpus):
    path = write("a.txt", "one\nthe ZAP <script> here\nHUH")
    for name in ("out.html", "out.MD"):
        result = run("report", ".", "-o", name)
        assert result.exit_code == 0, result.stderr
        text = (corpus / name).read_text(encoding="utf-8")
        assert "test-zap" in text
        assert "test-huh" in text
        assert "nobody writes ZAP" in text
    assert path.read_text().startswith("one\nthe ZAP")
    assert "<script> here" not in (corpus / "out.html").read_text(encoding="utf-8")
    assert run("report", "a.txt", "-o", "out.html").exit_code == 0


def test_a_report_in_a_folder(run, write, corpus):
    write("a.txt", "ZAP")
    for _ in range(2):
        result = run("report", ".", "-o", "report")
        assert result.exit_code == 0, result.stderr
        assert "1 document:" in result.stderr
    assert "test-zap" in (corpus / "report" / "index.html").read_text(encoding="utf-8")
    assert run("report", "a.txt", "-o", ".").exit_code == 0
    assert (corpus / "index.html").exists()


def test_a_large_report_is_an_index_with_pages_beside_it(run, write, corpus, monkeypatch):
    monkeypatch.setattr("cablefix.report.html.MOST_DOCUMENTS", 2)
    monkeypatch.setattr("cablefix.report.html.PAGE_DOCUMENTS", 2)
    for name in "abc":
        write(f"{name}.txt", "ZAP")

    result = run("report", ".", "-o", "out.html")

    assert result.exit_code == 0, result.stderr
    assert "out.html is the index of 2 pages beside it" in result.stderr
    index = (corpus / "out.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(out-.*?)"', index) == [
        "out-001.html#d1",
        "out-001.html#d2",
        "out-002.html#d3",
    ]
    assert "<article" not in index
    last = (corpus / "out-002.html").read_text(encoding="utf-8")
    assert 'id="d3"' in last
    assert 'href="out.html"' in last
    assert 'href="out-001.html"' in last


def test_a_page_of_a_report_spares_other_files(run, write, monkeypatch):
    monkeypatch.setattr("cablefix.report.html.MOST_DOCUMENTS", 0)
    write("a.txt", "ZAP")
    mine = write("out-001.html", "mine")

    result = run("report", "a.txt", "-o", "out.html")

    assert result.exit_code == 2
    assert "out-001.html is there already and is no report of cablefix" in result.stderr
    assert mine.read_text("utf-8") == "mine"


def test_a_report_spares_the_documents_and_other_files(run, write):
    write("cable.md", "TAGS: [MOPS](#)\n")
    notes = write("notes.md", "my notes\n")

    over_itself = run("report", "cable.md", "-o", "cable.md")
    over_notes = run("report", "cable.md", "-o", "notes.md")

    assert (over_itself.exit_code, over_notes.exit_code) == (2, 2)
    assert "take the place of a document" in over_itself.stderr
    assert "is no report of cablefix" in over_notes.stderr
    assert notes.read_text("utf-8") == "my notes\n"


def test_a_report_does_not_report_on_itself(run, write):
    write("a.txt", "ZAP")
    for _ in range(2):
        assert "1 document:" in run("report", ".", "-o", "report.md").stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["a.txt", "-o", "out.pdf"], ".html, .json, .jsonl, .md"),
        (["a.txt"], "--output"),
        (["-", "-o", "out.html"], "not on '-'"),
        (["a.txt", "-o", "a.txt/out.html"], "cannot be written"),
        (["none.txt", "-o", "out.md"], "there is no such file"),
    ],
)
def test_a_report_that_cannot_be_made(run, write, args, said):
    write("a.txt", "ZAP")
    result = run("report", *args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_report_without_jinja_says_what_to_install(run, write, monkeypatch):
    write("a.txt", "ZAP")
    monkeypatch.setitem(sys.modules, "jinja2", None)
    result = run("report", "a.txt", "-o", "out.html")
    assert result.exit_code == 2
    assert 'pip install "cablefix[report]"' in result.stderr


def test_version_and_help_load_nothing_heavy():
    for option, said in (("--version", cablefix.__version__), ("--help", "Exit codes")):
        code = (
            "import sys; from cablefix.cli import main; sys.argv = ['cablefix', sys.argv[1]]\n"
            "try: main()\n"
            "finally: print(sorted({'re2', 'ftfy', 'rich', 'pathspec', 'rapidfuzz', 'tomllib',"
            " 'cablefix.passes', 'cablefix.pipeline'} & set(sys.modules)))"
        )
        result = subprocess.run(
            [sys.executable, "-c", code, option], capture_output=True, text=True, check=True
        )
        assert said in result.stdout
        assert result.stdout.splitlines()[-1] == "[]"
