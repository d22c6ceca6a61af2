"""`integrity connect`: from a URL to the first metric, with every question asked, and no secret ever shown."""

from __future__ import annotations

import json
import logging
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from integrity_metrics.cli import app
from integrity_metrics.commands import connect_url
from integrity_metrics.commands.connect_url import Found, Origin, with_settings
from integrity_metrics.errors import SettingsError
from integrity_metrics.paths import PROJECT
from integrity_metrics.settings import get_settings
from tests.warehouse.connect.shop import STATEMENTS, SURE

PASSWORD = "hunter2-in-plain-sight"  # noqa: S105


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Neither the environment nor the secrets file of whoever runs the tests counts."""
    for name in ("INTEGRITY_WAREHOUSE_URL", "INTEGRITY_VIEWS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def shop(tmp_path: Path) -> str:
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(str(file)) as connection:
        for statement in STATEMENTS:
            connection.execute(statement)
    return f"duckdb:///{file}"


def run(*arguments: str, answers: str = "", **environment: str) -> Result:
    get_settings.cache_clear()
    return CliRunner().invoke(app, ["connect", *arguments], input=answers, env=environment)


def sentence(result: Result) -> str:
    """Return the sentence that ends a refused command."""
    assert result.exception is not None and not isinstance(result.exception, SystemExit), result.output
    return str(result.exception)


def test_what_is_sure_is_mapped_checked_and_ready(shop: str, tmp_path: Path) -> None:
    done = run("--yes", INTEGRITY_WAREHOUSE_URL=shop)
    assert done.exit_code == 0, done.output
    file = tmp_path / "warehouse_views.sql"
    assert re.findall(r"^CREATE VIEW (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE) == sorted(SURE)
    steps = [line for line in done.output.splitlines() if re.match(r"\d\. ", line)]
    assert [step.partition(". ")[2] for step in steps] == [
        "Connect",
        "What is there",
        "Proposal",
        "Views",
        "Check",
        "What works now",
    ]
    assert "DuckDB shop.duckdb answers: v2" in done.output
    assert "3 views are in" in done.output and "one more waits for you as a comment" in done.output
    assert re.search(r"^reports +2 rows +2026-01-02 to 2026-01-02$", done.output, re.MULTILINE)
    assert f"export INTEGRITY_VIEWS_FILE={file}" in done.output


def test_the_next_commands_work_as_printed(shop: str, tmp_path: Path) -> None:
    run("--yes", INTEGRITY_WAREHOUSE_URL=shop)
    settings = {"INTEGRITY_WAREHOUSE_URL": shop, "INTEGRITY_VIEWS_FILE": str(tmp_path / "warehouse_views.sql")}
    get_settings.cache_clear()
    checked = CliRunner().invoke(app, ["check"], env=settings)
    assert checked.exit_code == 0, checked.output
    get_settings.cache_clear()
    built = CliRunner().invoke(app, ["build"], env=settings)
    assert built.exit_code == 0, built.exception
    get_settings.cache_clear()
    assert "reports_daily" not in built.output.partition("not built")[2]


def test_json_asks_nothing_and_says_everything(shop: str, tmp_path: Path) -> None:
    done = run("--json", "--views", "v.sql", INTEGRITY_WAREHOUSE_URL=shop)
    said = json.loads(done.stdout)
    assert {entry["table"] for entry in said["proposal"] if entry["used"]} == set(SURE)
    assert said["views_file"] == str(tmp_path / "v.sql")
    assert said["metrics"]["actions"] == ["enforcement_actions"]
    assert said["check"]["has_errors"] is False
    reports = next(entry for entry in said["proposal"] if entry["table"] == "reports")
    assert {"column": "market", "source": "country", "score": 0.96, "reason": "the name means the same"} in reports[
        "columns"
    ]


def test_each_table_is_accepted_changed_or_skipped(shop: str, tmp_path: Path) -> None:
    answers = "\n".join(
        [
            "",  # content_impressions: Enter accepts
            "no_such_table",
            "ops.users",  # contents: another table
            "",
            "s",  # enforcement_actions: skipped
            "",  # reports
            "nonsense=ops.users",
            "appeals=ops.payments",
            "",
        ]
    )
    done = run("--no-check", answers=answers + "\n", INTEGRITY_WAREHOUSE_URL=shop)
    assert done.exit_code == 0, done.output
    assert "There is no single table called 'no_such_table'" in done.output
    assert "nonsense is no table of the contract" in done.output
    text = (tmp_path / "warehouse_views.sql").read_text(encoding="utf-8")
    assert re.findall(r"^CREATE VIEW (\w+)", text, re.MULTILINE) == ["content_impressions", "reports"]
    assert 'FROM "ops"."users"' in text and 'FROM "ops"."payments"' in text
    assert "enforcement_actions: it was skipped" in text


def test_a_url_is_asked_for_unseen_and_kept_for_its_owner_alone(
    shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    kept = connect_url.keep
    monkeypatch.setattr("integrity_metrics.commands.connect.keep", lambda settings: kept(settings, secrets))
    done = run("--no-check", answers=f"{shop}\n\n\ns\n\n\ny\n")
    assert done.exit_code == 0, done.output
    assert shop not in done.output
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    text = secrets.read_text(encoding="utf-8")
    assert text == f'[integrity]\nwarehouse_url = "{shop}"\nviews_file = "{tmp_path}/warehouse_views.sql"\n'
    assert "export" not in done.output


def test_what_cannot_be_kept_is_said_and_the_way_on_is_shown(
    shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('[integrity]\nwarehouse_url = "duckdb:////other"\n', encoding="utf-8")
    secrets.chmod(0o600)
    kept = connect_url.keep
    monkeypatch.setattr("integrity_metrics.commands.connect.keep", lambda settings: kept(settings, secrets))
    done = run("--no-check", answers=f"{shop}\n\n\ns\n\n\ny\n")
    assert done.exit_code == 0, done.output
    assert "secrets.toml has another warehouse_url already" in done.output
    assert "export INTEGRITY_VIEWS_FILE=" in done.output
    assert "views_file" not in secrets.read_text(encoding="utf-8")


def test_a_url_on_the_command_line_is_refused_without_repeating_it(shop: str) -> None:
    url = f"postgresql://ana:{PASSWORD}@db/x"
    for arguments in ([url], ["--url", url], [f"--url={url}", "--yes"]):
        done = run(*arguments, INTEGRITY_WAREHOUSE_URL=shop)
        assert "not taken from the command line" in sentence(done)
        assert PASSWORD not in sentence(done) + done.output


def test_a_password_is_never_shown_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    urls = [
        f"postgresql://ana:{PASSWORD}@127.0.0.1:1/x",
        f"postgresql://ana:{PASSWORD}@host name/x",
        f"postgresql://ana:{PASSWORD}@no-such-host.invalid/x",
        f"postgresql+{PASSWORD}://ana@db/x",
        f"oracle://ana:{PASSWORD}@db/x",
        f"{PASSWORD}",
        f"postgresql://ana:pass@{PASSWORD}@127.0.0.1:1/x",
        f"duckdb:////{PASSWORD}/none.duckdb",
    ]
    for url in urls[:-1]:
        done = run("--yes", INTEGRITY_WAREHOUSE_URL=url)
        said = sentence(done)
        assert said.endswith(".") and "Traceback" not in said
        assert PASSWORD not in said + done.output, said
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr(Found(urls[0], Origin.PROMPT))


def test_no_url_and_none_to_be_asked_for() -> None:
    assert "No warehouse is named: put its URL in INTEGRITY_WAREHOUSE_URL" in sentence(run("--yes"))
    assert "The environment has no STAGING_URL" in sentence(run("--url-env", "STAGING_URL"))


def test_another_variable_may_have_the_url(shop: str) -> None:
    done = run("--yes", "--no-check", "--url-env", "STAGING_URL", STAGING_URL=shop)
    assert done.exit_code == 0
    assert 'export INTEGRITY_WAREHOUSE_URL="$STAGING_URL"' in done.output


def test_a_file_that_is_there_is_left_alone_before_anything_is_asked(tmp_path: Path, shop: str) -> None:
    file = tmp_path / "warehouse_views.sql"
    file.write_text("-- mine\n", encoding="utf-8")
    done = run("--yes", INTEGRITY_WAREHOUSE_URL="duckdb:////none/there.duckdb")
    assert "already there and may hold your changes" in sentence(done)
    assert file.read_text(encoding="utf-8") == "-- mine\n"
    assert run("--yes", "--force", "--no-check", INTEGRITY_WAREHOUSE_URL=shop).exit_code == 0
    assert "CREATE VIEW" in file.read_text(encoding="utf-8")


def test_a_warehouse_that_is_the_contract_needs_no_views(demo_link: Path, tmp_path: Path) -> None:
    done = run("--yes", "--no-check", INTEGRITY_WAREHOUSE_URL=f"duckdb:///{demo_link}")
    assert done.exit_code == 0
    assert "no views are needed" in done.output
    assert not list(tmp_path.glob("*.sql"))
    assert "INTEGRITY_VIEWS_FILE" not in done.output


def test_a_warehouse_with_nothing_of_the_kind(tmp_path: Path) -> None:
    file = tmp_path / "other.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table payments (id bigint, amount decimal(10, 2))")
    done = run("--yes", INTEGRITY_WAREHOUSE_URL=f"duckdb:///{file}")
    assert done.exit_code == 1
    assert "No table could be mapped; nothing was written." in done.output
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    assert "There is no table that this role may read" in sentence(
        run("--yes", INTEGRITY_WAREHOUSE_URL=f"duckdb:///{empty}")
    )


def test_a_pack_needs_its_tables(shop: str) -> None:
    said = sentence(run("--yes", "--source", "osprey", INTEGRITY_WAREHOUSE_URL=shop))
    assert "lacks tables for every view of the osprey pack" in said and "stored_execution_result" in said
    assert "There is no pack for 'acme'; known: coop, osprey" in sentence(
        run("--yes", "--source", "acme", INTEGRITY_WAREHOUSE_URL=shop)
    )


SECRETS = [
    ("", '[integrity]\nviews_file = "/v.sql"\n'),
    ("[auth]\nx = 1\n", '[auth]\nx = 1\n\n[integrity]\nviews_file = "/v.sql"\n'),
    ("[integrity]", '[integrity]\nviews_file = "/v.sql"\n'),
    ("[integrity] # ours\nport = 1\n[auth]\n", '[integrity] # ours\nviews_file = "/v.sql"\nport = 1\n[auth]\n'),
    ('[integrity]\nviews_file = "/v.sql"\n', '[integrity]\nviews_file = "/v.sql"\n'),
]


@pytest.mark.parametrize(("before", "after"), SECRETS)
def test_a_setting_is_added_and_the_rest_of_the_secrets_stays(before: str, after: str) -> None:
    assert with_settings(before, {"views_file": "/v.sql"}, "secrets.toml") == after


def test_a_secrets_file_that_says_otherwise_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="has another views_file already"):
        with_settings('[integrity]\nviews_file = "/w.sql"\n', {"views_file": "/v.sql"}, "secrets.toml")
    with pytest.raises(SettingsError, match="not valid TOML"):
        with_settings("[integrity", {"views_file": "/v.sql"}, "secrets.toml")
    with pytest.raises(SettingsError, match="cannot be added to"):
        with_settings("integrity.port = 1\n", {"views_file": "/v.sql"}, "secrets.toml")
    file = tmp_path / "secrets.toml"
    file.write_text("", encoding="utf-8")
    os.chmod(file, 0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        connect_url.keep({"views_file": "/v.sql"}, file)
    assert file.read_text(encoding="utf-8") == ""


def test_every_option_is_documented() -> None:
    shown = CliRunner().invoke(app, ["connect", "--help"], env={"COLUMNS": "200"}).output
    options = set(re.findall(r"--[a-z][a-z-]+", shown)) - {"--help", "--check"}
    text = (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8")
    assert len(options) >= 7 and [option for option in sorted(options) if f"`{option}" not in text] == []
