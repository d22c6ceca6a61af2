# ruff: noqa
# fmt: off
# Copied from the shared benchmark as it is, so that its bytes stay the same.
"""Integrity-metric anomaly benchmark: seeded generator of labelled daily series, and an event-level scorer.

numpy + pandas only.  Same arguments -> same bytes.  Typical use:

    b = make_bench(seed=7)                       # b.obs, b.truth, b.meta
    S = my_detector(b)                           # DataFrame, index=date, columns=series_id, higher = stranger,
                                                 # row t may use rows <= t only (causal)
    print(evaluate(b, S, budget=1.0))            # budget: false alarms per series per year

Series are daily counts (negative binomial around a mean) or rates num/den (beta-binomial), with weekday pattern,
annual wave, one-knot trend, AR(1) latent noise and (for most) holiday effects.  Event sizes are in units of the
series' own day-level standard deviation ("sigma"), so difficulty does not depend on volume.
CLI: python integrity_bench.py --seed 7 --out DIR   writes obs.csv, truth.csv, meta.csv
"""
from __future__ import annotations
import argparse
from dataclasses import dataclass, field
from pathlib import Path
import numpy as np
import pandas as pd

HOLIDAYS = [(1, 1), (2, 14), (3, 17), (4, 10), (5, 1), (7, 4), (9, 4), (10, 31), (11, 24), (12, 24), (12, 25), (12, 31)]
DEFAULT_MIX = {"spike": 0.25, "shift": 0.25, "ramp": 0.15, "variance": 0.10, "zero": 0.15, "weekday": 0.10}
# days from the start of an event within which a first alarm counts as a detection
HORIZON = {"spike": 3, "zero": 3, "shift": 21, "weekday": 28, "variance": 28, "ramp": 45}
COOLDOWN = 7      # an alarm silences its own series for the next COOLDOWN-1 days (one episode = one alarm)
SETTLE = 21       # after an event reverts, alarms are neither right nor wrong for this long
PERMANENT = 60    # a lasting change is forgiven this long, then it is the new normal


@dataclass
class Bench:
    obs: pd.DataFrame      # date, series_id, kind, num, den, value, is_holiday
    truth: pd.DataFrame    # series_id, event, start, end, sign, size (end: last day of effect; NaT = permanent)
    meta: pd.DataFrame     # series_id, kind, base, sd_rel, has_holiday
    warmup: int
    dates: pd.DatetimeIndex
    config: dict = field(default_factory=dict)

    def wide(self, col: str = "value") -> pd.DataFrame:
        return self.obs.pivot(index="date", columns="series_id", values=col)


def _calendar(n_days: int, start: str) -> tuple[pd.DatetimeIndex, np.ndarray]:
    d = pd.date_range(start, periods=n_days, freq="D")
    return d, np.array([(x.month, x.day) in HOLIDAYS for x in d])


def _mean_curve(rng, n, dow, hol, is_rate):
    """Log (count) or logit (rate) mean without its level, and whether holidays matter."""
    k = 0.4 if is_rate else 1.0
    week = rng.normal(0, 0.06, 7) * k
    week[5:] -= rng.uniform(0, 0.6) * k
    drift = np.linspace(1, rng.uniform(0.8, 1.25), n)
    t = np.arange(n) / 365.0
    knot = rng.uniform(0.2, 0.8) * n / 365.0
    s1, s2 = rng.uniform(-0.4, 0.6, 2) * k
    curve = week[dow] * drift + s1 * np.minimum(t, knot) + s2 * np.maximum(t - knot, 0)
    curve = curve + rng.uniform(0, 0.15) * k * np.sin(2 * np.pi * (t + rng.uniform()))
    has_h = bool(rng.uniform() < 0.6)
    if has_h:
        eff = rng.normal(-0.35, 0.25) * k
        shoulder = 0.3 if rng.uniform() < 0.5 else 0.0
        for i in np.flatnonzero(hol):
            e = eff + rng.normal(0, 0.1) * k
            curve[i] += e
            for j in (i - 1, i + 1):
                if 0 <= j < n and not hol[j]:
                    curve[j] += shoulder * e
    return curve, week, has_h


def _plan_events(rng, n, warmup, mix, per_series):
    """Start days at least 75 apart, kinds from the mix."""
    kinds, p = list(mix), np.array(list(mix.values()), float)
    free = list(range(warmup + 15, n - 50))
    out = []
    for _ in range(min(rng.poisson(per_series), 4)):
        if not free:
            break
        s = int(rng.choice(free))
        out.append((s, str(rng.choice(kinds, p=p / p.sum()))))
        free = [d for d in free if abs(d - s) >= 75]
    return sorted(out)


def make_bench(seed: int = 0, n_series: int = 200, n_days: int = 540, warmup: int = 180, mix: dict | None = None,
               size: float = 1.0, per_series: float = 1.2, rate_share: float = 0.5, missing: float = 0.0,
               start: str = "2023-01-02") -> Bench:
    """size scales every event; per_series is the mean number of events; missing is the share of days lost."""
    mix = dict(mix or DEFAULT_MIX)
    dates, hol = _calendar(n_days, start)
    dow = (np.arange(n_days) + dates[0].weekday()) % 7
    obs, truth, meta = [], [], []
    for i in range(n_series):
        rng = np.random.default_rng([seed, i])
        sid = f"s{i:04d}"
        is_rate = bool(rng.uniform() < rate_share)
        curve, week, has_h = _mean_curve(rng, n_days, dow, hol, is_rate)
        phi, s = rng.uniform(0, 0.6), rng.uniform(0.01, 0.08)
        e = rng.normal(0, s * np.sqrt(1 - phi ** 2), n_days)
        e[0] = rng.normal(0, s)
        ar = np.zeros(n_days)
        for t in range(n_days):
            ar[t] = e[t] + (phi * ar[t - 1] if t else 0)
        if is_rate:
            den_mu = 10 ** rng.uniform(2.3, 5) * np.exp(_mean_curve(rng, n_days, dow, hol, False)[0])
            den = np.maximum(rng.poisson(den_mu * np.exp(rng.normal(0, 0.03, n_days))), 1).astype(float)
            base, rho = 10 ** rng.uniform(-2.0, -0.3), 10 ** rng.uniform(-5, -3)
            p0 = 1 / (1 + np.exp(-(np.log(base / (1 - base)) + curve)))
            mu, sd = p0, np.sqrt(p0 * (1 - p0) / den * (1 + (den - 1) * rho) + (p0 * (1 - p0) * s) ** 2)
        else:
            den, base, disp = np.full(n_days, np.nan), 10 ** rng.uniform(0.9, 4.3), rng.uniform(0.0, 0.08) ** 2
            mu = base * np.exp(curve)
            sd = np.sqrt(mu + mu ** 2 * (disp + s ** 2))
        shift, extra, zero, wk = np.zeros(n_days), np.ones(n_days), np.zeros(n_days, bool), np.zeros(n_days)
        for st, kind in _plan_events(rng, n_days, warmup, mix, per_series):
            sign, end = (1 if rng.uniform() < 0.65 else -1), None
            if kind == "spike":
                z, end = rng.uniform(4, 8), st + int(rng.integers(0, 2))
            elif kind == "shift":
                z = rng.uniform(1.5, 4)
                end = None if rng.uniform() < 0.5 else st + int(rng.integers(20, 50))
            elif kind == "ramp":
                z, rise = rng.uniform(2.5, 5), int(rng.integers(21, 43))
                end = None if rng.uniform() < 0.5 else st + rise + int(rng.integers(7, 30))
            elif kind == "variance":
                z, end = rng.uniform(2.5, 4), st + int(rng.integers(14, 29))
            elif kind == "zero":
                z, end = 0.0, st + int(rng.integers(0, 4))
            else:  # weekday: the weekly pattern turns upside down
                z, end = 1.0, st + int(rng.integers(21, 43))
            z *= size
            stop = n_days if end is None else min(end + 1, n_days)
            span = np.arange(st, stop)
            if kind in ("spike", "shift", "ramp"):
                if mu[st] - z * sd[st] < 0.1 * mu[st] or (is_rate and mu[st] > 0.5 and mu[st] + z * sd[st] > 0.98):
                    sign = 1 if mu[st] < 0.5 or not is_rate else -1
                shape = np.minimum((span - st + 1) / rise, 1.0) if kind == "ramp" else 1.0
                shift[span] += sign * z * shape * sd[span]
            elif kind == "variance":
                extra[span] = max(z, 1.0)
            elif kind == "zero":
                zero[span] = True
            else:
                wk[span] = -2.0 * (week[dow[span]] - week.mean())
                z = float(np.std(wk[span]) * np.median(mu[span] * (1 - mu[span] if is_rate else 1)) / np.median(sd[span]))
                if z < 1.0:      # too faint to be an event: undo, plant nothing
                    wk[span] = 0
                    continue
            truth.append((sid, kind, dates[st], pd.NaT if end is None else dates[stop - 1], sign, round(float(z), 3)))
        var_noise = rng.normal(0, 1, n_days) * np.sqrt(extra ** 2 - 1) * sd
        if is_rate:
            lo = np.log(mu / (1 - mu)) + ar + wk
            p = np.clip(1 / (1 + np.exp(-lo)) + shift + var_noise, 1e-4, 1 - 1e-4)
            ab = 1 / rho - 1
            num = rng.binomial(den.astype(np.int64), rng.beta(p * ab, (1 - p) * ab)).astype(float)
        else:
            m = np.maximum(mu * np.exp(ar + wk) + shift + var_noise, 0.02 * mu)
            num = rng.poisson(m * rng.gamma(1 / max(disp, 1e-6), max(disp, 1e-6), n_days)).astype(float)
        num[zero] = 0
        if missing:
            lost = rng.uniform(size=n_days) < missing
            num[lost], den[lost] = np.nan, np.nan
        value = num / den if is_rate else num
        obs.append(pd.DataFrame({"date": dates, "series_id": sid, "kind": "rate" if is_rate else "count", "num": num,
                                 "den": den, "value": value, "is_holiday": hol}))
        meta.append((sid, "rate" if is_rate else "count", base, float(np.median(sd / mu)), has_h))
    cols = ["series_id", "event", "start", "end", "sign", "size"]
    return Bench(pd.concat(obs, ignore_index=True), pd.DataFrame(truth, columns=cols),
                 pd.DataFrame(meta, columns=["series_id", "kind", "base", "sd_rel", "has_holiday"]), warmup, dates,
                 dict(seed=seed, n_series=n_series, n_days=n_days, mix=mix, size=size))


def _alarms(flag: np.ndarray) -> list[int]:
    out, last = [], -10 ** 9
    for t in np.flatnonzero(flag):
        if t - last >= COOLDOWN:
            out.append(int(t))
            last = t
    return out


def _windows(b: Bench):
    """Per series: list of (event row, start, last creditable day, last forgiven day)."""
    day = {d: i for i, d in enumerate(b.dates)}
    w: dict[str, list] = {s: [] for s in b.meta.series_id}
    for r in b.truth.itertuples():
        s = day[r.start]
        e = None if pd.isna(r.end) else day[r.end]
        hor = s + HORIZON[r.event] - 1
        w[r.series_id].append((r.Index, s, hor, max(hor, (s + PERMANENT) if e is None else e + SETTLE)))
    return w


def alarm_stats(b: Bench, S: pd.DataFrame, thr: float):
    """At one threshold: detection delay per event (NaN = missed), number of false alarms, series-years watched."""
    w, fa, days, delay = _windows(b), 0, 0, np.full(len(b.truth), np.nan)
    for sid in b.meta.series_id:
        flag = np.nan_to_num(S[sid].to_numpy(float), nan=-np.inf) >= thr
        flag[: b.warmup] = False
        forgiven = np.zeros(len(flag), bool)
        for _, s, _, f in w[sid]:
            forgiven[s: f + 1] = True
        days += int((~forgiven[b.warmup:]).sum())
        for t in _alarms(flag):
            hit = [x for x in w[sid] if x[1] <= t <= x[3]]
            if not hit:
                fa += 1
            for k, s, h, _ in hit:
                if t <= h and np.isnan(delay[k]):
                    delay[k] = t - s
    return delay, fa, days / 365.0


def evaluate(b: Bench, S: pd.DataFrame, budget: float = 1.0) -> dict:
    """One global threshold: the lowest that keeps false alarms per series-year within budget.
    recall: share of events first alarmed within HORIZON; value: mean of 1 - delay/HORIZON over events (missed = 0);
    precision: detected / (detected + false alarms); ttd: median delay of detected events, days."""
    vals = S.iloc[b.warmup:].to_numpy(float)
    grid = np.unique(np.append(np.quantile(vals[np.isfinite(vals)], 1 - np.geomspace(2e-5, 0.3, 240)), np.inf))
    lo, hi = 0, len(grid) - 1
    while lo < hi:      # false alarms fall as the threshold rises
        mid = (lo + hi) // 2
        _, fa, yrs = alarm_stats(b, S, grid[mid])
        lo, hi = (lo, mid) if fa <= budget * yrs else (mid + 1, hi)
    delay, fa, yrs = alarm_stats(b, S, grid[lo])
    ev, hit = b.truth.event.to_numpy(), ~np.isnan(delay)
    hor = np.array([HORIZON[k] for k in ev], float)
    val = np.where(hit, 1 - np.nan_to_num(delay) / hor, 0.0)
    out = {"threshold": float(grid[lo]), "fa_per_series_year": fa / yrs, "events": len(ev), "recall": hit.mean(),
           "value": val.mean(), "precision": hit.sum() / max(hit.sum() + fa, 1),
           "ttd": float(np.median(delay[hit])) if hit.any() else np.nan}
    for k in sorted(set(ev)):
        m = ev == k
        out[f"recall_{k}"], out[f"ttd_{k}"] = hit[m].mean(), float(np.nanmedian(delay[m])) if hit[m].any() else np.nan
    return out


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    for flag, default in (("--seed", 0), ("--n-series", 200), ("--n-days", 540), ("--size", 1.0), ("--out", "bench_out")):
        p.add_argument(flag, type=type(default), default=default)
    a = p.parse_args()
    bench = make_bench(a.seed, a.n_series, a.n_days, size=a.size)
    Path(a.out).mkdir(parents=True, exist_ok=True)
    for name in ("obs", "truth", "meta"):
        getattr(bench, name).to_csv(Path(a.out) / f"{name}.csv", index=False)
    print(len(bench.obs), "rows;", len(bench.truth), "events;", bench.truth.event.value_counts().to_dict())
