"""Header fields: corrected from what the header says twice, from fixed words and closed sets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import chain, product

from cablefix.cable.begins import PRECEDENCES
from cablefix.cable.checks import AS_SENT, Correction, Doubt, corrections, is_uncorrected
from cablefix.cable.classline import CLASS_WORDS
from cablefix.cable.closed import addressees, codes, indicators, offices, tags
from cablefix.cable.fields import Part, parts
from cablefix.cable.header import GATE, odd_headers
from cablefix.cable.letters import (
    MARGIN,
    are_digits,
    as_digits,
    as_letters,
    cost,
    letters_for,
    nearest,
)
from cablefix.cable.lines import PRECEDENCE_WORDS, Header
from cablefix.cable.pages import BREAK, TAIL, page_lines
from cablefix.cable.sound import NEXT
from cablefix.cable.words import EXECUTIVE_ORDERS, MONTHS, is_near
from cablefix.document import Document
from cablefix.types import Edit, Finding, Flag, Stage, repair

# The words that stand in their place in every header, and in which forms.
FIXED = {
    "start label": ("VZCZC",),
    "originator label": ("DE",),
    "originator sign": ("#",),
    "security label": ("ZZH",),
    "group zone": ("Z",),
    "page zone": ("Z",),
    "from label": ("FM",),
    "to label": ("TO",),
    "info label": ("INFO",),
    "class label": ("SECTION",),
    "class of": ("OF",),
    "order label": ("E.O.", "E. O.", "EO", "E.O"),
    "tags label": ("TAGS:", "TAGS"),
    "subject label": ("SUBJECT:", "SUBJ:", "SUBJECT", "SUBJ"),
    "references label": ("REF:", "REFS:", "REF", "REFS", "REF(S):", "REFTEL:", "REFTELS:"),
    "page label": ("PAGE",),
    "action label": ("ACTION", "ORIGIN"),
    "offices label": ("INFO",),
    "office dash": ("-",),
}
# Months as they were typed now and then: SEPT, JUNE.
TYPED_MONTHS = frozenset(("SEPT", "JUNE", "JULY", "MARC", "APRI"))
ORDER_VALUES = ("N/A", "NA", "DECL", "DECL.", "GDS", "XGDS", "ADS", "RDS", "OADR")
# Parts that are digits and nothing else, and how many.
NUMERIC = {
    "start number": (3, 4),
    "originator serial": (4, 4),
    "originator section": (2, 2),
    "originator day": (3, 3),
    "originator time": (4, 4),
    "group day": (2, 2),
    "group time": (4, 4),
    "group year": (2, 2),
    "addressee serial": (4, 4),
    "class section": (2, 2),
    "class total": (2, 2),
    "class number": (3, 6),
    "order number": (5, 5),
    "page page": (2, 2),
    "page number": (4, 6),
    "page day": (2, 2),
    "page time": (4, 4),
    "office copies": (2, 2),
    "office total": (3, 3),
}
# Signs that a letter may have been read as, apart or on its word; a stroke or a dash parts words.
NO_LETTERS = ".,;*'\"‘’“”`•°_!|"
# Names that nothing but a blank stands behind.
UNSIGNED = frozenset(
    ("page station", "from name", "class station", "addressee name", "originator indicator",
     "routing indicator")
)  # fmt: skip
# The nearest code of a closed set was the right one in nine of ten cases on scans, but a clean
# text has codes that no table has: a flag in every profile.
NEAREST = 0.45
# The longest code has seven letters, a routing indicator.
LONGEST_CODE = 7
FIRST_PAGE = "01"
# Parts whose place says that they are digits, though all of them be read as letters.
CERTAIN = frozenset(
    ("office copies", "page page", "class section", "class total", "originator section")
)
# Of the words of a header so many letters are capitals, or somebody typed it anew (DAMAGE.md A11).
CAPITALS = 0.8


class _Known:
    """A header in capitals, with its parts and what they say of each other, told when asked for."""

    def __init__(self, text: str, header: Header) -> None:
        self.header = header
        self._text = text

    @property
    def is_formed(self) -> bool:
        """Whether all its lines have their form: no label, sign or class word is misread."""
        return self.header.form is not None

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(parts(self._text, self.header))

    @cached_property
    def said(self) -> tuple[Correction | Doubt, ...]:
        """What its fields say about each other, section breaks included."""
        return tuple(corrections((*self.parts, *_breaks(self._text, self.header))))

    @cached_property
    def corrects_itself(self) -> bool:
        """Whether one of its fields may correct another."""
        form = self.header.form
        if form is None or TAIL.search(self._text, self.header.end):
            return True
        return not is_uncorrected(form)

    @cached_property
    def has_codes(self) -> bool:
        """Whether one of its codes may be misread."""
        form = self.header.form
        return form is None or not (
            all(_is_sent(*pair) for pair in form.addressees)
            and indicators().issuperset(form.head["routing"].split())
        )


@lru_cache(maxsize=8)
def _known(text: str) -> tuple[_Known, ...]:
    """The headers of a text that are in capitals."""
    found = []
    for header in odd_headers(text):
        line = header.line("classification line") or header.lines[-1]
        if header.form is None:
            letters = [c for c in text[header.start : line.end] if c.isalpha()]
            if not letters or sum(map(str.isupper, letters)) <= CAPITALS * len(letters):
                continue
        found.append(_Known(text, header))
    return tuple(found)


def _misread(text: str) -> Iterator[tuple[Part, ...]]:
    """The parts of each header in which a label or a sign may be misread."""
    return (known.parts for known in _known(text) if not known.is_formed)


@lru_cache(maxsize=4_096)
def _is_sent(indicator: str, name: str) -> bool:
    """Whether an indicator and a name say nothing against each other."""
    pair = Part("", indicator, 0, 0), Part("", name, 0, 0)
    return not any(_addressee(*pair))


def _breaks(text: str, header: Header) -> Iterator[Part]:
    """The numbers of the section breaks of a telegram, as parts."""
    following = NEXT.search(text, header.end)
    end = following.start() if following else len(text)
    for line in page_lines(text):
        m = BREAK.search(text, line.start, line.end) if line.total else None
        if m and header.end <= line.start < end:
            yield Part("break number", m["number"], *m.span("number"))
            yield Part("break total", m["total"], *m.span("total"))


@repair("header-witness", Stage.STRUCTURE, gate=GATE, whole=True)
def witnessed_field(doc: Document) -> Iterator[Edit]:
    r"""Fields that another field of the header corrects: ``#08B1`` by ``BRUSSELS 000881``.

    A telegram says nearly everything in its header twice: the day and time behind DE are those of
    the date-time group, its serial is the number of the classification line and of the section
    breaks, ZNY CCCCC is CONFIDENTIAL, the indicator is the sender's, the copies of the 1970s sum
    to the total (FORMAT.md 3; ``cablefix.cable.checks`` has each relation with its rate).  Two
    fields that agree correct a third that is a misreading of theirs; one corrects another that is
    no valid value.  Where two valid values differ and no third field decides nothing is changed:
    see ``header-contradiction``.

    >>> from cablefix import clean
    >>> head = ("VZCZCXRO6586\nRR RUEHAST\nDE RUEHBS #08B1/01 0741542\nZNR UUUUU ZZH\n"
    ...         "R 151542Z MAR 07\nFM USEU BRUSSELS\nTO RUEHC/SECSTATE WASHDC 4719\n\n"
    ...         "UNCLAS SECTION 01 OF 03 USEU BRUSSELS 000881\n")
    >>> clean(head).splitlines()[2]
    'DE RUEHBS #0881/01 0741542'
    >>> other = head.replace("#08B1", "#0861")  # a number as valid as the other: nobody knows
    >>> clean(other) == other
    True
    """
    for known in _known(doc.text):
        for said in known.said if known.corrects_itself else ():
            if isinstance(said, Correction):
                start, end = _place(doc.text, said.part, said.new)
                yield Edit(start, end, said.new, said.confidence, said.why)


@repair("header-contradiction", Stage.REVIEW, gate=GATE, whole=True)
def contradicting_fields(doc: Document) -> Iterator[Flag]:
    r"""Fields of one header that contradict each other: both readings are said.

    Where two fields that say the same disagree and both values are valid, one is damaged, or
    the text of another cable stands under this header (FORMAT.md 5); neither is changed.  A time
    behind DE that is up to an hour later than the date-time group is as it was sent.

    >>> from cablefix import repair
    >>> head = ("VZCZCXRO6586\nRR RUEHAST\nDE RUEHBS #0861 0741542\nZNR UUUUU ZZH\n"
    ...         "R 151542Z MAR 07\nFM USEU BRUSSELS\nTO RUEHC/SECSTATE WASHDC 4719\n\n"
    ...         "UNCLAS USEU BRUSSELS 000881\n")
    >>> [(f.candidates, f.source) for f in repair(head).flags][0]
    (('0881',), 'header-contradiction')
    >>> repair(head.replace("0861", "0881")).flags
    ()
    """
    for said in chain.from_iterable(known.said for known in _known(doc.text)):
        if isinstance(said, Doubt):
            yield Flag(said.part.start, said.part.end, "doubtful", said.why, said.candidates)


@repair("header-label", Stage.STRUCTURE, gate=GATE, whole=True)
def misread_label(doc: Document) -> Iterator[Edit]:
    r"""Fixed words of a header, misread: ``22H`` is ZZH, ``E.0.`` is E.O., ``T0`` is TO.

    Such a word stands in its place in every header seen (FORMAT.md 1.1, 2), so a word in this
    place that is at most a letter or two off can be no other.  Forms that were typed (``TAGS``
    without its colon, ``EO``) stay; so does a header in lower case, which somebody typed anew.

    >>> from cablefix import clean
    >>> print(clean("R 1515422 MAR 07\nFM AMEMBASSY BRUSSELS\nT0 RUEHC/SECSTATE WASHDC 4719\n"))
    R 151542Z MAR 07
    FM AMEMBASSY BRUSSELS
    TO RUEHC/SECSTATE WASHDC 4719
    <BLANKLINE>
    >>> typed = "R 151542Z MAR 07\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\n\nTAGS PREL\nSUBJECT: X"
    >>> clean(typed) == typed
    True
    """
    for found in _misread(doc.text):
        for part in found:
            right, sure = _fixed(part)
            if right and right != part.text:
                start, end = _place(doc.text, part, right)
                yield Edit(start, end, right, sure, "the word that stands here in every header")


def _fixed(part: Part) -> tuple[str, float]:
    """The fixed word that a part must be, and how sure; empty if it is or may be another."""
    special = SPECIAL.get(part.name)
    if special is not None:
        return special(part.text)
    return _form(part.text, FIXED.get(part.name, ()))


def _place(text: str, part: Part, new: str) -> tuple[int, int]:
    """The span to be replaced: a sign on a word, or a letter apart, may be what it lacks."""
    start, end = part.start, part.end
    lacks = len(new) - len(part.text)
    if lacks > 0 and new.startswith(part.text):
        if text[end : end + 1 + lacks] == f" {new[-lacks:]}":
            end += 1 + lacks
        elif text[end : end + 1] and text[end] in NO_LETTERS:
            end += 1
    elif lacks > 0 and new.endswith(part.text):
        # a blank parts the word: AM EMBASSY
        if text[max(0, start - lacks - 1) : start] == f"{new[:lacks]} " and not (
            text[max(0, start - lacks - 2) : start - lacks - 1].isalnum()
        ):
            return start - lacks - 1, end
        is_apart = text[start - 1 : start] == " " and text[start - 2 : start - 1] in NO_LETTERS
        if is_apart and text[start - 3 : start - 2] in ("", "\n"):
            start -= 2
        elif start and text[start - 1] in NO_LETTERS:
            start -= 1
    elif part.name in UNSIGNED and text[end : end + 1] and text[end] in NO_LETTERS:
        end += text[end + 1 : end + 2] in ("", " ", "\n")
    return start, end


def _form(text: str, forms: tuple[str, ...]) -> tuple[str, float]:
    """The one of some forms that a word is a misreading of; one typed in title case stays."""
    if not forms or text in forms or (text.upper() in forms and text.istitle()):
        return "", 0.0
    folded = as_letters(text.upper())[0]
    exact = [f for f in forms if as_letters(f)[0] == folded]
    if exact:
        return exact[0], 0.99
    core = text.rstrip(NO_LETTERS)
    if len(text) == len(core) + 1 and f"{core.upper()}:" in forms:  # its colon misread
        return f"{core.upper()}:", 0.985
    found = sorted((cost(f, text), f) for f in forms if _may_be(folded, f))
    if not found or (len(found) > 1 and found[1][0] < found[0][0] + MARGIN):
        return "", 0.0
    return found[0][1], 0.985


def _may_be(read: str, form: str) -> bool:
    return is_near(read, form) or len(form) == len(read) == 1


def _precedence(text: str) -> tuple[str, float]:
    found = [p for p in PRECEDENCE_WORDS if is_near(text.upper(), p)]
    return (found[0], 0.985) if len(found) == 1 and text not in PRECEDENCE_WORDS else ("", 0.0)


def _classified(text: str) -> tuple[str, float]:
    is_other = text.upper() != "CLASSIFIED" and is_near(text, "Classified")
    return ("Classified", 0.985) if is_other else ("", 0.0)


def _order_value(text: str) -> tuple[str, float]:
    """What follows the number of an executive order: N/A, DECL: or a schedule."""
    if text in ORDER_VALUES or text.rstrip(":") in ORDER_VALUES:
        return "", 0.0
    found = [v for v in ("N/A", "DECL:") if is_near(text.upper(), v)]
    return (found[0], 0.985) if len(found) == 1 and len(text) == len(found[0]) else ("", 0.0)


def _month(text: str) -> tuple[str, float]:
    is_typed = text.istitle() or text.islower() or text.upper()[:4] in TYPED_MONTHS
    if text in MONTHS or is_typed:
        return "", 0.0
    folded = as_letters(text.upper())[0]
    if folded in MONTHS:
        return folded, 0.99
    found = [m for m in MONTHS if is_near(folded, m)]
    return (found[0], 0.975) if len(found) == 1 else ("", 0.0)


def _caption(text: str) -> tuple[str, float]:
    known = codes("caption")
    if text.upper() in known:
        is_typed = text in known or text.istitle() or text.islower()
        return ("", 0.0) if is_typed else (text.upper(), 0.98)
    folded = as_letters(text.upper())[0]
    if folded in known:
        return folded, 0.99
    found = [c for c in known if len(c) > 5 and is_near(folded, c)]
    return (found[0], 0.98) if len(found) == 1 else ("", 0.0)


SPECIAL: dict[str, Callable[[str], tuple[str, float]]] = {
    "addressee precedence": _precedence,
    "group month": _month,
    "caption": _caption,
    "order value": _order_value,
    "classified by label": _classified,
}


@repair("header-sign", Stage.STRUCTURE, gate=GATE, whole=True)
def misread_sign(doc: Document) -> Iterator[Finding]:
    r"""Letters where only digits can stand: ``VZCZCXROO884`` is 0884.

    Serials, days and times are digits and nothing else (FORMAT.md 1.1).  A letter there was a
    digit of its shape: O a 0 in 403 of 403 places counted on scans, S a 5 in 60 of 60
    (``data/sign_places.tsv``).  A letter that stood for different digits is only flagged, and no
    digit becomes another.

    >>> from cablefix import clean
    >>> head = "R 151542Z MAR 07\nFM AMEMBASSY BRUSSELS\nTO RUEHC/SECSTATE WASHDC {}"
    >>> clean(head.format("47l9")) == head.format("4719")
    True
    >>> clean(head.format("47Q9")) == head.format("47Q9")  # a 0 or a 4
    True
    """
    for found in _misread(doc.text):
        for part in found:
            if part.name == "group precedence" and part.text not in PRECEDENCES:
                yield _precedence_letter(part)
            elif part.name in NUMERIC and not are_digits(part.text):
                yield from _number(part)


def _precedence_letter(part: Part) -> Finding:
    """The letter of a precedence, where a sign or another letter was read."""
    letter, sure = as_letters(part.text)
    if letter in PRECEDENCES and not part.text.isalpha():
        why = "a letter stands here, and the sign has the shape of one"
        return Edit(part.start, part.end, letter, sure, why)
    why = "no letter of a precedence: Z, O, P or R stands here"
    return Flag(part.start, part.end, "doubtful", why)


def _number(part: Part) -> Iterator[Finding]:
    """A part that is digits and nothing else, where another sign was read."""
    least, most = NUMERIC[part.name]
    is_number = part.name in CERTAIN or any(map(are_digits, part.text))
    if not is_number or not least <= len(part.text) <= most:
        return
    digits, sure = as_digits(part.text)
    if part.name == "order number":  # there are five, none a letter from another
        sure = 0.985 if digits in EXECUTIVE_ORDERS else 0.0
    if part.name == "page page" and digits != FIRST_PAGE:  # which is a header's
        return
    if sure and are_digits(digits):
        why = "only digits stand here, and the letter has the shape of one"
        yield Edit(part.start, part.end, digits, sure, why)
    else:
        why = "only digits stand here: one cannot be read"
        yield Flag(part.start, part.end, "doubtful", why)


@repair("class-spacing", Stage.STRUCTURE, gate=GATE, whole=True)
def class_word(doc: Document) -> Iterator[Edit]:
    r"""Classification words as they were sent: ``S EC RET`` is S E C R E T.

    The words CONFIDENTIAL and SECRET of a classification line were sent with their letters apart
    (1,145 of 1,150, and all of the 1970s; FORMAT.md 1.2), and scanners run them together.  Only
    the line with the station and the number is one; a banner stays as it is.  A word with a
    letter misread is corrected by the security line (see ``header-witness``), or if it is within
    two letters of one word of eleven letters or more.

    >>> from cablefix import clean
    >>> head = "ZNY SSSSS ZZH\nR 151542Z MAR 07\nFM AMEMBASSY TUNIS\n\nS EC RET TUNIS 000193\n"
    >>> clean(head).splitlines()[-1]
    'S E C R E T TUNIS 000193'
    >>> clean("SECRET\nR 151542Z MAR 07\nFM AMEMBASSY TUNIS\nTO SECSTATE WASHDC\n").split()[0]
    'SECRET'
    """
    for found in _misread(doc.text):
        part = next((p for p in found if p.name == "class word"), None)
        if part is None:
            continue
        joined = as_letters(part.text.upper().replace(" ", ""))[0]
        word = joined if joined in CLASS_WORDS else ""
        if not word:
            long = [w for w in CLASS_WORDS if len(w) > 10 and is_near(joined, w)]
            word = long[0] if len(long) == 1 else ""
        sent = AS_SENT.get(word, "")
        if sent and part.text != sent:
            sure = 0.985 if word == joined else 0.98
            start, end = _place(doc.text, part, sent)
            if start and doc.text[start - 1] != "\n":  # NATO CONFIDENTIAL, or a sentence
                continue
            yield Edit(start, end, sent, sure, "the classification as class lines were sent")


@repair("header-code", Stage.STRUCTURE, gate=GATE, whole=True)
def misread_code(doc: Document) -> Iterator[Edit]:
    r"""Addressees, TAGS and office codes, misread: ``RUEHNR/AMEMBASSY NATROBI`` is NAIROBI.

    A routing indicator and the name behind it are two witnesses of one addressee: a name that is
    no addressee's, and is a misreading of the one that its indicator stands for, is corrected,
    and the other way round (97.2 % of 3,821, the rest being hubs that serve many; FORMAT.md 3).
    A code with a digit in it that is a known code with the letter of that shape is this code.
    Any other code that is unknown is flagged with the nearest ones: tables are never complete.

    >>> from cablefix import clean
    >>> print(clean("R 151542Z MAR 07\nFM AMEMBASSY ROME\nTO RUEHNR/AMEMBASSY NATROBI 7270\n"))
    R 151542Z MAR 07
    FM AMEMBASSY ROME
    TO RUEHNR/AMEMBASSY NAIROBI 7270
    <BLANKLINE>
    >>> hub = "R 151542Z MAR 07\nFM AMEMBASSY ROME\nTO RHMFISS/HQ USAFRICOM STUTTGART\n"
    >>> clean(hub) == hub
    True
    """
    for found in (known.parts for known in _known(doc.text) if known.has_codes):
        for before, part in zip((None, *found), found, strict=False):
            if part.name == "addressee name":
                is_pair = before is not None and before.name == "addressee indicator"
                for edit in _addressee(before if is_pair else None, part):
                    title = Part("title", doc.text[edit.start : edit.end], *edit[:2])
                    whole = next((p for p in (part, before) if p and p[2:] == edit[:2]), title)
                    start, end = _place(doc.text, whole, edit.new)
                    yield edit._replace(start=start, end=end)
            elif part.name == "tag":
                yield from _code(part, tags(), "TAGS code")
            elif part.name == "office":
                yield from _code(part, offices(), "office code")
            elif part.name == "routing indicator":
                yield from _code(part, indicators(), "routing indicator")


def _addressee(indicator: Part | None, name: Part) -> Iterator[Edit]:
    """An addressee by what its indicator and its name say of each other."""
    names, indicators = addressees()
    text = " ".join(name.text.split())
    if indicator is None:
        yield from _title(name, text)
        return
    expected = names.get(indicator.text, {})
    if text in expected:
        return
    if text in indicators:
        if not expected:
            near = [i for i in indicators[text] if is_near(indicator.text, i)]
            if len(near) == 1:
                why = f"the routing indicator of {text}"
                yield Edit(indicator.start, indicator.end, near[0], 0.985, why)
        return
    near = [n for n in expected if is_near(text.upper(), n)]
    if len(near) == 1:
        why = f"the addressee that {indicator.text} stands for"
        yield Edit(name.start, name.end, near[0], 0.985, why)


def _title(name: Part, text: str) -> Iterator[Edit]:
    """A post without an indicator: its title, if only that is misread."""
    title, _, post = text.partition(" ")
    _, indicators = addressees()
    if text in indicators or not post:
        return
    found = [
        t
        for t in ("AMEMBASSY", "AMCONSUL", "SECSTATE", "USMISSION")
        if is_near(title, t) and t != title and f"{t} {post}" in indicators
    ]
    if len(found) == 1:
        yield Edit(
            name.start,
            name.start + len(title),
            found[0],
            0.985,
            f"{post} is known as {found[0]} {post}",
        )


def _code(part: Part, known: frozenset[str], what: str) -> Iterator[Edit]:
    """A code of a closed set by its letters; by the nearest one only to be flagged."""
    text = part.text
    if text in known or not text or text.islower():
        return
    if not text.isalpha() and len(text) <= LONGEST_CODE:
        letters = [(c,) if c.isalpha() else letters_for(c) for c in text.upper()]
        found = [code for code in map("".join, product(*letters)) if code in known]
        if len(found) == 1:
            why = f"the {what} with the letter of this shape"
            yield Edit(part.start, part.end, found[0], 0.985, why)
            return
    match = nearest(text, known) if len(text) > 3 else None
    if match and not match.others:
        why = f"no known {what}; this one is nearest"
        yield Edit(part.start, part.end, match.word, NEAREST, why)


# Lines of a header in the case of a name or a sentence, as no telegraph line can send them.
RETYPED = re.compile(
    r"^(?:S e c r e t|C o n f i d e n t i a l|Unclas|Sipdis|Noforn|E\.o\. ?[0-9]{5}"
    r"|Tags: ?[a-z]{2})\b[^\n]*",
    re.MULTILINE,
)
# One alone may be a line of a letter.
FEWEST_RETYPED = 2


@repair(
    "header-retyped",
    Stage.REVIEW,
    gate=r"(?m)^(?:S e c r e t|C o n f i d e n t i a l|Unclas|Sipdis|Noforn|E\.o\. ?[0-9]{5})\b",
    whole=True,
)
def retyped_header(doc: Document) -> Iterator[Flag]:
    r"""Headers whose capitals are lost: ``S e c r e t state 068250``, ``Sipdis``, ``E.o.``

    Somebody brought the case of the text back by hand or by a program (DAMAGE.md A11: 13 of 1,295
    cables).  Which letters of a name were capitals is not known any more, so nothing is changed,
    and no pass on header fields repairs such a header; its first such line is flagged.  Two lines
    at least must show it.

    >>> from cablefix import repair
    >>> head = "Unclas state 068250\n\nSipdis\n\nE.o. 12958: n/a\nTags: prel, ke\nSubject: A talk\n"
    >>> [f.source for f in repair(head).flags if f.source.startswith("header")]
    ['header-retyped']
    >>> repair("Sipdis is a caption of the Department.").flags
    ()
    """
    found = list(RETYPED.finditer(doc.text))
    if len(found) >= FEWEST_RETYPED:
        why = "the capitals of this header were lost and set anew; its fields are left as they are"
        yield Flag(found[0].start(), found[0].end(), "doubtful", why)
