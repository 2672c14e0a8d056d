"""One document after the other: read, repair, hold against the promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cablefix.api import Repair, repair
from cablefix.corpus.files import TextFile, rewritten
from cablefix.types import CablefixError

if TYPE_CHECKING:
    from cablefix.deciding import Decided, Placed
    from cablefix.settings import Settings


class BrokenPromiseError(CablefixError):
    """A repair that cannot be taken back exactly, or that a second run would change again."""


class Repaired(NamedTuple):
    """A document whose repair keeps the promises.

    ``content`` are the bytes to write: those of the file itself if nothing was repaired.
    ``decided`` says what became of reviewers' decisions, if there are any.
    """

    file: TextFile
    result: Repair
    content: bytes
    decided: Decided | None = None


def repaired(
    file: TextFile,
    settings: Settings,
    *,
    name: str,
    encoding: str | None = None,
    placed: Placed | None = None,
) -> Repaired:
    """The repair of one file, held against the promises; ``CablefixError`` if it fails one.

    ``encoding`` is what the user declared, for reading back what would be written; ``placed`` is
    what reviewers decided of this text, besides what ``settings`` say.
    """
    done = None
    if settings.decisions:
        from cablefix.deciding import NOWHERE, decided

        done = decided(file.text, settings, settings.decisions, id=name, placed=placed or NOWHERE)
    result = done.result if done else repair(file.text, settings=settings, id=name)
    content = file.content
    if result.text != file.text:
        hold(result, settings)
        content = rewritten(file, result.text, result.spans.changes, encoding=encoding)
    if trouble := next((f.why for f in result.flags if f.kind == "error"), ""):
        raise CablefixError(trouble)
    if file.flag is not None and not (
        settings.decisions and settings.decisions.settle(file.text, file.flag)
    ):
        flags = sorted((file.flag, *result.flags), key=lambda f: (f.start, f.end))
        result = Repair(
            result.source,
            result.text,
            result.spans,
            tuple(flags),
            id=result.id,
            overlaps=result.overlaps,
        )
    return Repaired(file, result, content, done)


def hold(result: Repair, settings: Settings, *, is_run_again: bool = True) -> None:
    """``BrokenPromiseError`` if repairs cannot be taken back, or a second run would change more.

    The second run is made only if ``is_run_again``: it takes a third of the time of the first.
    """
    if result.revert() != result.source:
        raise BrokenPromiseError(
            "its repairs cannot be taken back byte for byte, so none was made; the passes at"
            f" work were {_passes(result)}. Please report this"
        )
    if not is_run_again:
        return
    if settings.decisions:
        again = repair(result.text, settings=settings, id=result.id)
        if again.text != result.text:
            raise BrokenPromiseError(_taken_back(again))
    elif settings.pipeline.clean(result.text) != result.text:
        raise BrokenPromiseError(
            "a second run would change the repaired text again, so nothing was repaired; the"
            f" passes at work were {_passes(result)}. Please report this"
        )


def _taken_back(again: Repair) -> str:
    """What a second run would do against the decisions, in words."""
    e = again.edits[0]
    was = again.source[e.start : e.end]
    line = again.source.count("\n", 0, e.start) + 1
    return (
        f"the decisions on it do not last: a second run would still change {was!r} into {e.new!r}"
        f" ({e.source}, line {line} of the repaired text), since it cannot be told apart from other"
        " places; nothing was repaired. Remove the decision there, or switch the pass off for this"
        " file with per-file-ignores"
    )


def _passes(result: Repair) -> str:
    return ", ".join(sorted({e.source for e in result.edits})) or "none"
