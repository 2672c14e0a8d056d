"""The functions for `map`, with datasets itself."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from cablefix import Settings

datasets = pytest.importorskip("datasets", reason="datasets is not installed")
ours = import_module("cablefix.integrations.datasets")

LINK = "TAGS: [MOPS](#)"
GAP = "¶1. (C) One.\n\n¶3. (C) Three.\n"
CLEANED = ["x", "y", "TAGS: MOPS", None, GAP]
NONE = Settings(passes=[])


@pytest.fixture
def dataset():
    return datasets.Dataset.from_dict({"id": list("abcde"), "body": ["x", "y", LINK, None, GAP]})


def test_clean_repairs_the_column_and_adds_nothing(dataset):
    cleaned = dataset.map(ours.CleanColumn("body"), batched=True)

    assert cleaned.to_dict() == {"id": list("abcde"), "body": CLEANED}
    assert cleaned.features == dataset.features


@pytest.mark.parametrize("batch_size", [1, 2, 1000])
def test_repair_adds_edits_and_flags_whatever_the_first_batch_holds(dataset, batch_size):
    repairs = ours.RepairColumn("body")
    features = repairs.features(dataset)

    repaired = dataset.map(repairs, batched=True, batch_size=batch_size, features=features)

    assert repaired.features == features
    assert repaired["id"][:] == list("abcde")
    assert repaired["body"][:] == CLEANED
    assert [e and [each["before"] for each in e] for e in repaired["edits"]] == [
        *([], [], ["[MOPS](#)"]),
        *(None, []),
    ]
    assert [f["kind"] for f in repaired[4]["flags"]] == ["lost"]


def test_dataset_that_streams_is_repaired_as_well(dataset):
    repairs = ours.RepairColumn("body")
    stream = dataset.to_iterable_dataset()

    repaired = stream.map(repairs, batched=True, features=repairs.features(stream))

    assert [row["body"] for row in repaired] == CLEANED


def test_dataset_that_streams_and_knows_no_features_is_repaired_as_well():
    stream = datasets.IterableDataset.from_generator(lambda: iter([{"text": LINK}]))
    repairs = ours.RepairColumn()

    repaired = stream.map(repairs, batched=True, features=repairs.features(stream))

    assert [row["text"] for row in repaired] == ["TAGS: MOPS"]


def test_two_processes_find_what_one_does(dataset):
    cleaned = dataset.map(ours.CleanColumn("body"), batched=True, num_proc=2)

    assert cleaned["body"][:] == CLEANED


def test_settings_are_heeded(dataset):
    cleaned = dataset.map(ours.CleanColumn("body", settings=NONE), batched=True)

    assert cleaned["body"][:] == dataset["body"][:]


@pytest.mark.parametrize("function", [ours.CleanColumn, ours.RepairColumn])
def test_stored_results_are_named_after_settings_and_version(function, monkeypatch):
    name = import_module("datasets.fingerprint").Hasher.hash
    used = function("body")
    used({"body": [LINK]})

    assert name(used) == name(function("body"))
    assert name(function("body", settings=NONE)) != name(used)
    assert name(function("text")) != name(used)
    monkeypatch.setattr("cablefix.__version__", "99")
    assert name(function("body", settings=Settings())) != name(used)


def test_stored_results_are_found_again_by_a_later_process():
    code = (
        "from datasets.fingerprint import Hasher\n"
        "from cablefix.integrations.datasets import RepairColumn\n"
        "print(Hasher.hash(RepairColumn('body')))"
    )
    names = {subprocess.check_output([sys.executable, "-c", code]) for _ in range(2)}

    assert len(names) == 1


@pytest.mark.parametrize("function", [ours.CleanColumn, ours.RepairColumn])
def test_what_is_no_batch_of_texts_is_an_error(function):
    with pytest.raises(TypeError, match=r"row 1 of 2 holds 7 \(int\), not text"):
        function("body")({"body": [LINK, 7]})
    with pytest.raises(TypeError, match="batched=True"):
        function("body")({"body": LINK})
    with pytest.raises(ValueError, match="no column 'text'; there are: id, body"):
        function()({"id": ["a"], "body": [LINK]})


def test_columns_of_ours_take_no_others_place():
    given = datasets.Dataset.from_dict({"text": [LINK], "flags": ["mine"]})

    with pytest.raises(ValueError, match="a column 'flags' already"):
        ours.RepairColumn().features(given)
