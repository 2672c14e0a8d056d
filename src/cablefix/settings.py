"""Settings: which passes run, and how sure a repair must be."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cablefix.passes import PASSES
from cablefix.pipeline import Pipeline
from cablefix.types import Pass, SettingsError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from cablefix.decisions import Decisions

# The one knob.  `record` repairs what is certain; `reading` also what is more likely than not.
PROFILES: dict[str, float] = {"record": 0.97, "reading": 0.5}

ENTRY_POINTS = "cablefix.passes"


class Settings:
    """One configuration: passes, the confidence a repair must reach, and words to keep.

    ``passes`` are all passes to choose from (default: ours, then those of installed packages);
    ``select`` and ``ignore`` name passes or families (``marker`` stands for ``marker-tex`` and
    ``marker-sequence``).  ``min_confidence`` is 0 to 1.  ``keep`` lists words, exactly as
    written, that are never changed nor called doubtful.  ``decisions`` are what reviewers decided
    on findings: ``Decisions(read(["decisions.jsonl"]))`` of ``cablefix.decisions``.  A name that no
    pass has, or a number out of range, raises ``SettingsError``.  Settings never change once made.
    """

    min_confidence: float
    keep: tuple[str, ...]
    decisions: Decisions | None

    def __init__(
        self,
        *,
        passes: Iterable[Pass] | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        min_confidence: float = PROFILES["record"],
        keep: Iterable[str] = (),
        decisions: Decisions | None = None,
    ) -> None:
        if not 0 <= min_confidence <= 1:
            raise SettingsError(f"min_confidence must be between 0 and 1, not {min_confidence}")
        if isinstance(keep, str):
            raise SettingsError(f'keep is a list of words: ["{keep}"], not "{keep}"')
        fields = self.__dict__
        if passes is not None or select or ignore:
            everything = all_passes() if passes is None else _checked(passes)
            chosen = set(_named(everything, select) if select else everything)
            chosen -= set(_named(everything, ignore))
            fields["passes"] = tuple(p for p in everything if p in chosen)
        fields["min_confidence"] = float(min_confidence)
        fields["keep"] = tuple(word for word in keep if word)
        fields["decisions"] = decisions or None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Settings do not change; make new ones")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("Settings do not change; make new ones")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.passes, self.min_confidence, self.keep, self.decisions)

    @cached_property
    def passes(self) -> tuple[Pass, ...]:
        """The passes that run; where nothing was chosen, read from the packages on first use.

        So a broken package fails where its passes are asked for, not where cablefix is imported.
        """
        return all_passes()

    @cached_property
    def pipeline(self) -> Pipeline:
        """The passes made ready to run, on first use."""
        return Pipeline(self.passes, min_confidence=self.min_confidence, keep=self.keep)

    @cached_property
    def digest(self) -> str:
        """Sixteen hex digits that name this configuration and the version of cablefix."""
        from cablefix import __version__

        passes = [(p.__module__, p.name) for p in self.passes]
        decided = self.decisions.digest if self.decisions else ""
        facts = ascii((__version__, self.min_confidence, self.keep, passes, decided))
        return hashlib.sha256(facts.encode()).hexdigest()[:16]


def _rebuild(
    passes: tuple[Pass, ...],
    min_confidence: float,
    keep: tuple[str, ...],
    decisions: Decisions | None,
) -> Settings:
    return Settings(passes=passes, min_confidence=min_confidence, keep=keep, decisions=decisions)


def all_passes() -> tuple[Pass, ...]:
    """Our passes in their order, then those that installed packages add by an entry point."""
    if not _may_be_offered():
        return PASSES
    from importlib.metadata import entry_points

    found = list(PASSES)
    # what is installed where decides about the order of a folder, not of the passes
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda p: (_owner(p), p.name)):
        try:
            found += _offered(point)
            _checked(found)
        except Exception as error:
            raise SettingsError(
                f"{_owner(point)} offers the pass {point.name!r} ({point.value}), which cannot be"
                f" used: {type(error).__name__}: {error}; repair or uninstall that package"
            ) from error
    return tuple(found)


def _may_be_offered() -> bool:
    """Whether a package that is installed names our entry points.

    ``importlib.metadata`` takes 12 ms to import, and to look through 60 packages as long again;
    their files alone, 2 ms.  Packages in an archive are left to it.
    """
    for folder in sys.path:
        if os.path.isfile(folder):
            return True
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                        if ENTRY_POINTS.encode() in file.read():
                            return True
                except OSError:
                    continue
    return False


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "an installed package"


def _offered(point: EntryPoint) -> Iterable[Pass]:
    """What an entry point names: one pass, or a list of them."""
    offer = point.load()
    return offer if isinstance(offer, (list, tuple)) else [offer]


def _checked(passes: Iterable[Pass]) -> tuple[Pass, ...]:
    """The passes as a tuple, if all are passes and no name comes twice."""
    given = tuple(passes)
    names: set[str] = set()
    for p in given:
        if not isinstance(p, Pass):
            raise SettingsError(
                f"{p!r} is not a pass: decorate the function with @repair(name, stage)"
            )
        if p.name in names:
            raise SettingsError(f"two passes are named {p.name!r}; a name stands for one pass")
        names.add(p.name)
    return given


def _named(passes: Sequence[Pass], names: Iterable[str]) -> list[Pass]:
    """The passes that each name, or family name, stands for."""
    found: list[Pass] = []
    for name in [names] if isinstance(names, str) else names:
        members = [p for p in passes if p.name == name or p.name.startswith(name + "-")]
        if not members:
            raise SettingsError(
                f"no pass is called {name!r}{nearest(name, (p.name for p in passes))}"
            )
        found += members
    return found


def nearest(name: str, known: Iterable[str]) -> str:
    """The rest of an error about an unknown name: the nearest right one, or all of them."""
    from rapidfuzz import process

    choices = sorted(known)
    best = process.extractOne(name, choices, score_cutoff=60)
    return f"; did you mean {best[0]!r}?" if best else f"; there are: {', '.join(choices)}"
