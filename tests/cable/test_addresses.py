"""Addressees: in the full header, the short one, and with members exempt."""

from __future__ import annotations

import pytest

from cablefix import Document
from cablefix.cable.addresses import read
from cablefix.cable.header import headers

HEAD = "R 151542Z MAR 07\nFM AMEMBASSY PARIS\n"
TAIL = "\nUNCLAS PARIS 000881\n\nE.O. 12958: N/A\nTAGS: PREL\nSUBJECT: TALKS\n\n1. Noted.\n"
LISTS = [
    ("TO RUEHC/SECSTATE WASHDC 4719", [("to", "RUEHC", "SECSTATE WASHDC", "", "4719", ())]),
    (
        (
            "TO RUEHC/SECSTATE WASHDC NIACT IMMEDIATE 4719\nINFO RUEHBS/USEU BRUSSELS PRIORITY\n"
            "ZEN/AMEMBASSY ROME 0091-0094"
        ),
        [
            ("to", "RUEHC", "SECSTATE WASHDC", "NIACT IMMEDIATE", "4719", ()),
            ("info", "RUEHBS", "USEU BRUSSELS", "PRIORITY", "", ()),
            ("info", "ZEN", "AMEMBASSY ROME", "", "0091-0094", ()),
        ],
    ),
    (
        "TO SECSTATE WASHDC PRIORITY 7985\nINFO USMISSION NATO",
        [
            ("to", "", "SECSTATE WASHDC", "PRIORITY", "7985", ()),
            ("info", "", "USMISSION NATO", "", "", ()),
        ],
    ),
    (
        (
            "TO PAGE 02        STATE   015113  182333Z\nAMEMBASSY ROME PRIORITY 0012\n"
            "PAGE 03        STATE   015113  182333Z\nINFO AMEMBASSY BONN"
        ),
        [
            ("to", "", "AMEMBASSY ROME", "PRIORITY", "0012", ()),
            ("info", "", "AMEMBASSY BONN", "", "", ()),
        ],
    ),
    (
        (
            "TO ALL EAST ASIAN AND PACIFIC DIPLOMATIC POSTS\nXMT AMEMBASSY SUVA, AMCONSUL PERTH\n"
            "AMEMBASSY KABUL\nINFO AMEMBASSY ROME"
        ),
        [
            (
                "to",
                "",
                "ALL EAST ASIAN AND PACIFIC DIPLOMATIC POSTS",
                "",
                "",
                ("AMEMBASSY SUVA", "AMCONSUL PERTH", "AMEMBASSY KABUL"),
            ),
            ("info", "", "AMEMBASSY ROME", "", "", ()),
        ],
    ),
    (
        "TO RUEHX/EUROPEAN POLITICAL COLLECTIVE\nXMT/AMEMBASSY SOFIA\nAMEMBASSY BUCHAREST",
        [
            (
                "to",
                "RUEHX",
                "EUROPEAN POLITICAL COLLECTIVE",
                "",
                "",
                ("AMEMBASSY SOFIA", "AMEMBASSY BUCHAREST"),
            ),
        ],
    ),
    (
        (
            "TO RUCNMEM/EU MEMBER STATES COLLECTIVE XMT RUEHVI/AMEMBASSY VIENNA\n"
            "RUEHBS/USEU BRUSSELS 0001"
        ),
        [
            ("to", "RUCNMEM", "EU MEMBER STATES COLLECTIVE", "", "", ("AMEMBASSY VIENNA",)),
            ("to", "RUEHBS", "USEU BRUSSELS", "", "0001", ()),
        ],
    ),
]


@pytest.mark.parametrize(("lines", "expected"), LISTS, ids=lambda x: str(x)[:40])
def test_addressees_are_read(lines, expected):
    doc = Document(HEAD + lines + TAIL)
    (header,) = headers(doc.text)

    assert [a[:6] for a in read(doc, header)] == expected


def test_span_of_a_collective_holds_who_is_exempt():
    doc = Document(HEAD + LISTS[4][0] + TAIL)
    (header,) = headers(doc.text)
    first = read(doc, header)[0]

    assert doc.text[first.start : first.end].endswith("AMEMBASSY KABUL")
