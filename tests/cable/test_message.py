"""The message model, on the two cables that started the project and on headers of every form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cablefix import Document, repair
from cablefix.cable.message import read

SAMPLES = Path(__file__).parents[2] / "corpus_samples"
BUCHAREST = (SAMPLES / "000_c994b3eb09582dcb.txt").read_text("utf-8")
BRUSSELS = (SAMPLES / "002_340b633448dfd695.txt").read_text("utf-8")


def test_fields_of_a_header_are_read():
    (message,) = repair(BUCHAREST).messages

    assert message.field("originator") == "DE RUEHBM #0113 0331710"
    assert message.field("date-time group") == "R 021710Z FEB 07"
    assert message.field("classification line") == "C O N F I D E N T I A L BUCHAREST 000113"
    assert message.field("tags") == "TAGS: MOPS PARM PREL NATO"
    assert message.field("passing") == ""
    assert [(p.number, p.mark) for p in message.paragraphs] == [(1, "C"), (2, "C"), (3, "C")]
    assert message.signature.name == "TAUBMAN"


def test_page_lines_taken_out_of_the_text_are_kept():
    result = repair(BRUSSELS)
    (message,) = result.messages

    assert "BRUSSELS 00000881" not in result.text
    assert [(p.station, p.number, p.page, p.total) for p in message.page_lines] == [
        ("BRUSSELS", 881, 2, 3),
        ("BRUSSELS", 881, 3, 3),
    ]
    assert [BRUSSELS[p.start : p.end] for p in message.page_lines] == [
        "BRUSSELS 00000881 002 OF 003",
        "BRUSSELS 00000881 003 OF 003",
    ]


def test_wrapped_subject_is_one_field():
    (message,) = repair(BRUSSELS).messages

    assert message.subject.value.endswith("on the Global Initiative to Combat Nuclear Terrorism")
    assert message.field("subject") == f"SUBJECT: {message.subject.value}"


@pytest.mark.parametrize("joint", ["", "\n", "\n\n\n"])
def test_two_cables_in_one_text_are_two_messages(joint):
    result = repair(BUCHAREST.rstrip("\n") + joint + BRUSSELS)

    assert [m.signature.name for m in result.messages] == ["TAUBMAN", "IMBRIE"]
    assert [m.field("originator")[:9] for m in result.messages] == ["DE RUEHBM", "DE RUEHBS"]
    assert [[p.number for p in m.paragraphs] for m in result.messages] == [
        [1, 2, 3],
        [1, 5, 6, 7, 8, 9, 10, 11, 12],
    ]


def places(message):
    """All parts of a message that have a place in the text, with their names."""
    parts = (message.order, message.subject, message.classified_by, message.signature)
    lists = ("fields", "addressees", "tags", "references", "sections", "paragraphs")
    return [*parts, *(part for name in lists for part in getattr(message, name))]


@pytest.mark.parametrize("text", [BUCHAREST, BRUSSELS], ids=["Bucharest", "Brussels"])
def test_every_part_has_its_place_in_text_and_source(text):
    result = repair(text)
    (message,) = result.messages

    for part in places(message):
        assert 0 <= part.start <= part.end <= len(result.text)
        assert 0 <= part.source_start <= part.source_end <= len(text)
    for field in message.fields:
        assert " ".join(result.text[field.start : field.end].split()) == field.value
        assert (field.source_start, field.source_end) == result.source_span(field.start, field.end)
    assert [result.text[p.start : p.start + 4] for p in message.paragraphs][1:3] == (
        ["¶5. ", "¶6. "] if text is BRUSSELS else ["¶2. ", "¶3. "]
    )


def test_text_without_a_header_is_one_message():
    (message,) = repair("1. Noted.\n\n2. Agreed.").messages

    assert (message.fields, len(message.paragraphs)) == ((), 2)
    assert (message.addressees, message.captions, message.tags, message.references) == ((),) * 4
    assert message.order[:2] == message.subject[:2] == ("", "")
    assert (message.classified_by.who, message.signature.name, message.sections) == ("", "", ())


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_blank_text_has_no_message(text):
    assert repair(text).messages == ()


def test_messages_go_into_json():
    (message,) = repair(BRUSSELS).messages

    facts = json.loads(json.dumps(message.to_dict()))

    assert facts["paragraphs"][1]["number"] == 5
    assert facts["page_lines"][0]["station"] == "BRUSSELS"


FULL = """VZCZCXRO6586
RR RUEHAST RUEHBS
DE RUEHBS #0881/01 0741542
ZNY CCCCC ZZH
R 151542Z MAR 07
FM USEU BRUSSELS
TO RUEHC/SECSTATE WASHDC 4719
INFO RUEHRO/AMEMBASSY ROME PRIORITY

C O N F I D E N T I A L SECTION 01 OF 02 BRUSSELS 000881

SIPDIS

SIPDIS

STATE FOR EUR/ERA

E.O. 12958: DECL: 03/15/2017
TAGS: PREL, OVIP (RICE, CONDOLEEZZA)
SUBJECT: (U) A SUBJECT THAT IS
WRAPPED

REF: A. STATE 21535
     B. 06 ROME 42 (NOTAL)

Classified By: DCM Jane A. Roe for reasons 1.4 (b) and (d).

1. (C) They met.

BRUSSELS 00000881  002 OF 002

2. (U) They parted.

GRAY
NNNN
"""
SEVENTIES = """CONFIDENTIAL

PAGE 01        TUNIS   08541  232020Z
16
ACTION AF-10
INFO  OCT-01  ISO-00  /011 W
--------------------- 044067
P R 232015Z FEB 75
FM AMEMBASSY TUNIS
TO SECSTATE WASHDC PRIORITY 8783
INFO USMISSION NATO
C O N F I D E N T I A L SECTION 1 OF 2 TUNIS 8541
EXDIS
E.O. 11652: GDS
TAGS: PFOR, TS
SUBJECT: THE TALKS
REF: STATE 21535
1. THEY MET.
2. THEY PARTED.
SEELYE

CONFIDENTIAL

NNN
"""
SHORT = """R 021710Z DEC 04
FM AMEMBASSY ANKARA
TO SECSTATE WASHDC PRIORITY 1234
INFO AMEMBASSY ROME
UNCLAS ANKARA 004117

SIPDIS

E.O. 12958: N/A
TAGS: PREL
SUBJECT: TALKS

1. They met. EDELMAN
"""
EXTRACT = """This record is a partial extract of the original cable. The full text is not available.

UNCLAS SECTION 02 OF 03 ANKARA 004117

SIPDIS

E.O. 12958: N/A
TAGS: PREL
SUBJECT: TALKS

7. They met.

8. They parted.
"""
FORMS = [
    (
        FULL,
        {
            "originator": "DE RUEHBS #0881/01 0741542",
            "to": "TO RUEHC/SECSTATE WASHDC 4719",
            "attention": "STATE FOR EUR/ERA",
            "references": "REF: A. STATE 21535 B. 06 ROME 42 (NOTAL)",
            "classified by": "Classified By: DCM Jane A. Roe for reasons 1.4 (b) and (d).",
        },
        ("12958", "03/15/2017"),
        ["SIPDIS", "SIPDIS"],
        [(1, 2), (2, 2)],
        "GRAY",
    ),
    (
        SEVENTIES,
        {
            "page": "PAGE 01 TUNIS 08541 232020Z",
            "action": "ACTION AF-10",
            "offices": "INFO OCT-01 ISO-00 /011 W",
            "date-time group": "P R 232015Z FEB 75",
            "info": "INFO USMISSION NATO",
        },
        ("11652", "GDS"),
        ["EXDIS"],
        [(1, 2)],
        "SEELYE",
    ),
    (
        SHORT,
        {"start": "", "date-time group": "R 021710Z DEC 04", "from": "FM AMEMBASSY ANKARA"},
        ("12958", "N/A"),
        ["SIPDIS"],
        [],
        "EDELMAN",
    ),
    (
        EXTRACT,
        {"from": "", "classification line": "UNCLAS SECTION 02 OF 03 ANKARA 004117"},
        ("12958", "N/A"),
        ["SIPDIS"],
        [(2, 3)],
        "",
    ),
]


@pytest.mark.parametrize(
    ("text", "fields", "order", "captions", "sections", "name"),
    FORMS,
    ids=["2000s", "1970s", "short", "extract"],
)
def test_every_form_of_header_is_read(text, fields, order, captions, sections, name):
    (message,) = read(Document(text))

    assert {name: message.field(name) for name in fields} == fields
    assert message.order[:2] == order
    assert list(message.captions) == captions
    assert [s[:2] for s in message.sections] == sections
    assert message.signature.name == name


def test_parts_of_a_full_header():
    (message,) = read(Document(FULL))

    assert [a.name for a in message.addressees] == ["SECSTATE WASHDC", "AMEMBASSY ROME"]
    assert [t.kind for t in message.tags] == ["subject", "subject", "person"]
    assert message.subject[:2] == ("A SUBJECT THAT IS WRAPPED", "U")
    assert [(r.letter, r.year, r.number) for r in message.references] == [
        ("A", None, 21535),
        ("B", 2006, 42),
    ]
    assert message.classified_by[:2] == ("DCM Jane A. Roe", ("1.4(b)", "1.4(d)"))
    assert [FULL[s.start : s.end].strip()[-4:] for s in message.sections] == ["met.", "ted."]


@pytest.mark.parametrize("first", [SHORT, SEVENTIES, FULL], ids=lambda x: x[:12])
@pytest.mark.parametrize("second", [SHORT, SEVENTIES, FULL], ids=lambda x: x[:12])
def test_further_header_begins_a_further_message(first, second):
    messages = read(Document(first + "\n" + second))

    (one,), (other,) = read(Document(first)), read(Document(second))
    assert [m.field("classification line") for m in messages] == [
        one.field("classification line"),
        other.field("classification line"),
    ]
    assert [m.signature.name for m in messages] == [one.signature.name, other.signature.name]


def test_banner_over_a_further_telegram_is_its_own():
    text = SEVENTIES + SEVENTIES

    assert [m.start for m in read(Document(text))] == [0, len(SEVENTIES)]


def test_later_section_of_a_telegram_is_read():
    text = (
        SEVENTIES.replace("SECTION 1", "SECTION 2").replace("\n1.", "\n7.").replace("\n2.", "\n8.")
    )
    (message,) = read(Document(text))

    assert [s[:2] for s in message.sections] == [(2, 2)]
    assert [p.number for p in message.paragraphs] == [7, 8]
    assert [r.number for r in message.references] == [21535]
    assert message.signature.name == "SEELYE"


def test_blank_line_may_stand_before_the_reasons():
    wrapped = FULL.replace("Roe for reasons 1.4", "Roe for reasons\n\n1.4")
    (message,) = read(Document(wrapped))

    assert message.classified_by[:2] == ("DCM Jane A. Roe", ("1.4(b)", "1.4(d)"))


def test_heading_behind_the_last_field_is_no_part_of_it():
    (message,) = read(Document(SHORT.replace("TALKS\n", "TALKS\n\nSummary\n-------\n")))

    assert message.subject.value == "TALKS"


def test_corrected_line_names_its_witnesses():
    damaged = FULL.replace("#0881/01", "#O8B1/01")
    result = repair(damaged)
    (message,) = result.messages

    (originator,) = [f for f in message.fields if f.name == "originator"]
    assert originator.value == "DE RUEHBS #0881/01 0741542"
    assert damaged[originator.source_start : originator.source_end].startswith("DE RUEHBS #O8B1")
    assert originator.witnesses == tuple(e.why for e in result.edits)
    assert not any(f.witnesses for f in message.fields if f.name != "originator")
