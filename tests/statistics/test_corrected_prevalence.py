import pytest

from integrity_metrics.statistics.corrected_prevalence import estimate_corrected_prevalence
from integrity_metrics.statistics.status import ReasonCode, Status

GOOD = {"true_positives": 90, "validated_positives": 100, "true_negatives": 990, "validated_negatives": 1000}


def test_a_corrected_rate() -> None:
    result = estimate_corrected_prevalence(100, 1000, **GOOD)
    assert result.value == pytest.approx((0.1 + 0.99 - 1) / (0.9 + 0.99 - 1))
    assert result.low < result.value < result.high
    assert result.status is Status.OK


def test_no_more_positives_than_false_ones_is_an_upper_bound() -> None:
    result = estimate_corrected_prevalence(5, 1000, **GOOD)
    assert (result.value, result.low, result.status) == (0, 0, Status.UPPER_BOUND_ONLY)
    assert result.raw < 0 < result.high


@pytest.mark.parametrize("positives", [0, 999])
def test_labels_that_cannot_have_the_validated_error_give_no_bound_of_zero(positives: int) -> None:
    result = estimate_corrected_prevalence(
        positives, 1000, true_positives=900, validated_positives=1000, true_negatives=970, validated_negatives=1000
    )
    assert (result.high, result.status) == (None, Status.UNDEFINED)
    assert result.reasons[0].code is ReasonCode.VALIDATION_MISFIT


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({**GOOD, "true_negatives": 0, "validated_negatives": 0}, ReasonCode.NO_VALIDATION_DATA),
        ({**GOOD, "true_positives": 5, "true_negatives": 300}, ReasonCode.UNINFORMATIVE_CLASSIFIER),
    ],
)
def test_labels_that_cannot_support_a_correction(counts: dict[str, int], reason: ReasonCode) -> None:
    result = estimate_corrected_prevalence(100, 1000, **counts)
    assert (result.value, result.low, result.high, result.status) == (None, None, None, Status.UNDEFINED)
    assert result.reasons[0].code is reason


def test_wrong_input_is_named() -> None:
    with pytest.raises(ValueError, match="labels is 0"):
        estimate_corrected_prevalence(0, 0, **GOOD)
