"""Lines of decisions.jsonl: what they say, whose holds, who disagrees, what is wrong with one."""

from __future__ import annotations

import json
import pickle

import pytest

from cablefix import Edit, Flag, Repair
from cablefix.decisions import Decision, Decisions, DecisionsError, keys, read
from cablefix.spans import SpanTable, compose

LINE = {
    "version": 1,
    "decision": "accept",
    "kind": "repair",
    "pass": "test-zap",
    "exact": "ZAP",
    "prefix": "the ",
    "suffix": " goes",
    "after": "zip",
}


def decide(verdict, reviewer="anna", **facts):
    fields = {
        "kind": "repair",
        "source": "test-zap",
        "exact": "ZAP",
        "prefix": "a ",
        "suffix": " b",
        "after": "zip",
        **facts,
    }
    return Decision(verdict, reviewer=reviewer, **fields)


def repaired(text, *places):
    """A repair that changes each place to "zip"."""
    edits = [Edit(a, b, "zip", 1.0, "why", "test-zap") for a, b in places]
    table = compose(SpanTable(), text, edits)
    return Repair(text, "", table, ())


class TestKeys:
    def test_a_key_is_the_text_and_what_stands_around_it(self):
        (key,) = keys(repaired("x" * 40 + "ZAP" + "y" * 40, (40, 43)))
        assert key == ("repair", "test-zap", "ZAP", "x" * 32, "y" * 32, "here", "")

    def test_what_stands_twice_is_told_apart_by_more_context(self):
        line = "a line that is longer than the context: ZAP and as much of it behind the place\n"
        text = "first\n" + 3 * line
        places = [(i, i + 3) for i in range(len(text)) if text.startswith("ZAP", i)]
        found = keys(repaired(text, *places))
        assert len(set(found)) == 3
        assert all(len(k.prefix) >= 64 or text.startswith(k.prefix) for k in found)

    def test_only_what_stands_twice_has_more(self):
        line = "a line that is longer than the context: ZAP and as much of it behind the place\n"
        text = 2 * line + "another line with another context: ZAP behind which other words stand\n"
        places = [(i, i + 3) for i in range(len(text)) if text.startswith("ZAP", i)]
        assert len(keys(repaired(text, *places))[2].prefix) == 32

    def test_flags_come_behind_edits(self):
        result = repaired("ZAP HUH", (0, 3))
        flag = Flag(4, 7, "garbled", "why", (), "test-huh")
        result = Repair(result.source, "", result.spans, (flag,))
        assert [(k.kind, k.exact) for k in keys(result)] == [("repair", "ZAP"), ("flag", "HUH")]


class TestFile:
    def read(self, tmp_path, content):
        path = tmp_path / "d.jsonl"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read([str(path)])

    def test_what_is_written_is_read(self, tmp_path):
        given = [
            decide("edit", text="\ud800 ¶\n", note="as on the film", document="a.txt", time="2"),
            decide("reject", scope="everywhere", prefix="", suffix=""),
        ]
        found = self.read(tmp_path, "".join(d.line() for d in given))
        assert [d._replace(origin="") for d in found] == given
        assert [d.origin.rpartition(":")[2] for d in found] == ["1", "2"]

    def test_empty_lines_a_mark_and_windows_ends_do_no_harm(self, tmp_path):
        line = json.dumps({**LINE, "new key of a later version": 3}).encode()
        (found,) = self.read(tmp_path, b"\xef\xbb\xbf" + line + b"\r\n\r\n")
        assert found.exact == "ZAP"
        assert found.scope == "here"

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("{", "is not JSON"),
            (b"\xff", "is not UTF-8"),
            ("[" * 5000, "is not JSON"),
            ("3", 'is no decision of cablefix: those have a "version"'),
            ("{}", 'is no decision of cablefix: those have a "version"'),
            ({"version": 2}, "has format version 2, and this cablefix knows 1"),
            ({"decision": "maybe"}, "\"decision\" is 'maybe', not one of accept, reject"),
            ({"kind": ["repair"]}, "\"kind\" is ['repair'], not one of repair, flag"),
            ({"scope": "there"}, "\"scope\" is 'there', not one of here, everywhere"),
            ({"exact": 3}, '"exact" is 3, not a text'),
            ({"note": None}, '"note" is None, not a text'),
            ({"decision": "edit"}, '"text" is missing'),
        ],
    )
    def test_a_line_that_cannot_be_used_is_named(self, tmp_path, line, why):
        bad = json.dumps({**LINE, **line}) if isinstance(line, dict) else line
        bad = bad.encode() if isinstance(bad, str) else bad
        with pytest.raises(DecisionsError) as error:
            self.read(tmp_path, json.dumps(LINE).encode() + b"\n" + bad + b"\n")
        assert str(error.value).startswith(f"{tmp_path / 'd.jsonl'}, line 2: {why}")

    def test_a_key_that_is_missing_is_named(self, tmp_path):
        line = {k: v for k, v in LINE.items() if k != "exact"}
        with pytest.raises(DecisionsError, match='line 1: "exact" is missing'):
            self.read(tmp_path, json.dumps(line))

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(DecisionsError, match=r"none\.jsonl cannot be read: no such file"):
            read([str(tmp_path / "none.jsonl")])


class TestMerging:
    def decides(self, *decisions):
        return [r.decides for r in Decisions(decisions).rulings]

    def test_a_later_decision_of_the_same_reviewer_replaces_the_earlier(self):
        assert self.decides(decide("accept"), decide("reject")) == ["reject"]

    def test_times_tell_which_is_later_in_two_files(self):
        later, earlier = decide("accept", time="2026-02"), decide("reject", time="2026-01")
        assert self.decides(later, earlier) == ["accept"]

    @pytest.mark.parametrize(
        "other",
        [decide("reject", "ben"), decide("edit", "ben", text="zap")],
    )
    def test_reviewers_who_want_other_text_disagree(self, other):
        merged = Decisions([decide("accept"), other])
        assert [r.decides for r in merged.rulings] == ["conflict"]
        assert merged.conflicts[0].said == (decide("accept"), other)

    @pytest.mark.parametrize(
        ("one", "other", "holds"),
        [
            (decide("accept"), decide("accept", "ben"), "accept"),
            (decide("accept"), decide("unsure", "ben"), "accept"),
            (decide("unsure"), decide("reject", "ben"), "reject"),
            (decide("accept"), decide("edit", "ben", text="zip"), "edit"),
            (decide("reject"), decide("edit", "ben", text="ZAP"), "edit"),
            (decide("accept", "baseline"), decide("reject", "ben"), "reject"),
            (decide("unsure", "ben"), decide("accept", "baseline"), "unsure"),
            (decide("accept", kind="flag"), decide("reject", "ben", kind="flag"), "reject"),
        ],
    )
    def test_others_do_not(self, one, other, holds):
        assert self.decides(one, other) == [holds]

    def test_another_context_is_another_key(self):
        assert self.decides(decide("accept"), decide("reject", "ben", prefix="b ")) == [
            "accept",
            "reject",
        ]

    def test_everywhere_is_a_key_without_context_and_with_what_is_written(self):
        everywhere = {"scope": "everywhere", "prefix": "", "suffix": ""}
        assert self.decides(
            decide("accept", **everywhere),
            decide("reject", "ben", **{**everywhere, "after": "zap"}),
        ) == ["accept", "reject"]

    def test_decisions_go_to_another_process(self):
        merged = Decisions([decide("accept"), decide("reject", "ben")])
        copy = pickle.loads(pickle.dumps(merged))  # noqa: S301 (our own)
        assert copy.rulings == merged.rulings
        assert copy.digest == merged.digest
        assert copy.digest != Decisions([decide("accept")]).digest
