"""The promises of DESIGN.md, over random, hostile and real texts.

Every law is held against every text; the laws about single passes are held against every pass
of ``PASSES``, so a new pass is under them from its first day.
"""

from __future__ import annotations

import itertools
import json
import pickle
import re
import signal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import cablefix.document
from cablefix import DEFAULT, PASSES, Document, Repair, Settings, clean, repair, repair_many
from cablefix.pipeline import Gates
from cablefix.types import FLAG_KINDS, Edit, Stage
from cablefix.types import repair as stamp
from case_files import CASES

ROOT = Path(__file__).parents[1]
each_pass = pytest.mark.parametrize("p", PASSES, ids=lambda p: p.name)
OURS = Settings(passes=PASSES)
NOTHING = Settings(passes=[])
WITHOUT = {p.name: Settings(passes=PASSES, ignore=[p.name]) for p in PASSES}
ALONE = {p.name: Settings(passes=PASSES, select=[p.name]) for p in PASSES}
GATES = {p.name: Gates([p]) for p in PASSES}


# --- texts --------------------------------------------------------------------------------

# What cables are made of, whole and damaged; glued together in any order and in any way.
FRAGMENTS = (
    "VZCZCXRO6721",
    "RR RUEHDBU RUEHFL RUEHKW RUEHLA RUEHROV RUEHSR",
    "DE RUEHBM #0113 0331710",
    "ZNY CCCCC ZZH",
    "R 021710Z FEB 07",
    "FM AMEMBASSY BUCHAREST",
    "TO RUEHC/SECSTATE WASHDC 5933",
    "INFO RUEHZL/EUROPEAN POLITICAL COLLECTIVE",
    "RUEKJCS/SECDEF WASHINGTON DC",
    "C O N F I D E N T I A L SECTION 01 OF 02 BRUSSELS 000881",
    "UNCLAS BRUSSELS 000881",
    "SIPDIS",
    "E.O. 12958: DECL: 02/01/2012",
    "E.O. 11652: GDS",
    "TAGS: MOPS, PARM, PREL, NATO",
    "TAGS: [MOPS](#) [PARM](#)",
    "SUBJECT: DEMARCHE: COOPERATION ON CLUSTER MUNITIONS",
    "REF: (A) STATE 21535, (B) 03 STATE 333924",
    "Classified By: DCM Mark A. Taplin for Reasons 1.4(b) and (d)",
    "BRUSSELS 00000881  002 OF 003",
    "PAGE 02 BONN 16660 170751Z",
    "CONFIDENTIAL",
    "NNNN",
    "-------",
    "Summary",
    "¶1. (C) Summary: noted.",
    "¶2. (SBU) The Ministry will follow the consensus.",
    "13. (C) He asked whether the delegation would attend.",
    "q4. (C) Comment: he would not.",
    "$\\underline{\\mbox{1}}\\mbox{5}.$ Agreed.",
    "- 16. (U) End comment.",
    "(7. Noted.",
    "18.",
    "110. The Charge",
    "the talks in January",
    "¶2001. Another round",
    "lowest, commop such as at the UN. Hn October 2006, produced",
    "Iran,s &middle power8 of the Q",
    "inQnection with tbe confercnce",
    'the political" importance of',
    "the â€œfreeâ€\x9d world \xc3\xa9",
    "IMBRIE",
    "TAUBMANVZCZCXRO6586 RR RUEHAST DE RUEHBS #0881/01 0741542",
    "the meet-",
    "ing in Geneva",
    "**bold** <sup>2</sup> &amp; ### x",
    "before the next Global Initiative",
)
GLUE = ("\n", "\n\n", " ", "", "  \n", "\r\n", "\r\n\r\n", "\n- ", "\f")

# What no cable holds: half characters, nothing, marks on marks, directions, other line ends.
ODD = "\ud800\udfff\udcff\x00\x07\x1b\u0301\u20dd\u200b\u202e\u2066\ufeff\ufffd\ufffe"
ODD += "\u2028\x85\r\t\v\f \n¶£€Ж漢🙂İßﬁ’“”" + "&<>[](){}$\\*_#-.,:;'\"0123456789QqlI|aAxX"
STORMS = ("[", "](#)", "[[x](#)", "$\\underline{", "\\mbox{", "- ", "¶", "1.", "\n1. ", " \n")
STORMS += ("(", '"', "Q", "&amp;", "\u0301", "\ud83d", "A/", "RUEH", "ZZ", "#", "<b>", "x-\n", "=")

cables = st.lists(
    st.tuples(st.sampled_from(FRAGMENTS + tuple(c.text for c in CASES)), st.sampled_from(GLUE)),
    max_size=14,
).map(lambda parts: "".join(itertools.chain.from_iterable(parts)))
storms = st.builds(
    lambda lead, unit, times, tail: lead + unit * times + tail,
    st.text(ODD, max_size=4),
    st.sampled_from(STORMS) | st.text(ODD, min_size=1, max_size=3),
    st.integers(2, 400),
    st.sampled_from(FRAGMENTS) | st.text(ODD, max_size=4),
)
texts = st.one_of(cables, cables, storms, st.text(ODD, max_size=60), st.text(max_size=60))


def found_files():
    """Sample texts of the repository, and the cables and pages that lie beside it."""
    folders = [ROOT / "corpus_samples"]
    for shared in dict.fromkeys([Path("/work/shared"), ROOT.parent / "shared"]):
        folders += [shared / "samples", shared / "cables", *(shared / "ocr" / "pairs").glob("*/*")]
    files = dict.fromkeys(f for folder in folders for f in sorted(folder.rglob("*.txt")))
    return [pytest.param(f, id=f"{f.parent.name}/{f.name}") for f in files]


each_file = pytest.mark.parametrize("path", found_files())


@lru_cache(maxsize=4)
def read(path):
    return path.read_bytes().decode("utf-8", "surrogateescape")


# --- laws about a text --------------------------------------------------------------------


@lru_cache(maxsize=64)
def repaired(text):
    return repair(text, settings=OURS)


def is_reversible(text):
    assert repaired(text).revert() == text


def is_idempotent(text):
    once = clean(text, settings=OURS)
    assert clean(once, settings=OURS) == once


def clean_is_the_text_of_repair(text):
    assert clean(text, settings=OURS) == repaired(text).text


def undamaged_text_is_the_same_object(text):
    result = repair(text, settings=OURS)
    assert (result.text is text) == (result.text == text) == (not result.edits)


def edits_are_in_order_and_apart(text):
    result = repaired(text)
    for e in result.edits:
        assert 0 <= e.start <= e.end <= len(text)
        assert e.new != text[e.start : e.end]
    for a, b in itertools.pairwise(result.edits):
        assert a.end <= b.start


def edits_make_the_text(text):
    parts, at = [], 0
    for e in repaired(text).edits:
        parts += (text[at : e.start], e.new)
        at = e.end
    assert "".join(parts) + text[at:] == repaired(text).text


def edits_say_who_why_and_how_sure(text):
    for e in repaired(text).edits:
        assert e.why
        assert OURS.min_confidence <= e.confidence <= 1
        assert set(e.source.split("+")) <= {p.name for p in PASSES}


def flags_are_in_order_and_in_range(text):
    flags = repaired(text).flags
    assert all(0 <= f.start <= f.end <= len(text) for f in flags)
    assert [f[:2] for f in flags] == sorted(f[:2] for f in flags)


def flags_say_who_why_and_what(text):
    for f in repaired(text).flags:
        assert f.why
        assert f.kind in FLAG_KINDS
        assert f.kind != "error"
        assert f.source in {p.name for p in PASSES}
        assert all(isinstance(c, str) for c in f.candidates)


def spans_go_there_and_back(text):
    result = repaired(text)
    at = shift = 0
    for e in result.edits:
        low, high = result.output_span(e.start, e.end)
        assert e.new in result.text[low:high]
        if e.new:
            start, end = result.source_span(low, high)
            assert start <= e.start <= e.end <= end
        _copy_maps_exactly(result, at, e.start, shift)
        at, shift = e.end, high - e.end
    _copy_maps_exactly(result, at, len(text), shift)


def _copy_maps_exactly(result, start, end, shift):
    for a, b in {(start, end), (start, start + 1), (end - 1, end)} if start < end else ():
        there = (a + shift, b + shift)
        assert result.output_span(a, b) == there
        assert result.source_span(*there) == (a, b)
        assert result.source[a:b] == result.text[slice(*there)]


def json_gives_the_same_back(text):
    # ensure_ascii would write two half characters that stand side by side as one whole one
    written = json.dumps(repaired(text).to_dict(), ensure_ascii=False)
    assert Repair.from_dict(json.loads(written)) == repaired(text)


def pickle_gives_the_same_back(text):
    again = pickle.loads(pickle.dumps(repaired(text)))  # noqa: S301 - our own
    assert again == repaired(text)
    assert again.edits == repaired(text).edits


def diff_is_there_if_the_text_differs(text):
    assert bool(repaired(text).diff()) == (repaired(text).text != text)


def messages_are_in_order_and_apart(text):
    result = repaired(text)
    at = 0
    for m in result.messages:
        assert at <= m.start <= m.end <= len(result.text)
        at = m.end


LAWS = [
    is_reversible,
    is_idempotent,
    clean_is_the_text_of_repair,
    undamaged_text_is_the_same_object,
    edits_are_in_order_and_apart,
    edits_make_the_text,
    edits_say_who_why_and_how_sure,
    flags_are_in_order_and_in_range,
    flags_say_who_why_and_what,
    spans_go_there_and_back,
    json_gives_the_same_back,
    pickle_gives_the_same_back,
    diff_is_there_if_the_text_differs,
    messages_are_in_order_and_apart,
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@given(text=texts)
@example(text="\n".join(FRAGMENTS))
@example(text=" ".join(FRAGMENTS))
@example(text="\r\n\r\n".join(FRAGMENTS))
@example(text="[a](#)[b](#)\ud83d[\udca9](#)")
@settings(max_examples=200)
def test_law(law, text):
    law(text)


@each_file
def test_laws_hold_for_real_texts(path):
    for law in LAWS:
        law(read(path))


# --- laws about a pass --------------------------------------------------------------------


def off_means_off(p, text):
    result = repair(text, settings=WITHOUT[p.name])
    assert not any(p.name in e.source.split("+") for e in result.edits)
    assert not any(p.name == f.source for f in result.flags)


def alone_means_alone(p, text):
    result = repair(text, settings=ALONE[p.name])
    assert {e.source for e in result.edits} | {f.source for f in result.flags} <= {p.name}
    assert result.revert() == text
    assert clean(result.text, settings=ALONE[p.name]) == result.text


def closed_gate_hides_nothing(p, text):
    doc = Document(text)
    if not GATES[p.name].open(doc) or (p.view and not getattr(doc, p.view)):
        assert list(p(doc)) == [], p.name


PASS_LAWS = [off_means_off, alone_means_alone, closed_gate_hides_nothing]


@each_pass
@pytest.mark.parametrize("law", PASS_LAWS, ids=lambda law: law.__name__)
@given(text=texts)
@example(text="\n".join(FRAGMENTS))
@example(text=" ".join(FRAGMENTS))
@settings(max_examples=100)
def test_law_of_a_pass(law, p, text):
    law(p, text)


@each_file
def test_laws_of_passes_hold_for_real_texts(path):
    for p in PASSES:
        for law in PASS_LAWS:
            law(p, read(path))


@given(texts)
@example("\n".join(FRAGMENTS))
@settings(max_examples=30)
def test_with_all_passes_off_nothing_changes(text):
    result = repair(text, settings=NOTHING)

    assert result.text is text
    assert (result.edits, result.flags, result.overlaps) == ((), (), 0)


# --- long texts ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_text():
    """Everything at hand as one document of many pieces; each text begins at a line of its own."""
    samples = [read(p.values[0]) for p in found_files()[:12]]
    return "\n\n".join([*samples, *(c.text for c in CASES), *FRAGMENTS] * 3) + "\n"


@stamp("word-shouted", Stage.TEXT, gate="the")
def shouted(doc):
    """A pass that sees one piece at a time, as those of other people may."""
    for m in re.finditer("the", doc.text):
        yield Edit(*m.span(), "THE", 0.99, "for the test")


def test_where_a_long_document_is_cut_does_not_matter(long_text, monkeypatch):
    alone = Settings(passes=[shouted])
    monkeypatch.setattr(cablefix.document, "PIECE", len(long_text))
    uncut = repair(long_text, settings=alone)
    monkeypatch.setattr(cablefix.document, "PIECE", 1_000)
    cut = repair(long_text, settings=alone)

    assert len(uncut.edits) > 100
    assert uncut.edits == cut.edits
    assert uncut.flags == cut.flags


MB = 1_000_000
BIG = {
    "one line of 1 MB": "word " * (MB // 5),
    "one line of 1 MB, without a blank": "x" * MB,
    "a line of 1 MB between others": "¶1. (C) Noted.\n" + "x" * MB + "  \n¶2. (C) Agreed.\n",
    "1 MB of blanks": " " * MB,
    "a line of blanks between others": "a\n" + " " * MB + "\nb",
    "100,000 empty lines": "\n" * 100_000,
    "100,000 empty lines of another system": "\r\n" * 100_000,
    "100,000 lines of one letter": "a\n" * 100_000,
    "100,000 numbered paragraphs": "".join(f"¶{n}. x\n" for n in range(100_000)),
    "20,000 numbers without an order": "".join(f"{n * 7919 % 97}. x\n" for n in range(20_000)),
    "header lines for ever": "RUEHBS/USEU BRUSSELS 0001\n" * 20_000,
    "header words for ever": "RUEHBS/USEU BRUSSELS 0001 " * 20_000,
    "messages for ever": "TAUBMANVZCZCXRO6586 RR RUEHAST DE RUEHBS #0881/01 0741542\n" * 5_000,
    "page lines for ever": "BRUSSELS 00000881  002 OF 003\n\n" * 10_000,
    "spaced letters for ever": "C O N F I D E N T I A L " * 20_000,
    "unknown words for ever": "tbe confercnce commop " * 20_000,
    "unknown words, all different": " ".join(f"q{n:x}z" for n in range(100_000)),
    "characters of the whole plane": "".join(map(chr, range(0x100, 0x10000))) * 4,
    "half characters for ever": "\ud800" * 300_000,
    "marks on marks": "e" + "\u0301" * 300_000,
    "directions on directions": "\u202e\u2066" * 150_000,
    "mojibake for ever": "â€™ Ã© " * 40_000,
    "nothing for ever": "\x00" * MB,
}
BIG |= {f"{storm!r} for ever": storm * (300_000 // len(storm)) for storm in STORMS}


@pytest.fixture
def no_hang():
    """Twenty seconds of processor time: far more than any text needs, and no wait for ever."""

    def stop(*_):
        raise AssertionError("this text takes more than twenty seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, 20)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("text", BIG.values(), ids=BIG)
def test_big_text_comes_through(text):
    result = repair(text, settings=OURS)

    assert result.revert() == text
    assert clean(result.text, settings=OURS) == result.text


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.name}: {c.title}")
@pytest.mark.parametrize("glue", ["", "\n", "\n\n"], ids=["on one line", "in lines", "apart"])
def test_damage_for_ever_comes_through(case, glue):
    text = (case.text + glue) * (50_000 // (len(case.text) + 1))
    result = repair(text, settings=ALONE[case.name])

    assert result.revert() == text


# --- many texts ---------------------------------------------------------------------------


@given(st.lists(texts, max_size=6))
@settings(max_examples=20)
def test_order_of_documents_is_kept(many):
    results = list(repair_many(many, settings=OURS))

    assert [r.source for r in results] == many
    assert results == [repair(text, settings=OURS) for text in many]


def test_order_of_documents_is_kept_by_two_processes():
    many = [f"{n} {text}" for n, text in enumerate(FRAGMENTS * 4)]

    assert list(repair_many(many, settings=OURS, jobs=2)) == [
        repair(text, settings=OURS) for text in many
    ]


def test_plugins_apart_the_default_is_what_the_laws_are_about():
    assert DEFAULT.passes[: len(PASSES)] == OURS.passes
