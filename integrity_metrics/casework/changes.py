"""Every change of casework: the row, its version and its audit entry, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import RowMapping, Table, and_, insert, select, update

from integrity_metrics.casework.errors import CaseworkError, Change, ConflictError, NotRecordedError
from integrity_metrics.casework.store import Write
from integrity_metrics.casework.tables import AUDIT

Values = Mapping[str, Any]
# A scan brings new measurements without a new version: it must not refuse the verdict somebody is about to give.
MEASURED = "measured"
# Stamps beside a change: where the change is told with who and when, they say it twice.
_STAMPS = frozenset({"verdict_at", "verdict_by", "scanned_at"})


def add(write: Write, table: Table, values: Values, action: str = "added") -> int:
    """Insert a row and its audit entry; return its id."""
    row = {**values, "created_at": write.at, "created_by": write.by}
    if "version" in table.c:
        row["version"] = 1
    result = write.connection.execute(insert(table).values(row).returning(table.c.id))
    row_id = int(result.scalar_one())
    given = {key: value for key, value in values.items() if value is not None}
    _audit(write, table, row_id, row.get("version"), action, {}, given)
    return row_id


def get(write: Write, table: Table, row_id: int) -> RowMapping:
    """Return a row, which nobody else can change until the transaction ends.

    Raises
    ------
    NotRecordedError
        When there is no such row.
    """
    statement = select(table).where(table.c.id == row_id).with_for_update(key_share=True)
    row = write.connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_recorded(table, row_id)
    return row


def edit(write: Write, table: Table, row_id: int, seen: int | None, values: Values, action: str) -> bool:
    """Change a row somebody saw at version `seen`; return whether anything differed.

    Raises
    ------
    ConflictError
        When the row has changed since, with the other's change; None stands for "saw no row".
    CaseworkError
        When `seen` is a version the row never had.
    """
    row = get(write, table, row_id)
    check_version(write, table, row, seen)
    return change(write, table, row, values, action)


def check_version(write: Write, table: Table, row: RowMapping, seen: int | None) -> None:
    """Refuse an edit of a row that is no longer at the version it was seen at."""
    if seen is not None and seen > row["version"]:
        raise CaseworkError(f"{table.name} {row['id']} was never at version {seen}; give the version you were shown.")
    if seen != row["version"]:
        changes = _changes_since(write, table, row["id"], seen or 0)
        raise ConflictError(table.name, row["id"], seen, row["version"], changes)


def change(write: Write, table: Table, row: RowMapping, values: Values, action: str) -> bool:
    """Change a row that `get` returned in this transaction; return whether anything differed."""
    after = {key: value for key, value in values.items() if row[key] != value}
    if not after:
        return False
    version = row["version"] + (action != MEASURED)
    write.connection.execute(update(table).where(table.c.id == row["id"]).values(**after, version=version))
    _audit(write, table, row["id"], version, action, {key: row[key] for key in after}, after)
    return True


def not_recorded(table: Table, row_id: int) -> NotRecordedError:
    """Return the error for a row that does not exist."""
    return NotRecordedError(f"There is no {table.name} entry {row_id}; the link may be from another installation.")


def _changes_since(write: Write, table: Table, row_id: int, seen: int) -> tuple[Change, ...]:
    mine = and_(AUDIT.c.kind == table.name, AUDIT.c.row_id == row_id, AUDIT.c.version > seen)
    found = write.connection.execute(select(AUDIT).where(mine, AUDIT.c.action != MEASURED).order_by(AUDIT.c.id))
    return tuple(
        Change(entry["by"], entry["at"], entry["action"], field, entry["before"].get(field), after)
        for entry in found.mappings()
        for field, after in entry["after"].items()
        if field not in _STAMPS
    )


def record(write: Write, table: Table, row_id: int, action: str, before: Values, after: Values) -> None:
    """Write an audit entry for a change that was not made through `add` or `edit`."""
    _audit(write, table, row_id, None, action, before, after)


def _audit(
    write: Write, table: Table, row_id: int, version: int | None, action: str, before: Values, after: Values
) -> None:
    write.connection.execute(
        insert(AUDIT).values(
            at=write.at,
            by=write.by,
            action=action,
            kind=table.name,
            row_id=row_id,
            version=version,
            before={key: _plain(value) for key, value in before.items()},
            after={key: _plain(value) for key, value in after.items()},
        )
    )


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
