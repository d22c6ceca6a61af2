"""A real Spark cluster for the length of a test run: a master, two workers and a Thrift server, all on loopback.

Every one is a process of its own, from pip's pyspark; two workers of one core each give two executors. The server is
set up as awkwardly as real ones are: another time zone than UTC, and divisions by zero without a word. No answer may
depend on it. By hand, until Ctrl-C: ``python -m tests.servers.spark``.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.servers.ports import LOOPBACK, free_port, listens
from tests.servers.processes import Process

START_SECONDS = 300
WORKERS = 2
# Of the Thrift server, and of each executor: little, so that what needs more is found here.
MEMORY = "1g"
DAEMON_MEMORY = "128m"
# The compiler that starts fast: most of a start, and of a small query, is Java warming up.
FAST_START = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
# Of no use after a power cut, and so does not wait for the disk.
FAST_CATALOGUE = "-Dderby.system.durability=test -Dderby.stream.error.file=/dev/null"
TIME_ZONE = "America/New_York"
MASTER_CLASS = "org.apache.spark.deploy.master.Master"
WORKER_CLASS = "org.apache.spark.deploy.worker.Worker"
THRIFT_CLASS = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
Progress = Callable[[str], None]


class ClusterError(RuntimeError):
    """The cluster could not be started, or a part of it died."""


class SparkCluster:
    """Starts with ``with``; ends every process it started, and only those.

    Parameters
    ----------
    progress
        Called with a line now and then while one waits.
    port
        Of the Thrift server; 0 for one that is free.
    memory
        Of the Thrift server and of each of the two executors, as Java writes it.

    Attributes
    ----------
    url
        What SQLAlchemy connects to.
    rest
        Where the driver's REST API answers.
    start_s
        How long the start took, in seconds.
    """

    def __init__(self, progress: Progress = lambda line: None, port: int = 0, memory: str = MEMORY) -> None:
        self._progress = progress
        self._memory = memory
        self._processes: dict[str, Process] = {}
        self._temporary = tempfile.TemporaryDirectory(prefix="spark-", ignore_cleanup_errors=True)
        self._folder = Path(self._temporary.name)
        self._port = port or free_port()
        self._master_port, self._rest_port = free_port(), free_port()
        self.url = f"sparkhive://tests@{LOOPBACK}:{self._port}/default?auth=NOSASL"
        self.rest = f"http://{LOOPBACK}:{self._rest_port}/api/v1"
        self.start_s = 0.0

    def __enter__(self) -> SparkCluster:
        _require_java()
        started = time.monotonic()
        try:
            self._start_master()
            for number in range(WORKERS):
                self.start_worker(number)
            self.start_driver()
            self.await_executors()
        except BaseException:
            self.__exit__()
            raise
        self.start_s = time.monotonic() - started
        self._progress(f"Spark is up after {self.start_s:.0f} s: {self.url}")
        return self

    def __exit__(self, *error: object) -> None:
        for process in reversed(self._processes.values()):
            # At once: nothing is kept, and one after the other takes its time to say goodbye.
            process.end(signal.SIGKILL)
        self._temporary.cleanup()

    @property
    def worker_pids(self) -> tuple[int, ...]:
        """The processes of the two workers; each is the leader of a group that its executor belongs to."""
        return tuple(self._processes[_worker(number)].pid for number in range(WORKERS))

    def kill_worker(self, number: int) -> None:
        """Kill a worker and its executor at once, as a machine that loses power."""
        self._processes[_worker(number)].end(signal.SIGKILL)

    def start_worker(self, number: int) -> None:
        """Start a worker, also in place of one that was killed."""
        name = _worker(number)
        self._run(
            name,
            *("spark-class", WORKER_CLASS, "--host", LOOPBACK, "--cores", "1", "--memory", self._memory),
            *("--webui-port", "0", "--work-dir", str(self._folder / name), self._master),
        )

    def end_driver(self) -> None:
        """End the Thrift server, and with it all sessions."""
        self._processes["thrift"].end()

    def start_driver(self, authentication: str = "NOSASL") -> None:
        """Start the Thrift server, also in place of one that was ended; returns when it listens.

        NONE, which is what a server does when nothing was chosen, names the user with SASL and wants no password.
        """
        java = f"{FAST_START} -Duser.timezone={TIME_ZONE} -Djava.io.tmpdir={self._folder} {FAST_CATALOGUE}"
        settings = {
            "spark.driver.host": LOOPBACK,
            "spark.driver.bindAddress": LOOPBACK,
            "spark.ui.port": self._rest_port,
            "spark.sql.warehouse.dir": self._folder / "warehouse",
            # Hive's catalogue, as most have it; it outlives the driver.
            "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:{self._folder}/catalogue;create=true",
            # Two cores: more parts of a shuffle are only more waiting.
            "spark.sql.shuffle.partitions": 4,
            "spark.scheduler.mode": "FAIR",
            "spark.sql.ansi.enabled": "false",
            "spark.sql.session.timeZone": TIME_ZONE,
            "spark.executor.extraJavaOptions": f"{FAST_START} -Duser.timezone={TIME_ZONE}",
        }
        hive = {
            "hive.server2.thrift.port": self._port,
            "hive.server2.thrift.bind.host": LOOPBACK,
            "hive.server2.authentication": authentication,
            "hive.server2.enable.doAs": "false",
            "hive.server2.logging.operation.enabled": "false",
        }
        self._run(
            "thrift",
            *("spark-submit", "--class", THRIFT_CLASS, "--name", "tests", "--master", self._master),
            *("--driver-memory", self._memory, "--executor-memory", self._memory, "--executor-cores", "1"),
            *("--driver-java-options", java),
            *(part for name, value in settings.items() for part in ("--conf", f"{name}={value}")),
            "spark-internal",
            *(part for name, value in hive.items() for part in ("--hiveconf", f"{name}={value}")),
        )
        self._await("the Thrift server", lambda: listens(self._port))

    def await_executors(self, number: int = WORKERS) -> None:
        """Return when as many executors are ready."""
        self._await(f"{number} executors", lambda: len(self.executors()) == number)

    def executors(self) -> list[dict[str, Any]]:
        """Return what the driver says of the executors that are alive: ``completedTasks``, ``totalShuffleWrite``..."""
        found: list[dict[str, Any]] = self.ask("allexecutors")
        return [each for each in found if each["isActive"] and each["id"] != "driver"]

    def ask(self, what: str) -> Any:
        """Return the driver's answer to a question of its REST API, such as ``jobs?status=running``."""
        try:
            application = _json(f"{self.rest}/applications")[0]["id"]
            return _json(f"{self.rest}/applications/{application}/{what}")
        except OSError:
            return []  # it does not listen yet, or not any more

    @property
    def _master(self) -> str:
        return f"spark://{LOOPBACK}:{self._master_port}"

    def _start_master(self) -> None:
        ports = ("--port", str(self._master_port), "--webui-port", "0")
        self._run("master", "spark-class", MASTER_CLASS, "--host", LOOPBACK, *ports)
        # A worker that finds no master tries again after 5 to 15 s: waiting for it is faster.
        self._await("the master", lambda: listens(self._master_port))

    def _run(self, name: str, program: str, *arguments: str) -> None:
        home = _home()
        environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_LOCAL_DIRS": str(self._folder),
            "SPARK_CONF_DIR": str(self._folder),
            # The Thrift server counts as a daemon too.
            "SPARK_DAEMON_MEMORY": self._memory if name == "thrift" else DAEMON_MEMORY,
            "SPARK_DAEMON_JAVA_OPTS": f"{FAST_START} -Dspark.master.rest.enabled=false",
            "PYSPARK_PYTHON": sys.executable,
        }
        command = [str(home / "bin" / program), *arguments]
        self._processes[name] = Process(command, self._folder / f"{name}.log", environment)

    def _await(self, what: str, is_ready: Callable[[], bool]) -> None:
        started = last = time.monotonic()
        while not is_ready():
            now = time.monotonic()
            for name, process in self._processes.items():
                if process.has_ended:
                    raise ClusterError(f"The {name} process ended while waiting for {what}:\n{process.tail()}")
            if now - started > START_SECONDS:
                logs = "\n".join(process.tail() for process in self._processes.values())
                raise ClusterError(f"Waited {START_SECONDS} s for {what} in vain:\n{logs}")
            if now - last > 10:
                self._progress(f"waiting for {what}, {now - started:.0f} s")
                last = now
            time.sleep(0.1)


def _worker(number: int) -> str:
    return f"worker{number + 1}"


def _home() -> Path:
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise ClusterError("The cluster comes from pyspark, which is not installed: `make setup-engines`.")
    return Path(found.origin).parent


def _require_java() -> None:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise ClusterError("Spark needs Java 17 or newer, and there is none: `apt-get install default-jre-headless`.")


def _json(url: str) -> Any:
    with urlopen(url, timeout=30) as answer:  # noqa: S310  (our own process)
        return json.load(answer)


def main() -> None:
    """Keep a cluster up until Ctrl-C."""

    def say(line: str) -> None:
        sys.stderr.write(f"{line}\n")

    with SparkCluster(say) as cluster, suppress(KeyboardInterrupt):
        say(f"REST API: {cluster.rest}\nworkers: {', '.join(map(str, cluster.worker_pids))}\nCtrl-C ends it.")
        signal.pause()


if __name__ == "__main__":
    main()
