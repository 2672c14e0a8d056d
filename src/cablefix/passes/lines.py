"""Lines and paragraphs: sent twice, run on to one another, broken in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cablefix.document import LONG_LINE, Document
from cablefix.lexicon import known, ranks
from cablefix.lexicon.places import is_field
from cablefix.lexicon.tiers import CORE, LARGE, NAME, entry
from cablefix.types import Edit, Finding, Flag, Stage, repair

# A line hit: the station began the line again, and the first sign of the second try came as Q.
AGAIN = re.compile(r"[ \t\n]Q(?=[A-Za-z0-9])")
# The longest stretch sent again in ../shared/cables and DAMAGE.md A6 has 71 signs; a line, 74.
LONGEST_LINE = 160
# Fewer words or signs may stand twice by chance.
FEWEST_WORDS, FEWEST_SIGNS = 3, 12
WORD = re.compile(r"\S{1,160}")


@repair("line-repeated", Stage.LAYOUT, gate=r"[ \t\n]Q[A-Za-z0-9]")
def repeated_line(doc: Document) -> Iterator[Edit]:
    r"""Lines sent again after a line hit: ``the talks in May / Qthe talks in May / went on``.

    A station whose line was hit began it again, and a Q stands where the first try broke off
    (DAMAGE.md A6: 56 places in 29 of 1,295 cables).  What follows the Q repeats the words before
    it to the letter, so the repetition goes and nothing is lost.  Three words at least must
    repeat; a Q before anything else is left (see ``stretch-lost``).

    >>> from cablefix import clean
    >>> print(clean("He said that the talks in May\nQthe talks in May\nwent on."))
    He said that the talks in May
    went on.
    >>> clean("He left for Qatar in May.")
    'He left for Qatar in May.'
    """
    text = doc.text
    for m in AGAIN.finditer(text):
        start = m.start()
        while start > 0 and text[start - 1].isspace():
            start -= 1
        far = max(0, start - LONGEST_LINE)
        first = WORD.match(text, m.end())
        if first is None or text.find(first[0], far, start) < 0:
            continue
        before = [w[0] for w in WORD.finditer(text, far, start)]
        if first[0] not in before:
            continue
        behind = list(WORD.finditer(text, m.end(), min(len(text), m.end() + LONGEST_LINE)))
        words = [w[0] for w in behind]
        for n in range(min(len(before), len(words)), FEWEST_WORDS - 1, -1):
            # the second try may go on with the stop that the first one did not reach
            last = behind[n - 1][0]
            is_same = last == before[-1] or last.rstrip(".,;:") == before[-1]
            end = behind[n - 1].start() + len(before[-1])
            if is_same and before[-n:-1] == words[: n - 1] and end - m.end() >= FEWEST_SIGNS:
                why = "the words before the Q once more: the line was sent again after a hit"
                yield Edit(start, end, "", 0.99, why)
                break


# What stands around a Q inside a word that begins small, or that a word ends in.
HIT = re.compile(r"(?<=[a-z])Q+(?=[A-Za-z ])")
TORN = re.compile(r"(?<![^\s(\"'])[A-Za-z.,>%'*\[\]-]{0,30}\Z")
REST = re.compile(r"[A-Za-z.,>%'*\[\]-]{0,30}")
# So many letters may be lost in a word that is read all the same, so many must be left, and so
# common must it be.  Words of the texts in ../shared with up to four signs lost were read right in
# 9,817 of 9,867 cases; where 5 to 40 signs were lost, 0.25 % of the rests look like one word.
MOST_LOST, FEWEST_LEFT, FEWEST_ENDS = 4, 7, 2
COMMON_WORD, KNOWN_WORD = 8_000, 30_000
# A Q for quotation marks and apostrophes, which a text does throughout (see quote-letter).
Q_MARKS = re.compile(r"[a-z.,]Q(?:s\b|[\s.,;:)])")
MANY_MARKS = 4
# What stands before a capital in names, and in the names of things: elQuseir, eQuality.
ARTICLES = frozenset(("al", "el", "ibn", "bin", "abu", "de", "la", "le", "e", "i"))


@repair("stretch-lost", Stage.TEXT, gate=r"[a-z]Q[A-Za-z ]")
def lost_stretch(doc: Document) -> Iterator[Finding]:
    """A line hit inside a word: ``to get back tQconsensus``, with a Q for what is lost.

    A hit takes out one to forty signs and leaves a Q (DAMAGE.md A5; some twelve of 1,295 cables
    have it inside a word).  What is lost is lost, so the rest is flagged.  If both ends of one
    common word are left, and no other word has them, it is the candidate; it is written only if
    the same word stands elsewhere in the text.  Names that hide a capital (``LaQuinta``) stay, and
    so does a text in which Q stands for quotation marks.

    >>> from cablefix import clean, repair
    >>> [(f.kind, f.candidates) for f in repair("He went to see the ambaQador in May.").flags]
    [('doubtful', ('ambassador',))]
    >>> clean("The ambassador said that the ambaQador left.")
    'The ambassador said that the ambassador left.'
    >>> repair("He stayed at LaQuinta with McQueen.").flags
    ()
    """
    text = doc.text
    if sum(1 for _ in Q_MARKS.finditer(text)) >= MANY_MARKS:
        return
    words: frozenset[bytes] = frozenset()
    for m in HIT.finditer(text):
        before = TORN.search(text, max(0, m.start() - 30), m.start())
        behind = REST.match(text, m.end())
        if before is None or behind is None or not before[0]:
            continue
        head, tail = before[0], behind[0]
        if head[0].isupper() and not tail.islower():
            continue
        start, end = before.start(), behind.end()
        whole = _completed(head, tail)
        if whole:
            words = words or frozenset(doc.flat.split())
            is_known = whole.lower().encode() in words
            why = "one word alone has both of the ends that are left here around the hit"
            yield Edit(start, end, whole, 0.98 if is_known else 0.96, why)
        elif head[0].islower() and not _is_name(head, tail):
            yield Flag(start, end, "lost", "the line was hit here: a Q stands for what is lost")


def _is_name(head: str, tail: str) -> bool:
    """Whether a word with a capital Q inside is a name (``alQaida``) or a word (``banQue``)."""
    whole = f"{head}q{tail}".lower().strip(".,>%'*[]-").encode("ascii", "replace")
    return head in ARTICLES or tail.startswith("u") or whole in known()


def _completed(head: str, tail: str) -> str:
    """The one common word that has both ends; empty if none has, or more than one."""
    one, other = head.lower(), tail.lower()
    left = len(one) + len(other)
    if min(len(one), len(other)) < FEWEST_ENDS or left < FEWEST_LEFT or not one.isalpha():
        return ""
    found = [
        word
        for word in _by_end().get(other[-FEWEST_ENDS:], ())
        if 0 < len(word) - left <= MOST_LOST and word.startswith(one) and word.endswith(other)
    ]
    is_one = len(found) == 1 and ranks()[found[0].encode("latin-1")] < COMMON_WORD
    return head + found[0][len(one) :] if is_one else ""


@cache
def _by_end() -> dict[str, list[str]]:
    """The words that are not rare by their last letters."""
    found: dict[str, list[str]] = {}
    for word, place in ranks().items():
        if place < KNOWN_WORD:
            text = word.decode("latin-1")
            found.setdefault(text[-FEWEST_ENDS:], []).append(text)
    return found


# A colon ends no sentence here: what follows it is a list inside the paragraph.
ENDS_SENTENCE = re.compile(r"[.?!][\"'”’)\]]*[ \t]{1,3}\Z")
# A marker that is less sure than a repair may be is no ground for another repair.
SURE = 0.97


@repair(
    "paragraph-joined",
    Stage.STRUCTURE,
    gate=r"[.?!][\"'”’)\]]*[ \t]{1,3}(?:\S{0,7}[0-9]\S?[.,]\s|\S{1,8}[.,]?\s{1,3}[(（])",
    whole=True,
)
def joined_paragraph(doc: Document) -> Iterator[Edit]:
    r"""Paragraphs run on to the one before: ``in May. ¶2. (C) The`` begins a line again.

    Each numbered paragraph of a telegram begins a line (13,506 of 13,506 of the 2000s; FORMAT.md
    1.1); a converter that joins lines joins paragraphs, too.  A number inside a line begins a
    paragraph if the sequence of all markers reads it as one, a sentence ends before it, the
    paragraph before it begins a line, the numbers before and behind it are there, and it is no
    short item of a list.  So
    ``see paragraph 4. Comment`` stays, and so do a list behind a colon, and a number without a
    pilcrow where the others have one.

    >>> from cablefix import clean
    >>> long = "¶1. (C) The talks of both sides went on for two days in May and for two in June."
    >>> print(clean(f"{long} ¶2. (C) Nothing was agreed, and both went home.\n\n¶3. (C) Done."))
    ¶1. (C) The talks of both sides went on for two days in May and for two in June.
    <BLANKLINE>
    ¶2. (C) Nothing was agreed, and both went home.
    <BLANKLINE>
    ¶3. (C) Done.
    >>> clean("1. Noted, see paragraph 2. Agreed.\n\n2. Done.")
    '1. Noted, see paragraph 2. Agreed.\n\n2. Done.'
    """
    text = doc.text
    for style, markers in doc.numbering:
        before = 0  # the last number that begins a paragraph
        for i, m in enumerate(markers):
            gap = m.start
            while gap > 0 and text[gap - 1] in " \t":
                gap -= 1
            if not gap or text[gap - 1] in "\n\f":
                before = m.number
                continue
            # the publisher's pilcrow was set at line starts: a marker without it was sent inside
            is_next = before == m.number - 1 and m.confidence >= SURE and style in m.written
            behind = markers[i + 1].number if i + 1 < len(markers) else m.number + 1
            ends = ENDS_SENTENCE.search(text, max(0, m.start - 8), m.start)
            stop = markers[i + 1].start if i + 1 < len(markers) else len(text)
            is_long = text.find("\n", m.end, min(stop, m.end + SHORT)) < 0 and stop - m.end > SHORT
            if is_next and behind == m.number + 1 and ends and is_long:
                why = (
                    f"a sentence ends here, and paragraph {m.number} follows {before or 'nothing'}"
                )
                yield Edit(gap, m.start, "\n\n", 0.985, why)
                before = m.number


HYPHEN = re.compile(r"-(?: {1,2}|[ \t]*\n)(?=(?P<tail>[A-Za-z]{2,20})(?![\w-]))")
HEAD = re.compile(r"(?<![\w-])[A-Za-z]{2,20}\Z")
# What stands before a hyphen in words that keep it (non-aligned, co-sponsor), though a dictionary
# has them in one.
PREFIXES = frozenset(
    ("anti", "bi", "co", "counter", "ex", "extra", "inter", "mid", "mini", "mis", "multi", "non",
     "over", "post", "pre", "pro", "re", "self", "semi", "sub", "super", "trans", "ultra", "un",
     "under")
)  # fmt: skip
# "the answer is no- where would they go": a dash behind a whole sentence.
WHOLE = frozenset(("no", "not", "now", "so", "yes"))
# "medium- and long-term"
COORDINATED = frozenset(("and", "or", "to", "nor", "but", "und", "et"))
# A word of two known parts is joined if it is one of so many: "therefore", not "carjacked".
COMMON = 20_000


@repair("hyphen-inside", Stage.LAYOUT, gate=r"[A-Za-z]{2}-(?: {1,2}|[ \t]*\n)[A-Za-z]{2}")
def hyphen_inside(doc: Document) -> Iterator[Edit]:
    """Hyphens of line ends inside a line: ``RECOMMENDA- TIONS`` is ``RECOMMENDATIONS``.

    Telegrams of the 1970s part words at line ends, and a publisher or a converter who joins the
    lines leaves the hyphen and a blank in the word.  The parts are joined if the whole is a known
    word and the hyphen is not the writer's: where both parts are words by themselves, the whole
    must be a common word, or stand elsewhere in the text; a prefix that may keep its hyphen
    (``NON- ALIGNED``) needs the same.  A hyphen at the end of a telegram's own line stays.

    >>> from cablefix import clean
    >>> clean("THE EMBASSY HAS NO RECOMMENDA- TIONS ON SINO- SOVIET TRADE.")
    'THE EMBASSY HAS NO RECOMMENDATIONS ON SINO- SOVIET TRADE.'
    >>> clean("MEDIUM- AND LONG-TERM LOANS, TOP- LEVEL TALKS, A CAR- JACKED FSN")
    'MEDIUM- AND LONG-TERM LOANS, TOP- LEVEL TALKS, A CAR- JACKED FSN'
    """
    text = doc.text
    place = ranks()
    words: set[bytes] | None = None
    for m in HYPHEN.finditer(text):
        if "\n" in m[0] and not _is_joined(text, m.start()):
            continue
        before = HEAD.search(text, max(0, m.start() - 21), m.start())
        if before is None or m["tail"].lower() in COORDINATED:
            continue
        head, tail = before[0].lower().encode(), m["tail"].lower().encode()
        whole = head + tail
        if whole not in place:
            continue
        is_apart = head.decode() in PREFIXES or head.decode() in WHOLE
        is_sure = place[whole] < COMMON and not is_apart
        if tail in place and not is_sure and (head in place or is_apart):
            words = set(doc.flat.split()) if words is None else words
            if whole not in words:
                continue
        why = "a hyphen of a line end in the middle of a line; the whole is a known word"
        yield Edit(m.start(), m.end(), "", 0.985, why)


# Signs beside a hyphened word that make it a part of an address, a path, a code or a longer word.
TIGHT = re.compile(r"-(?P<tail>[a-z]{3,20}|[A-Z]{3,20})(?![\w'’/@=\\-]|\.\w)")
TIGHT_HEAD = re.compile(r"(?<![\w'’.,/@&=#\\-])[A-Za-z]{2,20}\Z")
# Rests of words that are listed as words, and that no writer sets behind a hyphen.
RESTS = frozenset(b"ing ings ment ments tion tions sion sions ness ance ances ence ences".split())
# A second part that is counted as often as this may be a word that no list has: "mortem".
COUNTED = 3.0
# What a word is made longer with that may stand behind a hyphen: WHOLE-HEARTEDLY.
LONGER = ("ly", "ness")
# Shorter parts are in the large lists by chance.
FEWEST_REST = 4


@repair("hyphen-left", Stage.LAYOUT, gate=r"[A-Za-z]{2}-[A-Za-z]{3}")
def left_hyphen(doc: Document) -> Iterator[Edit]:
    """Hyphens of line ends that stayed when lines were joined: ``moun-tain`` is ``mountain``.

    A writer's hyphen stands between words, or between a prefix and a word; a printer's may stand
    anywhere.  So the parts are joined if the whole is a known word and the second part is none: in
    no list of words and rarely counted, or an ending (``-tion``).  A rare word of the largest list
    is none behind a first part that is none either (``oc-curred``), and no prefix
    (``mis-shapen``).  Words with a capital are repaired if the whole stands elsewhere in the text,
    and flagged otherwise: names are written with a hyphen and without (``VIET-NAMESE``), and what
    a list of names has as one is not even flagged.  Compounds of several hyphens, addresses, codes
    and header lines stay.

    Of 1,602 words so joined in ICDAR 2017 and BLN600 1,458 are what the truth has; in 106 a letter
    or a sign beside them differs too, or the truth parts them by a blank; 38 the truth left parted
    as the printer had them.  In 191 genuine cables and 69 other clean texts none is joined, in
    the annual messages of US presidents, 12 million letters, two (``post-poned``, twice).

    >>> from cablefix import clean
    >>> clean("the moun-tain, and the situa-tion of the half-hearted, kind-hearted by-standers")
    'the mountain, and the situation of the half-hearted, kind-hearted by-standers'
    >>> clean("THE VIET-NAMESE, a post-mortem, a re-election of vice-presidents")
    'THE VIET-NAMESE, a post-mortem, a re-election of vice-presidents'
    """
    text = doc.text
    words = known()
    tokens: frozenset[bytes] | None = None
    for m in TIGHT.finditer(text):
        before = TIGHT_HEAD.search(text, max(0, m.start() - 21), m.start())
        if before is None:
            continue
        head, tail = before[0].lower().encode(), m["tail"].lower().encode()
        whole = head + tail
        if whole not in words or before[0].isupper() != m["tail"].isupper():
            continue
        meant = entry(whole.decode())
        if not _is_rest(head, tail, meant.zipf) or is_field(text, m.start()):
            continue
        sure = 0.985
        if before[0][0].isupper() and tail not in RESTS:
            tokens = frozenset(doc.flat.split()) if tokens is None else tokens
            if whole not in tokens:
                if meant.tiers & NAME:
                    continue
                sure = 0.9
        why = "a hyphen of a line end; the whole is a known word, and the second part is none"
        yield Edit(before.start(), m.end(), before[0] + m["tail"], sure, why)


def _is_rest(head: bytes, tail: bytes, zipf: float) -> bool:
    """Whether the second part of a word as common as ``zipf`` is no word by itself."""
    if tail in RESTS:
        return True
    part = tail.decode()
    rest = entry(part)
    if tail in known() or rest.zipf >= min(COUNTED, zipf):
        return False
    stem = part
    for ending in LONGER:
        stem = stem.removesuffix(ending)
    if not (rest.tiers | entry(stem).tiers) & (CORE | LARGE):
        return True
    return len(tail) >= FEWEST_REST and head not in known() and head.decode() not in PREFIXES


def _is_joined(text: str, at: int) -> bool:
    """Whether the line that ends a little behind ``at`` is longer than a telegram's lines."""
    return text.find("\n", max(0, at - LONG_LINE), at) < 0 and at > LONG_LINE


# A sentence goes on over it: a small letter or a comma before, a word in small letters behind,
# which is no sign of a list (o, a., (b)); or a reference in brackets.
_GOES_ON = r"(?=(?P<behind>a|[a-z]{2,})(?: |,|'|\n|\Z)|\((?P<inside>ref|see|paras?|which|who) )"
BLANK_LINE = re.compile(rf"\n(?:[ \t]{{0,80}}\n){{1,6}}[ \t]*{_GOES_ON}")
LINE_END = re.compile(rf"\n{_GOES_ON}")
LAST_WORD = re.compile(r"(?<![\w'-])[A-Za-z]*[a-z](?=,?\Z)")
RUN = re.compile(r"[ \t]+")
# Fewer signs are a heading, an item or the last line of a paragraph, and tell no line length.
SHORT = 40
SENTENCE_END = re.compile(r"[.?!][\"'”’)\]]*[ \t]*\Z")
OPEN_END = re.compile(r"(?<=[a-z,])[ \t]*\Z")
# What prose has between two such breaks, and items, verses and clauses have not.
PARTED = re.compile(r"\n[ \t]*\n|[.?!][\"'”’)\]]*\s")
# A line that was broken off by a page end is about as long as the others.  A choice.
NEARLY = 0.6


@repair("paragraph-broken", Stage.LAYOUT, gate=r"[a-z,][ \t]*\n[ \t]*\n\s*[a-z(]", whole=True)
def broken_paragraph(doc: Document) -> Iterator[Edit]:
    r"""Paragraphs broken in mid-sentence: ``a tour of the`` and, a blank line on, ``capital``.

    A page end sets a blank line into a sentence.  It is one sentence where a small letter or a
    comma goes before, a word in small letters goes on, both words are known, and the line before
    is about as long as the lines of this text are, and if the block on neither side is parted so
    once more; so headings, items of lists, clauses, verse, lines of tables and addresses stay.  The
    line end stays, too.  In a text whose lines were joined such a place
    is flagged: the converter may have lost what stood there.

    >>> from cablefix import clean
    >>> print(clean("The delegation will come in May and go on a tour of\n\nthe capital then."))
    The delegation will come in May and go on a tour of
    the capital then.
    >>> clean("The list:\n\nsubsidies\n\ntariffs") == "The list:\n\nsubsidies\n\ntariffs"
    True
    """
    text = doc.text
    lengths = _lengths(text)
    is_joined = _are_joined(lengths)
    prose = [n for n in lengths if n >= SHORT]
    if not prose:
        return
    least = LONG_LINE if is_joined else NEARLY * prose[len(prose) * 9 // 10]
    found = [
        m
        for m in BLANK_LINE.finditer(text)
        if OPEN_END.search(text, max(0, m.start() - SHORT), m.start())
    ]
    for before, m, behind in zip([None, *found], found, [*found[1:], None], strict=False):
        # items, verses and clauses are parted again and again; a page ends once
        is_row = (before and not PARTED.search(text, before.end(), m.start())) or (
            behind and not PARTED.search(text, m.end(), behind.start())
        )
        if not is_row and _goes_on(text, m, least):
            start = m.start() + 1  # behind the line end
            sure = 0.9 if is_joined else 0.98
            yield Edit(start, m.end(), "", sure, "the sentence goes on behind the blank line")


@repair("line-broken", Stage.LAYOUT, gate=r"[a-z,][ \t]*\n[a-z(]", view="has_long_line", whole=True)
def broken_line(doc: Document) -> Iterator[Edit]:
    r"""Line ends left inside a sentence of a text whose other lines were joined.

    In a text that stands for the most part in lines longer than a telegram's a line end is the
    end of a paragraph or of an item.  One that stands behind a long line and a small letter, before
    a word in small letters and a long line or the last of a sentence, is neither.  A text that
    keeps its lines stays, and so does a list of short lines.

    >>> from cablefix import clean
    >>> long = "The delegation will come in May and it will go on a tour of the country, in which "
    >>> clean(f"{long}Mr. Steiner of the Embassy\nrecalled it.") == (
    ...     f"{long}Mr. Steiner of the Embassy recalled it.")
    True
    >>> clean("The delegation will come\nin May.")
    'The delegation will come\nin May.'
    """
    text = doc.text
    if _are_joined(_lengths(text)):
        for m in LINE_END.finditer(text):
            if _goes_on(text, m, LONG_LINE) and not _is_item(text, m.end()):
                start = m.start()
                while text[start - 1] in " \t":
                    start -= 1
                yield Edit(start, m.end(), " ", 0.98, "the sentence goes on behind the line end")


def _lengths(text: str) -> list[int]:
    """The lengths of the lines, runs of blanks counted as one, the shortest first."""
    lines = (RUN.sub(" ", line) if "  " in line else line for line in text.split("\n"))
    return sorted(map(len, lines))


def _are_joined(lengths: list[int]) -> bool:
    """Whether more of a text stands in lines longer than a telegram's than in others."""
    return 2 * sum(n for n in lengths if n > LONG_LINE) > sum(lengths)


def _is_item(text: str, at: int) -> bool:
    """Whether the line at ``at`` may be one of a list: short, and not the end of a sentence."""
    end = text.find("\n", at, at + LONG_LINE)
    if end < 0:
        return len(text) - at < LONG_LINE and not SENTENCE_END.search(text, max(at, len(text) - 4))
    is_last = text[end + 1 : end + 2] in ("", "\n")
    return not (is_last and SENTENCE_END.search(text, max(at, end - 4), end))


def _goes_on(text: str, m: re.Match[str], least: float) -> bool:
    """Whether a sentence goes on over a line end, behind a line of at least so many signs."""
    far = max(0, m.start() - 2 * LONG_LINE)
    line = text[max(far, text.rfind("\n", far, m.start()) + 1) : m.start()]
    line = RUN.sub(" ", line).rstrip(" \t")
    before = LAST_WORD.search(line, max(0, len(line) - SHORT))
    if len(line) < least or before is None:
        return False
    behind = m["behind"] or m["inside"]
    return {before[0].lower().encode(), behind.encode()} <= known()
