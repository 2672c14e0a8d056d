"""Which format a path has, and the reader and the writer that belong to it."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from cablefix.config import Configs
from cablefix.corpus.folders import NotFound, Walk
from cablefix.corpus.formats import archives, conversion, delimited, jsonl, parquet, streams, texts
from cablefix.corpus.formats.model import (
    ARCHIVES,
    COMPRESSED,
    DETECTED,
    ENDINGS,
    FORMATS,
    Choices,
    Part,
    Row,
    Source,
    Writer,
)
from cablefix.corpus.journal import is_below
from cablefix.types import CablefixError

# The name of a source begins those of its shards, which disks limit to 255 bytes.
_LONG = 100
_OUTPUT = {"text": "", "csv": ".csv", "jsonl": ".jsonl", "parquet": ".parquet"}


def sources(
    paths: Iterable[str],
    choices: Choices = DETECTED,
    *,
    configs: Configs | None = None,
    skip: Sequence[str] = (),
) -> list[Source]:
    """What lies at the paths, in their order; ``CablefixError`` if one cannot be read at all.

    A path is a file, a folder, a glob or an fsspec URL.  A folder gives its texts and archives,
    and its tables if there are no texts: beside texts a table is mostly about them.  ``skip`` are
    files and folders of our own making.
    """
    configs = configs or Configs()
    found: list[Source] = []
    loose: list[str] = []
    for path in dict.fromkeys(_expanded(paths, skip)):
        if os.path.isdir(path):
            found += _folder(path, choices, configs, skip)
        elif _kind(path).is_text:
            loose.append(path)
        else:
            found.append(_file(path, choices))
    if loose:
        _check_names(loose)
        many = f"{len(loose):,} files" if len(loose) > 1 else loose[0]
        shown = f"{many}: texts, each of them a document"
        found.insert(
            0, Source("", "text", "", shown, "texts", choices.encoding, named=tuple(loose))
        )
    if not found:
        raise CablefixError("there is nothing to read: no path was given")
    return _with_names(found)


def parts(
    source: Source, size: int, *, configs: Configs | None = None, skip: Sequence[str] = ()
) -> Iterator[Part]:
    """The parts of a source, of about ``size`` bytes, in its order; at least one.

    ``configs`` and ``skip`` are those of ``sources``.
    """
    if source.format == "jsonl":
        return jsonl.parts(source, size)
    if source.format == "csv":
        return delimited.parts(source, size)
    if source.format == "parquet":
        return parquet.parts(source, size)
    if source.container:
        return archives.parts(source, size)
    return texts.parts(source, size, configs or Configs(), skip)


def rows(part: Part) -> Iterator[Row]:
    """The documents of a part, one after the other; ``CablefixError`` if it cannot be read on."""
    if part.source.format == "jsonl":
        return jsonl.rows(part)
    if part.source.format == "csv":
        return delimited.rows(part)
    if part.source.format == "parquet":
        return parquet.rows(part)
    if part.source.container:
        return archives.rows(part)
    return texts.rows(part)


def digest(part: Part) -> str:
    """The SHA-256 of the bytes that a part reads, and of how they are read."""
    found = hashlib.sha256(
        repr(part.source._replace(path="", shown="", name="")).encode("utf-8", "backslashreplace")
    )
    for piece in _bytes(part):
        found.update(piece)
    return found.hexdigest()


def _bytes(part: Part) -> Iterator[bytes]:
    if part.source.format == "parquet":
        return parquet.digest(part)
    if part.places:
        return archives.digest(part)
    if part.source.format == "text" and not part.source.container:
        return texts.digest(part)
    return streams.digest(part)


def ending(part: Part, output_format: str | None = None) -> str:
    """How the name of a part's shard ends; nothing if it is a folder of texts."""
    return _OUTPUT[output_format or part.source.format]


def writer(
    part: Part, path: str, output_format: str | None = None
) -> AbstractContextManager[Writer]:
    """What writes the shard of a part to ``path``: a file, or a folder for texts.

    The format is that of the source if none is named.  A table has a column ``error`` if one
    of its rows has an error.
    """
    if output_format not in {None, part.source.format}:
        return conversion.writer(path, part.source, output_format)
    if part.source.format == "jsonl":
        return jsonl.writer(path, part.source)
    if part.source.format == "csv":
        return delimited.writer(path, part.source)
    if part.source.format == "parquet":
        return parquet.writer(path, part.source)
    return texts.writer(path, part.source)


class _Kind(NamedTuple):
    """What a path is by the ending of its name."""

    format: str
    container: str

    @property
    def is_text(self) -> bool:
        return self == ("text", "")


def _kind(path: str) -> _Kind:
    name = os.path.basename(path).lower()
    for end, container in ARCHIVES.items():
        if name.endswith(end):
            return _Kind("text", container)
    stem, end = os.path.splitext(name)
    container = COMPRESSED.get(end, "")
    if container:
        end = os.path.splitext(stem)[1]
    return _Kind(FORMATS.get(end, "text"), container)


def _expanded(paths: Iterable[str], skip: Sequence[str]) -> Iterator[str]:
    """The paths, with what a glob stands for in the order of its names.

    A glob passes over what is of our own making; to name it is an error.
    """
    own = [os.path.realpath(folder) for folder in skip if os.path.isdir(folder)]
    for path in paths:
        if "://" in path:
            yield path
        elif os.path.lexists(path):
            if _is_below(path, own):
                raise CablefixError(
                    f"{path} lies in the output folder, and a run does not write to what it reads;"
                    " choose another output folder"
                )
            yield path
        elif glob.has_magic(path):
            found = sorted(p for p in glob.glob(path, recursive=True) if not _is_below(p, own))
            if not found:
                raise CablefixError(f"{path}: no file has such a name")
            yield from found
        else:
            raise CablefixError(f"{path}: there is no such file or folder")


def _is_below(path: str, folders: Sequence[str]) -> bool:
    found = os.path.realpath(path)
    return any(is_below(found, folder) for folder in folders)


def _check_names(paths: Sequence[str]) -> None:
    """``CablefixError`` if two files would go to the same place of the output."""
    places: dict[str, str] = {}
    for path in paths:
        other = places.setdefault(texts.named(path), path)
        if other is not path:
            raise CablefixError(
                f"{other} and {path} would both be written to {texts.named(path)} below the"
                " output folder; repair one of them in a run of its own"
            )


def _folder(path: str, choices: Choices, configs: Configs, skip: Sequence[str]) -> list[Source]:
    others, count = list[str](), 0
    for found in Walk(configs, skip=skip, endings=ENDINGS).find([path]):
        if isinstance(found, NotFound):
            raise CablefixError(f"{found.path}: {found.error}")
        if found.path.lower().endswith(ENDINGS):
            others.append(found.path)
        else:
            count += 1
    taken = [p for p in others if not count or _kind(p).format == "text"]
    listed = [_file(p, choices) for p in taken]
    if count or not listed:
        shown = f"{path}: a folder of {count:,} texts, each of them a document"
        if left := [os.path.basename(p) for p in others if p not in taken]:
            shown += f"; the tables beside them are left out unless named: {', '.join(left)}"
        listed.insert(0, Source(path, "text", "", shown, "", choices.encoding))
    return listed


def _file(path: str, choices: Choices) -> Source:
    kind = _kind(path)
    source = Source(
        path, kind.format, kind.container, path, "", choices.encoding, limits=choices.limits
    )
    if kind.format == "jsonl":
        return jsonl.look(source, choices)
    if kind.format == "csv":
        return delimited.look(source, choices)
    if kind.format == "parquet":
        return parquet.look(source, choices)
    return archives.look(source)


def _with_names(found: list[Source]) -> list[Source]:
    """Names that sort as the sources do; one source alone needs no number."""
    width = len(str(len(found)))
    named = []
    for i, source in enumerate(found):
        base = os.path.basename(source.path.rstrip("/\\")) or "texts"
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", base.split(".")[0]).strip("-")[:_LONG] or "texts"
        named.append(source._replace(name=stem if len(found) == 1 else f"{i + 1:0{width}}-{stem}"))
    return named
