"""A run over a corpus: which parts there are, which are in hand, what became of each.

Only this module writes the manifest.  A part whose shard is there already, from an earlier run,
is found out by the worker that would have had the work: it has to read the input for that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cablefix import __version__
from cablefix.corpus import formats
from cablefix.corpus.files import FileError, reason
from cablefix.corpus.manifest import MANIFEST, Manifest, Shard
from cablefix.corpus.output import OutputFolder
from cablefix.corpus.tasks import Order
from cablefix.types import CablefixError

if TYPE_CHECKING:
    from cablefix.config import Config, Configs
    from cablefix.corpus.engines import Engine
    from cablefix.corpus.formats import Choices, Part, Source
    from cablefix.corpus.output import SoFar
    from cablefix.corpus.tables import TableFormat
    from cablefix.corpus.tasks import Done
    from cablefix.settings import Settings

# A task: small enough that a worker which dies loses little, and large enough that handing it out
# (milliseconds) does not show beside the work (twenty seconds).
TASK = 16 << 20

# How often whoever watches is told what is done of the shards in hand, in seconds.
_TICK = 0.5


class Plan(NamedTuple):
    """What is asked of a run.

    ``settings`` gives those of a source by its configuration and path.  0 is no ``time_limit``;
    None lets any number of errors pass.
    """

    paths: Sequence[str]
    output: str
    choices: Choices
    configs: Configs
    settings: Callable[[Config, str], Settings]
    output_format: str | None
    tables: TableFormat
    max_size: int
    time_limit: float
    max_errors: int | None
    size: int = TASK


class Watcher(Protocol):
    """Who is told how a run goes on."""

    def found(self, source: Source) -> None:
        """An input was found, and how it is read."""

    def planned(self, part: Part) -> None:
        """A part was cut."""

    def all_planned(self) -> None:
        """There are no more parts."""

    def shard(self, shard: Shard, *, is_skipped: bool) -> None:
        """A shard is finished, was there already, or failed."""

    def at_work(self, so_far: SoFar) -> None:
        """What is done of the shards in hand; called every half second."""

    def error(self, path: str, message: str) -> None:
        """An input that cannot be read, or a part that failed."""


class Run:
    """One run; ``is_complete`` says whether it came to the end of the corpus."""

    def __init__(self, plan: Plan, engine: Callable[[], Engine], watcher: Watcher) -> None:
        self.is_complete = False
        self._plan = plan
        self._make_engine = engine
        self._watcher = watcher
        self._is_stopped = False
        self._shards: dict[str, Shard] = {}
        self._order: list[str] = []
        self._errors = 0
        self._input_errors = 0

    def stop(self) -> None:
        """Begin no other shard; those in hand are finished."""
        self._is_stopped = True

    @property
    def has_too_many_errors(self) -> bool:
        """Whether more documents failed than were allowed to."""
        allowed = self._plan.max_errors
        return allowed is not None and self._errors > allowed

    def go(self) -> None:
        """Work on all parts that are not done; ``CablefixError`` if the run cannot go on."""
        plan = self._plan
        sources = formats.sources(
            plan.paths, plan.choices, configs=plan.configs, skip=(plan.output,)
        )
        for source in sources:
            self._watcher.found(source)
        output = OutputFolder(plan.output)
        try:
            manifest = Manifest(output.folder)
            engine = self._make_engine()
            is_patient = False
            try:
                self._work(_Tasks(self, engine, manifest, output), self._tasks(sources, output))
                is_patient = True
            finally:
                engine.close(is_patient=is_patient)
            self.is_complete = not self._is_stopped and not self.has_too_many_errors
            if self.is_complete:
                self._finish(manifest, output)
        finally:
            output.close({one.path for shard in self._shards.values() for one in shard.outputs})

    def _tasks(
        self, sources: Sequence[Source], output: OutputFolder
    ) -> Iterator[tuple[Part, Order]]:
        """The parts of all sources in their order, with what is to be done with each."""
        plan = self._plan
        for source in sources:
            try:
                order = self._order_for(source, output, is_alone=len(sources) == 1)
                for part in formats.parts(
                    _anywhere(source), plan.size, configs=plan.configs, skip=(plan.output,)
                ):
                    self._order.append(part.name)
                    self._watcher.planned(part)
                    yield part, order
            except CablefixError as error:
                self._input_errors += 1
                self._watcher.error(source.path, str(error))
        self._watcher.all_planned()

    def _order_for(self, source: Source, output: OutputFolder, *, is_alone: bool) -> Order:
        plan = self._plan
        path = source.path
        is_near = path and "://" not in path
        folder = path if is_near and os.path.isdir(path) else os.path.dirname(path) * bool(is_near)
        return Order(
            output.run,
            output.folder,
            plan.output_format,
            plan.tables,
            plan.settings(plan.configs.of(folder), path),
            plan.max_size,
            plan.time_limit,
            "" if is_alone else source.name,
            __version__,
        )

    def _work(self, tasks: _Tasks, todo: Iterator[tuple[Part, Order]]) -> None:
        while True:
            while not self._is_over and tasks.has_room:
                task = next(todo, None)
                if task is None:
                    break
                tasks.begin(*task)
            if self._is_over:
                tasks.withdraw()
            if not tasks.in_hand:
                return
            tasks.wait()

    @property
    def _is_over(self) -> bool:
        return self._is_stopped or self.has_too_many_errors

    def took(self, shard: Shard, *, is_skipped: bool) -> None:
        """Count a shard."""
        self._shards[shard.name] = shard
        self._errors += shard.errors
        self._watcher.shard(shard, is_skipped=is_skipped)
        if shard.failure:
            self._watcher.error(shard.name, shard.failure)

    def tick(self, so_far: SoFar) -> None:
        """Pass on what is done of the shards in hand."""
        self._watcher.at_work(so_far)

    def _finish(self, manifest: Manifest, output: OutputFolder) -> None:
        """Remove what no shard of this run has written, and put the manifest in order."""
        if self._input_errors:
            return  # an input that could not be read this time keeps what it has
        current = {one.path for shard in self._shards.values() for one in shard.outputs}
        output.remove(sorted(manifest.known - current))
        # below the folder for what is unfinished, which the next run clears
        temporary = os.path.join(output.run, MANIFEST)
        manifest.finish((self._shards[name] for name in self._order), temporary)


class _Tasks:
    """The parts in hand."""

    def __init__(self, run: Run, engine: Engine, manifest: Manifest, output: OutputFolder) -> None:
        self.in_hand: dict[Future[Done], tuple[Part, Order]] = {}
        self._run = run
        self._engine = engine
        self._manifest = manifest
        self._output = output

    @property
    def has_room(self) -> bool:
        """Whether another part may be begun."""
        return len(self.in_hand) < self._engine.at_once

    def begin(self, part: Part, order: Order) -> None:
        """Give a part to the engine."""
        before = self._manifest.before.get(part.name)
        self.in_hand[self._engine.submit(part, order, before)] = part, order

    def withdraw(self) -> None:
        """Take back the parts that are in hand, but that no worker has begun."""
        for future in list(self.in_hand):
            if self._engine.withdraw(future):
                del self.in_hand[future]

    def wait(self) -> None:
        """Wait for a shard, or half a second; see to what has become of it."""
        done, _ = wait(self.in_hand, timeout=_TICK, return_when=FIRST_COMPLETED)
        lost = [self.in_hand.pop(future) for future in done if not self._took(future)]
        if lost and self._engine.renew():
            # which of them the worker died over is not known: each is tried alone, and the one
            # that takes its worker with it again is the one
            lost += [self.in_hand.pop(f) for f in list(self.in_hand) if not self._took(f)]
            for part, order in lost:
                self._alone(part, order)
        else:
            for part, order in lost:
                self._failed(part, order, _DIED)
        self._run.tick(self._output.so_far())

    def _took(self, future: Future[Done]) -> bool:
        """Whether something became of a part: all but the death of its worker."""
        error = future.exception()
        if error is not None and self._engine.is_lost(error):
            return False
        part, order = self.in_hand.pop(future)
        if error is None:
            shard, is_skipped, staging = future.result()
            if not is_skipped:
                self._manifest.add(shard)
                self._output.recorded(staging)
            self._run.took(shard, is_skipped=is_skipped)
        elif isinstance(error, CablefixError):
            self._failed(part, order, str(error))
        elif not isinstance(error, Exception):
            raise error
        elif isinstance(error, OSError):
            raise FileError(
                f"the shard {part.name} cannot be written below {order.folder}: {reason(error)}."
                " When that is put right, give the same command again: it goes on where this one"
                " ended"
            ) from error  # no other shard could be written either
        else:
            self._failed(
                part,
                order,
                f"cablefix failed on this part ({type(error).__name__}: {error}). Please report"
                " this",
            )
        return True

    def _alone(self, part: Part, order: Order) -> None:
        self.begin(part, order)
        while self.in_hand:
            done, _ = wait(self.in_hand, timeout=_TICK)
            for future in done:
                if not self._took(future):
                    del self.in_hand[future]
                    self._engine.renew()
                    self._failed(part, order, _DIED)
            self._run.tick(self._output.so_far())

    def _failed(self, part: Part, order: Order, why: str) -> None:
        shard = Shard(
            part.name,
            configuration=order.configuration(),
            version=order.version,
            bytes=part.size,
            failure=why,
        )
        self._manifest.add(shard)
        self._run.took(shard, is_skipped=False)


_DIED = (
    "the worker died over this part, and once more when it had it alone; most often a machine has"
    " too little memory. None of its documents was written. Run the same command again to try it"
    " once more"
)


def _anywhere(source: Source) -> Source:
    """The source with a path that workers elsewhere understand too."""
    if source.path and "://" not in source.path:
        return source._replace(path=os.path.abspath(source.path))
    here = os.getcwd()
    if source.named and all(_is_below(path, here) for path in source.named):
        named = tuple(os.path.relpath(path) for path in source.named)
        return source._replace(path=here, named=named)
    return source


def _is_below(path: str, folder: str) -> bool:
    return os.path.abspath(path).startswith(os.path.join(folder, ""))
