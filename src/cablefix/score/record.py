"""A score as plain lists and dicts (``data/score.schema.json``): the counts, and their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablefix.score.counts import Found, ratio

if TYPE_CHECKING:
    from cablefix.score.calibration import Calibration
    from cablefix.score.counts import Characters, Detection, Markers, Text, Tokens
    from cablefix.score.findings import Judged
    from cablefix.score.pair import Score


def record(score: Score) -> dict[str, Any]:
    """All of a score; a figure that has nothing to be taken from is None."""
    every = score.all_fields
    return {
        "documents": score.documents,
        "text": {
            "before": _text(score.before),
            "after": _text(score.after),
            "cer_reduction": score.cer_reduction,
            "wer_reduction": score.wer_reduction,
        },
        "words": _tokens(score.tokens),
        "characters": _characters(score.characters),
        "markers": {
            "before": _markers(score.markers_before),
            "after": _markers(score.markers_after),
        },
        "header_lines": _found(score.header_lines),
        "header_fields": {
            "all": _found(every),
            "by_name": {name: _found(counts) for name, counts in sorted(score.fields.items())},
        },
        "detection": None if score.detection is None else _detection(score.detection),
        "calibration": None if score.detection is None else _calibrations(score),
        "passes": {name: counts._asdict() for name, counts in sorted(score.passes.items())},
        "broken_words": [one._asdict() for one in score.broken],
        "wrong_repairs": [_judged(one) for one in score.wrong_repairs],
    }


def _text(counts: Text) -> dict[str, Any]:
    return {
        "characters": counts.characters,
        "wrong_characters": counts.wrong_characters,
        "words": counts.words,
        "wrong_words": counts.wrong_words,
        "cer": counts.cer,
        "wer": counts.wer,
        "mean_cer": counts.mean_cer,
        "mean_wer": counts.mean_wer,
    }


def _tokens(counts: Tokens) -> dict[str, Any]:
    return {
        **counts._asdict(),
        "precision": counts.precision,
        "harm_per_10000": counts.harm,
        "reduction": counts.reduction,
    }


def _characters(counts: Characters) -> dict[str, Any]:
    return {**counts._asdict(), "harm": counts.harm, "fixed": counts.fixed}


def _markers(counts: Markers) -> dict[str, Any]:
    return {**counts._asdict(), "f1": counts.f1, "number_f1": counts.number_f1}


def _found(counts: Found) -> dict[str, Any]:
    return {
        **counts._asdict(),
        "share_before": ratio(counts.before, counts.expected),
        "share_after": ratio(counts.after, counts.expected),
    }


def _detection(counts: Detection) -> dict[str, Any]:
    return {
        **counts._asdict(),
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "false_per_10000": counts.false_alarms,
    }


def _calibrations(score: Score) -> dict[str, Any]:
    return {
        "all": _calibration(score.calibration()),
        "repairs": _calibration(score.calibration(made=True)),
        "flags": _calibration(score.calibration(made=False)),
    }


def _calibration(table: Calibration) -> dict[str, Any]:
    bins = [
        {
            "low": b.low,
            "high": b.high,
            "claims": b.claims,
            "right": b.right,
            "confidence": b.confidence,
            "share": b.share,
        }
        for b in table.bins
    ]
    return {"claims": table.claims, "ece": table.ece, "bins": bins}


def _judged(one: Judged) -> dict[str, Any]:
    return {
        "start": one.start,
        "end": one.end,
        "line": one.line,
        "pass": one.source,
        "confidence": one.confidence,
        "verdict": one.verdict,
        "before": one.before,
        "after": one.after,
        "truth": one.truth,
    }
