"""The SQL functions, against DuckDB itself."""

from __future__ import annotations

from importlib import import_module

import pytest

from cablefix import Settings

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
pytest.importorskip("pyarrow", reason="pyarrow is not installed")
register = import_module("cablefix.integrations.duckdb").register

LINK = "TAGS: [MOPS](#)"
GAP = "¶1. (C) One.\n\n¶3. (C) Three.\n"


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("CREATE TABLE cables (id INTEGER, body VARCHAR)")
        opened.executemany("INSERT INTO cables VALUES (?, ?)", [(1, LINK), (2, None), (3, GAP)])
        register(opened)
        yield opened


def test_column_is_cleaned_and_null_stays_null(connection):
    rows = connection.sql("SELECT id, cable_clean(body) FROM cables ORDER BY id").fetchall()

    assert rows == [(1, "TAGS: MOPS"), (2, None), (3, GAP)]


def test_repair_gives_edits_and_flags(connection):
    query = "SELECT cable_repair(body) FROM cables ORDER BY id"
    link, null, gap = (row for (row,) in connection.sql(query).fetchall())

    assert link["text"] == "TAGS: MOPS"
    assert [e["before"] for e in link["edits"]] == ["[MOPS](#)"]
    assert null is None
    assert [f["kind"] for f in gap["flags"]] == ["lost"]


@pytest.mark.parametrize("rows", ["id = 2", "id = 0"])
def test_no_text_at_all_gives_no_repair(connection, rows):
    table = connection.table("cables").filter(rows)

    assert table.project("cable_repair(body)").fetchall() == [(None,)] * len(table)
    assert table.project("cable_clean(body)").fetchall() == [(None,)] * len(table)


def test_flags_can_be_counted_in_sql(connection):
    query = "SELECT id FROM cables WHERE len(cable_repair(body).flags) > 0"

    assert connection.sql(query).fetchall() == [(3,)]


def test_more_rows_than_one_vector_keep_their_order(connection):
    connection.execute("CREATE TABLE many AS SELECT range AS id FROM range(2500)")
    query = "SELECT id, cable_clean('TAGS: [MOPS](#)' || chr(10) || id) FROM many ORDER BY id"

    assert connection.sql(query).fetchall() == [(n, f"TAGS: MOPS\n{n}") for n in range(2500)]


def test_later_settings_take_the_place_of_earlier_ones(connection):
    register(connection, settings=Settings(passes=[]))

    assert connection.sql("SELECT cable_clean(body) FROM cables WHERE id = 1").fetchall() == [
        (LINK,)
    ]


@pytest.mark.parametrize("call", ["cable_clean(id)", "cable_repair(id)"])
def test_column_that_holds_no_text_is_an_error(connection, call):
    with pytest.raises(duckdb.BinderException, match="VARCHAR"):
        connection.table("cables").project(call).fetchall()
