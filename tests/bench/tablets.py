"""A server's data before it starts: its key, the collectors of some villages, and their enrolled tablets.

All of it is made by the server's own code, on its data folder and database; only the enrolling does not go over HTTP.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from server.config import Settings
from server.identity.assignments import assign
from server.identity.devices import NewDevice, enrol, issue_code
from server.identity.tokens import Caller
from server.services import Services
from sync.seal import PrivateKey

TOWNSHIP = "410822103"
VILLAGES = [f"{TOWNSHIP}{number}" for number in range(200, 208)]
CODE_MS = 60_000


class Tablet(NamedTuple):
    """An enrolled tablet: the area of its one user's assignment, the user's id, and the key under its own id."""

    area: str
    actor: str
    key: PrivateKey

    @property
    def device(self) -> str:
        """The id under which it is enrolled."""
        return self.key.device


class Site:
    """The data of one server, installed for the city."""

    def __init__(self, settings: Settings) -> None:
        """Install in its empty folder and on its empty database."""
        self.settings = settings
        self.services = Services.open(settings)
        self.services.install()

    def enrol(self, areas: Sequence[str], role: str) -> list[Tablet]:
        """Enrol a tablet for a new person in each of these areas."""
        return [self._tablet(area, role) for area in areas]

    def token(self, tablet: Tablet) -> str:
        """Return a new access token, valid for fifteen minutes."""
        return self.services.tokens.issue(Caller("device", tablet.device), self.now())

    def now(self) -> int:
        """Return the time (unix ms)."""
        return self.services.clock()

    def close(self) -> None:
        """Close the connections to the database."""
        self.services.close()

    def _tablet(self, area: str, role: str) -> Tablet:
        replica, new_id, now = self.services.replica, self.services.new_id, self.now()
        actor, key = new_id(), PrivateKey(new_id(), ec.generate_private_key(ec.SECP256R1()))
        with replica.begin() as (tx, node):
            assign(tx, node, actor, role=role, area=area, record=new_id(), now=now)
        with replica.begin() as (tx, node):
            code = issue_code(tx.connection, node.directory, [actor], now=now, valid_ms=CODE_MS)
            enrol(tx, node, code.text, NewDevice(key.public_key, None), device=key.device, now=now)
        return Tablet(area, actor, key)
