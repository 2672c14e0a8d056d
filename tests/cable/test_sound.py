"""The quick way for sound headers: it takes those of each era, and hides no damage."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sound_headers import CABLEGATE, ERAS, SEVENTIES

import cablefix.cable.header
import cablefix.passes.header
from cablefix import repair
from cablefix.cable.sound import sound_end

CACHED = (
    cablefix.cable.header.headers,
    cablefix.cable.header.odd_headers,
    cablefix.passes.header._known,  # noqa: SLF001 - its memory is emptied
    cablefix.passes.header._known,  # noqa: SLF001 - the same
)
SHORT = CABLEGATE[CABLEGATE.index("R 151542Z") :]
EXTRACT = CABLEGATE[CABLEGATE.index("E.O.") :]
CLASSIFIED = (
    CABLEGATE.replace("ZNR UUUUU", "ZNY CCCCC")
    .replace("UNCLAS", "C O N F I D E N T I A L")
    .replace("12958: N/A", "12958: DECL: 02/01/2012")
)
SOUND = {
    **ERAS,
    "short": SHORT,
    "extract": EXTRACT,
    "classified": CLASSIFIED,
    "without a reference": CABLEGATE.replace("REF: STATE 21535\n", ""),
    "doubled caption": CABLEGATE.replace("SIPDIS\n", "SIPDIS\n\nSIPDIS\n"),
    "press-edited": EXTRACT.replace("E.O. 12958:", "EO 12958").replace("TAGS:", "TAGS"),
    "sent later": CABLEGATE.replace("0741542", "0741601"),
    "blanks at line ends": CABLEGATE.replace("\n", " \n"),
    "two precedences": CABLEGATE.replace("R 151542Z", "R R 151542Z"),
    "without a section": CABLEGATE.replace(" SECTION 01 OF 02", ""),
    "distribution": CABLEGATE.replace("SIPDIS\n", "SIPDIS\n\nSTATE FOR EUR/NCE VASIU\n"),
    "a command": SEVENTIES.replace("AMEMBASSY ROME", "CINCPAC"),
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_sound_header_ends_behind_the_label_of_its_subject(text):
    end = sound_end(text, 0, 0)

    assert end == text.index("\n", text.index("SUBJECT:")) + 1


DAMAGE = (
    ("2000s", "VZCZCXRO", "VZCZCXRQ"),
    ("2000s", "VZCZC", "V2CZC"),
    ("2000s", "XRO6586", "XRO65B6"),
    ("2000s", "RR RUEHAST", "PP RUEHAST"),
    ("2000s", "RR RUEHAST", "RR RUEHA5T"),
    ("2000s", "DE RUEHBS", "DE RUEHBX"),
    ("2000s", "DE RUEHBS", "0E RUEHBS"),
    ("2000s", "#0881", "#0861"),
    ("2000s", "#0881", "#O881"),
    ("2000s", "0741542", "0751542"),
    ("2000s", "0741542", "0741442"),
    ("2000s", "ZNR UUUUU", "ZNY UUUUU"),
    ("2000s", "UUUUU ZZH", "UUUUU 22H"),
    ("2000s", "UUUUU", "CCCCC"),
    ("2000s", "151542Z", "1515422"),
    ("2000s", "151542Z", "161542Z"),
    ("2000s", "MAR 07", "NAR 07"),
    ("2000s", "MAR 07", "MAY 07"),
    ("2000s", "FM AMEM", "FN AMEM"),
    ("2000s", "FM AMEMBASSY", "FM MEMBASSY"),
    ("2000s", "FM AMEMBASSY BRUSSELS\n", "FM AMEMBASSY\nBRUSSELS\n"),
    ("2000s", "TO RUEHC", "T0 RUEHC"),
    ("2000s", "TO RUEHC/SECSTATE", "TO RUEHC/SERSTATE"),
    ("2000s", "4719", "47l9"),
    ("2000s", "4719\n", "4719 "),
    ("2000s", "INFO RUEHNR", "INF0 RUEHNR"),
    ("2000s", "NAIROBI", "NATROBI"),
    ("2000s", "RUEHNR/", "RUEHNX/"),
    ("2000s", "PRIORITY", "PRIORITV"),
    ("2000s", "UNCLAS", "UUNCLAS"),
    ("2000s", "SECTION", "SECTIKN"),
    ("2000s", "01 OF 02", "01 OF 03"),
    ("2000s", "BRUSSELS 000881", "BRUSQLS 000881"),
    ("2000s", "BRUSSELS 000881", "BRUSSELS 000861"),
    ("2000s", "BRUSSELS 000881", "BRUSSELS\n000881"),
    ("2000s", "BRUSSELS 00000881", "BRUSSELS 00000861"),
    ("2000s", "SIPDIS", "SEPDIS"),
    ("2000s", "E.O.", "E.0."),
    ("2000s", "12958", "l2958"),
    ("2000s", "N/A", "NIA"),
    ("2000s", "TAGS:", "TACS:"),
    ("2000s", "PGOV", "PG0V"),
    ("2000s", "SUBJECT:", "SUB7ECT:"),
    ("2000s", "REF:", "REF!"),
    ("1970s", "PAGE 01", "PACE 01"),
    ("1970s", "07987", "O7987"),
    ("1970s", "281923Z", "2819232"),
    ("1970s", "ACTION", "ACiION"),
    ("1970s", "SS-15", "SS-1S"),
    ("1970s", "SS-15", "SS-16"),
    ("1970s", "ISO-00", "IS0-00"),
    ("1970s", "/032", "/O32"),
    ("1970s", "R 281819Z", "0 2818192"),
    ("1970s", "FM AMEMBASSY PARIS", "FM AMEMBASSY PARI5"),
    ("1970s", "INFO AMEMBASSY", "INFO AMEBASSY"),
    ("1970s", "UNCLAS PARIS 7987", "UNCLAS PARIS 7387"),
    ("1970s", "E.O. 11652", "E.O. LL652"),
    ("1970s", "TAGS: PFOR", "TAGS: PF0R"),
)


@pytest.mark.parametrize(("era", "sound", "damaged"), DAMAGE)
def test_header_with_one_damage_is_not_sound(era, sound, damaged):
    text = ERAS[era]
    assert sound in text

    assert sound_end(text.replace(sound, damaged, 1), 0, 0) == 0


def test_damaged_beginning_before_the_first_sound_line():
    text = "VZCZCXR06586 RR\n" + SHORT

    assert sound_end(text, text.index("R 151542Z"), 0) == 0


def test_what_stands_before_belongs_to_the_header_before():
    text = "1. Noted.\n\n" + SHORT
    at = text.index("R 151542Z")

    assert sound_end(text, at, 0) == 0
    assert sound_end(text, at, at) > at


@pytest.mark.parametrize(
    "text", ["", "E", "VZCZCXRO6586", "PAGE 01 ", "E.O. 12958: N/A", CABLEGATE[:200]]
)
def test_what_is_cut_off_is_not_sound(text):
    assert sound_end(text, 0, 0) == 0


@contextmanager
def without_the_quick_way():
    def never(_text, _at, _before):
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cablefix.cable.header, "sound_end", never)
        for function in CACHED:
            function.cache_clear()
        yield
    for function in CACHED:
        function.cache_clear()


def outcome(text):
    result = repair(text)
    return result.text, result.flags


SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz?/@#é¶"


@st.composite
def damaged(draw):
    """A sound header with one of its signs replaced."""
    text = draw(st.sampled_from([*SOUND.values()]))
    at = draw(st.integers(0, text.index("1. ") - 1))
    sign = draw(st.sampled_from(SIGNS))
    return text[:at] + sign + text[at + 1 :]


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_sound_header_stays_either_way(text):
    assert outcome(text) == (text, ())
    with without_the_quick_way():
        assert outcome(text) == (text, ())


@given(damaged())
def test_quick_way_hides_nothing(text):
    quick = outcome(text)
    with without_the_quick_way():
        assert outcome(text) == quick


@pytest.mark.parametrize(
    "text",
    [
        SEVENTIES.replace("EUR-12\nINFO", "EUR-12 INFO"),
        SEVENTIES.replace("INFO OCT", "INFO\nOCT"),
        SEVENTIES.replace("LONDON\n", "LONDON\n\n"),
        SEVENTIES.replace("LONDON\nAMEMBASSY ROME", "LONDON CINCPAC"),
        CABLEGATE.replace("4719\n", "4719\n\n"),
        CABLEGATE.replace("SIPDIS\n", "SIPDIS .\n"),
    ],
    ids=["offices", "label alone", "list", "command", "list of 2007", "caption"],
)
def test_quick_way_hides_no_line_end_and_no_speck(text):
    quick = outcome(text)
    with without_the_quick_way():
        assert outcome(text) == quick
