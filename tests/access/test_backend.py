from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from integrity_metrics.access import passwords
from integrity_metrics.access.backend import PasswordFileBackend
from integrity_metrics.access.lockout import Lockout
from integrity_metrics.access.users import add_user, load, remove_user
from integrity_metrics.errors import SettingsError

from .conftest import Clock


def test_name_and_password_must_belong_together(path: Path, password: str) -> None:
    add_user(path, "bob", "Bob", "bobs own password", rounds=4)
    backend = PasswordFileBackend(path)
    user = backend.verify("ada", password)
    assert user is not None
    assert (user.username, user.name) == ("ada", "Ada Lovelace")
    assert backend.verify("  ADA ", password) == user == backend.find("ada")
    for name, tried in [
        ("bob", password),
        ("ada", ""),
        ("ada", password + " "),
        ("", ""),
        ("eve", password),
        ("ada", "\x00"),
    ]:
        assert backend.verify(name, tried) is None
    assert backend.find("eve") is None


def test_the_user_holds_no_hash(path: Path, password: str) -> None:
    user = PasswordFileBackend(path).verify("ada", password)
    assert user is not None
    assert load(path).users["ada"].password_hash not in user.credential
    assert user.credential not in repr(user)


def test_a_password_is_compared_in_full_and_however_it_was_typed(path: Path) -> None:
    long = "0123456789" * 7 + "ab"
    add_user(path, "bob", "Bob", long, rounds=4)
    add_user(path, "zoe", "Zoë", "Zoë's own password", rounds=4)
    backend = PasswordFileBackend(path)
    assert backend.verify("bob", long) is not None
    assert backend.verify("bob", long + "c") is None, "bcrypt alone would cut at 72 bytes"
    assert backend.verify("bob", "x" * 10_000_000) is None
    assert backend.verify("zoe", "Zoe\u0308's own password") is not None
    assert backend.verify("zoe", "\ud800 half a character") is None


def test_an_unknown_name_costs_one_comparison_as_dear_as_a_known_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    backend = PasswordFileBackend(path)
    compared: list[str] = []
    genuine = passwords.matches

    def counting(tried: str, password_hash: str) -> bool:
        compared.append(password_hash)
        return genuine(tried, password_hash)

    monkeypatch.setattr(passwords, "matches", counting)
    backend.verify("ada", "not her password")
    backend.verify("nobody", password)
    known, unknown = compared
    assert known != unknown
    assert passwords.cost(known) == passwords.cost(unknown) == 4


def test_lock_out_holds_against_the_right_password_and_for_unknown_names_alike(
    path: Path, clock: Clock, password: str
) -> None:
    backend = PasswordFileBackend(path, Lockout(most_failures=3, window_s=600, clock=clock))
    for name in ("ada", "nobody"):
        for attempt in range(3):
            assert backend.locked_minutes(name) == 0, attempt
            assert backend.verify(name, "a wrong password") is None
        assert backend.locked_minutes(name.upper()) == 10
    assert backend.verify("ada", password) is None
    clock.pass_s(600)
    assert backend.verify("ada", password) is not None


def test_signing_in_forgets_earlier_failures(path: Path, password: str) -> None:
    backend = PasswordFileBackend(path, Lockout(most_failures=2))
    for _ in range(3):
        assert backend.verify("ada", "a wrong password") is None
        assert backend.verify("ada", password) is not None


def test_simultaneous_guesses_get_no_more_tries(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = PasswordFileBackend(path, Lockout(most_failures=5))
    compared: list[str] = []
    monkeypatch.setattr(passwords, "matches", lambda tried, password_hash: bool(compared.append(tried)))
    threads = [threading.Thread(target=backend.verify, args=("ada", f"guess {number}")) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(compared) == 5


def test_changes_of_the_file_count_at_once(path: Path, password: str) -> None:
    backend = PasswordFileBackend(path)
    before, key = backend.find("ada"), backend.cookie_key()
    add_user(path, "bob", "Bob", password, rounds=4)
    assert backend.verify("bob", password) is not None
    add_user(path, "ada", "Ada Lovelace", "an entirely new password", replace=True, rounds=4)
    assert backend.verify("ada", password) is None
    assert backend.find("ada") not in (None, before)
    assert backend.cookie_key() == key
    remove_user(path, "ada")
    assert backend.find("ada") is None


def test_an_unchanged_file_is_read_once(path: Path, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    backend = PasswordFileBackend(path)
    backend.find("ada")
    monkeypatch.setattr("integrity_metrics.access.backend.load", lambda path: pytest.fail("read again"))
    backend.find("ada")
    backend.verify("ada", password)


def test_a_file_turned_bad_lets_nobody_in_until_it_is_mended(
    path: Path, rewrite: Callable[[str, str], None], password: str
) -> None:
    backend = PasswordFileBackend(path)
    assert backend.verify("ada", password) is not None
    rewrite("cookie:", "cookie: [")
    for _ in range(2):
        with pytest.raises(SettingsError, match="not valid YAML"):
            backend.verify("ada", password)
        with pytest.raises(SettingsError, match="not valid YAML"):
            backend.find("ada")
    rewrite("cookie: [", "cookie:")
    assert backend.verify("ada", password) is not None
    os.rename(path, path.with_name("away"))
    with pytest.raises(SettingsError, match="does not exist"):
        backend.find("ada")
