"""The output folder of a run: what is in it, and how a shard gets there whole.

A shard is written below ``.cablefix-unfinished/RUN/`` first.  Its files are put in their places
by renaming, when all of them are on the disk.  A new run takes that folder away before anything
else: a worker of an earlier run that is still alive then finds nothing to rename.  The files of a
shard that was put in place, or half of it, and is not in the manifest, are known by the list that
stays there until it is.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from cablefix.corpus.files import FileError, reason
from cablefix.corpus.manifest import MANIFEST, Output, file_digest, is_inside
from cablefix.corpus.writing import sync_folder
from cablefix.types import SettingsError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

UNFINISHED = ".cablefix-unfinished"
DOCUMENTS, EDITS, FLAGS = "documents", "edits", "flags"

_FILES = "files.json"
_SO_FAR = "so-far.json"
# Asking the disk to write each of many small files takes longer than asking it to write them all.
_MANY = 64


class OutputFolder:
    """The folder of one run, which no other run uses meanwhile."""

    def __init__(self, folder: str) -> None:
        """``SettingsError`` if another run is at work there, or if it is no output folder."""
        self.folder = os.path.abspath(folder)
        self._unfinished = os.path.join(self.folder, UNFINISHED)
        self.run = os.path.join(self._unfinished, f"{os.getpid()}-{os.urandom(6).hex()}")
        self._lock = -1
        try:
            self._open()
        except OSError as error:
            raise FileError(f"{folder} cannot be written: {reason(error)}") from error

    def _open(self) -> None:
        if os.path.exists(self.folder) and not os.path.isdir(self.folder):
            raise SettingsError(f"{self.folder} is a file; the output of a run is a folder")
        os.makedirs(self.folder, exist_ok=True)
        ours = {MANIFEST, UNFINISHED}
        names = set(os.listdir(self.folder))
        if names and not names & ours:
            raise SettingsError(
                f"{self.folder} is not empty and holds no run of cablefix; choose an empty or a"
                " new folder"
            )
        self._take_lock()
        self._clear()
        os.makedirs(self.run)

    def _take_lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows locks no folders
            return
        self._lock = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise SettingsError(
                f"another run of cablefix is at work in {self.folder}; wait for its end"
            ) from error
        except OSError:
            pass  # some network file systems have no locks

    def _clear(self, keep: Container[str] = ()) -> None:
        """Remove what a run left unfinished, and the files of its shards but those to ``keep``."""
        if not os.path.isdir(self._unfinished):
            return
        for run in os.scandir(self._unfinished):
            # taken away first: whoever still writes there cannot put anything in place any more
            old = run.path
            if not run.name.startswith("old-"):
                old = os.path.join(self._unfinished, f"old-{run.name}")
                os.rename(run.path, old)
            for shard in os.scandir(old):
                self._remove(path for path in _listed(shard.path) if path not in keep)
            shutil.rmtree(old)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files that no shard has any more, and the folders that are empty then."""
        try:
            self._remove(paths)
        except OSError as error:
            raise FileError(f"{self.folder} cannot be written: {reason(error)}") from error

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            target = os.path.join(self.folder, *path.split("/"))
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(target)
            above = os.path.dirname(target)
            with contextlib.suppress(OSError):
                while above != self.folder:
                    os.rmdir(above)
                    above = os.path.dirname(above)

    def so_far(self) -> SoFar:
        """What the workers have done of the shards they are at work on."""
        total = SoFar()
        with contextlib.suppress(OSError):
            for shard in os.scandir(self.run):
                with (
                    contextlib.suppress(OSError, ValueError, TypeError),
                    open(os.path.join(shard.path, _SO_FAR), encoding="ascii") as file,
                ):
                    total = SoFar(*map(sum, zip(total, json.load(file), strict=True)))
        return total

    @staticmethod
    def recorded(staging: str) -> None:
        """Forget the list of a shard's files: the manifest has it now."""
        shutil.rmtree(staging, ignore_errors=True)

    def close(self, keep: Container[str]) -> None:
        """Leave the folder to others, with nothing unfinished in it.

        ``keep`` are the files of the shards in the manifest: a scheduler may have had one of them
        worked on twice, and the second list is of the same files.
        """
        with contextlib.suppress(OSError):
            self._clear(keep)
        with contextlib.suppress(OSError):
            os.rmdir(self._unfinished)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


class SoFar(NamedTuple):
    """What has been done of shards that are not finished."""

    documents: int = 0
    bytes: int = 0
    repairs: int = 0
    flags: int = 0
    errors: int = 0


def _listed(shard: str) -> list[str]:
    """The files that an unfinished shard was about to put in place."""
    try:
        with open(os.path.join(shard, _FILES), encoding="utf-8", errors="surrogatepass") as file:
            return [path for path in map(str, json.load(file)) if is_inside(path)]
    except (OSError, ValueError, TypeError):
        return []  # it had not come so far


class Staging:
    """The files of one shard on their way; ``run`` is the folder of the run."""

    def __init__(self, run: str, name: str) -> None:
        # a scheduler may have one shard worked on twice: each has a folder of its own
        self.folder = os.path.join(run, f"{quote(name, safe='')}~{os.urandom(6).hex()}")
        os.mkdir(self.folder)
        self._output = os.path.dirname(os.path.dirname(run))

    def path(self, kind: str) -> str:
        """Where the documents, edits or flags are written at first."""
        return os.path.join(self.folder, kind)

    def tell(self, so_far: SoFar) -> None:
        """Leave word how far the work is, for whoever watches the run."""
        path = os.path.join(self.folder, _SO_FAR)
        with open(path + ".new", "w", encoding="ascii") as file:
            json.dump(so_far, file)
        os.replace(path + ".new", path)

    def publish(self, places: dict[str, str]) -> tuple[Output, ...]:
        """Put what was written into its places: by kind, a path below the output folder.

        ``FileNotFoundError`` if the run is over: another one has begun.
        """
        files = [
            (path, below)
            for kind, place in places.items()
            for path, below in _files(self.path(kind), place)
        ]
        _sync([path for path, _ in files])
        outputs = tuple(
            Output(below, os.path.getsize(path), file_digest(path)) for path, below in files
        )
        with open(os.path.join(self.folder, _FILES), "x", encoding="ascii") as file:
            json.dump([below for _, below in files], file)
            file.flush()
            os.fsync(file.fileno())
        folders: set[str] = set()
        for path, below in files:
            target = os.path.join(self._output, *below.split("/"))
            folder = os.path.dirname(target)
            if folder not in folders:
                os.makedirs(folder, exist_ok=True)
                folders.add(folder)
            os.replace(path, target)
        for folder in folders:
            sync_folder(folder)
        return outputs

    def close(self) -> None:
        """Remove what is left, but for the list of what was put in place."""
        if not os.path.exists(os.path.join(self.folder, _FILES)):
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        with os.scandir(self.folder) as left:
            for entry in left:
                if entry.is_dir():
                    shutil.rmtree(entry.path, ignore_errors=True)
                elif entry.name != _FILES:
                    os.unlink(entry.path)


def _files(path: str, place: str) -> Iterator[tuple[str, str]]:
    """A file, or the files of a folder in order, each with its place."""
    if not os.path.isdir(path):
        yield path, place
        return
    for name in sorted(os.listdir(path)):
        yield from _files(os.path.join(path, name), f"{place}/{name}")


def _sync(paths: list[str]) -> None:
    """Wait until files are on the disk."""
    if len(paths) > _MANY and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
