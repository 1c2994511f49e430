"""How much of a body is read of those that the framework reads itself: it would read any number of bytes.

The protocol's own bodies are inflated and capped line by line in `server.api.bodies`.
"""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.errors import TooLarge

CAP: Final = 1024 * 1024
"""Bytes; the largest body of the API beside the protocol holds one revision."""

OWN_CAPS: Final = "/v1/sync/"
"""Routes that cap their bodies by themselves."""


class BodyCap:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; reading more than `CAP` of its body raises `TooLarge`."""
        if scope["type"] != "http" or scope["path"].startswith(OWN_CAPS):
            await self._app(scope, receive, send)
            return
        size = 0

        async def received() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > CAP:
                raise TooLarge("body_bytes", CAP)
            return message

        await self._app(scope, received, send)
