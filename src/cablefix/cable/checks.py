"""What header fields say twice: the declared relations, and what follows from them.

Each relation of FORMAT.md 3 is one row of ``CHECKS``.  Parts that state one fact are its
witnesses: what two of them say repairs a third, and where a relation nearly always holds, what
one says repairs another that is no valid value.  Anything else is a contradiction, to be flagged
with both readings.  No digit becomes another digit without a second witness.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeAlias

from cablefix.cable.closed import addressees, stations
from cablefix.cable.fields import Part
from cablefix.cable.letters import are_digits, as_digits, as_letters
from cablefix.cable.lines import Form
from cablefix.cable.words import MONTHS, is_near, is_near_word


class Check(NamedTuple):
    """A fact that two parts of a header state, and in how many of the cables seen both agree."""

    fact: str
    one: str
    other: str
    holds: int
    of: int


CHECKS = (
    # 2000s (FORMAT.md 3)
    Check("serial", "originator serial", "class number", 1_093, 1_097),
    Check("serial", "break number", "class number", 624, 624),
    Check("sections", "break total", "class total", 623, 624),
    Check("section", "originator section", "class section", 720, 720),
    Check("day", "originator day", "group day", 1_115, 1_120),
    Check("time", "originator time", "group time", 1_040, 1_067),
    Check("classification", "security letters", "class word", 1_081, 1_097),
    Check("classification", "security signal", "security letters", 1_120, 1_120),
    Check("precedence", "routing precedence", "group precedence", 1_120, 1_120),
    Check("precedence", "addressee precedence", "group precedence", 1_197, 1_203),
    Check("post", "from name", "class station", 1_157, 1_176),
    Check("post", "originator indicator", "from name", 1_115, 1_120),
    Check("addressee", "addressee indicator", "addressee name", 3_713, 3_821),
    Check("channel", "start channel", "routing indicator", 310, 310),
    # 1970s
    Check("number", "page number", "class number", 42, 42),
    Check("copies", "office copies", "office total", 42, 42),
    Check("post", "from name", "class station", 42, 42),
    Check("precedence", "addressee precedence", "group precedence", 42, 42),
)  # fmt: skip

# Two witnesses that agree repair a third: of the 5,900 facts of FORMAT.md 3 that two fields state,
# 0.5 % are contradicted by a sound third.
TWO_AGREE = 0.995
LETTERS = {"U": "UNCLAS", "C": "CONFIDENTIAL", "S": "SECRET"}
SIGNALS = {"U": "ZNR", "C": "ZNY", "S": "ZNY", "E": "ZNY", "T": "ZNY"}
PRECEDENCE_LETTERS = {"FLASH": "Z", "IMMEDIATE": "O", "PRIORITY": "P", "ROUTINE": "R", "": "R"}
# The word for the classification as class lines write it (FORMAT.md 1.2).
AS_SENT = {
    "UNCLAS": "UNCLAS",
    "CONFIDENTIAL": "C O N F I D E N T I A L",
    "SECRET": "S E C R E T",
    "LIMITEDOFFICIALUSE": "LIMITED OFFICIAL USE",
}
TITLES_OF_POSTS = ("AMEMBASSY", "AMCONSUL", "AMCONGEN", "USMISSION", "USLO", "USINT")
TITLE = re.compile(rf"(?:{'|'.join(TITLES_OF_POSTS)}) ")
SECTIONS = (
    ("section", ("originator section", "class section")),
    ("sections", ("class total", "break total")),
)
# The released text of the Department's telegrams is sent minutes after its date-time group.
LAG = 60
# Days that every month and every year may have.
SHORTEST_MONTH, DAYS = 28, 366


_ByName: TypeAlias = "Mapping[str, list[Part]]"
_Rule: TypeAlias = "Callable[[Mapping[str, Part], _ByName], Iterator[Correction | Doubt]]"


class Correction(NamedTuple):
    """What a part should say, and who says so."""

    part: Part
    new: str
    confidence: float
    why: str


class Doubt(NamedTuple):
    """A part that contradicts another, and what it would say by the other."""

    part: Part
    why: str
    candidates: tuple[str, ...]


class _Reading(NamedTuple):
    """What a part says about a fact (``None`` if it is no valid value), and how to write it."""

    part: Part
    value: str | None
    write: Callable[[str], str]


def rate(fact: str, *names: str) -> float:
    """How often a relation holds; of several for one fact the least of those that are named."""
    rates = [
        c.holds / c.of for c in CHECKS if c.fact == fact and (c.one in names or c.other in names)
    ]
    # 42 of 42 are no proof of always
    return min(rates) - 0.005 if rates else 0.0


def corrections(found: Sequence[Part]) -> Iterator[Correction | Doubt]:
    """What the parts of one header say about one another."""
    by_name: dict[str, list[Part]] = {}
    for part in found:
        by_name.setdefault(part.name, []).append(part)
    word = _first_precedence(found) if "addressee precedence" in by_name else None
    by_name["addressee precedence"] = [] if word is None else [word]
    for rule, names in RULES:
        witnesses = [part for name in names for part in by_name.get(name, ())]
        if len(witnesses) < 2:
            continue
        # a rule says the same of the same texts, wherever they stand
        for said in _said(rule, tuple((part.name, part.text) for part in witnesses)):
            yield said._replace(part=witnesses[said.part.start])


@lru_cache(maxsize=1_024)
def _said(rule: _Rule, texts: tuple[tuple[str, str], ...]) -> tuple[Correction | Doubt, ...]:
    """What a rule says of parts with these names and texts; each stands at its number."""
    by_name: dict[str, list[Part]] = {}
    for k, (name, text) in enumerate(texts):
        by_name.setdefault(name, []).append(Part(name, text, k, k))
    one = {name: parts[0] for name, parts in by_name.items()}
    return tuple(rule(one, by_name))


def _settle(
    fact: str, readings: Sequence[_Reading], *, can_doubt: bool = True
) -> Iterator[Correction | Doubt]:
    """What the witnesses of one fact make of each other."""
    votes = Counter(r.value for r in readings if r.value is not None)
    if not votes:
        return
    (value, most), *rest = votes.most_common()
    second = rest[0][1] if rest else 0
    if most == second:
        if can_doubt:
            yield from _doubts(fact, readings, list(votes))
        return
    # section breaks say the same a thousand times: each wording is named once
    agreeing = {(r.part.name, r.part.text): r for r in readings if r.value == value}.values()
    for r in readings:
        right = r.write(value)
        others = most - (r.value == value)
        if not right or r.part.text == right or not others:
            continue
        # its own signs, read as what they must be, may say the same
        if r.value == value or _resembles(r.part, right):
            sure = _sure(fact, r, most)
            if sure:
                says = [s.part for s in agreeing if s is not r]
                yield Correction(r.part, right, sure, _why(fact, says))
        elif can_doubt and r.value is not None:
            yield from _doubts(fact, (r, *agreeing), [value])


def _resembles(part: Part, right: str) -> bool:
    """Whether a part may be a misreading of what is right; blanks part the letters of one word."""
    if part.name == "class word":
        return is_near_word(part.text.replace(" ", ""), right.replace(" ", ""))
    return is_near(part.text, right)


def _sure(fact: str, r: _Reading, witnesses: int) -> float:
    """How sure a correction is: by two that agree, or by one if the value is no valid one."""
    if witnesses > 1:
        return TWO_AGREE
    return rate(fact, r.part.name) if r.value is None else 0.0


def _why(fact: str, witnesses: Sequence[Part]) -> str:
    named = dict.fromkeys(f"{LINE_NAMES[p.name.split()[0]]} ({p.text})" for p in witnesses)
    said = " and ".join(list(named)[:2])
    return f"the {said} {'says' if len(named) == 1 else 'say'} so: the {fact} stands in both"


LINE_NAMES = {
    "originator": "DE line",
    "class": "classification line",
    "break": "section break",
    "group": "date-time group",
    "security": "security line",
    "routing": "routing line",
    "addressee": "precedence of the addressee",
    "from": "FM line",
    "page": "page line",
    "office": "distribution line",
    "start": "first line",
    "order": "E.O. line",
}


def _doubts(fact: str, readings: Sequence[_Reading], values: Sequence[str]) -> Iterator[Doubt]:
    for r in readings:
        others = tuple(dict.fromkeys(w for v in values if (w := r.write(v)) != r.part.text and w))
        if r.value is not None and others:
            names = [s.part for s in readings if s.part is not r.part and s.value != r.value]
            if names:
                line = LINE_NAMES[names[0].name.split()[0]]
                why = f"the {fact} contradicts the {line} ({names[0].text})"
                yield Doubt(r.part, why, others)


def _digits(part: Part, size: int) -> str | None:
    """The digits that a part of so many digits says, signs of their shape read as digits."""
    digits, sure = as_digits(part.text)
    return digits if len(digits) == size and are_digits(digits) and sure > 0.7 else None


def _serial(one: Mapping[str, Part], by_name: _ByName) -> Iterator[Correction | Doubt]:
    """The number of the telegram: behind DE, in the classification line, in section breaks."""
    readings = []
    if "originator serial" in one:
        part = one["originator serial"]
        readings.append(_Reading(part, _digits(part, 4), lambda v: v[-4:]))
        if "class number" in one:
            number = one["class number"]
            readings.append(_number(number, 6))
        for part in by_name.get("break number", ()):
            readings.append(_number(part, 8))
        yield from _settle("serial", readings)
    elif "page number" in one and "class number" in one:
        readings = [_plain(one["class number"]), *map(_plain, by_name["page number"])]
        yield from _settle("number", readings)


def _plain(part: Part) -> _Reading:
    """A number of the 1970s, which page lines fill up with zeros."""
    size = len(part.text)
    value = _digits(part, size)
    return _Reading(part, value.lstrip("0") if value else None, lambda v: v.zfill(size))


def _number(part: Part, size: int) -> _Reading:
    """A number of more digits than the serial: the last four are the serial."""
    digits = as_digits(part.text)[0]
    value = _digits(part, size)
    head = digits[: size - 4] if len(digits) == size else "0" * (size - 4)
    return _Reading(part, value[-4:] if value else None, lambda v: head + v[-4:])


def _sections(_: Mapping[str, Part], by_name: _ByName) -> Iterator[Correction | Doubt]:
    """Which section this is, and of how many."""
    for fact, names in SECTIONS:
        parts = (part for name in names for part in by_name.get(name, ()))
        yield from _settle(fact, [_section(part) for part in parts])


def _section(part: Part) -> _Reading:
    """The number of a section: of three digits in a section break, else of two."""
    size = 3 if part.name.startswith("break") else len(part.text)
    value = _digits(part, size) if size > 1 else None
    return _Reading(part, value.zfill(3) if value else None, lambda v: v[-max(size, 2) :])


def _date(one: Mapping[str, Part], _: _ByName) -> Iterator[Correction | Doubt]:
    """Day and time: behind DE as the day of the year, and in the date-time group."""
    if "group month" not in one or "group year" not in one:
        return
    year = _digits(one["group year"], 2)
    month = one["group month"].text.upper()
    if year is None:
        return
    if month not in MONTHS:
        yield from _month(one, int(year))
        return
    first = date(_century(int(year)), MONTHS.index(month) + 1, 1)
    days = [_day(part, first) for part in _of(one, "group day")]
    days += [_julian(part, first) for part in _of(one, "originator day")]
    times = [_Reading(p, _time(p), str) for p in _of(one, "group time", "originator time")]
    # minutes later is no damage, and the day may change with them
    can_doubt = not _is_late(days, times)
    yield from _settle("day", days, can_doubt=can_doubt)
    yield from _settle("time", times, can_doubt=can_doubt)


def _of(one: Mapping[str, Part], *names: str) -> Iterator[Part]:
    return (one[name] for name in names if name in one)


def _day(part: Part, first: date) -> _Reading:
    """The day of a date-time group whose month begins on ``first``."""
    value = _digits(part, 2)
    return _Reading(part, value if value and _is_day(first, value) else None, str)


def _julian(part: Part, first: date) -> _Reading:
    """The day of the year behind DE, as a day of the month; 00 if it is of another month."""
    value = _digits(part, 3)
    day = None
    if value and 0 < int(value) < 367:
        that = date(first.year, 1, 1) + timedelta(int(value) - 1)
        day = f"{that.day:02}" if that.month == first.month else "00"
    return _Reading(part, day, lambda v: _day_of_year(first, v))


def _day_of_year(first: date, day: str) -> str:
    """The three digits of a day of the month that begins on ``first``; empty if it has none."""
    return f"{first.replace(day=int(day)).timetuple().tm_yday:03}" if _is_day(first, day) else ""


def _month(one: Mapping[str, Part], year: int) -> Iterator[Correction | Doubt]:
    """The month of the date-time group, by the day of the year behind DE."""
    part = one["group month"]
    letters = as_letters(part.text.upper())[0]
    day = _digits(one["originator day"], 3) if "originator day" in one else None
    of_month = _digits(one["group day"], 2) if "group day" in one else None
    near = [m for m in MONTHS if is_near_word(letters, m)]
    for number, name in enumerate(MONTHS, 1):
        first = date(_century(year), number, 1)
        if day and of_month and name in near and _day_of_year(first, of_month) == day:
            yield Correction(part, name, TWO_AGREE, _why("month", [one["originator day"]]))
            return
    if len(near) > 1:
        yield Doubt(part, "a month that cannot be read for certain", tuple(near))


def _is_late(days: Sequence[_Reading], times: Sequence[_Reading]) -> bool:
    """Whether the DE line is up to an hour later than the date-time group, as it may be sent."""
    if len(times) < 2 or times[0].value is None or times[1].value is None:
        return False
    group, sent = (int(t.value[:2]) * 60 + int(t.value[2:]) for t in times if t.value)
    # past midnight it is the next day's
    is_same_day = len(days) < 2 or days[0].value == days[1].value
    return (sent - group) % 1_440 <= LAG and (sent >= group) == is_same_day


def _century(year: int) -> int:
    return year + (1900 if year > 50 else 2000)


def _is_day(first: date, day: str) -> bool:
    last = (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
    return 1 <= int(day) <= last.day


def _time(part: Part) -> str | None:
    value = _digits(part, 4)
    return value if value and _is_time(value) else None


def _is_time(digits: str) -> bool:
    return int(digits[:2]) < 24 and int(digits[2:]) < 60


def _precedence(one: Mapping[str, Part], _: _ByName) -> Iterator[Correction | Doubt]:
    """The precedence: the prosign, the letter of the date-time group, the word of the first TO."""
    readings = []
    if "routing precedence" in one:
        part = one["routing precedence"]
        letters = as_letters(part.text)[0].upper()
        is_valid = len(letters) == 2 and letters[0] == letters[1] and letters[0] in "ZOPR"
        readings.append(_Reading(part, letters[0] if is_valid else None, lambda v: v * 2))
    if "group precedence" in one:
        part = one["group precedence"]
        letters = as_letters(part.text)[0].upper()
        readings.append(_Reading(part, letters if letters in "ZOPR" else None, lambda v: v))
    word = one.get("addressee precedence")  # of the first addressee
    # its word is a witness beside another, and never corrected: whether one was sent is not known
    if word is not None and len(readings) > 1:
        readings.append(_Reading(word, PRECEDENCE_LETTERS.get(word.text), lambda _: ""))
    yield from _settle("precedence", readings, can_doubt=len(readings) > 2)


def _first_precedence(found: Sequence[Part]) -> Part | None:
    """The precedence word of the first addressee, if it has one."""
    at = next((k for k, p in enumerate(found) if p.name == "to label"), len(found))
    for part in found[at + 1 : at + 5]:
        if part.name == "addressee precedence":
            return part
        if part.name.endswith("label"):
            return None
    return None


def _classification(one: Mapping[str, Part], _: _ByName) -> Iterator[Correction | Doubt]:
    """The classification: ZNR or ZNY, its five letters, and the word of the classification line."""
    readings = []
    letter = None
    if "security letters" in one:
        part = one["security letters"]
        text = as_letters(part.text.upper())[0]
        (common, n), *_rest = Counter(text).most_common()
        letter = common if n >= 3 and common in SIGNALS else None
        if letter != "E":  # encrypted for transmission only: UNCLAS, and no letter of its own
            readings.append(_Reading(part, letter, lambda v: v * 5 if v in SIGNALS else ""))
    if "class word" in one:
        part = one["class word"]
        joined = as_letters(part.text.upper().replace(" ", ""))[0]
        value = next((k for k, word in LETTERS.items() if joined == word), None)
        readings.append(
            _Reading(part, value, lambda v: AS_SENT[LETTERS[v]] if v in LETTERS else "")
        )
    yield from _settle("classification", readings)
    if letter and "security signal" in one and one["security signal"].text != SIGNALS[letter]:
        part = one["security signal"]
        sure = rate("classification", "security signal")
        yield Correction(
            part, SIGNALS[letter], sure, _why("classification", [one["security letters"]])
        )


def _channel(one: Mapping[str, Part], by_name: _ByName) -> Iterator[Correction]:
    """VZCZCXYZ goes with RUEHWEB, and never with several indicators (FORMAT.md 1.1)."""
    if "start channel" not in one or "routing indicator" not in one:
        return
    part = one["start channel"]
    relays = by_name["routing indicator"]
    channel = "XRO" if len(relays) > 1 else "XYZ" if relays[0].text == "RUEHWEB" else ""
    if channel and part.text != channel and is_near(as_letters(part.text.upper())[0], channel):
        why = f"the channel of a telegram that is relayed to {relays[0].text}"
        if len(relays) > 1:
            why = "the channel of a telegram with several routing indicators"
        yield Correction(part, channel, rate("channel", "start channel"), why)


def station_of(name: str) -> str:
    """The station of a sender as class lines write it: its name without the title."""
    return "STATE" if name.startswith("SECSTATE") else TITLE.sub("", name)


def _post(one: Mapping[str, Part], by_name: _ByName) -> Iterator[Correction | Doubt]:
    """The sender: the indicator behind DE, the FM line, the class line, page lines of the 1970s."""
    sender, station = one.get("from name"), one.get("class station")
    origin = one.get("originator indicator")
    if sender is None:
        return
    if sender.text in addressees().indicators:
        yield from _by_sender(sender, station, origin)
    else:
        found = list(_sender(sender, station, origin))
        yield from found
        if not found and station is not None:
            yield from _by_page(sender, station, by_name.get("page station", ()))
    if station is not None and station.text == station_of(sender.text):
        for part in by_name.get("page station", ()):
            cut = station.text[: len(part.text)]
            if part.text != cut and is_near_word(part.text, cut):
                yield Correction(part, cut, TWO_AGREE, _why("sender", [sender, station]))


def _by_sender(sender: Part, station: Part | None, origin: Part | None) -> Iterator[Correction]:
    """The station and the indicator, by a sender that is known."""
    right = station_of(sender.text)
    if station is not None and station.text != right and station.text not in stations():
        is_sender = origin is not None and sender.text in addressees().names.get(origin.text, ())
        new, sure = _hit_station(station.text, right, is_sender=is_sender)
        if new:
            says = [sender, origin] if origin is not None and is_sender else [sender]
            yield Correction(station, new, sure, _why("sender", says))
    if origin is not None and origin.text not in addressees().names:
        near = [i for i in addressees().indicators[sender.text] if is_near(origin.text, i)]
        if len(near) == 1:
            sure = rate("post", "originator indicator")
            yield Correction(origin, near[0], sure, _why("sender", [sender]))


# Captions that may stand before the station, on the classification line (FORMAT.md 1.2).
BEFORE_STATION = ("NOFORN", "SENSITIVE", "EFTO")


def _hit_station(station: str, right: str, *, is_sender: bool) -> tuple[str, float]:
    """A station that no table has as the sender's, if a line hit made it so, and how sure.

    ``is_sender`` says that the DE line names the sender, too: then letters may be lost, with a Q
    for one to three of them or without (DAMAGE.md A8).
    """
    # the same letters; one of them, or the blank between two words, misread
    if len(station) == len(right) and is_near(station, right):
        return right, 0.99
    # BERNE and BERN, SANA and SANAA are one post: a last letter more or less may have been sent
    sure = 0.985 if is_sender and len(station) < len(right) and station[-1] == right[-1] else 0.9
    if is_near(station, right) or is_near_word(station, right.replace(" ", "")):
        return right, sure
    head, is_hit, tail = station.partition("Q")
    lost = len(right) - len(head) - len(tail)
    if (
        is_hit
        and 1 <= lost <= 3 <= len(station)
        and right.startswith(head)
        and right.endswith(tail)
    ):
        return right, sure
    caption = station.removesuffix(right)
    return (f"{caption} {right}", 0.985) if caption in BEFORE_STATION else ("", 0.0)


def _sender(sender: Part, station: Part | None, origin: Part | None) -> Iterator[Correction]:
    """A sender that is not known, by the indicator behind DE or by the station."""
    names, indicators = addressees()
    if origin is not None:
        right = [n for n in names.get(origin.text, ()) if is_near(sender.text, n)]
        if len(right) == 1:
            also = station is not None and station_of(right[0]) == station.text
            says = [origin, station] if also and station else [origin]
            sure = TWO_AGREE if also else rate("post", "originator indicator")
            yield Correction(sender, right[0], sure, _why("sender", says))
            return
    if station is not None and station.text in stations():
        named = (f"{title} {station.text}" for title in TITLES_OF_POSTS)
        right = [n for n in named if n in indicators and is_near(sender.text, n)]
        if len(right) == 1:
            yield Correction(sender, right[0], 0.985, _why("sender", [station]))


def _by_page(sender: Part, station: Part, pages: Sequence[Part]) -> Iterator[Correction | Doubt]:
    """A post that no table has: its name in the FM line, the class line and the page lines."""
    title, _, post = sender.text.partition(" ")
    if title not in TITLES_OF_POSTS or post == station.text or not is_near(station.text, post):
        return
    of_sender = [p for p in pages if post.startswith(p.text)]
    of_station = [p for p in pages if station.text.startswith(p.text)]
    if of_sender and not of_station:
        yield Correction(station, post, TWO_AGREE, _why("sender", [sender, of_sender[0]]))
    elif of_station and not of_sender:
        why = _why("sender", [station, of_station[0]])
        yield Correction(sender, f"{title} {station.text}", TWO_AGREE, why)
    else:
        why = f"the station contradicts the FM line ({sender.text})"
        yield Doubt(station, why, (post,))


def _copies(one: Mapping[str, Part], by_name: _ByName) -> Iterator[Correction | Doubt]:
    """The copies of all offices sum to the total: a true checksum of the 1970s."""
    if "office total" not in one or "office unread" in one or "office copies" not in one:
        return
    total = one["office total"]
    copies = [(p, _digits(p, 2)) for p in by_name["office copies"]]
    lost = [p for p, value in copies if value is None]
    known = sum(int(value) for _, value in copies if value is not None)
    whole = _digits(total, 3)
    why = f"the copies of all offices sum to the total ({total.text})"
    if whole is not None and len(lost) == 1 and 0 <= int(whole) - known < 100:
        right = f"{int(whole) - known:02}"
        if is_near(lost[0].text, right) or len(lost[0].text) == 1:
            yield Correction(lost[0], right, rate("copies", "office copies"), why)
    elif not lost and (whole is None or int(whole) == known):
        if total.text != f"{known:03}" and is_near(total.text, f"{known:03}"):
            yield Correction(total, f"{known:03}", rate("copies", "office total"), why)
        for part, value in copies:
            if part.text != value:
                yield Correction(part, str(value), TWO_AGREE, why)
    elif not lost and whole is not None:
        said = f"the copies of the offices sum to {known}, the line says {whole}"
        yield Doubt(total, said, (f"{known:03}",))


# Each rule with the parts that it looks at.
RULES: tuple[tuple[_Rule, tuple[str, ...]], ...] = (
    (_serial, ("originator serial", "class number", "break number", "page number")),
    (_sections, ("originator section", "class section", "class total", "break total")),
    (
        _date,
        ("group month", "group year", "group day", "group time", "originator day",
         "originator time"),
    ),
    (_precedence, ("routing precedence", "group precedence", "addressee precedence")),
    (_classification, ("security letters", "security signal", "class word")),
    (_channel, ("start channel", "routing indicator")),
    (_post, ("from name", "class station", "originator indicator", "page station")),
    (_copies, ("office total", "office unread", "office copies")),
)  # fmt: skip


def is_uncorrected(form: Form) -> bool:
    """Whether no field of a header whose lines have their form corrects another.

    Two valid values that differ are a contradiction and no more, and such a header has no third
    (section breaks are not looked at).  What is left are times that no clock shows, and rules that
    look at more than two parts.
    """
    head = form.head
    times = head["time"], head["sent"]
    wrong = [t for t in times if not _is_time(t)]
    if len(wrong) == 1 and is_near(*times):
        return False
    if not 0 < int(head["day"]) <= SHORTEST_MONTH or not 0 < int(head["julian"]) <= DAYS:
        return False
    relays = tuple(("routing indicator", relay) for relay in head["routing"].split())
    found = form.class_line
    said = (
        _said(
            _classification,
            (
                ("security letters", head["letters"]),
                ("security signal", head["signal"]),
                ("class word", found["word"]),
            ),
        ),
        _said(_channel, (("start channel", head["channel"]), *relays)),
        _said(
            _post,
            (
                ("from name", head["sender"]),
                ("class station", found["station"]),
                ("originator indicator", head["origin"]),
            ),
        ),
    )
    return not any(isinstance(s, Correction) for s in chain.from_iterable(said))
