"""The journal on disk: where it lies, what is in it, and what may happen to it."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import zlib

import pytest

from cablefix import Edit
from cablefix.corpus.files import FileError, decode
from cablefix.corpus.journal import (
    FOLDER,
    Entry,
    Journal,
    JournalError,
    digest,
    journals_above,
    project,
    runs,
)
from cablefix.spans import SpanTable, apply, compose


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder, where we are."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def entry(journal, path, *, content=b"caf\xe9 ZAP\r\n"):
    """The entry for a document in which ZAP becomes zip."""
    file = decode(content)
    at = file.text.index("ZAP")
    edits = [Edit(at, at + 3, "zip", 0.99, "nobody writes ZAP", "test-zap")]
    text = apply(file.text, edits)
    changes = compose(SpanTable(), file.text, edits).changes
    return Entry.of(journal.id, str(path), file, text, changes, file.encode(text, changes))


def known():
    """The runs that are known here, and what was noted."""
    notes = []
    return runs(journals_above(["."]), notes.append), notes


def journal_file(folder):
    (file,) = (folder / FOLDER / "journal").iterdir()
    return file


class TestProject:
    @pytest.mark.parametrize("mark", [".git", "cablefix.toml", "pyproject.toml", ".cablefix"])
    def test_begins_where_a_mark_is(self, tmp_path, here, mark):
        (tmp_path / mark).mkdir()
        assert project("a.txt", "a.txt") == str(tmp_path)
        assert project("below/a.txt", "below") == str(tmp_path)
        assert here.is_dir()

    def test_nearest_mark_counts(self, tmp_path, here):
        (tmp_path / ".git").mkdir()
        (here / "cablefix.toml").touch()
        assert project("a.txt", "a.txt") == str(here)

    def test_a_configuration_below_does_not_part_a_run(self, here):
        (here / "cables").mkdir()
        (here / "cables" / "cablefix.toml").touch()
        assert project("cables/a.txt", "cables") == str(here)

    def test_documents_elsewhere_have_a_project_of_their_own(self, tmp_path, here):
        (tmp_path / "archive" / "1973").mkdir(parents=True)
        named = tmp_path / "archive"
        assert project(str(named / "1973" / "a.txt"), str(named)) == str(named)
        assert project("../archive/1973/a.txt", "../archive/1973/a.txt") == str(named / "1973")
        assert here.is_dir()

    @pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
    def test_a_link_leads_to_the_project_of_its_target(self, tmp_path, here):
        (tmp_path / "archive").mkdir()
        (tmp_path / "archive" / "a.txt").touch()
        (here / "a.txt").symlink_to(tmp_path / "archive" / "a.txt")
        assert project("a.txt", ".") == str(tmp_path / "archive")


class TestRecord:
    def test_an_entry_comes_back(self, here):
        with Journal("fix") as journal:
            made = entry(journal, "a.txt")
            journal.add(str(here), made)
        (run,), _ = known()
        (found,) = run.entries()
        assert found == made
        assert found.path == str(here / "a.txt")
        assert found.source(b"caf\xe9 zip\r\n") == b"caf\xe9 ZAP\r\n"
        assert found.read(b"caf\xe9 zip\r\n").text == "café zip\n"
        assert [(c.old, c.new, c.names) for c in found.changes()] == [("ZAP", "zip", ("test-zap",))]
        assert (run.id, run.is_undo, run.project) == (journal.id, False, str(here))

    def test_is_on_the_disk_at_once(self, here):
        with Journal("fix") as journal:
            journal.add(str(here), entry(journal, "a.txt"))
            assert len(list(known()[0][0].entries())) == 1

    def test_nothing_is_written_before_the_first(self, here):
        with Journal("fix"):
            pass
        assert list(here.iterdir()) == []

    @pytest.mark.skipif(os.name == "nt", reason="names of any bytes are a thing of Linux")
    def test_any_name_of_a_file_comes_back(self, here):
        names = ["caf\udce9.txt", "a\nb.txt", 'quote".txt', "¶.txt", "back\\slash.txt"]
        with Journal("fix") as journal:
            for name in names:
                journal.add(str(here), entry(journal, name))
        (run,), _ = known()
        assert [e.path for e in run.entries()] == [str(here / name) for name in names]

    @pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
    def test_quotes_no_document_to_others_and_lets_a_group_work(self, here):
        here.chmod(0o2770)
        with Journal("fix") as journal:
            journal.add(str(here), entry(journal, "a.txt"))
        assert stat.S_IMODE(journal_file(here).stat().st_mode) == 0o600
        assert stat.S_IMODE((here / FOLDER / "journal").stat().st_mode) & 0o777 == 0o770

    def test_git_does_not_see_it(self, here):
        subprocess.run(["git", "init", "-q"], check=True)
        with Journal("fix") as journal:
            journal.add(str(here), entry(journal, "a.txt"))
        said = subprocess.run(
            ["git", "status", "--porcelain", "--untracked-files=all"],
            capture_output=True,
            check=True,
        )
        assert said.stdout == b""

    def test_two_at_once_have_files_of_their_own(self, here):
        with Journal("fix") as one, Journal("fix") as other:
            one.add(str(here), entry(one, "a.txt"))
            other.add(str(here), entry(other, "b.txt"))
            one.add(str(here), entry(one, "c.txt"))
        found = {run.id: [os.path.basename(e.path) for e in run.entries()] for run in known()[0]}
        assert found == {one.id: ["a.txt", "c.txt"], other.id: ["b.txt"]}

    def test_a_folder_that_cannot_be_made_is_said(self, here):
        (here / FOLDER).touch()
        with Journal("fix") as journal, pytest.raises(FileError, match=r"the journal in .*cannot"):
            journal.add(str(here), entry(journal, "a.txt"))

    def test_a_full_disk_leaves_whole_records(self, here, monkeypatch):
        with Journal("fix") as journal:
            journal.add(str(here), entry(journal, "a.txt"))
            before = journal_file(here).read_bytes()
            made = entry(journal, "b.txt")
            write = os.write
            written = []

            def fails(descriptor, content):
                if written:
                    raise OSError(28, "No space left on device")
                written.append(write(descriptor, content[:30]))
                return 30

            with monkeypatch.context() as full:
                full.setattr(os, "write", fails)
                with pytest.raises(FileError, match="no space left on device"):
                    journal.add(str(here), made)
            assert journal_file(here).read_bytes() == before


class TestDamage:
    @pytest.fixture
    def file(self, here):
        with Journal("fix") as journal:
            for name in ("a.txt", "b.txt"):
                journal.add(str(here), entry(journal, name))
        return journal_file(here)

    def test_a_last_line_that_broke_off_is_left_out(self, file):
        content = file.read_bytes()
        file.write_bytes(content[:-20])
        (run,), notes = known()
        assert [os.path.basename(e.path) for e in run.entries()] == ["a.txt"]
        assert notes == []

    def test_a_head_that_broke_off_is_no_run(self, file):
        file.write_bytes(file.read_bytes()[:20])
        assert known() == ([], [])

    def test_a_damaged_line_is_said(self, file):
        lines = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join([lines[0], b"nonsense\n", lines[2]]))
        (run,), _ = known()
        with pytest.raises(JournalError, match="is damaged in line 2"):
            list(run.entries())

    @pytest.mark.parametrize("head", [b"nonsense\n", b"[]\n", b"{}\n", b'{"journal": 1}\n'])
    def test_what_is_no_journal_is_noted(self, file, head):
        file.write_bytes(head)
        found, (note,) = known()
        assert found == []
        assert "is no journal of cablefix, or is damaged" in note

    def test_a_later_format_is_noted(self, file):
        file.write_bytes(b'{"journal": 99, "cablefix": "9.0"}\n')
        assert "was written by cablefix 9.0 in a format (99)" in known()[1][0]

    @pytest.mark.usefixtures("file")
    def test_a_way_back_that_was_tampered_with_is_refused(self):
        (run,), _ = known()
        found = next(run.entries())
        with pytest.raises(JournalError, match="is damaged"):
            found._replace(before=digest(b"other")).source(b"caf\xe9 zip\r\n")
        with pytest.raises(JournalError, match="is damaged"):
            found._replace(payload="AAAA").changes()
        for facts in ([1], {"hunks": [[1]], "changes": [1], "encoding": "none"}):
            packed = base64.b64encode(zlib.compress(json.dumps(facts).encode())).decode()
            wrong = found._replace(payload=packed)
            for use in (wrong.source, wrong.read, lambda _: wrong.changes()):  # noqa: B023
                with pytest.raises(JournalError, match="is damaged"):
                    use(b"caf\xe9 zip\r\n")

    def test_a_count_that_is_none_is_said_and_what_to_do(self, file):
        file.write_bytes(file.read_bytes().replace(b'"repairs": 1', b'"repairs": "x"'))
        (run,), _ = known()
        with pytest.raises(JournalError, match="counts 'x' repairs; move it away"):
            list(run.entries())

    @pytest.mark.parametrize("path", ["../a.txt", "x/../../a.txt", ".", ""])
    def test_it_reaches_nothing_outside_its_project(self, file, path):
        head, first, _ = file.read_bytes().splitlines(keepends=True)
        line = json.dumps({**json.loads(first), "path": path}).encode() + b"\n"
        file.write_bytes(head + line)
        (run,), _ = known()
        with pytest.raises(JournalError, match="is damaged: it names"):
            list(run.entries())
