"""The pages of a report as a person has them: in Chromium, with the keyboard, without the net."""

import json
import re
import shutil
from pathlib import Path

import hostile
import pytest

from cablefix import Edit, Flag, Settings, Stage, decisions, repair
from cablefix.report import html
from cablefix.types import repair as repairs

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
from selenium.webdriver.common.by import By  # noqa: E402 (behind the check that it is there)
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(__file__).parents[2] / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER),
    reason="needs Chromium and its driver: apt-get install chromium chromium-driver",
)

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--window-size=1400,1000"),
)
WATCH = """
window.violations = [];
window.ran = [];
document.addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective));
window.alert = (said) => ran.push(said);
"""


@repairs("link-test", Stage.TEXT)
def misread(doc):
    """Misread words."""
    for m in re.finditer(r"t(b)e", doc.text):
        yield Edit(m.start(1), m.end(1), "h", 0.99, "tbe is no word")


@repairs("gap-test", Stage.LAYOUT)
def gaps(doc):
    """Blanks."""
    for m in re.finditer(r" {2,}", doc.text):
        yield Edit(m.start(), m.end(), " ", 0.975, "one blank is enough")


@repairs("word-test", Stage.REVIEW)
def doubts(doc):
    """Doubted words."""
    for m in re.finditer(r"Hn", doc.text):
        yield Flag(m.start(), m.end(), "doubtful", "no word", ("In", "An"))
    for m in re.finditer(r"LOST", doc.text):
        yield Flag(m.start(), m.start(), "lost", "a number is missing")


PASSES = [misread, gaps, doubts]
SETTINGS = Settings(passes=PASSES)
HEADER = """R 021710Z FEB {year}
FM AMEMBASSY {post}
TO SECSTATE WASHDC IMMEDIATE 5931
C O N F I D E N T I A L {post} 000123
E.O. 12958: DECL: 02/01/2012
TAGS: MOPS, PARM
SUBJECT: {subject}

"""
TEXTS = {
    "bucharest.txt": HEADER.format(year="07", post="BUCHAREST", subject="HARBOURS")
    + "1. (C) In tbe end of tbe  day, tbe port stayed.\n\n2. (C) Hn time LOST.\n",
    "rome.txt": HEADER.format(year="08", post="ROME", subject="BRIDGES")
    + "1. (C) Now tbe bridge and\xa0\u202etbe\u202c wall.\n\n2. (C) Nothing  else.\n",
    "clean.txt": "1. Noted.\n",
}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    yield driver
    driver.quit()


class Page:
    """A report in the browser."""

    def __init__(self, browser, path):
        self.browser = browser
        self.path = path
        self.downloads = path.parent / "downloads"

    def open(self, view=""):
        self.browser.get("about:blank")
        self.browser.get(f"{self.path.as_uri()}{view}")
        return self

    def press(self, *keys):
        for key in keys:
            self.browser.switch_to.active_element.send_keys(key)

    def find(self, css):
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def all(self, css):
        return [e for e in self.browser.find_elements(By.CSS_SELECTOR, css) if e.is_displayed()]

    def click(self, css):
        """Click on the first that is there to be seen."""
        element = self.all(css)[0]
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def text(self, css):
        return self.find(css).text

    def run(self, script):
        return self.browser.execute_script(script)

    def wait(self, what):
        return WebDriverWait(self.browser, 10).until(lambda _: what())

    def rows(self):
        """The names of the documents in the table, in order."""
        return [e.text for e in self.all("#table tbody th a")]

    def choose(self, name, text):
        Select(self.find(f"#filters [name={name}]")).select_by_value(text)

    def states(self):
        """What was decided, by the label of the finding, as the text shows it."""
        return self.run(
            "return Object.fromEntries([...document.querySelectorAll("
            "'article.shown .cable [data-state]')].map((e) => [e.dataset.n, e.dataset.state]))"
        )

    def download(self, reviewer="Ada"):
        self.downloads.mkdir(exist_ok=True)
        for old in self.downloads.iterdir():
            old.unlink()
        self.browser.execute_cdp_cmd(
            "Browser.setDownloadBehavior",
            {"behavior": "allow", "downloadPath": str(self.downloads)},
        )
        if reviewer is not None:
            self.find("#reviewer").clear()
            self.find("#reviewer").send_keys(reviewer, Keys.TAB)
        self.click("#download")
        target = self.downloads / "decisions.jsonl"
        self.wait(target.exists)
        return target

    def forget(self):
        # what waits to be kept would be kept in leaving the page
        self.run("dispatchEvent(new Event('pagehide')); localStorage.clear()")

    def addresses(self):
        """What was asked for since the last time, but for the signs in Chromium's own fields."""
        said = [json.loads(e["message"])["message"] for e in self.browser.get_log("performance")]
        sent = [m["params"] for m in said if m["method"] == "Network.requestWillBeSent"]
        addresses = {m["request"]["url"] for m in sent}
        return {
            a for a in addresses if not a.startswith("data:image/svg+xml;base64,PHN2ZyB4bWxucz")
        }


def written(folder, browser, documents, name="report.html"):
    for path, page in html.files(str(folder / name), documents):
        Path(path).write_text(page, encoding="utf-8")
    return Page(browser, folder / name)


@pytest.fixture
def page(browser, tmp_path):
    documents = [(name, repair(text, settings=SETTINGS)) for name, text in TEXTS.items()]
    page = written(tmp_path, browser, documents).open()
    page.forget()
    return page.open()


def test_a_hostile_corpus_runs_nothing_and_asks_for_nothing(browser, tmp_path):
    page = written(tmp_path, browser, hostile.documents())
    browser.get("about:blank")
    browser.get_log("performance")
    browser.get_log("browser")
    page.open()
    page.forget()

    for number in range(1, len(hostile.TEXTS) + 1):
        page.run(f"location.hash = '#d{number}'")
        page.wait(lambda: page.all(f"#d{number}.shown"))  # noqa: B023 (used at once)
        page.press("j", "j", "r", "e", Keys.ESCAPE)
        page.click("article.shown [data-do=side]")
        assert page.text("article.shown h2")

    assert page.addresses() <= {page.path.as_uri(), "about:blank"}
    assert page.run("return violations") == []
    assert page.run("return ran") == []
    assert browser.get_log("browser") == []
    assert "<script>alert(1)</script>" in page.run("return document.querySelector('#d1').innerText")
    assert "U+202E" in page.run("return document.querySelector('#d8').innerText")
    assert page.run("return document.scripts.length") == len(hostile.TEXTS) + 2


def test_the_index_is_sorted_and_filtered_and_the_address_keeps_the_view(page):
    assert page.rows() == ["bucharest.txt", "rome.txt", "clean.txt"]

    page.click("th[data-sort=repairs] button")
    assert page.rows() == ["bucharest.txt", "rome.txt", "clean.txt"]
    page.click("th[data-sort=date] button")
    page.click("th[data-sort=date] button")
    assert page.rows() == ["rome.txt", "bucharest.txt", "clean.txt"]
    assert page.find("th[data-sort=date]").get_attribute("aria-sort") == "descending"

    page.choose("pass", "link-test")
    assert page.rows() == ["rome.txt", "bucharest.txt"]
    page.choose("kind", "lost")
    assert page.rows() == []
    page.choose("pass", "")
    assert page.rows() == ["bucharest.txt"]
    view = page.run("return location.hash")
    page.open(view)
    assert page.rows() == ["bucharest.txt"]
    assert page.text("#shown") == "1 of 3 documents"
    page.click("#filters button[type=reset]")
    page.wait(lambda: len(page.rows()) == 3)


@pytest.mark.parametrize(
    ("field", "text", "names"),
    [
        ("text", "nothing  else", ["rome.txt"]),
        ("text", "HARBOURS", ["bucharest.txt"]),
        ("from", "0.98", ["bucharest.txt", "rome.txt"]),
        ("to", "0.5", []),
        ("post", "AMEMBASSY ROME", ["rome.txt"]),
        ("kind", "some", ["bucharest.txt", "rome.txt"]),
        ("since", "2008-01-01", ["rome.txt"]),
        ("until", "2007-12-31", ["bucharest.txt"]),
        ("decision", "some", []),
        ("decision", "none", ["bucharest.txt", "rome.txt"]),
    ],
)
def test_each_filter(page, field, text, names):
    page.open(f"#?{field}={text.replace(' ', '+')}")

    assert page.rows() == names


def test_a_pass_of_the_chart_and_a_band_filter(page):
    page.click("[data-filter=pass][data-value=word-test] button")
    assert page.rows() == ["bucharest.txt"]

    page.click("[data-filter=confidence] button")
    assert page.run("return location.hash").endswith("from=0.97&to=0.989")


def test_a_review_by_keyboard(page):
    page.press("/")
    page.wait(lambda: page.browser.switch_to.active_element.get_attribute("name") == "text")
    page.press(Keys.ESCAPE)
    page.press("]")
    page.wait(lambda: page.all("#d1.shown"))
    assert page.text("article.shown h2") == "bucharest.txt"
    assert page.browser.title.startswith("bucharest.txt · cablefix report: 3 documents")

    page.press("j")
    assert page.text(".inspector h3").startswith("Repair 1")
    page.press("a", "r", "s")
    assert page.states() == {"r1": "accept", "r2": "reject", "r3": "unsure"}
    page.press("e")
    page.press("t and h", Keys.ENTER)
    assert page.states()["r4"] == "edit"
    assert page.text("#decided") == "4 of 9 decided"
    page.press("k", "z", "z")
    assert page.states() == {"r1": "accept", "r2": "reject"}
    page.press("]")
    page.wait(lambda: page.all("#d2.shown"))
    page.press("[")
    page.wait(lambda: page.all("#d1.shown"))
    page.press("u")
    page.wait(lambda: page.all("#index"))
    assert page.text("#table tbody tr td:last-child") == "2 of 6"
    page.press("?")
    assert page.find("#help").is_displayed()


def test_keys_can_be_switched_off(page):
    page.press("?")
    page.click("#with-keys")
    page.press(Keys.ESCAPE)
    page.open("#d1")
    page.press("j", "a")

    assert page.states() == {}


def test_one_decision_for_a_pass_in_a_document_or_for_a_change_everywhere(page):
    page.open("#d1-r1")
    page.click("[name=scope][value=pass]")
    page.click("[data-do=reject]")
    assert page.states() == {"r1": "reject", "r2": "reject", "r4": "reject"}
    page.press("z")
    assert page.states() == {}

    page.open("#d1-r1")
    page.press("A")
    assert page.states() == {"r1": "accept", "r2": "accept", "r4": "accept"}
    page.press("u")
    page.wait(lambda: page.all("#index"))
    assert [e.text for e in page.all("#table tbody td:last-child")] == ["3 of 6", "2 of 3", "–"]

    # what is said of one place goes before what is said everywhere
    page.open("#d2-r1")
    page.press("r")
    assert page.states() == {"r1": "reject", "r2": "accept"}


def test_one_answer_to_flags_on_one_place_is_taken_back_as_one(browser, tmp_path):
    @repairs("twice-test", Stage.REVIEW)
    def twice(doc):
        """Two reasons for one flag."""
        end = doc.text.index(" ")
        yield Flag(0, end, "doubtful", "short")
        yield Flag(0, end, "doubtful", "odd")

    result = repair("Tbe end", settings=Settings(passes=[twice]))
    page = written(tmp_path, browser, [("a.txt", result)]).open()
    page.forget()
    page.open("#d1-f1")
    page.click("[name=scope][value=pass]")
    page.click("[data-do=accept]")
    assert page.text("#decided") == "2 of 2 decided"
    page.press("z")
    assert page.text("#decided") == "0 of 2 decided"


def test_decisions_are_kept_downloaded_and_loaded_again(page):
    page.open("#d1-r1")
    page.press("r")
    page.find("#note").send_keys("seen on the page image")
    page.press(Keys.ESCAPE, "A")
    page.open("#d1-f1")
    page.click("[data-do=reading]")
    states = page.states()
    assert states == {"r1": "reject", "r2": "accept", "r4": "accept", "f1": "edit"}
    page.open("#d1")
    assert page.states() == states

    file = page.download()
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    source = TEXTS["bucharest.txt"]
    at = source.index("tbe") + 1
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:.]+Z", line.pop("time")) for line in lines)
    assert lines == [
        {
            "version": 1,
            "decision": "reject",
            "kind": "repair",
            "pass": "link-test",
            "exact": "b",
            "prefix": source[at - 32 : at],
            "suffix": source[at + 1 : at + 33],
            "after": "h",
            "scope": "here",
            "document": "bucharest.txt",
            "reviewer": "Ada",
        },
        {
            "version": 1,
            "decision": "accept",
            "kind": "repair",
            "pass": "link-test",
            "exact": "b",
            "prefix": "",
            "suffix": "",
            "after": "h",
            "scope": "everywhere",
            "document": "bucharest.txt",
            "note": "seen on the page image",
            "reviewer": "Ada",
        },
        {
            "version": 1,
            "decision": "edit",
            "kind": "flag",
            "pass": "word-test",
            "exact": "Hn",
            "prefix": source[source.index("Hn") - 32 : source.index("Hn")],
            "suffix": " time LOST.\n",
            "after": "",
            "text": "In",
            "scope": "here",
            "document": "bucharest.txt",
            "reviewer": "Ada",
        },
    ]

    said = decisions.read([str(file)])
    places = decisions.keys(repair(source, settings=SETTINGS))
    assert {d.key for d in said if d.scope == "here"} <= set(places)
    repaired = repair(source, settings=Settings(passes=PASSES, decisions=decisions.Decisions(said)))
    assert "In tbe end of the day, the port" in repaired.text
    assert "In time LOST" in repaired.text

    page.forget()
    page.open("#d1")
    assert page.states() == {}
    page.find("#file").send_keys(str(file))
    page.wait(lambda: page.text("#said") == "3 decisions loaded.")
    assert page.states() == states


def test_another_reviewer_does_not_sign_what_the_first_one_decided(page):
    page.open("#d1-r1")
    page.press("a")
    page.download("Ada")
    page.find("#reviewer").clear()
    page.find("#reviewer").send_keys("Bob", Keys.TAB)
    page.find("article.shown h2").click()
    page.open("#d1-r2")
    page.press("r")

    lines = map(json.loads, page.download(None).read_text("utf-8").splitlines())
    assert {line["reviewer"]: line["decision"] for line in lines} == {
        "Ada": "accept",
        "Bob": "reject",
    }


def test_another_reviewer_does_not_sign_the_notes_of_the_first_one(page):
    page.open("#d1-r1")
    page.find("#note").send_keys("the scan says so", Keys.ESCAPE)
    page.press("a", "k")
    page.download("Ada")
    page.find("#reviewer").clear()
    page.find("#reviewer").send_keys("Bob", Keys.TAB)
    assert "the scan says so" in page.text(".inspector")
    page.click("[data-do=reject]")

    lines = map(json.loads, page.download(None).read_text("utf-8").splitlines())
    assert {line["reviewer"]: line.get("note") for line in lines} == {
        "Ada": "the scan says so",
        "Bob": None,
    }


def test_what_is_being_written_outlasts_another_name(page):
    page.open("#d1-r1")
    page.press("e")
    page.find("#edit").send_keys("half a wo")
    page.find("#note").send_keys("from the scan")
    page.find("#reviewer").send_keys("Ada", Keys.TAB)
    page.find("#edit").send_keys("rd", Keys.ENTER)

    (line,) = map(json.loads, page.download(None).read_text("utf-8").splitlines())
    assert (line["text"], line["note"]) == ("half a word", "from the scan")


def test_a_browser_that_keeps_nothing_says_so(page):
    page.run("Storage.prototype.setItem = () => { throw new Error('full'); }")
    page.run("location.hash = '#d1-r1'")
    page.wait(lambda: page.all("#d1.shown"))
    page.press("a")

    page.wait(lambda: "download them before you close the page" in page.text("#said"))
    page.download()


def test_a_download_is_signed(page):
    page.open("#d1-r1")
    page.press("a")
    page.click("#download")

    assert "Decisions are signed" in page.text("#said")
    assert page.browser.switch_to.active_element.get_attribute("id") == "reviewer"


def test_reviewers_who_disagree_and_lines_that_are_none(page, tmp_path):
    page.open("#d1-r1")
    page.press("a", "a")
    mine = [json.loads(line) for line in page.download().read_text("utf-8").splitlines()]
    theirs = [
        {**line, "reviewer": "Bob", "decision": d}
        for line, d in zip(mine, ("reject", "unsure"), strict=True)
    ]
    strange = {**theirs[0], "exact": "elsewhere"}
    path = tmp_path / "bob.jsonl"
    unfit = {**theirs[0], "note": None}
    lines = [*map(json.dumps, [*theirs, strange]), "{broken", json.dumps(unfit)]
    path.write_text("\n".join(lines), "utf-8")

    page.find("#file").send_keys(str(path))
    page.wait(lambda: "loaded" in page.text("#said"))

    assert page.text("#said") == (
        "3 decisions loaded. 1 of them match nothing here; they are kept."
        " Reviewers disagree on 1 finding."
        " No decisions, left out: line 4 of bob.jsonl, line 5 of bob.jsonl."
    )
    assert page.states() == {"r1": "conflict", "r2": "accept"}
    assert len(page.download(None).read_text("utf-8").splitlines()) == 5


def test_what_the_baseline_accepts_gives_way_to_what_is_said_everywhere(page, tmp_path):
    page.open("#d1-r1")
    page.press("a", "s")
    lines = [json.loads(line) for line in page.download().read_text("utf-8").splitlines()]
    accepted, unsure = lines
    page.forget()
    page.open()
    path = tmp_path / "others.jsonl"
    others = [{**accepted, "reviewer": "baseline"}, {**unsure, "reviewer": "Bob"}]
    path.write_text("\n".join(map(json.dumps, others)), "utf-8")
    page.find("#file").send_keys(str(path))
    page.wait(lambda: "loaded" in page.text("#said"))

    page.run("location.hash = '#d1-r1'")
    page.wait(lambda: page.all("#d1.shown"))
    assert page.states() == {"r1": "accept", "r2": "unsure"}
    page.press("R")
    assert page.states() == {"r1": "reject", "r2": "reject", "r4": "reject"}
    page.press("s", "u")
    page.wait(lambda: page.all("#index"))
    page.choose("decision", "unsure")
    assert page.rows() == ["bucharest.txt"]
    page.choose("decision", "accept")
    assert page.rows() == []


def test_side_by_side_and_only_what_was_found(page):
    page.open("#d1-r1")
    page.click("[data-do=side]")

    source, repaired = page.all("article.shown .block:not(.plain) .text")[:2]
    assert "In tbe end" in source.text
    assert "In the end" in repaired.text
    assert "BUCHAREST" in page.text("article.shown .cable")
    page.click(".brief-box")
    assert "BUCHAREST" not in page.text("article.shown .cable")


def test_one_goes_through_what_is_undecided(page):
    page.open("#d1-r1")
    page.press("a")
    Select(page.find(".steps")).select_by_value("flag")
    page.browser.execute_script("document.activeElement.blur()")
    page.press("j")

    assert page.text(".inspector h3").startswith("Flag 1")
    assert "Perhaps" in page.text(".inspector")


def test_a_place_in_the_text_and_in_the_strip_is_chosen_with_the_pointer(page):
    page.open("#d1")
    page.click(".cable [data-n=r2]")
    assert page.text(".inspector h3").startswith("Repair 2")

    page.run("document.querySelector('.shown .map').scrollIntoView()")
    strip = page.find(".shown .map")
    webdriver.ActionChains(page.browser).move_to_element_with_offset(
        strip, 0, strip.size["height"] // 2 - 4
    ).click().perform()
    assert page.text(".inspector h3").startswith("Flag 2")


def test_pages_beside_an_index_share_their_decisions(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(html, "MOST_DOCUMENTS", 1)
    monkeypatch.setattr(html, "PAGE_DOCUMENTS", 2)
    documents = [(name, repair(text, settings=SETTINGS)) for name, text in TEXTS.items()]
    page = written(tmp_path, browser, documents, "100% #1.html").open()
    page.forget()
    page.open()

    page.click("#table tbody tr:nth-child(2) a")
    page.wait(lambda: page.all("#d2.shown"))
    assert browser.current_url.endswith("100%25%20%231-001.html#d2")
    page.press("j", "r")
    page.press("]")
    page.wait(lambda: browser.current_url.endswith("100%25%20%231-002.html"))
    page.press("u")
    page.wait(lambda: browser.current_url.endswith("100%25%20%231.html"))
    assert page.text("#table tbody tr:nth-child(2) td:last-child") == "1 of 3"
    page.find("#filters [name=text]").send_keys("tbe", Keys.ENTER)
    page.choose("decision", "reject")
    assert page.rows() == []
    page.find("#filters [name=text]").clear()
    page.find("#filters [name=text]").send_keys("rome")
    assert page.rows() == ["rome.txt"]


def test_without_javascript_all_of_it_can_be_read(page):
    # what lies below the window is laid out, and told, when it comes into view
    page.browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 1200, "height": 9000, "deviceScaleFactor": 1, "mobile": False},
    )
    page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.open()
        tree = page.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    finally:
        page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    names = [n["name"]["value"] for n in tree if n.get("name", {}).get("value")]
    roles = {n["role"]["value"] for n in tree if not n["ignored"]}

    assert "1. (C) In t" in names
    assert "tbe is no word" in names
    assert "bucharest.txt" in names
    assert "Download decisions" not in names
    assert not roles & {"button", "combobox", "searchbox"}


def test_print_has_each_document_on_a_page_of_its_own_and_no_buttons(page):
    page.run("dispatchEvent(new Event('beforeprint'))")
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        shown = page.text("body")
        breaks = page.run(
            "return [...document.querySelectorAll('article')]"
            ".map((e) => getComputedStyle(e).breakBefore)"
        )
        assert page.all("button:not(th button), input, select, .bar, .inspector") == []
    finally:
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

    assert breaks == ["page", "page", "page"]
    assert "struck through is what the source says" in shown
    assert "2. (C) Nothing" in shown
    assert "date-time group" in page.run("return document.querySelector('.fields').innerText")


def test_forced_colours(page):
    features = [{"name": "forced-colors", "value": "active"}]
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        page.open("#d1")
        styles = page.run(
            "const style = (css) => getComputedStyle(document.querySelector(css));"
            "return [style('.shown mark').outlineStyle, style('.shown ins').textDecorationLine,"
            " style('.shown del').textDecorationLine]"
        )
    finally:
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    assert styles == ["dotted", "underline", "line-through"]


def test_thousands_of_repairs_are_laid_out_as_they_come_into_view(browser, tmp_path):
    text = "\n\n".join("so tbe word and tbe  gap" for _ in range(1_700))
    page = written(tmp_path, browser, [("long.txt", repair(text, settings=SETTINGS))])
    page.open("#d1-r5100")

    assert page.text(".inspector h3").startswith("Repair 5100")
    assert page.run(
        "const box = document.querySelector('.cable .now ins').getBoundingClientRect();"
        "return box.top > 0 && box.bottom < innerHeight"
    )
    assert page.run(
        "return [...document.querySelectorAll('.shown .part')]"
        ".every((e) => getComputedStyle(e).contentVisibility === 'auto')"
    )
    page.press("r", "k", "a")
    assert page.states() == {"r5100": "accept"} or page.states() == {
        "r5099": "accept",
        "r5100": "reject",
    }


VIEWS = {
    "index": lambda page: page.open(),
    "document": lambda page: page.open("#d1-f1"),
    "decided": lambda page: page.open("#d1-r1").press("a", "r", "e"),
    "side by side": lambda page: page.open("#d2-r1").click("[data-do=side]"),
    "keys": lambda page: page.press("?"),
}


@pytest.mark.skipif(not AXE.exists(), reason=f"needs axe-core in {AXE.parent} (see .ci/run)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_no_violation(page, view, scheme):
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        VIEWS[view](page)
        page.run(AXE.read_text("utf-8"))
        found = page.browser.execute_async_script(
            "axe.run(document, {preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
            " 'wcag21aa', 'wcag22aa', 'best-practice']}).then(arguments[0])"
        )
    finally:
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    assert len(found["passes"]) > 20
    assert [
        (v["id"], [n["html"][:200] + n["failureSummary"] for n in v["nodes"]])
        for v in found["violations"]
    ] == []
