"""What is loaded when: importing costs next to nothing, and heavy modules wait for their need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

CLEAN_TEXT = "¶1. (C) The Minister thanked the Ambassador for the message.\n"

# What only some texts, or some commands, need.
HEAVY = {"click", "difflib", "ftfy", "jinja2", "marisa_trie", "numpy", "pandas", "rapidfuzz"}
HEAVY |= {"regex", "rich", "wcwidth"}
HEAVY |= {"datasets", "datatrove", "duckdb", "polars", "pyarrow", "sklearn", "spacy"}
# What takes longer to load than `import cablefix` may take altogether.
SLOW = {"concurrent.futures", "dataclasses", "importlib.metadata", "importlib.resources", "json"}
SLOW |= {"multiprocessing", "pathlib", "re2", "tomllib"}


def loaded(*statements):
    """The modules that a fresh interpreter has loaded after the statements."""
    # json itself is loaded after the list is made
    code = "import sys\n{}\nnames = sorted(sys.modules)\nimport json\nprint(json.dumps(names))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code.format("\n".join(statements))],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


@pytest.fixture(scope="module")
def bare():
    return loaded()


def test_import_loads_nothing_heavy(bare):
    assert (loaded("import cablefix") - bare) & (HEAVY | SLOW) == set()


def test_import_loads_only_the_package_itself(bare):
    ours = {name for name in loaded("import cablefix") - bare if name.startswith("cablefix")}

    assert ours == {"cablefix"}


def test_version_costs_no_more_than_the_import():
    assert loaded("import cablefix; cablefix.__version__") == loaded("import cablefix")


@pytest.mark.parametrize("function", ["clean", "repair"])
def test_clean_text_loads_nothing_that_only_damage_needs(bare, function):
    used = loaded(f"import cablefix; cablefix.{function}({CLEAN_TEXT!r})") - bare

    assert used & HEAVY == set()
    assert used & {"concurrent.futures", "json", "multiprocessing"} == set()


def test_asking_for_passes_does_not_load_the_lexicon(bare):
    used = loaded("import cablefix; cablefix.PASSES; cablefix.Settings(min_confidence=0.5)") - bare

    assert used & HEAVY == set()
