from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from integrity_metrics.access.users import add_user

PASSWORD = "correct horse battery"  # noqa: S105


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A password file with one user, ada."""
    path = tmp_path / "users.yaml"
    add_user(path, "ada", "Ada Lovelace", PASSWORD, rounds=4)
    return path


@pytest.fixture
def rewrite(path: Path) -> Callable[[str, str], None]:
    """Replace a piece of the password file, as somebody with an editor would."""

    def apply(old: str, new: str) -> None:
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return apply
