"""The SQL dialects a statement can be written in, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass

NOT_EXECUTED = "transpiles, not executed"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One database's way to write SQL.

    Parameters
    ----------
    name
        sqlglot's name.
    title
        What people call the database.
    backends
        SQLAlchemy's names (``url.get_backend_name()``) of the databases that speak it.
    extra
        Our pip extra that installs the driver; "" when it is always there or we offer none.
    driver
        The module to import for it; "" when we offer none.
    is_executed
        Whether our tests run every statement on such a database and compare the rows. Where False, a page and the
        docs say `NOT_EXECUTED`.
    """

    name: str
    title: str
    backends: tuple[str, ...]
    extra: str = ""
    driver: str = ""
    is_executed: bool = False

    @property
    def caption(self) -> str:
        """What to say beside its text: nothing, or that no such database ran it."""
        return "" if self.is_executed else NOT_EXECUTED


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("duckdb", "DuckDB", ("duckdb",), driver="duckdb", is_executed=True),
        Dialect("postgres", "PostgreSQL", ("postgresql",), "postgresql", "psycopg", is_executed=True),
        Dialect("spark", "Spark", ("sparkhive", "hive"), "spark", "pyhive", is_executed=True),
        Dialect("clickhouse", "ClickHouse", ("clickhouse", "clickhousedb")),
        Dialect("trino", "Trino", ("trino",)),
        Dialect("bigquery", "BigQuery", ("bigquery",)),
        Dialect("snowflake", "Snowflake", ("snowflake",)),
        Dialect("databricks", "Databricks", ("databricks",)),
    )
}


def dialect_of(backend: str) -> Dialect | None:
    """Return the dialect a database speaks, by SQLAlchemy's name of it, or None for one we do not know.

    Examples
    --------
    >>> dialect_of("postgresql").name, dialect_of("oracle")
    ('postgres', None)
    """
    return next((dialect for dialect in DIALECTS.values() if backend in dialect.backends), None)
