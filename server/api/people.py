"""Managing people: users, their codes for a new password, their sessions, and handing their work over."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from server.api.access import Asker
from server.api.answers import NO_STORE
from server.api.assignments import ASSIGNMENT_REFUSED, NewAssignment
from server.api.edge import EdgeOf
from server.api.openapi import json_answer, json_request, refused_by
from server.api.places import Area
from server.api.problems import Problem
from server.api.responsibility import (
    OF_A_USER,
    REFUSED,
    AskerOf,
    Reason,
    UserId,
    UserInPath,
    acting,
    admit_post,
    admit_user,
    scope_of,
)
from server.api.sessions import Ended, SessionList, session_view
from server.identity import authority, lockout, people, sessions, users
from server.identity.people import NewUser
from server.identity.users import USERNAME_LENGTH, USERNAME_PATTERN, Account, User
from server.replica import Work
from server.services import Services

router = APIRouter(prefix="/v1/users", tags=["people"], dependencies=[NO_STORE])

_READ = 500
"""Users that are read at a time, to find those of an area."""

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$", description="For people.")]


class PostView(BaseModel):
    """What somebody is where; times in unix ms."""

    area: str
    role: str
    capacities: Annotated[list[str], Field(description="In what capacities they act by it.")]
    start: int
    end: int | None


class UserView(BaseModel):
    """A user."""

    id: str
    username: str
    name: str
    phone: str | None
    disabled: bool
    has_password: Annotated[bool, Field(description="Whether there is one to sign in with.")]
    locked_until: Annotated[int | None, Field(description="Unix ms; null where sign-in is not locked.")]
    created_at: Annotated[int, Field(description="Unix ms.")]
    posts: Annotated[list[PostView], Field(description="What they are where; the last, where nothing is in force.")]


class UserPage(BaseModel):
    """Some users, by their names to sign in with."""

    users: list[UserView]
    after: Annotated[str | None, Field(description="Where the next page begins; null on the last.")]


class NewUserRequest(BaseModel):
    """A user to add, with at least one assignment; a code lets them set their password."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=USERNAME_LENGTH, pattern=USERNAME_PATTERN)]
    name: Name
    phone: Annotated[str | None, Field(max_length=40, pattern=r"^[0-9+ ()-]+$")] = None
    assignments: Annotated[list[NewAssignment], Field(min_length=1, max_length=100)]


class UserChange(BaseModel):
    """What is changed about a user; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    disabled: Annotated[bool | None, Field(description="True ends all sessions; assignments stay.")] = None


class ResetCode(BaseModel):
    """A one-time code by which a user sets a password; it is shown this once."""

    user: str
    code: str
    expires_at: Annotated[int, Field(description="Unix ms.")]


class HandoverRequest(BaseModel):
    """Who takes over, and why."""

    model_config = ConfigDict(extra="forbid")

    successor: UserId
    reason: Reason


class HandoverAnswer(BaseModel):
    """What the successor took over."""

    areas: list[str]
    devices: list[str]


@router.get("", responses={200: json_answer("users"), **refused_by(*REFUSED)})
async def read_users(
    edge: EdgeOf,
    asker: AskerOf,
    area: Annotated[Area | None, Query(description="An area prefix; all areas of the asker without it.")] = None,
    after: Annotated[str, Query(max_length=200, description="As the last page said.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> UserPage:
    """List who works, or worked last, within an area."""
    return await edge.run(_page, edge.services, asker, area, after, limit)


@router.post(
    "",
    openapi_extra=json_request("user_add"),
    responses={
        200: json_answer("user_add"),
        **refused_by(*REFUSED, Problem.BEYOND_AUTHORITY, Problem.USERNAME_TAKEN, *ASSIGNMENT_REFUSED),
    },
)
async def add_user(edge: EdgeOf, asker: AskerOf, asked: NewUserRequest) -> ResetCode:
    """Add a user with assignments, and get the code by which they set their password."""
    return await edge.run(_add, edge.services, asker, asked)


@router.get("/{user}", responses={200: json_answer("user"), **refused_by(*OF_A_USER)})
async def read_user(edge: EdgeOf, asker: AskerOf, user: UserInPath) -> UserView:
    """Read a user."""
    return await edge.run(_read, edge.services, asker, user)


@router.patch(
    "/{user}",
    openapi_extra=json_request("user_change"),
    responses={200: json_answer("user_change"), **refused_by(*OF_A_USER)},
)
async def change_user(edge: EdgeOf, asker: AskerOf, user: UserInPath, asked: UserChange) -> UserView:
    """Rename a user, switch them off or on."""
    return await edge.run(_change, edge.services, asker, user, asked)


@router.post(
    "/{user}/password-reset",
    responses={200: json_answer("user_reset"), **refused_by(*OF_A_USER, Problem.USER_DISABLED)},
)
async def reset_password(edge: EdgeOf, asker: AskerOf, user: UserInPath) -> ResetCode:
    """Get a code by which a user sets a new password. The old one and all sessions are void at once."""
    return await edge.run(_reset, edge.services, asker, user)


@router.post("/{user}/unlock", responses={200: json_answer("user_unlock"), **refused_by(*OF_A_USER)})
async def unlock_user(edge: EdgeOf, asker: AskerOf, user: UserInPath) -> UserView:
    """Let a user who failed to sign in too often try again at once."""
    return await edge.run(_unlock, edge.services, asker, user)


@router.get("/{user}/sessions", responses={200: json_answer("user_sessions"), **refused_by(*OF_A_USER)})
async def read_user_sessions(edge: EdgeOf, asker: AskerOf, user: UserInPath) -> SessionList:
    """List a user's open sessions."""
    return await edge.run(_sessions, edge.services, asker, user)


@router.delete("/{user}/sessions", responses={200: json_answer("user_sessions_end"), **refused_by(*OF_A_USER)})
async def end_user_sessions(edge: EdgeOf, asker: AskerOf, user: UserInPath) -> Ended:
    """End all sessions of a user."""
    return await edge.run(_end_sessions, edge.services, asker, user)


@router.post(
    "/{user}/handover",
    openapi_extra=json_request("handover"),
    responses={
        200: json_answer("handover"),
        **refused_by(
            *OF_A_USER,
            Problem.SAME_SUCCESSOR,
            Problem.USER_DISABLED,
            Problem.NO_ASSIGNMENT,
            Problem.BEYOND_DEVICE,
            *ASSIGNMENT_REFUSED,
        ),
    },
)
async def hand_over(edge: EdgeOf, asker: AskerOf, user: UserInPath, asked: HandoverRequest) -> HandoverAnswer:
    """Hand all assignments and tablets of a user over. What they wrote until now is still accepted when it comes."""
    return await edge.run(_hand_over, edge.services, asker, user, asked)


def _page(services: Services, asker: Asker, area: str | None, after: str, limit: int) -> UserPage:
    found: list[Account] = []
    with services.replica.reading() as work:
        scope = scope_of(work.node, asker, area)
        last = after
        while len(found) <= limit and (read := users.after(work.tx.connection, last, _READ)):
            last = read[-1].user.username
            found += [one for one in read if authority.belongs(work.node.directory, one.user.id, scope, asker.now)]
        views = [_view(work, one, asker.now) for one in found[:limit]]
    return UserPage(users=views, after=views[-1].username if len(found) > limit else None)


def _add(services: Services, asker: Asker, asked: NewUserRequest) -> ResetCode:
    user = User(services.new_id(), asked.username, asked.name)
    posts = [one.post(asker.now) for one in asked.assignments]
    with services.replica.begin() as (tx, node):
        for post in posts:
            admit_post(node, asker, post)
        people.add(tx, node, acting(services, asker), NewUser(user, posts, asked.phone))
        code = users.issue_reset(tx.connection, user.id, asker.now)
    return ResetCode(user=user.id, code=code.text, expires_at=code.expires_at)


def _read(services: Services, asker: Asker, user: str) -> UserView:
    with services.replica.reading() as work:
        account = users.account(work.tx.connection, user)
        admit_user(work.node, asker, user)
        return _view(work, account, asker.now)


def _change(services: Services, asker: Asker, user: str, asked: UserChange) -> UserView:
    by = acting(services, asker)
    with services.replica.begin() as work:
        users.lock(work.tx.connection, user)
        admit_user(work.node, asker, user)
        if asked.name is not None:
            people.rename(*work, by, user, asked.name)
        if asked.disabled is not None:
            (people.disable if asked.disabled else people.enable)(*work, by, user)
        return _view(work, users.account(work.tx.connection, user), asker.now)


def _reset(services: Services, asker: Asker, user: str) -> ResetCode:
    with services.replica.begin() as (tx, node):
        users.lock(tx.connection, user)
        admit_user(node, asker, user)
        code = people.reset_password(tx, node, acting(services, asker), user)
    return ResetCode(user=user, code=code.text, expires_at=code.expires_at)


def _unlock(services: Services, asker: Asker, user: str) -> UserView:
    with services.replica.begin() as work:
        account = users.lock(work.tx.connection, user)
        admit_user(work.node, asker, user)
        people.unlock(*work, acting(services, asker), user)
        return _view(work, account, asker.now)


def _sessions(services: Services, asker: Asker, user: str) -> SessionList:
    with services.replica.reading() as (tx, node):
        users.account(tx.connection, user)
        admit_user(node, asker, user)
        return SessionList(sessions=[session_view(one) for one in sessions.listed(tx.connection, user, asker.now)])


def _end_sessions(services: Services, asker: Asker, user: str) -> Ended:
    with services.replica.begin() as (tx, node):
        users.lock(tx.connection, user)
        admit_user(node, asker, user)
        return Ended(ended=people.end_sessions(tx, node, acting(services, asker), user))


def _hand_over(services: Services, asker: Asker, user: str, asked: HandoverRequest) -> HandoverAnswer:
    with services.replica.begin() as (tx, node):
        users.lock(tx.connection, user)
        admit_user(node, asker, user)
        done = people.hand_over(tx, node, acting(services, asker, asked.reason), user, asked.successor)
    return HandoverAnswer(areas=list(done.areas), devices=list(done.devices))


def _view(work: Work, account: Account, now: int) -> UserView:
    user = account.user
    posts = authority.posts_of(work.node.directory, user.id, now)
    return UserView(
        id=user.id,
        username=user.username,
        name=user.name,
        phone=account.phone,
        disabled=account.disabled,
        has_password=account.has_password,
        locked_until=lockout.locked_until(work.tx.connection, user.username, now),
        created_at=account.created_at,
        posts=[
            PostView(area=one.area, role=one.role, capacities=sorted(one.capacities), start=one.start, end=one.end)
            for one in sorted(posts, key=lambda post: (post.area, post.start))
        ],
    )
