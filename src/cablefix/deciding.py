"""A repair with the reviewers' decisions honoured: which finding each is about, and what it does.

A rejected repair, an edit and what reviewers disagree on are places that no pass may change.  So
they are found first, in a repair without decisions, and the document is repaired again around
them.  A document without findings, or with none that was decided on, is repaired once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cablefix.decisions import CONTEXT, Decisions, Key, key
from cablefix.result import Repair
from cablefix.spans import Places, SpanTable, apply, compose
from cablefix.types import Edit, Flag

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from cablefix.decisions import Decision, Ruling
    from cablefix.settings import Settings

# The name of a reviewer's own text among the passes.
REVIEW = "review"

# Around a place that is held a pass may find what it had not found before, and so on; what is not
# quiet by then is told by the second run that every repair is held against.
_ROUNDS = 6

# How alike two contexts must be when other repairs have changed what stands around, and by how
# much the best place must stand out.  Two lines of English that have nothing in common reach 0.5.
_ALIKE = 0.7
# Where it only matters that a repair is one of several that were rejected.
_REMOTELY = 0.4
# One side as it was, and the other one lost with a page line or rewritten with its header.
_ONE_SIDE = 0.8
_STANDS_OUT = 0.05
# A reviewer's own text is written where there is no doubt of the place.
_ALIKE_TO_WRITE = 0.85
# So many letters and digits of a context tell something without what is between them.
_LETTERS = 6
# What is shorter than this, context and all, has to be the same.
_SHORT = 16
# At so many places of a document, as of a blank, a text is looked for.
_LOOKED_AT = 2000
# What a flag of few letters counts for if these were repaired: a marker was, and the gap before it
# stays.
_REPAIRED = 0.9
# A long flagged stretch may have been repaired inside; this much of it is compared.
_COMPARED = 500

# With how much context on each side a text is looked for, the surest first.
_NEEDLES = ((32, 32), (32, 0), (0, 32), (16, 16), (8, 8))


class Placed(NamedTuple):
    """Where decisions hold in a text: edits of it, and places to keep, those of the edits too.

    ``rulings`` are the decisions that this takes care of.
    """

    edits: tuple[Edit, ...] = ()
    held: tuple[tuple[int, int], ...] = ()
    rulings: frozenset[Ruling] = frozenset()


NOWHERE = Placed()


class Decided(NamedTuple):
    """A repair that honours the decisions, and what became of those on this document.

    ``found`` are the rulings whose finding is there, ``standing`` those that hold without one,
    since the text that was decided on stands there already.  ``ambiguous`` ones fit several places,
    ``blocked`` ones meet the place of another one; of ``unmatched`` ones the document has no trace,
    though they name it.  With the last three, nothing was done.
    """

    result: Repair
    found: tuple[Ruling, ...] = ()
    standing: tuple[Ruling, ...] = ()
    ambiguous: tuple[Ruling, ...] = ()
    blocked: tuple[Ruling, ...] = ()
    unmatched: tuple[Ruling, ...] = ()
    placed: Placed = NOWHERE


class Match(NamedTuple):
    """The ruling on each finding of a ``Repair`` (the edits, then the flags) that has one."""

    found: dict[int, Ruling]
    ambiguous: tuple[Ruling, ...]


def decided(
    text: str,
    settings: Settings,
    decisions: Decisions,
    *,
    id: str | None = None,
    placed: Placed = NOWHERE,
) -> Decided:
    """The repair of ``text`` as reviewers decided; ``placed`` is what is decided of it already."""
    deciding = _Deciding(text, settings, decisions, id, placed)
    for _ in range(_ROUNDS):
        if not deciding.find_more():
            break
    return deciding.end()


class _Deciding:
    """The repair of one document, and the places that decisions have found in it so far."""

    def __init__(
        self, text: str, settings: Settings, decisions: Decisions, id: str | None, placed: Placed
    ) -> None:
        self._text = text
        self._settings = settings
        self._decisions = decisions
        self._id = id
        self._edits = list(placed.edits)
        self._held = list(placed.held)
        self._placed = placed
        self._done = placed.rulings
        self._disputed: list[Flag] = []
        self._silent: set[tuple[int, int, str]] = set()
        self._found: dict[Ruling, None] = {}
        self._blocked: dict[Ruling, None] = {}
        self._accepted: dict[Ruling, set[tuple[int, int, str]]] = {}
        self._ambiguous: tuple[Ruling, ...] = ()
        self._places: dict[Ruling, tuple[int, int] | None] = {}
        self._result = self._repair()

    def _repair(self) -> Repair:
        out, spans, flags, overlaps = self._settings.pipeline.run(
            self._text,
            edits=sorted(self._edits, key=lambda e: (e.start, e.end)),
            held=sorted(self._held),
        )
        return Repair(self._text, out, spans, flags, id=self._id, overlaps=overlaps)

    def find_more(self) -> bool:
        """Repair again if decisions hold at places that were not known yet; whether they do."""
        before = len(self._held)
        edits = self._result.edits
        findings: list[Edit | Flag] = [*edits, *self._result.flags]
        match = _matched(findings, self._text, self._decisions, self._id, self._done)
        self._ambiguous = match.ambiguous
        for i, ruling in (match.found | self._found_behind(findings, match.found)).items():
            f = findings[i]
            if self._is_written(f, ruling):
                continue
            self._found[ruling] = None
            if isinstance(f, Edit):
                self._at_edit(f, ruling)
            else:
                self._at_flag(f, ruling)
        if len(self._held) == before and edits:
            self._hold_what_stands()
        if len(self._held) == before:
            return False
        self._result = self._repair()
        return True

    def _found_behind(
        self, findings: Sequence[Edit | Flag], found: dict[int, Ruling]
    ) -> dict[int, Ruling]:
        """What decisions more are found in the text as it will be, with all edits made so far.

        A later run will see that; and of a repaired document it is nearer to the one decided on.
        """
        if not self._edits:
            return {}
        edits = sorted(self._edits, key=lambda e: (e.start, e.end))
        table = compose(SpanTable(), self._text, edits)
        rest = [i for i, f in enumerate(findings) if i not in found and f.source != REVIEW]
        moved = []
        for i in rest:
            start, end = table.output_span(findings[i].start, findings[i].end)
            moved.append(findings[i]._replace(start=start, end=end))
        done = {*self._done, *self._found, *found.values()}
        match = _matched(moved, apply(self._text, edits), self._decisions, self._id, done)
        return {rest[i]: ruling for i, ruling in match.found.items()}

    def _is_written(self, f: Edit | Flag, ruling: Ruling) -> bool:
        """Whether a finding is only like the one that was edited, whose new text stands there."""
        is_like = ruling.decides == "edit" and not _fits(ruling.decision, self._text, f)
        return is_like and ruling.decision.scope == "here" and self._located(ruling) is not None

    def _at_edit(self, f: Edit, ruling: Ruling) -> None:
        if ruling.is_disputed:
            why = f"{f.why}; left as it is, since {_dispute(ruling)}"
            other = (d.outcome for d in ruling.said if d.outcome != d.exact)
            candidates = tuple(dict.fromkeys(other))
            self._disputed.append(Flag(f.start, f.end, "doubtful", why, candidates, f.source))
        elif ruling.decides == "edit":
            self._write(f, ruling.decision)
        elif ruling.decides != "reject":
            if ruling.decides == "accept":
                self._accepted.setdefault(ruling, set()).add((f.start, f.end, f.new))
            return
        # two repairs never overlap, and none is found where another one is held
        self._held.append((f.start, f.end))

    def _at_flag(self, f: Flag, ruling: Ruling) -> None:
        if ruling.is_disputed:
            self._silent.add((f.start, f.end, f.source))
            why = f"{f.why}; {_dispute(ruling)}"
            self._disputed.append(f._replace(why=why))
        elif ruling.decides in ("accept", "reject"):
            self._silent.add((f.start, f.end, f.source))
        elif ruling.decides == "edit":
            if (f.start, f.end, ruling.decision.text) in self._written:
                return
            if Places(self._held).meet(f.start, f.end):
                self._blocked[ruling] = None
                return
            self._write(f, ruling.decision)
            self._held.append((f.start, f.end))

    def _write(self, f: Edit | Flag, decision: Decision) -> None:
        who = decision.reviewer or "a reviewer"
        why = f"edited by {who}" + (f": {decision.note}" if decision.note else "")
        self._edits.append(Edit(f.start, f.end, decision.text, 1.0, why, REVIEW))

    @property
    def _written(self) -> set[tuple[int, int, str]]:
        return {(e.start, e.end, e.new) for e in self._edits}

    def _hold_what_stands(self) -> None:
        """Hold the places where a decision was carried out before, if a pass would change them.

        There is no finding then that would have the key: the reviewer's own text stands there, or
        a pass reads a rejected place otherwise now that its neighbours are repaired.
        """
        repairs = Places((e.start, e.end) for e in self._result.edits if e.source != REVIEW)
        for ruling in self._decisions.of(self._id):
            is_open = ruling not in self._found and ruling not in self._done
            if is_open and ruling.decides in ("reject", "edit", "conflict"):
                self._hold_if(repairs, self._located(ruling))
        for ruling in self._decisions.everywhere.values():
            if ruling.decides == "edit" and (text := ruling.decision.text):
                at = self._text.find(text)
                while at >= 0:
                    self._hold_if(repairs, (at, at + len(text)))
                    at = self._text.find(text, at + 1)

    def _hold_if(self, repairs: Places, place: tuple[int, int] | None) -> None:
        if place and repairs.meet(*place) and not Places(self._held).meet(*place):
            self._held.append(place)

    def _located(self, ruling: Ruling) -> tuple[int, int] | None:
        if ruling not in self._places:
            self._places[ruling] = located(self._text, ruling.decision)
        return self._places[ruling]

    def end(self) -> Decided:
        """The repair, without flags that are settled, and what became of the decisions."""
        result = self._result
        flags = [f for f in result.flags if (f.start, f.end, f.source) not in self._silent]
        if self._disputed or len(flags) < len(result.flags):
            flags += dict.fromkeys(self._disputed)
            ordered = tuple(sorted(flags, key=lambda f: (f.start, f.end)))
            result = Repair(
                self._text,
                result.text,
                result.spans,
                ordered,
                id=self._id,
                overlaps=result.overlaps,
            )
        # beside what another decision holds, a pass may not find again what was accepted
        made = {(e.start, e.end, e.new) for e in result.edits}
        self._blocked |= {r: None for r, said in self._accepted.items() if said.isdisjoint(made)}
        ambiguous = dict.fromkeys(r for r in self._ambiguous if r not in self._found)
        rest = [
            r
            for r in (self._decisions.of(self._id) if self._id else ())
            if r not in self._found
            and r not in self._done
            and r not in ambiguous
            and r.decides != "unsure"
        ]
        standing = {r: None for r in rest if self._located(r)}
        return Decided(
            result,
            tuple(r for r in self._found if r not in self._blocked),
            tuple(standing),
            tuple(ambiguous),
            tuple(self._blocked),
            tuple(r for r in rest if r not in standing),
            self._placed,
        )


def _dispute(ruling: Ruling) -> str:
    """What reviewers disagree about, in words."""
    said = (f"{d.reviewer or 'a reviewer'} says {_saying(d)}" for d in ruling.said)
    return f"reviewers disagree: {', '.join(said)}"


def _saying(decision: Decision) -> str:
    return f'edit "{decision.text}"' if decision.decision == "edit" else decision.decision


def matched(result: Repair, decisions: Decisions) -> Match:
    """Which finding of a ``Repair`` each ruling is about."""
    return _matched([*result.edits, *result.flags], result.source, decisions, result.id)


def _matched(
    findings: Sequence[Edit | Flag],
    source: str,
    decisions: Decisions,
    id: str | None,
    done: Container[Ruling] = (),
) -> Match:
    """Which finding in ``source`` each ruling is about, but for those that are ``done``.

    A finding has the key, or, where other repairs have changed what stands around it, it is the one
    that is clearly most like it.  A ruling that fits several findings is about none of them.
    """
    if not findings or not decisions:
        return Match({}, ())
    fits: dict[Ruling, list[int]] = {}
    for i, f in enumerate(findings):
        short = key(source, f)
        near = [*decisions.places.get(short, ()), *decisions.edges.get(short[:3], ())]
        fitting = [r for r in near if r not in done and any(_fits(d, source, f) for d in r.said)]
        if fitting:
            # the one that knows most of what stands around
            best = max(fitting, key=lambda r: len(r.decision.prefix) + len(r.decision.suffix))
            fits.setdefault(best, []).append(i)
    found: dict[int, Ruling] = {}
    ambiguous: list[Ruling] = []
    for ruling, places in fits.items():
        if len({findings[i][:2] for i in places}) == 1:
            found.update(dict.fromkeys(places, ruling))
        else:
            ambiguous.append(ruling)
    rest = [i for i in range(len(findings)) if i not in found]
    if rest:
        placed = {*found.values(), *ambiguous}
        loose = [r for r in decisions.of(id) if r not in placed and r not in done]
        like, unclear = _most_like(loose, rest, findings, source)
        found.update(like)
        ambiguous += unclear
    if decisions.everywhere:
        for i in rest:
            ruling_everywhere = decisions.everywhere.get(_everywhere(source, findings[i]))
            if i not in found and ruling_everywhere is not None:
                found[i] = ruling_everywhere
    return Match(found, tuple(ambiguous))


def _everywhere(source: str, f: Edit | Flag) -> Key:
    after = f.new if isinstance(f, Edit) else ""
    return key(source, f, 0)._replace(scope="everywhere", after=after)


def _fits(decision: Decision, source: str, f: Edit | Flag) -> bool:
    """Whether a finding whose key is right has all the context, and the repair that was accepted.

    A repair that was rejected or edited is the place: what a pass would make of it now is no better
    known to be right.
    """
    prefix, suffix = decision.prefix, decision.suffix
    is_near = f.start >= len(prefix) and source.startswith(prefix, f.start - len(prefix))
    is_same = is_near and source.startswith(suffix, f.end)
    return is_same and not (
        decision.decision == "accept" and isinstance(f, Edit) and decision.after != f.new
    )


def _most_like(
    rulings: Sequence[Ruling], rest: Sequence[int], findings: Sequence[Edit | Flag], source: str
) -> tuple[dict[int, Ruling], list[Ruling]]:
    """For each ruling the one finding that is like it, and the rulings with several such."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for i in rest:
        f = findings[i]
        alike.setdefault(_what(f, source[f.start : f.end]), []).append(i)
    candidates: list[tuple[float, int, Ruling]] = []
    unclear: list[Ruling] = []
    for ruling in rulings:
        d = ruling.decision
        what = (d.source, d.exact, d.after) if d.kind == "repair" else (d.source,)
        scored = sorted(
            ((_likeness(d, source, findings[i]), i) for i in alike.get(what, ())), reverse=True
        )
        least = _ALIKE_TO_WRITE if ruling.decides == "edit" else _ALIKE
        if not scored or scored[0][0] < least:
            continue
        rivals = [i for score, i in scored if score > scored[0][0] - _STANDS_OUT]
        if len({findings[i][:2] for i in rivals}) > 1:
            unclear.append(ruling)
        else:
            candidates += ((scored[0][0], i, ruling) for i in rivals)
    found: dict[int, Ruling] = {}
    for _, i, ruling in sorted(candidates, key=lambda c: -c[0]):
        found.setdefault(i, ruling)
    found.update(_all_rejected(rulings, found, alike, findings, source))
    taken = set(found.values())
    return found, [r for r in unclear if r not in taken]


def _all_rejected(
    rulings: Sequence[Ruling],
    found: dict[int, Ruling],
    alike: dict[tuple[str, ...], list[int]],
    findings: Sequence[Edit | Flag],
    source: str,
) -> dict[int, Ruling]:
    """Identical repairs of which as many or more were rejected: it does not matter which is which.

    In a repaired document the rejected ones are what is left of the many that were alike.
    """
    taken = set(found.values())
    claims: dict[tuple[str, ...], list[Decision]] = {}
    by_decision: dict[Decision, Ruling] = {}
    for r in rulings:
        d = r.decision
        if d.kind == "repair" and r.decides == "reject" and r not in taken:
            claims.setdefault((d.source, d.exact, d.after), []).append(d)
            by_decision[d] = r
    rejected: dict[int, Ruling] = {}
    for what, said in claims.items():
        left = [i for i in alike.get(what, ()) if i not in found]
        if len(left) <= len(said):
            for i in left:
                near, best = max((_likeness(d, source, findings[i]), d) for d in said)
                if near >= _REMOTELY:
                    rejected[i] = by_decision[best]
    return rejected


def _what(f: Edit | Flag, exact: str) -> tuple[str, ...]:
    """What is the same in any context: of a flag only its pass, for its text may be repaired."""
    return (f.source, exact, f.new) if isinstance(f, Edit) else (f.source,)


def _likeness(decision: Decision, source: str, f: Edit | Flag) -> float:
    """How like a finding is to what was decided on, 0 to 1: its context, and its text."""
    from rapidfuzz.fuzz import ratio

    exact, text = decision.exact, source[f.start : f.end]
    near = _nearness(decision, source, f.start, f.end)
    if text == exact:
        return near
    if len(exact) < _SHORT:
        return _REPAIRED * near
    return near if ratio(exact[:_COMPARED], text[:_COMPARED]) >= 100 * _ALIKE else 0.0


def _nearness(decision: Decision, text: str, start: int, end: int) -> float:
    """How like what stands around a place is to what stood around the one decided on, 0 to 1."""
    prefix, suffix = decision.prefix, decision.suffix
    context = len(prefix) + len(suffix)
    if context < _SHORT:
        return 0.0
    # twice as much, since blanks and signs may have been put in
    left = _same(prefix[::-1], text[max(0, start - 2 * len(prefix)) : start][::-1])
    right = _same(suffix, text[end : end + 2 * len(suffix)])
    near = (left * len(prefix) + right * len(suffix)) / context
    is_half = (left == 1 and len(prefix) >= CONTEXT) or (right == 1 and len(suffix) >= CONTEXT)
    return max(near, _ONE_SIDE) if is_half else near


def _same(was: str, now: str) -> float:
    """How much of the text on one side, read away from the place, is as it was, 0 to 1.

    Most repairs change blanks, line ends and signs, so letters and digits alone may tell.
    """
    from rapidfuzz.fuzz import ratio

    whole = ratio(was, now[: len(was)]) / 100
    letters = "".join(filter(str.isalnum, was))
    if whole == 1 or len(letters) < _LETTERS:
        return whole
    return max(whole, ratio(letters, "".join(filter(str.isalnum, now))[: len(letters)]) / 100)


def located(text: str, decision: Decision) -> tuple[int, int] | None:
    """Where the text that was decided on stands, told by what is around it; None if that is unsure.

    Of the context only a part may be left, on one side or on both, or it is like what it was.
    """
    wanted, prefix, suffix = decision.outcome, decision.prefix, decision.suffix
    for left, right in _NEEDLES:
        head = prefix[len(prefix) - min(left, len(prefix)) :]
        needle = head + wanted + suffix[:right]
        # beside nothing, the other side says whether nothing is there
        if len(needle) < _SHORT or not (wanted or (left and right)):
            continue
        at = text.find(needle)
        if at >= 0:
            if text.find(needle, at + 1) >= 0:
                return None
            return at + len(head), at + len(head) + len(wanted)
    if not wanted:
        return None
    scored: list[tuple[float, int]] = []
    at = text.find(wanted)
    while at >= 0 and len(scored) < _LOOKED_AT:
        scored.append((_nearness(decision, text, at, at + len(wanted)), at))
        at = text.find(wanted, at + 1)
    scored.sort(reverse=True)
    if not scored or scored[0][0] < _ALIKE:
        return None
    if len(scored) > 1 and scored[1][0] > scored[0][0] - _STANDS_OUT:
        return None
    return scored[0][1], scored[0][1] + len(wanted)


def without(result: Repair, indexes: Iterable[int]) -> Repair:
    """A ``Repair`` without some of its edits, by their indexes."""
    out = frozenset(indexes)
    placed = []
    grown = 0
    for i, change in enumerate(result.spans.changes):
        if i not in out:
            placed.append(change._replace(at=change.start + grown))
            grown += len(change.new) - len(change.old)
    edits = (Edit(c.start, c.end, c.new, 1.0, "") for c in placed)
    return Repair(
        result.source,
        apply(result.source, edits),
        SpanTable(tuple(placed)),
        result.flags,
        id=result.id,
        overlaps=result.overlaps,
    )


def unsettled(result: Repair, found: Iterable[Ruling]) -> Repair:
    """A ``Repair`` without the edits that reviewers have accepted: what there is to be said."""
    match = matched(result, Decisions(d for r in found for d in r.said))
    accepted = [
        i for i, r in match.found.items() if i < len(result.edits) and r.decides == "accept"
    ]
    return without(result, accepted) if accepted else result
