"""The journal of repairs: what ``cablefix undo`` and ``cablefix explain`` know of earlier runs.

It lies in the folder ``.cablefix/journal`` of the project.  Each run writes one file of its own
there, one JSON record a line, so two runs at once do not meet and an old run can be deleted.
An entry is on the disk before its document is replaced.  Whether a repair was made, or taken back,
is told by the digest of the document as it is: an entry whose document was never written, and a
last line that was not finished, do no harm.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import shutil
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from cablefix import __version__
from cablefix.corpus.files import FileError, decode, reason
from cablefix.corpus.hunks import Hunk, hunks, restored
from cablefix.corpus.writing import append, sync_folder
from cablefix.result import change_dict, change_from
from cablefix.types import CablefixError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from cablefix.corpus.files import TextFile
    from cablefix.spans import Change

FORMAT_VERSION = 1
FOLDER = ".cablefix"
_JOURNAL = os.path.join(FOLDER, "journal")
# A project begins at the nearest of these; the configuration and git say so themselves.
_MARKS = (FOLDER, "cablefix.toml", "pyproject.toml", ".git")
# One damaged file must not keep a historian from the other runs.
_MOVE_AWAY = "move it away, and the other runs can still be taken back"
_README = """\
`cablefix fix` keeps here what it changed in the documents of this folder, one file for each run.
`cablefix undo` takes the changes back, `cablefix explain` tells about them.

You may delete this folder, or single files in `journal`: no document changes by that, but those
runs can then no longer be taken back. Git ignores the folder.
"""


class JournalError(CablefixError):
    """A journal that cannot be read or written."""


def project(path: str, named: str) -> str:
    """The folder whose journal holds the repairs of a document.

    For one below the folder where we are it is the project we are in: the nearest folder above
    with a journal, a configuration or a git repository, or where we are.  Otherwise it is that of
    ``named``, the path that led to the document.
    """
    path = os.path.realpath(path)
    named = os.path.realpath(named)
    starts = (
        os.path.realpath(os.getcwd()),
        named if os.path.isdir(named) else os.path.dirname(named),
        os.path.dirname(path),  # a symbolic link led out of what was named
    )
    return project_of(next(folder for folder in starts if is_below(path, folder)))


def project_of(folder: str) -> str:
    """The project that a folder, a real path, belongs to."""
    return next((f for f in _above(folder) if _has_mark(f)), folder)


def _has_mark(folder: str) -> bool:
    return any(os.path.exists(os.path.join(folder, mark)) for mark in _MARKS)


def _above(folder: str) -> Iterator[str]:
    """A folder and those above it, the nearest first."""
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def is_below(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` or lies in it; both are real paths."""
    return path == folder or path.startswith(os.path.join(folder, ""))


def digest(content: bytes) -> str:
    """What tells one content of a file from another."""
    return hashlib.sha256(content).hexdigest()


class Entry(NamedTuple):
    """What one run made of one document; ``path`` is that of the document as it is here.

    ``before`` and ``after`` are the digests of the document around it.  ``payload`` holds the way
    back and the changes, packed.
    """

    run: str
    path: str
    before: str
    after: str
    repairs: int
    payload: str

    @classmethod
    def of(
        cls,
        run: str,
        path: str,
        file: TextFile,
        text: str,
        changes: Sequence[Change],
        content: bytes,
    ) -> Entry:
        """The entry for a document that is about to be replaced by ``content``."""
        facts = {
            "encoding": file.encoding,
            # bytes as the characters of their numbers: mostly what the changes say too, so they
            # pack to almost nothing
            "hunks": [
                (h.at, h.size, h.old.decode("latin-1")) for h in hunks(file, text, changes, content)
            ],
            "changes": [change_dict(c) for c in changes],
        }
        packed = base64.b64encode(zlib.compress(json.dumps(facts).encode(), 9)).decode()
        return cls(
            run,
            os.path.realpath(path),
            digest(file.content),
            digest(content),
            len(changes),
            packed,
        )

    def source(self, content: bytes) -> bytes:
        """The bytes before the run; ``content`` is the document as the run left it."""
        with _undamaged(self.run):
            hunks_back = self._facts()["hunks"]
            back = [Hunk(at, size, old.encode("latin-1")) for at, size, old in hunks_back]
            found = restored(content, back)
        if digest(found) != self.before:
            raise JournalError(
                f"the journal of run {self.run} is damaged: what it says the document was is not"
                " what it was; the document was left as it is"
            )
        return found

    def changes(self) -> tuple[Change, ...]:
        """The changes that the run made."""
        with _undamaged(self.run):
            return tuple(change_from(c) for c in self._facts()["changes"])

    def read(self, content: bytes) -> TextFile:
        """The bytes before or after the run as text, read as the run read them."""
        with _undamaged(self.run):
            return decode(content, encoding=self._facts()["encoding"])

    def _facts(self) -> dict[str, Any]:
        return dict(json.loads(zlib.decompress(base64.b64decode(self.payload))))


@contextlib.contextmanager
def _undamaged(run: str) -> Iterator[None]:
    """``JournalError`` for what an entry says, if it is not what cablefix writes."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, zlib.error) as error:
        raise JournalError(
            f"the journal of run {run} is damaged ({error}); the document was left as it is"
        ) from error


class Run(NamedTuple):
    """One file of a journal: a run that repaired, or (``is_undo``) one that took repairs back."""

    id: str
    started: datetime
    project: str
    file: str
    is_undo: bool

    def entries(self) -> Iterator[Entry]:
        """What the run made of each document, in its order.

        A run of undo has entries for documents of which it took back a part; they are of the run
        that made the repairs.
        """
        for record in _records(self.file):
            if "payload" in record:
                repairs = record.get("repairs")
                if not isinstance(repairs, int):
                    raise self._damaged(f"it counts {repairs!r} repairs")
                yield Entry(
                    str(record.get("of", self.id)),
                    self._path(record),
                    str(record.get("before")),
                    str(record.get("after")),
                    repairs,
                    str(record["payload"]),
                )

    def undone(self) -> Iterator[tuple[str, str]]:
        """The run and the document of each repair that this run of undo took back whole."""
        for record in _records(self.file):
            if record.get("undone"):
                yield str(record.get("of")), self._path(record)

    def _path(self, record: dict[str, Any]) -> str:
        """Where a document of the run lies today: a project may have been moved, or unpacked."""
        path = os.path.join(self.project, *str(record.get("path")).split("/"))
        if os.path.normpath(path) != path or not is_below(path, self.project):
            # a journal that came with somebody's archive must not reach beyond that archive
            raise self._damaged(f"it names {path}")
        return path

    def _damaged(self, why: str) -> JournalError:
        return JournalError(f"{self.file} is damaged: {why}; {_MOVE_AWAY}")


def _records(file: str) -> Iterator[dict[str, Any]]:
    """The records of a file behind its head; a last line that was not finished is left out."""
    try:
        with open(file, "rb") as lines:
            for number, line in enumerate(lines, 1):
                if number == 1 or not line.endswith(b"\n"):
                    continue
                record = _record(line)
                if record is None:
                    raise JournalError(f"{file} is damaged in line {number}; {_MOVE_AWAY}")
                yield record
    except OSError as error:
        raise JournalError(f"{file} cannot be read: {reason(error)}") from error


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def journals_above(paths: Iterable[str]) -> list[str]:
    """The folders that hold a journal among those above some paths, and the paths themselves."""
    folders = dict.fromkeys(f for path in paths for f in _above(os.path.realpath(path)))
    return [folder for folder in folders if os.path.isdir(os.path.join(folder, _JOURNAL))]


def runs(folders: Iterable[str], note: Callable[[str], None]) -> list[Run]:
    """The runs that the journals of some folders know, the newest first.

    A file that cannot be used is noted and passed over: it may be another user's.
    """
    found: list[Run] = []
    for folder in folders:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            journal = os.path.join(folder, _JOURNAL)
            for name in sorted(os.listdir(journal)):
                if name.endswith(".jsonl"):
                    try:
                        run = _run(folder, os.path.join(journal, name))
                    except JournalError as error:
                        note(str(error))
                    else:
                        found += [run] if run else []
    return sorted(found, key=lambda run: (run.started, run.id), reverse=True)


def _run(folder: str, file: str) -> Run | None:
    """The run that a file tells of; None if it broke off before its first entry."""
    try:
        with open(file, "rb") as lines:
            line = lines.readline()
    except OSError as error:
        raise JournalError(f"{file} cannot be read: {reason(error)}") from error
    if not line.endswith(b"\n"):
        return None
    head = _record(line) or {}
    if head.get("journal", FORMAT_VERSION) != FORMAT_VERSION:
        raise JournalError(
            f"{file} was written by cablefix {head.get('cablefix')} in a format"
            f" ({head['journal']}) that cablefix {__version__} does not know"
        )
    try:
        started = datetime.fromisoformat(head["started"])
        return Run(str(head["run"]), started, folder, file, head["command"] == "undo")
    except (KeyError, TypeError, ValueError) as error:
        raise JournalError(f"{file} is no journal of cablefix, or is damaged") from error


class Journal:
    """What this run writes into the journals of the projects whose documents it changes."""

    def __init__(self, command: str) -> None:
        """``command`` is fix, apply or undo.  Nothing is written before the first record."""
        self.id = os.urandom(4).hex()
        self._command = command
        self._started = datetime.now(UTC)
        self._open: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files; each record is on the disk already."""
        for descriptor in self._open.values():
            os.close(descriptor)
        self._open.clear()

    @property
    def projects(self) -> tuple[str, ...]:
        """The folders whose journals have a record of this run."""
        return tuple(self._open)

    def add(self, folder: str, entry: Entry) -> None:
        """Write what is about to be made of a document in the project ``folder``."""
        record: dict[str, Any] = {
            "path": _relative(entry.path, folder),
            "before": entry.before,
            "after": entry.after,
            "repairs": entry.repairs,
            "payload": entry.payload,
        }
        if entry.run != self.id:
            record["of"] = entry.run
        self._append(
            folder,
            record,
            "the file was left as it is. Without a journal nothing is changed in place; -o DIR"
            " writes repaired copies instead",
            is_awaited=True,
        )

    def add_undone(self, folder: str, run: str, path: str) -> None:
        """Write that what a run made of a document was taken back, after it was.

        The disk is not waited for: if this is lost, the document itself still says so.
        """
        record = {"of": run, "path": _relative(path, folder), "undone": True}
        effect = "the file is as it was before the run, and undo --list will not say so"
        self._append(folder, record, effect, is_awaited=False)

    def _append(
        self, folder: str, record: dict[str, Any], effect: str, *, is_awaited: bool
    ) -> None:
        try:
            if folder not in self._open:
                self._open[folder] = self._begun(folder)
            _write(self._open[folder], record, is_awaited=is_awaited)
        except OSError as error:
            raise FileError(
                f"the journal in {os.path.join(folder, FOLDER)} cannot be written:"
                f" {reason(error)}; {effect}"
            ) from error

    def _begun(self, folder: str) -> int:
        """The file of this run, with its head."""
        journal = os.path.join(folder, _JOURNAL)
        if not os.path.isdir(journal):
            _make(folder)
        name = f"{self._started:%Y%m%dT%H%M%S.%fZ}-{self.id}.jsonl"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        # it quotes documents that others may not be allowed to read
        descriptor = os.open(os.path.join(journal, name), flags, 0o600)
        try:
            head = {
                "journal": FORMAT_VERSION,
                "run": self.id,
                "command": self._command,
                "started": self._started.isoformat(),
                "cablefix": __version__,
            }
            _write(descriptor, head, is_awaited=False)
        except BaseException:
            os.close(descriptor)
            raise
        sync_folder(journal)
        return descriptor


def _make(folder: str) -> None:
    """The folder of a journal, with the mode of the project: who works there may write there."""
    own = os.path.join(folder, FOLDER)
    for path in (own, os.path.join(folder, _JOURNAL)):
        with contextlib.suppress(FileExistsError):
            os.mkdir(path)
            with contextlib.suppress(PermissionError):
                shutil.copymode(folder, path)
    for name, text in ((".gitignore", "*\n"), ("README.txt", _README)):
        with (
            contextlib.suppress(FileExistsError),
            open(os.path.join(own, name), "x", encoding="utf-8") as file,
        ):
            file.write(text)
    sync_folder(own)
    sync_folder(folder)


def _relative(path: str, folder: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _write(descriptor: int, record: dict[str, Any], *, is_awaited: bool) -> None:
    append(descriptor, json.dumps(record).encode() + b"\n", is_awaited=is_awaited)
