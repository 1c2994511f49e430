"""Looking back: records at earlier moments, what differs between versions, who wrote which value; on both engines."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from server.identity import audit, users
from server.store.tables.audit import AUDIT_ENTRY
from sync import authoring, verdict
from sync.authoring import Author, Draft
from sync.intake import release, take_in
from sync.revision import RecordKey
from sync.verdict import Verdict
from tests.integration.api.people import VILLAGE, Clock, Office, Tablet, new_uuid

DAY = 86_400_000


@pytest.fixture
async def anna(office: Office) -> Tablet:
    return await office.collector("anna")


@pytest.fixture
def key() -> RecordKey:
    return RecordKey("household", new_uuid())


def parameters(asked: Mapping[str, object]) -> dict[str, Any]:
    return {name.rstrip("_"): value for name, value in asked.items()}  # `from` is a word of Python


async def ask(
    office: Office, headers: dict[str, str], key: RecordKey, rest: str = "", **asked: object
) -> dict[str, Any]:
    path = f"/v1/records/{VILLAGE}/{key.type}/{key.record}{rest}"
    response = await office.client.get(path, headers=headers, params=parameters(asked))
    assert response.status_code == 200, response.text
    return response.json()


async def refusal(office: Office, headers: dict[str, str], key: RecordKey, rest: str = "", **asked: object) -> tuple:
    path = f"/v1/records/{VILLAGE}/{key.type}/{key.record}{rest}"
    response = await office.client.get(path, headers=headers, params=parameters(asked))
    return response.status_code, response.json()["code"]


def entries(office: Office) -> list[Any]:
    with office.services.replica.reading() as (tx, _):
        return list(tx.connection.execute(AUDIT_ENTRY.select().order_by(AUDIT_ENTRY.c.id)))


async def test_a_record_at_a_moment(office: Office, anna: Tablet, clock: Clock, key: RecordKey):
    start = clock()
    first = anna.write({"hamlet": "east"}, key=key)
    await anna.push(first)
    clock.now += 1000
    # Written long before it arrived: what counts is since when this server shows it.
    await anna.push(anna.write({"hamlet": "west"}, key=key, parents=[first.id], time=start - DAY))
    assert (await ask(office, anna.headers, key))["values"] == {"hamlet": "west"}
    assert (await ask(office, anna.headers, key, at=start))["values"] == {"hamlet": "east"}
    assert (await ask(office, anna.headers, key, at=start + 999))["heads"] == [first.id]
    assert (await ask(office, anna.headers, key, at=start + 1000))["values"] == {"hamlet": "west"}
    assert await refusal(office, anna.headers, key, at=start - 1) == (404, "record_not_found")
    for named in (datetime.fromtimestamp(start / 1000, UTC).isoformat(), "2018-10-20T09:46:40 08:00"):
        assert (await ask(office, anna.headers, key, at=named))["values"] == {"hamlet": "east"}


@pytest.mark.parametrize("at", ["yesterday", "2018-02-30", "2018-13-20T09:46:40Z", "2018-10-20T09:46:40", "1" * 15])
async def test_no_moment(office: Office, anna: Tablet, key: RecordKey, at: str):
    assert await refusal(office, anna.headers, key, at=at) == (422, "invalid_request")
    assert await refusal(office, anna.headers, key, "/diff", from_=at) == (422, "invalid_request")


async def test_what_was_parked_was_not_shown(office: Office, anna: Tablet, clock: Clock, key: RecordKey):
    start = clock()
    first = anna.write({"hamlet": "east"}, key=key)
    second = anna.write({"hamlet": "west"}, key=key, parents=[first.id])
    await anna.push(second)
    clock.now += 5000
    await anna.push(first)
    assert await refusal(office, anna.headers, key, at=start + 4999) == (404, "record_not_found")
    assert (await ask(office, anna.headers, key, at=start + 5000))["values"] == {"hamlet": "west"}
    one, two = (await ask(office, anna.headers, key, "/history"))["revisions"]
    assert (one["arrival"], one["entered"]) == (start + 5000, start + 5000)
    assert (two["arrival"], two["entered"]) == (start, start + 5000)


async def test_what_was_quarantined_was_not_shown(office: Office, anna: Tablet, clock: Clock, key: RecordKey):
    first = anna.write({"hamlet": "east"}, key=key)
    await anna.push(first)
    clock.now += 1000
    office.revoke(anna)
    held = anna.write({"hamlet": "west"}, key=key, parents=[first.id])
    await anna.push(held)
    clock.now += DAY
    with office.services.replica.begin() as (tx, node):
        release(tx, node, VILLAGE, [held.id], now=clock())
    headers = await office.reader("office", "township", VILLAGE[:9])
    assert (await ask(office, headers, key))["values"] == {"hamlet": "west"}
    assert (await ask(office, headers, key, at=clock() - 1))["values"] == {"hamlet": "east"}


async def test_a_verdict_counts_from_when_it_was_made(office: Office, anna: Tablet, clock: Clock, key: RecordKey):
    start = clock()
    bad = anna.write({"phone": "123", "hamlet": "east"}, key=key)
    await anna.push(bad)
    clock.now += 1000
    await anna.push(anna.write({"phone": "13912345678"}, key=key, parents=[bad.id]))
    assert (await ask(office, anna.headers, key))["void"] == []
    then = await ask(office, anna.headers, key, at=start)
    assert then["values"] == {"hamlet": "east"}
    assert [one["field"] for one in then["void"]] == ["phone"]


async def test_a_redaction_reaches_into_the_past(office: Office, anna: Tablet, clock: Clock, key: RecordKey):
    start = clock()
    secret = anna.write({"hamlet": "secret", "phone": "13912345678"}, key=key)
    await anna.push(secret)
    clock.now += 1000
    said = Verdict(secret.id, redacts=True, reason="at the person's demand")
    server = office.services.replica.signer.device
    written = verdict.write(said, area=VILLAGE, schema=1, codes=1, time=clock(), by=server)
    with office.services.replica.begin() as (tx, node):
        take_in(tx, node, [written], (), arrival=clock(), via=None, authored=True)
    for at in ({}, {"at": start}):
        assert (await ask(office, anna.headers, key, **at))["values"] == {}
    (shown,) = (await ask(office, anna.headers, key, "/history"))["revisions"]
    assert (shown["redacted"], shown["set"], shown["actor"], shown["actor_name"]) == (True, {}, "", None)
    assert (await ask(office, anna.headers, key, "/diff", from_=0))["changes"] == []
    assert (await ask(office, anna.headers, key, "/provenance"))["fields"] == {}


async def test_a_difference_of_incomes_by_part_and_line(office: Office, anna: Tablet):
    key = RecordKey("household_year", new_uuid())
    lines = [{"category": "wage_income", "amount": 100}, {"category": "property_income", "amount": 50}]
    before = anna.write({"income": {"wage_income": 100, "property_income": 50, "lines": lines}, "year": 2018}, key=key)
    more = [{"category": "transfer_income", "amount": 7}, {**lines[0], "amount": 200}, lines[1]]
    after = anna.write(
        {"income": {"wage_income": 200, "property_income": 50, "lines": more}}, key=key, parents=[before.id]
    )
    await anna.push(before, after)
    found = await ask(office, anna.headers, key, "/diff", from_=before.id, to=after.id)
    (change,) = found["changes"]
    assert (change["field"], change["kind"], change["label"]["zh"]) == ("income", "changed", "收入")
    parts = {(one["was_at"], one["at"]): one for one in change["parts"]}
    wage = parts["wage_income", "wage_income"]
    assert (wage["before"], wage["after"], wage["unit"], wage["label"]["zh"]) == (100, 200, "fen", "收入 › 工资性收入")
    assert parts[None, "lines/1"]["kind"] == "added" or parts[None, "lines/0"]["kind"] == "added"
    assert {one["at"].partition("/")[0] for one in change["parts"]} == {"wage_income", "lines"}
    # From nothing, everything is new; to now is where it ends without `to`.
    created = await ask(office, anna.headers, key, "/diff", from_=0)
    assert {one["field"]: one["kind"] for one in created["changes"]} == {"income": "added", "year": "added"}
    assert await refusal(office, anna.headers, key, "/diff", from_="0" * 52) == (404, "version_not_found")


async def test_a_version_is_what_its_author_left(office: Office, anna: Tablet, key: RecordKey):
    bo = await office.collector("bo")
    root = anna.write({"hamlet": "east", "bank_name": "A"}, key=key)
    one = anna.write({"hamlet": "west"}, key=key, parents=[root.id])
    two = bo.write({"bank_name": None}, key=key, parents=[root.id], time=anna.clock() + 1)
    await anna.push(root, one)
    await bo.push(two)
    found = await ask(office, anna.headers, key, "/diff", from_=one.id, to=two.id)
    assert [(c["field"], c["kind"], c["before"], c["after"]) for c in found["changes"]] == [
        ("bank_name", "cleared", "A", None),
        ("hamlet", "changed", "west", "east"),
    ]
    assert (found["was_deleted"], found["deleted"]) == (False, False)


async def test_who_wrote_which_value(office: Office, anna: Tablet, clock: Clock, key: RecordKey):
    bo = await office.collector("bo")
    visit = new_uuid()
    one = anna.write({"household_no": "1", "hamlet": "east", "of_a_newer_version": 1}, key=key)
    await anna.push(one)
    clock.now += 1000
    two = bo.write({"household_no": "2"}, key=key)
    await bo.push(two)
    server = office.services.replica.signer.device
    desk = office.appoint("desk", "township", VILLAGE[:9])
    with office.services.replica.begin() as (tx, node):
        draft = Draft(VILLAGE, key, {"hamlet": "west"}, "desk_edit", visit=visit, reason="as the village says")
        authoring.write(tx, node, Author(desk, server, clock()), [draft])
    found = (await ask(office, anna.headers, key, "/provenance"))["fields"]
    assert found["household_no"]["conflict"]
    assert [(c["value"], c["actor_name"], c["via_label"]) for c in found["household_no"]["candidates"]] == [
        ("1", "Anna", "平板"),
        ("2", "Bo", "平板"),
    ]
    (hamlet,) = found["hamlet"]["candidates"]
    assert (found["hamlet"]["label"]["en"], hamlet["value"], hamlet["actor_name"]) == ("hamlet", "west", "Desk")
    assert (hamlet["visit"], hamlet["reason"], hamlet["source"]) == (visit, "as the village says", "desk_edit")
    assert (hamlet["via"], hamlet["via_label"], hamlet["device"]) == (None, None, server)
    assert hamlet["device_label"] == office.services.settings.name
    assert hamlet["time"] == hamlet["effective_time"] == hamlet["entered"] == clock()
    assert found["of_a_newer_version"]["label"] == {"zh": "of_a_newer_version", "en": "of_a_newer_version"}
    then = (await ask(office, anna.headers, key, "/provenance", at=clock() - 1))["fields"]
    assert [len(then[name]["candidates"]) for name in ("household_no", "hamlet")] == [1, 1]


async def test_a_deletion_has_an_author_too(office: Office, anna: Tablet, key: RecordKey):
    server = office.services.replica.signer.device
    first = anna.write({"hamlet": "east"}, key=key)
    await anna.push(first)
    desk = office.appoint("desk", "township", VILLAGE[:9])
    with office.services.replica.begin() as (tx, node):
        draft = Draft(VILLAGE, key, {}, "desk_edit", deleted=True, reason="twice")
        authoring.write(tx, node, Author(desk, server, office.services.clock()), [draft])
    assert (await ask(office, anna.headers, key))["deleted"]
    (deletion,) = (await ask(office, anna.headers, key, "/provenance"))["fields"]["@deleted"]["candidates"]
    assert (deletion["value"], deletion["actor_name"]) == (True, "Desk")
    found = await ask(office, anna.headers, key, "/diff", from_=first.id)
    assert (found["was_deleted"], found["deleted"], found["changes"]) == (False, True, [])


@pytest.mark.parametrize("rest", ["", "/history", "/provenance", "/diff"])
async def test_full_values_take_a_reason_and_are_audited(office: Office, anna: Tablet, key: RecordKey, rest: str):
    await anna.push(anna.write({"phone": "13912345678"}, key=key))
    headers = await office.reader("county", "supervisor", "410822")
    before = len(entries(office))
    asked = {"from_": 0} if rest == "/diff" else {}
    assert "13912345678" not in str(await ask(office, headers, key, rest, **asked))
    assert len(entries(office)) == before
    assert "13912345678" in str(await ask(office, headers, key, rest, unmask="核对电话", **asked))
    (*_, entry) = entries(office)
    assert len(entries(office)) == before + 1
    assert (entry.action, entry.area, entry.reason) == (audit.Action.READ_UNMASKED, VILLAGE, "核对电话")
    assert entry.subject == f"household/{key.record}"
    assert "139" not in entry.facts


async def test_a_reason_without_a_number_behind_it_leaves_no_entry(office: Office, anna: Tablet, key: RecordKey):
    await anna.push(anna.write({"hamlet": "east"}, key=key))
    headers = await office.reader("county", "supervisor", "410822")
    before = len(entries(office))
    await ask(office, headers, key, unmask="核对电话")
    assert len(entries(office)) == before


@pytest.mark.parametrize("grant", ["inspector", "auditor"])
async def test_who_only_looks_on_gets_nothing_for_a_reason(office: Office, anna: Tablet, key: RecordKey, grant: str):
    await anna.push(anna.write({"phone": "13912345678"}, key=key))
    headers = await office.reader("looker", "supervisor", "410822", grants=[grant])
    assert await refusal(office, headers, key, unmask="审计需要") == (403, "not_permitted")
    assert (await ask(office, headers, key))["values"] == {"phone": "139****5678"}
    noted = [entry.action for entry in entries(office) if entry.subject == f"household/{key.record}"]
    assert noted == ([audit.Action.READ] if grant == "auditor" else [])


async def test_a_helper_sees_the_households_that_are_theirs(office: Office, anna: Tablet, key: RecordKey):
    other = RecordKey("household", new_uuid())
    headers = await office.reader("helen", "collector", VILLAGE, grants=["helper"])
    with office.services.replica.reading() as (tx, _):
        helen = users.named(tx.connection, "helen").id
    helper, assigned = new_uuid(), RecordKey("help_assignment", new_uuid())
    member, year = RecordKey("member", new_uuid()), RecordKey("household_year", new_uuid())
    await anna.push(
        anna.write({"hamlet": "east"}, key=key),
        anna.write({"hamlet": "west"}, key=other),
        anna.write({"household": key.record, "name": "张三"}, key=member),
        anna.write({"household": other.record, "year": 2018}, key=year),
        anna.write({"name": "Helen", "actor": helen}, key=RecordKey("helper", helper)),
        anna.write({"helper": helper, "household": key.record, "from": "2018-01-01", "to": None}, key=assigned),
    )
    for one in (key, member, assigned):
        await ask(office, headers, one)
    for one in (other, year):
        assert await refusal(office, headers, one) == (404, "record_not_found")


async def test_a_department_and_an_administrator_see_no_personal_data(office: Office, anna: Tablet, key: RecordKey):
    await anna.push(anna.write({"hamlet": "east"}, key=key))
    department = await office.reader("department", "supervisor", "410822", grants=["department"])
    assert await refusal(office, department, key) == (404, "record_not_found")
    admin = await office.reader("root", "admin", "4108")
    assert (await ask(office, admin, key))["values"] == {"hamlet": "****"}
