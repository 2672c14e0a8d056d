"""The decoder of paragraph markers: what is read, with which confidence, and how far it goes."""

from __future__ import annotations

import pytest

from cablefix.cable.markers import channel, decode, gaps
from cablefix.document import Document


def read(text):
    """The numbers of the markers that ``decode`` finds."""
    return [m.number for numbering in decode(Document(text)) for m in numbering.markers]


def paragraphs(*tokens):
    return "\n\n".join(f"{token} (C) The talks went on." for token in tokens)


@pytest.mark.parametrize(
    ("tokens", "style", "numbers"),
    [
        (["¶1.", "¶2.", "¶3."], "¶", [1, 2, 3]),
        (["1.", "2.", "3."], "", [1, 2, 3]),
        (["14.", "15.", "16."], "", [14, 15, 16]),
        (["¶8.", "19.", "110.", "111."], "¶", [8, 9, 10, 11]),
        (["¶1.", "12.", "¶3.", "14."], "¶", [1, 2, 3, 4]),
        (["_1.", "_2.", "_3."], "¶", [1, 2, 3]),
        (["¶1.", "¶2.", "¶2001.", "¶3."], "¶", [1, 2, 3]),
        (["¶1.", "¶2.", "¶5.", "¶6."], "¶", [1, 2, 5, 6]),
    ],
)
def test_sequence_is_read(tokens, style, numbers):
    (numbering,) = decode(Document(paragraphs(*tokens)))

    assert (numbering.style, [m.number for m in numbering.markers]) == (style, numbers)


def test_token_that_shows_no_digits_gets_no_number():
    assert read("¶1. Noted.\n\nq. Agreed.\n\n¶3. Done.\n\n¶4. End.") == [1, 3, 4]


def test_offsets_are_those_of_the_token():
    text = "SUBJECT: TALKS\n\n- 11. Noted.\n\n¶2. Agreed.\n\n¶3. Done."
    (numbering,) = decode(Document(text))

    assert [text[m.start : m.end] for m in numbering.markers] == ["11.", "¶2.", "¶3."]


def test_each_telegram_begins_anew():
    telegram = "VZCZCXRO6586\nRR RUEHAST\n\n" + paragraphs("¶1.", "12.", "¶3.") + "\n\n"

    assert [[m.number for m in n.markers] for n in decode(Document(telegram * 2))] == [
        [1, 2, 3]
    ] * 2


def test_ambiguous_reading_stays_below_the_record_profile():
    (numbering,) = decode(Document(paragraphs("11.", "12.", "13.")))

    assert all(m.written == f"{m.number}." or m.confidence < 0.97 for m in numbering.markers)


def test_marker_that_is_written_as_read_is_certain():
    (numbering,) = decode(Document(paragraphs("¶1.", "12.", "¶3.")))

    assert [m.confidence == 1 for m in numbering.markers] == [True, False, True]


def test_later_section_may_begin_at_eleven():
    head = "UNCLAS SECTION 02 OF 02 LAGOS 007106\n\nSUBJECT: TALKS\n\n"

    assert read(head + paragraphs("11.", "12.", "13.")) == [11, 12, 13]


def test_other_digits_than_ours_are_no_numbers():
    assert read("١. Noted.\n\n٢. Agreed.") == []


def test_ten_thousand_tokens_are_read():
    assert len(read("".join(f"\n{n}. x" for n in range(1, 501)) * 20)) >= 500


def test_gaps_are_found_before_the_first_marker_too():
    (numbering,) = decode(Document(paragraphs("¶3.", "¶4.", "¶6.", "¶7.")))

    assert [(a and a.number, b.number) for a, b in gaps(numbering.markers)] == [(None, 3), (4, 6)]


def test_channel_costs_are_those_of_probabilities():
    assert all(cost > 0 for cost in channel().values())
    assert channel()["4"] < channel()["S"]


@pytest.mark.parametrize(
    "inside",
    [
        "\n\n".join(f"{n}. The Parties agree." for n in range(1, 9)),
        "He will arrive on May\n13. Post will meet him.",
    ],
)
def test_what_may_have_been_sent_so_is_written_under_no_profile(inside):
    text = f"¶1. Noted.\n\n¶2. The draft reads:\n\n{inside}\n\n¶4. Agreed.\n\n¶5. Done."

    rewritten = [
        m
        for numbering in decode(Document(text))
        for m in numbering.markers
        if text[m.start : m.end] != m.written
    ]

    assert all(m.confidence < 0.5 for m in rewritten)
