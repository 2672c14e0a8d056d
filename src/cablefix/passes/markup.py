"""Markup that a PDF converter wrote into the text: Markdown and LaTeX no telegram was sent with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cablefix.document import Document
from cablefix.types import Edit, Stage, repair

EMPTY_LINK = re.compile(r"\[([^\[\]()\n]{1,80})\]\(#?\)")


@repair("markup-link", Stage.LAYOUT, gate=r"\]\(#?\)")
def empty_link(doc: Document) -> Iterator[Edit]:
    """Links that lead nowhere: ``[MOPS](#)`` is ``MOPS``.

    A web page makes each TAGS code a link; a converter writes it as Markdown with ``#`` or
    nothing as the target.  Only such links are unwrapped, so no address is lost.  A link with
    a real target stays.

    >>> from cablefix import clean
    >>> clean("TAGS: [MOPS](#) [PARM](#)")
    'TAGS: MOPS PARM'
    >>> clean("see [the note](http://example.org/)")
    'see [the note](http://example.org/)'
    """
    for m in EMPTY_LINK.finditer(doc.text):
        yield Edit(
            m.start(), m.end(), m[1], 0.999, "a link that leads nowhere: only its text was sent"
        )
