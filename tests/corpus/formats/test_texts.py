"""Folders of texts: which files, under which names, and how they are written back."""

from __future__ import annotations

import os
import pickle

import pytest

from cablefix import CablefixError
from cablefix.corpus import formats
from cablefix.corpus.files import FileError

FILES = {
    "a.txt": b"one\r\ntwo\r\n",
    "b/c.md": b"\xef\xbb\xbfmark",
    "b/d.txt": b"the Minister\x92s visit",
    "empty.txt": b"",
    "mixed.txt": b"one\r\ntwo\nthree\r",
}


@pytest.fixture
def folder(here):
    for name, content in FILES.items():
        path = here / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return "in"


def tree(folder):
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("size", [1, 4000, 1 << 24])
def test_a_folder_comes_back_byte_for_byte(folder, copied, size):
    back = {}
    for shard in copied(folder, size=size):
        back |= tree(shard)

    assert back == FILES


def test_names_are_the_paths_in_the_folder(folder, read):
    assert [row.id for row in read(folder)] == list(FILES)


def test_an_uncertain_encoding_is_flagged(folder, read):
    flags = {row.id: row.flag.kind for row in read(folder) if row.flag}

    assert flags == {"b/d.txt": "doubtful"}


def test_a_changed_text_keeps_its_encoding_and_line_ends(folder, copied):
    (shard,) = copied(folder, lambda row: row.text.replace("two", "2").replace("visit", "call"))

    assert (shard / "a.txt").read_bytes() == b"one\r\n2\r\n"
    assert (shard / "b" / "d.txt").read_bytes() == b"the Minister\x92s call"


def test_what_git_ignores_and_what_we_made_are_left_out(folder, here):
    (here / ".git").mkdir()
    (here / ".gitignore").write_text("b/\n")
    (source,) = formats.sources([folder], skip=["in/a.txt"])
    (part,) = formats.parts(source, 1 << 24, skip=["in/a.txt"])

    assert part.members == ("empty.txt", "mixed.txt")


def test_a_binary_file_is_copied_with_an_error(here, read, copied):
    (here / "x.txt").write_bytes(b"\0\x81\xff")
    (row,) = read("x.txt")
    (shard,) = copied("x.txt")

    assert "is no text file" in row.error
    assert (shard / "x.txt").read_bytes() == b"\0\x81\xff"


def test_a_file_that_vanished_is_an_error_of_its_row(folder, here):
    (source,) = formats.sources([folder])
    (part,) = formats.parts(source, 1 << 24)
    (here / "in" / "a.txt").unlink()

    assert next(formats.rows(part)).error == "cannot be read: no such file or directory"


def test_files_named_outside_of_where_we_are_stay_below_the_output(here, read):
    (here / "in").mkdir()
    (here / "x.txt").write_bytes(b"x")
    os.chdir("in")
    (row,) = read("../x.txt")

    assert row.id == str(here / "x.txt").lstrip("/")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("path", ["gone.txt", "*.nothing"])
def test_a_path_to_nothing_is_an_error(path):
    with pytest.raises(CablefixError, match="no "):
        formats.sources([path])


def test_a_digest_changes_with_a_byte_and_with_how_it_is_read(folder, here):
    def digest(choices=formats.Choices()):  # noqa: B008
        (source,) = formats.sources([folder], choices)
        (part,) = formats.parts(source, 1 << 24)
        assert pickle.loads(pickle.dumps(part)) == part  # noqa: S301
        return formats.digest(part)

    was = digest()
    assert was == digest()
    assert was != digest(formats.Choices(encoding="cp1250"))
    (here / "in" / "empty.txt").write_bytes(b"x")
    assert was != digest()


def test_a_table_beside_texts_is_left_out_and_named(folder, here):
    (here / folder / "index.csv").write_text("id,text\n1,about the first\n")
    (source,) = formats.sources([folder])
    assert source.format == "text"
    assert "index.csv" in source.shown


def test_a_folder_of_tables_alone_gives_its_tables(here):
    (here / "tables").mkdir()
    (here / "tables" / "a.csv").write_text("id,text\n1,the first\n")
    assert [s.format for s in formats.sources([str(here / "tables")])] == ["csv"]


def test_a_repair_after_which_the_file_would_be_read_otherwise_is_none(here, copied):
    # UTF-8 but for one byte; without its two signs of UTF-8 it would pass for Windows-1252
    (here / "in").mkdir()
    (here / "in" / "a.txt").write_bytes("¶ ¶ ¶ \udc92".encode(errors="surrogateescape"))

    with pytest.raises(FileError, match="would not read back the same"):
        copied("in", lambda row: row.text.replace("¶ ", "", 2))


def test_two_files_for_one_place_are_told(here, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "a.txt"
    here_too = here / str(other)[1:]
    here_too.parent.mkdir(parents=True)
    for path in (other, here_too):
        path.write_text("x")

    with pytest.raises(CablefixError, match="would both be written to"):
        formats.sources([str(other), str(here_too.relative_to(here))])


def test_a_file_that_is_named_twice_is_one_document(here):
    (here / "a.txt").write_text("x")

    (source,) = formats.sources(["a.txt", "a.txt"])
    assert source.named == ("a.txt",)
