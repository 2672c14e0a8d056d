"""The accessor of pandas, against pandas itself."""

from __future__ import annotations

from importlib import import_module

import pytest

from cablefix import Settings

pd = pytest.importorskip("pandas", reason="pandas is not installed")
import_module("cablefix.integrations.pandas")

LINK = "TAGS: [MOPS](#)"
GAP = "¶1. (C) One.\n\n¶3. (C) Three.\n"


def test_column_is_cleaned_in_order_with_its_index_and_name():
    column = pd.Series([LINK, "¶1. (C) Noted.\n"], index=["b", "a"], name="body")

    cleaned = column.cables.clean()

    pd.testing.assert_series_equal(
        cleaned, pd.Series(["TAGS: MOPS", "¶1. (C) Noted.\n"], index=["b", "a"], name="body")
    )
    assert column["b"] == LINK, "the column given stays as it is"


def test_repeated_labels_of_the_index_are_no_matter():
    column = pd.Series([LINK, "x", LINK], index=[1, 1, 1])

    assert column.cables.clean().tolist() == ["TAGS: MOPS", "x", "TAGS: MOPS"]
    assert column.cables.repair()["text"].tolist() == ["TAGS: MOPS", "x", "TAGS: MOPS"]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT], ids=repr)
def test_missing_value_stays_the_object_it_is(missing):
    column = pd.Series([missing, LINK], dtype=object)

    cleaned = column.cables.clean()
    repaired = column.cables.repair()

    assert cleaned[0] is column[0]
    assert repaired["text"][0] is column[0]
    assert repaired.loc[0, ["edits", "flags"]].tolist() == [None, None]


@pytest.mark.parametrize("dtype", ["str", "string", "string[python]", "object"])
def test_kind_of_column_is_kept(dtype):
    column = pd.Series([LINK, None], dtype=dtype)

    assert column.cables.clean().dtype == column.dtype
    assert column.cables.clean().isna().tolist() == [False, True]


def test_categories_do_not_swallow_repaired_texts():
    assert pd.Series([LINK, "x", LINK], dtype="category").cables.clean().tolist() == [
        "TAGS: MOPS",
        "x",
        "TAGS: MOPS",
    ]


def test_empty_columns_pass():
    assert pd.Series([], dtype="str").cables.clean().tolist() == []
    assert pd.Series([float("nan")] * 2).cables.clean().dtype == "float64"


def test_repair_gives_edits_and_flags_beside_the_text():
    frame = pd.DataFrame({"id": [4, 5], "body": [LINK, GAP]}, index=[10, 11])

    frame[["body", "edits", "flags"]] = frame["body"].cables.repair()

    assert frame["body"].tolist() == ["TAGS: MOPS", GAP]
    assert [[e["before"] for e in edits] for edits in frame["edits"]] == [["[MOPS](#)"], []]
    assert [f["kind"] for f in frame.loc[11, "flags"]] == ["lost"]


def test_settings_are_heeded():
    column = pd.Series([LINK])

    assert column.cables.clean(settings=Settings(passes=[])).tolist() == [LINK]
    assert column.cables.repair(settings=Settings(passes=[])).loc[0, "edits"] == []


def test_number_in_the_column_is_an_error_that_names_it():
    with pytest.raises(TypeError, match=r"row 1 of 2 holds 7 \(int\), not text"):
        pd.Series([LINK, 7]).cables.clean()
