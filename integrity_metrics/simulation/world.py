"""The world of the simulated platform, read from ``world/*.toml``: places, policies, rules, sites, promises, events."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from integrity_metrics.simulation.randomness import Array

FOLDER = Path(__file__).parent / "world"


@dataclass(frozen=True, slots=True)
class Market:
    """A country: its size, clock, language, week, holidays (MM-DD) and how often content made there violates."""

    code: str
    weight: float
    utc: float
    language: str
    week: str
    harm: float
    holidays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentType:
    """A kind of content: its share of new contents, median views of a life, and where it is seen."""

    name: str
    share: float
    median_views: float
    surfaces: dict[str, float]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy; world/policies.toml says what the fields mean."""

    policy_id: str
    name: str
    area: str
    severity: int
    dsa_category: str
    rate: float
    views: float
    reports: float
    sweep: float
    types: dict[str, float]
    actions: dict[str, float]
    dsa_keyword: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A detection rule; world/rules.toml says what the fields mean."""

    rule_id: str
    detection: str
    policy: str
    recall: float
    precision: float
    hours: float
    decides: str
    owner: str
    threshold: float | None = None
    shadow: bool = False
    reactive: bool = False
    retired_at: float | None = None
    version_at: float | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A review site and its typical reviewer."""

    name: str
    vendor: str
    reviewers: int
    sensitivity: float
    specificity: float
    seconds: float
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """A review queue: whose severity it takes, usual hours to a first look and from there to a decision, promises."""

    name: str
    severity: int
    review_hours: float
    decide_hours: float
    first_response: float
    decision: float
    share: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something planted; world/events.toml says what the fields mean."""

    name: str
    kind: str
    days: int
    size: float
    unit: str
    what: str
    at: float | None = None
    on: str | None = None
    shape: str = "flat"
    policy: str | None = None
    rule: str | None = None
    market: str | None = None
    surface: str | None = None
    content_type: str | None = None
    site: str | None = None
    change: str | None = None
    version: str | None = None
    threshold: float | None = None
    recall: float = 1.0
    false_positives: float = 1.0
    others: float = 1.0


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is fixed about the platform. Codes are positions in these tuples; policy 0 means benign."""

    surfaces: tuple[str, ...]
    types: tuple[ContentType, ...]
    markets: tuple[Market, ...]
    areas: dict[str, str]
    policies: tuple[Policy, ...]
    rules: tuple[Rule, ...]
    sites: tuple[Site, ...]
    queues: tuple[Queue, ...]
    events: tuple[Event, ...]
    promises: dict[str, Any]
    strata: tuple[str, ...]

    def policy_code(self, policy_id: str) -> int:
        """Return the code of a policy, from 1."""
        return [p.policy_id for p in self.policies].index(policy_id) + 1

    def market_code(self, code: str) -> int:
        """Return the position of a market."""
        return [m.code for m in self.markets].index(code)

    def type_code(self, name: str) -> int:
        """Return the position of a kind of content."""
        return [t.name for t in self.types].index(name)

    @property
    def market_weights(self) -> Array:
        """Shares of the markets, shape (markets,)."""
        weights = np.array([m.weight for m in self.markets])
        shares: Array = weights / weights.sum()
        return shares

    @property
    def policy_ids(self) -> Array:
        """Ids by code, shape (policies + 1,); None is benign."""
        return np.array([None, *(p.policy_id for p in self.policies)], dtype=object)


@cache
def load_world() -> World:
    """Return the world.

    Examples
    --------
    >>> world = load_world()
    >>> len(world.markets), len(world.policies), len(world.rules), sum(site.reviewers for site in world.sites)
    (40, 14, 60, 120)
    """
    places, rules, policies = _read("places"), _read("rules"), _read("policies")
    promises = _read("promises")
    return World(
        surfaces=tuple(places["surfaces"]),
        types=tuple(ContentType(name=k, **v) for k, v in places["content_types"].items()),
        markets=tuple(Market(code=k, **_tuples(v)) for k, v in places["markets"].items()),
        areas=policies["areas"],
        policies=tuple(Policy(policy_id=k, **v) for k, v in policies["policies"].items()),
        rules=tuple(Rule(rule_id=k, **v) for k, v in rules["rules"].items()),
        sites=tuple(Site(name=k, **_tuples(v)) for k, v in _read("sites")["sites"].items()),
        queues=tuple(Queue(name=k, **v) for k, v in promises["queues"].items()),
        events=tuple(Event(name=k, **v) for k, v in _read("events").items()),
        promises=promises,
        strata=tuple(promises["labels"]["strata"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
