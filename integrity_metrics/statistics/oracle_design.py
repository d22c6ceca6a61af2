"""Reference families of the sampling estimators: field names to arguments and back, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from integrity_metrics.statistics.allocation import allocate
from integrity_metrics.statistics.calibration import CalibratedShare
from integrity_metrics.statistics.clopper_pearson import clopper_pearson
from integrity_metrics.statistics.clustered_change import clustered_change
from integrity_metrics.statistics.clustered_hajek import ClusteredShare, clustered_hajek
from integrity_metrics.statistics.fay_feuer_gamma import fay_feuer_gamma
from integrity_metrics.statistics.fisher_exact import fisher_exact_p_value
from integrity_metrics.statistics.hansen_hurwitz import hansen_hurwitz
from integrity_metrics.statistics.interval import Interval
from integrity_metrics.statistics.jeffreys import jeffreys
from integrity_metrics.statistics.korn_graubard import korn_graubard, korn_graubard_truncated
from integrity_metrics.statistics.linear_calibration import calibrate_linear
from integrity_metrics.statistics.logit_interval import logit_interval
from integrity_metrics.statistics.miettinen_nurminen import miettinen_nurminen
from integrity_metrics.statistics.newcombe import newcombe
from integrity_metrics.statistics.pooled_z import pooled_z_p_value
from integrity_metrics.statistics.poststratification import poststratify
from integrity_metrics.statistics.raking import rake
from integrity_metrics.statistics.sample_size import sample_size
from integrity_metrics.statistics.stratified_proportion import stratified_proportion
from integrity_metrics.statistics.student_interval import student_interval
from integrity_metrics.statistics.wald_difference import wald_difference
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.statistics.wilson_effective import wilson_effective
from integrity_metrics.statistics.zero_positive_bound import zero_positive_bound

Fields = dict[str, Any]


def binomial_intervals(given: Fields) -> Fields:
    """Intervals of one simple random sample."""
    k, n, level = given["k"], given["n"], given["level"]
    read = wilson(k, n, level)
    return {
        "estimate": _plain(read.estimate),
        "wilson": _ends(read),
        "clopper_pearson": _ends(clopper_pearson(k, n, level)),
        "jeffreys": _ends(jeffreys(k, n, level)),
        "status": str(read.status),
    }


def two_proportions(given: Fields) -> Fields:
    """Compare two independent simple samples."""
    k1, n1, k2, n2, level = (given[name] for name in ("k1", "n1", "k2", "n2", "level"))
    hybrid = newcombe(k1, n1, k2, n2, level)
    return {
        "difference": _plain(hybrid.estimate),
        "newcombe_ci": _ends(hybrid),
        "miettinen_nurminen_ci": _ends(miettinen_nurminen(k1, n1, k2, n2, level)),
        "wald_ci": _ends(wald_difference(k1, n1, k2, n2, level)),
        "pooled_z_p_value": _plain(pooled_z_p_value(k1, n1, k2, n2)),
        "fisher_p_value": _plain(fisher_exact_p_value(k1, n1, k2, n2)),
        "status": str(hybrid.status),
    }


def stratified(given: Fields) -> Fields:
    """Share of a stratified sample with the survey intervals."""
    level = given["level"]
    finite = [np.inf if row.get("N") is None else row["N"] for row in given["strata"]]
    positives, labels, shares = _strata(given)
    share = stratified_proportion(positives, labels, shares, finite)
    logit = _ends(logit_interval(share, level))
    return {
        "estimate": _plain(share.estimate),
        "se": _plain(share.standard_error),
        "df": _plain(share.degrees_of_freedom),
        "ci_mean_t": _ends(student_interval(share, level)),
        "ci_logit": logit,
        "ci_xlogit": logit,
        "ci_beta_korn_graubard": _ends(korn_graubard(share, level)),
        "ci_wilson_neff_svy": _ends(wilson_effective(share, level)),
        "ci_korn_graubard_nchs_svy": _ends(korn_graubard_truncated(share, level)),
        "status": str(share.status),
    }


def gamma(given: Fields) -> Fields:
    """Gamma interval of a stratified sample."""
    positives, labels, shares = _strata(given)
    interval = fay_feuer_gamma(positives, labels, shares, given["level"])
    return {
        "estimate": _plain(interval.estimate),
        "lower": _plain(interval.low),
        "upper": _plain(interval.high),
        "variance": _plain(interval.variance),
        "max_weight": _plain(interval.max_weight),
        "status": str(interval.status),
    }


def zero_positives(given: Fields) -> Fields:
    """Bound a stratified share without positives."""
    labels, shares, level = given["n"], given["W"], given["level"]
    bound = zero_positive_bound(labels, shares, level)
    none = np.zeros(len(labels))
    pooled = clopper_pearson(0, float(np.sum(labels)), level)
    return {
        "upper": _plain(bound.high),
        "gamma_fay_feuer_upper": _plain(fay_feuer_gamma(none, labels, shares, level).high),
        "pooled_n_clopper_pearson_upper_WRONG_unless_proportional": _plain(pooled.high),
        "status": str(bound.status),
    }


def clustered(given: Fields) -> Fields:
    """Hajek share, rows independent and clustered by content."""
    level = given["level"]
    y, weights, strata, contents = _columns(given["rows"], "y", "weight", "stratum", "content_id")
    naive, by_content = (clustered_hajek(y, weights, ids, strata) for ids in (None, contents))
    return {
        "naive": _share_with_intervals(naive, level),
        "clustered": _share_with_intervals(by_content, level),
        "kish_neff": _plain(by_content.effective_labels[0]),
        "n_rows": _plain(by_content.labels[0]),
        "n_clusters": _plain(by_content.clusters[0]),
        "status": str(by_content.status[0]),
    }


def with_replacement(given: Fields) -> Fields:
    """Prevalence from draws with replacement."""
    y, impressions, chance = _columns(given["draws"], "y", "impressions", "p_draw")
    result = hansen_hurwitz(y, impressions, chance, given["population_impressions"], given["level"])
    return {
        "total_violating_impressions": _plain(result.violating_impressions),
        "se_total": _plain(result.violating_impressions_standard_error),
        "known_denominator_prevalence": _plain(result.known_denominator.estimate),
        "known_denominator_se": _plain(result.known_denominator.standard_error),
        "ratio_prevalence": _plain(result.ratio.estimate),
        "ratio_se": _plain(result.ratio.standard_error),
        "ratio_ci_t": [_plain(result.ratio_low), _plain(result.ratio_high)],
        "df": _plain(result.ratio.degrees_of_freedom),
        "kish_neff": _plain(result.effective_draws),
        "status": str(result.ratio.status),
    }


def calibrated(given: Fields) -> Fields:
    """Post-stratified, raked and linearly calibrated shares."""
    y, weights, surface, geo = _columns(given["rows"], "y", "weight", "surface", "geo")
    surfaces, geos = (surface, given["surface_totals"]), (geo, given["geo_totals"])
    unadjusted = clustered_hajek(y, weights)
    raked = rake(y, weights, [surfaces, geos])
    feed = [name == "feed" for name in surface]
    return {
        "unadjusted": {
            "estimate": _plain(unadjusted.estimate[0]),
            "se": _plain(unadjusted.standard_error[0]),
        },
        "poststratified_surface": _point(poststratify(y, weights, *surfaces)),
        "raked_surface_geo": {"estimate": raked.estimate, "se": raked.standard_error_unweighted},
        "raked_weight_sum": float(raked.weights.sum()),
        "calibrate_raking": _point(raked),
        "calibrate_linear_greg": _point(calibrate_linear(y, weights, [surfaces, geos])),
        "domain_surface_feed": _point(poststratify(y, weights, *surfaces, feed)),
        "status": raked.status.value,
    }


def week_over_week(given: Fields) -> Fields:
    """Change between weeks, clustered by content and ignoring clusters."""
    week, y, weights, contents = _columns(given["rows"], "week", "y", "weight", "content_id")
    by_content = clustered_change(week, y, weights, contents, level=given["level"])
    changes = {"clustered": by_content, "ignoring_clusters": clustered_change(week, y, weights, level=given["level"])}
    named: Fields = {
        name: {
            "week0": _plain(change.before[0]),
            "week1": _plain(change.after[0]),
            "se0": _plain(change.standard_error_before[0]),
            "se1": _plain(change.standard_error_after[0]),
            "cov01": _plain(change.covariance[0]),
            "difference": _plain(change.difference[0]),
            "se_difference": _plain(change.standard_error[0]),
            "df": _plain(change.degrees_of_freedom[0]),
        }
        for name, change in changes.items()
    }
    return named | {"status": str(by_content.status[0])}


def sizes(given: Fields) -> Fields:
    """Labels per period to see a change."""
    needed = sample_size(given["p1"], given["p2"], given["alpha"], given["power"], given["deff"])
    return {
        "n_per_period_raw": _plain(needed.exact),
        "n_per_period": _plain(needed.labels),
        "n_per_period_with_deff": _plain(needed.labels_with_design_effect),
        "n_arcsine": _plain(needed.arcsine),
        "status": "ok" if np.isfinite(needed.exact) else "undefined",
    }


def allocations(given: Fields) -> Fields:
    """Labels per stratum."""
    plan = allocate(given["sizes"], given.get("p"), given["n"], given.get("min_n") or 1)
    return {
        "raw": plan.raw.tolist(),
        "allocation": plan.labels.tolist(),
        "expected_prevalence": plan.expected_prevalence,
        "expected_se": plan.expected_standard_error,
        "srs_se_same_n": plan.simple_standard_error,
        "status": "ok",
    }


DESIGN_FAMILIES: dict[str, Callable[[Fields], Fields]] = {
    "binomial_intervals": binomial_intervals,
    "two_proportions": two_proportions,
    "stratified_proportion": stratified,
    "gamma_fay_feuer": gamma,
    "zero_positive_stratified_bound": zero_positives,
    "clustered_hajek": clustered,
    "ppswr_hansen_hurwitz": with_replacement,
    "poststratify_rake": calibrated,
    "wow_change_clustered": week_over_week,
    "sample_size": sizes,
    "allocation": allocations,
}


def _plain(value: Any) -> float | None:
    """One number as a float; None where there is none."""
    number = float(value)
    return number if np.isfinite(number) else None


def _ends(interval: Interval) -> list[float | None]:
    return [_plain(np.ravel(interval.low)[0]), _plain(np.ravel(interval.high)[0])]


def _columns(rows: list[Fields], *names: str) -> list[list[Any]]:
    return [[row[name] for row in rows] for name in names]


def _strata(given: Fields) -> list[list[Any]]:
    return _columns(given["strata"], "k", "n", "W")


def _point(share: CalibratedShare) -> Fields:
    return {"estimate": share.estimate, "se": share.standard_error}


def _share_with_intervals(share: ClusteredShare, level: float) -> Fields:
    logit = _ends(logit_interval(share, level))
    return {
        "estimate": _plain(share.estimate[0]),
        "se": _plain(share.standard_error[0]),
        "df": _plain(share.degrees_of_freedom[0]),
        "deff": _plain(share.design_effect[0]),
        "ci_logit": logit,
        "ci_xlogit": logit,
        "ci_beta_korn_graubard": _ends(korn_graubard(share, level)),
    }
