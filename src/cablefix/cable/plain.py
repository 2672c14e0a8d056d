"""Headers whose lines all have their form, read line by line.

Most headers are so, whatever they say.  To weigh everything that each of their words may begin
would give the same lines and take ten times as long.  Whether the fields agree is not asked here
(see ``cablefix.cable.sound``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from cablefix.cable.begins import LABELLED, begins, rules
from cablefix.cable.closed import codes, tags
from cablefix.cable.fields import PLAIN_ADDRESSEE, precedence
from cablefix.cable.lines import Form, Header, Line, is_indicator
from cablefix.cable.words import MONTHS, Words, read

# FORMAT.md 1.1: the lines up to FM, as sent
HEAD = re.compile(
    r"VZCZC(?P<channel>XRO|XYZ)[0-9]{4}\n"
    r"(?P<sign>[ZOPR])(?P=sign) (?P<routing>R[A-Z]{3,6}(?: R[A-Z]{3,6})*)\n"
    r"DE (?P<origin>R[A-Z]{3,6}) #(?P<serial>[0-9]{4})(?:/(?P<section>[0-9]{2}))?"
    r" (?P<julian>[0-9]{3})(?P<sent>[0-9]{4})\n"
    r"(?P<signal>ZNR|ZNY) (?P<letters>U{5}|C{5}|S{5}) ZZH\n"
    r"(?P<precedence>[ZOPR]) (?P<day>[0-9]{2})(?P<time>[0-9]{4})Z"
    rf" (?P<month>{'|'.join(MONTHS)}) (?P<year>[0-9]{{2}})\n"
    r"FM (?P<sender>[A-Z]{3,}(?: [A-Z]{3,}){1,4})\n(?=TO )"
)
HEAD_KINDS = ("start", "routing", "originator", "security", "date-time group", "from")
CLASS = re.compile(
    r"(?P<word>UNCLAS|C O N F I D E N T I A L|S E C R E T)"
    r"(?: SECTION (?P<section>[0-9]{2}) OF (?P<total>[0-9]{2}))?"
    r" (?P<station>[A-Z]{3,}(?: [A-Z]{3,}){0,4}) (?P<number>[0-9]{6})"
)
ORDER = re.compile(
    r"E\.O\. (?:11652|12065|12356|12958|13526): (?:N/A|DECL: [0-9]{2}/[0-9]{2}/[0-9]{4})"
)
# The fields of the end of a header, in free words, and what each label begins.
BEHIND = {"REF: ": "references", "Classified By: ": "classified by"}
# Where the first paragraph begins, at the latest.
PARAGRAPH = re.compile(
    r"\n[^\w\n]{0,3}[1lI]\. [A-Z]"
    r"|\S(?:\.[ \t]+\((?:C|S|U|SBU|LOU|FOUO|C/NF|S/NF)\)(?=[ \t]+[A-Z])"
    r"|[,:][ \t]+\((?:C|S|U|SBU|LOU|FOUO|C/NF|S/NF)\)(?=[ \t]+[A-Z][a-z]))"
)
FIRST_PARAGRAPH = re.compile(r"¶?1\. (?:\((?:C|S|U|SBU)\) )?[A-Z]")
PARAGRAPH_SIGNS = 12
QUOTE_SIGN = "\n>"
# Fields that are longer are weighed (see FAR in ``cablefix.cable.header``).
MOST_WORDS = 60
# Lines of the references and of the classifier, at most.
LINES_BEHIND = 14


def plain(text: str, at: int) -> Header | None:
    """The header that begins at ``at``, if every line of it has its form.

    >>> plain("FM AMEMBASSY ROME", 0)
    """
    head = HEAD.match(text, at)
    if head is None:
        return None
    lines: list[Line] = []
    for kind in HEAD_KINDS:
        end = text.index("\n", at)
        lines.append(Line(kind, at, end))
        at = end + 1
    if not _is_void(head["sender"]) or "title" in read(head["sender"].split()[-1]).may_be:
        return None
    named = _address(text, at, lines)
    found = _class_line(text, lines[-1].end + 1, lines) if named else None
    if found is None:
        return None
    codes_of = _subject_matter(text, lines[-1].end + 1, lines)
    end = _behind(text, lines[-1].end + 1, lines) if codes_of else 0
    if not end:
        return None
    form = Form(head, tuple(named), found, codes_of)
    return Header(lines[0].start, end, tuple(lines), form)


@lru_cache(maxsize=4_096)
def _is_void(name: str) -> bool:
    """Whether no word of a name behind its first may begin anything."""
    return all(map(_begins_nothing, name.split()[1:]))


@lru_cache(maxsize=16_384)
def _begins_nothing(raw: str) -> bool:
    word = read(raw)
    return not word.label and not rules(word.may_be, has_label=False, begins_line=False)


@lru_cache(maxsize=4_096)
def _is_name(indicator: str, name: str) -> bool:
    """Whether an indicator and a name are one addressee and nothing else."""
    first = read(f"{indicator}/{name.split(maxsplit=1)[0]}")
    return (
        "addressee" in first.may_be
        and is_indicator(first.letters)
        and not first.label
        and "class word" not in first.may_be
        and len(rules(first.may_be, has_label=False, begins_line=True)) == 1
        and _is_void(name)
        and not any("title" in read(word).may_be for word in name.split()[1:])
        and "PAGE" not in name.split()
        and not any(map(precedence, name.split()))
    )


def _address(text: str, at: int, lines: list[Line]) -> list[tuple[str, str]]:
    """The lines from TO to the last addressee; none if one of them has not its form."""
    kind = "from"
    named: list[tuple[str, str]] = []
    while True:
        m = PLAIN_ADDRESSEE.match(text, at)
        if m is None or text[m.end() : m.end() + 1] != "\n":
            return []
        label = m["label"]
        if label:
            if (kind, label) not in (("from", "TO"), ("to", "INFO")):
                return []
            kind = label.lower()
        if kind == "from" or not _is_name(m["indicator"], m["name"]):
            return []
        named.append((m["indicator"], m["name"]))
        lines.append(Line(kind, at, m.end()))
        at = m.end() + 1
        if text.startswith("\n", at):
            return named


def _class_line(text: str, at: int, lines: list[Line]) -> re.Match[str] | None:
    """The classification line behind a blank line, and the captions behind it."""
    m = CLASS.match(text, at + 1)
    if m is None or text[m.end() : m.end() + 1] != "\n" or not _is_void(f"- {m['station']}"):
        return None
    lines.append(Line("classification line", m.start(), m.end()))
    at = m.end() + 1
    while (end := text.find("\n", at)) >= 0:
        word = text[at:end]
        if word:
            if not _is_caption(word):
                return m
            lines.append(Line("caption", at, end))
        at = end + 1
    return None


@lru_cache(maxsize=1_024)
def _is_caption(line: str) -> bool:
    may_be = read(line).may_be if line.isalpha() else frozenset()
    return "caption" in may_be and line in codes("caption") and not may_be & LABELLED


def _subject_matter(text: str, at: int, lines: list[Line]) -> tuple[str, ...]:
    """The executive order and the TAGS, one behind the other; the codes of the latter."""
    while text.startswith("\n", at):
        at += 1
    m = ORDER.match(text, at)
    if m is None or not text.startswith("\nTAGS: ", m.end()):
        return ()
    at = m.end() + 1
    end = text.find("\n", at)
    found = tuple(text[at:end].split(" ")[1:])
    if not found or not tags().issuperset(found):
        return ()
    if not text.startswith("\nSUBJECT: ", end):
        return ()
    lines += (Line("executive order", m.start(), m.end()), Line("tags", at, end))
    return found


def _behind(text: str, at: int, lines: list[Line]) -> int:
    """The subject and what stands behind it; where the first paragraph begins, or 0."""
    labels = [(at, "subject")]
    before = lines[-1]  # the TAGS
    if not all(map(_begins_nothing, text[before.start : before.end].split()[1:])):
        labels.insert(0, (before.start, before.kind))
    line = text.find("\n", at) + 1
    for _ in range(LINES_BEHIND):
        if not line:
            return 0
        if FIRST_PARAGRAPH.match(text, line):
            break
        label = next((x for x in BEHIND if text.startswith(x, line)), "")
        if label:
            labels.append((line, BEHIND[label]))
        line = text.find("\n", line) + 1
    else:
        return 0
    first = PARAGRAPH.search(text, at, line + PARAGRAPH_SIGNS)
    if first is None or first.end() <= line or QUOTE_SIGN in text[at:line]:
        return 0
    w = Words(text, labels[0][0], first.end())
    places = dict(labels) | {line: "text"}
    if len(w.start) > MOST_WORDS:
        return 0
    began = {(w.start[b.at], b.kind) for b in begins(w)}
    if began != set(places.items()):
        return 0
    fields = [field for field in labels if field[0] >= at]
    ends = [start for start, _ in fields[1:]] + [line]
    lines += (
        Line(kind, start, start + len(text[start:end].rstrip()))
        for (start, kind), end in zip(fields, ends, strict=True)
    )
    return line
