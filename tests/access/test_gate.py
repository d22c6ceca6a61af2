from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from integrity_metrics.access.backend import PasswordFileBackend
from integrity_metrics.access.gate import Gate, gate_at
from integrity_metrics.access.sessions import Sessions
from integrity_metrics.access.users import add_user, remove_user, rotate_key

from .conftest import Clock


@pytest.fixture
def gate(path: Path, clock: Clock) -> Gate:
    return Gate(PasswordFileBackend(path), Sessions(clock=clock))


def test_in_and_out(gate: Gate, password: str) -> None:
    assert gate.sign_in("ada", "a wrong password") is None
    token = gate.sign_in("ada", password)
    assert token is not None
    user = gate.user(token)
    assert user is not None
    assert user.username == "ada"
    copied = gate.cookie(token)
    assert gate.token(copied) == token
    gate.sign_out(token)
    assert gate.user(token) is None
    assert gate.token(copied) == token, "the copied cookie is still well signed ..."
    assert gate.user(gate.token(copied) or "") is None, "... and worth nothing"


def test_a_removed_user_is_out(gate: Gate, path: Path, password: str) -> None:
    add_user(path, "bob", "Bob", password, rounds=4)
    ada, bob = gate.sign_in("ada", password), gate.sign_in("bob", password)
    assert ada and bob
    remove_user(path, "ada")
    assert gate.user(ada) is None
    assert gate.user(bob) is not None
    add_user(path, "ada", "Ada Lovelace", password, rounds=4)
    assert gate.user(ada) is None, "coming back does not revive an old session"


def test_a_new_password_ends_the_sessions_begun_with_the_old(gate: Gate, path: Path, password: str) -> None:
    token = gate.sign_in("ada", password)
    assert token
    add_user(path, "ada", "Ada Lovelace", "an entirely new password", replace=True, rounds=4)
    assert gate.user(token) is None


def test_a_new_key_makes_old_cookies_worthless(gate: Gate, path: Path, password: str) -> None:
    token = gate.sign_in("ada", password)
    assert token
    cookie = gate.cookie(token)
    rotate_key(path)
    assert gate.token(cookie) is None


def test_the_log_holds_neither_name_nor_password(gate: Gate, password: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        gate.sign_in("ada", password)
        gate.sign_in("ada", "a wrong password")
    assert [record.message.split(" user=")[0] for record in caplog.records] == ["sign_in accepted", "sign_in refused"]
    assert not any(word in caplog.text for word in (password, "a wrong password", "user=ada"))


def test_threads_share_one_gate_per_file(path: Path, tmp_path: Path) -> None:
    found: list[Gate] = []
    threads = [threading.Thread(target=lambda: found.append(gate_at(path))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert len({id(gate) for gate in found}) == 1
    assert gate_at(tmp_path / "other.yaml") is not found[0]
