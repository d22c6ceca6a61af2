"""Contents of one block of days: who made them, what they truly are, and how much they would be seen."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from integrity_metrics.simulation.randomness import Array, choose, generator
from integrity_metrics.simulation.span import PlacedEvent, Span
from integrity_metrics.simulation.world import World

CONTENTS_AT_SCALE_1 = 1_000_000
# Days before the span whose contents may still be seen in it.
DAYS_BEFORE = 120
VIEWS_SIGMA = 1.9
LONGEST_LIFE_DAYS = 180
# A life in days is about this times the root of the views: what is seen much is seen long.
LIFE_FACTOR = 0.33
MOST_PLACES = 12
PULL_TO_PROFILE = 0.7
# One creator in eight causes most violations: 0.12 x 3.5 + 0.88 x 0.66 = 1.
BAD_CREATORS, BAD_FACTOR, GOOD_FACTOR = 0.12, 3.5, 0.66
# Contents of one creator cluster of a campaign.
CLUSTER_CONTENTS = 25
# Local hours of creation peak in the evening.
HOURS = 1 + 0.8 * np.cos(2 * np.pi * (np.arange(24) - 20) / 24)


@dataclass(slots=True)
class Contents:
    """Contents and what is true of them; every array has shape (contents,). Codes are positions in the `World`.

    Parameters
    ----------
    number
        Running number; the id is made of it.
    created
        Days from the start of the span; before it when negative.
    kind, market, creator, surface
        Codes; surface is the position in the kind's own list.
    policy
        Code of the policy it truly violates, from 1; 0 is benign.
    views, life, places
        Expected views over `life` days in `places` market x surface pairs, were it never removed.
    score, stratum
        What the model says at creation (NaN: unscored) and the sampling stratum that follows.
    difficulty
        How hard it is to judge; standard normal for violating contents.
    event
        Code of the planted campaign that made it; 0 is none.
    deterred
        True when a planted policy change kept it from being made; it exists in no table.
    """

    number: Array
    created: Array
    kind: Array
    market: Array
    creator: Array
    surface: Array
    policy: Array
    views: Array
    life: Array
    places: Array
    score: Array
    stratum: Array
    difficulty: Array
    event: Array
    deterred: Array

    def __len__(self) -> int:
        return len(self.number)

    def take(self, rows: Array) -> Contents:
        """Return some of the contents."""
        return Contents(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Creators:
    """Market and violation factor of every ordinary creator, shape (creators,)."""

    market: Array
    factor: Array


def contents_a_day(span: Span, scale: float) -> Array:
    """Return the ordinary contents of each day from `DAYS_BEFORE` days before the span, shape (days + DAYS_BEFORE,)."""
    growth = span.growth(np.arange(-DAYS_BEFORE, span.days))
    # Scale 1 is the million contents of two years; shorter spans have as many a day.
    usual = CONTENTS_AT_SCALE_1 * scale / np.sum(Span(730, ()).growth(np.arange(730)))
    upto = np.floor(np.cumsum(usual * growth)).astype(np.int64)
    counts: Array = np.diff(upto, prepend=0)
    return counts


def make_creators(world: World, seed: int, scale: float) -> Creators:
    """Return the ordinary creators; eight contents each on average."""
    rng = generator(seed, "creators")
    count = max(200, int(CONTENTS_AT_SCALE_1 * scale / 8))
    market = choose(rng, world.market_weights, count).astype(np.int8)
    return Creators(market, np.where(rng.random(count) < BAD_CREATORS, BAD_FACTOR, GOOD_FACTOR))


def make_contents(
    world: World, span: Span, creators: Creators, counts: Array, *, seed: int, block: int, first_day: int, number: int
) -> Contents:
    """Return the contents made in one block of days, sorted by creation.

    Parameters
    ----------
    counts
        Ordinary contents of each day of the block.
    first_day, number
        Day of ``counts[0]`` and the number of the first content.
    """
    rng = generator(seed, "contents", block)
    day = np.repeat(np.arange(first_day, first_day + len(counts)), counts)
    size = len(day)
    creator = np.floor(len(creators.market) * rng.random(size) ** 2).astype(np.int64)
    market = creators.market[creator].astype(np.int64)
    kind = choose(rng, np.array([t.share for t in world.types]), size)
    policy = _violations(world, rng, kind, market, creators.factor[creator])
    event = np.zeros(size, dtype=np.int64)
    planted = [
        _campaign(world, rng, placed, counts, first_day, len(creators.market)) for placed in span.of_kind("campaign")
    ]
    day, creator, market, kind, policy, event = (
        np.concatenate([ordinary, *(extra[name] for extra in planted)])
        for name, ordinary in [
            ("day", day),
            ("creator", creator),
            ("market", market),
            ("kind", kind),
            ("policy", policy),
            ("event", event),
        ]
    )
    utc = np.array([m.utc for m in world.markets])
    hour = (choose(rng, HOURS, len(day)) + rng.random(len(day)) - utc[market]) % 24
    created = day + hour / 24
    order = np.argsort(created, kind="stable")
    created, creator, market, kind, policy, event = (
        values[order] for values in (created, creator, market, kind, policy, event)
    )
    views = _views(world, rng, kind, policy)
    score, difficulty = _score(world, span, rng, kind, policy, created)
    noise = np.exp(0.5 * rng.standard_normal(len(created)))
    places = 1 + np.floor(2.2 * np.log10(np.maximum(views, 400) / 400))
    return Contents(
        number=number + np.arange(len(created)),
        created=created,
        kind=kind,
        market=market,
        creator=creator,
        surface=_surface(world, span, rng, kind, policy, event),
        policy=policy,
        views=views,
        life=np.clip(np.round(LIFE_FACTOR * np.sqrt(views) * noise), 1, LONGEST_LIFE_DAYS).astype(np.int64),
        places=np.minimum(places, MOST_PLACES).astype(np.int64),
        score=score,
        stratum=_stratum(world, score),
        difficulty=difficulty,
        event=event,
        deterred=_deterred(world, span, rng, policy, created),
    )


def type_shares(world: World, policy: str) -> Array:
    """Return the shares of the kinds of content among the violations of a policy, shape (types,)."""
    weights = next(p.types for p in world.policies if p.policy_id == policy)
    shares = np.array([weights.get(t.name, 0.0) for t in world.types])
    normal: Array = shares / shares.sum()
    return normal


def _violations(world: World, rng: np.random.Generator, kind: Array, market: Array, factor: Array) -> Array:
    shares = np.array([t.share for t in world.types])
    rates = np.stack([p.rate * type_shares(world, p.policy_id) / shares for p in world.policies], axis=1)
    harm = np.array([m.harm for m in world.markets])
    harm = harm / (harm * world.market_weights).sum()
    total = rates.sum(axis=1)
    violates = rng.random(len(kind)) < np.minimum(total[kind] * harm[market] * factor, 0.95)
    which = rng.random(len(kind)) * total[kind]
    policy = (np.cumsum(rates, axis=1)[kind] <= which[:, None]).sum(axis=1)
    return np.where(violates, np.minimum(policy, len(world.policies) - 1) + 1, 0)


def _campaign(
    world: World, rng: np.random.Generator, placed: PlacedEvent, counts: Array, first_day: int, creators: int
) -> dict[str, Array]:
    """Return the extra contents a campaign adds to the block: by few creators, of one policy, in its segment."""
    event = placed.event
    days = np.arange(first_day, first_day + len(counts))
    policy = world.policies[world.policy_code(event.policy or "") - 1]
    kinds = type_shares(world, policy.policy_id)
    if event.content_type is not None:
        kinds = kinds * (np.arange(len(kinds)) == world.type_code(event.content_type))
    if event.surface is not None:
        kinds = kinds * np.array([event.surface in t.surfaces for t in world.types])
    usual = policy.rate * counts * kinds.sum()
    if event.market is not None:
        usual = usual * world.market_weights[world.market_code(event.market)]
    rise = (days - placed.first + 1) / (placed.end - placed.first) if event.shape == "ramp" else 1.0
    made = rng.poisson(np.where(placed.active(days), usual * event.size * rise, 0.0))
    size = int(made.sum())
    whole = int(np.ceil(policy.rate * counts.max(initial=1) * event.size * (placed.end - placed.first)))
    clusters = max(3, whole // CLUSTER_CONTENTS)
    cluster = np.floor(clusters * rng.random(size) ** 1.5).astype(np.int64)
    if event.market is None:
        # A cluster works from one market.
        market = choose(generator(placed.code, "clusters"), world.market_weights, clusters)[cluster]
    else:
        market = np.full(size, world.market_code(event.market))
    return {
        "day": np.repeat(days, made),
        "creator": creators + placed.code * 10_000_000 + cluster,
        "market": market,
        "kind": choose(rng, kinds, size),
        "policy": np.full(size, world.policy_code(policy.policy_id)),
        "event": np.full(size, placed.code),
    }


def _views(world: World, rng: np.random.Generator, kind: Array, policy: Array) -> Array:
    median = np.array([t.median_views for t in world.types])[kind]
    factor = np.array([1.0, *(p.views for p in world.policies)])[policy]
    deviation = rng.standard_normal(len(kind))
    # Violating contents do not become hits: platforms look at what is seen most.
    deviation = np.where(policy > 0, np.minimum(deviation, 2.6), deviation)
    views: Array = median * factor * np.exp(VIEWS_SIGMA * deviation)
    return views


def _surface(world: World, span: Span, rng: np.random.Generator, kind: Array, policy: Array, event: Array) -> Array:
    u = rng.random(len(kind))
    # Profiles are where nobody ranks: most of what violates is met there first, if its kind is shown there at all.
    pulled = (policy > 0) & (rng.random(len(kind)) < PULL_TO_PROFILE)
    surface = np.zeros(len(kind), dtype=np.int64)
    for code, content_type in enumerate(world.types):
        rows = kind == code
        edges = np.cumsum(list(content_type.surfaces.values()))
        surface[rows] = np.minimum(np.searchsorted(edges, u[rows]), len(edges) - 1)
        if "profile" in content_type.surfaces:
            surface[rows & pulled] = list(content_type.surfaces).index("profile")
        for placed in span.of_kind("campaign"):
            if placed.event.surface in content_type.surfaces:
                position = list(content_type.surfaces).index(placed.event.surface)
                surface[rows & (event == placed.code)] = position
    return surface


def _score(
    world: World, span: Span, rng: np.random.Generator, kind: Array, policy: Array, created: Array
) -> tuple[Array, Array]:
    """Return the model's score (NaN: unscored) and the difficulty; benign contents with a high score are hard."""
    size = len(kind)
    drift = span.only("score_drift")
    moved = np.where(drift.active(created), drift.event.size, 0.0)
    noise = rng.standard_normal(size)
    logit = np.where(policy > 0, -0.9 + 1.7 * noise + moved, -3.1 + 1.6 * noise)
    unscored = rng.random(size) < np.where(kind == world.type_code("message"), 0.25, 0.03)
    difficulty = rng.standard_normal(size)
    difficulty = np.where(policy > 0, difficulty, 0.6 * difficulty + noise)
    return np.where(unscored, np.nan, 1 / (1 + np.exp(-logit))), difficulty


def _stratum(world: World, score: Array) -> Array:
    edges = [s["upper"] for s in world.promises["labels"]["strata"].values()][1:-1]
    scored = 1 + np.searchsorted(edges, np.nan_to_num(score), side="right")
    return np.where(np.isnan(score), 0, scored)


def _deterred(world: World, span: Span, rng: np.random.Generator, policy: Array, created: Array) -> Array:
    u = rng.random(len(policy))
    deterred = np.zeros(len(policy), dtype=bool)
    for placed in span.of_kind("policy_deterrent"):
        of_policy = policy == world.policy_code(placed.event.policy or "")
        deterred |= of_policy & placed.active(created) & (u < placed.event.size)
    return deterred
