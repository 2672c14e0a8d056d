"""A pass from an installed package: it runs, is listed, and can be taken back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "cablefix-{name}"
version = "1.0"

[project.entry-points."cablefix.passes"]
{name} = "{name}:{attribute}"

[tool.hatch.build.targets.wheel]
only-include = ["{name}.py"]
"""

STAMPS = '''
from cablefix import Edit, Flag, Stage
from cablefix.types import repair


@repair("stamp-received", Stage.LAYOUT, gate="RECEIVED")
def received(doc):
    """Stamps of a registry: ``RECEIVED`` at the end of a cable is not of the telegram."""
    at = doc.text.find(" RECEIVED")
    if at >= 0:
        yield Edit(at, at + 9, "", 1.0, "a stamp of the registry")


@repair("stamp-doubtful", Stage.REVIEW, gate="COPY")
def copy(doc):
    """Stamps that may be words: ``COPY`` is flagged."""
    at = doc.text.find("COPY")
    if at >= 0:
        yield Flag(at, at + 4, "doubtful", "a stamp, or a word")


PAIR = [received, copy]
'''


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    """Build and install a package that offers passes; gives the environment it is installed in."""

    def make(name, source, attribute):
        project = tmp_path_factory.mktemp(name)
        (project / f"{name}.py").write_text(source, "utf-8")
        (project / "pyproject.toml").write_text(
            PYPROJECT.format(name=name, attribute=attribute), "utf-8"
        )
        target = project / "installed"
        # the build backend is in the development environment, so nothing is downloaded
        options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet"]
        options += ["--no-compile", "--disable-pip-version-check", "--target", str(target)]
        subprocess.run([sys.executable, "-m", "pip", "install", *options, str(project)], check=True)
        # no compiled files: a source rewritten in the same second would not be read again
        return {**os.environ, "PYTHONPATH": str(target), "PYTHONDONTWRITEBYTECODE": "1"}

    return make


@pytest.fixture(scope="module")
def with_stamps(install):
    return install("stamps", STAMPS, "PAIR")


def python(environment, code):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def answer(environment, code):
    done = python(environment, code)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def cablefix(environment, *arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "cablefix", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_pass_of_a_package_repairs(with_stamps):
    ask = """
        import cablefix, json
        r = cablefix.repair("TAGS: [MOPS](#) RECEIVED COPY")
        print(json.dumps([r.text, [e.source for e in r.edits], [f.source for f in r.flags]]))
    """

    text, edits, flags = answer(with_stamps, ask)
    assert text == "TAGS: MOPS COPY"
    assert edits == ["markup-link", "stamp-received"]
    assert "stamp-doubtful" in flags


def test_pass_of_a_package_can_be_taken_back(with_stamps):
    ask = """
        import cablefix, json
        r = cablefix.repair("TAGS: [MOPS](#) RECEIVED")
        print(json.dumps([r.revert(only="stamp-received"), r.revert(only="markup"), r.revert()]))
    """

    assert answer(with_stamps, ask) == [
        "TAGS: MOPS RECEIVED",
        "TAGS: [MOPS](#)",
        "TAGS: [MOPS](#) RECEIVED",
    ]


def test_pass_of_a_package_can_be_switched_off(with_stamps):
    ask = """
        import cablefix, json
        settings = cablefix.Settings(ignore=["stamp"])
        print(json.dumps(cablefix.clean("end RECEIVED", settings=settings)))
    """

    assert answer(with_stamps, ask) == "end RECEIVED"


def test_passes_of_a_package_come_after_ours_and_change_the_digest(with_stamps):
    ask = """
        import cablefix, json
        from cablefix import DEFAULT, PASSES, Settings
        added = [p.name for p in DEFAULT.passes[len(PASSES):]]
        print(json.dumps([added, DEFAULT.digest == Settings(passes=PASSES).digest]))
    """

    assert answer(with_stamps, ask) == [["stamp-received", "stamp-doubtful"], False]


def test_pass_of_a_package_works_in_other_processes(with_stamps):
    ask = """
        import cablefix, json
        texts = [f"{n} RECEIVED" for n in range(100)]
        print(json.dumps([r.text for r in cablefix.repair_many(texts, jobs=2)]))
    """

    assert answer(with_stamps, ask) == [str(n) for n in range(100)]


def test_pass_of_a_package_is_listed(with_stamps):
    done = cablefix(with_stamps, "passes")

    assert done.returncode == 0, done.stderr
    assert "stamp-received" in done.stdout
    assert "stamp-doubtful" in done.stdout


def test_pass_of_a_package_is_explained(with_stamps):
    done = cablefix(with_stamps, "passes", "stamp-received")

    assert done.returncode == 0, done.stderr
    assert "Stamps of a registry" in done.stdout


def test_pass_of_a_package_runs_in_the_command(with_stamps):
    done = cablefix(with_stamps, "fix", "-", input="end RECEIVED")

    assert done.stdout == "end"


BROKEN = [
    pytest.param("import no_such_module", id="missing module"),
    pytest.param("y = 1", id="missing name"),
    pytest.param("def x(:", id="syntax error"),
    pytest.param("raise RuntimeError('boom')", id="fails when loaded"),
    pytest.param("x = 1", id="no pass"),
    pytest.param("x = [1]", id="list of no passes"),
    pytest.param("def x(doc):\n    return ()", id="function without the decorator"),
    pytest.param(STAMPS.replace("stamp-received", "markup-link") + "x = PAIR", id="name of ours"),
]


@pytest.fixture(scope="module")
def with_broken(install):
    return install("broken", "x = 1", "x")


@pytest.mark.parametrize("source", BROKEN)
def test_broken_package_is_a_settings_error_that_names_it(with_broken, source):
    Path(with_broken["PYTHONPATH"], "broken.py").write_text(source, "utf-8")

    done = python(with_broken, "from cablefix import clean; print(); clean('x')")

    assert (done.returncode, done.stdout) == (1, "\n"), "the import itself is no place to fail"
    last = done.stderr.strip().splitlines()[-1]
    assert "SettingsError: cablefix-broken offers the pass 'broken' (broken:x)" in last


def test_broken_package_is_named_by_the_command(with_broken):
    Path(with_broken["PYTHONPATH"], "broken.py").write_text("import no_such_module", "utf-8")

    done = cablefix(with_broken, "passes")

    assert done.returncode == 2
    assert "cablefix-broken" in done.stderr
    assert "Traceback" not in done.stderr
