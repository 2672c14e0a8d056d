import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser

import hostile
import pytest

from cablefix import Edit, Flag, Settings, Stage, repair
from cablefix.decisions import keys
from cablefix.report import html, inert
from cablefix.types import repair as repairs

OURS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "script",
        "body",
        "header",
        "nav",
        "main",
        "footer",
    ),
    *("section", "article", "div", "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd"),
    *("details", "summary", "dialog", "noscript", "svg", "rect", "path"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("form", "label", "input", "select", "option", "button", "output", "progress"),
    *("a", "b", "code", "del", "ins", "kbd", "mark", "q", "small", "span"),
}
VOID = {"meta", "input"}


class Page(HTMLParser):
    """A page as a browser sees it: elements, attributes, and the text of each kind of element."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.attributes = []
        self.open = []
        self.texts = {}
        self.scripts = []
        self.script_texts = []
        self.other = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "script":
            self.scripts.append(attrs)
            self.script_texts.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.script_texts[-1] += data
            return
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


def test_one_script_one_style_and_no_request(hostile_page):
    page = Page(hostile_page)

    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not [name for _, name, _ in page.attributes if name in {"src", "style", "srcset"}]
    assert all(re.fullmatch(r"#[a-z0-9-]*", value) for value in page.values("href"))
    assert "url(" not in page.text("style")
    assert "@import" not in page.text("style")
    kinds = [dict(attrs).get("type") for attrs in page.scripts]
    assert [kind for kind in kinds if kind != "application/json"] == [None]
    (policy,) = (v for v in page.values("content") if v.startswith("default-src"))
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed == {
        "default-src": "'none'",
        "script-src": _checksum(page.script_texts[kinds.index(None)]),
        "style-src": _checksum(page.text("style")),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def _checksum(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_data_is_json_that_ends_no_element(hostile_page):
    page = Page(hostile_page)
    texts = [t for t, attrs in zip(page.script_texts, page.scripts, strict=True) if attrs]

    assert len(texts) == len(hostile.TEXTS) + 1
    for text in texts:
        assert text.isascii()
        assert not set(text) & set("<>&")
    # JSON, as a browser, takes two half characters that follow one another for one
    sources = [json.loads(text)["source"] for text in texts[:-1]]
    assert [s.encode("utf-16", "surrogatepass") for s in sources] == [
        s.encode("utf-16", "surrogatepass") for s in hostile.TEXTS.values()
    ]


def test_ids_are_unique_and_every_link_has_its_target(hostile_page):
    page = Page(hostile_page)
    ids = page.values("id")

    assert len(ids) == len(set(ids))
    assert {value[1:] for value in page.values("href")} - {""} <= set(ids)


def test_hostile_text_is_shown_as_text(hostile_page):
    shown = "".join("".join(parts) for parts in Page(hostile_page).texts.values())

    assert "<script>alert(" in shown
    assert "{{ 7*7 }}" in shown
    assert "&lt;script&gt;" in shown


def test_what_cannot_be_seen_is_drawn_and_the_page_is_utf8(hostile_page):
    hostile_page.encode("utf-8")

    shown = re.sub(r"<(style|script)\b.*?</\1>", "", hostile_page, flags=re.DOTALL)
    assert shown.replace("\n", "").isprintable()
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

    assert 'In t<a class="repair" id="d1-r1t" data-n="r1" href="#d1-r1"><del>b</del>' in page
    assert "t<del>b</del>e</span>" in page
    assert "t<ins>h</ins>e</span>" in page
    assert "0.99, line 1:5, characters 4 to 5" in page
    assert "tbe is no word" in page


def test_no_documents():
    page = Page(html.render([]))

    assert "There are no documents in this report." in page.text("p")
    assert set(page.elements) <= OURS


def test_a_document_without_findings_is_there_and_an_empty_one_too():
    page = Page(html.render([("clean.txt", repair("Noted.")), ("empty.txt", repair(""))]))

    assert "clean.txtempty.txt" in page.text("h2")
    assert page.elements.count("article") == 2


def test_documents_that_could_not_be_read_are_listed_with_their_error():
    page = Page(html.render([], [("<b>.txt", "is no text & no cable"), ("", "no such folder")]))

    assert "2 documents could not be read or repaired" in page.text("h2")
    assert page.text("li") == ": is no text & no cableno such folder"
    assert "<b>.txt" in page.texts["b"]


CABLE = """R 021710Z FEB 07
FM AMEMBASSY BUCHAREST
TO SECSTATE WASHDC IMMEDIATE 5931
C O N F I D E N T I A L BUCHAREST 000123
E.O. 12958: DECL: 02/01/2012
TAGS: MOPS, PARM
SUBJECT: TBE HARBOUR

1. (C) In tbe end.
"""


def test_the_index_and_the_header_tell_who_sent_what_and_when():
    page = Page(html.render([("a.txt", repair(CABLE, settings=Settings(passes=[misread])))]))

    cells = page.texts["td"]
    assert "AMEMBASSY BUCHAREST" in cells
    assert "2007-02-02 17:10" in cells
    assert "TBE HARBOUR" in page.text("small")
    assert "R 021710Z FEB 07" in cells
    assert "date-time group" in page.texts["th"]


@repairs("header-witness", Stage.TEXT)
def witnessed(doc):
    """A correction that another line speaks for."""
    for m in re.finditer(r"BUCHAREST 0", doc.text):
        yield Edit(m.end() - 1, m.end(), "9", 0.99, "the page line says 900123")


def test_the_header_names_the_witnesses_of_a_correction():
    page = html.render([("a.txt", repair(CABLE, settings=Settings(passes=[witnessed])))])

    assert "7 fields, 1 corrected" in page
    assert "<td>the page line says 900123</td>" in page


@repairs("flag-test", Stage.REVIEW)
def doubted(doc):
    """Doubts."""
    for m in re.finditer(r"end", doc.text):
        yield Flag(m.start(), m.end(), "lost", "something is missing", ("and",))


def _index(page):
    return json.loads(page.script_texts[-1])


def test_the_index_has_the_change_confidence_kind_and_key_of_each_finding():
    settings = Settings(passes=[misread, doubted])
    source = "\U0001f600 In tbe end. In tbe"
    page = Page(html.render([("a.txt", repair(source, settings=settings))]))

    index = _index(page)
    ((href, name, *_, facts),) = index["documents"]

    assert (href, name) == ("#d1", "a.txt")
    assert index["changes"] == [["repair", "link-test", "b", "h"], ["flag", "flag-test", "end", ""]]
    assert facts[0::4] == [0, 1, 0]
    assert facts[1::4] == [990, -1, 990]
    assert [index["kinds"][i] for i in facts[2::4]] == ["", "lost", ""]
    key = "repair\x1flink-test\x1fb\x1f\U0001f600 In t\x1fe end. In tbe"
    assert facts[3] == zlib.crc32(key.encode("utf-16-le"))


def test_findings_that_say_the_same_have_more_context():
    line = "x" * 90 + " tbe " + "y" * 90 + "\n"
    result = repair(f"{line * 2}the end; one tbe other", settings=Settings(passes=[misread]))

    first, second, other = inert.found(result)

    assert (first.context, second.context, other.context) == (128, 128, 32)
    assert first.key != second.key
    assert [f.key for f in (first, second, other)] == keys(result)


def test_offsets_of_the_data_count_as_a_browser_does():
    result = repair("\U0001f600 In tbe end", settings=Settings(passes=[misread]))

    data = json.loads(inert.document("a.txt", result, ["1:7"]))

    assert data["found"][0][:5] == ["r1", 0, 7, 8, "h"]


def test_the_same_documents_keep_their_identity_and_others_have_another():
    def identity(*documents):
        return _index(Page(html.render([(n, repair(t)) for n, t in documents])))["id"]

    assert identity(("a", "x"), ("b", "y")) == identity(("a", "x"), ("b", "y"))
    assert identity(("a", "x"), ("b", "y")) != identity(("a", "x"), ("b", "z"))


def test_pages_are_linked_whatever_their_name_is(monkeypatch):
    monkeypatch.setattr(html, "MOST_DOCUMENTS", 1)
    documents = [(name, repair("x")) for name in "ab"]

    (_, index), (name, page) = html.files("out/a: #1 50%.html", documents)

    assert name == "out/a: #1 50%-001.html"
    assert 'href="a%3A%20%231%2050%25-001.html#d2"' in index
    assert 'href="a%3A%20%231%2050%25.html"' in page
    assert _index(Page(page))["pages"] == {"index": "a%3A%20%231%2050%25.html"}


def test_what_became_what_and_the_bands_of_confidence():
    settings = Settings(passes=[misread, doubted])
    page = html.render([(n, repair("In tbe end and tbe", settings=settings)) for n in ("a", "b")])

    row = re.search(r"<tr><td class=\"words\"><del>b</del>.*?</tr>", page)[0]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row) == ["link-test", "4", "2"]
    band = page.partition('data-value="0.99 to 1.00"')[2].partition("</tr>")[0]
    assert '<td class="count">4</td>' in band


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
        ("del-ink", "panel"),
        ("ins-ink", "panel"),
    ],
)
def test_text_stands_out_from_its_background(scheme, ink, paper):
    style = html.asset("report.css")
    light, dark = re.findall(r":root \{(.*?)\n *\}", style, re.DOTALL)[:2]
    colours = dict(re.findall(r"--([a-z-]+): (#\w{6})", light if scheme == "light" else dark))

    high, low = sorted((_luminance(colours[ink]), _luminance(colours[paper])), reverse=True)

    assert (high + 0.05) / (low + 0.05) >= 4.5
