"""Each request, logged and measured: what was asked, by its route, and how it was answered. No values, no names."""

import time
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.operations.metrics import Metrics

METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
OTHER: Final = "other"
"""Instead of any other method: a client may write whatever it likes there."""

_log = structlog.get_logger()


class RequestLog:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an app."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, then log and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            route = getattr(scope.get("route"), "path", None)
            method = scope["method"] if scope["method"] in METHODS else OTHER
            seconds = time.perf_counter() - began
            self._metrics.answered(method, route, status, seconds)
            _log.info("request", method=method, route=route, status=status, ms=round(1000 * seconds, 1))
