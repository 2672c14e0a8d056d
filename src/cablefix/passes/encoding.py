"""Characters that a wrong decoding put in the place of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

# The pilcrow as an entity; as the byte B6, or the bytes C2 B6, read in another encoding (UTF-8 as
# Latin-1, once and twice, as code page 437 and as Mac Roman; the byte alone as UTF-8, as 437 and as
# Mac Roman); as the control character that it is in code page 437; in the escapes of mail, URLs and
# JSON.
ENCODED = (
    r"(?:&para;|&#182;|&#[xX][bB]6;|Ã‚Â¶|Â¶|┬╢|¬∂|\ufffd|╢|∂|\x14"
    r"|(?:=C2)?=B6|(?:%C2)?%B6|\\u00[bB]6)"
)
PILCROW = re.compile(
    rf"(?:\A|[\n\f])[ \t]*(?:[-*>] )?(?P<pilcrow>{ENCODED})[ \t]?(?=[0-9]{{1,4}}\.\s)"
)
UNKNOWN = "\ufffd"


@repair(
    "marker-encoded",
    Stage.ENCODING,
    gate=r"(?i)&para;|&#182;|&#xb6;|[Â┬¬\x{FFFD}╢∂\x14]|[=%]B6|\\u00b6",
    whole=True,
)
def encoded_pilcrow(doc: Document) -> Iterator[Edit]:
    r"""Pilcrows that a wrong decoding replaced: ``Â¶6.`` and ``&para;6.`` are ``¶6.``

    The pilcrow is one byte in one encoding and two in another; a program that takes the one for
    the other writes the same wrong signs each time (24 published files have U+FFFD, DAMAGE.md
    A14).  Only signs that stand for a pilcrow in some encoding are read so, and only where a
    paragraph may begin: before a number and a stop at the beginning of a line.  U+FFFD, which
    stands for any sign, is left where pilcrows are intact, or where another closes the paragraph.

    >>> from cablefix import clean
    >>> clean("&para;1. Noted.\n\n&para;2. Agreed.")
    '¶1. Noted.\n\n¶2. Agreed.'
    >>> clean("see &para;2. of the note")
    'see &para;2. of the note'
    """
    text = doc.text
    for m in PILCROW.finditer(text):
        # U+FFFD may have been any sign
        if m["pilcrow"] == UNKNOWN and ("¶" in text or _is_closed(text, m.end())):
            continue
        why = "a pilcrow in another encoding, where a paragraph begins"
        yield Edit(m.start("pilcrow"), m.end(), "¶", 0.99, why)


def _is_closed(text: str, start: int) -> bool:
    """Whether a paragraph ends in U+FFFD, as one in quotation marks would."""
    end = text.find("\n\n", start)
    return text[start : end if end >= 0 else len(text)].rstrip().endswith(UNKNOWN)
