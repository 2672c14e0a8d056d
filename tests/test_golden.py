"""corpus_samples/: what each damaged document becomes, byte for byte.

``pytest tests/test_golden.py --update-golden`` writes corpus_samples/expected/ anew; look at
``git diff`` before you commit it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cablefix import PASSES, Settings, clean

SAMPLES = Path(__file__).parents[1] / "corpus_samples"
EXPECTED = SAMPLES / "expected"
NAMES = sorted(path.name for path in SAMPLES.glob("*.txt"))
OURS = Settings(passes=PASSES)


def read(path):
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_sample_becomes_what_is_expected(name, update_golden):
    text = clean(read(SAMPLES / name), settings=OURS)
    if update_golden:
        EXPECTED.mkdir(exist_ok=True)
        (EXPECTED / name).write_bytes(text.encode("utf-8"))

    assert read(EXPECTED / name) == text


@pytest.mark.parametrize("name", NAMES)
def test_what_is_expected_is_not_changed_again(name):
    text = read(EXPECTED / name)

    assert text == clean(text, settings=OURS)


def test_every_sample_has_its_expected_text():
    assert sorted(path.name for path in EXPECTED.glob("*.txt")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_damage_of_every_sample_is_described(name):
    assert name in (SAMPLES / "README.md").read_text("utf-8")
