"""The metric catalogue: every title, definition and unit, read from ``definitions/*.toml`` and checked."""

from __future__ import annotations

import difflib
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from integrity_metrics.errors import IntegrityError, UnknownMetricError
from integrity_metrics.paths import DEFINITIONS
from integrity_metrics.scope import Scope

Entry = TypeVar("Entry", bound=BaseModel)
# per_10k: a share of views, kept as a fraction and told per 10,000 views.
Unit = Literal["count", "share", "per_10k", "days"]
# Where the rows of the contract are from, as far as notes tell: the bundled sample dumps, or the simulated platform.
Origin = Literal["sample", "simulated"]


class CatalogueError(IntegrityError, ValueError):
    """A definition file holds something it must not, or misses something it must hold."""


class Metric(BaseModel):
    """One entry of the catalogue. A metric is data: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    title: str
    definition: str
    misuse: str
    unit: Unit
    direction: Literal["higher", "lower", "neutral"]
    numerator: str
    denominator: str
    query: str
    estimator: str
    grain: str
    dimensions: tuple[str, ...]
    minimum_n: int = Field(ge=1)
    maturity_days: int = Field(ge=0)
    owner: str
    since: date
    deprecated: str | None = None


class Note(BaseModel):
    """A known fact about the data, shown on every chart it touches. An absent field touches any scope."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    text: str
    metrics: tuple[str, ...]
    dimension: str | None = None
    platforms: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    break_on: date | None = None
    only_for: Origin | None = None

    def touches(self, metric: str, scope: Scope) -> bool:
        """Return whether the note is about what `scope` asks of `metric`."""
        asked = {*scope.by, *(f.dimension for f in scope.filters)}
        kept, left_out = scope.values_of("platform"), scope.values_of("platform", excluded=True)
        platforms = [p for p in self.platforms if p not in left_out and (not kept or p in kept)]
        return (
            metric in self.metrics
            and (self.dimension is None or self.dimension in asked)
            and (not self.platforms or bool(platforms))
            and (self.since is None or scope.period.until > self.since)
            and (self.until is None or scope.period.since < self.until)
        )


@cache
def catalogue(folder: Path = DEFINITIONS) -> dict[str, Metric]:
    """Return every metric by key, in the order of the files.

    Raises
    ------
    CatalogueError
        Naming the file, the entry and the field.
    """
    return {m.key: m for m in _entries(folder, "metrics", Metric)}


@cache
def notes(folder: Path = DEFINITIONS) -> dict[str, Note]:
    """Return every note by key."""
    return {n.key: n for n in _entries(folder, "notes", Note)}


def metric(key: str) -> Metric:
    """Return one metric of the catalogue.

    Examples
    --------
    >>> metric("dsa_statements").unit
    'count'
    >>> metric("dsa_statement")
    Traceback (most recent call last):
    ...
    integrity_metrics.errors.UnknownMetricError: There is no metric 'dsa_statement'; did you mean 'dsa_statements'? ...
    """
    known = catalogue()
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "check the spelling."
    raise UnknownMetricError(f"There is no metric '{key}'; {hint} Known: {', '.join(known)}.")


def notes_for(key: str, scope: Scope, *, origin: Origin | None = None) -> tuple[str, ...]:
    """Return the keys of the notes that touch `scope`; `origin` says where the rows are from, None a real platform."""
    return tuple(n.key for n in notes().values() if n.touches(key, scope) and n.only_for in (None, origin))


def _entries(folder: Path, table: str, model: type[Entry]) -> list[Entry]:
    found: list[Entry] = []
    for path in sorted(folder.glob("*.toml")):
        for key, fields in _tables(path).get(table, {}).items():
            try:
                found.append(model.model_validate({"key": key, **fields}))
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                field = ".".join(str(part) for part in first["loc"])
                raise CatalogueError(f"{path.name}: [{table}.{key}] {field}: {first['msg']}.") from None
    return found


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {error}.") from None
