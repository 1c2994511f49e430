"""A server with somebody in each office and a household on file, and its command to be fuzzed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from schemas.naming import household_year_id
from server.config import Settings
from server.identity import assignments, devices, users
from server.identity.devices import NewDevice
from server.identity.tokens import AccessTokens, Caller
from server.identity.users import User
from server.identity.writing import write_as_server
from server.services import Services, system_clock
from sync.authoring import Draft
from sync.revision import RecordKey
from sync.seal import PrivateKey
from tests.integration.api.people import PASSWORD, VILLAGE
from tests.services.ruhu import RuhuProcess

OFFICES: Final[Mapping[str, tuple[str, str]]] = {
    "collector": ("collector", VILLAGE),
    "township": ("township", VILLAGE[:9]),
    "county": ("supervisor", VILLAGE[:6]),
    "city": ("supervisor", VILLAGE[:4]),
    "admin": ("admin", VILLAGE[:4]),
}
"""User names with their roles and areas."""

HOUSEHOLD, MEMBER = "0166858f-9a00-7000-8000-000000000001", "0166858f-9a00-7000-8000-000000000002"


class Scene(NamedTuple):
    """A running server, and who may ask it."""

    address: str
    tokens: AccessTokens
    callers: Mapping[str, Caller]

    def token(self, name: str) -> str:
        """Return a fresh token of somebody."""
        return self.tokens.issue(self.callers[name], system_clock())


@contextmanager
def fuzzed_server(folder: Path) -> Iterator[Scene]:
    """Run a server on data of its own."""
    settings = Settings(data_dir=folder, area="4108")
    services = Services.open(settings)
    services.install()
    now = services.clock()
    callers: dict[str, Caller] = {}
    with services.replica.begin() as (tx, node):
        for name, (role, area) in OFFICES.items():
            user = User(services.new_id(), name, name)
            users.add(tx.connection, user, PASSWORD, now)
            assignments.assign(tx, node, user.id, role=role, area=area, record=services.new_id(), now=now)
            callers[name] = Caller("user", user.id)
    with services.replica.begin() as (tx, node):
        write_as_server(tx, node, _household(), now)
        code = devices.issue_code(tx.connection, node.directory, [callers["collector"].id], now=now, valid_ms=60_000)
        key = PrivateKey("", ec.generate_private_key(ec.SECP256R1())).public_key
        tablet = devices.enrol(tx, node, code.text, NewDevice(key, None), device=services.new_id(), now=now)
    callers["tablet"] = Caller("device", tablet)
    services.close()
    server = RuhuProcess(settings)
    try:
        yield Scene(server.address, services.tokens, callers)
    finally:
        server.stop()


def _household() -> list[Draft]:
    household = {
        "household_no": "4108220001",
        "village_code": VILLAGE,
        "head_member_id": MEMBER,
        "hamlet": "东头",
        "phone": "13912345678",
        "poverty_status": "0",
    }
    member = {"household": HOUSEHOLD, "name": "张三", "relation": "01", "in_household": True}
    year = {"household": HOUSEHOLD, "year": 2018, "member_count": 1, "income": {"gross_income": 1, "net_income": 2}}
    return [
        Draft(VILLAGE, RecordKey("household", HOUSEHOLD), household, "migration"),
        Draft(VILLAGE, RecordKey("member", MEMBER), member, "migration"),
        Draft(VILLAGE, RecordKey("household_year", household_year_id(HOUSEHOLD, 2018)), year, "migration"),
    ]
