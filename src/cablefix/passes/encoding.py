"""Characters that a wrong decoding put in the place of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from cablefix.document import Document
from cablefix.types import Edit, Finding, Flag, Stage, repair

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


# A text about encodings shows wrong signs on purpose; no telegram has any of these names.
ABOUT_ENCODINGS = re.compile(
    r"(?i:\b(?:utf-?8|unicode|mojibake|ascii|latin-?1|iso[- ]?8859|windows-?125[0-9]|encodings?"
    r"|code ?pages?|character sets?|ampersands?)\b)|\b(?:HTML|XML)\b"
)
# What the first byte of a sign in UTF-8 is read as, and what a later one may be: in Latin-1 and
# Windows-1252, 1250 and 1251, in Mac Roman and in code page 437.  The first bytes are those of
# signs in Latin letters (the accents of the West, of Turkey, Romania and Vietnam), of Cyrillic and
# of punctuation; others are no signs of a telegram, and é, à or Ö stand before a quotation mark.
_LEADS = "ÂÃÄÅÈÐÑáâïĂ"
_NEXT = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_ELSEWHERE = r"вЂ|‚[ÄÇÑâ]|ΓÇ|[√¬][^\x00-\x7F]|[├┬][^\x00-\x7F─├┬┼┤]"
RUN = re.compile(rf"(?:[{_LEADS}][{_NEXT}]|{_ELSEWHERE})[^\x00-\x7F]*")
SEQUENCE = re.compile(rf"(?<!‚)[ÂÃÄÅÈÐÑĂ][{_NEXT}]|[áâï][{_NEXT}]{{2}}|ΓÇ[^\x00-\x7F]")
# Byte A0, a no-break blank, has often become a plain blank: Â is left of the blank, Ã of an à.
LOST_BLANK = re.compile(
    r"(?:(?<=[a-z0-9.,;:!?)\]\"'’”])|(?<![^\n]))Â(?=[ \n]|\Z)"
    r"|(?:(?<=[a-z '’(-])|(?<![^\n]))Ã (?P<apart> ?)(?=[a-z-])"
)
# Byte 9D, for which Windows-1252 has no sign, has often been lost: â€ is left of a closing mark.
# Where marks were made straight, â€" is left of either dash.
MARKS = re.compile(r"“|â€œ|(?P<lost>â€(?=[ \n.,;:!?)\]]|\Z))|(?P<dash>â€\")|”|â€\x9d")
MOJIBAKE = "the bytes of a sign in UTF-8, each read as a sign"


@repair(
    "encoding-mojibake",
    Stage.ENCODING,
    gate=(
        rf"[{_LEADS}][{_NEXT}]|(?:[a-z0-9.,;:!?)\]\"'’”]|\n|\A)Â(?:[ \n]|\z)|Ã  ?[a-z-]"
        rf"|â€|{_ELSEWHERE}"
    ),
)
def mojibake(doc: Document) -> Iterator[Finding]:
    r"""UTF-8 that was read in another encoding: ``Iranâ€™s`` is ``Iran’s``.

    A sign beyond ASCII has two or three bytes in UTF-8, and a program that takes each for a sign
    writes the same two or three every time.  What such a run stands for is worked out by ftfy,
    which looks for letters and signs side by side as no language has them (``«Âge»``, ``SCHRÖ”``
    stay).  What it leaves open is read where another run of the text was read, or behind a
    small letter: no capital stands there.  Only the run is changed: quotation marks keep their
    form, lines their ends.  Of a dash whose last byte was lost, either may be meant: it is
    flagged.  A paragraph about encodings shows such runs on purpose and is left alone.

    >>> from cablefix import clean
    >>> clean("Iranâ€™s Foreign Minister, PÃ©rez of SÃO PAULO")
    'Iran’s Foreign Minister, Pérez of SÃO PAULO'
    >>> clean("In UTF-8 read as Latin-1, Ã© is an é.")
    'In UTF-8 read as Latin-1, Ã© is an é.'
    """
    text = doc.text
    left_open: list[re.Match[str]] = []
    is_witnessed = False
    for start, end in _paragraphs(text):
        if ABOUT_ENCODINGS.search(text, start, end):
            continue
        yield from _lost_bytes(text, start, end)
        for m in RUN.finditer(text, start, end):
            new = _fixed(text, *m.span())
            # a sign has two bytes at least
            if len(new) < len(m[0]) and _is_text(new):
                is_witnessed = True
                yield _shortened(m.start(), m[0], new, 0.99)
            else:
                left_open += SEQUENCE.finditer(text, *m.span())
    for m in left_open:
        is_inside = "a" <= text[m.start() - 1 : m.start()] <= "z" and m[0][0].isupper()
        if (is_witnessed or is_inside) and _is_text(new := _decoded(m[0])):
            yield Edit(*m.span(), new, 0.98, MOJIBAKE)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The spans between blank lines."""
    start = 0
    while start < len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 2


def _lost_bytes(text: str, start: int, end: int) -> Iterator[Finding]:
    """Signs one of whose bytes was changed again."""
    for m in LOST_BLANK.finditer(text, start, end):
        new = "" if m["apart"] is None else "à " if m["apart"] or text[m.end()] != "-" else "à"
        yield Edit(*m.span(), new, 0.985, "the first byte of a sign in UTF-8, the second a blank")
    is_open = False
    for m in MARKS.finditer(text, start, end):
        if m["dash"]:
            why = "a dash in UTF-8, read in another encoding; its last byte was changed"
            yield Flag(*m.span(), "doubtful", why, ("—", "–"))
            continue
        if m["lost"]:
            is_behind = m.start() > start and not text[m.start() - 1].isspace()
            why = "a closing mark in UTF-8, read in another encoding; its last byte was lost"
            yield Edit(*m.span(), "”", 0.985 if is_open and is_behind else 0.9, why)
        is_open = m[0] in ("“", "â€œ")


@cache
def _config() -> Any:  # noqa: ANN401 - ftfy is not loaded before it is needed
    """What ftfy is to do: decode, and nothing else."""
    from ftfy import TextFixerConfig

    return TextFixerConfig(restore_byte_a0=False, replace_lossy_sequences=False, explain=False)


def _fixed(text: str, start: int, end: int) -> str:
    """What ftfy makes of a run; it looks at the signs on both sides, too."""
    from ftfy import fix_encoding

    before, behind = text[start - 1 : start], text[end : end + 1]
    before, behind = (sign if " " < sign <= "~" else "" for sign in (before, behind))
    fixed = str(fix_encoding(before + text[start:end] + behind, _config()))
    return fixed[len(before) :].removesuffix(behind)


def _decoded(sequence: str) -> str:
    """A sequence read as UTF-8, or nothing; ftfy has made the encodings known."""
    encoding = {"Ă": "sloppy-windows-1250", "Γ": "cp437"}.get(sequence[0], "sloppy-windows-1252")
    try:
        sign = sequence.encode(encoding).decode("utf-8")
    except UnicodeError:
        return ""
    # the quotation marks of Windows-1252, taken for Latin-1 before they became UTF-8
    return (
        sign.encode("latin-1").decode("sloppy-windows-1252") if "\x80" <= sign <= "\x9f" else sign
    )


def _is_text(new: str) -> bool:
    """Whether a reading has signs alone that are seen, and the invisible ones that are text."""
    return bool(new) and all(c.isprintable() or c in "\xa0\xad\u200b\ufeff" for c in new)


def _shortened(start: int, old: str, new: str, confidence: float) -> Edit:
    """The edit without the signs at both ends that stay as they are."""
    end = start + len(old)
    while old and new and old[-1] == new[-1]:
        old, new, end = old[:-1], new[:-1], end - 1
    while old and new and old[0] == new[0]:
        old, new, start = old[1:], new[1:], start + 1
    return Edit(start, end, new, confidence, MOJIBAKE)


# The entities of HTML 4 that stand for signs of ordinary text.  Those for Greek letters and for
# mathematics are words as well (&and; &not; &image;), and the pilcrow has a pass of its own.
_NAMES = (
    "amp|quot|apos|lt|gt|nbsp|ensp|emsp|thinsp|shy|[lr][sd]quo|[sb]dquo|[lr]aquo|ndash|mdash"
    "|hellip|bull|middot|sect|deg|copy|reg|trade|pound|euro|cent|yen|frac(?:12|14|34)|sup[123]"
    "|plusmn|times|iexcl|iquest|ord[fm]|acute|szlig|(?:AE|ae|OE|oe)lig|[Oo]slash"
    "|[AEIOUYaeiouy](?:acute|uml)|[AEIOUaeiou](?:grave|circ)|[ANOano]tilde|[Aa]ring|[CcSs]cedil"
    "|[Ss]caron|yuml"
)
# An ampersand that was escaped again and again goes before the name.
ENTITY = re.compile(
    rf"&(?:(?:amp|#0*38|#[xX]0*26);)*(?P<last>{_NAMES}"
    r"|#(?:0*[1-9][0-9]{0,5}|[xX]0*[1-9A-Fa-f][0-9A-Fa-f]{0,4}));"
)
BLANKS = frozenset("\xa0\u2002\u2003\u2009")  # no break, of the width of n and m, thin


@repair(
    "entity-left",
    Stage.ENCODING,
    gate=rf"&(?:{_NAMES}|#[0-9]{{1,8}}|#[xX][0-9A-Fa-f]{{1,8}});",
)
def left_entity(doc: Document) -> Iterator[Edit]:
    """Entities that a web page writes for signs: ``Iran&#8217;s`` is ``Iran’s``.

    An entity begins with an ampersand and a name or number and ends in a semicolon, and nothing
    else has this form: a lost quotation mark (``&lots of breaks,8``) has no semicolon, ``AT&T;``
    no name of a sign.  One that was escaped again, ``&amp;amp;``, is read to its end.  Blanks of
    any width become the one blank that a telegram has.  Numbers of signs that are not seen stay,
    and so do paragraphs about HTML.

    >>> from cablefix import clean
    >>> clean("Johnson &amp; Johnson, &quot;Per&oacute;n&quot;")
    'Johnson & Johnson, "Perón"'
    >>> clean("AT&T; the &Kurdish problem.8")
    'AT&T; the &Kurdish problem.8'
    """
    from html import unescape

    text = doc.text
    for start, end in _paragraphs(text):
        if ABOUT_ENCODINGS.search(text, start, end):
            continue
        for m in ENTITY.finditer(text, start, end):
            new = unescape(f"&{m['last']};")
            if new in BLANKS:
                new = " "
            if len(new) == 1 and (new.isprintable() or new == "\xad") and new not in "¶\ufffd":
                yield Edit(*m.span(), new, 0.99, "an entity that a web page writes for a sign")
