"""What the tablet knows about itself: each a fact of its own in the store (`client_stub.store.local`)."""

import msgspec

from schemas import covers


class Enrolment(msgspec.Struct, frozen=True):
    """Where the tablet belongs. Everything that it seals is sealed in this device's name.

    Attributes:
        server_url: the address at which it was enrolled.
        device: the tablet's own device id.
        server: the server's device id, its public key (SubjectPublicKeyInfo, base64url) and the areas it speaks for.
        public_key: the tablet's own, under which it is enrolled.
        before: its device ids of before it was enrolled anew, the oldest first.
    """

    server_url: str
    device: str
    server: str
    server_public_key: str
    server_areas: tuple[str, ...]
    public_key: str | None = None
    before: tuple[str, ...] = ()

    @property
    def devices(self) -> frozenset[str]:
        """All device ids under which the tablet has written."""
        return frozenset({self.device, *self.before})


class Person(msgspec.Struct, frozen=True):
    """Somebody who may work with the tablet: a user's id, name, role (design.md §4) and the name to sign in with."""

    actor: str
    name: str | None = None
    role: str | None = None
    username: str | None = None

    @property
    def shown(self) -> str:
        """The name, with the login beside it where that is another."""
        name = self.name or self.username or self.actor
        return name if self.username in (None, name) else f"{name}（{self.username}）"


class Remit(msgspec.Struct, frozen=True):
    """Who works with the tablet, and where: as the server said it last.

    Attributes:
        people: those who may work with it.
        scope: the area prefixes that it may read now.
        names: the names of areas, by code.
    """

    people: tuple[Person, ...]
    scope: tuple[str, ...]
    names: dict[str, str]

    def covers(self, area: str) -> bool:
        """Whether an area is within the scope."""
        return any(covers(prefix, area) for prefix in self.scope)


class ClockError(msgspec.Struct, frozen=True):
    """What to add to the tablet's wall clock to have the server's time (ms), as learned at the last contact."""

    offset: int


class Contact(msgspec.Struct, frozen=True):
    """The last sync that reached its end.

    Attributes:
        time: by the corrected clock (unix ms).
        held: how many revisions of the local streams the server was proven to hold then.
        total: how many there were.
        equal: whether every digest agreed.
    """

    time: int
    held: int
    total: int
    equal: bool
