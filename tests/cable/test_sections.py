"""Sections that are shorter than the others of their telegram."""

from __future__ import annotations

from cablefix.cable.sections import complete_sections, shortfall
from cablefix.document import Document


def telegram(*sizes):
    """A telegram in sections of so many characters each; the last one is never complete."""
    total = len(sizes)
    parts = [f"UNCLAS SECTION 01 OF {total:02} LIMA 000129\n\n"]
    for page, size in enumerate(sizes, 1):
        parts.append("x" * size + "\n\n")
        if page < total:
            parts.append(f"LIMA 00000129  {page + 1:03} OF {total:03}\n\n")
    return "".join(parts)


def lacking(text, at):
    doc = Document(text)
    return shortfall(doc, list(complete_sections(doc)), at)


def test_sections_between_breaks_are_complete():
    assert [s.page for s in complete_sections(Document(telegram(100, 100, 50)))] == [1, 2]


def test_short_section_is_said_with_the_estimate():
    text = telegram(2_476, 3_351, 400)

    assert lacking(text, text.index("xxx")) == (1, 900)


def test_sections_of_about_one_length_lack_nothing():
    text = telegram(3_000, 3_351, 400)

    assert lacking(text, text.index("xxx")) is None


def test_the_last_section_is_not_judged():
    text = telegram(3_000, 3_351, 400)

    assert lacking(text, len(text) - 10) is None


def test_single_section_is_not_judged():
    text = telegram(100, 400)

    assert lacking(text, text.index("xxx")) is None
