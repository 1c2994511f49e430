"""Reading a record and its history: what is open about it, who may see what, and what is masked for whom."""

import gzip
import json

import pytest
from backports import zstd

from sync.revision import RecordKey
from tests.integration.api.people import OTHER_VILLAGE, VILLAGE, Clock, Office, Tablet, new_uuid

ID_NUMBER = "410899199001011239"


@pytest.fixture
async def anna(office: Office) -> Tablet:
    return await office.collector("anna")


async def read(office: Office, key: RecordKey, headers: dict[str, str], rest: str = "", area: str = VILLAGE) -> dict:
    response = await office.client.get(f"/v1/records/{area}/{key.type}/{key.record}{rest}", headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_record_shows_values_candidates_conflicts_and_heads(office: Office, anna: Tablet):
    bo = await office.collector("bo")
    key = RecordKey("household", new_uuid())
    one = anna.write({"household_no": "1", "hamlet": "east"}, key=key)
    two = bo.write({"household_no": "2"}, key=key, time=anna.clock() + 1)
    await anna.push(one)
    await bo.push(two)

    record = await read(office, key, anna.headers)
    assert record["values"] == {"household_no": "2", "hamlet": "east"}
    assert record["conflicts"] == ["household_no"]
    assert [(c["revision"], c["value"]) for c in record["candidates"]["household_no"]] == [(one.id, "1"), (two.id, "2")]
    assert record["heads"] == sorted([one.id, two.id])
    assert (record["deleted"], record["revisions"], record["void"], record["masked"]) == (False, 2, [], [])

    await anna.push(anna.write({"household_no": "2"}, key=key, parents=record["heads"]))
    settled = await read(office, key, anna.headers)
    assert (settled["conflicts"], settled["candidates"]) == ([], {})


async def test_a_void_field_is_shown_until_it_is_mended(office: Office, anna: Tablet):
    key = RecordKey("household", new_uuid())
    bad = anna.write({"phone": "123", "hamlet": "east"}, key=key)
    await anna.push(bad)
    record = await read(office, key, anna.headers)
    assert record["values"] == {"hamlet": "east"}
    (void,) = record["void"]
    assert (void["revision"], void["field"], void["code"]) == (bad.id, "phone", "bad_format")
    assert void["message"]["zh"].startswith("联系电话")

    await anna.push(anna.write({"phone": "13912345678"}, key=key, parents=[bad.id]))
    assert (await read(office, key, anna.headers))["void"] == []
    history = await read(office, key, anna.headers, "/history")
    assert [len(one["void"]) for one in history["revisions"]] == [1, 0]


async def test_a_history_says_who_when_and_where(office: Office, anna: Tablet, clock: Clock):
    key = RecordKey("household", new_uuid())
    ahead = clock() + 3_600_000
    first = anna.write({"hamlet": "east"}, key=key)
    second = anna.write({"hamlet": "west"}, key=key, parents=[first.id], time=ahead)
    await anna.push(first, second)
    history = await read(office, key, anna.headers, "/history")
    one, two = history["revisions"]
    assert (one["id"], one["parents"], one["set"]) == (first.id, [], {"hamlet": "east"})
    assert (one["actor"], one["actor_name"]) == (anna.actor, "Anna")
    assert [one[name] for name in ("device", "device_label", "via", "via_label")] == [anna.device, "平板"] * 2
    assert (two["time"], two["effective_time"], two["arrival"]) == (ahead, clock(), clock())
    assert two["number"] > one["number"]


@pytest.mark.parametrize(
    ("role", "area", "shown"),
    [
        ("collector", VILLAGE, ID_NUMBER),
        ("township", "410822104", ID_NUMBER),
        ("supervisor", "410822", "410899****1239"),
        ("supervisor", "4108", "410899****1239"),
    ],
)
async def test_numbers_are_masked_unless_the_role_needs_them(
    office: Office, anna: Tablet, role: str, area: str, shown: str
):
    key = RecordKey("member", new_uuid())
    await anna.push(anna.write({"name": "张三", "id_number": ID_NUMBER, "newer_field": "1"}, key=key))
    headers = await office.reader("reader", role, area)
    masked = shown != ID_NUMBER
    for part in (await read(office, key, headers), *(await read(office, key, headers, "/history"))["revisions"]):
        values = part.get("values") or part["set"]
        assert values["id_number"] == shown
        assert values["newer_field"] == ("****" if masked else "1")
        assert values["name"] == ("张****" if area == "4108" else "张三")
    names = ["name"] if area == "4108" else []
    assert (await read(office, key, headers))["masked"] == (["id_number", *names, "newer_field"] if masked else [])


async def test_candidates_are_masked_too(office: Office, anna: Tablet):
    key = RecordKey("household", new_uuid())
    await anna.push(anna.write({"phone": "13912345678"}, key=key), anna.write({"phone": "13987654321"}, key=key))
    headers = await office.reader("boss", "supervisor", "410822")
    record = await read(office, key, headers)
    assert {one["value"] for one in record["candidates"]["phone"]} == {"139****5678", "139****4321"}


async def test_what_is_outside_the_scope_is_not_even_said_to_exist(office: Office, anna: Tablet):
    key = RecordKey("household", new_uuid())
    await anna.push(anna.write({"household_no": "1"}, key=key))
    other = await office.collector("other", OTHER_VILLAGE)
    stranger = await office.reader("stranger", "supervisor", "410821")
    for headers in (other.headers, stranger):
        for rest in ("", "/history"):
            path = f"/v1/records/{VILLAGE}/household/{key.record}{rest}"
            response = await office.client.get(path, headers=headers)
            assert (response.status_code, response.json()["code"]) == (404, "record_not_found")


@pytest.mark.parametrize(
    "path",
    ["41082/household/0190f1a2-0000-7000-8000-000000000001", f"{VILLAGE}/Household/x", f"{VILLAGE}/household/x"],
)
async def test_a_path_that_names_no_record(office: Office, anna: Tablet, path: str):
    response = await office.client.get(f"/v1/records/{path}", headers=anna.headers)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("zstd, gzip", "zstd"),
        ("zstd;q=0.1, gzip;q=0.9", "gzip"),
        ("*", "zstd"),
        ("br", None),
        ("gzip;q=0", None),
        ("zstd;q=\xb2, gzip;q=x", "zstd"),
        ("", None),
    ],
)
async def test_long_answers_are_compressed_as_accepted(
    office: Office, anna: Tablet, accepted: str, encoding: str | None
):
    key = RecordKey("household", new_uuid())
    await anna.push(anna.write({"hamlet": "east" * 10, "later": "x" * 2000}, key=key))
    headers = {**anna.headers, "Accept-Encoding": accepted.encode("latin-1")}
    path = f"/v1/records/{VILLAGE}/household/{key.record}"
    async with office.client.stream("GET", path, headers=headers) as response:
        raw = b"".join([piece async for piece in response.aiter_raw()])
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == "Accept-Encoding"
    unpack = {"gzip": gzip.decompress, "zstd": zstd.decompress, None: bytes}[encoding]
    assert json.loads(unpack(raw))["values"]["later"] == "x" * 2000
