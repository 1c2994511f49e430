"""Who may call what: every route of the router, asked by everybody, about what lies inside and outside their area.

A route without a rule fails, and so does one without a request in `routes.REQUESTS`: nobody forgets to decide.
"""

from collections import Counter
from typing import NamedTuple

import httpx
import pytest

from schemas.capacity import capacities
from server.api.access import Devices, Open, Operators, People, Rule, SignedIn
from server.app import create_app
from server.services import Services
from tests.integration.api.people import VILLAGE, Office, Tablet
from tests.integration.api.routes import REQUESTS, Endpoint, Request, Side, endpoints

FAR_VILLAGE = "410825001201"
"""In another county."""

DENIED = frozenset({403, 404})
"""What lies outside somebody's area may not even be said to exist."""

JUDGED = frozenset({"rejected"})
"""Problems that are no matter of the route: who may write anything at all is told by the judge what of it."""

PEOPLE = {
    "team_member": ("collector", VILLAGE, ("team_member",)),
    "village_head": ("collector", VILLAGE, ("village_head",)),
    "helper": ("collector", VILLAGE, ("helper",)),
    "township": ("township", VILLAGE[:9], ()),
    "county_office": ("supervisor", VILLAGE[:6], ("county_office",)),
    "inspector": ("supervisor", VILLAGE[:6], ("inspector",)),
    "auditor": ("supervisor", VILLAGE[:6], ("auditor",)),
    "department": ("supervisor", VILLAGE[:6], ("department",)),
    "city_office": ("supervisor", VILLAGE[:4], ("city_office",)),
    "admin": ("admin", VILLAGE[:6], ()),
}
"""Role, area and grants, by the capacity that is asked for."""


class Asker(NamedTuple):
    """Somebody who asks; `area` is empty for who has none."""

    name: str
    headers: dict[str, str]
    area: str
    capacities: frozenset[str] = frozenset()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is decided at the edge is the same on any database."""
    return sqlite_url


@pytest.fixture
async def askers(office: Office) -> list[Asker]:
    """Everybody who may ask."""
    people = [
        Asker(name, await office.reader(name, role, area, grants=grants), area, capacities(role, grants, area))
        for name, (role, area, grants) in PEOPLE.items()
    ]
    tablet: Tablet = await office.tablet(office.appoint("tablet", area=VILLAGE))
    return [*people, Asker("tablet", tablet.headers, VILLAGE), Asker("nobody", {}, "")]


@pytest.fixture
async def sides(office: Office) -> list[Side]:
    """A village within everybody's area, and one outside all but the city's."""
    made = [Side(office, village) for village in (VILLAGE, FAR_VILLAGE)]
    for side in made:
        await side.renew()
        await side.survey()
    return made


def all_endpoints(services: Services) -> list[Endpoint]:
    return [one for one in endpoints(create_app(services).routes) if one.path != "/openapi.json"]


def test_every_route_has_exactly_one_rule_and_a_request(services: Services):
    found = all_endpoints(services)
    assert [one for one in found if len(one.rules) != 1] == []
    assert {(one.method, one.path) for one in found} == REQUESTS.keys()


async def test_everybody_gets_what_their_capacity_allows_and_nothing_else(
    services: Services, office: Office, askers: list[Asker], sides: list[Side]
):
    wrong: list[str] = []
    asked = Counter[str]()
    for endpoint in all_endpoints(services):
        (rule,) = endpoint.rules
        for asker in askers:
            for side in sides:
                may = permitted(rule, asker, side)
                if may and isinstance(rule, People) and endpoint.method != "GET":
                    await side.renew()  # the one before may have used up what it is about
                answer = await send(office, endpoint, asker, await REQUESTS[endpoint.method, endpoint.path](side))
                asked[endpoint.path] += 1
                fault = objection(rule, asker, answer, may=may) or leak(rule, asker, sides, answer)
                if fault:
                    where = "inside" if side.village.startswith(asker.area) else "outside"
                    wrong.append(f"{endpoint.method} {endpoint.path} as {asker.name} {where}: {fault}")
    assert not wrong, "\n".join(wrong)
    assert len(asked) == len({path for _, path in REQUESTS})


async def send(office: Office, endpoint: Endpoint, asker: Asker, request: Request) -> httpx.Response:
    return await office.client.request(
        endpoint.method,
        request.path,
        params=dict(request.query),
        json=request.json,
        content=request.content,
        headers=asker.headers,
    )


def permitted(rule: Rule, asker: Asker, side: Side) -> bool:
    """Whether the rule lets this asker do it on this side."""
    within = bool(asker.area) and side.village.startswith(asker.area)
    match rule:
        case Open():
            return True
        case Devices():
            return asker.name == "tablet"
        case People():
            return within and bool(asker.capacities & (rule.people or frozenset()))
        case _:
            return within


def objection(  # noqa: PLR0911 -- one return a rule reads as the table that it is
    rule: Rule, asker: Asker, answer: httpx.Response, *, may: bool
) -> str:
    """Return what is wrong with an answer, or nothing."""
    status = answer.status_code
    said = f"{status} {answer.text[:200]}"
    if status >= 500:
        return said
    match rule:
        case Open() | Operators():
            return ""
        case _ if not asker.headers:
            return "" if status == 401 else said
        case Devices():
            return "" if may or status == 403 else said
        case SignedIn():
            return "" if status < 300 or status in DENIED else said
        case _ if not may:
            return "" if status in DENIED else said
        case _:
            return "" if status < 300 or answer.json()["code"] in JUDGED else said


def leak(rule: Rule, asker: Asker, sides: list[Side], answer: httpx.Response) -> str:
    """Return what an answer tells of what lies outside the asker's area."""
    if isinstance(rule, Open):
        return ""  # the documentation has examples
    foreign = [side for side in sides if not (asker.area and side.village.startswith(asker.area))]
    known = [one for side in foreign for one in (side.household, side.member, side.user, side.village) if one]
    told = [one for one in known if one in answer.text and one not in str(answer.request.url)]
    return f"tells of {told}" if answer.is_success and told else ""
