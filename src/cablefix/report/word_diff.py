"""Repairs as a word diff in the manner of ``git diff --word-diff``, made of the known changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cablefix.report.form import Entry, Form
from cablefix.report.glyphs import drawn, runs
from cablefix.report.places import line_starts, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.api import Repair
    from cablefix.spans import Change

# Lines on either side of a change, as diff shows them.
CONTEXT = 3
BOLD, RED, GREEN, CYAN = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[36m"
RESET = "\x1b[m"


class Words(NamedTuple):
    """Whole words of the source, ``start`` to ``end``, and those that stand in their place."""

    start: int
    end: int
    at: int
    out_end: int


class Marked(Form):
    """Words taken out as ``[-so-]`` and words put in as ``{+so+}``.

    A line end that was taken out or put in is drawn as ``⏎``, and so is all that cannot be seen.
    """

    def document(self, entry: Entry) -> str:
        """The hunks of one document; nothing if it was not repaired."""
        starts = line_starts(entry.result.source)
        hunks = list(_hunks(entry.result, starts))
        if not hunks:
            return ""
        out_starts = line_starts(entry.result.text)
        name = drawn(entry.path)
        said = [self._head(f"--- {name}"), self._head(f"+++ {name}")]
        for hunk in hunks:
            said += self._hunk(entry.result, hunk, starts, out_starts)
        return "".join(f"{line}\n" for line in said)

    def failure(self, path: str, message: str) -> str:  # noqa: ARG002 (standard error says it)
        """Nothing: a diff has no place for it."""
        return ""

    def _hunk(
        self,
        result: Repair,
        hunk: Sequence[Words],
        starts: Sequence[int],
        out_starts: Sequence[int],
    ) -> Iterator[str]:
        source, text = result.source, result.text
        first_line, last_line = (place(starts, at).line for at in (hunk[0].start, hunk[-1].end))
        first = starts[max(0, first_line - 1 - CONTEXT)]
        last = [*starts[last_line + CONTEXT :][:1], len(source)][0]
        out_first = hunk[0].at - (hunk[0].start - first)
        out_last = hunk[-1].out_end + (last - hunk[-1].end)
        before = _range(place(starts, first).line, source[first:last])
        after = _range(place(out_starts, out_first).line, text[out_first:out_last])
        yield self._range(f"@@ -{before} +{after} @@")
        parts, at = [], first
        for words in hunk:
            parts.append(_same(source[at : words.start]))
            parts.append(self._changed(source[words.start : words.end], self._out))
            parts.append(self._changed(text[words.at : words.out_end], self._in))
            at = words.end
        parts.append(_same(source[at:last]))
        yield "".join(parts).removesuffix("\n")

    @staticmethod
    def _shown(text: str) -> str:
        return drawn(text)

    def _changed(self, text: str, mark: str) -> str:
        """The words line by line, each line with marks of its own, as git has them."""
        *lines, rest = text.split("\n")
        said = [mark.format(self._shown(line + "\n")) + "\n" for line in lines]
        return "".join(said) + (mark.format(self._shown(rest)) if rest else "")

    _out = "[-{}-]"
    _in = "{{+{}+}}"

    @staticmethod
    def _head(line: str) -> str:
        return line

    @staticmethod
    def _range(line: str) -> str:
        return line


class Coloured(Marked):
    """The same in colours alone: red is taken out, green is put in.

    Blanks at the ends of a change are drawn as ``·``: they have no colour.
    """

    _out = f"{RED}{{}}{RESET}"
    _in = f"{GREEN}{{}}{RESET}"

    @staticmethod
    def _shown(text: str) -> str:
        return "".join(run.text for run in runs(text, blanks=True))

    @staticmethod
    def _head(line: str) -> str:
        return f"{BOLD}{line}{RESET}"

    @staticmethod
    def _range(line: str) -> str:
        return f"{CYAN}{line}{RESET}"


def _same(text: str) -> str:
    return "\n".join(map(drawn, text.split("\n")))


def _range(first: int, lines: str) -> str:
    """The lines of a hunk as diff writes them."""
    many = lines.count("\n") + (not lines.endswith("\n"))
    return str(first) if many == 1 else f"{first},{many}"


def _hunks(result: Repair, starts: Sequence[int]) -> Iterator[list[Words]]:
    """The changed words in groups whose context would meet."""
    hunk: list[Words] = []
    line = 0
    for words in _words(result.source, result.spans.changes):
        if hunk and place(starts, words.start).line - line > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(words)
        line = place(starts, words.end).line
    if hunk:
        yield hunk


def _words(source: str, changes: Sequence[Change]) -> Iterator[Words]:
    """The changes, each with the rest of the words it begins and ends in; those that meet as one.

    What stands between two changes is the same in source and text, and so is what a word adds.
    """
    current: Words | None = None
    for i, change in enumerate(changes):
        floor = changes[i - 1].end if i else 0
        ceiling = changes[i + 1].start if i + 1 < len(changes) else len(source)
        start, end = change.start, change.end
        if _is_word(change.old[:1], change.new[:1]):
            while start > floor and not source[start - 1].isspace():
                start -= 1
        if _is_word(change.old[-1:], change.new[-1:]):
            while end < ceiling and not source[end].isspace():
                end += 1
        at, out_end = change.at - (change.start - start), change.out_end + (end - change.end)
        words = Words(start, end, at, out_end)
        if current and (start < current.end or change.start == floor):
            words = Words(current.start, end, current.at, out_end)
        elif current:
            yield current
        current = words
    if current:
        yield current


def _is_word(*ends: str) -> bool:
    """Whether a change begins or ends inside a word, in the source or in the text."""
    return any(c and not c.isspace() for c in ends)
