"""tests/cases/: each pass alone, then all passes together."""

from __future__ import annotations

import pytest

from cablefix import PASSES, Settings, clean, repair
from case_files import CASES, NAMES, _case

ALONE = {name: Settings(passes=PASSES, select=[name]) for name in NAMES}


def params(cases):
    return [
        pytest.param(
            case,
            id=f"{case.name}: {case.title}",
            marks=[pytest.mark.xfail(reason="not yet")] if case.is_xfail else [],
        )
        for case in cases
    ]


@pytest.mark.parametrize("case", params(CASES))
def test_pass_alone(case):
    result = repair(case.text, settings=ALONE[case.name])

    assert case.expected == result.text
    assert sorted(case.flagged) == sorted(case.text[f.start : f.end] for f in result.flags)
    assert case.text == result.revert()


@pytest.mark.parametrize("case", params(c for c in CASES if not c.title.startswith("alone:")))
def test_with_all_passes(case):
    if case.is_xfail:
        pytest.skip("says what the pass alone does not do yet; the others may do it")
    result = repair(case.text, settings=Settings(passes=PASSES))

    assert case.expected == result.text
    assert set(case.flagged) <= {case.text[f.start : f.end] for f in result.flags}
    assert clean(result.text, settings=Settings(passes=PASSES)) == result.text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("one\n=> same\n", ("one", "one", (), False)),
        ("one\ntwo\n=> 1\n2\n\n", ("one\ntwo", "1\n2", (), False)),
        ('a "b\n=> same, flag "a", flag ""b"\n', ('a "b', 'a "b', ("a", '"b'), False)),
        ('a\n=> b, flag "a"', ("a", "b", ("a",), False)),
        ("a\n=> xfail b", ("a", "b", (), True)),
        ("a\n=> xfail same", ("a", "a", (), True)),
        ("a⏎b␠\n=> c⏎", ("a\nb ", "c\n", (), False)),
        (r"\n" + "\n=> same", (r"\n", r"\n", (), False)),
        ("=> same", ("", "", (), False)),
    ],
)
def test_case_is_read(body, expected):
    assert expected == tuple(_case("name", "title", body))[2:]


@pytest.mark.parametrize("body", ["one\n", "one\n=> 1\n## title\ntwo\n=> 2\n"])
def test_case_without_its_one_answer_is_refused(body):
    with pytest.raises(ValueError, match='case "title" has no line'):
        _case("name", "title", body)
