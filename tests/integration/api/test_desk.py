"""Writing at a desk over HTTP: judged before it is written, merged with what came meanwhile, refused with a remedy."""

from typing import Any

import httpx
import pytest

from schemas.naming import household_year_id
from server.store import queue
from sync.revision import RecordKey
from tests.integration.api.people import OTHER_VILLAGE, VILLAGE, Office, Tablet, new_uuid

TOWNSHIP, COUNTY = VILLAGE[:9], VILLAGE[:6]
HOUSEHOLD = "01665100-0000-7000-8000-00000000a001"
OF_YEAR = household_year_id(HOUSEHOLD, 2008)
INCOME = {"wage_income": 1_000_000}

By = dict[str, str]


@pytest.fixture
async def officer(office: Office) -> By:
    return await office.reader("chen", "township", TOWNSHIP)


async def edit(
    office: Office,
    by: By,
    values: dict[str, Any],
    *,
    kind: str = "household",
    record: str = HOUSEHOLD,
    area: str = VILLAGE,
    **more: Any,  # noqa: ANN401 -- any part of the request
) -> httpx.Response:
    asked = {"set": values, "reason": "电话核实"} | more
    return await office.client.post(f"/v1/records/{area}/{kind}/{record}", json=asked, headers=by)


async def transitions(office: Office, by: By, kind: str, record: str) -> dict[str, Any]:
    response = await office.client.get(f"/v1/records/{VILLAGE}/{kind}/{record}/transitions", headers=by)
    assert response.status_code == 200, response.text
    (found,) = response.json()["workflows"]
    return found


async def lock(office: Office, officer: By) -> None:
    """Survey a household's year and confirm it at all levels."""
    values = {"household": HOUSEHOLD, "year": 2008, "income": INCOME, "member_count": 1}
    head = await office.reader("hu", "collector", VILLAGE, grants=["village_head"])
    county = await office.reader("deng", "supervisor", COUNTY)
    assert (await edit(office, head, values, kind="household_year", record=OF_YEAR)).status_code == 200
    for by, state in ((head, "village_confirmed"), (officer, "township_confirmed"), (county, "county_locked")):
        basis = (await transitions(office, by, "household_year", OF_YEAR))["basis"]
        confirmed = await edit(
            office, by, {"confirmation": {"state": state, **basis}}, kind="household_year", record=OF_YEAR
        )
        assert confirmed.status_code == 200, confirmed.text


async def test_an_edit_is_a_revision_and_the_household_is_verified(office: Office, officer: By):
    response = await edit(office, officer, {"household_no": "4108220001", "hamlet": "东"})
    assert response.status_code == 200, response.text
    written = response.json()
    assert written["heads"] == [written["revision"]]
    with office.services.replica.reading() as (tx, _):
        (row,) = tx.history(VILLAGE, tx.places(VILLAGE, [written["revision"]])[written["revision"]].key)
        assert [one.household for one in queue.pending(tx.connection, office.services.clock(), 9)] == [HOUSEHOLD]
    assert (row.source, row.reason, row.set["hamlet"]) == ("desk_edit", "电话核实", "东")


async def test_what_is_wrong_is_said_field_by_field_and_nothing_is_written(office: Office, officer: By):
    response = await edit(office, officer, {"household_no": "1", "phone": "1"})
    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "rejected"
    assert problem["fields"]["phone"]["code"] == "bad_format"
    assert problem["fields"]["phone"]["zh"].startswith("联系电话")
    with office.services.replica.reading() as (tx, _):
        assert tx.streams([VILLAGE]) == {} or tx.page(VILLAGE, 0, 10) == []


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"reason": ""}, 422),
        ({"set": {}}, 422),
        ({"set": {"no_such_field": 1}}, 422),
        ({"parents": ["x"]}, 422),
        ({"unknown": 1}, 422),
        ({"set": {"hamlet": 1.5}}, 400),
        ({"set": {"hamlet": "\0"}}, 400),
    ],
)
async def test_what_is_no_edit_is_turned_away(office: Office, officer: By, more: dict[str, Any], status: int):
    response = await edit(office, officer, {"hamlet": "东"}, **more)
    assert response.status_code == status, response.text


async def test_a_reason_is_asked_for(office: Office, officer: By):
    asked = {"set": {"hamlet": "东"}}
    response = await office.client.post(f"/v1/records/{VILLAGE}/household/{HOUSEHOLD}", json=asked, headers=officer)
    assert response.status_code == 422


async def test_a_record_type_that_there_is_not(office: Office, officer: By):
    assert (await edit(office, officer, {"a": 1}, kind="no_such_type")).status_code == 404


class TestWho:
    @pytest.mark.parametrize(
        ("role", "area", "grants", "status"),
        [
            ("collector", VILLAGE, (), 200),
            ("supervisor", COUNTY, (), 200),
            ("supervisor", COUNTY, ("inspector",), 422),
            ("supervisor", COUNTY, ("department",), 422),
            ("supervisor", COUNTY, ("auditor",), 403),
            ("collector", VILLAGE, ("helper",), 403),
            ("admin", VILLAGE[:4], (), 403),
            ("collector", OTHER_VILLAGE, (), 403),
        ],
    )
    async def test_who_may_edit_a_household(
        self, office: Office, role: str, area: str, grants: tuple[str, ...], status: int
    ):
        by = await office.reader("xu", role, area, grants=grants)
        response = await edit(office, by, {"household_no": "1"})
        assert response.status_code == status, response.text

    async def test_a_device_does_not(self, office: Office):
        tablet = await office.collector()
        assert (await edit(office, tablet.headers, {"household_no": "1"})).status_code == 403

    async def test_nobody_writes_what_only_servers_write(self, office: Office, officer: By):
        response = await edit(office, officer, {"role": "admin"}, kind="assignment", area=TOWNSHIP)
        assert response.json()["fields"]["role"]["code"] == "server_only"
        response = await edit(office, officer, {"deadline": "2008-12-01"}, kind="flag")
        assert response.json()["fields"]["deadline"]["code"] == "server_only"


class TestMeanwhile:
    @pytest.fixture
    async def anna(self, office: Office) -> Tablet:
        return await office.collector("anna")

    async def test_an_edit_of_what_one_saw_merges(self, office: Office, officer: By, anna: Tablet):
        first = (await edit(office, officer, {"household_no": "1", "hamlet": "东"})).json()
        seen = {"parents": first["heads"]}
        await anna.push(anna.write({"phone": "13912345678"}, key=RecordKey("household", HOUSEHOLD), **seen))
        merged = await edit(office, officer, {"household_no": "2"}, **seen)
        assert merged.status_code == 200
        assert len(merged.json()["heads"]) == 2
        again = await edit(office, officer, {"household_no": "3"}, **seen)
        assert again.json()["conflicts"] == ["household_no"]

    async def test_who_asks_not_to_merge_is_told(self, office: Office, officer: By):
        first = (await edit(office, officer, {"household_no": "1"})).json()
        second = (await edit(office, officer, {"household_no": "2"}, if_heads=first["heads"])).json()
        refused = await edit(office, officer, {"household_no": "3"}, if_heads=first["heads"])
        assert refused.status_code == 409
        assert (refused.json()["code"], refused.json()["heads"]) == ("heads_moved", second["heads"])

    async def test_a_record_that_should_be_new(self, office: Office, officer: By):
        await edit(office, officer, {"household_no": "1"}, if_heads=[])
        assert (await edit(office, officer, {"household_no": "2"}, if_heads=[])).status_code == 409

    async def test_parents_of_another_record(self, office: Office, officer: By):
        other = (await edit(office, officer, {"household_no": "1"}, record=new_uuid())).json()
        response = await edit(office, officer, {"household_no": "1"}, parents=other["heads"])
        assert response.status_code == 422
        assert (response.json()["code"], response.json()["revisions"]) == ("unknown_parents", other["heads"])


class TestLockedYear:
    async def test_an_edit_is_refused_and_says_how_to_ask(self, office: Office, officer: By):
        await lock(office, officer)
        later = {"income": {"wage_income": 5}}
        refused = await edit(office, officer, later, kind="household_year", record=OF_YEAR)
        assert refused.status_code == 409
        problem = refused.json()
        assert (problem["code"], problem["fields"]["income"]["code"]) == ("year_locked", "locked")

        asked = {**problem["amendment"], "set": later, "request": {"state": "requested"}}
        path = problem["ask_at"].replace("{uuid}", amendment := new_uuid())
        response = await office.client.post(path, json={"set": asked, "reason": "漏记"}, headers=officer)
        assert response.status_code == 200, response.text

        other = await office.reader("dong", "supervisor", COUNTY)
        following = await transitions(office, other, "amendment", amendment)
        assert {one["state"]: one["allowed"] for one in following["targets"]} == {"approved": True, "declined": True}
        approved = await edit(office, other, {"request": {"state": "approved"}}, kind="amendment", record=amendment)
        assert approved.status_code == 200
        after = await transitions(office, other, "household_year", OF_YEAR)
        assert (after["states"], after["shown"]) == (["amended"], "amended")
        with office.services.replica.reading() as (tx, _):
            state = tx.state(VILLAGE, RecordKey("household_year", OF_YEAR))
        assert state is not None
        assert state.value("income") == later["income"]


class TestTransitions:
    async def test_what_follows_and_why_not(self, office: Office, officer: By):
        head = await office.reader("hu", "collector", VILLAGE, grants=["village_head"])
        values = {"household": HOUSEHOLD, "year": 2008, "income": INCOME}
        await edit(office, officer, values, kind="household_year", record=OF_YEAR)
        found = await transitions(office, head, "household_year", OF_YEAR)
        assert (found["states"], found["shown"]) == ([None], "submitted")
        assert [(one["state"], one["allowed"]) for one in found["targets"]] == [("village_confirmed", True)]
        confirmation = {"state": "village_confirmed", **found["basis"]}
        await edit(office, head, {"confirmation": confirmation}, kind="household_year", record=OF_YEAR)

        other = await office.reader("bao", "township", TOWNSHIP)
        for by, code in ((officer, "own_work"), (other, None), (head, "transition")):
            found = await transitions(office, by, "household_year", OF_YEAR)
            of_township = next(one for one in found["targets"] if one["state"] == "township_confirmed")
            assert (of_township["code"], of_township["four_eyes"]) == (code, True)
            assert (of_township["message"] is None) == (code is None)
        assert "乡镇（须为“村级已确认”或“乡镇已确认”）" in of_township["message"]["zh"]

    async def test_a_step_that_needs_a_note_says_so(self, office: Office, officer: By):
        case = new_uuid()
        values = {"household": HOUSEHOLD, "year": 2008, "kind": "relapse", "status": {"state": "village_verify"}}
        assert (await edit(office, officer, values, kind="identification", record=case)).status_code == 200
        found = await transitions(office, officer, "identification", case)
        notes = {one["state"]: one["note_needed"] for one in found["targets"]}
        assert notes == {"notice_1": False, "rejected": True}
        refused = await edit(office, officer, {"status": {"state": "rejected"}}, kind="identification", record=case)
        assert refused.json()["fields"]["status"]["code"] == "missing_key"

    async def test_a_record_that_there_is_not(self, office: Office, officer: By):
        response = await office.client.get(f"/v1/records/{VILLAGE}/flag/{new_uuid()}/transitions", headers=officer)
        assert response.status_code == 404
