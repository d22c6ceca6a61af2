"""Which driver asks a warehouse: by the dialect its URL names."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.dialects.dialects import DIALECTS, Dialect, dialect_of
from integrity_metrics.warehouse.drivers.driver import Driver
from integrity_metrics.warehouse.drivers.duckdb_driver import DuckDBDriver
from integrity_metrics.warehouse.publish import marts_link

# Dialect -> module and class; imported when used, for their libraries may not be installed.
_SERVERS = {"postgres": ("postgresql_driver", "PostgreSQLDriver"), "spark": ("spark_driver", "SparkDriver")}


def opened(url: str, marts_file: Path | None = None) -> tuple[URL, Driver]:
    """Return the URL of a warehouse as SQLAlchemy needs it, and the driver that asks it.

    Parameters
    ----------
    url
        As the setting has it.
    marts_file
        Where the marts of a DuckDB file are, if not beside it.

    Raises
    ------
    SettingsError
        When the URL cannot be used; it is not repeated, for it may hold a password.
    """
    parsed = _parsed(url)
    backend = parsed.get_backend_name()
    dialect = dialect_of(backend)
    if dialect is None or dialect.name not in {"duckdb", *_SERVERS}:
        known = [DIALECTS[name] for name in ("duckdb", *_SERVERS)]
        raise SettingsError(
            f"INTEGRITY_WAREHOUSE_URL names {backend}, which is not supported; "
            f"supported: {', '.join(f'{each.title} ({each.backends[0]}://)' for each in known)}."
        )
    if dialect.name == "duckdb":
        database = parsed.database
        file = Path(database) if database and database != ":memory:" else None
        beside = marts_link(file) if file is not None else None
        return parsed, DuckDBDriver(file, marts_file or beside)
    driver = _server_driver(dialect)
    return _with_dialect(driver.prepared(parsed)), driver


def _server_driver(dialect: Dialect) -> Driver:
    module, name = _SERVERS[dialect.name]
    try:
        # Ours imports theirs, or SQLAlchemy will when it connects.
        import_module(dialect.driver)
        driver: Driver = getattr(import_module(f"integrity_metrics.warehouse.drivers.{module}"), name)()
    except ImportError:
        raise SettingsError(
            f"INTEGRITY_WAREHOUSE_URL names {dialect.title}, whose driver {dialect.driver} is not installed: "
            f"run `pip install 'integrity-metrics[{dialect.extra}]'`, then try again."
        ) from None
    return driver


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise _unusable(error) from None


def _with_dialect(url: URL) -> URL:
    try:
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise _unusable(error) from None
    return url


def _unusable(error: Exception) -> SettingsError:
    return SettingsError(
        f"INTEGRITY_WAREHOUSE_URL cannot be used ({type(error).__name__}): write it as "
        "dialect://user@host/database, for example duckdb:////data/warehouse.duckdb."
    )
