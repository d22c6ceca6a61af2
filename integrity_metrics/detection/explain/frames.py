"""Plain frames for the charts of an explanation: ranked segments, waterfall, heat map, before and after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from integrity_metrics.detection.explain.explanation import Explanation, Part

REMAINING = "Everything else"
FIELDS = ("observed", "expected", "excess", "excess_low", "excess_high", "ratio", "ratio_low", "ratio_high")


def ranked_frame(explanation: Explanation) -> pd.DataFrame:
    """Return one row a segment, largest gain first, then what remains.

    Columns: segment, observed, expected, excess, excess_low, excess_high, ratio, ratio_low, ratio_high (of the whole
    segment), own_excess, share, gain, cells, exceptions. Own excesses add up to the total excess.
    """
    rows = [
        {
            "segment": segment.label,
            **_fields(segment.whole),
            "own_excess": segment.own.excess,
            "share": segment.share,
            "gain": segment.gain,
            "cells": segment.cells,
            "exceptions": segment.exceptions,
        }
        for segment in explanation.segments
    ]
    rest = explanation.remaining
    rows.append(
        {
            "segment": REMAINING,
            **_fields(rest),
            "own_excess": rest.excess,
            "share": explanation.remaining_share,
            "gain": None,
            "cells": int((explanation.cells["segment"] == -1).sum()),
            "exceptions": 0,
        }
    )
    return pd.DataFrame(rows)


def waterfall_frame(explanation: Explanation) -> pd.DataFrame:
    """Return the steps from expected to observed: columns step, change, start, end; one row a segment and the rest."""
    steps = [("Expected", explanation.total.expected)]
    steps += [(segment.label, segment.own.excess) for segment in explanation.segments]
    steps.append((REMAINING, explanation.remaining.excess))
    frame = pd.DataFrame(steps, columns=["step", "change"])
    frame["end"] = frame["change"].cumsum()
    frame["start"] = frame["end"] - frame["change"]
    total = pd.DataFrame({"step": ["Observed"], "change": [explanation.total.observed], "start": [0.0]})
    total["end"] = total["change"]
    return pd.concat([frame, total], ignore_index=True)[["step", "change", "start", "end"]]


def heat_map_frame(explanation: Explanation, rows: str, columns: str) -> pd.DataFrame:
    """Return observed, expected, excess and ratio of two attributes' combinations, one row a combination that occurs.

    The first two columns have the attributes' names. `ratio` is missing where nothing was expected.
    """
    if rows == columns:
        raise ValueError(f"rows and columns are both {rows!r}; a heat map needs two attributes")
    return _grouped(explanation, [rows, columns])


def before_after_frame(explanation: Explanation, attribute: str) -> pd.DataFrame:
    """Return observed, expected, excess and ratio of each value of an attribute, largest absolute excess first.

    Of a rate also rate_part and mix_part: the value's additive contributions to the change of the rate.
    """
    frame = _grouped(explanation, [attribute])
    return frame.sort_values("excess", key=lambda s: -s.abs(), kind="stable", ignore_index=True)


def _fields(part: Part) -> dict[str, float | None]:
    return {name: getattr(part, name) for name in FIELDS}


def _grouped(explanation: Explanation, attributes: list[str]) -> pd.DataFrame:
    cube = explanation.cube
    for name in attributes:
        if name not in cube.names:
            raise ValueError(f"{name!r} is no attribute of the cube; it has {list(cube.names)}")
    keys = {
        name: np.array(cube.categories[column], dtype=object)[cube.codes[:, column]]
        for name, column in ((name, cube.names.index(name)) for name in attributes)
    }
    measures = explanation.cells.drop(columns="segment")
    grouped = measures.groupby([pd.Series(value, name=name) for name, value in keys.items()]).sum().reset_index()
    grouped["excess"] = grouped["observed"] - grouped["expected"]
    grouped["ratio"] = (grouped["observed"] / grouped["expected"]).where(grouped["expected"] > 0)
    return grouped
