"""The version of a server: asked now and then, never in the way of a page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat

import pytest

from integrity_metrics.warehouse import publication
from integrity_metrics.warehouse.failures import MissingTableError, UnreachableError
from integrity_metrics.warehouse.publication import Publication


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as found:
        yield found


def test_it_is_asked_once_a_minute(workers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = chain(["first"], repeat("second"))
    found = Publication(workers, lambda: next(answers))
    assert [found.version() for _ in range(5)] == ["first"] * 5
    monkeypatch.setattr(publication, "EVERY_SECONDS", 0.0)
    found.version()
    workers.submit(int).result()  # the only worker has then answered
    assert found.version() == "second"


def test_what_was_known_stays_when_the_server_does_not_answer(
    workers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[str] = ["first"]

    def ask() -> str:
        if not answers:
            raise UnreachableError("The connection to the warehouse was lost.")
        return answers.pop()

    monkeypatch.setattr(publication, "EVERY_SECONDS", 0.0)
    found = Publication(workers, ask)
    assert found.is_reachable
    assert [found.version() for _ in range(5)] == ["first"] * 5
    workers.submit(int).result()  # the only worker has then answered
    assert not found.is_reachable
    assert found.version() == "first"


def test_without_marts_there_is_one_version(workers: ThreadPoolExecutor) -> None:
    def ask() -> str:
        raise MissingTableError("Not available: needs the mart builds, which is not built for this warehouse.")

    found = Publication(workers, ask)
    assert [found.version() for _ in range(2)] == ["", ""]
    assert found.is_reachable


def test_a_slow_server_is_not_waited_for(workers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def ask() -> str:
        answered.wait(20)
        return "late"

    monkeypatch.setattr(publication, "FIRST_SECONDS", 0.01)
    found = Publication(workers, ask)
    assert found.version() == ""
    answered.set()
    workers.submit(int).result()
    assert found.version() == "late"
