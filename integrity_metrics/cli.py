"""The command line: `integrity ...`. Exit codes: 0 done, 1 found errors, 2 wrong input or a failure, 10 new events."""

from __future__ import annotations

import sys

import typer

from integrity_metrics.commands import (
    alerts,
    connect,
    data,
    marts,
    questions,
    reports,
    rules,
    scan,
    serving,
    sql,
    users,
)
from integrity_metrics.errors import IntegrityError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Integrity Metrics: measure, detect and explain, on the warehouse you already have.",
)
app.command("demo")(data.demo)
app.command("connect")(connect.connect)
app.command("build")(marts.build)
app.command("serve")(serving.serve)
app.command("check")(questions.check)
app.command("metric")(questions.metric_command)
app.command("backtest")(rules.backtest_command)
app.command("scan")(scan.scan_command)
app.command("sql")(sql.sql_command)
app.command("version")(questions.version)
app.add_typer(alerts.alerts, name="alerts")
app.add_typer(data.imports, name="import")
app.add_typer(reports.report, name="report")
app.add_typer(users.users, name="user")


def main() -> None:
    """Run the command line; a failure is one sentence on standard error and exit code 2."""
    try:
        app()
    except IntegrityError as error:
        sys.stderr.write(f"integrity: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("integrity: stopped; nothing was changed.\n")
        sys.exit(130)
