"""Scores as tables of words and figures, for the terminal and for the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from cablefix.report.terminal import visible
from cablefix.score.counts import ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablefix.score import Detection, Judged, Score

# The commands that write a score, and what says in its first lines that it is one.
MARK = b"cablefix score"
VERSION = 1
# What is said of documents and of wrong repairs in the terminal, and on the page.
SHOWN = 12
SHOWN_ON_PAGE = 500
NONE = "–"


class Scored(NamedTuple):
    """One document by its name, with its score."""

    name: str
    score: Score


class Table(NamedTuple):
    """One table: its name, what it says, its heads and rows; the first of a row says what it is.

    ``cut`` says that it has not all rows.  ``words`` are columns with text of documents, ``prose``
    those with ours; the others are figures.
    """

    name: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: frozenset[int] = frozenset()
    prose: frozenset[int] = frozenset()
    cut: str = ""


def percent(share: float | None, digits: int = 1) -> str:
    """A share in hundredths.

    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    return NONE if share is None else f"{100 * share:.{digits}f} %"


def decimal(figure: float | None, digits: int = 2) -> str:
    """A figure with its decimals; nothing where there is none."""
    return NONE if figure is None else f"{figure:.{digits}f}"


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" if whole else NONE


def tables(documents: Sequence[Scored], total: Score, *, shown: int) -> Iterator[Table]:
    """All that there is to say, the most important first; no table that would be empty."""
    yield _text(total)
    yield _words(total)
    if total.detection is not None:
        yield _detection(total.detection)
    made = (
        _confidence(total),
        _passes(total),
        _fields(total),
        _documents(documents, shown),
        _broken(documents, shown),
        _mistakes(documents, shown),
    )
    yield from (table for table in made if table.rows)


def _text(total: Score) -> Table:
    before, after = total.before, total.after
    fields = total.all_fields
    rows: list[tuple[str, ...]] = [
        (
            "characters wrong (CER)",
            percent(before.cer, 2),
            percent(after.cer, 2),
            percent(total.cer_reduction),
        ),
        (
            "words wrong (WER)",
            percent(before.wer, 2),
            percent(after.wer, 2),
            percent(total.wer_reduction),
        ),
    ]
    if total.documents > 1:
        rows += [
            (
                "CER, mean of the documents",
                percent(before.mean_cer, 2),
                percent(after.mean_cer, 2),
                "",
            ),
            (
                "WER, mean of the documents",
                percent(before.mean_wer, 2),
                percent(after.mean_wer, 2),
                "",
            ),
        ]
    if total.markers_before.expected:
        old, new = total.markers_before, total.markers_after
        rows += [
            ("paragraph markers right (F1)", decimal(old.f1), decimal(new.f1), ""),
            ("paragraph numbers right (F1)", decimal(old.number_f1), decimal(new.number_f1), ""),
        ]
    for label, counts in (
        ("header lines whole", total.header_lines),
        ("header fields right", fields),
    ):
        if counts.expected:
            shares = (ratio(n, counts.expected) for n in (counts.before, counts.after))
            rows.append((label, *(percent(s) for s in shares), ""))
    note = (
        "White space counts for nothing but to part words. The counts of all documents are added"
        " up before a share is taken, so a long document weighs more."
    )
    return Table(
        "text", "Before and after", note, ("", "before", "after", "errors gone"), tuple(rows)
    )


def _words(total: Score) -> Table:
    t, c = total.tokens, total.characters
    right = t.tokens - t.wrong
    rows = (
        ("words of the OCR text", f"{t.tokens:,}", ""),
        ("wrong", f"{t.wrong:,}", percent(ratio(t.wrong, t.tokens))),
        ("changed", f"{t.changed:,}", percent(ratio(t.changed, t.tokens))),
        (
            "changed, and right now",
            f"{t.fixed:,}",
            f"{percent(t.precision)} of the changed" if t.changed else NONE,
        ),
        ("changed, wrong as before", f"{t.missed:,}", ""),
        (
            "right, and broken",
            f"{t.harmed:,}",
            f"{decimal(t.harm)} in 10,000 right ones" if right else NONE,
        ),
        ("wrong characters put right", f"{c.gained:,}", percent(c.fixed, 2)),
        ("right characters lost", f"{c.lost:,}", percent(c.harm, 3)),
    )
    note = (
        "A word has the blank behind it: where one is lost or too many, the word before it is"
        " wrong."
    )
    heads = ("", "count", "")
    return Table("words", "What became of the words", note, heads, rows, prose=frozenset((2,)))


def _detection(d: Detection) -> Table:
    rows = (
        ("wrong words that were repaired or flagged", _of(d.right, d.wrong), percent(d.recall)),
        ("repaired or flagged, and wrong", _of(d.right, d.found), percent(d.precision)),
        ("F1 of the two", "", decimal(d.f1)),
        (
            "right words repaired or flagged",
            f"{d.found - d.right:,}",
            f"{decimal(d.false_alarms)} in 10,000 right ones",
        ),
    )
    note = "Flags of the kinds doubtful and garbled; each word that one lies on counts."
    heads = ("", "count", "")
    return Table("detection", "What was found", note, heads, rows, prose=frozenset((2,)))


def _confidence(total: Score) -> Table:
    """The reliability table: repairs and flags by what they claim."""
    made, flagged = total.calibration(made=True), total.calibration(made=False)
    rows: list[tuple[str, ...]] = []
    for repairs, flags in zip(made.bins, flagged.bins, strict=True):
        if repairs.claims or flags.claims:
            rows.append(
                (
                    f"{repairs.low:.2f} to {repairs.high:.2f}",
                    f"{repairs.claims:,}",
                    decimal(repairs.confidence, 3),
                    decimal(repairs.share, 3),
                    f"{flags.claims:,}",
                    decimal(flags.confidence, 3),
                    decimal(flags.share, 3),
                )
            )
    if rows:
        rows.append(
            (
                "error (ECE)",
                f"{made.claims:,}",
                "",
                decimal(made.ece, 3),
                f"{flagged.claims:,}",
                "",
                decimal(flagged.ece, 3),
            )
        )
    note = (
        "Of the repairs that claim 0.98, 98 in 100 should be right; so should the readings of flags"
        " that were not sure enough to be written. ECE is how far that is off, on average."
    )
    heads = ("confidence", "repairs", "claimed", "right", "flags", "claimed", "right")
    return Table("confidence", "Whether the confidence holds", note, heads, tuple(rows))


def _passes(total: Score) -> Table:
    rows = tuple(
        (name, *(f"{count:,}" for count in counts)) for name, counts in sorted(total.passes.items())
    )
    note = (
        "A repair is right if all that it changes brings the text nearer to the truth, harm if all"
        " of it leads away, wrong if neither, and unseen if only white space or page lines change."
        " A flag is right if a word it lies on is wrong, and named if one of its readings is right."
    )
    heads = ("pass", "repairs", "right", "wrong", "harm", "unseen", "flags", "right", "named")
    return Table("passes", "By pass", note, heads, rows)


def _fields(total: Score) -> Table:
    rows = tuple(
        (
            name,
            f"{counts.expected:,}",
            percent(ratio(counts.before, counts.expected)),
            percent(ratio(counts.after, counts.expected)),
        )
        for name, counts in sorted(total.fields.items())
    )
    note = "As cablefix reads them, in the truth and in both texts; right is what says the same."
    heads = ("field", "in the truth", "before", "after")
    return Table("fields", "Header fields", note, heads, rows)


def _documents(documents: Sequence[Scored], shown: int) -> Table:
    heads = ("document", "CER before", "after", "WER before", "after", "broken words")
    if len(documents) < 2:
        return Table("documents", "", "", heads, ())
    worst = sorted(documents, key=lambda d: -(d.score.after.wer or 0))
    rows = tuple(
        (
            name,
            percent(s.before.cer),
            percent(s.after.cer),
            percent(s.before.wer),
            percent(s.after.wer),
            f"{s.tokens.harmed:,}",
        )
        for name, s in worst[:shown]
    )
    note = "The worst first."
    return Table(
        "documents", "Documents", note, heads, rows, frozenset((0,)), cut=_shown(rows, documents)
    )


def _broken(documents: Sequence[Scored], shown: int) -> Table:
    found = [(name, one) for name, score in documents for one in score.broken]
    rows = tuple((f"{name}:{one.line}", one.before, one.after) for name, one in found[:shown])
    note = "Right in the OCR text, and changed."
    heads = ("place", "before", "after")
    return Table(
        "broken",
        "Words that were broken",
        note,
        heads,
        rows,
        frozenset((0, 1, 2)),
        cut=_shown(rows, found),
    )


def _mistakes(documents: Sequence[Scored], shown: int) -> Table:
    found = [(name, one) for name, score in documents for one in score.wrong_repairs]
    found.sort(key=lambda row: (row[1].verdict != "harmed", -row[1].confidence))
    rows = tuple(_mistake(name, one) for name, one in found[:shown])
    note = (
        "Harm first, then the surest first. Where the scan and the truth lie too far apart, a"
        " repair may be right after all."
    )
    heads = ("place", "verdict", "confidence", "pass", "before", "after", "truth")
    return Table(
        "mistakes",
        "Repairs that are not right",
        note,
        heads,
        rows,
        frozenset((0, 4, 5, 6)),
        frozenset((1, 3)),
        _shown(rows, found),
    )


def _shown(rows: Sequence[object], found: Sequence[object]) -> str:
    """That not all of a table is there, if so."""
    if len(rows) == len(found):
        return ""
    return f"{len(rows):,} of {len(found):,} are shown; JSON has all"


def _mistake(name: str, one: Judged) -> tuple[str, ...]:
    verdict = "harm" if one.verdict == "harmed" else one.verdict
    place, confidence = f"{name}:{one.line}", decimal(one.confidence)
    return place, verdict, confidence, one.source, one.before, one.after, one.truth


def summary(total: Score) -> str:
    """All of it in one line."""
    documents = f"{total.documents:,} document{'s' * (total.documents != 1)}"
    before = total.before
    return f"{documents}, {before.words:,} words, {before.characters:,} characters in the truth"


# No column of the terminal is wider: a name, a few words of a cable.
WIDEST = 34


def as_text(documents: Sequence[Scored], total: Score, **_: str) -> str:
    """The score as text, a table under the other."""
    parts = [f"{MARK.decode()}: {summary(total)}\n"]
    for table in tables(documents, total, shown=SHOWN):
        parts.append(f"\n{table.title}{f' ({table.cut})' if table.cut else ''}\n")
        parts += _aligned(table)
    return "".join(parts)


def _aligned(table: Table) -> Iterator[str]:
    rows = [[_cut(visible(cell)) for cell in row] for row in (table.heads, *table.rows)]
    left = {0, *table.words, *table.prose}
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if k in left else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip() + "\n"


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST // 2]}…{text[1 - WIDEST // 2 :]}"


def as_json(documents: Sequence[Scored], total: Score, *, page_lines: str, made_by: str) -> str:
    """The score as one JSON document (``data/score.schema.json``)."""
    record = {
        "made_by": f"{MARK.decode()} {made_by}",
        "version": VERSION,
        "page_lines": page_lines,
        "total": total.to_dict(),
        "documents": [{"name": name, **score.to_dict()} for name, score in documents],
    }
    # ASCII alone: half characters (lone surrogates), in names of files or in text, stay valid
    return json.dumps(record, ensure_ascii=True, indent=1) + "\n"
