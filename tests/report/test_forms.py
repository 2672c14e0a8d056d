"""Every form of every text can be parsed, says what is known, and gives the source back."""

import csv
import gzip
import io
import json
import re
from pathlib import Path

import hostile
import pytest
from hypothesis import HealthCheck, example, given, settings
from jsonschema import Draft202012Validator
from lxml import etree
from referencing import Registry, Resource

import cablefix
from cablefix import Edit, Flag, Settings, Stage, repair
from cablefix.corpus.files import decode
from cablefix.report.form import Entry
from cablefix.report.formats import FORMATS, form, form_of
from cablefix.report.markdown import LIMIT
from cablefix.report.places import findings
from cablefix.types import SettingsError
from cablefix.types import repair as repairs
from test_laws import FRAGMENTS, texts

HERE = Path(__file__).parent
SAMPLES = sorted((HERE.parents[1] / "corpus_samples").glob("*.txt"))
DATA = Path(cablefix.__file__).parent / "data"
NS = "{http://www.tei-c.org/ns/1.0}"
STREAMED = [name for name, known in FORMATS.items() if known.maker]
HOSTILE = [Entry(*document) for document in hostile.documents()]
FAILURES = [
    ("bad\n::error::x,y.txt", "no <b>luck</b>\n::set-output\x00\ud800 [a](b)"),
    ("", "none"),
]


def write(name, entries, failures=()):
    """What a run prints in a form; it can always be written as UTF-8."""
    made = form(name)
    said = made.begin()
    for entry in entries:
        said += made.add(made.document(entry))
    for failure in failures:
        said += made.add(made.failure(*failure))
    said += made.end()
    return said.encode("utf-8", "backslashreplace").decode("utf-8")


def entries_of(*documents):
    return [Entry(f"{i}.txt", repair(text)) for i, text in enumerate(documents)]


def count(entries):
    return sum(len(findings(entry.result)) for entry in entries)


def stored(name):
    return gzip.decompress((HERE / "schemas" / f"{name}.gz").read_bytes())


def loaded_schemas():
    schemas = [
        json.loads((DATA / f"{n}.schema.json").read_text("utf-8")) for n in ("repair", "records")
    ]
    registry = Registry().with_resources(
        [(schema["$id"], Resource.from_contents(schema)) for schema in schemas]
    )
    return Draft202012Validator(schemas[1], registry=registry)


RECORDS = loaded_schemas()
SARIF = Draft202012Validator(json.loads(stored("sarif-2.1.0.json")))


# --- what each form is to be ---------------------------------------------------------------


def is_json(said, entries, failures):
    documents = json.loads(said)
    RECORDS.validate(documents)
    shown = documents["documents"]
    assert [d["source"] for d in shown[: len(entries)]] == [
        json.loads(json.dumps(e.result.source)) for e in entries
    ]
    assert len(shown) == len(entries) + len(failures)


def is_jsonl(said, entries, failures):
    lines = said.splitlines()
    assert len(lines) == len(entries) + len(failures)
    for line in lines:
        RECORDS.evolve(
            schema=RECORDS.schema["$defs"]["document"] | {"$defs": RECORDS.schema["$defs"]}
        )
        RECORDS.validate({"version": 1, "documents": [json.loads(line)]})


def is_markdown(said, entries, failures):
    assert len(said) <= LIMIT
    assert said.replace("\n", "").isprintable()
    assert said.count("## Could not be worked on") == bool(failures)
    assert f"{len(entries)} document" in said


def is_sarif(said, entries, failures):
    log = json.loads(said)
    assert said.replace("\n", "").isprintable()
    assert [error.message for error in SARIF.iter_errors(log)] == []
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == count(entries)
    assert {r["ruleId"] for r in run["results"]} == {
        r["id"] for r in run["tool"]["driver"]["rules"]
    }
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] == (not failures)
    assert len(invocation["toolExecutionNotifications"]) == len(failures)


def is_github(said, entries, failures):
    lines = said.split("\n")[:-1]
    commands = [line for line in lines if line.startswith("::")]
    assert all(re.match(r"::(warning|notice|error) file=[^:]*::", line) for line in commands)
    assert all(re.match(r"::|- |[\d,]+ more are", line) for line in lines)
    assert not re.search(r"##\[", "".join(set(lines) - set(commands)))
    more = len(lines) > 0 and "more are lines of this log" in lines[-1]
    assert len(lines) - more == count(entries) + len(failures)
    assert len(commands) <= 30


def is_csv(said, entries, failures):
    head, *rows = csv.reader(io.StringIO(said, newline=""), strict=True)
    assert said.endswith("\r\n")
    assert "\r" not in said.replace("\r\n", "")
    assert len(rows) == count(entries) + len(failures)
    for row in rows:
        assert len(row) == len(head)
        assert not any(re.match(r"[=+\-@\t\r＝＋－＠]", value) for value in row)
    for row, f, source in zip(
        rows,
        [f for e in entries for f in findings(e.result)],
        [e.result.source for e in entries for _ in findings(e.result)],
        strict=False,
    ):
        cells = dict(zip(head, row, strict=True))
        exact = source[f.start : f.end]
        if len(exact) < 10_000 and not re.search(
            r"[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", exact
        ):
            assert re.sub(r"^'(?='*[=+\-@\t＝＋－＠])", "", cells["before"]) == exact
        assert (int(cells["start"]), int(cells["end"])) == (f.start, f.end)


def is_tei(said, entries, failures):
    corpus = etree.fromstring(said.encode("utf-8"))
    documents = corpus.findall(f"{NS}TEI")
    assert len(documents) == (len(entries) + len(failures) or 1)
    for entry, document in zip(entries, documents, strict=False):
        assert side(document, "sic") == entry.result.source
        assert side(document, "corr") == entry.result.text


def is_annotations(said, entries, failures):
    assert said.replace("\n", "").isprintable()
    collection = json.loads(said)
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == count(entries) + len(failures)
    assert collection["first"]["partOf"] == collection["id"]
    assert {item["motivation"] for item in items} <= {"editing", "questioning", "commenting"}
    sources = [entry.result.source for entry in entries for _ in findings(entry.result)]
    for item, source in zip(items, sources, strict=False):
        position, quote = item["target"]["selector"]
        start, end = position["start"], position["end"]
        around = (source[start:end], source[max(0, start - 32) : start], source[end : end + 32])
        if source.isprintable():
            assert (quote["exact"], quote["prefix"], quote["suffix"]) == around


def is_word_diff(said, entries, failures):  # noqa: ARG001 (all forms are asked alike)
    plain = re.sub("\x1b\\[[0-9]*m", "", said)
    assert plain.replace("\n", "").isprintable()
    assert len(re.findall("(?m)^--- ", plain)) >= sum(bool(e.result.edits) for e in entries)


CHECKS = {
    "json": is_json,
    "jsonl": is_jsonl,
    "markdown": is_markdown,
    "sarif": is_sarif,
    "github": is_github,
    "csv": is_csv,
    "tei": is_tei,
    "annotations": is_annotations,
    "word-diff": is_word_diff,
    "word-diff-color": is_word_diff,
}
each_form = pytest.mark.parametrize("name", STREAMED)


def side(document, which):
    """The text of the paragraphs of a TEI document, with every ``sic`` or every ``corr``."""
    return "".join(read(p, which) for p in document.iterfind(f"{NS}text//{NS}p"))


def read(element, which):
    name = element.tag.removeprefix(NS)
    if name == "g":
        return chr(int(element.get("n").removeprefix("U+"), base=16))
    if name in ("sic", "corr") and name != which:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [read(child, which), child.tail or ""]
    return "".join(parts)


# --- every form --------------------------------------------------------------------------


@each_form
def test_the_form_of_hostile_documents_is_sound(name):
    CHECKS[name](write(name, HOSTILE, FAILURES), HOSTILE, FAILURES)


@each_form
def test_the_form_of_the_samples_is_sound(name):
    entries = [Entry(path.name, repair(path.read_text("utf-8"))) for path in SAMPLES]

    CHECKS[name](write(name, entries), entries, ())


@each_form
@pytest.mark.parametrize("documents", [(), ("",), ("Noted.\n", "\n\n", "\n \n\n")], ids=repr)
def test_the_form_of_nothing_is_sound(name, documents):
    entries = entries_of(*documents)

    CHECKS[name](write(name, entries), entries, ())


@each_form
@given(text=texts)
@example("\n".join(FRAGMENTS))
@example("\r\n\r\n".join(FRAGMENTS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_the_form_of_any_text_is_sound(name, text):
    entries = entries_of(text)

    CHECKS[name](write(name, entries), entries, ())


@each_form
def test_the_form_is_the_same_every_time(name):
    assert write(name, HOSTILE, FAILURES) == write(name, HOSTILE, FAILURES)


def test_every_form_is_asked():
    assert set(CHECKS) == set(STREAMED)


# --- the registry ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.html", "html"),
        ("a.HTM", "html"),
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.sarif.json", "sarif"),
        ("a.xml", "tei"),
        ("a.jsonld", "annotations"),
        ("a.patch", "diff"),
    ],
)
def test_the_ending_says_the_form(path, name):
    assert form_of(path) == name


def test_a_form_that_is_named_needs_no_ending():
    assert form_of("a.txt", "github") == "github"
    with pytest.raises(SettingsError, match=r"a\.txt: a report is written as \.html, \.json"):
        form_of("a.txt")


@pytest.mark.parametrize("name", [n for n in STREAMED if FORMATS[n].mark])
def test_a_file_of_the_form_is_known_by_its_first_lines(name):
    said = write(name, HOSTILE[:1]).encode("utf-8", "backslashreplace")

    known = [n for n in STREAMED if (mark := FORMATS[n].mark) and re.search(mark, said[:2000])]
    assert name in known


# --- SARIF -------------------------------------------------------------------------------


@repairs("word-test", Stage.TEXT)
def misread(doc):
    """Misread words, and lines that were joined."""
    for m in re.finditer(r"tbe|ZAP", doc.text):
        yield Edit(m.start(), m.end(), "the" if m[0] == "tbe" else "a\nb", 0.97, "tbe is no word")
    for m in re.finditer(r"HUH", doc.text):
        yield Flag(m.start(), m.end(), "doubtful", "see [MOPS](#)", ("him",))


OURS = Settings(passes=[misread])


def test_sarif_regions_and_fixes_are_those_of_the_file():
    content = "¶1. 🙂 tbe\r\ntbe ZAP\r\nHUH\r\n".encode()
    file = decode(content)
    result = repair(file.text, settings=OURS)
    (run,) = json.loads(write("sarif", [Entry("a b.txt", result, file)]))["runs"]
    whole = content.decode()

    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run["results"]]
    assert [(r["startLine"], r["startColumn"], r["endColumn"]) for r in regions] == [
        (1, 7, 10),
        (2, 1, 4),
        (2, 5, 8),
        (3, 1, 4),
    ]
    for region in regions:
        at = region["charOffset"]
        assert whole[at : at + region["charLength"]] == region["snippet"]["text"]
    for found in reversed(run["results"]):
        for fix in found.get("fixes", ()):
            (change,) = fix["artifactChanges"]
            assert change["artifactLocation"] == {"uri": "a%20b.txt"}
            (replacement,) = change["replacements"]
            at, size = (replacement["deletedRegion"][k] for k in ("charOffset", "charLength"))
            whole = whole[:at] + replacement["insertedContent"]["text"] + whole[at + size :]
    assert whole.encode() == file.encode(result.text, result.spans.changes)


def test_sarif_fingerprints_do_not_know_lines():
    around = "word " * 8 + "tbe" + " word" * 8
    first, second = (
        json.loads(write("sarif", [Entry("a.txt", repair(text, settings=OURS))]))
        for text in (around, f"Something new.\n\n{around}")
    )
    prints = [log["runs"][0]["results"][0]["partialFingerprints"] for log in (first, second)]

    assert prints[0] == prints[1]


def test_sarif_tells_findings_that_are_alike_apart():
    log = json.loads(write("sarif", [Entry("a.txt", repair("tbe\n" * 40, settings=OURS))]))
    prints = [r["partialFingerprints"]["finding/v1"] for r in log["runs"][0]["results"]]

    assert len(set(prints)) == 40


def test_sarif_takes_no_link_from_a_cable():
    log = json.loads(write("sarif", [Entry("a.txt", repair("HUH", settings=OURS))]))
    (found,) = log["runs"][0]["results"]

    assert found["message"]["text"] == r"doubtful: see \[MOPS](#); perhaps him"


# --- TEI ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tei():
    return etree.RelaxNG(etree.fromstring(stored("tei_all.rng")))


def test_tei_is_valid(tei):
    samples = [Entry(path.name, repair(path.read_text("utf-8"))) for path in SAMPLES[:6]]
    for entries, failures in [((), ()), (HOSTILE, FAILURES), (samples, ())]:
        corpus = etree.fromstring(write("tei", entries, failures).encode("utf-8"))
        assert tei.validate(corpus), tei.error_log


def test_tei_of_any_text_is_valid(tei):
    @given(text=texts)
    @example("\n".join(FRAGMENTS))
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    def is_valid(text):
        corpus = etree.fromstring(write("tei", entries_of(text)).encode("utf-8"))
        assert tei.validate(corpus), tei.error_log

    is_valid()


def test_tei_shows_repairs_paragraphs_and_flags():
    result = repair("One tbe.\ntwo HUH\n\nThree\x00.", settings=OURS)
    said = write("tei", [Entry("a.txt", result)])

    assert (
        '<choice xml:id="d1.r1"><sic>tbe</sic><corr cert="0.97" type="word-test">the</corr>' in said
    )
    assert '<lb/>two <anchor xml:id="d1.f1"/><unclear reason="doubtful">HUH</unclear>' in said
    assert '<p>Three<g n="U+0000">\ufffd</g>.</p>' in said
    assert 'target="#range(d1.f1,d1.f1.end)" motivation="questioning"' in said
    assert '<note type="reading">him</note>' in said


# --- Markdown ----------------------------------------------------------------------------


def test_markdown_is_cut_with_a_count_of_what_was_left_out():
    entries = [
        Entry("many.txt", repair("tbe HUH\n" * 2_000, settings=OURS)),
        Entry("more.txt", repair("tbe\n", settings=OURS)),
        *(Entry(f"{i}.txt", repair("Noted.")) for i in range(9)),
    ]
    said = write("markdown", entries)
    shown = len(re.findall(r"(?m)^  - \d+:", said))
    left = re.search(r"Left out: ([\d,]+) flags?, ([\d,]+) repairs?, 9 names of a document", said)

    assert LIMIT - 1_500 < len(said) <= LIMIT
    assert left
    assert shown + sum(int(n.replace(",", "")) for n in left.groups()) == 4_001


# --- GitHub ------------------------------------------------------------------------------


def test_github_shows_ten_of_a_kind_and_lists_the_others():
    said = write("github", [Entry("a,b.txt", repair("tbe 100%\n" * 12, settings=OURS))])
    lines = said.splitlines()

    assert lines[0] == (
        "::warning file=a%2Cb.txt,line=1,endLine=1,col=1,endColumn=3,title=word-test::"
        '"tbe" → "the" (0.97: tbe is no word)'
    )
    assert sum(line.startswith("::") for line in lines) == 10
    assert lines[10].startswith("- a,b.txt:11:1: warning: word-test: ")
    assert lines[12] == "2 more are lines of this log: GitHub shows 10 annotations of a kind."


# --- word diff ---------------------------------------------------------------------------


def test_a_word_diff_marks_whole_words():
    text = "one\n" * 9 + "in (tbe) end ZAP.\n" + "two\n" * 9
    said = write("word-diff", [Entry("a.txt", repair(text, settings=OURS))])

    assert said == (
        "--- a.txt\n+++ a.txt\n@@ -7,7 +7,8 @@\none\none\none\n"
        "in [-(tbe)-]{+(the)+} end [-ZAP.-]{+a⏎+}\n{+b.+}\ntwo\ntwo\ntwo\n"
    )


def test_a_word_diff_in_colours_has_no_marks():
    said = write("word-diff-color", [Entry("a.txt", repair("a tbe\x1b[2J", settings=OURS))])

    assert said.endswith("a \x1b[31mtbeU+001B[2J\x1b[m\x1b[32mtheU+001B[2J\x1b[m\n")
