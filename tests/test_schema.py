"""The published JSON Schema says what the records are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cablefix
from cablefix import repair
from cablefix.cable.header import KINDS
from cablefix.cable.message import RULES
from cablefix.result import FORMAT_VERSION

SCHEMA = json.loads(
    (Path(cablefix.__file__).parent / "data" / "repair.schema.json").read_text("utf-8")
)
SAMPLES = sorted((Path(__file__).parents[1] / "corpus_samples").rglob("*.txt"))


def test_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_records_are_as_the_schema_says(path):
    result = repair(path.read_text("utf-8", "surrogateescape"), id=path.name)
    record = json.loads(json.dumps(result.to_dict()))

    assert record["messages"]
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(record)] == []


@pytest.mark.parametrize("text", ["", " ", "no cable", "REF: \x00\ud800"])
def test_records_of_other_texts_are_too(text):
    Draft202012Validator(SCHEMA).validate(repair(text).to_dict())


def test_schema_knows_the_version_and_every_field():
    names = SCHEMA["$defs"]["field"]["properties"]["name"]["enum"]

    assert SCHEMA["properties"]["version"]["const"] == FORMAT_VERSION
    assert sorted(names) == sorted({*KINDS} - RULES - {"text"})


def test_record_with_another_part_is_refused():
    record = repair(SAMPLES[0].read_text("utf-8")).to_dict()
    record["messages"][0]["other"] = 1

    assert not Draft202012Validator(SCHEMA).is_valid(record)
