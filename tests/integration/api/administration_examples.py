"""Examples of managing people and tablets; codes and tokens are drawn anew each time, and stand here for those."""

import re
from typing import Any

from tests.integration.api.people import PASSWORD, VILLAGE, Office, Tablet

CODE = "HXTX-B5R7-Q2DE"
REFRESH_TOKEN = "".join(f"{16 * (place % 16) + 15 - place % 16:02x}" for place in range(32))

_DRAWN = {"refresh_token": REFRESH_TOKEN, "code": CODE}
_CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
_DRAWING = re.compile(r"<(svg|style)\b.*?</\1>", re.DOTALL)


def steady(part: Any) -> Any:  # noqa: ANN401 -- any part of JSON
    """Put what is always the same in place of what was drawn."""
    if isinstance(part, dict):
        return {
            key: _DRAWN[key] if key in _DRAWN and _is_drawn(key, value) else steady(value)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [steady(one) for one in part]
    return _steady_text(part) if isinstance(part, str) else part


def _steady_text(text: str) -> str:
    return _DRAWING.sub(r"<\1>…</\1>", _CODE.sub(CODE, text))


def _is_drawn(key: str, value: object) -> bool:
    return isinstance(value, str) and (key == "refresh_token" or _CODE.fullmatch(value) is not None)


async def record_administration(at: Office, bo: Tablet) -> dict[str, Any]:
    """Return the examples; `bo` is somebody with a tablet."""
    examples: dict[str, Any] = {}
    headers = await at.reader("wang.fang", "township", VILLAGE[:9])

    async def send(
        name: str, method: str, path: str, request: dict[str, Any] | None = None, *, by: dict[str, str] | None = None
    ) -> Any:  # noqa: ANN401 -- JSON, or a page
        asked = {"json": request} if request is not None else {}
        response = await at.client.request(method, path, headers=headers if by is None else by, **asked)
        assert response.status_code == 200, response.text
        html = response.headers["content-type"].startswith("text/html")
        answer = response.text if html else response.json()
        examples[name] = ({"request": request} if request is not None else {}) | {"response": answer}
        return answer

    new = {
        "username": "liu.yang",
        "name": "刘洋",
        "phone": "13912345678",
        "assignments": [{"area": VILLAGE, "role": "collector", "grants": ["first_secretary"]}],
    }
    added = await send("user_add", "POST", "/v1/users", new)
    user = f"/v1/users/{added['user']}"
    reset = {"code": added["code"], "new": PASSWORD}
    own = await send("password_reset", "POST", "/v1/auth/password-reset", reset, by={})
    own = await send(
        "password_change", "POST", "/v1/auth/password", {"current": PASSWORD, "new": "九月的玉米都熟了吧"}, by=_of(own)
    )
    refresh = {"grant": "refresh", "refresh_token": own["refresh_token"]}
    await send("refresh", "POST", "/v1/auth/token", refresh, by={})
    listed = await send("sessions", "GET", "/v1/auth/sessions", by=_of(own))
    await send("user_sessions", "GET", f"{user}/sessions")
    await send("session_end", "DELETE", f"/v1/auth/sessions/{listed['sessions'][0]['id']}", by=_of(own))
    await send("user_sessions_end", "DELETE", f"{user}/sessions")
    await send("sign_out", "POST", "/v1/auth/sign-out", {"refresh_token": own["refresh_token"]}, by={})

    await send("users", "GET", f"/v1/users?area={VILLAGE}&limit=2")
    await send("user", "GET", user)
    await send("user_change", "PATCH", user, {"name": "刘扬"})
    await send("user_reset", "POST", f"{user}/password-reset")
    await send("user_unlock", "POST", f"{user}/unlock")
    await send("assignments", "GET", f"/v1/assignments?area={VILLAGE}&limit=2")
    until = at.services.clock() + 90 * 24 * 3_600_000
    more = {"user": added["user"], "area": VILLAGE[:9] + "205", "role": "collector", "end": until}
    given = await send("assignment_give", "POST", "/v1/assignments", more)
    await send("assignment_end", "POST", f"/v1/assignments/{given['area']}/{given['record']}/end", {})

    await send("code", "POST", "/v1/devices/codes", {"actors": [added["user"]], "valid_to": until})
    await send("sheet", "POST", "/v1/devices/sheets", {"area": VILLAGE})
    await send("devices", "GET", f"/v1/devices?area={VILLAGE[:9]}&limit=1")
    tablet = await at.tablet(bo.actor)
    device = f"/v1/devices/{tablet.device}"
    await send("device_read", "GET", device)
    await send("device_change", "PATCH", device, {"actors": [bo.actor, added["user"]], "label": "平板 2"})
    handover = {"successor": added["user"], "reason": "驻村轮换"}
    await send("handover", "POST", f"/v1/users/{bo.actor}/handover", handover)
    await send("revocation", "POST", f"{device}/revocation", {"reason": "平板丢失"})
    return examples


def _of(answer: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer['access_token']}"}
