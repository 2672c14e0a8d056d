"""Findings as SARIF 2.1.0, which code hosts and editors show at their places."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from cablefix.report.form import Entry, Listed
from cablefix.report.glyphs import drawn
from cablefix.report.places import Places, Quote, findings, iri
from cablefix.report.records import readable
from cablefix.report.rows import excerpt, shown_confidence
from cablefix.types import Edit, Flag

if TYPE_CHECKING:
    from cablefix.types import Pass

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# The version of how the fingerprint is made: other facts would get another one.
FINGERPRINT = "finding/v1"
# A longer stretch is read in the file.
_SNIPPET = 1_000
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


class Log(Listed):
    """One run with a result for each finding; the rules follow, when it is known which they are."""

    def __init__(self) -> None:
        super().__init__()
        self._rules: dict[str, None] = {}
        self._failures: list[dict[str, Any]] = []

    def begin(self) -> str:
        """The head, up to the results."""
        head = {"$schema": SCHEMA, "version": "2.1.0"}
        # columns, and offsets with them, would be UTF-16 code units if nothing were said
        return (
            f'{readable(head)[:-1]}, "runs": [{{"columnKind": "unicodeCodePoints",'
            f' "properties": {{"madeBy": "cablefix report"}}, "results": ['
        )

    def document(self, entry: Entry) -> str:
        """The results of one document, by place."""
        finder = _Document(entry)
        results = [finder.result(f) for f in findings(entry.result)]
        self._rules.update(dict.fromkeys(result["ruleId"] for result in results))
        return ",\n".join(map(readable, results))

    def failure(self, path: str, message: str) -> str:
        """No result: a notification of the run, which follows the results."""
        told: dict[str, Any] = {"level": "error", "message": {"text": drawn(message)}}
        if path:
            told["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": iri(path)}}}]
        self._failures.append(told)
        return ""

    def end(self) -> str:
        """The tool with its rules, and how the run ended."""
        from cablefix import __version__
        from cablefix.settings import all_passes

        passes = {p.name: p for p in all_passes()}
        driver = {
            "name": "cablefix",
            "version": __version__,
            "rules": [_rule(name, passes.get(name)) for name in sorted(self._rules)],
        }
        run = {
            "tool": {"driver": driver},
            "invocations": [
                {
                    "executionSuccessful": not self._failures,
                    "toolExecutionNotifications": self._failures,
                }
            ],
        }
        return f"\n], {readable(run)[1:]}]}}\n"


class _Document:
    """Makes the results of one document."""

    def __init__(self, entry: Entry) -> None:
        source = entry.result.source
        self._uri = iri(entry.path)
        self._places = Places(source, entry.file)
        self._alike: Counter[str] = Counter()
        self._fixes = dict(zip(entry.result.edits, _written(entry), strict=True))

    def result(self, f: Edit | Flag) -> dict[str, Any]:
        """One finding; a repair has its fix."""
        quote = self._places.quote(f.start, f.end)
        region = self._region(f)
        snippet = {"snippet": {"text": drawn(quote.exact)}} if len(quote.exact) <= _SNIPPET else {}
        location = {"artifactLocation": {"uri": self._uri}, "region": {**region, **snippet}}
        found: dict[str, Any] = {
            "ruleId": f.source.partition("+")[0],
            "level": _level(f),
            "message": {"text": _message(f, quote)},
            "locations": [{"physicalLocation": location}],
            "partialFingerprints": {FINGERPRINT: self._fingerprint(f, quote)},
        }
        if isinstance(f, Flag):
            found["properties"] = {"kind": f.kind, "candidates": [drawn(c) for c in f.candidates]}
            return found
        found["properties"] = {"passes": f.source.split("+"), "confidence": f.confidence}
        found["rank"] = round(100 * float(shown_confidence(f.confidence)), 1)
        new = self._fixes[f]
        if _is_whole(new):
            # half characters cannot be written here; the repair itself keeps them
            replacement = {"deletedRegion": region, "insertedContent": {"text": new}}
            change = {"artifactLocation": {"uri": self._uri}, "replacements": [replacement]}
            found["fixes"] = [{"description": {"text": drawn(f.why)}, "artifactChanges": [change]}]
        return found

    def _fingerprint(self, f: Edit | Flag, quote: Quote) -> str:
        """What makes the finding the same one in another version of the document: no line number.

        Findings that are alike, as on a banner of each page, are numbered.
        """
        made = hashlib.sha256(json.dumps([f.source, *quote]).encode()).hexdigest()
        self._alike[made] += 1
        return f"{made}:{self._alike[made]}"

    def _region(self, f: Edit | Flag) -> dict[str, int]:
        start, end = self._places.place(f.start), self._places.place(f.end)
        at = self._places.in_file(f.start)
        return {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "charOffset": at,
            "charLength": self._places.in_file(f.end) - at,
        }


def _written(entry: Entry) -> list[str]:
    """What each repair writes, with the line ends that it has in the file."""
    result = entry.result
    if entry.file is None:
        return [change.new for change in result.spans.changes]
    ends = entry.file.line_ends(result.text, result.spans.changes)
    written, line, at = [], 0, 0
    for change in result.spans.changes:
        line += result.text.count("\n", at, change.at)
        at = change.out_end
        first, *rest = change.new.split("\n")
        written.append(first + "".join(ends[line + i] + part for i, part in enumerate(rest)))
        line += len(rest)
    return written


def _level(f: Edit | Flag) -> str:
    if isinstance(f, Edit):
        return "warning"
    return "error" if f.kind == "error" else "note"


def _message(f: Edit | Flag, quote: Quote) -> str:
    # a plain message may hold links; those of a cable are text
    return _LINK.sub(r"\\[", _said(f, quote))


def _said(f: Edit | Flag, quote: Quote) -> str:
    if isinstance(f, Edit):
        sure = shown_confidence(f.confidence)
        before, after = (drawn(excerpt(text, 0, len(text))) for text in (quote.exact, f.new))
        return f'"{before}" → "{after}" ({sure}: {drawn(f.why)})'
    perhaps = "; perhaps " + ", ".join(map(drawn, f.candidates)) if f.candidates else ""
    return f"{drawn(f.kind)}: {drawn(f.why)}{perhaps}"


def _rule(name: str, known: Pass | None) -> dict[str, Any]:
    """A pass as a rule, with what it says about itself."""
    import inspect

    if known is None:
        # what the reading of a file said, or a pass that is not installed here
        return {
            "id": drawn(name),
            "shortDescription": {
                "text": "Found in reading the file, or by a pass that is not here"
            },
        }
    said = inspect.cleandoc(known.__doc__ or known.name)
    more = f"More: cablefix passes {name}, or docs/passes.md#{name}"
    return {
        "id": name,
        "shortDescription": {"text": drawn(known.summary) or name},
        "fullDescription": {"text": _shown(said)},
        "help": {"text": _shown(f"{said}\n\n{more}")},
    }


def _shown(text: str) -> str:
    return "\n".join(map(drawn, text.split("\n")))


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)
