"""The way from the bytes of a repaired file back to those it had, without the text in between.

Hunks say which bytes of the repaired file stood for which others.  They need no pass, no encoding
and no span table, so a later cablefix, which may read or repair differently, can still use them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.corpus.files import TextFile
    from cablefix.spans import Change


class Hunk(NamedTuple):
    """``size`` bytes from ``at`` on in the repaired file stand where ``old`` stood."""

    at: int
    size: int
    old: bytes


def hunks(file: TextFile, text: str, changes: Sequence[Change], content: bytes) -> tuple[Hunk, ...]:
    """What leads from ``content``, the repaired ``text`` of ``file``, back to its bytes."""
    found = tuple(_differing(_pairs(file, text, changes)))
    if restored(content, found) == file.content:
        return found
    # an encoding with a state, or a mark of its own, is not the sum of its pieces
    return (Hunk(0, len(content), file.content),)


def restored(content: bytes, back: Sequence[Hunk]) -> bytes:
    """The bytes that a file had; ``content`` must be exactly what the hunks were made for."""
    out: list[bytes] = []
    at = 0
    for hunk in back:
        out += (content[at : hunk.at], hunk.old)
        at = hunk.at + hunk.size
    return b"".join([*out, content[at:]])


def _differing(pairs: Iterator[tuple[bytes, bytes]]) -> Iterator[Hunk]:
    at = 0
    for old, new in pairs:
        if old != new:
            yield Hunk(at, len(new), old)
        at += len(new)


def _pairs(file: TextFile, text: str, changes: Sequence[Change]) -> Iterator[tuple[bytes, bytes]]:
    """The bytes of each change, and of what lies between two, before and after the repair."""
    cuts = [0, *(at for c in changes for at in (c.start, c.end)), len(file.text)]
    out_cuts = [0, *(at for c in changes for at in (c.at, c.out_end)), len(text)]
    yield file.mark, file.mark
    yield from zip(
        _encoded(file, file.text, file.line_ends(file.text), cuts),
        _encoded(file, text, file.line_ends(text, changes), out_cuts),
        strict=True,
    )


def _encoded(
    file: TextFile, text: str, ends: Sequence[str], cuts: Sequence[int]
) -> Iterator[bytes]:
    """The text from each cut to the next as it is in the file."""
    left = iter(ends)
    for start, end in zip(cuts, cuts[1:], strict=False):
        first, *rest = text[start:end].split("\n")
        piece = first + "".join(newline + line for line, newline in zip(rest, left, strict=False))
        yield piece.encode(file.encoding, file.errors)
