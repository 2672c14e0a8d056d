"""CSV: the dialect, rows over many lines, and bytes that stay as they are."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cablefix import CablefixError
from cablefix.corpus import formats
from cablefix.corpus.files import FileError

BODY = "P R 281848Z DEC 66\\nFM AMEMBASSY\\n\\n1. HE SAID \\\"NO\\\", THEN \\'YES\\'.\\n".replace(
    "\\n", "\n"
)
CABLEGATE = "".join(
    f'"{n}","12/28/1966 18:48","66BUENOSAIRES{n}","Embassy Buenos Aires","UNCLASSIFIED",'
    f'"66STATE106206","VZCZCXRO","{BODY * 3}"\n'
    for n in range(1, 6)
).encode()
STANDARD = b'id,text,n\r\na,"He said ""no"",\r\nthen left",1.50\r\nb,plain,\r\n"c","",007\r\n'

SIGNS = st.sampled_from(["a", "é", '"', "\\", "'", ",", "\n", "\r\n", " ", "\0"])
CELL = st.lists(SIGNS, max_size=8).map("".join)
QUOTED = CELL.map(lambda cell: '"' + cell.replace('"', '""') + '"')
ESCAPED = CELL.map(
    lambda cell: '"' + cell.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'") + '"'
)
BROKEN = st.sampled_from(['"open,x,y\n', "one\n", "a,b,c,d,e\n", '"a"b,c,d\n', '"x","y\n', "\n"])


def table(cell):
    row = st.tuples(cell, cell, cell, st.sampled_from(["\n", "\r\n", "\n\n"]))
    good = row.map(lambda r: ",".join(r[:3]) + r[3])
    return st.lists(good | BROKEN, max_size=12).map(lambda found: "".join(found).encode())


def test_cablegate_is_right_by_default(here, read):
    (here / "cables.csv").write_bytes(CABLEGATE)
    (source,) = formats.sources(["cables.csv"])
    rows = read("cables.csv")

    assert source.shown == (
        'cables.csv: CSV, cells between commas, a quote in a cell is \\", 8 columns without a line'
        " of names; the text is column 8, the id is column 3"
    )
    assert [row.id for row in rows] == [f"66BUENOSAIRES{n}" for n in range(1, 6)]
    assert rows[0].text == (BODY * 3).replace("\\", "")


def test_doubled_quotes_are_found(here, read):
    (here / "a.csv").write_bytes(STANDARD)
    (source,) = formats.sources(["a.csv"])

    assert 'a quote in a cell is "", 3 columns with a line of names; the text is text' in (
        source.shown
    )
    assert [(row.id, row.text) for row in read("a.csv")] == [
        ("a", 'He said "no",\nthen left'),
        ("b", "plain"),
        ("c", ""),
    ]


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        (b"id;text\n1;a, b\n2;c\n", (";", '"', "\\")),
        (b"id\ttext\n1\ta, b\n2\tc\n", ("\t", '"', "\\")),
        (b'id,text\n1,"C:\\"\n2,"x"\n', (",", '"', "")),
        (b'id,text\n1,"a ""b"" c"\n', (",", '"', "")),
        (b'id,text\n1,"a \\"b\\" c"\n2,""\n', (",", '"', "\\")),
        (b'"id","text"\n"1","a; b; c"\n"2","x;"\n', (",", '"', "\\")),
    ],
)
def test_the_dialect_is_sniffed(here, content, dialect):
    (here / "a.csv").write_bytes(content)
    (source,) = formats.sources(["a.csv"])

    assert source.dialect == dialect


def test_what_the_user_says_goes_first(here, read):
    (here / "a.csv").write_bytes(b"1:'a:b'\n2:'it''s'\n")
    rows = read(
        "a.csv", delimiter=":", quote="'", escape="", text_column="2", id_column="1",
        has_header=False,
    )  # fmt: skip

    assert [(row.id, row.text) for row in rows] == [("1", "a:b"), ("2", "it's")]


@pytest.mark.parametrize("content", [CABLEGATE, STANDARD, b"\xef\xbb\xbf" + STANDARD])
def test_what_was_not_changed_comes_back_byte_for_byte(here, copied, content):
    (here / "a.csv").write_bytes(content)
    (shard,) = copied("a.csv")

    assert shard.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "old", "new", "expected"),
    [
        (CABLEGATE, "SAID", "SAYS", CABLEGATE.replace(b"SAID", b"SAYS")),
        (STANDARD, "then", "and", STANDARD.replace(b"then", b"and")),
        (STANDARD, "plain", 'a "b"', STANDARD.replace(b"plain", b'"a ""b"""')),
        (b'id,text\n1,"\\"a\\" C:\\new"\n', "a", "b", b'id,text\n1,"\\"b\\" C:\\new"\n'),
        (b"id,text\n1,the Minister\x92s\n", "the", "The", b"id,text\n1,The Minister\x92s\n"),
        (b'id,text\n1,"a\r\nb\nc"\n', "c", "d", b'id,text\n1,"a\r\nb\nd"\n'),
        (b"id,text\n1,a\0b\n", "b", "c", b"id,text\n1,a\0c\n"),
    ],
)
def test_only_the_text_changes(here, copied, content, old, new, expected):
    (here / "a.csv").write_bytes(content)
    (shard,) = copied("a.csv", lambda row: row.text.replace(old, new))

    assert shard.read_bytes() == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=table(QUOTED) | table(ESCAPED),
    escape=st.sampled_from(["", "\\"]),
    size=st.integers(1, 99),
)
@example(content=b'"a,b\n"1","2","3"\n', escape="\\", size=1)
def test_any_file_comes_back_and_any_size_gives_the_same_rows(
    here, copied, read, content, escape, size
):
    content = b"id,text,n\n" + content
    (here / "a.csv").write_bytes(content)
    said = {"escape": escape, "delimiter": ",", "has_header": True, "text_column": "2"}
    shards = copied("a.csv", size=size, error="", **said)
    header = formats.sources(["a.csv"], formats.Choices(**said))[0].header

    assert header + b"".join(s.read_bytes().removeprefix(header) for s in shards) == content
    whole = [(row.id, row.text, row.error) for row in read("a.csv", **said)]
    assert [(r.id, r.text, r.error) for r in read("a.csv", size=size, **said)] == whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1), new=CELL)
def test_a_changed_text_reads_back_as_python_reads_it(here, copied, rows, new):
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    (here / "a.csv").write_text(file.getvalue(), newline="")
    said = {"escape": "", "delimiter": ",", "has_header": False, "text_column": "2"}
    (shard,) = copied("a.csv", lambda _: new.replace("\r", ""), error="", **said)

    back = list(csv.reader(io.StringIO(shard.read_bytes().decode(), newline="")))
    assert [row[0] for row in back] == [row[0] for row in rows]
    assert {row[1].replace("\r", "") for row in back} == {new.replace("\r", "")}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=ESCAPED, new=CELL)
def test_a_changed_text_reads_back_in_the_dialect_of_cablegate(here, copied, read, content, new):
    (here / "a.csv").write_bytes(f'"1",{content},"3"\n'.encode())
    said = {"escape": "\\", "delimiter": ",", "has_header": False, "text_column": "2"}
    new = new.replace("\r", "")
    (shard,) = copied("a.csv", lambda _: new, error="", **said)

    assert [(row.text, row.error) for row in read(shard, **said)] == [(new, "")]


def test_a_missing_quote_costs_one_row(here, read):
    (here / "a.csv").write_bytes(CABLEGATE.replace(b"'YES\\'.\n\"\n", b"'YES\\'.\n\n", 1))
    rows = read("a.csv")

    assert [bool(row.error) for row in rows] == [True, False, False, False, False]


def test_a_record_cut_at_the_end_of_the_file_is_kept(here, read, copied):
    (here / "a.csv").write_bytes(CABLEGATE[:-20])
    (shard,) = copied("a.csv", error="")

    assert "it may be broken off" in read("a.csv")[-1].error
    assert shard.read_bytes() == CABLEGATE[:-20]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b'id,text\r\n1,a\r\n2,"b"',
            b'id,text,"error"\r\n1,a,"bad"\r\n2,"b","bad"',
        ),
        (b"id,text,error\n1,a,\n", b'id,text,error,"cablefix_error"\n1,a,,"bad"\n'),
        (b"id,text\n1,a\n1,2,3\n4,b\n", b'id,text,"error"\n1,a,"bad"\n1,2,3\n4,b,"bad"\n'),
    ],
)
def test_errors_become_a_column(here, copied, content, expected):
    (here / "a.csv").write_bytes(content)
    (shard,) = copied("a.csv", error="bad")

    assert shard.read_bytes() == expected
    assert not list(here.glob("out/*.errors"))


def test_a_character_that_the_encoding_lacks_is_refused_before_anything_is_written(here):
    (here / "a.csv").write_bytes(b"id,text\n1,the Minister\x92s\n")
    (source,) = formats.sources(["a.csv"])
    (part,) = formats.parts(source, 99)
    with formats.writer(part, "out.csv") as writer:
        (row,) = formats.rows(part)
        with pytest.raises(FileError, match="does not have"):
            writer.write(row, "ж")
        writer.write(row, row.text)

    assert (here / "out.csv").read_bytes() == b"id,text\n1,the Minister\x92s\n"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"id,text\n", b"\n\n"])
def test_a_file_without_rows_has_one_part(here, copied, content):
    (here / "a.csv").write_bytes(content)
    (shard,) = copied("a.csv")

    assert shard.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "said", "message"),
    [
        ("id,text\n1,b\n".encode("utf-16"), {}, "is UTF-16 or UTF-32"),
        (b"a,b\nx,y\n", {}, "no column looks like the text"),
        (b"a,b\nx,y\n", {"text_column": "9"}, "has no text column '9'"),
        (b"id,text\n", {"encoding": "utf-16"}, "a CSV in utf-16 cannot be read as it is"),
        (b"id,text\n", {"encoding": "shift_jis"}, "a CSV in shift_jis cannot be read as it is"),
    ],
)
def test_what_cannot_be_read_at_all_is_a_plain_error(here, content, said, message):
    (here / "a.csv").write_bytes(content)
    with pytest.raises(CablefixError, match=message):
        formats.sources(["a.csv"], formats.Choices(**said))


def test_a_table_of_more_columns_than_any_is_a_plain_error(here, read):
    (here / "a.csv").write_text("x," * 20_000 + "\n")
    with pytest.raises(CablefixError, match="more than 10,000 columns"):
        read("a.csv", delimiter=",")
