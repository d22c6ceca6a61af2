"""The charts of the Unwanted impressions page, asked and drawn; remembered like those of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from integrity_metrics.charts.curves import curves
from integrity_metrics.charts.forest import forest
from integrity_metrics.charts.nowcast import nowcast_bars
from integrity_metrics.charts.trend import trend
from integrity_metrics.interface.chart_frame import Framed, Sheet
from integrity_metrics.interface.filter_bar import ask_for
from integrity_metrics.interface.marks import mark_lines, marks_of
from integrity_metrics.interface.words import alt_text, words_for
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.exposure import exposure_table
from integrity_metrics.metrics.exposure_delays import delay_curves
from integrity_metrics.metrics.exposure_reach import reach_before_action
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.leading import leading, segment_order
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

KEY = "unwanted_impressions"
MOST_LINES = 6
MOST_SEGMENTS = 20
HATCHED = (
    "Solid: found so far. Hatched: still to be found, projected from how fast views of earlier days were found, with "
    "its 95% interval. Days less than half complete are left out."
)


def over_time(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> Framed:
    """Return found and projected views per period; with a break-down, a line a segment instead."""
    found = marks_of(warehouse, KEY, scope)

    def build() -> Framed:
        plain = scope.alone()
        answer = ask(warehouse, KEY, plain, heartbeat=heartbeat)
        marks = [(h.day, h.text) for h in found]
        notes = mark_lines(found)
        words = words_for(metric(KEY), scope.by)
        if not scope.by:
            frame = _per_10k(exposure_table(warehouse, plain, metric(KEY).minimum_n, heartbeat).frame)
            per_10k = replace(words, say=lambda value: words.say(value / words.scale), scale=1.0)
            figure = nowcast_bars(frame, per_10k, plain.in_words(), x_title=f"{plain.grain} (UTC)", marks=marks)
            return Framed("exposure_trend", figure, (answer,), alt_text(answer, "Trend"), HATCHED, notes=notes)
        figure = trend(
            leading(answer, MOST_LINES),
            words,
            order=segment_order(answer)[:MOST_LINES] if not answer.is_empty else (),
            marks=marks,
        )
        caption = f"The {MOST_LINES} largest segments. Hollow points are not complete yet and carry a projection."
        return Framed(
            "exposure_trend", figure, (answer,), alt_text(answer, "Trend"), caption, _drill(scope), notes=notes
        )

    return remembered(("exposure trend", warehouse.version, scope, found), build)


def segments(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> Framed | None:
    """Return the segments side by side; None without a break-down."""
    if not scope.by:
        return None

    def build() -> Framed:
        answer = ask(warehouse, KEY, scope.total(), heartbeat=heartbeat)
        figure = forest(answer, words_for(metric(KEY), scope.by), most=MOST_SEGMENTS)
        caption = "Points with their 95% intervals. Click one to go into it."
        return Framed("exposure_segments", figure, (answer,), alt_text(answer, "Segments"), caption, _drill(scope))

    return remembered(("exposure segments", warehouse.version, scope), build)


def completeness(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> Framed:
    """Return how fast unwanted views are found, per segment of the break-down."""

    def build() -> Framed:
        found = delay_curves(warehouse, scope, heartbeat)
        by = scope.by[0] if scope.by else None
        groups: dict[str, pd.DataFrame] = {}
        for _, row in found.summary.head(MOST_LINES).iterrows():
            rows = found.curve if by is None else found.curve[found.curve[by] == row[by]]
            if len(rows):
                groups["all" if by is None else name_of(str(row[by]))] = rows.rename(columns={"delay_days": "x"})
        title = "How fast unwanted views are found"
        figure = curves(
            groups,
            title,
            f"views of {found.days}",
            x_title="days from the view to the action",
            y_title="share of all that will be found",
        )
        sheet = Sheet(title, found.summary, scope.total_in_words(), found.executed, "Content never found is not in it.")
        caption = (
            "Share of the unwanted views whose content is acted on within so many days of the view, with 95% bands."
        )
        return Framed("exposure_delays", figure, (), f"{title}, a curve a segment", caption, sheet=sheet)

    return remembered(("exposure completeness", warehouse.version, scope), build)


def reach(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> Framed:
    """Return how often contents were seen before they were acted on, per segment of the break-down."""

    def build() -> Framed:
        found = reach_before_action(warehouse, scope, heartbeat)
        by = scope.by[0] if scope.by else None
        groups: dict[str, pd.DataFrame] = {}
        for _, row in found.frame.head(MOST_LINES).iterrows():
            rows = found.distribution if by is None else found.distribution[found.distribution[by] == row[by]]
            # On a logarithmic axis nothing is at zero: half a view stands for none.
            groups["all" if by is None else name_of(str(row[by]))] = rows.assign(x=rows["views"].clip(lower=0.5))
        title = "Reach before action"
        figure = curves(
            groups,
            title,
            scope.total_in_words(),
            x_title="views before the action, log scale (leftmost: none)",
            y_title="share of contents seen at most so often",
            logarithmic=True,
        )
        sheet = Sheet(title, found.frame, scope.total_in_words(), found.executed)
        caption = "Contents first acted on in this period, by how often they had been seen (180 days at most)."
        return Framed("exposure_reach", figure, (), f"{title}, a curve a segment", caption, sheet=sheet)

    return remembered(("exposure reach figure", warehouse.version, scope), build)


def _per_10k(frame: pd.DataFrame) -> pd.DataFrame:
    """Return views as a number of 10,000 views, without the periods that may not be drawn."""
    shown = ~frame["status"].isin(["suppressed", "undefined"])
    scaled = {name: frame[name] / frame["seen"] * 10_000 for name in ("found", "final", "low", "high")}
    return frame.assign(**scaled)[shown]


def _drill(scope: Scope) -> Callable[[str], None]:
    dimension = scope.by[0]
    following = {"policy": "detection_source"}.get(dimension, "policy")
    return lambda segment: ask_for({dimension: [segment], "by": following})
