"""Results as JSON: one document for all of them, or one line for each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cablefix.api import Repair

VERSION = 1


def document(path: str, result: Repair) -> str:
    """A result as one line of JSON.

    Offsets count the characters of ``source``, in which every line end is one character.
    """
    return _line({"path": path, **result.to_dict()})


def failure(path: str, message: str) -> str:
    """A document that could not be worked on, as one line of JSON."""
    return _line({"path": path, "error": message})


def _line(record: dict[str, Any]) -> str:
    # ASCII alone: half characters (lone surrogates), in names of files or in text, stay valid
    return json.dumps(record, ensure_ascii=True)


class Records:
    """Lines of JSON put out one at a time: as they are, or as the entries of one document."""

    def __init__(self, *, is_one_document: bool) -> None:
        self._is_one_document = is_one_document
        self._count = 0

    def begin(self) -> str:
        """What stands before the first line."""
        return f'{{"version": {VERSION}, "documents": [' if self._is_one_document else ""

    def add(self, line: str) -> str:
        """One line, with what parts it from its neighbours."""
        if not self._is_one_document:
            return line + "\n"
        self._count += 1
        return (",\n" if self._count > 1 else "\n") + line

    def end(self) -> str:
        """What stands behind the last line."""
        if not self._is_one_document:
            return ""
        return "\n]}\n" if self._count else "]}\n"
