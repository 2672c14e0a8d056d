"""Archives: which members are documents, which are refused, and what a bomb comes to."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import warnings
import zipfile

import pytest
import zstandard

from cablefix import CablefixError
from cablefix.corpus import formats
from cablefix.corpus.formats import archives, model

FILES = {
    "1966/a.txt": b"one\r\ntwo\r\n",
    "1966/b.md": b"\xef\xbb\xbfmark",
    "c.txt": b"the Minister\x92s visit",
    "empty.txt": b"",
}
OTHERS = {"README.txt": b"about", ".git/x.txt": b"hidden", "a.pdf": b"%PDF", "__MACOSX/a.txt": b""}
KINDS = ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.zst"]


def packed(name, files):
    made = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in files.items():
                archive.writestr(member, content)
        return made.getvalue()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for member, content in files.items():
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    if name.endswith("gz"):
        return gzip.compress(made.getvalue())
    if name.endswith("zst"):
        return zstandard.compress(made.getvalue())
    return made.getvalue()


def tree(folder):
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("size", [1, 1 << 24])
def test_an_archive_becomes_a_folder_byte_for_byte(here, copied, name, size):
    (here / name).write_bytes(packed(name, FILES | OTHERS))
    back = {}
    for shard in copied(name, size=size):
        back |= tree(shard)

    assert back == FILES


@pytest.mark.parametrize("name", KINDS)
def test_a_changed_text_keeps_its_encoding(here, copied, name):
    (here / name).write_bytes(packed(name, FILES))
    (shard,) = copied(name, lambda row: row.text.replace("visit", "call"))

    assert tree(shard) == FILES | {"c.txt": b"the Minister\x92s call"}


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_an_archive_is_cut_into_parts(here, name):
    (here / name).write_bytes(packed(name, FILES))
    (source,) = formats.sources([name])

    assert [part.members for part in formats.parts(source, 9)] == [
        ("1966/a.txt",),
        ("1966/b.md", "c.txt"),
        ("empty.txt",),
    ]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "path", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "C:/x.txt", "a\\x.txt"]
)
def test_a_path_that_leads_out_is_refused(here, copied, read, name, path):
    (here / name).write_bytes(packed(name, {path: b"bad", "good.txt": b"good"}))
    rows = read(name)
    (shard,) = copied(name)

    assert [(row.text, bool(row.error)) for row in rows] == [("", True), ("good", False)]
    assert tree(shard) == {"good.txt": b"good"}


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_refused(here, read, name, kind):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        entry = tarfile.TarInfo("link.txt")
        entry.type, entry.linkname = kind, "/etc/passwd"
        archive.addfile(entry)
    content = made.getvalue()
    (here / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    (row,) = read(name)

    assert "is a link, a device or encrypted" in row.error


def test_a_link_in_a_zip_is_refused(here, read):
    entry = zipfile.ZipInfo("link.txt")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(here / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    (row,) = read("a.zip")

    assert "is a link, a device or encrypted" in row.error


def test_a_damaged_member_costs_itself_only(here, read):
    content = packed("a.zip", {"a.txt": b"abcdefghijkl", "b.txt": b"good"})
    at = content.index(b"a.txt") + 7
    (here / "a.zip").write_bytes(content[:at] + b"\xff\xff" + content[at + 2 :])

    assert [(row.text, "is damaged" in row.error) for row in read("a.zip")] == [
        ("", True),
        ("good", False),
    ]


@pytest.mark.parametrize("name", KINDS)
def test_bombs_are_refused(here, read, name, monkeypatch):
    monkeypatch.setattr("cablefix.corpus.formats.streams._FREE", 1000)
    (here / name).write_bytes(packed(name, {"a.txt": b" " * 3_000_000}))
    if name != "a.tar":
        with pytest.raises(CablefixError, match="times its size"):
            read(name)
    small = formats.Limits(members=1)
    (here / name).write_bytes(packed(name, FILES))
    with pytest.raises(CablefixError, match="more than 1 members"):
        read(name, limits=small)


def test_a_member_that_is_longer_than_its_archive_says_is_refused(here, read):
    content = packed("a.zip", {"a.txt": b" " * 5000})
    size = (5000).to_bytes(4, "little")
    (here / "a.zip").write_bytes(content.replace(size, (50).to_bytes(4, "little")))
    (row,) = read("a.zip")

    assert "is longer than its archive says" in row.error


@pytest.mark.parametrize("name", KINDS)
def test_an_archive_that_is_broken_off_or_none_is_a_plain_error(here, read, name):
    content = packed(name, {f"{n}.txt": bytes([n]) * 5000 for n in range(97, 120)})
    for broken in (content[: len(content) // 2], b"no archive" * 100, b""):
        (here / name).write_bytes(broken)
        with pytest.raises(CablefixError, match=r"broken off|no texts"):
            read(name)


def test_an_archive_without_texts_is_a_plain_error(here, read):
    (here / "a.zip").write_bytes(packed("a.zip", OTHERS))
    with pytest.raises(CablefixError, match="has no texts"):
        read("a.zip")


def test_a_name_that_comes_twice_is_kept_twice(here, copied):
    content = packed("a.zip", {"a.txt": b"1", "b.txt": b"2"})
    (here / "a.zip").write_bytes(content.replace(b"b.txt", b"a.txt"))
    (shard,) = copied("a.zip")

    assert tree(shard) == {"a.txt": b"1", "a.txt.2": b"2"}


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
def test_a_text_that_is_too_long_is_copied(here, copied, read, name, monkeypatch):
    for module in (archives, model):
        monkeypatch.setattr(module, "LONGEST", 10)
    monkeypatch.setattr("cablefix.corpus.formats.texts.LONGEST", 10)
    (here / name).write_bytes(packed(name, {"a.txt": b"x" * 50}))
    (shard,) = copied(name)

    assert "it was copied as it is" in read(name)[0].error
    assert tree(shard) == {"a.txt": b"x" * 50}


def test_one_compressed_text_is_one_document(here, copied, read):
    (here / "a.txt.gz").write_bytes(gzip.compress(b"one"))
    (shard,) = copied("a.txt.gz")

    assert [(row.id, row.text) for row in read("a.txt.gz")] == [("a.txt", "one")]
    assert tree(shard) == {"a.txt": b"one"}


@pytest.mark.parametrize("name", KINDS)
def test_the_digest_changes_with_a_member(here, name):
    def digest(files):
        (here / name).write_bytes(packed(name, files))
        (source,) = formats.sources([name])
        return [formats.digest(part) for part in formats.parts(source, 1 << 24)]

    assert digest(FILES) != digest(FILES | {"c.txt": b"the Minister\x92s visiT"})


def names_of(here):
    return sorted(str(p.relative_to(here / "out")) for p in (here / "out").rglob("*.*"))


def zipped(here, *names):
    with warnings.catch_warnings(), zipfile.ZipFile(here / "a.zip", "w") as archive:
        warnings.simplefilter("ignore")
        for number, name in enumerate(names):
            archive.writestr(name, f"text {number}")
    return here / "a.zip"


def test_a_name_that_comes_twice_has_two_names_though_the_parts_differ(here, read):
    path = zipped(here, "a.txt", "b.txt", "a.txt", "A.txt")

    found = [(row.id, row.text) for row in read(path, size=1)]

    assert found == [
        ("a.txt", "text 0"),
        ("b.txt", "text 1"),
        ("a.txt.2", "text 2"),
        ("A.txt.3", "text 3"),
    ]


@pytest.mark.parametrize("size", [1, 1 << 24])
def test_a_name_may_be_a_file_and_a_folder(here, read, size):
    path = zipped(here, "a.txt", "a.txt/b.txt", "c.txt/d.txt", "c.txt")

    found = [row.id for row in read(path, size=size)]

    assert found == ["a.txt", "a.txt~b.txt", "c.txt/d.txt", "c.txt.2"]


@pytest.mark.parametrize("name", ["ä" * 300 + ".txt", "a/" * 2000 + "b.txt"])
def test_a_name_that_no_disk_takes_is_cut(here, copied, name):
    copied(zipped(here, name, "z.txt"))

    other, cut = sorted((name.split("/", 1)[1] for name in names_of(here)), key=len)
    assert other == "z.txt"
    assert cut.endswith(".txt")
    assert "/" not in cut
    assert len(cut.encode()) <= 150


def test_names_in_a_packed_tar_are_told_apart_too(here, read):
    with tarfile.open(here / "a.tar.gz", "w:gz") as archive:
        for name in ("a.txt", "a.txt", "a.txt/b.txt"):
            archive.addfile(tarfile.TarInfo(name))

    assert [row.id for row in read(here / "a.tar.gz")] == ["a.txt", "a.txt.2", "a.txt~b.txt"]


def test_a_name_that_leads_out_is_refused_however_long(here, read):
    path = zipped(here, "/" + "a" * 300 + ".txt", "../" * 500 + "a.txt")

    assert ["leads out of the folder" in row.error for row in read(path)] == [True, True]
