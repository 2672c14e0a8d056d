"""Repairs as a unified diff that ``git apply -p0`` and ``patch -p0`` make on the files."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from cablefix.diff import unified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablefix.api import Repair
    from cablefix.corpus.files import TextFile

_HUNK = re.compile(r"@@ -(\d+)(,0)?.* \+(\d+)(,0)?")


def patch(path: str, file: TextFile, result: Repair) -> bytes:
    """The diff from a file to its repair, in the file's own encoding and with its line ends.

    UTF-16 and UTF-32 cannot be patched line by line: such a file is shown in UTF-8.
    """
    encoding = "utf-8" if file.encoding.startswith(("utf-16", "utf-32")) else file.encoding
    name = _quoted(path)
    lines = unified(result.source, result.text, result.spans.changes, before=name, after=name)
    return "".join(_with_line_ends(lines, file, result)).encode(encoding, "backslashreplace")


def _with_line_ends(diff: str, file: TextFile, result: Repair) -> Iterator[str]:
    """The lines of a diff, those of the document with the line ends of the file."""
    old_ends = file.line_ends(result.source)
    new_ends = file.line_ends(result.text, result.spans.changes)
    old = new = 0
    for i, line in enumerate(diff.split("\n")[:-1]):
        hunk = _HUNK.match(line)
        if i < 2 or line.startswith("\\") or hunk:
            yield line + "\n"
            if hunk:
                # an empty range names the line before it
                old = int(hunk[1]) - (not hunk[2])
                new = int(hunk[3]) - (not hunk[4])
            continue
        ends, at = (new_ends, new) if line.startswith("+") else (old_ends, old)
        yield line + (ends[at] if at < len(ends) else "\n")
        old += not line.startswith("+")
        new += not line.startswith("-")


def _quoted(path: str) -> str:
    """A path as git writes it in a diff: in quotes, with escapes, if it holds odd characters."""
    if path.isprintable() and '"' not in path and "\\" not in path:
        return path
    escaped = "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}"
        for byte in os.fsencode(path)
    )
    return f'"{escaped}"'
