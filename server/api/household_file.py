"""`GET /v1/households/{area}/{household}`: a household's whole file in one answer, now or at an earlier moment."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from schemas import flag_state
from server.api.access import SIGNED_IN as ANYBODY
from server.api.access import Asker
from server.api.answers import JSON, answer
from server.api.edge import EdgeOf
from server.api.errors import RecordNotFound
from server.api.masking import Sight
from server.api.moments import At, parse_moment
from server.api.openapi import SIGNED_IN, json_answer, refused_by
from server.api.places import AreaInPath, RecordInPath
from server.api.problems import Problem
from server.api.record_views import CandidateView, candidates, conflicts
from server.api.viewing import Unmask, viewer
from server.reading import household_file
from server.reading.household_file import File
from server.replica import Work
from server.services import Services
from sync.merge import State
from sync.revision import RecordKey

router = APIRouter(prefix="/v1/households", tags=["lists"])


class FiledRecord(BaseModel):
    """A record of the file."""

    record: str
    deleted: bool
    heads: Annotated[list[str], Field(description="The parents of an edit.")]
    values: Annotated[dict[str, Any], Field(description="The value shown of each field.")]
    conflicts: Annotated[list[str], Field(description="Fields on which somebody has to decide.")]
    candidates: Annotated[
        dict[str, list[CandidateView]], Field(description="All candidates of the fields that have more than one.")
    ]
    masked: Annotated[list[str], Field(description="Fields whose values are masked for the asker.")]
    state: Annotated[str | None, Field(description="Of a flag: a code of the list `flag_state`.")]


class HouseholdFile(BaseModel):
    """All records of a household by their type, each type by uuid, which for visits is the order of time."""

    area: str
    household: str
    records: dict[str, list[FiledRecord]]


class _Asked(BaseModel):
    area: str
    household: str
    at: str | None
    year: int | None
    reason: str | None


@router.get(
    "/{area}/{household}",
    response_model=HouseholdFile,
    responses={
        200: json_answer("household_file"),
        **refused_by(*SIGNED_IN, Problem.NOT_PERMITTED, Problem.RECORD_NOT_FOUND, Problem.INVALID_REQUEST),
    },
)
async def read_household(
    request: Request,
    edge: EdgeOf,
    asker: Annotated[Asker, ANYBODY],
    *,
    area: AreaInPath,
    household: RecordInPath,
    at: At = None,
    year: Annotated[
        int | None, Query(ge=1900, le=2100, description="Leaves out what is of another year; what is of none stays.")
    ] = None,
    unmask: Unmask = None,
) -> Response:
    """Read a household, its members, years, visits, flags and all else that belongs to it."""
    asked = _Asked(area=area, household=household, at=at, year=year, reason=unmask)
    return await edge.run(_file, request, edge.services, asker, asked)


def _file(request: Request, services: Services, asker: Asker, asked: _Asked) -> Response:
    with services.replica.reading() as work:
        who = viewer(work, asker, asked.area, reason=asked.reason)
        file = _load(services, work, asked)
    if who is None or not file or (who.households is not None and asked.household not in who.households):
        raise RecordNotFound
    if asked.year is not None:
        file = household_file.of_year(file, asked.year)
    who.note(services, f"household/{asked.household}", revealed=any(who.reveals(*one) for one in file.items()))
    records: dict[str, list[FiledRecord]] = {}
    for key, state in sorted(file.items()):
        records.setdefault(key.type, []).append(_filed(key, state, who.sight))
    view = HouseholdFile(area=asked.area, household=asked.household, records=records)
    return answer(request, view.model_dump_json().encode(), JSON)


def _load(services: Services, work: Work, asked: _Asked) -> File:
    if asked.at is None:
        return household_file.as_it_is(work.tx, asked.area, asked.household)
    judge, at = services.replica.signer.device, parse_moment(asked.at)
    return household_file.as_it_was(work.tx, asked.area, asked.household, judge=judge, at=at)


def _filed(key: RecordKey, state: State, sight: Sight) -> FiledRecord:
    return FiledRecord(
        record=key.record,
        deleted=state.deleted,
        heads=list(state.heads),
        values=sight.values(key.type, state.values()),
        conflicts=conflicts(key, state),
        candidates=candidates(key, state, sight),
        masked=sight.masked_of(key.type, state.candidates),
        state=flag_state(state.value("finding"), state.value("decision")) if key.type == "flag" else None,
    )
