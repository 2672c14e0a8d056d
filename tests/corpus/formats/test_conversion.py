"""Output in another format: every column arrives, numbers keep their digits."""

from __future__ import annotations

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

CSV = 'id,text,n\n66A1,"one ""¶""\ntwo",1.50\n66A2,x,007\nbroken\n'
JSONL = (
    '{"id": "66A1", "text": "one ¶\\r\\ntwo", "n": 1.50, "tags": ["a"]}\n'
    '{"id": "66A2", "text": "x", "n": 12345678901234567890}\nbroken\n'
).encode()


@pytest.fixture(autouse=True)
def files(here):
    (here / "a.csv").write_text(CSV, newline="")
    (here / "a.jsonl").write_bytes(JSONL)
    pq.write_table(
        pa.table(
            {"id": ["66A1", "66A2"], "text": ["one", None], "n": [1.5, 2.0], "b": [b"1", b"2"]}
        ),
        here / "a.parquet",
    )
    (here / "in" / "b").mkdir(parents=True)
    (here / "in" / "b" / "66A1.txt").write_bytes(b"one\r\ntwo")


def up(row):
    return row.text.upper()


def test_csv_to_jsonl(copied):
    (shard,) = copied("a.csv", up, to="jsonl")

    assert shard.suffix == ".jsonl"
    rows = [json.loads(line) for line in shard.read_text().splitlines()]
    assert rows[:2] == [
        {"id": "66A1", "text": 'ONE "¶"\nTWO', "n": "1.50"},
        {"id": "66A2", "text": "X", "n": "007"},
    ]
    assert rows[2]["unread"] == "broken\n"
    assert "more or fewer cells" in rows[2]["error"]


def test_jsonl_to_csv(copied):
    (shard,) = copied("a.jsonl", up, to="csv", error="")
    with shard.open(newline="") as file:
        rows = list(csv.reader(file))

    assert rows == [
        ["id", "text", "n", "tags", "other_fields", "error"],
        ["66A1", "ONE ¶\nTWO", "1.50", '["a"]', "", ""],
        ["66A2", "X", "12345678901234567890", "", "", ""],
        ["", "", "", "", '{"unread": "broken\\n"}', ""],
    ]


def test_jsonl_to_parquet(copied):
    (shard,) = copied("a.jsonl", up, to="parquet", error="bad")

    assert pq.read_table(shard).to_pylist()[0] == {
        "id": "66A1",
        "text": "ONE ¶\nTWO",
        "n": "1.50",
        "tags": '["a"]',
        "other_fields": None,
        "error": "bad",
    }


def test_parquet_to_jsonl(copied):
    (shard,) = copied("a.parquet", up, to="jsonl")

    assert [json.loads(line) for line in shard.read_text().splitlines()] == [
        {"id": "66A1", "text": "ONE", "n": 1.5, "b": "MQ=="},
        {"id": "66A2", "text": None, "n": 2.0, "b": "Mg=="},
    ]


def test_a_folder_to_jsonl(copied):
    (shard,) = copied("in", up, to="jsonl")

    assert json.loads(shard.read_text()) == {"id": "b/66A1.txt", "text": "ONE\nTWO"}


def test_a_table_to_a_folder(here, copied):
    (here / "a.jsonl").write_text('{"id": "../x", "text": "a"}\n{"id": "../x", "text": "b"}\n?\n')
    (shard,) = copied("a.jsonl", up, to="text")

    assert {path.name: path.read_text() for path in shard.iterdir()} == {
        "%2E.%2Fx.txt": "A",
        "%2E.%2Fx.txt.2": "B",
        "a@56.unread.txt": "?\n",
    }
    assert not (here / "out" / "x.txt").exists()


@pytest.mark.parametrize(("to", "ending"), [("csv", ".csv"), ("text", "1.txt")])
def test_half_of_a_character_is_spelled(here, copied, to, ending):
    (here / "a.jsonl").write_text(r'{"id": "1", "text": "x \ud800 y"}' + "\n")
    (shard,) = copied("a.jsonl", to=to)
    path = shard / ending if shard.is_dir() else shard

    assert r"x \ud800 y" in path.read_text()


def test_what_is_no_number_in_json_is_a_string(here, copied):
    table = pa.table({"id": ["1"], "text": ["one"], "n": [float("nan")], "list": [[-float("inf")]]})
    pq.write_table(table, here / "a.parquet")
    (shard,) = copied("a.parquet", to="jsonl")

    assert json.loads(shard.read_text(), parse_constant=pytest.fail) == {
        "id": "1",
        "text": "one",
        "n": "nan",
        "list": ["-inf"],
    }
