"""What one worker does with one part of a corpus: read, repair, write the shard.

The same function runs in a process pool and on a cluster.  It gets everything as arguments, and
what it writes depends on nothing else.
"""

from __future__ import annotations

import hashlib
import threading
import time
import zlib
from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from cablefix import __version__
from cablefix.api import Repair, repair
from cablefix.corpus import formats
from cablefix.corpus.files import FileError
from cablefix.corpus.limits import OverTime, time_limit
from cablefix.corpus.manifest import Shard
from cablefix.corpus.output import DOCUMENTS, EDITS, FLAGS, SoFar, Staging
from cablefix.corpus.run import hold
from cablefix.corpus.tables import edit_rows, flag_row, table
from cablefix.types import CablefixError, Flag

if TYPE_CHECKING:
    from cablefix.corpus.formats import Part, Row, Writer
    from cablefix.corpus.tables import Table, TableFormat
    from cablefix.settings import Settings

# A second repair takes a third of the time of the first; of one document in 32 that is 1 %.  The
# choice is by the text, so every run makes the same one.
_SAMPLED = 32

# Python works in one thread at a time, so a second shard in the same process gains nothing and
# takes memory: Dask may give a worker as many threads as it likes.
_AT_WORK = threading.Lock()


class Order(NamedTuple):
    """How the parts of a source are worked on; ``run`` is the folder for what is unfinished.

    ``tree`` is where texts go that are files of their own, below the folder of documents.
    """

    run: str
    folder: str
    output_format: str | None
    tables: TableFormat
    settings: Settings
    max_size: int
    time_limit: float
    tree: str
    version: str

    def configuration(self) -> str:
        """Sixteen hex digits that name all that decides about the output, but for the input."""
        facts = (
            self.settings.digest,
            self.output_format,
            self.tables,
            self.max_size,
            self.time_limit,
            self.tree,
        )
        return hashlib.sha256(ascii(facts).encode()).hexdigest()[:16]


class Done(NamedTuple):
    """A shard; whether it was found done already, and where else there is a list of its files."""

    shard: Shard
    is_skipped: bool
    staging: str = ""


def work(part: Part, order: Order, before: Shard | None) -> Done:
    """Work on one part, unless ``before`` tells that its shard is there and still right.

    ``CablefixError`` if the part cannot be read at all; ``OSError`` if nothing can be written.
    """
    if order.version != __version__:
        raise CablefixError(
            f"this worker has cablefix {__version__}, the run has {order.version};"
            " install the same version everywhere"
        )
    with _AT_WORK:
        began = time.monotonic()
        shard = Shard(
            part.name, formats.digest(part), order.configuration(), order.version, part.size
        )
        if before is not None and _is_done(shard, before, order.folder):
            return Done(before, is_skipped=True)
        staging = Staging(order.run, part.name)
        try:
            shard = _Work(part, order, staging).shard(shard)
        finally:
            staging.close()
        shard = shard._replace(seconds=round(time.monotonic() - began, 3))
        return Done(shard, is_skipped=False, staging=staging.folder)


def _is_done(shard: Shard, before: Shard, folder: str) -> bool:
    same = (before.input, before.configuration, before.version) == (
        shard.input,
        shard.configuration,
        shard.version,
    )
    return same and not before.failure and all(one.is_intact(folder) for one in before.outputs)


class Outcome(NamedTuple):
    """What became of one document; without a ``result`` there was nothing to work on."""

    result: Repair | None
    error: str = ""


def outcome(row: Row, order: Order) -> Outcome:
    """The repair of a row, held against the promises, or why it stays as it is."""
    if row.error:
        return Outcome(None, row.error)
    if len(row.text) > order.max_size:
        return Outcome(
            None,
            f"has {len(row.text):,} characters, more than the {order.max_size:,} of --max-size;"
            " it was passed through as it is",
        )
    try:
        with time_limit(order.time_limit):
            result = repair(row.text, settings=order.settings, id=row.id)
            if result.text != row.text:
                content = row.text.encode("utf-8", "surrogatepass")
                is_sampled = zlib.crc32(content) % _SAMPLED == 0
                hold(result, order.settings, is_run_again=is_sampled)
    except OverTime:
        return Outcome(
            None,
            f"took longer than the {order.time_limit:g} seconds of --time-limit; it was passed"
            " through as it is",
        )
    except CablefixError as error:
        return Outcome(None, str(error))
    except Exception as error:  # noqa: BLE001 (a bug costs one document, not the run)
        return Outcome(
            None,
            f"cablefix failed on this document ({type(error).__name__}: {error}); it was left as"
            " it is. Please report this",
        )
    wrong = next((f.why for f in result.flags if f.kind == "error"), "")
    return Outcome(None, wrong) if wrong else Outcome(result)


class _Work:
    """The work on one part: its documents one after the other, and what is counted."""

    def __init__(self, part: Part, order: Order, staging: Staging) -> None:
        self._part = part
        self._order = order
        self._staging = staging
        self._ending = formats.ending(part, order.output_format)
        self._documents = self._repaired = self._characters = 0
        self._repairs = self._flags = self._errors = 0
        self._passes: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])

    def shard(self, shard: Shard) -> Shard:
        """Write the shard and put it in its place."""
        part, order, staging = self._part, self._order, self._staging
        path = staging.path(DOCUMENTS)
        told = time.monotonic()
        with (
            closing(table(staging.path(EDITS), "edits", order.tables)) as edits,
            closing(table(staging.path(FLAGS), "flags", order.tables)) as flags,
            formats.writer(part, path, order.output_format) as writer,
        ):
            for row in formats.rows(part):
                self._documents += 1
                self._characters += len(row.text)
                self._row(row, writer, edits, flags)
                if time.monotonic() > told + 1:
                    staging.tell(self._so_far())
                    told = time.monotonic()
        ending = f".{order.tables}"
        documents = f"{DOCUMENTS}/{part.name}{self._ending}" if self._ending else self._tree()
        places = {
            EDITS: f"{EDITS}/{part.name}{ending}",
            FLAGS: f"{FLAGS}/{part.name}{ending}",
            DOCUMENTS: documents,
        }
        return shard._replace(
            documents=self._documents,
            repaired=self._repaired,
            repairs=self._repairs,
            flags=self._flags,
            errors=self._errors,
            passes=dict(sorted(self._passes.items())),
            outputs=staging.publish(places),
        )

    def _tree(self) -> str:
        """Where texts go: files as they lay in their folder; rows may share a name with others."""
        is_table = self._part.source.format != "text"
        return f"{DOCUMENTS}/{self._part.name if is_table else self._order.tree}".rstrip("/")

    def _so_far(self) -> SoFar:
        done = min(self._characters, self._part.size)
        return SoFar(self._documents, done, self._repairs, self._flags, self._errors)

    def _row(self, row: Row, writer: Writer, edits: Table, flags: Table) -> None:
        result, error = outcome(row, self._order)
        if result is not None:
            try:
                writer.write(row, result.text, changes=result.spans.changes)
            except FileError as failed:
                result, error = None, str(failed)
        if result is None:
            writer.write(row, row.text, error)
        found: tuple[Flag, ...] = () if row.flag is None else (row.flag,)
        if result is None:
            self._errors += 1
            found += (Flag(0, 0, "error", error, (), "engine"),)
        else:
            for edit in edit_rows(row.id, self._documents, result):
                edits.add(edit)
            for e in result.edits:
                for name in e.source.split("+"):
                    self._passes[name][0] += 1
            self._repairs += len(result.edits)
            self._repaired += bool(result.edits)
            found = tuple(sorted((*found, *result.flags), key=lambda f: (f.start, f.end)))
        for f in found:
            flags.add(flag_row(row.id, self._documents, f, row.text))
            self._passes[f.source][1] += 1
        self._flags += len(found)
