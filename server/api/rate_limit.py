"""A bound on requests, far above what any work needs: it stops a client that runs wild, and nobody else.

Whoever holds a token is counted alone, whatever the address: at night five hundred tablets may push from behind one.
Requests without a token are counted by address; five hundred tablets that sign in within a minute stay below that too.
Counted in the memory of the process: this is no matter of safety. Guessing is held off by `server.identity.lockout`.
"""

import time
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.api.errors import TooManyRequests
from server.api.refusals import answering, refuse
from server.identity.errors import TokenRefused
from server.services import Services

AN_ADDRESS_HAS: Final = 5
"""How many times what a caller has, an address has for requests without a token."""


class RateLimit:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        """Wrap an app."""
        self._app = app
        self._services = services
        each = services.settings.requests_per_minute
        self._of_a_caller = RateLimitItemPerMinute(each)
        self._of_an_address = RateLimitItemPerMinute(AN_ADDRESS_HAS * each)
        self._window = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or say when to ask again."""
        if scope["type"] == "http":
            bound, key = self._counted(scope)
            if not self._window.hit(bound, key):
                reset = self._window.get_window_stats(bound, key).reset_time
                error = TooManyRequests(max(1, round(reset - time.time())))
                problem, facts = answering(error)
                await refuse(problem, str(error), facts)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _counted(self, scope: Scope) -> tuple[RateLimitItem, str]:
        """Return by what a request is counted, and how many there may be."""
        kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            try:
                caller = self._services.tokens.read(token.strip(), self._services.clock())
            except TokenRefused:
                pass
            else:
                return self._of_a_caller, f"{caller.kind} {caller.id}"
        client = scope.get("client")
        return self._of_an_address, f"address {client[0] if client else ''}"
