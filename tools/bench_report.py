"""How large a report is, how long it takes to make, and how long a browser takes to open it.

    python tools/bench_report.py ../shared/ocr/pairs ../shared/cables

The documents are those below the folders, under new names where there are too few of them.
Needs Chromium, its driver and selenium.  A page is open when its index is drawn: ``load`` is what
the browser says of itself, from the beginning of the navigation to the end of the load event, the
script's first run included; ``first`` is the first drawing of anything.  ``document`` is the time
from choosing a document to the frame that shows it.  Best of three, as other work on the machine
only ever adds.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from selenium import webdriver

from cablefix import Edit, Settings, Stage, repair
from cablefix.report import html
from cablefix.types import repair as repairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix import Document, Repair

SIZES = (1, 50, 500)
LONG = 5_000
ROUNDS = 3
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--window-size=1400,1000"),
)
OPENED = """
const [done] = arguments;
const [page] = performance.getEntriesByType("navigation");
function look() {
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  if (paint && page.loadEventEnd) done([page.loadEventEnd, paint.startTime]);
  else requestAnimationFrame(look);
}
look();
"""
# two frames later the first one is drawn
SHOWN = """
const [hash, done] = arguments, began = performance.now();
location.hash = hash;
requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
"""
SCROLLED = """
const [done] = arguments, gaps = [], end = document.documentElement.scrollHeight;
let last = performance.now(), at = 0;
function step(now) {
  gaps.push(now - last);
  last = now;
  at += 400;
  scrollTo(0, at);
  if (at < Math.min(end, 60000)) requestAnimationFrame(step);
  else {
    const times = gaps.slice(1).sort((a, b) => a - b);
    done([times.length, times.at(-1), times[times.length >> 1]]);
  }
}
requestAnimationFrame(step);
"""


@repairs("word-misread", Stage.TEXT)
def misread(doc: Document) -> Iterator[Edit]:
    """``the`` misread."""
    for m in re.finditer(r"[Tt](b)e", doc.text):
        yield Edit(m.start(1), m.end(1), "h", 0.99, "tbe is no word")


def main() -> None:
    """Print a table of sizes and times."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    folders = parser.parse_args().folders
    texts = [
        path.read_text("utf-8", errors="replace")
        for folder in folders
        for path in sorted(folder.rglob("*.txt"))
    ]
    results = [repair(text) for text in texts]
    print(f"{len(texts)} documents, {sum(len(r.edits) + len(r.flags) for r in results):,} findings")
    print("documents  findings   MB  made s  first ms  load ms  document ms")
    with tempfile.TemporaryDirectory() as folder:
        browser = _browser(Path(folder))
        try:
            for size in SIZES:
                # those of fewer are spread over all of them
                step = max(1, len(results) // size)
                documents = [(f"{i:04}.txt", results[i * step % len(results)]) for i in range(size)]
                _measure(browser, Path(folder), documents)
            _long(browser, Path(folder))
        finally:
            browser.quit()


def _browser(folder: Path) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)


def _measure(
    browser: webdriver.Chrome, folder: Path, documents: Sequence[tuple[str, Repair]]
) -> None:
    began = time.perf_counter()
    page = html.render(documents)
    made = time.perf_counter() - began
    path = folder / "report.html"
    path.write_text(page, encoding="utf-8")
    opened, shown = [], []
    for _ in range(ROUNDS):
        browser.get("about:blank")
        browser.get(path.as_uri())
        opened.append(browser.execute_async_script(OPENED))
        shown.append(browser.execute_async_script(SHOWN, f"#d{len(documents) // 2 + 1}"))
    found = sum(len(r.edits) + len(r.flags) for _, r in documents)
    load, first = (min(column) for column in zip(*opened, strict=True))
    print(
        f"{len(documents):9} {found:9,} {path.stat().st_size / 1e6:4.1f} {made:7.1f} {first:9.0f}"
        f" {load:8.0f} {min(shown):12.0f}"
    )


def _long(browser: webdriver.Chrome, folder: Path) -> None:
    """One document with as many repairs as nobody wants to read, scrolled from its top."""
    paragraph = "Tbe ministry noted that tbe proposal was under review and would be answered.\n\n"
    result = repair(paragraph * (LONG // 2), settings=Settings(passes=[misread]))
    path = folder / "long.html"
    path.write_text(html.render([("long.txt", result)]), encoding="utf-8")
    browser.get(path.as_uri())
    shown = browser.execute_async_script(SHOWN, "#d1")
    frames, worst, median = browser.execute_async_script(SCROLLED)
    print(
        f"one document with {len(result.edits):,} repairs: shown in {shown:.0f} ms; scrolled in"
        f" {frames} frames, {median:.1f} ms each, the slowest {worst:.0f} ms"
    )


if __name__ == "__main__":
    main()
