"""The quarantine over HTTP: what waits for somebody responsible, and its release."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from server.api.access import Asker, allow
from server.api.edge import EdgeOf
from server.api.masking import mask
from server.api.openapi import SIGNED_IN, json_answer, json_request, refused_by
from server.api.places import Area
from server.api.problems import Problem
from server.api.record_views import Text
from server.identity import users
from server.review import quarantine
from server.review.quarantine import Releasing
from server.services import Services
from sync.explanations import EXPLANATIONS
from sync.outcome import Outcome, Reason
from sync.storage import Waiting

router = APIRouter(prefix="/v1/quarantine", tags=["quarantine"])

RESPONSIBLE = ("township", "county_office", "city_office")
"""Who releases: the offices that answer for what their villages report."""

AskerOf = Annotated[Asker, allow(*RESPONSIBLE)]
RevisionIdText = Annotated[str, Field(pattern="^[0-9a-v]{52}$", description="A revision's id.")]

_REFUSED = (
    *SIGNED_IN,
    Problem.PERSON_NEEDED,
    Problem.NOT_PERMITTED,
    Problem.OUTSIDE_SCOPE,
    Problem.INVALID_REQUEST,
)


class ReasonView(BaseModel):
    """Why a revision waits, and what can be done about it."""

    code: str
    problem: Text
    remedy: Text


class HeldView(BaseModel):
    """One revision in quarantine; sensitive values are masked."""

    id: str
    area: str
    type: str
    record: str
    reason: ReasonView
    because: Annotated[str | None, Field(description="The revision that it builds on, where that one waits.")]
    actor: str
    actor_name: Annotated[str | None, Field(description="Null for somebody of another server.")]
    device: str
    via: Annotated[str | None, Field(description="The device that brought it.")]
    time: Annotated[int, Field(description="By the device's clock, unix ms.")]
    arrival: Annotated[int, Field(description="Unix ms.")]
    visit: str | None
    set: dict[str, Any]
    deleted: bool | None


class HeldPage(BaseModel):
    """Some of what is in quarantine, by area and id."""

    revisions: list[HeldView]
    after: Annotated[str | None, Field(description="Where the next page begins; null on the last.")]


class ReleaseRequest(BaseModel):
    """What is released, and why."""

    model_config = ConfigDict(extra="forbid")

    area: Area
    revisions: Annotated[list[RevisionIdText], Field(min_length=1, max_length=1000)]
    reason: Annotated[str, Field(min_length=1, max_length=1000, description="Goes into the audit log.")]


class ReleasedView(BaseModel):
    """What became of one revision."""

    id: str
    status: str
    number: Annotated[int | None, Field(description="Its place in the area's stream, where it entered.")]
    void: Annotated[dict[str, str], Field(description="Error code by void field.")]
    reason: ReasonView | None
    because: str | None


class ReleaseAnswer(BaseModel):
    """What became of the revisions, and of those that had waited for them; ids that did not wait are left out."""

    outcomes: list[ReleasedView]


@router.get("", responses={200: json_answer("quarantine"), **refused_by(*_REFUSED)})
async def read_quarantine(
    edge: EdgeOf,
    asker: AskerOf,
    area: Annotated[Area | None, Query(description="An area prefix; all areas of the asker without it.")] = None,
    after: Annotated[str, Query(pattern="^([0-9]{4,12}/[0-9a-v]{52})?$", description="As the last page said.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> HeldPage:
    """List what revoked, expired or moved devices brought, and what builds on it."""
    return await edge.run(_held, edge.services, asker, area, after, limit)


@router.post(
    "/release",
    openapi_extra=json_request("release"),
    responses={200: json_answer("release"), **refused_by(*_REFUSED, Problem.NOT_HOME, Problem.OWN_WORK)},
)
async def release(edge: EdgeOf, asker: AskerOf, asked: ReleaseRequest) -> ReleaseAnswer:
    """Let revisions in. They are judged as all are; what somebody else released already is left out."""
    answered = await edge.run(_release, edge.services, asker, asked)
    edge.touched()
    return answered


def _held(services: Services, asker: Asker, area: str | None, after: str, limit: int) -> HeldPage:
    with services.replica.reading() as (tx, node):
        if area is not None:
            asker.admit(node.directory, area)
        scope = asker.areas(node.directory) if area is None else (area,)
        behind, _, last = after.partition("/")
        found = tx.quarantined(scope, (behind, last), limit)
        names = {one.id: one.name for one in users.of(tx.connection, {one.revision.actor for one in found}).values()}
    return HeldPage(
        revisions=[_view(one, names.get(one.revision.actor)) for one in found],
        after=f"{found[-1].revision.area}/{found[-1].revision.id}" if len(found) == limit else None,
    )


def _release(services: Services, asker: Asker, asked: ReleaseRequest) -> ReleaseAnswer:
    releasing = Releasing(asker.caller.id, asker.now, asked.reason, services.new_id())
    with services.replica.begin() as (tx, node):
        asker.admit(node.directory, asked.area)
        outcomes = quarantine.release(tx, node, asked.area, asked.revisions, releasing)
    return ReleaseAnswer(outcomes=[_released(one) for one in outcomes])


def _view(waits: Waiting, name: str | None) -> HeldView:
    revision = waits.revision
    return HeldView(
        id=revision.id,
        area=revision.area,
        type=revision.type,
        record=revision.record,
        reason=_reason(waits.reason),
        because=waits.because,
        actor=revision.actor,
        actor_name=name,
        device=revision.device,
        via=waits.via,
        time=revision.time,
        arrival=waits.arrival,
        visit=revision.visit,
        set={path: mask(revision.type, path, value) for path, value in revision.set.items()},
        deleted=revision.deleted,
    )


def _released(outcome: Outcome) -> ReleasedView:
    return ReleasedView(
        id=outcome.id,
        status=outcome.status.value,
        number=outcome.number,
        void=outcome.void,
        reason=_reason(outcome.reason) if outcome.reason is not None else None,
        because=outcome.because,
    )


def _reason(reason: Reason) -> ReasonView:
    said = EXPLANATIONS[reason]
    return ReasonView(
        code=reason.value,
        problem=Text(zh=said.problem.zh, en=said.problem.en),
        remedy=Text(zh=said.remedy.zh, en=said.remedy.en),
    )
