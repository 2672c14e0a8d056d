"""Build docs/passes.md: every pass with what it looks for, why it is safe, and examples.

    python tools/build_passes_page.py

All of it comes from PASSES and the docstrings of the passes; ``tests/test_docs.py`` fails if
the page is not what this makes.
"""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

from cablefix import PASSES, Stage, repair
from cablefix.types import FLAG_KINDS

if TYPE_CHECKING:
    from cablefix import Pass

OUT = Path(__file__).resolve().parent.parent / "docs" / "passes.md"

INTRO = """\
# The passes

<!-- Made from the docstrings of the passes: edit those, then run `make docs`. -->

A pass looks for one kind of damage.
It repairs what it is sure of and flags the rest.
The passes run in the order of this page, stage by stage.
The passes of one stage see the same text.
A pass with a *gate* looks only at texts in which that pattern occurs.
So a clean cable meets almost none of them.

`cablefix passes NAME` shows the same in the terminal.
A name also stands for its family: `marker` is `marker-tex`, `marker-gap` and so on.

In the examples `-` is the source, `+` what it is repaired to, and `·` a blank at the end of a line.
"""

STAGES = {
    Stage.ENCODING: "Characters",
    Stage.LAYOUT: "Layout",
    Stage.STRUCTURE: "Structure",
    Stage.TEXT: "Text",
    Stage.WORDS: "Words",
    Stage.REVIEW: "Review: flags only",
}


def page() -> str:
    """The whole page."""
    parts = [INTRO]
    for stage, title in STAGES.items():
        members = [p for p in PASSES if p.stage is stage]
        if members:
            parts.append(f"\n## {title}\n")
            parts += (f"\n{section(p)}" for p in members)
    parts.append("\n## The kinds of flags\n\n")
    parts += (f"- **{kind}**: {meaning}.\n" for kind, meaning in FLAG_KINDS.items())
    return "".join(parts)


def section(p: Pass) -> str:
    """One pass: its docstring, its examples, its gate and how to switch it off."""
    blocks = [f"### {p.name}"]
    session: list[str] = []
    for part in doctest.DocTestParser().parse(inspect.cleandoc(p.__doc__ or "")):
        if isinstance(part, doctest.Example):
            shown = example(part)
            if shown:
                blocks += shown
            else:
                session += prompted(part)
        else:
            blocks += (markdown(text) for text in part.strip().split("\n\n") if text.strip())
    if any(not line.startswith(">>> from ") for line in session):
        blocks.append(block("python", session))
    facts = [f"Gate: `` {p.gate} ``" if p.gate else "No gate"]
    if p.view:
        facts.append(f"only if the document has {p.view} characters or words")
    blocks.append(
        f"{'; '.join(facts)}.\n"
        f'Switch it off: `--ignore {p.name}`, or `ignore = ["{p.name}"]` in `cablefix.toml`.'
    )
    return "\n\n".join(blocks) + "\n"


def markdown(text: str) -> str:
    """Prose of a docstring as Markdown, one sentence a line."""
    if text.startswith("    "):
        return text  # an indented block is code in Markdown too
    text = re.sub(r"\s*\n\s*", " ", text).replace("``", "`")
    text = re.sub(r"\bFORMAT\.md\b", "[format.md](format.md)", text)
    text = re.sub(r"\bDAMAGE\.md\b", "[damage.md](damage.md)", text)
    return re.sub(r"(?<=[a-z)`”’\"][.?!]) +(?=[A-Z`])", "\n", text)


def example(shown: doctest.Example) -> list[str]:
    """A call of ``clean`` as a reader of cables wants to see it: the text before and after."""
    match ast.parse(shown.source).body:
        case [ast.Expr(ast.Call(ast.Name("print"), [ast.Call() as call], []))]:
            pass
        case [ast.Expr(ast.Call() as call)]:
            pass
        case _:
            return []
    match call:
        case ast.Call(ast.Name("clean"), [ast.Constant(str(text))], []):
            diff = repair(text).diff(context=3).splitlines()[2:]
        case _:
            return []
    lines = [line for line in diff if not line.startswith(("@@", "\\ No newline"))]
    if lines:
        return [block("diff", lines)]
    return ["Stays as it is:", block("text", text.removesuffix("\n").split("\n"))]


def prompted(shown: doctest.Example) -> list[str]:
    """A doctest as it is typed, with what it prints."""
    first, *rest = shown.source.rstrip().split("\n")
    return [f">>> {first}", *(f"... {line}" for line in rest), *shown.want.splitlines()]


def drawn(line: str) -> str:
    """A line with the blanks at its end drawn; an empty line of a diff keeps its mark."""
    return re.sub(r"(?<=.) +$", lambda m: "·" * len(m[0]), line)


def block(language: str, lines: list[str]) -> str:
    """A fenced block that no line in it can end."""
    fence = "````" if any(line.lstrip().startswith("```") for line in lines) else "```"
    if language != "python":
        lines = [drawn(line) for line in lines]
    return "\n".join([f"{fence}{language}", *lines, fence])


def main() -> None:
    """Write the page."""
    OUT.write_text(page(), encoding="utf-8", newline="\n")
    print(f"{OUT.name}: {len(PASSES)} passes")


if __name__ == "__main__":
    main()
