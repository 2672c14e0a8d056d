"""What becomes of one document: held against the promises, within its limits."""

from __future__ import annotations

import time
import zlib

import pytest

from cablefix import Edit, Settings, Stage
from cablefix.corpus.formats import Row
from cablefix.corpus.tasks import Order, outcome
from cablefix.types import repair

calls = [0]


@repair("test-zap", Stage.TEXT, gate="ZAP")
def zap(doc):
    at = doc.text.find("ZAP")
    if at >= 0:
        yield Edit(at, at + 3, "zip", 1.0, "nobody writes ZAP")


@repair("test-swing", Stage.TEXT, gate="SWING")
def swing(_doc):
    """Every other time it finds something."""
    calls[0] += 1
    if calls[0] % 2:
        yield Edit(0, 0, "!", 1.0, "it swings")


@repair("test-crash", Stage.TEXT, gate="CRASH")
def crash(doc):
    raise RecursionError(doc.text)
    yield


@repair("test-sleep", Stage.TEXT, gate="SLEEP")
def sleep(_doc):
    time.sleep(30)
    return ()


@pytest.fixture
def order():
    settings = Settings(passes=[zap, swing, crash, sleep])
    return Order("", "", None, "jsonl", settings, 100, 0.2, "", "")


def row(text, **facts):
    return Row("a", text, None, **facts)


def test_a_document_is_repaired(order):
    result, error = outcome(row("the ZAP"), order)

    assert (result.text, result.id, error) == ("the zip", "a", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ZAP" * 40, "has 120 characters, more than the 100 of --max-size"),
        ("ZAP SLEEP", "took longer than the 0.2 seconds of --time-limit"),
        ("ZAP CRASH", "pass 'test-crash' failed: RecursionError"),
    ],
)
def test_what_cannot_be_worked_on_says_why(order, text, said):
    result, error = outcome(row(text), order)

    assert result is None
    assert said in error


def test_what_could_not_be_read_is_not_worked_on(order):
    assert outcome(row("ZAP", error="no UTF-8"), order) == (None, "no UTF-8")


def test_one_document_in_32_is_repaired_again(order):
    found = []
    for number in range(400):
        text = f"SWING {number}"
        calls[0] = 0
        result, error = outcome(row(text), order)
        assert (result is None) == ("a second run would change" in error)
        found.append((result is None, zlib.crc32(text.encode()) % 32 == 0))

    assert {is_refused == is_chosen for is_refused, is_chosen in found} == {True}
    assert 0 < sum(is_refused for is_refused, _ in found) < 40


def test_each_part_of_the_order_that_shows_in_the_output_changes_its_digest(order):
    others = [
        order._replace(output_format="csv"),
        order._replace(tables="parquet"),
        order._replace(settings=Settings(passes=[zap])),
        order._replace(max_size=99),
        order._replace(time_limit=1),
        order._replace(tree="a"),
    ]
    assert len({one.configuration() for one in (order, *others)}) == 7
    same = order._replace(run="elsewhere", folder="there")
    assert same.configuration() == order.configuration()
