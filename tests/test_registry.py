"""The list of passes, their files and their documentation agree."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re

import pytest

import cablefix.passes
from cablefix import PASSES, Settings
from cablefix.types import Pass, Stage
from case_files import CASES, NAMES

MODULES = [
    importlib.import_module(f"cablefix.passes.{module.name}")
    for module in pkgutil.iter_modules(cablefix.passes.__path__)
]
each_pass = pytest.mark.parametrize("p", PASSES, ids=lambda p: p.name)


def test_every_pass_of_the_modules_is_listed():
    made = {p for module in MODULES for p in vars(module).values() if isinstance(p, Pass)}

    assert {p.name for p in made} == {p.name for p in PASSES}


def test_names_are_not_shared():
    assert len({p.name for p in PASSES}) == len(PASSES)


def test_stages_are_in_order_in_the_list():
    assert [p.stage for p in PASSES] == sorted(p.stage for p in PASSES)


def test_every_case_file_belongs_to_a_pass():
    assert set(NAMES) == {p.name for p in PASSES}


def test_titles_of_cases_differ():
    titles = [(case.name, case.title) for case in CASES]

    assert len(set(titles)) == len(titles)


def test_all_gates_are_patterns():
    pipeline = Settings(passes=PASSES).pipeline

    assert pipeline.run("x")[0] == "x"


@each_pass
def test_name_is_thing_and_damage(p):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", p.name)


@each_pass
def test_first_case_is_one_that_must_stay(p):
    first, *_ = [case for case in CASES if case.name == p.name] or [None]

    assert first
    assert first.expected == first.text


@each_pass
def test_some_case_shows_what_is_found(p):
    assert any(case.expected != case.text or case.flagged for case in CASES if case.name == p.name)


@each_pass
def test_docstring_says_in_one_line_what_is_found(p):
    assert 0 < len(p.summary) <= 88


@each_pass
def test_docstring_shows_a_repair_and_a_near_miss(p):
    shown = doctest.DocTestParser().get_examples(p.__doc__)

    assert len([e for e in shown if e.want]) >= 2


@each_pass
def test_pass_has_a_gate_or_a_view(p):
    assert p.gate or p.view


@each_pass
def test_pass_is_a_name_of_its_module(p):
    assert getattr(importlib.import_module(p.__module__), p.__qualname__) is p


@each_pass
def test_ceiling_is_a_probability(p):
    assert 0 < p.ceiling <= 1
    assert isinstance(p.stage, Stage)
