"""An explanation as tables for pages and reports: ranked segments, steps of a waterfall, before and after."""

from __future__ import annotations

import pandas as pd

from integrity_metrics.detection.explain import frames
from integrity_metrics.detection.explain.explanation import Explanation, Outcome
from integrity_metrics.metrics.labels import format_value, name_of, name_of_dimension

_WITHOUT_SEGMENTS = {
    Outcome.EVERYTHING: "Everything moved by the same ratio: no segment explains it better than the whole.",
    Outcome.NOTHING: "Against the four weeks before, no segment differs and the total did not move.",
    Outcome.NOTHING_EXPECTED: "There was nothing in the four weeks before to compare with.",
    Outcome.TOO_LITTLE: "There is too little data to tell segments apart.",
}


def without_segments(answer: Explanation) -> str:
    """Return why an explanation names no segment; empty when it names some."""
    return _WITHOUT_SEGMENTS.get(answer.outcome, "")


def segment_names(answer: Explanation) -> list[str]:
    """Return the segments in words, the largest gain first."""
    return [", ".join(name_of(value) for _, value in segment.where) for segment in answer.segments]


def ranked(answer: Explanation) -> pd.DataFrame:
    """Return the segments and what remains, with numbers in words but for the share each explains."""
    rows = frames.ranked_frame(answer)
    return pd.DataFrame(
        {
            "Segment": [*segment_names(answer), frames.REMAINING],
            "Observed": _counts(rows["observed"]),
            "Expected": _counts(rows["expected"]),
            "Excess": _counts(rows["own_excess"]),
            "Share explained": rows["share"],
        }
    )


def steps(answer: Explanation) -> list[tuple[str, float, str]]:
    """Return the steps from expected to observed: name, size and what to say of each."""
    named = [
        (name, s.own.excess, f"{s.own.observed:,.0f} observed, {s.own.expected:,.0f} expected")
        for name, s in zip(segment_names(answer), answer.segments, strict=True)
    ]
    return [*named, (frames.REMAINING, answer.remaining.excess, "what no segment accounts for")]


def before_after(answer: Explanation, attribute: str, most: int) -> pd.DataFrame:
    """Return the values of one attribute, expected and observed, the largest absolute excess first."""
    rows = frames.before_after_frame(answer, attribute).head(most)
    return pd.DataFrame(
        {
            name_of_dimension(attribute): [name_of(value) for value in rows[attribute]],
            "Observed": _counts(rows["observed"]),
            "Expected": _counts(rows["expected"]),
            "Excess": _counts(rows["excess"]),
            "Ratio": rows["ratio"].round(2),
        }
    )


def _counts(values: pd.Series) -> list[str]:
    return [format_value(float(value), "count") for value in values]
