"""A village's line: it breaks before a request has arrived, after the server has acted, or within the answer."""

from collections.abc import Iterator
from random import Random

import httpx


class VillageLine(httpx.BaseTransport):
    """A transport that loses some exchanges.

    Attributes:
        rate: the share of exchanges that are lost.
        lost: how many have been.
    """

    def __init__(self, transport: httpx.BaseTransport, random: Random, rate: float) -> None:
        """Go through this transport, and draw what is lost from `random`."""
        self._transport = transport
        self._random = random
        self.rate = rate
        self.lost = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, unless the line breaks."""
        if self._random.random() >= self.rate:
            return self._transport.handle_request(request)
        self.lost += 1
        where = self._random.randrange(3)
        if where == 0:
            raise httpx.ConnectError("the line broke before the request arrived", request=request)
        response = self._transport.handle_request(request)
        content = b"".join(_stream(response))
        response.close()
        if where == 1:
            raise httpx.ReadError("the line broke before the answer came", request=request)
        cut = _CutStream(content[: self._random.randrange(len(content) + 1)])
        return httpx.Response(response.status_code, headers=response.headers, stream=cut)

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


class _CutStream(httpx.SyncByteStream):
    """The beginning of an answer, then the end of the line."""

    def __init__(self, beginning: bytes) -> None:
        self._beginning = beginning

    def __iter__(self) -> Iterator[bytes]:
        yield self._beginning
        raise httpx.ReadError("the line broke within the answer")


def _stream(response: httpx.Response) -> Iterator[bytes]:
    if not isinstance(response.stream, httpx.SyncByteStream):
        raise TypeError("a client that is not asynchronous has streams that are not either")
    return iter(response.stream)
