"""The formatter, in pipelines of datatrove itself."""

from __future__ import annotations

import json
import pickle
from importlib import import_module

import pytest

from cablefix import Settings

pytest.importorskip("datatrove", reason="datatrove is not installed")
Document = import_module("datatrove.data").Document
CableFormatter = import_module("cablefix.integrations.datatrove").CableFormatter

LINK = "TAGS: [MOPS](#)"
GAP = "¶1. (C) One.\n\n¶3. (C) Three.\n"


def run(*texts, settings=None):
    formatter = CableFormatter(settings) if settings else CableFormatter()
    return list(formatter.run(Document(text, f"{n}") for n, text in enumerate(texts)))


def test_documents_are_repaired_in_order_with_a_record():
    link, gap = run(LINK, GAP)

    assert (link.id, link.text) == ("0", "TAGS: MOPS")
    assert [e["before"] for e in link.metadata["cablefix"]["edits"]] == ["[MOPS](#)"]
    assert (gap.id, gap.text) == ("1", GAP)
    assert [f["kind"] for f in gap.metadata["cablefix"]["flags"]] == ["lost"]


def test_what_a_document_says_already_is_kept():
    document = Document(LINK, "a", metadata={"post": "BRUSSELS"})

    (repaired,) = CableFormatter().run([document])

    assert repaired.metadata["post"] == "BRUSSELS"


def test_document_without_text_passes_as_it_is():
    nothing, link = run(None, LINK)

    assert (nothing.text, nothing.metadata) == (None, {})
    assert link.text == "TAGS: MOPS"


def test_settings_are_heeded_and_go_with_the_formatter_to_another_process():
    formatter = pickle.loads(pickle.dumps(CableFormatter(Settings(passes=[]))))  # noqa: S301

    assert formatter.format(LINK) == LINK
    assert [d.text for d in formatter.run([Document(LINK, "a")])] == [LINK]
    assert CableFormatter().format(LINK) == "TAGS: MOPS"


def test_what_is_no_text_is_an_error():
    with pytest.raises(TypeError, match=r"holds 7 \(int\), not text"):
        run(7)


def test_statistics_count_edits_and_flags():
    formatter = CableFormatter()
    list(formatter.run([Document(LINK, "a"), Document(GAP, "b")]))

    stats = formatter.stats.stats
    assert (stats["total"].total, stats["edits"].total, stats["flags"].total) == (2, 1, 1)


def test_pipeline_writes_the_record(tmp_path):
    executor = import_module("datatrove.executor").LocalPipelineExecutor
    writer = import_module("datatrove.pipeline.writers").JsonlWriter

    executor(
        [
            [Document(LINK, "a"), Document(GAP, "b")],
            CableFormatter(),
            writer(str(tmp_path / "out"), compression=None),
        ],
        logging_dir=str(tmp_path / "logs"),
    ).run()

    written = (tmp_path / "out" / "00000.jsonl").read_text(encoding="utf-8")
    link, gap = map(json.loads, written.splitlines())
    assert link["text"] == "TAGS: MOPS"
    assert gap["metadata"]["cablefix"]["flags"][0]["kind"] == "lost"
