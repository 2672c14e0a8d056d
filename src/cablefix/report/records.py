"""Results as JSON: one document for all of them, or one line for each."""

from __future__ import annotations

import json
from typing import Any

from cablefix.report.form import Entry, Form, Listed

VERSION = 1


class Lines(Form):
    """One line for each document, a result or an error.

    Offsets count the characters of ``source``, in which every line end is one character.
    """

    def document(self, entry: Entry) -> str:
        """All that is known of a document."""
        return _line({"path": entry.path, **entry.result.to_dict()})

    def failure(self, path: str, message: str) -> str:
        """A document that could not be worked on."""
        return _line({"path": path, "error": message})

    def add(self, said: str) -> str:
        """A line and its end."""
        return said + "\n"


class Whole(Listed, Lines):
    """One JSON document, in which each line is an entry (``data/records.schema.json``)."""

    def begin(self) -> str:
        """The head of the document."""
        return f'{{"version": {VERSION}, "documents": ['

    def end(self) -> str:
        """The end of the document."""
        return "]}\n" if self._is_first else "\n]}\n"


def _line(record: dict[str, Any]) -> str:
    # ASCII alone: half characters (lone surrogates), in names of files or in text, stay valid
    return json.dumps(record, ensure_ascii=True)


def readable(facts: dict[str, Any]) -> str:
    r"""Facts as JSON in UTF-8, with what cannot be seen, or would move other letters, by number.

    >>> print(readable({"a": "¶\u202e"}))
    {"a": "¶\u202e"}
    """
    said = json.dumps(facts, ensure_ascii=False)
    if said.isprintable():
        return said
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in said)
