"""How fast `cablefix run` is over a corpus, in each format, and what it costs beside repair().

    python tools/bench_run.py                              # 64 MB in each format
    python tools/bench_run.py --mb 1000 --formats csv      # one format, a gigabyte
    python tools/bench_run.py --cluster                    # also a Dask cluster on this machine

The texts are those of ../shared/cables, over and over, each copy with a number of its own; so words
come back as they do in a collection, and documents do not.  Each figure is from one run in fresh
processes.  Seconds are on the clock; CPU seconds are of all processes together, and the peak
memory (resident set) is that of the largest process.  On a machine that is busy with something
else, only the CPU seconds tell.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import itertools
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

SHARED = Path(__file__).resolve().parents[2] / "shared"
MB = 1_000_000

# repair() alone: the texts are read from JSON lines, and the results thrown away.
BARE = """
import json, sys
from cablefix import repair
for line in open(sys.argv[1], encoding="utf-8"):
    repair(json.loads(line)["text"])
"""


class Took(NamedTuple):
    """What a command took: seconds on the clock, of the processors, and the peak in MB."""

    seconds: float
    cpu: float
    peak: float


def texts(megabytes: int) -> Iterator[tuple[str, str]]:
    """Names and texts of about that size together."""
    folders = [SHARED / "cables" / era for era in ("1970s", "2000s")]
    files = sorted(path for folder in folders for path in folder.glob("*.txt"))
    if not files:
        sys.exit(f"there are no texts in {SHARED / 'cables'}")
    cables = [(path.stem, path.read_text("utf-8", "replace")) for path in files]
    left = megabytes * MB
    for number in itertools.count():
        for name, text in cables:
            document = f"{text}\nCOPY {number:06}\n"
            left -= len(document.encode())
            if left < 0:
                return
            yield f"{name}-{number:06}", document


def as_folder(path: Path, megabytes: int) -> None:
    """Files, a thousand in a folder."""
    for number, (name, text) in enumerate(texts(megabytes)):
        file = path / f"{number // 1000:04}" / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def as_jsonl(path: Path, megabytes: int) -> None:
    """JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for name, text in texts(megabytes):
            file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")


def as_csv(path: Path, megabytes: int) -> None:
    """Cablegate's dialect."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, quoting=csv.QUOTE_ALL, escapechar="\\", doublequote=False)
        for number, (name, text) in enumerate(texts(megabytes)):
            rows.writerow([number, "12/28/1966 18:48", name, "Embassy Lima", "UNCLASSIFIED", text])


def as_parquet(path: Path, megabytes: int) -> None:
    """Parquet in row groups of 2,000."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema({"id": pa.string(), "text": pa.string()})
    found = texts(megabytes)
    with parquet.ParquetWriter(path, schema) as writer:
        while batch := list(itertools.islice(found, 2000)):
            names, bodies = zip(*batch, strict=True)
            writer.write_table(pa.table({"id": names, "text": bodies}, schema))


def as_zip(path: Path, megabytes: int) -> None:
    """A zip of texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts(megabytes):
            archive.writestr(f"cables/{name}.txt", text)


FORMATS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "folder": ("corpus", as_folder),
    "jsonl": ("corpus.jsonl", as_jsonl),
    "csv": ("corpus.csv", as_csv),
    "parquet": ("corpus.parquet", as_parquet),
    "zip": ("corpus.zip", as_zip),
}


def measured(*command: str) -> Took:
    """Run a command; it must end well."""
    began = time.monotonic()
    process = subprocess.Popen(command)
    # of the command and of all processes that it has waited for
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    kilobytes = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss // 1024
    return Took(seconds, usage.ru_utime + usage.ru_stime, kilobytes * 1024 / MB)


def run(corpus: Path, output: Path, *options: str) -> Took:
    """`cablefix run` over a corpus."""
    program = (sys.executable, "-m", "cablefix", "run", str(corpus), "-o", str(output))
    return measured(*program, "--isolated", "--quiet", *options)


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """A Dask scheduler and its workers on this machine."""
    facts = folder / "scheduler.json"
    running: list[subprocess.Popen[bytes]] = []

    def begin(module: str, *arguments: str) -> None:
        log = (folder / f"{module}-{len(running)}.log").open("wb")
        program = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard"]
        options = ["--host", "127.0.0.1", "--scheduler-file", str(facts), *arguments]
        running.append(subprocess.Popen([*program, *options], stdout=log, stderr=log))

    try:
        begin("dask_scheduler", "--port", "0", "--no-jupyter")
        while not facts.exists():
            time.sleep(0.1)
        for _ in range(workers):
            begin("dask_worker", "--nthreads", "1", "--no-nanny")
        time.sleep(5)  # until the workers have come
        yield json.loads(facts.read_text())["address"]
    finally:
        for process in running:
            process.kill()
            process.wait()


def same(one: Path, other: Path) -> bool:
    """Whether two output folders hold the same, but for the seconds of the manifest."""
    found = [
        {p.relative_to(top): p.read_bytes() for p in top.rglob("*") if p.is_file()}
        for top in (one, other)
    ]
    for files in found:
        manifest = io.BytesIO(files[Path("manifest.jsonl")])
        facts = [json.loads(line) | {"seconds": 0} for line in manifest]
        files[Path("manifest.jsonl")] = json.dumps(facts).encode()
    return found[0] == found[1]


def main() -> None:
    """Generate, run, print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--mb", type=int, default=64)
    arguments.add_argument("--formats", nargs="+", default=list(FORMATS), choices=FORMATS)
    arguments.add_argument("--cluster", action="store_true")
    given = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="cablefix-bench-"))
    try:
        bench(folder, given.mb, given.formats, is_cluster=given.cluster)
    finally:
        shutil.rmtree(folder)


def bench(folder: Path, megabytes: int, formats: list[str], *, is_cluster: bool) -> None:
    """All figures, one line each."""
    for form in formats:
        name, make = FORMATS[form]
        corpus = folder / name
        # in a process of its own: the memory that it takes would be counted as that of the next one
        making = multiprocessing.get_context("spawn").Process(target=make, args=(corpus, megabytes))
        making.start()
        making.join()
        two = run(corpus, folder / "two", "--jobs", "2")
        tell(f"{form}, 2 jobs", two, megabytes)
        tell(f"{form}, a finished run again", run(corpus, folder / "two", "--jobs", "2"), megabytes)
        if form == formats[0]:
            one = run(corpus, folder / "one", "--jobs", "1")
            tell(f"{form}, 1 job", one, megabytes)
            print(f"    2 jobs against 1: {one.seconds / two.seconds:.2f} times as fast")
            lines = folder / "bare.jsonl"
            as_jsonl(lines, megabytes)
            bare = measured(sys.executable, "-c", BARE, str(lines))
            tell("repair() alone", bare, megabytes)
            print(f"    run over repair(): {one.cpu / bare.cpu - 1:+.1%} CPU")
            if is_cluster:
                with cluster(folder, 2) as address:
                    far = run(corpus, folder / "far", "--cluster", address)
                print(
                    f"{form}, cluster of 2 workers: {far.seconds:.1f} s,"
                    f" {far.seconds / two.seconds:.2f} times the pool;"
                    f" the same output: {same(folder / 'two', folder / 'far')}"
                )
        for output in ("one", "two", "far"):
            shutil.rmtree(folder / output, ignore_errors=True)
        if corpus.is_dir():
            shutil.rmtree(corpus)
        else:
            corpus.unlink()


def tell(name: str, took: Took, megabytes: int) -> None:
    """One line of figures."""
    print(
        f"{name:32} {took.seconds:7.1f} s {took.cpu:7.1f} CPU s"
        f" {megabytes / took.seconds:7.2f} MB/s  peak {took.peak:5.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
