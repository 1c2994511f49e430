"""Signing in: passwords, one-time codes, device assertions, and what a token is good for."""

import asyncio

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sync.revision import RecordKey
from sync.seal import PrivateKey
from tests.integration.api.people import PASSWORD, VILLAGE, Clock, Office, Tablet, new_uuid

HOUR_MS = 3_600_000


def new_key() -> PrivateKey:
    return PrivateKey("", ec.generate_private_key(ec.SECP256R1()))


async def sign_in(office: Office, username: str, password: str) -> httpx.Response:
    return await office.client.post(
        "/v1/auth/token", json={"grant": "password", "username": username, "password": password}
    )


async def ask_as_device(tablet: Tablet, assertion: str) -> httpx.Response:
    return await tablet.client.post("/v1/auth/token", json={"grant": "device", "assertion": assertion})


def problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def test_a_person_signs_in_and_learns_what_they_may_read(office: Office):
    user = office.appoint("anna")
    answer = (await sign_in(office, "anna", PASSWORD)).json()
    assert (answer["actor"], answer["role"], answer["scope"], answer["device"]) == (user, "collector", [VILLAGE], None)
    assert answer["actors"] == [{"actor": user, "username": "anna", "name": "Anna", "role": "collector"}]
    assert answer["server"]["areas"] == ["4108"]
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 900)


@pytest.mark.parametrize(("username", "password"), [("anna", "wrong password"), ("nobody", PASSWORD)])
async def test_a_wrong_name_or_password_is_one_and_the_same(office: Office, username: str, password: str):
    office.appoint("anna")
    assert problem(await sign_in(office, username, password)) == (401, "wrong_credentials")


@pytest.mark.parametrize("username", ["a\0", "\x1b[2J", "", "a\n"])
async def test_a_user_name_that_no_database_should_see(office: Office, username: str):
    assert problem(await sign_in(office, username, PASSWORD)) == (422, "invalid_request")


async def test_guessing_locks_the_account_and_nobody_else(office: Office, clock: Clock):
    office.appoint("anna")
    office.appoint("bo")
    guesses = [problem(await sign_in(office, "anna", "wrong password")) for _ in range(11)]
    assert guesses == [(401, "wrong_credentials")] * 10 + [(429, "account_locked")]
    refused = await sign_in(office, "anna", PASSWORD)
    assert problem(refused) == (429, "account_locked")
    assert refused.headers["retry-after"] == str(refused.json()["retry_after"]) == "900"
    assert (await sign_in(office, "bo", PASSWORD)).status_code == 200
    clock.now += 15 * 60_000
    assert (await sign_in(office, "anna", PASSWORD)).status_code == 200


async def test_a_right_password_makes_up_for_the_wrong_ones_before(office: Office):
    office.appoint("anna")
    for _ in range(3):
        for _ in range(9):
            assert problem(await sign_in(office, "anna", "wrong password")) == (401, "wrong_credentials")
        assert (await sign_in(office, "anna", PASSWORD)).status_code == 200


async def test_nobody_learns_from_the_lock_which_names_there_are(office: Office):
    guesses = [problem(await sign_in(office, "nobody", "wrong password")) for _ in range(11)]
    assert guesses == [(401, "wrong_credentials")] * 10 + [(429, "account_locked")]


async def test_a_code_enrols_one_tablet_once(office: Office, clock: Clock):
    user = office.appoint("anna")
    code = office.code(user)
    key = new_key()
    answer = (await office.enrol(code.lower().replace("-", " "), key.public_key)).json()
    assert (answer["actor"], answer["role"], answer["scope"]) == (user, "collector", [VILLAGE])
    with office.services.replica.reading() as (_, node):
        device = node.directory.device(answer["device"])
    assert device is not None
    assert (device.area, device.actors, device.public_key) == ("410822104", {user}, key.public_key)

    assert problem(await office.enrol(code, new_key().public_key)) == (401, "code_refused")
    again = await office.enrol(code, key.public_key)
    assert again.json()["device"] == answer["device"], "the answer may have been lost"
    clock.now += HOUR_MS
    assert problem(await office.enrol(code, key.public_key)) == (401, "code_refused")


async def test_two_tablets_with_one_code_at_the_same_time(office: Office):
    code = office.code(office.appoint("anna"))
    answers = await asyncio.gather(*(office.enrol(code, new_key().public_key) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [200, 401, 401, 401]


async def test_a_code_expires_and_an_unknown_one_is_refused(office: Office, clock: Clock):
    code = office.code(office.appoint("anna"), valid_ms=1000)
    clock.now += 1000
    assert problem(await office.enrol(code, new_key().public_key)) == (401, "code_refused")
    assert problem(await office.enrol("AAAA-BBBB-CCCC", new_key().public_key)) == (401, "code_refused")


async def test_a_public_key_of_another_kind_is_refused_and_the_code_stays_good(office: Office):
    code = office.code(office.appoint("anna"))
    other = PrivateKey("", ec.generate_private_key(ec.SECP384R1()))
    assert problem(await office.enrol(code, other.public_key)) == (400, "public_key_refused")
    off_the_curve = new_key().public_key[:-20] + "A" * 20
    assert problem(await office.enrol(code, off_the_curve)) == (400, "public_key_refused")
    assert (await office.enrol(code, new_key().public_key)).status_code == 200


async def test_a_shared_tablet_is_enrolled_where_all_its_people_work(office: Office):
    office.appoint("boss", "supervisor", "410822")
    people = [office.appoint("anna"), office.appoint("bo", area="410822105201")]
    tablet = await office.tablet(*people)
    with office.services.replica.reading() as (_, node):
        device = node.directory.device(tablet.device)
    assert device is not None
    assert device.area == "410822"


async def test_a_device_signs_in_with_its_own_key_and_each_assertion_counts_once(office: Office):
    anna = await office.collector()
    assertion = anna.assertion()
    answer = (await ask_as_device(anna, assertion)).json()
    assert (answer["device"], answer["scope"]) == (anna.device, [VILLAGE])
    assert problem(await ask_as_device(anna, assertion)) == (401, "assertion_refused")
    assert (await ask_as_device(anna, anna.assertion())).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "nobody"},
        {"sub": "other"},
        {"aud": "other"},
        {"jti": ""},
        {"jti": "x" * 65},
        {"iat": 1.5},
        {"jti": "\0"},
    ],
    ids=str,
)
async def test_an_assertion_with_a_wrong_claim(office: Office, changed: dict[str, object]):
    anna = await office.collector()
    assert problem(await ask_as_device(anna, anna.assertion(**changed))) == (401, "assertion_refused")


async def test_an_assertion_under_another_key_or_algorithm(office: Office):
    anna, bo = await office.collector("anna"), await office.collector("bo")
    bo.device = anna.device
    assert problem(await ask_as_device(anna, bo.assertion())) == (401, "assertion_refused")
    claims = jwt.decode(anna.assertion(), options={"verify_signature": False})
    unsigned = jwt.encode(claims, None, "none")
    assert problem(await ask_as_device(anna, unsigned)) == (401, "assertion_refused")
    assert problem(await ask_as_device(anna, "x.y.z")) == (401, "assertion_refused")


@pytest.mark.parametrize("seconds", [-3600, 3600, -10_000_000, 10_000_000])
async def test_a_device_whose_clock_is_off_learns_the_servers_time(office: Office, clock: Clock, seconds: int):
    anna = await office.collector()
    now = clock() // 1000 + seconds
    response = await ask_as_device(anna, anna.assertion(iat=now, exp=now + 240))
    assert problem(response) == (401, "assertion_out_of_time")
    assert response.json()["server_time"] == clock()


async def test_an_assertion_that_is_valid_for_long_is_refused(office: Office, clock: Clock):
    anna = await office.collector()
    response = await ask_as_device(anna, anna.assertion(exp=clock() // 1000 + 3600))
    assert problem(response) == (401, "assertion_refused")


async def test_a_revoked_device_still_gets_a_token_that_reads_nothing(office: Office):
    anna = await office.collector()
    await anna.push(anna.write({"household_no": "1"}, key=(key := RecordKey("household", new_uuid()))))
    office.revoke(anna)
    answer = (await ask_as_device(anna, anna.assertion())).json()
    assert (answer["scope"], answer["areas"]) == ([], [])
    anna.token = answer["access_token"]
    assert (await anna.pull()).lines == []
    response = await anna.client.get(f"/v1/records/{VILLAGE}/household/{key.record}", headers=anna.headers)
    assert problem(response) == (404, "record_not_found")


async def test_a_token_expires_and_a_tampered_one_is_refused(office: Office, clock: Clock):
    anna = await office.collector()
    good = anna.token
    anna.token = good[:-4] + "AAAA"
    assert problem(await anna.send("push", b"")) == (401, "token_refused")
    anna.token = good
    clock.now += 15 * 60_000
    response = await anna.send("push", b"")
    assert problem(response) == (401, "token_refused")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer", "Bearer \xe9", "Bearer a.b", "Basic YTpi", "\xff"])
async def test_an_authorization_that_is_none(office: Office, header: str):
    response = await office.client.get("/v1/sync/heads", headers={"Authorization": header.encode("latin-1")})
    assert problem(response) == (401, "token_refused")


async def test_without_a_token_nothing_is_told(office: Office):
    for method, path in (
        ("POST", "/v1/sync/pull"),
        ("GET", "/v1/sync/heads"),
        ("GET", f"/v1/records/4108/home/{new_uuid()}"),
    ):
        assert problem(await office.client.request(method, path)) == (401, "token_refused")


async def test_the_protocol_is_for_devices(office: Office):
    headers = await office.reader("boss", "supervisor", "410822")
    for step in ("push", "pull", "ids"):
        response = await office.client.post(f"/v1/sync/{step}", content=b"", headers=headers)
        assert problem(response) == (403, "device_needed")


async def test_what_is_not_there(office: Office):
    assert problem(await office.client.get("/v1/none")) == (404, "not_found")
    assert problem(await office.client.get("/v1/sync/push")) == (405, "method_not_allowed")


async def test_the_server_says_that_it_is_well(office: Office, clock: Clock):
    answer = await office.client.get("/healthz")
    assert answer.json() == {"status": "ok", "server": office.services.replica.signer.device, "server_time": clock()}
