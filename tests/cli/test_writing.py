"""How files are written: whole or not at all, and nothing about them changes but the repair."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys

import pytest

from cablefix.corpus import writing
from cablefix.corpus.files import FileError, read

posix = pytest.mark.skipif(os.name == "nt", reason="links and modes of POSIX")


@pytest.fixture(autouse=True)
def nothing_left_behind(corpus):
    yield
    left = [p for p in corpus.rglob("*") if p.name.startswith(".cablefix-") or "original" in p.name]
    assert left == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"ZAP\r\n", b"zip\r\n"),
        (b"one\r\nZAP\ntwo\rZAP", b"one\r\nzip\ntwo\rzip"),
        (b"\xef\xbb\xbfZAP\n", b"\xef\xbb\xbfzip\n"),
        (b"ZAP\0", b"zip\0"),
        (b"caf\xe9 ZAP", b"caf\xe9 zip"),
        ("¶1. ZAP".encode(), "¶1. zip".encode()),
        ("\ufeffZAP\r\n".encode("utf-16-le"), "\ufeffzip\r\n".encode("utf-16-le")),
    ],
)
def test_only_the_repair_changes(run, write, before, after):
    path = write("a.txt", before)
    assert run("fix", "a.txt").exit_code == 0
    assert path.read_bytes() == after


@pytest.mark.parametrize("content", [b"", b"fine\r\n", b"HUH", b"caf\xe9", b"\0", b"\xef\xbb\xbf"])
def test_a_file_without_repairs_is_not_touched(run, write, content):
    path = write("a.txt", content)
    os.utime(path, ns=(10**18, 10**18))
    found = path.stat()
    assert run("fix", "a.txt").exit_code == 0
    assert path.read_bytes() == content
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (10**18, found.st_ino)


def test_cp1252_is_flagged_and_does_not_fail(run, write):
    write("a.txt", b"one\r\ncaf\xe9")
    result = run("check", "a.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith('a.txt:2:4: encoding flag doubtful "é": the file is not UTF-8')
    assert "1 flag in 1" in result.stderr


def test_the_encoding_can_be_declared(run, write, corpus):
    path = write("a.txt", "Ťažký ZAP".encode("cp1250"))
    result = run("fix", "a.txt", "--encoding", "cp1250")
    assert "encoding flag" not in result.stdout
    assert path.read_bytes().decode("cp1250") == "Ťažký zip"
    (corpus / "cablefix.toml").write_text('select = ["test"]\nencoding = "cp1250"')
    assert "0 flags" in run("check", "a.txt").stderr


def test_bytes_that_are_no_text_are_an_error_with_the_offset(run, write):
    path = write("a.txt", b"ZAP \x81")
    result = run("fix", "a.txt")
    assert result.exit_code == 2
    assert "error: a.txt: is not UTF-8 (byte 0x81 at offset 4)" in result.stderr
    assert path.read_bytes() == b"ZAP \x81"


@posix
def test_a_symbolic_link_stays_one(run, write, corpus):
    target = write("deep/a.txt", "ZAP")
    link = corpus / "link.txt"
    link.symlink_to("deep/a.txt")
    assert run("fix", "link.txt").exit_code == 0
    assert link.is_symlink()
    assert target.read_text() == "zip"


@posix
def test_a_link_that_leads_nowhere_is_an_error(run, corpus):
    (corpus / "link.txt").symlink_to("none.txt")
    result = run("fix", "link.txt")
    assert result.exit_code == 2
    assert "link.txt: cannot be read: no such file" in result.stderr


@posix
def test_hard_links_stay_linked(run, write, corpus):
    path = write("a.txt", "one ZAP two, shorter now?" + " ZAP" * 1000)
    (corpus / "b.txt").hardlink_to(path)
    number = path.stat().st_ino
    assert run("fix", "a.txt").exit_code == 0
    assert (corpus / "b.txt").read_text() == path.read_text()
    assert path.read_text().startswith("one zip two")
    assert {path.stat().st_ino, (corpus / "b.txt").stat().st_ino} == {number}


@posix
def test_a_hard_link_is_put_back_if_writing_fails(write, corpus, monkeypatch):
    path = write("a.txt", "the old text")
    (corpus / "b.txt").hardlink_to(path)
    fill, calls = writing.fill, []

    def fails_half_way(descriptor, content):
        calls.append(content)
        if len(calls) == 2:  # the first call makes the copy, the third puts back
            os.write(descriptor, content[:5])
            raise OSError(errno.ENOSPC, "No space left on device")
        fill(descriptor, content)

    monkeypatch.setattr(writing, "fill", fails_half_way)
    with pytest.raises(FileError, match="no space left on device; the file was left as it is"):
        writing.replace(str(path), b"the new text", read_as=read(str(path)).stamp)
    assert path.read_text() == "the old text"
    assert (corpus / "b.txt").read_text() == "the old text"


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_the_mode_stays(run, write, mode):
    path = write("a.txt", "ZAP")
    path.chmod(mode)
    assert run("fix", "a.txt").exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_the_owner_stays(run, write):
    path = write("a.txt", "ZAP")
    os.chown(path, 12345, 54321)
    assert run("fix", "a.txt").exit_code == 0
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


@posix
def test_extended_attributes_stay(run, write):
    path = write("a.txt", "ZAP")
    if not hasattr(os, "setxattr"):
        pytest.skip("no extended attributes in this Python")
    try:
        os.setxattr(path, "user.origin", b"RG 59")
    except OSError:
        pytest.skip("no extended attributes on this file system")
    assert run("fix", "a.txt").exit_code == 0
    assert os.getxattr(path, "user.origin") == b"RG 59"


def test_a_read_only_file_is_left_alone(run, write, monkeypatch):
    path = write("a.txt", "ZAP")
    path.chmod(0o444)
    # root may write anything, so the answer for everybody else is given here
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = run("fix", "a.txt")
    assert result.exit_code == 2
    assert "read-only" in result.stderr
    assert path.read_text() == "ZAP"


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_an_error_and_the_others_go_on(run, write):
    path = write("locked/a.txt", "ZAP")
    other = write("open/a.txt", "ZAP")
    path.parent.chmod(0o555)
    try:
        result = run("fix", ".")
    finally:
        path.parent.chmod(0o755)
    assert result.exit_code == 2
    assert "cannot be written: permission denied" in result.stderr
    assert (path.read_text(), other.read_text()) == ("ZAP", "zip")


@posix
@pytest.mark.parametrize("is_linked", [False, True])
def test_a_full_disk_is_an_error_and_the_others_go_on(start, write, corpus, is_linked):
    import resource

    content = "ZAP " + "long " * 5000  # one repair: its entry in the journal is short
    big = write("a.txt", content)
    if is_linked:
        (corpus / "b.md").hardlink_to(big)
    small = write("z.txt", "ZAP")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    process = start("fix", "-q", "a.txt", "z.txt", preexec_fn=limit)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"error: a.txt: cannot be written: file too large; the file was left as" in errors
    assert big.read_text() == content
    assert small.read_text() == "zip"


def test_a_file_that_changes_meanwhile_is_left_alone(write):
    path = write("a.txt", "ZAP")
    stamp = read(str(path)).stamp
    path.write_text("another text")
    with pytest.raises(FileError, match="changed by another program"):
        writing.replace(str(path), b"zip", read_as=stamp)
    assert path.read_text() == "another text"


def test_a_file_in_the_middle_of_writing_is_whole(write, monkeypatch):
    path = write("a.txt", "the old text")
    replace = os.replace

    def interrupted(*_):
        assert path.read_text() == "the old text"
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with contextlib.suppress(KeyboardInterrupt):
        writing.replace(str(path), b"the new text", read_as=read(str(path)).stamp)
    assert path.read_text() == "the old text"
    monkeypatch.setattr(os, "replace", replace)
    writing.replace(str(path), b"the new text", read_as=read(str(path)).stamp)
    assert path.read_text() == "the new text"


@posix
def test_what_is_no_file_is_not_written(run, corpus):
    os.mkfifo(corpus / "pipe.txt")
    writer = os.open(corpus / "pipe.txt", os.O_RDWR)
    try:
        with pytest.raises(FileError, match="no regular file"):
            writing.replace("pipe.txt", b"", read_as=None)
    finally:
        os.close(writer)
    # in a folder it is passed over
    assert run("fix", ".").stderr.startswith("0 documents")


def test_output_goes_below_a_folder_and_the_sources_stay(run, write, corpus):
    one, two = write("1973/a.txt", b"ZAP\r\n"), write("1974/june/a.md", "fine")
    result = run("fix", ".", "-o", "out")
    assert result.exit_code == 0
    assert (corpus / "out/1973/a.txt").read_bytes() == b"zip\r\n"
    assert (corpus / "out/1974/june/a.md").read_text() == "fine"
    assert (one.read_text(), two.read_text()) == ("ZAP\n", "fine")
    # the folder written to is not read
    assert "2 documents" in run("fix", ".", "-o", "out").stderr


def test_output_keeps_the_paths_as_they_are_named(run, write, corpus):
    write("1973/a.txt", "ZAP")
    write("1974/a.txt", "ZAP")
    assert run("fix", "1973/a.txt", "1974", "-o", "out").exit_code == 0
    assert (corpus / "out/1973/a.txt").read_text() == "zip"
    assert (corpus / "out/1974/a.txt").read_text() == "zip"


def test_output_of_paths_elsewhere_begins_with_the_folder_named(run, corpus, monkeypatch, write):
    write("archive/1973/a.txt", "ZAP")
    work = corpus / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    assert run("fix", "../archive/1973", "-o", "out").exit_code == 0
    assert run("fix", corpus / "archive/1973/a.txt", "-o", "out").exit_code == 0
    found = sorted(str(p.relative_to(work)) for p in work.rglob("*.txt"))
    assert found == ["out/1973/a.txt", "out/a.txt"]


def test_two_documents_never_become_one_output(run, corpus, monkeypatch, write):
    write("1973/a.txt", "ZAP one")
    write("1974/a.txt", "ZAP two")
    work = corpus / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    result = run("fix", "../1973/a.txt", "../1974/a.txt", "-o", "out")
    assert result.exit_code == 2
    assert "which another document has become" in result.stderr
    assert (work / "out/a.txt").read_text() == "zip one"


def test_a_document_that_is_named_twice_is_one_output(run, write, corpus):
    write("a.txt", "ZAP")
    assert run("fix", "a.txt", ".", "-o", "out").exit_code == 0
    assert (corpus / "out/a.txt").read_text() == "zip"


def test_output_never_overwrites_a_source(run, write):
    path = write("a.txt", "ZAP")
    result = run("fix", "a.txt", "-o", ".")
    assert result.exit_code == 2
    assert "would be overwritten" in result.stderr
    assert path.read_text() == "ZAP"


@posix
def test_output_into_a_hard_linked_copy_leaves_the_source(run, write, corpus):
    path = write("a.txt", "ZAP")
    (corpus / "out").mkdir()
    (corpus / "out/a.txt").hardlink_to(path)
    assert run("fix", "a.txt", "-o", "out").exit_code == 0
    assert (path.read_text(), (corpus / "out/a.txt").read_text()) == ("ZAP", "zip")


@posix
def test_output_has_the_mode_of_the_source_and_is_not_rewritten(run, write, corpus):
    path = write("a.txt", "ZAP")
    path.chmod(0o640)
    run("fix", "a.txt", "-o", "out")
    made = corpus / "out/a.txt"
    assert stat.S_IMODE(made.stat().st_mode) == 0o640
    os.utime(made, ns=(10**18, 10**18))
    run("fix", "a.txt", "-o", "out")
    assert made.stat().st_mtime_ns == 10**18


@posix
def test_a_report_follows_the_umask(run, write, corpus):
    write("a.txt", "ZAP")
    old = os.umask(0o027)
    try:
        run("report", "a.txt", "-o", "out.md")
    finally:
        os.umask(old)
    assert stat.S_IMODE((corpus / "out.md").stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are a thing of Linux")
def test_hostile_names_of_files(run, corpus):
    names = [b"a\nb.txt", b"-q.txt", b"\x1b[2J.txt", b"caf\xe9.txt", "\u202etxt.exe.txt".encode()]
    for name in names:
        (corpus / os.fsdecode(name)).write_bytes(b"ZAP")
    result = run("check", ".")
    assert result.exit_code == 1
    assert result.stdout.count("\n") == len(names)
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    for form in ("full", "json", "jsonl"):
        assert run("check", "--output-format", form, ".").exit_code == 1
    assert run("fix", "--diff", ".").exit_code == 1
    assert run("fix", ".").exit_code == 0
    assert run("check", ".").exit_code == 0
