"""What the script of a page reads: JSON that no browser takes for anything but text."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from cablefix.decisions import CONTEXT, keys
from cablefix.report.overview import claimed
from cablefix.types import FLAG_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.api import Repair
    from cablefix.decisions import Key

_PARTS_KEY = "\x1f"
# In HTML only "<" can end or open anything in a script element; ">" and "&" go with it.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class Found(NamedTuple):
    """A repair or a flag, in the order of the source.

    ``label`` is its name in the document: ``r3`` is the third repair, ``f1`` the first flag.
    """

    label: str
    kind: str
    flag_kind: str
    passes: str
    start: int
    end: int
    after: str
    confidence: float | None
    why: str
    candidates: tuple[str, ...]
    key: Key

    @property
    def context(self) -> int:
        """How many characters on each side are part of the key, where the text has so many."""
        return max(CONTEXT, len(self.key.prefix), len(self.key.suffix))


def found(result: Repair) -> list[Found]:
    """The repairs and flags of a result, by place."""
    of = keys(result)
    every = [
        Found(f"r{i}", "repair", "", e.source, e.start, e.end, e.new, e.confidence, e.why, (), key)
        for i, (e, key) in enumerate(zip(result.edits, of, strict=False), 1)
    ]
    flags = zip(result.flags, of[len(every) :], strict=True)
    ordered = sorted(flags, key=lambda flag: (flag[0].start, flag[0].end))
    every += (
        Found(
            *(f"f{i}", "flag", f.kind, f.source, f.start, f.end, "", claimed(f), f.why),
            f.candidates,
            key,
        )
        for i, (f, key) in enumerate(ordered, 1)
    )
    return sorted(every, key=lambda f: (f.start, f.end, f.kind))


def key_number(key: Key) -> int:
    """A number for the key of a finding, by which the script finds its decision in the index.

    The checksum of the key in UTF-16, which is how a browser holds text.
    """
    parts = (key.kind, key.source, key.exact, key.prefix, key.suffix)
    return zlib.crc32(_PARTS_KEY.join(parts).encode("utf-16-le", "surrogatepass"))


def document(name: str, result: Repair, places: Sequence[str]) -> str:
    """One document: its source, and its findings with offsets in UTF-16."""
    every = found(result)
    passes, reasons = _Numbers(), _Numbers()
    at16 = _utf16(result.source, every)
    rows = [
        [
            f.label,
            passes.of(f.passes),
            at16[f.start],
            at16[f.end],
            f.after,
            f.confidence,
            reasons.of(f.why),
            f.flag_kind,
            list(f.candidates),
            place,
            f.context,
        ]
        for f, place in zip(every, places, strict=True)
    ]
    return escaped(
        {
            "name": name,
            "source": result.source,
            "passes": list(passes),
            "reasons": list(reasons),
            "found": rows,
        }
    )


class Indexed(NamedTuple):
    """A document as the index knows it."""

    href: str
    name: str
    post: str
    date: str
    subject: str
    quality: float
    result: Repair


def corpus(documents: Sequence[Indexed], *, identity: str, pages: dict[str, str]) -> str:
    """The documents of a page, with all that they are sorted and filtered by.

    Of each finding: the number of its change, its confidence in thousandths (-1 if it has none),
    its kind (0 a repair), and the number of its key.  ``pages`` are the neighbours of this page.
    """
    changes = _Numbers()
    kinds = ["", *FLAG_KINDS]
    rows = []
    for d in documents:
        facts: list[int] = []
        for f in found(d.result):
            if f.flag_kind not in kinds:
                kinds.append(f.flag_kind)
            facts += (
                changes.of((f.kind, f.passes, f.key.exact, f.after)),
                -1 if f.confidence is None else int(f.confidence * 1000 + 1e-6),
                kinds.index(f.flag_kind),
                key_number(f.key),
            )
        rows.append([d.href, d.name, d.post, d.date, d.subject, round(d.quality, 2), facts])
    return escaped(
        {
            "id": identity,
            "kinds": kinds,
            "changes": list(changes),
            "documents": rows,
            "pages": pages,
        }
    )


def escaped(facts: Any) -> str:  # noqa: ANN401 (whatever JSON can say)
    r"""JSON in ASCII that ends no element: safe between ``<script>`` and ``</script>``.

    >>> escaped("</script>")
    '"\\u003c/script\\u003e"'
    """
    return json.dumps(facts, ensure_ascii=True, separators=(",", ":")).translate(_ESCAPES)


class _Numbers:
    """Values, each said once and from then on by its number."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def of(self, value: object) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    def __iter__(self) -> Iterator[object]:
        return iter(self._numbers)


def _utf16(source: str, every: Sequence[Found]) -> dict[int, int]:
    """Offsets in code points to offsets in UTF-16, for the places of the findings."""
    wanted = sorted({at for f in every for at in (f.start, f.end)})
    if not wanted or max(source, default="") < "\U00010000":
        return {at: at for at in wanted}
    units, last, extra = {}, 0, 0
    for at in wanted:
        extra += sum(c >= "\U00010000" for c in source[last:at])
        units[at], last = at + extra, at
    return units
