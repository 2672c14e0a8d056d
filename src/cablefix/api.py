"""clean, repair, repair_many: what a caller needs."""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, TypeAlias

from cablefix.result import Repair
from cablefix.settings import Settings
from cablefix.spans import SpanTable
from cablefix.types import CablefixError, Flag, FlaggedError, FlaggedWarning

__all__ = ["DEFAULT", "Repair", "clean", "repair", "repair_many"]

DEFAULT = Settings()

OnFlag: TypeAlias = Literal["ignore", "warn", "raise", "mark"]

# Sending a document to a worker and back costs 186 µs alone and a few µs in sixty-fours
# (PERFORMANCE.md 3, files).
_BATCH = 64


def clean(text: str, *, settings: Settings = DEFAULT, on_flag: OnFlag = "ignore") -> str:
    """The repaired text: usable wherever a function from ``str`` to ``str`` is.

    What is damaged and cannot be repaired stays as it is.  ``on_flag`` says what then happens:
    nothing (``ignore``), a ``FlaggedWarning`` (``warn``), a ``FlaggedError`` (``raise``), or an
    editor's mark behind the place, ``[…]`` for text that is missing and ``[?]`` for text that is
    doubtful (``mark``).  A text without damage comes back as the same object.

    >>> clean("Classified By: DCM VasIU")
    'Classified By: DCM VasIU'
    """
    _require_text(text, "clean")
    if on_flag == "ignore":
        if settings.decisions:
            return repair(text, settings=settings).text
        return settings.pipeline.clean(text)
    if on_flag not in ("warn", "raise", "mark"):
        raise ValueError(f"on_flag is 'ignore', 'warn', 'raise' or 'mark', not {on_flag!r}")
    result = repair(text, settings=settings)
    if not result.flags:
        return result.text
    if on_flag == "raise":
        raise FlaggedError(_summary(result.flags))
    if on_flag == "warn":
        warnings.warn(_summary(result.flags), FlaggedWarning, stacklevel=2)
        return result.text
    return _marked(result)


def repair(text: str, *, settings: Settings = DEFAULT, id: str | None = None) -> Repair:
    """Everything about one document: the repaired text, its edits, flags and messages.

    ``id`` is a name of your own for the document; it is kept in the result.
    """
    _require_text(text, "repair")
    if settings.decisions:
        from cablefix.deciding import decided

        return decided(text, settings, settings.decisions, id=id).result
    out, spans, flags, overlaps = settings.pipeline.run(text)
    return Repair(text, out, spans, flags, id=id, overlaps=overlaps)


def repair_many(
    texts: Iterable[str], *, settings: Settings = DEFAULT, jobs: int = 1
) -> Iterator[Repair]:
    """A ``Repair`` for each text, in order.  One bad document never stops the others.

    A document on which a pass fails comes back unchanged with a flag of kind ``error``.
    ``jobs`` is the number of processes; with more than one, passes must be importable by name.
    """
    if isinstance(texts, str):
        raise TypeError("repair_many() takes many texts; for one text there is repair()")
    if jobs < 1:
        raise ValueError(f"jobs is the number of processes, 1 or more, not {jobs}")
    return _repair_each(texts, settings, jobs)


def _repair_each(texts: Iterable[str], settings: Settings, jobs: int) -> Iterator[Repair]:
    if jobs == 1:
        for text in texts:
            yield _repair_or_flag(text, settings)
        return
    from concurrent.futures import Future, ProcessPoolExecutor

    source = iter(texts)
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[list[Repair]]] = deque()
        while True:
            # two batches for each process: busy workers, bounded memory
            while len(waiting) < 2 * jobs and (batch := list(islice(source, _BATCH))):
                waiting.append(pool.submit(_repair_batch, batch, settings))
            if not waiting:
                return
            yield from waiting.popleft().result()


def _repair_batch(texts: Sequence[str], settings: Settings) -> list[Repair]:
    return [_repair_or_flag(text, settings) for text in texts]


def _repair_or_flag(text: str, settings: Settings) -> Repair:
    try:
        return repair(text, settings=settings)
    except CablefixError as error:
        flag = Flag(0, 0, "error", str(error), (), "engine")
        return Repair(text, text, SpanTable(), (flag,))


def _require_text(text: object, name: str) -> None:
    if isinstance(text, (bytes, bytearray, memoryview)):
        raise TypeError(
            f"{name}() takes text, not bytes: decode them first, with the encoding you know,"
            f' for example cablefix.{name}(data.decode("utf-8"))'
        )
    if not isinstance(text, str):
        raise TypeError(f"{name}() takes a str, not {type(text).__name__}")


def _summary(flags: Sequence[Flag]) -> str:
    shown = "; ".join(f"{f.why} (characters {f.start} to {f.end})" for f in flags[:3])
    more = f"; and {len(flags) - 3} more" if len(flags) > 3 else ""
    places = "1 damaged place is" if len(flags) == 1 else f"{len(flags)} damaged places are"
    return f"{places} not repaired: {shown}{more}"


def _marked(result: Repair) -> str:
    """The text with an editor's mark behind each flagged place."""
    marks: dict[int, str] = {}
    for f in result.flags:
        if f.kind == "error":
            continue
        _, end = result.output_span(f.start, f.end)
        # missing text outranks doubt where both are said of one place
        if f.kind in ("lost", "cut") or end not in marks:
            marks[end] = " […]" if f.kind in ("lost", "cut") else " [?]"
    parts: list[str] = []
    at = 0
    for end in sorted(marks):
        parts += (result.text[at:end], marks[end])
        at = end
    return "".join(parts) + result.text[at:]
