"""Stray glyphs and signs."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import lru_cache

from cablefix.document import Document
from cablefix.lexicon import known, ranks
from cablefix.lexicon.channel import cost
from cablefix.lexicon.kept import is_number_or_date
from cablefix.lexicon.places import is_field
from cablefix.lexicon.suspects import FIELD_LINE
from cablefix.lexicon.tiers import entry
from cablefix.types import Edit, Flag, Stage, repair

# Signs that no word has inside.  Those that may stand between words or join them are left out
# (dashes, strokes, quotation marks, "@" and "=" of addresses, "<" and ">" of markup), and so are
# those that a writer types for letters: wildcards and what spares a reader a word (*, #, %).
_SIGNS = r"_&$?!|~\\{}\[\]^§¢£¥€¿¡°±®©™«»¬¦¤•■"
SIGN = re.compile(rf"(?<=[A-Za-z])[{_SIGNS}](?=[A-Za-z])")
BEFORE_SIGN = re.compile(r"(?:^|(?<=[\s(\"“‘]))[A-Za-z]{1,25}\Z")
BEHIND_SIGN = re.compile(r"[A-Za-z]{1,25}(?=[\s,;:?!)\"”’]|\.(?!\w)|\Z)")
# What one sign is read for: a letter, two, or a ligature of three.
LETTERS = [
    *string.ascii_lowercase,
    *(a + b for a in string.ascii_lowercase for b in string.ascii_lowercase),
    "ffi",
    "ffl",
]
SHORTEST = 5
# Counted in 1,335 scans: a word of eight letters or more was right 435 times of 438; a shorter one
# 255 of 257 if it is among the commonest, and 27 of 51 if not.
LONG = 8
COMMON = 6_000
# The word before a place, with nothing but blanks and signs before it.
LAST_PART = re.compile(r"(?<![\w'’.-])[A-Za-z]{2,30}\Z")
# A line hit leaves a sign in the place of any number of letters ("wi`al"), but once or twice.
FEWEST = 3


@repair("letter-as-sign", Stage.TEXT, gate=rf"[A-Za-z][{_SIGNS}][A-Za-z]", whole=True)
def letter_as_sign(doc: Document) -> Iterator[Edit]:
    """Letters that were read as a sign: ``gover_ment`` and ``depart|nt``.

    An engine that knows no letter for a shape writes a sign for it, one and the same for many.
    No word has one inside, so a letter stood there, or two that touched: the word is repaired
    if one reading alone is known, of all letters and pairs of letters, and if it is not two words
    with their blank lost.  A line hit leaves such a sign too, in the place of a whole stretch, but
    seldom: so three words of the text must have a sign and one reading.  Names, header lines,
    addresses, codes and short words stay, and so do ``*``, ``#`` and ``%``: wildcards.

    >>> from cablefix import clean
    >>> clean("the gover_ment and the mi_ister were in agre_ment")
    'the government and the minister were in agreement'
    >>> clean("the gover_ment of long~and R&D, see b_x and AT&T")
    'the gover_ment of long~and R&D, see b_x and AT&T'
    """
    text = doc.text
    found: list[tuple[int, str]] = []
    for m in SIGN.finditer(text):
        reading = _reading(text, m.start())
        if reading:
            found.append((m.start(), reading))
    sure = 0.985 if len(found) >= FEWEST else 0.9
    for at, letters in found:
        why = "a sign inside a word, which is known only with this letter"
        yield Edit(at, at + 1, letters, sure, why)


def _reading(text: str, at: int) -> str:
    """The letters that a sign inside a word stands for, if there is one reading."""
    before = BEFORE_SIGN.search(text, max(0, at - 26), at)
    behind = BEHIND_SIGN.match(text, at + 1, at + 28)
    if not before or not behind or len(before[0] + behind[0]) < SHORTEST - 1:
        return ""
    left, right = before[0], behind[0]
    is_upper = (left + right).isupper()
    if not is_upper and not (left + right).islower():
        return ""
    if is_field(text, at):
        return ""
    letters = _readings(left.lower(), right.lower())
    return letters.upper() if is_upper else letters


@lru_cache(maxsize=4096)
def _readings(left: str, right: str) -> str:
    """What stands between the parts of a word if one thing alone makes it known."""
    one, other = left.encode(), right.encode()
    if one + other in known() or (_is_word(one) and _is_word(other)):
        return ""
    found = [letters for letters in LETTERS if one + letters.encode() + other in known()]
    if len(found) != 1:
        return ""
    word = one + found[0].encode() + other
    return found[0] if len(word) >= LONG or ranks()[word] < COMMON else ""


def _is_word(part: bytes) -> bool:
    """Whether a part is a word by itself, and no code of two letters or an ending."""
    return part in known() and (len(part) > 2 or ranks()[part] < COMMON)


# Digits and marks that no word in small letters has inside, besides _SIGNS and wildcards; and those
# that may stand in the place of its first or last letter, where a mark would be a writer's.
_INNER = r"0-9.,:;\"()<>=+@~"
_OUTER = r"0-9&@\[\]"
MARKED = re.compile(
    rf"(?<=[a-z])[{_INNER}](?=[a-z])|(?<=[a-z]{{3}})[{_OUTER}](?!\w)|(?<!\w)[{_OUTER}](?=[a-z]{{3}})"
)
SMALL_BEFORE = re.compile(r"(?:\A|(?<=[\s(\"“‘]))[a-z]{0,25}\Z")
SMALL_BEHIND = re.compile(r"[a-z]{0,25}(?=[\s,;:?!)\"”’]|\.(?!\w)|\Z)")
# A shorter word with a sign in it may be a code, and has several readings.
FEWEST_MARKED = 6
# How common a reading is at least and its rivals (Zipf), and how many powers of ten it is likelier
# than they are.  Of the words so repaired 98 in 100 are what the truth has.
COMMON_ZIPF, RIVAL_ZIPF, AHEAD = 3.0, 2.0, 2.0
# Specks inside words; for a letter they stand as often as for a letter that was misread elsewhere.
POINTS = frozenset(".,:;")
# What follows an apostrophe that was read as another mark: "didn,t".
CONTRACTED = frozenset(("s", "t", "d", "m", "re", "ve", "ll"))


@repair(
    "letter-as-mark",
    Stage.TEXT,
    gate=rf"[a-z][{_INNER}][a-z]|[a-z]{{3}}[{_OUTER}]\W|\W[{_OUTER}][a-z]{{3}}",
)
def letter_as_mark(doc: Document) -> Iterator[Edit]:
    """A digit or a mark for a letter of a word, or in it: ``enga3ements``, ``co)mmunicated``.

    A word in small letters with one digit or mark inside was misread there: the sign stands for
    one letter or two, or for none, a speck.  The word is repaired if it has six signs or more, its
    parts are not both words, and one reading is common and a hundred times likelier than each
    other, by what scanners make of letters (``lexicon.channel``) and by how common the words are.
    A digit or ``&`` in the place of the last letter is one only if the rest is no word
    (``country7`` may have a note); in the place of the first it is a flag, since a capital may have
    stood there, and so are a stop or comma that stands for a letter and what reads as a number
    (``seven1y``).  Words with capitals, codes,
    numbers, contractions (``didn,t``), addresses and header lines stay.  For other signs see
    ``letter-as-sign``.

    Of 103 words so repaired on the pages of ../shared/words and ../shared/ocr 91 are what the truth
    has there to the letter, in 8 a mark beside the word or the whole place differs, and 4 are
    wrong; on genuine cables and other clean texts none is made, in the annual messages of US
    presidents three, all right (``rati6ed``).

    >>> from cablefix import clean
    >>> clean("the enga3ements of the gov.ernment were co)mmunicated, as to an accoun[")
    'the engagements of the government were communicated, as to an account'
    >>> clean("see country7 and b2b, h1n1 or a mid.week p.m., at 20th, 6treets and x86es")
    'see country7 and b2b, h1n1 or a mid.week p.m., at 20th, 6treets and x86es'
    """
    text = doc.text
    for m in MARKED.finditer(text):
        at = m.start()
        before = SMALL_BEFORE.search(text, max(0, at - 26), at)
        behind = SMALL_BEHIND.match(text, at + 1, at + 28)
        if not before or not behind or len(before[0] + behind[0]) < FEWEST_MARKED - 1:
            continue
        word = _likeliest(before[0], m[0], behind[0])
        if word and not is_field(text, at):
            # the first letter may have been a capital, and a stop may stand for a longer stretch
            is_stretch = m[0] in POINTS and len(word) > len(before[0] + behind[0])
            sure = 0.9 if not before[0] or is_stretch or is_number_or_date(word) else 0.98
            why = "a sign in the place of a letter; one common word is far likelier than others"
            yield Edit(before.start(), behind.end(), word, sure, why)


@lru_cache(maxsize=4096)
def _likeliest(left: str, sign: str, right: str) -> str:
    """The one word that two parts with a sign between them, or at an end, are likely to be."""
    one, other = left.encode(), right.encode()
    is_inside = bool(left and right)
    if is_inside and (right in CONTRACTED or (_is_word(one) and _is_word(other))):
        return ""
    if not is_inside and one + other in known():
        return ""
    found = []
    for letters in ("", *LETTERS) if is_inside else LETTERS[:26]:
        form = left + letters + right
        zipf = entry(form).zipf if form.encode() in known() else 0.0
        if zipf >= RIVAL_ZIPF:
            found.append((cost(left + sign + right, form) + zipf, zipf, form))
    found.sort(reverse=True)
    if not found or (len(found) > 1 and found[0][0] - found[1][0] < AHEAD):
        return ""
    return found[0][2] if found[0][1] >= COMMON_ZIPF else ""


# Words of grammar that no clause ends with, and the marks behind them that are specks.  A colon
# stands behind "of" and "and" before a list.
_OPEN = "the|an|and|of|from|into|their|its|my|our|your"
MARK_BEHIND = re.compile(r"(?P<mark>[.':-])\s(?=(?P<next>[a-z]{2,20})(?:[\s,;]|\Z))")
OPEN_WORD = re.compile(rf"(?<![\w.'’-])(?i:{_OPEN})\Z")
MARK_BEFORE = re.compile(
    r"(?<=[a-z])\s(?P<mark>[.:'])(?=(?P<next>[a-z]{2,20})[ \n,;][ \n]?(?P<third>[a-z]*))"
)
# Words of grammar that no quotation of one word or two is likely to begin with, and no file name.
GRAMMAR = frozenset(
    ("an", "and", "are", "as", "be", "been", "by", "could", "for", "from", "had", "has", "have",
     "her", "his", "if", "in", "into", "is", "its", "may", "my", "not", "of", "on", "or", "our",
     "should", "than", "that", "the", "their", "to", "upon", "was", "were", "which", "who",
     "whose", "will", "with", "would")
)  # fmt: skip
# A name of a file or of a domain has four letters at most: .html, .info.
LONGEST_NAME = 4
# A word as common as this without its first letter: ".mall" is "small".
FAIRLY_COMMON = 20_000
# So far from a mark its fellow may stand, if it is one of a pair.
PAIR = 300
CLOSING = re.compile(r"[A-Za-z.,;?!]'(?![A-Za-z])")
OPENING = re.compile(r"(?:\A|[\s(\"“])'[A-Za-z]")


@repair(
    "mark-stray",
    Stage.TEXT,
    gate=rf"[a-z]\s[.:'][a-z][a-z]|\b(?i:{_OPEN})[.':-]\s[a-z][a-z]",
)
def stray_mark(doc: Document) -> Iterator[Edit]:
    """Specks read as marks between two words: ``of. the Embassy``, ``in the .former case``.

    Dirt on the paper comes out as a stop, a colon, an apostrophe or a hyphen that leans on a word.
    No clause ends with ``the``, ``of`` or ``their``, and no sentence begins with a small letter, so
    a mark between such a word and a known one in small letters is none.  A stop or a colon that
    leans on the word behind it begins nothing.  It goes if the words on both sides are known, and
    if it does not stand for a letter (``.mall``, ``.heir``).  An apostrophe goes behind a word only
    if it is none of a pair, and is flagged before one.  Names of files and domains (``.html``),
    header lines, commas, and whatever stands beside a capital or a digit stay.

    On the pages of ../shared/words and ../shared/ocr that are held back 77 of 80 such marks are not
    in the truth, and beside the others more is wrong than the mark.  In the annual messages of US
    presidents, 12 million letters, it takes out 34, each a speck of the print; in genuine cables
    and other clean texts none.

    >>> from cablefix import clean
    >>> clean("the views of. the Embassy were in the .former case those of the' ministry")
    'the views of the Embassy were in the former case those of the ministry'
    >>> clean("the views of, say, 'the best of' lists, a .html file, and so on. the end")
    "the views of, say, 'the best of' lists, a .html file, and so on. the end"
    """
    text = doc.text
    why = "a mark where no clause ends or begins: a speck"
    for at in _behind_open_words(text):
        yield Edit(at, at + 1, "", 0.98, why)
    for m in MARK_BEFORE.finditer(text):
        at, begun = m.start("mark"), m["next"]
        before = LAST_PART.search(text, max(0, at - 31), at - 1)
        if before is None or not _is_word(before[0].lower().encode()):
            continue
        is_grammar = begun in GRAMMAR
        if m["mark"] != "." and not is_grammar:
            continue
        if not is_grammar and (len(begun) <= LONGEST_NAME or begun.encode() not in known()):
            continue
        if m["third"] and not _is_word(m["third"].encode()):
            continue
        if m["mark"] == "'" and CLOSING.search(text, at + 1, at + PAIR):
            continue
        if not _lacks_initial(begun) and not is_field(text, at):
            # the fellow of an apostrophe may be far, or lost
            yield Edit(at, at + 1, "", 0.9 if m["mark"] == "'" else 0.98, why)


def _behind_open_words(text: str) -> Iterator[int]:
    """Where a mark leans on a word that no clause ends with."""
    for m in MARK_BEHIND.finditer(text):
        at = m.start("mark")
        word = OPEN_WORD.search(text, max(0, at - 6), at)
        if word is None or (m["mark"] in ":-" and word[0] not in ("the", "The")):
            continue
        is_alone = m["mark"] != "'" or (
            word[0].lower() != "an" and not OPENING.search(text, max(0, at - PAIR), at)
        )
        if is_alone and _is_word(m["next"].encode()) and not is_field(text, at):
            yield at


def _lacks_initial(word: str) -> bool:
    """Whether a word may be a common one without its first letter."""
    order, rest = ranks(), word.encode()
    return any(
        order.get(letter.encode() + rest, FAIRLY_COMMON) < FAIRLY_COMMON
        for letter in string.ascii_lowercase
    )


# Signs that stand between two words of a sentence, or inside one, nowhere in 191 genuine cables
# and 258 clean texts.  Bullets and stars part the items of a joined list, « » stand so in French.
_STRAY = r"~|°¢¥©®±¬^\\{}¡¿¦¤_§"
ALONE = re.compile(rf"(?<=[A-Za-z,]) ([{_STRAY}]) (?=[A-Za-z])")
_INSIDE = r"~|°¢«»¥©®±¬^{}¡¦¤$*§•■"
INSIDE = re.compile(rf"(?<=[a-z])[{_INSIDE}](?=[a-z])")
# A table, an address, a path: columns of blanks or of lines.
TABLE = re.compile(r"   |[|].*[|]|--|__|://|www\.|[@=<>]")
WORD_AROUND = re.compile(r"[A-Za-z]+\Z"), re.compile(r"[A-Za-z]+")
LONGEST_LINE = 400
MOST_CANDIDATES = 3


@repair(
    "glyph-stray",
    Stage.REVIEW,
    gate=rf"[A-Za-z,] [{_STRAY}] [A-Za-z]|[a-z][{_INSIDE}][a-z]",
    whole=True,
)
def stray_glyph(doc: Document) -> Iterator[Flag]:
    """Signs no telegram has, between words or in one: ``he ~ said``, ``pi$atas``.

    Scans show what such a sign stands for: dirt on the paper in one place of two, else a letter,
    a short word (``|`` for I, ``_`` for a) or a line that ran into another.  Inside a word it was
    a letter or a dash, never dirt.  So it is flagged and not taken out; candidates are the words
    that are known with one letter in its place.  Tables, addresses and header lines stay silent.

    >>> from cablefix import repair
    >>> [f.candidates for f in repair("It took long~and went, said ~ the man").flags]
    [('long and', 'long - and'), ('',)]
    >>> repair("a ~5 km walk | 3 | of it").flags
    ()
    """
    text = doc.text
    for m in ALONE.finditer(text):
        if not _is_table(text, m.start(1)):
            candidates = ("I", "") if m[1] == "|" else ("a", "") if m[1] == "_" else ("",)
            yield Flag(
                *m.span(1), "doubtful", "a sign between two words, which none is", candidates
            )
    for m in INSIDE.finditer(text):
        at = m.start()
        if _is_table(text, at):
            continue
        left = WORD_AROUND[0].search(text, max(0, at - 30), at)
        right = WORD_AROUND[1].match(text, at + 1, at + 31)
        if left and right:
            why = "a sign inside a word: it was a letter, or stood between two words"
            start, end = left.start(), right.end()
            yield Flag(start, end, "doubtful", why, _known_with(left[0], right[0]))


def _is_table(text: str, at: int) -> bool:
    """Whether a place is on a line of a table, of a header, or with an address."""
    start = text.rfind("\n", max(0, at - LONGEST_LINE), at) + 1 or max(0, at - LONGEST_LINE)
    end = text.find("\n", at, at + LONGEST_LINE)
    end = min(len(text), at + LONGEST_LINE) if end < 0 else end
    return bool(TABLE.search(text, start, end) or FIELD_LINE.match(text, start))


def _known_with(left: str, right: str) -> tuple[str, ...]:
    """Words that are known with a letter between two parts, or the two parts as words."""
    one, other = left.lower().encode(), right.lower().encode()
    if _is_word(one) and _is_word(other):
        return f"{left} {right}", f"{left} - {right}"
    found = (c for c in string.ascii_lowercase if one + c.encode() + other in known())
    return tuple(f"{left}{c}{right}" for c in found)[:MOST_CANDIDATES]


QUOTE = re.compile(r'"')
WORD_BEFORE = re.compile(r"[^\s\"]*\Z")
# what may stand before an opening mark, besides a blank
BEFORE_OPENING = frozenset("([{-–—/'‘")


@repair("quote-unbalanced", Stage.REVIEW, gate=r'[^\s"]"[^!-~]', whole=True)
def unbalanced_quote(doc: Document) -> Iterator[Flag]:
    """Closing quotation marks that close nothing: ``the political" importance of``.

    A mark that leans on the word before it closes; one that leans on the word after it opens.  A
    mark that closes while none is open is flagged: a speck read as a mark, or an opening mark
    that was lost, and nothing tells which.  A quotation that runs over paragraphs stays open until
    it is closed.  Inches and marks between letters are left alone.

    >>> from cablefix import repair
    >>> [f.candidates for f in repair('the political" importance of "added value" here').flags]
    [('political', '"political"')]
    >>> repair('"We have to go," he said, "in May."').flags
    ()
    """
    text = doc.text
    is_open = False
    for m in QUOTE.finditer(text):
        at = m.start()
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        leans_left = bool(before) and not before.isspace() and before not in BEFORE_OPENING
        leans_right = bool(behind) and not behind.isspace()
        if leans_right and not leans_left:
            is_open = True
        elif leans_left and not leans_right:
            if not is_open and before.isalpha() and text[at + 1 : at + 3].strip().islower():
                word = WORD_BEFORE.search(text, max(0, at - 40), at)
                start = word.start() if word else at
                bare = text[start:at]
                yield Flag(
                    start,
                    at + 1,
                    "doubtful",
                    "a quotation mark that closes nothing",
                    (bare, f'"{bare}"'),
                )
            is_open = False
        elif leans_left and leans_right and behind in ".,;:!?)]":
            is_open = False


BRACKET = re.compile(r"[()]")
OPEN = "a bracket that is never closed"
CLOSED = "a bracket that closes nothing"
# "A)", "1 )", "iv)" and "B,C)" begin the items of a list, ":)" is no bracket.
ITEM = re.compile(
    r"(?:\A|[\s(/-])(?:[A-Za-z0-9](?:[,&-][A-Za-z0-9])*|[0-9]{2}|[ivxIVX]{2,4}) ?\Z|[:;]-?\Z"
)
# No bracket of ../shared/cables is longer than a paragraph of 1,500 signs.
LONGEST_BRACKET = 1_500
# So near its end a text that was cut, as the excerpts of ../shared/cables are, has no more.
NEAR_END = 300
# More than this in so many signs is a text of misread brackets, which the reader sees.
MOST, IN_SIGNS = 4, 2_000


@repair("bracket-unbalanced", Stage.REVIEW, gate=r"[()]", whole=True)
def unbalanced_bracket(doc: Document) -> Iterator[Flag]:
    r"""Brackets that are never closed, or that close nothing: ``(MARCOS, IMELDA; MARCOS``.

    One of the two was lost or misread, or the writer forgot it; where the other one stood is not
    known, so nothing is repaired.  A bracket may run over lines and page breaks.  What begins an
    item of a list (``A)``, ``(see 1) and 2)``) closes nothing; square brackets, in which publishers
    mark what they say, and the last lines of a text that is cut stay silent, and so does a text in
    which brackets are wrong everywhere.

    >>> from cablefix import repair
    >>> [f.why for f in repair("He met FM (ALSO MINISTER OF TRADE. Then he left.\n\nSo.").flags]
    ['a bracket that is never closed']
    >>> repair("a) the talks (see 1) and 2), b) the vote (in May) (see para 3)").flags
    ()
    """
    text = doc.text
    pending: list[int] = []
    found: list[tuple[int, str]] = []
    item = -LONGEST_BRACKET  # where an item of a list closed a bracket
    for m in BRACKET.finditer(text):
        at = m.start()
        while pending and at - pending[0] > LONGEST_BRACKET:
            found.append((pending.pop(0), OPEN))
        if m[0] == "(":
            pending.append(at)
            continue
        is_item = ITEM.search(text, max(0, at - 7), at) is not None
        if pending:
            pending.pop()
            item = at if is_item else item
        elif not is_item and at - item > LONGEST_BRACKET:
            found.append((at, CLOSED))
    end = len(text.rstrip())
    cut = end - NEAR_END if "\n\n" not in text[max(0, end - NEAR_END) : end] else end
    found += ((at, OPEN) for at in pending if at < cut)
    if len(found) <= max(MOST, MOST * len(text) // IN_SIGNS):
        for at, why in found:
            yield Flag(at, at + 1, "doubtful", why)
