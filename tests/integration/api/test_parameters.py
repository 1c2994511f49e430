"""Parameters: what a route does not declare is refused, and what is wrong is said in both languages."""

import pytest

from server.app import create_app
from server.services import Services
from tests.integration.api.people import VILLAGE, Office, new_uuid
from tests.integration.api.routes import endpoints

HOUSEHOLD = "01665100-0000-7000-8000-00000000a001"
RECORD = f"/v1/records/{VILLAGE}/household/{HOUSEHOLD}"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is decided at the edge is the same on any database."""
    return sqlite_url


async def test_no_route_takes_a_parameter_that_it_does_not_declare(office: Office, services: Services):
    by = await office.reader("chen", "township", VILLAGE[:9])
    found = [one for one in endpoints(create_app(services).routes) if one.path != "/openapi.json"]
    for one in found:
        path = one.path.format_map(
            {
                "area": VILLAGE,
                "record_type": "household",
                "record": HOUSEHOLD,
                "household": HOUSEHOLD,
                "kind": "birth",
                "user": "x",
                "device": "x",
                "session": new_uuid(),
            }
        )
        response = await office.client.request(one.method, path, params={"no_such": "😀"}, headers=by)
        assert response.status_code == 422, (one, response.text)
        problem = response.json()
        assert problem["code"] == "invalid_request"
        assert problem["faults"][0]["at"] == "query/no_such"


async def test_the_refusal_names_those_that_there_are(office: Office):
    by = await office.reader("chen", "township", VILLAGE[:9])
    response = await office.client.get(RECORD, params={"att": "2018-10-20"}, headers=by)
    (fault,) = response.json()["faults"]
    assert fault == {
        "at": "query/att",
        "code": "unknown_parameter",
        "zh": "att：没有这个参数，可用的参数：at, unmask。",
        "en": "att: there is no such parameter; those that there are: at, unmask.",
    }


@pytest.mark.parametrize(
    ("request_", "asked", "at", "code"),
    [
        (f"GET {RECORD}?at=yesterday", None, "query/at", "string_pattern_mismatch"),
        (f"GET {RECORD}?at=2018-02-30", None, "query/at", "no_such_time"),
        (f"GET {RECORD}/diff", None, "query/from", "missing"),
        ("GET /v1/households?area=41", None, "query/area", "string_pattern_mismatch"),
        (f"GET /v1/households?area={VILLAGE}&limit=9999", None, "query/limit", "less_than_equal"),
        (f"GET /v1/flags?area={VILLAGE}&severity=X", None, "query/severity", "literal_error"),
        (f"POST {RECORD}", b"{", "body/1", "json_invalid"),
        (f"POST {RECORD}", b'{"set":{},"reason":"x"}', "body", "nothing_written"),
        (f"POST {RECORD}", b'{"set":{"hamlett":1},"reason":"x"}', "body/set/hamlett", "no_such_field"),
        (f"POST {RECORD}", b'{"set":{"hamlet":null},"reason":"x","\\ud800":1}', "body", "string_unicode"),
        ("POST /v1/auth/token", b'{"grant":"nonsense"}', "body", "union_tag_invalid"),
    ],
)
async def test_what_is_wrong_is_said(office: Office, request_: str, asked: bytes | None, at: str, code: str):
    by = await office.reader("chen", "township", VILLAGE[:9]) | {"Content-Type": "application/json"}
    response = await office.client.request(*request_.split(), content=asked, headers=by)
    assert response.status_code == 422, response.text
    (fault,) = response.json()["faults"]
    assert (fault["at"], fault["code"]) == (at, code)
    assert not fault["zh"].isascii()
    assert "[0-9" not in response.text


async def test_a_day_shows_what_was_done_on_it(office: Office):
    by = await office.reader("chen", "township", VILLAGE[:9])
    await office.client.post(RECORD, json={"set": {"hamlet": "东"}, "reason": "电话核实"}, headers=by)
    day = "2999-12-31"
    response = await office.client.get(RECORD, params={"at": day}, headers=by)
    assert response.status_code == 200, response.text
    assert (await office.client.get(RECORD, params={"at": "1999-12-31"}, headers=by)).status_code == 404
