"""What a `SeriesSet` refuses, naming series and day."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.detection.series import SeriesSet

DAYS = np.datetime64("2025-01-01") + np.arange(10)


@pytest.mark.parametrize(
    ("days", "observed", "complaint"),
    [
        (DAYS[[0, 1, 3]], np.ones((1, 3)), r"days\[2\] is 2025-01-04, after 2025-01-02; days must be consecutive"),
        (DAYS[[0, 1, 1]], np.ones((1, 3)), r"days\[2\] is 2025-01-02, twice"),
        (DAYS[:3], np.array([[1.0, -2.0, 1.0]]), r"observed\[0, 1\] is -2 \(series s, day 2025-01-02\)"),
        (DAYS[:3], np.array([[1.0, np.inf, 1.0]]), "a count is finite"),
        (DAYS[:3], np.ones((1, 4)), "must be"),
    ],
)
def test_wrong_input_is_named(days: np.ndarray, observed: np.ndarray, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        SeriesSet((("s",),), days, observed)


def test_a_numerator_above_its_denominator_is_named() -> None:
    with pytest.raises(ValueError, match=r"observed\[0, 2\] is 5 of 4 \(series s, day 2025-01-03\); a numerator"):
        SeriesSet((("s",),), DAYS[:3], np.array([[1.0, 2.0, 5.0]]), np.array([[4.0, 4.0, 4.0]]))


def test_a_holiday_matrix_may_know_the_day_after_the_last() -> None:
    SeriesSet((("s",),), DAYS[:3], np.ones((1, 3)), holiday=np.zeros((1, 4), dtype=bool))
    with pytest.raises(ValueError, match=r"mature has shape \(1, 4\)"):
        SeriesSet((("s",),), DAYS[:3], np.ones((1, 3)), mature=np.ones((1, 4), dtype=bool))
