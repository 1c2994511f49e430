"""The routes of the app, who may call them, and for each a request that a permitted asker would make."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from schemas.naming import household_year_id
from server.api.access import Rule, rules
from sync import messages
from sync.messages import IdsRequest, PullRequest, PushHeader
from sync.revision import RecordKey, Revision
from tests.integration.api.people import PASSWORD, Office, Tablet, new_uuid

REASON = "电话核实"


class Endpoint(NamedTuple):
    """One method of one path, and the rules that it depends on."""

    method: str
    path: str
    rules: tuple[Rule, ...]


def endpoints(routes: Sequence[BaseRoute]) -> Iterator[Endpoint]:
    """Iterate over what can be called."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield from (
                Endpoint(method, route.path, tuple(rules(route.dependant))) for method in sorted(route.methods or ())
            )
        else:
            yield from endpoints(getattr(getattr(route, "original_router", None), "routes", ()))


@dataclass
class Side:
    """One village, with something of everything in it.

    Attributes:
        user: a collector, with the `assignment` record that says so, and a `tablet`.
        household: with a `member` and a year.
    """

    office: Office
    village: str
    household: str = field(default_factory=new_uuid)
    member: str = field(default_factory=new_uuid)
    user: str = ""
    assignment: str = ""
    tablet: Tablet | None = None
    _count: int = 0

    async def renew(self) -> None:
        """Replace what a request may have used up."""
        self._count += 1
        self.user = self.office.appoint(f"u{self._count}.{self.village}", area=self.village, password=None)
        self.tablet = await self.office.tablet(self.user)
        with self.office.services.replica.reading() as (tx, _):
            found = [row for row in tx.page(self.village, 0, 100_000) if row.type == "assignment"]
        self.assignment = found[-1].record

    async def survey(self) -> None:
        """Put the household on file."""
        assert self.tablet is not None
        year = RecordKey("household_year", household_year_id(self.household, 2018))
        member = {"household": self.household, "name": "张三", "relation": "01", "in_household": True}
        household = {
            "household_no": f"{self.village}1",
            "village_code": self.village,
            "head_member_id": self.member,
            "identify_standard": "1",
            "poverty_status": "0",
        }
        await self.tablet.outcomes(
            self.write(RecordKey("household", self.household), household),
            self.write(RecordKey("member", self.member), member),
            self.write(year, {"household": self.household, "year": 2018, "income": {"gross_income": 1}}),
        )

    def write(self, key: RecordKey, values: Mapping[str, Any]) -> Revision:
        assert self.tablet is not None
        return self.tablet.write(values, key=key, area=self.village)

    async def quarantined(self) -> str:
        """Return a revision that waits in quarantine."""
        assert self.tablet is not None
        self.office.revoke(self.tablet)
        late = self.write(RecordKey("household", new_uuid()), {"household_no": "2"})
        await self.tablet.outcomes(late)
        return late.id

    def fresh(self) -> str:
        """Return a name that nobody has."""
        self._count += 1
        return f"n{self._count}.{self.village}"


class Request(NamedTuple):
    """What is sent."""

    path: str
    query: Mapping[str, str] = {}
    json: Any = None
    content: bytes | None = None


Make = Callable[[Side], Awaitable[Request]]


def at(path: str, *, query: Callable[[Side], Mapping[str, str]] = lambda _: {}, json: object = None) -> Make:
    """Return what makes a request: names in braces are the side's attributes."""

    async def make(side: Side) -> Request:
        device = side.tablet.device if side.tablet is not None else ""
        filled = path.format(**vars(side), device=device)
        return Request(filled, query(side), json(side) if callable(json) else json)

    return make


def _of_village(side: Side) -> Mapping[str, str]:
    return {"area": side.village}


def _speaking(step: str, body: Callable[[Side], bytes]) -> Make:
    async def make(side: Side) -> Request:
        return Request(f"/v1/sync/{step}", content=body(side))

    return make


async def _release(side: Side) -> Request:
    asked = {"area": side.village, "revisions": [await side.quarantined()], "reason": REASON}
    return Request("/v1/quarantine/release", json=asked)


def _new_user(side: Side) -> dict[str, object]:
    post = {"area": side.village, "role": "collector"}
    return {"username": side.fresh(), "name": "新人", "assignments": [post]}


async def _handover(side: Side) -> Request:
    before = side.user
    successor = side.office.appoint(side.fresh(), area=side.village, password=None)
    return Request(f"/v1/users/{before}/handover", json={"successor": successor, "reason": REASON})


async def _event(side: Side) -> Request:
    event = {"kind": "birth", "on": "2018-09-01", "member": new_uuid(), "name": "张一", "sex": "2", "relation": "04"}
    return Request(f"/v1/households/{side.village}/{side.household}/events", json={"event": event, "reason": REASON})


_RECORD = "/v1/records/{village}/household/{household}"

REQUESTS: Final[Mapping[tuple[str, str], Make]] = {
    ("POST", "/v1/sync/push"): _speaking("push", lambda _: messages.encode_body(PushHeader(1, ()), ())),
    ("POST", "/v1/sync/pull"): _speaking("pull", lambda _: messages.encode_body(PullRequest(1, {}), ())),
    ("POST", "/v1/sync/ids"): _speaking("ids", lambda side: messages.encode_body(IdsRequest(1, side.village), ())),
    ("GET", "/v1/sync/heads"): at("/v1/sync/heads"),
    ("GET", "/v1/records/{area}/{record_type}/{record}"): at(_RECORD),
    ("GET", "/v1/records/{area}/{record_type}/{record}/history"): at(f"{_RECORD}/history"),
    ("GET", "/v1/records/{area}/{record_type}/{record}/diff"): at(
        f"{_RECORD}/diff", query=lambda side: {"from": str(side.office.services.clock())}
    ),
    ("GET", "/v1/records/{area}/{record_type}/{record}/provenance"): at(f"{_RECORD}/provenance"),
    ("POST", "/v1/records/{area}/{record_type}/{record}"): at(
        _RECORD, json={"set": {"hamlet": "东头"}, "reason": REASON}
    ),
    ("GET", "/v1/records/{area}/{record_type}/{record}/transitions"): at(f"{_RECORD}/transitions"),
    ("GET", "/v1/households"): at("/v1/households", query=_of_village),
    ("GET", "/v1/members"): at("/v1/members", query=_of_village),
    ("GET", "/v1/flags"): at("/v1/flags", query=_of_village),
    ("GET", "/v1/records"): at("/v1/records", query=lambda side: {"area": side.village, "type": "household"}),
    ("POST", "/v1/members/by-id-number"): at(
        "/v1/members/by-id-number",
        json=lambda side: {"area": side.village, "id_number": "410899199001011239", "reason": REASON},
    ),
    ("GET", "/v1/households/{area}/{household}"): at("/v1/households/{village}/{household}"),
    ("POST", "/v1/households/{area}/{household}/events"): _event,
    ("GET", "/v1/audit"): at("/v1/audit", query=_of_village),
    ("GET", "/v1/quarantine"): at("/v1/quarantine", query=_of_village),
    ("POST", "/v1/quarantine/release"): _release,
    ("POST", "/v1/auth/token"): at("/v1/auth/token", json={"grant": "refresh", "refresh_token": "x" * 43}),
    ("POST", "/v1/auth/sign-out"): at("/v1/auth/sign-out", json={"refresh_token": "x" * 43}),
    ("POST", "/v1/auth/password-reset"): at(
        "/v1/auth/password-reset", json={"code": "AAAA-AAAA-AAAA", "new": PASSWORD}
    ),
    ("POST", "/v1/auth/password"): at("/v1/auth/password", json={"current": PASSWORD, "new": PASSWORD}),
    ("GET", "/v1/auth/sessions"): at("/v1/auth/sessions"),
    ("DELETE", "/v1/auth/sessions/{session}"): at("/v1/auth/sessions/0166858f-9a00-7000-8000-000000000001"),
    ("GET", "/v1/users"): at("/v1/users", query=_of_village),
    ("POST", "/v1/users"): at("/v1/users", json=_new_user),
    ("GET", "/v1/users/{user}"): at("/v1/users/{user}"),
    ("PATCH", "/v1/users/{user}"): at("/v1/users/{user}", json={"name": "改名"}),
    ("POST", "/v1/users/{user}/password-reset"): at("/v1/users/{user}/password-reset"),
    ("POST", "/v1/users/{user}/unlock"): at("/v1/users/{user}/unlock"),
    ("GET", "/v1/users/{user}/sessions"): at("/v1/users/{user}/sessions"),
    ("DELETE", "/v1/users/{user}/sessions"): at("/v1/users/{user}/sessions"),
    ("POST", "/v1/users/{user}/handover"): _handover,
    ("GET", "/v1/assignments"): at("/v1/assignments", query=_of_village),
    ("POST", "/v1/assignments"): at(
        "/v1/assignments", json=lambda side: {"user": side.user, "area": side.village, "role": "collector"}
    ),
    ("POST", "/v1/assignments/{area}/{record}/end"): at("/v1/assignments/{village}/{assignment}/end", json={}),
    ("GET", "/v1/devices"): at("/v1/devices", query=_of_village),
    ("POST", "/v1/devices/codes"): at("/v1/devices/codes", json=lambda side: {"actors": [side.user]}),
    ("POST", "/v1/devices/sheets"): at("/v1/devices/sheets", json=_of_village),
    ("GET", "/v1/devices/{device}"): at("/v1/devices/{device}"),
    ("PATCH", "/v1/devices/{device}"): at("/v1/devices/{device}", json={"label": "平板 2"}),
    ("POST", "/v1/devices/{device}/revocation"): at("/v1/devices/{device}/revocation", json={"reason": REASON}),
    ("GET", "/healthz"): at("/healthz"),
    ("GET", "/readyz"): at("/readyz"),
    ("GET", "/metrics"): at("/metrics"),
    ("GET", "/docs"): at("/docs"),
}
"""By method and path."""
