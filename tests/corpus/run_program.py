"""Runs over a corpus in small parts: ``run_program.py ENGINE OUT SELECT IN``.

It says "ready" when everything is imported.  ``threads`` is another executor that does the same.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from cablefix import Settings
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


def main():
    engine, output, select, source = sys.argv[1:]
    engines = {"pool": lambda: Pool(2), "threads": Threads}
    make = engines.get(engine, lambda: Cluster(engine))
    run = Run(plan(source, output, select), make, Progress(is_quiet=True))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    run.go()
    if not run.is_complete:
        sys.exit(3)


if __name__ == "__main__":
    main()
