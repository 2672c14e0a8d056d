"""Reviewers' decisions on findings: what a line of ``decisions.jsonl`` says, and who disagrees.

A decision knows its finding by what stood there and around it, never by a line number, so it holds
for a document that has moved or grown, and for another copy of it.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cablefix.types import Edit, Flag, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cablefix.result import Repair

FORMAT_VERSION = 1
FILE_NAME = "decisions.jsonl"
# The reviewer of what `cablefix baseline` accepts: nobody, so everybody's decision goes before.
BASELINE = "baseline"

VERDICTS = ("accept", "reject", "edit", "unsure")
KINDS = ("repair", "flag")
SCOPES = ("here", "everywhere")

# Code points on each side that tell a finding from others: half a line.
CONTEXT = 32
# A banner or a line that stands several times in a document is told apart by what is around it, up
# to half a page.
MAX_CONTEXT = 1024


class DecisionsError(SettingsError):
    """A file of decisions that cannot be read; says which line and why."""


class Key(NamedTuple):
    """What a decision is about: a finding of a pass, by its text and what stands around it.

    With the scope "everywhere" it is every finding of the pass that makes ``after`` of ``exact``,
    and there is no context; with "here", ``after`` is not part of the key and empty.
    """

    kind: str
    source: str
    exact: str
    prefix: str
    suffix: str
    scope: str = "here"
    after: str = ""


class Decision(NamedTuple):
    """One line of a file of decisions; ``origin`` is that file with the number of the line."""

    decision: str
    kind: str
    source: str
    exact: str
    prefix: str
    suffix: str
    after: str = ""
    text: str = ""
    scope: str = "here"
    document: str = ""
    reviewer: str = ""
    time: str = ""
    note: str = ""
    origin: str = ""

    @property
    def key(self) -> Key:
        """What the decision is about."""
        if self.scope == "everywhere":
            return self.wide_key
        return Key(self.kind, self.source, self.exact, self.prefix, self.suffix)

    @property
    def wide_key(self) -> Key:
        """What it would be about if it were said of all identical changes."""
        return Key(self.kind, self.source, self.exact, "", "", "everywhere", self.after)

    @property
    def outcome(self) -> str:
        """The text that shall stand; of a flag that was not edited, the source."""
        if self.decision == "edit":
            return self.text
        return self.after if self.decision == "accept" and self.kind == "repair" else self.exact

    def line(self) -> str:
        """The decision as a line of a file."""
        facts: dict[str, Any] = {
            "version": FORMAT_VERSION,
            "decision": self.decision,
            "kind": self.kind,
            "pass": self.source,
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
            "after": self.after,
        }
        if self.decision == "edit":
            facts["text"] = self.text
        facts["scope"] = self.scope
        facts["document"] = self.document
        facts["reviewer"] = self.reviewer
        facts["time"] = self.time
        if self.note:
            facts["note"] = self.note
        # in ASCII: half characters, which damaged files may have, are no UTF-8
        return json.dumps(facts) + "\n"


class Ruling(NamedTuple):
    """What holds for one key: a decision, or several that disagree."""

    said: tuple[Decision, ...]

    @property
    def decision(self) -> Decision:
        """The decision; of several that disagree, the first."""
        return self.said[0]

    @property
    def is_disputed(self) -> bool:
        """Whether reviewers disagree: then nothing is done."""
        return len(self.said) > 1

    @property
    def decides(self) -> str:
        """What was decided, or "conflict"."""
        return "conflict" if self.is_disputed else self.said[0].decision

    def yields(self, wide: Ruling) -> bool:
        """Whether a ruling on one place gives way to one on all identical changes.

        It goes before it, but the baseline is nobody's decision, and where one is unsure another
        one decides.
        """
        one = self.decision
        others = [d for d in wide.said if d.reviewer not in (one.reviewer, BASELINE)]
        if one.reviewer == BASELINE:
            return bool(others)
        return one.decision == "unsure" and any(d.decision != "unsure" for d in others)


class Decisions:
    """The decisions of all reviewers, merged: what holds for each key.

    A reviewer's later decision on a key replaces the earlier one.  Reviewers who would have other
    text stand in the same place disagree; one who is unsure disagrees with nobody.  What is said of
    one place goes before what is said everywhere, if anybody is sure of it.
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        latest: dict[Key, dict[str, Decision]] = {}
        # two files may hold different states of one review
        for one in sorted(decisions, key=lambda d: d.time):
            by_reviewer = latest.setdefault(one.key, {})
            by_reviewer.pop(one.reviewer, None)
            by_reviewer[one.reviewer] = one
        rulings = {key: _ruling(tuple(said.values())) for key, said in latest.items()}
        self.rulings = tuple(
            r
            for r in rulings.values()
            if (wide := rulings.get(r.decision.wide_key)) is None or not r.yields(wide)
        )

    def __bool__(self) -> bool:
        return bool(self.rulings)

    def __reduce__(self) -> tuple[Any, ...]:
        return Decisions, (tuple(d for r in self.rulings for d in r.said),)

    @property
    def conflicts(self) -> tuple[Ruling, ...]:
        """What reviewers disagree on."""
        return tuple(r for r in self.rulings if r.is_disputed)

    @cached_property
    def digest(self) -> str:
        """Sixteen hex digits that name these decisions."""
        facts = ascii([[d[:9] for d in r.said] for r in self.rulings])
        return hashlib.sha256(facts.encode()).hexdigest()[:16]

    @cached_property
    def places(self) -> dict[Key, list[Ruling]]:
        """The rulings on one place each, by their keys with no more context than usual."""
        found: dict[Key, list[Ruling]] = {}
        for ruling in self.rulings:
            key = ruling.decision.key
            if key.scope == "here":
                short = key._replace(prefix=key.prefix[-CONTEXT:], suffix=key.suffix[:CONTEXT])
                found.setdefault(short, []).append(ruling)
        return found

    @cached_property
    def edges(self) -> dict[tuple[str, str, str], list[Ruling]]:
        """The rulings near the beginning or the end of a document, which may have moved since."""
        found: dict[tuple[str, str, str], list[Ruling]] = {}
        for ruling in self.rulings:
            key = ruling.decision.key
            is_edge = len(key.prefix) < CONTEXT or len(key.suffix) < CONTEXT
            if is_edge and key.scope == "here" and len("".join(key[2:5])) >= CONTEXT:
                found.setdefault(key[:3], []).append(ruling)
        return found

    @cached_property
    def everywhere(self) -> dict[Key, Ruling]:
        """The rulings on every identical change."""
        keyed = ((r.decision.key, r) for r in self.rulings)
        return {key: r for key, r in keyed if key.scope == "everywhere"}

    @cached_property
    def _by_name(self) -> dict[str, list[Ruling]]:
        found: dict[str, list[Ruling]] = {}
        for ruling in self.rulings:
            d = ruling.decision
            if d.scope == "here":
                found.setdefault(_path(d.document)[0], []).append(ruling)
        return found

    def settle(self, source: str, flag: Flag) -> bool:
        """Whether a flag, known by its key alone, was accepted or rejected."""
        near = self.places.get(key(source, flag), ())
        return any(r.decides in ("accept", "reject") for r in near)

    def of(self, document: str | None) -> Sequence[Ruling]:
        """The rulings on one place that may lie in a document, by its path.

        Seen from another folder a path is longer or shorter; 1973/001.txt is not 1974/001.txt.
        Where no path is known, on either side, all of them may.
        """
        if not document:
            return [r for rulings in self._by_name.values() for r in rulings]
        path = _path(document)
        named = self._by_name.get(path[0], [])
        near = ((r, _path(r.decision.document)) for r in named)
        may = [r for r, p in near if all(a == b for a, b in zip(path, p, strict=False))]
        return [*may, *self._by_name.get("", [])]


def _path(document: str) -> list[str]:
    """The parts of a path, of Windows too, the name of the file first."""
    parts = [p for p in document.replace("\\", "/").split("/") if p not in ("", ".", "..")]
    return parts[::-1] or [""]


def _ruling(said: tuple[Decision, ...]) -> Ruling:
    people = tuple(d for d in said if d.reviewer != BASELINE) or said
    sure = tuple(d for d in people if d.decision != "unsure")
    if not sure:
        return Ruling(people[-1:])
    # of those who agree the last; accepting and rejecting a flag both settle it
    outcomes = {d.outcome: d for d in sure}
    return Ruling(tuple(outcomes.values()))


def keys(result: Repair) -> list[Key]:
    """The key of each edit of a document, then of each of its flags.

    The context is as long as it has to be to tell a finding from the others of this document.
    """
    findings: list[Edit | Flag] = [*result.edits, *result.flags]
    size = CONTEXT
    found = [key(result.source, f, size) for f in findings]
    unclear = list(range(len(found)))
    while size < MAX_CONTEXT:
        places: dict[Key, list[int]] = {}
        for i in unclear:
            places.setdefault(found[i], []).append(i)
        # several flags of a pass on one place are one finding
        unclear = [
            i for same in places.values() if len({findings[i][:2] for i in same}) > 1 for i in same
        ]
        if not unclear:
            break
        size *= 2
        for i in unclear:
            found[i] = key(result.source, findings[i], size)
    return found


def key(source: str, f: Edit | Flag, size: int = CONTEXT) -> Key:
    """The key of a finding in ``source`` with ``size`` characters of context on each side."""
    return Key(
        "repair" if isinstance(f, Edit) else "flag",
        f.source,
        source[f.start : f.end],
        source[max(0, f.start - size) : f.start],
        source[f.end : f.end + size],
    )


def read(paths: Iterable[str]) -> list[Decision]:
    """The decisions in some files; ``DecisionsError`` if one cannot be read or understood."""
    return [decision for path in paths for decision in _read(path)]


def _read(path: str) -> Iterator[Decision]:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise DecisionsError(f"{path} cannot be read: {(error.strerror or '').lower()}") from error
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            try:
                yield _decision(line.removeprefix(b"\xef\xbb\xbf"), f"{path}:{number}")
            except DecisionsError as error:
                raise DecisionsError(
                    f"{path}, line {number}: {error}; correct or remove the line"
                ) from error


_TEXTS = ("exact", "prefix", "suffix", "after", "text", "document", "reviewer", "time", "note")


def _decision(line: bytes, origin: str) -> Decision:
    """The decision in a line; ``DecisionsError`` says what is wrong with it."""
    facts = _facts(line)
    for name, allowed in (("decision", VERDICTS), ("kind", KINDS), ("scope", SCOPES)):
        if facts.get(name) not in allowed:
            raise DecisionsError(
                f'"{name}" is {facts.get(name)!r}, not one of {", ".join(allowed)}'
            )
    for name in ("pass", *_TEXTS):
        if not isinstance(facts.get(name, ""), str):
            raise DecisionsError(f'"{name}" is {facts[name]!r}, not a text')
    needed = ("pass", "exact", "text") if facts["decision"] == "edit" else ("pass", "exact")
    for name in needed:
        if name not in facts:
            raise DecisionsError(f'"{name}" is missing')
    return Decision(
        facts["decision"],
        facts["kind"],
        facts["pass"],
        scope=facts["scope"],
        origin=origin,
        **{name: facts.get(name, "") for name in _TEXTS},
    )


def _facts(line: bytes) -> dict[str, Any]:
    """The object in a line, if its version is ours."""
    try:
        facts = json.loads(line)
    except UnicodeDecodeError as error:
        raise DecisionsError("is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise DecisionsError("is not JSON: a decision is one JSON object on one line") from error
    if not isinstance(facts, dict) or "version" not in facts:
        raise DecisionsError('is no decision of cablefix: those have a "version"')
    if facts["version"] != FORMAT_VERSION:
        raise DecisionsError(
            f"has format version {facts['version']!r}, and this cablefix knows {FORMAT_VERSION};"
            " a newer one may know it"
        )
    return {"scope": "here", **facts}
