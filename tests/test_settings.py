"""Settings: which passes are chosen, what is refused, and the name of a configuration."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from cablefix import DEFAULT, PASSES, Settings, SettingsError
from cablefix.settings import PROFILES, all_passes, nearest
from cablefix.types import Pass, Stage, repair


@repair("marker-tex", Stage.TEXT)
def tex(_):
    """Nothing."""
    return ()


@repair("marker-sequence", Stage.TEXT)
def sequence(_):
    """Nothing."""
    return ()


@repair("markup-link", Stage.TEXT)
def link(_):
    """Nothing."""
    return ()


THREE = (tex, sequence, link)


def names(**options):
    return [p.name for p in Settings(passes=THREE, **options).passes]


class TestChoice:
    def test_default_is_every_pass_in_its_order(self):
        assert DEFAULT.passes[: len(PASSES)] == PASSES

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            ({}, ["marker-tex", "marker-sequence", "markup-link"]),
            ({"select": ["markup-link"]}, ["markup-link"]),
            ({"select": ["marker"]}, ["marker-tex", "marker-sequence"]),
            ({"select": "marker"}, ["marker-tex", "marker-sequence"]),
            ({"select": ["markup-link", "marker-tex"]}, ["marker-tex", "markup-link"]),
            ({"ignore": ["marker"]}, ["markup-link"]),
            ({"ignore": "marker-tex"}, ["marker-sequence", "markup-link"]),
            ({"select": ["marker"], "ignore": ["marker-tex"]}, ["marker-sequence"]),
            ({"select": ["marker"], "ignore": ["marker"]}, []),
        ],
        ids=str,
    )
    def test_select_and_ignore_take_passes_and_families(self, options, expected):
        assert expected == names(**options)

    def test_family_is_no_mere_prefix(self):
        with pytest.raises(SettingsError, match="no pass is called 'mark'"):
            names(select=["mark"])

    @pytest.mark.parametrize("option", ["select", "ignore"])
    def test_unknown_name_is_answered_with_the_nearest(self, option):
        with pytest.raises(SettingsError, match="'marker-tax'; did you mean 'marker-tex'"):
            names(**{option: ["marker-tax"]})

    def test_name_like_nothing_is_answered_with_all(self):
        assert nearest("zzzzzz", ["b", "a"]) == "; there are: a, b"

    def test_no_passes_at_all_is_a_choice(self):
        assert Settings(passes=[]).passes == ()

    def test_own_pass_joins_ours(self):
        mine = Pass(lambda _: (), "mine-own", Stage.TEXT)

        assert Settings(passes=[*PASSES, mine]).passes == (*PASSES, mine)


class TestRefusals:
    def test_two_passes_of_one_name(self):
        with pytest.raises(SettingsError, match="two passes are named 'marker-tex'"):
            Settings(passes=[tex, tex])

    def test_function_that_is_no_pass(self):
        with pytest.raises(SettingsError, match="decorate the function with @repair"):
            Settings(passes=[len])

    @pytest.mark.parametrize("number", [-0.01, 1.01, float("nan"), float("inf")])
    def test_confidence_out_of_range(self, number):
        with pytest.raises(SettingsError, match="between 0 and 1"):
            Settings(min_confidence=number)

    def test_keep_that_is_one_text(self):
        with pytest.raises(SettingsError, match=r'\["VasIU"\]'):
            Settings(keep="VasIU")

    def test_misspelt_option(self):
        with pytest.raises(TypeError):
            Settings(selects=["marker"])

    def test_change(self):
        settings = Settings()

        with pytest.raises(AttributeError, match="do not change"):
            settings.min_confidence = 0.5
        with pytest.raises(AttributeError, match="do not change"):
            del settings.min_confidence


class TestFacts:
    def test_empty_words_are_not_kept(self):
        assert Settings(keep=["", "VasIU"]).keep == ("VasIU",)

    def test_profiles_are_two_values_of_the_knob(self):
        assert PROFILES == {"record": 0.97, "reading": 0.5}
        assert DEFAULT.min_confidence == PROFILES["record"]

    def test_pickle_keeps_the_configuration(self):
        settings = Settings(select=["markup"], min_confidence=0.5, keep=["VasIU"])

        again = pickle.loads(pickle.dumps(settings))  # noqa: S301 - our own

        assert (again.passes, again.min_confidence, again.keep) == (
            settings.passes,
            settings.min_confidence,
            settings.keep,
        )

    def test_passes_are_pickled_by_name(self):
        for p in all_passes():
            assert pickle.loads(pickle.dumps(p)) is p  # noqa: S301 - our own

    def test_pass_knows_its_summary(self):
        assert tex.summary == "Nothing."
        assert repr(tex) == "<Pass marker-tex (TEXT)>"
        assert Pass(lambda _: (), "one-bare", Stage.TEXT).summary == ""


class TestDigest:
    def test_is_sixteen_hex_digits(self):
        assert len(DEFAULT.digest) == 16
        assert set(DEFAULT.digest) <= set("0123456789abcdef")

    def test_is_the_same_for_the_same_configuration(self):
        assert Settings(keep=["a"]).digest == Settings(keep=["a"]).digest

    def test_tells_configurations_apart(self):
        configurations = [
            Settings(passes=THREE),
            Settings(passes=THREE, ignore=["markup"]),
            Settings(passes=THREE, select=["markup"]),
            Settings(passes=THREE[::-1]),
            Settings(passes=THREE, min_confidence=0.5),
            Settings(passes=THREE, keep=["a"]),
            Settings(passes=THREE, keep=["a", "b"]),
            Settings(passes=THREE, keep=["a\nb"]),
            Settings(passes=[], keep=[f"{tex.__module__}:marker-tex"]),
            Settings(passes=[tex]),
            Settings(passes=THREE, keep=["\ud800"]),
        ]

        assert len({s.digest for s in configurations}) == len(configurations)

    def test_is_the_same_in_another_process(self):
        ask = "from cablefix import Settings; print(Settings(keep=['a', 'ü']).digest)"
        digests = {
            subprocess.run(
                [sys.executable, "-c", ask],
                env={"PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in ("1", "2")
        }

        assert digests == {Settings(keep=["a", "ü"]).digest + "\n"}
