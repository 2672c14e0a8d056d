"""Headers read line by line: what is read is what weighing every word would give."""

import random

import pytest

from cablefix.cable import header as decoder
from cablefix.cable.plain import plain

HEADER = """VZCZCXRO2180
RR RUEHAST RUEHDA
DE RUEHBS #4857/01 0741542
ZNY CCCCC ZZH
R 151542Z MAR 07
FM AMEMBASSY MOSCOW
TO RUEHC/SECSTATE WASHDC 7055
INFO RUEHRO/AMEMBASSY ROME 0973
RUEHBS/AMEMBASSY BRUSSELS 1406

C O N F I D E N T I A L SECTION 01 OF 02 MOSCOW 004857

SIPDIS

SIPDIS

E.O. 12958: DECL: 02/01/2017
TAGS: PREL PINR NATO ECON
SUBJECT: WHAT THE MINISTER SAID TO US

REF: BERLIN 1866

Classified By: DCM Varur Souvilu for Reasons 1.4(b) and (d)

1. (C) The Minister said so.
"""
# Words that begin fields, and what is none.
WORDS = """
    FM TO DE SECRET CONFIDENTIAL REF: TAGS: PAGE 01 INFO ORIGIN SIPDIS PRIORITY 0741542 MAR U.S.
    (C) 1. 2. 150000Z AMEMBASSY FOR PASS 1234 PARIS UNCLAS RR EXDIS > . |
""".split()  # noqa: SIM905 - more easily read


def weighed(text: str) -> decoder.Header | None:
    """The header as the words decide."""
    end = decoder._window(text, 0, decoder.SHORT_HEADER)  # noqa: SLF001 - to compare with
    return decoder._header(text, 0, end)  # noqa: SLF001 - the same


def test_header_in_its_form_is_read_as_it_would_be_weighed():
    found = plain(HEADER, 0)
    assert found is not None
    assert found.form is not None
    assert found.form.addressees[1] == ("RUEHRO", "AMEMBASSY ROME")
    assert weighed(HEADER) == found._replace(form=None)


@pytest.mark.parametrize(
    ("line", "damaged"),
    [
        ("FM AMEMBASSY MOSCOW", "FM AMEMBASSY\nMOSCOW"),
        ("DE RUEHBS", "DE RUEHB5"),
        ("ROME 0973", "ROME 0973 |"),
        ("\nINFO", " INFO"),
        ("TAGS: PREL", "TAGS: PRE1"),
        ("E.O.", "E.0."),
        ("SUBJECT: WHAT", "SUBJECT: REF: WHAT"),
        ("MOSCOW 004857", "MOSC0W 004857"),
    ],
)
def test_line_without_its_form_is_weighed(line, damaged):
    assert line in HEADER
    assert plain(HEADER.replace(line, damaged), 0) is None


@pytest.mark.parametrize("seed", range(20))
def test_what_is_read_is_what_would_be_weighed_whatever_is_put_in(seed):
    rng = random.Random(seed)  # noqa: S311 - texts to try, no secrets
    for _ in range(30):
        words = HEADER.split(" ")
        for _ in range(rng.randint(1, 2)):
            at = rng.randrange(1, len(words))
            if rng.random() < 0.7:
                words.insert(at, rng.choice(WORDS) + rng.choice(("", "\n", "\n\n")))
            else:
                del words[at]
        text = " ".join(words)
        if found := plain(text, 0):
            assert weighed(text) == found._replace(form=None)
