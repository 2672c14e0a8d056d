"""Characters that a wrong decoding put in the place of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from cablefix.cable.closed import rows
from cablefix.document import Document
from cablefix.lexicon import known
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
# An address, to the sign that ends it: a blank, or an entity of brackets and marks around it.
ADDRESS = re.compile(
    r"(?:://|\bwww\.|\bmailto:|\?[\w%.-]{1,40}=)"
    r"[^\s<>\"]*?(?=(?:&(?:[lg]t|quot|nbsp|[lr][sd]quo|[lr]aquo);[.,;:!?)]{0,2}){0,3}(?:[\s<>\"]|\Z))"
)
BLANKS = frozenset("\xa0\u2002\u2003\u2009")  # no break, of the width of n and m, thin


@repair(
    "entity-left",
    Stage.ENCODING,
    gate=rf"&(?:{_NAMES}|#[0-9]+|#[xX][0-9A-Fa-f]+);",
)
def left_entity(doc: Document) -> Iterator[Edit]:
    """Entities that a web page writes for signs: ``Iran&#8217;s`` is ``Iran’s``.

    An entity begins with an ampersand and a name or number and ends in a semicolon, and nothing
    else has this form: a lost quotation mark (``&lots of breaks,8``) has no semicolon, ``AT&T;``
    no name of a sign.  One that was escaped again, ``&amp;amp;``, is read to its end.  Blanks of
    any width become the one blank that a telegram has.  Numbers of signs that are not seen stay,
    and so do paragraphs about HTML and what stands inside an address (``?a=1&sect;=2``).

    >>> from cablefix import clean
    >>> clean("Johnson &amp; Johnson, &quot;Per&oacute;n&quot;")
    'Johnson & Johnson, "Perón"'
    >>> clean("AT&T; R&D; Johnson &amp Johnson")
    'AT&T; R&D; Johnson &amp Johnson'
    """
    from html import unescape

    text = doc.text
    for start, end in _paragraphs(text):
        if ABOUT_ENCODINGS.search(text, start, end):
            continue
        addresses = iter([m.span() for m in ADDRESS.finditer(text, start, end)])
        first, last = next(addresses, (end, end))
        for m in ENTITY.finditer(text, start, end):
            while last <= m.start() and first < end:
                first, last = next(addresses, (end, end))
            if first < m.start() < last:
                continue
            new = unescape(f"&{m['last']};")
            if new in BLANKS:
                new = " "
            if len(new) == 1 and (new.isprintable() or new == "\xad") and new not in "¶\ufffd":
                yield Edit(*m.span(), new, 0.99, "an entity that a web page writes for a sign")


# Quotation marks, dashes and three dots as Windows-1252 has them, and what is left of them where
# each sign of two bytes (U+2013 to U+201D) was cut to its last.
SIGNS = dict(
    zip("\x85\x91\x92\x93\x94\x96\x97\x13\x14\x18\x19\x1c\x1d", "…‘’“”–—–—‘’“”", strict=True)
)
_IN_PLACE = {
    # behind a word; before its end, or before what an apostrophe stands before
    "’": (r"[\w.,!?)]", r"\Z|[^\w]|(?:s|t|re|ve|ll|d|m)\b|[A-Z][a-z]"),
    "‘": (r"\A|[\s(\[“\"—–-]", r"\w"),
    "“": (r"\A|[\s(\[‘—–-]", r"[\w($‘\[.]"),
    "”": (r"[\w.,;:!?)\]’%…-]", r"\Z|[\s.,;:!?)\]—–-]"),
    "–": (r"[ \n]|[0-9]", r"[ \n]|[0-9]"),
    "—": (r"[ \n]", r"[ \n]"),
    "…": (r"[\w ,”’]", r"\Z|[ a-z.,;:!?”’)\]]"),
}
IN_PLACE = {sign: tuple(map(re.compile, sides)) for sign, sides in _IN_PLACE.items()}
CONTROL = re.compile(
    r"(?P<sent>\x1b\[[0-9;?]{0,20}[A-Za-z])|(?P<null>\x00+)|(?P<line>\x0b)"
    r"|(?P<zero>[\u200b\u2060\ufeff]+)|(?P<joiner>[\u200c\u200d])|(?P<soft>\xad)"
    r"|(?P<direction>[\u200e\u200f\u202a-\u202c\u2066-\u2069]+)"
    r"|(?P<sign>[\x13\x14\x18\x19\x1c\x1d\x85\x91-\x94\x96\x97])"
    r"|(?P<other>[\x01-\x08\x0e-\x1f\x7f]+)"
)
# Letters that are written from right to left, and controls that make others run so.
REVERSED = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u202d\u202e]")
LETTERS_BEFORE = re.compile(r"[A-Za-z]*\Z")
LETTERS_BEHIND = re.compile(r"[A-Za-z]*")
LONGEST_WORD = 30
LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")


@repair(
    "control-stray",
    Stage.ENCODING,
    gate=(
        r"[\x00-\x08\x0B\x0E-\x1F\x7F\x{85}\x{91}-\x{97}\x{AD}\x{200B}-\x{200F}\x{202A}-\x{202C}"
        r"\x{2060}\x{2066}-\x{2069}\x{FEFF}]"
    ),
)
def stray_control(doc: Document) -> Iterator[Edit]:
    r"""Control characters and signs of no width: they go, or become the sign they stand for.

    None of them was sent.  Signs of no width go; so does a soft hyphen inside a word, while one
    at a line end is a hyphen that was printed.  Marks of direction go from a text that has Latin
    letters alone; they change nothing there.  A control character goes where it stands apart or
    what it parts is one word; where a PDF wrote one for the ligature of a word that is known only
    with it, the word gets its letters.  The quotation marks, dashes and dots of Windows-1252 are
    put back where one of them may stand.  Whatever else there is stays, and ``sign-lost`` flags
    it; no-break and other wide blanks stay, since they part words as a blank does.

    >>> from cablefix import clean
    >>> clean("Iran\x92s \x93peaceful\x94 pro\u00adgram, the con\x02dence of\u200b all")
    'Iran’s “peaceful” program, the confidence of all'
    >>> clean("Per\x97n")
    'Per\x97n'
    """
    text = doc.text
    runs_back = REVERSED.search(text) is not None
    for m in CONTROL.finditer(text):
        start, end = m.span()
        before, behind = text[start - 1 : start], text[end : end + 1]
        if m.lastgroup in ("sent", "null"):
            yield Edit(start, end, "", 0.99, "a control character, which nobody sees")
        elif m.lastgroup == "line":
            yield from _line_end(text, start)
        # the first sign of a text may be the mark of its file
        elif (m.lastgroup == "zero" and start) or (
            m.lastgroup == "joiner" and before < "\u0250" and behind < "\u0250"
        ):
            yield Edit(start, end, "", 0.99, "a sign of no width, which nobody sees")
        elif m.lastgroup == "direction" and not runs_back:
            yield Edit(start, end, "", 0.99, "a mark of direction in a text of Latin letters")
        elif m.lastgroup == "soft":
            yield from _soft_hyphen(text, start)
        elif m.lastgroup == "sign" and _is_in_place(text, start, sign := SIGNS[m[0]]):
            yield Edit(start, end, sign, 0.985, "a sign in another encoding, where one may stand")
        elif m.lastgroup in ("sign", "other") and m[0] < "\x80":
            yield from _control(text, start, end)


def _is_in_place(text: str, at: int, sign: str) -> bool:
    """Whether a quotation mark, a dash or three dots may stand at ``at``."""
    before, behind = IN_PLACE[sign]
    return bool(before.fullmatch(text[at - 1 : at] if at else "") and behind.match(text, at + 1))


def _line_end(text: str, at: int) -> Iterator[Edit]:
    """What becomes of a vertical tab: a line end, or the ff of a font of TeX."""
    left, right = _letters(text, at, at + 1)
    is_apart = not (left and right) or (_is_word(left) and _is_word(right))
    if not is_apart and _is_word(f"{left}ff{right}"):
        yield Edit(at, at + 1, "ff", 0.98, "a ligature without which there is no such word")
    else:
        sure = 0.99 if is_apart else 0.9
        yield Edit(at, at + 1, "\n", sure, "a line end of a word processor")


def _soft_hyphen(text: str, at: int) -> Iterator[Edit]:
    """What becomes of a soft hyphen: it is seen at line ends alone."""
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    if before.isalpha() and behind == "\n":
        yield Edit(at, at + 1, "-", 0.99, "a soft hyphen at a line end, where it was printed")
        return
    left, right = _letters(text, at, at + 1)
    if before.isalpha() and (behind.islower() or (before.isupper() and behind.isupper())):
        is_compound = _is_word(left) and _is_word(right) and not _is_word(left + right)
        sure = 0.9 if is_compound else 0.99
        yield Edit(at, at + 1, "", sure, "a soft hyphen inside a word, which is not seen there")


def _control(text: str, start: int, end: int) -> Iterator[Edit]:
    """What becomes of a control character, which may stand for a ligature of its font."""
    left, right = _letters(text, start, end)
    if not left and not right:
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield Edit(start, end, "", 0.985, "a control character that stands apart")
        return
    found = [letters for letters in ("", *LIGATURES) if _is_word(left + letters + right)]
    # a short word has too many neighbours
    if len(found) == 1 and (not found[0] or len(left + right) > 2):
        why = "a control character in a word that is known only as it is here"
        yield Edit(start, end, found[0], 0.98, why)


def _letters(text: str, start: int, end: int) -> tuple[str, str]:
    """The letters in front of a span and behind it."""
    before = LETTERS_BEFORE.search(text, max(0, start - LONGEST_WORD), start)
    behind = LETTERS_BEHIND.match(text, end, end + LONGEST_WORD)
    return before[0] if before else "", behind[0] if behind else ""


def _is_word(letters: str) -> bool:
    """Whether letters are a word that is known."""
    return letters.lower().encode("latin-1", "replace") in known()


# Runs of Greek and Cyrillic letters, and of signs in the width or the type of another use: those of
# East Asian texts (a sign each for ! to ~) and the letters of formulas.
FOREIGN = re.compile(
    "(?P<wide>[\uff01-\uff5e]+)|(?P<type>[\U0001d400-\U0001d7ff]+)|[\u0370-\u03ff\u0400-\u052f]+"
)
EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LAST_LATIN = "\u024f"


@repair(
    "letter-lookalike",
    Stage.ENCODING,
    gate=(
        r"[A-Za-z\x{AA}-\x{24F}][\x{370}-\x{3FF}\x{400}-\x{52F}]"
        r"|[\x{370}-\x{3FF}\x{400}-\x{52F}][A-Za-z\x{AA}-\x{24F}]"
        r"|[\x{FF01}-\x{FF5E}\x{1D400}-\x{1D7FF}]"
    ),
)
def lookalike_letter(doc: Document) -> Iterator[Edit]:
    """Letters of another script in a Latin word: a Cyrillic ``о`` in ``Mоscow``.

    They cannot be told apart on paper, and OCR for two scripts, or a keyboard set to the wrong
    one, writes the one for the other.  A word of both is Latin if every letter of the other has a
    Latin double, and if the Latin ones are more, or the word is known.  A word of the other
    script alone stays, and so does a letter apart or without a double (``TNFα``, ``ΔT``).  Letters
    and signs of East Asian width are the plain ones in a text that has no East Asian letters; the
    letters of formulas are where three or more, or others with them, make a word.

    >>> from cablefix import clean
    >>> clean("the Mоscow embassy, ＦＭ ＡＭＥＭＢＡＳＳＹ")
    'the Moscow embassy, FM AMEMBASSY'
    >>> clean("the daily Правда, СССР, TNFα")
    'the daily Правда, СССР, TNFα'
    """
    from unicodedata import normalize

    text = doc.text
    is_east_asian = EAST_ASIAN.search(text) is not None
    done = 0
    for m in FOREIGN.finditer(text):
        start, end = m.span()
        if m.lastgroup == "wide":
            if not is_east_asian:
                why = "signs of East Asian width in a text that has no East Asian letters"
                yield Edit(start, end, normalize("NFKC", m[0]), 0.99, why)
        elif m.lastgroup == "type":
            left, right = _letters(text, start, end)
            new = normalize("NFKC", m[0])
            # "mc" may be a product
            if new.isascii() and (left or right or len(new) > 2):
                why = "letters of a formula that make a word"
                yield Edit(start, end, new, 0.985, why)
        elif start >= done:
            before, behind = _word(text, start, end)
            done = end + len(behind)
            yield from _as_latin(text, start - len(before), done)


def _word(text: str, start: int, end: int) -> tuple[str, str]:
    """The letters of any script in front of a span and behind it."""
    before = WORD_BEFORE.search(text, max(0, start - LONGEST_WORD), start)
    behind = WORD_BEHIND.match(text, end, end + LONGEST_WORD)
    return before[0] if before else "", behind[0] if behind else ""


def _as_latin(text: str, start: int, end: int) -> Iterator[Edit]:
    """Edits for the word at a span, if it is a Latin one."""
    word = text[start:end]
    doubles = _doubles()
    new = "".join(doubles.get(c, c) for c in word)
    latin = sum(c <= LAST_LATIN for c in word)
    if latin and max(new) <= LAST_LATIN and (2 * latin > len(word) or _is_word(new)):
        for m in FOREIGN.finditer(text, start, end):
            as_latin = "".join(map(doubles.__getitem__, m[0]))
            why = "letters of another script in a Latin word; they look the same"
            yield Edit(*m.span(), as_latin, 0.99, why)


@cache
def _doubles() -> dict[str, str]:
    """Letters of other scripts with the Latin ones that look the same."""
    return {letter: latin for letter, latin, _ in rows("lookalikes.tsv")}


# Letters of any script.
WORD_BEFORE = re.compile(r"[^\W\d_]*\Z")
WORD_BEHIND = re.compile(r"[^\W\d_]*")
LIGATURE = re.compile("[ﬀ-ﬆ]")
OF_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# So many known words with a ligature, and so many for one unknown, tell a font that has ligatures
# from an engine that takes other letters for them.  A choice; in ../shared/ocr/bed Tesseract's old
# recogniser has one known word for three others.
FEWEST_SET = 3
SET_IN_TYPE = 3
# Shorter words prove nothing alone: debris makes "ﬂaw" and "ﬁat", and ¶11 "ﬁll".
SHORTEST = 5
# A blank that a PDF puts before a ligature or behind it.
TOKEN_BEFORE = re.compile(r"[^\W\d_]+ \Z")
TOKEN_BEHIND = re.compile(r" [^\W\d_]+")


@repair("ligature-left", Stage.ENCODING, gate=r"[\x{FB00}-\x{FB06}]", whole=True)
def left_ligature(doc: Document) -> Iterator[Edit]:
    """Ligatures of a font in words: ``conﬁdence`` is ``confidence``, ``oﬃce`` is ``office``.

    A telegram was printed letter by letter; the ligatures are the font's that somebody set it in
    again, and a search does not find them.  Some engines take other letters for a ligature
    (``pres ﬁency``, ``HUEH-Tﬁ``), so the word must be known, or most others that have one must
    be.  In capitals no font has them, and short words may be markers (``ﬁll.`` for ¶11).

    >>> from cablefix import clean
    >>> clean("the oﬃce is conﬁdent")
    'the office is confident'
    >>> clean("ﬁ1. HUEH-Tﬁ ﬂl.")
    'ﬁ1. HUEH-Tﬁ ﬂl.'
    """
    text = doc.text
    found: list[tuple[int, int, str, bool, bool]] = []
    for m in LIGATURE.finditer(text):
        start, end = m.span()
        left, right = _word(text, start, end)
        word = (left + m[0] + right).translate(OF_LIGATURES)
        if len(word) > 3 and word[1:].islower():
            is_known = _is_word(word) or _is_parted(text, start - len(left), end + len(right))
            is_long = is_known and len(word) >= SHORTEST
            found.append((start, end, m[0].translate(OF_LIGATURES), is_known, is_long))
    known_ones = sum(is_known for *_, is_known, _ in found)
    is_font = known_ones >= max(FEWEST_SET, SET_IN_TYPE * (len(found) - known_ones))
    for start, end, new, is_known, is_long in found:
        if is_long or is_font:
            why = "a ligature of the font in a word that is known with its letters"
            yield Edit(start, end, new, 0.99 if is_known else 0.98, why)


def _is_parted(text: str, start: int, end: int) -> bool:
    """Whether a span with a ligature makes a word with the token before it or behind it."""
    before = TOKEN_BEFORE.search(text, max(0, start - LONGEST_WORD), start)
    behind = TOKEN_BEHIND.match(text, end, end + LONGEST_WORD)
    left = text[before.start() : end] if before else ""
    right = text[start : behind.end()] if behind else ""
    parts = (left, right, left + right[end - start :] if left else "")
    return any(p and _is_word(p.replace(" ", "").translate(OF_LIGATURES)) for p in parts)


LOST_SIGN = re.compile(
    r"[\ufffd]+|[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]+|[\u202d\u202e][\u202a-\u202e\u2066-\u2069]*"
    r"|(?<=[A-Za-z])¿+(?=[A-Za-z])"
)
APOSTROPHE = re.compile(r"(?:s|t|re|ve|ll|d|m)\b")


@repair(
    "sign-lost",
    Stage.REVIEW,
    gate=r"[\x{FFFD}\x00-\x08\x0B\x0E-\x1F\x7F-\x{9F}\x{202D}\x{202E}]|[A-Za-z]¿+[A-Za-z]",
    whole=True,
)
def lost_sign(doc: Document) -> Iterator[Flag]:
    r"""Signs that a program could not write and replaced: ``caf\ufffd``, ``the Minister¿s``.

    U+FFFD stands for any sign, and so does a control character that is still in the text when all
    is repaired; a question mark upside down inside a word replaces a sign, too.  Which one is not
    known; where an apostrophe may stand it is the candidate.  A control that turns the direction
    of letters is flagged, since what is read is not what is there.  Spanish questions are silent.

    >>> from cablefix import repair
    >>> [f.candidates for f in repair("Zapatero¿s appeal").flags]
    [('’',)]
    >>> repair("He asked: ¿No? ¿Sí?").flags
    ()
    """
    text = doc.text
    for m in LOST_SIGN.finditer(text):
        start, end = m.span()
        if m[0][0] in "\u202d\u202e":
            why = "a control that turns the direction of what is read"
            yield Flag(start, end, "doubtful", why, ("",))
            continue
        is_behind = start > 0 and text[start - 1].isalpha()
        is_apostrophe = is_behind and APOSTROPHE.match(text, end) is not None
        why = "a sign was lost: another stands in its place"
        yield Flag(start, end, "garbled", why, ("’",) if is_apostrophe else ())
