"""Who signed, and what stands behind the signature."""

from __future__ import annotations

import pytest

from cablefix import Document
from cablefix.cable.ending import signature

TEXT = "1. The talks went on. End comment."
CAPITALS = "1. THE TALKS WENT ON."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{TEXT}\n\nTAUBMAN\n", "TAUBMAN"),
        (f"{TEXT}\nDE WITTE", "DE WITTE"),
        (f"{TEXT}\n\nLlorens\n\n", "Llorens"),
        (f"{TEXT}\n\nO'BRIEN\n\nNNNN\n", "O'BRIEN"),
        (f"{TEXT} TAUBMAN", "TAUBMAN"),
        ("1. They are the supplier. END COMMENT\nCURRAN", "CURRAN"),
        (f"{CAPITALS}\nRUSH\n\nUNCLASSIFIED\n\nNNN\n", "RUSH"),
        (f"{CAPITALS}\n\nRUSH\n\nLIMITED OFFICIAL USE\n<< END OF DOCUMENT >>\n", "RUSH"),
        (f"{CAPITALS}\nRUSH\nNNN\n*** Current Handling Restrictions *** n/a\n", "RUSH"),
        (f"{CAPITALS}\nRUSH\nNNN\n\n\nMessage Attributes\n\nTAGS: PREL\n", "RUSH"),
        # none: cut texts, the last words of a sentence, closing formulas
        (TEXT, ""),
        (f"{CAPITALS} IT WILL BE\nUNWISE", ""),
        (f"{CAPITALS} NATO", ""),
        ("1. They met in the rooms of the\nMinistry", ""),
        ("1. So it was in the days of NATO. NATO", ""),
        (f"{TEXT}\n\nEND SUMMARY", ""),
        (f"{CAPITALS}\n\nSECRET\n", ""),
        ("TAUBMAN", ""),
        ("", ""),
    ],
)
def test_signature_is_the_last_line_that_is_a_name(text, name):
    found = signature(Document(text), 0, len(text))

    assert found.name == name
    assert text[found.start : found.end] == name
