"""The end of a telegram: who signed it, and what the machines put behind the signature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cablefix.cable.classline import CLASS_WORDS
from cablefix.cable.closed import tags
from cablefix.cable.styles import ATTRIBUTES

if TYPE_CHECKING:
    from cablefix.document import Document

# Lines behind the signature but for banners (FORMAT.md 2): the end of the message, stamps, notes.
CLOSING = re.compile(
    r"N{3,8}\S{0,12}|BT|<< ?END OF DOCUMENT ?>>|\*{3} Current .*|.*Declassified/Released.*"
)
# FORMAT.md 1.1: 759 signers in capitals, 190 in mixed case, 109 of another form.
NAME = re.compile(r"(?=.{3})[A-Z][A-Za-z'’.-]{1,24}(?: [A-Z][A-Za-z'’-]{1,24}){0,2}")
# Run onto the last line of the text in 237 of 1,295 cables, once or twice.
RUN_ON = re.compile(r"[.!?][)\"'”’]*[ \t]+(?P<name>[A-Z][A-Z'’-]{3,24}(?: [A-Z'’-]{3,24})?)\Z")
LONGEST_RUN_ON = 60
SENTENCE_END = re.compile(r"(?:[.!?)\"'”’]|\bEND (?:COMMENT|SUMMARY|TEXT))\s*\Z", re.IGNORECASE)
# Last lines that are no names.
NO_NAME = re.compile(
    r"\b(?:END|BEGIN|TEXT|QUOTE|UNQUOTE|SUMMARY|COMMENT|FYI|NOTE|THE)\b", re.IGNORECASE
)


class Signature(NamedTuple):
    """The signer's surname, as it stands under the text; empty if there is none."""

    name: str
    start: int
    end: int
    source_start: int
    source_end: int


def signature(doc: Document, start: int, end: int) -> Signature:
    """The signature of a message whose text is ``text[start:end]``.

    Without one it is empty and stands where the text proper ends, before banners and the like.
    """
    stop = _text_end(doc.text, start, end)
    found = _signer(doc.text, start, stop)
    at, upto = found or (stop, stop)
    return Signature(doc.text[at:upto], at, upto, *doc.spans.source_span(at, upto))


def _text_end(text: str, start: int, end: int) -> int:
    """Where the last line ends that is neither a banner nor closes the message."""
    at = text.find(ATTRIBUTES, start, end)
    end = at if at >= 0 else end
    while True:
        while end > start and text[end - 1].isspace():
            end -= 1
        line = max(text.rfind("\n", start, end) + 1, start)
        said = text[line:end].strip()
        if not said or not (is_banner(said) or CLOSING.fullmatch(said)):
            return end
        end = line


def is_banner(line: str) -> bool:
    """Whether a line is a classification and nothing else."""
    return "".join(line.split()).upper() in CLASS_WORDS


def _signer(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the signer's name stands, on the last line or at its end."""
    line = text.rfind("\n", start, end) + 1
    if line and NAME.fullmatch(said := text[line:end].strip()):
        before = text[max(start, line - 40) : line]
        is_apart = not before.splitlines()[-1].strip() or SENTENCE_END.search(before)
        if is_apart and text[start:line].strip() and not NO_NAME.search(said):
            return text.index(said, line), end
        return None
    m = RUN_ON.search(text, max(start, end - LONGEST_RUN_ON), end)
    # in a text of capitals any word may be the last; NATO ends sentences too
    if (
        m
        and any(map(str.islower, text[max(start, m.start() - 20) : m.start()]))
        and m["name"] not in tags()
    ):
        return None if NO_NAME.search(m["name"]) else m.span("name")
    return None
