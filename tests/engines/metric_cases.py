"""Cases of `queries/metrics`: every file with every grain, break-down and filter it offers, over several windows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from integrity_metrics.scope import Filter, Grain
from integrity_metrics.warehouse.query_files import QueryFile, all_queries, load_query

from .awkward import TEXTS
from .case import Case, drafted, shaped
from .periods import PERIODS

DRAFTS = ("metrics/rules/draft_hits", "metrics/rules/draft_labels")
# What the pages give, besides the days of the period.
VALUES: dict[str, Any] = {
    "as_of": date(2026, 1, 11),
    "open_since": date(2025, 10, 20),
    "start": date(2026, 1, 1),
    "horizon": 60,
    "sample": 7,
    "bins": 50,
    "policy": "spam",
    "rule_id": "spam_text_model",
    "platform": "YouTube",
    "delay": "moderation_delay",
    "dimension": "all",
}
# Other values of a file, each set a case of its own; those of the first are asked with every shape too.
OTHERS: dict[str, tuple[dict[str, Any], ...]] = {
    "metrics/consistency_actions": (
        {"dimension": "market"},
        {"dimension": "content_type", "policy": "artificial_streaming"},
        {"dimension": "market", "policy": TEXTS[0]},
    ),
    "metrics/consistency_decisions": (
        {"dimension": "site", "policy": "artificial_streaming"},
        {"dimension": "market", "policy": "artificial_streaming"},
        {"dimension": "content_type"},
    ),
    "metrics/dsa_delays": ({"delay": "disclosure_delay"}, {"delay": TEXTS[1]}),
    "metrics/dsa_statements": ({"dimension": "category"}, {"dimension": "territorial_scope"}),
    "metrics/exposure_found": ({"dimension": "market"}, {"dimension": "content_type", "horizon": 0}),
    "metrics/exposure_impressions": ({"dimension": "surface"}, {"dimension": "market"}),
    "metrics/exposure_precision_frame": ({"dimension": "market"},),
    "metrics/review_disagreement": ({"dimension": "site"}, {"dimension": "content_type"}),
    "metrics/rules/columns": ({"rule_id": "spam_link_velocity"},),
    "metrics/rules/missed_views": ({"policy": "scams"}, {"policy": f"{TEXTS[2]} policies 0"}),
    "metrics/rules/overturn_ages": ({"as_of": date(2025, 12, 1)},),
    "metrics/rules/sampled_hits": ({"sample": 1}, {"rule_id": "spam_phrases", "sample": 500}),
    "metrics/rules/threshold_bins": ({"bins": 1}, {"rule_id": "stream_bot_farm"}),
    "metrics/scan/found_views": ({"dimension": "surface", "horizon": 2},),
    "metrics/scan/impressions": ({"dimension": "content_type"},),
    "metrics/scan/cube_unwanted": ({"horizon": 1},),
    "metrics/scan/cube_dsa": ({"platform": "Pinterest"},),
}
# Of these Spark gets the empty lists too.
EMPTY_LISTS = ("metrics/actions", "metrics/reports")
# Every operator and function a draft rule may use; NULLs, quotes and patterns of every kind.
RULES = (
    "market in ('BR', 'MX', 'US') and not language is null and created_hour between 6 and 22",
    "lower(market) = 'us' or upper(content_type) = 'VIDEO' or length(content_type) <> 5",
    "not (market = 'US' or language <> 'en') and created_hour > 11.5",
    "language = 'Zebra' or language like 'Z%' or lower(language) in ('zebra', 'null', 'zoë naïve', '')",
)
# Spark gets these: all the columns, and all the functions with values that need quoting.
CORE_RULES = (
    "creator_age_days <= 30 and creator_contents_before < 3 and creator_actions_before = 0 "
    "and (rule_hit('spam_text_model') or rule_score('stream_bot_farm') >= 0.75 or created_hour between 6 and 8)",
    "content_type like '50_ off%' or market like '%''%' or upper(content_type) in ('VIDEO', 'O''BRIEN') "
    "or coalesce(language, 'none') = 'none' and market not in ('at 12:30 :since :until', '😀 👩‍👩‍👧')",
)
SAMPLED_RULES = ("model_score > 0.5 and market <> 'US'", "model_score is null or coalesce(model_score, 0) < 0.1")


def metric_cases() -> Iterator[Case]:
    """Yield the cases of every file under `queries/metrics`."""
    for name in all_queries():
        if name in DRAFTS:
            yield from _of_drafts(name)
        elif name.startswith("metrics/"):
            yield from _of(load_query(name))


def _of(query: QueryFile) -> Iterator[Case]:
    several = _windows(query)
    others = OTHERS.get(query.name, ())
    first = several["ever"] | (others[0] if others else {})
    for label, values in several.items():
        yield shaped(query.name, label, values, is_core=label == "ever")
    for values in others:
        yield shaped(query.name, f"ever, {values}", several["ever"] | values, is_core=values is others[0])
    grains: tuple[Grain | None, ...] = tuple(Grain) if _has_grain(query) else (None,)
    for grain in grains:
        if grain is not None:
            yield shaped(query.name, str(grain), first, grain=grain)
    if _can_group(query):
        yield from _broken_down(query, first, grains)
    yield from _filtered(query, first)


def _broken_down(query: QueryFile, values: dict[str, Any], grains: tuple[Grain | None, ...]) -> Iterator[Case]:
    names = tuple(query.dimensions)
    for number, name in enumerate(names):
        # Each grain comes with some dimension, and each dimension with two grains.
        for grain in dict.fromkeys((grains[number % len(grains)], grains[(number + 2) % len(grains)])):
            yield shaped(query.name, f"{grain} by {name}", values, grain=grain, by=(name,))
    for number, name in enumerate(names):
        other = names[(number + 1) % len(names)]
        grain = grains[(number + 1) % len(grains)]
        only = Filter(other, tuple(sorted({*TEXTS, "US", "spam", "text", "en", "yes"})))
        without = Filter(name, ("US", "spam", "O'Brien", "'; drop table rules; --"), excluded=True)
        label = f"{grain} by {name} and {other}, filtered"
        by = tuple(dict.fromkeys((name, other)))
        yield shaped(query.name, label, values, grain=grain, by=by, filters=(only, without), is_core=number == 0)


def _filtered(query: QueryFile, values: dict[str, Any]) -> Iterator[Case]:
    for name in query.dimensions:
        for excluded in (False, True):
            verb = "without" if excluded else "only"
            yield shaped(query.name, f"{verb} {name}", values, filters=(Filter(name, (*TEXTS, "US"), excluded),))
            yield shaped(query.name, f"{verb} none of {name}", values, filters=(Filter(name, (), excluded),))
    if query.dimensions:
        every = tuple(Filter(name, ("US", "spam", *TEXTS), excluded=True) for name in query.dimensions)
        grain = Grain.QUARTER if _has_grain(query) else None
        # Rows that are not added up have no other case on Spark with a filter.
        yield shaped(query.name, "without all", values, grain=grain, filters=every, is_core=not _can_group(query))
        if query.name in EMPTY_LISTS:
            first = next(iter(query.dimensions))
            for excluded in (False, True):
                nothing = (Filter(first, (), excluded),)
                label = f"{'without' if excluded else 'only'} nothing"
                yield shaped(query.name, label, values, filters=nothing, is_core=True)


def _of_drafts(name: str) -> Iterator[Case]:
    query = load_query(name)
    for label in ("ever", "year end"):
        values = _windows(query)[label]
        for rule in (*CORE_RULES, *RULES):
            yield drafted(name, f"{label}, {rule}", rule, values, is_core=label == "ever" and rule in CORE_RULES)
    if "policy" in query.parameters:
        values = {**PERIODS["ever"], "policy": ""}
        for rule in SAMPLED_RULES:
            yield drafted(name, f"ever, {rule}", rule, values, is_core=rule == SAMPLED_RULES[0])


def _windows(query: QueryFile) -> dict[str, dict[str, Any]]:
    """Return the values of a file's parameters for each window; one set when it asks about no days."""
    known = {label: {**VALUES, **period} for label, period in PERIODS.items()}
    found = {label: {key: values[key] for key in query.parameters} for label, values in known.items()}
    return found if {"since", "until"} & query.parameters.keys() else {"ever": found["ever"]}


def _has_grain(query: QueryFile) -> bool:
    return any(each.alias == "period_start" for each in query.tree.expressions)


def _can_group(query: QueryFile) -> bool:
    """Return whether a page may break the answer down: a list of rows that are not added up cannot be."""
    return bool(query.dimensions) and query.tree.args.get("group") is not None
