"""The channel of paragraph markers: how a token is cut, and what each cut costs."""

from __future__ import annotations

from collections import Counter

import pytest

from cablefix.cable.channel import HIGHEST, Channel, general, kind_of, parses, table


def read(body):
    return {(p.number, p.glyph) for p in parses(body)}


@pytest.mark.parametrize(
    ("body", "reading"),
    [
        ("16", (6, "1")),
        ("16", (16, "")),
        ("q{3", (3, "q{")),
        ("qi", (1, "q")),
        ("_l", (1, "_")),
        ("_S", (5, "_")),
        ("ﬂl", (1, "fl")),
        ("“4", (4, '"')),
        ("lO", (10, "")),
        ("Z", (2, "")),
        ("4{@13", (13, "4{@")),
    ],
)
def test_token_is_cut_into_glyph_and_number(body, reading):
    assert reading in read(body)


@pytest.mark.parametrize("body", ["", "_", "__", "Summary", "¶", "--", "%%"])
def test_what_shows_no_digits_has_no_number(body):
    assert read(body) == set()


@pytest.mark.parametrize("body", ["0", str(HIGHEST + 1)])
def test_no_paragraph_has_the_number(body):
    assert int(body) not in {number for number, _ in read(body)}


def test_digit_is_never_another_digit():
    for sign, readings in table().digits.items():
        if sign.isdigit():
            assert [digit for digit, _ in readings] == [sign]


def test_costs_are_those_of_probabilities():
    assert all(cost >= 0 for glyphs in table().glyphs.values() for cost in glyphs.values())
    assert all(cost >= 0 for cost in (*table().unseen.values(), *table().stops.values()))


def test_glyph_that_no_engine_was_seen_to_write_has_a_cost():
    assert general("¤") < 10
    assert general("¤¤¤") > general("¤")


def test_number_that_a_digit_would_belong_to_makes_it_dearer_as_a_glyph():
    assert general("3") > general("¤")


def test_document_shows_how_it_reads_the_pilcrow():
    unseen, seen = Channel(Counter()), Channel(Counter({"R": 6}))

    assert seen["R"] < unseen["R"]
    assert seen["q"] > unseen["q"]


def test_kind_of_engine_is_told_by_its_glyphs():
    assert kind_of(Counter({"fl": 2, "11": 3})) == "legacy"
    assert kind_of(Counter({"_": 4, "n": 1})) == "ocrad"
    assert kind_of(Counter({"q": 1})) == "any"
    assert general("fl", "legacy") < general("fl")
