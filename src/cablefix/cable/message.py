"""Messages: the telegrams of a document, with their header fields, page lines and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cablefix.document import Document


class Message(NamedTuple):
    """One telegram."""

    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, ready for JSON."""
        return self._asdict()


def read(doc: Document) -> tuple[Message, ...]:
    """The telegrams of a document."""
    return (Message(0, len(doc.text)),)
