"""What the passes for markers write: the document's own style, and nothing that nobody printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablefix import Settings, clean, repair
from cablefix.cable.channel import parses

MARKERS = Settings(select=["marker"], min_confidence=0.0)
PARAGRAPH = "(C) The talks went on for the whole of the day."


def telegram(*tokens):
    return "SUBJECT: TALKS\n\n" + "\n\n".join(f"{token} {PARAGRAPH}" for token in tokens)


def test_wrapped_year_that_ocr_read_with_its_pilcrow():
    text = telegram("41.", "42.", "43.") + "\nIt was founded in\n42007. Analysts agree."

    assert (
        clean(text) == telegram("¶1.", "¶2.", "¶3.") + "\nIt was founded in\n2007. Analysts agree."
    )


def test_wrapped_year_is_left_where_no_marker_shows_the_sign():
    text = telegram("¶1.", "¶2.", "¶3.") + "\nIt came to\n42007. Analysts agree."

    assert clean(text) == text


@pytest.mark.parametrize("glyph", ["1", "4", "q", "_", "“", "$", "(", "9", "11", "G", "7", "T"])
def test_pilcrow_comes_back_whatever_it_was_read_as(glyph):
    numbers = range(1, 13)

    assert clean(telegram(*(f"{glyph}{n}." for n in numbers))) == telegram(
        *(f"¶{n}." for n in numbers)
    )


def test_numbers_of_the_seventies_stay_plain():
    text = "E.O. 11652: GDS\nTAGS: PFOR\n\n" + "\n\n".join(
        f"{n}. THE MINISTER AGREED, AND THE AMBASSADOR WENT HOME." for n in range(11, 20)
    )

    assert clean(text) is text


tokens = st.text(st.sampled_from("¶1234567890qlISo_$(‘“4.,|{ "), max_size=7)
layouts = st.sampled_from(["\n\n", "\n", "\n- ", ". ", "\f"])


@given(st.lists(st.tuples(layouts, tokens), max_size=14))
def test_no_number_is_written_that_no_sign_supports(parts):
    text = "SUBJECT: TALKS" + "".join(f"{gap}{token}. {PARAGRAPH}" for gap, token in parts)
    for e in repair(text, settings=MARKERS).edits:
        if e.source != "marker-sequence":
            continue
        number = int(re.search(r"[0-9]+", e.new)[0])
        seen = text[e.start : e.end].replace(" ", "").rstrip(".,;:?!'’‘\"”°")
        bodies = {seen[i:] for i in range(len(seen))}
        assert any(p.number == number for body in bodies for p in parses(body)), e


@given(st.lists(st.sampled_from(["¶1.", "¶2.", "¶3.", "12.", "q3.", "5.", "¶2007."]), max_size=12))
def test_repairs_of_markers_come_back_and_are_final(parts):
    text = telegram(*parts)
    result = repair(text, settings=MARKERS)

    assert result.revert() == text
    assert repair(result.text, settings=MARKERS).text == result.text
    assert not any(flag.source == "engine" for flag in result.flags)


def test_amounts_and_message_numbers_keep_their_digits():
    text = (
        "SUBJECT: TALKS\n\n41. (C) The refugees numbered\n42000. They left.\n\n"
        "42. (C) See our earlier message, STATE\n42007. Done.\n\n"
        "43. (C) It was founded in\n42007. Analysts agree.\n\n44. (C) End."
    )
    result = repair(text)

    assert "numbered\n42000." in result.text
    assert "STATE\n42007." in result.text
    assert "founded in\n2007." in result.text
    assert [f.candidates for f in result.flags] == [("2000",), ("2007",)]
