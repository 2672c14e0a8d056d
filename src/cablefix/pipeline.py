"""Running the passes: gates, stages, settling overlaps, and the way to a fixed point.

A run goes through the stages until a whole round changes nothing, so the result is a fixed
point and ``clean(clean(x)) == clean(x)`` holds by construction.  A pass may therefore decide
about an edit by the text alone, never by ``Document.source``; flags may look there.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from cablefix.document import UNCHANGED, Document
from cablefix.spans import Places, SpanTable, apply, compose
from cablefix.types import CablefixError, Edit, Finding, Flag, Pass, PassError, SettingsError, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# One round repairs, the next confirms; a third is needed when a repair uncovers damage of an
# earlier stage.  Passes that undo each other would never end: after these the text stays as it was.
MAX_ROUNDS = 8

# What an editor writes behind a word that is wrong in the original itself.
SIC = ("[sic]", "[Sic]", "[SIC]")
# How far back from there its word may begin.
LONG_WORD = 100

# How a flag ends that was an edit, before its confidence.
PROPOSAL = "; confidence "
# The stages whose gates are one RE2 set.  Sets of few patterns take more scans, but the automaton
# of all of them at once has so many states that most of the time goes into making these: of a MB
# never seen 350 ms in one set, 70 ms in three (texts of the 1970s; 5 ms and 8 ms seen again).
SCANNED_TOGETHER = ((Stage.ENCODING, Stage.LAYOUT), (Stage.STRUCTURE,), (Stage.TEXT, Stage.WORDS))

UNSTABLE = Flag(
    0, 0, "error", "the repairs of this document undo each other; nothing was changed", (), "engine"
)


class Gates:
    """Which passes have work on a text: one RE2 set over their gates, scanned once a text."""

    def __init__(self, passes: Sequence[Pass]) -> None:
        self.passes = tuple(passes)
        # several passes share a gate: those on headers do
        self._by_gate: dict[str, list[int]] = {}
        for i, p in enumerate(self.passes):
            if p.gate:
                self._by_gate.setdefault(p.gate, []).append(i)
        self._behind = list(self._by_gate.values())
        gated = chain.from_iterable(self._behind)
        self._ungated = frozenset(range(len(self.passes))).difference(gated)

    @cached_property
    def _set(self) -> Any:  # noqa: ANN401 - re2 has no types
        import re2

        options = re2.Options()
        options.never_capture = True
        # a set that runs out of memory would say "no match": 64 MB is far above what 30 gates take
        options.max_mem = 64 << 20
        # RE2 prints its own line to stderr for a bad pattern; the error below says more
        options.log_errors = False
        patterns = re2.Set.SearchSet(options)
        for gate, behind in self._by_gate.items():
            try:
                patterns.Add(gate)
            except re2.error as error:
                raise SettingsError(
                    f"the gate of pass {self.passes[behind[0]].name!r} is no RE2 pattern: {error}"
                ) from error
        patterns.Compile()
        return patterns

    def open(self, doc: Document) -> frozenset[int]:
        """The indexes of the passes whose pattern the text has, or that have none.

        Views are looked at when it is the turn of their pass: most texts change before that.
        """
        if not self._by_gate:
            return self._ungated
        # RE2 answers None, not an empty list, when nothing matches
        found = self._set.Match(doc.utf8) or ()
        return self._ungated.union(*(self._behind[k] for k in found))


class _Part:
    """A telegram, or a whole document: where it begins, and its pieces with their open gates."""

    def __init__(self, start: int, doc: Document) -> None:
        self.start = start
        self.doc = doc
        self._open: dict[Gates, tuple[frozenset[int], list[frozenset[int]]]] = {}

    @cached_property
    def pieces(self) -> list[tuple[int, Document]]:
        """Each piece with its offset in the document."""
        return [(self.start + at, p) for at, p in self.doc.pieces()]

    def open(self, gates: Gates) -> tuple[frozenset[int], list[frozenset[int]]]:
        """The passes that have work somewhere in the part, and those that have in each piece."""
        found = self._open.get(gates)
        if found is None:
            by_piece = [gates.open(p) for _, p in self.pieces]
            found = self._open[gates] = by_piece[0].union(*by_piece[1:]), by_piece
        return found

    def opened(self, gates: Gates, i: int) -> Iterator[tuple[int, Document]]:
        """Where the ``i``-th pass, an open one, has to look: its pieces, or all of the part."""
        p = gates.passes[i]
        if p.whole:
            places = [(self.start, self.doc)]
        else:
            by_piece = self.open(gates)[1]
            places = [x for x, is_open in zip(self.pieces, by_piece, strict=True) if i in is_open]
        return (place for place in places if not p.view or getattr(place[1], p.view))


class _Scan:
    """One text on its way through the stages: its parts, and what to keep.

    A part is a telegram, or the whole document for passes that only flag: those may look at the
    source, which belongs to the whole.  ``held`` are places of the text that nothing may change.
    """

    def __init__(
        self,
        doc: Document,
        keep: Sequence[str],
        held: Iterable[tuple[int, int]] = (),
        *,
        by_message: bool = True,
    ) -> None:
        parts = doc.messages() if by_message else [(0, doc)]
        self.parts = [_Part(start, part) for start, part in parts]
        found = []
        for word in keep:
            at = doc.text.find(word)
            while at >= 0:
                found.append((at, at + len(word)))
                at = doc.text.find(word, at + 1)
        if "[" in doc.text:
            for mark in SIC:
                found += _said_so(doc.text, mark)
        self._kept = Places(found)
        self._held = Places(held)

    def keeps(self, f: Finding) -> bool:
        """Whether a finding lies on a word that the user or an editor keeps, or on a held place.

        What is missing somewhere is missing whatever words are kept.
        """
        if isinstance(f, Flag):
            if self._held.hold(f.start, f.end):
                return True
            return f.kind in ("doubtful", "garbled") and self._kept.meet(f.start, f.end)
        return self._kept.meet(f.start, f.end) or self._held.meet(f.start, f.end)


def _said_so(text: str, mark: str) -> Iterator[tuple[int, int]]:
    """Where a word stands before an editor's ``mark``; the mark belongs to the place."""
    at = text.find(mark)
    while at >= 0:
        first = max(0, at - LONG_WORD)
        before = text[first:at].split()
        start = text.rfind(before[-1], first, at) if before else at
        yield start, at + len(mark)
        at = text.find(mark, at + 1)


class Pipeline:
    """The passes of one configuration, ready to run on any number of documents."""

    def __init__(
        self, passes: Sequence[Pass], *, min_confidence: float, keep: Iterable[str] = ()
    ) -> None:
        def can_edit(p: Pass) -> bool:
            return p.stage is not Stage.REVIEW and p.ceiling >= min_confidence

        self._min_confidence = min_confidence
        self._keep = tuple(keep)
        ordered = sorted(passes, key=lambda p: p.stage)
        self._watcher_gates = Gates([p for p in ordered if not can_edit(p)])
        self._stages: list[tuple[Gates, list[int]]] = []
        for together in SCANNED_TOGETHER:
            gates = Gates([p for p in ordered if can_edit(p) and p.stage in together])
            for stage in together:
                members = [i for i, p in enumerate(gates.passes) if p.stage is stage]
                if members:
                    self._stages.append((gates, members))

    def clean(self, text: str) -> str:
        """The repaired text alone: passes that can only flag are left out."""
        return self._to_fixed_point(text, track=False)[0]

    def run(
        self,
        text: str,
        *,
        edits: Sequence[Edit] = (),
        held: Sequence[tuple[int, int]] = (),
    ) -> tuple[str, SpanTable, tuple[Flag, ...], int]:
        """Text, span table, flags in source offsets, and how many findings lost an overlap.

        ``edits`` of the text are made before any pass sees it, and ``held`` are places of it, those
        of the edits among them, that no pass changes or flags.
        """
        out, spans, flags, lost = self._to_fixed_point(text, edits, held, track=True)
        # what one repair changed and another changed back is no repair
        spans = SpanTable(tuple(c for c in spans.changes if c.new != c.old))
        doc = Document(out, source=text, spans=spans)
        scan = _Scan(doc, self._keep, _moved(held, spans), by_message=False)
        gates = self._watcher_gates
        _, seen, _ = self._findings(scan, gates, range(len(gates.passes)))
        flags += (_to_source(spans, f) for f in seen)
        # by place, each said once
        flags = sorted(dict.fromkeys(flags), key=lambda f: (f.start, f.end))
        return out, spans, tuple(flags), lost

    def _to_fixed_point(
        self,
        text: str,
        given: Sequence[Edit] = (),
        held: Sequence[tuple[int, int]] = (),
        *,
        track: bool,
    ) -> tuple[str, SpanTable, list[Flag], int]:
        """The text that a whole round leaves as it is; spans and flags are right if tracked."""
        spans = compose(UNCHANGED, text, given) if given else UNCHANGED
        flags: list[Flag] = []
        lost = 0
        doc = Document(apply(text, given) if given else text)
        scan = _Scan(doc, self._keep, _moved(held, spans))
        # a word that the user keeps may reach over the end of a part, and a held place is one of
        # many with the same text
        quiet: set[tuple[Stage, str]] | None = None if self._keep or held else set()
        for _ in range(MAX_ROUNDS):
            base, began = doc, spans
            raised: list[Flag] = []
            for gates, members in self._stages:
                edits, seen, beaten = self._findings(scan, gates, members, quiet, with_flags=track)
                lost += beaten
                raised += (_to_source(spans, f) for f in seen)
                if edits:
                    if track:
                        spans = compose(spans, doc.text, edits)
                    doc = Document(apply(doc.text, edits))
                    scan = _Scan(doc, self._keep, _moved(held, spans))
            # a later round says again what an earlier one said of the same place
            said = {(f.start, f.end, f.kind, f.source) for f in flags}
            flags += (f for f in raised if (f.start, f.end, f.kind, f.source) not in said)
            if doc is base or doc.text == base.text:
                return base.text, began, [f for f in flags if not _is_settled(began, f)], lost
        return text, SpanTable(), [UNSTABLE], lost

    def _findings(
        self,
        scan: _Scan,
        gates: Gates,
        members: Sequence[int],
        quiet: set[tuple[Stage, str]] | None = None,
        *,
        with_flags: bool = True,
    ) -> tuple[list[Edit], list[Flag], int]:
        """What ``members`` of the passes find in a text, settled: edits, flags, losers.

        ``quiet`` remembers the parts in which this stage found nothing, or nothing but flags if
        nobody wants them: a round that confirms need not look at them again.
        """
        found: dict[int, list[Edit]] = {}
        flags: list[Flag] = []
        passes = gates.passes
        for part in scan.parts if members else ():
            key = passes[members[0]].stage, part.doc.text
            if quiet is not None and key in quiet:
                continue
            said = len(flags)
            made = 0
            is_open, _ = part.open(gates)
            for i in members:
                if i not in is_open:
                    continue
                edits: list[Edit] = []
                for offset, piece in part.opened(gates, i):
                    self._collect(passes[i], scan, piece, offset, edits, flags)
                if edits:
                    found.setdefault(i, []).extend(edits)
                    made += len(edits)
            if quiet is not None and not made and not (with_flags and len(flags) > said):
                quiet.add(key)
        if not found:
            return [], flags, 0
        settled, lost = settle([found[i] for i in sorted(found)])
        return settled, flags, lost

    def _collect(
        self,
        p: Pass,
        scan: _Scan,
        doc: Document,
        offset: int,
        edits: list[Edit],
        flags: list[Flag],
    ) -> None:
        """Run one pass on one piece; check what it yields and sort edits from flags."""
        size = len(doc.text)
        try:
            findings = list(p(doc))
        except CablefixError:
            raise
        except Exception as error:
            raise PassError(f"pass {p.name!r} failed: {type(error).__name__}: {error}") from error
        for f in findings:
            _check(f, p, size)
            start, end = f.start + offset, f.end + offset
            if isinstance(f, Flag):
                flag = f._replace(start=start, end=end, source=p.name)
                if not scan.keeps(flag):
                    flags.append(flag)
            elif f.new != doc.text[f.start : f.end]:
                sure = min(f.confidence, p.ceiling)
                e = Edit(start, end, f.new, sure, f.why, p.name)
                if scan.keeps(e):
                    continue
                if p.stage is not Stage.REVIEW and sure >= self._min_confidence:
                    edits.append(e)
                else:
                    flags.append(as_flag(e))


def _check(f: object, p: Pass, size: int) -> None:
    """A pass may be anybody's code: what it yields is looked at before it is used."""
    if not isinstance(f, (Edit, Flag)) or (isinstance(f, Edit) and type(f.new) is not str):
        raise PassError(f"pass {p.name!r} gave {f!r}, which is no edit and no flag")
    if not 0 <= f.start <= f.end <= size:
        raise PassError(f"pass {p.name!r} gave the span {f.start} to {f.end} in {size} characters")


def _is_settled(spans: SpanTable, flag: Flag) -> bool:
    """Whether a pass that was in doubt of a place repaired it in a later round."""
    places = spans.changes_in(flag.start, flag.end) if flag.kind == "doubtful" else ()
    return any(flag.source in c.names for c in places)


def as_flag(edit: Edit) -> Flag:
    """An edit that is not sure enough to be made: a flag with its text as the candidate."""
    # rounded down, so that it never seems to reach the knob
    why = f"{edit.why}{PROPOSAL}{edit.confidence - 0.00499:.2f}"
    return Flag(edit.start, edit.end, "doubtful", why, (edit.new,), edit.source)


def proposed(flag: Flag) -> Edit | None:
    """The edit that a flag of ``as_flag`` stands for; None if the flag is another one.

    Of its confidence two digits were said, rounded down: the middle of what it may have been.

    >>> flag = as_flag(Edit(0, 3, "the", 0.614, "misread", "word-confusion"))
    >>> proposed(flag)
    Edit(start=0, end=3, new='the', confidence=0.615, why='misread', source='word-confusion')
    """
    why, sign, said = flag.why.rpartition(PROPOSAL)
    if not sign or len(flag.candidates) != 1:
        return None
    confidence = min(float(said) + 0.005, 1.0)
    return Edit(flag.start, flag.end, flag.candidates[0], confidence, why, flag.source)


def _to_source(spans: SpanTable, flag: Flag) -> Flag:
    """A flag on the output of ``spans``, with its offsets in the source."""
    start, end = spans.source_span(flag.start, flag.end)
    return flag._replace(start=start, end=end)


def _moved(places: Sequence[tuple[int, int]], spans: SpanTable) -> Sequence[tuple[int, int]]:
    """Where places of the source, which no pass has changed, stand in the output."""
    return [spans.output_span(start, end) for start, end in places] if places else ()


def settle(by_pass: Sequence[Sequence[Edit]]) -> tuple[list[Edit], int]:
    """Edits in order and without overlap, and how many lost.

    ``by_pass`` is in the order of the passes: the earlier pass wins, within a pass the edit
    that starts first.  Two insertions at one place overlap; edits that only touch do not.
    """
    one = sorted((e for edits in by_pass for e in edits), key=_place)
    if all(a.end <= b.start and _place(a) != _place(b) for a, b in zip(one, one[1:], strict=False)):
        return one, 0
    settled: list[tuple[int, int, Edit]] = []
    lost = 0
    for edits in by_pass:
        for e in sorted(edits, key=_place):
            i = bisect_left(settled, _place(e))
            left = settled[i - 1] if i else None
            right = settled[i] if i < len(settled) else None
            if (left is not None and left[1] > e.start) or (
                right is not None and (right[0] < e.end or right[:2] == _place(e))
            ):
                lost += 1
            else:
                insort(settled, (e.start, e.end, e))
    return [e for _, _, e in settled], lost


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end
