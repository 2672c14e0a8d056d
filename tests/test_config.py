"""cablefix.toml and [tool.cablefix]: which counts, what it may say, what is refused."""

from __future__ import annotations

import pytest

from cablefix.config import Choice, Config, Configs, SettingsMaker
from cablefix.settings import PROFILES, SettingsError


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1973" / "june").mkdir(parents=True)
    return tmp_path


def refusal(corpus, text, name="cablefix.toml"):
    (corpus / name).write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        Configs().of(str(corpus))
    return str(error.value)


def test_the_closest_folder_wins(corpus):
    (corpus / "cablefix.toml").write_text("min-confidence = 0.5")
    (corpus / "1973" / "pyproject.toml").write_text("[tool.cablefix]\nmin-confidence = 0.6")
    configs = Configs()
    assert configs.of("").min_confidence == 0.5
    assert configs.of("1973").min_confidence == 0.6
    assert configs.of("1973/june").min_confidence == 0.6


def test_a_pyproject_without_our_table_is_passed_over(corpus):
    (corpus / "cablefix.toml").write_text("min-confidence = 0.5")
    (corpus / "1973" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100")
    assert Configs().of("1973").min_confidence == 0.5


def test_in_one_folder_cablefix_toml_wins(corpus):
    (corpus / "cablefix.toml").write_text("min-confidence = 0.5")
    (corpus / "pyproject.toml").write_text("[tool.cablefix]\nmin-confidence = 0.6")
    assert Configs().of("").min_confidence == 0.5


@pytest.mark.usefixtures("corpus")
def test_without_a_file_the_defaults_hold():
    config = Configs().of("")
    assert config.min_confidence == PROFILES["record"]
    assert config.includes("a.txt")
    assert config.includes("1973/a.md")
    assert not config.includes("a.csv")


def test_isolated_reads_no_file(corpus):
    (corpus / "cablefix.toml").write_text("nonsense = 1")
    assert Configs(is_isolated=True).of("").min_confidence == PROFILES["record"]


def test_a_named_file_counts_for_all(corpus):
    (corpus / "mine.toml").write_text("min-confidence = 0.7")
    (corpus / "1973" / "cablefix.toml").write_text("min-confidence = 0.6")
    assert Configs(file="mine.toml").of("1973").min_confidence == 0.7


@pytest.mark.usefixtures("corpus")
def test_a_named_file_that_is_not_there():
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        Configs(file="none.toml")


def test_a_named_pyproject_needs_our_table(corpus):
    (corpus / "pyproject.toml").write_text("[tool.ruff]")
    with pytest.raises(SettingsError, match=r"no table \[tool.cablefix\]"):
        Configs(file="pyproject.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("min-confidense = 1", ["'min-confidense'", "did you mean 'min-confidence'"]),
        ("min_confidence = 1", ["'min_confidence'", "did you mean 'min-confidence'"]),
        ("min-confidence = 2", ["min-confidence", "from 0 to 1", "2"]),
        ("min-confidence = true", ["min-confidence", "from 0 to 1", "True"]),
        ('select = "marker"', ["select", "a list of texts", "'marker'"]),
        ('select = ["markup-lnk"]', ["select", "'markup-lnk'", "did you mean 'markup-link'"]),
        ('ignore = ["markup-lnk"]', ["ignore", "did you mean 'markup-link'"]),
        ("keep = [1]", ["keep", "a list of texts"]),
        ('profile = "recrod"', ["profile", "'recrod'", "did you mean 'record'"]),
        ('encoding = "cp125O"', ["encoding", "'cp125O'"]),
        ("encoding = 1252", ["encoding", "the name of an encoding"]),
        ('per-file-ignores = ["a"]', ["per-file-ignores", "a table of globs"]),
        (
            '[per-file-ignores]\n"1973/*" = ["markup-lnk"]',
            ["per-file-ignores", "'1973/*'", "did you mean 'markup-link'"],
        ),
        ('exclude = ["!"]', ["exclude", "glob"]),
        ('profile = "record"\nmin-confidence = 1', ["profile", "min-confidence", "keep one"]),
        ("keep = []\nselect = [1 2]", ["not valid TOML", "line 2"]),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(corpus, text, said):
    message = refusal(corpus, text)
    assert str(corpus / "cablefix.toml") in message
    for part in said:
        assert part in message


def test_a_mistake_in_a_pyproject(corpus):
    message = refusal(corpus, "[tool.cablefix]\nkep = []", "pyproject.toml")
    assert "pyproject.toml" in message
    assert "did you mean 'keep'" in message
    assert "must be a table" in refusal(corpus, "[tool]\ncablefix = 1", "pyproject.toml")


def test_a_configuration_that_is_not_utf_8(corpus):
    (corpus / "cablefix.toml").write_bytes(b'keep = ["caf\xe9"]')
    with pytest.raises(SettingsError, match=r"cablefix\.toml is not UTF-8"):
        Configs().of("")


def test_globs_count_from_the_folder_of_their_file(corpus):
    (corpus / "1973" / "cablefix.toml").write_text('exclude = ["/june/"]')
    config = Configs().of("1973")
    assert config.excludes("1973/june", is_folder=True)
    assert config.excludes("1973/june/a.txt")
    assert not config.excludes("june/a.txt")


def test_per_file_ignores_add_up(corpus):
    config = Config(
        str(corpus), {"per-file-ignores": {"*.md": ["markup"], "1973/*": ["markup-link"]}}
    )
    assert config.ignores("1973/a.md") == ("markup", "markup-link")
    assert config.ignores("1974/a.txt") == ()


def names(settings):
    return {p.name for p in settings.passes}


def test_select_of_the_command_line_replaces_the_choice_of_the_file(corpus):
    config = Config(str(corpus), {"ignore": ["markup-link"]})
    maker = SettingsMaker(Choice(select=("markup-link",)))
    assert names(maker.of(config, "a.txt")) == {"markup-link"}


def test_ignore_of_the_command_line_is_added(corpus):
    config = Config(str(corpus), {"select": ["markup-link"]})
    maker = SettingsMaker(Choice(ignore=("markup-link",)))
    assert names(maker.of(config, "a.txt")) == set()


def test_the_command_line_goes_before_the_file(corpus):
    config = Config(str(corpus), {"min-confidence": 0.6, "encoding": "cp1250"})
    assert SettingsMaker(Choice()).of(config, "").min_confidence == 0.6
    assert SettingsMaker(Choice(min_confidence=0.7)).of(config, "").min_confidence == 0.7
    assert SettingsMaker(Choice()).encoding(config) == "cp1250"
    assert SettingsMaker(Choice(encoding="cp1251")).encoding(config) == "cp1251"


def test_settings_are_made_once_for_each_configuration(corpus):
    maker = SettingsMaker(Choice())
    config = Config(str(corpus), {"per-file-ignores": {"*.md": ["markup-link"]}})
    assert maker.of(config, "a.txt") is maker.of(Config(str(corpus)), "b.txt")
    assert maker.of(config, "a.md") is not maker.of(config, "a.txt")


def test_a_wrong_name_on_the_command_line_is_said_at_once():
    with pytest.raises(SettingsError, match="did you mean 'markup-link'"):
        SettingsMaker(Choice(select=("markup-lnk",)))
