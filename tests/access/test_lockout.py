from __future__ import annotations

import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.access.lockout import Lockout

from .conftest import Clock


def test_five_failures_lock_until_the_oldest_is_a_window_old(clock: Clock) -> None:
    lockout = Lockout(most_failures=5, window_s=900, clock=clock)
    for _ in range(5):
        assert lockout.admit("ada")
        clock.pass_s(60)
    assert not lockout.admit("ada")
    assert lockout.minutes("ada") == 10
    clock.pass_s(599)
    assert lockout.minutes("ada") == 1
    assert not lockout.admit("ada")
    clock.pass_s(1)
    assert lockout.minutes("ada") == 0
    assert lockout.admit("ada")
    assert not lockout.admit("ada"), "four failures are still within the window, and this was the fifth"


def test_names_are_counted_apart_and_success_clears(clock: Clock) -> None:
    lockout = Lockout(most_failures=2, clock=clock)
    assert lockout.admit("ada")
    lockout.clear("ada")
    assert [lockout.admit("ada") for _ in range(3)] == [True, True, False]
    assert lockout.admit("bob")
    assert lockout.minutes("nobody") == 0


def test_refused_attempts_do_not_prolong_the_lock(clock: Clock) -> None:
    lockout = Lockout(most_failures=1, window_s=100, clock=clock)
    assert lockout.admit("ada")
    for _ in range(9):
        clock.pass_s(10)
        assert not lockout.admit("ada")
    clock.pass_s(10)
    assert lockout.admit("ada")


def test_simultaneous_attempts_do_not_slip_through() -> None:
    lockout = Lockout(most_failures=5)
    barrier = threading.Barrier(40)
    admitted: list[bool] = []

    def attempt() -> None:
        barrier.wait()
        admitted.append(lockout.admit("ada"))

    threads = [threading.Thread(target=attempt) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(admitted) == 5


def test_names_are_forgotten_when_their_window_has_passed(clock: Clock) -> None:
    lockout = Lockout(window_s=100, clock=clock)
    for number in range(1_000):
        lockout.admit(f"user{number}")
        clock.pass_s(1)
    assert len(lockout._attempts) <= 101


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(min_value=0, max_value=400), min_size=1, max_size=60))
def test_no_window_ever_holds_more_than_the_limit(waits: list[float]) -> None:
    clock = Clock()
    lockout = Lockout(most_failures=3, window_s=900, clock=clock)
    admitted: list[float] = []
    for wait in waits:
        clock.pass_s(wait)
        locked = lockout.minutes("ada") > 0
        was_admitted = lockout.admit("ada")
        assert was_admitted is not locked
        if was_admitted:
            admitted.append(clock.now)
    for first, fourth in zip(admitted, admitted[3:], strict=False):
        assert first + 900 <= fourth
