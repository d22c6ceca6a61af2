"""What the tests of the engines share: one Spark cluster a run, and every engine's answers over the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts import build, reconcile
from integrity_metrics.warehouse.marts.definitions import LOG, load_marts, mart_tables
from integrity_metrics.warehouse.publish import marts_link
from tests.servers.load import into_postgresql, into_spark, to_parquet
from tests.servers.postgresql import PostgreSQL
from tests.servers.spark import SparkCluster
from tests.warehouse.marts_on_servers import FEW_MARTS

from .answers import Answers
from .cases import all_cases
from .report import write_report
from .seeded import SPARK_MARTS, SPARK_SCHEMA, build_seeded

# What docs/engines.md advises for drafts of rules, which look up every content's creator and hits.
INDEXES = (
    ("contents", "creator_id"),
    ("contents", "content_id"),
    ("enforcement_actions", "creator_id"),
    ("rule_hits", "content_id"),
)
# Statements at a time. One on Spark waits more than it works; more only take the two cores from each other.
DUCKDB_THREADS, POSTGRESQL_THREADS, SPARK_THREADS = 1, 2, 3
# On a machine that has more to do, a statement may wait long for its turn.
PATIENCE_SECONDS = 300


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engines-report", action="store_true", help="renew the table of docs/engines.md from this run")


@pytest.fixture
def few_marts(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are a few marts only: all of them take a minute here, and the first test makes them."""
    few = tuple(mart for mart in load_marts() if mart.name in FEW_MARTS)
    for module in (build, reconcile):
        monkeypatch.setattr(module, "load_marts", lambda: few)
    wanted = {name: table for name, table in mart_tables().items() if name in (*FEW_MARTS, LOG)}
    monkeypatch.setattr(build, "mart_tables", lambda: wanted)


@pytest.fixture(scope="session")
def spark_cluster(request: pytest.FixtureRequest) -> Iterator[SparkCluster]:
    """A master, two workers and a Thrift server. Who ends a part of it starts it again."""
    terminal = request.config.get_terminal_writer()
    with SparkCluster(lambda line: terminal.line(f"\n{line}")) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the rows every engine gets; its marts are beside it."""
    file = tmp_path_factory.mktemp("seeded") / "warehouse.duckdb"
    build_seeded(file)
    return file


@pytest.fixture(scope="session")
def seeded_postgresql(seeded: Path, postgresql_server: PostgreSQL) -> str:
    """The URL of a PostgreSQL database with the same rows."""
    database = postgresql_server.create()
    url = postgresql_server.url(database)
    into_postgresql(url, seeded, "public")
    into_postgresql(url, marts_link(seeded).resolve(), "marts")
    commands = [f"create index on {table} ({column})" for table, column in INDEXES]
    postgresql_server.run(*commands, "analyze", database=database)
    return url


@pytest.fixture(scope="session")
def seeded_spark(seeded: Path, spark_cluster: SparkCluster) -> str:
    """The URL of a Spark database with the same rows."""
    for file, database in ((seeded, SPARK_SCHEMA), (marts_link(seeded).resolve(), SPARK_MARTS)):
        folder = seeded.parent / database
        to_parquet(file, folder)
        into_spark(spark_cluster.url, folder, database)
    return make_url(spark_cluster.url).set(database=SPARK_SCHEMA).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def duckdb_answers(seeded: Path) -> Iterator[Answers]:
    yield from _answers(Warehouse(f"duckdb:///{seeded}", query_seconds=PATIENCE_SECONDS), DUCKDB_THREADS)


@pytest.fixture(scope="session")
def postgresql_answers(seeded_postgresql: str) -> Iterator[Answers]:
    yield from _answers(Warehouse(seeded_postgresql, query_seconds=PATIENCE_SECONDS), POSTGRESQL_THREADS)


@pytest.fixture(scope="session")
def spark_answers(
    request: pytest.FixtureRequest, seeded_spark: str, duckdb_answers: Answers, postgresql_answers: Answers
) -> Iterator[Answers]:
    warehouse = Warehouse(seeded_spark, marts_schema=SPARK_MARTS, query_seconds=PATIENCE_SECONDS)
    cases = [case for case in all_cases() if case.is_core]
    answers = Answers(warehouse, cases, marts_schema=SPARK_MARTS, threads=SPARK_THREADS)
    yield answers
    if request.config.getoption("--engines-report", default=False):
        answers.await_all()
        write_report(duckdb_answers, {"postgres": postgresql_answers, "spark": answers})
    answers.close()
    warehouse.close()


def _answers(warehouse: Warehouse, threads: int) -> Iterator[Answers]:
    answers = Answers(warehouse, all_cases(), marts_schema="marts", threads=threads)
    # Each engine has the machine for itself, for the report's times.
    answers.await_all()
    yield answers
    answers.close()
    warehouse.close()
