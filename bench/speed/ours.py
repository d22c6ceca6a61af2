"""What this package gives for each task, as one flat array to compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from integrity_metrics.statistics.aalen_johansen import aalen_johansen
from integrity_metrics.statistics.benjamini_hochberg import benjamini_hochberg
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.clopper_pearson import clopper_pearson
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.fleiss_kappa import fleiss_kappa
from integrity_metrics.statistics.jeffreys import jeffreys
from integrity_metrics.statistics.kaplan_meier import kaplan_meier
from integrity_metrics.statistics.krippendorff import count_ratings, krippendorff_alpha
from integrity_metrics.statistics.newcombe import newcombe
from integrity_metrics.statistics.prediction_powered import prediction_powered_mean
from integrity_metrics.statistics.wilson import wilson

Inputs = Mapping[str, Any]


def tasks(data: Inputs) -> dict[str, Callable[[], FloatArray]]:
    """Return the calls by name of the task; the names are those of `peers`."""
    return {
        "wilson": lambda: _ends(wilson(data["positives"], data["labels"])),
        "clopper_pearson": lambda: _ends(clopper_pearson(data["positives"], data["labels"])),
        "jeffreys": lambda: _ends(jeffreys(data["positives"], data["labels"])),
        "newcombe": lambda: _ends(
            newcombe(data["positives"], data["labels"], data["positives_after"], data["labels_after"])
        ),
        "clustered_share": lambda: _share(data, None),
        "clustered_share_by_segment": lambda: _share(data, data["survey_segment"]),
        "kaplan_meier": lambda: _curve(data, None),
        "kaplan_meier_by_queue": lambda: _curve(data, data["case_queue"]),
        "aalen_johansen": lambda: aalen_johansen(data["case_age"], data["case_outcome"], data["case_at"]).incidence[
            0, :, 0
        ],
        "ppi_mean": lambda: _powered(data),
        "krippendorff_nominal": lambda: krippendorff_alpha(data["ratings"]),
        "krippendorff_ordinal": lambda: krippendorff_alpha(data["ratings"], "ordinal"),
        "fleiss": lambda: np.array([fleiss_kappa(count_ratings(data["ratings_full"]).counts)]),
        "benjamini_hochberg": lambda: benjamini_hochberg(data["p_values"]).adjusted,
    }


def _ends(interval: Any) -> FloatArray:
    return np.concatenate([interval.low, interval.high])


def _share(data: Inputs, segments: Any) -> FloatArray:
    found = clustered_hajek(
        data["survey_y"], data["survey_weight"], data["survey_content"], data["survey_stratum"], segments
    )
    return np.concatenate([found.estimate, found.standard_error])


def _curve(data: Inputs, groups: Any) -> FloatArray:
    return kaplan_meier(data["case_age"], data["case_actioned"], data["case_at"], groups=groups).survival.ravel()


def _powered(data: Inputs) -> FloatArray:
    found = prediction_powered_mean(data["ppi_labels"], data["ppi_scores"], data["ppi_rest"])
    return np.concatenate([found.low, found.high])
