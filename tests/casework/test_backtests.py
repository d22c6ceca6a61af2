"""Saved backtests: kept whole, listed newest first, audited without their figures, withdrawn by their author."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.errors import CaseworkError, ConflictError, NotRecordedError


def run(name: str = "New in Brazil", **changes: Any) -> dict[str, Any]:
    given = {
        "rule": {"name": name, "policy": "spam", "author": "Ana", "expression": "market = 'BR'"},
        "understood": "market = 'BR'",
        "since": "2025-10-01",
        "until": "2025-12-30",
        "query_hash": "0123456789abcdef",
        "hits": 12,
        "estimates": [{"measure": "precision", "value": 0.5, "low": None}],
    }
    return given | changes


def test_a_saved_run_comes_back_whole(casework: Casework) -> None:
    saved = casework.backtests.add(run(), by="ana")
    assert (saved.name, saved.policy, saved.by, saved.at) == ("New in Brazil", "spam", "ana", casework.store.now())
    assert (saved.since, saved.until) == (date(2025, 10, 1), date(2025, 12, 30))
    assert casework.backtests.get(saved.id).result == run()
    second = casework.backtests.add(run("Another"), by="ben")
    assert [each.id for each in casework.backtests.all()] == [second.id, saved.id]
    assert [each.id for each in casework.backtests.all(limit=1)] == [second.id]


def test_the_audit_says_what_was_saved_but_not_its_figures(casework: Casework) -> None:
    saved = casework.backtests.add(run(), by="ana")
    (entry,) = casework.audit.entries(kind="backtests", row_id=saved.id)
    assert (entry.by, entry.action, entry.after["query_hash"]) == ("ana", "added", "0123456789abcdef")
    assert "result" not in entry.after


def test_only_its_author_withdraws_a_run_and_it_can_still_be_read(casework: Casework) -> None:
    saved = casework.backtests.add(run(), by="ana")
    with pytest.raises(CaseworkError, match="is ana's"):
        casework.backtests.withdraw(saved.id, seen=saved.version, by="ben")
    casework.backtests.withdraw(saved.id, seen=saved.version, by="ana")
    assert casework.backtests.all() == ()
    assert casework.backtests.get(saved.id).name == saved.name
    with pytest.raises(ConflictError):
        casework.backtests.withdraw(saved.id, seen=saved.version, by="ana")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"rule": {"policy": "spam"}}, "has no 'name'"),
        ({"rule": {"name": " "}}, "name is empty"),
        ({"understood": ""}, "understood is empty"),
    ],
)
def test_what_is_no_run_is_refused_and_nothing_is_kept(
    casework: Casework, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(CaseworkError, match=complaint):
        casework.backtests.add(run(**changes), by="ana")
    assert casework.backtests.all() == ()
    with pytest.raises(NotRecordedError):
        casework.backtests.get(1)
