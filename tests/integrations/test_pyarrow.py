"""Record batches and tables, against pyarrow itself."""

from __future__ import annotations

from importlib import import_module

import pytest

from cablefix import Settings

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
arrow = import_module("cablefix.integrations.pyarrow")

LINK = "TAGS: [MOPS](#)"
GAP = "¶1. (C) One.\n\n¶3. (C) Three.\n"


def batch(**columns):
    return pa.record_batch(columns)


def test_batch_keeps_its_columns_and_gets_edits_and_flags():
    given = batch(id=[1, 2, 3], text=[LINK, None, GAP], post=["a", None, "b"])

    repaired = arrow.repair_batch(given)

    assert isinstance(repaired, pa.RecordBatch)
    assert repaired.schema.names == ["id", "text", "post", "edits", "flags"]
    assert repaired.select(["id", "post"]) == given.select(["id", "post"])
    assert repaired["text"].to_pylist() == ["TAGS: MOPS", None, GAP]
    edits, flags = repaired["edits"].to_pylist(), repaired["flags"].to_pylist()
    assert [e and [each["before"] for each in e] for e in edits] == [["[MOPS](#)"], None, []]
    assert [f and [each["kind"] for each in f] for f in flags] == [[], None, ["lost"]]


def test_schema_does_not_hang_on_what_is_found():
    schemas = {arrow.repair_batch(batch(text=t)).schema for t in (["x"], [LINK], [GAP])}
    schemas.add(arrow.repair_batch(batch(text=pa.array([], pa.string()))).schema)

    assert len(schemas) == 1


def test_table_of_many_chunks_is_repaired_in_order():
    table = pa.Table.from_batches([batch(body=[LINK, "x"]), batch(body=[None, LINK])])

    repaired = arrow.repair_batch(table, "body")

    assert isinstance(repaired, pa.Table)
    assert repaired["body"].to_pylist() == ["TAGS: MOPS", "x", None, "TAGS: MOPS"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_type_of_text_is_kept(kind):
    texts = pa.array([LINK, None], kind)

    assert arrow.clean_array(texts).type == kind
    assert arrow.repair_batch(batch(text=texts)).schema.field("text").type == kind


def test_dictionary_does_not_swallow_repaired_texts():
    texts = pa.array([LINK, "x", LINK]).dictionary_encode()

    assert arrow.clean_array(texts).to_pylist() == ["TAGS: MOPS", "x", "TAGS: MOPS"]
    assert arrow.repair_batch(batch(text=texts))["text"].to_pylist()[2] == "TAGS: MOPS"


def test_metadata_of_the_schema_is_kept():
    schema = pa.schema([pa.field("text", pa.string(), metadata={"a": "b"})], metadata={"c": "d"})

    repaired = arrow.repair_batch(pa.record_batch([[LINK]], schema=schema))

    assert repaired.schema.metadata == {b"c": b"d"}
    assert repaired.schema.field("text").metadata == {b"a": b"b"}


def test_settings_are_heeded():
    none = Settings(passes=[])

    assert arrow.clean_array(pa.array([LINK]), settings=none).to_pylist() == [LINK]
    assert arrow.repair_batch(batch(text=[LINK]), settings=none)["edits"].to_pylist() == [[]]


@pytest.mark.parametrize("values", [[7], pa.array([b"x"], pa.binary())])
def test_column_that_holds_no_text_is_an_error(values):
    with pytest.raises(TypeError, match=r"row 0 of 1 holds .* not text"):
        arrow.repair_batch(batch(text=values))


@pytest.mark.parametrize("name", ["edits", "flags"])
def test_columns_of_ours_take_no_others_place(name):
    with pytest.raises(ValueError, match=f"a column '{name}' already"):
        arrow.repair_batch(batch(text=[LINK], **{name: [1]}))


def test_missing_column_is_an_error_that_names_those_there_are():
    with pytest.raises(ValueError, match="no single column 'text'; there are: id, body"):
        arrow.repair_batch(batch(id=[1], body=[LINK]))
