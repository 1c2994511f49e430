"""Sessions of people over the API: rotation, theft, sign-out, passwords and codes, lock-out."""

import json

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.identity import lockout, people, users
from server.identity.acting import Acting
from server.identity.lockout import ADDRESS_FAILURES
from server.services import Services
from server.store.tables.audit import AUDIT_ENTRY
from sync.seal import PrivateKey
from tests.integration.api.people import PASSWORD, VILLAGE, Clock, Office, new_uuid

HOUR_MS = 3_600_000
NEW = "another long password"


async def ask(office: Office, path: str, asked: dict[str, object], **by: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {by['token']}"} if by else {}
    return await office.client.post(f"/v1/auth/{path}", json=asked, headers=headers)


async def sign_in(office: Office, username: str = "anna", password: str = PASSWORD) -> dict:
    response = await ask(office, "token", {"grant": "password", "username": username, "password": password})
    assert response.status_code == 200, response.text
    return response.json()


async def refresh(office: Office, token: str) -> httpx.Response:
    return await ask(office, "token", {"grant": "refresh", "refresh_token": token})


def problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def audited(services: Services) -> list[tuple[str, str]]:
    with services.replica.reading() as (tx, _):
        found = tx.connection.execute(AUDIT_ENTRY.select().order_by(AUDIT_ENTRY.c.id)).all()
    return [(one.action, one.subject.partition("/")[0]) for one in found]


def reset(office: Office, user: str) -> str:
    with office.services.replica.begin() as (tx, node):
        acting = Acting("office", office.services.clock(), new_uuid)
        return people.reset_password(tx, node, acting, user).text


async def test_a_lost_answer_locks_nobody_out(office: Office):
    user = office.appoint("anna")
    first = await sign_in(office)
    lost = (await refresh(office, first["refresh_token"])).json()
    again = (await refresh(office, first["refresh_token"])).json()
    assert len({one["refresh_token"] for one in (first, lost, again)}) == 3
    assert (again["actor"], again["device"], again["scope"]) == (user, None, [VILLAGE])
    assert (await refresh(office, again["refresh_token"])).status_code == 200
    assert (await refresh(office, again["refresh_token"])).status_code == 200


async def test_an_old_token_ends_the_session_for_whoever_holds_it(office: Office):
    office.appoint("anna")
    stolen = (await sign_in(office))["refresh_token"]
    following = (await refresh(office, stolen)).json()["refresh_token"]
    last = (await refresh(office, following)).json()["refresh_token"]
    refused = await refresh(office, stolen)
    assert problem(refused) == (401, "session_revoked")
    assert refused.json()["why"] == "reused"
    assert "密码" in refused.json()["remedy"]
    assert problem(await refresh(office, last)) == (401, "session_revoked")
    assert audited(office.services) == [("session_revoked", "session")]
    assert (await sign_in(office))["refresh_token"]


async def test_a_session_ends_when_it_is_not_used_and_at_its_age(office: Office, clock: Clock):
    office.appoint("anna")
    token = (await sign_in(office))["refresh_token"]
    clock.now += 12 * HOUR_MS
    assert problem(await refresh(office, token)) == (401, "session_expired")
    token = (await sign_in(office))["refresh_token"]
    for _ in range(15):
        clock.now += 11 * HOUR_MS
        token = (await refresh(office, token)).json()["refresh_token"]
    clock.now += 11 * HOUR_MS
    assert problem(await refresh(office, token)) == (401, "session_expired")


@pytest.mark.parametrize("token", ["", "x", "00" * 32, "\0", "é" * 64])
async def test_what_is_no_refresh_token(office: Office, token: str):
    assert problem(await refresh(office, token)) == (401, "refresh_refused")


async def test_signing_out(office: Office):
    office.appoint("anna")
    answer = await sign_in(office)
    other = await sign_in(office)
    for _ in range(2):
        response = await ask(office, "sign-out", {"refresh_token": answer["refresh_token"]})
        assert response.status_code == 200
    refused = await refresh(office, answer["refresh_token"])
    assert (problem(refused), refused.json()["why"]) == ((401, "session_revoked"), "signed_out")
    assert (await refresh(office, other["refresh_token"])).status_code == 200


async def test_ones_own_sessions_are_listed_and_ended(office: Office, clock: Clock):
    office.appoint("anna")
    office.appoint("bo")
    old = await sign_in(office)
    clock.now += 1000
    new = await sign_in(office)
    elsewhere = await sign_in(office, "bo")
    headers = {"Authorization": f"Bearer {new['access_token']}"}
    listed = (await office.client.get("/v1/auth/sessions", headers=headers)).json()["sessions"]
    assert [one["created_at"] for one in listed] == [clock.now, clock.now - 1000]
    path = f"/v1/auth/sessions/{listed[1]['id']}"
    others = {"Authorization": f"Bearer {elsewhere['access_token']}"}
    assert (await office.client.delete(path, headers=others)).json() == {"ended": 0}
    assert (await office.client.delete(path, headers=headers)).json() == {"ended": 1}
    assert problem(await refresh(office, old["refresh_token"])) == (401, "session_revoked")
    assert (await refresh(office, new["refresh_token"])).status_code == 200


async def test_no_proxy_keeps_a_token(office: Office):
    office.appoint("anna")
    response = await ask(office, "token", {"grant": "password", "username": "anna", "password": PASSWORD})
    assert response.headers["cache-control"] == "no-store"


async def test_a_tablet_has_no_sessions(office: Office):
    anna = await office.collector()
    response = await office.client.get("/v1/auth/sessions", headers=anna.headers)
    assert problem(response) == (403, "person_needed")


async def test_changing_the_password_ends_all_other_sessions(office: Office):
    office.appoint("anna")
    other, mine = await sign_in(office), await sign_in(office)
    asked = {"current": PASSWORD, "new": NEW}
    answer = await ask(office, "password", asked, token=mine["access_token"])
    assert answer.status_code == 200, answer.text
    for token in (other, mine):
        assert problem(await refresh(office, token["refresh_token"])) == (401, "session_revoked")
    assert (await refresh(office, answer.json()["refresh_token"])).status_code == 200
    old = await ask(office, "token", {"grant": "password", "username": "anna", "password": PASSWORD})
    assert problem(old) == (401, "wrong_credentials")
    await sign_in(office, password=NEW)
    assert audited(office.services) == [("password_changed", "user")]


async def test_guessing_by_way_of_a_change_locks_as_well(office: Office):
    office.appoint("anna")
    token = (await sign_in(office))["access_token"]
    guesses = [problem(await ask(office, "password", {"current": "guess", "new": NEW}, token=token)) for _ in range(11)]
    assert guesses[-2:] == [(401, "wrong_credentials"), (429, "account_locked")]
    short = await ask(office, "password", {"current": PASSWORD, "new": "short"}, token=token)
    assert problem(short) == (422, "password_too_short")
    assert ("user_locked", "user") in audited(office.services)


async def test_a_code_sets_a_new_password_once(office: Office, clock: Clock):
    user = office.appoint("anna")
    token = (await sign_in(office))["refresh_token"]
    code = reset(office, user)
    refused = await refresh(office, token)
    assert (problem(refused), refused.json()["why"]) == ((401, "session_revoked"), "password")
    old = await ask(office, "token", {"grant": "password", "username": "anna", "password": PASSWORD})
    assert problem(old) == (401, "wrong_credentials"), "the old password is void at once"
    assert problem(await ask(office, "password-reset", {"code": code, "new": "short"})) == (422, "password_too_short")
    answer = await ask(office, "password-reset", {"code": code.lower().replace("-", " "), "new": NEW})
    assert answer.json()["actor"] == user
    assert problem(await ask(office, "password-reset", {"code": code, "new": NEW})) == (401, "reset_refused")
    await sign_in(office, password=NEW)

    first, second = reset(office, user), reset(office, user)
    assert problem(await ask(office, "password-reset", {"code": first, "new": NEW})) == (401, "reset_refused")
    clock.now += users.RESET_MS
    assert problem(await ask(office, "password-reset", {"code": second, "new": NEW})) == (401, "reset_refused")


async def test_a_lock_survives_a_restart_and_is_lifted_by_the_office(office: Office):
    user = office.appoint("anna")
    wrong = {"grant": "password", "username": "anna", "password": "guess"}
    for _ in range(10):
        await ask(office, "token", wrong)
    again = Services.open(office.services.settings, clock=office.services.clock)
    with again.replica.reading() as (tx, _):
        assert lockout.locked_until(tx.connection, "anna", again.clock()) == again.clock() + lockout.WINDOW_MS
    right = {"grant": "password", "username": "anna", "password": PASSWORD}
    assert problem(await ask(office, "token", right)) == (429, "account_locked")
    with again.replica.begin() as (tx, node):
        people.unlock(tx, node, Acting("office", again.clock(), new_uuid), user)
    again.close()
    await sign_in(office)
    assert [action for action, _ in audited(office.services)] == ["user_locked", "user_unlocked"]


async def test_an_address_that_guesses_is_stopped_whatever_it_guesses(office: Office):
    office.appoint("anna")
    key = PrivateKey("", ec.generate_private_key(ec.SECP256R1())).public_key
    for _ in range(ADDRESS_FAILURES):
        assert problem(await office.enrol("AAAA-BBBB-CCCC", key)) == (401, "code_refused")
    for path, asked in (
        ("token", {"grant": "password", "username": "anna", "password": PASSWORD}),
        ("password-reset", {"code": "AAAA-BBBB-CCCC", "new": NEW}),
    ):
        assert problem(await ask(office, path, asked)) == (429, "too_many_attempts")


async def test_who_was_switched_off_is_out(office: Office):
    user = office.appoint("anna")
    token = (await sign_in(office))["refresh_token"]
    with office.services.replica.begin() as (tx, node):
        people.disable(tx, node, Acting("office", office.services.clock(), new_uuid), user)
    assert problem(await refresh(office, token)) == (401, "session_revoked")
    asked = {"grant": "password", "username": "anna", "password": PASSWORD}
    assert problem(await ask(office, "token", asked)) == (401, "wrong_credentials")


def test_nothing_that_lets_in_is_stored_as_it_is(office: Office):
    user = office.appoint("anna")
    code = reset(office, user)
    with office.services.replica.reading() as (tx, _):
        for table in ("account", "reset_code", "user_session", "sign_in_failures"):
            stored = json.dumps(
                [list(map(str, row)) for row in tx.connection.exec_driver_sql(f"SELECT * FROM {table}")]
            )
            assert code not in stored
            assert code.replace("-", "") not in stored
            assert PASSWORD not in stored
