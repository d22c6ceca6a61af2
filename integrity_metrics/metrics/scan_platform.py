"""What is scanned of a platform: every watched metric, each break-down asked for itself.

A break-down by one dimension is answered from a rollup (warehouse.rollups), which stays small on a large platform; all
combinations of the dimensions do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.happenings import happenings
from integrity_metrics.metrics.scan_family import Family, Layout, Segment, lay_out, with_numbers
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.query_files import load_query

BreakDowns = tuple[tuple[str, ...], ...]
# Views are compared at one age: those found within a week, so that a day is complete when it is a week old.
FOUND_WITHIN_DAYS = 7
# Promises are for a week at most, except of escalations, which are too few to watch by day.
LONGEST_PROMISE_DAYS = 8
ALL_LABELS_DAYS = 14
# Metrics whose level a change of policy moves; of reports and appeals it says nothing.
FOLLOWS_POLICY = frozenset({"actions", "proactive_rate", "unwanted_impressions", "prevalence", "appeal_rate"})


@dataclass(frozen=True, slots=True)
class Recipe:
    """One watched metric: which query, which columns, by what.

    Parameters
    ----------
    metric, counted
        Key in the catalogue; what is counted, in words.
    query, parameters
        The grouped query, asked once for each break-down.
    break_downs
        The families made of it; ``()`` is the total, which is added up from the break-down after it.
    observed, denominator
        Columns; no denominator is a count.
    lag_days
        Newest days that are not complete.
    shares_of
        Value of the query ``impressions``' dimension: its views are the denominator, of the place where the break-down
        has it, else of the whole day.
    place
        Which dimension the query's ``value`` is.
    """

    metric: str
    counted: str
    query: str
    break_downs: BreakDowns
    observed: str
    denominator: str = ""
    lag_days: int = 0
    parameters: tuple[tuple[str, Any], ...] = ()
    shares_of: str = ""
    place: str = ""


def _places() -> tuple[Recipe, ...]:
    """Return views and unwanted views; the marts hold them by one place at a time."""
    found = []
    for place in ("market", "surface", "content_type"):
        # All views are added up over the markets, the unwanted ones over the policies.
        by: BreakDowns = ((), (place,)) if place == "market" else ((place,),)
        asked = (("dimension", place),)
        found.append(Recipe("impressions", "views", "impressions", by, "impressions", parameters=asked, place=place))
        if place == "market":
            found.append(_unwanted("all", ((), ("policy",)), shares_of=place))
        found.append(_unwanted(place, ((place,),), shares_of=place))
    return tuple(found)


def _unwanted(dimension: str, break_downs: BreakDowns, *, shares_of: str) -> Recipe:
    """Return views found within a week, by values of one dimension of the marts."""
    return Recipe(
        "unwanted_impressions",
        "unwanted impressions",
        "found_views",
        break_downs,
        "unwanted",
        lag_days=FOUND_WITHIN_DAYS,
        parameters=(("dimension", dimension), ("horizon", FOUND_WITHIN_DAYS)),
        shares_of=shares_of,
        place=dimension,
    )


RECIPES = (
    Recipe("actions", "actions", "actions", ((), ("policy",), ("market",), ("detection_source",)), "actions"),
    Recipe("proactive_rate", "proactive actions", "actions", ((), ("policy",)), "proactive_actions", "actions"),
    Recipe("appeal_rate", "appealed actions", "actions", ((), ("policy",)), "appealed_actions", "actions", lag_days=28),
    Recipe("reports", "reports", "reports", ((), ("policy",), ("market",), ("queue",)), "reports"),
    Recipe("overturn_rate", "overturned appeals", "appeals", ((), ("policy",)), "overturned", "decided"),
    Recipe("sla_attainment", "items in time", "promises", (("applies_to", "queue_or_severity", "measure"),),
           "in_time", "items", lag_days=LONGEST_PROMISE_DAYS),
    Recipe("rule_hits", "hits", "rules", ((), ("policy", "rule")), "hits"),
    Recipe("rule_evaluations", "evaluations", "rules", ((), ("policy", "rule")), "evaluations"),
    *_places(),
)  # fmt: skip


@dataclass(slots=True)
class Asked:
    """The statements of one scan, each asked once."""

    warehouse: Warehouse
    period: Period
    heartbeat: Heartbeat | None
    answers: dict[tuple[Any, ...], tuple[pd.DataFrame, Executed]] = field(default_factory=dict)

    def rows(
        self, query: str, by: tuple[str, ...], parameters: tuple[tuple[str, Any], ...] = ()
    ) -> tuple[pd.DataFrame, Executed]:
        """Return the rows of one of the scan's queries by some dimensions, which name the columns.

        What is not in the query's header is a column of its rows anyway.
        """
        key = (query, by, parameters)
        if key not in self.answers:
            asked = load_query(f"metrics/scan/{query}")
            segments = tuple(dimension for dimension in by if dimension in asked.dimensions)
            statement = self.warehouse.shape(
                asked,
                {"since": self.period.since, "until": self.period.until, **dict(parameters)},
                by=segments,
            )
            result = self.warehouse.run(statement, heartbeat=self.heartbeat)
            named = {f"segment_{position}": dimension for position, dimension in enumerate(segments, start=1)}
            self.answers[key] = (with_numbers(result.frame.rename(columns=named)), result.executed)
        return self.answers[key]

    def views(self, place: str) -> tuple[pd.DataFrame, Executed]:
        """Return all views by day and place."""
        return self.rows("impressions", ("value",), (("dimension", place),))


def families(
    warehouse: Warehouse,
    period: Period,
    progress: Callable[[str], None],
    heartbeat: Heartbeat | None = None,
) -> Iterator[Family]:
    """Yield every watched family of a platform; a metric whose tables are missing is left out, and said.

    Parameters
    ----------
    warehouse
        With its marts.
    period
        The days to read: those watched, and the history they are judged by.
    progress
        Called with a sentence before each metric.
    """
    asked = Asked(warehouse, period, heartbeat)
    layout_of = _layouts(asked)
    for recipe in RECIPES:
        progress(f"Reading {recipe.metric}")
        try:
            yield from _made(recipe, asked, layout_of(recipe.metric))
        except MissingTableError as error:
            progress(f"{recipe.metric} is not watched: {error}")
    progress("Reading prevalence")
    try:
        yield from _prevalence(asked, layout_of("prevalence"))
    except MissingTableError as error:
        progress(f"prevalence is not watched: {error}")


def _made(recipe: Recipe, asked: Asked, layout: Layout) -> Iterator[Family]:
    for number, by in enumerate(recipe.break_downs):
        finest = by or recipe.break_downs[number + 1]
        called = tuple("value" if dimension == recipe.place else dimension for dimension in finest)
        rows, executed = asked.rows(recipe.query, called, recipe.parameters)
        ran: tuple[Executed, ...] = (executed,)
        told = rows.rename(columns={"value": recipe.place, recipe.observed: "observed"})
        if rows.empty:
            continue
        if recipe.shares_of:
            seen, executed_seen = asked.views(recipe.shares_of)
            whole = seen.rename(columns={"value": recipe.shares_of, "impressions": "denominator"})
            told, ran = _with_denominator(told, whole, by), (executed, executed_seen)
        elif recipe.denominator:
            told = told.rename(columns={recipe.denominator: "denominator"})
        kept = told[["day", *by, "observed", *(["denominator"] if "denominator" in told else [])]]
        yield lay_out(layout, recipe.metric, by, kept, counted=recipe.counted, lag_days=recipe.lag_days, executed=ran)


def _with_denominator(rows: pd.DataFrame, whole: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return rows by day and break-down with the whole of that day, and of the place where `by` is one."""
    keys = ["day", *(d for d in by if d in whole.columns)]
    out_of = whole.groupby(keys)["denominator"].sum().reset_index()
    mine = rows.groupby(["day", *by])["observed"].sum().reset_index()
    return mine.merge(out_of, on=keys, how="left")


def _prevalence(asked: Asked, layout: Layout) -> Iterator[Family]:
    """Yield prevalence in effective labels: as many violating and all labels as say as much unweighted.

    Draws stand for different numbers of views. Positives with weights w are worth (sum w)^2 / sum w^2 labels (Kish
    1965); divided by the weighted share they give the labels it is out of. By segment there are under one a day, which
    is too thin to watch by day, so only the total and the policies are.
    """
    rows, executed = asked.rows("labels", ("policy",))
    if rows.empty:
        return
    weight = rows.groupby("day")["weight"].sum()
    found = rows[rows["positive_weight"] > 0]
    typical = float((found["positive_weight_squared"].sum() / found["positive_weight"].sum()) if len(found) else 1.0)
    for by in ((), ("policy",)):
        keys = ["day", *by]
        sums = found.groupby(keys, as_index=False)[["positive_weight", "positive_weight_squared"]].sum()
        effective = sums["positive_weight"] ** 2 / sums["positive_weight_squared"]
        share = sums["positive_weight"] / sums["day"].map(weight)
        told = sums[keys].assign(observed=effective, denominator=np.maximum(effective / share, effective))
        yield lay_out(
            layout, "prevalence", by, _days_without(told, weight / typical, by),
            counted="effective violating labels", lag_days=ALL_LABELS_DAYS, executed=(executed,),
        )  # fmt: skip


def _days_without(told: pd.DataFrame, labels: pd.Series, by: tuple[str, ...]) -> pd.DataFrame:
    """Add days on which a segment has no violating label: zero out of what the day's labels are usually worth."""
    segments = told[list(by)].drop_duplicates() if by else pd.DataFrame(index=[0])
    days = labels.rename("usual").reset_index()
    every = days.merge(segments, how="cross")
    joined = every.merge(told, on=["day", *by], how="left")
    return joined.assign(
        observed=joined["observed"].fillna(0.0), denominator=joined["denominator"].fillna(joined["usual"])
    )[["day", *by, "observed", "denominator"]]


def _layouts(asked: Asked) -> Callable[[str], Layout]:
    """Return what holds for all series of a metric: days, the platform's markets, known changes of definition."""
    markets = _markets(asked)
    happened = happenings(asked.warehouse, asked.period)

    def layout_of(metric: str) -> Layout:
        def restarts(segment: Segment) -> list[date]:
            named = dict(segment)
            if metric.startswith("rule_"):
                return [h.day for h in happened if h.kind.startswith("rule") and h.rule and h.rule == named.get("rule")]
            if metric not in FOLLOWS_POLICY:
                return []
            return [h.day for h in happened if h.redefines and h.policy and h.policy == named.get("policy")]

        return Layout(asked.period, markets, restarts)

    return layout_of


def _markets(asked: Asked) -> tuple[str, ...]:
    """Return the markets that together have most of the views, the largest first."""
    try:
        rows, _ = asked.views("market")
    except MissingTableError:
        return ()
    size = rows.groupby("value")["impressions"].sum().sort_values(ascending=False)
    share = size.cumsum() / max(float(size.sum()), 1.0)
    return tuple(str(market) for market in size.index[: int((share < 0.8).sum()) + 1])
