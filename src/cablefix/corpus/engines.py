"""Where the parts are worked on: the processes of this machine, or a Dask cluster.

Both are a ``concurrent.futures.Executor``, and both are given the same function.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from cablefix.corpus.tasks import Done, work
from cablefix.types import SettingsError

if TYPE_CHECKING:
    from cablefix.corpus.formats import Part
    from cablefix.corpus.manifest import Shard
    from cablefix.corpus.tasks import Order

# A cluster that does not answer in this time is not there.
_PATIENCE = 30


class Engine(Protocol):
    """What works on parts."""

    @property
    def at_once(self) -> int:
        """How many parts are in hand: each worker has one, and the next one waits."""

    def submit(self, part: Part, order: Order, before: Shard | None) -> Future[Done]:
        """Have a part worked on."""

    def withdraw(self, future: Future[Done]) -> bool:
        """Take a part back that no worker has begun; whether that was so."""

    def is_lost(self, error: BaseException) -> bool:
        """Whether the error says that a worker died over its part."""

    def renew(self) -> bool:
        """After a worker died: whether each part in hand is to be tried once more, alone."""

    def close(self, *, is_patient: bool) -> None:
        """Let the workers go; if not ``is_patient``, also those that are still at work."""


class Pool:
    """Processes of this machine."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._executor: Executor = _processes(jobs)

    @property
    def at_once(self) -> int:
        """Two parts for each process."""
        return 2 * self._jobs

    def submit(self, part: Part, order: Order, before: Shard | None) -> Future[Done]:
        """Have a part worked on by one of the processes; it is lost if one of them has died."""
        try:
            with _no_interrupt():  # a process may be started here
                return self._executor.submit(work, part, order, before)
        except BrokenExecutor as error:
            lost: Future[Done] = Future()
            lost.set_exception(error)
            return lost

    def withdraw(self, future: Future[Done]) -> bool:
        """Take a part back that no process has begun."""
        return future.cancel()

    def is_lost(self, error: BaseException) -> bool:
        """Whether a process died: all parts in hand are lost with it, its own and the others."""
        return isinstance(error, BrokenExecutor)

    def renew(self) -> bool:
        """New processes in the place of those that are gone."""
        self._executor.shutdown(wait=True)
        self._executor = _processes(self._jobs)
        return True

    def close(self, *, is_patient: bool) -> None:
        """End the processes."""
        if not is_patient:
            for process in multiprocessing.active_children():
                process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _processes(jobs: int) -> ProcessPoolExecutor:
    # a process that is started anew, not forked, is the same on every system and has no threads
    # of ours half copied into it
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Ctrl-C waits, also in a process that is started meanwhile, until it can say what it does."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """In a new process: Ctrl-C is for the main process, and without that one there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Cluster:
    """The workers of a Dask scheduler, however they were started."""

    def __init__(self, address: str) -> None:
        """``SettingsError`` if Dask is not installed or nobody answers."""
        try:
            from distributed import Client
            from distributed.comm import parse_address
            from distributed.comm.registry import get_backend
        except ImportError as error:
            raise SettingsError(
                "--cluster needs Dask, which is not installed: pip install 'cablefix[cluster]'"
            ) from error
        try:
            # a client that does not know how to speak to an address does not end either
            get_backend(parse_address(address)[0])
            self._client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise SettingsError(
                f"no Dask scheduler answers at {address} (such as tcp://host:8786): {error}"
            ) from error
        self._executor: Executor = self._client.get_executor(pure=False)

    @property
    def at_once(self) -> int:
        """Two parts for each worker there is now; one may come, or go, at any time."""
        return 2 * max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def submit(self, part: Part, order: Order, before: Shard | None) -> Future[Done]:
        """Have a part worked on by the cluster."""
        return self._executor.submit(work, part, order, before)

    def withdraw(self, future: Future[Done]) -> bool:
        """Nothing: which parts have been begun, only the scheduler knows."""
        del future
        return False

    def is_lost(self, error: BaseException) -> bool:
        """Whether workers died over a part, one after the other."""
        from distributed import KilledWorker

        return isinstance(error, KilledWorker)

    def renew(self) -> bool:
        """Nothing to do: the scheduler itself has tried the part again, elsewhere."""
        return False

    def close(self, *, is_patient: bool) -> None:
        """Leave the cluster, which goes on without us."""
        self._executor.shutdown(wait=is_patient)
        self._client.close()
