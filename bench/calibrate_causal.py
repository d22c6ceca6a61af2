"""Calibration of the causal methods: false alarms, coverage and bias on simulated series with known effects.

`run(runs)` returns the rows; as a program it prints them as a markdown table: `python bench/calibrate_causal.py 2000`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from integrity_metrics.statistics.causal.difference_in_differences import difference_in_differences
from integrity_metrics.statistics.causal.interrupted_arma import interrupted_arma
from integrity_metrics.statistics.causal.interrupted_newey_west import interrupted_newey_west
from integrity_metrics.statistics.causal.result import CausalEffect
from integrity_metrics.statistics.causal.structural_forecast import structural_forecast
from integrity_metrics.statistics.causal.synthetic_control import synthetic_control
from integrity_metrics.statistics.checks import FloatArray

Simulation = Callable[[np.random.Generator], CausalEffect]


@dataclass(frozen=True, slots=True)
class Row:
    """One simulated situation: nothing planted, so 1 - coverage is the false alarm share."""

    method: str
    situation: str
    runs: int
    coverage: float
    false_alarms: float
    bias: float
    mean_width: float


def autoregressive(generator: np.random.Generator, units: int, periods: int, phi: float) -> FloatArray:
    """Stationary AR(1) rows with unit innovations."""
    shocks = generator.standard_normal((units, periods + 200))
    values = np.zeros_like(shocks)
    for period in range(1, periods + 200):
        values[:, period] = phi * values[:, period - 1] + shocks[:, period]
    return values[:, 200:]


def one_series(method: Callable[..., CausalEffect], periods: int, change: int, phi: float, noise: float) -> Simulation:
    """One series of AR(1) movement seen through sampling noise."""

    def simulate(generator: np.random.Generator) -> CausalEffect:
        outcome = autoregressive(generator, 1, periods, phi)[0] + noise * generator.standard_normal(periods)
        return method(outcome, change)

    return simulate


def markets(treated: int, controls: int, phi: float) -> Simulation:
    """Markets with own levels, common random shocks and AR(1) noise; 40 periods before, 20 after."""

    def simulate(generator: np.random.Generator) -> CausalEffect:
        units = treated + controls
        outcome = autoregressive(generator, units, 60, phi) + 3 * generator.standard_normal((units, 1))
        outcome += generator.standard_normal(60).cumsum()
        return difference_in_differences(outcome, np.arange(units) < treated, 40)

    return simulate


def donors(count: int, phi: float) -> Simulation:
    """Two random-walk factors; the treated unit is the mean of two donors plus noise; 90 periods before, 30 after."""

    def simulate(generator: np.random.Generator) -> CausalEffect:
        factors = 0.5 * generator.standard_normal((2, 120)).cumsum(axis=1)
        loadings = generator.uniform(0.2, 1, (count + 1, 2))
        loadings[0] = loadings[1:3].mean(axis=0)
        outcome = loadings @ factors + 0.5 * autoregressive(generator, count + 1, 120, phi)
        return synthetic_control(outcome, np.arange(count + 1) == 0, 90)

    return simulate


def forecast(periods: int, change: int, walk: float, phi: float) -> Simulation:
    """Simulate a control that is a random walk, plus drift of the given step and AR(1) noise."""

    def simulate(generator: np.random.Generator) -> CausalEffect:
        control = generator.standard_normal(periods).cumsum()
        own = autoregressive(generator, 1, periods, phi)[0] + walk * generator.standard_normal(periods).cumsum()
        return structural_forecast(control + own, change, regressors=control)

    return simulate


def vignette(generator: np.random.Generator) -> CausalEffect:
    """Simulate the CausalImpact vignette without its effect: x = 100 + AR(0.999), y = 1.2 x + noise."""
    control = 100 + autoregressive(generator, 1, 100, 0.999)[0]
    return structural_forecast(1.2 * control + generator.standard_normal(100), 70, regressors=control)


def situations() -> list[tuple[str, str, Simulation]]:
    """Every method with the situations it is tried in."""
    rows: list[tuple[str, str, Simulation]] = []
    for method, name in ((interrupted_newey_west, "interrupted, Newey-West"), (interrupted_arma, "interrupted, ARMA")):
        for periods, change in ((60, 40), (180, 120)):
            for phi, noise in ((0.0, 0.0), (0.3, 0.0), (0.6, 0.0), (0.8, 0.0), (0.9, 2.0)):
                text = f"{periods} periods, AR({phi:g})" + (f" + sampling noise {noise:g}" if noise else "")
                rows.append((name, text, one_series(method, periods, change, phi, noise)))
    for treated, controls in ((1, 8), (2, 8), (4, 8), (6, 14), (25, 25)):
        rows.append(
            (
                "difference-in-differences",
                f"{treated} treated, {controls} controls, AR(0.8)",
                markets(treated, controls, 0.8),
            )
        )
    for count in (5, 10, 30):
        rows.extend(("synthetic control", f"{count} donors, AR({phi:g})", donors(count, phi)) for phi in (0.0, 0.7))
    rows.append(("structural forecast", "CausalImpact vignette", vignette))
    for periods, change in ((60, 40), (180, 150)):
        for walk, phi in ((0.0, 0.0), (0.1, 0.0), (0.5, 0.0), (0.0, 0.5)):
            text = f"{periods} periods, drift {walk:g}, AR({phi:g})"
            rows.append(("structural forecast", text, forecast(periods, change, walk, phi)))
    return rows


def run(runs: int) -> list[Row]:
    """Simulate every situation `runs` times, seeded."""
    rows = []
    for number, (method, situation, simulate) in enumerate(situations()):
        generator = np.random.default_rng([2026, number])
        results = [simulate(generator) for _ in range(runs)]
        rows.append(
            Row(
                method=method,
                situation=situation,
                runs=runs,
                coverage=float(np.mean([result.low <= 0 <= result.high for result in results])),
                false_alarms=float(np.mean([result.is_detected for result in results])),
                bias=float(np.mean([result.effect for result in results])),
                mean_width=float(np.mean([result.high - result.low for result in results])),
            )
        )
    return rows


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| method | situation | runs | coverage of 95% | false alarms at 5% | bias | mean width |")
    print("|---|---|---|---|---|---|---|")
    for row in run(runs):
        print(
            f"| {row.method} | {row.situation} | {row.runs:,} | {row.coverage:.1%} | {row.false_alarms:.1%} "
            f"| {row.bias:+.2f} | {row.mean_width:.2f} |"
        )


if __name__ == "__main__":
    main()
