"""Around the pages: health route, security headers, compression, and the warm-up that makes the first visit fast."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integrity_metrics import __version__
from integrity_metrics.access.startup import check_may_start
from integrity_metrics.errors import IntegrityError
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.settings import get_settings

log = logging.getLogger("integrity_metrics.interface")

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


class SecurityHeaders:
    """Adds the security headers to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; websockets are left alone."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def health(_: Request) -> JSONResponse:
    """Say whether the app runs and the warehouse can be read; nothing that needs a sign-in."""
    # A server may be waited for, which must not hold up other requests.
    readable = await run_in_threadpool(_is_readable)
    state = {"status": "ok" if readable else "no warehouse", "version": __version__}
    return JSONResponse(state, status_code=200 if readable else 503)


def _is_readable() -> bool:
    try:
        return get_warehouse().is_reachable
    except IntegrityError:
        return False


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Refuse to start unprotected; import and ask what the first visitor would otherwise wait for."""
    check_may_start(get_settings())
    with suppress(IntegrityError):
        _warm_up()
    yield


def _warm_up() -> None:
    # Imported here: a server that may not start must not first load everything.
    from integrity_metrics.interface.warm_up import warm_up_first_page, warm_up_other_pages

    # What is loaded by now lives as long as the process: the garbage collector need not look at it again.
    warm_up_first_page(get_warehouse())
    gc.collect()
    gc.freeze()

    def rest() -> None:
        with suppress(IntegrityError):
            warm_up_other_pages(get_warehouse())

    threading.Thread(target=rest, name="warm-up", daemon=True).start()


ROUTES = [Route("/healthz", health)]
HEADERS = [Middleware(SecurityHeaders), Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=5)]
