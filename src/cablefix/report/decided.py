"""What became of reviewers' decisions, as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablefix.report.terminal import PLAIN, Style, counted, shortened, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablefix.applying import Applied
    from cablefix.decisions import Decision, Ruling

_VERBS = {"reject": "rejected", "edit": "edited", "accept": "accepted", "unsure": "left unsure"}


def applied_lines(applied: Applied, style: Style = PLAIN) -> Iterator[str]:
    """A line for each decision that was not carried out, and why."""
    for rulings, why in (
        (applied.ambiguous, "fits several places; nothing was done"),
        (applied.blocked, "meets another decision, or was changed since; nothing was done"),
        (applied.unmatched, "no longer matches; nothing was done"),
    ):
        for ruling in rulings:
            yield f"{_told(ruling.decision, style)}: {why}\n"
    for ruling in applied.conflicts:
        yield f"{_where(ruling.decision, style)}: conflict, nothing was done:\n"
        for decision in ruling.said:
            yield f"  {_told(decision, style)}\n"


def applied_tail(applied: Applied) -> str:
    """The counts in a line."""
    by_verb: dict[str, int] = {}
    for ruling in applied.done:
        by_verb[ruling.decides] = by_verb.get(ruling.decides, 0) + 1
    kinds = ", ".join(f"{by_verb[v]} {_VERBS[v]}" for v in _VERBS if v in by_verb)
    lost = len(applied.ambiguous) + len(applied.blocked) + len(applied.unmatched)
    parts = [
        f"{counted(len(applied.done), 'decision')} carried out" + (f" ({kinds})" if kinds else ""),
        f"{lost} no longer {'matches' if lost == 1 else 'match'}",
        f"{len(applied.conflicts)} in conflict",
    ]
    if applied.elsewhere:
        parts.append(f"{len(applied.elsewhere)} on documents that were not read or not written")
    return ", ".join(parts) + "\n"


def unmatched_note(rulings: Iterable[Ruling]) -> str:
    """What `fix` and `check` say of decisions that they found no place for; empty without any."""
    lost = list(dict.fromkeys(rulings))
    if not lost:
        return ""
    first = lost[0].decision
    many = (
        "1 decision no longer matches"
        if len(lost) == 1
        else f"{len(lost)} decisions no longer match"
    )
    return f"{many} ({_told(first)}); cablefix apply {_file(first)} PATHS lists them"


def _file(decision: Decision) -> str:
    return decision.origin.rpartition(":")[0] or "decisions.jsonl"


def _where(decision: Decision, style: Style) -> str:
    name = visible(decision.source, style)
    document = f"{visible(decision.document, style)}: " if decision.document else ""
    return f'{document}{name} "{shortened(decision.exact, style)}"'


def _told(decision: Decision, style: Style = PLAIN) -> str:
    """A decision in words: from where, on what, and what was decided."""
    origin = f"{visible(decision.origin, style)}: " if decision.origin else ""
    who = f" by {visible(decision.reviewer, style)}" if decision.reviewer else ""
    new = f' to "{shortened(decision.text, style)}"' if decision.decision == "edit" else ""
    return f"{origin}{_where(decision, style)} {_VERBS[decision.decision]}{new}{who}"
