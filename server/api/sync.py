"""The replica protocol over HTTP: push, pull, ids, heads. What is said is decided in `sync.serving`.

A push is committed before it is answered. What a device may bring is decided by seals, what it may read by its scope.
"""

from collections import Counter

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.api.answers import JSON, NDJSON, answer
from server.api.bodies import read_ndjson
from server.api.edge import DeviceOf, EdgeOf
from server.api.errors import NothingReadable
from server.services import Services
from sync import messages, serving
from sync.limits import MAX_BATCH_BYTES, MAX_BATCH_REVISIONS
from sync.messages import IdsRequest, PullRequest, PushHeader
from sync.serving import Asker

router = APIRouter(prefix="/v1/sync", tags=["sync"])
_log = structlog.get_logger()


@router.post("/push")
async def push(request: Request, edge: EdgeOf, device: DeviceOf) -> Response:
    """Bring revisions under seals."""
    header, lines = await read_ndjson(request, lines=MAX_BATCH_REVISIONS, line_bytes=MAX_BATCH_BYTES)
    answered = await edge.run(_push, request, edge.services, device, header, lines)
    edge.touched()
    return answered


@router.post("/pull")
async def pull(request: Request, edge: EdgeOf, device: DeviceOf) -> Response:
    """Ask for what comes after these cursors."""
    header, _ = await read_ndjson(request, lines=0, line_bytes=0)
    return await edge.run(_pull, request, edge.services, device, header)


@router.post("/ids")
async def ids(request: Request, edge: EdgeOf, device: DeviceOf) -> Response:
    """Ask for the ids that an area holds, or for some of its revisions."""
    header, _ = await read_ndjson(request, lines=0, line_bytes=0)
    return await edge.run(_ids, request, edge.services, device, header)


@router.get("/heads")
async def heads(request: Request, edge: EdgeOf, device: DeviceOf) -> Response:
    """Ask how far the streams in scope have come."""
    return await edge.run(_heads, request, edge.services, device)


def _push(request: Request, services: Services, device: str, first: bytes, lines: list[bytes]) -> Response:
    header = messages.decode_header(first, PushHeader)
    with services.replica.begin() as (tx, node):
        pushed = serving.push(tx, node, header, lines, carrier=device, now=services.clock())
    if lines and all(one.line is not None for one in pushed.answer.outcomes):
        raise NothingReadable(pushed.answer.outcomes)
    _log.info("pushed", device=device, **Counter(one.status.value for one in pushed.answer.outcomes))
    return answer(request, messages.encode_body(pushed.answer, pushed.lines), NDJSON)


def _pull(request: Request, services: Services, device: str, first: bytes) -> Response:
    asked = messages.decode_header(first, PullRequest)
    now = services.clock()
    with services.replica.reading() as (tx, node):
        asker = Asker(device, node.directory.scope(device, now))
        header, lines = serving.pull(tx, asked, asker, server=services.replica.signer.device, now=now)
    return answer(request, messages.encode_body(header, lines), NDJSON)


def _ids(request: Request, services: Services, device: str, first: bytes) -> Response:
    asked = messages.decode_header(first, IdsRequest)
    now = services.clock()
    with services.replica.reading() as (tx, node):
        asker = Asker(device, node.directory.scope(device, now))
        header, lines = serving.ids(tx, asked, asker, server=services.replica.signer.device, now=now)
    return answer(request, messages.encode_body(header, lines), NDJSON)


def _heads(request: Request, services: Services, device: str) -> Response:
    now = services.clock()
    with services.replica.reading() as (tx, node):
        asker = Asker(device, node.directory.scope(device, now))
        found = serving.heads(tx, asker, server=services.replica.signer.device, now=now)
    return answer(request, messages.encode_header(found), JSON)
