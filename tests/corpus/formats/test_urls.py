"""fsspec URLs are read as files are."""

from __future__ import annotations

import fsspec
import pytest

from cablefix import CablefixError
from cablefix.corpus import formats

JSONL = b'{"id": "1", "text": "one"}\n{"id": "2", "text": "two"}\n'
CSV = b"id,text\n1,one\n2,two\n"


@pytest.mark.parametrize(
    ("name", "content", "count"),
    [("a.jsonl", JSONL, 2), ("a.csv", CSV, 2), ("a.txt", b"one", 1)],
)
def test_a_url_is_read_in_parts(copied, read, name, content, count):
    with fsspec.open(f"memory://{name}", "wb") as file:
        file.write(content)
    shards = copied(f"memory://{name}", size=1)

    assert len(read(f"memory://{name}")) == len(shards) == count


@pytest.mark.parametrize(
    ("url", "message"),
    [("memory://gone.csv", "cannot be read"), ("nonsense://a.csv", "cannot be read: Protocol")],
)
def test_a_url_to_nothing_is_a_plain_error(url, message):
    with pytest.raises(CablefixError, match=message):
        formats.sources([url])
