"""Headers decoded: which lines they have, collapsed or not, and where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sound_headers import CABLEGATE, ERAS, SEVENTIES

from cablefix.cable.header import KINDS, RANK, headers, odd_headers

LINES = {
    "2000s": [
        ("start", "VZCZCXRO6586"),
        ("routing", "RR RUEHAST RUEHBC"),
        ("originator", "DE RUEHBS #0881/01 0741542"),
        ("security", "ZNR UUUUU ZZH"),
        ("date-time group", "R 151542Z MAR 07"),
        ("from", "FM AMEMBASSY BRUSSELS"),
        ("to", "TO RUEHC/SECSTATE WASHDC 4719"),
        ("info", "INFO RUEHNR/AMEMBASSY NAIROBI 0091"),
        ("info", "RUEHLO/AMEMBASSY LONDON PRIORITY 0564"),
        ("classification line", "UNCLAS SECTION 01 OF 02 BRUSSELS 000881"),
        ("caption", "SIPDIS"),
        ("executive order", "E.O. 12958: N/A"),
        ("tags", "TAGS: PREL, PGOV, BE"),
        ("subject", "SUBJECT: TALKS ON GAS"),
        ("references", "REF: STATE 21535"),
    ],
    "1970s": [
        ("page", "PAGE 01 PARIS 07987 281923Z"),
        ("terminal", "51"),
        ("action", "ACTION EUR-12"),
        ("offices", "INFO OCT-01 ISO-00 SS-15 PM-04 /032 W"),
        ("rule", "--------------------- 028195"),
        ("date-time group", "R 281819Z MAR 75"),
        ("from", "FM AMEMBASSY PARIS"),
        ("to", "TO SECSTATE WASHDC 7985"),
        ("info", "INFO AMEMBASSY LONDON"),
        ("info", "AMEMBASSY ROME"),
        ("classification line", "UNCLAS PARIS 7987"),
        ("executive order", "E.O. 11652: N/A"),
        ("tags", "TAGS: PFOR, FR"),
        ("subject", "SUBJECT: TALKS ON GAS"),
    ],
}
each_era = pytest.mark.parametrize("era", ERAS)


def lines(text):
    return [[(line.kind, text[line.start : line.end]) for line in h.lines] for h in headers(text)]


@each_era
def test_each_line_is_found(era):
    assert lines(ERAS[era]) == [LINES[era]]


@each_era
def test_lines_do_not_need_their_ends(era):
    text = " ".join(ERAS[era].split())

    assert lines(text) == [LINES[era]]


def test_each_word_may_be_on_a_line_of_its_own():
    (found,) = lines("\n".join(CABLEGATE.split()))
    kinds = [kind for kind, _ in found]

    assert kinds[:4] == ["start", "routing", "originator", "security"]
    assert set(kinds) >= {"date-time group", "from", "to", "classification line", "tags"}


@each_era
def test_header_ends_where_the_text_begins(era):
    text = ERAS[era]
    (header,) = headers(text)

    assert header.start == 0
    assert text[header.end :].startswith("1. ")


@each_era
def test_second_telegram_has_a_header_of_its_own(era):
    text = ERAS[era] + "\nNNNN\n\n" + CABLEGATE

    assert lines(text) == [LINES[era], LINES["2000s"]]


def test_header_of_another_era_behind_the_first():
    text = CABLEGATE + "\n\n" + SEVENTIES

    assert lines(text) == [LINES["2000s"], LINES["1970s"]]


def test_page_line_of_the_next_page_begins_no_header():
    text = SEVENTIES + "UNCLASSIFIED\n\nUNCLASSIFIED\n\nPAGE 02 PARIS 07987 281923Z\n\n3. END.\n"

    assert lines(text) == [LINES["1970s"]]


@each_era
def test_sound_header_is_not_odd(era):
    assert odd_headers(ERAS[era]) == ()


@each_era
def test_damaged_header_is_odd_and_the_one_before_it_is_not(era):
    text = CABLEGATE + "\nNNNN\n\n" + ERAS[era].replace("FM ", "F\N{DIGIT ONE} ")
    (odd,) = odd_headers(text)

    assert odd == headers(text)[1]


def test_line_of_a_kind():
    (header,) = headers(CABLEGATE)
    line = header.line("from")

    assert CABLEGATE[line.start : line.end] == "FM AMEMBASSY BRUSSELS"
    assert header.line("page") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "He said: TO RUEHC we write, FM AMEMBASSY they answer, INFO all.",
        "FM AMEMBASSY BRUSSELS",
        "TO RUEHC/SECSTATE WASHDC 4719\nINFO RUEHBS/USEU BRUSSELS",
        "FM radio was heard TO the north; INFO was scarce, and the REF left the field.",
        "See PAGE 01 of the book.\n\nPAGE 01 has the TAGS: red, green.",
        "TAGS: red\nSUBJECT: shoes\nREF: our letter",
        "DE GAULLE SPOKE. ACTION WAS TAKEN.",
        "The report of 151542Z MAR 07 said so.",
        "1. (U) Noted.\n\n2. (U) Agreed.",
    ],
)
def test_prose_has_no_header(text):
    assert headers(text) == odd_headers(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "VZCZC",
        "VZCZCXRO6586",
        "\nVZCZCXRO6586 RR",
        "DE RUEHBS #",
        "ZNR UUUUU",
        "R 151542Z MAR",
        "R 151542Z MAR 07\nFM \nTO \nINFO \n",
        "PAGE 01 \nACTION EUR-1\nINFO\n/",
        "FM AMEMBASSY" * 200,
        "TO RUEHC/" * 200,
        "VZCZCXRO6586\n" * 50,
        "E.O. 12958\nTAGS : \nSUBJECT : \nREF : ",
        "E.O. 12958: N/A\n" * 30,
        "R 151542Z MAR 07\nFM ///\nTO \\\\\\\nINFO |||\nUNCLAS \N{NULL} 000881",
        "ZNR UUUUU ZZH\n\r\n\v\f\x85\u2028R 151542Z MAR 07\r\nFM ROME\r\n",
        "VZCZCXRO6586\n" + "RR" + " RUEHBS" * 500,
        CABLEGATE.replace("\n", "\r\n"),
        CABLEGATE.replace(" ", "\t"),
        CABLEGATE[::-1],
        SEVENTIES.replace("-", ""),
    ],
)
def test_any_text_is_read(text):
    for header in (*headers(text), *odd_headers(text)):
        at = header.start
        for line in header.lines:
            assert at <= line.start < line.end <= len(text)
            at = line.end
        assert header.lines[-1].end <= header.end <= len(text)


SCRAPS = st.sampled_from(
    [*CABLEGATE.split(), *SEVENTIES.split(), "\n", "\n\n", " ", "TO", "INFO", "/", "E.", "O.", "1."]
)


@given(st.lists(SCRAPS, max_size=60).map(" ".join))
def test_lines_of_any_header_stand_in_the_order_of_the_text(text):
    at = 0
    for header in headers(text):
        assert header.start == header.lines[0].start
        for line in header.lines:
            assert at <= line.start < line.end
            at = line.end
        assert at <= header.end
        at = header.end


def test_kinds_are_ranked_once_each():
    assert sorted(RANK.values()) == list(range(len(KINDS)))
