"""What `fix` changed in place is taken back byte for byte, or the document is left as it is."""

from __future__ import annotations

import os
import re
import signal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

posix = pytest.mark.skipif(os.name == "nt", reason="signals and links of POSIX")

CONTENTS = [
    b"ZAP\r\n",
    b"one\r\nZAP\ntwo\rZAP",
    b"\xef\xbb\xbfZAP\n",
    b"caf\xe9 ZAP",
    "\ufeff¶1. ZAP\r\n".encode("utf-16-le"),
    b"a\rDROP\nb\rZAP",
    "¶ ¶ ¶ ".encode() + b"\xff ZAP",
]


def run_id(result):
    """The name of the run that `fix` says."""
    return re.search(r"this was run ([0-9a-f]{8}); cablefix undo", result.stderr)[1]


@pytest.mark.parametrize("content", CONTENTS)
def test_the_bytes_come_back(run, write, content):
    path = write("a.txt", content)
    run("fix", "a.txt")
    assert path.read_bytes() != content
    result = run("undo")
    assert result.exit_code == 0
    assert path.read_bytes() == content
    assert re.search(
        r"^a\.txt: \d repairs? taken back, as before run [0-9a-f]{8}\n\Z", result.stdout
    )
    assert re.fullmatch(r"1 document: \d repairs? taken back, 0 errors\n", result.stderr)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from([b"ZAP", b"DROP", b"<ARROW>", b"\r", b"\n", b"\r\n", b"\xe9", b"\xc2\xb6"])
        | st.binary(max_size=3),
        max_size=12,
    )
)
def test_any_bytes_are_repaired_and_come_back(run, write, parts):
    content = b"".join(parts)
    path = write("a.txt", content)
    run("fix", "a.txt")
    if path.read_bytes() != content:
        assert run("undo", "a.txt").exit_code == 0
    assert path.read_bytes() == content


def test_a_run_is_taken_back_as_a_whole(run, write):
    paths = [write(name, "ZAP ZAP") for name in ("a.txt", "below/b.txt")]
    other = write("c.txt", "fine")
    run("fix", ".")
    result = run("undo")
    assert [path.read_text() for path in paths] == ["ZAP ZAP"] * 2
    assert other.read_text() == "fine"
    assert result.stderr == "2 documents: 4 repairs taken back, 0 errors\n"


def test_a_run_is_taken_back_in_some_documents(run, write):
    one, other = write("one/a.txt", "ZAP"), write("other/a.txt", "ZAP")
    run("fix", ".")
    run("undo", "one")
    assert (one.read_text(), other.read_text()) == ("ZAP", "zip")
    assert "taken back in 1" in run("undo", "--list").stdout
    assert run("undo").stdout.startswith("one/a.txt: is already as it was before run")
    assert other.read_text() == "ZAP"


def test_the_newest_run_goes_first(run, write):
    path = write("a.txt", "ZAP DROP")
    first = run_id(run("fix", "--select", "test-zap", "."))
    second = run_id(run("fix", "."))
    assert path.read_text() == "zip "
    result = run("undo", "--run", first)
    assert result.exit_code == 2
    assert f"a.txt: was repaired again after run {first}, by run {second}" in result.stderr
    assert f"cablefix undo --run {second}" in result.stderr
    run("undo", "a.txt")
    assert path.read_text() == "zip DROP"
    run("undo", "a.txt")
    assert path.read_text() == "ZAP DROP"
    result = run("undo", "a.txt")
    assert result.exit_code == 2
    assert "error: there is nothing to take back: no journal knows a repair" in result.stderr


def test_a_run_after_an_undo_is_a_new_one(run, write):
    path = write("a.txt", "ZAP")
    for _ in range(3):
        run("fix", ".")
        assert path.read_text() == "zip"
        run("undo")
        assert path.read_text() == "ZAP"


def test_a_document_that_was_changed_is_left_and_stops_no_other(run, write):
    changed, gone, other = (write(name, "ZAP") for name in ("a.txt", "b.txt", "c.txt"))
    name = run_id(run("fix", "."))
    changed.write_text("zip and more")
    gone.unlink()
    result = run("undo")
    assert result.exit_code == 2
    assert changed.read_text() == "zip and more"
    assert not gone.exists()
    assert other.read_text() == "ZAP"
    assert f"error: a.txt: has been changed since run {name} repaired it" in result.stderr
    assert "error: b.txt: there is no such file any more" in result.stderr
    assert "1 document: 1 repair taken back, 2 errors" in result.stderr


def test_a_document_that_is_as_before_is_nothing_to_do(run, write):
    path = write("a.txt", "ZAP")
    run("fix", ".")
    path.write_text("ZAP")
    result = run("undo")
    assert (result.exit_code, path.read_text()) == (0, "ZAP")
    assert "is already as it was before run" in result.stdout
    assert "taken back" in run("undo", "--list").stdout


class TestOnly:
    def test_the_repairs_of_one_pass(self, run, write):
        path = write("a.txt", b"\xef\xbb\xbfZAP DROP\r\nZAP caf\xc3\xa9\n")
        other = write("b.txt", "DROP")
        run("fix", ".")
        result = run("undo", "--only", "test-zap")
        assert result.exit_code == 0
        assert path.read_bytes() == b"\xef\xbb\xbfZAP \r\nZAP caf\xc3\xa9\n"
        assert other.read_text() == ""
        assert result.stdout == "a.txt: 2 repairs taken back, 1 left\n"
        assert result.stderr == "1 document: 2 repairs taken back, 0 errors\n"

    def test_the_rest_can_follow(self, run, write):
        content = b"ZAP DROP <ARROW>\r\nZAP\n"
        path = write("a.txt", content)
        run("fix", ".")
        run("undo", "--only", "test-zap")
        run("undo", "--only", "test-drop", "a.txt")
        assert path.read_bytes() == "ZAP DROP \N{RIGHTWARDS ARROW}\r\nZAP\n".encode()
        result = run("undo")
        assert path.read_bytes() == content
        assert "a.txt: 1 repair taken back, as before run" in result.stdout

    def test_a_family_and_the_last_of_a_document(self, run, write):
        path = write("a.txt", "ZAP DROP")
        run("fix", ".")
        assert run("undo", "--only", "test").stdout.startswith("a.txt: 2 repairs taken back")
        assert path.read_text() == "ZAP DROP"
        assert run("undo").exit_code == 2

    def test_a_pass_that_did_nothing(self, run, write):
        path = write("a.txt", "ZAP DROP")
        name = run_id(run("fix", "."))
        result = run("undo", "--only", "test-huh")
        assert result.exit_code == 2
        assert f"run {name} made no repair by test-huh" in result.stderr
        assert "the passes at work were test-drop, test-zap" in result.stderr
        assert path.read_text() == "zip "

    def test_what_this_version_reads_otherwise_is_refused(self, run, write, monkeypatch):
        path = write("a.txt", b"caf\xe9 ZAP DROP")
        run("fix", ".")
        monkeypatch.setattr("cablefix.corpus.journal.decode", _as_cp1250)
        result = run("undo", "--only", "test-zap")
        assert result.exit_code == 2
        assert "reads the document otherwise" in result.stderr
        assert path.read_bytes() == b"caf\xe9 zip "
        assert run("undo").exit_code == 0
        assert path.read_bytes() == b"caf\xe9 ZAP DROP"


def _as_cp1250(content, *, encoding):
    from cablefix.corpus.files import decode

    file = decode(content, encoding=encoding)
    return file._replace(text=f"{file.text} and more")


class TestWhichRuns:
    def test_a_list_shows_them_newest_first(self, run, write):
        write("a.txt", "ZAP DROP")
        write("b.txt", "ZAP")
        first = run_id(run("fix", "--select", "test-zap", "."))
        second = run_id(run("fix", "."))
        lines = run("undo", "--list").stdout.splitlines()
        date = r"\d{4}-\d\d-\d\d \d\d:\d\d"
        assert re.fullmatch(rf"{second}  {date}  1 document   1 repair", lines[0])
        assert re.fullmatch(rf"{first}  {date}  2 documents  2 repairs", lines[1])
        assert run("undo", "--list", "b.txt").stdout.startswith(first)

    def test_a_list_of_nothing(self, run):
        result = run("undo", "--list")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "knows a run" in result.stderr

    def test_a_run_that_is_not_known(self, run, write):
        write("a.txt", "ZAP")
        run("fix", ".")
        result = run("undo", "--run", "nonsense")
        assert result.exit_code == 2
        assert "error: no run is called 'nonsense'" in result.stderr

    def test_a_run_that_did_not_touch_a_document(self, run, write):
        write("a.txt", "ZAP")
        write("b.txt", "fine")
        name = run_id(run("fix", "."))
        result = run("undo", "--run", name, "b.txt")
        assert result.exit_code == 2
        assert f"error: run {name} repaired none of these documents" in result.stderr

    def test_from_a_folder_below(self, run, write, monkeypatch):
        path = write("below/a.txt", "ZAP")
        run("fix", ".")
        monkeypatch.chdir("below")
        assert run("undo", "a.txt").stdout.startswith("a.txt: 1 repair")
        assert path.read_text() == "ZAP"

    def test_the_project_where_we_are(self, run, write, corpus, monkeypatch):
        one, other = write("one/a.txt", "ZAP"), write("other/a.txt", "ZAP")
        run("fix", ".")
        (corpus / "one" / ".git").mkdir()
        monkeypatch.chdir("one")
        # the journal is that of the folder above, where the run was; what lies beside stays
        assert run("undo").stdout.startswith("a.txt: 1 repair")
        assert (one.read_text(), other.read_text()) == ("ZAP", "zip")
        run("fix", ".")
        assert (corpus / "one" / ".cablefix").is_dir()
        run("undo")
        assert (one.read_text(), other.read_text()) == ("ZAP", "zip")
        assert "there is nothing to take back: no journal here" in run("undo").stderr
        assert other.read_text() == "zip"

    def test_a_project_that_was_moved(self, run, write, corpus, monkeypatch):
        write("a.txt", "ZAP")
        run("fix", ".")
        (corpus / "moved").mkdir()
        for name in ("a.txt", ".cablefix"):
            (corpus / name).rename(corpus / "moved" / name)
        monkeypatch.chdir("moved")
        assert run("undo").exit_code == 0
        assert (corpus / "moved" / "a.txt").read_text() == "ZAP"

    def test_a_run_over_two_projects(self, run, tmp_path, plugin):
        paths = [tmp_path / folder / "a.txt" for folder in ("one", "other")]
        for path in paths:
            path.parent.mkdir()
            path.write_text("ZAP")
            (path.parent / "cablefix.toml").write_text('select = ["test"]\n')
        run("fix", *paths)
        assert [path.read_text() for path in paths] == ["zip"] * 2
        assert "2 documents" in run("undo", *paths).stderr
        assert [path.read_text() for path in paths] == ["ZAP"] * 2
        assert plugin.is_dir()

    def test_list_stands_alone(self, run):
        result = run("undo", "--list", "--run", "1")
        assert result.exit_code == 2
        assert "--list shows the runs" in result.stderr

    def test_quiet_says_nothing(self, run, write):
        path = write("a.txt", "ZAP")
        assert run("fix", "-q", ".").stderr == ""
        result = run("undo", "-q")
        assert (result.stdout, result.stderr, path.read_text()) == ("", "", "ZAP")


class TestNothingIsWrittenWithoutAJournal:
    def test_no_journal_no_repair(self, run, write, corpus):
        path = write("a.txt", "ZAP")
        (corpus / ".cablefix").touch()  # a file where the folder should be
        result = run("fix", ".")
        assert result.exit_code == 2
        assert "a.txt: the journal in" in result.stderr
        assert "the file was left as it is" in result.stderr
        assert path.read_text() == "ZAP"

    @posix
    def test_a_journal_for_which_the_disk_has_no_room(self, start, run, write):
        import resource

        big, small = write("a.txt", "ZAP " * 5000), write("z.txt", "ZAP")

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

        process = start("fix", "-q", "a.txt", "z.txt", preexec_fn=limit)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 2
        assert b"error: a.txt: the journal in" in errors
        assert b"cannot be written: file too large; the file was left as it is" in errors
        assert (big.read_text(), small.read_text()) == ("ZAP " * 5000, "zip")
        assert run("undo").exit_code == 0
        assert small.read_text() == "ZAP"

    def test_copies_need_none(self, run, write, corpus):
        write("a.txt", "ZAP")
        for args in (["check"], ["fix", "--diff"], ["fix", "-o", "out"]):
            run(*args, "a.txt")
        run("fix", "-", stdin=b"ZAP")
        assert not (corpus / ".cablefix").exists()

    def test_nor_does_a_run_without_repairs(self, run, write, corpus):
        write("a.txt", "fine")
        assert "this was run" not in run("fix", ".").stderr
        assert not (corpus / ".cablefix").exists()

    def test_the_journal_is_no_document(self, run, write):
        write("a.txt", "ZAP")
        run("fix", ".")
        assert "1 document:" in run("check", ".").stderr


class TestBrokenOff:
    def test_between_the_journal_and_the_document(self, run, write, monkeypatch):
        path = write("a.txt", "ZAP")
        other = write("b.txt", "ZAP")
        put = os.replace

        def breaks(temporary, target):
            if target.endswith("b.txt"):
                raise KeyboardInterrupt
            put(temporary, target)

        with monkeypatch.context() as broken:
            broken.setattr(os, "replace", breaks)
            assert run("fix", ".").exit_code == 130
        assert (path.read_text(), other.read_text()) == ("zip", "ZAP")
        result = run("undo")
        assert result.exit_code == 0
        assert (path.read_text(), other.read_text()) == ("ZAP", "ZAP")
        assert "b.txt: is already as it was" in result.stdout

    def test_between_the_document_and_the_word_that_it_was_taken_back(
        self, run, write, monkeypatch
    ):
        path = write("a.txt", "ZAP")
        run("fix", ".")

        def breaks(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr("cablefix.corpus.journal.Journal.add_undone", breaks)
            assert run("undo").exit_code == 130
        assert path.read_text() == "ZAP"
        assert run("undo").exit_code == 0
        assert path.read_text() == "ZAP"

    def test_an_undo_in_part(self, run, write, monkeypatch):
        path = write("a.txt", "ZAP DROP")
        run("fix", ".")

        def breaks(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr(os, "replace", breaks)
            assert run("undo", "--only", "test-zap").exit_code == 130
        assert path.read_text() == "zip "
        assert "2 repairs taken back" in run("undo").stdout
        assert path.read_text() == "ZAP DROP"

    @posix
    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
    def test_a_run_that_was_killed(self, start, run, write, number):
        before = "one ZAP two\r\n" * 200
        paths = [write(f"many/{n:03}.txt", before) for n in range(200)]
        process = start("fix", "many", bufsize=0)
        process.stdout.read(1)  # it has begun
        process.send_signal(number)
        process.communicate(timeout=60)
        content = before.encode()
        assert 0 < sum(path.read_bytes() != content for path in paths) < len(paths)
        result = run("undo")
        assert result.exit_code == 0, result.stderr
        assert all(path.read_bytes() == content for path in paths)


@posix
def test_a_symbolic_link_that_came_later_is_not_followed(run, write, tmp_path):
    path = write("a.txt", "ZAP")
    run("fix", ".")
    outside = tmp_path / "outside.txt"
    outside.write_text("zip")
    path.unlink()
    path.symlink_to(outside)
    result = run("undo")
    assert result.exit_code == 2
    assert "a.txt: is now reached by a symbolic link" in result.stderr
    assert outside.read_text() == "zip"


def test_a_read_only_document_is_left(run, write, monkeypatch):
    path = write("a.txt", "ZAP")
    run("fix", ".")
    access = os.access
    monkeypatch.setattr(os, "access", lambda p, m: m != os.W_OK and access(p, m))
    result = run("undo")
    assert result.exit_code == 2
    assert "a.txt: cannot be written: it is read-only" in result.stderr
    assert path.read_text() == "zip"
