"""A DB-API cursor of a Spark Thrift server: waits for a statement, and reads its columns as Python's values."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pyhive.exc import OperationalError, ProgrammingError
from TCLIService import ttypes

from integrity_metrics.warehouse.drivers.spark_literals import write_values
from integrity_metrics.warehouse.drivers.spark_messages import CANCELLED, reason

if TYPE_CHECKING:
    from integrity_metrics.warehouse.drivers.spark_connection import SparkConnection

FETCH_ROWS = 10_000
_STATE = ttypes.TOperationState
_WAITING = {_STATE.INITIALIZED_STATE, _STATE.PENDING_STATE, _STATE.RUNNING_STATE}
# What travels as text, and how to read it.
_READ: dict[str, Callable[[str], Any]] = {
    "DATE_TYPE": date.fromisoformat,
    "TIMESTAMP_TYPE": datetime.fromisoformat,
    "DECIMAL_TYPE": Decimal,
}


class SparkCursor:
    """Runs one statement at a time on a `SparkConnection`."""

    def __init__(self, connection: SparkConnection) -> None:
        self.arraysize = FETCH_ROWS
        self.rowcount = -1
        self.description: list[tuple[Any, ...]] | None = None
        self._connection = connection
        self._operation: Any = None
        self._rows: deque[tuple[Any, ...]] = deque()
        self._has_more = False

    def execute(self, statement: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Run a statement, and return when it is done.

        Raises
        ------
        OperationalError
            One sentence: what Spark says of the statement, that it was cancelled, or that the connection is lost.
        """
        self.close()
        self._operation = self._connection.start(write_values(statement, parameters))
        self._await()
        if self._operation.hasResultSet:
            self._describe()
            self._has_more = True

    def executemany(self, statement: str, several: list[Mapping[str, Any]]) -> None:
        """Run a statement once for each of the parameters."""
        for parameters in several:
            self.execute(statement, parameters)

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row, or None after the last."""
        if self.description is None:
            raise ProgrammingError("The statement has no rows to fetch.")
        if not self._rows and self._has_more:
            self._fetch()
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """Return the next `size` rows, or those that are left."""
        rows: list[tuple[Any, ...]] = []
        while len(rows) < (size or self.arraysize) and (row := self.fetchone()) is not None:
            rows.append(row)
        return rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows that are left."""
        return list(iter(self.fetchone, None))

    def close(self) -> None:
        """Let the server forget the statement."""
        if self._operation is not None:
            operation, self._operation = self._operation, None
            with suppress(OperationalError):
                self._connection.call("CloseOperation", ttypes.TCloseOperationReq(operation))
        self.description = None
        self._rows.clear()
        self._has_more = False

    def __enter__(self) -> SparkCursor:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _await(self) -> None:
        while True:
            # Answered when the statement is done, or after 5 s.
            status = self._connection.call("GetOperationStatus", ttypes.TGetOperationStatusReq(self._operation))
            state = status.operationState
            if state == _STATE.FINISHED_STATE:
                return
            if state == _STATE.ERROR_STATE:
                raise OperationalError(reason(status.errorMessage or "no message"))
            if state not in _WAITING:
                raise OperationalError(CANCELLED)

    def _describe(self) -> None:
        request = ttypes.TGetResultSetMetadataReq(self._operation)
        columns = self._connection.call("GetResultSetMetadata", request).schema.columns
        self.description = [_described(column) for column in columns]

    def _fetch(self) -> None:
        request = ttypes.TFetchResultsReq(self._operation, ttypes.TFetchOrientation.FETCH_NEXT, self.arraysize)
        columns = self._connection.call("FetchResults", request).results.columns
        types = [column[1] for column in self.description or ()]
        found = [_values(column, kind) for column, kind in zip(columns, types, strict=True)]
        self._rows.extend(zip(*found, strict=True))
        # The server's own word for it is always "no more".
        self._has_more = bool(self._rows)


def _described(column: Any) -> tuple[Any, ...]:
    """Return PEP 249's description of a column: its name, type, and of a decimal its precision and scale."""
    entry = column.typeDesc.types[0].primitiveEntry
    if entry is None:
        return (column.columnName, "STRING_TYPE", None, None, None, None, True)
    qualifiers = entry.typeQualifiers.qualifiers if entry.typeQualifiers is not None else {}
    precision, scale = (qualifiers[name].i32Value if name in qualifiers else None for name in ("precision", "scale"))
    return (column.columnName, ttypes.TTypeId._VALUES_TO_NAMES[entry.type], None, None, precision, scale, True)


def _values(column: Any, kind: str) -> list[Any]:
    """Return the values of a column of the answer, None where the bit of its row is set."""
    held = next(value for value in vars(column).values() if value is not None)
    values: list[Any] = held.values
    for byte, bits in enumerate(held.nulls):
        for bit in range(8):
            if bits & (1 << bit):
                values[byte * 8 + bit] = None
    read = _READ.get(kind)
    return values if read is None else [None if value is None else read(value) for value in values]
