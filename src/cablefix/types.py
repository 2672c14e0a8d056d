"""The types everything hangs on: edits, flags, passes and what is raised.

Imports nothing of ours.  NamedTuples, not dataclasses: a damaged cable makes hundreds of
edits, and a NamedTuple costs a third of a frozen dataclass (PERFORMANCE.md 3).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from cablefix.document import Document


class Stage(IntEnum):
    """When a pass runs.  Passes of one stage see the same text; stages follow one another."""

    ENCODING = 0
    LAYOUT = 1
    STRUCTURE = 2
    TEXT = 3
    WORDS = 4
    REVIEW = 5


class Edit(NamedTuple):
    """One repair: ``text[start:end]`` becomes ``new``.

    Offsets are half-open, in code points: into the text of the document for an edit that a
    pass yields, into the source for an edit of a ``Repair``.  ``confidence`` is the
    probability (0 to 1) that the repair is right; ``source`` names the pass and is filled in
    by the runner ("a+b" when pass b edited what pass a had written).
    """

    start: int
    end: int
    new: str
    confidence: float
    why: str
    source: str = ""


class Flag(NamedTuple):
    """Damage that is said and not repaired, at ``start`` to ``end`` (offsets as in ``Edit``).

    ``kind`` is one of ``FLAG_KINDS``; ``candidates`` are possible readings, the best first.
    """

    start: int
    end: int
    kind: str
    why: str
    candidates: tuple[str, ...] = ()
    source: str = ""


FLAG_KINDS: dict[str, str] = {
    "garbled": "text that cannot be read",
    "lost": "text or a number that is missing",
    "cut": "a sentence that breaks off",
    "doubtful": "text that may be wrong, left as it is",
    "error": "the document could not be worked on",
}

Finding: TypeAlias = Edit | Flag
Find: TypeAlias = "Callable[[Document], Iterable[Finding]]"
View: TypeAlias = Literal["odd", "unknown", "has_long_line"]


class Pass:
    """One named repair.  Call it with a ``Document`` and it yields edits and flags.

    ``gate`` is an RE2 pattern: the pass runs only where the pattern occurs.  ``view`` names a
    view of the document (``odd``, ``unknown``, ``has_long_line``) that must be neither empty nor
    false.  A pass sees one telegram at a time, and of a long one a piece; ``whole`` passes see
    all of it, and those of the REVIEW stage all of the document.  ``ceiling`` is the highest
    confidence the pass may claim.
    """

    def __init__(
        self,
        find: Find,
        name: str,
        stage: Stage,
        *,
        gate: str = "",
        view: View | None = None,
        whole: bool = False,
        ceiling: float = 1.0,
    ) -> None:
        functools.update_wrapper(self, find)
        self.find = find
        self.name = name
        self.stage = stage
        self.gate = gate
        self.view = view
        self.whole = whole
        self.ceiling = ceiling

    def __call__(self, doc: Document) -> Iterable[Finding]:
        """What the pass finds in a document; offsets are code points of its text."""
        return self.find(doc)

    def __repr__(self) -> str:
        return f"<Pass {self.name} ({self.stage.name})>"

    def __reduce__(self) -> str:
        # by name, as a function is pickled: the name in the module is this object
        return str(self.__qualname__)  # type: ignore[attr-defined]  # set by update_wrapper

    @property
    def summary(self) -> str:
        """The first line of the docstring: what the pass looks for."""
        return (self.__doc__ or "").strip().partition("\n")[0]


def repair(
    name: str,
    stage: Stage,
    *,
    gate: str = "",
    view: View | None = None,
    whole: bool = False,
    ceiling: float = 1.0,
) -> Callable[[Find], Pass]:
    """Make a generator function a ``Pass`` (see there).  Registers nothing.

    ``name`` is ``<thing>-<damage>`` in kebab-case.  The pass joins the pipeline by its line in
    ``cablefix.passes.PASSES``, by ``Settings(passes=[*PASSES, mine])``, or by an entry point of
    the group ``cablefix.passes``.
    """

    def attach(find: Find) -> Pass:
        return Pass(find, name, stage, gate=gate, view=view, whole=whole, ceiling=ceiling)

    return attach


class CablefixError(Exception):
    """The root of all errors that cablefix raises on purpose."""


class SettingsError(CablefixError):
    """A setting, a pass name or a configuration file that cannot be used."""


class PassError(CablefixError):
    """A pass that failed on a document; says which pass and why."""


class FlaggedError(CablefixError):
    """Raised by ``clean(on_flag="raise")``: the text holds damage that is not repaired."""


class FlaggedWarning(UserWarning):
    """Given by ``clean(on_flag="warn")``: the text holds damage that is not repaired."""
