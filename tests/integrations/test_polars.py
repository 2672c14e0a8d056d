"""The namespaces of polars, against polars itself."""

from __future__ import annotations

from importlib import import_module

import pytest

from cablefix import Settings

pl = pytest.importorskip("polars", reason="polars is not installed")
import_module("cablefix.integrations.polars")

LINK = "TAGS: [MOPS](#)"
GAP = "¶1. (C) One.\n\n¶3. (C) Three.\n"
FRAME = pl.DataFrame({"id": [4, 5, 6], "body": [LINK, None, GAP]})
CLEANED = ["TAGS: MOPS", None, GAP]


def test_series_keeps_its_name_order_and_nulls():
    cleaned = FRAME["body"].cables.clean()

    assert (cleaned.name, cleaned.dtype, cleaned.to_list()) == ("body", pl.String, CLEANED)


def test_expression_cleans_a_frame():
    frame = FRAME.with_columns(pl.col("body").cables.clean())

    assert frame.to_dict(as_series=False) == {"id": [4, 5, 6], "body": CLEANED}


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_lazy_frame_knows_its_schema_before_it_runs(engine):
    lazy = FRAME.lazy().select("id", pl.col("body").cables.repair().struct.unnest())

    assert lazy.collect_schema() == lazy.collect(engine=engine).schema
    assert lazy.collect(engine=engine)["text"].to_list() == CLEANED


def test_rows_that_are_not_asked_for_are_not_read():
    frame = pl.LazyFrame({"id": [1, 2], "body": [LINK, "x"]})
    calls = []

    def seen(series):
        calls.extend(series)
        return series

    lazy = frame.with_columns(pl.col("body").map_batches(seen, is_elementwise=True).cables.clean())

    assert lazy.filter(pl.col("id") == 1).collect()["body"].to_list() == ["TAGS: MOPS"]
    assert LINK in calls
    assert "x" not in calls


def test_repair_gives_edits_and_flags():
    rows = FRAME["body"].cables.repair().to_list()

    assert rows[1] is None
    assert [e["before"] for e in rows[0]["edits"]] == ["[MOPS](#)"]
    assert rows[0]["flags"] == rows[2]["edits"] == []
    assert [f["kind"] for f in rows[2]["flags"]] == ["lost"]


def test_settings_are_heeded():
    none = Settings(passes=[])

    assert FRAME["body"].cables.clean(settings=none).to_list() == FRAME["body"].to_list()
    frame = FRAME.select(pl.col("body").cables.repair(settings=none).struct.unnest())
    assert frame["edits"].to_list() == [[], None, []]


@pytest.mark.parametrize("values", [[], [None]])
def test_series_of_no_text_at_all_passes(values):
    assert pl.Series(values).cables.clean().to_list() == values
    assert pl.Series(values, dtype=pl.String).cables.repair().to_list() == values


def test_categories_do_not_swallow_repaired_texts():
    texts = pl.Series([LINK, "x"], dtype=pl.Categorical)

    assert texts.cables.clean().to_list() == ["TAGS: MOPS", "x"]


def test_numbers_are_an_error_that_names_the_row():
    numbers = pl.DataFrame({"id": [None, 7]})

    with pytest.raises(TypeError, match=r"row 1 of 2 holds 7 \(int\), not text"):
        numbers["id"].cables.clean()
    with pytest.raises(
        (TypeError, pl.exceptions.ComputeError), match=r"row 1 of 2 holds 7 \(int\), not text"
    ):
        numbers.select(pl.col("id").cables.clean())
