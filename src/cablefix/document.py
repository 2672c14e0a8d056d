"""Document: one text and the cheap views of it that all passes share.

A view is made on first use and kept.  A pass never scans for what a view already knows.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from itertools import filterfalse, islice
from typing import TYPE_CHECKING

from cablefix.spans import SpanTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablefix.cable.markers import Numbering
    from cablefix.cable.pages import PageLine
    from cablefix.cable.stamps import Stamp
    from cablefix.lexicon.suspects import Suspect

# The piece of a long document that a local pass sees: 16 kB stays in the processor's cache
# (PERFORMANCE.md 6.11 measured 64 kB pieces a third slower than 16 kB ones).
PIECE = 16_384

# Of 158,753 lines of telegrams 66 exceed 74 characters (FORMAT.md 1.1).
LONG_LINE = 100

# A telegram begins: 1,117 of 1,120 (FORMAT.md 1.1).
MESSAGE = re.compile(r"\nVZCZC[A-Z]{3}[0-9]{3,4}\b")

UNCHANGED = SpanTable()

# What only telegrams have at the beginning of a line, after Markdown's own signs.
TELEGRAM = re.compile(
    r"^[#>*\- ]{0,8}(?:VZCZC[A-Z]{3}\d|DE R[UH][A-Z]{2,5} #|ZN[RY] [A-Z]{5} |FM (?:AM|US|SECSTATE)|"
    r"[ZOPR] \d{6}[Z2] [A-Z]{3} \d\d|UNCLAS |C O N F I D E N T I A L|S E C R E T|SIPDIS\b|NOFORN\b|"
    r"E\. ?O\. ?\d{5}|TAGS: |SUBJECT: |REFS?: |[A-Z][A-Z ]+ \d{8}  ?\d{3}|NNNN?\b|"
    r"¶\d{1,3}\. |\S{0,3}\d{1,3}\. \((?:U|C|S|SBU|LOU|C/NF|S/NF)\) |\$\\underline\{\\mbox)",
    re.MULTILINE,
)

_PLAIN = bytes(range(0x20, 0x7F)) + b"\n\xb6"  # what a clean cable is made of, and the pilcrow
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789'"


def _fold() -> bytes:
    """The table behind ``flat``: lower case, and a blank for all but letters, digits and '."""
    table = bytearray(b" " * 256)
    for c in range(256):
        low = chr(c).lower().encode("latin-1", "replace")
        if len(low) == 1 and (low in _LETTERS or (c >= 0xC0 and low not in (b"\xd7", b"\xf7"))):
            table[c] = low[0]
    return bytes(table)


_FLAT = _fold()

# So many of the commonest words are nine in ten of a text, and few enough to stay in the
# processor's cache, which the whole list does not.
COMMON = 4_000


@cache
def _common() -> frozenset[bytes]:
    """The commonest words, looked up before all others."""
    from cablefix.lexicon import ranks

    return frozenset(islice(ranks(), COMMON))


class Document:
    """One text with its views.  All offsets are code points of ``text``.

    ``source`` is the text that the run began with and ``spans`` the way from it to ``text``:
    a pass may read in the source what an earlier stage has taken out, to flag it.
    """

    def __init__(
        self, text: str, *, source: str | None = None, spans: SpanTable | None = None
    ) -> None:
        self.text = text
        self.source = text if source is None else source
        self.spans = UNCHANGED if spans is None else spans

    @cached_property
    def raw(self) -> bytes:
        """One byte a character: Latin-1, with ``?`` for what lies beyond it."""
        return self.text.encode("latin-1", "replace")

    @cached_property
    def utf8(self) -> bytes:
        """The text as RE2 reads it: what gates are looked for in."""
        return self.text.encode("utf-8", "surrogatepass")

    @cached_property
    def flat(self) -> bytes:
        """``raw`` in lower case with a blank for all but letters, digits and ``'``.

        Offsets are those of the text, so ``flat.split()`` gives tokens without a pattern.
        """
        return self.raw.translate(_FLAT)

    @cached_property
    def odd(self) -> str:
        """The characters that a clean cable does not have (printable ASCII, ¶ and newline do)."""
        rest = self.raw.translate(None, _PLAIN).decode("latin-1")
        if self.raw.count(b"?") == self.text.count("?"):
            return rest
        return rest + "".join(sorted({c for c in self.text if c > "\xff"}))

    @cached_property
    def has_long_line(self) -> bool:
        """Whether a line is longer than a telegram's lines are: lines may have been joined."""
        return max(map(len, self.text.split("\n"))) > LONG_LINE

    @cached_property
    def unknown(self) -> frozenset[bytes]:
        """The tokens of ``flat`` that are in no tier of the lexicon."""
        from cablefix.lexicon import ranks

        strange = filterfalse(_common().__contains__, self.flat.split())
        return frozenset(filterfalse(ranks().__contains__, strange))

    @cached_property
    def is_telegram(self) -> bool:
        """Whether a line of a header, a caption, a marker or a page line shows a telegram.

        Other documents have Markdown that somebody meant.
        """
        return TELEGRAM.search(self.text) is not None

    @cached_property
    def suspects(self) -> tuple[Suspect, ...]:
        """Unknown words that are no names: they may be damage."""
        from cablefix.lexicon.suspects import find

        return find(self)

    @cached_property
    def page_lines(self) -> tuple[PageLine, ...]:
        """Page lines and section breaks, with offsets into ``source``.

        They are read in the source, so those that an earlier stage took out are here too.
        """
        from cablefix.cable.pages import page_lines

        return page_lines(self.source)

    @cached_property
    def stamps(self) -> tuple[Stamp, ...]:
        """Release stamps on lines of their own, with offsets into ``source``, as page lines."""
        from cablefix.cable.stamps import stamps

        return stamps(self.source)

    @cached_property
    def numbering(self) -> tuple[Numbering, ...]:
        """The paragraph markers of each telegram, decoded as a sequence."""
        from cablefix.cable.markers import decode

        return decode(self)

    def messages(self) -> Iterator[tuple[int, Document]]:
        """The document cut where a telegram begins on its line, each part with its offset."""
        text = self.text
        if "\nVZCZC" not in text:
            yield 0, self
            return
        start = 0
        for m in MESSAGE.finditer(text):
            yield start, Document(text[start : m.start() + 1])
            start = m.start() + 1
        yield start, Document(text[start:]) if start else self

    def pieces(self) -> Iterator[tuple[int, Document]]:
        """The document in pieces of about ``PIECE`` characters, each with its offset.

        Cut only at line ends, at a blank line where one is near; a line is never cut.
        """
        text, n = self.text, len(self.text)
        if n <= 2 * PIECE:
            yield 0, self
            return
        start = 0
        while start < n:
            end = start + PIECE
            if end < n:
                cut = text.rfind("\n\n", start + PIECE // 2, end)
                if cut < 0:
                    cut = text.rfind("\n", start, end)
                if cut < 0:
                    cut = text.find("\n", end)
                end = n if cut < 0 else cut + (2 if text.startswith("\n\n", cut) else 1)
            else:
                end = n
            yield start, Document(text[start:end])
            start = end
