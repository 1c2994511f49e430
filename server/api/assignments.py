"""Managing assignments: who works where, in which role, from when to when."""

from typing import Annotated, Final, Literal, get_args

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from schemas.capacity import Grant
from server.api.access import Asker
from server.api.answers import NO_STORE
from server.api.edge import EdgeOf
from server.api.openapi import json_answer, json_request, refused_by
from server.api.places import Area
from server.api.problems import Problem
from server.api.responsibility import REFUSED, AskerOf, Instant, UserId, acting, admit_post, scope_of
from server.identity import assignments, authority, people, users
from server.identity.assignments import Held
from server.identity.authority import Post
from server.identity.users import User
from server.services import Services

router = APIRouter(prefix="/v1/assignments", tags=["people"], dependencies=[NO_STORE])

ASSIGNMENT_REFUSED: Final = (Problem.GRANT_REFUSED, Problem.END_NEEDED, Problem.PERIOD_REFUSED, Problem.REJECTED)
"""What an assignment may be refused for."""

Role = Literal["collector", "township", "supervisor", "admin"]
"""The roles of people; `relay` is a machine's."""


class NewAssignment(BaseModel):
    """A role in an area and all below it. Without `grants` it implies one, by role and level of the area."""

    model_config = ConfigDict(extra="forbid")

    area: Area
    role: Role
    grants: Annotated[list[Grant], Field(max_length=len(get_args(Grant)), description="Finer roles.")] = []
    start: Annotated[Instant | None, Field(description="Unix ms; now without it.")] = None
    end: Annotated[Instant | None, Field(description="Unix ms; open without it.")] = None

    def post(self, now: int) -> Post:
        """Return what is given, from `now` (unix ms) where no start is named."""
        start = now if self.start is None else self.start
        return Post(self.area, self.role, tuple(self.grants), start, self.end)


class AssignmentRequest(NewAssignment):
    """An assignment, and to whom it is given."""

    user: UserId


class EndRequest(BaseModel):
    """When an assignment ends: now, or later."""

    model_config = ConfigDict(extra="forbid")

    at: Annotated[Instant | None, Field(description="Unix ms; now without it, or where it is past.")] = None


class AssignmentView(BaseModel):
    """An assignment; times in unix ms."""

    record: str
    area: str
    user: str
    username: Annotated[str | None, Field(description="Null for somebody of another server.")]
    name: str | None
    role: str
    grants: list[str]
    start: int
    end: int | None


class AssignmentPage(BaseModel):
    """Some assignments, by area and record."""

    assignments: list[AssignmentView]
    after: Annotated[str | None, Field(description="Where the next page begins; null on the last.")]


class AssignmentGiven(BaseModel):
    """The record of the new assignment."""

    area: str
    record: str


@router.get("", responses={200: json_answer("assignments"), **refused_by(*REFUSED)})
async def read_assignments(
    edge: EdgeOf,
    asker: AskerOf,
    area: Annotated[Area | None, Query(description="An area prefix; all areas of the asker without it.")] = None,
    after: Annotated[str, Query(pattern="^([0-9]{4,12}/[0-9A-Za-z-]{1,64})?$", description="As the last page.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AssignmentPage:
    """List the assignments within an area, also those that are over."""
    return await edge.run(_page, edge.services, asker, area, after, limit)


@router.post(
    "",
    openapi_extra=json_request("assignment_give"),
    responses={
        200: json_answer("assignment_give"),
        **refused_by(
            *REFUSED, Problem.BEYOND_AUTHORITY, Problem.UNKNOWN_USER, Problem.USER_DISABLED, *ASSIGNMENT_REFUSED
        ),
    },
)
async def give_assignment(edge: EdgeOf, asker: AskerOf, asked: AssignmentRequest) -> AssignmentGiven:
    """Give somebody a role in an area: within one's own area, and no more say than one's own office has."""
    return await edge.run(_give, edge.services, asker, asked)


@router.post(
    "/{area}/{record}/end",
    openapi_extra=json_request("assignment_end"),
    responses={
        200: json_answer("assignment_end"),
        **refused_by(*REFUSED, Problem.BEYOND_AUTHORITY, Problem.UNKNOWN_ASSIGNMENT),
    },
)
async def end_assignment(
    edge: EdgeOf,
    asker: AskerOf,
    area: Annotated[Area, Path()],
    record: Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,64}$", description="An assignment's record.")],
    asked: EndRequest,
) -> AssignmentView:
    """End an assignment. What was written before that is accepted whenever it comes."""
    return await edge.run(_end, edge.services, asker, area, record, asked)


def _page(services: Services, asker: Asker, area: str | None, after: str, limit: int) -> AssignmentPage:
    behind, _, last = after.partition("/")
    with services.replica.reading() as (tx, node):
        found = assignments.within(tx, scope_of(node, asker, area), after=(behind, last), limit=limit)
        known = users.of(tx.connection, {one.actor for one in found})
    return AssignmentPage(
        assignments=[_view(one, known.get(one.actor)) for one in found],
        after=f"{found[-1].post.area}/{found[-1].record}" if len(found) == limit else None,
    )


def _give(services: Services, asker: Asker, asked: AssignmentRequest) -> AssignmentGiven:
    post = asked.post(asker.now)
    with services.replica.begin() as (tx, node):
        admit_post(node, asker, post)
        record = people.give(tx, node, acting(services, asker), asked.user, post)
    return AssignmentGiven(area=post.area, record=record)


def _end(services: Services, asker: Asker, area: str, record: str, asked: EndRequest) -> AssignmentView:
    at = asker.now if asked.at is None else asked.at
    with services.replica.begin() as (tx, node):
        permitted = asker.admit(node.directory, area)
        held = assignments.read(tx, area, record)
        authority.check_giving(permitted, held.post)
        people.end(tx, node, acting(services, asker), held, at)
        known = users.of(tx.connection, [held.actor])
        return _view(assignments.read(tx, area, record), known.get(held.actor))


def _view(held: Held, user: User | None) -> AssignmentView:
    post = held.post
    return AssignmentView(
        record=held.record,
        area=post.area,
        user=held.actor,
        username=user.username if user is not None else None,
        name=user.name if user is not None else None,
        role=post.role,
        grants=list(post.grants),
        start=post.start,
        end=post.end,
    )
