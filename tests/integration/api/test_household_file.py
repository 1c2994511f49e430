"""A household's whole file: now, at earlier moments, of one year; who may read it; on both engines."""

from typing import Any

import pytest

from schemas.naming import household_year_id, member_year_id
from server.store.tables.audit import AUDIT_ENTRY
from sync.revision import RecordKey
from tests.integration.api.people import VILLAGE, Clock, Office, Tablet, new_uuid
from tests.integration.api.test_lists import household, raise_flag


@pytest.fixture
async def anna(office: Office) -> Tablet:
    return await office.collector("anna")


async def file(office: Office, headers: dict[str, str], uuid: str, **asked: object) -> dict[str, set[str]]:
    """Return the uuids of the file's records by type."""
    found = await read(office, headers, uuid, **asked)
    return {kind: {one["record"] for one in records} for kind, records in found["records"].items()}


async def read(office: Office, headers: dict[str, str], uuid: str, **asked: object) -> dict[str, Any]:
    response = await office.client.get(f"/v1/households/{VILLAGE}/{uuid}", headers=headers, params=asked)
    assert response.status_code == 200, response.text
    return response.json()


async def missing(office: Office, headers: dict[str, str], uuid: str, **asked: object) -> bool:
    response = await office.client.get(f"/v1/households/{VILLAGE}/{uuid}", headers=headers, params=asked)
    return (response.status_code, response.json()["code"]) == (404, "record_not_found")


async def test_everything_that_belongs_to_a_household(office: Office, anna: Tablet):
    one, written = household(anna, "1", "张伟")
    member = written[1].record
    years = {year: RecordKey("household_year", household_year_id(one, year)) for year in (2017, 2018)}
    status = RecordKey("member_year", member_year_id(member, 2018))
    visit, measure = RecordKey("visit", new_uuid()), RecordKey("help_measure", new_uuid())
    await anna.push(
        *written,
        *(anna.write({"household": one, "year": year}, key=key) for year, key in years.items()),
        anna.write({"household": one, "member": member, "year": 2018}, key=status),
        anna.write({"household": one, "started_at": 1_540_000_000_000}, key=visit),
        anna.write({"household": one, "year": 2017}, key=measure),
    )
    flags = {raise_flag(office, [one]), raise_flag(office, [member])}
    everything = {
        "household": {one},
        "member": {member},
        "household_year": {key.record for key in years.values()},
        "member_year": {status.record},
        "visit": {visit.record},
        "help_measure": {measure.record},
        "flag": flags,
    }
    assert await file(office, anna.headers, one) == everything
    assert await file(office, anna.headers, one, at=office.services.clock()) == everything
    assert await file(office, anna.headers, one, year=2017) == {
        "household": {one},
        "member": {member},
        "household_year": {years[2017].record},
        "help_measure": {measure.record},
    }
    of_2018 = await read(office, anna.headers, one, year=2018)
    assert {row["state"] for row in of_2018["records"]["flag"]} == {"open"}
    assert [row["values"]["year"] for row in of_2018["records"]["household_year"]] == [2018]


async def test_who_has_left_is_in_the_file_of_before(office: Office, anna: Tablet, clock: Clock):
    start = clock()
    one, written = household(anna, "1", "张伟", "李娜")
    other, more = household(anna, "2")
    await anna.push(*written, *more)
    flag = raise_flag(office, [written[2].record])
    clock.now += 1000
    left = written[2]
    await anna.push(anna.write({"household": other}, key=left.key, parents=[left.id]))
    assert await file(office, anna.headers, one) == {"household": {one}, "member": {written[1].record}}
    before = await file(office, anna.headers, one, at=start)
    assert before == {"household": {one}, "member": {written[1].record, left.record}, "flag": {flag}}
    assert await file(office, anna.headers, other) == {"household": {other}, "member": {left.record}, "flag": {flag}}
    assert await file(office, anna.headers, other, at=start) == {"household": {other}}
    assert await missing(office, anna.headers, one, at=start - 1)


async def test_conflicts_and_deletions_are_shown(office: Office, anna: Tablet):
    bo = await office.collector("bo")
    one, written = household(anna, "1", "张伟")
    await anna.push(*written)
    await bo.push(bo.write({"household_no": "2"}, key=written[0].key))
    (shown,) = (await read(office, anna.headers, one))["records"]["household"]
    assert shown["conflicts"] == ["household_no"]
    assert {candidate["value"] for candidate in shown["candidates"]["household_no"]} == {"1", "2"}
    assert len(shown["heads"]) == 2


async def test_full_values_of_a_file_take_a_reason_once(office: Office, anna: Tablet):
    one, written = household(anna, "1", "张伟", phone="13912345678")
    await anna.push(*written)
    county = await office.reader("county", "supervisor", VILLAGE[:6])
    masked = await read(office, county, one)
    assert masked["records"]["household"][0]["values"]["phone"] == "139****5678"
    assert masked["records"]["household"][0]["masked"] == ["phone"]
    assert "13912345678" in str(await read(office, county, one, unmask="核对电话"))
    with office.services.replica.reading() as (tx, _):
        entries = tx.connection.execute(AUDIT_ENTRY.select().where(AUDIT_ENTRY.c.reason == "核对电话")).all()
    assert [entry.subject for entry in entries] == [f"household/{one}"]


async def test_a_file_outside_the_scope_does_not_exist(office: Office, anna: Tablet):
    one, written = household(anna, "1")
    await anna.push(*written)
    stranger = await office.reader("stranger", "supervisor", "410821")
    helper = await office.reader("helen", "collector", VILLAGE, grants=["helper"])
    for headers in (stranger, helper):
        assert await missing(office, headers, one)
    assert await missing(office, anna.headers, new_uuid())
