"""The parts of header lines, damaged or not."""

from __future__ import annotations

import pytest
from sound_headers import CABLEGATE, ERAS

from cablefix.cable.fields import parts
from cablefix.cable.header import headers
from cablefix.cable.lines import Header, Line


def split(kind, line):
    """The parts of one line, as ``name=text``."""
    header = Header(0, len(line), (Line(kind, 0, len(line)),))
    return [f"{part.name}={part.text}" for part in parts(line, header)]


@pytest.mark.parametrize("text", ERAS.values(), ids=ERAS)
def test_parts_stand_where_they_say_in_order(text):
    (header,) = headers(text)
    found = list(parts(text, header))

    assert [text[p.start : p.end] for p in found] == [p.text for p in found]
    assert found == sorted(found, key=lambda p: p.start)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_every_line_of_a_sound_header_has_parts():
    (header,) = headers(CABLEGATE)
    named = {p.name.split()[0] for p in parts(CABLEGATE, header)}

    assert named >= {
        "start",
        "routing",
        "originator",
        "security",
        "group",
        "from",
        "to",
        "info",
        "addressee",
        "class",
        "caption",
        "order",
        "tags",
        "subject",
        "references",
    }


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        ("start", "VZCZCXRO6586", "start label=VZCZC start channel=XRO start number=6586"),
        ("start", "VZCZCADI319", "start label=VZCZC start channel=ADI start number=319"),
        ("start", "V2CZCXROO884", "start label=V2CZC start channel=XRO start number=O884"),
        ("start", "VZC", ""),
        (
            "originator",
            "DE RUEHBS #0881/01 0741542",
            (
                "originator label=DE originator indicator=RUEHBS originator sign=# originator"
                " serial=0881 originator section=01 originator day=074 originator time=1542"
            ),
        ),
        (
            "originator",
            "DE RUEHCP N2l35 2161726 |",
            "",
        ),
        (
            "originator",
            "DE RUEHBS 0881 0741542",
            (
                "originator label=DE originator indicator=RUEHBS"
                " originator serial=0881 originator day=074 originator time=1542"
            ),
        ),
        ("originator", "DE", ""),
        (
            "security",
            "ZNR UUUUU 22H",
            "security signal=ZNR security letters=UUUUU security label=22H",
        ),
        (
            "date-time group",
            "P R 1515422 MAR 07 ZDK",
            (
                "group precedence=P group precedence=R group day=15 group time=1542"
                " group zone=2 group month=MAR group year=07"
            ),
        ),
        (
            "date-time group",
            "O 032116 Z APR 73",
            (
                "group precedence=O group day=03 group time=2116"
                " group zone=Z group month=APR group year=73"
            ),
        ),
        ("date-time group", "nothing of it", ""),
        (
            "from",
            "FM AMEMBASSY PORT AU PRINCE .",
            "from label=FM from name=AMEMBASSY PORT AU PRINCE",
        ),
        (
            "to",
            "TO RUEHC/SECSTATE WASHDC NIACT IMMEDIATE 4719",
            (
                "to label=TO addressee indicator=RUEHC addressee name=SECSTATE WASHDC"
                " addressee precedence=NIACT addressee precedence=IMMEDIATE addressee serial=4719"
            ),
        ),
        (
            "to",
            "T0 SECSTATE WASHDC 47l9",
            "to label=T0 addressee name=SECSTATE WASHDC addressee serial=47l9",
        ),
        ("info", "RUEHBS/USEU BRUSSELS", "addressee indicator=RUEHBS addressee name=USEU BRUSSELS"),
        (
            "info",
            "RUEHLO\\AMEMBASSY LONDON",
            "addressee indicator=RUEHLO addressee name=AMEMBASSY LONDON",
        ),
        ("info", "AMEMBASSY OSLO", "addressee name=AMEMBASSY OSLO"),
        (
            "info",
            "RUEHLO/AMEMBASSY LONDON 0012-0014",
            "addressee indicator=RUEHLO addressee name=AMEMBASSY LONDON addressee serial=0012-0014",
        ),
        (
            "classification line",
            "S EC RET NOFORN SECTIKN 01 or 03 SAO PAULO 000146",
            (
                "class word=S EC RET class label=SECTIKN class section=01 class of=or"
                " class total=03 class station=SAO PAULO class number=000146"
            ),
        ),
        (
            "classification line",
            "LIMITED OFFICIAL USE PARIS 7987",
            "class word=LIMITED OFFICIAL USE class station=PARIS class number=7987",
        ),
        ("caption", "SIPDIS", "caption=SIPDIS"),
        ("caption", "EXDIS TOSHU 24", ""),
        (
            "executive order",
            "E.O. 12958: N/A",
            "order label=E.O. order number=12958 order value=N/A",
        ),
        (
            "executive order",
            "E. O. 11652 : GDS",
            "order label=E. O. order number=11652 order value=GDS",
        ),
        ("executive order", "EO 12958 N/A", "order label=EO order number=12958 order value=N/A"),
        (
            "tags",
            "TAGS: PREL, OVIP (RICE, CONDOLEEZZA), EU",
            "tags label=TAGS: tag=PREL tag=OVIP tag=EU",
        ),
        ("subject", "SUBJECT: TALKS ON GAS", "subject label=SUBJECT:"),
        (
            "page",
            "PAGE 01 ADDIS 09146 3113112",
            (
                "page label=PAGE page page=01 page station=ADDIS page number=09146"
                " page day=31 page time=1311 page zone=2"
            ),
        ),
        ("page", "PAGE 01", ""),
        (
            "action",
            "ACTION EUR-12",
            "action label=ACTION office=EUR office dash=- office copies=12",
        ),
        (
            "offices",
            "INFO OES+06 PRS-O1 /048 W",
            (
                "offices label=INFO office=OES office dash=+ office copies=06"
                " office=PRS office dash=- office copies=O1 office total=048"
            ),
        ),
        (
            "offices",
            "INFO ISO-00 unread",
            "offices label=INFO office=ISO office dash=- office copies=00 office unread=unread",
        ),
        ("text", "1. (U) Noted.", ""),
        ("no such kind", "anything", ""),
    ],
)
def test_line_is_split(kind, line, expected):
    assert " ".join(split(kind, line)) == expected


@pytest.mark.parametrize(
    "kind",
    [
        "start",
        "routing",
        "originator",
        "security",
        "date-time group",
        "from",
        "to",
        "info",
        "classification line",
        "caption",
        "executive order",
        "tags",
        "subject",
        "references",
        "classified by",
        "page",
        "action",
        "offices",
    ],
)
@pytest.mark.parametrize(
    "line",
    [".", "/", "- - -", "TO", "E", "/// \\\\", "(", "0", "MAR", "a b c d e f g h", "ﬁ ¶ \u2028x"],
)
def test_any_line_is_split(kind, line):
    for part in parts(line, Header(0, len(line), (Line(kind, 0, len(line)),))):
        assert 0 <= part.start <= part.end <= len(line)
