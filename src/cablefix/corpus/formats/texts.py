"""Documents that are files of their own: folders of text, and files that were named."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from cablefix.config import Configs
from cablefix.corpus.files import FileError, TextFile, decode, reason, rewritten
from cablefix.corpus.folders import NotFound, Walk
from cablefix.corpus.formats import streams
from cablefix.corpus.formats.model import ENDINGS, LONGEST, Part, Row, Source
from cablefix.spans import Change
from cablefix.types import CablefixError

# A small file costs a worker as much as this many bytes of text: it is opened, closed, renamed.
_COST = 2000


class Kept(NamedTuple):
    """A document that is copied as it is; ``open`` works until the next row is read."""

    open: Callable[[], BinaryIO]


def parts(source: Source, size: int, configs: Configs, skip: Sequence[str]) -> Iterator[Part]:
    """Files in the order of their names, as many as make up ``size``."""
    plain = source._replace(named=())
    number, total, members = 0, 0, list[str]()
    for member in _members(source, configs, skip):
        path = os.path.join(source.path, member)
        members.append(member)
        # what cannot be asked for its size says so when it is read
        with contextlib.suppress(OSError):
            total += os.stat(path).st_size
        if total + _COST * len(members) >= size:
            yield Part(f"{source.name}-{number:06}", plain, 0, 0, tuple(members), total)
            number, total, members = number + 1, 0, []
    if members or not number:
        yield Part(f"{source.name}-{number:06}", plain, 0, 0, tuple(members), total)


def _members(source: Source, configs: Configs, skip: Sequence[str]) -> Iterator[str]:
    if source.named:
        yield from source.named
        return
    for found in Walk(configs, skip=skip).find([source.path]):
        if isinstance(found, NotFound):
            raise CablefixError(f"{found.path}: {found.error}")
        if not found.path.lower().endswith(ENDINGS):
            yield os.path.relpath(found.path, source.path)


def rows(part: Part) -> Iterator[Row]:
    """The documents of a part."""
    for member in part.members:
        path = os.path.join(part.source.path, member)
        name = member if part.source.path else named(member)
        yield _row(name, path, part.source.encoding)


def _row(name: str, path: str, encoding: str | None) -> Row:
    kept = Kept(functools.partial(streams.open_file, path))
    try:
        with streams.open_file(path) as file:
            content = file.read(LONGEST + 1)
    except OSError as error:
        return Row(name, "", None, f"cannot be read: {reason(error)}")
    return document(name, content, encoding, kept)


def document(name: str, content: bytes, encoding: str | None, kept: Kept) -> Row:
    """The row of a file's ``content``, of which no more than ``LONGEST`` and one byte was read."""
    if len(content) > LONGEST:
        return too_long(name, kept)
    try:
        file = decode(content, encoding=encoding)
    except FileError as error:
        return Row(name, "", kept, str(error))
    return Row(name, file.text, file, flag=file.flag)


def too_long(name: str, kept: Kept) -> Row:
    """The row of a file that is longer than any document."""
    return Row(name, "", kept, f"is longer than {LONGEST >> 20} MB; it was copied as it is")


def named(path: str) -> str:
    """A name for a file, below the output folder whatever its path: no two paths share one."""
    if streams.is_url(path):
        return path.partition("://")[2].lstrip("/")
    below = os.path.relpath(path)
    if below.startswith(os.pardir):
        below = os.path.splitdrive(os.path.abspath(path))[1].lstrip(os.sep)
    return below


def digest(part: Part) -> Iterator[bytes]:
    """The names and the contents of the files."""
    for member in part.members:
        yield os.fsencode(member)
        try:
            with streams.open_file(os.path.join(part.source.path, member)) as file:
                found = hashlib.sha256()
                while block := file.read(streams.BLOCK):
                    found.update(block)
                yield found.digest()
        except OSError as error:
            yield reason(error).encode()


class TextWriter:
    """Writes each document as a file of a folder, under its name."""

    def __init__(self, folder: str, encoding: str | None) -> None:
        self._folder = folder
        self._encoding = encoding
        self._made = {folder}

    def write(self, row: Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        """Write one file; the error is for the findings, a text has no place for it."""
        del error
        rest = row.rest
        if isinstance(rest, TextFile):
            content = rest.content
            if text != row.text:
                content = rewritten(rest, text, changes, encoding=self._encoding)
            with self.created(row.id) as file:
                file.write(content)
        elif isinstance(rest, Kept):
            with rest.open() as old, self.created(row.id) as file:
                shutil.copyfileobj(old, file)

    def created(self, name: str) -> BinaryIO:
        """A new file below the folder, under a name or, if there is one, a similar one."""
        path = os.path.join(self._folder, name)
        folder = os.path.dirname(path)
        if folder not in self._made:
            os.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        for number in itertools.count(2):
            try:
                return open(path, "xb")
            except FileExistsError:
                # an archive may hold a name twice, and a disk may not tell A from a
                path = os.path.join(self._folder, f"{name}.{number}")
        raise AssertionError


@contextlib.contextmanager
def writer(folder: str, source: Source) -> Iterator[TextWriter]:
    """A writer into a folder, which is made."""
    os.makedirs(folder, exist_ok=True)
    yield TextWriter(folder, source.encoding)
