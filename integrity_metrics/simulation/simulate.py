"""`simulate`: fills the contract with a platform whose truth is written beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from integrity_metrics import __version__
from integrity_metrics.simulation.block_rows import write_block
from integrity_metrics.simulation.blocks import Block, Setting, block_days, run_block
from integrity_metrics.simulation.contents import DAYS_BEFORE, contents_a_day, make_creators
from integrity_metrics.simulation.decision_rows import Counters
from integrity_metrics.simulation.effects import Effects
from integrity_metrics.simulation.labels import write_labels
from integrity_metrics.simulation.limits import check_size
from integrity_metrics.simulation.platform_rows import rule_spans, write_platform
from integrity_metrics.simulation.reviewers import make_reviewers
from integrity_metrics.simulation.rule_versions import rule_histories
from integrity_metrics.simulation.span import place_events
from integrity_metrics.simulation.truth import code_names, create_truth, write_truth_of_platform, write_truth_of_views
from integrity_metrics.simulation.views import plan_views, stage_places, unfold
from integrity_metrics.simulation.world import load_world
from integrity_metrics.warehouse.native import run_native

# From this scale on, views are Parquet files behind a view instead of rows of the database.
PARQUET_SCALE = 20.0
# Rows of partial totals that are added up when there are more.
MOST_PARTIAL_TOTALS = 20_000_000
# Rows of a Parquet row group. A block is sorted by day and then by content, and each group knows its smallest and its
# largest of both: a day's question reads an eighth of what it would of groups of a million. Files are an eighth larger.
ROW_GROUP = 122_880

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SimulationSummary:
    """What was simulated: the request, rows by kind, and how long it took."""

    scale: float
    seed: int
    days: int
    contents: int
    impression_rows: int
    actions: int
    reports: int
    labels: int
    seconds: float


def simulate(
    connection: duckdb.DuckDBPyConnection,
    *,
    scale: float = 1.0,
    seed: int = 1,
    days: int = 730,
    progress: Progress | None = None,
    parquet_folder: Path | None = None,
) -> SimulationSummary:
    """Fill every table of the contract (except the EU's) and the schema ``truth``; the same seed gives the same bytes.

    Parameters
    ----------
    connection
        To a database that holds the empty tables of the contract.
    scale
        1 is about a million contents in two years.
    seed
        Of all randomness.
    days
        Length of the span; its last day is 2026-01-10.
    progress
        Called with a title, a number (from 1) and how many there are.
    parquet_folder
        Where the views go, as Parquet files behind a view ``content_impressions``; None keeps them in the database.

    Raises
    ------
    SimulationError
        Before anything is written, when the request cannot be met.
    """
    started = time.perf_counter()
    check_size(scale, seed, days, _folder(connection))
    world = load_world()
    span = place_events(world, days)
    setting = Setting(
        world,
        span,
        seed,
        scale,
        make_creators(world, seed, scale),
        make_reviewers(world, seed),
        rule_histories(world, span),
    )
    counts = contents_a_day(span, scale)
    blocks = block_days(counts)
    steps = len(blocks) + 4
    tell = progress or _silent
    with _limits(connection):
        _prepare(connection, setting, parquet_folder)
        counters, effects, rows = Counters(), Effects.of_changes(setting), 0
        for number, day_range in enumerate(blocks):
            tell("Simulating contents, enforcement and views", number + 1, steps)
            first_day = int(day_range.start) - DAYS_BEFORE
            block = run_block(setting, number, first_day, counts[day_range], counters.contents)
            write_block(connection, setting, block, counters)
            rows += _write_views(connection, setting, block, parquet_folder)
            effects.collect(connection, setting, block)
        tell("Adding up views and the truth about them", steps - 3, steps)
        if parquet_folder is not None:
            _view_of_parquet(connection, parquet_folder)
        _write_totals(connection, setting)
        tell("Drawing and labelling the sample", steps - 2, steps)
        missing_day = span.only("missing_day").first
        labels = write_labels(connection, setting, missing_day, counters)
        tell("Counting rule evaluations", steps - 1, steps)
        connection.register("rule_spans", rule_spans(setting))
        pending = {"start": span.start, "pending_day": span.only("pending_backfill").first}
        run_native(connection, "simulation/rule_evaluations", pending)
        connection.unregister("rule_spans")
        tell("Writing the truth about rules, reviewers and changes", steps, steps)
        write_truth_of_platform(connection, setting, effects)
        settings = {"seed": seed, "scale": scale, "days": days, "version": __version__}
        run_native(connection, "simulation/create_settings", settings)
    return SimulationSummary(
        scale,
        seed,
        days,
        counters.contents,
        rows,
        counters.actions,
        counters.reports,
        labels,
        round(time.perf_counter() - started, 2),
    )


def database_file(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """Return the file a connection writes; None in memory."""
    path = run_native(connection, "simulation/database_file").fetchall()[0][0]
    return Path(path) if path else None


def _folder(connection: duckdb.DuckDBPyConnection) -> Path | None:
    path = database_file(connection)
    return path.parent if path is not None else None


@contextmanager
def _limits(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let DuckDB spill to disk early, so that a large platform needs no more memory than a small one."""
    run_native(connection, "simulation/limit_memory")
    yield
    # Not after a failure: the database is thrown away, and a second error would hide the first.
    run_native(connection, "simulation/unlimit_memory")


def _silent(title: str, number: int, of: int) -> None:
    """Tell nobody."""


def _prepare(connection: duckdb.DuckDBPyConnection, setting: Setting, parquet_folder: Path | None) -> None:
    create_truth(connection)
    write_platform(connection, setting)
    stage_places(connection, setting.world, setting.span)
    run_native(connection, "simulation/create_totals")
    if parquet_folder is None:
        run_native(connection, "simulation/create_views")
    else:
        parquet_folder.mkdir(parents=True, exist_ok=True)


def _write_views(
    connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block, parquet_folder: Path | None
) -> int:
    """Unfold the views of a block, load them as the platform logged them, and add them to the totals."""
    kept = block.published.nonzero()[0]
    contents = block.contents.take(kept)
    unfold(
        connection,
        plan_views(setting.span, contents, block.ends[kept], block.demoted[kept], block.acted[kept]),
        setting.seed,
    )
    names = code_names(setting)
    loading = {
        "start": setting.span.start,
        "markets": names["markets"],
        "surfaces": names["surfaces"],
        "missing_day": setting.span.only("missing_day").first,
        "double_day": setting.span.only("double_count").first,
    }
    for again in (False, True):
        if parquet_folder is None:
            run_native(connection, "simulation/load_views", {**loading, "again": again})
        else:
            rows = run_native(connection, "simulation/parquet_views", {**loading, "again": again}).to_arrow_table()
            if rows:
                file = parquet_folder / f"views_{block.number:06d}{'_again' if again else ''}.parquet"
                pq.write_table(rows, file, compression="zstd", row_group_size=ROW_GROUP)
    if parquet_folder is None:
        run_native(connection, "simulation/add_views")
    run_native(connection, "simulation/add_totals")
    if connection.table("simulation_totals").shape[0] > MOST_PARTIAL_TOTALS:
        run_native(connection, "simulation/compact_totals")
    return int(connection.table("block_views").shape[0])


def _view_of_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Replace the empty table of the contract by a view of the Parquet files."""
    run_native(connection, "simulation/drop_content_impressions")
    files = connection.read_parquet(str(folder / "*.parquet"))
    files.project("day, content_id, market, surface, impressions").create_view("content_impressions")
    files.filter("not is_copy").project(
        "number, day_number, market_code, surface_code, kind_code, stratum_code, impressions"
    ).create_view("simulation_views")


def _write_totals(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    run_native(connection, "simulation/compact_totals")
    write_truth_of_views(connection, setting)
    start, missing = setting.span.start, setting.span.only("missing_day").first
    double = setting.span.only("double_count").first
    run_native(
        connection, "simulation/impressions_daily", {"start": start, "missing_day": missing, "double_day": double}
    )
    names = {name: listed for name, listed in code_names(setting).items() if name not in ("policies", "events")}
    run_native(connection, "simulation/sampling_frame", {"start": start, "missing_day": missing, **names})
