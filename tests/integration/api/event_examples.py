"""The example of an event: somebody moves into a household on file that has no members yet, as its head."""

from typing import Any

from tests.integration.api.people import VILLAGE, Office

HOUSEHOLD = "0166858f-9a00-7000-8000-000000000001"


async def record_event(at: Office) -> dict[str, Any]:
    """Return an example of the request and its answer."""
    officer = await at.reader("he.min", "township", VILLAGE[:9])
    event = {
        "kind": "arrival",
        "on": "2018-10-01",
        "member": "0166858f-9a00-7000-8000-000000000011",
        "name": "王强",
        "sex": "1",
        "relation": "01",
    }
    asked = {"event": event, "reason": "户口簿原件"}
    answer = await at.client.post(f"/v1/households/{VILLAGE}/{HOUSEHOLD}/events", json=asked, headers=officer)
    return {"event": {"request": asked, "response": answer.json()}}
