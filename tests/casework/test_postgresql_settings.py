"""Casework works whatever a PostgreSQL server was set to."""

from __future__ import annotations

from datetime import date

from integrity_metrics.casework.casework import open_casework
from integrity_metrics.casework.targets import Comparison
from tests.servers.postgresql import PostgreSQL


def test_dates_come_back_from_a_server_that_writes_them_otherwise(postgresql_server: PostgreSQL) -> None:
    database = postgresql_server.create()
    postgresql_server.run(f"alter database {database} set datestyle = 'SQL, DMY'")
    casework = open_casework(postgresql_server.url(database))
    casework.targets.add("prevalence", 0.001, Comparison.AT_MOST, date(2026, 3, 2), by="ana")
    found = casework.targets.at("prevalence", date(2026, 3, 2), {})
    casework.close()
    assert found is not None
    assert (found.valid_from, found.value) == (date(2026, 3, 2), 0.001)
