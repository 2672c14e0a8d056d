"""Archives of texts: zip and tar, packed or not, whose members are read and never extracted.

A member that is a link or a device, or whose path leads out of a folder, is refused: its row has
an error and nothing is written for it.
"""

from __future__ import annotations

import functools
import io
import itertools
import os
import posixpath
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from cablefix.config import INCLUDE, spec
from cablefix.corpus.folders import is_about
from cablefix.corpus.formats import streams
from cablefix.corpus.formats.model import LONGEST, Part, Row, Source
from cablefix.corpus.formats.streams import BLOCK, Expanded, Piece
from cablefix.corpus.formats.texts import Kept, document, too_long
from cablefix.types import CablefixError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# The fixed part of the header before each member of a zip, and where it says how long the rest is.
_LOCAL_HEADER, _NAME_LENGTH, _EXTRA_LENGTH = 30, 26, 28
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_ENCRYPTED = 1

# Disks take 255 bytes for a name and a few thousand for a path; an output folder lies above, and
# a number may follow.
_LONG_NAME, _LONG_PATH, _SHORT_NAME = 240, 1000, 150


class _MemberError(CablefixError):
    """A member that is refused or damaged; the others are read."""


def look(source: Source) -> Source:
    """The source with what is shown of it; ``CablefixError`` if it is no archive."""
    if source.container in {"gz", "zst"}:
        return source._replace(shown=f"{source.path}: one text, compressed")
    how = "each of its texts a document"
    if source.container not in {"zip", "tar"}:
        how += "; it is read from its beginning by one process, unpack it to use all of them"
    return source._replace(shown=f"{source.path}: a {source.container} archive, {how}")


def parts(source: Source, size: int) -> Iterator[Part]:
    """Members in their order, as many as make up ``size``; a compressed stream is one part."""
    if source.container not in {"zip", "tar"}:
        total = streams.size_of(source.path)
        yield Part(f"{source.name}-{0:06}", source, 0, -1, (), total)
        return
    listed = _zip(source) if source.container == "zip" else _tar(source)
    names_of = _Names()
    number, total, names, places = 0, 0, list[str](), list[tuple[int, ...]]()
    for name, place, length in listed:
        names.append(names_of.free(name))
        places.append(place)
        total += length
        if total >= size:
            yield _part(source, number, names, places, total)
            number, total, names, places = number + 1, 0, [], []
    if names:
        yield _part(source, number, names, places, total)
    elif not number:
        raise CablefixError(_no_texts(source.path))


def _part(
    source: Source, number: int, names: list[str], places: list[tuple[int, ...]], total: int
) -> Part:
    name = f"{source.name}-{number:06}"
    return Part(name, source, 0, 0, tuple(names), total, tuple(places))


def _no_texts(path: str) -> str:
    return f"{path} has no texts (*.txt, *.md); unpack it if its documents lie in tables"


@functools.cache
def _texts() -> GitIgnoreSpec:
    return spec(INCLUDE)


def _is_text(name: str) -> bool:
    """Whether a member is a document: as in a folder, but for what the configuration says."""
    pieces = name.split("/")
    return (
        not name.endswith("/")
        and bool(_texts().match_file(name))
        and not is_about(pieces[-1])
        and not any(p.startswith(".") and p not in {".", ".."} for p in pieces)
        and pieces[0] != "__MACOSX"
    )


def _zip(source: Source) -> Iterator[tuple[str, tuple[int, ...], int]]:
    limits = source.limits
    with streams.opened(source.path) as file:
        packed = file.seek(0, os.SEEK_END)
        try:
            with zipfile.ZipFile(file) as archive:
                found = archive.infolist()
        except (zipfile.BadZipFile, EOFError, ValueError) as error:
            raise CablefixError(
                f"{source.path} is no zip archive or is broken off ({error}); get it once more"
            ) from error
    _bound_members(source, len(found))
    streams.bound(source.path, sum(m.file_size for m in found), packed, limits)
    for member in found:
        mode = member.external_attr >> 16
        # the upper four bits are the type of the file; 8 is a regular one, 0 is not said
        is_file = mode >> 12 in {0, 8} and not member.flag_bits & _ENCRYPTED
        if _is_text(member.filename):
            place = (
                member.header_offset,
                member.compress_size,
                member.file_size,
                member.compress_type if is_file else -1,
                member.CRC,
            )
            yield member.filename, place, member.file_size


def _tar(source: Source) -> Iterator[tuple[str, tuple[int, ...], int]]:
    with streams.opened(source.path) as file:
        for _, member in _members(file, "r:", source):
            place = (member.offset_data, member.size if _is_file(member) else -1)
            yield member.name, place, member.size


def _members(
    file: object, mode: str, source: Source
) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """The texts of a tar; what they hold can be read until the next one."""
    count = 0
    try:
        with tarfile.open(fileobj=cast(BinaryIO, file), mode=mode) as archive:  # type: ignore[call-overload]
            while member := archive.next():
                count += 1
                _bound_members(source, count)
                # all members would be kept in memory
                archive.members = []
                if not member.isdir() and _is_text(member.name):
                    yield archive, member
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise CablefixError(
            f"{source.path} is no tar archive or is broken off after {count:,} members ({error});"
            " get it once more"
        ) from error


def _is_file(member: tarfile.TarInfo) -> bool:
    return member.isreg() and not member.issparse()


def _bound_members(source: Source, count: int) -> None:
    if count > source.limits.members:
        raise CablefixError(
            f"{source.path} has more than {source.limits.members:,} members, and was not read;"
            " unpack it yourself if that is right"
        )


def rows(part: Part) -> Iterator[Row]:
    """The documents of a part."""
    source = part.source
    with streams.opened(source.path) as file:
        if source.container in {"zip", "tar"}:
            unpacked = _unzipped if source.container == "zip" else _untarred
            for name, place in zip(part.members, part.places, strict=True):
                yield from _rows(name, unpacked(file, place), source.encoding)
            return
        stream = Expanded(file, source.container, source.path, source.limits)
        if source.container in {"gz", "zst"}:
            name = os.path.splitext(os.path.basename(source.path))[0]
            yield from _rows(name, iter(lambda: stream.read(BLOCK), b""), source.encoding)
            return
        is_empty, names = True, _Names()
        for archive, member in _members(stream, "r|", source):
            is_empty = False
            yield from _rows(names.free(member.name), _streamed(archive, member), source.encoding)
        if is_empty:
            raise CablefixError(_no_texts(source.path))


def _rows(name: str, blocks: Iterator[bytes], encoding: str | None) -> Iterator[Row]:
    """The row of a member, if need be with a temporary file that is gone with the next row."""
    try:
        safe = _safe(name)
        content = _gathered(blocks)
    except _MemberError as error:
        yield Row(name, "", None, str(error))
        return
    if isinstance(content, bytes):
        yield document(safe, content, encoding, Kept(lambda: io.BytesIO(content)))
        return
    with content:
        yield too_long(safe, Kept(lambda: content))


class _Names:
    """Names for the members of an archive, each of which can be a file beside all others.

    An archive may hold a name twice, far apart, or a file and a folder of one name, or a name
    that no disk takes; and a disk may not tell A from a.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def free(self, name: str) -> str:
        """The name itself, or a similar one if no file can be called that.

        One that is going to be refused is left as it is, so that this can be told.
        """
        if _leads_out(name):
            return name
        found = posixpath.normpath(name)
        if not self._is_possible(found):
            found = os.fsencode(found.replace("/", "~"))[-_SHORT_NAME:].decode(errors="ignore")
        tried = found
        for number in itertools.count(2):
            if self._is_free(tried):
                break
            tried = f"{found}.{number}"
        self._files.add(tried.casefold())
        self._folders.update(_above(tried.casefold()))
        return name if tried == posixpath.normpath(name) else tried

    def _is_possible(self, name: str) -> bool:
        """Whether a disk takes such a name, and no file is where it needs a folder."""
        is_short = len(os.fsencode(name)) <= _LONG_PATH and all(
            len(os.fsencode(piece)) <= _LONG_NAME for piece in name.split("/")
        )
        return is_short and self._files.isdisjoint(_above(name.casefold()))

    def _is_free(self, name: str) -> bool:
        return name.casefold() not in self._files and name.casefold() not in self._folders


def _above(name: str) -> Iterator[str]:
    """The folders that a path lies in."""
    while name := posixpath.dirname(name).rstrip("/"):
        yield name


def _safe(name: str) -> str:
    """The path of a member below a folder; ``_MemberError`` if it leads anywhere else."""
    if _leads_out(name):
        raise _MemberError("its path leads out of the folder; it was not read")
    return posixpath.normpath(name)


def _leads_out(name: str) -> bool:
    return (
        name.startswith(("/", "\\"))
        or posixpath.normpath(name).split("/")[0] == ".."
        or "\\" in name
        or "\0" in name
        or name[1:2] == ":"
    )


def _gathered(blocks: Iterable[bytes]) -> bytes | BinaryIO:
    """The content of a member, or a temporary file of it if it is long."""
    found = bytearray()
    long: BinaryIO | None = None
    for block in blocks:
        if long is not None:
            long.write(block)
            continue
        found += block
        if len(found) > LONGEST:
            long = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - _rows closes it
            long.write(found)
    if long is None:
        return bytes(found)
    long.seek(0)
    return long


def _untarred(file: BinaryIO, place: tuple[int, ...]) -> Iterator[bytes]:
    start, size = place
    if size < 0:
        raise _MemberError(_NO_FILE)
    file.seek(start)
    piece = Piece(file, size)
    left = size
    while block := piece.read(BLOCK):
        left -= len(block)
        yield block
    if left:
        raise _MemberError("is broken off; it was not read")


def _streamed(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(member) if _is_file(member) else None
    if file is None:
        raise _MemberError(_NO_FILE)
    while block := file.read(BLOCK):
        yield block


_NO_FILE = "is a link, a device or encrypted; it was not read"


def _unzipped(file: BinaryIO, place: tuple[int, ...]) -> Iterator[bytes]:
    """The content of a member of a zip, of which no more is unpacked than the archive says."""
    start, packed, size, method, crc = place
    if method < 0:
        raise _MemberError(_NO_FILE)
    if method not in {_STORED, _DEFLATED}:
        raise _MemberError("is compressed in a way that is not supported; pack it once more")
    file.seek(start)
    header = file.read(_LOCAL_HEADER)
    if not header.startswith(b"PK\3\4"):
        raise _MemberError("is damaged: nothing stands where it should; it was not read")
    skipped = sum(
        int.from_bytes(header[at : at + 2], "little") for at in (_NAME_LENGTH, _EXTRA_LENGTH)
    )
    file.seek(start + _LOCAL_HEADER + skipped)
    found, total = 0, 0
    try:
        for block in _inflated(Piece(file, packed), method):
            total += len(block)
            if total > size:
                raise _MemberError("is longer than its archive says; it was not read")
            found = zlib.crc32(block, found)
            yield block
    except zlib.error as error:
        raise _MemberError(f"is damaged ({error}); it was not read") from error
    if total < size or found != crc:
        raise _MemberError("is damaged: its checksum is wrong; it was not read")


def _inflated(piece: Piece, method: int) -> Iterator[bytes]:
    if method == _STORED:
        while block := piece.read(BLOCK):
            yield block
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while block := inflate.unconsumed_tail or piece.read(BLOCK):
        yield inflate.decompress(block, BLOCK)
    yield inflate.flush()


def digest(part: Part) -> Iterator[bytes]:
    """The names of the members and their bytes as they lie in the archive."""
    with streams.opened(part.source.path) as file:
        for name, place in zip(part.members, part.places, strict=True):
            yield f"{name} {place}".encode("utf-8", "surrogateescape")
            file.seek(place[0])
            length = place[1] + _LOCAL_HEADER if part.source.container == "zip" else place[1]
            piece = Piece(file, max(length, 0))
            while block := piece.read(BLOCK):
                yield block
