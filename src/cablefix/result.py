"""Repair: everything that is known about one repaired document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from cablefix.diff import unified
from cablefix.document import Document
from cablefix.spans import Change, SpanTable, revert
from cablefix.types import Edit, Flag

if TYPE_CHECKING:
    from cablefix.cable.message import Message

FORMAT_VERSION = 2


class Repair:
    """The result of ``cablefix.repair``: frozen, picklable, and the same after a JSON round trip.

    ``source`` is the text given, ``text`` the repaired one (the same object if nothing was
    repaired).  ``edits`` and ``flags`` have offsets into ``source``, in code points.
    ``overlaps`` counts repairs that another pass had already made in the same place.
    """

    __slots__ = ("_messages", "edits", "flags", "id", "overlaps", "source", "spans", "text")

    source: str
    text: str
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]
    spans: SpanTable
    id: str | None
    overlaps: int
    _messages: tuple[Message, ...] | None

    def __init__(
        self,
        source: str,
        text: str,
        spans: SpanTable,
        flags: tuple[Flag, ...],
        *,
        id: str | None = None,
        overlaps: int = 0,
    ) -> None:
        put = object.__setattr__
        put(self, "source", source)
        put(self, "text", text)
        put(self, "spans", spans)
        put(self, "edits", tuple(_as_edit(c) for c in spans.changes))
        put(self, "flags", flags)
        put(self, "id", id)
        put(self, "overlaps", overlaps)
        put(self, "_messages", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Repair does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a Repair does not change")

    def _facts(self) -> tuple[Any, ...]:
        return self.source, self.text, self.spans.changes, self.flags, self.id, self.overlaps

    def __eq__(self, other: object) -> bool:
        return self._facts() == other._facts() if isinstance(other, Repair) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.source, self.text, self.id))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, self._facts()

    def __repr__(self) -> str:
        name = f"{self.id!r}: " if self.id else ""
        return f"<Repair {name}{len(self.edits)} repairs, {len(self.flags)} flags>"

    @property
    def messages(self) -> tuple[Message, ...]:
        """The telegrams in the document: their header fields, paragraphs and page lines."""
        found = self._messages
        if found is None:
            from cablefix.cable.message import read

            found = read(Document(self.text, source=self.source, spans=self.spans))
            object.__setattr__(self, "_messages", found)
        return found

    @property
    def quality(self) -> float:
        """How well the source can be read, from 0 (rubbish) to 1 (sound).

        It ranks documents by their errors: rank correlation with the character error rate -0.71 on
        scans it was not fitted to (docs/evaluation.md).  It is no share of right characters, and a
        page that lacks half its lines may look sound.
        """
        from cablefix.lexicon.quality import quality

        return quality(Document(self.source))

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` came from in the source; grows to whole edits it touches."""
        return self.spans.source_span(start, end)

    def output_span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``source[start:end]`` stands in the text; grows to whole edits it touches."""
        return self.spans.output_span(start, end)

    def history(self, edit: Edit) -> tuple[Edit, ...]:
        """The steps behind an edit of ``edits``, the oldest first.

        The offsets of a step are into the text that its pass saw.
        """
        for e, change in zip(self.edits, self.spans.changes, strict=True):
            if e == edit:
                return change.steps
        raise ValueError("this edit is not one of the repairs of this document")

    def revert(self, only: str | Iterable[str] | None = None) -> str:
        """The text with repairs taken back: all of them, or those of the passes named.

        ``only`` takes names of passes or families.  A repair that was made on what a reverted
        pass had written goes back with it.
        """
        if only is None:
            return revert(self.text, self.spans.changes, lambda _: True)
        return revert(self.text, self.spans.changes, made_by(only))

    def diff(self, *, context: int = 3) -> str:
        """A unified diff from source to text; empty if nothing was repaired."""
        name = " ".join((self.id or "document").split())  # a line break would end the header
        return unified(
            self.source,
            self.text,
            self.spans.changes,
            before=f"{name} (source)",
            after=f"{name} (repaired)",
            context=context,
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, ready for JSON; ``Repair.from_dict`` gives the same back."""
        return {
            "version": FORMAT_VERSION,
            "id": self.id,
            "source": self.source,
            "text": self.text,
            "overlaps": self.overlaps,
            "quality": round(self.quality, 2),
            "edits": [change_dict(c) for c in self.spans.changes],
            "flags": [_flag_dict(f) for f in self.flags],
            "messages": [m.to_dict() for m in self.messages],
        }

    @classmethod
    def from_dict(cls, facts: dict[str, Any]) -> Repair:
        """The ``Repair`` that ``to_dict`` wrote; ``ValueError`` if it was another version."""
        if facts.get("version") != FORMAT_VERSION:
            raise ValueError(
                f"this record has format version {facts.get('version')!r};"
                f" this cablefix reads version {FORMAT_VERSION}"
            )
        return cls(
            facts["source"],
            facts["text"],
            SpanTable(tuple(change_from(c) for c in facts["edits"])),
            tuple(_flag_from(f) for f in facts["flags"]),
            id=facts["id"],
            overlaps=facts["overlaps"],
        )


def made_by(only: str | Iterable[str]) -> Callable[[Change], bool]:
    """Whether the last stage of a change has an edit of the passes or families named."""
    names = {only} if isinstance(only, str) else set(only)

    def is_theirs(change: Change) -> bool:
        return any(
            e.source in names or any(e.source.startswith(f"{n}-") for n in names)
            for e in change.edits
        )

    return is_theirs


def _rebuild(
    source: str,
    text: str,
    changes: tuple[Change, ...],
    flags: tuple[Flag, ...],
    id: str | None,
    overlaps: int,
) -> Repair:
    return Repair(source, text, SpanTable(changes), flags, id=id, overlaps=overlaps)


def _as_edit(change: Change) -> Edit:
    """A change as one edit of the source, with the names and reasons of all its steps."""
    if not change.under and len(change.edits) == 1:
        return change.edits[0]._replace(start=change.start, end=change.end)
    steps = change.steps
    return Edit(
        change.start,
        change.end,
        change.new,
        min(e.confidence for e in steps),
        "; then ".join(dict.fromkeys(e.why for e in steps)),
        "+".join(change.names),
    )


def _edit_dict(e: Edit) -> dict[str, Any]:
    return {
        "start": e.start,
        "end": e.end,
        "new": e.new,
        "confidence": e.confidence,
        "why": e.why,
        "pass": e.source,
    }


def change_dict(c: Change) -> dict[str, Any]:
    """A change as plain lists and dicts; ``change_from`` gives the same back."""
    return {
        "start": c.start,
        "end": c.end,
        "before": c.old,
        "after": c.new,
        "output_start": c.at,
        "output_end": c.out_end,
        "pass": "+".join(c.names),
        "confidence": min(e.confidence for e in c.steps),
        "steps": [_edit_dict(e) for e in c.edits],
        "under": [change_dict(u) for u in c.under],
    }


def change_from(facts: dict[str, Any]) -> Change:
    """The change that ``change_dict`` wrote."""
    return Change(
        facts["start"],
        facts["before"],
        facts["output_start"],
        facts["after"],
        tuple(
            Edit(e["start"], e["end"], e["new"], e["confidence"], e["why"], e["pass"])
            for e in facts["steps"]
        ),
        tuple(change_from(u) for u in facts["under"]),
    )


def _flag_dict(f: Flag) -> dict[str, Any]:
    return {
        "start": f.start,
        "end": f.end,
        "kind": f.kind,
        "why": f.why,
        "candidates": list(f.candidates),
        "pass": f.source,
    }


def _flag_from(facts: dict[str, Any]) -> Flag:
    return Flag(
        facts["start"],
        facts["end"],
        facts["kind"],
        facts["why"],
        tuple(facts["candidates"]),
        facts["pass"],
    )
