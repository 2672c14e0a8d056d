"""The E.O. line, the subject and the classification authority."""

from __future__ import annotations

import pytest

from cablefix import Document
from cablefix.cable.opening import classifier, order, subject


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("E.O. 12958: DECL: 02/01/2012", ("12958", "02/01/2012")),
        ("EO 12958 DECL: 2015/05/06", ("12958", "2015/05/06")),
        ("E.O. 12958: N/A", ("12958", "N/A")),
        ("E.O. 13526: DECL AFTER KOREAN\nUNIFICATION", ("13526", "AFTER KOREAN UNIFICATION")),
        ("E. O. 11652: GDS", ("11652", "GDS")),
        ("E.O. LL652: XGDS-1", ("LL652", "XGDS-1")),
        ("E.O. 12065:GDS 2/27/85 (MONJO, JOHN C.)", ("12065", "GDS 2/27/85 (MONJO, JOHN C.)")),
        ("illegible", ("", "illegible")),
    ],
)
def test_order_has_its_number_and_what_it_says(line, expected):
    assert order(Document(line), 0, len(line))[:2] == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("SUBJECT: DEMARCHE: COOPERATION", ("DEMARCHE: COOPERATION", "")),
        ("SUBJ: (S/NF) TALKS", ("TALKS", "S/NF")),
        ("SUBJECT: (U) WEEKLY STATUS\nREPORT", ("WEEKLY STATUS REPORT", "U")),
        ("SUBJECT: (CORRECTED COPY) TALKS", ("(CORRECTED COPY) TALKS", "")),
        ("SUBJECT:", ("", "")),
    ],
)
def test_subject_is_joined_and_its_mark_stands_apart(lines, expected):
    assert subject(Document(lines), 0, len(lines))[:2] == expected


@pytest.mark.parametrize(
    ("lines", "who", "reasons"),
    [
        (
            "Classified By: DCM Jane A. Roe for Reasons 1.4(b) and (d)",
            "DCM Jane A. Roe",
            ["1.4(b)", "1.4(d)"],
        ),
        (
            "Classified By: Charge d'Affaires J. Roe for reasons\n1.4 (b) and\n(d).",
            "Charge d'Affaires J. Roe",
            ["1.4(b)", "1.4(d)"],
        ),
        (
            "CLASSIFIED BY AMBASSADOR J. ROE. REASON: 1.5 (B/D).",
            "AMBASSADOR J. ROE",
            ["1.5(b)", "1.5(d)"],
        ),
        (
            "(U) Classified by Consul J. Roe, reasons 1.4 b and d.",
            "Consul J. Roe",
            ["1.4(b)", "1.4(d)"],
        ),
        (
            "Classified By: J. Roe, per E.O. 12958 for reasons 1.4(a) and 1.5 (c)",
            "J. Roe",
            ["1.4(a)", "1.5(c)"],
        ),
        ("Classified By: J. Roe, reason 1.4", "J. Roe", ["1.4"]),
        ("Derived from: DSCG 05-1, b and d", "DSCG 05-1, b and d", []),
    ],
)
def test_classifier_is_parted_from_the_reasons(lines, who, reasons):
    found = classifier(Document(lines), 0, len(lines))

    assert (found.who, list(found.reasons)) == (who, reasons)
