"""Repair: frozen, comparable, and the same after a journey."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from cablefix import Repair, Settings, repair
from cablefix.types import Edit, Flag, Pass, Stage

TEXT = "[MOPS](#) and Xyz"


def swap(name, old, new, stage=Stage.TEXT, confidence=1.0):
    def find(doc):
        at = doc.text.find(old)
        return [Edit(at, at + len(old), new, confidence, f"{old} is {new}")] if at >= 0 else []

    return Pass(find, name, stage)


SETTINGS = Settings(
    passes=[
        swap("link-open", "[MOPS](#)", "MOPS!", Stage.LAYOUT),
        swap("glyph-stray", "MOPS!", "MOPS", Stage.TEXT, 0.98),
        swap("word-known", "and", "und", Stage.WORDS),
        swap("word-doubt", "Xyz", "xyz", Stage.WORDS, 0.3),
    ]
)


@pytest.fixture
def result():
    return repair(TEXT, settings=SETTINGS, id="cable 1")


class TestFacts:
    def test_edits_have_source_offsets(self, result):
        assert [(TEXT[e.start : e.end], e.new) for e in result.edits] == [
            ("[MOPS](#)", "MOPS"),
            ("and", "und"),
        ]

    def test_edit_on_an_edit_names_both_passes_and_has_the_lower_confidence(self, result):
        assert result.edits[0].source == "link-open+glyph-stray"
        assert result.edits[0].confidence == 0.98
        assert result.edits[0].why == "[MOPS](#) is MOPS!; then MOPS! is MOPS"

    def test_history_is_the_steps_in_their_order(self, result):
        assert [(e.source, e.new) for e in result.history(result.edits[0])] == [
            ("link-open", "MOPS!"),
            ("glyph-stray", "MOPS"),
        ]

    def test_history_of_a_plain_edit_is_itself(self, result):
        assert [e.source for e in result.history(result.edits[1])] == ["word-known"]

    def test_edit_of_another_document_has_no_history(self, result):
        with pytest.raises(ValueError, match="not one of the repairs"):
            result.history(Edit(0, 1, "x", 1.0, "why"))

    def test_repr_counts(self, result):
        assert repr(result) == "<Repair 'cable 1': 2 repairs, 1 flags>"
        assert repr(repair("")) == "<Repair 0 repairs, 0 flags>"

    def test_spans_go_both_ways(self, result):
        start = result.text.index("Xyz")

        assert result.source_span(start, start + 3) == (14, 17)
        assert result.output_span(14, 17) == (start, start + 3)

    def test_messages_are_made_once(self, result):
        assert result.messages is result.messages


class TestRevert:
    @pytest.mark.parametrize(
        ("only", "expected"),
        [
            (None, TEXT),
            ("word", "MOPS and Xyz"),
            ("word-known", "MOPS and Xyz"),
            ("glyph-stray", "MOPS! und Xyz"),
            ("link-open", "[MOPS](#) und Xyz"),
            ("link", "[MOPS](#) und Xyz"),
            (["glyph", "word"], "MOPS! and Xyz"),
            (["link-open", "word-known"], TEXT),
            ([], "MOPS und Xyz"),
            ("wor", "MOPS und Xyz"),
            ("word-doubt", "MOPS und Xyz"),
        ],
        ids=str,
    )
    def test_only_the_passes_named_go_back(self, result, only, expected):
        assert expected == result.revert(only=only)


class TestFrozen:
    @pytest.mark.parametrize("name", ["text", "edits", "flags", "other"])
    def test_nothing_can_be_set(self, result, name):
        with pytest.raises(AttributeError):
            setattr(result, name, "x")

    def test_nothing_can_be_deleted(self, result):
        with pytest.raises(AttributeError):
            del result.text

    def test_equal_if_everything_is_equal(self, result):
        same = repair(TEXT, settings=SETTINGS, id="cable 1")

        assert result == same
        assert hash(result) == hash(same)

    @pytest.mark.parametrize(
        "other",
        [
            repair(TEXT, settings=SETTINGS, id="cable 2"),
            repair(TEXT + " ", settings=SETTINGS, id="cable 1"),
            repair(TEXT, settings=Settings(passes=[]), id="cable 1"),
            TEXT,
        ],
        ids=["another id", "another source", "other repairs", "a text"],
    )
    def test_unequal_if_anything_differs(self, result, other):
        assert result != other


class TestJourneys:
    def test_pickle(self, result):
        again = pickle.loads(pickle.dumps(result))  # noqa: S301 - our own

        assert again == result

    def test_deep_copy(self, result):
        assert copy.deepcopy(result) == result

    def test_json(self, result):
        again = Repair.from_dict(json.loads(json.dumps(result.to_dict())))

        assert again == result
        assert again.edits == result.edits
        assert again.history(again.edits[0]) == result.history(result.edits[0])
        assert again.revert(only="glyph") == result.revert(only="glyph")

    def test_json_of_flags(self):
        flag = Flag(0, 1, "lost", "gone", ("a", "b"))
        settings = Settings(passes=[Pass(lambda _: [flag], "one-lost", Stage.REVIEW)])
        result = repair("ab", settings=settings)

        again = Repair.from_dict(json.loads(json.dumps(result.to_dict())))

        assert again.flags == (flag._replace(source="one-lost"),)

    def test_record_of_another_version_is_refused(self, result):
        with pytest.raises(ValueError, match="format version 99; this cablefix reads version 2"):
            Repair.from_dict(result.to_dict() | {"version": 99})

    def test_record_names_what_stood_and_what_stands(self, result):
        facts = result.to_dict()["edits"][0]

        assert facts["before"] == "[MOPS](#)"
        assert facts["after"] == "MOPS"
        assert result.text[facts["output_start"] : facts["output_end"]] == "MOPS"


class TestDiff:
    def test_names_the_document(self, result):
        assert result.diff().startswith("--- cable 1 (source)\n+++ cable 1 (repaired)\n@@ ")

    def test_is_empty_if_nothing_was_repaired(self):
        assert repair("fine").diff() == ""

    def test_id_with_a_line_break_stays_on_its_line(self):
        diff = repair(TEXT, settings=SETTINGS, id="a\n+b").diff()

        assert [line[:3] for line in diff.splitlines()[:3]] == ["---", "+++", "@@ "]
