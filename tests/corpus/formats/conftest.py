from __future__ import annotations

import os

import pytest

from cablefix.corpus import formats


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder that we are in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def copied(here):
    """Read what lies at a path and write it, each text changed by ``change``; the shards' paths."""

    def copy(path, change=lambda row: row.text, *, size=1 << 24, to=None, error=None, **said):
        (source,) = formats.sources([str(path)], formats.Choices(**said))
        made = []
        for part in formats.parts(source, size):
            shard = here / "out" / (part.name + formats.ending(part, to))
            os.makedirs(shard.parent, exist_ok=True)
            with formats.writer(part, str(shard), to) as writer:
                for row in formats.rows(part):
                    writer.write(row, change(row), row.error if error is None else error)
            made.append(shard)
        return made

    return copy


@pytest.fixture
def read():
    """The rows at a path, read in parts of a size."""

    def rows(path, *, size=1 << 24, **said):
        (source,) = formats.sources([str(path)], formats.Choices(**said))
        return [row for part in formats.parts(source, size) for row in formats.rows(part)]

    return rows
