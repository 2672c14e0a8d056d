"""The report as Markdown, to be read in a pull request; text of cables stands in code only."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from cablefix.report import model
from cablefix.report.formats import MARK
from cablefix.report.glyphs import drawn

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


def render(documents: Sequence[tuple[str, Repair]]) -> str:
    """The report on named results as Markdown; it can always be written as UTF-8."""
    report = model.build(documents)
    lines = [f"<!-- {MARK.decode()} -->", "", "# Repairs and flags", "", f"{report.summary}.", ""]
    if report.documents:
        lines += [LEGEND, ""]
    lines += _table(("Pass", "Repairs", "What it repairs"), report.by_pass)
    lines += _table(("Flag", "Count", "What it says"), report.by_kind)
    for document in report.documents:
        lines += _document(document)
    if report.unchanged:
        lines += ["## Without repairs or flags", ""]
        lines += (f"- {code(name)}" for name in report.unchanged)
        lines.append("")
    return "\n".join(lines)


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


def _document(document: model.DocumentReport) -> Iterator[str]:
    yield f"## {code(document.name)}"
    yield ""
    if document.flags:
        yield f"### {model.counted(len(document.flags), 'flag')}"
        yield ""
        for flag in document.flags:
            around = flag.context
            line = f"{around.left}>>{around.text}<<{around.right}".strip()
            perhaps = ", ".join(code(reading) for reading in flag.candidates)
            yield (
                f"- **{prose(flag.kind)}**: {prose(flag.why)}"
                f"{f'; perhaps {perhaps}' if perhaps else ''} ({prose(flag.source)})"
            )
            yield f"  - {flag.place} {code(line)}"
        yield ""
    if document.repairs:
        yield f"### {model.counted(len(document.repairs), 'repair')}"
        yield ""
        for grounds, group in groupby(document.repairs, key=lambda row: row.grounds):
            yield f"- **{prose(grounds.passes)}** {grounds.confidence}: {prose(grounds.why)}"
            yield from (f"  - {row.place} {code(_word_diff(row))}" for row in group)
        yield ""


def _word_diff(repair: RepairRow) -> str:
    """The words before and after, with the words around them in the source."""
    left = repair.context.left.removesuffix(repair.before.left)
    right = repair.context.right.removeprefix(repair.before.right)
    before = f"[-{repair.before}-]" if str(repair.before) else ""
    after = f"{{+{repair.after}+}}" if str(repair.after) else ""
    return f"{left}{before}{after}{right}".strip()
