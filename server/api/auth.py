"""Signing in: `POST /v1/auth/token` exchanges a password, an enrolment code or a device's assertion for a token."""

from collections.abc import Sequence
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from starlette.requests import Request

from server.api.access import OPEN
from server.api.answers import JSON
from server.api.bodies import read_json
from server.api.edge import EdgeOf
from server.api.errors import InvalidRequest
from server.api.openapi import FOR_ALL, REFERENCE, WITH_BODY, json_answer, named, refused_by
from server.api.problems import Problem
from server.api.refusals import faults
from server.identity import assertions, devices, users
from server.identity.devices import NewDevice
from server.identity.tokens import LIFETIME_S, Caller
from server.replica import Work
from server.services import Services
from server.store import areas
from sync.directory import ROLES, Directory

router = APIRouter(prefix="/v1/auth", tags=["auth"])
_log = structlog.get_logger()


class PasswordGrant(BaseModel):
    """A person signs in to read."""

    grant: Literal["password"]
    username: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
    password: Annotated[str, Field(max_length=1000)]


class EnrolmentGrant(BaseModel):
    """A tablet enrols with a one-time code; asking again with the same key within a quarter of an hour is harmless."""

    grant: Literal["enrolment"]
    code: Annotated[str, Field(max_length=64, description="As handed out; case, blanks and hyphens do not matter.")]
    public_key: Annotated[str, Field(max_length=200, description="P-256 as SubjectPublicKeyInfo, base64url.")]
    label: Annotated[str | None, Field(max_length=100, description="The tablet's name for people.")] = None
    time: Annotated[int, Field(description="The tablet's clock, unix ms; its error is logged.")]


class DeviceGrant(BaseModel):
    """An enrolled device signs in with its own key."""

    grant: Literal["device"]
    assertion: Annotated[str, Field(max_length=4096, description="A JWT under ES256, see `docs/protocol.md`.")]


TokenRequest = Annotated[PasswordGrant | EnrolmentGrant | DeviceGrant, Field(discriminator="grant")]


class Person(BaseModel):
    """Somebody who signs in or works on a device, with the widest role that is in force now."""

    actor: str
    name: str | None
    role: str | None


class ServerFacts(BaseModel):
    """This server: its device id, its public key (SubjectPublicKeyInfo, base64url) and the areas that it covers."""

    device: str
    public_key: str
    areas: list[str]


class AreaName(BaseModel):
    """An area within the scope."""

    code: str
    name: str


class TokenAnswer(BaseModel):
    """A token, and what the asker needs to know about itself and this server."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 -- a kind of token, none itself
    expires_in: Annotated[int, Field(description="Seconds.")]
    device: Annotated[str | None, Field(description="The device's id; null for a person.")]
    actor: Annotated[str | None, Field(description="The person who signs in, or the first of the device's.")]
    role: Annotated[str | None, Field(description="The actor's widest role now.")]
    actors: Annotated[list[Person], Field(description="The person who signs in, or all of the device's.")]
    server: ServerFacts
    server_time: Annotated[int, Field(description="Unix ms.")]
    scope: Annotated[list[str], Field(description="Area prefixes that may be read; none for a revoked device.")]
    areas: Annotated[list[AreaName], Field(description="The names of the areas within the scope.")]


_request = TypeAdapter[PasswordGrant | EnrolmentGrant | DeviceGrant](TokenRequest)


_GRANTS = ("password", "enrolment", "device")
_REFUSED = (
    *FOR_ALL,
    *WITH_BODY,
    Problem.INVALID_REQUEST,
    Problem.WRONG_CREDENTIALS,
    Problem.TOO_MANY_ATTEMPTS,
    Problem.CODE_REFUSED,
    Problem.PUBLIC_KEY_REFUSED,
    Problem.NO_ASSIGNMENT,
    Problem.ASSERTION_REFUSED,
    Problem.ASSERTION_OUT_OF_TIME,
)


@router.post(
    "/token",
    dependencies=[OPEN],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": _request.json_schema(ref_template=REFERENCE)} | named(*_GRANTS)},
        }
    },
    responses={200: json_answer(*_GRANTS), **refused_by(*_REFUSED)},
)
async def token(request: Request, edge: EdgeOf) -> TokenAnswer:
    """Get an access token."""
    body = await read_json(request)
    try:
        asked = _request.validate_json(body)
    except ValidationError as error:
        raise InvalidRequest(faults(error.errors(include_url=False, include_input=False))) from None
    address = request.client.host if request.client is not None else ""
    match asked:
        case PasswordGrant():
            return await edge.run_slowly(_password, edge.services, asked, address)
        case EnrolmentGrant():
            return await edge.run(_enrolment, edge.services, asked, address)
        case DeviceGrant():
            return await edge.run(_device, edge.services, asked)


def _password(services: Services, asked: PasswordGrant, address: str) -> TokenAnswer:
    now = services.clock()
    with services.throttle.counting(f"password {address} {asked.username}"), services.replica.reading() as work:
        user = users.check(work.tx.connection, asked.username, asked.password)
        return _answer(services, work, Caller("user", user.id), [user.id], now)


def _enrolment(services: Services, asked: EnrolmentGrant, address: str) -> TokenAnswer:
    now = services.clock()
    new = NewDevice(asked.public_key, asked.label)
    with services.throttle.counting(f"enrolment {address}"), services.replica.begin() as (tx, node):
        device = devices.enrol(tx, node, asked.code, new, device=services.new_id(), now=now)
    _log.info("device_enrolled", device=device, clock_error_ms=asked.time - now)
    return _device_answer(services, device, now)


def _device(services: Services, asked: DeviceGrant) -> TokenAnswer:
    now = services.clock()
    with services.replica.begin() as (tx, node):
        device = assertions.accept(tx.connection, node.directory, asked.assertion, now)
    return _device_answer(services, device.id, now)


def _device_answer(services: Services, device: str, now: int) -> TokenAnswer:
    with services.replica.reading() as work:
        found = work.node.directory.device(device)
        actors = sorted(found.actors or ()) if found is not None else []
        return _answer(services, work, Caller("device", device), actors, now)


def _answer(services: Services, work: Work, caller: Caller, actors: Sequence[str], now: int) -> TokenAnswer:
    directory, connection = work.node.directory, work.tx.connection
    names = users.of(connection, actors)
    people = [
        Person(actor=one, name=names[one].name if one in names else None, role=_role(directory, one, now))
        for one in actors
    ]
    signer = services.replica.signer
    server = directory.device(signer.device)
    scope = directory.scope(caller.id, now) if caller.kind == "device" else directory.scope_of(caller.id, now)
    return TokenAnswer(
        access_token=services.tokens.issue(caller, now),
        expires_in=LIFETIME_S,
        device=caller.id if caller.kind == "device" else None,
        actor=people[0].actor if people else None,
        role=people[0].role if people else None,
        actors=people,
        server=ServerFacts(
            device=signer.device, public_key=signer.public_key, areas=list(server.reach) if server is not None else []
        ),
        server_time=now,
        scope=list(scope),
        areas=[AreaName(code=code, name=name) for code, name in areas.names_within(connection, scope)],
    )


def _role(directory: Directory, actor: str, now: int) -> str | None:
    held = (one.role for one in directory.assignments(actor) if one.holds(now) and one.role in ROLES)
    return max(held, key=ROLES.index, default=None)
