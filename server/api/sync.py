"""The replica protocol over HTTP: push, pull, ids, heads. What is said is decided in `sync.serving`.

A push is committed before it is answered. What a device may bring is decided by seals, what it may read by its scope.
"""

from collections import Counter
from typing import Annotated

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.api.access import DEVICES
from server.api.answers import JSON, NDJSON, answer
from server.api.bodies import read_ndjson
from server.api.edge import Edge, EdgeOf
from server.api.errors import NothingReadable
from server.api.openapi import SIGNED_IN, WITH_BODY, message_answer, ndjson_answer, ndjson_request, refused_by
from server.api.problems import Problem
from server.services import Services
from sync import messages, serving
from sync.limits import MAX_BATCH_BYTES, MAX_BATCH_REVISIONS
from sync.messages import HeadsAnswer, IdsHeader, IdsRequest, PullHeader, PullRequest, PushAnswer, PushHeader
from sync.serving import Asker

router = APIRouter(prefix="/v1/sync", tags=["sync"])
_log = structlog.get_logger()

READING = (*SIGNED_IN, *WITH_BODY, Problem.DEVICE_NEEDED, Problem.MALFORMED, Problem.PROTOCOL_NOT_SERVED)
"""What may go wrong with any message of the protocol."""

DeviceOf = Annotated[str, DEVICES]
"""The device that asks, by its id."""

_ROW = "its canonical bytes, or, where the asker brought it itself, its id as a JSON string."


@router.post(
    "/push",
    response_class=Response,
    openapi_extra=ndjson_request(PushHeader, "Each other line is a revision: its canonical bytes.", "push"),
    responses={
        200: ndjson_answer(PushAnswer, "Each other line is a verdict made now, a revision itself.", "push"),
        **refused_by(*READING, Problem.NOTHING_READABLE),
    },
)
async def push(request: Request, edge: EdgeOf, device: DeviceOf) -> Response:
    """Bring revisions under seals."""
    header, lines = await read_ndjson(request, lines=MAX_BATCH_REVISIONS, line_bytes=MAX_BATCH_BYTES)
    answered = await edge.run(_push, request, edge, device, header, lines)
    edge.touched()
    return answered


@router.post(
    "/pull",
    response_class=Response,
    openapi_extra=ndjson_request(PullRequest, "There are no other lines.", "pull"),
    responses={
        200: ndjson_answer(PullHeader, f"Each other line is a row of the pages in turn: {_ROW}", "pull"),
        **refused_by(*READING),
    },
)
async def pull(request: Request, edge: EdgeOf, device: DeviceOf) -> Response:
    """Ask for what comes after these cursors."""
    header, _ = await read_ndjson(request, lines=0, line_bytes=0)
    return await edge.run(_pull, request, edge.services, device, header)


@router.post(
    "/ids",
    response_class=Response,
    openapi_extra=ndjson_request(IdsRequest, "There are no other lines.", "ids"),
    responses={
        200: ndjson_answer(IdsHeader, "The other lines are the ids as JSON strings, or the revisions wanted.", "ids"),
        **refused_by(*READING, Problem.OUTSIDE_SCOPE),
    },
)
async def ids(request: Request, edge: EdgeOf, device: DeviceOf) -> Response:
    """Ask for the ids that an area holds, or for some of its revisions."""
    header, _ = await read_ndjson(request, lines=0, line_bytes=0)
    return await edge.run(_ids, request, edge.services, device, header)


@router.get(
    "/heads",
    response_class=Response,
    responses={200: message_answer(HeadsAnswer, "heads"), **refused_by(*SIGNED_IN, Problem.DEVICE_NEEDED)},
)
async def heads(request: Request, edge: EdgeOf, device: DeviceOf) -> Response:
    """Ask how far the streams in scope have come."""
    return await edge.run(_heads, request, edge.services, device)


def _push(request: Request, edge: Edge, device: str, first: bytes, lines: list[bytes]) -> Response:
    header = messages.decode_header(first, PushHeader)
    services = edge.services
    with services.replica.begin() as (tx, node):
        pushed = serving.push(tx, node, header, lines, carrier=device, now=services.clock())
    if lines and all(one.line is not None for one in pushed.answer.outcomes):
        raise NothingReadable(pushed.answer.outcomes)
    edge.metrics.pushed(pushed.answer.outcomes)
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
