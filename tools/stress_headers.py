"""Headers whose lines or whose fields are damaged one by one: what is restored, and what harmed?

    python tools/stress_headers.py collapse --ocr ../shared/ocr --cables ../shared/cables
    python tools/stress_headers.py damage --ocr ../shared/ocr --cables ../shared/cables

The headers are those of the truth of OCR pairs, and genuine ones that are whole by the grammar of
the header; ``clean`` must leave the telegram alone and flag nothing in its header.

collapse  the lines of the header are joined, wrapped or broken, the body stays as it is.  A
          boundary is the place, in characters that are not blank, where a line of the header
          begins, except the first line and the further lines of a field that wraps; breaks inside
          such a field count neither way.  No character that is not blank may change.
damage    one sign of one token of the header is misread (as OCR engines misread signs, or with
          ``--digits`` a digit as another one), one token at a time.  ``repaired``: the telegram is
          the original again; ``flagged``: as damaged, with a flag at the token, or with the
          original token as a candidate; ``silent``: as damaged; ``wrong``: anything else.

The status is 1 if a character was changed (collapse) or a repair was wrong (damage).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cablefix import repair

CHANNEL = Path(__file__).parents[1] / "src/cablefix/data/letter_channel.tsv"
OFFICE = r"[A-Z]{1,5}-[0-9]{2}"
INDICATOR = r"[QRU][A-Z]{3,7}"
WORD = r"NIACT IMMEDIATE|IMMEDIATE|PRIORITY|ROUTINE|FLASH"
CLASS = (
    r"(?:[A-Z] )+[A-Z](?= )|UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE|CONFIDENTIAL|SECRET"
)
ADDRESSEE = (
    rf"(?:(?P<indicator>{INDICATOR})/)?(?P<post>[A-Z][A-Z0-9 ./&'()-]*?)"
    rf"(?: (?P<precedence>{WORD}))?(?: (?P<serial>[0-9]{{4}}(?:-[0-9]{{4}})?))?"
)

# The lines of a header, each as a whole; the groups are the tokens that are damaged.
HEAD = {
    "page": r"PAGE (?P<page>01) +(?P<station>[A-Z][A-Z ]*?) +(?P<number>[0-9]{4,6})"
    r"(?: +(?P<section>[0-9]{2} OF [0-9]{2}))?(?: +(?P<time>[0-9]{6}) ?Z)?",
    "xcode": r"[0-9]{2}",
    "action": rf"(?P<label>ACTION|ORIGIN) {OFFICE}",
    "info_offices": rf"(?:(?P<label>INFO) +)?(?:{OFFICE} *)*(?:/[0-9]{{3}} [WR])?",
    "teletype_rule": r"-{10,} ?[0-9]{6}Z?(?: [0-9]{6}Z?)?(?: /[0-9]{2})?",
    "msg_id": r"(?P<id>VZCZC[A-Z]{3}[0-9]{3,4})",
    "routing": rf"(?P<prosign>ZZ|OO|PP|RR)(?: {INDICATOR})+",
    "de": rf"(?P<label>DE) (?P<indicator>{INDICATOR}) #(?P<serial>[0-9]{{4}})"
    r"(?:/(?P<section>[0-9]{2}))? (?P<day>[0-9]{3})(?P<time>[0-9]{4})",
    "security": r"(?P<signal>ZN[RY]) (?P<letters>([CSUET])\3{4}) (?P<zzh>ZZH)",
    "dtg": r"(?P<precedence>[ZOPR])(?: (?P<second>[ZOPR]))? (?P<digits>[0-9]{6}) ?(?P<z>Z)"
    r" (?P<month>[A-Z]{3}) (?P<year>[0-9]{2})(?: Z[A-Z]{2}(?:-?[0-9])?)*",
    "from": r"(?P<label>FM) (?P<post>[A-Z][A-Z .]*)",
    "class_line": rf"(?P<words>{CLASS})(?: (?P<handling>NOFORN|SENSITIVE|E F T O))?"
    r"(?: (?P<section>SECTION [0-9]{1,2} OF [0-9]{1,2}))?"
    r" (?P<station>[A-Z][A-Z. ]*?) (?P<number>[0-9]{3,6})",
    "to": rf"(?P<label>TO) {ADDRESSEE}",
    "info": rf"(?:(?P<label>INFO) )?{ADDRESSEE}",
}
TEXT = {
    "caption": r"(?P<caption>SIPDIS|NOFORN|SENSITIVE|NODIS|EXDIS|LIMDIS|STADIS)",
    "eo": r"(?P<label>E\. ?O\.) (?P<number>[0-9]{5})(?P<colon>:)?(?: +(?P<decl>DECL:?))?"
    r" +(?P<value>\S.*)",
    "tags": r"(?P<label>TAGS):? .*",
    "subject": r"(?P<label>SUBJECT|SUBJ): ?.*",
    "ref": r"(?P<label>REFS?):? .*",
    "classified_by": r"(?:Classified By|CLASSIFIED BY)\b.*",
}
LINES = {field: re.compile(pattern) for field, pattern in (HEAD | TEXT).items()}
# Tokens of which a line has many.
MANY = {
    "action": re.compile(rf"\b(?P<code>[A-Z]{{1,5}})-(?P<copies>[0-9]{{2}})\b"),
    "info_offices": re.compile(
        r"\b(?P<code>[A-Z]{1,5})-(?P<copies>[0-9]{2})\b|/(?P<total>[0-9]{3}) "
    ),
    "routing": re.compile(rf"\b(?P<indicator>{INDICATOR})\b"),
    "tags": re.compile(r"\b(?P<tag>(?!TAGS\b)[A-Z]{2,7})\b"),
}
PART = {"to": "addressee", "info": "addressee", "action": "office", "info_offices": "office"}
WRAPPING = {"routing", "info_offices", "passing", "tags", "subject", "ref", "classified_by"}
FULL = {"dtg", "from", "to", "class_line", "eo", "tags", "subject"}
FULL_BY_ERA = {"1970s": {"page", "action", "info_offices", "teletype_rule"}, "2000s": set[str]()}
TRANSMISSION = {"msg_id", "routing", "de", "security"}  # all of them, or none: the short header
BODY = re.compile(r"¶?[0-9]{1,2}\.\s|(?:BEGIN )?SUMMARY\b|-{5}")
LONGEST = 4  # lines of a field that wraps: more is text that carries no number
WIDTH = 80


class Line(NamedTuple):
    """A line of a header; ``more``: a further line of the field above."""

    field: str
    start: int
    end: int
    more: bool


class Header(NamedTuple):
    """A telegram and the lines of its header."""

    name: str
    era: str
    text: str
    lines: list[Line]

    @property
    def start(self) -> int:
        """Where the header begins."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where the header ends."""
        return self.lines[-1].end

    def with_lines(self, lines: str) -> str:
        """The telegram with other lines for its header."""
        return self.text[: self.start] + lines + self.text[self.end :]


class Damage(NamedTuple):
    """A token of a header, ``text[start:end]``, that is misread as ``new``."""

    part: str
    start: int
    end: int
    new: str


# ---------------------------------------------------------------- headers


def headers(ocr: list[Path], cables: Path | None) -> Iterator[Header]:
    """The headers of all telegrams that are whole and that cablefix takes for clean."""
    seen: Counter[str] = Counter()
    for header in (*(h for folder in ocr for h in true(folder)), *genuine(cables)):
        done = repair(header.text)
        if done.text != header.text or any(
            f.start < header.end and header.start < f.end for f in done.flags
        ):
            seen[f"{header.era} not clean"] += 1
            continue
        seen[header.era] += 1
        yield header
    print("headers:", ", ".join(f"{n} {kind}" for kind, n in sorted(seen.items())))


def true(folder: Path) -> Iterator[Header]:
    """The telegrams of the truth of OCR pairs; of the genuine ones not all lines are noted."""
    for path in sorted(folder.glob("truth/*.json")):
        truth = json.loads(path.read_text("utf-8"))
        text = path.with_suffix(".txt").read_text("utf-8")
        name, era = f"{folder.name}/{path.stem}", truth["era"].removesuffix("-real")
        for cable in truth["cables"]:
            part = text[cable["start"] : cable["end"]]
            if era == truth["era"]:
                yield Header(name, era, part, noted(cable))
            elif lines := read(part, era):
                yield Header(name, era, part, lines)


def noted(cable: dict[str, Any]) -> list[Line]:
    """The lines of the header as the truth has them."""
    last = cable["header_lines"][-1]["offset"]
    pages = [{"field": "page", **p} for p in cable["page_lines"] if p["offset"] < last]
    lines: list[Line] = []
    for line in sorted(cable["header_lines"] + pages, key=lambda line: int(line["offset"])):
        end = line["offset"] + len(line["text"]) - cable["start"]
        start = end - len(line["text"].lstrip())
        more = bool(lines) and line["field"] == lines[-1].field and line["field"] in WRAPPING
        lines.append(Line(line["field"], start, end, more))
    return lines


def genuine(cables: Path | None) -> Iterator[Header]:
    """The genuine telegrams whose header is whole."""
    for path in sorted(cables.glob("*/*.txt")) if cables else ():
        text, era = path.read_text("utf-8", "replace"), path.parent.name
        if era in FULL_BY_ERA and (lines := read(text, era)):
            yield Header(path.name, era, text, lines)


def read(text: str, era: str) -> list[Line]:
    """The lines of the header by the strict grammar; none if there is a line that it has not."""
    lines: list[Line] = []
    for m in re.finditer(r"\S(?:.*\S)?", text):
        fields = {line.field for line in lines}
        field = next((f for f in (TEXT if "class_line" in fields else HEAD) if LINES[f].fullmatch(m[0])), "")
        last = lines[-1] if lines else Line("", 0, 0, more=False)
        if not lines and field not in {"page", "msg_id", "dtg"}:
            continue
        if not field and BODY.match(m[0]):
            break
        if not field and last.field in WRAPPING and "\n" not in text[last.end : m.start()].rstrip()
            field = last.field
    return lines
