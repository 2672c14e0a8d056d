"""clean, repair, repair_many: what a caller relies on."""

from __future__ import annotations

import itertools
import warnings

import pytest

import cablefix
from cablefix import (
    DEFAULT,
    FlaggedError,
    FlaggedWarning,
    Repair,
    Settings,
    clean,
    repair,
    repair_many,
)
from cablefix.types import Edit, Flag, Stage
from cablefix.types import repair as repair_pass

LINK = "TAGS: [MOPS](#)"


@repair_pass("cut-end", Stage.REVIEW, gate="CUT")
def cut(doc):
    """A sentence that breaks off at CUT."""
    yield Flag(doc.text.index("CUT"), doc.text.index("CUT") + 3, "cut", "breaks off")


@repair_pass("doubt-x", Stage.REVIEW, gate="X")
def doubt(doc):
    """Every X is doubtful."""
    for at, c in enumerate(doc.text):
        if c == "X":
            yield Flag(at, at + 1, "doubtful", "an X")


@repair_pass("doubt-cut", Stage.REVIEW, gate="CUT")
def unsure(doc):
    """CUT may be a word."""
    yield Flag(doc.text.index("CUT"), doc.text.index("CUT") + 3, "doubtful", "a word?")


@repair_pass("shout-a", Stage.TEXT, gate="a")
def shout(doc):
    """Every a is an A too small."""
    for at, c in enumerate(doc.text):
        if c == "a":
            yield Edit(at, at + 1, "AA", 1.0, "too small")


@repair_pass("fail-bomb", Stage.TEXT, gate="BOMB")
def bomb(_):
    """A pass that fails."""
    raise RuntimeError("boom")


TEST = Settings(passes=[shout, bomb, cut, doubt])


class TestClean:
    def test_text_is_repaired(self):
        assert clean(LINK) == "TAGS: MOPS"

    @pytest.mark.parametrize("text", ["", "\n", "Nothing is wrong here.\n"])
    def test_text_without_damage_is_the_same_object(self, text):
        assert clean(text) is text
        assert repair(text).text is text

    @pytest.mark.parametrize("data", [b"x", bytearray(b"x"), memoryview(b"x")])
    @pytest.mark.parametrize("function", [clean, repair])
    def test_bytes_are_refused_with_advice(self, function, data):
        with pytest.raises(TypeError, match=r'decode them first.*decode\("utf-8"\)'):
            function(data)

    @pytest.mark.parametrize("thing", [None, 3, ["x"]])
    @pytest.mark.parametrize("function", [clean, repair])
    def test_what_is_no_text_is_refused(self, function, thing):
        with pytest.raises(TypeError, match=type(thing).__name__):
            function(thing)

    def test_settings_are_heeded(self):
        assert clean(LINK, settings=Settings(passes=[])) is LINK


class TestOnFlag:
    def test_ignore_is_the_default(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert clean("aX", settings=TEST) == "AAX"

    def test_warn_says_how_many_and_where(self):
        with pytest.warns(FlaggedWarning, match=r"1 damaged place is .*: an X .*1 to 2"):
            assert clean("aX", settings=TEST, on_flag="warn") == "AAX"

    def test_warning_points_at_the_caller(self):
        with pytest.warns(FlaggedWarning) as caught:
            clean("X", settings=TEST, on_flag="warn")

        assert caught[0].filename == __file__

    def test_long_list_is_cut(self):
        with pytest.raises(FlaggedError, match=r"5 damaged places are .*; and 2 more"):
            clean("XXXXX", settings=TEST, on_flag="raise")

    @pytest.mark.parametrize("on_flag", ["warn", "raise", "mark"])
    def test_text_without_flags_passes_quietly(self, on_flag):
        assert clean("a", settings=TEST, on_flag=on_flag) == "AA"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("aX", "AAX [?]"),
            ("Xa", "X [?]AA"),
            ("so CUT", "so CUT […]"),
            ("aCUTa Xa", "AACUT […]AA X [?]AA"),
        ],
    )
    def test_mark_puts_an_editors_mark_behind_the_place(self, text, expected):
        assert expected == clean(text, settings=TEST, on_flag="mark")

    @pytest.mark.parametrize("passes", [[cut, unsure], [unsure, cut]], ids=str)
    def test_loss_outranks_doubt_where_both_are_said(self, passes):
        assert clean("CUT", settings=Settings(passes=passes), on_flag="mark") == "CUT […]"

    def test_unknown_answer_is_refused(self):
        with pytest.raises(ValueError, match="'ignore', 'warn', 'raise' or 'mark'"):
            clean("a", on_flag="explode")


class TestRepairMany:
    TEXTS = ("a", "BOMB", "X", "", "a CUT")

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_order_is_kept(self, jobs):
        texts = [f"{n} a" for n in range(300)]

        results = repair_many(texts, settings=TEST, jobs=jobs)

        assert [r.source for r in results] == texts

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_bad_document_in_the_middle_does_not_stop_the_others(self, jobs):
        results = list(repair_many(self.TEXTS, settings=TEST, jobs=jobs))

        assert [r.text for r in results] == ["AA", "BOMB", "X", "", "AA CUT"]
        assert [[f.kind for f in r.flags] for r in results] == [
            [],
            ["error"],
            ["doubtful"],
            [],
            ["cut"],
        ]
        assert "pass 'fail-bomb' failed: RuntimeError: boom" in results[1].flags[0].why

    def test_two_processes_find_what_one_does(self):
        texts = [LINK, "", "\ud800 [x](#)", "a" * 10]

        assert list(repair_many(texts, jobs=2)) == list(repair_many(texts))

    def test_no_texts_give_no_repairs(self):
        assert list(repair_many([])) == []
        assert list(repair_many([], jobs=2)) == []

    def test_texts_are_taken_one_at_a_time(self):
        results = repair_many(LINK for _ in itertools.count())

        assert next(results).text == "TAGS: MOPS"

    def test_two_processes_take_no_more_than_they_need(self):
        taken = itertools.count()
        results = repair_many((f"{next(taken)}" for _ in range(10_000)), jobs=2)

        next(results)
        results.close()

        assert next(taken) < 1_000

    @pytest.mark.parametrize("jobs", [0, -1])
    def test_number_of_processes_must_be_one_or_more(self, jobs):
        with pytest.raises(ValueError, match="1 or more"):
            repair_many(["a"], jobs=jobs)

    def test_one_text_in_place_of_many_is_refused(self):
        with pytest.raises(TypeError, match="repair_many"):
            repair_many("abc")


class TestPublicNames:
    def test_every_name_can_be_had(self):
        assert all(getattr(cablefix, name) is not None for name in cablefix.__all__)

    def test_names_are_listed(self):
        assert set(cablefix.__all__) <= set(dir(cablefix))

    def test_unknown_name_is_an_attribute_error(self):
        with pytest.raises(AttributeError, match="no attribute 'mend'"):
            _ = cablefix.mend

    def test_default_is_the_record_profile(self):
        assert isinstance(DEFAULT, Settings)
        assert isinstance(repair("a"), Repair)
