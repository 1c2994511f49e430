"""The line to the server: `sync.session.Peer` over HTTP.

Bodies are NDJSON, pushed gzipped. Every failure is one of two: the line broke, so that nobody knows what the server did
(`LineBroken`, to be repeated), or the server refused (`ServerRefused`, which repeating will not mend). A server's own
failure (5xx) says nothing about what it did, and a page that is no answer of the protocol comes from something in
between (a hotel's login page): both count as a broken line.
"""

import gzip
from collections.abc import Sequence
from typing import TypeVar

import httpx
import msgspec

from client_stub.errors import ServerRefused
from schemas import Label
from sync import messages
from sync.errors import LineBroken
from sync.messages import IdsHeader, IdsRequest, LineSplitter, PullHeader, PullRequest, PushAnswer, PushHeader

NDJSON = "application/x-ndjson"

TIMEOUT = httpx.Timeout(60.0, connect=15.0)
"""Between two pieces of a body, and until connected (s): a township's line is slow before it is dead."""

_TEMPORARY = frozenset({408, 425, 429})
"""Statuses by which a server puts off what it will do later."""

_CUT = frozenset({"body_cut", "broken_encoding"})
"""Problems by which a server says that the request broke on its way."""

Header = TypeVar("Header", bound=msgspec.Struct)


def connect(server_url: str) -> httpx.Client:
    """Return a client of the server at this address."""
    return httpx.Client(base_url=server_url, timeout=TIMEOUT, headers={"User-Agent": "ruhu-tablet"})


class HttpPeer:
    """The server, as a session sees it."""

    def __init__(self, client: httpx.Client, auth: httpx.Auth) -> None:
        """Speak through this client, signed in by `auth`."""
        self._client = client
        self._auth = auth

    def push(self, header: PushHeader, lines: Sequence[bytes]) -> tuple[PushAnswer, list[bytes]]:
        """Push a batch; return the answer and the lines of the verdicts made."""
        return self._ask("push", header, lines, PushAnswer)

    def pull(self, request: PullRequest) -> tuple[PullHeader, list[bytes]]:
        """Return the next page."""
        return self._ask("pull", request, (), PullHeader)

    def ids(self, request: IdsRequest) -> tuple[IdsHeader, list[bytes]]:
        """Return an area's ids, or the revisions asked for."""
        return self._ask("ids", request, (), IdsHeader)

    def _ask(
        self, step: str, header: msgspec.Struct, lines: Sequence[bytes], form: type[Header]
    ) -> tuple[Header, list[bytes]]:
        body = gzip.compress(messages.encode_body(header, lines), compresslevel=5)
        headers = {"Content-Type": NDJSON, "Content-Encoding": "gzip", "Accept": NDJSON}
        try:
            with self._client.stream(
                "POST", f"/v1/sync/{step}", content=body, headers=headers, auth=self._auth
            ) as response:
                check(response, NDJSON)
                first, *rest = _lines(response)
        except httpx.RequestError as error:
            raise LineBroken(f"{step}: {error!r}") from error
        return messages.decode_header(first, form), rest


class Problem(msgspec.Struct):
    """A problem (RFC 9457) as the server states it; `server_time` (unix ms) where the clock was at fault."""

    code: str
    title: str = ""
    title_en: str = ""
    remedy: str = ""
    remedy_en: str = ""
    detail: str = ""
    server_time: int | None = None


def check(response: httpx.Response, media_type: str) -> None:
    """Accept the answer of a server that did what was asked, and is of this media type.

    Raises:
        LineBroken: it is no answer, or a failure that says nothing about what was done.
        ServerRefused: it is a problem that repeating will not mend.
    """
    kind = _media_type(response)
    if response.is_success and kind == media_type:
        return
    found = read_problem(response)
    if found is None or not response.is_client_error or response.status_code in _TEMPORARY or found.code in _CUT:
        raise LineBroken(f"HTTP {response.status_code}, {kind or 'no media type'}")
    title, remedy = Label(found.title, found.title_en), Label(found.remedy, found.remedy_en)
    raise ServerRefused(found.code, found.detail, title, remedy)


def read_problem(response: httpx.Response) -> Problem | None:
    """Return the problem that an answer states, or None where it states none."""
    if response.is_success or _media_type(response) != "application/problem+json":
        return None
    try:
        return msgspec.json.decode(response.read(), type=Problem)
    except msgspec.DecodeError:
        return None


def _media_type(response: httpx.Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip()


def _lines(response: httpx.Response) -> list[bytes]:
    splitter = LineSplitter()
    lines = [line for piece in response.iter_bytes() for line in splitter.feed(piece)]
    if list(splitter.end()) or not lines:
        raise LineBroken("the answer ends within a line")
    return lines
