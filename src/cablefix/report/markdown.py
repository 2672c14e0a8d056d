"""The report as Markdown, to be read in a pull request; text of cables stands in code only."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from cablefix.report import model
from cablefix.report.form import Entry, Form
from cablefix.report.formats import MARK
from cablefix.report.glyphs import drawn
from cablefix.report.rows import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.api import Repair
    from cablefix.report.rows import RepairRow

LEGEND = (
    "In each line, `[-what the source says-]{+what stands in its place+}` is a repair,"
    " and `>>this<<` is flagged: damage that was left as it is."
    " The confidence of a repair is how likely it is to be right."
)
# What could begin markup, a link or an HTML element, and the bar that ends a table cell.
SPECIAL = re.compile(r"[\\`*_{}\[\]<>#~|&!$]")
# GitHub makes links and mentions of these, whatever is escaped around them.
LINKED = re.compile(r"[@#]\w|://|www\.", re.IGNORECASE)
BACKTICKS = re.compile(r"`+")


# GitHub refuses a comment of more than 65,536 characters; a few are left for words around it.
LIMIT = 65_000
# The best ones; a long list would hide the next finding.
CANDIDATES = 5


class Page(Form):
    """The report on all documents, written when the last of them is known."""

    def __init__(self) -> None:
        self._documents: list[tuple[str, Repair]] = []
        self._failures: list[tuple[str, str]] = []

    def document(self, entry: Entry) -> str:
        """Nothing yet: the totals come first."""
        self._documents.append((entry.path, entry.result))
        return ""

    def failure(self, path: str, message: str) -> str:
        """Nothing yet."""
        self._failures.append((path, message))
        return ""

    def end(self) -> str:
        """The whole report."""
        return render(self._documents, self._failures)


def render(
    documents: Sequence[tuple[str, Repair]], failures: Sequence[tuple[str, str]] = ()
) -> str:
    """The report on named results as Markdown; it can always be written as UTF-8.

    It has at most ``LIMIT`` characters: what is left out is counted at its end.
    """
    report = model.build(documents)
    page = _Page()
    page.add(f"<!-- {MARK.decode()} -->", "", "# Repairs and flags", "", f"{report.summary}.", "")
    if failures:
        page.add("## Could not be worked on", "")
        for name, message in failures:
            page.add(f"- {code(name)}: {prose(message)}", counts="error")
        page.add("")
    if report.documents:
        page.add(LEGEND, "")
    page.add(*_table(("Pass", "Repairs", "What it repairs"), report.by_pass))
    page.add(*_table(("Flag", "Count", "What it says"), report.by_kind))
    for document in report.documents:
        _document(page, document)
    if report.unchanged:
        page.add("## Without repairs or flags", "")
        for name in report.unchanged:
            page.add(f"- {code(name)}", counts="name of a document without findings")
        page.add("")
    return page.text()


class _Page:
    """Lines up to the limit.  After the first that does not fit there are no more."""

    # the note on what was left out is shorter than this
    _NOTE = 400

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._size = 0
        self._left_out: Counter[str] = Counter()
        self._is_full = False

    def add(self, *lines: str, counts: str = "") -> None:
        """Lines that stay together; ``counts`` names what is left out if they do not fit."""
        size = sum(map(len, lines)) + len(lines)
        self._is_full = self._is_full or self._size + size > LIMIT - self._NOTE
        if not self._is_full:
            self._lines += lines
            self._size += size
        elif counts:
            self._left_out[counts] += 1

    def text(self) -> str:
        """The lines, and what was left out."""
        if not self._left_out:
            return "\n".join(self._lines)
        many = [_counted(count, what) for what, count in self._left_out.items()]
        note = (
            f"**Cut here**, at {LIMIT:,} characters. Left out: {', '.join(many)}."
            " `cablefix report PATHS -o report.html` shows all."
        )
        return "\n".join([*self._lines, "", note, ""])


def _counted(count: int, what: str) -> str:
    noun, of, rest = what.partition(" of ")
    return f"{model.counted(count, noun)}{of}{rest}"


def code(text: str) -> str:
    """The text as inline code, which no text can end: the fence is longer than any run in it.

    >>> code("plain"), code("a `b` c")
    ('`plain`', '`` a `b` c ``')
    """
    text = drawn(text)
    if not text.strip(" "):
        # code of blanks alone is no code in Markdown
        text = "·" * len(text) or "·"
    longest = max((len(run) for run in BACKTICKS.findall(text)), default=0)
    if not longest:
        # one blank at each end would be taken off
        pad = " " if text[0] == text[-1] == " " else ""
        return f"`{pad}{text}{pad}`"
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}"


def prose(text: str) -> str:
    """Prose in which nothing is markup; a word that GitHub would link becomes code.

    >>> prose("<b> costs [1]")
    '&#60;b&#62; costs &#91;1&#93;'
    """
    words = []
    for word in drawn(text).split(" "):
        if LINKED.search(word):
            # the entity of a bar would be shown as such in code
            words.append(code(word.replace("|", "¦")))
        else:
            words.append(SPECIAL.sub(lambda m: f"&#{ord(m[0])};", word))
    return " ".join(words)


def _table(head: tuple[str, str, str], tallies: Sequence[model.Tally]) -> Iterator[str]:
    if not tallies:
        return
    yield f"| {head[0]} | {head[1]} | {head[2]} |"
    yield "|---|--:|---|"
    for name, times, meaning in tallies:
        yield f"| {prose(name)} | {times:,} | {prose(meaning.replace('``', ''))} |"
    yield ""


def _document(page: _Page, document: model.DocumentReport) -> None:
    page.add(f"## {code(document.name)}", "")
    if document.flags:
        page.add(f"### {model.counted(len(document.flags), 'flag')}", "")
        for flag in document.flags:
            around = flag.context
            line = f"{around.left}>>{around.text}<<{around.right}".strip()
            perhaps = ", ".join(
                code(excerpt(reading, 0, len(reading))) for reading in flag.candidates[:CANDIDATES]
            )
            page.add(
                f"- **{prose(flag.kind)}**: {prose(flag.why)}"
                f"{f'; perhaps {perhaps}' if perhaps else ''} ({prose(flag.source)})",
                f"  - {flag.place} {code(line)}",
                counts="flag",
            )
        page.add("")
    if document.repairs:
        page.add(f"### {model.counted(len(document.repairs), 'repair')}", "")
        for grounds, group in groupby(document.repairs, key=lambda row: row.grounds):
            head = [f"- **{prose(grounds.passes)}** {grounds.confidence}: {prose(grounds.why)}"]
            for row in group:
                page.add(*head, f"  - {row.place} {code(_word_diff(row))}", counts="repair")
                head = []
        page.add("")


def _word_diff(repair: RepairRow) -> str:
    """The words before and after, with the words around them in the source."""
    left = repair.context.left.removesuffix(repair.before.left)
    right = repair.context.right.removeprefix(repair.before.right)
    before = f"[-{repair.before}-]" if str(repair.before) else ""
    after = f"{{+{repair.after}+}}" if str(repair.after) else ""
    return f"{left}{before}{after}{right}".strip()
