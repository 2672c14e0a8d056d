"""Paragraph markers under signs and lists that nobody has seen: what is read wrongly?

    python tools/stress_markers.py --cables ../shared/cables/2000s

In genuine cables whose pilcrows run from 1 to n without a gap, so that the right number of each
marker is known:

glyphs   every pilcrow is replaced by one of many signs, some that no engine was seen to write;
extracts the cable from its ninth paragraph on, without its header, each pilcrow replaced by one
         sign: what is read as another number must not be written;
parts    the cable from each of its paragraphs on, to the end or for five paragraphs, without its
         pilcrows: a plain text, of which nothing may be changed;
mixed    every pilcrow is replaced by one of three signs at random, and one in ten is lost;
lists    a list that was sent as it is, numbered from 1, 3, 11 or 14, in the style of the cable or
         plain, is put between two paragraphs, with the pilcrows intact or read as 4.

Counted are markers written with the right number, with a wrong one, and items of the lists that
were taken for paragraphs and changed (``record`` profile).
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cablefix import repair

GLYPHS = (
    *("1", "4", "7", "9", "q", "G", "_", "$", "£", "(", "{", "“", "‘", "41", "11", "‘4", "ﬂ", "§"),
    *("l", "T", "n", "h", "ß", "¥", "©", "%", "#", "@", "!", "|", "¢", "?", "J", "5", "3", "0"),
)
MARKER = re.compile(r"(?m)^¶([0-9]{1,3})\.(?=[ \t]+\S)")
EXTRACT = 8  # paragraphs that are cut off
ITEM = "The Parties agree on point {}."


def cables(folder: Path) -> Iterator[tuple[str, str]]:
    """The cables whose pilcrows run from 1 to n."""
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text("utf-8", "replace")
        numbers = [int(m[1]) for m in MARKER.finditer(text)]
        if len(numbers) >= 4 and numbers == list(range(1, len(numbers) + 1)):
            yield path.name, text


def judge(text: str, right: dict[int, int]) -> Counter[str]:
    """What is written where: ``right`` has the number of the paragraph that begins at an offset."""
    seen: Counter[str] = Counter(there=len(right))
    for e in repair(text).edits:
        if "marker-sequence" not in e.source:
            continue
        digits = re.search(r"([0-9]+) ?\.$", e.new)
        number = right.get(e.start)
        if number is None:
            seen["harmed"] += 1
        elif digits and int(digits[1]) != number:
            seen["wrong"] += 1
        else:
            seen["right"] += 1
    return seen


def replaced(
    text: str, choose: random.Random, glyphs: tuple[str, ...], lost: float
) -> Counter[str]:
    """The cable with each pilcrow replaced by one of the glyphs, or lost, judged."""
    parts: list[str] = []
    right: dict[int, int] = {}
    at = size = 0
    for m in MARKER.finditer(text):
        parts.append(text[at : m.start()])
        size += m.start() - at
        right[size] = int(m[1])
        glyph = "" if choose.random() < lost else choose.choice(glyphs)
        parts.append(glyph)
        size += len(glyph)
        at = m.start() + 1
    return judge("".join((*parts, text[at:])), right)


def with_list(
    text: str, choose: random.Random, first: int, style: str, pilcrow: str
) -> Counter[str]:
    """The cable with a list between two paragraphs, judged: items count as harmed if changed."""
    found = list(MARKER.finditer(text))
    before = choose.choice(found[1:])
    items = [f"{style}{n}. {ITEM.format(n)}" for n in range(first, first + choose.randint(3, 9))]
    block = "\n\n".join(items) + "\n\n"
    whole = text[: before.start()] + block + text[before.start() :]
    right = {
        m.start() + (len(block) if m.start() >= before.start() else 0): int(m[1]) for m in found
    }
    if pilcrow == "¶":
        return judge(whole, right)
    return judge(whole.replace("¶", pilcrow), right)  # of the same length


def extracts(found: list[tuple[str, str]], choose: random.Random) -> Counter[str]:
    """The cables from a later paragraph on, with each pilcrow replaced, judged."""
    total: Counter[str] = Counter()
    for glyph in GLYPHS:
        for _, text in found:
            numbers = list(MARKER.finditer(text))
            if len(numbers) > EXTRACT + 2:
                for first in sorted({EXTRACT, len(numbers) - 3}):
                    part = text[numbers[first].start() :]
                    total += replaced(part, choose, (glyph,), 0)
    return total


def parts(found: list[tuple[str, str]]) -> tuple[int, int]:
    """How many plain parts of cables there are, and how many of them are changed."""
    seen = changed = 0
    for _, text in found:
        starts = [m.start() for m in MARKER.finditer(text)]
        for i, start in enumerate(starts):
            for end in {len(text), (starts[i + 5 :] or [len(text)])[0]}:
                edits = repair(text[start:end].replace("¶", "")).edits
                seen += 1
                changed += any("marker" in e.source for e in edits)
    return seen, changed


def main() -> None:
    """Print a line for each test and glyph."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cables", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    choose = random.Random(args.seed)  # noqa: S311 - nothing secret
    found = list(cables(args.cables))
    print(f"{len(found)} cables")
    total: Counter[str] = Counter()
    for glyph in GLYPHS:
        seen = sum((replaced(text, choose, (glyph,), 0) for _, text in found), Counter())
        print(f"glyph {glyph!r:8} {line(seen)}")
        total += seen
    print(f"glyphs all     {line(total)}")
    print(f"extracts       {line(extracts(found, choose))}")
    print("parts          {} parts, {} changed".format(*parts(found)))
    total = Counter()
    for _ in range(5):
        for _, text in found:
            total += replaced(text, choose, tuple(choose.sample(GLYPHS, 3)), 0.1)
    print(f"mixed          {line(total)}")
    for pilcrow in "¶4":
        for style in ("", pilcrow):
            total = Counter()
            for first in (1, 3, 11, 14):
                for _, text in found:
                    total += with_list(text, choose, first, style, pilcrow)
            print(f"lists {style or 'plain':5} in texts with {pilcrow}: {line(total)}")


def line(seen: Counter[str]) -> str:
    """The counts in words."""
    left = seen["there"] - seen["right"] - seen["wrong"]
    return (
        f"{seen['there']:6} markers: {seen['right']} right, {seen['wrong']} wrong, {left} left;"
        f" {seen['harmed']} others changed"
    )


if __name__ == "__main__":
    main()
