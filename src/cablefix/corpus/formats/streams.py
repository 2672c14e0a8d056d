"""Bytes of a file, of a piece of it, or of what is compressed in it, read in bounded memory."""

from __future__ import annotations

import contextlib
import gzip
import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from cablefix.corpus.files import FileError, reason
from cablefix.corpus.formats.model import LONGEST, MIB, Limits, Part, Source
from cablefix.types import CablefixError

BLOCK = MIB

# Below this, a high ratio does no harm: a small file of blanks expands a thousandfold.
_FREE = 64 * MIB


class Stream(Protocol):
    """Anything that gives its next bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""


def is_url(path: str) -> bool:
    """Whether a path is an fsspec URL."""
    return "://" in path


@contextlib.contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A file or an fsspec URL, for reading; ``FileError`` if it cannot be opened or read."""
    try:
        with open_file(path) as file:
            yield file
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}") from error


def open_file(path: str) -> BinaryIO:
    """A file or an fsspec URL, for reading; ``OSError`` if there is none."""
    if not is_url(path):
        return open(path, "rb")
    try:
        import fsspec
    except ImportError as error:
        raise CablefixError(
            f"{path} is a URL, which needs fsspec: pip install 'cablefix[cluster]'"
        ) from error
    try:
        return cast(BinaryIO, fsspec.open(path, "rb").open())
    except (ImportError, ValueError) as error:
        raise CablefixError(f"{path} cannot be read: {error}") from error


def size_of(path: str) -> int:
    """The bytes of a file or of what a URL names."""
    with opened(path) as file:
        return file.seek(0, os.SEEK_END)


class Piece:
    """The bytes of a file from where it stands, up to a number of them."""

    def __init__(self, file: Stream, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end of the piece."""
        block = self._file.read(min(size, self._left))
        self._left -= len(block)
        return block


class Expanded:
    """What a compressed file holds; ``CablefixError`` if it is broken or expands too far."""

    def __init__(self, file: BinaryIO, container: str, path: str, limits: Limits) -> None:
        self._file = file
        self._path = path
        self._limits = limits
        self._total = 0
        self._errors: tuple[type[Exception], ...] = (EOFError, OSError, zlib.error)
        if container.endswith("zst"):
            zstandard = _zstandard(path)
            self._errors += (zstandard.ZstdError,)
            self._stream: Stream = zstandard.ZstdDecompressor().stream_reader(
                file, read_across_frames=True
            )
        else:
            self._stream = cast(Stream, gzip.GzipFile(fileobj=file))

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        try:
            block = self._stream.read(size if size >= 0 else BLOCK)
        except self._errors as error:
            raise CablefixError(
                f"{self._path} is broken off or damaged after {self._total:,} bytes of its content"
                f" ({error}); get it once more"
            ) from error
        self._total += len(block)
        bound(self._path, self._total, self._file.tell(), self._limits)
        return block


def bound(path: str, expanded: int, packed: int, limits: Limits) -> None:
    """``CablefixError`` if so many bytes came of so few that it looks made to fill a disk."""
    if expanded > limits.bytes:
        raise CablefixError(
            f"{path} expands to more than {limits.bytes:,} bytes, and was not read further;"
            " unpack it yourself if that is right"
        )
    if expanded > _FREE and expanded > limits.ratio * max(packed, 1):
        raise CablefixError(
            f"{path} expands to more than {limits.ratio} times its size, as no text does, and was"
            " not read further; unpack it yourself if that is right"
        )


def _zstandard(path: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    try:
        import zstandard
    except ImportError as error:
        raise CablefixError(
            f"{path} is compressed with zstd, which needs a package more:"
            " pip install 'cablefix[tables]'"
        ) from error
    return zstandard


@contextlib.contextmanager
def content(source: Source) -> Iterator[Stream]:
    """All that a file holds, unpacked if it is compressed."""
    with opened(source.path) as file:
        if source.container:
            yield Expanded(file, source.container, source.path, source.limits)
        else:
            yield file


def sample(source: Source) -> bytes:
    """The beginning of a table, enough to tell its columns: whole rows, if they are not huge."""
    with content(source) as stream:
        found = bytearray()
        while len(found) < 2 * BLOCK and (block := stream.read(BLOCK)):
            found += block
        # one row may be longer than that
        while found.count(b"\n") < 2 and len(found) < LONGEST and (block := stream.read(BLOCK)):
            found += block
    return bytes(found)


@contextlib.contextmanager
def piece(part: Part) -> Iterator[Stream]:
    """The bytes of a part of a table."""
    with content(part.source) as stream:
        if part.end < 0:
            stream.read(part.start)
            yield stream
        else:
            cast(BinaryIO, stream).seek(part.start)
            yield Piece(stream, part.end - part.start)


def digest(part: Part) -> Iterator[bytes]:
    """The bytes of a part as they lie on the disk."""
    with opened(part.source.path) as file:
        stream: Stream = file
        if part.end >= 0:
            file.seek(part.start)
            stream = Piece(file, part.end - part.start)
        while block := stream.read(BLOCK):
            yield block
