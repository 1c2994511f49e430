"""Who may call a route. Every route has exactly one of these rules, and a test that walks the router finds one without.

A rule is a dependency: `OPEN` for everybody, `DEVICES` for enrolled tablets and servers, `OPERATORS` for those who run
the server, `allow(...)` for people by the capacities in which they act (roles and grants,
`schemas.records.assignment`). The rule says what the route is open to; where the asker holds such a capacity is asked
with the database at hand:

    @router.post("/{area}/codes", ...)
    async def issue(edge: EdgeOf, asker: Annotated[Asker, allow("admin", "county_office", "township")], area: ...):
        return await edge.run(_issue, edge.services, asker, area)

    def _issue(services, asker, area):
        with services.replica.begin() as (tx, node):
            asker.admit(node.directory, area)      # raises OutsideScope or NotPermitted
"""

import hmac
from collections.abc import Iterator
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.security import HTTPAuthorizationCredentials
from starlette.requests import Request

from schemas.area import covers
from server.api.edge import CallerOf, EdgeOf, bearer
from server.api.errors import DeviceNeeded, NotPermitted, PersonNeeded
from server.identity.errors import TokenRefused
from server.identity.tokens import Caller
from sync.directory import Directory
from sync.errors import OutsideScope

THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1"})


class Asker(NamedTuple):
    """Who asks, when (unix ms), and in which capacities the route may be used."""

    caller: Caller
    now: int
    capacities: frozenset[str]

    def admit(self, directory: Directory, area: str) -> frozenset[str]:
        """Return the capacities, of those that the route is open to, in which the asker may use it in an area.

        Raises:
            OutsideScope: the asker has no say in this area.
            NotPermitted: theirs is none of these.
        """
        held = directory.capacities(self.caller.id, area, self.now)
        if not held:
            raise OutsideScope(area)
        if not held & self.capacities:
            raise NotPermitted(area, self.capacities)
        return held & self.capacities

    def areas(self, directory: Directory) -> tuple[str, ...]:
        """Return the area prefixes in which the asker may use the route, none of them within another.

        Raises:
            NotPermitted: there is none.
        """
        found: list[str] = []
        for area in sorted({one.area for one in directory.assignments(self.caller.id) if one.holds(self.now)}):
            permitted = directory.capacities(self.caller.id, area, self.now) & self.capacities
            if permitted and not any(covers(wider, area) for wider in found):
                found.append(area)
        if not found:
            raise NotPermitted(None, self.capacities)
        return tuple(found)


class Rule:
    """What a route is open to; `people` are the capacities, where it is for people."""

    people: frozenset[str] | None = None


class Open(Rule):
    """Everybody, without a token."""

    async def __call__(self) -> None:
        """Let in."""


class Devices(Rule):
    """Enrolled tablets and servers. What they may bring is decided by seals, what they may read by their scope."""

    async def __call__(self, caller: CallerOf) -> str:
        """Return the device that asks, by its id."""
        if caller.kind != "device":
            raise DeviceNeeded
        return caller.id


class SignedIn(Rule):
    """Whoever holds a token, person or device: what they get is cut to their scope."""

    async def __call__(self, edge: EdgeOf, caller: CallerOf) -> Asker:
        """Return who asks."""
        return Asker(caller, edge.services.clock(), frozenset())


class People(Rule):
    """People who act in one of these capacities."""

    def __init__(self, *capacities: str) -> None:
        """Take the capacities."""
        self.people = frozenset(capacities)

    async def __call__(self, edge: EdgeOf, caller: CallerOf) -> Asker:
        """Return who asks."""
        if caller.kind != "user":
            raise PersonNeeded
        return Asker(caller, edge.services.clock(), self.people or frozenset())


class Operators(Rule):
    """Whoever runs the server: with the token of its settings, or, where there is none, from this machine.

    A proxy on this machine says for whom it asks, and is believed (`X-Forwarded-For`).
    """

    async def __call__(
        self,
        request: Request,
        edge: EdgeOf,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> None:
        """Let in.

        Raises:
            TokenRefused: it is somebody else.
        """
        token = edge.services.settings.metrics_token.get_secret_value()
        if token:
            given = credentials.credentials if credentials is not None else ""
            if not hmac.compare_digest(given.encode(), token.encode()):
                raise TokenRefused("not the token of RUHU_METRICS_TOKEN")
        elif request.client is None or request.client.host not in THIS_MACHINE:
            raise TokenRefused("RUHU_METRICS_TOKEN is not set: from this machine only")


OPEN: Final[Any] = Depends(Open())
DEVICES: Final[Any] = Depends(Devices())
SIGNED_IN: Final[Any] = Depends(SignedIn())
OPERATORS: Final[Any] = Depends(Operators())


def allow(*capacities: str) -> Any:  # noqa: ANN401 -- the framework does not name the type of its markers
    """Return the rule for people who act in one of these capacities."""
    return Depends(People(*capacities))


def rules(dependant: Dependant) -> Iterator[Rule]:
    """Iterate over the rules that a route depends on."""
    if isinstance(dependant.call, Rule):
        yield dependant.call
    for one in dependant.dependencies:
        yield from rules(one)
