import re
from html.parser import HTMLParser

import hostile
import pytest

from cablefix import Edit, Settings, Stage, repair
from cablefix.report import html
from cablefix.types import repair as repairs

OURS = {
    *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "footer"),
    *("section", "article", "div", "h1", "h2", "h3", "p", "ul", "ol", "li", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("a", "b", "code", "del", "ins", "mark", "q", "span"),
}
VOID = {"meta"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Page(HTMLParser):
    """A page as a browser sees it: elements, attributes, and the text of each kind of element."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.attributes = []
        self.open = []
        self.texts = {}
        self.other = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)

    def handle_comment(self, data):
        self.other.append(data)

    def handle_pi(self, data):
        self.other.append(data)

    def unknown_decl(self, data):
        self.other.append(data)

    def values(self, name):
        return [value for _, attribute, value in self.attributes if attribute == name]

    def text(self, element):
        return "".join(self.texts.get(element, []))


@pytest.fixture(scope="module")
def hostile_page():
    return html.render(hostile.documents())


def test_only_our_elements_whatever_the_cable_says(hostile_page):
    page = Page(hostile_page)

    assert set(page.elements) <= OURS
    assert page.open == []
    assert page.other == []
    assert page.elements.count("style") == 1


def test_no_script_no_handler_no_address(hostile_page):
    page = Page(hostile_page)

    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not [name for _, name, _ in page.attributes if name in {"src", "style", "srcset"}]
    assert all(re.fullmatch(r"#[a-z0-9-]+", value) for value in page.values("href"))
    assert "url(" not in page.text("style")
    assert "@import" not in page.text("style")
    assert POLICY in page.values("content")


def test_ids_are_unique_and_every_link_has_its_target(hostile_page):
    page = Page(hostile_page)
    ids = page.values("id")

    assert len(ids) == len(set(ids))
    assert {value[1:] for value in page.values("href")} <= set(ids)


def test_hostile_text_is_shown_as_text(hostile_page):
    shown = "".join("".join(parts) for parts in Page(hostile_page).texts.values())

    assert "<script>alert(" in shown
    assert "{{ 7*7 }}" in shown
    assert "&lt;script&gt;" in shown


def test_what_cannot_be_seen_is_drawn_and_the_page_is_utf8(hostile_page):
    hostile_page.encode("utf-8")

    style_end = hostile_page.index("</style>")
    assert hostile_page[style_end:].replace("\n", "").isprintable()
    signs = Page(hostile_page).texts["span"]
    assert {"U+202E", "U+DC80", "U+D800", "U+0000", "U+200B", "U+00AD", "⇥", "U+3164"} <= set(signs)


def test_two_renderings_are_the_same(hostile_page):
    assert html.render(hostile.documents()) == hostile_page


@repairs("link-test", Stage.TEXT)
def misread(doc):
    """Misread words."""
    for m in re.finditer(r"tbe", doc.text):
        yield Edit(m.start() + 1, m.end() - 1, "h", 0.99, "tbe is no word")


def test_a_repair_is_struck_through_and_underlined():
    page = html.render([("a.txt", repair("In tbe end", settings=Settings(passes=[misread])))])

    assert "In t<del>b</del><ins>h</ins>" in page
    assert "t<del>b</del>e</span>" in page
    assert "t<ins>h</ins>e</span>" in page
    assert "0.99" in page
    assert "tbe is no word" in page


def test_no_documents():
    page = Page(html.render([]))

    assert "There are no documents in this report." in page.text("p")
    assert set(page.elements) <= OURS


def test_a_document_without_findings_is_named_and_an_empty_one_too():
    page = Page(html.render([("clean.txt", repair("Noted.")), ("empty.txt", repair(""))]))

    assert page.text("li") == "clean.txtempty.txt"
    assert "2 documents without repairs or flags" in page.text("summary")
    assert "article" not in page.elements


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("ink", "page"),
        ("ink", "panel"),
        ("quiet", "page"),
        ("quiet", "panel"),
        ("link", "page"),
        ("link", "panel"),
        ("del-ink", "del"),
        ("ins-ink", "ins"),
        ("flag-ink", "flag"),
        ("flag-ink", "panel"),
        ("sign-ink", "panel"),
        ("sign-ink", "page"),
    ],
)
def test_text_stands_out_from_its_background(scheme, ink, paper):
    style = html.render([]).partition("<style>")[2]
    light, dark = re.findall(r":root \{(.*?)\n *\}", style, re.DOTALL)[:2]
    colours = dict(re.findall(r"--([a-z-]+): (#\w{6})", light if scheme == "light" else dark))

    high, low = sorted((_luminance(colours[ink]), _luminance(colours[paper])), reverse=True)

    assert (high + 0.05) / (low + 0.05) >= 4.5
