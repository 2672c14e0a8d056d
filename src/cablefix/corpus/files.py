r"""One file as text, and the way back to its bytes.

The engine sees text whose lines end in ``\n``.  The file's encoding, byte-order mark and the
newline of each line are kept beside it, so that what no repair touched is written back as it
was, byte for byte.  Offsets of findings count the characters of this text: a line end is one
character, whatever it is in the file.
"""

from __future__ import annotations

import codecs
import os
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cablefix.types import CablefixError, Flag, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.spans import Change

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# How the files of other programs begin that are all, or mostly, bytes that text may have.
_OTHER: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a Word document (.docx) or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc)"),
    (b"{\\rtf", "a rich text document (.rtf)"),
    (b"%PDF-", "a PDF"),
    (b"SQLite format 3\0", "a database"),
)
# So many NULs, one byte in so many, are no damage of a text.
_NULLS, _SHARE = 16, 10

# A run of carriage returns is matched in one step: "\r*\n" would be quadratic on a line of them.
_LINE_END = re.compile(r"\r+\n?|\n")


class FileError(CablefixError):
    """A file that cannot be read, or a repaired text that cannot be put back into its file."""


class Stamp(NamedTuple):
    """Which file stood at a path, and when it was last written."""

    device: int
    inode: int
    size: int
    written: int

    @classmethod
    def of(cls, state: os.stat_result) -> Stamp:
        """The stamp of a file from what the system says about it."""
        return cls(state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)


class TextFile(NamedTuple):
    """A file as text, with all that is needed to write it back byte for byte.

    ``newline`` is the commonest line end.  ``newlines`` has one for each line if they differ,
    and is empty if all are alike.  ``flag`` says that the encoding is not certain.  ``stamp``
    tells, before writing, whether the file is still the one that was read.
    """

    content: bytes
    text: str
    encoding: str
    mark: bytes
    newline: str
    newlines: tuple[str, ...]
    flag: Flag | None = None
    stamp: Stamp | None = None

    @property
    def errors(self) -> str:
        """How Python encodes it: bytes that are no UTF-8 in a file of UTF-8 stay as they are."""
        return "surrogateescape" if self.encoding == "utf-8" and self.flag else "strict"

    def encode(self, text: str, changes: Sequence[Change] = ()) -> bytes:
        """The bytes of ``text``, which ``changes`` have made from the text of this file.

        Each line keeps its own newline; a line that a change added takes the newline of the
        line before.  A character that the file's encoding lacks raises ``FileError``.
        """
        lines = self.with_newlines(text, changes)
        try:
            return self.mark + lines.encode(self.encoding, self.errors)
        except UnicodeEncodeError as error:
            line = lines.count("\n", 0, error.start) + 1
            raise FileError(
                f"the repaired text has {lines[error.start]!r} in line {line}, which the encoding"
                f" {self.encoding} of this file does not have; the file was left as it is."
                " Convert it to UTF-8 first"
            ) from error

    def with_newlines(self, text: str, changes: Sequence[Change] = ()) -> str:
        """``text`` with the line ends of this file, as ``encode`` writes it."""
        if not self.newlines:
            return text if self.newline == "\n" else text.replace("\n", self.newline)
        lines = text.split("\n")
        ends = [*self.line_ends(text, changes), ""]
        return "".join(line + end for line, end in zip(lines, ends, strict=True))

    def line_ends(self, text: str, changes: Sequence[Change] = ()) -> list[str]:
        r"""The line end in the file for each ``\n`` of ``text``, as ``encode`` writes it."""
        if not self.newlines:
            return [self.newline] * text.count("\n")
        ends = list(self._inherited(text, changes))
        lines = text.split("\n")
        for i in range(len(ends) - 1, 0, -1):
            # an edit left nothing between a lone return and a line feed: side by side they
            # would be read as one line end
            if not lines[i] and ends[i].endswith("\n") and ends[i - 1] == "\r":
                ends[i - 1] = ends[i]
        return ends

    def _inherited(self, text: str, changes: Sequence[Change]) -> Iterator[str]:
        """The line ends of the lines as they were in the file, or of the line before."""
        last, i, at = self.newline, 0, 0
        for change in changes:
            for _ in range(text.count("\n", at, change.at)):
                last = self.newlines[i]
                yield last
                i += 1
            was = change.old.count("\n")
            for k in range(change.new.count("\n")):
                last = self.newlines[i + k] if k < was else last
                yield last
            i += was
            at = change.out_end
        for _ in range(text.count("\n", at)):
            last = self.newlines[i] if i < len(self.newlines) else last
            yield last
            i += 1


def read(path: str, *, encoding: str | None = None) -> TextFile:
    """The file at ``path``; ``FileError`` if it cannot be read or decoded."""
    try:
        with open(path, "rb", buffering=0) as file:
            stamp = Stamp.of(os.fstat(file.fileno()))
            content = file.readall()
    except OSError as error:
        raise FileError(f"cannot be read: {reason(error)}") from error
    return decode(content, encoding=encoding)._replace(stamp=stamp)


def decode(content: bytes, *, encoding: str | None = None) -> TextFile:
    r"""The bytes of a file as text.

    A byte-order mark says what they are; otherwise they are tried as UTF-8, then in the
    ``encoding`` that the user declared; then, with a flag, as UTF-8 if most of what is not ASCII
    is, and else in cp1252.  Nothing is replaced.

    >>> decode(b"1. (C) Summary\r\n").text
    '1. (C) Summary\n'
    >>> decode(b"the Minister\x92s visit").flag.kind
    'doubtful'
    """
    mark, codec = next(((m, c) for m, c in _MARKS if content.startswith(m)), (b"", "utf-8"))
    body = content[len(mark) :] if mark else content
    if not mark:
        _refuse_other(content)
    try:
        return _text_file(content, body.decode(codec), codec, mark)
    except UnicodeDecodeError as error:
        first = error  # Python forgets `error` at the end of the clause
    first_at = first.start + len(mark)
    if encoding is not None:
        try:
            return _text_file(content, body.decode(encoding), encoding, mark)
        except UnicodeError:
            pass  # not what was declared either: the flag or the error below says so
    if codec == "utf-8":
        kept = _mostly_utf8(content, body, first_at, mark)
        if kept is not None:
            return kept
    declared = f" nor {encoding}, as declared" if encoding else ""
    wrong = f"byte 0x{content[first_at]:02X} at offset {first_at}"
    if mark and codec != "utf-8":
        # a mark of UTF-16 or UTF-32 rules cp1252 out
        raise FileError(
            f"begins with the mark of {codec.upper()} but is not ({wrong}){declared};"
            " the file was left as it is"
        ) from first
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError as error:
        at = error.start + len(mark)
        if b"\0" in content:
            raise FileError(
                "is no text file: it has bytes that no text has; left as it was"
            ) from error
        raise FileError(
            f"is not {codec.upper()} ({wrong}){declared}, and not cp1252 either (byte"
            f" 0x{content[at]:02X} at offset {at}); the file was left as it is. Say which"
            f" {'other ' if encoding else ''}encoding it has, for example --encoding cp1250"
        ) from error
    start = len(_LINE_END.sub(_plain, text[: first.start]))
    why = (
        f"the file is not {codec.upper()} ({wrong}){declared}, and was read as Windows-1252"
        " (cp1252); if another encoding is right, say so with --encoding NAME or"
        ' encoding = "NAME" in cablefix.toml'
    )
    flag = Flag(start, start + 1, "doubtful", why, (), "encoding")
    return _text_file(content, text, "cp1252", mark, flag)


def _refuse_other(content: bytes) -> None:
    """``FileError`` for files of other programs, in which a repaired letter destroys the file."""
    for begins, what in _OTHER:
        if content.startswith(begins):
            raise FileError(
                f"is {what}, and only plain text is read; left as it was. Save it as plain text"
                " first"
            )
    nulls = content.count(0)
    if nulls >= _NULLS and nulls * _SHARE > len(content):
        raise FileError(
            "is no text file: it has many bytes that no text has; left as it was. If it is UTF-16"
            " without a byte-order mark, save it as UTF-8"
        )


def rewritten(
    file: TextFile, text: str, changes: Sequence[Change], *, encoding: str | None
) -> bytes:
    """The bytes of ``file`` with a repaired ``text``; ``FileError`` if it could not be read back.

    ``encoding`` is what the user declared.  A file that is no UTF-8 for one byte may be read as
    Windows-1252 when a repair has taken away the other signs.
    """
    if file.encode(file.text) != file.content:
        raise FileError(
            f"the encoding {file.encoding} does not write back what it read; the file was left"
            " as it is. Convert it to UTF-8 first"
        )
    content = file.encode(text, changes)
    if decode(content, encoding=encoding).text != text:
        raise FileError(
            f"the repaired text, written in {file.encoding}, would not read back the same; the"
            " file was left as it is. Convert it to UTF-8 first"
        )
    return content


def from_string(text: str) -> TextFile:
    """A text that was decoded already, as of a cell or a JSON string, with its line ends apart."""
    return _text_file(b"", text, "utf-8", b"")


def _mostly_utf8(content: bytes, body: bytes, first_at: int, mark: bytes) -> TextFile | None:
    """The file as UTF-8 with its wrong bytes kept, if it has more characters of UTF-8 than those.

    Read as Windows-1252, each of its pilcrows would be two signs.
    """
    text = body.decode("utf-8", "surrogateescape")
    wrong = [i for i, c in enumerate(text) if "\udc80" <= c <= "\udcff"]
    if 2 * len(wrong) >= sum(not c.isascii() for c in text):
        return None
    start = len(_LINE_END.sub(_plain, text[: wrong[0]]))
    many = f"{len(wrong)} bytes" if len(wrong) > 1 else "one byte"
    why = (
        f"the file is UTF-8 but for {many} (byte 0x{content[first_at]:02X} at offset {first_at});"
        " what cannot be read was kept as it is"
    )
    flag = Flag(start, start + 1, "doubtful", why, (), "encoding")
    return _text_file(content, text, "utf-8", mark, flag)


def _text_file(
    content: bytes, text: str, encoding: str, mark: bytes, flag: Flag | None = None
) -> TextFile:
    if "\r" not in text:
        return TextFile(content, text, encoding, mark, "\n", (), flag)
    if text.count("\r\n") == text.count("\r") == text.count("\n"):
        text = text.replace("\r\n", "\n")
        return TextFile(content, text, encoding, mark, "\r\n", (), flag)
    ends: list[str] = []
    for found in _LINE_END.findall(text):
        # "\r\r\n" is one line end that was converted twice; returns alone end a line each
        ends.extend([found] if found.endswith("\n") else found)
    text = _LINE_END.sub(_plain, text)
    newline = Counter(ends).most_common(1)[0][0]
    return TextFile(content, text, encoding, mark, newline, tuple(ends), flag)


def _plain(found: re.Match[str]) -> str:
    return "\n" if found[0].endswith("\n") else "\n" * len(found[0])


def checked_encoding(name: str) -> str:
    """``name`` if it is an encoding of text that Python knows; ``SettingsError`` if not."""
    try:
        " ".encode(name)
    except (LookupError, UnicodeError, ValueError) as error:
        raise SettingsError(
            f"no text encoding is called {name!r}; cp1252, latin-1, cp1250 and utf-16 are some"
        ) from error
    return name


def reason(error: OSError) -> str:
    """What the system said, without the number and the path that ``str`` would add."""
    return (error.strerror or str(error)).lower() if error.errno else str(error)
