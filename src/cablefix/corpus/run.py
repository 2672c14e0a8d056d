"""One document after the other: read, repair, hold against the promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cablefix.api import Repair, repair
from cablefix.corpus.files import FileError, TextFile, decode
from cablefix.types import CablefixError

if TYPE_CHECKING:
    from cablefix.settings import Settings


class BrokenPromiseError(CablefixError):
    """A repair that cannot be taken back exactly, or that a second run would change again."""


class Repaired(NamedTuple):
    """A document whose repair keeps the promises.

    ``content`` are the bytes to write: those of the file itself if nothing was repaired.
    """

    file: TextFile
    result: Repair
    content: bytes


def repaired(
    file: TextFile, settings: Settings, *, name: str, encoding: str | None = None
) -> Repaired:
    """The repair of one file, held against the promises; ``CablefixError`` if it fails one.

    ``encoding`` is what the user declared, for reading back what would be written.
    """
    result = repair(file.text, settings=settings, id=name)
    content = file.content
    if result.text != file.text:
        content = _held(file, result, settings, encoding)
    if trouble := next((f.why for f in result.flags if f.kind == "error"), ""):
        raise CablefixError(trouble)
    if file.flag is not None:
        flags = sorted((file.flag, *result.flags), key=lambda f: (f.start, f.end))
        result = Repair(
            result.source,
            result.text,
            result.spans,
            tuple(flags),
            id=result.id,
            overlaps=result.overlaps,
        )
    return Repaired(file, result, content)


def _held(file: TextFile, result: Repair, settings: Settings, encoding: str | None) -> bytes:
    """The bytes of the repaired text, after every promise about them has been tried."""
    if file.encode(file.text) != file.content:
        raise FileError(
            f"the encoding {file.encoding} does not write back what it read; the file was left"
            " as it is. Convert it to UTF-8 first"
        )
    hold(result, settings)
    content = file.encode(result.text, result.spans.changes)
    if decode(content, encoding=encoding).text != result.text:
        raise FileError(
            f"the repaired text, written in {file.encoding}, would not read back the same; the"
            " file was left as it is. Convert it to UTF-8 first"
        )
    return content


def hold(result: Repair, settings: Settings, *, is_run_again: bool = True) -> None:
    """``BrokenPromiseError`` if repairs cannot be taken back, or a second run would change more.

    The second run is made only if ``is_run_again``: it takes a third of the time of the first.
    """
    if result.revert() != result.source:
        raise BrokenPromiseError(
            "its repairs cannot be taken back byte for byte, so none was made; the passes at"
            f" work were {_passes(result)}. Please report this"
        )
    if is_run_again and settings.pipeline.clean(result.text) != result.text:
        raise BrokenPromiseError(
            "a second run would change the repaired text again, so nothing was repaired; the"
            f" passes at work were {_passes(result)}. Please report this"
        )


def _passes(result: Repair) -> str:
    return ", ".join(sorted({e.source for e in result.edits})) or "none"
