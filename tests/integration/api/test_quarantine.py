"""The quarantine: what a revoked tablet still brings is listed, released by whoever is responsible, and audited."""

import json

import httpx
import pytest

from sync.outcome import Reason, Status
from sync.revision import RecordKey, Revision
from tests.integration.api.people import OTHER_VILLAGE, VILLAGE, Office, Tablet, new_uuid

TOWNSHIP, OTHER_TOWNSHIP = VILLAGE[:9], "410822001"
ID_NUMBER = "410899199001011239"


@pytest.fixture
async def anna(office: Office) -> Tablet:
    """A collector whose tablet is revoked."""
    tablet = await office.collector("anna")
    office.revoke(tablet)
    return tablet


@pytest.fixture
async def officer(office: Office) -> dict[str, str]:
    return await office.reader("chen", "township", TOWNSHIP)


async def held(office: Office, officer: dict[str, str], **query: str | int) -> dict:
    response = await office.client.get("/v1/quarantine", params=query, headers=officer)
    assert response.status_code == 200, response.text
    return response.json()


async def let_in(office: Office, officer: dict[str, str], *revisions: Revision, **changed: object) -> httpx.Response:
    asked = {"area": VILLAGE, "revisions": [one.id for one in revisions], "reason": "电话核实"} | changed
    return await office.client.post("/v1/quarantine/release", json=asked, headers=officer)


async def test_what_a_revoked_tablet_brings_is_listed_masked(office: Office, anna: Tablet, officer: dict[str, str]):
    key = RecordKey("member", new_uuid())
    written = anna.write({"household": new_uuid(), "name": "张三", "id_number": ID_NUMBER}, key=key)
    (outcome,) = await anna.outcomes(written)
    assert (outcome.status, outcome.reason) == (Status.QUARANTINED, Reason.DEVICE_REVOKED)

    page = await held(office, officer)
    (one,) = page["revisions"]
    assert page["after"] is None
    assert (one["id"], one["area"], one["record"]) == (written.id, VILLAGE, key.record)
    assert (one["actor_name"], one["device"], one["via"]) == ("Anna", anna.device, anna.device)
    assert one["set"]["id_number"] == "410899****1239"
    assert one["reason"]["code"] == "device_revoked"
    assert one["reason"]["problem"]["zh"]


async def test_what_is_released_counts(office: Office, anna: Tablet, officer: dict[str, str]):
    written = anna.write({"household_no": "1", "phone": "1"})
    await anna.outcomes(written)
    response = await let_in(office, officer, written)
    assert response.status_code == 200, response.text
    (released,) = response.json()["outcomes"]
    assert (released["status"], released["number"], released["void"]) == ("void", 3, {"phone": "bad_format"})
    assert (await held(office, officer))["revisions"] == []
    (again,) = await anna.outcomes(written)
    assert again.status is Status.VOID
    with office.services.replica.reading() as (tx, _):
        state = tx.state(VILLAGE, written.key)
    assert state is not None
    assert state.values() == {"household_no": "1"}
    assert (await let_in(office, officer, written)).json() == {"outcomes": []}


async def test_a_release_is_in_the_audit_log(office: Office, anna: Tablet, officer: dict[str, str]):
    written = anna.write({"household_no": "1"})
    await anna.outcomes(written)
    await let_in(office, officer, written)
    with office.services.replica.reading() as (tx, _):
        rows = tx.connection.exec_driver_sql(
            "SELECT area, reason, facts FROM audit_entry WHERE action = 'quarantine_released'"
        ).all()
    assert [(area, reason, json.loads(facts)) for area, reason, facts in rows] == [
        (VILLAGE, "电话核实", {"revisions": [written.id]})
    ]


async def test_nobody_releases_what_they_wrote(office: Office):
    actor = office.appoint("wang", "township", TOWNSHIP)
    tablet = await office.tablet(actor)
    office.revoke(tablet)
    written = tablet.write({"household_no": "1"})
    await tablet.outcomes(written)
    asked = {"grant": "password", "username": "wang", "password": "correct horse"}
    token = (await office.client.post("/v1/auth/token", json=asked)).json()["access_token"]
    response = await let_in(office, {"Authorization": f"Bearer {token}"}, written)
    assert (response.status_code, response.json()["code"]) == (409, "own_work")
    other = await office.reader("li", "township", TOWNSHIP)
    assert (await let_in(office, other, written)).status_code == 200


async def test_pages_follow_one_another(office: Office, anna: Tablet, officer: dict[str, str]):
    written = [anna.write({"household_no": str(number)}) for number in range(5)]
    await anna.outcomes(*written)
    first = await held(office, officer, limit=2)
    second = await held(office, officer, limit=2, after=first["after"])
    third = await held(office, officer, limit=2, after=second["after"])
    found = [one["id"] for page in (first, second, third) for one in page["revisions"]]
    assert found == sorted(one.id for one in written)
    assert third["after"] is None


async def test_each_office_has_its_own(office: Office, anna: Tablet, officer: dict[str, str]):
    await anna.outcomes(anna.write({"household_no": "1"}))
    assert len((await held(office, officer, area=VILLAGE))["revisions"]) == 1
    assert (await held(office, officer, area=OTHER_VILLAGE))["revisions"] == []
    other = await office.reader("zhao", "township", OTHER_TOWNSHIP)
    assert (await held(office, other))["revisions"] == []
    response = await office.client.get("/v1/quarantine", params={"area": VILLAGE}, headers=other)
    assert (response.status_code, response.json()["code"]) == (403, "outside_scope")
    county = await office.reader("sun", "supervisor", "410822")
    assert len((await held(office, county))["revisions"]) == 1
