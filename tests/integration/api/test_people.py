"""Managing people and tablets over the API: within one's own area, never from below, and audited."""

import json
from typing import Any

import httpx
import pytest

from server.store.areas import save_areas
from server.store.tables.audit import AUDIT_ENTRY
from tests.integration.api.people import OTHER_VILLAGE, PASSWORD, VILLAGE, Clock, Office

TOWNSHIP, NEXT_TOWNSHIP, COUNTY, CITY = VILLAGE[:9], "410822105", VILLAGE[:6], "4108"
DAY_MS = 24 * 3_600_000

Headers = dict[str, str]
Json = Any
"""What is asked or answered."""


class Desk:
    """Somebody at the API."""

    def __init__(self, office: Office, headers: Headers) -> None:
        self._office = office
        self._headers = headers

    async def ask(self, method: str, path: str, **asked: Json) -> httpx.Response:
        return await self._office.client.request(method, f"/v1/{path}", headers=self._headers, **asked)

    async def get(self, path: str, **query: Json) -> Json:
        return answered(await self.ask("GET", path, params=query))

    async def post(self, path: str, **asked: Json) -> Json:
        return answered(await self.ask("POST", path, json=asked))

    async def patch(self, path: str, **asked: Json) -> Json:
        return answered(await self.ask("PATCH", path, json=asked))

    async def refused(self, method: str, path: str, asked: dict[str, Json] | None = None) -> tuple[int, str]:
        response = await self.ask(method, path, **({} if asked is None else {"json": asked}))
        assert response.status_code >= 400, response.text
        return response.status_code, response.json()["code"]


def answered(response: httpx.Response) -> Json:
    assert response.status_code == 200, response.text
    return response.json()


@pytest.fixture
async def township(office: Office) -> Desk:
    return Desk(office, await office.reader("chen", "township", TOWNSHIP))


@pytest.fixture
async def county(office: Office) -> Desk:
    return Desk(office, await office.reader("zhao", "supervisor", COUNTY))


@pytest.fixture
async def admin(office: Office) -> Desk:
    return Desk(office, await office.reader("root", "admin", CITY))


def new_user(username: str = "liu", **changed: Json) -> dict[str, Json]:
    post = {"area": VILLAGE, "role": "collector", "grants": ["first_secretary"]} | changed
    return {"username": username, "name": "刘洋", "assignments": [post]}


def audited(office: Office) -> list[Any]:
    with office.services.replica.reading() as (tx, _):
        return list(tx.connection.execute(AUDIT_ENTRY.select().order_by(AUDIT_ENTRY.c.id)).all())


async def test_a_user_is_added_sets_a_password_and_is_listed(office: Office, township: Desk):
    added = await township.post("users", **new_user(), phone="13912345678")
    sign_in = {"grant": "password", "username": "liu", "password": PASSWORD}
    assert (await office.client.post("/v1/auth/token", json=sign_in)).status_code == 401
    answered(await office.client.post("/v1/auth/password-reset", json={"code": added["code"], "new": PASSWORD}))
    answer = answered(await office.client.post("/v1/auth/token", json=sign_in))
    assert (answer["actor"], answer["scope"]) == (added["user"], [VILLAGE])

    user = await township.get(f"users/{added['user']}")
    assert (user["username"], user["phone"], user["has_password"], user["locked_until"]) == (
        "liu",
        "13912345678",
        True,
        None,
    )
    (post,) = user["posts"]
    assert (post["area"], post["capacities"]) == (VILLAGE, ["collector", "first_secretary"])
    assert [one["username"] for one in (await township.get("users"))["users"]] == ["chen", "liu"]
    assert (await township.get("users", area=OTHER_VILLAGE))["users"] == []
    actions = [(one.action, one.area) for one in audited(office)]
    assert actions[:2] == [("user_added", VILLAGE), ("assignment_given", VILLAGE)]
    assert "刘洋" not in str(audited(office))


async def test_users_come_page_by_page(office: Office, township: Desk):
    for name in ("a", "b", "c", "d"):
        office.appoint(name)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = await township.get("users", limit=2, after=after)
        seen += [one["username"] for one in page["users"]]
        after = page["after"]
    assert seen == ["a", "b", "c", "chen", "d"]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"area": NEXT_TOWNSHIP}, (403, "outside_scope")),
        ({"area": COUNTY}, (403, "outside_scope")),
        ({"role": "supervisor", "grants": []}, (403, "beyond_authority")),
        ({"role": "admin", "grants": []}, (403, "beyond_authority")),
        ({"grants": ["auditor"], "end": 2**50}, (403, "beyond_authority")),
        ({"grants": ["county_office"]}, (422, "grant_refused")),
        ({"grants": ["township"]}, (422, "grant_refused")),
        ({"role": "relay"}, (422, "invalid_request")),
        ({"grants": ["king"]}, (422, "invalid_request")),
        ({"end": 1}, (422, "period_refused")),
        ({"start": 2**51, "end": 2**50}, (422, "period_refused")),
    ],
    ids=str,
)
async def test_a_township_gives_no_more_than_it_has(
    office: Office, township: Desk, asked: dict[str, Json], refusal: tuple[int, str]
):
    assert await township.refused("POST", "users", new_user(**asked)) == refusal
    post = {**new_user(**asked)["assignments"][0], "user": office.appoint("bo")}
    assert await township.refused("POST", "assignments", post) == refusal
    assert [one.action for one in audited(office)] == []


async def test_each_office_gives_what_is_its_to_give(office: Office, county: Desk, admin: Desk):
    await county.post("users", **new_user("a", area=COUNTY, role="supervisor", grants=["department"]))
    await county.post("users", **new_user("b", area=TOWNSHIP, role="township", grants=[]))
    inspector = new_user("c", area=COUNTY, role="supervisor", grants=["inspector"])
    assert await county.refused("POST", "users", inspector) == (403, "beyond_authority")
    assert await admin.refused("POST", "users", inspector) == (422, "end_needed")
    until = office.services.clock() + 90 * DAY_MS
    await admin.post("users", **new_user("c", area=COUNTY, role="supervisor", grants=["inspector"], end=until))
    await admin.post("users", **new_user("d", area=CITY, role="admin", grants=[]))


async def test_nobody_is_managed_from_below_or_beside(office: Office, township: Desk, county: Desk, admin: Desk):
    boss, neighbour = office.appoint("boss", "supervisor", COUNTY), office.appoint("bo", area=NEXT_TOWNSHIP + "201")
    both = office.appoint("both", area=VILLAGE)
    await county.post("assignments", user=both, area=NEXT_TOWNSHIP + "201", role="collector")
    for method, step in (("POST", "/password-reset"), ("POST", "/unlock"), ("DELETE", "/sessions"), ("GET", "")):
        for user in (boss, neighbour, both):
            assert await township.refused(method, f"users/{user}{step}") == (403, "outside_scope")
        assert await township.refused(method, f"users/{new_id()}{step}") == (404, "unknown_user")
    assert await township.refused("PATCH", f"users/{boss}", {"disabled": True}) == (403, "outside_scope")
    assert await county.refused("POST", f"users/{office.appoint('top', 'admin', CITY)}/password-reset") == (
        403,
        "outside_scope",
    )
    for user in (neighbour, both):
        await county.post(f"users/{user}/password-reset")
    await admin.post(f"users/{boss}/password-reset")


def new_id() -> str:
    return "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(("role", "area"), [("collector", VILLAGE), ("supervisor", CITY)])
async def test_who_is_not_responsible_manages_nobody(office: Office, role: str, area: str):
    desk = Desk(office, await office.reader("somebody", role, area))
    user = office.appoint("anna")
    assert await desk.refused("POST", "users", new_user()) == (403, "not_permitted")
    assert await desk.refused("POST", f"users/{user}/password-reset") == (403, "not_permitted")
    assert await desk.refused("POST", "devices/codes", {"actors": [user]}) == (403, "not_permitted")
    for path in ("users", "assignments", "devices"):
        assert await desk.refused("GET", path) == (403, "not_permitted")
        assert await desk.refused("GET", f"{path}?area={VILLAGE}") == (403, "not_permitted")
    anna = await office.tablet(user)
    assert await Desk(office, anna.headers).refused("GET", "users") == (403, "person_needed")


async def test_a_user_is_renamed_switched_off_and_on(office: Office, township: Desk):
    user = office.appoint("anna")
    changed = await township.patch(f"users/{user}", name="安娜", disabled=True)
    assert (changed["name"], changed["disabled"]) == ("安娜", True)
    assert await township.refused("POST", f"users/{user}/password-reset") == (409, "user_disabled")
    assert await township.refused("POST", "devices/codes", {"actors": [user]}) == (409, "user_disabled")
    post = {"user": user, "area": VILLAGE, "role": "collector"}
    assert await township.refused("POST", "assignments", post) == (409, "user_disabled")
    assert (await township.patch(f"users/{user}", disabled=False))["disabled"] is False
    assert [one.action for one in audited(office)] == ["user_changed", "user_disabled", "user_enabled"]


async def test_assignments_are_given_listed_and_ended(office: Office, township: Desk, clock: Clock):
    user = office.appoint("anna")
    until = clock() + 30 * DAY_MS
    given = await township.post("assignments", user=user, area=OTHER_VILLAGE, role="collector", end=until)
    listed = (await township.get("assignments", area=OTHER_VILLAGE))["assignments"]
    assert [(one["record"], one["user"], one["name"], one["end"]) for one in listed] == [
        (given["record"], user, "Anna", until)
    ]
    first = await township.get("assignments", limit=1)
    assert (await township.get("assignments", limit=5, after=first["after"]))["assignments"][-1] == listed[0]

    path = f"assignments/{OTHER_VILLAGE}/{given['record']}/end"
    assert (await township.post(path, at=clock() + DAY_MS))["end"] == clock() + DAY_MS
    clock.now += 1
    assert (await township.post(path))["end"] == clock()
    assert await township.refused("POST", path, {}) == (404, "unknown_assignment")
    assert await township.refused("POST", f"assignments/{VILLAGE}/{new_id()}/end", {}) == (404, "unknown_assignment")
    (own,) = (await township.get("assignments", area=TOWNSHIP, limit=1))["assignments"]
    assert own["role"] == "township"


async def test_a_township_does_not_end_what_is_above_it(office: Office, township: Desk, county: Desk, admin: Desk):
    boss = office.appoint("boss", "supervisor", VILLAGE)
    (held,) = [one for one in (await county.get("assignments", area=VILLAGE))["assignments"] if one["user"] == boss]
    path = f"assignments/{VILLAGE}/{held['record']}/end"
    assert await township.refused("POST", path, {}) == (403, "beyond_authority")
    assert await township.refused("POST", f"users/{boss}/password-reset") == (403, "beyond_authority")
    await county.post(path)
    await county.get(f"users/{boss}")  # who worked last in the county still belongs to it
    lost = office.appoint("lost")
    assert lost
    assert await admin.get(f"users/{lost}")


async def test_a_code_over_the_api_enrols_a_tablet(office: Office, township: Desk, clock: Clock):
    user = office.appoint("anna")
    until = clock() + 365 * DAY_MS
    code = await township.post("devices/codes", actors=[user, user], valid_to=until)
    assert code["link"] == f"ruhu://enrol?server=http%3A%2F%2Fruhu&code={code['code']}"
    key = (await office.collector("key")).signer.public_key
    device = answered(await office.enrol(code["code"], key))["device"]
    view = await township.get(f"devices/{device}")
    assert (view["area"], view["valid_to"], view["revoked_at"], view["last_contact"]) == (TOWNSHIP, until, None, None)
    assert view["actors"] == [{"user": user, "name": "Anna", "working": True}]
    assert await township.refused("POST", "devices/codes", {"actors": [user], "valid_to": 1}) == (422, "period_refused")
    boss = office.appoint("boss", "supervisor", COUNTY)
    assert await township.refused("POST", "devices/codes", {"actors": [boss]}) == (403, "outside_scope")
    assert [one.action for one in audited(office)] == ["code_issued"]
    assert code["code"] not in json.dumps([str(one) for one in audited(office)])


async def test_tablets_are_listed_changed_and_revoked(office: Office, township: Desk):
    anna, bo = await office.collector("anna"), await office.collector("bo", NEXT_TOWNSHIP + "201")
    answered(await office.client.post("/v1/auth/token", json={"grant": "device", "assertion": anna.assertion()}))
    (listed,) = (await township.get("devices"))["devices"]
    assert (listed["id"], listed["label"], listed["last_contact"]) == (anna.device, "平板", office.services.clock())
    assert await township.refused("GET", f"devices/{bo.device}") == (403, "outside_scope")
    assert await township.refused("GET", "devices/nobody") == (404, "unknown_device")

    path = f"devices/{anna.device}"
    colleague = office.appoint("chun")
    changed = await township.patch(path, actors=[anna.actor, colleague], label="大高村")
    assert (changed["label"], len(changed["actors"])) == ("大高村", 2)
    assert (await township.patch(path))["label"] == "大高村"
    boss = office.appoint("boss", "supervisor", COUNTY)
    assert await township.refused("PATCH", path, {"actors": [boss]}) == (403, "outside_scope")
    assert await township.refused("PATCH", path, {"actors": [bo.actor]}) == (403, "outside_scope")
    assert await township.refused("PATCH", path, {"actors": []}) == (422, "invalid_request")

    for _ in range(2):
        assert (await township.post(f"{path}/revocation", reason="丢失"))["revoked_at"] == office.services.clock()
    assert await township.refused("PATCH", path, {"label": "x"}) == (409, "device_revoked")
    entries = [(one.action, one.reason) for one in audited(office)]
    assert entries == [("device_changed", None), ("device_revoked", "丢失")]


async def test_work_is_handed_over(office: Office, township: Desk):
    anna, bo = await office.collector("anna"), office.appoint("bo")
    asked = {"successor": bo, "reason": "轮换"}
    done = await township.post(f"users/{anna.actor}/handover", **asked)
    assert done == {"areas": [VILLAGE], "devices": [anna.device]}
    view = await township.get(f"devices/{anna.device}")
    assert {one["user"]: one["working"] for one in view["actors"]} == {anna.actor: False, bo: True}
    path = f"users/{anna.actor}/handover"
    assert await township.refused("POST", path, {"successor": anna.actor, "reason": "x"}) == (409, "same_successor")
    assert await township.refused("POST", path, {"successor": new_id(), "reason": "x"}) == (404, "unknown_user")
    boss = office.appoint("boss", "supervisor", COUNTY)
    assert await township.refused("POST", f"users/{boss}/handover", asked) == (403, "outside_scope")
    entries = {one.action: one for one in audited(office)}
    assert entries["device_handed_over"].reason == "轮换"
    assert json.loads(entries["device_handed_over"].facts) == {"from": anna.actor, "to": bo}


async def test_a_sheet_has_everybodys_code_and_voids_the_one_before(office: Office, township: Desk):
    office.appoint("anna")
    office.appoint("bo", area=OTHER_VILLAGE)
    office.appoint("boss", "supervisor", COUNTY)
    with office.services.replica.begin() as (tx, _):
        names = [(COUNTY, "county", "博爱县"), (TOWNSHIP, "township", "孝敬镇"), (VILLAGE, "village", "冯河<村>")]
        save_areas(tx.connection, [{"code": c, "name": n, "level": level, "parent": None} for c, level, n in names])
    first, second = [(await township.ask("POST", "devices/sheets", json={"area": TOWNSHIP})).text for _ in range(2)]
    assert first.count("<svg") == 3, "the township's officer works with a tablet too"
    assert first.count("<section>") == 3
    assert "博爱县 孝敬镇 冯河&lt;村&gt;" in first
    assert "src=" not in first
    assert "Boss" not in first
    key = (await office.collector("key")).signer.public_key
    codes = [page.partition('<p class="code">')[2][:14] for page in (first, second)]
    assert (await office.enrol(codes[0], key)).status_code == 401
    assert (await office.enrol(codes[1], key)).status_code == 200
    refused = await township.refused("POST", "devices/sheets", {"area": COUNTY})
    assert refused == (403, "outside_scope")
