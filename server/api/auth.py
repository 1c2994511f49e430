"""Signing in: `POST /v1/auth/token` exchanges a password, a code, a refresh token or an assertion for a token."""

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from starlette.requests import Request

from server.api.access import OPEN
from server.api.answers import JSON, NO_STORE
from server.api.bodies import read_json
from server.api.edge import EdgeOf
from server.api.errors import InvalidRequest
from server.api.faults import faults
from server.api.openapi import FOR_ALL, REFERENCE, WITH_BODY, json_answer, named, refused_by
from server.api.problems import Problem
from server.api.token_answers import TokenAnswer, for_device, for_person
from server.identity import assertions, devices, signing_in
from server.identity.devices import NewDevice
from server.identity.signing_in import Entrance, counting
from server.services import Services

router = APIRouter(prefix="/v1/auth", tags=["auth"], dependencies=[NO_STORE])
_log = structlog.get_logger()

RefreshToken = Annotated[str, Field(max_length=200, description="As the last answer had it.")]
Password = Annotated[str, Field(max_length=1000)]


class PasswordGrant(BaseModel):
    """A person signs in, and begins a session."""

    grant: Literal["password"]
    username: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
    password: Password


class RefreshGrant(BaseModel):
    """A person goes on with a session. The token of before works until the new one has been used; older ones end it."""

    grant: Literal["refresh"]
    refresh_token: RefreshToken


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


Grant = PasswordGrant | RefreshGrant | EnrolmentGrant | DeviceGrant

_request = TypeAdapter[Grant](Annotated[Grant, Field(discriminator="grant")])

_GRANTS = ("password", "refresh", "enrolment", "device")
_REFUSED = (
    *FOR_ALL,
    *WITH_BODY,
    Problem.INVALID_REQUEST,
    Problem.WRONG_CREDENTIALS,
    Problem.TOO_MANY_ATTEMPTS,
    Problem.ACCOUNT_LOCKED,
    Problem.REFRESH_REFUSED,
    Problem.SESSION_EXPIRED,
    Problem.SESSION_REVOKED,
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
    match asked:
        case PasswordGrant():
            return await edge.run_slowly(_password, edge.services, entrance(request, edge), asked)
        case RefreshGrant():
            return await edge.run(_refresh, edge.services, entrance(request, edge), asked)
        case EnrolmentGrant():
            return await edge.run(_enrolment, edge.services, entrance(request, edge), asked)
        case DeviceGrant():
            return await edge.run(_device, edge.services, asked)


def entrance(request: Request, edge: EdgeOf) -> Entrance:
    """Return where a request comes in."""
    services = edge.services
    address = request.client.host if request.client is not None else ""
    return Entrance(services.replica, address, services.clock(), services.new_id)


def _password(services: Services, at: Entrance, asked: PasswordGrant) -> TokenAnswer:
    return for_person(services, signing_in.with_password(at, asked.username, asked.password), at.now)


def _refresh(services: Services, at: Entrance, asked: RefreshGrant) -> TokenAnswer:
    return for_person(services, signing_in.with_token(at, asked.refresh_token), at.now)


def _enrolment(services: Services, at: Entrance, asked: EnrolmentGrant) -> TokenAnswer:
    new = NewDevice(asked.public_key, asked.label)
    with counting(at), services.replica.begin() as (tx, node):
        device = devices.enrol(tx, node, asked.code, new, device=services.new_id(), now=at.now)
    _log.info("device_enrolled", device=device, clock_error_ms=asked.time - at.now)
    return for_device(services, device, at.now)


def _device(services: Services, asked: DeviceGrant) -> TokenAnswer:
    now = services.clock()
    with services.replica.begin() as (tx, node):
        device = assertions.accept(tx.connection, node.directory, asked.assertion, now)
    return for_device(services, device.id, now)
