import re

import hostile
import pytest
from markdown_it import MarkdownIt

from cablefix import Edit, Settings, Stage, repair
from cablefix.report import markdown
from cablefix.report.markdown import code, prose
from cablefix.types import repair as repairs

MARKDOWN = MarkdownIt("commonmark").enable("table")
OURS = {
    *("h1", "h2", "h3", "p", "ul", "li", "code", "strong", "br"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def test_only_our_markup_whatever_the_cable_says():
    page = MARKDOWN.render(markdown.render(hostile.documents()))

    assert set(re.findall(r"<(\w+)", page)) <= OURS
    assert page.count("<h1>") == 1
    assert page.count("<h2>") == len(hostile.TEXTS)


def test_all_text_can_be_written_and_seen():
    page = markdown.render(hostile.documents())

    page.encode("utf-8")
    assert page.replace("\n", "").isprintable()
    assert "[U+202E]" in page
    assert "[U+DC80]" in page
    assert markdown.render(hostile.documents()) == page


@pytest.mark.parametrize("text", ["`", "``", " a ", "a``b`c", " ", "", "``` x", "\\", "a|b", "`a`"])
def test_code_is_one_span_with_the_text_in_it(text):
    (paragraph,) = MARKDOWN.parse(f"x {code(text)} y")[1:2]
    first, span, last = paragraph.children

    assert (first.content, span.type, last.content) == ("x ", "code_inline", " y")
    assert span.content.strip(" ·") == text.strip()


@pytest.mark.parametrize(
    "text",
    ["*a* _b_ [c](d)", "<b>&amp;</b>", "a|b", "`x", "# no", "$x$ ~~y~~", "\\*", "@all #1 www.a.b"],
)
def test_prose_is_shown_as_it_is(text):
    page = MARKDOWN.render(f"x {prose(text)}")
    shown = re.sub(r"</?(p|code)>", "", page)

    assert "<" not in shown
    assert shown.strip() == "x " + text.replace("&", "&amp;").replace("<", "&lt;").replace(
        ">", "&gt;"
    )


@repairs("word-test", Stage.TEXT)
def misread(doc):
    """Misread words."""
    for m in re.finditer(r"tbe", doc.text):
        yield Edit(m.start() + 1, m.end() - 1, "h", 0.97, "tbe is no word")


def test_a_repair_shows_the_whole_words():
    result = repair("Noted.\nIn (tbe) end", settings=Settings(passes=[misread]))

    page = markdown.render([("a.txt", result)])

    assert "  - 2:6 `In [-(tbe)-]{+(the)+} end`" in page
    assert "- **word-test** 0.97: tbe is no word\n" in page


def test_documents_without_findings_are_named():
    page = markdown.render([("a.txt", repair("")), ("b.txt", repair("Noted."))])

    assert "2 documents: 0 repairs in 0, 0 flags in 0." in page
    assert page.endswith("- `a.txt`\n- `b.txt`\n")
