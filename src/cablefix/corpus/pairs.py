"""Which truth belongs to which OCR text, and which repaired text to it: by the names of the files.

Files of two folders belong together if their names below the folder are the same; else if they are
without the last ending; else without all endings in letters (``001.ocr.txt`` and ``001.txt``).
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cablefix.config import Configs
from cablefix.corpus.folders import Found, NotFound, Walk
from cablefix.types import SettingsError

# ".ocr.txt" and ".gt.md", but not the end of "1973.05" or "E.O.12958".
ENDINGS = re.compile(r"(?:\.[A-Za-z][A-Za-z0-9_-]{0,11})+\Z")


class Pair(NamedTuple):
    """An OCR text with its truth and, if there is one, its repaired text."""

    name: str
    truth: Found
    ocr: Found
    out: Found | None


class LeftOver(NamedTuple):
    """Truths that no OCR text belongs to."""

    folder: str
    names: tuple[str, ...]


def pairs(
    truth: str, ocr: str, out: str | None, configs: Configs, *, skip: Sequence[str] = ()
) -> Iterator[Pair | NotFound | LeftOver]:
    """The pairs of files, or of the files of folders; ``SettingsError`` if one is neither.

    ``skip`` are files of our own making.
    """
    given = {"TRUTH": truth, "OCR": ocr} | ({} if out is None else {"OUT": out})
    kinds = {name: _kind(name, path) for name, path in given.items()}
    if len(set(kinds.values())) > 1:
        said = ", ".join(f"{name} is a {kind}" for name, kind in kinds.items())
        raise SettingsError(f"{said}: give files only, or folders only")
    if os.path.realpath(truth) == os.path.realpath(ocr):
        raise SettingsError("TRUTH and OCR are the same; what is right has to stand elsewhere")
    documents = {name: _Documents(path, configs, skip) for name, path in given.items()}
    for part in documents.values():
        yield from part.wrong
    yield from _matched(documents["TRUTH"], documents["OCR"], documents.get("OUT"))


def _kind(name: str, path: str) -> str:
    if not os.path.lexists(path):
        raise SettingsError(f"{name} ({path}): there is no such file or folder")
    return "folder" if os.path.isdir(path) else "file"


def _keys(name: str) -> tuple[str, str, str]:
    """A name, the same without its last ending, and without all endings in letters."""
    folder, base = os.path.split(name)
    return name, os.path.splitext(name)[0], os.path.join(folder, ENDINGS.sub("", base))


class _Documents:
    """The documents of a folder, or one file, and a way to find the one that is meant."""

    def __init__(self, path: str, configs: Configs, skip: Sequence[str]) -> None:
        self.path = path
        self.found: list[tuple[str, Found]] = []
        self.wrong: list[NotFound] = []
        self._is_file = not os.path.isdir(path)
        self._by_key: list[defaultdict[str, list[str]]] = [defaultdict(list) for _ in range(3)]
        for one in Walk(configs, skip=skip).find([path]):
            if isinstance(one, NotFound):
                self.wrong.append(one)
                continue
            name = one.path if self._is_file else os.path.relpath(one.path, path)
            self.found.append((name, one))
            for index, key in zip(self._by_key, _keys(name), strict=True):
                index[key].append(name)
        self._by_name = dict(self.found)

    def partner(self, name: str) -> Found | str:
        """The document that belongs to a name, or why there is none."""
        if self._is_file:
            return self.found[0][1] if self.found else f"{self.path} cannot be read"
        for index, key in zip(self._by_key, _keys(name), strict=True):
            names = index.get(key, [])
            if len(names) == 1:
                return self._by_name[names[0]]
            if names:
                return f"several files of {self.path} belong to it: {', '.join(names)}"
        wanted = _keys(name)[2]
        return f"no file of {self.path} belongs to it (none is called {wanted}.txt, for example)"


def _matched(
    truths: _Documents, texts: _Documents, outs: _Documents | None
) -> Iterator[Pair | NotFound | LeftOver]:
    used: set[str] = set()
    for name, text in texts.found:
        truth = truths.partner(name)
        out = None if outs is None else outs.partner(name)
        if isinstance(truth, str):
            yield NotFound(text.path, f"has no truth: {truth}")
        elif isinstance(out, str):
            used.add(truth.path)
            yield NotFound(text.path, f"has no repaired text: {out}")
        else:
            used.add(truth.path)
            yield Pair(name, truth, text, out)
    left = tuple(name for name, truth in truths.found if truth.path not in used)
    if left and texts.found:
        yield LeftOver(truths.path, left)
