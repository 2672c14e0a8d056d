"""One finding in its context on the terminal, and the keys and lines that a reviewer types."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any, Self

from cablefix.report.terminal import Source, Style, shortened, visible
from cablefix.types import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from rich.text import Text

    from cablefix.decisions import Decision
    from cablefix.types import Flag

# Lines before and behind the finding, and how many of its own are shown at each end.
_AROUND = 3
_OWN = 8
_KEYS = (
    ("j k", "next and previous finding"),
    ("a r s", "accept, reject, unsure; A R S for the same change everywhere"),
    ("e", "edit: write what shall stand there"),
    ("z", "take the last decision back"),
    ("[ ]", "previous and next document"),
    ("u", "all documents"),
    ("/", "search"),
    ("?", "these keys"),
    ("q", "quit; a review goes on where it was left"),
)
_SHORT_KEYS = (
    "a accept  r reject  e edit  s unsure  z take back  j next  k previous  ? keys  q quit"
)
_ARROWS = {"\x1b[A": "k", "\x1b[B": "j", "\x1b[C": "]", "\x1b[D": "["}


class Asking:
    """A reviewer at a terminal."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False, markup=False, emoji=False)
        self._style = Style.of(sys.stdout)
        # the mode of the terminal before the first key was read
        self._mode: list[Any] | None = None

    def show(
        self,
        path: str,
        source: str,
        finding: Edit | Flag,
        *,
        head: str,
        decisions: Sequence[Decision],
    ) -> None:
        """A finding in its context, with what was decided on it."""
        from rich.rule import Rule
        from rich.text import Text

        show = self._console.print
        place = Source(source).place(finding.start)
        show()
        show(Rule(style="dim", characters="-"))
        where = f"{visible(path, self._style)}:{place[0]}:{place[1]}"
        show(Text.assemble((where, "bold"), f"  {head}"))
        show(self._told(finding))
        show(Text(visible(finding.why, self._style), style="dim"))
        show()
        show(self._in_context(source, finding))
        show()
        for decision in decisions:
            show(Text(self._decided(decision), style="bold"))
        show(Text(_SHORT_KEYS, style="dim"))

    def _told(self, f: Edit | Flag) -> Text:
        from rich.text import Text

        name = (visible(f.source, self._style), "cyan")
        if isinstance(f, Edit):
            return Text.assemble(name, f"  repair, confidence {f.confidence - 0.00499:.2f}")
        candidates = ", ".join(shortened(c, self._style) or '""' for c in f.candidates)
        ending = f"; candidates: {candidates}" if candidates else ""
        return Text.assemble(name, f"  flag: {f.kind}{ending}")

    def _in_context(self, source: str, f: Edit | Flag) -> Text:
        """The lines around a finding; what goes stands in [-…-], what comes in {+…+}."""
        from rich.text import Text

        left, right = source[: f.start].split("\n"), source[f.end :].split("\n")
        before = "\n".join(visible(line, self._style) for line in left[-_AROUND - 1 :])
        behind = "\n".join(visible(line, self._style) for line in right[: _AROUND + 1])
        exact = self._own(source[f.start : f.end])
        text = Text(before)
        if isinstance(f, Edit):
            if exact:
                text.append(f"[-{exact}-]", "red")
            if f.new:
                text.append(f"{{+{self._own(f.new)}+}}", "green")
        else:
            text.append(f"[?{exact}?]", "yellow")
        text.append(behind)
        return text

    def _own(self, text: str) -> str:
        """The text of a finding; the line ends of a short one are drawn."""
        lines = text.split("\n")
        if len(lines) <= 2:
            return visible(text, self._style)
        if len(lines) > 2 * _OWN:
            lines = [*lines[:_OWN], self._style.cut, *lines[-_OWN:]]
        return "\n".join(visible(line, self._style) for line in lines)

    def _decided(self, d: Decision) -> str:
        text = f' "{shortened(d.text, self._style)}"' if d.decision == "edit" else ""
        where = " everywhere" if d.scope == "everywhere" else ""
        return f"{visible(d.reviewer, self._style)}: {d.decision}{text}{where}"

    def show_keys(self) -> None:
        """All keys and what they do."""
        self.show_lines(f"{keys:>6}  {what}" for keys, what in _KEYS)

    def show_lines(self, lines: Iterable[str]) -> None:
        """Some lines below each other."""
        for line in lines:
            self.say(line)

    def say(self, line: str) -> None:
        """One line; nothing if it is empty."""
        if line:
            self._console.print(visible(line, self._style), soft_wrap=True)

    def __enter__(self) -> Self:
        # from the first: Ctrl-D that is typed before would be read as another sign
        self._watch()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was found."""
        self._release()

    def pressed(self) -> Iterator[str]:
        """The keys that are pressed next; "q" where no more can come."""
        pressed = self._read()
        if pressed.startswith(("\x1b", "\x00", "\xe0")):
            yield _ARROWS.get(pressed, "?")
        else:
            yield from pressed.replace("\x04", "q") or "q"

    def _read(self) -> str:
        if not self._watch():
            import click

            return click.getchar()
        return os.read(sys.stdin.fileno(), 64).decode("utf-8", "ignore")

    def _watch(self) -> bool:
        """Have keys handed over as they are pressed; whether the system can."""
        try:
            import termios
            import tty
        except ImportError:
            return False
        # click would forget what was typed while the last finding was shown
        descriptor = sys.stdin.fileno()
        if self._mode is None:
            self._mode = termios.tcgetattr(descriptor)
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        return True

    def _release(self) -> None:
        if self._mode is not None:
            import termios

            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._mode)

    def line(self, question: str, given: str) -> str | None:
        r"""A line that the reviewer writes or changes; ``\n`` in it is a line end; None if not."""
        self._release()
        shown = given.replace("\\", "\\\\").replace("\n", "\\n")
        with _filled_in(shown) as is_filled:
            hint = "" if is_filled or not shown else f" [{visible(shown, self._style)}]"
            try:
                typed = input(f"{question}{hint}: ")
            except EOFError:
                self._console.print()
                return None
        parts = typed.split("\\\\")
        return "\\".join(part.replace("\\n", "\n") for part in parts)


@contextlib.contextmanager
def _filled_in(text: str) -> Iterator[bool]:
    """Let the next line begin with ``text``, where the system can; whether it can."""
    try:
        import readline
    except ImportError:
        yield False
        return
    readline.set_startup_hook(lambda: readline.insert_text(text))
    try:
        yield True
    finally:
        readline.set_startup_hook()
