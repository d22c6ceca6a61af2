"""How events are read: with the number of events under their card."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, select

from integrity_metrics.casework.changes import not_recorded
from integrity_metrics.casework.event_types import CaseEvent, case_event
from integrity_metrics.casework.tables import EVENTS

_CHILD = EVENTS.alias("child")
_CHILDREN = select(func.count()).select_from(_CHILD).where(_CHILD.c.parent_id == EVENTS.c.id).scalar_subquery()


def selected() -> Select[Any]:
    """Return the statement that `case_event` reads the rows of."""
    return select(EVENTS, _CHILDREN.label("children"))


def shown(statement: Select[Any], *, with_children: bool, with_muted: bool) -> Select[Any]:
    """Leave out what the inbox does: events under another's card, and muted ones nobody has looked at."""
    if not with_children:
        statement = statement.where(EVENTS.c.parent_id.is_(None))
    if not with_muted:
        statement = statement.where(EVENTS.c.mute_id.is_(None))
    return statement


def one(connection: Connection, event_id: int) -> CaseEvent:
    """Return one event; NotRecordedError when there is none."""
    row = connection.execute(selected().where(EVENTS.c.id == event_id)).mappings().one_or_none()
    if row is None:
        raise not_recorded(EVENTS, event_id)
    return case_event(row)


def several(connection: Connection, statement: Select[Any]) -> tuple[CaseEvent, ...]:
    """Return the events of a statement made from `selected`."""
    return tuple(case_event(row) for row in connection.execute(statement).mappings())
