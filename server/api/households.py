"""Events of households over HTTP: births, deaths, marriages, moves, splits and mergers, each as one request."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from schemas.events import AnyEvent, FollowUp, Place, village_entered
from schemas.events.messages import describe_task
from server.api.access import Asker, allow
from server.api.edge import EdgeOf
from server.api.errors import RecordNotFound
from server.api.openapi import SIGNED_IN, json_answer, json_request, refused_by
from server.api.places import UUID
from server.api.problems import Problem
from server.api.record_views import Text
from server.households import events
from server.households.errors import NoSuchHousehold
from server.households.events import Written
from server.services import Services

router = APIRouter(prefix="/v1/households", tags=["households"])

WRITERS = ("collector", "township", "county_office", "city_office")
"""Who may write what is surveyed (`schemas.capacity.SURVEYORS`); what leads into two villages needs both."""

AskerOf = Annotated[Asker, allow(*WRITERS)]


class EventRequest(BaseModel):
    """Something that happened to a household, and on what grounds it is entered."""

    model_config = ConfigDict(extra="forbid")

    event: Annotated[AnyEvent, Field(discriminator="kind")]
    reason: Annotated[str, Field(min_length=1, max_length=2000, description="Kept with every revision.")]


class WrittenRevision(BaseModel):
    """One of the linked revisions."""

    area: str
    type: str
    record: str
    revision: str


class FollowUpView(BaseModel):
    """What is left for a person to do."""

    task: str
    area: str
    household: str
    year: int | None
    member: str | None
    message: Text


class EventAnswer(BaseModel):
    """What was written, and what is left to do: nothing of a household's year is changed by an event."""

    revisions: list[WrittenRevision]
    follow_ups: list[FollowUpView]


@router.post(
    "/{area}/{household}/events",
    openapi_extra=json_request("event"),
    responses={
        200: json_answer("event"),
        **refused_by(
            *SIGNED_IN,
            Problem.PERSON_NEEDED,
            Problem.NOT_PERMITTED,
            Problem.OUTSIDE_SCOPE,
            Problem.RECORD_NOT_FOUND,
            Problem.INVALID_REQUEST,
            Problem.EVENT_REFUSED,
            Problem.REJECTED,
            Problem.MALFORMED,
        ),
    },
)
async def write_event(
    edge: EdgeOf,
    asker: AskerOf,
    area: Annotated[str, Path(pattern="^[0-9]{12}$", description="The household's village.")],
    household: Annotated[str, Path(pattern=UUID, description="Its UUID.")],
    asked: EventRequest,
) -> EventAnswer:
    """Write all that follows from an event, or nothing. Sent twice, it is refused and not doubled."""
    written = await edge.run(_write, edge.services, asker, Place(area, "household", household), asked)
    edge.touched()
    return EventAnswer(
        revisions=[
            WrittenRevision(area=one.area, type=one.type, record=one.record, revision=one.id)
            for one in written.revisions
        ],
        follow_ups=[_follow_up(one) for one in written.follow_ups],
    )


def _write(services: Services, asker: Asker, household: Place, asked: EventRequest) -> Written:
    with services.replica.begin() as (tx, node):
        for area in sorted({household.area, village_entered(asked.event, household)}):
            asker.admit(node.directory, area)
        try:
            return events.write(tx, node, asker.caller.id, household, asked.event, reason=asked.reason, now=asker.now)
        except NoSuchHousehold:
            raise RecordNotFound from None


def _follow_up(one: FollowUp) -> FollowUpView:
    said = describe_task(one)
    return FollowUpView(
        task=one.task.value,
        area=one.area,
        household=one.household,
        year=one.year,
        member=one.member,
        message=Text(zh=said.zh, en=said.en),
    )
