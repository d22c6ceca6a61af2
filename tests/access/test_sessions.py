from __future__ import annotations

import threading

from integrity_metrics.access.backend import User
from integrity_metrics.access.sessions import Sessions

from .conftest import Clock

ADA = User("ada", "Ada Lovelace")
BOB = User("bob", "Bob")


def test_each_sign_in_has_a_session_of_its_own(clock: Clock) -> None:
    sessions = Sessions(clock=clock)
    one, two, three = sessions.start(ADA), sessions.start(ADA), sessions.start(BOB)
    assert len({one, two, three}) == 3
    assert min(map(len, (one, two, three))) >= 43
    sessions.end(one)
    sessions.end(one)
    assert sessions.user(one) is None
    assert sessions.user(two) == ADA
    assert sessions.user(three) == BOB
    assert sessions.user("") is None


def test_a_session_ends_after_a_day_however_busy(clock: Clock) -> None:
    sessions = Sessions(clock=clock)
    token = sessions.start(ADA)
    for _ in range(23):
        clock.pass_s(3600)
        assert sessions.user(token) == ADA
    clock.pass_s(3599)
    assert sessions.user(token) == ADA
    clock.pass_s(1)
    assert sessions.user(token) is None


def test_ended_sessions_are_let_go(clock: Clock) -> None:
    sessions = Sessions(lifetime_s=10, clock=clock)
    for _ in range(100):
        sessions.start(ADA)
        clock.pass_s(1)
    assert len(sessions._sessions) <= 10


def test_threads_do_not_lose_each_others_sessions() -> None:
    sessions = Sessions()
    tokens: list[str] = []

    def work() -> None:
        for _ in range(50):
            token = sessions.start(ADA)
            sessions.end(sessions.start(BOB))
            tokens.append(token)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 400
    assert all(sessions.user(token) == ADA for token in tokens)
