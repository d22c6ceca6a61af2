"""What surrounds the pages: headers on every response, a health route, a start that may be refused."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from integrity_metrics.errors import SettingsError
from integrity_metrics.interface import context, server
from integrity_metrics.settings import get_settings


@pytest.fixture
def set_warehouse(monkeypatch: pytest.MonkeyPatch) -> Any:
    def choose(path: Path) -> None:
        monkeypatch.setenv("INTEGRITY_WAREHOUSE_URL", f"duckdb:///{path}")
        get_settings.cache_clear()
        context.get_warehouse.cache_clear()

    yield choose
    get_settings.cache_clear()
    context.get_warehouse.cache_clear()


def answered(app: Any, scope: dict[str, Any]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    asyncio.run(app(scope, receive, send))
    return sent


async def plain(_: Any, __: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})


def test_every_response_has_the_security_headers() -> None:
    (start,) = answered(server.SecurityHeaders(plain), {"type": "http"})
    headers = dict(start["headers"])
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"x-frame-options"] == b"SAMEORIGIN"
    assert headers[b"content-type"] == b"text/plain"
    (start,) = answered(server.SecurityHeaders(plain), {"type": "websocket"})
    assert len(start["headers"]) == 1


def test_health_says_whether_the_warehouse_is_there_and_nothing_else(
    demo_link: Path, tmp_path: Path, set_warehouse: Any
) -> None:
    for path, code, status in ((demo_link, 200, "ok"), (tmp_path / "gone.duckdb", 503, "no warehouse")):
        set_warehouse(path)
        response = asyncio.run(server.health(None))  # type: ignore[arg-type]
        assert response.status_code == code
        assert set(json.loads(response.body)) == {"status", "version"}
        assert json.loads(response.body)["status"] == status


def test_the_app_refuses_to_start_unprotected(demo_link: Path, set_warehouse: Any) -> None:
    async def start() -> None:
        async with server.lifespan(None):
            pass

    set_warehouse(demo_link)  # not the demo's own path, so it may hold anything
    with pytest.raises(SettingsError, match="INTEGRITY_USERS_FILE"):
        asyncio.run(start())
