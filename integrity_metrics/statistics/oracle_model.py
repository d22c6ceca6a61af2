"""From reference-vector field names to the public functions: model-based, time-to-event, delay and agreement families.

Nothing is computed here: each adapter unpacks the fields of a case, calls the public function and names the results
as the reference does. What the reference leaves undefined comes out as None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from integrity_metrics.statistics.aalen_johansen import aalen_johansen, incidence_curve, read_at
from integrity_metrics.statistics.beta_binomial import beta_binomial
from integrity_metrics.statistics.betting_sequence import betting_sequence
from integrity_metrics.statistics.chain_ladder import chain_ladder
from integrity_metrics.statistics.clopper_pearson import clopper_pearson
from integrity_metrics.statistics.cohen_kappa import cohen_kappa, cross_table
from integrity_metrics.statistics.confidence_sequence import ConfidenceSequence, confidence_sequence
from integrity_metrics.statistics.fay_herriot import FayHerriot, Method, fay_herriot
from integrity_metrics.statistics.fleiss_kappa import fleiss_kappa
from integrity_metrics.statistics.gray_variance import gray_variance
from integrity_metrics.statistics.gwet_ac1 import gwet_ac1
from integrity_metrics.statistics.interval import Interval
from integrity_metrics.statistics.kaplan_meier import kaplan_meier
from integrity_metrics.statistics.krippendorff import count_ratings, krippendorff_alpha
from integrity_metrics.statistics.lang_reiczigel import lang_reiczigel
from integrity_metrics.statistics.mixture_sequence import mixture_sequence
from integrity_metrics.statistics.naive_share import share_of_all_within, share_of_closed_within
from integrity_metrics.statistics.prediction_powered import (
    PredictionPowered,
    prediction_powered_mean,
    stratified_prediction_powered_mean,
)
from integrity_metrics.statistics.reverse_time_delay import reverse_time_delay
from integrity_metrics.statistics.risk_table import build_risk_table
from integrity_metrics.statistics.rogan_gladen import rogan_gladen
from integrity_metrics.statistics.wilson import wilson

Case = dict[str, Any]


def _plain(value: Any) -> Any:
    """Turn arrays and numpy scalars into lists, floats and None for NaN."""
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value] if value.ndim else _plain(value.item())
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value


def _rogan_gladen_known(case: Case) -> Case:
    k, n, level = case["k"], case["n"], case.get("level", 0.95)
    intervals = {"clopper_pearson": clopper_pearson(k, n, level), "wilson": wilson(k, n, level)}

    def ends(interval: Interval) -> list[Any]:
        return [float(interval.estimate), float(interval.low), float(interval.high)]

    corrected = {
        name: rogan_gladen(ends(interval), case["sensitivity"], case["specificity"])
        for name, interval in intervals.items()
    }
    point = corrected["wilson"]
    warning = None
    if point.is_below_false_positive_rate[0]:
        warning = "Apparent prevalence is less than (1 - Sp). Rogan Gladen estimate of true prevalence invalid."
    elif point.is_above_sensitivity[0]:
        warning = "Apparent prevalence is greater than Se. Rogan Gladen estimate of true prevalence invalid."
    return {
        "apparent": k / n,
        "raw_estimate": _plain(point.raw[0]),
        "epiR_clopper_pearson": _plain(corrected["clopper_pearson"].raw),
        "epiR_wilson": _plain(corrected["wilson"].raw),
        "ap_clopper_pearson": ends(intervals["clopper_pearson"]),
        "ap_wilson": ends(intervals["wilson"]),
        "epiR_warning": warning,
    }


def _lang_reiczigel(case: Case) -> Case:
    level = case.get("level", 0.95)
    k, n, k_se, n_se, k_sp, n_sp = (case[name] for name in ("k", "n", "k_se", "n_se", "k_sp", "n_sp"))
    result = lang_reiczigel(k, n, k_se, n_se, k_sp, n_sp, level)
    apparent = wilson(k, n, level)
    naive = [None, None]
    if n_se and n_sp:
        naive = _plain(rogan_gladen([apparent.low, apparent.high], k_se / n_se, k_sp / n_sp).raw)
    return {
        "rogan_gladen_raw": _plain(result.raw),
        "rogan_gladen_clamped": _plain(result.value),
        "shifted_centre": _plain(result.centre),
        "se": _plain(result.standard_error),
        "ci_raw": [_plain(result.low_raw), _plain(result.high_raw)],
        "ci_clamped": [_plain(result.low), _plain(result.high)],
        "known_se_sp_naive_wilson": naive,
    }


def _ppi_mean(case: Case) -> Case:
    level = 1 - case.get("alpha", 0.05)
    if "strata" in case:
        return _stratified_ppi_mean(case["strata"], level)

    def run(tuning: float | None) -> PredictionPowered:
        return prediction_powered_mean(
            case["Y"],
            case["Yhat"],
            case["Yhat_unlabeled"],
            tuning=tuning,
            weights=case.get("w"),
            unlabelled_weights=case.get("w_unlabeled"),
            level=level,
        )

    def fields(result: PredictionPowered) -> Case:
        return {"estimate": float(result.value[0]), "ci": [float(result.low[0]), float(result.high[0])]}

    tuned = run(None)
    return {
        "ppi_plus_plus": fields(tuned),
        "ppi_lam1": fields(run(1.0)),
        "classical_lam0": fields(run(0.0)),
        "lambda": float(tuned.tuning[0]),
    }


def _stratified_ppi_mean(strata: list[Case], level: float) -> Case:
    def joined(field: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        sizes = [len(stratum[field]) for stratum in strata]
        return np.concatenate([stratum[field] for stratum in strata]), np.repeat(np.arange(len(strata)), sizes)

    labels, code = joined("Y")
    rest, rest_code = joined("Yhat_unlabeled")
    scores, _ = joined("Yhat")
    result = prediction_powered_mean(labels, scores, rest, groups=code, unlabelled_groups=rest_code, level=level)
    total = stratified_prediction_powered_mean(result, [stratum["W"] for stratum in strata])
    return {
        "strata": [
            {"name": stratum.get("name"), "estimate": float(value), "se": float(error)}
            for stratum, value, error in zip(strata, result.value, result.standard_error, strict=True)
        ],
        "estimate": total.value,
        "se": total.standard_error,
        "ci": [total.low, total.high],
    }


def _kaplan_meier(case: Case) -> Case:
    durations, events, at = case["durations"], case["events"], case["at"]
    curve = kaplan_meier(
        durations,
        events,
        at,
        entry=case.get("entry"),
        weights=case.get("weights"),
        level=case.get("level", 0.95),
    )
    return {
        "at": [float(t) for t in at],
        "survival_open": _plain(curve.survival[0]),
        "actioned_by": _plain(1 - curve.survival[0]),
        "greenwood_se": _plain(curve.standard_error[0]),
        "open_ci_loglog_lower": _plain(curve.low[0]),
        "open_ci_loglog_upper": _plain(curve.high[0]),
        "at_risk": _plain(curve.at_risk[0]),
        "median": _plain(curve.quantile[0, 0]),
        "median_ci": [_plain(curve.quantile_low[0, 0]), _plain(curve.quantile_high[0, 0])],
        "naive_share_of_closed_within": _plain(share_of_closed_within(durations, events, at)),
        "naive_share_open_as_failure": _plain(share_of_all_within(durations, events, at)),
    }


def _competing_risks_cif(case: Case) -> Case:
    durations, at = case["durations"], case["at"]
    cause = np.asarray(case["cause"])
    curve = aalen_johansen(durations, cause, at, n_causes=2, level=case.get("level", 0.95))
    table = build_risk_table(durations, cause, n_causes=2)
    variance = read_at(gray_variance(table, incidence_curve(table), 1), table.rows_at(np.asarray(at, dtype=float)), 0.0)
    return {
        "at": [float(t) for t in at],
        "cif_enforced": _plain(curve.incidence[0, :, 0]),
        "cif_enforced_se": _plain(curve.standard_error[0, :, 0]),
        "cif_left": _plain(curve.incidence[0, :, 1]),
        "cif_left_se": _plain(curve.standard_error[0, :, 1]),
        "still_open": _plain(curve.still_open[0]),
        "cmprsk_cif_enforced": _plain(curve.incidence[0, :, 0]),
        "cmprsk_var_enforced": _plain(variance[0]),
        "one_minus_km_biased": _plain(1 - kaplan_meier(durations, (cause == 1).astype(float), at).survival[0]),
    }


def _chain_ladder(case: Case) -> Case:
    done = chain_ladder(case["cumulative"])
    return {
        "ldf": _plain(done.factors),
        "ultimate": _plain(done.ultimate),
        "ibnr": _plain(done.still_to_come),
        "total_ibnr": _plain(done.total_still_to_come),
        "mack_se": _plain(done.standard_error),
        "total_mack_se": _plain(done.total_standard_error),
        "sigma": _plain(done.sigma),
    }


def _reverse_time_delay(case: Case) -> Case:
    result = reverse_time_delay(case["occurred"], case["delay"], case["horizon"])
    return {"delay": result.delay.tolist(), "cdf_given_le_horizon": _plain(result.cumulative_share[0])}


def _agreement(case: Case) -> Case:
    ratings = np.array(case["ratings"], dtype=float)
    table = count_ratings(ratings)
    complete = table.counts[table.counts.sum(axis=1) == len(ratings)]
    fields: Case = {
        f"alpha_{scale}": _plain(krippendorff_alpha(ratings, scale)[0]) for scale in ("nominal", "ordinal", "interval")
    }
    fields["complete_units"] = len(complete)
    fields["fleiss_kappa_complete"] = fleiss_kappa(complete)
    if len(ratings) == 2:
        both = ratings[:, ~np.isnan(ratings).any(axis=0)]
        # Labels that are only 0 and 1 are yes or no, whether or not both were used.
        values = np.array([0.0, 1.0]) if np.isin(table.values, [0, 1]).all() else table.values
        crossed = cross_table(both[0], both[1], values)
        kappa = cohen_kappa(crossed)
        judged = (both[:, :, None] == values).sum(axis=0)
        fields |= {
            "table": _plain(crossed),
            "cohen_kappa": _plain(kappa.kappa),
            "cohen_kappa_se": _plain(kappa.standard_error),
            "percent_agreement": _plain(kappa.agreement),
            "gwet_ac1": gwet_ac1(judged),
        }
    return fields


def _fay_herriot(case: Case) -> Case:
    def fields(method: Method) -> Case:
        fit: FayHerriot = fay_herriot(case["direct"], case["var"], case.get("x"), method=method)
        beta = _plain(fit.coefficients)
        return {
            "sigma2_v": fit.variance_between,
            "beta": beta[0] if len(beta) == 1 else beta,
            "eblup": _plain(fit.value),
        }

    return {"reml": fields("reml"), "ml": fields("ml")}


def _beta_binomial_eb(case: Case) -> Case:
    fit = beta_binomial(case["k"], case["n"])
    return {
        "alpha": fit.alpha,
        "beta": fit.beta,
        "vgam_alpha_beta": [fit.alpha, fit.beta],
        "mean": fit.mean,
        "posterior_mean": _plain(fit.value),
        "posterior_lower": _plain(fit.low),
        "posterior_upper": _plain(fit.high),
        "raw": _plain(fit.direct),
    }


def _confidence_sequence(case: Case) -> Case:
    outcomes, level = [int(digit) for digit in case["x"]], 1 - case["alpha"]
    looks = confidence_sequence(outcomes, case["check_at"], level)
    tuned = mixture_sequence(looks.positives, looks.labels, case.get("t_opt", len(outcomes)), level)
    betting = betting_sequence(outcomes, case["check_at"], level)

    def rows(found: ConfidenceSequence) -> list[Case]:
        columns = zip(found.labels, found.positives, found.low, found.high, strict=True)
        return [{"t": int(t), "k": int(k), "lo": float(low), "hi": float(high)} for t, k, low, high in columns]

    return {
        "prior_posterior_ratio_jeffreys": rows(looks),
        "confseq_bernoulli": rows(tuned),
        "confseq_betting_grid_0.001": [
            {"t": int(t), "lo": float(low), "hi": float(high)}
            for t, low, high in zip(betting.looks, betting.low, betting.high, strict=True)
        ],
    }


MODEL_FAMILIES: dict[str, Callable[[Case], Case]] = {
    "rogan_gladen_known": _rogan_gladen_known,
    "lang_reiczigel": _lang_reiczigel,
    "ppi_mean": _ppi_mean,
    "kaplan_meier": _kaplan_meier,
    "competing_risks_cif": _competing_risks_cif,
    "chain_ladder": _chain_ladder,
    "reverse_time_delay": _reverse_time_delay,
    "agreement": _agreement,
    "fay_herriot": _fay_herriot,
    "beta_binomial_eb": _beta_binomial_eb,
    "confidence_sequence": _confidence_sequence,
}
