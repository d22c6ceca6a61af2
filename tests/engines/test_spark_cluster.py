"""The cluster is one: both executors work on a query, and it outlives the loss of one of them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.shaping import Statement
from tests.servers import spark
from tests.servers.load import into_spark, to_parquet
from tests.servers.processes import Process
from tests.servers.spark import ClusterError, SparkCluster

ROWS = 400_000
BY_GROUP = Statement(
    "by_group",
    "select market, count(*) as contents, sum(impressions) as impressions from seen.contents group by market",
    {},
)
# The same, and a few rows of every file take a second each.
SLOWLY = Statement(
    "slowly",
    "select market, count(*) as contents, sum(impressions) as impressions from seen.contents "
    "where case when n % 40000 = 0 then coalesce(reflect('java.lang.Thread', 'sleep', 1000L), '') != 'x' else true end "
    "group by market",
    {},
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seen") / "seen.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table contents as select i as n, 'm' || (i % 7) as market, (i * 31) % 1009 as impressions "
            "from range(?) as t(i)",
            [ROWS],
        )
    return path


@pytest.fixture(scope="module")
def seen(spark_cluster: SparkCluster, file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("parquet")
    assert to_parquet(file, folder) == {"contents": ROWS}
    assert len(list((folder / "contents").glob("*.parquet"))) >= 4
    into_spark(spark_cluster.url, folder, "seen")
    warehouse = Warehouse(spark_cluster.url, query_seconds=240)
    yield warehouse
    warehouse.close()


def expected(file: Path) -> dict[str, tuple[int, ...]]:
    with duckdb.connect(str(file)) as connection:
        rows = connection.execute(BY_GROUP.sql.replace("seen.", "")).fetchall()
    return {row[0]: tuple(map(int, row[1:])) for row in rows}


def found(warehouse: Warehouse, statement: Statement) -> dict[str, tuple[int, ...]]:
    return {row[0]: tuple(map(int, row[1:])) for row in warehouse.run(statement).frame.itertuples(index=False)}


@pytest.mark.engines
@pytest.mark.timeout(600)  # the first test waits for the cluster
def test_both_executors_work_on_a_query(spark_cluster: SparkCluster, seen: Warehouse, file: Path) -> None:
    before = {each["id"]: each for each in spark_cluster.executors()}
    assert len(before) == 2
    assert found(seen, BY_GROUP) == expected(file)
    after = {each["id"]: each for each in spark_cluster.executors()}
    for name, each in after.items():
        assert each["completedTasks"] > before[name]["completedTasks"]
        assert each["totalShuffleWrite"] > before[name]["totalShuffleWrite"]


@pytest.mark.engines
def test_a_query_outlives_the_loss_of_a_worker(spark_cluster: SparkCluster, seen: Warehouse, file: Path) -> None:
    answers: list[dict[str, tuple[int, ...]]] = []
    query = threading.Thread(target=lambda: answers.append(found(seen, SLOWLY)))
    query.start()
    wait_for(lambda: all(each["activeTasks"] for each in spark_cluster.executors()) or not query.is_alive())
    lost = {each["id"] for each in spark_cluster.executors()}
    spark_cluster.kill_worker(1)
    query.join()
    lost -= {each["id"] for each in spark_cluster.executors()}
    spark_cluster.start_worker(1)
    spark_cluster.await_executors()
    assert len(lost) == 1
    assert answers == [expected(file)]
    assert found(seen, BY_GROUP) == expected(file)


def wait_for(is_so: Callable[[], bool]) -> None:
    while not is_so():
        time.sleep(0.05)


def test_without_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ClusterError, match="apt-get install default-jre-headless"):
        SparkCluster().__enter__()


def test_a_process_that_dies_is_reported_with_its_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "spark-class"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho no memory is left; exit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(spark, "_require_java", lambda: None)
    monkeypatch.setattr(spark, "_home", lambda: tmp_path)
    with pytest.raises(ClusterError, match=r"(?s)The master process ended.*no memory is left"):
        SparkCluster().__enter__()


def test_a_group_of_processes_ends_whole(tmp_path: Path) -> None:
    process = Process(["sh", "-c", "sleep 600 & sleep 600"], tmp_path / "log", {"PATH": "/usr/bin:/bin"})
    wait_for(lambda: len(members(process.pid)) == 3)
    process.end()
    assert members(process.pid) == []


def test_a_process_does_not_outlive_us_however_we_end(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from tests.servers.processes import Process\n"
        "process = Process(['sleep', '600'], Path(sys.argv[1]), dict(os.environ))\n"
        "print(process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "log"], capture_output=True, text=True, timeout=60
    )
    wait_for(lambda: members(int(ended.stdout)) == [])


def members(group: int) -> list[str]:
    """Return the processes of a group that still run."""
    listed = subprocess.run(["ps", "-e", "-o", "pgid=,stat=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    return [row[2] for row in rows if row[0] == str(group) and not row[1].startswith("Z")]
