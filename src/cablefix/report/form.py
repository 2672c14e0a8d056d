"""Form: results written one document at a time, in a form that programs or people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cablefix.api import Repair
    from cablefix.corpus.files import TextFile


class Entry(NamedTuple):
    """One document of a run: its path, its result, and the file, if it was read from one."""

    path: str
    result: Repair
    file: TextFile | None = None


class Form:
    """One way to write results.  What the methods give is put out in the order of the calls.

    ``document`` and ``failure`` say a document, ``add`` gives what they said its place among the
    others: a document is described before it is written, and put out when it has been.
    """

    def begin(self) -> str:
        """What stands before the first document."""
        return ""

    def document(self, entry: Entry) -> str:
        """One result."""
        raise NotImplementedError

    def failure(self, path: str, message: str) -> str:
        """A document, or a path, that could not be worked on."""
        raise NotImplementedError

    def add(self, said: str) -> str:
        """What ``document`` or ``failure`` said, with what parts it from its neighbours."""
        return said

    def end(self) -> str:
        """What stands behind the last document."""
        return ""


class Listed(Form):
    """A form whose documents say entries, parted by commas; a document may say none."""

    def __init__(self) -> None:
        self._is_first = True

    def add(self, said: str) -> str:
        """The entries on lines of their own, behind a comma if others went before."""
        if not said:
            return ""
        comma = "" if self._is_first else ","
        self._is_first = False
        return f"{comma}\n{said}"
