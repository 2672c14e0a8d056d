"""The TAGS line."""

from __future__ import annotations

import pytest

from cablefix import Document
from cablefix.cable.tags import read

CASES = [
    ("TAGS: ", []),
    ("TAGS: MOPS PARM PREL", [("MOPS", "subject"), ("PARM", "subject"), ("PREL", "subject")]),
    ("TAGS PREL, KDEM", [("PREL", "subject"), ("KDEM", "programme")]),
    ("TAGS : NATO, RS.", [("NATO", "organisation"), ("RS", "geo")]),
    (
        "TAGS: OVIP (RICE, CONDOLEEZZA), PREL",
        [("OVIP", "subject"), ("RICE, CONDOLEEZZA", "person"), ("PREL", "subject")],
    ),
    (
        "TAGS: OREP (WOLFF, LESTER; DOE,\nJOHN)",
        [("OREP", "subject"), ("WOLFF, LESTER", "person"), ("DOE, JOHN", "person")],
    ),
    ("TAGS: OVIP (RICE", [("OVIP", "subject"), ("RICE", "person")]),
    ("TAGS: EINDETRD", [("EINDETRD", "")]),
]


@pytest.mark.parametrize(("line", "expected"), CASES, ids=lambda x: str(x)[:30])
def test_codes_have_kinds_and_persons_are_tags(line, expected):
    tags = list(read(Document(line), 0, len(line)))

    assert [(t.code, t.kind) for t in tags] == expected
    assert [" ".join(line[t.start : t.end].split()) for t in tags] == [t.code for t in tags]
