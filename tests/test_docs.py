"""What README.md, CONTRIBUTING.md and docs/ show is run, and must come out as it is shown.

All of it happens in a folder that holds the two samples under ``cables/``.

``python`` blocks run as doctests or as code, ``console`` blocks in a shell, ``toml`` blocks as
configuration files; the lines of a ``diff`` block must be in the diff of the samples.  In the
output of a command a line ``…`` stands for any lines, and ``…`` inside a line for any text.
Blocks marked ``sh`` set things up or reach the network; they are not run.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

HOME = Path(__file__).resolve().parent.parent
PAGES = [HOME / "README.md", HOME / "CONTRIBUTING.md", *sorted((HOME / "docs").glob("*.md"))]
SAMPLES = ["000_c994b3eb09582dcb.txt", "002_340b633448dfd695.txt"]
END = "=== end of command ==="
# The libraries that a page shows cablefix in, which `make test` installs and others may not have.
NEEDED = {
    "pipelines.md": (
        *("datasets", "datatrove", "duckdb", "pandas", "polars", "pyarrow"),
        *("regex", "sklearn", "spacy"),
    )
}


def run(script):
    """What a shell prints for a script, errors included, with our programs found first."""
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1 </dev/null\n{script}"],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PATH": programs, "COLUMNS": "100", "NO_COLOR": "1"},
    )
    return done.stdout


def evaluate_console(example):
    """Each command of a block prints what the block says."""
    before, *commands = re.split(r"(?m)^\$ ", example.parsed)
    assert not before.strip(), "a console block begins with a command"
    shown = [command.partition("\n") for command in commands]
    script = "".join(
        f"{command}\nended=$?; echo '{END}'; (exit $ended)\n" for command, _, _ in shown
    )
    for (command, _, expected), printed in zip(shown, run(script).split(f"{END}\n"), strict=False):
        assert matches(expected, printed), (
            f"{Path(example.path).name}:{example.line}: $ {command}\nprints\n{printed}"
        )


def matches(expected, printed):
    """Whether a command printed what is shown, with ``…`` for what is left out."""
    parts = []
    for line in expected.rstrip().splitlines():
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n")
    return re.fullmatch("".join(parts), printed.rstrip() + "\n" if printed.strip() else "")


def evaluate_diff(example):
    """What a page shows as a repair of a sample is in the diff of the samples."""
    if Path(example.path).name == "passes.md":
        return  # made from the passes as they are
    printed = run("cablefix fix --diff cables").splitlines()
    for line in example.parsed.splitlines():
        assert any(matches(line, each) for each in printed), f"not in the diff: {line}"


def evaluate_toml(example):
    """A configuration that is shown is one that can be used."""
    Path("shown.toml").write_text(example.parsed, encoding="utf-8")
    printed = run("cablefix check --quiet --config shown.toml cables; echo exit $?")
    assert printed.rstrip().endswith(("exit 0", "exit 1")), printed


EXAMPLES = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser(language="console", evaluator=evaluate_console),
        CodeBlockParser(language="diff", evaluator=evaluate_diff),
        CodeBlockParser(language="toml", evaluator=evaluate_toml),
        SkipParser(),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_is_true(page, tmp_path, monkeypatch):
    for library in NEEDED.get(page.name, ()):
        pytest.importorskip(library, reason=f"{library} is not installed")
    monkeypatch.chdir(tmp_path)
    Path("cables").mkdir()
    for name in SAMPLES:
        shutil.copy(HOME / "corpus_samples" / name, "cables")
        Path("cables", name).chmod(0o644)

    for example in EXAMPLES.parse(page):
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"(?ms)^(`{3,}).*?^\1$|`[^`\n]+`", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(file), f"{page.name} links to {target}"


def anchors(page):
    """The anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings}


def test_the_page_of_passes_is_up_to_date():
    spec = importlib.util.spec_from_file_location("pages", HOME / "tools/build_passes_page.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    assert tool.OUT.read_text(encoding="utf-8") == tool.page(), "run `make docs`"


def test_the_index_names_every_page():
    index = (HOME / "docs" / "index.md").read_text(encoding="utf-8")

    for page in (HOME / "docs").glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in index
