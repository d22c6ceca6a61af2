import numpy as np
import pytest

from integrity_metrics.statistics.assisted_prevalence import estimate_assisted_prevalence
from integrity_metrics.statistics.status import ReasonCode, Status


def rows(positives: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = np.r_[np.ones(positives), np.zeros(400 - positives)]
    rest = (rng.random(4000) < positives / 400).astype(float)
    return (
        labels,
        np.clip(labels * 0.6 + rng.normal(0.2, 0.1, 400), 0, 1),
        np.clip(rest * 0.6 + rng.normal(0.2, 0.1, 4000), 0, 1),
    )


@pytest.mark.parametrize(
    ("positives", "status"),
    [(29, Status.SUPPRESSED), (30, Status.INTERVAL_ONLY), (49, Status.INTERVAL_ONLY), (50, Status.OK)],
)
def test_the_gate_on_human_positives(positives: int, status: Status) -> None:
    result = estimate_assisted_prevalence(*rows(positives))
    assert result.status is status
    assert (result.value is None) == (status is Status.SUPPRESSED)
    assert result.human_value == pytest.approx(positives / 400)
    if positives < 50:
        assert result.reasons[0].code is ReasonCode.FEW_POSITIVES
        assert result.reasons[0].needed == 50 - positives


def test_good_scores_narrow_the_interval_and_useless_ones_do_not_widen_it() -> None:
    labels, scores, rest = rows(60)
    assert estimate_assisted_prevalence(labels, scores, rest).variance_ratio < 0.4
    useless = np.random.default_rng(1)
    result = estimate_assisted_prevalence(labels, useless.random(400), useless.random(4000))
    assert result.variance_ratio == pytest.approx(1, abs=0.02)


def test_limits_stay_shares_and_no_labels_vary() -> None:
    result = estimate_assisted_prevalence(np.ones(60), np.full(60, 0.9), np.full(100, 0.9))
    assert (result.high, result.variance_ratio) == (1.0, None)


def test_wrong_input_is_named() -> None:
    with pytest.raises(ValueError, match="scores has 1 values"):
        estimate_assisted_prevalence([0, 1], [0.5], [0.5])
