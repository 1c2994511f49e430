"""The examples of writing at a desk: a household's application, and what may follow from it."""

from typing import Any

from tests.integration.api.people import VILLAGE, Office

HOUSEHOLD = "0166858f-9a00-7000-8000-000000000001"
CASE = f"/v1/records/{VILLAGE}/identification/0166858f-9a00-7000-8000-000000000009"


async def record_desk(at: Office) -> dict[str, Any]:
    """Return an example of every request and answer of a desk."""
    officer = await at.reader("sun.li", "township", VILLAGE[:9])
    edit = {
        "set": {"household": HOUSEHOLD, "year": 2018, "kind": "new", "status": {"state": "applied"}},
        "reason": "农户到乡镇申请",
    }
    written = (await at.client.post(CASE, json=edit, headers=officer)).json()
    following = (await at.client.get(f"{CASE}/transitions", headers=officer)).json()
    return {"edit": {"request": edit, "response": written}, "transitions": {"response": following}}
