"""The component, in pipelines of spaCy itself."""

from __future__ import annotations

from importlib import import_module

import pytest

from cablefix import Flag, Settings, SettingsError, Stage, repair
from cablefix.types import repair as repair_pass

spacy = pytest.importorskip("spacy", reason="spacy is not installed")
ours = import_module("cablefix.integrations.spacy")
Doc = import_module("spacy.tokens").Doc
Span = import_module("spacy.tokens").Span

LINK = "TAGS: [MOPS](#) [PARM](#)\n\n¶1. (C) The Minister agreed.\n"
GAP = "¶1. (C) One.\n\n¶3. (C) Three.\n"
CLEAN = "¶1. (C) The Minister thanked the Ambassador.\n"


@pytest.fixture
def nlp():
    made = spacy.blank("en")
    made.add_pipe("cablefix", first=True)
    return made


def test_tokens_are_those_of_the_repaired_text(nlp):
    doc = nlp(LINK)

    assert doc.text == repair(LINK).text
    assert [t.text for t in doc] == [t.text for t in spacy.blank("en")(doc.text)]


def test_repair_is_kept_on_the_doc(nlp):
    assert nlp(LINK)._.cable_repair == repair(LINK)
    assert nlp(CLEAN)._.cable_repair == repair(CLEAN)


def test_every_token_leads_back_into_the_source(nlp):
    doc = nlp(LINK)

    for token in doc:
        start, end = token._.cable_source
        assert token.text in LINK[start:end]
    (mops,) = (t for t in doc if t.text == "MOPS")
    assert LINK[slice(*mops._.cable_source)] == "[MOPS](#)"
    assert LINK[slice(*doc[-4:]._.cable_source)].endswith("Minister agreed.\n")


def test_flags_are_spans_with_their_kind(nlp):
    doc = nlp(GAP)  # spans live no longer than their Doc

    (span,) = doc.spans["cablefix"]

    assert (span.text, span.label_) == ("¶3.", "lost")


@repair_pass("fail-bomb", Stage.TEXT, gate="BOMB")
def bomb(_):
    """A pass that fails."""
    raise RuntimeError("boom")


@repair_pass("loss-here", Stage.REVIEW, gate="HERE")
def loss(doc):
    """Something is lost at HERE, and at the end."""
    yield Flag(doc.text.index("HERE"), doc.text.index("HERE"), "lost", "at a point")
    yield Flag(len(doc.text), len(doc.text), "cut", "at the end")


@pytest.mark.parametrize(("text", "kinds"), [("BOMB", ["error"]), ("a HERE b", ["lost", "cut"])])
def test_flag_without_text_is_in_the_record_and_no_span(nlp, text, kinds):
    nlp.get_pipe("cablefix").settings = Settings(passes=[bomb, loss])

    doc = nlp(text)

    assert doc.text == text
    assert [f.kind for f in doc._.cable_repair.flags] == kinds
    assert [span.label_ for span in doc.spans["cablefix"] if not span.text] == []


def test_empty_text_passes(nlp):
    assert nlp("").text == ""


def test_doc_without_repairs_is_the_one_given(nlp):
    doc = nlp.make_doc(CLEAN)

    assert nlp(doc) is doc


def test_components_behind_it_read_the_repaired_text(nlp):
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "TAG", "pattern": "MOPS"}])

    assert [(e.text, e.label_) for e in nlp(LINK).ents] == [("MOPS", "TAG")]


@pytest.mark.parametrize("processes", [1, 2])
def test_pipe_keeps_the_order_and_the_context(nlp, processes):
    given = [(LINK, {"n": 1}), (CLEAN, {"n": 2}), (GAP, {"n": 3})]

    found = list(nlp.pipe(given, as_tuples=True, n_process=processes))

    assert [context["n"] for _, context in found] == [1, 2, 3]
    assert [doc._.cable_repair for doc, _ in found] == [repair(text) for text, _ in given]
    assert [len(doc.spans["cablefix"]) for doc, _ in found] == [0, 0, 1]


def test_record_is_stored_with_the_doc(nlp):
    doc = Doc(nlp.vocab).from_bytes(nlp(LINK).to_bytes())

    assert doc._.cable_repair == repair(LINK)


def test_pipeline_is_saved_and_loaded_with_its_settings(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("cablefix", config={"ignore": ["markup-link"], "keep": ["VasIU"]})
    nlp.to_disk(tmp_path)

    loaded = spacy.load(tmp_path)

    assert loaded(LINK).text == LINK
    settings = loaded.get_pipe("cablefix").settings
    assert settings.digest == nlp.get_pipe("cablefix").settings.digest


def test_name_of_no_pass_is_an_error():
    with pytest.raises(SettingsError, match="did you mean 'markup-link'"):
        spacy.blank("en").add_pipe("cablefix", config={"select": ["markup-lnk"]})


def test_disabled_it_repairs_nothing(nlp):
    with nlp.select_pipes(disable="cablefix"):
        doc = nlp(LINK)

    assert doc.text == LINK
    with pytest.raises(ValueError, match="has not been repaired"):
        _ = doc._.cable_repair


def test_it_must_come_first(nlp):
    nlp.add_pipe("sentencizer", first=True)

    with pytest.raises(ValueError, match="must be the first component"):
        nlp(CLEAN)


def test_what_was_said_of_the_doc_is_kept(nlp):
    doc = nlp.make_doc(LINK)
    doc.user_data["post"] = "BRUSSELS"
    doc.cats = {"cable": 1.0}

    repaired = nlp(doc)

    assert repaired.text != LINK
    assert (repaired.user_data["post"], repaired.cats) == ("BRUSSELS", {"cable": 1.0})


def test_spans_of_the_damaged_text_are_not_lost_in_silence(nlp):
    doc = nlp.make_doc(LINK)
    doc.spans["mine"] = [Span(doc, 0, 1, "TAG")]

    with pytest.raises(ValueError, match="they would be lost"):
        nlp(doc)


def test_spacy_finds_the_component_by_its_entry_point():
    points = import_module("importlib.metadata").entry_points(group="spacy_factories")

    assert points["cablefix"].load() is ours.CableRepairer
