"""The manifest: what it keeps through a crash, and what it refuses."""

from __future__ import annotations

import os

import pytest

from cablefix.corpus.files import FileError
from cablefix.corpus.manifest import MANIFEST, Manifest, Output, Shard

OUTPUT = Output(
    "documents/a.csv", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
)
ONE = Shard("a", "1", "2", "3", 4, 5, 6, 7, 8, 9, 1.5, {"x-y": [1, 2]}, (OUTPUT,))
TWO = ONE._replace(name="b", outputs=())


def test_what_was_added_is_read_again(tmp_path):
    manifest = Manifest(str(tmp_path))
    for shard in (TWO, ONE, TWO._replace(failure="died")):
        manifest.add(shard)
    again = Manifest(str(tmp_path))

    assert again.before == {"a": ONE, "b": TWO._replace(failure="died")}
    assert again.known == {"documents/a.csv"}


def test_half_a_line_is_forgotten(tmp_path):
    manifest = Manifest(str(tmp_path))
    manifest.add(ONE)
    path = tmp_path / MANIFEST
    whole = path.read_bytes()
    path.write_bytes(whole + TWO.line().encode()[:30])
    again = Manifest(str(tmp_path))
    again.add(TWO)

    assert again.before == {"a": ONE}
    assert path.read_bytes() == whole + TWO.line().encode()


def test_at_the_end_there_is_a_line_for_each_shard(tmp_path):
    manifest = Manifest(str(tmp_path))
    for shard in (TWO, ONE, TWO):
        manifest.add(shard)
    manifest.finish([ONE, TWO], str(tmp_path / "new"))

    assert (tmp_path / MANIFEST).read_text() == ONE.line() + TWO.line()
    assert [p.name for p in tmp_path.iterdir()] == [MANIFEST]


@pytest.mark.parametrize("line", ["{}\n", "no JSON\n", '{"name": "a", "outputs": [], "more": 1}\n'])
def test_another_file_is_refused(tmp_path, line):
    (tmp_path / MANIFEST).write_text(ONE.line() + line)
    with pytest.raises(FileError, match=r"is no manifest of cablefix \(line 2\)"):
        Manifest(str(tmp_path))
    assert (tmp_path / MANIFEST).read_text() == ONE.line() + line


def test_an_output_is_intact_if_its_bytes_are(tmp_path):
    assert not OUTPUT.is_intact(str(tmp_path))
    path = tmp_path / "documents" / "a.csv"
    path.parent.mkdir()
    for content, is_intact in ((b"abc", True), (b"abd", False), (b"ab", False)):
        path.write_bytes(content)
        assert OUTPUT.is_intact(str(tmp_path)) == is_intact


@pytest.mark.parametrize("path", ["../mine.txt", "documents/../../mine.txt", "/mine.txt"])
def test_a_file_outside_of_the_folder_belongs_to_no_shard(tmp_path, path):
    shard = ONE._replace(outputs=(OUTPUT._replace(path=path),))
    (tmp_path / MANIFEST).write_text(shard.line())

    with pytest.raises(FileError, match=r"is no manifest of cablefix \(line 1\)"):
        Manifest(str(tmp_path))


def test_a_disk_that_takes_half_a_line_gets_the_rest(tmp_path, monkeypatch):
    manifest = Manifest(str(tmp_path))
    write = os.write
    monkeypatch.setattr("os.write", lambda descriptor, content: write(descriptor, content[:10]))
    manifest.add(ONE)

    assert (tmp_path / MANIFEST).read_text() == ONE.line()
