"""The time limit of a document: in the main thread by an alarm, elsewhere by an exception."""

from __future__ import annotations

import contextlib
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cablefix.corpus.limits import OverTime, time_limit


def busy(limit, seconds):
    """Whether a block that works for ``seconds`` was cut short, as a pass that catches errors."""
    began = time.monotonic()
    try:
        with time_limit(limit):
            while time.monotonic() < began + seconds:
                with contextlib.suppress(Exception):
                    sum(range(100))
    except OverTime:
        return time.monotonic() < began + seconds
    return False


def elsewhere(function, *arguments):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *arguments).result()


def here(function, *arguments):
    return function(*arguments)


@pytest.mark.parametrize("where", [here, elsewhere])
def test_a_block_is_cut_short(where):
    assert where(busy, 0.05, 30)


@pytest.mark.parametrize("where", [here, elsewhere])
def test_a_block_in_time_is_not(where):
    assert not where(busy, 30, 0.01)


@pytest.mark.parametrize("where", [here, elsewhere])
def test_zero_is_no_limit(where):
    assert not where(busy, 0, 0.05)


def ends_at_the_limit():
    """Blocks that end just when their time does; what is raised, is raised in the block."""
    for _ in range(200):
        try:
            with time_limit(0.001):
                time.sleep(0.001)
        except OverTime:
            pass
        except ValueError:
            pytest.fail("never raised")
    time.sleep(0.01)
    return True


@pytest.mark.parametrize("where", [here, elsewhere])
def test_nothing_is_raised_behind_the_block(where):
    assert where(ends_at_the_limit)


@pytest.mark.parametrize("where", [here, elsewhere])
def test_an_error_of_the_block_passes(where):
    def fail():
        with time_limit(30):
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        where(fail)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_alarm_is_as_it_was_before():
    import signal

    before = signal.getsignal(signal.SIGALRM)
    with time_limit(30):
        assert signal.getsignal(signal.SIGALRM) is not before
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
