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
          original token as a candidate; ``elsewhere``: as damaged, with a flag at another
          place in the header; ``silent``: as damaged, no flag; ``failed``: a pass raised;
          ``wrong``: anything else.

The status is 1 if a character was changed (collapse) or a repair was wrong or failed (damage).
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

from rapidfuzz.distance import Levenshtein

from cablefix import Edit, Flag, PassError, repair

CHANNEL = Path(__file__).parents[1] / "src/cablefix/data/letter_channel.tsv"
OFFICE = r"[A-Z]{1,5}-[0-9]{2}"
INDICATOR = r"[QRU][A-Z]{3,7}"
WORD = r"NIACT IMMEDIATE|IMMEDIATE|PRIORITY|ROUTINE|FLASH"
CLASS = r"(?:[A-Z] )+[A-Z](?= )|UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE|CONFIDENTIAL|SECRET"
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
    "info_offices": rf"(?:(?P<label>INFO) +)?(?:{OFFICE} *)*(?:/[0-9]{{3}}(?: [WR])?)?",
    "teletype_rule": r"-{10,} *[0-9]{6}Z?(?: [0-9]{6}Z?)?(?: /[0-9]{2})?",
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
    "eo": r"(?P<label>E\. ?O\.) (?P<number>[0-9]{5}):?(?: +(?P<decl>DECL:?))?"
    r" +(?P<value>\S.*)",
    "tags": r"(?P<label>TAGS):? .*",
    "subject": r"(?P<label>SUBJECT|SUBJ): ?.*",
    "ref": r"(?P<label>REFS?):? .*",
    "classified_by": r"(?:Classified By|CLASSIFIED BY)\b.*",
}
LINES = {field: re.compile(pattern) for field, pattern in (HEAD | TEXT).items()}
# Tokens of which a line has many.
MANY = {
    "action": re.compile(r"\b(?P<code>[A-Z]{1,5})-(?P<copies>[0-9]{2})\b"),
    "info_offices": re.compile(
        r"\b(?P<code>[A-Z]{1,5})-(?P<copies>[0-9]{2})\b|/(?P<total>[0-9]{3})\b"
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
LONGEST = 8  # lines of a field of the text: more is a paragraph without a number
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
        findings: list[Edit | Flag] = [*done.edits, *done.flags]
        touched = [
            (header.text[x.start : x.end], x.source)
            for x in findings
            if x.start <= header.end and header.start <= x.end
        ]
        if touched:
            print("touched, though undamaged:", header.name, touched)
        if touched or done.text != header.text:
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
    """The lines of the header by the strict grammar; none if a line or a field is not so."""
    lines: list[Line] = []
    fields: Counter[str] = Counter()
    last = Line("", 0, 0, more=False)
    for m in re.finditer(r"\S(?:.*\S)?", text):
        field = field_of(m[0], fields, last.field)
        if not lines and field not in {"page", "msg_id", "dtg"}:
            continue
        if not field:
            apart = text.count("\n", last.end, m.start()) > 1
            if BODY.match(m[0]):
                break
            if last.field in {"class_line", "caption", "passing"} and "eo" not in fields:
                field = "passing"
            elif last.field in WRAPPING and not apart:
                field = last.field
            else:
                break
        last = Line(field, *m.span(), field == last.field and field in WRAPPING)
        lines.append(last)
        fields[field] += 1
    longest = max((fields[field] for field in WRAPPING & set(TEXT)), default=0)
    full = set(fields) >= FULL | FULL_BY_ERA[era] and longest <= LONGEST
    return lines if full and len(TRANSMISSION & set(fields)) in {0, len(TRANSMISSION)} else []


def field_of(line: str, fields: Counter[str], last: str) -> str:
    """The field that a line is by itself, after those that were there; empty if none."""
    for field in TEXT if "class_line" in fields else HEAD:
        if LINES[field].fullmatch(line):
            fits = field in {"caption", "info", "info_offices"} or field not in fields
            fits &= field != "xcode" or last == "page"
            fits &= field != "info" or "to" in fields
            if fits:
                return field
    return ""


# ---------------------------------------------------------------- collapse


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def reflowed(header: Header, lines: list[str]) -> str:
    """The header as a paragraph."""
    del header
    return textwrap.fill(" ".join(lines), WIDTH, break_long_words=False, break_on_hyphens=False)


def blocks(header: Header, lines: list[str]) -> str:
    """The address, what follows to the subject, and the rest, as a PDF converter leaves them."""
    fields = [line.field for line in header.lines]
    text = fields.index("class_line")
    rest = len(fields) - fields[::-1].index("subject")
    parts = (" ".join(lines[:text]), " ".join(lines[text:rest]), "\n".join(lines[rest:]))
    return "\n\n".join(part for part in parts if part)


KINDS: dict[str, Callable[[Header, list[str]], str]] = {
    "undamaged": lambda header, _: header.text[header.start : header.end],
    "one line": lambda _, lines: " ".join(lines),
    "re-flowed": reflowed,
    "last word": lambda _, lines: "\n".join("\n".join(x.rsplit(None, 1)) for x in lines),
    "blank lines": lambda _, lines: "\n\n".join(lines),
    "pairs": lambda _, lines: "\n".join(
        " ".join(lines[i : i + 2]) for i in range(0, len(lines), 2)
    ),
    "blocks": blocks,
}


class Bounds(NamedTuple):
    """Where fields begin and which places count neither way, in characters that are not blank."""

    start: int
    end: int
    fields: dict[int, str]
    free: set[int]


def bounds(header: Header) -> Bounds:
    """The boundaries of the fields of a header."""
    fields: dict[int, str] = {}
    free: set[int] = set()
    at = len(squeezed(header.text[: header.start]))
    start = at
    for line in header.lines:
        end = at + len(squeezed(header.text[line.start : line.end]))
        if not line.more:
            fields[at] = line.field
        if line.field in WRAPPING:
            free.update(range(at + 1 - line.more, end))
        at = end
    del fields[start]  # the first line begins one whatever happens
    return Bounds(start, at, fields, free)


def breaks(text: str, source: str, true: Bounds) -> set[int]:
    """Where lines begin in the header of a text, as far as it counts, as places of its source."""
    found: set[int] = set()
    at = 0
    for line in text.splitlines():
        if size := len(squeezed(line)):
            found.add(at)
            at += size
    if (ink := squeezed(text)) != (was := squeezed(source)):
        found = {
            min(op.dest_start + at - op.src_start, op.dest_end)
            for op in Levenshtein.opcodes(ink, was)
            for at in found
            if op.src_start <= at < op.src_end
        }
    return {at for at in found if true.start < at < true.end} - true.free


def around(header: Header, at: int) -> str:
    """The text around the place before which there are so many characters that are not blank."""
    ink = [i for i, sign in enumerate(header.text) if not sign.isspace()]
    before, after = header.text[: ink[at]].rstrip()[-30:], header.text[ink[at] :][:30]
    return f"{before!r} | {after!r}"


def collapse(found: list[Header], show: int) -> int:
    """Damage the lines of the headers; how many telegrams had a character changed."""
    by_kind: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    by_field: defaultdict[str, Counter[str]] = defaultdict(Counter)
    flags: Counter[str] = Counter()
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for header in found:
        true = bounds(header)
        lines = [header.text[line.start : line.end] for line in header.lines]
        starts = sorted({true.start: header.lines[0].field, **true.fields}.items())
        for kind, join in KINDS.items():
            text = header.with_lines(join(header, lines))
            done = repair(text)
            seen = by_kind[kind, header.era]
            here = breaks(done.text, text, true)
            missed, wrong = set(true.fields) - here, here - set(true.fields)
            before = breaks(text, text, true)
            seen.update(headers=1, true=len(true.fields), found=len(here))
            seen.update(right=len(here) - len(wrong), before=len(before))
            seen["before right"] += len(before & set(true.fields))
            for field in true.fields.values():
                by_field[f"{header.era} {field}"]["true"] += 1
            for at in sorted(missed):
                by_field[f"{header.era} {true.fields[at]}"]["missed"] += 1
                shown["missed"].append(f"{header.name} {kind}: {around(header, at)}")
            for at in sorted(wrong):
                field = [field for start, field in starts if start < at][-1]
                by_field[f"{header.era} {field}"]["false"] += 1
                shown["false"].append(f"{header.name} {kind}: {around(header, at)}")
            if squeezed(done.text) != squeezed(text):
                seen["changed"] += 1
                edits = [(text[e.start : e.end], e.new, e.source) for e in done.edits]
                edits = [e for e in edits if squeezed(e[0]) != squeezed(e[1])]
                shown["changed"].append(f"{header.name} {kind}: {edits}")
            end = len(text) - len(header.text) + header.end
            raised = [f for f in done.flags if f.start < end and header.start < f.end]
            seen["flagged"] += bool(raised)
            flags.update(f"{f.source} ({f.kind}), {kind}" for f in raised)
    print("\nkind         era    headers  begins  F1 before      P      R     F1  changed  flagged")
    for (kind, era), seen in sorted(by_kind.items(), key=lambda x: (list(KINDS).index(x[0][0]), x)):
        precision, recall, f1 = scores(seen["right"], seen["found"], seen["true"])
        was = scores(seen["before right"], seen["before"], seen["true"])[2]
        print(
            f"{kind:12} {era:5} {seen['headers']:8} {seen['true']:7} {was:10.3f}"
            f" {precision:6.3f} {recall:6.3f} {f1:6.3f} {seen['changed']:8} {seen['flagged']:8}"
        )
    print("\nfield                begins  missed         false")
    for name, seen in sorted(by_field.items(), key=lambda x: -x[1]["missed"] - x[1]["false"]):
        share = seen["missed"] / seen["true"] if seen["true"] else 0
        print(f"{name:20} {seen['true']:6} {seen['missed']:7} {share:6.1%} {seen['false']:6}")
    print("\nflags in headers:", *(f"{n:5} {flag}" for flag, n in flags.most_common()), sep="\n")
    examples(shown, show)
    return sum(seen["changed"] for seen in by_kind.values())


def scores(right: int, found: int, true: int) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    return right / (found or 1), right / (true or 1), 2 * right / ((found + true) or 1)


def examples(shown: dict[str, list[str]], show: int) -> None:
    """So many examples of each kind, spread evenly."""
    for kind, cases in shown.items():
        if show:
            print(f"\n{kind} ({len(cases)}):")
            print(*cases[:: max(1, -(-len(cases) // show))], sep="\n")


# ---------------------------------------------------------------- damage

OUTCOMES = ("repaired", "flagged", "elsewhere", "silent")  # that do no harm
Channel = dict[str, tuple[list[str], list[float]]]


def channel(path: Path) -> Channel:
    """The misreadings of each sign and their shares."""
    found: Channel = {}
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            printed, misread, share = line.split("\t")
            if len(printed) == 1 and misread != printed and not printed.isspace():
                readings, shares = found.setdefault(printed, ([], []))
                readings.append(misread)
                shares.append(float(share))
    return found


def digits() -> Channel:
    """Each digit is read as any other one."""
    return {d: ([x for x in "0123456789" if x != d], [1.0] * 9) for d in "0123456789"}


def tokens(header: Header) -> Iterator[tuple[str, int, int]]:
    """The tokens of the lines of a header, each with its part."""
    for line in header.lines:
        name = PART.get(line.field, line.field)
        text = header.text[line.start : line.end]
        whole = LINES[line.field].fullmatch(text) if line.field in LINES else None
        many = MANY[line.field].finditer(text) if line.field in MANY else ()
        for m in (*([whole] if whole and not line.more else ()), *many):
            for group, token in m.groupdict().items():
                if token:
                    start, end = m.span(group)
                    yield f"{name} {group}", line.start + start, line.start + end


def damages(header: Header, read_as: Channel, choose: random.Random) -> Iterator[Damage]:
    """One misreading of each token of a header that can be misread."""
    for part, start, end in tokens(header):
        if places := [i for i in range(start, end) if header.text[i] in read_as]:
            at = choose.choice(places)
            readings, shares = read_as[header.text[at]]
            sign = choose.choices(readings, shares)[0]
            yield Damage(part, start, end, header.text[start:at] + sign + header.text[at + 1 : end])


def outcome(header: Header, damage: Damage) -> tuple[str, str]:
    """What becomes of a damaged telegram, and its text; for a pass that fails, what it says."""
    text = header.text[: damage.start] + damage.new + header.text[damage.end :]
    try:
        done = repair(text)
    except PassError as error:
        return "failed", str(error)
    ink = squeezed(done.text)
    if ink == squeezed(header.text):
        return "repaired", done.text
    if ink != squeezed(text):
        return "wrong", done.text
    end = damage.start + len(damage.new)
    token = header.text[damage.start : damage.end]
    if any((f.start <= end and damage.start <= f.end) or token in f.candidates for f in done.flags):
        return "flagged", done.text
    # the header had no flag before it was damaged
    last = header.end + len(text) - len(header.text)
    elsewhere = any(f.start <= last and header.start <= f.end for f in done.flags)
    return "elsewhere" if elsewhere else "silent", done.text


def harm(header: Header, damage: Damage, text: str) -> str:
    """A wrong repair in full: the lines of the telegram that differ, three ways."""
    read = header.text[: damage.start] + damage.new + header.text[damage.end :]
    first = next(i for i, (a, b) in enumerate(zip(read, text, strict=False)) if a != b)
    first = min(first, damage.start)
    start = read.rfind("\n", 0, first) + 1
    last = next(i for i, (a, b) in enumerate(zip(read[::-1], text[::-1], strict=False)) if a != b)
    last = min(last, len(header.text) - damage.end)  # signs that are the same at the end of all

    def lines(whole: str) -> str:
        end = whole.find("\n", len(whole) - last)
        return repr(whole[start : end if end >= 0 else None])

    return (
        f"{header.name} {damage.part}\n  damaged  {lines(read)}\n  came out {lines(text)}"
        f"\n  original {lines(header.text)}"
    )


def damage(found: list[Header], read_as: Channel, seed: int, per_header: int, show: int) -> int:
    """Misread the tokens of the headers; how many repairs were wrong, or failed."""
    by_part: defaultdict[str, Counter[str]] = defaultdict(Counter)
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for header in found:
        choose = random.Random(f"{seed} {header.name}")  # noqa: S311 - nothing secret
        cases = list(damages(header, read_as, choose))
        if per_header and per_header < len(cases):
            cases = choose.sample(cases, per_header)
        for case in cases:
            kind, text = outcome(header, case)
            for part in (case.part, f"all {header.era}", "all"):
                by_part[part][kind] += 1
            if kind == "wrong":
                shown[kind].append(harm(header, case, text))
            elif kind == "failed":
                shown[kind].append(f"{header.name} {case.part} {case.new!r}: {text}")
    print(
        "\npart                    damages  repaired  flagged elsewhere  silent    wrong   failed"
    )
    for part, seen in sorted(by_part.items(), key=lambda x: (x[0].startswith("all"), x[0])):
        n = seen.total()
        shares = (f"{seen[kind] / n:8.1%}" for kind in OUTCOMES)
        print(f"{part:22} {n:8}  {' '.join(shares)} {seen['wrong']:8} {seen['failed']:8}")
    examples(shown, show)
    return by_part["all"]["wrong"] + by_part["all"]["failed"]


def main() -> None:
    """Run one of the tests and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--ocr", type=Path, action="append", default=[], help="may be repeated")
    shared.add_argument("--cables", type=Path)
    shared.add_argument("--show", type=int, default=0, help="so many examples of each kind")
    tests = parser.add_subparsers(dest="test", required=True)
    tests.add_parser("collapse", parents=[shared])
    of_damage = tests.add_parser("damage", parents=[shared])
    of_damage.add_argument("--digits", action="store_true", help="a digit becomes another one")
    of_damage.add_argument("--per-header", type=int, default=0, help="so many damages of each")
    of_damage.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    found = list(headers(args.ocr, args.cables))
    if args.test == "collapse":
        bad = collapse(found, args.show)
    else:
        read_as = digits() if args.digits else channel(CHANNEL)
        bad = damage(found, read_as, args.seed, args.per_header, args.show)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
