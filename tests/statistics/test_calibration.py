"""Post-stratification, raking and linear calibration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.linear_calibration import calibrate_linear
from integrity_metrics.statistics.poststratification import poststratify
from integrity_metrics.statistics.raking import rake
from integrity_metrics.statistics.status import ReasonCode, Status

RANDOM = np.random.default_rng(4)
Y = RANDOM.binomial(1, 0.2, 90)
W = RANDOM.choice([1.0, 2.0, 5.0], 90)
SURFACE = RANDOM.choice(["feed", "clips", "search"], 90)
MARKET = RANDOM.choice(["DE", "FR"], 90)
SURFACES = {"feed": 500.0, "clips": 300.0, "search": 200.0}
MARKETS = {"DE": 350.0, "FR": 650.0}


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(90)))
def test_order_of_rows_does_not_matter(order) -> None:
    margins = [(SURFACE, SURFACES), (MARKET, MARKETS)]
    moved = [(SURFACE[order], SURFACES), (MARKET[order], MARKETS)]
    for method in (rake, calibrate_linear):
        one, other = method(Y, W, margins), method(Y[order], W[order], moved)
        assert one.estimate == pytest.approx(other.estimate)
        assert one.standard_error == pytest.approx(other.standard_error)


@pytest.mark.parametrize("method", [rake, calibrate_linear])
def test_weights_meet_every_margin(method) -> None:
    weights = method(Y, W, [(SURFACE, SURFACES), (MARKET, MARKETS)]).weights
    for labels, totals in ((SURFACE, SURFACES), (MARKET, MARKETS)):
        for name, total in totals.items():
            assert weights[labels == name].sum() == pytest.approx(total)


@pytest.mark.parametrize("method", [rake, calibrate_linear])
def test_one_margin_is_post_stratification(method) -> None:
    one, other = method(Y, W, [(SURFACE, SURFACES)]), poststratify(Y, W, SURFACE, SURFACES)
    assert one.estimate == pytest.approx(other.estimate)
    assert one.standard_error == pytest.approx(other.standard_error)


def test_domain_of_one_class_is_its_own_share() -> None:
    share = poststratify(Y, W, SURFACE, SURFACES, SURFACE == "feed")
    inside = SURFACE == "feed"
    assert share.estimate == pytest.approx(np.average(Y[inside], weights=W[inside]))


def test_class_without_rows_is_undefined_and_named() -> None:
    totals = SURFACES | {"live": 40.0}
    results = [
        poststratify(Y, W, SURFACE, totals),
        rake(Y, W, [(SURFACE, totals)]),
        calibrate_linear(Y, W, [(SURFACE, totals)]),
    ]
    for share in results:
        assert share.status is Status.UNDEFINED
        assert share.estimate is None
        assert share.standard_error is None
        assert share.reasons[0].code is ReasonCode.UNSAMPLED_STRATUM
        assert share.reasons[0].where == "live"


def test_margins_that_cannot_be_met_do_not_converge() -> None:
    # Every row of "a" is in "x", so "x" cannot hold less than "a" does.
    margins = [(["a", "a", "b", "b"], {"a": 80, "b": 20}), (["x", "x", "x", "y"], {"x": 30, "y": 70})]
    for method in (rake, calibrate_linear):
        share = method([1, 0, 0, 1], [1, 1, 1, 1], margins)
        negative = (share.weights < 0).any()
        assert share.status is Status.UNDEFINED or negative


def test_one_row_has_no_standard_error_and_empty_domain_no_share() -> None:
    assert poststratify([1], [1], ["a"], {"a": 5}).status is Status.INTERVAL_ONLY
    assert rake([1], [1], [(["a"], {"a": 5})]).standard_error is None
    assert poststratify([1, 0], [1, 1], ["a", "a"], {"a": 5}, [False, False]).status is Status.UNDEFINED


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 0], [1, 1], ["a", "z"], {"a": 5}), r"classes\[1\] is 'z'; totals know only: a"),
        (([1, 0], [1, 1], ["a", "a"], {"a": 0}), "classes totals sum to 0"),
        (([1, 0], [1, 1], ["a", "a"], {"a": -2}), r"classes totals\[0\] is -2"),
        (([1, 0], [1, np.nan], ["a", "a"], {"a": 2}), r"weights\[1\] is nan"),
        (([1, 0], [0, 0], ["a", "a"], {"a": 2}), "weights sum to 0"),
        (([1, 0], [1, -1], ["a", "a"], {"a": 2}), r"weights\[1\] is -1"),
        (([1, 0], [1, 1], ["a"], {"a": 2}), "a margin has 1 rows"),
        (([], [], [], {"a": 2}), "at least one value"),
        (([1, 0], [1, 1], ["a", "a"], {"a": 2}, [True]), "domain has 1 values"),
    ],
)
def test_wrong_rows_are_refused(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        poststratify(*arguments)


@pytest.mark.parametrize("method", [rake, calibrate_linear])
def test_margins_of_two_populations_are_refused(method) -> None:
    with pytest.raises(ValueError, match=r"margins\[1\] totals 900 impressions but margins\[0\] 1000"):
        method(Y, W, [(SURFACE, SURFACES), (MARKET, {"DE": 300.0, "FR": 600.0})])
    with pytest.raises(ValueError, match="margins is empty"):
        method(Y, W, [])
