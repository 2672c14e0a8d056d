"""The decoder of paragraph markers: what is read, with which confidence, and how far it goes."""

from __future__ import annotations

import re

import pytest

from cablefix.cable.markers import calibration, decode, gaps, is_certain, turns
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
    assert len(read("".join(f"\n{n}. X." for n in range(1, 501)) * 20)) == 10_000


def test_gaps_are_found_before_the_first_marker_too():
    (numbering,) = decode(Document(paragraphs("¶3.", "¶4.", "¶6.", "¶7.")))

    found = [(a and a.number, b.number, missing) for a, b, missing in gaps(numbering.markers)]
    assert found == [(None, 3, [1, 2]), (4, 6, [5])]


def test_list_inside_a_paragraph_leaves_no_gap():
    (numbering,) = decode(Document(paragraphs("1.", "2.", "3.", "1.", "2.", "4.", "5.")))

    assert list(gaps(numbering.markers)) == []


def test_turns_are_repeats_and_what_goes_back():
    (numbering,) = decode(Document(paragraphs("¶1.", "¶2.", "¶2.", "¶3.", "¶1.", "¶2.")))

    assert [(a.number, b.number) for a, b in turns(numbering.markers)] == [(2, 2), (3, 1)]


def test_calibration_never_falls_and_is_never_certain():
    margins, shares = calibration()

    assert margins == sorted(margins)
    assert shares == sorted(shares)
    assert shares[-1] < 1


@pytest.mark.parametrize("tokens", [["¶1.", "¶2.", "¶4."], ["1.", "2.", "3."], ["¶9.", "¶10."], []])
def test_text_as_it_was_sent_is_certain(tokens):
    assert is_certain(paragraphs(*tokens))


@pytest.mark.parametrize("tokens", [["14.", "15."], ["¶1.", "2."], ["¶1.", "q2."], ["l.", "2."]])
def test_text_that_may_be_misread_is_weighed(tokens):
    assert not is_certain(paragraphs(*tokens))


def test_page_break_ends_a_line():
    assert read("SUBJECT: TALKS\n\n¶1. Noted.\n\f¶2. Agreed.\n\n\f¶3. Done.") == [1, 2, 3]


def test_letters_are_digits_where_the_sequence_asks_for_them():
    text = "SUBJECT: TALKS\n\n" + paragraphs("_l.", "_2.", "_3.", "_a.", "_S.", "_6.")

    assert read(text) == [1, 2, 3, 4, 5, 6]


def test_number_that_is_another_digit_is_not_changed():
    text = "SUBJECT: TALKS\n\n" + paragraphs("q1.", "q2.", "q8.", "q4.", "q5.")
    (numbering,) = decode(Document(text))

    assert 3 not in [m.number for m in numbering.markers]


def test_glyph_of_one_kind_of_engine_is_told_from_a_part_of_the_number():
    text = "SUBJECT: TALKS\n\n" + paragraphs(*(f"11{n}." for n in range(1, 22)))

    assert read(text) == list(range(1, 22))


def test_tail_of_a_telegram_whose_head_is_misread_begins_anew():
    body = paragraphs("41.", "42.", "43.") + " They will go on in March." * 9
    text = f"TAGS: PREL\nSUBJECT: TALKS\n\n{body}\n\n" * 2

    assert [[m.number for m in n.markers] for n in decode(Document(text)) if n.markers] == [
        [1, 2, 3]
    ] * 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("".join(f"\n\n4{n % 600 + 1}. The talks went on." for n in range(10_000)), 10_000),
        ("The talks went on for long. " * 8_000 + "q3. The talks. " * 8_000, 8_000),
        ("\n".join('"1. x' for _ in range(10_000)), 0),
        ("".join(f"\n\nq{n}. Noted." for n in range(1, 501)), 500),
    ],
)
def test_long_texts_are_read(text, count):
    assert len(read(text)) == count


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


# Genuine plain texts that a reading as pilcrows would make ¶1, ¶2, ¶3 …
PLAIN_PARTS = [
    paragraphs(*(f"{n}." for n in range(11, 17))),
    paragraphs(*(f"{n}." for n in range(14, 20))),
    paragraphs(*(f"{n}." for n in range(41, 48))),
    paragraphs(*(f"{n}." for n in range(91, 98))),
    paragraphs("q11.", "q12.", "q13.", "q14.", "q15.", "q16."),
]


@pytest.mark.parametrize("text", PLAIN_PARTS)
def test_part_without_a_head_is_not_numbered_anew(text):
    for numbering in decode(Document(text)):
        for m in numbering.markers:
            shown = re.sub(r"\D", "", text[m.start : m.end])
            assert m.number == int(shown) or m.confidence < 0.5


def test_seventies_text_with_the_archives_block_is_plain():
    text = (
        "E.O. 11652: GDS\nTAGS: PFOR\nSUBJECT: TALKS\n\n"
        + "\n".join(f"{n}. THE EMBASSY NOTED THE POINT AND WILL REPORT." for n in range(11, 20))
        + "\n\nMessage Attributes\n\n"
        + "Automatic Decaptioning: the date the message was sent, the rest of the text. " * 30
    )
    (numbering,) = decode(Document(text))

    assert [m.number for m in numbering.markers] == list(range(11, 20))


def test_indented_markers_are_markers():
    (numbering,) = decode(Document(paragraphs("¶1.", " ¶2.", "¶3.")))

    assert list(gaps(numbering.markers)) == []


def test_page_break_hides_no_misread_marker():
    text = "SUBJECT: TALKS\n\n¶1. (C) Noted.\n\f12. (C) Agreed.\n\f¶3. (C) Done."
    assert not is_certain(text)


def test_marker_behind_a_speck_is_one_token():
    line = "The talks went on for the whole of the day, and nobody left the room. " * 2
    text = "\n\n".join(f"' {n}. (C) {line}" for n in range(1, 4))
    (numbering,) = decode(Document("SUBJECT: TALKS\n\n" + text))

    assert [m.number for m in numbering.markers] == [1, 2, 3]


def test_one_misread_number_in_a_plain_text_brings_no_pilcrow():
    text = "E.O. 12958: N/A\nTAGS: PREL\nSUBJECT: TALKS\n\n"
    (numbering,) = decode(Document(text + paragraphs("1.", "2.", "3.", "14.", "5.", "6.")))

    assert all(m.confidence < 0.5 for m in numbering.markers if m.written.startswith("¶"))
