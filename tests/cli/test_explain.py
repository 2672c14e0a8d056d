"""What is told of one place: before a repair, after it, and after it was taken back or changed."""

from __future__ import annotations

import re

import pytest


def told(run, place, *args):
    result = run("explain", place, *args)
    assert result.exit_code == 0, result.stderr
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d by run [0-9a-f]{8}", "DATE by run ID", result.stdout)


def test_before_a_repair(run, write):
    path = write("a.txt", "one\r\ntwo ZAP\r\n")
    assert told(run, "a.txt:2:6") == (
        'a.txt:2:6 is "A", in the line: two ZAP\n'
        "found here as it is now:\n"
        '  2:5: test-zap "ZAP" → "zip" (0.99: nobody writes ZAP)\n'
    )
    assert path.read_bytes() == b"one\r\ntwo ZAP\r\n"


def test_after_a_repair(run, write):
    write("a.txt", "DROP one\r\n\r\ntwo ZAP\r\n")
    run("fix", ".")
    assert told(run, "a.txt:3:5") == (
        'a.txt:3:5 is "z", in the line: two zip\n'
        "repaired on DATE by run ID:\n"
        '  3:5: test-zap "ZAP" → "zip" (0.99: nobody writes ZAP)\n'
        "nothing is found here as it is now\n"
    )


def test_beside_a_repair(run, write):
    write("a.txt", "two ZAP\n")
    run("fix", ".")
    for column in (4, 8):
        assert "not touched by the repairs" in told(run, f"a.txt:1:{column}")


def test_where_something_was_taken_out(run, write):
    write("a.txt", "aDROPb\nc\n")
    run("fix", ".")
    for place in ("a.txt:1:1", "a.txt:1:2", "a.txt:1"):
        assert '"DROP" → ""' in told(run, place)
    assert "not touched" in told(run, "a.txt:1:3")
    assert "not touched" in told(run, "a.txt:2")


def test_a_line_has_all_that_is_on_it(run, write):
    write("a.txt", "ZAP DROP ZAP\nZAP")
    run("fix", ".")
    shown = told(run, "a.txt:1")
    assert shown.startswith("a.txt:1, in the line: zip  zip\n")
    assert re.findall(r"^  (\S+): test", shown, re.MULTILINE) == ["1:1", "1:5", "1:6"]


def test_flags(run, write):
    write("a.txt", "HUH ZAP UNSURE caf\xe9".encode("cp1252"))
    run("fix", ".")
    assert 'flag garbled "HUH": who knows [candidates: him, her]' in told(run, "a.txt:1:2")
    shown = told(run, "a.txt:1")
    assert 'test-unsure flag doubtful "UNSURE"' in shown
    assert "encoding flag doubtful" in shown
    assert "test-zap" in shown


def test_several_runs_with_the_places_of_today(run, write):
    write("a.txt", "ZAP<ARROW>")
    run("fix", "--select", "test-zap", ".")
    run("fix", "--select", "test-arrow", ".")
    write("b.txt", "fine")
    shown = told(run, "a.txt:1")
    arrow, zap = shown.index("test-arrow"), shown.index("test-zap")
    assert arrow < zap
    assert shown.count("repaired on DATE") == 2
    assert "1:4: test-arrow" in shown
    assert "1:1: test-zap" in shown
    only = told(run, "a.txt:1:2")
    assert "test-zap" in only
    assert "test-arrow" not in only


def test_a_later_run_moves_what_an_earlier_one_repaired(run, write):
    write("a.txt", "DROP\nx ZAP\n")
    run("fix", "--select", "test-zap", ".")
    write("cablefix.toml", 'select = ["test"]\n')
    run("fix", ".")
    assert '2:3: test-zap "ZAP" → "zip"' in told(run, "a.txt:2:4")


def test_what_is_left_after_an_undo_in_part(run, write):
    write("a.txt", "DROP ZAP\n")
    run("fix", ".")
    run("undo", "--only", "test-drop")
    shown = told(run, "a.txt:1")
    assert 'repaired on DATE by run ID:\n  1:6: test-zap "ZAP" → "zip"' in shown
    assert 'found here as it is now:\n  1:1: test-drop "DROP" → ""' in shown


def test_after_an_undo(run, write):
    write("a.txt", "ZAP\n")
    run("fix", ".")
    run("undo")
    shown = told(run, "a.txt:1:1")
    assert "repaired on" not in shown
    assert "changed since" not in shown
    assert 'found here as it is now:\n  1:1: test-zap "ZAP" → "zip"' in shown


def test_a_document_that_was_changed_since(run, write):
    path = write("a.txt", "ZAP\n")
    run("fix", ".")
    path.write_text("zip and more\n")
    assert "it was changed since: what was repaired here cannot be told" in told(run, "a.txt:1:1")


def test_a_document_that_was_never_repaired(run, write):
    write("a.txt", "fine\n")
    assert told(run, "a.txt:1:1") == (
        'a.txt:1:1 is "f", in the line: fine\nnothing is found here as it is now\n'
    )


def test_the_choice_of_passes(run, write):
    write("a.txt", "ZAP UNSURE\n")
    assert "nothing is found" in told(run, "a.txt:1", "--ignore", "test")
    assert 'test-unsure "UNSURE" → "sure"' in told(run, "a.txt:1:5", "--profile", "reading")


def test_a_place_as_check_prints_it(run, write):
    write("below:1/a.txt", "ZAP\n")
    assert "test-zap" in told(run, "below:1/a.txt:1:1:")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("a.txt", "'a.txt' is no place: it is written FILE:LINE or FILE:LINE:COLUMN"),
        ("a.txt:x", "'a.txt:x' is no place"),
        ("a.txt:3", "a.txt: has no line 3; it has 2"),
        ("a.txt:0", "a.txt: has no line 0; it has 2"),
        ("a.txt:1:9", "a.txt: has no column 9 in line 1; it has 3"),
        ("a.txt:1:0", "a.txt: has no column 0 in line 1; it has 3"),
        ("a.txt:2:4", "a.txt: has no column 4 in line 2; it has 3"),
        ("none.txt:1", "none.txt: cannot be read: no such file or directory"),
        (".:1", ".: cannot be read"),
    ],
)
def test_a_place_that_does_not_exist(run, write, place, message):
    write("a.txt", "one\ntwo")
    result = run("explain", place)
    assert result.exit_code == 2
    assert f"error: {message}" in result.stderr


def test_escapes_are_spelled_out(run, write):
    write("a.txt", "\x1b[2J ZAP\n")
    run("fix", ".")
    assert "\x1b" not in told(run, "a.txt:1:1")


def test_the_line_end_has_a_column(run, write):
    write("a.txt", "one\n")
    assert told(run, "a.txt:1:4").startswith('a.txt:1:4 is "⏎", in the line: one')
