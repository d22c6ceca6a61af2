"""Settings: documented, typed, never echoing a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrity_metrics.errors import SettingsError
from integrity_metrics.paths import PROJECT
from integrity_metrics.settings import Settings, get_settings


def test_every_setting_is_documented() -> None:
    text = (PROJECT / "docs" / "operators.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"INTEGRITY_{name.upper()}" not in text]
    assert missing == []


def test_a_bad_setting_is_named_but_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRITY_QUERY_SECONDS", "s3cret-nonsense")
    get_settings.cache_clear()
    try:
        with pytest.raises(SettingsError, match="INTEGRITY_QUERY_SECONDS") as raised:
            get_settings()
        assert "s3cret" not in str(raised.value)
    finally:
        get_settings.cache_clear()


def test_the_warehouse_url_is_not_in_the_representation() -> None:
    settings = Settings(warehouse_url="postgresql://ana:s3cret@db/x")
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("changes", "needs"),
    [
        ({}, False),
        ({"address": "0.0.0.0"}, True),  # noqa: S104
        ({"warehouse_url": "duckdb:////tmp/other.duckdb"}, True),
        ({"users_file": Path("users.yaml")}, True),
        ({"address": "localhost"}, False),
    ],
)
def test_sign_in_is_needed_for_anything_but_the_demo_on_this_machine(changes: dict[str, object], needs: bool) -> None:
    assert Settings(**changes).needs_sign_in is needs  # type: ignore[arg-type]
