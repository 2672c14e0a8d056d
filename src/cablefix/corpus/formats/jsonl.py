"""JSON Lines: one object a line, of which only the text is touched, in place."""

from __future__ import annotations

import codecs
import contextlib
import io
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from cablefix.corpus.files import FileError, TextFile, decode, from_string
from cablefix.corpus.formats import columns, streams
from cablefix.corpus.formats.columns import ENOUGH
from cablefix.corpus.formats.model import LONGEST, Choices, Part, Row, Source
from cablefix.corpus.formats.streams import BLOCK, Stream
from cablefix.spans import Change
from cablefix.types import CablefixError, Flag

_BLANK = re.compile(r"[ \t\r\n]*")
_LONE = re.compile("[\ud800-\udfff]")
# A tab or another control character inside of a string is no reason to refuse the row.
_VALUE = json.JSONDecoder(strict=False)


class Value(NamedTuple):
    """A value of an object and where it stands in the line."""

    value: object
    start: int
    end: int


class Record(NamedTuple):
    """A line as it was read; ``fields`` is None if it is no object."""

    content: bytes
    line: str = ""
    encoding: str = "utf-8"
    fields: dict[str, Value] | None = None
    text: Value | None = None
    file: TextFile | None = None


def look(source: Source, choices: Choices) -> Source:
    """The source with its columns and what is shown of them."""
    names: dict[str, None] = {}
    found: list[dict[str, Value]] = []
    sample = streams.sample(source)
    source = source._replace(header=mark(sample, source.path))
    for content in itertools.islice(lines(io.BytesIO(sample[len(source.header) :])), ENOUGH):
        record = parsed(content, source.encoding)
        if record.fields is not None:
            found.append(record.fields)
            names.update(dict.fromkeys(record.fields))
    if not found:
        if sample[len(source.header) :].strip():
            raise CablefixError(
                f"{source.path} is no JSON Lines: none of its first lines is a JSON object"
            )
        return source._replace(shown=f"{source.path}: JSON Lines, empty")
    listed = tuple(names)
    cells = [[_plain(row[name].value) if name in row else None for name in listed] for row in found]
    id_at, text_at = columns.chosen(source.path, listed, cells, choices)
    described = columns.described(listed, id_at, text_at)
    return source._replace(
        columns=listed,
        id_at=id_at,
        text_at=text_at,
        shown=f"{source.path}: JSON Lines, {described}",
    )


def _plain(value: object) -> str | None:
    if value is None or isinstance(value, dict | list):
        return None
    return value if isinstance(value, str) else str(value)


def mark(sample: bytes, path: str) -> bytes:
    """The byte-order mark; ``CablefixError`` if it is that of an encoding with wider characters."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        raise CablefixError(
            f"{path} is UTF-16 or UTF-32; a table has to be UTF-8 or have one byte a character."
            " Convert it first, for example: iconv -f UTF-16 -t UTF-8 OLD > NEW"
        )
    return codecs.BOM_UTF8 if sample.startswith(codecs.BOM_UTF8) else b""


def parts(source: Source, size: int) -> Iterator[Part]:
    """Pieces that end at the end of a line."""
    start = len(source.header)
    if source.container:
        total = streams.size_of(source.path)
        yield Part(f"{source.name}-{0:06}", source, start, -1, (), total)
        return
    with streams.opened(source.path) as file:
        total = file.seek(0, 2)
        number = 0
        while start < total or not number:
            end = min(start + size, total)
            file.seek(max(end - 1, start))
            while end < total and (line := file.readline(BLOCK)):
                end = file.tell()
                if line.endswith(b"\n"):
                    break
            # blank lines go with the line before
            while end < total and (line := file.readline(BLOCK)) and not line.strip():
                end = file.tell()
            yield Part(f"{source.name}-{number:06}", source, start, end, (), end - start)
            start, number = end, number + 1


def rows(part: Part) -> Iterator[Row]:
    """The documents of a part."""
    at = part.start
    with streams.piece(part) as stream:
        for content in lines(stream):
            blank = len(content) - len(content.lstrip())
            yield _row(content, part.source, at + blank)
            at += len(content)


def lines(stream: Stream) -> Iterator[bytes]:
    """The lines of a stream with their ends; blank lines go with the line before.

    What is longer than any document is cut into pieces, so that memory is bounded.
    """
    kept: list[bytes] = []
    has_text = False
    for line in _pieces(stream):
        is_blank = not line.strip()
        if has_text and not is_blank:
            yield b"".join(kept)
            kept.clear()
        has_text |= not is_blank
        kept.append(line)
    if kept:
        yield b"".join(kept)


def _pieces(stream: Stream) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(BLOCK):
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield from _cut(line + b"\n")
        while len(rest) > LONGEST:
            yield rest[:LONGEST]
            rest = rest[LONGEST:]
    if rest:
        yield rest


def _cut(line: bytes) -> Iterator[bytes]:
    if len(line) <= LONGEST:
        yield line
        return
    for at in range(0, len(line), LONGEST):
        yield line[at : at + LONGEST]


def parsed(content: bytes, encoding: str | None) -> Record:
    """A line as an object, with the place of each value; without fields if it is none."""
    known = "utf-8"
    try:
        line = content.decode()
    except UnicodeDecodeError:
        try:
            known = decode(content, encoding=encoding).encoding
        except FileError:
            known = "cp1252"
        line = content.decode(known, "surrogateescape")
    try:
        fields = _fields(line)
    except (ValueError, RecursionError, IndexError):
        fields = None
    return Record(content, line, known, fields)


def _fields(line: str) -> dict[str, Value] | None:
    at = _after_blanks(line, 0)
    if line[at] != "{":
        return None
    fields: dict[str, Value] = {}
    at = _after_blanks(line, at + 1)
    while line[at] != "}":
        key, at = _VALUE.raw_decode(line, at)
        at = _after_blanks(line, at)
        if not isinstance(key, str) or line[at] != ":":
            return None
        start = _after_blanks(line, at + 1)
        value, end = _VALUE.raw_decode(line, start)
        fields[key] = Value(value, start, end)
        at = _after_blanks(line, end)
        if line[at] == ",":
            at = _after_blanks(line, at + 1)
        elif line[at] != "}":
            return None
    return fields if _after_blanks(line, at + 1) == len(line) else None


def _after_blanks(line: str, at: int) -> int:
    found = _BLANK.match(line, at)
    return found.end() if found else at


def _row(content: bytes, source: Source, at: int) -> Row:
    name = f"{source.name}@{at}"
    if len(content) > LONGEST:
        return Row(name, "", Record(content), f"is longer than {LONGEST >> 20} MB")
    record = parsed(content, source.encoding)
    fields = record.fields
    if fields is None:
        return Row(name, "", record, "the line is no JSON object; it may be broken off")
    if source.id_at >= 0:
        found = fields.get(source.columns[source.id_at])
        if found is not None and found.value is not None:
            value = found.value
            name = value if isinstance(value, str) else record.line[found.start : found.end]
    wanted = source.columns[source.text_at]
    text = fields.get(wanted)
    if text is None:
        return Row(name, "", record, f"has no field {wanted}")
    if text.value is None:
        return Row(name, "", record)
    if not isinstance(text.value, str):
        return Row(name, "", record, f"the field {wanted} is no text")
    file = from_string(text.value)
    return Row(name, file.text, record._replace(text=text, file=file), flag=_flag(record))


def _flag(record: Record) -> Flag | None:
    """Says that a line is no UTF-8; its place in the text is not known."""
    if record.encoding == "utf-8" and not _LONE.search(record.line):
        return None
    why = "the line is UTF-8 but for some bytes, which were kept as they are"
    if record.encoding != "utf-8":
        why = f"the line is not UTF-8, and was read as {record.encoding}"
    return Flag(0, 0, "doubtful", why, (), "encoding")


class JsonlWriter:
    """Writes lines as they were, but for the text and an error."""

    def __init__(self, file: BinaryIO, source: Source) -> None:
        self._file = file
        self._source = source

    def write(self, row: Row, text: str, error: str = "", changes: Sequence[Change] = ()) -> None:
        """Write one line; a line that is no object has no place for its error."""
        record = row.rest
        assert isinstance(record, Record)  # noqa: S101 - the reader made it
        line, content = record.line, record.content
        if text != row.text and record.text is not None and record.file is not None:
            new = _string(record.file.with_newlines(text, changes), record)
            line = line[: record.text.start] + new + line[record.text.end :]
        if error and record.fields is not None:
            line = _with_error(line, record.fields, error)
        if line is not record.line:
            content = line.encode(record.encoding, "surrogateescape")
        self._file.write(content)


def _string(text: str, record: Record) -> str:
    """A JSON string, with the escapes that the line has."""
    assert record.text is not None  # noqa: S101 - only such are written anew
    old = record.line[record.text.start : record.text.end]
    written = json.dumps(text, ensure_ascii=record.line.isascii())
    if "\\/" in old and old.count("/") == old.count("\\/"):
        written = written.replace("/", "\\/")
    if _LONE.search(written) and not _LONE.search(record.line):
        # half a pair stood as an escape, and has no bytes
        written = _LONE.sub(lambda m: f"\\u{ord(m[0]):04x}", written)
    try:
        written.encode(record.encoding, "surrogateescape")
    except UnicodeEncodeError:
        written = json.dumps(text)
    return written


def _with_error(line: str, fields: dict[str, Value], error: str) -> str:
    name = "cablefix_error" if "error" in fields else "error"
    end = line.rindex("}")
    comma = ", " if fields else ""
    return f"{line[:end]}{comma}{json.dumps(name)}: {json.dumps(error)}{line[end:]}"


@contextlib.contextmanager
def writer(path: str, source: Source) -> Iterator[JsonlWriter]:
    """A writer of one shard."""
    with open(path, "wb") as file:
        file.write(source.header)
        yield JsonlWriter(file, source)
