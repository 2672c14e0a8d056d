"""Document: the shared views, and the pieces of a long text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablefix import Document
from cablefix.document import PIECE


class TestViews:
    @given(st.text())
    def test_flat_has_the_offsets_of_the_text(self, text):
        doc = Document(text)

        assert len(doc.raw) == len(doc.flat) == len(text)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Don't, SIPDIS-2!", [b"don't", b"sipdis", b"2"]),
            ("¶1. (C) Noted.", [b"1", b"c", b"noted"]),
            ("Zürich × Ärger ÷", ["zürich".encode("latin-1"), "ärger".encode("latin-1")]),
            ("a\x00b\tc\nd", [b"a", b"b", b"c", b"d"]),
            ("don’t", [b"don", b"t"]),
        ],
    )
    def test_flat_splits_into_tokens(self, text, expected):
        assert expected == Document(text).flat.split()

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("¶1. (C) Noted? Yes.\n", ""),
            ("Zürich", "ü"),
            ("a\tb\r\n", "\t\r"),
            ("what?Ж", "Ж"),
            ("\ud800?", "\ud800"),
            ("‘quoted’", "‘’"),
        ],
    )
    def test_odd_is_what_a_clean_cable_does_not_have(self, text, expected):
        assert expected == Document(text).odd

    def test_source_is_the_text_unless_said_otherwise(self):
        assert Document("a").source == "a"
        assert Document("a", source="b").source == "b"


CORNERS = [
    "",
    "x",
    "\n" * 100_000,
    "x" * 1_000_000,
    "\n" + "x" * 1_000_000,
    "x" * 1_000_000 + "\n",
    ("x" * 40_000 + "\n") * 3,
    ("line\n" * 10 + "\n") * 4_000,
    "line\r\n\r\n" * 20_000,
    "\n" * (PIECE - 1) + "x" + "\n" * (2 * PIECE),
]


class TestPieces:
    @pytest.mark.parametrize("text", CORNERS, ids=range(len(CORNERS)))
    def test_pieces_joined_are_the_text(self, text):
        at, parts = 0, []
        for offset, piece in Document(text).pieces():
            assert offset == at
            parts.append(piece.text)
            at += len(piece.text)

        assert "".join(parts) == text

    @pytest.mark.parametrize("text", CORNERS, ids=range(len(CORNERS)))
    def test_pieces_end_at_line_ends(self, text):
        *firsts, _ = [piece.text for _, piece in Document(text).pieces()]

        assert all(piece.endswith("\n") for piece in firsts)

    @pytest.mark.parametrize("text", CORNERS, ids=range(len(CORNERS)))
    def test_piece_is_short_unless_its_line_is_long(self, text):
        for _, piece in Document(text).pieces():
            assert len(piece.text) <= 2 * PIECE or piece.text.count("\n") <= 1

    def test_short_document_is_its_own_only_piece(self):
        doc = Document("x\n" * PIECE)

        assert list(doc.pieces()) == [(0, doc)]

    def test_pieces_end_at_a_blank_line_where_one_is_near(self):
        text = ("word " * 100 + "\nmore\n\n") * 200

        *firsts, _ = [piece.text for _, piece in Document(text).pieces()]
        assert firsts
        assert all(piece.endswith("\n\n") for piece in firsts)
