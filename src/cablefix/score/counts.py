"""What is counted.  Counts of several documents add up; every figure is a ratio of counts.

A figure is None where there was nothing to take a share of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

Counts = TypeVar("Counts", bound=tuple[Any, ...])


def added(many: Iterable[Counts], zero: Counts) -> Counts:
    """The sum of many counts, field by field; ``zero`` for none."""
    rows = list(many)
    return type(zero)(*map(sum, zip(*rows, strict=True))) if rows else zero  # type: ignore[arg-type]


def ratio(part: float, whole: float) -> float | None:
    """A share, or None of nothing."""
    return part / whole if whole else None


def f1(right: int, said: int, expected: int) -> float | None:
    """The harmonic mean of precision and recall, from the counts."""
    return ratio(2 * right, said + expected)


class Text(NamedTuple):
    """A text against its truth: characters and words of the truth, and how many are wrong.

    ``cer_sum`` and ``wer_sum`` add up the rates of documents, for their means.
    """

    documents: int = 0
    characters: int = 0
    wrong_characters: int = 0
    words: int = 0
    wrong_words: int = 0
    cer_sum: float = 0.0
    wer_sum: float = 0.0

    @property
    def cer(self) -> float | None:
        """The character error rate, pooled."""
        return ratio(self.wrong_characters, self.characters)

    @property
    def wer(self) -> float | None:
        """The word error rate, pooled."""
        return ratio(self.wrong_words, self.words)

    @property
    def mean_cer(self) -> float | None:
        """The mean of the documents' character error rates."""
        return ratio(self.cer_sum, self.documents)

    @property
    def mean_wer(self) -> float | None:
        """The mean of the documents' word error rates."""
        return ratio(self.wer_sum, self.documents)


class Tokens(NamedTuple):
    """The words of the OCR text, each with the blank behind it: what became of them.

    ``missed`` were wrong, were changed and are wrong still.
    """

    tokens: int = 0
    wrong: int = 0
    changed: int = 0
    fixed: int = 0
    harmed: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of changed tokens that are now right."""
        return ratio(self.fixed, self.changed)

    @property
    def harm(self) -> float | None:
        """Right tokens made wrong, in 10,000 right ones."""
        return ratio(10_000 * self.harmed, self.tokens - self.wrong)

    @property
    def reduction(self) -> float | None:
        """The share of wrong tokens that is gone."""
        return ratio(self.fixed - self.harmed, self.wrong)


class Characters(NamedTuple):
    """The characters of the truth, without blanks: right and wrong in the OCR, lost and gained."""

    right: int = 0
    wrong: int = 0
    lost: int = 0
    gained: int = 0

    @property
    def harm(self) -> float | None:
        """The share of right characters that the repair lost."""
        return ratio(self.lost, self.right)

    @property
    def fixed(self) -> float | None:
        """The share of wrong characters that the repair put right."""
        return ratio(self.gained, self.wrong)


class Markers(NamedTuple):
    """Paragraph markers: how many there should be, how many there seem to be, how many are right.

    Once as they are printed (``¶4.``), once for the number alone.
    """

    expected: int = 0
    said: int = 0
    right: int = 0
    said_numbers: int = 0
    right_numbers: int = 0

    @property
    def f1(self) -> float | None:
        """F1 of the markers as printed."""
        return f1(self.right, self.said, self.expected)

    @property
    def number_f1(self) -> float | None:
        """F1 of the numbers."""
        return f1(self.right_numbers, self.said_numbers, self.expected)


class Found(NamedTuple):
    """Header lines, or fields of one name: how many there are, and how many are right."""

    expected: int = 0
    before: int = 0
    after: int = 0


class Detection(NamedTuple):
    """Tokens that were changed or flagged (``found``) against those that are wrong.

    ``right`` were found and are wrong.
    """

    tokens: int = 0
    wrong: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """The share of found tokens that are wrong."""
        return ratio(self.right, self.found)

    @property
    def recall(self) -> float | None:
        """The share of wrong tokens that were found."""
        return ratio(self.right, self.wrong)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two."""
        return f1(self.right, self.found, self.wrong)

    @property
    def false_alarms(self) -> float | None:
        """Right tokens that were found, in 10,000 right ones."""
        return ratio(10_000 * (self.found - self.right), self.tokens - self.wrong)


class PassCounts(NamedTuple):
    """The edits of one pass by their verdicts, and its flags.

    A flag is right if a token it lies on is wrong, and ``named`` if one of its readings is right.
    """

    edits: int = 0
    right: int = 0
    wrong: int = 0
    harmed: int = 0
    unseen: int = 0
    flags: int = 0
    flags_right: int = 0
    named: int = 0
