"""The record of a run, ``manifest.jsonl``: a line for each shard (``data/manifest.schema.json``).

While a run is at work a line is added for each shard that is finished, and is on the disk before
the next one is waited for.  When all are finished the file is written anew, in the order of the
input, without the lines that newer ones replace.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from cablefix.corpus.files import FileError, reason
from cablefix.corpus.writing import append, fill, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST = "manifest.jsonl"


class Output(NamedTuple):
    """A file that belongs to a shard; ``path`` is below the output folder, parted by ``/``."""

    path: str
    bytes: int
    sha256: str

    def is_intact(self, folder: str) -> bool:
        """Whether the file is still there as it was written."""
        path = os.path.join(folder, *self.path.split("/"))
        try:
            if os.path.getsize(path) != self.bytes:
                return False
            return file_digest(path) == self.sha256
        except OSError:
            return False


class Shard(NamedTuple):
    """What became of one part of the input.

    ``input`` and ``configuration`` are digests.  ``passes`` has, by the name of a pass, how many
    repairs and flags it made.  ``bytes`` are those of the input.  With a ``failure`` the part
    could not be worked on at all, and there are no ``outputs``.
    """

    name: str
    input: str = ""
    configuration: str = ""
    version: str = ""
    bytes: int = 0
    documents: int = 0
    repaired: int = 0
    repairs: int = 0
    flags: int = 0
    errors: int = 0
    seconds: float = 0.0
    passes: dict[str, list[int]] = {}  # noqa: RUF012 - never written to
    outputs: tuple[Output, ...] = ()
    failure: str = ""

    def line(self) -> str:
        """The shard as one line of JSON."""
        facts = self._asdict() | {"outputs": [one._asdict() for one in self.outputs]}
        if not self.failure:
            del facts["failure"]
        return json.dumps(facts) + "\n"

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Shard:
        """The shard that a line tells of."""
        outputs = tuple(Output(**one) for one in facts.pop("outputs"))
        return cls(**facts, outputs=outputs)


class Manifest:
    """The manifest of an output folder: what earlier runs have done, and what this one adds."""

    def __init__(self, folder: str) -> None:
        """``FileError`` if the file is there and is no manifest."""
        self._path = os.path.join(folder, MANIFEST)
        self.before: dict[str, Shard] = {}
        # every file that some line tells of: what is no longer part of the output is removed
        self.known: set[str] = set()
        for shard in self._read():
            self.before[shard.name] = shard
            self.known.update(one.path for one in shard.outputs)

    def _read(self) -> Iterable[Shard]:
        try:
            with open(self._path, "rb") as file:
                content = file.read()
        except FileNotFoundError:
            return
        except OSError as error:
            raise FileError(f"{self._path} cannot be read: {reason(error)}") from error
        # a run that was killed may have left half a line, which tells nothing
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            os.truncate(self._path, len(whole))
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                yield _checked(Shard.of(json.loads(line)))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise FileError(
                    f"{self._path} is no manifest of cablefix (line {number}); choose another"
                    " output folder, or move the file away to begin anew"
                ) from error

    def add(self, shard: Shard) -> None:
        """Add a shard and wait until it is on the disk."""
        try:
            with open(self._path, "ab", buffering=0) as file:
                append(file.fileno(), shard.line().encode())
        except OSError as error:
            raise FileError(f"{self._path} cannot be written: {reason(error)}") from error
        self.known.update(one.path for one in shard.outputs)

    def finish(self, shards: Iterable[Shard], temporary: str) -> None:
        """Leave one line for each of ``shards``, in their order; ``temporary`` is a name to use."""
        content = "".join(shard.line() for shard in shards).encode()
        try:
            with open(self._path, "rb") as file:
                if file.read() == content:
                    return
            with open(temporary, "xb", buffering=0) as file:
                fill(file.fileno(), content)
            os.replace(temporary, self._path)
            sync_folder(os.path.dirname(self._path))
        except OSError as error:
            raise FileError(f"{self._path} cannot be written: {reason(error)}") from error


def _checked(shard: Shard) -> Shard:
    """``ValueError`` if a shard has a file outside of the folder, which would be removed there."""
    if not all(is_inside(one.path) for one in shard.outputs):
        raise ValueError
    return shard


def is_inside(path: str) -> bool:
    """Whether the path of an output stays below the folder, which somebody else may have made."""
    return not os.path.isabs(path) and os.pardir not in path.split("/")


def file_digest(path: str) -> str:
    """The SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
