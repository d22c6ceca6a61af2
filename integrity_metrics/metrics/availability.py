"""Which metrics a warehouse can answer, by the tables it has; for `integrity connect`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from integrity_metrics.metrics.catalogue import Metric, catalogue
from integrity_metrics.metrics.daily_or_detail import detail_of
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.query_files import load_query

# What is asked beside a metric's own query: the days its data cover, by its owner ...
_EXTENTS = {
    "prevalence": ("metrics/prevalence_extent",),
    "exposure": ("metrics/exposure_extent", "metrics/actions_extent"),
    "industry": ("metrics/dsa_extent",),
    "enforcement": ("metrics/actions_extent",),
    "promises": ("metrics/action_outcomes_extent",),
    "service": ("metrics/service_attainment_extent",),
    "rules": ("metrics/rules/extent",),
}
# ... and what else its estimator reads.
_BESIDE = {
    "counted": ("metrics/actions_extent",),
    "prevalence": ("metrics/prevalence_frame", "metrics/prevalence_positives", "metrics/label_flaws"),
    "unwanted_impressions": ("metrics/exposure_impressions",),
    "unwanted_impressions_count": ("metrics/exposure_impressions",),
    "rule_precision": ("metrics/rules/rules", "metrics/rules/validation"),
    "rule_exposure_recall": ("metrics/rules/rules", "metrics/rules/violating_hits"),
    "rule_unique_contribution": ("metrics/rules/rules", "metrics/rules/violating_hits"),
}


def queries_of(metric: Metric) -> Iterator[str]:
    """Yield the names of the queries a metric is answered from."""
    yield metric.query
    yield from _EXTENTS[metric.owner]
    yield from _BESIDE.get(metric.estimator, ())
    if metric.key == "proactive_rate":
        yield "metrics/reports_extent"


def missing_tables(tables: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return every metric of the catalogue, with the tables it needs that are none of `tables`.

    A mart counts as the tables it is built from: any one of its parts, or what stands in for it, is enough; so is
    what a query's detail reads.

    Parameters
    ----------
    tables
        The tables of the contract a warehouse has.

    Examples
    --------
    >>> missing_tables({"enforcement_actions"})["actions"]
    ()
    >>> missing_tables({"enforcement_actions", "content_impressions"})["unwanted_impressions"]
    ('contents',)
    """
    return {
        key: tuple(sorted(set().union(*(_lacked_by(query, tables) for query in queries_of(metric)))))
        for key, metric in catalogue().items()
    }


def _lacked_by(query: str, tables: Collection[str]) -> set[str]:
    detail = detail_of(query)
    ways = [_lack(load_query(name).tables, tables) for name in (query, detail) if name is not None]
    return min(ways, key=lambda lacking: (len(lacking), sorted(lacking)))


def _lack(needed: Collection[str], tables: Collection[str]) -> set[str]:
    contract = {table.name for table in load_contract()}
    marts = {f"marts.{mart.name}": mart for mart in load_marts()}
    missing: set[str] = set()
    for name in needed:
        if name in marts:
            filled_by = list(marts[name].parts)
            filled_by += [load_query(f"marts/otherwise/{part.otherwise}") for part in filled_by if part.otherwise]
            parts = [set(part.tables) & contract - set(tables) for part in filled_by]
            missing |= min(parts, key=lambda part: (len(part), sorted(part)))
        elif name not in tables:
            missing.add(name)
    return missing
