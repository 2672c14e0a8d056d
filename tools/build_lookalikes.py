"""Build src/cablefix/data/lookalikes.tsv: letters of other scripts that look like Latin ones.

    python tools/build_lookalikes.py

Each row has a letter, the Latin one it cannot be told from, and its name.  Which letters look the
same is a fact that everybody can check; they are listed here by their names in Unicode, and the
names are looked up in Python's own table, so a letter that is misspelt here is an error.  Letters
that only resemble a Latin one (Cyrillic з, к, т; Greek α, ν, κ, which stand beside Latin letters in
TNFα and NFκB) are left out.  Full-width and mathematical letters are no rows: their compatibility
decomposition says what they are.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data" / "lookalikes.tsv"

SAME = {
    "CYRILLIC CAPITAL LETTER": {
        "A": "A", "VE": "B", "ES": "C", "IE": "E", "EN": "H", "BYELORUSSIAN-UKRAINIAN I": "I",
        "JE": "J", "KA": "K", "EM": "M", "O": "O", "ER": "P", "QA": "Q", "DZE": "S", "TE": "T",
        "WE": "W", "HA": "X", "STRAIGHT U": "Y",
    },
    "CYRILLIC SMALL LETTER": {
        "A": "a", "ES": "c", "KOMI DE": "d", "IE": "e", "SHHA": "h",
        "BYELORUSSIAN-UKRAINIAN I": "i", "JE": "j", "PALOCHKA": "l", "O": "o", "ER": "p",
        "QA": "q", "DZE": "s", "IZHITSA": "v", "WE": "w", "HA": "x", "U": "y",
    },
    "GREEK CAPITAL LETTER": {
        "ALPHA": "A", "BETA": "B", "EPSILON": "E", "ETA": "H", "IOTA": "I", "KAPPA": "K",
        "MU": "M", "NU": "N", "OMICRON": "O", "RHO": "P", "TAU": "T", "CHI": "X", "UPSILON": "Y",
        "ZETA": "Z",
    },
    "GREEK SMALL LETTER": {"OMICRON": "o"},
    "GREEK": {"CAPITAL LUNATE SIGMA SYMBOL": "C", "LUNATE SIGMA SYMBOL": "c", "LETTER YOT": "j"},
}  # fmt: skip


def main() -> None:
    """Write the table."""
    rows = sorted(
        (unicodedata.lookup(f"{script} {name}"), latin, f"{script} {name}".lower())
        for script, letters in SAME.items()
        for name, latin in letters.items()
    )
    head = "# letter\tlatin\tname\n"
    TABLE.write_text(head + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} letters in {TABLE}")


if __name__ == "__main__":
    main()
