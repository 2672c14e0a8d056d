"""A time limit for one document.

It interrupts the passes at work, by an alarm of the system where the document is worked on in
the main thread of a process (each worker of a pool), and else by an exception raised in the
thread (the workers of Dask, and Windows, which has no such alarm).
"""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class OverTime(BaseException):
    """A document took longer than it may.

    No ``Exception``: the engine catches those, to say which pass has failed.
    """


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ``OverTime`` in the block when it has taken ``seconds``; 0 is no limit."""
    if not seconds:
        yield
    elif hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _alarm(seconds):
            yield
    else:
        with _exception(seconds):
            yield


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(_number: int, _frame: object) -> None:
        raise OverTime

    old = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


@contextmanager
def _exception(seconds: float) -> Iterator[None]:
    thread = threading.get_ident()
    lock = threading.Lock()
    is_over = is_raised = has_come = False

    def ring() -> None:
        nonlocal is_raised
        with lock:
            if not is_over:
                is_raised = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(OverTime)
                )

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    except OverTime:
        has_come = True
        raise
    finally:
        with lock:
            is_over = True
        timer.cancel()
        # raised in the last moment, it has not come yet; it must not come anywhere else
        while is_raised and not has_come:
            time.sleep(0.001)
