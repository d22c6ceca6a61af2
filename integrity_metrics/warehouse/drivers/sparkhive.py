"""`sparkhive://`: SQLAlchemy's dialect of a Spark Thrift server, from PyHive's of Hive.

PyHive's takes the schema for the table in ``SHOW TABLES``, fails on a table that is not there, and does not know
``timestamp_ntz``; its connection is replaced by one that can be cancelled (spark_connection.py). Importing this module
makes the name known to SQLAlchemy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from pyhive import hive
from pyhive.sqlalchemy_hive import HiveCompiler, HiveDialect
from sqlalchemy import Connection, text, types
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, NoSuchTableError

from integrity_metrics.warehouse.drivers import spark_connection, spark_messages

_TYPES: dict[str, types.TypeEngine[Any]] = {
    "boolean": types.Boolean(),
    "tinyint": types.SmallInteger(),
    "smallint": types.SmallInteger(),
    "int": types.Integer(),
    "bigint": types.BigInteger(),
    "float": types.Float(),
    "double": types.Double(),
    "date": types.Date(),
    # Spark's own TIMESTAMP is a moment, shown in the time zone of the session.
    "timestamp": types.TIMESTAMP(timezone=True),
    "timestamp_ntz": types.TIMESTAMP(),
    "string": types.String(),
    "binary": types.LargeBinary(),
}
_DECIMAL = re.compile(r"decimal\((\d+), ?(\d+)\)")
_NO_TABLE = re.compile(r"TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND")


class SparkHiveCompiler(HiveCompiler):  # type: ignore[misc]  # PyHive has no types
    """Writes an expanding list without members, which PyHive cannot."""

    def visit_empty_set_expr(self, element_types: Sequence[object], **_options: object) -> str:
        """Return a query without rows; of text, for a number would be compared with what the list is compared with."""
        return f"select {', '.join('cast(null as string)' for _ in element_types or [None])} where 1 != 1"


class SparkHiveDialect(HiveDialect):  # type: ignore[misc]  # PyHive has no types
    """Asks a Spark Thrift server."""

    name = "sparkhive"
    driver = "pyhive"
    statement_compiler = SparkHiveCompiler
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        """Return PyHive's module, for its exceptions."""
        module: ModuleType = hive
        return module

    def connect(self, *_arguments: object, **given: Any) -> spark_connection.SparkConnection:
        """Open a session."""
        return spark_connection.SparkConnection(**given)

    def create_connect_args(self, url: URL) -> tuple[list[Any], dict[str, Any]]:
        """Return what `SparkConnection` is called with."""
        given: dict[str, Any] = {"host": url.host, "port": url.port or 10_000, "database": url.database or "default"}
        if url.username:
            given["username"] = url.username
        if url.password:
            given["password"] = url.password
        return [], given | dict(url.query)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Return True, or raise when the session is of no use."""
        dbapi_connection.ping()
        return True

    def is_disconnect(self, error: Exception, connection: object, cursor: object) -> bool:
        """Return whether the connection is of no use any more."""
        return isinstance(error, hive.Error) and spark_messages.is_disconnect(str(error))

    def get_table_names(self, connection: Connection, schema: str | None = None, **_options: object) -> list[str]:
        """Return the tables of a database, without its views."""
        views = set(self.get_view_names(connection, schema))
        return [name for name in self._shown(connection, "tables", schema) if name not in views]

    def get_view_names(self, connection: Connection, schema: str | None = None, **_options: object) -> list[str]:
        """Return the views of a database, and the temporary ones of the session."""
        return self._shown(connection, "views", schema)

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **_options: object) -> bool:
        """Return whether there is such a table or view."""
        try:
            self._get_table_columns(connection, table_name, schema)
        except NoSuchTableError:
            return False
        return True

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **_options: object
    ) -> list[dict[str, Any]]:
        """Return name and type of each column."""
        columns = []
        for name, kind, _comment in self._get_table_columns(connection, table_name, schema):
            if not name or name.startswith("#"):
                break  # partitions and the like are told after the columns
            columns.append({"name": name, "type": _type(kind), "nullable": True, "default": None})
        return columns

    def _shown(self, connection: Connection, what: str, schema: str | None) -> list[str]:
        place = f" in {self._quoted(schema)}" if schema else ""
        return [row[1] for row in connection.execute(text(f"show {what}{place}"))]

    def _get_table_columns(self, connection: Connection, table_name: str, schema: str | None) -> list[Any]:
        name = ".".join(self._quoted(part) for part in (schema, table_name) if part)
        try:
            return list(connection.execute(text(f"describe table {name}")).fetchall())
        except DBAPIError as error:
            if _NO_TABLE.search(str(error.orig)):
                raise NoSuchTableError(table_name) from None
            raise

    def _quoted(self, name: str) -> str:
        quoted: str = self.identifier_preparer.quote_identifier(name)
        return quoted.replace(":", r"\:")


def _type(kind: str) -> types.TypeEngine[Any]:
    """Return a column's type; what we have none for (arrays, maps) is text, as which it travels."""
    if found := _DECIMAL.match(kind):
        return types.Numeric(int(found.group(1)), int(found.group(2)))
    return _TYPES.get(kind, types.String())


registry.register("sparkhive", __name__, "SparkHiveDialect")
