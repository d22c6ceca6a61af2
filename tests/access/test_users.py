from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import bcrypt
import pytest
import yaml

from integrity_metrics.access import private_file
from integrity_metrics.access.users import add_user, list_users, load, remove_user, rotate_key
from integrity_metrics.errors import SettingsError

GOOD_KEY = "kE3v9_pQz7Lw2XyT5bN8cRfH1jMdGsUaVoIi6Z0tYqA4"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_private_hashed_and_has_its_own_key(path: Path, tmp_path: Path, password: str) -> None:
    other = tmp_path / "deep" / "er" / "users.yaml"
    add_user(other, "ada", "Ada Lovelace", password, rounds=4)
    assert mode(path) == mode(other) == 0o600
    assert password not in path.read_text()
    stored = yaml.safe_load(path.read_text())["credentials"]["usernames"]["ada"]
    assert stored["name"] == "Ada Lovelace"
    assert bcrypt.checkpw(password.encode(), stored["password"].encode())
    keys = {load(path).cookie_key, load(other).cookie_key}
    assert len(keys) == 2
    assert all(len(key) == 64 for key in keys)


def test_users_are_listed_by_name_without_their_hashes_in_sight(path: Path, password: str) -> None:
    add_user(path, "aaron@example.org", "Aaron", password, rounds=4)
    add_user(path, "no", "Nørd Ødegård", password, rounds=4)  # `no` is false in YAML unless quoted
    users = list_users(path)
    assert [(user.username, user.name) for user in users] == [
        ("aaron@example.org", "Aaron"),
        ("ada", "Ada Lovelace"),
        ("no", "Nørd Ødegård"),
    ]
    assert "$2b$" not in repr(users)
    assert load(path).cookie_key not in repr(load(path))


def test_an_existing_user_needs_replace_and_keeps_the_rest_of_the_entry(path: Path, password: str) -> None:
    document = yaml.safe_load(path.read_text())
    document["credentials"]["usernames"]["ada"]["email"] = "ada@example.org"
    path.write_text(yaml.safe_dump(document))
    before = path.read_bytes()
    with pytest.raises(SettingsError, match=r"ada is already in .*--replace"):
        add_user(path, "ada", "Ada", "another long password", rounds=4)
    assert path.read_bytes() == before
    add_user(path, "ada", "Ada King", "another long password", replace=True, rounds=4)
    entry = yaml.safe_load(path.read_text())["credentials"]["usernames"]["ada"]
    assert (entry["name"], entry["email"]) == ("Ada King", "ada@example.org")
    assert bcrypt.checkpw(b"another long password", entry["password"].encode())


@pytest.mark.parametrize(
    "username", ["", "a", "Ada", "1ada", "ada lovelace", "ada\n", "../ada", "a" * 65, "ädä", "a:b"]
)
def test_user_names_nobody_could_type_again_are_refused(path: Path, username: str, password: str) -> None:
    before = path.read_bytes()
    with pytest.raises(SettingsError, match="user name"):
        add_user(path, username, "Somebody", password, rounds=4)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("elevenchars", "11 characters; choose 12 or more"),
        ("grace.hopper1", "is the user name"),
        ("Grace.Hopper1 ", "is the user name"),
        ("x" * 73, "longer than 72 bytes"),
        ("é" * 37, "longer than 72 bytes"),
        ("abababababab", "fewer than 4 different characters"),
    ],
)
def test_weak_and_over_long_passwords_are_refused_without_repeating_them(
    path: Path, password: str, sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence) as raised:
        add_user(path, "grace.hopper1", "Grace", password, rounds=4)
    assert password not in str(raised.value)
    assert "grace.hopper1" not in load(path).users


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 81, "bell\x07"])
def test_names_that_cannot_be_shown_are_refused(path: Path, name: str, password: str) -> None:
    with pytest.raises(SettingsError, match="The name"):
        add_user(path, "grace", name, password, rounds=4)


def test_removing(path: Path, password: str) -> None:
    with pytest.raises(SettingsError, match="last user"):
        remove_user(path, "ada")
    add_user(path, "bob", "Bob", password, rounds=4)
    with pytest.raises(SettingsError, match="'eve' is not in"):
        remove_user(path, "eve")
    remove_user(path, "ada")
    assert set(load(path).users) == {"bob"}
    with pytest.raises(SettingsError, match="does not exist"):
        remove_user(path.with_name("other.yaml"), "ada")
    assert not path.with_name("other.yaml").exists()


def test_a_rotated_key_is_new_and_the_users_stay(path: Path) -> None:
    before = load(path)
    rotate_key(path)
    after = load(path)
    assert after.users == before.users
    assert after.cookie_key != before.cookie_key


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("credentials: {usernames: [", r"not valid YAML \(line 1\)"),
        ("a: b\nc: *secret_password", r"not valid YAML \(line 2\)"),
        ("cookie: {key: 2024-99-99}", "not valid YAML"),
        ("[" * 600, "not valid YAML"),
        ("", "no cookie key"),
        ("just words", "no cookie key"),
        ("credentials: {usernames: {}}", "no cookie key"),
        ("cookie: {name: x}\ncredentials: {usernames: {}}", "no cookie key"),
        (f"cookie: {{key: {GOOD_KEY}}}", "no users table"),
        (f"cookie: {{key: {GOOD_KEY}}}\ncredentials: {{usernames: [ada]}}", "no users table"),
        ("cookie: {key: some_key}\ncredentials: {usernames: {}}", "weak cookie key"),
        (f"cookie: {{key: {'changeme' * 8}}}\ncredentials: {{usernames: {{}}}}", "weak cookie key"),
        ("cookie: {key: 12345}\ncredentials: {usernames: {}}", "weak cookie key"),
        ("cookie: {key: null}\ncredentials: {usernames: {}}", "weak cookie key"),
        (f"cookie: {{key: {GOOD_KEY}}}\ncredentials: {{usernames: {{}}}}", "no users; add one"),
        (f"cookie: {{key: {GOOD_KEY}}}\ncredentials: {{usernames: }}", "no users; add one"),
        (f"cookie: {{key: {GOOD_KEY}}}\ncredentials: {{usernames: {{ada: null}}}}", "no bcrypt hash for ada"),
        (f"cookie: {{key: {GOOD_KEY}}}\ncredentials: {{usernames: {{123: {{}}}}}}", "user name 123"),
        (f"cookie: {{key: {GOOD_KEY}}}\ncredentials: {{usernames: {{Ada: {{}}}}}}", "user name 'Ada'"),
    ],
)
def test_a_bad_file_is_one_sentence_with_its_name_and_a_remedy(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "users.yaml"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match=sentence) as raised:
        load(path)
    message = str(raised.value)
    assert str(path) in message
    assert "integrity user" in message or "secrets.token_urlsafe" in message
    assert "secret_password" not in message
    assert raised.value.__cause__ is None


def test_a_password_in_plain_text_is_refused_unrepeated_and_mended_by_replace(
    path: Path, rewrite: Callable[[str, str], None], password: str
) -> None:
    rewrite(load(path).users["ada"].password_hash, "hunter2hunter2")
    with pytest.raises(SettingsError, match=r"plain text.*`integrity user add ada --replace`") as raised:
        load(path)
    assert "hunter2" not in str(raised.value)
    add_user(path, "ada", "Ada", password, replace=True, rounds=4)
    assert set(load(path).users) == {"ada"}


def test_a_file_without_users_can_be_filled(tmp_path: Path, password: str) -> None:
    path = tmp_path / "users.yaml"
    path.write_text(f"cookie: {{key: {GOOD_KEY}}}\ncredentials: {{usernames: {{}}}}")
    path.chmod(0o600)
    add_user(path, "ada", "Ada", password, rounds=4)
    assert load(path).cookie_key == GOOD_KEY


@pytest.mark.parametrize(
    ("bits", "is_fine"), [(0o600, True), (0o400, True), (0o640, True), (0o644, False), (0o660, False)]
)
def test_a_file_open_to_others_is_refused(path: Path, bits: int, is_fine: bool) -> None:
    path.chmod(bits)
    if is_fine:
        assert set(load(path).users) == {"ada"}
    else:
        with pytest.raises(SettingsError, match="chmod 600"):
            load(path)


def test_missing_folder_and_not_text(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist; create it with `integrity user add NAME`"):
        load(tmp_path / "none.yaml")
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    with pytest.raises(SettingsError, match="cannot be read"):
        load(folder)
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    binary.chmod(0o600)
    with pytest.raises(SettingsError, match="not a text file"):
        load(binary)


def test_a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    before, names = path.read_bytes(), sorted(path.parent.iterdir())

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private_file.os, "fsync", full)
    with pytest.raises(SettingsError, match=r"No space left on device.*unchanged"):
        add_user(path, "bob", "Bob", password, rounds=4)
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == names


def test_simultaneous_additions_are_all_kept(path: Path, password: str) -> None:
    names = [f"user{number}" for number in range(12)]
    threads = [
        threading.Thread(target=add_user, args=(path, name, name, password), kwargs={"rounds": 4}) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(load(path).users) == {"ada", *names}


def test_a_link_is_followed_and_the_mode_kept(path: Path, tmp_path: Path, password: str) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    path.chmod(0o640)
    add_user(link, "bob", "Bob", password, rounds=4)
    assert link.is_symlink()
    assert mode(path) == 0o640
    assert set(load(path).users) == {"ada", "bob"}
    assert os.listdir(tmp_path).count("users.yaml") == 1


def test_first_and_last_name_of_streamlit_authenticator_are_understood(
    path: Path, rewrite: Callable[[str, str], None]
) -> None:
    rewrite("name: Ada Lovelace", "first_name: Ada\n      last_name: King")
    assert load(path).users["ada"].name == "Ada King"
