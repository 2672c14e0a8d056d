"""What the fields of a header make of one another."""

from __future__ import annotations

import pytest
from sound_headers import CABLEGATE, ERAS, SEVENTIES

from cablefix.cable.checks import (
    AS_SENT,
    CHECKS,
    LETTERS,
    LINE_NAMES,
    PRECEDENCE_LETTERS,
    SIGNALS,
    Correction,
    Doubt,
    corrections,
    rate,
    station_of,
)
from cablefix.cable.fields import Part, parts
from cablefix.cable.header import headers

BREAKS = {"break number", "break total"}
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda c: f"{c.one} and {c.other}")


def said(*named):
    """What parts make of one another: ``{name: new text}`` and the names of those in doubt."""
    made, at = [], 0
    for name, text in named:
        made.append(Part(name, text, at, at + len(text)))
        at += len(text) + 1
    found = list(corrections(made))
    new = {c.part.name: c.new for c in found if isinstance(c, Correction)}
    return new, {d.part.name: d.candidates for d in found if isinstance(d, Doubt)}


@each_check
def test_parts_of_a_check_are_parts_of_headers(check):
    names = {p.name for t in ERAS.values() for p in parts(t, headers(t)[0])} | BREAKS

    assert {check.one, check.other} <= names


@each_check
def test_check_holds_nearly_always(check):
    assert 0.9 < check.holds / check.of <= 1
    assert 0.9 < rate(check.fact, check.one) < 1


@each_check
def test_lines_of_a_check_have_names(check):
    assert check.one.split()[0] in LINE_NAMES
    assert check.other.split()[0] in LINE_NAMES


def test_fact_that_no_check_states_is_never_sure():
    assert rate("colour", "originator serial") == 0.0
    assert rate("serial", "from name") == 0.0


def test_tables_fit():
    assert set(LETTERS.values()) <= set(AS_SENT)
    assert set(LETTERS) <= set(SIGNALS)
    assert set(PRECEDENCE_LETTERS.values()) == set("ZOPR")


@pytest.mark.parametrize("text", ERAS.values(), ids=ERAS)
def test_sound_header_says_nothing(text):
    (header,) = headers(text)

    assert list(corrections(tuple(parts(text, header)))) == []


def test_no_parts_say_nothing():
    assert said() == ({}, {})


GROUP = (("group day", "15"), ("group time", "1542"), ("group month", "MAR"), ("group year", "07"))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (
            [("originator serial", "O88l"), ("class number", "000881")],
            {"originator serial": "0881"},
        ),
        ([("originator serial", "0881"), ("class number", "0008B1")], {"class number": "000881"}),
        ([("originator serial", "0881"), ("class number", "010881")], {}),
        (
            [
                ("originator serial", "0861"),
                ("class number", "000881"),
                ("break number", "00000881"),
            ],
            {"originator serial": "0881"},
        ),
        (
            [
                ("originator serial", "1881"),
                ("class number", "021881"),
                ("break number", "00021861"),
            ],
            {"break number": "00021881"},
        ),
        ([("page number", "07987"), ("class number", "79B7")], {"class number": "7987"}),
        ([("page number", "O7987"), ("class number", "7987")], {"page number": "07987"}),
        ([("originator section", "Ol"), ("class section", "01")], {"originator section": "01"}),
        (
            [("class total", "08"), ("break total", "003"), ("break total", "003")],
            {"class total": "03"},
        ),
        (
            [*GROUP, ("originator day", "O74"), ("originator time", "1542")],
            {"originator day": "074"},
        ),
        (
            [*GROUP, ("originator day", "0?4"), ("originator time", "1542")],
            {"originator day": "074"},
        ),
        (
            [*GROUP, ("originator day", "074"), ("originator time", "1S42")],
            {"originator time": "1542"},
        ),
        ([("group day", "75"), *GROUP[1:], ("originator day", "074")], {"group day": "15"}),
        (
            [
                ("group day", "22"),
                ("group month", "AUC"),
                ("group year", "07"),
                ("originator day", "234"),
            ],
            {"group month": "AUG"},
        ),
        (  # in a leap year
            [
                ("group day", "O1"),
                ("group month", "MAR"),
                ("group year", "08"),
                ("originator day", "061"),
            ],
            {"group day": "01"},
        ),
        ([("routing precedence", "OO"), ("group precedence", "0")], {"group precedence": "O"}),
        ([("routing precedence", "00"), ("group precedence", "O")], {"routing precedence": "OO"}),
        ([("security letters", "uuuuu"), ("class word", "UNCLAS")], {"security letters": "UUUUU"}),
        (
            [("security letters", "SSSSS"), ("class word", "E C R E T")],
            {"class word": "S E C R E T"},
        ),
        ([("security letters", "UUUUU"), ("class word", "UUNCLAS")], {"class word": "UNCLAS"}),
        ([("security signal", "ZNR"), ("security letters", "CCCCC")], {"security signal": "ZNY"}),
        ([("start channel", "XYZ"), ("routing indicator", "RUEHWEB")], {}),
        ([("start channel", "XY2"), ("routing indicator", "RUEHWEB")], {"start channel": "XYZ"}),
        (
            [("from name", "AMEMBASSY MINSK"), ("class station", "MILSK")],
            {"class station": "MINSK"},
        ),
        (
            [("from name", "AMEMBASSY MILSK"), ("class station", "MINSK")],
            {"from name": "AMEMBASSY MINSK"},
        ),
        (
            [("originator indicator", "RUEHLO"), ("from name", "MEMBASSY LONDON")],
            {"from name": "AMEMBASSY LONDON"},
        ),
        (
            [("originator indicator", "RUEHLX"), ("from name", "AMEMBASSY LONDON")],
            {"originator indicator": "RUEHLO"},
        ),
        (
            [("from name", "SECSTATE WASHDC"), ("class station", "STATF")],
            {"class station": "STATE"},
        ),
        (
            [("office copies", "12"), ("office copies", "O1"), ("office total", "013")],
            {"office copies": "01"},
        ),
        (
            [("office copies", "12"), ("office copies", "?"), ("office total", "013")],
            {"office copies": "01"},
        ),
        (
            [("office copies", "12"), ("office copies", "01"), ("office total", "O13")],
            {"office total": "013"},
        ),
        (
            [
                ("office copies", "12"),
                ("office copies", "O1"),
                ("office total", "013"),
                ("office unread", "x"),
            ],
            {},
        ),
    ],
)
def test_witnesses_correct(named, expected):
    assert said(*named) == (expected, {})


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (
            [("originator serial", "0861"), ("class number", "000881")],
            {"originator serial": ("0881",), "class number": ("000861",)},
        ),
        (
            [
                ("originator serial", "1108"),
                ("class number", "000004"),
                ("break number", "00000004"),
            ],
            {"originator serial": ("0004",)},  # two against one
        ),
        (
            [("page number", "07987"), ("class number", "7387")],
            {"page number": ("07387",), "class number": ("7987",)},
        ),
        (
            [*GROUP, ("originator day", "074"), ("originator time", "1442")],
            {"group time": ("1442",), "originator time": ("1542",)},
        ),
        (
            [("security letters", "CCCCC"), ("class word", "S E C R E T")],
            {"security letters": ("SSSSS",), "class word": ("C O N F I D E N T I A L",)},
        ),
        (
            [("office copies", "12"), ("office copies", "01"), ("office total", "032")],
            {"office total": ("013",)},
        ),
    ],
)
def test_what_two_valid_values_say_is_doubted(named, expected):
    assert said(*named) == ({}, expected)


@pytest.mark.parametrize(
    "named",
    [
        [*GROUP, ("originator day", "074"), ("originator time", "1559")],  # sent later
        [
            ("group day", "18"),
            ("group time", "2355"),
            ("group month", "JAN"),
            ("group year", "08"),
            ("originator day", "019"),
            ("originator time", "0017"),
        ],
        [("class number", "000881")],
        [("page number", "00987"), ("class number", "987")],
        [("routing precedence", "OO"), ("group precedence", "O"), ("group precedence", "R")],
        [("routing precedence", "RR"), ("group precedence", "O")],  # one of them alone says nothing
        [("security letters", "UUUUU"), ("security signal", "ZNR"), ("class word", "UNCLAS")],
        [
            ("originator indicator", "RUEHBS"),
            ("from name", "USEU BRUSSELS"),
            ("class station", "USEU BRUSSELS"),
        ],
        [("from name", "AMEMBASSY SAMARKAND"), ("class station", "SAMARKAND")],
        [("from name", "AMEMBASSY MOSCOW"), ("class station", "SHENYANG")],
        [("group day", "15"), ("group month", "XXX"), ("group year", "07")],
        [("group day", "31"), ("group month", "FEB"), ("group year", "07")],
        [("office copies", "12"), ("office total", "012")],
    ],
)
def test_what_may_be_so_stays(named):
    assert said(*named) == ({}, {})


@pytest.mark.parametrize(
    ("name", "station"),
    [
        ("AMEMBASSY BRUSSELS", "BRUSSELS"),
        ("AMCONSUL SAO PAULO", "SAO PAULO"),
        ("SECSTATE WASHDC", "STATE"),
        ("USEU BRUSSELS", "USEU BRUSSELS"),
        ("USMISSION USUN NEW YORK", "USUN NEW YORK"),
    ],
)
def test_station_of_a_sender(name, station):
    assert station_of(name) == station


def test_two_witnesses_are_surer_than_one():
    one = [Part("originator serial", "O881", 0, 4), Part("class number", "000881", 5, 11)]
    two = [*one, Part("break number", "00000881", 12, 20)]
    (alone,), (both,) = corrections(one), corrections(two)

    assert alone.confidence < 1
    assert both.confidence < 1
    assert alone.confidence <= both.confidence


def test_correction_names_its_witness():
    (found,) = corrections(
        [Part("originator serial", "088?", 0, 4), Part("class number", "000881", 5, 11)]
    )

    assert "classification line (000881)" in found.why


def test_break_of_the_seventies_has_no_part_of_its_own():
    names = {p.name for p in parts(SEVENTIES, headers(SEVENTIES)[0])}

    assert not names & BREAKS
    assert "break total" not in {p.name for p in parts(CABLEGATE, headers(CABLEGATE)[0])}


@pytest.mark.parametrize("sign", ["²", "①", "٣"])
@pytest.mark.parametrize("name", ["group day", "group time", "originator day", "office copies"])
def test_digits_of_other_scripts_are_no_digits(name, sign):
    named = {**dict(GROUP), "originator day": "074", "office copies": "12", "office total": "012"}
    named[name] = sign + named[name][1:]
    new, _ = said(*named.items())

    assert set(new) <= {name}
