from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from integrity_metrics.access.cookie import COOKIE_NAME
from integrity_metrics.access.gate import gate_at
from integrity_metrics.access.users import add_user, remove_user
from integrity_metrics.settings import Settings

PASSWORD = "correct horse battery"  # noqa: S105
CONTEXT = "streamlit.runtime.context.ContextProxy"


def script(settings):  # AppTest runs its source on its own: no annotations, own imports
    import streamlit as st

    from integrity_metrics.interface.sign_in import require_user, sign_out_button

    user = require_user(settings)
    with st.sidebar:
        sign_out_button()
    st.session_state.setdefault("left_behind", user.username)
    st.title(f"Secret of {user.name}")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "users.yaml"
    add_user(path, "ada", "Ada Lovelace", PASSWORD, rounds=4)
    add_user(path, "bob", "Bob", "bobs own password", rounds=4)
    return Settings(users_file=path)


@pytest.fixture
def page(settings: Settings) -> AppTest:
    return open_page(settings)


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """What the browser sends when a page is opened."""
    held: dict[str, str] = {}
    monkeypatch.setattr(f"{CONTEXT}.cookies", property(lambda context: held))
    yield held


def open_page(settings: Settings) -> AppTest:
    page = AppTest.from_function(script, kwargs={"settings": settings}).run()
    assert not page.exception
    return page


def sign_in(page: AppTest, username: str, password: str) -> AppTest:
    page.text_input(key="sign_in_username").input(username)
    page.text_input(key="sign_in_password").input(password)
    page.button[0].click().run()
    assert not page.exception
    return page


def errors(page: AppTest) -> list[str]:
    return [error.value for error in page.error]


def titles(page: AppTest) -> list[str]:
    return [title.value for title in page.title]


def commands(page: AppTest) -> list[str]:
    """What the browser is told to do with its cookies."""
    return [json.loads(component.proto.json_args)["method"] for component in page.get("component_instance")]


def test_before_sign_in_there_is_the_form_and_nothing_else(page: AppTest) -> None:
    assert titles(page) == []
    assert len(page.sidebar) == 0
    assert [field.label for field in page.text_input] == ["User name", "Password"]
    assert errors(page) == []


@pytest.mark.parametrize(
    ("username", "password"), [("ada", "a wrong password"), ("nobody", PASSWORD), ("", ""), ("bob", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_name_read_the_same(page: AppTest, username: str, password: str) -> None:
    sign_in(page, username, password)
    assert errors(page) == ["Name or password is wrong."]
    assert titles(page) == []


def test_the_right_password_passes_and_stays(page: AppTest) -> None:
    sign_in(page, "Ada", PASSWORD)
    assert titles(page) == ["Secret of Ada Lovelace"]
    assert commands(page) == ["getAll", "set"]
    assert len(page.text_input) == 0
    assert titles(page.run()) == ["Secret of Ada Lovelace"]


def test_the_fifth_failure_locks_every_page_out(page: AppTest, settings: Settings) -> None:
    for _ in range(4):
        sign_in(page, "ada", "a wrong password")
        assert errors(page) == ["Name or password is wrong."]
    sign_in(page, "ada", "a wrong password")
    locked = ["Too many wrong passwords for this name. Try again in 15 minutes."]
    assert errors(page) == locked
    elsewhere = open_page(settings)
    assert errors(sign_in(elsewhere, "ada", PASSWORD)) == locked
    assert titles(sign_in(elsewhere, "bob", "bobs own password")) == ["Secret of Bob"]


def test_emptying_streamlits_caches_does_not_lift_the_lock(page: AppTest) -> None:
    import streamlit as st

    for _ in range(5):
        sign_in(page, "ada", "a wrong password")
    st.cache_resource.clear()
    st.cache_data.clear()
    assert "Too many" in errors(sign_in(page, "ada", PASSWORD))[0]


def test_signing_out_ends_the_session_and_leaves_nothing_for_the_next_user(page: AppTest, settings: Settings) -> None:
    sign_in(page, "ada", PASSWORD)
    token = page.session_state["sign_in_session"].token
    page.sidebar.button(key="sign_out").click().run()
    assert titles(page) == []
    assert "left_behind" not in page.session_state
    assert settings.users_file is not None
    assert gate_at(settings.users_file).user(token) is None
    sign_in(page, "bob", "bobs own password")
    assert titles(page) == ["Secret of Bob"]
    assert page.session_state["left_behind"] == "bob"


def test_a_reload_stays_signed_in_by_its_cookie_until_sign_out(
    page: AppTest, settings: Settings, cookies: dict[str, str]
) -> None:
    sign_in(page, "ada", PASSWORD)
    assert settings.users_file is not None
    cookies[COOKIE_NAME] = gate_at(settings.users_file).cookie(page.session_state["sign_in_session"].token)
    reloaded, copied = open_page(settings), open_page(settings)
    assert titles(reloaded) == titles(copied) == ["Secret of Ada Lovelace"]
    reloaded.sidebar.button(key="sign_out").click().run()
    assert titles(copied.run()) == [], "the other tab is out as well"
    assert commands(reloaded) == ["getAll", "delete"]
    assert commands(copied) == [], "the cookie there may be that of a newer sign-in by now"
    assert titles(open_page(settings)) == [], "and a copied cookie is dead"


@pytest.mark.parametrize("value", ["", "x.y.z", "eyJhbGciOiJub25lIn0.eyJzZXNzaW9uIjoiYWRhIn0.", "\xff"])
def test_a_forged_cookie_is_no_cookie(settings: Settings, cookies: dict[str, str], value: str) -> None:
    cookies[COOKIE_NAME] = value
    page = open_page(settings)
    assert titles(page) == []
    assert len(page.text_input) == 2


def test_a_removed_user_is_out_on_the_next_run(page: AppTest, settings: Settings) -> None:
    sign_in(page, "ada", PASSWORD)
    assert settings.users_file is not None
    remove_user(settings.users_file, "ada")
    assert titles(page.run()) == []
    assert "left_behind" not in page.session_state


@pytest.mark.parametrize("ending", ["removed", "file broken", "none"])
def test_a_fragment_starts_the_app_over_when_the_session_has_ended(settings: Settings, ending: str) -> None:
    def with_fragment(settings):
        import streamlit as st

        from integrity_metrics.interface import sign_in

        sign_in.require_user(settings)
        if "ending" in st.session_state:  # between the router's look and the fragment's
            st.session_state.pop("ending")()
        sign_in.recheck_user()
        st.title("Secret")

    page = AppTest.from_function(with_fragment, kwargs={"settings": settings}).run()
    assert titles(sign_in(page, "ada", PASSWORD)) == ["Secret"]
    path = settings.users_file
    assert path is not None
    page.session_state["ending"] = {
        "removed": lambda: remove_user(path, "ada"),
        "file broken": lambda: path.write_text("broken: ["),
        "none": lambda: None,
    }[ending]
    page.run()
    assert titles(page) == (["Secret"] if ending == "none" else [])
    assert bool(errors(page)) is (ending == "file broken")


def test_a_broken_password_file_lets_nobody_in_and_tells_visitors_nothing(page: AppTest, settings: Settings) -> None:
    sign_in(page, "ada", PASSWORD)
    assert settings.users_file is not None
    settings.users_file.write_text("broken: [")
    page.run()
    assert titles(page) == []
    assert errors(page) == ["Sign-in is not set up on this server. Its log says what is missing."]


def test_without_a_password_file_another_warehouse_shows_nothing() -> None:
    page = open_page(Settings(warehouse_url="postgresql://warehouse/integrity"))
    assert titles(page) == []
    assert errors(page) == ["Sign-in is not set up on this server. Its log says what is missing."]


def test_the_demo_passes_without_a_form_or_a_sign_out_button() -> None:
    page = open_page(Settings())
    assert titles(page) == ["Secret of Demo"]
    assert len(page.text_input) == len(page.button) == 0


@pytest.mark.parametrize(
    ("visitor", "is_let_in"),
    [(None, True), ("::ffff:127.0.0.1", True), ("203.0.113.9", False), ("fe80::1", False), ("somewhere", False)],
)
def test_the_demo_is_for_visitors_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, visitor: str | None, is_let_in: bool
) -> None:
    monkeypatch.setattr(f"{CONTEXT}.ip_address", property(lambda context: visitor))
    page = open_page(Settings())
    assert titles(page) == (["Secret of Demo"] if is_let_in else [])
    assert bool(errors(page)) is not is_let_in
