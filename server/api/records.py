"""Reading one record: its state now or at an earlier moment, its history, what differs, and who wrote what."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from server.api.access import SIGNED_IN as ANYBODY
from server.api.access import Asker
from server.api.answers import JSON, answer
from server.api.edge import Edge, EdgeOf
from server.api.errors import RecordNotFound, VersionNotFound
from server.api.moments import MOMENT_OR_DAY, At, Version, is_revision, parse_moment
from server.api.openapi import SIGNED_IN, json_answer, refused_by
from server.api.places import AreaInPath, RecordInPath, RecordTypeInPath
from server.api.problems import Problem
from server.api.record_views import Address, HistoryView, RecordView, history_view, record_view
from server.api.version_views import DifferenceView, ProvenanceView, difference_view, provenance_view
from server.api.viewing import Unmask, Viewer, viewer
from server.reading import difference, past
from server.reading.past import Record
from server.reading.provenance import names_of, provenance
from server.replica import Work
from sync import merge
from sync.merge import State
from sync.revision import RecordKey

router = APIRouter(prefix="/v1/records", tags=["records"])

READING = (*SIGNED_IN, Problem.NOT_PERMITTED, Problem.RECORD_NOT_FOUND, Problem.INVALID_REQUEST)
"""What may go wrong with reading a record."""

_VERSION = f"A revision's id, for the record as its author left it, or a moment. {MOMENT_OR_DAY}"


class Asked(NamedTuple):
    """One request about a record: who asks, about which, and why in full, where that is asked for."""

    request: Request
    edge: Edge
    asker: Asker
    address: Address
    reason: str | None

    def answer(self, view: BaseModel) -> Response:
        """Return the answer that shows this."""
        return answer(self.request, view.model_dump_json().encode(), JSON)


async def _asked(
    request: Request,
    edge: EdgeOf,
    asker: Annotated[Asker, ANYBODY],
    *,
    area: AreaInPath,
    record_type: RecordTypeInPath,
    record: RecordInPath,
    unmask: Unmask = None,
) -> Asked:
    return Asked(request, edge, asker, Address(area, RecordKey(record_type, record)), unmask)


@router.get(
    "/{area}/{record_type}/{record}",
    response_model=RecordView,
    responses={200: json_answer("record"), **refused_by(*READING)},
)
async def read_record(asked: Annotated[Asked, Depends(_asked)], at: At = None) -> Response:
    """Read a record's state: values shown, candidates, conflicts, void fields, heads."""
    return await asked.edge.run(_record, asked, at)


@router.get(
    "/{area}/{record_type}/{record}/history",
    response_model=HistoryView,
    responses={200: json_answer("history"), **refused_by(*READING)},
)
async def read_history(asked: Annotated[Asked, Depends(_asked)]) -> Response:
    """Read every version of a record: who wrote what, when and where, and what the judge said."""
    return await asked.edge.run(_history, asked)


@router.get(
    "/{area}/{record_type}/{record}/diff",
    response_model=DifferenceView,
    responses={200: json_answer("diff"), **refused_by(*READING, Problem.VERSION_NOT_FOUND)},
)
async def read_difference(
    asked: Annotated[Asked, Depends(_asked)],
    before: Annotated[Version, Query(alias="from", description=_VERSION)],
    after: Annotated[Version | None, Query(alias="to", description=f"{_VERSION} Without it, as it is now.")] = None,
) -> Response:
    """Read what differs between two versions of a record, field by field and part by part."""
    return await asked.edge.run(_difference, asked, before, after)


@router.get(
    "/{area}/{record_type}/{record}/provenance",
    response_model=ProvenanceView,
    responses={200: json_answer("provenance"), **refused_by(*READING)},
)
async def read_provenance(asked: Annotated[Asked, Depends(_asked)], at: At = None) -> Response:
    """Read who wrote each value that is shown or open: on which device, when, on which visit, and why."""
    return await asked.edge.run(_provenance, asked, at)


def _record(asked: Asked, at: str | None) -> Response:
    services = asked.edge.services
    with services.replica.reading() as work:
        who, record, state = _open(asked, work, at)
    who.note(services, "/".join(asked.address.key), revealed=who.reveals(asked.address.key, state))
    return asked.answer(record_view(asked.address, record, state, who.sight))


def _history(asked: Asked) -> Response:
    services = asked.edge.services
    with services.replica.reading() as work:
        who, record, _ = _open(asked, work, None)
        names = names_of(work.tx, work.node.directory, record.entries)
    revealed = any(who.sight.reveals(one.type, one.set) for one in record.history)
    who.note(services, "/".join(asked.address.key), revealed=revealed)
    return asked.answer(history_view(asked.address, record, names, who.sight))


def _difference(asked: Asked, before: str, after: str | None) -> Response:
    services, key = asked.edge.services, asked.address.key
    with services.replica.reading() as work:
        who, record, _ = _open(asked, work, None)
        states = [_version(asked, work, record, one) for one in (before, after)]
    found = difference.compare(*states)
    sides = ({one.field: side} for one in found.changes for side in (one.before, one.after))
    who.note(services, "/".join(key), revealed=any(who.sight.reveals(key.type, one) for one in sides))
    return asked.answer(difference_view(asked.address, found, who.sight))


def _provenance(asked: Asked, at: str | None) -> Response:
    services = asked.edge.services
    with services.replica.reading() as work:
        who, record, state = _open(asked, work, at)
        found = provenance(record, state)
        names = names_of(work.tx, work.node.directory, (one.entry for of_field in found.values() for one in of_field))
    who.note(services, "/".join(asked.address.key), revealed=who.reveals(asked.address.key, state))
    return asked.answer(provenance_view(asked.address, state, found, names, who.sight))


def _open(asked: Asked, work: Work, at: str | None) -> tuple[Viewer, Record, State]:
    """Return who looks, and the record as it is or was.

    Raises:
        RecordNotFound: there is none, or it is not for them to see: which of both is not told.
        NotPermitted: a reason gives them nothing.
    """
    who = viewer(work, asked.asker, asked.address.area, reason=asked.reason)
    record = _load(asked, work, parse_moment(at) if at is not None else None)
    if who is None or record is None:
        raise RecordNotFound
    now = work.tx.state(*asked.address)
    # Whose household it is now decides, also on what it was.
    if now is None or not who.sees(work, asked.address.key, now):
        raise RecordNotFound
    return who, record, now if at is None else record.state()


def _load(asked: Asked, work: Work, at: int | None) -> Record | None:
    return past.load_one(work.tx, *asked.address, judge=asked.edge.services.replica.signer.device, at=at)


def _version(asked: Asked, work: Work, record: Record, named: str | None) -> State:
    """Return a version of a record; before its first revision it is empty.

    Raises:
        VersionNotFound: it has no such revision.
    """
    if named is None:
        return record.state()
    if is_revision(named):
        if record.entry(named) is None:
            raise VersionNotFound(named)
        return record.state_at(named)
    then = _load(asked, work, parse_moment(named))
    return merge.EMPTY if then is None else then.state()
