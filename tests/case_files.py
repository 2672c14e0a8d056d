"""The reader of tests/cases/NAME.txt; tests/cases/README.md describes the format."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "cases"


class Case(NamedTuple):
    """A text and what becomes of it: ``same`` if nothing, and the texts that are flagged."""

    name: str
    title: str
    text: str
    expected: str
    flagged: tuple[str, ...]
    is_xfail: bool


def read(name: str) -> list[Case]:
    """The cases of one pass, in the order of the file."""
    written = "\n\n" + (FOLDER / f"{name}.txt").read_text("utf-8")
    _, *blocks = written.split("\n\n## ")
    return [_case(name, *block.partition("\n")[::2]) for block in blocks]


def _case(name: str, title: str, body: str) -> Case:
    text, _, answer = f"\n{body}".partition("\n=> ")
    if not answer or "\n=> " in answer:
        raise ValueError(f'tests/cases/{name}.txt: case "{title}" has no line "=> ...", or two')
    answer, *flagged = answer.rstrip("\n").split(', flag "')
    expected = answer.removeprefix("xfail ")
    text = _plain(text[1:])
    return Case(
        name,
        title,
        text,
        text if expected == "same" else _plain(expected),
        tuple(_plain(f.removesuffix('"')) for f in flagged),
        answer.startswith("xfail "),
    )


def _plain(text: str) -> str:
    return text.replace("␠", " ").replace("⏎", "\n")


NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
CASES = [case for name in NAMES for case in read(name)]
