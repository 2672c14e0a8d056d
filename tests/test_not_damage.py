"""What looks like damage and is not (DAMAGE.md D, FORMAT.md 5): nothing of it may change."""

from __future__ import annotations

from pathlib import Path

import pytest

from cablefix import PASSES, Settings, clean, repair
from cablefix.settings import PROFILES

WRITTEN = (Path(__file__).parent / "not_damage.txt").read_text("utf-8")
_, *BLOCKS = f"\n\n{WRITTEN}".split("\n\n## ")
TEXTS = dict(block.rstrip("\n").split("\n", 1) for block in BLOCKS)
each_text = pytest.mark.parametrize("title", TEXTS)


@each_text
def test_nothing_changes(title):
    assert clean(TEXTS[title] + "\n") == TEXTS[title] + "\n"


@each_text
def test_nothing_changes_for_a_reader_who_takes_what_is_likely(title):
    reading = Settings(passes=PASSES, min_confidence=PROFILES["reading"])

    assert clean(TEXTS[title] + "\n", settings=reading) == TEXTS[title] + "\n"


def test_nothing_changes_where_all_of_it_stands_together():
    text = "\n\n".join(TEXTS.values())

    assert clean(text) == text


@each_text
def test_no_text_is_said_to_be_doubtful_or_garbled(title):
    flags = repair(TEXTS[title] + "\n").flags

    assert [f for f in flags if f.kind in ("doubtful", "garbled")] == []
