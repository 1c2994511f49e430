"""Managing tablets: codes that enrol them, sheets of codes to print, who works with them, and their revocation."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse

from server.api.access import Asker
from server.api.answers import NO_STORE
from server.api.edge import EdgeOf
from server.api.openapi import json_answer, json_request, named, refused_by
from server.api.places import Area
from server.api.problems import Problem
from server.api.responsibility import (
    OF_A_USER,
    REFUSED,
    AskerOf,
    Instant,
    Reason,
    UserId,
    acting,
    admit_device,
    admit_user,
    manages,
    scope_of,
)
from server.identity import devices, enrolment_sheet, people, users
from server.identity.devices import Change, Tablet
from server.identity.enrolment_link import enrolment_link
from server.replica import Work
from server.services import Services
from sync.directory import Device

router = APIRouter(prefix="/v1/devices", tags=["devices"], dependencies=[NO_STORE])

HTML: Final = "text/html"
HOUR_MS: Final = 3_600_000

DeviceId = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,64}$", description="A tablet's id.")]
Actors = Annotated[list[UserId], Field(min_length=1, max_length=50, description="Who works with it, by user id.")]

_OF_A_DEVICE = (*REFUSED, Problem.UNKNOWN_DEVICE)


class ActorView(BaseModel):
    """Somebody who may work with a tablet."""

    user: str
    name: Annotated[str | None, Field(description="Null for somebody of another server.")]
    working: Annotated[bool, Field(description="False for who is kept for the sake of unsent work.")]


class DeviceView(BaseModel):
    """A tablet; times in unix ms."""

    id: str
    label: Annotated[str | None, Field(description="Its name for people.")]
    area: Annotated[str, Field(description="Where it is enrolled.")]
    actors: list[ActorView]
    valid_from: int
    valid_to: int | None
    revoked_at: int | None
    last_contact: Annotated[int | None, Field(description="Null for a tablet that was never heard of since.")]


class DevicePage(BaseModel):
    """Some tablets, by id."""

    devices: list[DeviceView]
    after: Annotated[str | None, Field(description="Where the next page begins; null on the last.")]


class CodeRequest(BaseModel):
    """For whom a tablet is to be enrolled."""

    model_config = ConfigDict(extra="forbid")

    actors: Actors
    valid_to: Annotated[Instant | None, Field(description="Until when the tablet is valid, unix ms.")] = None


class CodeView(BaseModel):
    """A code that enrols one tablet, once; it is shown this once."""

    code: str
    link: Annotated[str, Field(description="What a QR code for it holds.")]
    expires_at: Annotated[int, Field(description="Unix ms.")]


class SheetRequest(BaseModel):
    """For which area a sheet is printed."""

    model_config = ConfigDict(extra="forbid")

    area: Area


class DeviceChange(BaseModel):
    """What is changed about a tablet; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    actors: Actors | None = None
    label: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    valid_to: Instant | None = None


class RevocationRequest(BaseModel):
    """Why a tablet is revoked."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


@router.get("", responses={200: json_answer("devices"), **refused_by(*REFUSED)})
async def read_devices(
    edge: EdgeOf,
    asker: AskerOf,
    area: Annotated[Area | None, Query(description="An area prefix; all areas of the asker without it.")] = None,
    after: Annotated[str, Query(pattern="^[0-9A-Za-z-]{0,64}$", description="As the last page said.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DevicePage:
    """List the tablets that are enrolled within an area, with who works with them and when they were heard of last."""
    return await edge.run(_page, edge.services, asker, area, after, limit)


@router.post(
    "/codes",
    openapi_extra=json_request("code"),
    responses={
        200: json_answer("code"),
        **refused_by(*OF_A_USER, Problem.USER_DISABLED, Problem.NO_ASSIGNMENT, Problem.PERIOD_REFUSED),
    },
)
async def issue_code(request: Request, edge: EdgeOf, asker: AskerOf, asked: CodeRequest) -> CodeView:
    """Issue a one-time code that enrols a tablet."""
    return await edge.run(_issue, edge.services, asker, asked, _address(request, edge.services))


@router.post(
    "/sheets",
    response_class=HTMLResponse,
    openapi_extra=json_request("sheet"),
    responses={
        200: {"content": {HTML: {"schema": {"type": "string"}} | named("sheet")}, "description": "Sheets of A4."},
        **refused_by(*REFUSED, Problem.NO_ASSIGNMENT),
    },
)
async def issue_sheet(request: Request, edge: EdgeOf, asker: AskerOf, asked: SheetRequest) -> HTMLResponse:
    """Issue codes for everybody who works in an area and whom one manages, as a page to print. Older ones are void."""
    page = await edge.run(_sheet, edge.services, asker, asked.area, _address(request, edge.services))
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


@router.get("/{device}", responses={200: json_answer("device_read"), **refused_by(*_OF_A_DEVICE)})
async def read_device(edge: EdgeOf, asker: AskerOf, device: DeviceId) -> DeviceView:
    """Read a tablet."""
    return await edge.run(_read, edge.services, asker, device)


@router.patch(
    "/{device}",
    openapi_extra=json_request("device_change"),
    responses={
        200: json_answer("device_change"),
        **refused_by(
            *_OF_A_DEVICE,
            *OF_A_USER,
            Problem.USER_DISABLED,
            Problem.DEVICE_REVOKED,
            Problem.BEYOND_DEVICE,
            Problem.NO_ASSIGNMENT,
            Problem.PERIOD_REFUSED,
            Problem.REJECTED,
        ),
    },
)
async def change_device(edge: EdgeOf, asker: AskerOf, device: DeviceId, asked: DeviceChange) -> DeviceView:
    """Change who works with a tablet, its name, or until when it is valid.

    Unsent work of somebody who is taken off it will be quarantined; to be safe, end their assignment instead.
    """
    return await edge.run(_change, edge.services, asker, device, asked)


@router.post(
    "/{device}/revocation",
    openapi_extra=json_request("revocation"),
    responses={200: json_answer("revocation"), **refused_by(*_OF_A_DEVICE)},
)
async def revoke_device(edge: EdgeOf, asker: AskerOf, device: DeviceId, asked: RevocationRequest) -> DeviceView:
    """Revoke a tablet: it reads nothing any more, and what it still brings is quarantined. Again is harmless."""
    return await edge.run(_revoke, edge.services, asker, device, asked)


def _page(services: Services, asker: Asker, area: str | None, after: str, limit: int) -> DevicePage:
    with services.replica.reading() as work:
        scope = scope_of(work.node, asker, area)
        found = devices.within(work.node.directory, scope, after=after, limit=limit)
        views = _views(work, found, asker.now)
    return DevicePage(devices=views, after=found[-1].id if len(found) == limit else None)


def _issue(services: Services, asker: Asker, asked: CodeRequest, server: str) -> CodeView:
    valid_ms = services.settings.enrolment_hours * HOUR_MS
    actors = list(dict.fromkeys(asked.actors))
    with services.replica.begin() as (tx, node):
        for actor in actors:
            users.account(tx.connection, actor)
            admit_user(node, asker, actor)
        by = acting(services, asker)
        code = people.issue_code(tx, node, by, actors, valid_ms=valid_ms, valid_to=asked.valid_to)
    return CodeView(code=code.text, link=enrolment_link(server, code.text), expires_at=code.expires_at)


def _sheet(services: Services, asker: Asker, area: str, server: str) -> str:
    valid_ms = services.settings.enrolment_hours * HOUR_MS
    with services.replica.begin() as (tx, node):
        asker.admit(node.directory, area)
        cards = enrolment_sheet.issue(
            tx,
            node,
            acting(services, asker),
            area,
            server=server,
            valid_ms=valid_ms,
            managed=lambda user: manages(node, asker, user),
        )
    return enrolment_sheet.page(cards)


def _read(services: Services, asker: Asker, device: str) -> DeviceView:
    with services.replica.reading() as work:
        found = devices.found(work.node.directory, device)
        admit_device(work.node, asker, found)
        return _views(work, [found], asker.now)[0]


def _change(services: Services, asker: Asker, device: str, asked: DeviceChange) -> DeviceView:
    with services.replica.begin() as (tx, node):
        found = devices.found(node.directory, device)
        admit_device(node, asker, found)
        for actor in set(asked.actors or ()) - (found.actors or frozenset()):
            users.account(tx.connection, actor)
            admit_user(node, asker, actor)
        people.change_device(tx, node, acting(services, asker), found, Change(**asked.model_dump()))
    return _read(services, asker, device)


def _revoke(services: Services, asker: Asker, device: str, asked: RevocationRequest) -> DeviceView:
    with services.replica.begin() as (tx, node):
        found = devices.found(node.directory, device)
        admit_device(node, asker, found)
        people.revoke_device(tx, node, acting(services, asker, asked.reason), found)
    return _read(services, asker, device)


def _views(work: Work, found: list[Device], now: int) -> list[DeviceView]:
    names = users.of(work.tx.connection, {actor for one in found for actor in one.actors or ()})
    known = {user: one.name for user, one in names.items()}
    return [_view(work, one, known, now) for one in devices.described(work.tx, found)]


def _view(work: Work, tablet: Tablet, names: dict[str, str], now: int) -> DeviceView:
    device = tablet.device
    working = devices.working(work.node.directory, device, now)
    return DeviceView(
        id=device.id,
        label=tablet.label,
        area=device.area,
        actors=[
            ActorView(user=one, name=names.get(one), working=one in working) for one in sorted(device.actors or ())
        ],
        valid_from=device.valid_from,
        valid_to=device.valid_to,
        revoked_at=device.revoked_at,
        last_contact=tablet.last_contact,
    )


def _address(request: Request, services: Services) -> str:
    """Return the address at which tablets reach this server."""
    return services.settings.public_url or str(request.base_url).rstrip("/")
