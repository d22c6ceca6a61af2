from __future__ import annotations

from pathlib import Path

import pytest

from integrity_metrics.access.startup import SignIn, check_may_start, sign_in_mode
from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import Settings

OTHER = "postgresql://reader:s3cret@warehouse/integrity"


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_the_demo_on_this_machine_needs_no_sign_in(address: str) -> None:
    assert check_may_start(Settings(address=address)) is SignIn.DEMO


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "", "127.0.0.1.example.org", "LOCALHOST "])  # noqa: S104
def test_any_other_address_needs_a_password_file(address: str) -> None:
    with pytest.raises(SettingsError, match=r"other machines.*INTEGRITY_USERS_FILE=.*`integrity user add NAME`"):
        check_may_start(Settings(address=address))


def test_any_other_warehouse_needs_a_password_file_and_its_url_stays_secret() -> None:
    with pytest.raises(
        SettingsError, match=r"not the demo's.*INTEGRITY_USERS_FILE=.*`integrity user add NAME`"
    ) as raised:
        check_may_start(Settings(warehouse_url=OTHER))
    assert "s3cret" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("change", [{}, {"warehouse_url": OTHER}, {"address": "0.0.0.0"}])  # noqa: S104
def test_a_password_file_is_used_wherever_it_is_set(path: Path, change: dict[str, str]) -> None:
    assert check_may_start(Settings(users_file=path, **change)) is SignIn.PASSWORD  # type: ignore[arg-type]


def test_a_password_file_that_cannot_be_used_stops_the_start(path: Path) -> None:
    missing = Settings(users_file=path.with_name("none.yaml"))
    with pytest.raises(SettingsError, match="does not exist; create it with `integrity user add NAME`"):
        check_may_start(missing)
    assert sign_in_mode(missing) is SignIn.PASSWORD
    path.write_text("broken: [")
    with pytest.raises(SettingsError, match="not valid YAML"):
        check_may_start(Settings(users_file=path))
