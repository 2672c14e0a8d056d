"""Parquet: the text changes, all else keeps its type and value."""

from __future__ import annotations

import datetime as dt
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cablefix import CablefixError
from cablefix.corpus import formats

TABLE = pa.table(
    {
        "mrn": ["66BA1", None, "66BA3", "66BA4"],
        "date": [dt.date(1966, 12, 28)] * 4,
        "price": pa.array([decimal.Decimal("1.50")] * 4, pa.decimal128(9, 2)),
        "text": pa.array(["one ¶\r\ntwo", "", None, "four"], pa.large_string()),
        "tags": [["a"], [], None, ["b", "c"]],
    }
).replace_schema_metadata({"who": "us"})


@pytest.fixture
def file(here):
    pq.write_table(TABLE, here / "a.parquet", row_group_size=2, compression="zstd")
    return "a.parquet"


def whole(shards):
    return pa.concat_tables(pq.read_table(shard) for shard in shards)


@pytest.mark.parametrize(("size", "count"), [(1, 2), (1 << 24, 1)])
def test_what_was_not_changed_comes_back(file, copied, size, count):
    shards = copied(file, size=size)
    back = whole(shards)

    assert len(shards) == count
    assert back.drop(["error"]).equals(TABLE)
    assert back["error"].null_count == len(TABLE)
    assert back.schema.metadata == TABLE.schema.metadata
    assert pq.ParquetFile(shards[0]).metadata.row_group(0).column(0).compression == "ZSTD"


def test_only_the_text_changes(file, copied):
    back = whole(copied(file, lambda row: row.text.replace("two", "2"), error="bad"))

    assert back["text"].to_pylist() == ["one ¶\r\n2", "", None, "four"]
    assert back.drop(["text", "error"]).equals(TABLE.drop(["text"]))
    assert back["error"].to_pylist() == ["bad"] * 4


def test_rows_have_their_ids(file, read):
    assert [(row.id, row.text) for row in read(file, size=1)] == [
        ("66BA1", "one ¶\ntwo"),
        ("a@1", ""),
        ("66BA3", ""),
        ("66BA4", "four"),
    ]


def test_columns_are_shown(file):
    (source,) = formats.sources([file])

    assert source.shown == "a.parquet: Parquet, 4 rows, the text is text, the id is mrn"


def test_a_file_without_rows_has_one_part(here, copied):
    pq.write_table(TABLE.slice(0, 0), here / "a.parquet")
    (shard,) = copied("a.parquet")

    assert pq.read_table(shard).drop(["error"]).equals(TABLE.slice(0, 0))


def test_the_digest_of_a_part_changes_with_its_rows_only(file, here):
    def digests():
        (source,) = formats.sources([file])
        return [formats.digest(part) for part in formats.parts(source, 1)]

    was = digests()
    changed = TABLE.set_column(0, "mrn", pa.array(["66BA1", None, "66BA3", "66BA9"]))
    pq.write_table(changed, here / "a.parquet", row_group_size=2, compression="zstd")
    now = digests()

    assert was[0] == now[0]
    assert was[1] != now[1]


@pytest.mark.parametrize(
    ("content", "said", "message"),
    [
        (None, {"text_column": "date"}, r"the column date is no text but date32"),
        (b"PAR1 but not really PAR1", {}, "is no Parquet file that can be read"),
        (b"", {}, "is no Parquet file that can be read"),
    ],
)
def test_what_cannot_be_read_is_a_plain_error(file, here, content, said, message):
    if content is not None:
        (here / file).write_bytes(content)
    with pytest.raises(CablefixError, match=message):
        formats.sources([file], formats.Choices(**said))


def test_a_text_that_is_no_utf8_stays_beside_one_that_is_repaired(here, copied, read):
    raw = [b"\xff bad", b"two", None]
    for kind, text in ((pa.binary(), pa.string()), (pa.large_binary(), pa.large_string())):
        table = pa.table({"id": ["a", "b", "c"], "text": pa.array(raw, kind).view(text)})
        pq.write_table(table, here / "a.parquet")
        back = whole(copied("a.parquet", lambda row: row.text.replace("two", "2")))

        assert "not UTF-8" in read("a.parquet")[0].error
        assert back["text"].type == text
        assert back["text"].combine_chunks().view(kind).to_pylist() == [b"\xff bad", b"2", None]


def test_a_value_that_python_does_not_have_passes_through(here, copied):
    when = pa.array([1, 1 << 50], pa.timestamp("ms"))
    table = pa.table({"id": ["a", "b"], "text": ["one", "two"], "when": when})
    pq.write_table(table, here / "a.parquet")

    assert whole(copied("a.parquet"))["when"].combine_chunks().equals(when)
    (shard,) = copied("a.parquet", to="jsonl")
    assert "1125899906842624" in shard.read_text()
