"""Makes a platform ten times as large of ten copies of a simulated one, in a quarter of the time simulating it takes.

Every row of the copies is a row of the original with ids of its own and its market moved to one of ten of similar size:
without that move the copies would fall into the same cells of the marts, and the marts of the larger platform would
be no larger. With it, ten copies of scale 1 have marts within 4 % of the rows of those of a simulated scale 10.

What a platform has once is not copied (policies, rules, reviewers, promises, escalations, golden items). Totals are
summed. Of the label sample, which grows with the square root of the scale, each draw is in three of the ten copies, at
three tenths of its probability: the weights add up to ten times the original's exactly. The views are Parquet, one
file a day, behind the view that a simulated platform of this size has.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from integrity_metrics.simulation.simulate import database_file
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.publish import new_version, parquet_folder

COPIES, LABELLED_COPIES, SIMILAR_MARKETS = 10, 3, 10
MEMORY = "4GB"
ONCE = (
    "policies",
    "policy_changes",
    "rules",
    "rule_changes",
    "reviewers",
    "service_levels",
    "escalations",
    "dsa_statements_daily",
    "dsa_delays_daily",
)
# Table -> its ids, and which copies a row is in ("" all).
COPIED = {
    "contents": (("content_id", "creator_id"), ""),
    "enforcement_actions": (("action_id", "content_id", "creator_id"), ""),
    "appeals": (("appeal_id", "action_id"), ""),
    "reports": (("report_id", "content_id", "reporter_id", "action_id"), ""),
    "rule_hits": (("hit_id", "content_id", "action_id"), ""),
    # A panel judges labelled contents again, so it goes with the labels; a golden item is shown to each reviewer once.
    "review_decisions": (
        ("decision_id", "content_id"),
        "purpose in ('production', 'qa') or (purpose = 'golden' and copy = 0) or (purpose = 'calibration' and {drawn})",
    ),
    "prevalence_labels": (("sample_id", "content_id"), "{drawn}"),
}
SUMMED = {
    "impressions_daily": ("impressions",),
    "sampling_frame": ("impressions",),
    "rule_evaluations_daily": ("evaluations", "hits", "hit_creators"),
}
# The contents whose labels are in a copy: three copies in a row, counted round, from one that the id chooses.
DRAWN = f"(hash(content_id) % {COPIES} + {COPIES} - copy) % {COPIES} < {LABELLED_COPIES}"

Progress = Callable[[str, int, int], None]


def copy_platform(source: Path, link: Path, progress: Progress) -> None:
    """Write at `link` the warehouse that is ten copies of the one at `source`, without marts and without truth."""
    with new_version(link, from_current=False) as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute(f"attach '{source.resolve()}' as source (read_only)")
        create_contract(connection)
        _move_markets(connection)
        tables = (*ONCE, *COPIED, *SUMMED)
        found = connection.execute("select distinct day from source.content_impressions order by day").fetchall()
        days = [row[0] for row in found]
        for number, table in enumerate(tables, start=1):
            progress(table, number, len(tables) + len(days))
            _fill(connection, table)
        folder = parquet_folder(database_file(connection) or link)
        for number, day in enumerate(days, start=len(tables) + 1):
            progress(f"views of {day}", number, len(tables) + len(days))
            _write_views(connection, folder, str(day))
        connection.execute("drop table content_impressions")
        connection.read_parquet(str(folder / "*.parquet")).create_view("content_impressions")
        connection.execute("drop table moved")
        larger = f"select * replace (scale * {COPIES} as scale) from source.simulation_settings"  # noqa: S608
        connection.execute(f"create table simulation_settings as {larger}")
        connection.execute("detach source")


def _move_markets(connection: duckdb.DuckDBPyConnection) -> None:
    """Note which market each copy has instead of each market: another of the ten of its size; unknown stays."""
    query = "select market from source.impressions_daily where market <> 'ZZ' group by market order by sum(impressions)"
    markets = [row[0] for row in connection.execute(query).fetchall()]
    rows = [(copy, "ZZ", "ZZ") for copy in range(COPIES)]
    for start in range(0, len(markets), SIMILAR_MARKETS):
        similar = markets[start : start + SIMILAR_MARKETS]
        rows += [
            (copy, market, similar[(place + copy) % len(similar)])
            for place, market in enumerate(similar)
            for copy in range(COPIES)
        ]
    connection.execute("create table moved (copy bigint, market varchar, moved_to varchar)")
    connection.executemany("insert into moved values (?, ?, ?)", rows)


def _fill(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    if table in ONCE:
        connection.execute(f"insert into {table} select {', '.join(columns)} from source.{table}")  # noqa: S608
        return
    has_market = "market" in columns
    copies = "inner join moved using (market)" if has_market else f"cross join range({COPIES}) as copies (copy)"
    if table in SUMMED:
        sums = SUMMED[table]
        written = [_summed(column, sums) for column in columns]
        # A day loaded twice stays loaded twice.
        keys = [column for column in columns if column not in sums]
        turn = f"row_number() over (partition by {', '.join(keys)}) as turn"
        groups = ", ".join("moved_to" if key == "market" else key for key in keys)
        connection.execute(
            f"insert into {table} select {', '.join(written)} from (select *, {turn} from source.{table}) "  # noqa: S608
            f"{copies} group by {groups}, turn order by {groups}"
        )
        return
    ids, kept = COPIED[table]
    written = [_copied(column, ids) for column in columns]
    where = f"where {kept.format(drawn=DRAWN)}" if kept else ""
    connection.execute(f"insert into {table} select {', '.join(written)} from source.{table} {copies} {where}")  # noqa: S608


def _write_views(connection: duckdb.DuckDBPyConnection, folder: Path, day: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    written = [_copied(c, ("content_id",)) for c in ("day", "content_id", "market", "surface", "impressions")]
    connection.execute(
        f"copy (select {', '.join(written)} from source.content_impressions inner join moved using (market) "  # noqa: S608
        f"where day = date '{day}') to '{folder / f'{day}.parquet'}' (format parquet, compression zstd)"
    )


def _copied(column: str, ids: tuple[str, ...]) -> str:
    if column == "market":
        return "moved_to as market"
    if column == "inclusion_probability":
        return f"{column} * {LABELLED_COPIES} / {COPIES} as {column}"
    if column in ids:
        # The form of the simulator's ids, so that they still grow with time.
        number = f"(cast(substr({column}, 2) as bigint) - 1000000000) * {COPIES} + copy"
        return f"left({column}, 1) || cast(1000000000 + {number} as varchar) as {column}"
    return column


def _summed(column: str, sums: tuple[str, ...]) -> str:
    if column == "market":
        return "moved_to as market"
    return f"cast(sum({column}) as bigint) as {column}" if column in sums else column
