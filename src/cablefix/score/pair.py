"""One document, or many, against the truth: everything that can be said of a repair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from cablefix.api import DEFAULT, Repair, repair
from cablefix.score import cables
from cablefix.score.alignment import Alignment, align, distance, word_distance
from cablefix.score.calibration import Calibration, calibration
from cablefix.score.collapsed import Collapsed
from cablefix.score.counts import (
    Characters,
    Detection,
    Found,
    Markers,
    PassCounts,
    Text,
    Tokens,
    added,
    ratio,
)
from cablefix.score.findings import Judge, Judged, by_pass, detection, judged
from cablefix.score.tokens import Broken, Fates, Span, broken, characters, fates
from cablefix.settings import Settings

Named = TypeVar("Named", bound=tuple[Any, ...])
PageLines: TypeAlias = Literal["best", "keep", "drop"]


class Score(NamedTuple):
    """How good a repair is: all counts, before (the OCR text) and after.

    ``detection``, ``passes`` and ``judged`` are empty where only the text of the repair is known.
    """

    before: Text
    after: Text
    tokens: Tokens
    characters: Characters
    markers_before: Markers
    markers_after: Markers
    header_lines: Found
    fields: Mapping[str, Found]
    detection: Detection | None
    passes: Mapping[str, PassCounts]
    judged: tuple[Judged, ...]
    broken: tuple[Broken, ...]

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self.before.documents

    @property
    def wer_reduction(self) -> float | None:
        """The share of word errors that is gone."""
        gone = self.before.wrong_words - self.after.wrong_words
        return ratio(gone, self.before.wrong_words)

    @property
    def cer_reduction(self) -> float | None:
        """The share of character errors that is gone."""
        gone = self.before.wrong_characters - self.after.wrong_characters
        return ratio(gone, self.before.wrong_characters)

    @property
    def all_fields(self) -> Found:
        """The header fields of all names together."""
        return added(self.fields.values(), Found())

    @property
    def wrong_repairs(self) -> tuple[Judged, ...]:
        """The repairs that were made and are not right, or worse."""
        return tuple(j for j in self.judged if j.is_made and j.verdict in ("wrong", "harmed"))

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, ready for JSON (``data/score.schema.json``)."""
        from cablefix.score.record import record

        return record(self)

    def calibration(self, *, made: bool | None = None, only: str = "") -> Calibration:
        """The reliability of the confidences: of all proposals, or of edits, or of flags alone.

        ``only`` names a pass or a family of passes.
        """
        return calibration(
            (one.confidence, one.verdict == "right")
            for one in self.judged
            if one.verdict != "unseen"
            and made in (None, one.is_made)
            and (not only or any(_is_of(name, only) for name in one.source.split("+")))
        )


def _is_of(name: str, family: str) -> bool:
    return name == family or name.startswith(f"{family}-")


def score(
    truth: str,
    ocr: str,
    out: str | Repair | None = None,
    *,
    settings: Settings = DEFAULT,
    page_lines: PageLines = "best",
) -> Score:
    """The score of one document.

    ``out`` is the repaired text, made by any tool, or a ``Repair`` of ``ocr``; without it
    cablefix repairs the text under ``settings``.  ``page_lines`` says whether the page lines of the
    truth have to be there (``keep``), must be gone (``drop``), or may be either (``best``).

    >>> found = score("the Minister said the same", "tbe Minister said tlie same",
    ...               "the Minister said tie same")
    >>> found.tokens
    Tokens(tokens=5, wrong=2, changed=2, fixed=1, harmed=0, missed=1)
    >>> found.before.wer, found.after.wer
    (0.4, 0.2)
    """
    if page_lines not in ("best", "keep", "drop"):
        raise ValueError(f"page_lines is 'best', 'keep' or 'drop', not {page_lines!r}")
    if out is None:
        out = repair(ocr, settings=settings)
    if isinstance(out, Repair) and out.source != ocr:
        raise ValueError("the repair was not made of this OCR text: its source is another text")
    return _Pair(truth, ocr, out, page_lines).score()


class _Pair:
    """A truth, an OCR text and a repair, laid side by side once for all counts."""

    def __init__(self, truth: str, ocr: str, out: str | Repair, page_lines: PageLines) -> None:
        self._result = out if isinstance(out, Repair) else None
        text = out.text if isinstance(out, Repair) else out
        spans = [] if page_lines == "keep" else cables.furniture(truth)
        whole = Collapsed(truth)
        # the truth for markers and characters: page lines that go are no harm
        self._plain = Collapsed(truth, spans) if spans else whole
        # the truth for tokens: one that stands on a page line is found there, and not scored
        self._whole = whole if page_lines == "best" else self._plain
        self._outside: list[Span] = []
        if page_lines == "best":
            self._outside = [(whole.place(a), whole.place(b - 1) + 1) for a, b in spans]
        self._ocr = Collapsed(ocr)
        self._out = self._ocr if text == ocr else Collapsed(text)
        self._cables = (cables.Cable(truth, spans), cables.Cable(ocr), cables.Cable(text))

    def score(self) -> Score:
        """All counts."""
        lines, fields = self._header()
        expected = list(self._cables[0].markers(self._plain))
        after = cables.markers(expected, self._plain, self._out, self._plain_to_out)
        before = after
        if self._out is not self._ocr:
            before = cables.markers(expected, self._plain, self._ocr, self._plain_to_ocr)
        detected, passes, said = self._findings()
        return Score(
            self._text(self._ocr, self._plain_to_ocr),
            self._text(self._out, self._plain_to_out),
            self._fates.counts(),
            characters(self._plain, self._plain_to_ocr, self._plain_to_out),
            before,
            after,
            lines,
            fields,
            detected,
            passes,
            said,
            tuple(broken(self._fates, self._ocr, self._out, self._ocr_to_out)),
        )

    @cached_property
    def _ocr_to_truth(self) -> Alignment:
        return align(self._ocr, self._whole)

    @cached_property
    def _plain_to_ocr(self) -> Alignment:
        # not the way back from the one above: where two ways are as short, each direction takes
        # another, and before and after have to take the same
        return align(self._plain, self._ocr)

    @cached_property
    def _plain_to_out(self) -> Alignment:
        if self._out is self._ocr:
            return self._plain_to_ocr
        return align(self._plain, self._out)

    @cached_property
    def _ocr_to_out(self) -> Alignment:
        return align(self._ocr, self._out)

    @cached_property
    def _fates(self) -> Fates:
        return fates(
            self._ocr, self._whole, self._out, self._ocr_to_truth, self._ocr_to_out, self._outside
        )

    def _text(self, text: Collapsed, from_plain: Alignment) -> Text:
        """The errors against the kinder truth, with the page lines or without them."""
        truth, wrong = self._plain, from_plain.distance
        if self._whole is not self._plain:
            with_lines = distance(self._whole.text, text.text)
            if with_lines * len(truth.text) < wrong * len(self._whole.text):
                truth, wrong = self._whole, with_lines
        size, words = len(truth.text), len(truth.words)
        wrong_words = word_distance(truth, text)
        return Text(
            1, size, wrong, words, wrong_words, wrong / max(size, 1), wrong_words / max(words, 1)
        )

    def _header(self) -> tuple[Found, Mapping[str, Found]]:
        truth, before, after = self._cables
        if not truth.fields:
            return Found(), {}
        return cables.header_lines(*self._cables), cables.fields(truth, before, after)

    def _findings(
        self,
    ) -> tuple[Detection | None, Mapping[str, PassCounts], tuple[Judged, ...]]:
        """What is known of a repair beyond its text."""
        if self._result is None:
            return None, {}, ()
        to_truth = self._ocr_to_truth
        if self._out is not self._ocr:
            to_truth = align(self._out, self._whole)
        judge = Judge(self._out, self._whole, to_truth, self._outside)
        said = tuple(judged(self._result, self._ocr, self._fates, judge))
        return (
            detection(self._result, self._ocr, self._fates),
            by_pass(self._result, said, self._ocr, self._fates, judge),
            said,
        )


def pool(scores: Iterable[Score]) -> Score:
    """The score of many documents: their counts added up, so that a long one weighs more.

    >>> one, two = score("a b c d", "a b c x", "a b c d"), score("a b", "a y", "a y")
    >>> pool([one, two]).tokens
    Tokens(tokens=6, wrong=2, changed=1, fixed=1, harmed=0, missed=0)
    """
    many = list(scores)
    known = [s.detection for s in many if s.detection is not None]
    return Score(
        added((s.before for s in many), Text()),
        added((s.after for s in many), Text()),
        added((s.tokens for s in many), Tokens()),
        added((s.characters for s in many), Characters()),
        added((s.markers_before for s in many), Markers()),
        added((s.markers_after for s in many), Markers()),
        added((s.header_lines for s in many), Found()),
        _added_by_name([s.fields for s in many], Found()),
        added(known, Detection()) if known else None,
        _added_by_name([s.passes for s in many], PassCounts()),
        tuple(one for s in many for one in s.judged),
        tuple(one for s in many for one in s.broken),
    )


def _added_by_name(many: list[Mapping[str, Named]], zero: Named) -> dict[str, Named]:
    names = sorted({name for counts in many for name in counts})
    return {name: added((c[name] for c in many if name in c), zero) for name in names}
