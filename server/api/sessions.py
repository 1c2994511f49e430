"""One's own sessions and password: sign out, see where one is signed in, set another password."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from server.api.access import OPEN, SIGNED_IN, Asker
from server.api.answers import NO_STORE
from server.api.auth import Password, RefreshToken, entrance
from server.api.edge import EdgeOf
from server.api.errors import PersonNeeded
from server.api.openapi import FOR_ALL, json_answer, json_request, refused_by
from server.api.openapi import SIGNED_IN as SIGNED_IN_PROBLEMS
from server.api.problems import Problem
from server.api.token_answers import TokenAnswer, for_person
from server.identity import people, sessions, signing_in
from server.identity.acting import Acting
from server.identity.sessions import Session
from server.identity.signing_in import Entrance
from server.services import Services

router = APIRouter(prefix="/v1/auth", tags=["auth"], dependencies=[NO_STORE])

AskerOf = Annotated[Asker, SIGNED_IN]
SessionId = Annotated[str, Path(pattern="^[0-9a-f-]{36}$", description="A session, as the list names it.")]

_OPEN = (*FOR_ALL, Problem.INVALID_REQUEST)
_OWN = (*SIGNED_IN_PROBLEMS, Problem.PERSON_NEEDED, Problem.INVALID_REQUEST)


class SignOutRequest(BaseModel):
    """Whichever token of the session."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: RefreshToken


class PasswordChange(BaseModel):
    """One's password, and another one."""

    model_config = ConfigDict(extra="forbid")

    current: Password
    new: Password


class PasswordReset(BaseModel):
    """A one-time code from somebody responsible, and the new password."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(max_length=64, description="As handed out; case, blanks and hyphens do not matter.")]
    new: Password


class Done(BaseModel):
    """It is done."""

    status: Literal["ok"] = "ok"


class SessionView(BaseModel):
    """An open session; times in unix ms."""

    id: str
    created_at: int
    used_at: Annotated[int, Field(description="When its token was last exchanged.")]
    expires_at: Annotated[int, Field(description="When it ends if it is not used any more.")]


class SessionList(BaseModel):
    """Open sessions, the newest first."""

    sessions: list[SessionView]


class Ended(BaseModel):
    """How many sessions were open, and are not any more. Access tokens of theirs hold a quarter of an hour at most."""

    ended: int


@router.post(
    "/sign-out",
    dependencies=[OPEN],
    openapi_extra=json_request("sign_out"),
    responses={200: json_answer("sign_out"), **refused_by(*_OPEN, Problem.REFRESH_REFUSED)},
)
async def sign_out(request: Request, edge: EdgeOf, asked: SignOutRequest) -> Done:
    """End the session of a refresh token; again is harmless."""
    await edge.run(signing_in.sign_out, entrance(request, edge), asked.refresh_token)
    return Done()


@router.post(
    "/password-reset",
    dependencies=[OPEN],
    openapi_extra=json_request("password_reset"),
    responses={
        200: json_answer("password_reset"),
        **refused_by(*_OPEN, Problem.RESET_REFUSED, Problem.PASSWORD_TOO_SHORT, Problem.TOO_MANY_ATTEMPTS),
    },
)
async def reset_password(request: Request, edge: EdgeOf, asked: PasswordReset) -> TokenAnswer:
    """Set a password by a one-time code, and sign in."""
    return await edge.run_slowly(_reset, edge.services, entrance(request, edge), asked)


@router.post(
    "/password",
    openapi_extra=json_request("password_change"),
    responses={
        200: json_answer("password_change"),
        **refused_by(
            *_OWN,
            Problem.WRONG_CREDENTIALS,
            Problem.UNKNOWN_USER,
            Problem.PASSWORD_TOO_SHORT,
            Problem.ACCOUNT_LOCKED,
            Problem.TOO_MANY_ATTEMPTS,
        ),
    },
)
async def change_password(request: Request, edge: EdgeOf, asker: AskerOf, asked: PasswordChange) -> TokenAnswer:
    """Set another password; all other sessions end."""
    return await edge.run_slowly(_change, edge.services, entrance(request, edge), own_id(asker), asked)


@router.get("/sessions", responses={200: json_answer("sessions"), **refused_by(*_OWN)})
async def read_sessions(edge: EdgeOf, asker: AskerOf) -> SessionList:
    """List one's own open sessions."""
    return await edge.run(_sessions, edge.services, own_id(asker), asker.now)


@router.delete(
    "/sessions/{session}",
    responses={200: json_answer("session_end"), **refused_by(*_OWN, Problem.UNKNOWN_USER)},
)
async def end_session(edge: EdgeOf, asker: AskerOf, session: SessionId) -> Ended:
    """End one of one's own sessions; one that is over stays so."""
    return await edge.run(_end, edge.services, own_id(asker), asker.now, session)


def own_id(asker: Asker) -> str:
    """Return the user who asks.

    Raises:
        PersonNeeded: a device asks.
    """
    if asker.caller.kind != "user":
        raise PersonNeeded
    return asker.caller.id


def session_view(session: Session) -> SessionView:
    """Return a session as it is shown."""
    return SessionView(**session._asdict())


def _reset(services: Services, at: Entrance, asked: PasswordReset) -> TokenAnswer:
    return for_person(services, signing_in.reset_password(at, asked.code, asked.new), at.now)


def _change(services: Services, at: Entrance, user: str, asked: PasswordChange) -> TokenAnswer:
    return for_person(services, signing_in.change_password(at, user, asked.current, asked.new), at.now)


def _sessions(services: Services, user: str, now: int) -> SessionList:
    with services.replica.reading() as (tx, _):
        return SessionList(sessions=[session_view(one) for one in sessions.listed(tx.connection, user, now)])


def _end(services: Services, user: str, now: int, session: str) -> Ended:
    with services.replica.begin() as (tx, node):
        acting = Acting(user, now, services.new_id)
        return Ended(ended=people.end_sessions(tx, node, acting, user, session=session))
