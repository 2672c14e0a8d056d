"""cablefix repairs OCR and transmission damage in US State Department cables, and shows its work.

>>> import cablefix
>>> cablefix.clean("TAGS: [MOPS](#) [PARM](#)")
'TAGS: MOPS PARM'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cablefix import score
    from cablefix.api import DEFAULT, Repair, clean, repair, repair_many
    from cablefix.document import Document
    from cablefix.passes import PASSES
    from cablefix.settings import Settings
    from cablefix.types import (
        CablefixError,
        Edit,
        Flag,
        FlaggedError,
        FlaggedWarning,
        Pass,
        PassError,
        SettingsError,
        Stage,
    )

__version__ = "0.1.0"

__all__ = [
    "DEFAULT",
    "PASSES",
    "CablefixError",
    "Document",
    "Edit",
    "Flag",
    "FlaggedError",
    "FlaggedWarning",
    "Pass",
    "PassError",
    "Repair",
    "Settings",
    "SettingsError",
    "Stage",
    "clean",
    "repair",
    "repair_many",
    "score",
]

_HOMES = {
    "api": ("DEFAULT", "Repair", "clean", "repair", "repair_many"),
    "document": ("Document",),
    "passes": ("PASSES",),
    "settings": ("Settings",),
    "types": (
        "CablefixError",
        "Edit",
        "Flag",
        "FlaggedError",
        "FlaggedWarning",
        "Pass",
        "PassError",
        "SettingsError",
        "Stage",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name on first use: ``import cablefix`` itself costs next to nothing."""
    from importlib import import_module

    if name == "score":
        return import_module("cablefix.score")
    if name not in _HOME:
        raise AttributeError(f"module 'cablefix' has no attribute {name!r}")
    value = getattr(import_module(f"cablefix.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
