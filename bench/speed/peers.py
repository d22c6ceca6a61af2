"""The same tasks in other packages, each the way its documentation shows; runs in .venv-bench, without the product.

python bench/speed/peers.py INPUTS.npz RESULTS.npz
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

import numpy as np

try:
    from clock import timed
except ImportError:  # imported by the comparison for the names of its tasks
    from speed.clock import timed

Call = Callable[[], Any]
# Task, then the packages (as on their index) and the function below that does it.
TASKS: list[tuple[str, str, str]] = [
    ("wilson", "statsmodels", "wilson"),
    ("clopper_pearson", "statsmodels", "beta"),
    ("jeffreys", "statsmodels", "jeffreys"),
    ("newcombe", "statsmodels", "newcomb"),
    ("clustered_share", "svy", "svy_share"),
    ("clustered_share", "samplics", "samplics_share"),
    ("clustered_share_by_segment", "svy", "svy_share_by_segment"),
    ("clustered_share_by_segment", "samplics", "samplics_share_by_segment"),
    ("kaplan_meier", "lifelines", "lifelines_curve"),
    ("kaplan_meier", "statsmodels", "statsmodels_curve"),
    ("kaplan_meier_by_queue", "lifelines", "lifelines_curves"),
    ("aalen_johansen", "lifelines", "lifelines_incidence"),
    ("ppi_mean", "ppi-python", "powered_mean"),
    ("krippendorff_nominal", "krippendorff", "alpha_nominal"),
    ("krippendorff_ordinal", "krippendorff", "alpha_ordinal"),
    ("fleiss", "statsmodels", "fleiss"),
    ("benjamini_hochberg", "statsmodels", "false_discovery"),
]


def calls(data: Mapping[str, Any]) -> dict[str, Call]:
    """Return the functions by name; packages are imported when called, so one that is missing costs only its tasks."""
    return {
        "wilson": lambda: _proportion(data, "wilson"),
        "beta": lambda: _proportion(data, "beta"),
        "jeffreys": lambda: _proportion(data, "jeffreys"),
        "newcomb": lambda: _newcomb(data),
        "svy_share": lambda: _svy(data, None),
        "svy_share_by_segment": lambda: _svy(data, "segment"),
        "samplics_share": lambda: _samplics(data, None),
        "samplics_share_by_segment": lambda: _samplics(data, data["survey_segment"]),
        "lifelines_curve": lambda: _fitted(data["case_age"], data["case_actioned"], data["case_at"]),
        "lifelines_curves": lambda: _fitted_by_queue(data),
        "statsmodels_curve": lambda: _survfunc(data),
        "lifelines_incidence": lambda: _incidence(data),
        "powered_mean": lambda: _ppi(data),
        "alpha_nominal": lambda: _alpha(data, "nominal"),
        "alpha_ordinal": lambda: _alpha(data, "ordinal"),
        "fleiss": lambda: _fleiss(data),
        "false_discovery": lambda: importlib.import_module("statsmodels.stats.multitest").multipletests(
            data["p_values"], method="fdr_bh"
        )[1],
    }


def _proportion(data: Mapping[str, Any], method: str) -> Any:
    confint = importlib.import_module("statsmodels.stats.proportion").proportion_confint
    return np.concatenate(confint(data["positives"], data["labels"], method=method))


def _newcomb(data: Mapping[str, Any]) -> Any:
    confint = importlib.import_module("statsmodels.stats.proportion").confint_proportions_2indep
    after, before = (data["positives_after"], data["labels_after"]), (data["positives"], data["labels"])
    return np.concatenate(confint(*after, *before, method="newcomb", compare="diff"))


def _svy(data: Mapping[str, Any], by: str | None) -> Any:
    svy, polars = importlib.import_module("svy"), importlib.import_module("polars")
    frame = polars.DataFrame(
        {name: data[f"survey_{name}"] for name in ("y", "weight", "stratum", "content", "segment")}
    )
    sample = svy.Sample(frame, svy.Design(stratum="stratum", psu="content", wgt="weight"))
    table = sample.estimation.mean("y", by=by).to_polars()
    if by is not None:
        table = table.with_columns(polars.col(by).cast(polars.Int64)).sort(by)
    return np.concatenate([table["est"].to_numpy(), table["se"].to_numpy()])


def _samplics(data: Mapping[str, Any], domain: Any) -> Any:
    samplics = importlib.import_module("samplics")
    estimator = importlib.import_module("samplics.estimation").TaylorEstimator(samplics.PopParam.mean)
    estimator.estimate(
        y=data["survey_y"],
        samp_weight=data["survey_weight"],
        stratum=data["survey_stratum"],
        psu=data["survey_content"],
        domain=domain,
    )
    point, error = estimator.point_est, estimator.stderror
    if domain is None:
        return np.array([point, error], dtype=np.float64)
    order = sorted(point)
    return np.array([point[d] for d in order] + [error[d] for d in order], dtype=np.float64)


def _fitted(age: Any, actioned: Any, at: Any) -> Any:
    fitter = importlib.import_module("lifelines").KaplanMeierFitter()
    return fitter.fit(age, actioned).survival_function_at_times(at).to_numpy()


def _fitted_by_queue(data: Mapping[str, Any]) -> Any:
    queue = data["case_queue"]
    return np.concatenate(
        [
            _fitted(data["case_age"][queue == q], data["case_actioned"][queue == q], data["case_at"])
            for q in range(queue.max() + 1)
        ]
    )


def _survfunc(data: Mapping[str, Any]) -> Any:
    curve = importlib.import_module("statsmodels.duration.survfunc").SurvfuncRight(
        data["case_age"], data["case_actioned"]
    )
    return curve.surv_prob[np.searchsorted(curve.surv_times, data["case_at"], side="right") - 1]


def _incidence(data: Mapping[str, Any]) -> Any:
    fitter = importlib.import_module("lifelines").AalenJohansenFitter(calculate_variance=True)
    fitter.fit(data["case_age"], data["case_outcome"], event_of_interest=1)
    curve = fitter.cumulative_density_.iloc[:, 0]
    return curve.to_numpy()[np.searchsorted(curve.index, data["case_at"], side="right") - 1]


def _ppi(data: Mapping[str, Any]) -> Any:
    confint = importlib.import_module("ppi_py").ppi_mean_ci
    return np.concatenate(confint(data["ppi_labels"], data["ppi_scores"], data["ppi_rest"], alpha=0.05))


def _alpha(data: Mapping[str, Any], scale: str) -> Any:
    alpha = importlib.import_module("krippendorff").alpha
    return np.array([alpha(reliability_data=data["ratings"], level_of_measurement=scale)])


def _fleiss(data: Mapping[str, Any]) -> Any:
    rater = importlib.import_module("statsmodels.stats.inter_rater")
    return np.array([rater.fleiss_kappa(rater.aggregate_raters(data["ratings_full"].T)[0])])


def main() -> None:
    """Time every task; a package that is missing or fails is said and left out."""
    warnings.simplefilter("ignore")
    data = dict(np.load(sys.argv[1]))
    functions, results, said = calls(data), {}, {}
    for task, package, name in TASKS:
        key = f"{task} {package}"
        try:
            seconds, result = timed(functions[name])
        except Exception as error:
            said[key] = {"failed": f"{type(error).__name__}: {error}"}
            continue
        said[key] = {"seconds": seconds, "version": version(package)}
        results[key] = np.asarray(result, dtype=np.float64)
    np.savez(sys.argv[2], **results)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
