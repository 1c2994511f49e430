"""The examples of reading: lists, search, versions, a household's file, and what the audit log has of it."""

from typing import Any

from schemas.naming import flag_id, household_year_id
from server.identity.writing import write_as_server
from sync.authoring import Draft
from sync.revision import RecordKey
from tests.integration.api.people import VILLAGE, Office, Tablet

HOUSEHOLD = "0166858f-9a00-7000-8000-000000000011"
MEMBER = "0166858f-9a00-7000-8000-000000000012"
YEAR = household_year_id(HOUSEHOLD, 2018)
LINES = [{"category": "wage_income", "amount": 1_200_000, "months": 6}]


async def record_reading(at: Office, tablet: Tablet) -> dict[str, Any]:
    """Return an example of every request and answer of reading."""
    await _write(at, tablet)
    county = await at.reader("zhao.min", "supervisor", VILLAGE[:6])
    auditor = await at.reader("qian.jun", "supervisor", VILLAGE[:6], grants=["auditor"])
    examples: dict[str, Any] = {}

    async def get(name: str, path: str, headers: dict[str, str], **asked: object) -> None:
        examples[name] = {"response": (await at.client.get(path, params=asked, headers=headers)).json()}

    year = f"/v1/records/{VILLAGE}/household_year/{YEAR}"
    await get("diff", f"{year}/diff", county, **{"from": tablet.written[-2].id})
    await get("provenance", f"{year}/provenance", county, at=at.services.clock())
    await get("household_file", f"/v1/households/{VILLAGE}/{HOUSEHOLD}", county, year=2018, unmask="核对户主身份")
    await get("list_households", "/v1/households", county, area=VILLAGE[:6], q="zw", flagged="E")
    await get("list_members", "/v1/members", county, area=VILLAGE[:6], q="张")
    await get("list_flags", "/v1/flags", county, area=VILLAGE[:6], severity="E", state="unsettled")
    await get("list_records", "/v1/records", county, area=VILLAGE, type="household_year", limit=1)
    request = {"area": VILLAGE[:6], "id_number": "410899195203041235", "reason": "群众来访，核对是否建档"}
    found = await at.client.post("/v1/members/by-id-number", json=request, headers=county)
    examples["id_search"] = {"request": request, "response": found.json()}
    await get("audit", "/v1/audit", auditor, area=VILLAGE[:6], limit=2)
    return examples


async def _write(at: Office, tablet: Tablet) -> None:
    household = {
        "household_no": "4108220011",
        "head_member_id": MEMBER,
        "poverty_status": "0",
        "household_attr": "01",
        "phone": "13912345678",
    }
    member = {"household": HOUSEHOLD, "name": "张伟", "id_number": "410899195203041239"}
    key = RecordKey("household_year", YEAR)
    began = {"household": HOUSEHOLD, "year": 2018, "income": {"wage_income": 1_200_000}}
    first = tablet.write(began, key=key)
    second = tablet.write({"income": {"wage_income": 1_200_000, "lines": LINES}}, key=key, parents=[first.id])
    await tablet.push(
        tablet.write(household, key=RecordKey("household", HOUSEHOLD)),
        tablet.write(member, key=RecordKey("member", MEMBER)),
        first,
        second,
    )
    tablet.written[-2:] = [first, second]
    finding = {"present": True, "evidence": {"id_number": "410899********1239"}, "evidence_hash": "0"}
    flag = {"rule": "id_bad_checksum", "rule_version": 1, "subjects": [MEMBER], "severity": "E"}
    now = at.services.clock()
    with at.services.replica.begin() as (tx, node):
        name = RecordKey("flag", flag_id("id_bad_checksum", [MEMBER], None))
        draft = Draft(VILLAGE, name, {**flag, "finding": {**finding, "evaluated_at": now}}, "verification")
        write_as_server(tx, node, [draft], now)
