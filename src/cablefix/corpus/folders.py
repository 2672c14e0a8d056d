"""Finding the documents: files as they are named, folders walked in a fixed order."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cablefix.config import Config, Configs, relative, spec
from cablefix.corpus.files import reason
from cablefix.types import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pathspec import GitIgnoreSpec


# Files with these names tell of a corpus and may quote its cables; only by name are they worked on.
ABOUT = ("readme", "changelog", "contributing", "license", "licence", "notice")


class Found(NamedTuple):
    """A document to work on, and its configuration.

    ``named`` is the path on the command line that led to it.
    """

    path: str
    named: str
    config: Config


class NotFound(NamedTuple):
    """A path that leads to no document, and why."""

    path: str
    error: str


class Walk:
    """The documents that some paths stand for, folder by folder, in the order of their names.

    A folder gives its files that the configuration includes and neither it nor a .gitignore
    excludes; hidden files and folders are passed over.  A file that is named is taken as it
    is, unless ``force_exclude`` holds it against the excludes too (pre-commit names every
    file).  ``skip`` are files or folders of our own making.  Files with one of the ``endings`` are
    taken whatever the configuration includes.  No folder is walked twice.
    """

    def __init__(
        self,
        configs: Configs,
        *,
        force_exclude: bool = False,
        skip: Iterable[str] = (),
        endings: tuple[str, ...] = (),
    ) -> None:
        self._configs = configs
        self._endings = endings
        self._force_exclude = force_exclude
        self._skip = frozenset(os.path.realpath(path) for path in skip)
        self._entered: set[tuple[int, int]] = set()
        self._said: set[str] = set()

    def find(self, paths: Iterable[str]) -> Iterator[Found | NotFound]:
        """The documents, and the paths that lead to none."""
        for path in paths:
            if os.path.isdir(path):
                yield from self._folder(path, path, _ignore_files_above(path))
            elif os.path.lexists(path):
                yield from self._named_file(path)
            else:
                yield NotFound(path, "there is no such file or folder")

    def standard_input(self, name: str) -> Iterator[Found | NotFound]:
        """Standard input under a name: its folder, or where we are, gives the configuration."""
        try:
            yield Found(name, name, self._configs.of(os.path.dirname(name)))
        except SettingsError as error:
            yield from self._once(name, error)

    def _named_file(self, path: str) -> Iterator[Found | NotFound]:
        try:
            config = self._configs.of(os.path.dirname(path))
        except SettingsError as error:
            yield from self._once(path, error)
            return
        if not (self._force_exclude and config.excludes(path)):
            yield Found(path, path, config)

    def _folder(
        self, path: str, named: str, ignores: list[_IgnoreFile]
    ) -> Iterator[Found | NotFound]:
        try:
            state = os.stat(path)
            with os.scandir(path) as listed:
                entries = sorted(listed, key=lambda e: e.name)
        except OSError as error:
            yield NotFound(path, f"cannot be listed: {reason(error)}")
            return
        if (state.st_dev, state.st_ino) in self._entered:
            return
        self._entered.add((state.st_dev, state.st_ino))
        try:
            config = self._configs.of(path)
        except SettingsError as error:
            yield from self._once(path, error)
            return
        own = _IgnoreFile.of(path)
        ignores = [*ignores, own] if own else ignores
        for entry in entries:
            if entry.name.startswith("."):
                continue
            # "./a" for the folder ".", as it would be named by hand: "a"
            below = entry.name if path == "." else os.path.join(path, entry.name)
            is_folder = entry.is_dir()
            if (
                config.excludes(below, is_folder=is_folder)
                or _is_ignored(below, ignores, is_folder=is_folder)
                or (self._skip and os.path.realpath(below) in self._skip)
            ):
                continue
            if is_folder:
                yield from self._folder(below, named, ignores)
            elif (
                entry.is_file()
                and not is_about(entry.name)
                and (config.includes(below) or entry.name.lower().endswith(self._endings))
            ):
                yield Found(below, named, config)

    def _once(self, path: str, error: SettingsError) -> Iterator[NotFound]:
        """A configuration that cannot be used is said once, not for each of its files."""
        if str(error) not in self._said:
            self._said.add(str(error))
            yield NotFound(path, str(error))


def is_about(name: str) -> bool:
    """Whether a file of a folder is about the corpus, by its name, and may quote cables."""
    return name.lower().startswith(ABOUT)


class _IgnoreFile(NamedTuple):
    """The patterns of one .gitignore and the folder they count from."""

    folder: str
    patterns: GitIgnoreSpec

    @classmethod
    def of(cls, folder: str) -> _IgnoreFile | None:
        """The .gitignore of a folder, if it has one that can be read."""
        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as f:
                lines = [line for line in f if _is_pattern(line)]
        except OSError:
            return None
        return cls(os.path.abspath(folder), spec(lines))


def _is_pattern(line: str) -> bool:
    """Whether git would take a line for a pattern; it passes over what makes none ("!")."""
    try:
        spec([line])
    except ValueError:
        return False
    return True


def _ignore_files_above(path: str) -> list[_IgnoreFile]:
    """The .gitignore files from the root of the repository that holds a folder, if any."""
    folder = os.path.abspath(path)
    above: list[str] = []
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return []
        above.append(parent)
        folder = parent
    return [found for folder in reversed(above) if (found := _IgnoreFile.of(folder))]


def _is_ignored(path: str, ignores: list[_IgnoreFile], *, is_folder: bool) -> bool:
    """Whether git would ignore a path: the closest .gitignore with an opinion decides."""
    for ignore in reversed(ignores):
        place = relative(path, ignore.folder) + "/" * is_folder
        opinion = ignore.patterns.check_file(place).include
        if opinion is not None:
            return opinion
    return False
