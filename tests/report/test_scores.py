"""The score as a page and on the terminal: it says what was counted, and nothing gets out of it."""

from __future__ import annotations

import hostile
import pytest
from test_html import OURS, Page

from cablefix import Edit, Settings, Stage
from cablefix.report import scores, scores_html
from cablefix.report.scores import Scored
from cablefix.score import pool, score
from cablefix.types import repair as repairs

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

ELEMENTS = {*OURS, "svg", "rect", "line", "circle", "text"}


@repairs('pass-"><script>', Stage.TEXT)
def worse(doc):
    """Everything is made something else."""
    if doc.text and not doc.text.startswith("!"):
        yield Edit(0, len(doc.text), f"!{doc.text}<b>", 0.98, "why not")


def scored(text):
    found = score(f"truth {text}", text, settings=Settings(passes=[worse]))
    documents = [Scored(f"{text}.txt", found), Scored("b.txt", score("a", "a", "b"))]
    return documents, pool(s for _, s in documents)


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_hostile_text_stays_text(text):
    html = scores_html.render(*scored(text), made_by="1")
    html.encode("utf-8")
    page = Page(html)

    assert set(page.elements) <= ELEMENTS
    assert page.other == []
    assert page.values("content")[0] == POLICY
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not page.values("src")
    assert all(href.startswith("#") for href in page.values("href"))


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_nothing_reaches_the_terminal_unseen(text):
    said = scores.as_text(*scored(text))

    assert all(c.isprintable() or c == "\n" for c in said)


def test_page_and_text_say_the_same():
    documents, total = scored("tbe")
    page = scores_html.render(documents, total, made_by="1")
    said = scores.as_text(documents, total)

    for table in scores.tables(documents, total, shown=100):
        assert table.title in page
        assert table.title in said
        assert len({len(table.heads), *(len(row) for row in table.rows)}) == 1


def test_long_tables_are_cut_and_say_so():
    documents = [Scored(f"{n}.txt", score("a", "b", "c")) for n in range(30)]
    said = scores.as_text(documents, pool(s for _, s in documents))

    assert "29.txt" not in said
    assert f"{scores.SHOWN} of 30 are shown" in said
