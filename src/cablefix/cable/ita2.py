"""The telegraph alphabet: each code is a letter, or behind a figure shift a figure.

A teletype sends a shift once and stays in it.  A shift that is lost on the line turns all that
follows into the other case: THE into 5#3, and 3. into EM.
"""

from __future__ import annotations

from functools import cache

from cablefix.cable.closed import rows


@cache
def letter_of() -> dict[str, str]:
    """The letter that has the code of a figure; the apostrophe is S or J, so it has none."""
    found: dict[str, str] = {}
    for letter, _, ita2, us in rows("ita2.tsv"):
        found.update((figure, letter) for figure in (ita2, us) if figure not in ("", "'"))
    return found


@cache
def digit_of() -> dict[str, str]:
    """The digit that has the code of a letter of the upper row."""
    return {letter: figure for letter, _, figure, _ in rows("ita2.tsv") if figure.isdigit()}
