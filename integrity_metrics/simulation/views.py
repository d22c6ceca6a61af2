"""How often each content is seen, where and when: a plan a content, unfolded into rows by DuckDB."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from integrity_metrics.simulation.contents import LONGEST_LIFE_DAYS, MOST_PLACES, Contents
from integrity_metrics.simulation.enforcement import ACTION_TYPES, ENDING, Actions
from integrity_metrics.simulation.randomness import Array
from integrity_metrics.simulation.span import Span
from integrity_metrics.simulation.world import World
from integrity_metrics.warehouse.native import run_native

# Views a day fall with the age of a content as age^-0.8, and over its places as 1, 1/2, 1/3 ...
_AGES = np.cumsum(np.arange(1, LONGEST_LIFE_DAYS + 1) ** -0.8)
_PLACES = np.cumsum(1 / np.arange(1, MOST_PLACES + 1))
# What is seen of a demoted content.
DEMOTED_VIEWS = 0.2
FOREIGN_MARKETS = 8


def stage_places(connection: duckdb.DuckDBPyConnection, world: World, span: Span) -> None:
    """Create the temporary tables that say where a content's n-th place is, and what a day there is like."""
    rows = []
    codes = {name: code for code, name in enumerate(world.surfaces)}
    by_size = np.argsort(-world.market_weights, kind="stable")
    for home in range(len(world.markets)):
        # At home first, then in the largest other markets: every pair of market and surface once.
        markets = [home, *(int(m) for m in by_size if m != home)][: FOREIGN_MARKETS + 1]
        for kind, content_type in enumerate(world.types):
            surfaces = [codes[name] for name in content_type.surfaces]
            for first in range(len(surfaces)):
                for place in range(MOST_PLACES):
                    market, surface = divmod(place, len(surfaces))
                    rows.append(
                        (kind, home, first, place, markets[market], surfaces[(first + surface) % len(surfaces)])
                    )
    columns = np.array(rows).T
    names = ["kind_code", "home_code", "first_surface", "place", "market_code", "surface_code"]
    _stage(connection, "simulation/stage_places", pa.table(dict(zip(names, columns, strict=True))))
    seasons = span.seasons(world)
    indices = [index.ravel() for index in np.indices(seasons.shape)]
    table = dict(zip(["market_code", "surface_code", "day_number"], indices, strict=True))
    _stage(connection, "simulation/stage_seasons", pa.table(table | {"factor": seasons.ravel()}))


def ends_of(contents: Contents, actions: Actions) -> tuple[Array, Array, Array]:
    """Return when each content disappears and when it is demoted (infinity: never), and whether it was acted on."""
    ends, demoted = np.full(len(contents), np.inf), np.full(len(contents), np.inf)
    done = ~actions.failed
    ending = done & ENDING[actions.action_type]
    np.minimum.at(ends, actions.row[ending], actions.at[ending])
    down = done & (actions.action_type == ACTION_TYPES.index("demote"))
    np.minimum.at(demoted, actions.row[down], actions.at[down])
    acted = np.zeros(len(contents), dtype=bool)
    acted[actions.row] = True
    return ends, demoted, acted


def plan_views(span: Span, contents: Contents, ends: Array, demoted: Array, found: Array) -> pa.Table:
    """Return what DuckDB needs to unfold the views of contents: one row a content.

    Parameters
    ----------
    ends, demoted
        Days from the start of the span, infinity for never.
    found
        Whether it is acted on sooner or later.
    """
    day_0 = np.floor(contents.created).astype(np.int64)
    last = np.minimum(np.minimum(contents.life, span.days - day_0), np.floor(np.minimum(ends, 1e6)) - day_0 + 1)
    end_row = np.maximum(last, 0).astype(np.int64) * contents.places
    first_row = np.minimum(np.maximum(-day_0, 0) * contents.places, end_row)
    intensity = contents.views / (_AGES[contents.life - 1] * _PLACES[contents.places - 1])
    return pa.table(
        {
            "number": contents.number,
            "kind_code": contents.kind,
            "home_code": contents.market,
            "first_surface": contents.surface,
            "policy_code": contents.policy,
            "stratum_code": contents.stratum,
            "event_code": contents.event,
            "is_found": found,
            "created": contents.created,
            "ended": np.minimum(ends, 1e6),
            "demoted": np.minimum(demoted, 1e6),
            "day_0": day_0,
            "places": contents.places,
            "intensity": intensity,
            "first_row": first_row,
            "end_row": end_row,
        }
    )


def unfold(connection: duckdb.DuckDBPyConnection, plan: pa.Table, seed: int) -> None:
    """Replace the temporary table ``block_views`` by the views of a plan."""
    connection.register("plan", plan)
    run_native(connection, "simulation/block_views", {"seed": seed, "demoted_views": DEMOTED_VIEWS})
    connection.unregister("plan")


def _stage(connection: duckdb.DuckDBPyConnection, query: str, table: pa.Table) -> None:
    connection.register("staged", table)
    run_native(connection, query)
    connection.unregister("staged")
