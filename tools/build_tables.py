"""Build the tables of names and codes in src/cablefix/data/: addressees, posts, codes.

    python tools/build_tables.py --tables ../shared/tables

``addressees.tsv`` has every name known for a routing indicator and how often it stood beside it
in TO, INFO and FM lines.  A name that only ACP 117 or cable2graph has counts 0, and is there only
if no cable of the sample has a name for the indicator.  Ranges are left out, and names with signs
that no addressee line has.

``posts.tsv`` has the name of each post as the class line spells it, as a section break spells it
(10 characters) and the number of its cables.  A post that the sample does not have is spelt as in
the names of addressees (``SANJOSE`` is SAN JOSE), or else as in the names of the cables.

``codes.tsv`` has the codes of the header by kind, with how often they were counted, 0 if never.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from rapidfuzz.distance import Levenshtein

DATA = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"
INDICATOR = re.compile(r"R[A-Z]{3,6}")
NAME = re.compile(r"[A-Z0-9][A-Z0-9 /&'.-]*[A-Z0-9.]")
# What the table took for a part of the name: an office (//DHO-5//), a serial number, or a month
# and what follows it (AMEMBASSY LA PAZ FEB, DEA LA PAZ DEC USSOUTHCOM MIAMI FL).
MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
BEHIND_NAME = re.compile(rf" *//.*| {MONTH}\b.*| [0-9]+$")
RANGE = re.compile(rf"HRU {INDICATOR.pattern}\b|\bTHRU\b")
KINDS_OF_POST = frozenset({"AMEMBASSY", "AMCONSUL", "USMISSION", "USINT", "SECSTATE"})
BREAK_LENGTH = 10  # FORMAT.md 1: a section break cuts the post to 10 characters
CODES = (
    # kind, table, column of the code, columns of its counts
    ("tags-subject", "tags_subject", "code", ("n_in_1295_sample", "n_plusd_docs")),
    ("tags-program", "tags_program", "code", ("n_in_1295_sample",)),
    ("tags-organization", "tags_org", "code", ("n_in_1295_sample", "n_plusd_docs")),
    ("tags-geo", "tags_geo", "code", ("n_in_1295_sample", "n_plusd_docs")),
    ("caption", "captions", "caption", ("n_2000s_sample_lines", "n_plusd_docs")),
    ("office", "distribution_codes_1970s", "office_code", ("n_in_42_headers",)),
    ("portion", "portion_marks", "mark", ("n_in_13506_numbered_paragraphs",)),
    ("signal", "operating_signals", "signal", ("n_in_sample",)),
)
# The code in a cell that says more: CODEL <NAME>, TOSEC/SECTO, (CCY ADxxxxxx MSInnnn-nnn).
PARTS = {
    "caption": re.compile(r"[A-Z]+(?: [A-Z]+)*"),
    "signal": re.compile(r"\b[A-Z]{3}\b"),
    "portion": re.compile(r"^[A-Z]+(?:[ /,-]+[A-Z]+)*$"),  # neither (none) nor U.S.
}


def main() -> None:
    """Write the three files and say how many rows each has."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tables", type=Path, required=True)
    tables = parser.parse_args().tables
    names = addressees(tables)
    write(
        "addressees.tsv",
        "indicator, name, times seen in 1,295 cables (0: only in lists)",
        ((i, name, n) for i, seen in names.items() for name, n in seen.items()),
    )
    write(
        "posts.tsv",
        "post in the class line, in a section break, number of cables of 251,287",
        ((post, edge, n) for (post, edge), n in posts(tables, names.values()).items()),
    )
    write(
        "codes.tsv",
        "kind, code, times counted",
        ((kind, code, n) for (kind, code), n in codes(tables).items()),
    )


def write(file_name: str, head: str, rows: Iterable[tuple[str, str, int]]) -> None:
    """Write a table in order."""
    lines = ["\t".join(map(str, row)) for row in sorted(rows)]
    text = "\n".join((f"# {head}; made by tools/build_tables.py", *lines))
    (DATA / file_name).write_text(text + "\n", "ascii")
    print(f"{file_name}: {len(lines)} rows")


def rows_of(tables: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the project's tables."""
    with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def addressees(tables: Path) -> dict[str, Counter[str]]:
    """The names of each routing indicator with how often each was seen."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    listed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows_of(tables, "routing_indicators"):
        indicator = row["routing_indicator"]
        if not INDICATOR.fullmatch(indicator):
            continue
        pairs = [(row["name_most_seen"], row["n_most_seen"])]
        pairs += [(a, n) for a, _, n in (p.rpartition(":") for p in split(row["other_names_seen"]))]
        for text, n in pairs:
            if name := name_in(BEHIND_NAME.sub("", text.upper())):
                seen[indicator][name] += int(n)
        for column in ("name_ACP117_2010", "name_cable2graph"):
            if name := name_in(row[column].upper()):
                listed[indicator][name] = 0
    for row in rows_of(tables, "originator_de_fm"):
        seen[row["de_routing_indicator"]][row["fm_line"].upper()] += int(row["n"])
    return {**listed, **seen}


def split(cell: str) -> list[str]:
    """The entries of a cell like ``KIEV:2 | KYIV:5``."""
    return cell.split(" | ") if cell else []


def name_in(text: str) -> str | None:
    """The name of an addressee with single blanks; None if it is a range or has odd signs."""
    name = " ".join(text.partition("//")[0].split())
    return name if NAME.fullmatch(name) and not RANGE.search(name) else None


def posts(tables: Path, names: Iterable[Counter[str]]) -> Counter[tuple[str, str]]:
    """The posts as class lines and as section breaks spell them, with their cables."""
    spelt = spellings(names)
    found: Counter[tuple[str, str]] = Counter()
    rows = list(rows_of(tables, "posts"))
    tokens = [row["mrn_post_token"] for row in rows]
    for row in rows:
        token, cables = row["mrn_post_token"], int(row["n_cables_in_251287"])
        if cables == 1 and any(Levenshtein.distance(token, other) == 1 for other in tokens):
            continue  # the one cable of DAMASCCUS
        post = (row["class_line_form"] or spelt.get(token, token)).upper()
        found[post, row["section_break_form_10_chars"] or cut(post)] += cables
    known = {post for post, _ in found}
    for row in rows_of(tables, "originator_de_fm"):
        kind, _, place = row["fm_line"].upper().partition(" ")
        station = place if kind in KINDS_OF_POST else f"{kind} {place}"
        if station not in known:
            found[station, cut(station)] += int(row["n"])
    return found


def spellings(names: Iterable[Counter[str]]) -> dict[str, str]:
    """The ends of the names of addressees by the same without blanks, the commonest last."""
    ends: Counter[str] = Counter()
    for seen in names:
        for name, n in seen.items():
            words = name.split()
            for i in range(len(words) - 1):
                ends[" ".join(words[i:])] += n
    return {end.replace(" ", ""): end for end, _ in sorted(ends.items(), key=lambda e: e[::-1])}


def cut(post: str) -> str:
    """A post as a section break has it."""
    return post[:BREAK_LENGTH].strip()


def codes(tables: Path) -> Counter[tuple[str, str]]:
    """The codes by kind with their counts."""
    found: Counter[tuple[str, str]] = Counter()
    for kind, table, column, counts in CODES:
        for row in rows_of(tables, table):
            cell = row[column].strip()
            # (c), (S/Rel UK) and General Motors are capitals too; the small letters of a signal are
            # a place for others.
            cell = cell if kind == "signal" else cell.upper()
            parts = PARTS[kind].findall(re.sub("<.*>", "", cell)) if kind in PARTS else [cell]
            for code in parts:
                found[kind, code] += sum(int(row[c] or 0) for c in counts)
    return found


if __name__ == "__main__":
    main()
