"""Columns of texts: missing values, rows that hold no text, passes that fail, records."""

from __future__ import annotations

import pytest

from cablefix import PassError, Settings, repair
from cablefix.integrations.columns import clean_each, edit_rows, flag_rows, repair_each
from cablefix.settings import PROFILES
from cablefix.types import Stage
from cablefix.types import repair as repair_pass

NAN = float("nan")
LINK = "TAGS: [MOPS](#)"
GARBLED = "¶1. (C) a lowest, commop such as at the UN. Hn October 2006 the Minister said so.\n"
DEFAULT = Settings()


@repair_pass("fail-bomb", Stage.TEXT, gate="BOMB")
def bomb(_):
    """A pass that fails."""
    raise RuntimeError("boom")


def test_missing_values_come_back_as_they_are():
    values = [None, LINK, NAN, ""]

    cleaned = list(clean_each(values, DEFAULT))

    assert cleaned[0] is None
    assert cleaned[1] == "TAGS: MOPS"
    assert cleaned[2] is NAN
    assert cleaned[3] == ""
    assert [r and r.text for r in repair_each(values, DEFAULT)] == [None, "TAGS: MOPS", None, ""]


@pytest.mark.parametrize("each", [clean_each, repair_each])
@pytest.mark.parametrize(
    ("value", "message"),
    [(7, r"row 2 of 3 holds 7 \(int\)"), (b"x", "row 2 of 3 holds bytes"), (["x"], r"\(list\)")],
)
def test_what_is_no_text_is_an_error_that_names_the_row(each, value, message):
    with pytest.raises(TypeError, match=message):
        list(each([LINK, None, value], DEFAULT))


def test_failing_pass_names_the_row():
    with pytest.raises(PassError, match=r"row 1 of 2: .*fail-bomb.*boom"):
        list(clean_each(["a", "BOMB"], Settings(passes=[bomb])))


def test_failing_pass_is_a_flag_among_the_repairs():
    good, bad, last = repair_each(["a", "BOMB", "b"], Settings(passes=[bomb]))

    assert (good.text, bad.text, last.text) == ("a", "BOMB", "b")
    assert [f["kind"] for f in flag_rows(bad)] == ["error"]


@pytest.mark.parametrize("text", [LINK, GARBLED, f"{LINK}\n\n14. (C) x\n\n15. (C) y\n"])
def test_records_say_what_the_published_form_says(text):
    result = repair(text, settings=Settings(min_confidence=PROFILES["reading"]))
    published = result.to_dict()

    assert flag_rows(result) == published["flags"]
    assert edit_rows(result)
    for row, edit in zip(edit_rows(result), published["edits"], strict=True):
        assert row.pop("why") in "; then ".join(step["why"] for step in edit["steps"])
        assert row == {name: edit[name] for name in row}


def test_edits_lead_from_the_repaired_text_back_to_the_source():
    result = repair(f"{LINK} [PARM](#)")
    text = result.text
    for row in reversed(edit_rows(result)):
        assert result.source[row["start"] : row["end"]] == row["before"]
        text = text[: row["output_start"]] + row["before"] + text[row["output_end"] :]

    assert text == result.source
