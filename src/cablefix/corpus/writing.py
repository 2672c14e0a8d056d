"""Writing a file so that it is at every moment either the old one or the new one, whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from typing import TYPE_CHECKING

from cablefix.corpus.files import FileError, Stamp, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def replace(
    path: str,
    content: bytes,
    *,
    read_as: Stamp | None,
    first: Callable[[], None] | None = None,
) -> None:
    """Put ``content`` in the place of the file at ``path``; ``FileError`` if that fails.

    ``read_as`` is the stamp from when the file was read: one that was written since is left
    alone, and so is a read-only one.  ``first`` is done when nothing speaks against writing,
    and before it.  A symbolic link stays one and its target is written.  Mode, owner (where
    permitted) and extended attributes are kept.
    """
    target = os.path.realpath(path)
    try:
        found = os.stat(target)
        if not stat.S_ISREG(found.st_mode):
            raise FileError("cannot be written: it is no regular file")
        if not os.access(target, os.W_OK):
            raise FileError("cannot be written: it is read-only; it was left as it is")
        if Stamp.of(found) != read_as:
            raise FileError("was changed by another program meanwhile; it was left as it is")
        if first is not None:
            first()
        if found.st_nlink > 1:
            _write_through(target, content)
        else:
            _swap(target, content)
    except OSError as error:
        raise FileError(
            f"cannot be written: {reason(error)}; the file was left as it is"
        ) from error


def create(path: str, content: bytes, *, like: str | None = None) -> bool:
    """Write ``content`` to ``path``, making its folders; whether the file had to be written.

    An existing file is replaced, and not touched if it is the same already.  A new one gets
    the mode of the file ``like``.
    """
    target = os.path.realpath(path)
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with contextlib.suppress(FileNotFoundError), open(target, "rb") as file:
            if file.read() == content:
                return False
        if os.path.exists(target):
            _swap(target, content)
        else:
            _swap(target, content, like=like)
    except OSError as error:
        raise FileError(f"{path} cannot be written: {reason(error)}") from error
    return True


def _swap(target: str, content: bytes, *, like: str | None = None) -> None:
    """Write a file beside ``target`` and rename it over: readers see the old or the new one."""
    # private until it has the mode of the old one; a file without a model follows the umask
    is_there = os.path.exists(target)
    with _beside(target, content, mode=0o600 if is_there or like else 0o666) as temporary:
        if is_there:
            _take_over(temporary, target)
        elif like:
            shutil.copymode(like, temporary)
        os.replace(temporary, target)
    sync_folder(os.path.dirname(target))


def _write_through(target: str, content: bytes) -> None:
    """Write into a file that has several names (hard links), so that all show the repair.

    A renamed file would part from its other names, which would keep the damage.  Writing into
    a file can break off half-way, so a whole copy of the old content lies beside it until the
    new one is on the disk.  After an error the old content is put back; should that fail too,
    the copy stays, as ``NAME.cablefix-original``.
    """
    with open(target, "rb") as file:
        old = file.read()
    with _beside(target, old) as copy, open(target, "r+b", buffering=0) as file:
        try:
            fill(file.fileno(), content)
        except BaseException:
            kept = f"{target}.cablefix-original"
            os.replace(copy, kept)
            os.lseek(file.fileno(), 0, os.SEEK_SET)
            try:
                fill(file.fileno(), old)
            except OSError as error:
                raise FileError(
                    f"was damaged while it was written ({reason(error)}); all of it is in {kept}"
                ) from error
            os.unlink(kept)
            raise


def fill(descriptor: int, content: bytes) -> None:
    """Write all of ``content``, cut off what lies behind it, and wait for the disk."""
    _write_all(descriptor, content)
    os.ftruncate(descriptor, len(content))
    os.fsync(descriptor)


def append(descriptor: int, content: bytes, *, is_awaited: bool = True) -> None:
    """Write all of ``content`` behind what is there, or nothing; wait for the disk if asked to."""
    size = os.fstat(descriptor).st_size
    try:
        _write_all(descriptor, content)
        if is_awaited:
            os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        # a disk that is almost full takes a part of it
        rest = rest[os.write(descriptor, rest) :]


@contextlib.contextmanager
def _beside(target: str, content: bytes, *, mode: int = 0o600) -> Iterator[str]:
    """A temporary file with ``content`` in the folder of ``target``, gone at the end.

    Its name is chosen before it is made, so Ctrl-C at any point finds what to remove.  It
    begins with a dot: should the power fail, a later run does not take it for a document.
    """
    name = f".cablefix-{os.getpid()}-{os.urandom(6).hex()}.tmp"
    temporary = os.path.join(os.path.dirname(target), name)
    binary = getattr(os, "O_BINARY", 0)  # Windows would write \r\n for \n without it
    try:
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | binary, mode)
        try:
            fill(descriptor, content)
        finally:
            os.close(descriptor)
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _take_over(temporary: str, target: str) -> None:
    """Give the new file the owner, mode and attributes of the one it replaces."""
    made, found = os.stat(temporary), os.stat(target)
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (found.st_uid, found.st_gid):
        # only root may give files away; anyone else keeps the group at best
        for owner, group in ((-1, found.st_gid), (found.st_uid, -1)):
            with contextlib.suppress(PermissionError):
                os.chown(temporary, owner, group)
    shutil.copystat(target, temporary)
    os.utime(temporary)  # the times are those of the repair


def sync_folder(folder: str) -> None:
    """Wait until the names in a folder are on the disk; not every system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
