"""Runs over a corpus in small parts: ``run_program.py ENGINE OUT SELECT IN``.

``threads`` is another executor that does the same.  Without arguments it makes the runs that it
reads from standard input, as JSON, each in a process that is forked when everything is loaded; it
writes the number of the process, and when that ends its exit code.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor

from cablefix import Settings, repair
from cablefix.config import Configs
from cablefix.corpus.driver import Plan, Run
from cablefix.corpus.engines import Cluster, Pool
from cablefix.corpus.formats import Choices
from cablefix.corpus.tasks import work
from cablefix.report.progress import Progress


class Threads:
    """Parts worked on in this process, so that a signal hits the writing of shards."""

    at_once = 3

    def __init__(self):
        self._executor = ThreadPoolExecutor(2)

    def submit(self, part, order, before):
        return self._executor.submit(work, part, order, before)

    def withdraw(self, future):
        return future.cancel()

    def is_lost(self, error):
        del error
        return False

    def renew(self):
        return False

    def close(self, *, is_patient):
        self._executor.shutdown(wait=is_patient, cancel_futures=True)


def plan(source, output, select, **changes):
    settings = Settings(select=[select])
    given = Plan(
        paths=[source],
        output=output,
        choices=Choices(text_column="text"),
        configs=Configs(is_isolated=True),
        settings=lambda config, path: settings,  # noqa: ARG005 - one for all
        output_format=None,
        tables="jsonl",
        max_size=1_000_000,
        time_limit=0,
        max_errors=None,
        size=2_000,
    )
    return given._replace(**changes)


def go(engine, output, select, source):
    engines = {"pool": lambda: Pool(2), "threads": Threads}
    make = engines.get(engine, lambda: Cluster(engine))
    run = Run(plan(source, output, select), make, Progress(is_quiet=True))
    run.go()
    if not run.is_complete:
        sys.exit(3)


def say(number):
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def serve():
    repair("TAGS: [MOPS](#)\n\n1. (C) The Minister don,t thank hirn.\n")  # loads the tables
    for line in sys.stdin:
        child = os.fork()
        if not child:
            code = 1
            try:
                go(*json.loads(line))
                code = 0
            except BaseException:  # noqa: BLE001 - nothing may go on as the server
                traceback.print_exc()
            os._exit(code)
        say(child)
        say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    if sys.argv[1:]:
        go(*sys.argv[1:])
    else:
        serve()
