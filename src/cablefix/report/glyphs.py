"""Characters that cannot be seen, drawn so that they can: ``⏎``, ``⇥``, ``U+200B``."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Letters and marks that no font draws; all else that cannot be seen is not "printable".
_HIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


class Run(NamedTuple):
    """Text as it is, or, with a ``name``, the sign drawn for one invisible character."""

    text: str
    name: str = ""


def runs(text: str, *, blanks: bool = False) -> Iterator[Run]:
    r"""The text in runs, each invisible character drawn; every run can be written as UTF-8.

    With ``blanks``, blanks at the ends are drawn too: at the ends of a change they are the
    change.

    >>> list(runs("a\x00b"))
    [Run(text='a', name=''), Run(text='U+0000', name='U+0000'), Run(text='b', name='')]
    """
    lead = tail = 0
    if blanks:
        lead = len(text) - len(text.lstrip(" "))
        tail = len(text) - lead - len(text[lead:].rstrip(" "))
        text = text[lead : len(text) - tail]
    yield from (Run("·", "blank") for _ in range(lead))
    if text.isprintable() and _HIDDEN.isdisjoint(text):
        if text:
            yield Run(text)
    else:
        yield from _drawn_runs(text)
    yield from (Run("·", "blank") for _ in range(tail))


def drawn(text: str) -> str:
    r"""The text on one line, with each invisible character drawn in its place.

    >>> drawn("a\tb\u202ec")
    'a⇥b[U+202E]c'
    """
    if text.isprintable() and _HIDDEN.isdisjoint(text):
        return text
    return "".join(
        f"[{run.text}]" if run.text.startswith("U+") and run.name else run.text
        for run in _drawn_runs(text)
    )


def _drawn_runs(text: str) -> Iterator[Run]:
    plain = ""
    for c in text:
        if c.isprintable() and c not in _HIDDEN:
            plain += c
            continue
        if plain:
            yield Run(plain)
            plain = ""
        yield Run(sign(c), _name(c))
    if plain:
        yield Run(plain)


def sign(c: str) -> str:
    """What is drawn for one invisible character."""
    if c == "\n":
        return "⏎"
    if c == "\t":
        return "⇥"
    return f"U+{ord(c):04X}"


def _name(c: str) -> str:
    # control characters and surrogates have no name in Unicode
    return f"U+{ord(c):04X} {unicodedata.name(c, '')}".rstrip()
