"""Run one peer over the benchmark's series, in the peer's own environment: called by detection_peers.py.

Arguments: model, observations (CSV), where to write the scores (CSV), first judged day.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

REFIT_DAYS = 28
WINDOWS = (1, 3, 7, 14, 28)


def main() -> None:
    model, source, target, warm_up = sys.argv[1:]
    observed = pd.read_csv(source, parse_dates=["date"])
    scores = {}
    for name, one in observed.groupby("series_id"):
        rate = one["kind"].iloc[0] == "rate"
        value = one["value"].clip(1e-4, 1 - 1e-4)
        series = pd.DataFrame(
            {"ds": one["date"], "y": np.log(value / (1 - value)) if rate else np.log(one["value"] + 0.5)}
        )
        holidays = one.loc[one["is_holiday"], "date"]
        z = np.full(len(series), np.nan)
        for day in range(int(warm_up) - REFIT_DAYS, len(series), REFIT_DAYS):
            ahead = series.iloc[day : day + REFIT_DAYS]
            mean, spread = FORECASTS[model](series.iloc[:day], ahead, holidays)
            z[day : day + len(ahead)] = (ahead["y"].to_numpy() - mean) / spread
        scores[name] = _scan(pd.Series(z, index=series["ds"]))
    pd.DataFrame(scores).to_csv(target)


def _scan(z: pd.Series) -> pd.Series:
    clipped = z.clip(-6, 6)
    means = [(clipped.rolling(w, min_periods=max(w // 2, 1)).mean() * np.sqrt(w)).abs() for w in WINDOWS]
    return pd.concat(means, axis=1).max(axis=1)


def _prophet(past: pd.DataFrame, ahead: pd.DataFrame, holidays: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    from prophet import Prophet

    calendar = pd.DataFrame({"holiday": "holiday", "ds": holidays, "lower_window": -1, "upper_window": 1})
    model = Prophet(holidays=calendar, weekly_seasonality=True, uncertainty_samples=0).fit(past)
    fitted = model.predict(past)["yhat"].to_numpy()
    spread = 1.4826 * np.nanmedian(np.abs(past["y"].to_numpy() - fitted))
    return model.predict(ahead)["yhat"].to_numpy(), np.full(len(ahead), spread)


def _statsforecast(name: str, past: pd.DataFrame, ahead: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    from statsforecast.models import MSTL, AutoETS

    model = MSTL(season_length=[7]) if name == "mstl" else AutoETS(season_length=7)
    known = past["y"].interpolate(limit_direction="both").to_numpy()
    fitted = model.fit(known)
    inside = fitted.predict_in_sample()["fitted"]
    spread = 1.4826 * np.nanmedian(np.abs(known - inside))
    return fitted.predict(h=len(ahead))["mean"], np.full(len(ahead), spread)


FORECASTS = {
    "prophet": _prophet,
    "mstl": lambda past, ahead, _: _statsforecast("mstl", past, ahead),
    "auto_ets": lambda past, ahead, _: _statsforecast("auto_ets", past, ahead),
}

if __name__ == "__main__":
    main()
