"""Build src/cablefix/data/routing_indicators.txt, the closed set of routing indicators.

    python tools/build_routing.py --tables ../shared/tables

From ``routing_indicators.csv``: indicators seen in cables, in ACP 117 CAN-US Supp-1 and in the list
of cable2graph.  One a line, sorted; ranges (``RHFJAAA THRU RHFJAAZ``) are left out.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

# The one indicator of the second line of most cables that have but one (FORMAT.md 1.1).
ALSO_SEEN = {"RUEHWEB"}
OUT = Path(__file__).resolve().parent.parent / "src" / "cablefix" / "data"


def main() -> None:
    """Write the file and say how many there are."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tables", type=Path, required=True)
    args = parser.parse_args()
    with (args.tables / "routing_indicators.csv").open(encoding="utf-8", newline="") as file:
        seen = {row["routing_indicator"] for row in csv.DictReader(file)} | ALSO_SEEN
    indicators = sorted(i for i in seen if re.fullmatch(r"R[A-Z]{3,6}", i))
    (OUT / "routing_indicators.txt").write_text("\n".join(indicators) + "\n", "ascii")
    print(f"{len(indicators)} routing indicators")


if __name__ == "__main__":
    main()
