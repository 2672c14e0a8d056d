"""Which files a folder stands for."""

from __future__ import annotations

import os
import re

import pytest


@pytest.fixture
def found(run):
    """The documents that a run of check comes upon, by the repair that each needs."""

    def found(*args):
        return re.findall(r"^(.*):1:1: test-zap", run("check", *args).stdout, re.MULTILINE)

    return found


@pytest.fixture
def configure(corpus):
    def configure(text):
        (corpus / "cablefix.toml").write_text(f'select = ["test"]\n{text}\n')

    return configure


def test_txt_and_md_in_the_order_of_their_names(found, write):
    for name in ("b.txt", "a/z.md", "a/b/c.txt", "a.csv", "c.TXT", "10.txt", "9.txt"):
        write(name, "ZAP")
    assert found(".") == ["10.txt", "9.txt", "a/b/c.txt", "a/z.md", "b.txt", "c.TXT"]
    assert found("a", "b.txt") == ["a/b/c.txt", "a/z.md", "b.txt"]


def test_a_named_file_is_taken_whatever_its_ending(found, write):
    write("a.csv", "ZAP")
    assert found("a.csv") == ["a.csv"]


def test_hidden_files_and_folders_are_passed_over(found, write):
    for name in (".a.txt", ".venv/a.txt", "._a.txt", "a.txt"):
        write(name, "ZAP")
    assert found(".") == ["a.txt"]
    assert found(".a.txt", ".venv") == [".a.txt", ".venv/a.txt"]


def test_include_and_exclude(found, write, configure):
    for name in ("a.txt", "a.md", "a.cable", "drafts/a.cable", "1973/drafts/a.cable", "old.cable"):
        write(name, "ZAP")
    configure('include = ["*.cable"]\nexclude = ["/drafts/", "old.*"]')
    assert found(".") == ["1973/drafts/a.cable", "a.cable"]
    assert found("drafts/a.cable", "a.txt") == ["drafts/a.cable", "a.txt"]


def test_force_exclude_holds_named_files_against_exclude(found, write, configure):
    for name in ("a.txt", "drafts/a.txt"):
        write(name, "ZAP")
    configure('exclude = ["drafts/"]')
    assert found("--force-exclude", "drafts/a.txt", "a.txt") == ["a.txt"]


def test_gitignore_is_followed(found, write, corpus):
    for name in ("a.txt", "b.txt", "out/a.txt", "1973/a.txt", "1973/keep.txt", "1973/out/b.txt"):
        write(name, "ZAP")
    (corpus / ".gitignore").write_bytes(b"!\ncaf\xe9.txt\n/out/\na.txt\n1973/keep.txt")
    (corpus / "1973" / ".gitignore").write_text("!keep.txt")
    assert found(".") == ["1973/keep.txt", "1973/out/b.txt", "b.txt"]
    assert found("a.txt") == ["a.txt"]


def test_gitignore_counts_from_the_root_of_the_repository(found, write, corpus):
    for name in ("1973/june/a.txt", "1973/june/b.txt"):
        write(name, "ZAP")
    (corpus / ".gitignore").write_text("/1973/june/a.txt")
    assert found("1973/june") == ["1973/june/a.txt", "1973/june/b.txt"]
    (corpus / ".git").mkdir()
    assert found("1973/june") == ["1973/june/b.txt"]


def test_each_file_has_the_configuration_closest_to_it(run, write, corpus):
    write("a.txt", "ZAP")
    write("1973/a.txt", "ZAP")
    (corpus / "1973" / "pyproject.toml").write_text('[tool.cablefix]\nignore = ["test-zap"]\n')
    assert run("check", ".").stdout.count("test-zap") == 1
    assert run("check", "--config", "cablefix.toml", ".").stdout.count("test-zap") == 2


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_no_folder_is_walked_twice(found, write, corpus):
    write("a/a.txt", "ZAP")
    (corpus / "a" / "up").symlink_to("..")
    (corpus / "b").symlink_to("a")
    assert found(".") == ["a/a.txt"]
    assert found("b", "a", "b") == ["b/a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_linked_folder_is_walked_once(found, corpus, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("ZAP")
    (corpus / "a").symlink_to(tmp_path / "elsewhere")
    (corpus / "b").symlink_to(tmp_path / "elsewhere")
    assert found(".", "--config", "cablefix.toml") == ["a/a.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_a_folder_that_cannot_be_listed_is_an_error(run, write):
    path = write("locked/a.txt", "ZAP")
    write("z.txt", "ZAP")
    path.parent.chmod(0)
    try:
        result = run("check", ".")
    finally:
        path.parent.chmod(0o755)
    assert result.exit_code == 2
    assert "locked: cannot be listed" in result.stderr
    assert "z.txt:1:1" in result.stdout


def test_files_about_the_corpus_are_passed_over_in_folders(run, write):
    write("a.txt", "ZAP\n")
    write("README.md", "# Corpus\n\nZAP\n")

    in_folder = run("check", ".")
    by_name = run("check", "README.md")

    assert "a.txt" in in_folder.stdout
    assert "README.md" not in in_folder.stdout
    assert "README.md" in by_name.stdout
