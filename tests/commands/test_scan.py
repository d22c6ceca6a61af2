"""`integrity scan` and `integrity alerts`: exit codes, one event a line, nothing twice, a dead webhook."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from integrity_metrics.casework.casework import open_casework
from integrity_metrics.cli import app

FIELDS = {
    *("metric", "segment", "start", "peak", "end", "type", "direction", "expected", "observed", "excess"),
    *("excess_low", "excess_high", "score"),
}


@pytest.fixture
def casework_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/casework.sqlite3"


def integrity(*arguments: str, warehouse: Path, casework: str, **more: str) -> subprocess.CompletedProcess[str]:
    settings = {"INTEGRITY_WAREHOUSE_URL": f"duckdb:///{warehouse}", "INTEGRITY_CASEWORK_URL": casework, **more}
    return subprocess.run(
        [sys.executable, "-m", "integrity_metrics", *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [["scan"], ["alerts", "send"], ["alerts", "test"]], ids=" ".join)
def test_every_command_has_an_example_and_json(command: list[str]) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).output
    assert "Example: " in shown
    assert "--json" in shown


def test_new_events_are_exit_code_10_and_known_ones_0(filed_link: Path, casework_url: str) -> None:
    scan = ("scan", "--source", "dsa", "--day", "2025-07-21")
    first = integrity(*scan, "--json", warehouse=filed_link, casework=casework_url)
    assert first.returncode == 10, first.stderr
    lines = [json.loads(line) for line in first.stdout.splitlines()]
    assert all(line.keys() >= FIELDS for line in lines)
    card = next(line for line in lines if line["segment"] == {"platform": "Beta"})
    assert (card["start"], card["type"], card["same_cause_as"]) == ("2025-07-20", "silence", None)
    # Beside the silence of that week, the rise of another platform that began three weeks before may still go on.
    causes = [line["segment"] for line in lines if line["same_cause_as"] is None]
    assert {"platform": "Beta"} in causes
    assert all(segment in ({"platform": "Beta"}, {"platform": "Alpha"}) for segment in causes)
    assert f"{len(causes)} new in the inbox" in first.stderr
    again = integrity(*scan, warehouse=filed_link, casework=casework_url)
    assert again.returncode == 0, again.stderr
    assert "0 new in the inbox" in again.stdout
    next_day = integrity("scan", "--source", "dsa", "--day", "2025-07-22", warehouse=filed_link, casework=casework_url)
    assert next_day.returncode == 0, next_day.stderr
    casework = open_casework(casework_url)
    assert sorted(str(dict(e.segment)) for e in casework.events.inbox()) == sorted(str(c) for c in causes)
    casework.close()


def test_a_dry_run_records_nothing_and_a_replay_finds_the_past(
    filed_link: Path, casework_url: str, tmp_path: Path
) -> None:
    done = integrity(
        "scan", "--since", "2025-06-01", "--no-record", "--json", warehouse=filed_link, casework=casework_url
    )  # fmt: skip
    assert done.returncode == 10, done.stderr
    starts = {json.loads(line)["start"] for line in done.stdout.splitlines()}
    assert {"2025-06-30", "2025-07-20"} <= starts
    assert "platform: not scanned. There are no enforcement actions yet." in done.stderr
    assert not list(tmp_path.glob("casework*"))


def test_wrong_days_are_one_sentence_and_exit_code_2(filed_link: Path, casework_url: str) -> None:
    scan = ("scan", "--source", "dsa", "--since", "2031-01-01")
    done = integrity(*scan, warehouse=filed_link, casework=casework_url)
    assert done.returncode == 2
    assert done.stderr.startswith("integrity: ")
    assert "Traceback" not in done.stderr


def test_a_dead_webhook_costs_no_alert(filed_link: Path, casework_url: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    targets = json.dumps({"on-call": f"json://ana:s3cret@127.0.0.1:{port}/t0ken?rto=0.3&cto=0.3"})
    given = {"warehouse": filed_link, "casework": casework_url, "INTEGRITY_ALERT_TARGETS": targets}
    scanned = integrity("scan", "--source", "dsa", "--day", "2025-07-21", **given)  # type: ignore[arg-type]
    queued = re.search(r"(\d+) alerts queued, 0 held back", scanned.stdout)
    assert queued is not None and int(queued[1]) >= 1, scanned.stdout
    sent = integrity("alerts", "send", "--json", **given)  # type: ignore[arg-type]
    assert sent.returncode == 0, sent.stderr
    assert json.loads(sent.stdout) == {"sent": 0, "retried": int(queued[1]), "failed": 0, "quiet": 0}
    tested = integrity("alerts", "test", "on-call", **given)  # type: ignore[arg-type]
    assert tested.returncode == 1
    assert "could not be reached" in tested.stdout
    assert "s3cret" not in tested.stdout + tested.stderr + sent.stderr
    unknown = integrity("alerts", "test", "nobody", **given)  # type: ignore[arg-type]
    assert unknown.returncode == 2
    assert "Known: on-call." in unknown.stderr
