"""The daily label sample: a stratified draw of views, labelled days later by people who err."""

from __future__ import annotations

import math
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from scipy.stats import binom

from integrity_metrics.simulation.blocks import Setting
from integrity_metrics.simulation.columns import ids, insert, named, optional
from integrity_metrics.simulation.decision_rows import CALIBRATION, GOLDEN, Counters, write_decisions
from integrity_metrics.simulation.randomness import Array, generator
from integrity_metrics.simulation.reviewers import decide
from integrity_metrics.warehouse.native import run_native

# Violating items that are labelled as another policy.
CONFUSED = 0.04
# Share of labels a panel judges again, and golden items a reviewer gets in 30 days.
CALIBRATED, GOLDEN_A_MONTH = 0.03, 10


@dataclass(frozen=True, slots=True)
class Draws:
    """Sampled views, shape (draws,): the row of views each is from, its stratum's draws and views, and its truth."""

    content: Array
    day: Array
    market: Array
    surface: Array
    kind: Array
    stratum: Array
    probability: Array


@dataclass(frozen=True, slots=True)
class Sampled:
    """What is true of the draws: policy code (0 benign), score (NaN unscored), difficulty; shape (draws,)."""

    policy: Array
    score: Array
    difficulty: Array


def write_labels(connection: duckdb.DuckDBPyConnection, setting: Setting, missing_day: int, counters: Counters) -> int:
    """Draw the sample of every day, label it, and write ``prevalence_labels``; return how many draws there are."""
    draws = draw_sample(connection, setting, missing_day)
    sampled = _truth(connection, setting, draws)
    world, span = setting.world, setting.span
    rng = generator(setting.seed, "labels")
    size = len(draws.content)
    promises = world.promises["labels"]
    hard = np.exp(0.35 * sampled.difficulty)
    wait = promises["median_days"] * np.exp(0.6 * rng.standard_normal(size)) * hard
    for placed in span.of_kind("label_backlog"):
        wait = np.where(placed.active(draws.day), wait * placed.event.size, wait)
    # The day must be over before it is sampled.
    labelled_at = draws.day + 1.2 + wait
    never = rng.random(size) < promises["never"] * np.minimum(hard, 3)
    decisions = decide(
        rng, span, world, setting.reviewers, labelled_at, sampled.policy > 0, sampled.difficulty, panel=True
    )
    other = 1 + rng.integers(len(world.policies), size=size)
    right = (sampled.policy > 0) & (rng.random(size) >= CONFUSED)
    policy = np.where(decisions.says_violating, np.where(right, sampled.policy, other), 0)
    waiting = never | (labelled_at >= span.days)
    sample_ids = ids("s", np.arange(size))
    insert(
        connection,
        "prevalence_labels",
        {
            "sample_id": sample_ids,
            "day": span.moments(draws.day.astype(float)).astype("datetime64[D]"),
            "stratum": named(draws.stratum, world.strata),
            "content_id": ids("c", draws.content),
            "market": named(draws.market, [m.code for m in world.markets]),
            "surface": named(draws.surface, world.surfaces),
            "content_type": named(draws.kind, [t.name for t in world.types]),
            "inclusion_probability": draws.probability,
            "model_score": optional(sampled.score),
            "labelled_at": span.moments(np.where(waiting, np.nan, labelled_at)),
            "reviewer_id": named(np.where(waiting, -1, decisions.reviewer), list(setting.reviewers.reviewer_id)),
            "policy_id": named(np.where(waiting, 0, policy), list(world.policy_ids)),
            "is_violating": pa.array(decisions.says_violating, mask=waiting),
        },
    )
    insert(
        connection,
        "truth.labels",
        {
            "sample_id": sample_ids,
            "policy_id": named(sampled.policy, list(world.policy_ids)),
            "is_violating": sampled.policy > 0,
        },
    )
    _calibration(connection, setting, draws, sampled, np.where(waiting, np.inf, labelled_at), counters)
    _golden(connection, setting, draws, sampled, counters)
    return size


def labels_a_day(setting: Setting) -> Array:
    """Return how many views are drawn from each stratum each day, shape (strata,).

    The total grows with the square root of the scale, because an interval narrows with the root of its labels.
    """
    promises = setting.world.promises["labels"]
    total = max(promises["least_per_day"], round(promises["per_day"] * math.sqrt(setting.scale)))
    shares = np.array([stratum["share"] for stratum in promises["strata"].values()])
    wanted: Array = np.maximum(np.round(total * shares), 2).astype(np.int64)
    return wanted


def draw_sample(connection: duckdb.DuckDBPyConnection, setting: Setting, missing_day: int) -> Draws:
    """Return a simple random sample without replacement of views, of fixed size in each day and stratum.

    Every view is first drawn with a chance a little above the wanted one, independently; of those, a random part of the
    wanted size is kept. That is a simple random sample, and needs one pass over the views without sorting them.
    """
    totals = run_native(connection, "simulation/stratum_totals", {"missing_day": missing_day}).fetchnumpy()
    day, stratum, views = (np.asarray(totals[name]) for name in ("day_number", "stratum_code", "impressions"))
    wanted = np.minimum(labels_a_day(setting)[stratum], views)
    rate = np.minimum((wanted + 5 * np.sqrt(wanted) + 8) / views, 1.0)
    connection.register("sample_rates", pa.table({"day_number": day, "stratum_code": stratum, "rate": rate}))
    rows = run_native(connection, "simulation/sample_candidates", {"seed": setting.seed}).fetchnumpy()
    connection.unregister("sample_rates")
    # How many of the row's views are drawn, by the inverse of the binomial distribution.
    chance = np.minimum(np.asarray(rows["u"]), 1 - 1e-12)
    drawn = np.asarray(binom.ppf(chance, rows["impressions"], rows["rate"])).astype(np.int64)
    row = np.repeat(np.arange(len(drawn)), drawn)
    group = np.full((int(day.max()) + 1, len(setting.world.strata)), -1)
    group[day, stratum] = np.arange(len(day))
    of_row = group[np.asarray(rows["day_number"])[row], np.asarray(rows["stratum_code"])[row]]
    rng = generator(setting.seed, "sample")
    order = np.lexsort((rng.random(len(row)), of_row))
    sizes = np.bincount(of_row, minlength=len(day))
    rank = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = order[rank < wanted[of_row[order]]]
    row, of_row = row[kept], of_row[kept]
    probability = (np.minimum(sizes, wanted) / views)[of_row]
    taken = {name: np.asarray(values)[row] for name, values in rows.items()}
    return Draws(
        taken["number"],
        taken["day_number"],
        taken["market_code"],
        taken["surface_code"],
        taken["kind_code"],
        taken["stratum_code"],
        probability,
    )


def _truth(connection: duckdb.DuckDBPyConnection, setting: Setting, draws: Draws) -> Sampled:
    position = np.arange(len(draws.content))
    connection.register("sampled", pa.table({"position": position, "content_id": ids("c", draws.content)}))
    frame = run_native(connection, "simulation/sampled_truth").df()
    connection.unregister("sampled")
    codes = {policy.policy_id: code for code, policy in enumerate(setting.world.policies, start=1)}
    policy = frame["policy_id"].map(codes).fillna(0).to_numpy(dtype=np.int64)
    return Sampled(policy, frame["model_score"].to_numpy(dtype=float), frame["difficulty"].to_numpy())


def _calibration(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    draws: Draws,
    sampled: Sampled,
    labelled_at: Array,
    counters: Counters,
) -> None:
    """Write the labels that a panel judged again, with the right answer."""
    rng = generator(setting.seed, "calibration")
    at = labelled_at + 2 + rng.exponential(3.0, len(labelled_at))
    rows = np.flatnonzero((rng.random(len(at)) < CALIBRATED) & (at < setting.span.days))
    _write_referenced(connection, setting, draws, sampled, rows, at[rows], None, CALIBRATION, rng, counters)


def _golden(
    connection: duckdb.DuckDBPyConnection, setting: Setting, draws: Draws, sampled: Sampled, counters: Counters
) -> None:
    """Write what reviewers said about golden items; half of them violate."""
    rng = generator(setting.seed, "golden")
    months = max(1, setting.span.days // 30)
    reviewer = np.repeat(np.arange(len(setting.reviewers)), months * GOLDEN_A_MONTH)
    at = np.tile(np.repeat(np.arange(months) * 30.0, GOLDEN_A_MONTH), len(setting.reviewers))
    at = at + 30 * rng.random(len(at))
    # Items of the first month that was sampled serve as golden ones for the rest; earlier ones have no use of them.
    known = draws.day < np.minimum(at.min() + 30, setting.span.days)
    pools = [np.flatnonzero(known & (sampled.policy > 0)), np.flatnonzero(known & (sampled.policy == 0))]
    half = rng.random(len(at)) < 0.5
    picks = [pool[rng.integers(len(pool), size=len(at))] for pool in pools]
    rows = np.where(half, picks[0], picks[1])
    used = (at > 32) & (at < setting.span.days)
    _write_referenced(connection, setting, draws, sampled, rows[used], at[used], reviewer[used], GOLDEN, rng, counters)


def _write_referenced(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    draws: Draws,
    sampled: Sampled,
    rows: Array,
    at: Array,
    reviewer: Array | None,
    purpose: int,
    rng: np.random.Generator,
    counters: Counters,
) -> None:
    violating = sampled.policy[rows] > 0
    said = decide(
        rng,
        setting.span,
        setting.world,
        setting.reviewers,
        at,
        violating,
        sampled.difficulty[rows],
        panel=purpose == CALIBRATION,
        reviewer=reviewer,
    )
    other = 1 + rng.integers(len(setting.world.policies), size=len(rows))
    policy = np.where(said.says_violating, np.where(violating, sampled.policy[rows], other), 0)
    write_decisions(
        connection,
        setting,
        counters,
        draws.content[rows],
        said.reviewer,
        policy,
        at,
        said.seconds,
        np.full(len(rows), purpose),
        violating.astype(np.int64),
    )
