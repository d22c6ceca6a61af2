"""What of the Spark driver needs no server: the URL, the literals, the sentences. The rest is in tests/engines."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.drivers.registry import opened
from integrity_metrics.warehouse.drivers.spark_driver import SparkDriver
from integrity_metrics.warehouse.drivers.spark_literals import literal, write_values
from integrity_metrics.warehouse.drivers.spark_messages import is_disconnect, reason
from integrity_metrics.warehouse.failures import DiskFullError, RightsError, explain

PLACE = "u@spark.example:10000/warehouse"


@pytest.mark.parametrize("written", [f"sparkhive://{PLACE}?auth=NOSASL", f"hive://{PLACE}?auth=NOSASL"])
def test_a_url_of_hive_is_one_of_ours(written: str) -> None:
    url, driver = opened(written)
    assert (url.drivername, driver.dialect) == ("sparkhive", "spark")
    arguments = url.get_dialect()().create_connect_args(url)
    assert arguments == (
        [],
        {"host": "spark.example", "port": 10_000, "database": "warehouse", "username": "u", "auth": "NOSASL"},
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (f"hive+http://{PLACE}", r"begins with hive\+http, a driver that is not used; begin it with sparkhive://"),
        (f"sparkhive://{PLACE}?auth=nosasl", "says auth=nosasl; write what .* one of NONE, NOSASL"),
        (f"sparkhive://{PLACE}?ssl=1", "has the option ssl, which is unknown for Spark; known: auth, service"),
        (f"sparkhive://{PLACE}?auth=LDAP", "has no password with auth=LDAP"),
        ("sparkhive://u:hidden@host/x", "has a password with auth=NONE; a password belongs to auth=LDAP or CUSTOM"),
        ("sparkhive:///x", "names no host: write sparkhive://user@host:port/database"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_a_sentence(written: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as refusal:
        SparkDriver().prepared(make_url(written))
    assert "hidden" not in str(refusal.value)


def test_only_what_is_named_is_replaced() -> None:
    statement = "select '100%%', %(b)s, %(a)s"
    assert write_values(statement, {"a": "%(b)s", "b": "'%s'"}) == r"select '100%', '\'%s\'', '%(b)s'"


def test_a_text_cannot_end_itself_nor_name_a_variable() -> None:
    assert literal("\\'; drop table x; --") == r"'\\\'; drop table x; --'"
    assert literal("${env:PATH}") == r"'\u0024{env:PATH}'"


def test_what_has_no_literal_is_refused() -> None:
    with pytest.raises(ValueError, match="A value of type list cannot be sent to Spark; pass text, numbers or dates"):
        literal([1])


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "Error running query: [DIVIDE_BY_ZERO] org.apache.spark.SparkArithmeticException: [DIVIDE_BY_ZERO] "
            "Division by zero. Use `try_divide`. SQLSTATE: 22012\n== SQL (line 1, position 8) ==\nselect 1/0",
            "[DIVIDE_BY_ZERO] Division by zero. Use `try_divide`.",
        ),
        (
            "Error running query: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage "
            "3.0 failed 4 times, most recent failure: Lost task 0.3 in stage 3.0 (TID 9) (10.0.0.7 executor 1): "
            "java.io.IOException: No space left on device\n\tat java.base/java.io.FileOutputStream.write\n",
            "No space left on device",
        ),
        (
            "Error running query: org.apache.spark.sql.catalyst.parser.ParseException: \n[PARSE_SYNTAX_ERROR] Syntax "
            "error at or near 'selec'. SQLSTATE: 42601 (line 1, pos 0)\n\n== SQL ==\nselec 1",
            "[PARSE_SYNTAX_ERROR] Syntax error at or near 'selec'.",
        ),
        ("TSocket read 0 bytes", "TSocket read 0 bytes"),
    ],
)
def test_a_page_of_java_becomes_a_sentence(message: str, told: str) -> None:
    assert reason(message) == told


def test_a_lost_session_is_known_from_a_refused_query() -> None:
    assert is_disconnect("Invalid SessionHandle: SessionHandle [2f]")
    assert is_disconnect("The connection to Spark was lost (Broken pipe)")
    assert not is_disconnect("[DIVIDE_BY_ZERO] Division by zero.")


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Permission denied: user [u] does not have [SELECT] privilege on [default/reports/report_id]", RightsError),
        ("org.apache.hadoop.security.AccessControlException: Permission denied: user=u, access=READ", RightsError),
        ("[INSUFFICIENT_PERMISSIONS] Insufficient privileges: user u", RightsError),
        ("most recent failure: Lost task 0.3: java.io.IOException: No space left on device", DiskFullError),
    ],
)
def test_what_only_a_large_installation_says_is_known_too(message: str, kind: type[Exception]) -> None:
    assert isinstance(explain(RuntimeError(reason(message)), "metrics/reports"), kind)
