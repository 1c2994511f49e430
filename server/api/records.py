"""Reading one record: its state with everything that is open about it, and its history."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from server.api.answers import JSON, answer
from server.api.edge import CallerOf, EdgeOf
from server.api.errors import RecordNotFound
from server.api.masking import UNMASKED_ROLES
from server.api.openapi import SIGNED_IN, json_answer, refused_by
from server.api.problems import Problem
from server.api.record_views import Address, HistoryView, RecordView, history_view, record_view
from server.identity import users
from server.identity.tokens import Caller
from server.replica import Work
from server.services import Services
from sync import verdict
from sync.directory import Directory
from sync.merge import State
from sync.revision import RecordKey, Revision, RevisionId

router = APIRouter(prefix="/v1/records", tags=["records"])
_log = structlog.get_logger()

READING = (*SIGNED_IN, Problem.RECORD_NOT_FOUND, Problem.INVALID_REQUEST)
"""What may go wrong with reading a record."""


async def _address(
    area: Annotated[str, Path(pattern=r"^[0-9]{4}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?$", description="An area code.")],
    record_type: Annotated[str, Path(pattern="^[a-z][a-z_]{0,39}$", description="A record type.")],
    record: Annotated[str, Path(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", description="A UUID.")],
) -> Address:
    return Address(area, RecordKey(record_type, record))


@router.get(
    "/{area}/{record_type}/{record}",
    response_model=RecordView,
    responses={200: json_answer("record"), **refused_by(*READING)},
)
async def read_record(
    request: Request, edge: EdgeOf, caller: CallerOf, address: Annotated[Address, Depends(_address)]
) -> Response:
    """Read a record's state: values shown, candidates, conflicts, void fields, heads."""
    return await edge.run(_record, request, edge.services, caller, address)


@router.get(
    "/{area}/{record_type}/{record}/history",
    response_model=HistoryView,
    responses={200: json_answer("history"), **refused_by(*READING)},
)
async def read_history(
    request: Request, edge: EdgeOf, caller: CallerOf, address: Annotated[Address, Depends(_address)]
) -> Response:
    """Read every version of a record: who wrote what, when and where, and what the judge said."""
    return await edge.run(_history, request, edge.services, caller, address)


def _record(request: Request, services: Services, caller: Caller, address: Address) -> Response:
    with services.replica.reading() as work:
        masked = _admit(work.node.directory, caller, address, services.clock())
        state = work.tx.state(*address)
        if state is None:
            raise RecordNotFound
        history = work.tx.history(*address)
        verdicts = _verdicts(work, address.area, history)
    view = record_view(address, state, history, verdicts, masked=masked)
    return answer(request, view.model_dump_json().encode(), JSON)


def _history(request: Request, services: Services, caller: Caller, address: Address) -> Response:
    with services.replica.reading() as work:
        masked = _admit(work.node.directory, caller, address, services.clock())
        history = work.tx.history(*address)
        if not history:
            raise RecordNotFound
        rows = work.tx.rows(address.area, [one.id for one in history])
        verdicts = _verdicts(work, address.area, history)
        names = {one.id: one.name for one in users.of(work.tx.connection, {one.actor for one in history}).values()}
    view = history_view(address, history, rows, verdicts, names, masked=masked)
    return answer(request, view.model_dump_json().encode(), JSON)


def _admit(directory: Directory, caller: Caller, address: Address, now: int) -> bool:
    """Let in whose scope covers the area, and return whether sensitive values are masked for them.

    Raises:
        RecordNotFound: it does not: what is outside the scope is not even said to exist.
    """
    area, key = address
    if caller.kind == "user":
        actors = frozenset({caller.id})
    else:
        device = directory.device(caller.id)
        reads = device is not None and any(area.startswith(prefix) for prefix in directory.scope(caller.id, now))
        actors = device.actors or frozenset() if device is not None and reads else frozenset[str]()
    roles = {one.role for actor in actors for one in directory.assignments(actor, area) if one.holds(now)}
    if not roles:
        raise RecordNotFound
    masked = not roles & UNMASKED_ROLES
    if not masked:
        _log.info("read_unmasked", caller=caller.id, kind=caller.kind, area=area, type=key.type, record=key.record)
    return masked


def _verdicts(work: Work, area: str, history: list[Revision]) -> dict[RevisionId, State]:
    """Return the state of the verdict record of each revision that has one."""
    wanted = {verdict.key_of(one.id): one.id for one in history}
    return {wanted[key]: state for key, state in work.tx.states(area, wanted.keys()).items()}
