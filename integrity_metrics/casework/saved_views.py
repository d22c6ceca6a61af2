"""Saved views: a page with its filters under a name, one's own or shared with all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping, or_, select

from integrity_metrics.casework import changes, checks
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.store import Store
from integrity_metrics.casework.tables import SAVED_VIEWS


@dataclass(frozen=True, slots=True)
class SavedView:
    """A page's address: its path and the query string the filter bar makes."""

    id: int
    version: int
    name: str
    page: str
    query: str
    is_shared: bool
    by: str


class SavedViews:
    """Keeps, shows and withdraws saved views; only their owner changes them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, name: str, page: str, query: str, *, by: str, is_shared: bool = False) -> SavedView:
        """Save a view under a name its owner does not use yet."""
        kept = checks.name("name", name)
        with self._store.write(by) as write:
            write.alone()
            standing = SAVED_VIEWS.c.withdrawn_at.is_(None)
            taken = select(SAVED_VIEWS.c.id).where(
                standing, SAVED_VIEWS.c.created_by == write.by, SAVED_VIEWS.c.name == kept
            )
            if write.connection.execute(taken).first() is not None:
                raise CaseworkError(f"You have a view called {kept!r} already; choose another name or edit it.")
            values = {"name": kept, "page": checks.name("page", page), **_content(query, is_shared)}
            return _view(changes.get(write, SAVED_VIEWS, changes.add(write, SAVED_VIEWS, values)))

    def edit(self, view_id: int, query: str, is_shared: bool, *, seen: int, by: str) -> SavedView:
        """Save other filters under the same name, and share it or not."""
        return self._edit(view_id, _content(query, is_shared), "edited", seen, by)

    def withdraw(self, view_id: int, *, seen: int, by: str) -> None:
        """Take a view away; its name is free again."""
        with self._store.write(by) as write:
            self._check_owner(changes.get(write, SAVED_VIEWS, view_id), write.by)
            changes.edit(write, SAVED_VIEWS, view_id, seen, {"withdrawn_at": write.at}, "withdrawn")

    def seen_by(self, user: str) -> tuple[SavedView, ...]:
        """Return a user's own views and those that others share, by name."""
        visible = or_(SAVED_VIEWS.c.created_by == user, SAVED_VIEWS.c.is_shared)
        statement = select(SAVED_VIEWS).where(SAVED_VIEWS.c.withdrawn_at.is_(None), visible)
        with self._store.read() as connection:
            rows = connection.execute(statement.order_by(SAVED_VIEWS.c.name, SAVED_VIEWS.c.id)).mappings()
            return tuple(_view(row) for row in rows)

    def _edit(self, view_id: int, values: dict[str, object], action: str, seen: int, by: str) -> SavedView:
        with self._store.write(by) as write:
            self._check_owner(changes.get(write, SAVED_VIEWS, view_id), write.by)
            changes.edit(write, SAVED_VIEWS, view_id, seen, values, action)
            return _view(changes.get(write, SAVED_VIEWS, view_id))

    @staticmethod
    def _check_owner(row: RowMapping, user: str) -> None:
        if row["created_by"] != user:
            raise CaseworkError(f"The view {row['name']!r} is {row['created_by']}'s; save one of your own.")


def _content(query: str, is_shared: bool) -> dict[str, object]:
    return {"query": checks.text("query", query) if query.strip() else "", "is_shared": is_shared}


def _view(row: RowMapping) -> SavedView:
    names = ("id", "version", "name", "page", "query", "is_shared")
    return SavedView(**{name: row[name] for name in names}, by=row["created_by"])
