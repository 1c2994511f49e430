"""The answer to whoever signs in: an access token, and what they need to know about themselves and this server."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from server.identity import devices, users
from server.identity.signing_in import SignedIn
from server.identity.tokens import LIFETIME_S, Caller
from server.replica import Work
from server.services import Services
from server.store import areas
from sync.directory import ROLES, Directory


class Person(BaseModel):
    """Somebody who signs in or works on a device, with the widest role that is in force now."""

    actor: str
    username: Annotated[str | None, Field(description="The name to sign in with.")]
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
    refresh_token: Annotated[str | None, Field(description="Brings the next token, once; null for a device.")]
    device: Annotated[str | None, Field(description="The device's id; null for a person.")]
    actor: Annotated[str | None, Field(description="The person who signs in, or the first of the device's.")]
    role: Annotated[str | None, Field(description="The actor's widest role now.")]
    actors: Annotated[list[Person], Field(description="The person who signs in, or who works on the device now.")]
    server: ServerFacts
    server_time: Annotated[int, Field(description="Unix ms.")]
    scope: Annotated[list[str], Field(description="Area prefixes that may be read; none for a revoked device.")]
    areas: Annotated[list[AreaName], Field(description="The names of the areas within the scope.")]


def for_person(services: Services, signed_in: SignedIn, now: int) -> TokenAnswer:
    """Return the answer to a person who signed in at `now` (unix ms)."""
    with services.replica.reading() as work:
        scope = work.node.directory.scope_of(signed_in.user, now)
        caller = Caller("user", signed_in.user)
        token = signed_in.refresh_token
        return _answer(services, work, caller, [signed_in.user], scope=scope, now=now, refresh_token=token)


def for_device(services: Services, device: str, now: int) -> TokenAnswer:
    """Return the answer to a device that signed in at `now` (unix ms)."""
    with services.replica.reading() as work:
        directory = work.node.directory
        found = directory.device(device)
        actors = devices.working(directory, found, now) if found is not None else []
        return _answer(services, work, Caller("device", device), actors, scope=directory.scope(device, now), now=now)


def _answer(
    services: Services,
    work: Work,
    caller: Caller,
    actors: Sequence[str],
    *,
    scope: Sequence[str],
    now: int,
    refresh_token: str | None = None,
) -> TokenAnswer:
    directory, connection = work.node.directory, work.tx.connection
    names = users.of(connection, actors)
    people = [_person(one, names.get(one), _role(directory, one, now)) for one in actors]
    signer = services.replica.signer
    server = directory.device(signer.device)
    return TokenAnswer(
        access_token=services.tokens.issue(caller, now),
        expires_in=LIFETIME_S,
        refresh_token=refresh_token,
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


def _person(actor: str, user: users.User | None, role: str | None) -> Person:
    """Return somebody with what is known of them here; a person of another server may be unknown."""
    if user is None:
        return Person(actor=actor, username=None, name=None, role=role)
    return Person(actor=actor, username=user.username, name=user.name, role=role)


def _role(directory: Directory, actor: str, now: int) -> str | None:
    held = (one.role for one in directory.assignments(actor) if one.holds(now) and one.role in ROLES)
    return max(held, key=ROLES.index, default=None)
