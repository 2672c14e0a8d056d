"""Configuration: ``cablefix.toml`` or ``[tool.cablefix]`` in pyproject.toml; the closest wins.

What the command line says goes before what a file says: ``--select`` replaces the choice of
passes in the file, ``--ignore`` leaves out more.
"""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cablefix.corpus.files import checked_encoding
from cablefix.decisions import FILE_NAME, Decisions, read
from cablefix.settings import PROFILES, Settings, all_passes, nearest
from cablefix.types import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pathspec import GitIgnoreSpec

# Cables are exchanged as plain text; converters write Markdown, and Windows names in capitals.
INCLUDE = ("*.[tT][xX][tT]", "*.[mM][dD]")
OWN_FILE = "cablefix.toml"
SHARED_FILE = "pyproject.toml"


class Choice(NamedTuple):
    """What the command line says; empty or None where it says nothing."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: float | None = None
    encoding: str | None = None


class Config:
    """One configuration; ``folder`` is the one that its globs are relative to.

    Globs are written as in .gitignore: ``drafts/``, ``*.bak``, ``1973/**``.  ``home`` is the folder
    of the configuration file, where its reviewers' decisions are; ``Configs`` reads them.
    """

    def __init__(
        self, folder: str, entries: Mapping[str, Any] | None = None, *, home: str | None = None
    ) -> None:
        given = entries or {}
        self.folder = folder
        self.home = folder if home is None else home
        self.decisions: Decisions | None = None
        named = given.get("decisions")
        self._decision_files: list[str] | None = [named] if isinstance(named, str) else named
        self.select: tuple[str, ...] = tuple(given.get("select", ()))
        self.ignore: tuple[str, ...] = tuple(given.get("ignore", ()))
        self.keep: tuple[str, ...] = tuple(given.get("keep", ()))
        self.encoding: str | None = given.get("encoding")
        self.min_confidence: float = given.get(
            "min-confidence", PROFILES[given.get("profile", "record")]
        )
        self._include = tuple(given.get("include", INCLUDE))
        self._exclude = tuple(given.get("exclude", ()))
        self._per_file: dict[str, list[str]] = dict(given.get("per-file-ignores", {}))

    @property
    def decision_files(self) -> tuple[str, ...]:
        """The files of reviewers' decisions: those named, or ``decisions.jsonl`` if it is there."""
        if self._decision_files is not None:
            return tuple(self._in_home(name) for name in self._decision_files)
        usual = self._in_home(FILE_NAME)
        return (usual,) if os.path.isfile(usual) else ()

    @property
    def own_decisions(self) -> str:
        """The file that decisions are written to: the first of those named, or the usual one."""
        return self._in_home((self._decision_files or [FILE_NAME])[0])

    def _in_home(self, name: str) -> str:
        path = os.path.join(self.home, name)
        here = os.path.join(os.getcwd(), "")
        return path.removeprefix(here)

    def includes(self, path: str) -> bool:
        """Whether a file found in a folder is a document."""
        return self._include_spec.match_file(self._relative(path))

    def excludes(self, path: str, *, is_folder: bool = False) -> bool:
        """Whether a file or folder is left out."""
        if not self._exclude:
            return False
        return self._exclude_spec.match_file(self._relative(path) + ("/" if is_folder else ""))

    def ignores(self, path: str) -> tuple[str, ...]:
        """The passes that ``per-file-ignores`` switches off for a file."""
        if not self._per_file:
            return ()
        place = self._relative(path)
        return tuple(
            name for spec, names in self._per_file_specs if spec.match_file(place) for name in names
        )

    @cached_property
    def _include_spec(self) -> GitIgnoreSpec:
        return spec(self._include)

    @cached_property
    def _exclude_spec(self) -> GitIgnoreSpec:
        return spec(self._exclude)

    @cached_property
    def _per_file_specs(self) -> list[tuple[GitIgnoreSpec, list[str]]]:
        return [(spec([glob]), names) for glob, names in self._per_file.items()]

    def _relative(self, path: str) -> str:
        return relative(path, self.folder)


def relative(path: str, folder: str) -> str:
    """A path from a folder on, as globs are matched to it.

    A byte that is no UTF-8 becomes "?": pathspec matches text only.
    """
    path = os.path.relpath(os.path.abspath(path), folder)
    return path.encode("utf-8", "replace").decode()


def spec(globs: Iterable[str]) -> GitIgnoreSpec:
    """Globs in the manner of .gitignore, ready to match paths."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs)


class Configs:
    """The configuration of each file: that of the closest folder, or one for all."""

    def __init__(
        self,
        *,
        file: str | None = None,
        is_isolated: bool = False,
        decisions: Decisions | None = None,
    ) -> None:
        """``file`` is used for all if given; its globs are then relative to where we are.

        ``decisions`` count instead of those of the configurations.
        """
        self._by_folder: dict[str, Config | SettingsError] = {}
        self._for_all: Config | None = None
        self._decisions = Decisions() if is_isolated and decisions is None else decisions
        if file is not None:
            entries = _read(file, is_shared=os.path.basename(file) == SHARED_FILE)
            if entries is None:
                raise SettingsError(f"{file} has no table [tool.cablefix]")
            home = os.path.dirname(os.path.abspath(file))
            self._for_all = self._decided(Config(os.getcwd(), entries, home=home))
        elif is_isolated:
            self._for_all = self._decided(Config(os.getcwd()))

    def of(self, folder: str) -> Config:
        """The configuration for files in ``folder``; ``SettingsError`` if it cannot be used."""
        if self._for_all is not None:
            return self._for_all
        folder = os.path.abspath(folder or ".")
        passed = []
        found: Config | SettingsError | None = None
        while found is None:
            found = self._by_folder.get(folder)
            if found is None:
                passed.append(folder)
                found = self._in_folder(folder)
            parent = os.path.dirname(folder)
            if found is None and parent == folder:
                # no file anywhere: globs count from where we are
                found = self._usable(Config(os.getcwd()))
            folder = parent
        self._by_folder.update(dict.fromkeys(passed, found))
        if isinstance(found, SettingsError):
            raise found
        return found

    def _in_folder(self, folder: str) -> Config | SettingsError | None:
        """The configuration that stands in a folder itself, or what is wrong with it."""
        for name in (OWN_FILE, SHARED_FILE):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                try:
                    entries = _read(path, is_shared=name == SHARED_FILE)
                except SettingsError as error:
                    return error
                if entries is not None:
                    return self._usable(Config(folder, entries))
        return None

    def _usable(self, config: Config) -> Config | SettingsError:
        try:
            return self._decided(config)
        except SettingsError as error:
            return error

    def _decided(self, config: Config) -> Config:
        """The configuration with the decisions that count under it."""
        if self._decisions is not None:
            config.decisions = self._decisions
        elif files := config.decision_files:
            config.decisions = Decisions(read(files))
        return config


def _read(path: str, *, is_shared: bool) -> dict[str, Any] | None:
    """The checked entries of a configuration file; None if a pyproject.toml has none."""
    import tomllib

    try:
        with open(path, "rb") as file:
            entries = tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is not UTF-8 (byte offset {error.start}), which TOML has to be"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error
    if is_shared:
        tool = entries.get("tool", {})
        if not isinstance(tool, dict) or "cablefix" not in tool:
            return None
        entries = tool["cablefix"]
        if not isinstance(entries, dict):
            raise SettingsError(f"{path}: tool.cablefix must be a table: [tool.cablefix]")
    return _checked(path, entries)


def _checked(path: str, entries: dict[str, Any]) -> dict[str, Any]:
    """The entries, if every key is known and every value fits; ``SettingsError`` if not."""
    for key, value in entries.items():
        if key not in _CHECKS:
            raise SettingsError(f"{path}: there is no key {key!r}{nearest(key, _CHECKS)}")
        try:
            _CHECKS[key](value)
        except SettingsError as error:
            raise SettingsError(f"{path}: {key}: {error}") from error
    if "profile" in entries and "min-confidence" in entries:
        raise SettingsError(
            f"{path}: profile and min-confidence both set the same threshold; keep one of them"
        )
    return entries


def _texts(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise SettingsError(f'must be a list of texts, as in ["one", "two"], not {value!r}')


def _pass_names(value: object) -> None:
    _texts(value)
    Settings(passes=known_passes(), select=value)  # type: ignore[arg-type]  # _texts has checked it


def _globs(value: object) -> None:
    _texts(value)
    try:
        spec(value)  # type: ignore[arg-type]  # _texts has checked it
    except ValueError as error:
        raise SettingsError(f"{value!r} holds a glob that cannot be used: {error}") from error


def _confidence(value: object) -> None:
    # True is an int to Python
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise SettingsError(f"must be a number from 0 to 1, not {value!r}")


def _profile(value: object) -> None:
    if not isinstance(value, str) or value not in PROFILES:
        raise SettingsError(f"no profile is called {value!r}{nearest(str(value), PROFILES)}")


def _encoding(value: object) -> None:
    if not isinstance(value, str):
        raise SettingsError(f'must be the name of an encoding, as in "cp1252", not {value!r}')
    checked_encoding(value)


def _file_names(value: object) -> None:
    if not isinstance(value, str):
        _texts(value)


def _ignores_by_glob(value: object) -> None:
    if not isinstance(value, dict):
        raise SettingsError(
            f'must be a table of globs, as in {{"1973/*" = ["marker"]}}, not {value!r}'
        )
    for glob, names in value.items():
        try:
            _globs([glob])
            _pass_names(names)
        except SettingsError as error:
            raise SettingsError(f"{glob!r}: {error}") from error


_CHECKS: dict[str, Callable[[object], None]] = {
    "select": _pass_names,
    "ignore": _pass_names,
    "min-confidence": _confidence,
    "profile": _profile,
    "keep": _texts,
    "include": _globs,
    "exclude": _globs,
    "per-file-ignores": _ignores_by_glob,
    "encoding": _encoding,
    "decisions": _file_names,
}


class SettingsMaker:
    """The settings for each file, made once for each distinct configuration."""

    def __init__(self, choice: Choice) -> None:
        """A wrong name or number in ``choice`` raises ``SettingsError`` at once."""
        self._choice = choice
        self._made: dict[tuple[Any, ...], Settings] = {}
        self.of(Config(os.getcwd()), "")

    def of(self, config: Config, path: str) -> Settings:
        """The settings for the file at ``path`` under its configuration."""
        said = self._choice
        if said.select:
            select, ignore = said.select, said.ignore
        else:
            select, ignore = config.select, config.ignore + said.ignore
        ignore += config.ignores(path)
        least = config.min_confidence if said.min_confidence is None else said.min_confidence
        key = (select, ignore, least, config.keep, id(config.decisions))
        if key not in self._made:
            self._made[key] = Settings(
                passes=known_passes(),
                select=select,
                ignore=ignore,
                min_confidence=least,
                keep=config.keep,
                decisions=config.decisions,
            )
        return self._made[key]

    def encoding(self, config: Config) -> str | None:
        """The encoding that was declared for files under ``config``."""
        return self._choice.encoding or config.encoding


@lru_cache(maxsize=1)
def known_passes() -> tuple[Any, ...]:
    """All passes; the entry points of installed packages are looked up once a run."""
    return all_passes()
