"""JSON Lines: only the text of a line is touched; what is no JSON is kept."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cablefix import CablefixError
from cablefix.corpus import formats

# What stays as it was written: the spelling of numbers, blanks, escapes, the order of the fields.
ODD = (
    b'{"n": 1.50, "id":"a",  "text": "one\\u00e9 and \\"two\\"", "big": 12345678901234567890}\n'
    b'{"text":"lines\\r\\nof\\r\\ntext","id":7,"x":[1,{"text":"not this one"}],"e":1E5}\r\n'
    b"\n"
    b'{"id": "c", "text": null, "text2": "\xc3\xa9"}\n'
    b'{"id": "d", "text": "last line, broken o'
)
OBJECTS = st.fixed_dictionaries(
    {"id": st.text(), "text": st.text()},
    optional={"n": st.floats(allow_nan=False), "x": st.lists(st.none() | st.text())},
)
FILES = st.tuples(
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.lists(
        st.builds(
            lambda value, is_ascii, end: json.dumps(value, ensure_ascii=is_ascii).encode() + end,
            OBJECTS,
            st.booleans(),
            st.sampled_from([b"\n", b"\r\n", b"\n\n", b" \n \n"]),
        )
        | st.sampled_from([b"no JSON\n", b"[1]\n", b"{}\n", b"\xff\n", b"\0\n", b'{"text": 1}\n']),
        max_size=12,
    ),
).map(lambda found: found[0] + b'{"id": "1", "text": "first"}\n' + b"".join(found[1]))


def test_what_was_not_changed_comes_back_byte_for_byte(here, copied):
    (here / "a.jsonl").write_bytes(ODD)
    (shard,) = copied("a.jsonl")

    assert shard.read_bytes() == ODD


def test_only_the_text_of_a_line_changes(here, copied):
    (here / "a.jsonl").write_bytes(ODD)
    (shard,) = copied("a.jsonl", lambda row: row.text.replace("and", "&").replace("of", "¶"))

    assert shard.read_bytes() == ODD.replace(b" and ", b" & ").replace(b"of\\r", b"\\u00b6\\r")


def test_rows_have_their_ids_and_errors(here, read):
    (here / "a.jsonl").write_bytes(ODD)

    assert [(row.id, row.text, row.error) for row in read("a.jsonl")] == [
        ("a", 'oneé and "two"', ""),
        ("7", "lines\nof\ntext", ""),
        ("c", "", ""),
        (f"a@{ODD.rindex(b'{')}", "", "the line is no JSON object; it may be broken off"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=FILES, size=st.integers(1, 300))
def test_any_file_comes_back_and_any_size_gives_the_same_rows(here, copied, read, content, size):
    (here / "a.jsonl").write_bytes(content)
    shards = copied("a.jsonl", size=size, error="")
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""

    assert mark + b"".join(shard.read_bytes().removeprefix(mark) for shard in shards) == content
    whole = [row[:2] for row in read("a.jsonl")]
    assert [row[:2] for row in read("a.jsonl", size=size)] == whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=FILES, new=st.text())
def test_a_changed_text_reads_back(here, copied, read, content, new):
    (here / "a.jsonl").write_bytes(content)
    new = new.replace("\r", "")
    (shard,) = copied("a.jsonl", lambda row: row.text and new)
    before = read("a.jsonl")
    after = read(shard, text_column="text", id_column="id")

    changed = [row.text and new for row in before]
    assert [row.text for row in after] == changed


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"text":"a"}\n', b'{"text":"a", "error": "bad"}\n'),
        (b'{"text":"a","error":1} \n', b'{"text":"a","error":1, "cablefix_error": "bad"} \n'),
        (b'{"text":"}"}', b'{"text":"}", "error": "bad"}'),
    ],
)
def test_an_error_becomes_a_field(here, copied, line, expected):
    (here / "a.jsonl").write_bytes(line)
    (shard,) = copied("a.jsonl", error="bad")

    assert shard.read_bytes() == expected


@pytest.mark.parametrize(
    ("content", "text", "back"),
    [
        (b'{"text": "the Minister\x92s visit"}\n', "the Minister’s visit", b"Minister\x92s call"),
        (b'{"text": "\xc2\xb6\xc2\xb6 caf\xe9 visit"}', "¶¶ caf\udce9 visit", b"caf\xe9 call"),
    ],
)
def test_bytes_that_are_no_utf8_are_flagged_and_come_back(here, read, copied, content, text, back):
    (here / "a.jsonl").write_bytes(content)
    (row,) = read("a.jsonl")
    (shard,) = copied("a.jsonl", lambda row: row.text.replace("visit", "call"))

    assert (row.text, row.flag.kind) == (text, "doubtful")
    assert back in shard.read_bytes()


@pytest.mark.parametrize(
    ("rows", "said", "shown"),
    [
        ([{"body": "x", "mrn": "1"}], {}, "the text is body, the id is mrn"),
        ([{"a": "x" * 90, "b": "k"}], {}, "the text is a, the id is b"),
        ([{"a": "x", "b": "k"}], {"text_column": "b", "id_column": "1"}, "text is b, the id is a"),
        ([{"text": "x", "n": "k"}, {"text": "y", "n": "k"}], {}, "there is no id"),
    ],
)
def test_columns_are_named_or_detected_and_shown(here, rows, said, shown):
    (here / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (source,) = formats.sources(["a.jsonl"], formats.Choices(**said))

    assert shown in source.shown


@pytest.mark.parametrize(
    ("content", "said", "message"),
    [
        (b"one\ntwo\n", {}, "is no JSON Lines"),
        (b'{"a": "b"}', {}, "no column looks like the text of a document"),
        (b'{"a": "b"}', {"text_column": "c"}, "has no text column 'c'. The columns are a;"),
        ('{"text": "b"}'.encode("utf-16"), {}, "is UTF-16 or UTF-32"),
    ],
)
def test_what_cannot_be_read_at_all_is_a_plain_error(here, content, said, message):
    (here / "a.jsonl").write_bytes(content)
    with pytest.raises(CablefixError, match=message):
        formats.sources(["a.jsonl"], formats.Choices(**said))


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n"])
def test_an_empty_file_has_one_part_and_no_documents(here, copied, read, content):
    (here / "a.jsonl").write_bytes(content)
    (shard,) = copied("a.jsonl")

    assert shard.read_bytes() == content
    assert [row for row in read("a.jsonl") if row.text] == []


def test_a_compressed_file_is_read_as_a_stream(here, copied):
    (here / "a.jsonl.gz").write_bytes(gzip.compress(ODD))
    (shard,) = copied("a.jsonl.gz", size=10)

    assert shard.name == "a-000000.jsonl"
    assert shard.read_bytes() == ODD


def test_a_compressed_file_that_is_broken_off_is_a_plain_error(here, copied):
    packed = gzip.compress(b'{"text": "x"}\n' * 200_000)
    (here / "a.jsonl.gz").write_bytes(packed[: -len(packed) // 4])
    with pytest.raises(CablefixError, match=r"a.jsonl.gz is broken off or damaged after"):
        copied("a.jsonl.gz")


def test_a_bomb_is_refused(here, copied):
    line = b'{"text": "%s"}\n' % (b" " * 1_000_000)
    (here / "a.jsonl.gz").write_bytes(gzip.compress(line * 100))
    with pytest.raises(CablefixError, match="expands to more than 300 times its size"):
        copied("a.jsonl.gz")
    with pytest.raises(CablefixError, match="expands to more than 500 bytes"):
        copied("a.jsonl.gz", limits=formats.Limits(bytes=500))
