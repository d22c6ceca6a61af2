"""From statistics to false alarms a year: tables measured on simulated series, and one score for a day.

Gaussian tail probabilities are far too small for estimated baselines, so the tails are empirical: how many alarms a
year (days within a week of an alarm are the same alarm) each statistic raises above x in simulated series without
events, whose trends bend and whose holidays differ as those of ordinary metrics do, so that no statistic uses up the
alarms on those. Between the measured points the logarithm of the rate is interpolated, beyond them it goes on in a
straight line (the exponential tail of extreme-value theory: Coles 2001, chapter 4). The rates of the statistics are
combined by a generalised mean (Vovk and Wang 2020) that the smallest dominates, so that two statistics which both find
a day strange count for more than either; what the mean means is measured on stationary series.
`bench/calibrate_detection.py` reproduces the tables.
"""

from __future__ import annotations

import numpy as np

from integrity_metrics.detection.series import FloatMatrix

# Alarms per series and year at which the statistics were measured.
RATES = np.array([10.0, 3.0, 1.0, 0.3, 0.1, 0.03])
# Silence and flatline are exact probabilities p a day, as -ln p: 365 p a year.
_EXACT = np.log(365.0 / RATES)
# Value of each statistic at those rates; rows in the order of `departures.FAMILIES`.
TABLE = np.array(
    [
        [2.29, 3.48, 4.56, 5.78, 7.02, 8.82],
        [3.66, 5.03, 6.41, 7.82, 9.04, 10.35],
        [3.10, 4.50, 5.57, 6.89, 8.28, 9.80],
        [1.16, 2.37, 3.07, 4.13, 5.14, 6.14],
        [0.05, 1.97, 3.28, 4.57, 5.71, 6.76],
        _EXACT,
        _EXACT,
    ]
)
MEASURED = 5
# Decimal logarithm by which a statistic's own rate is handicapped: patterns that are seldom at fault get less of the
# false alarms there are.
HANDICAP = np.array([0.0, 0.0, 0.1, 1.0, 1.0, 0.0, 1.0])
# Rates are combined as sum(rate ** -AGREEMENT) ** (-1 / AGREEMENT): infinity would be the smallest rate alone.
AGREEMENT = 0.7
# Measured alarms a year of the combined statistics, at nominal 10, 3, 1, ..., on stationary series.
COMBINED = np.array([52.469, 18.227, 5.213, 1.298, 0.319, 0.068])
LEAST = -2.0
MOST = 12.0


def score(statistics: FloatMatrix) -> tuple[FloatMatrix, np.ndarray]:
    """Return the day's score and which statistic gave it.

    Parameters
    ----------
    statistics
        Shape ``(family, series)``.

    Returns
    -------
    score
        Minus the decimal logarithm of the false alarms per series and year, shape ``(series,)``.
    family
        Row of the strangest statistic; silence and flatline, which say more, go first from once a year on.
    """
    nominal = _nominal(statistics)
    combined = _interpolate(_together(nominal), -np.log10(RATES), -np.log10(COMBINED))
    exact = nominal[MEASURED:]
    family = np.where(exact.max(axis=0) >= 0, MEASURED + exact.argmax(axis=0), nominal.argmax(axis=0))
    return np.clip(combined, LEAST, MOST), family


def nominal_score(statistics: FloatMatrix) -> FloatMatrix:
    """Return the combined score of the statistics, before the correction for having looked at several."""
    return _together(_nominal(statistics))


def _nominal(statistics: FloatMatrix) -> FloatMatrix:
    each = [_interpolate(x, row, -np.log10(RATES)) for x, row in zip(statistics, TABLE, strict=True)]
    nominal: FloatMatrix = np.stack(each) - HANDICAP[:, None]
    return nominal


def _together(nominal: FloatMatrix) -> FloatMatrix:
    best = nominal.max(axis=0)
    combined: FloatMatrix = best + np.log10((10 ** (AGREEMENT * (nominal - best))).sum(axis=0)) / AGREEMENT
    return combined


def _interpolate(x: FloatMatrix, at: FloatMatrix, values: FloatMatrix) -> FloatMatrix:
    """Return the piecewise linear function through the points, going on beyond them as between the outermost two."""
    below = values[0] + (x - at[0]) * (values[1] - values[0]) / (at[1] - at[0])
    above = values[-1] + (x - at[-1]) * (values[-1] - values[-2]) / (at[-1] - at[-2])
    return np.where(x < at[0], np.maximum(below, LEAST), np.where(x > at[-1], above, np.interp(x, at, values)))


def _band() -> float:
    """Return the normal score at which a single day alone reaches score 0: about once a year."""
    nominal = float(np.interp(0.0, -np.log10(COMBINED), -np.log10(RATES)))
    return float(np.sqrt(2 * np.interp(nominal, -np.log10(RATES), TABLE[0])))


BAND = _band()
