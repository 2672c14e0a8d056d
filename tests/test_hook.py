"""The hooks, as pre-commit itself runs them over a repository of documents."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

DAMAGED = b"TAGS: [MOPS](#) [PARM](#)\r\n"
REPAIRED = b"TAGS: MOPS PARM\r\n"
# not UTF-8: flagged, and left as it is
FLAGGED = "The Minister’s visit.\n".encode("cp1252")


def git(folder, *args):
    result = subprocess.run(
        ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", *args],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    return result.stdout


def pre_commit():
    """The program, from this environment or the path."""
    beside = Path(sys.executable).with_name("pre-commit")
    return str(beside) if beside.exists() else shutil.which("pre-commit")


pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.skipif(pre_commit() is None, reason="pre-commit is not installed"),
]


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """A repository with the working tree as its only commit: what is tested is what is here."""
    folder = tmp_path_factory.mktemp("cablefix")
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "The working tree")
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """One home of pre-commit for all tests here, so each hook is installed once."""
    home = tmp_path_factory.mktemp("pre-commit")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT"))}
    return {**kept, "PRE_COMMIT_HOME": str(home)}


@pytest.fixture
def corpus(tmp_path):
    git(tmp_path, "init", "-q")
    # the line ends are part of the test
    git(tmp_path, "config", "core.autocrlf", "false")
    return tmp_path


@pytest.fixture
def run(corpus, hooks, environment):
    """Run a hook over the documents, which are staged first."""

    def run(hook, *args):
        git(corpus, "add", "--all")
        return subprocess.run(
            [pre_commit(), "try-repo", str(hooks), hook, "--all-files", "--verbose", *args],
            cwd=corpus,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_damage_fails_the_hook_and_is_repaired_and_then_passes(run, corpus):
    path = corpus / "1973" / "a b.txt"
    path.parent.mkdir()
    path.write_bytes(DAMAGED)
    (corpus / "flagged.txt").write_bytes(FLAGGED)
    (corpus / "table.csv").write_bytes(DAMAGED)
    first = run("cablefix")
    assert first.returncode == 1, first.stdout + first.stderr
    assert "files were modified by this hook" in first.stdout
    assert "1973/a b.txt:1:7: markup-link" in first.stdout
    assert path.read_bytes() == REPAIRED
    assert (corpus / "table.csv").read_bytes() == DAMAGED
    second = run("cablefix")
    assert second.returncode == 0, second.stdout + second.stderr


def test_flags_alone_pass(run, corpus):
    (corpus / "flagged.txt").write_bytes(FLAGGED)
    for hook in ("cablefix", "cablefix-check"):
        result = run(hook)
        assert result.returncode == 0, result.stdout + result.stderr
        assert "encoding flag doubtful" in result.stdout
    assert (corpus / "flagged.txt").read_bytes() == FLAGGED


def test_the_check_fails_and_leaves_the_file_alone(run, corpus):
    (corpus / "a.md").write_bytes(DAMAGED)
    result = run("cablefix-check")
    assert result.returncode == 1, result.stdout + result.stderr
    assert "a.md:1:7: markup-link" in result.stdout
    assert "files were modified" not in result.stdout
    assert (corpus / "a.md").read_bytes() == DAMAGED


def test_excluded_files_are_left_alone_though_pre_commit_names_them(run, corpus):
    (corpus / "cablefix.toml").write_text('exclude = ["drafts/"]\n')
    (corpus / "drafts").mkdir()
    (corpus / "drafts" / "a.txt").write_bytes(DAMAGED)
    assert run("cablefix").returncode == 0
    assert (corpus / "drafts" / "a.txt").read_bytes() == DAMAGED


def test_the_report_is_written_when_asked_for(run, corpus):
    (corpus / "a.txt").write_bytes(DAMAGED)
    result = run("cablefix-report", "--hook-stage", "manual")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "markup-link" in (corpus / "cablefix-report.html").read_text(encoding="utf-8")
    assert (corpus / "a.txt").read_bytes() == DAMAGED
