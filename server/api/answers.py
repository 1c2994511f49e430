"""Writing answers: NDJSON and JSON bodies, compressed as the asker accepts it."""

import gzip
import sys
from typing import Any, Final

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from server.api.bodies import ENCODINGS

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NDJSON: Final = "application/x-ndjson"
JSON: Final = "application/json"

SMALL = 1024
"""Bytes below which compressing is not worth it."""

GZIP_LEVEL = 5
ZSTD_LEVEL = 3


async def _forbid_storing(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


NO_STORE: Final[Any] = Depends(_forbid_storing)
"""For routes whose answers no browser or proxy may keep: tokens, codes, people."""


def answer(request: Request, body: bytes, media_type: str) -> Response:
    """Return the answer with this body. It takes time for a large body: call it off the event loop."""
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "no-store"}
    encoding = _chosen(request.headers.get("accept-encoding", "")) if len(body) >= SMALL else None
    if encoding is not None:
        headers["Content-Encoding"] = encoding
        body = zstd.compress(body, ZSTD_LEVEL) if encoding == "zstd" else gzip.compress(body, GZIP_LEVEL, mtime=0)
    return Response(body, headers=headers, media_type=media_type)


def _chosen(accepted: str) -> str | None:
    """Return the best of our codings that an Accept-Encoding header (RFC 9110 §12.5.3) allows."""
    weights: dict[str, float] = {}
    for one in accepted.lower().split(","):
        coding, _, parameter = one.partition(";")
        weight = parameter.strip().removeprefix("q=")
        weights[coding.strip()] = float(weight) if weight.replace(".", "", 1).isdecimal() else 1.0
    anything = weights.get("*", 0.0)
    wanted = [one for one in ENCODINGS if weights.get(one, anything) > 0]
    return max(wanted, key=lambda one: weights.get(one, anything), default=None)
