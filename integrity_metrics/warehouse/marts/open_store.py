"""`open_store`: the store of a warehouse, by its engine and the settings."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.drivers.duckdb_driver import DuckDBDriver
from integrity_metrics.warehouse.drivers.registry import opened
from integrity_metrics.warehouse.drivers.session_views import ViewsFile
from integrity_metrics.warehouse.marts.duckdb_store import open_duckdb_store
from integrity_metrics.warehouse.marts.local_store import open_local_store
from integrity_metrics.warehouse.marts.postgresql_store import ISOLATION, open_postgresql_store
from integrity_metrics.warehouse.marts.spark_store import open_spark_store
from integrity_metrics.warehouse.marts.store import Store
from integrity_metrics.warehouse.publish import marts_link


def open_store(warehouse: Path | Settings, *, fresh: bool = False) -> AbstractContextManager[Store]:
    """Return what a build reads and writes, for the time of a block.

    Parameters
    ----------
    warehouse
        A DuckDB file whose marts are kept beside it, or the settings.
    fresh
        Begin with no marts at all.

    Raises
    ------
    SettingsError
        When the settings name no warehouse that marts can be built of.
    """
    if isinstance(warehouse, Path):
        return open_duckdb_store(warehouse, marts_link(warehouse), fresh=fresh)
    url, driver = opened(warehouse.warehouse_url, warehouse.marts_file)
    views = ViewsFile(warehouse.views_file).statements(driver.dialect) if warehouse.views_file else ()
    if isinstance(driver, DuckDBDriver):
        if driver.warehouse is None or driver.marts is None:
            raise SettingsError("INTEGRITY_WAREHOUSE_URL names no DuckDB file, so there is nothing to build marts of.")
        return open_duckdb_store(driver.warehouse, driver.marts, views=views, fresh=fresh)
    if warehouse.marts_file is not None:
        isolation = ISOLATION if driver.dialect == "postgres" else None
        return open_local_store(url, driver, warehouse.marts_file, views=views, isolation=isolation, fresh=fresh)
    open_server_store = {"postgres": open_postgresql_store, "spark": open_spark_store}[driver.dialect]
    return open_server_store(url, driver, schema=warehouse.marts_schema, views=views, fresh=fresh)
