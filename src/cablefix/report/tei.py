"""Documents as TEI P5: each repair a ``choice`` of ``sic`` and ``corr``, damage marked where it is.

The text of the paragraphs, read with every ``sic``, is the source, and with every ``corr`` the
repaired text, to the character.  What XML cannot hold (control characters and half characters)
stands as ``g`` with its number.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cablefix.report.form import Entry, Form
from cablefix.report.formats import MARK
from cablefix.report.glyphs import drawn
from cablefix.report.rows import shown_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.api import Repair
    from cablefix.spans import Change
    from cablefix.types import Flag

HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- {MARK.decode()} -->
<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">
"""
HOW = (
    "Each repair is a choice of what the source says (sic) and what stands in its place (corr);"
    " cert is the probability that the repair is right, type the pass that made it. Text that"
    " is unclear and gaps were flagged and left as they are. Reasons and possible readings are"
    " annotations of each document. A g stands for a character that XML does not have; n is its"
    " number in Unicode."
)
# What XML 1.0 has no place for, and what would be markup, or could not be seen.
_UNFIT = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(r"[&<>\r\x7f-\xa0\xad]|[\u0300-\U0010ffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINE = re.compile(r"\n(?=[^\n])")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_NO_WORD = re.compile(r"[^\w.+-]")
# Flags on text that can be read stand at its edge: what is missing is missing before or behind it.
_BEFORE, _BEHIND = "lost", "cut"


class Corpus(Form):
    """A ``teiCorpus`` with a ``TEI`` for each document, those with errors too."""

    def __init__(self) -> None:
        self._count = 0

    def begin(self) -> str:
        """The head of the corpus, which says how it was made."""
        from cablefix import __version__

        version = re.match(r"[\d.]*\d", __version__)
        application = (
            f'<application ident="cablefix" version="{version[0] if version else 0}">'
            f"<label>cablefix {_plain(__version__)}</label></application>"
        )
        return HEAD + _header(
            "Documents repaired by cablefix",
            "The documents below.",
            f"<encodingDesc><appInfo>{application}</appInfo><editorialDecl><correction>"
            f"<p>{_plain(HOW)}</p></correction></editorialDecl></encodingDesc>",
        )

    def document(self, entry: Entry) -> str:
        """One document, its text in telegrams and paragraphs."""
        self._count += 1
        name = f"d{self._count}"
        body = "".join(_Body(name, entry.result).parts())
        notes = "".join(_annotations(name, entry.result))
        if notes:
            notes = f"<standOff><listAnnotation>\n{notes}</listAnnotation></standOff>\n"
        return (
            f'<TEI xml:id="{name}">\n{_header(entry.path, entry.path)}'
            f'<text><body xml:space="preserve">{body}</body></text>\n{notes}</TEI>\n'
        )

    def failure(self, path: str, message: str) -> str:
        """A document without text, and why."""
        self._count += 1
        return (
            f'<TEI xml:id="d{self._count}">\n{_header(path or "No document", path)}'
            f'<text><body><p><gap reason="error"><desc>{_plain(message)}</desc></gap></p></body>'
            "</text>\n</TEI>\n"
        )

    def end(self) -> str:
        """The end of the corpus; a corpus without documents says so, as TEI asks for one."""
        none = "" if self._count else self.failure("", "there are no documents")
        return f"{none}</teiCorpus>\n"


class _Section(NamedTuple):
    """Where a telegram, or text outside of one, begins in the repaired text."""

    start: int
    kind: str
    number: int


class _Body:
    """Writes the text of one document, piece by piece."""

    def __init__(self, name: str, result: Repair) -> None:
        self._name = name
        self._result = result
        self._sections = list(_sections(result))[::-1]
        numbers = {p.start: p.number for m in result.messages for p in m.paragraphs}
        ends = {m.end() for m in _BLANK_LINES.finditer(result.text)}
        self._breaks = sorted(ends | set(numbers), reverse=True)
        self._numbers = numbers
        self._waiting = list(enumerate(_in_order(result.flags), 1))[::-1]
        self._open: list[tuple[int, int, Flag]] = []  # flags begun, by where they end
        self._kinds: Counter[str] = Counter()
        self._is_open = self._has_div = False
        self._begins_line = False

    def parts(self) -> Iterator[str]:
        """The divisions with their paragraphs."""
        source, at, shift = self._result.source, 0, 0
        for i, change in enumerate(self._result.spans.changes, 1):
            yield from self._copy(source, at, change.start, shift)
            yield from self._change(i, change)
            at, shift = change.end, change.out_end - change.end
        yield from self._copy(source, at, len(source), shift)
        if not self._is_open:
            yield from self._break(len(self._result.text))
        yield from self._flag_until(len(source))
        yield from self._end_flags(len(source))
        yield "</p></div>"

    def _copy(self, source: str, start: int, end: int, shift: int) -> Iterator[str]:
        """Text that was not changed, cut where a paragraph or a flag begins or ends."""
        while start < end:
            yield from self._break(start + shift)
            yield from self._flag_until(start)
            stops = [end]
            if self._breaks:
                stops.append(self._breaks[-1] - shift)
            if self._sections:
                stops.append(self._sections[-1].start - shift)
            if self._waiting:
                stops.append(self._waiting[-1][1].start)
            if self._open:
                stops.append(self._open[0][0])
            stop = min(stop for stop in stops if stop > start)
            yield self._marked(self._text(source[start:stop]))
            yield from self._end_flags(stop)
            start = stop

    def _change(self, number: int, change: Change) -> Iterator[str]:
        """One repair, which nothing parts; flags that begin or end in it do so around it."""
        yield from self._break(change.at)
        yield from self._flag_until(max(change.start, change.end - 1))
        edit = self._result.edits[number - 1]
        lb = (
            "<lb/>" if self._begins_line and not (change.new or change.old).startswith("\n") else ""
        )
        written = (
            f'{lb}<choice xml:id="{self._name}.r{number}"><sic>{_chars(change.old)}</sic>'
            f'<corr cert="{shown_confidence(edit.confidence)}" type="{_word(edit.source)}">'
            f"{_chars(change.new)}</corr></choice>"
        )
        self._begins_line = change.new.endswith("\n") or (self._begins_line and not change.new)
        yield self._marked(written)
        yield from self._end_flags(change.end)

    def _text(self, text: str) -> str:
        lb = self._line_begin(text)
        self._begins_line = text.endswith("\n")
        return lb + _chars(text)

    def _line_begin(self, text: str) -> str:
        return "<lb/>" if self._begins_line and not text.startswith("\n") else ""

    def _marked(self, written: str) -> str:
        """Text that is flagged as unclear, with the kinds of its flags."""
        kinds = [kind for kind, count in self._kinds.items() if count]
        if not kinds:
            return written
        return f'<unclear reason="{" ".join(map(_word, kinds))}">{written}</unclear>'

    def _break(self, at: int) -> Iterator[str]:
        """Begin the division and the paragraph that begin at this offset of the text, or did."""
        section = None
        while self._sections and self._sections[-1].start <= at:
            section = self._sections.pop()
        begins = None
        while self._breaks and self._breaks[-1] <= at:
            begins = self._breaks.pop()
        if self._is_open and section is None and begins is None:
            return
        if self._is_open:
            yield "</p>\n"
        if section or not self._has_div:
            if self._has_div:
                yield "</div>\n"
            section = section or _Section(0, "text", 1)
            yield f'<div type="{section.kind}" n="{section.number}">\n'
            self._has_div = True
        number = self._numbers.get(at)
        yield "<p>" if number is None else f'<p n="{number}">'
        self._is_open = True
        self._begins_line = False

    def _flag_until(self, at: int) -> Iterator[str]:
        """Mark where flags begin."""
        while self._waiting and self._waiting[-1][1].start <= at:
            number, flag = self._waiting.pop()
            name = f'xml:id="{_flag_name(self._name, number)}"'
            if flag.kind == _BEFORE or (flag.kind == _BEHIND and flag.start == flag.end):
                yield f'<gap {name} reason="{_word(flag.kind)}"/>'
            else:
                yield f"<anchor {name}/>"
            if flag.start < flag.end:
                heapq.heappush(self._open, (flag.end, number, flag))
                if flag.kind not in (_BEFORE, _BEHIND):
                    self._kinds[flag.kind] += 1

    def _end_flags(self, at: int) -> Iterator[str]:
        """Mark where flags end."""
        while self._open and self._open[0][0] <= at:
            _, number, flag = heapq.heappop(self._open)
            name = f'xml:id="{_flag_name(self._name, number)}.end"'
            if flag.kind == _BEHIND:
                yield f'<gap {name} reason="{_word(flag.kind)}"/>'
            else:
                yield f"<anchor {name}/>"
            if flag.kind not in (_BEFORE, _BEHIND):
                self._kinds[flag.kind] -= 1


def _in_order(flags: Sequence[Flag]) -> list[Flag]:
    return sorted(flags, key=lambda f: (f.start, f.end))


def _flag_name(document: str, number: int) -> str:
    return f"{document}.f{number}"


def _sections(result: Repair) -> Iterator[_Section]:
    """Where telegrams begin, and where text follows that is in none."""
    at = 0
    for number, message in enumerate(result.messages, 1):
        if message.start > at:
            yield _Section(at, "text", number)
        yield _Section(message.start, "telegram", number)
        at = message.end
    if at < len(result.text):
        yield _Section(at, "text", len(result.messages) + 1)


def _annotations(name: str, result: Repair) -> Iterator[str]:
    """Why each repair was made, repairs on the same grounds together; what each flag says."""
    grounds: dict[tuple[str, str], list[str]] = {}
    for i, edit in enumerate(result.edits, 1):
        grounds.setdefault((edit.source, edit.why), []).append(f"#{name}.r{i}")
    for i, ((source, why), repairs) in enumerate(grounds.items(), 1):
        notes = [("pass", source), ("reason", why)]
        yield _annotation(f"{name}.why{i}", " ".join(repairs), "editing", notes)
    for i, flag in enumerate(_in_order(result.flags), 1):
        target = _flag_name(name, i)
        where = f"#{target}" if flag.start == flag.end else f"#range({target},{target}.end)"
        notes = [("pass", flag.source), ("kind", flag.kind), ("reason", flag.why)]
        notes += [("reading", reading) for reading in flag.candidates]
        yield _annotation(f"{target}.why", where, "questioning", notes)


def _annotation(name: str, target: str, motive: str, notes: Sequence[tuple[str, str]]) -> str:
    said = "".join(f'<note type="{kind}">{_chars(text)}</note>' for kind, text in notes)
    return (
        f'<annotation xml:id="{name}" target="{target}" motivation="{motive}">{said}</annotation>\n'
    )


def _header(title: str, source: str, rest: str = "") -> str:
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{_plain(title)}</title></titleStmt>"
        "<publicationStmt><p>Not published.</p></publicationStmt>"
        f"<sourceDesc><p>{_plain(source)}</p></sourceDesc></fileDesc>{rest}</teiHeader>\n"
    )


def _chars(text: str) -> str:
    r"""Text of a cable as XML: nothing in it is markup, and none of it is lost.

    >>> print(_chars("A\n<b>\0"))
    A
    <lb/>&lt;b&gt;<g n="U+0000">�</g>
    """
    text = _SPECIAL.sub(_escaped, text)
    text = _UNFIT.sub(lambda m: f'<g n="U+{ord(m[0]):04X}">\ufffd</g>', text)
    return _LINE.sub("\n<lb/>", text)


def _escaped(m: re.Match[str]) -> str:
    c = m[0]
    if c in _ENTITIES:
        return _ENTITIES[c]
    return c if c.isprintable() or _UNFIT.match(c) else f"&#x{ord(c):X};"


def _plain(text: str) -> str:
    """Prose of ours and names, on one line."""
    return _chars(drawn(text))


def _word(text: str) -> str:
    """A name of ours as an attribute takes it; other people's names may hold anything."""
    return _NO_WORD.sub("_", text) or "_"
