"""The REF list, in the styles of FORMAT.md 1.3."""

from __future__ import annotations

import pytest

from cablefix import Document
from cablefix.cable.references import list_end, read


def telegram(letter, station, number, year=None, note=""):
    return (letter, year, station, number, "telegram", note)


LISTS = [
    ("REF: STATE 21535", [telegram("", "STATE", 21535)]),
    ("REF: 06 KINGSTON 1280", [telegram("", "KINGSTON", 1280, 2006)]),
    ("REF: 2010 STATE 6668", [telegram("", "STATE", 6668, 2010)]),
    ("REF: 78 LAGOS 515", [telegram("", "LAGOS", 515, 1978)]),
    ("REF(S): 09STATE96625", [telegram("", "STATE", 96625, 2009)]),
    (
        "REF: A. STATE 21535\n     B. 03 STATE 333924",
        [telegram("A", "STATE", 21535), telegram("B", "STATE", 333924, 2003)],
    ),
    (
        "REF: A. BUENOS AIRES 82 ¶B. THE HAGUE 26",
        [telegram("A", "BUENOS AIRES", 82), telegram("B", "THE HAGUE", 26)],
    ),
    ("REFS: A) USUN 38 B) BONN 15", [telegram("A", "USUN", 38), telegram("B", "BONN", 15)]),
    (
        "REF: (A) STATE 123 (NOTAL), (B) BONN 5 AND PREVIOUS",
        [telegram("A", "STATE", 123, note="NOTAL"), telegram("B", "BONN", 5, note="AND PREVIOUS")],
    ),
    (
        "REF: a. Berlin 1337\nb. Berlin 1340",
        [telegram("A", "Berlin", 1337), telegram("B", "Berlin", 1340)],
    ),
    (
        "REF A: STATE 123\nREF B: BONN 6",
        [telegram("A", "STATE", 123), telegram("B", "BONN", 6)],
    ),
    (
        "REF: A. A)STATE 70789; B. B) SEOUL 1144",
        [telegram("A", "STATE", 70789), telegram("B", "SEOUL", 1144)],
    ),
    ("REFS : COTONOU 361: LOME 515", [telegram("", "COTONOU", 361), telegram("", "LOME", 515)]),
    (
        "REF: A) STATE 195296, STATE 195400 B) STATE 195711",
        [
            telegram("A", "STATE", 195296),
            telegram("A", "STATE", 195400),
            telegram("B", "STATE", 195711),
        ],
    ),
    ("REFTEL: STATE 12345, 12346", [telegram("", "STATE", 12345), telegram("", "STATE", 12346)]),
    (
        "REF: A. 05 HANOI\n6789, B. HO CHI MINH CITY 12",
        [telegram("A", "HANOI", 6789, 2005), telegram("B", "HO CHI MINH CITY", 12)],
    ),
    (
        "REF: A. ROE-DOE E-MAIL OF JUNE 5, 2006\n     B. STATE 12345 (EXDIS)",
        [("A", None, "", None, "email", ""), telegram("B", "STATE", 12345, note="EXDIS")],
    ),
    (
        "REF: A. ROE-DOE E-MAIL 03/04/2007 B. 06STATE12345",
        [("A", None, "", None, "email", ""), telegram("B", "STATE", 12345, 2006)],
    ),
    ("REF: ROE-DOE TELCON 4 MAY", [("", None, "", None, "other", "")]),
    ("REF: ROE-DOE MESSAGE 3/4/75", [("", None, "", None, "other", "")]),
    (
        "REF: STATE 106206; STATE CA-3400 NOV 2, 1966",
        [telegram("", "STATE", 106206), ("", None, "", None, "other", "")],
    ),
    ("REF: DAILY REPORT FOR MAY 4", [("", None, "", None, "other", "")]),
    ("REF: NONE", []),
    ("REF:", []),
]


@pytest.mark.parametrize(("lines", "expected"), LISTS, ids=lambda x: str(x)[:40])
def test_list_is_read_in_every_style(lines, expected):
    references = list(read(Document(lines), 0, len(lines)))

    assert [r[:6] for r in references] == expected
    for r in references:
        assert " ".join(lines[r.start : r.end].split()) == r.text


@pytest.mark.parametrize(
    ("listed", "behind"),
    [
        ("REF: Frankfurt 002808", "\nSensitive but unclassified; not for Internet Distribution."),
        ("REF: 2009 BRASILIA 1381", "\n\n(U) THIS CABLE IS SENSITIVE BUT UNCLASSIFIED."),
        ("REF: BRASILIA 123", " (U) THIS CABLE IS SENSITIVE BUT UNCLASSIFIED."),
        ("REF: A. PARIS 1784\n\n     B. PARIS 26", "\n\nSUMMARY\n-------"),
        ("REF: A. PARIS 1784,\nB. LETTER OF THE\nMINISTER", "\n\nSummary"),
        ("REF: STATE 1234,\nSTATE 1235", ""),
        ("REF: Vladivostok 5", "\n\nMoscow 00002366 001.2 of 004"),
    ],
)
def test_list_ends_before_notes_and_headings(listed, behind):
    text = listed + behind

    assert text[: list_end(text, 0, len(text))].rstrip() == listed
