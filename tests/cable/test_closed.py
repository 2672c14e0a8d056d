"""The closed sets that headers draw on, as the tables of data/ have them."""

from __future__ import annotations

import pytest

from cablefix.cable.closed import addressees, codes, indicators, offices, rows, stations, tags


@pytest.mark.parametrize(
    ("indicator", "name"),
    [
        ("RUEHC", "SECSTATE WASHDC"),
        ("RUEHNR", "AMEMBASSY NAIROBI"),
        ("RUEHBS", "AMEMBASSY BRUSSELS"),
        ("RUEHBS", "USEU BRUSSELS"),
        ("RUEAIIA", "CIA WASHDC"),
    ],
)
def test_addressee_is_known_both_ways(indicator, name):
    names, of_name = addressees()

    assert names[indicator][name] > 0
    assert of_name[name][indicator] > 0


def test_both_ways_say_the_same():
    names, of_name = addressees()
    there = {(i, n, count) for i, found in names.items() for n, count in found.items()}
    back = {(i, n, count) for n, found in of_name.items() for i, count in found.items()}

    assert there == back


@pytest.mark.parametrize("station", ["BRUSSELS", "STATE", "SAO PAULO", "PORT AU PRINCE"])
def test_stations(station):
    assert station in stations()


@pytest.mark.parametrize("caption", ["SIPDIS", "NOFORN", "EXDIS", "NODIS"])
def test_captions(caption):
    assert codes("caption")[caption] > 0


def test_kind_that_no_table_has_is_empty():
    assert codes("colour") == {}


@pytest.mark.parametrize(
    ("known", "code"),
    [(tags, "PREL"), (tags, "KDEM"), (tags, "BE"), (offices, "EUR"), (offices, "ISO"),
     (indicators, "RUEHWEB"), (indicators, "RUEHAST")],
)  # fmt: skip
def test_codes(known, code):
    assert code in known()


def test_offices_are_no_tags_and_tags_no_indicators():
    assert "RUEHC" not in tags()
    assert "PREL" not in offices()


def test_each_indicator_with_a_name_is_an_indicator():
    assert indicators() >= addressees().names.keys()


def test_rows_leave_comments_out():
    found = rows("addressees.tsv")

    assert all(len(row) == 3 for row in found)
    assert not any(row[0].startswith("#") for row in found)
