"""What ``cablefix run`` made of a corpus, read back: each document with its repairs and flags."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from cablefix.corpus import formats
from cablefix.corpus.files import FileError, read, reason
from cablefix.corpus.manifest import MANIFEST, Shard
from cablefix.corpus.output import DOCUMENTS, EDITS, FLAGS
from cablefix.result import Repair
from cablefix.spans import Change, SpanTable
from cablefix.types import CablefixError, Edit, Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = (".csv", ".jsonl", ".parquet")

# The rows of a table by the document that they are on.
_Rows = dict[str, list[dict[str, Any]]]


def is_run(path: str) -> bool:
    """Whether a folder is the output of ``cablefix run``."""
    return os.path.isfile(os.path.join(path, MANIFEST)) and os.path.isdir(
        os.path.join(path, DOCUMENTS)
    )


def finished(folder: str) -> Iterator[tuple[str, Repair | str]]:
    """The name of each document of a run, and its repair, or why it cannot be told any more.

    The source is the repaired text with the repairs of the table taken back.
    """
    for shard in _shards(folder):
        if shard.failure:
            yield shard.name, shard.failure
            continue
        try:
            yield from _of_shard(folder, shard)
        except CablefixError as error:
            yield shard.name, str(error)


def _shards(folder: str) -> Iterator[Shard]:
    path = os.path.join(folder, MANIFEST)
    shards: dict[str, Shard] = {}
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):  # else a run is writing it
                    shard = Shard.of(json.loads(line))
                    shards[shard.name] = shard
    except OSError as error:
        raise FileError(f"{path} cannot be read: {reason(error)}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"{path} is no manifest of cablefix") from error
    yield from shards.values()


def _of_shard(folder: str, shard: Shard) -> Iterator[tuple[str, Repair | str]]:
    """The documents of one shard; ``CablefixError`` if one of its tables cannot be read."""
    places: dict[str, list[str]] = {DOCUMENTS: [], EDITS: [], FLAGS: []}
    for output in shard.outputs:
        kind = output.path.partition("/")[0]
        places.setdefault(kind, []).append(os.path.join(folder, *output.path.split("/")))
    texts = places[DOCUMENTS]
    is_table = len(texts) == 1 and texts[0].endswith(_TABLES)
    key = "row" if is_table else "document"
    edits, flags = _rows(places[EDITS], key), _rows(places[FLAGS], key)
    told: set[str] = set()
    for name, where, text in _table(texts[0]) if is_table else _files(folder, texts):
        # with several inputs the files of each lie in a folder of its own
        known = where if where in edits or where in flags else where.partition("/")[2]
        told.add(known)
        if isinstance(text, CablefixError):
            yield name, str(text)
            continue
        yield name, _repair(name, text, edits.get(known, []), flags.get(known, []))
    for known in sorted((edits.keys() | flags.keys()) - told):
        rows = edits.get(known, []) + flags.get(known, [])
        yield rows[0]["document"], f"the run wrote no document of this name: {rows[0]['why']}"


def _table(path: str) -> Iterator[tuple[str, str, str | CablefixError]]:
    """The documents of a table: name, number of the row, text."""
    (source,) = formats.sources([path])
    number = 0
    for part in formats.parts(source, os.path.getsize(path) + 1):
        for row in formats.rows(part):
            number += 1
            yield row.id, str(number), FileError(row.error) if row.error else row.text


def _files(folder: str, paths: list[str]) -> Iterator[tuple[str, str, str | CablefixError]]:
    """The documents that are files: name, path below the documents, text."""
    for path in paths:
        where = os.path.relpath(path, os.path.join(folder, DOCUMENTS)).replace(os.sep, "/")
        try:
            yield path, where, read(path).text
        except CablefixError as error:
            yield path, where, error


def _rows(paths: list[str], key: str) -> _Rows:
    """The rows of tables of edits or flags, by what is in the column ``key``."""
    found: _Rows = {}
    for path in paths:
        for row in _parquet(path) if path.endswith(".parquet") else _lines(path):
            found.setdefault(str(row[key]), []).append(row)
    return found


def _lines(path: str) -> Iterator[dict[str, Any]]:
    try:
        with open(path, encoding="ascii") as file:
            yield from map(json.loads, file)
    except (OSError, ValueError) as error:
        raise FileError(f"{path} cannot be read: {error}") from error


def _parquet(path: str) -> Iterator[dict[str, Any]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise FileError(
            f"{path} needs pyarrow, which is not installed: pip install 'cablefix[tables]'"
        ) from error
    for batch in parquet.ParquetFile(path).iter_batches():
        yield from batch.to_pylist()


def _repair(
    name: str, text: str, edits: list[dict[str, Any]], flags: list[dict[str, Any]]
) -> Repair | str:
    """The repair of a document, or why its tables do not fit its text."""
    changes = []
    pieces: list[str] = []
    last = 0
    for row in sorted(edits, key=lambda row: (row["output_start"], row["start"])):
        at, new = row["output_start"], row["after"]
        if text[at : at + len(new)] != new or at < last:
            return (
                f"its text is not what the run wrote: {new!r} is not at character {at}. Was it"
                " changed since, or is the text in another column? A report on the input itself"
                " needs no run: cablefix report INPUT"
            )
        made = Edit(row["start"], row["end"], new, row["confidence"], row["why"], row["pass"])
        changes.append(Change(row["start"], row["before"], at, new, (made,)))
        pieces += (text[last:at], row["before"])
        last = at + len(new)
    source = "".join((*pieces, text[last:]))
    said = tuple(
        Flag(f["start"], f["end"], f["kind"], f["why"], tuple(f["candidates"]), f["pass"])
        for f in flags
    )
    return Repair(source, text, SpanTable(tuple(changes)), said, id=name)
