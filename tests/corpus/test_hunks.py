"""The way back from the bytes of a repaired file, for any bytes and any encoding."""

from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from cablefix import Edit
from cablefix.corpus.files import FileError, decode
from cablefix.corpus.hunks import Hunk, hunks, restored
from cablefix.spans import SpanTable, apply, compose


def edited(file, edits):
    """The text after edits, the changes and the bytes."""
    made = [Edit(start, end, new, 1.0, "") for start, end, new in edits]
    text = apply(file.text, made)
    changes = compose(SpanTable(), file.text, made).changes
    return text, changes, file.encode(text, changes)


NEWS = st.sampled_from(["", "x", "\n", "¶", "x\ny\n"])
PARTS = st.lists(
    st.sampled_from(["\r", "\n", "\r\n", "\r\r\n", "a", "é", "¶1. ", " "]), max_size=30
)


@given(st.binary(max_size=80) | PARTS.map(lambda p: "".join(p).encode()), st.data())
def test_any_bytes_come_back(content, data):
    try:
        file = decode(content)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(file.text)), max_size=6, unique=True)))
        edits = [(a, b, data.draw(NEWS)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        text, changes, new = edited(file, edits)
    except FileError:
        reject()
    assert restored(new, hunks(file, text, changes, new)) == content


@pytest.mark.parametrize(
    "encoding", ["cp1252", "utf-8-sig", "utf-16", "utf-32", "utf-7", "iso2022_jp", "hz", "cp1250"]
)
def test_any_encoding_comes_back(encoding):
    content = "1. one\r\ntwo ZAP end\r\n".encode(encoding)
    file = decode(content, encoding=encoding)
    at = file.text.index("ZAP")
    text, changes, new = edited(file, [(0, 2, ""), (at, at + 3, "zip")])
    assert restored(new, hunks(file, text, changes, new)) == content


def test_an_encoding_with_a_state_comes_back():
    content = "日本 ZAP 日本".encode("iso2022_jp")
    file = decode(content, encoding="iso2022_jp")
    assert file.text.isascii()  # its bytes are ASCII, so they are read as UTF-8
    at = file.text.index("ZAP")
    text, changes, new = edited(file, [(at, at + 3, "zip")])
    assert restored(new, hunks(file, text, changes, new)) == content


def test_a_mark_that_the_encoding_adds_is_kept_by_the_whole_file():
    # declared, without a mark of its own: each piece would be encoded with one
    file = decode(b"\xe9\x00Z", encoding="cp1252")._replace(encoding="utf-16", text="éZ")
    new = "éz".encode("utf-16")
    made = compose(SpanTable(), "éZ", [Edit(1, 2, "z", 1.0, "")]).changes
    assert hunks(file, "éz", made, new) == (Hunk(0, len(new), file.content),)


def test_only_what_changed_is_kept():
    file = decode(b"long " * 1000 + b"ZAP\r\n" + b"long " * 1000)
    text, changes, new = edited(file, [(5000, 5003, "zip!")])
    assert hunks(file, text, changes, new) == (Hunk(5000, 4, b"ZAP"),)


def test_a_line_end_that_follows_from_a_repair_comes_back():
    # nothing is left between a lone return and a line feed: the return is written otherwise
    content = b"a\rDROP\nb\r"
    file = decode(content)
    text, changes, new = edited(file, [(2, 6, "")])
    assert new == b"a\n\nb\r"
    assert restored(new, hunks(file, text, changes, new)) == content
