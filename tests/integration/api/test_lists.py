"""Lists by area, page by page; search by number, name, pinyin and identity number; on both engines."""

from collections.abc import Sequence
from typing import Any

import pytest

from schemas.naming import household_year_id
from server.identity import audit, users
from server.identity.writing import write_as_server
from server.reading import indexes
from server.store.tables.audit import AUDIT_ENTRY
from sync import authoring
from sync.authoring import Author, Draft
from sync.revision import RecordKey, Revision
from tests.integration.api.people import OTHER_VILLAGE, VILLAGE, Office, Tablet, new_uuid

COUNTY = VILLAGE[:6]


@pytest.fixture
async def anna(office: Office) -> Tablet:
    return await office.collector("anna", VILLAGE[:9])


@pytest.fixture
async def county(office: Office) -> dict[str, str]:
    return await office.reader("county", "supervisor", COUNTY)


async def page(office: Office, headers: dict[str, str], path: str, **asked: object) -> dict[str, Any]:
    response = await office.client.get(f"/v1/{path}", headers=headers, params={"area": COUNTY, **asked})
    assert response.status_code == 200, response.text
    return response.json()


async def listed(office: Office, headers: dict[str, str], path: str, **asked: object) -> list[str]:
    return [one["record"] for one in (await page(office, headers, path, **asked))[path]]


def household(
    anna: Tablet, number: str, *names: str, area: str = VILLAGE, **values: object
) -> tuple[str, list[Revision]]:
    """Write a household whose members have these names, the first of them its head."""
    uuid = new_uuid()
    members = {new_uuid(): name for name in names}
    written = [
        anna.write({"household": uuid, "name": name}, key=RecordKey("member", member), area=area)
        for member, name in members.items()
    ]
    head = next(iter(members), None)
    record = {"household_no": number, "head_member_id": head, **values}
    return uuid, [anna.write(record, key=RecordKey("household", uuid), area=area), *written]


def raise_flag(office: Office, subjects: Sequence[str], severity: str = "E", **decision: object) -> str:
    """Write a flag under the server's own seal; return its uuid."""
    flag = new_uuid()
    now = office.services.clock()
    finding = {"present": True, "evidence": {}, "evidence_hash": "1", "evaluated_at": now}
    values = {"rule": "a_rule", "rule_version": 1, "subjects": list(subjects), "severity": severity, "finding": finding}
    with office.services.replica.begin() as (tx, node):
        draft = Draft(VILLAGE, RecordKey("flag", flag), {**values, "period": 2018, **decision}, "verification")
        write_as_server(tx, node, [draft], now)
    return flag


async def test_pages_follow_one_another(office: Office, anna: Tablet, county: dict[str, str]):
    made = {}
    for number in range(7):
        area = (VILLAGE, OTHER_VILLAGE)[number % 2]
        uuid, written = household(anna, f"{number}", area=area)
        made[uuid] = area
        await anna.push(*written)
    expected = sorted(made, key=lambda uuid: (made[uuid], uuid))
    found: list[str] = []
    after = ""
    while True:
        answered = await page(office, county, "households", limit=3, after=after)
        found += [one["record"] for one in answered["households"]]
        if answered["after"] is None:
            break
        after = answered["after"]
        # What is written meanwhile neither hides nor doubles what was there.
        await anna.push(*household(anna, "later", area=VILLAGE)[1])
    assert [one for one in found if one in made] == expected
    assert len(found) == len(set(found))
    assert await listed(office, county, "households", area=OTHER_VILLAGE) == [
        one for one in expected if made[one] == OTHER_VILLAGE
    ]


async def test_households_are_found_by_numbers_names_and_pinyin(office: Office, anna: Tablet, county: dict[str, str]):
    one, written = household(anna, "4108220001", "张伟", "单雄信", phone="13912345678")
    two, more = household(anna, "4108220002", "吕布")
    await anna.push(*written, *more)
    for asked in ("4108220001", "张", "张伟", "zw", "zhangw", "ZW", "zhang wei", "sxx", "dxx", "shan"):
        assert await listed(office, county, "households", q=asked) == [one], asked
    assert set(await listed(office, county, "households", q="41082200")) == {one, two}
    assert await listed(office, county, "households", q="lvb") == [two]
    for asked in ("王", "z w x", "·", "9", "410899"):
        assert await listed(office, county, "households", q=asked) == [], asked
    (found,) = (await page(office, county, "households", q="zw"))["households"]
    assert (found["head_name"], found["values"]["phone"]) == ("张伟", "139****5678")
    assert [one["values"]["name"] for one in (await page(office, county, "members", q="s"))["members"]] == ["单雄信"]


async def test_what_changed_is_found_by_what_it_is_now(office: Office, anna: Tablet, county: dict[str, str]):
    one, written = household(anna, "1", "张伟")
    await anna.push(*written)
    member = written[1]
    renamed = anna.write({"name": "李娜"}, key=member.key, parents=[member.id])
    await anna.push(renamed)
    assert await listed(office, county, "households", q="zw") == []
    assert await listed(office, county, "members", q="ln") == [member.record]
    other, more = household(anna, "2")
    await anna.push(*more, anna.write({"household": other}, key=member.key, parents=[renamed.id]))
    assert await listed(office, county, "households", q="李") == [other]
    assert await listed(office, county, "households") == sorted([one, other])
    assert list(indexes.check(office.services.replica.store)) == []


async def test_households_are_filtered(office: Office, anna: Tablet, county: dict[str, str]):
    one, written = household(anna, "1", "张伟", poverty_status="0", household_attr="01")
    two, more = household(anna, "2", "吕布", poverty_status="1", household_attr="02")
    year = RecordKey("household_year", household_year_id(two, 2018))
    await anna.push(*written, *more, anna.write({"household": two, "year": 2018}, key=year))
    assert await listed(office, county, "households", poverty_status="0") == [one]
    assert await listed(office, county, "households", household_attr="02") == [two]
    assert await listed(office, county, "households", poverty_status="0", household_attr="02") == []
    assert await listed(office, county, "households", year=2018) == [two]
    assert await listed(office, county, "households", flagged="any") == []

    raise_flag(office, [one], "W")
    mine = raise_flag(office, [written[1].record], "E")
    assert await listed(office, county, "households", flagged="E") == [one]
    assert await listed(office, county, "households", flagged="any", q="zw", poverty_status="0") == [one]
    found = {row["record"]: row for row in (await page(office, county, "households"))["households"]}
    assert (found[one]["flags"], found[one]["years"]) == ({"E": 1, "W": 1}, [])
    assert (found[two]["flags"], found[two]["years"]) == ({}, [2018])

    # The member takes their flag along.
    moved = anna.write({"household": two}, key=written[1].key, parents=[written[1].id])
    await anna.push(moved)
    assert await listed(office, county, "households", flagged="E") == [two]
    with office.services.replica.begin() as (tx, node):
        finding = {"present": False, "evidence": {}, "evidence_hash": "1", "evaluated_at": office.services.clock()}
        write_as_server(
            tx, node, [Draft(VILLAGE, RecordKey("flag", mine), {"finding": finding}, "v")], office.services.clock()
        )
    assert await listed(office, county, "households", flagged="E") == []
    assert list(indexes.check(office.services.replica.store)) == []


async def test_a_flag_that_came_before_its_household_is_counted(office: Office, anna: Tablet, county: dict[str, str]):
    one, written = household(anna, "1")
    raise_flag(office, [one])
    await anna.push(*written)
    assert await listed(office, county, "households", flagged="E") == [one]


async def test_flags_are_filtered(office: Office, anna: Tablet, county: dict[str, str]):
    one, written = household(anna, "1", "张伟")
    await anna.push(*written)
    error = raise_flag(office, [written[1].record], "E")
    warning = raise_flag(office, [one], "W", decision={"state": "assigned", "evidence_hash": "1"})
    assert await listed(office, county, "flags") == sorted([error, warning])
    assert await listed(office, county, "flags", severity="W") == [warning]
    assert await listed(office, county, "flags", state="assigned") == [warning]
    assert await listed(office, county, "flags", state="unsettled") == sorted([error, warning])
    assert await listed(office, county, "flags", year=2018, rule="a_rule", severity="E") == [error]
    assert await listed(office, county, "flags", year=2017) == []
    found = {row["record"]: row for row in (await page(office, county, "flags"))["flags"]}
    assert (found[error]["state"], found[error]["households"]) == ("open", [one])
    assert (found[warning]["state"], found[warning]["households"]) == ("assigned", [one])


async def test_any_type_is_listed_and_the_deleted_apart(office: Office, anna: Tablet, county: dict[str, str]):
    kept, gone = (RecordKey("visit", new_uuid()) for _ in "ab")
    first = anna.write({"household": new_uuid(), "purpose": "collect"}, key=kept)
    second = anna.write({"household": new_uuid(), "of_a_newer_version": 1}, key=gone)
    await anna.push(first, second, anna.write({"x": 1}, key=RecordKey("newer_type", new_uuid())))
    desk = office.appoint("desk", "township", VILLAGE[:9])
    server = office.services.replica.signer.device
    with office.services.replica.begin() as (tx, node):
        draft = Draft(VILLAGE, gone, {}, "desk_edit", deleted=True, reason="twice")
        authoring.write(tx, node, Author(desk, server, office.services.clock()), [draft])
    visits = (await page(office, county, "records", type="visit"))["records"]
    assert [one["record"] for one in visits] == [kept.record]
    (deleted,) = (await page(office, county, "records", type="visit", deleted=True))["records"]
    assert (deleted["record"], deleted["deleted"]) == (gone.record, True)
    assert deleted["values"]["of_a_newer_version"] == "****"
    (newer,) = (await page(office, county, "records", type="newer_type"))["records"]
    assert newer["values"] == {"x": "****"}
    assert await listed(office, county, "records", type="newer_type", area=OTHER_VILLAGE) == []


async def test_no_list_shows_a_number_in_full(office: Office, anna: Tablet):
    _, written = household(anna, "1", "张伟", phone="13912345678")
    await anna.push(*written)
    for path, asked in (("households", {}), ("records", {"type": "household"})):
        answered = await page(office, anna.headers, path, area=VILLAGE, **asked)
        assert answered[path][0]["values"]["phone"] == "139****5678"


async def test_lists_end_where_the_scope_ends(office: Office, county: dict[str, str]):
    bo = await office.collector("bo", OTHER_VILLAGE)
    for headers in (bo.headers, await office.reader("far", "supervisor", "410821")):
        for path in ("households", "members", "flags", "records"):
            asked = {"area": VILLAGE} | ({"type": "visit"} if path == "records" else {})
            response = await office.client.get(f"/v1/{path}", headers=headers, params=asked)
            assert (response.status_code, response.json()["code"]) == (403, "outside_scope")
    response = await office.client.get("/v1/households", headers=county, params={"area": "4108"})
    assert (response.status_code, response.json()["code"]) == (403, "outside_scope")


async def test_a_helper_lists_their_households_and_nothing_else(office: Office, anna: Tablet):
    one, written = household(anna, "1", "张伟")
    _, more = household(anna, "2", "张三")
    headers = await office.reader("helen", "collector", VILLAGE, grants=["helper"])
    with office.services.replica.reading() as (tx, _):
        helen = users.named(tx.connection, "helen").id
    helper = new_uuid()
    assigned = {"helper": helper, "household": one, "from": "2018-01-01"}
    await anna.push(
        *written,
        *more,
        anna.write({"name": "Helen", "actor": helen}, key=RecordKey("helper", helper)),
        anna.write(assigned, key=RecordKey("help_assignment", new_uuid())),
    )
    assert await listed(office, headers, "households", area=VILLAGE) == [one]
    assert await listed(office, headers, "households", area=VILLAGE, q="z") == [one]
    response = await office.client.get("/v1/members", headers=headers, params={"area": VILLAGE})
    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


async def test_searching_by_identity_number_takes_a_reason(office: Office, anna: Tablet, county: dict[str, str]):
    key = RecordKey("member", new_uuid())
    await anna.push(anna.write({"name": "张伟", "id_number": "41089919900101123943"}, key=key))

    async def search(headers: dict[str, str], number: str, **more: object) -> tuple[int, Any]:
        asked = {"area": COUNTY, "id_number": number, "reason": "核对是否建档", **more}
        response = await office.client.post("/v1/members/by-id-number", headers=headers, json=asked)
        return response.status_code, response.json()

    for number in ("410899199001011239", "410899199001011230", "410899900101123", "４１０８９９19900101123x"):
        status, found = await search(county, number)
        assert (status, [one["record"] for one in found["members"]]) == (200, [key.record]), number
        assert found["members"][0]["values"]["id_number"] == "410899****3943"
    assert (await search(county, "410899199001011247"))[1]["members"] == []
    with office.services.replica.reading() as (tx, _):
        entries = tx.connection.execute(AUDIT_ENTRY.select().where(AUDIT_ENTRY.c.action == "searched_by_id")).all()
    assert len(entries) == 5
    assert {(one.area, one.reason) for one in entries} == {(COUNTY, "核对是否建档")}
    assert "1990" not in "".join(one.facts + one.subject for one in entries)
    assert key.record in entries[0].facts
    wrong = ({"reason": ""}, {"reason": "  "}, {"reason": "为\0何"}, {"id_number": "1"}, {"id_number": "4\0" * 9})
    for missing in (*wrong, {"area": "41"}):
        assert (await search(county, "410899199001011239", **missing))[0] == 422
    inspector = await office.reader("inspector", "supervisor", COUNTY, grants=["inspector"])
    assert (await search(inspector, "410899199001011239"))[1]["code"] == "not_permitted"
    assert (await search(anna.headers, "410899199001011239"))[1]["code"] == "person_needed"


async def test_the_audit_log_is_read_by_auditors(office: Office, anna: Tablet, county: dict[str, str]):
    one, written = household(anna, "1", "张伟", phone="13912345678")
    await anna.push(*written)
    path = f"/v1/records/{VILLAGE}/household/{one}"
    for reason in ("一次", "两次"):
        office.services.clock.now += 1000
        await office.client.get(path, headers=county, params={"unmask": reason})
    auditor = await office.reader("auditor", "supervisor", COUNTY, grants=["auditor"])

    async def read(headers: dict[str, str] = auditor, **asked: object) -> dict[str, Any]:
        response = await office.client.get("/v1/audit", headers=headers, params=asked)
        return {"status": response.status_code, **response.json()}

    found = await read(action="read_unmasked")
    assert [entry["reason"] for entry in found["entries"]] == ["两次", "一次"]
    assert found["entries"][0]["actor_name"] == "County"
    assert found["entries"][0]["label"]["zh"] == "查看未脱敏信息"
    first = await read(action="read_unmasked", limit=1)
    second = await read(action="read_unmasked", limit=1, before=first["before"])
    assert [entry["reason"] for entry in second["entries"]] == ["一次"]
    since = found["entries"][0]["time"]
    assert len((await read(action="read_unmasked", since=since))["entries"]) == 1
    assert [entry["reason"] for entry in (await read(until=since, action="read_unmasked"))["entries"]] == ["一次"]
    assert len((await read(actor=found["entries"][0]["actor"]))["entries"]) >= 2
    assert len((await read(subject=f"household/{one}"))["entries"]) == 2
    assert (await read(area=OTHER_VILLAGE))["entries"] == []
    assert (await read(area="410821"))["code"] == "outside_scope"
    assert (await read(county))["code"] == "not_permitted"
    assert (await read(anna.headers))["code"] == "person_needed"
    # What an auditor looks at is in it too.
    await office.client.get(path, headers=auditor)
    await office.client.get("/v1/households", headers=auditor, params={"area": COUNTY})
    mine = [entry["subject"] for entry in (await read(action=audit.Action.READ.value))["entries"]]
    assert mine == ["household/", f"household/{one}"]
