"""The message model, on the two cables that started the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cablefix import repair

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
    assert message.signature == "TAUBMAN"


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

    assert message.field("subject").endswith(
        "on the\nGlobal Initiative to Combat Nuclear Terrorism"
    )


@pytest.mark.parametrize("joint", ["", "\n", "\n\n\n"])
def test_two_cables_in_one_text_are_two_messages(joint):
    result = repair(BUCHAREST.rstrip("\n") + joint + BRUSSELS)

    assert [m.signature for m in result.messages] == ["TAUBMAN", "IMBRIE"]
    assert [m.field("originator")[:9] for m in result.messages] == ["DE RUEHBM", "DE RUEHBS"]
    assert [[p.number for p in m.paragraphs] for m in result.messages] == [
        [1, 2, 3],
        [1, 5, 6, 7, 8, 9, 10, 11, 12],
    ]


def test_spans_of_fields_and_paragraphs_show_them():
    result = repair(BRUSSELS)
    (message,) = result.messages

    for field in message.fields:
        assert result.text[field.start : field.end].strip() == field.value
        assert (field.source_start, field.source_end) == result.source_span(field.start, field.end)
    assert [result.text[p.start : p.start + 4] for p in message.paragraphs][:2] == ["¶1. ", "¶5. "]


def test_text_without_a_header_is_one_message():
    (message,) = repair("1. Noted.\n\n2. Agreed.").messages

    assert (message.fields, len(message.paragraphs)) == ((), 2)


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_blank_text_has_no_message(text):
    assert repair(text).messages == ()


def test_messages_go_into_json():
    (message,) = repair(BRUSSELS).messages

    facts = json.loads(json.dumps(message.to_dict()))

    assert facts["paragraphs"][1]["number"] == 5
    assert facts["page_lines"][0]["station"] == "BRUSSELS"
