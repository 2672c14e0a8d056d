"""The files of data/: sound, and each with its source and licence."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import cablefix

DATA = Path(os.path.dirname(cablefix.__file__), "data")
TABLES = ("addressees", "posts", "codes", "letter_channel", "sign_places")


def rows_of(table):
    head, *lines = (DATA / f"{table}.tsv").read_text("utf-8").split("\n")
    assert head.startswith("# ")
    assert lines.pop() == ""
    return [tuple(line.split("\t")) for line in lines]


def test_words_are_unique_lower_case_and_letters():
    words = (DATA / "words.txt").read_bytes().decode("latin-1").split("\n")

    assert words.pop() == ""
    assert len(set(words)) == len(words)
    assert all(re.fullmatch(r"[a-zà-öø-ÿ']+", w) for w in words)


def test_jargon_is_sorted_and_in_the_words():
    lines = (DATA / "jargon.txt").read_text("utf-8").split("\n")
    jargon = [line for line in lines if line and not line.startswith("#")]
    words = set((DATA / "words.txt").read_bytes().decode("latin-1").split())

    assert jargon == sorted(set(jargon))
    assert set(jargon) <= words


def test_words_of_grammar_are_known_and_in_order():
    words = set((DATA / "words.txt").read_bytes().decode("latin-1").split())
    rows = rows_of("grammar_words")

    assert rows == sorted(rows)
    assert {word for word, _, _ in rows} <= words
    assert {place for _, place, _ in rows} == {"before a pronoun", "first", "pronoun", "second"}
    assert all(2 <= int(least) <= 9 for _, _, least in rows)


def test_whole_words_are_in_order_and_unknown():
    whole = (DATA / "whole_words.txt").read_text("ascii").split()
    words = set((DATA / "words.txt").read_bytes().decode("latin-1").split())

    assert whole == sorted(set(whole))
    assert not words & set(whole)


def test_kept_words_are_known_and_in_order():
    rows = rows_of("kept_words")
    words = set((DATA / "words.txt").read_bytes().decode("latin-1").split())

    assert rows == sorted(rows)
    assert {word for word, _ in rows} <= words
    assert {kind for _, kind in rows} == {"negation", "number", "date"}


def test_telegraph_alphabet_has_each_letter_digit_and_code_once():
    rows = rows_of("ita2")
    letters, codes, ita2, us = map(list, zip(*rows, strict=True))

    assert "".join(letters) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert len(set(codes)) == 26
    assert all(re.fullmatch("[01]{5}", code) for code in codes)
    # the units of blank, both shifts, carriage return, line feed and the idle signal are none
    assert not {"00100", "11011", "11111", "00010", "01000", "00000"} & set(codes)
    for figures in (ita2, us):
        assert {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"} <= set(figures)
        signs = [f for f in figures if f]
        assert len(set(signs)) == len(signs)
    # the upper row of the keyboard, and the stop
    assert dict(zip(ita2[:-1], letters[:-1], strict=True))["3"] == "E"
    assert [letters[us.index(d)] for d in "1234567890."] == list("QWERTYUIOPM")


def test_shares_of_what_a_sign_was_read_as_are_of_one_whole():
    sums = Counter()
    for line in (DATA / "marker_channel.tsv").read_text("utf-8").split("\n")[1:-1]:
        part, kind, printed, read, share = line.split("\t")
        assert 0 < float(share) <= 1, line
        assert part in ("glyph", "unseen", "noise", "digit", "stop"), line
        assert part != "digit" or (printed.isdigit() and len(printed) == len(read) == 1), line
        if part != "unseen":
            sums[part, kind, printed] += float(share)

    assert {printed for part, _, printed in sums if part == "digit"} == set("0123456789")
    assert all(0.5 < total <= 1.02 for total in sums.values()), sums


def test_calibration_is_in_order():
    lines = (DATA / "marker_calibration.tsv").read_text("utf-8").split("\n")[1:-1]
    rows = [tuple(map(float, line.split("\t"))) for line in lines]

    assert rows == sorted(rows)
    assert rows[0] == (0.0, 0.5)
    assert all(0 < share < 1 for _, share in rows)


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_unique_and_of_one_length(table):
    keys = [row[:-1] for row in rows_of(table)]

    assert keys
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {3 if table == "sign_places" else 2}


@pytest.mark.parametrize("table", ["addressees", "posts", "codes"])
def test_names_and_codes_are_in_order(table):
    rows = [(a, b, int(n)) for a, b, n in rows_of(table)]

    assert rows == sorted(rows)
    assert all(n >= 0 for _, _, n in rows)


def test_addressees_have_known_indicators_and_names_in_capitals():
    indicators = set((DATA / "routing_indicators.txt").read_text("ascii").split())
    names = defaultdict(dict)
    for indicator, name, n in rows_of("addressees"):
        assert re.fullmatch(r"[A-Z0-9](?:[A-Z0-9/&'.-]| (?! ))*[A-Z0-9.]", name), name
        names[indicator][name] = int(n)

    assert set(names) - indicators == {"RUEHFRA"}  # the DE line of two cables has it, no list does
    assert max(names["RUEHC"], key=names["RUEHC"].get) == "SECSTATE WASHDC"
    assert names["RUEHBS"].keys() >= {"AMEMBASSY BRUSSELS", "USEU BRUSSELS"}
    assert not [i for i, seen in names.items() if 0 in seen.values() and any(seen.values())]


def test_posts_are_in_capitals_and_cut_in_a_section_break():
    posts = {post: edge for post, edge, _ in rows_of("posts")}

    assert all(re.fullmatch(r"[A-Z]+(?: [A-Z]+)*", post) for post in posts)
    assert all(len(edge) <= 10 and edge == edge.strip() for edge in posts.values())
    assert [p for p, e in posts.items() if e != p[:10].strip()] == ["RPO DUBAI"]
    assert posts["PORT AU PRINCE"] == "PORT AU PR"
    assert posts["SAN JOSE"] == "SAN JOSE"
    assert "DAMASCCUS" not in posts


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("tags-subject", "PREL PGOV ECON"),
        ("tags-program", "KDEM KNNP"),
        ("tags-organization", "NATO UNSC"),
        ("tags-geo", "US UK FR"),
        ("caption", "SIPDIS NOFORN SENSITIVE EXDIS NODIS LIMDIS STADIS"),
        ("office", "OCT ISO SS NSAE"),
        ("portion", "C S U SBU C/NF S/NF"),
        ("signal", "ZNR ZNY ZZH"),
    ],
)
def test_codes_have_those_that_everybody_knows(kind, codes):
    known = {code for k, code, _ in rows_of("codes") if k == kind}

    assert set(codes.split()) <= known
    assert all(re.fullmatch(r"[A-Z0-9]+(?:[ /,&'-]+[A-Z0-9]+)*", code) for code in known)


def test_shares_of_what_a_letter_was_read_as_are_of_one_whole():
    shares = {(printed, read): float(share) for printed, read, share in rows_of("letter_channel")}
    sums = Counter()
    for (printed, read), share in shares.items():
        assert 0 < share <= 1, (printed, read)
        assert len(printed) <= 2, printed
        assert len(read) <= 2, read
        sums[printed] += share

    assert list(shares) == sorted(shares, key=lambda pair: (pair[0], -shares[pair], pair[1]))
    assert all(total <= 1.02 for total in sums.values()), sums
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/#:.,- ") == {s for s in sums if len(s) == 1}
    assert all(shares[sign, sign] > 0.5 for sign in sums if len(sign) == 1)
    assert all(shares[pair] < 0.5 for pair in shares if pair[0] != pair[1])


def test_places_of_digits_and_letters_hold_what_they_should_not():
    for place, read, printed, n in rows_of("sign_places"):
        assert int(n) >= 3, (read, printed)
        assert len(read) == len(printed) == 1, (read, printed)
        if place == "digit":
            assert printed.isdigit()
            assert not read.isdigit()
        else:
            assert place == "letter"
            assert printed.isalpha()
            assert not read.isalpha()


def test_lookalikes_are_other_letters_for_one_latin_each():
    rows = rows_of("lookalikes")
    letters = [letter for letter, *_ in rows]

    assert rows == sorted(rows)
    assert len(set(letters)) == len(letters)
    for letter, latin, name in rows:
        assert unicodedata.name(letter).lower() == name
        assert latin.isascii()
        assert latin.isalpha()
        assert latin.isupper() == letter.isupper(), name
        assert unicodedata.name(letter).startswith(("GREEK", "CYRILLIC"))


def test_every_file_is_described_with_its_licence():
    described = (DATA / "README.md").read_text("utf-8")
    tables = [p.name for p in DATA.iterdir() if p.suffix in (".txt", ".tsv")]

    assert all(name in described for name in tables)
    assert "Kevin Atkinson" in (DATA / "SCOWL-LICENSE.txt").read_text("utf-8")
