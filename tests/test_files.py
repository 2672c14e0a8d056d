"""Bytes to text and back: encodings, marks, line ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablefix import Edit, SettingsError
from cablefix.corpus.files import FileError, checked_encoding, decode, read
from cablefix.spans import SpanTable, apply, compose

LINES = st.lists(st.sampled_from(["a", "bc", "¶", "", " ", "\r", "\n", "\r\n"]), max_size=30)


def rewritten(content: bytes, *edits: tuple[int, int, str]) -> bytes:
    """The bytes of a file after edits of its text."""
    file = decode(content)
    made = [Edit(start, end, new, 1.0, "") for start, end, new in edits]
    table = compose(SpanTable(), file.text, made)
    return file.encode(apply(file.text, made), table.changes)


@given(st.binary(max_size=200))
def test_any_bytes_come_back_or_are_refused(content):
    try:
        file = decode(content)
    except FileError:
        return
    assert file.encode(file.text) == content


@given(LINES)
def test_any_mixture_of_line_ends_comes_back(parts):
    content = "".join(parts).encode()
    file = decode(content)
    assert "\r" not in file.text
    assert file.encode(file.text) == content


@given(LINES, st.data())
def test_an_edited_text_reads_back_as_it_was_edited(parts, data):
    file = decode("".join(parts).encode())
    places = st.integers(0, len(file.text))
    cuts = sorted(data.draw(st.lists(places, max_size=6, unique=True)))
    edits = [
        Edit(a, b, data.draw(st.sampled_from(["", "x", "\n", "x\ny\n"])), 1.0, "")
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    text = apply(file.text, edits)
    content = file.encode(text, compose(SpanTable(), file.text, edits).changes)
    assert decode(content).text == text


def test_each_line_keeps_its_own_line_end():
    content = b"one\r\ntwo ZAP\nthree\rfour\r\r\nfive"
    assert decode(content).text == "one\ntwo ZAP\nthree\nfour\nfive"
    assert rewritten(content, (8, 11, "zip")) == b"one\r\ntwo zip\nthree\rfour\r\r\nfive"


def test_an_added_line_takes_the_line_end_before_it():
    content = b"one\r\ntwo three\nfour\n"
    assert rewritten(content, (7, 8, "\n")) == b"one\r\ntwo\r\nthree\nfour\n"


def test_an_added_first_line_takes_the_commonest_line_end():
    content = b"one two\r\nthree\nfour\n"
    assert rewritten(content, (3, 4, "\n")) == b"one\ntwo\r\nthree\nfour\n"


def test_a_joined_line_takes_the_line_end_that_remains():
    content = b"one\r\ntwo\nthree\r\n"
    assert rewritten(content, (3, 4, " ")) == b"one two\nthree\r\n"


def test_an_edit_across_line_ends_keeps_them_in_order():
    content = b"one\r\ntwo\nthree\rfour"
    assert rewritten(content, (0, 13, "1\n2\n3")) == b"1\r\n2\n3\rfour"


def test_a_return_and_a_line_feed_that_an_edit_brings_together_stay_two_lines():
    assert rewritten(b"one\rX\ntwo", (4, 5, "")) == b"one\n\ntwo"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("ending", ["", "\n"])
def test_uniform_line_ends_and_the_missing_last_one_stay(newline, ending):
    content = f"one{newline}two{ending and newline}".encode()
    file = decode(content)
    assert file.text == f"one\ntwo{ending}"
    assert file.encode(file.text) == content


@pytest.mark.parametrize("content", [b"", b"\0", b"a\0b", b"\n", b"\r", b"\xef\xbb\xbf"])
def test_odd_files_come_back(content):
    file = decode(content)
    assert file.encode(file.text) == content


def test_a_mark_is_no_part_of_the_text():
    file = decode(b"\xef\xbb\xbfone\r\n")
    assert file.text == "one\n"
    assert file.encode("two\n") == b"\xef\xbb\xbftwo\r\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_mark_declares_utf_16_and_utf_32(encoding):
    content = "\ufeff¶1. (C) Summary\r\n".encode(encoding)
    file = decode(content)
    assert file.text == "¶1. (C) Summary\n"
    assert file.flag is None
    assert file.encode(file.text) == content


def test_broken_utf_16_is_never_read_as_cp1252():
    with pytest.raises(FileError, match="mark of UTF-16-LE"):
        decode(b"\xff\xfea")


def test_cp1252_is_said_with_its_place():
    file = decode("one\r\ntwo\r\nthe Minister’s".encode("cp1252"))
    assert file.flag is not None
    assert file.text[file.flag.start : file.flag.end] == "’"
    assert file.flag.kind == "doubtful"
    assert file.flag.source == "encoding"
    assert "byte 0x92 at offset 22" in file.flag.why
    assert "--encoding" in file.flag.why


def test_a_declared_encoding_is_not_flagged():
    file = decode("Ťažký".encode("cp1250"), encoding="cp1250")
    assert (file.text, file.encoding, file.flag) == ("Ťažký", "cp1250", None)


def test_utf_8_goes_before_the_declared_encoding():
    assert decode("¶1.".encode(), encoding="cp1252").text == "¶1."


def test_a_declared_encoding_that_does_not_fit_is_said():
    file = decode(b"caf\xe9", encoding="ascii")
    assert file.text == "café"
    assert file.flag is not None
    assert "nor ascii, as declared" in file.flag.why


def test_what_even_cp1252_lacks_is_refused_with_its_offset():
    with pytest.raises(FileError, match=r"byte 0x81 at offset 5.*--encoding"):
        decode(b"caf\xe9 \x81")


def test_a_character_that_the_encoding_lacks_is_refused_with_its_line():
    file = decode("é\r\nÞ".encode("cp1252"))
    with pytest.raises(FileError, match=r"'→' in line 2.*cp1252"):
        file.encode("é\n→")


def test_a_line_of_a_million_returns_is_read_in_linear_time():
    content = b"\r" * 1_000_000
    assert decode(content).text == "\n" * 1_000_000


def test_an_encoding_must_be_one_of_text():
    assert checked_encoding("cp1252") == "cp1252"
    for name in ("rot13", "nonsense", "undefined", ""):
        with pytest.raises(SettingsError, match="no text encoding"):
            checked_encoding(name)


def test_a_file_that_is_not_there_is_said_plainly(tmp_path):
    with pytest.raises(FileError, match="cannot be read: no such file"):
        read(str(tmp_path / "none.txt"))


def test_utf_8_with_one_bad_byte_stays_utf_8():
    content = (
        "¶1. Noted.\r\n\r\n¶2. The caf".encode() + b"\xe9 closed.\r\n\r\n" + "¶3. End.".encode()
    )
    file = decode(content)

    assert file.text.count("¶") == 3
    assert file.flag is not None
    assert "byte 0xE9" in file.flag.why
    assert file.text[file.flag.start :].startswith("\udce9 closed")
    assert file.encode(file.text) == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x14\0" + b"tbe telegram " * 9, "Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"1. (C) tbe", "old Word document"),
        (b"{\\rtf1\\ansi tbe telegram}", "rich text"),
        (b"%PDF-1.4\n1. (C) tbe", "PDF"),
        (b"SQLite format 3\0" + b"tbe", "database"),
        ("1. (C) Summary of it".encode("utf-16-le"), "save it as UTF-8"),
    ],
)
def test_files_of_other_programs_are_refused(content, said):
    with pytest.raises(FileError, match=said):
        decode(content)


def test_a_nul_that_the_line_left_is_no_reason_to_refuse_a_text():
    content = b"1. (C) Summary.\0\n" * 20
    assert decode(content).content == content
