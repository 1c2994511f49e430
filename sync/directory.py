"""Who may what, where and when: a projection of the enrolment, assignment and home records.

These records travel like all others (design.md §1, Seals), so every server can check the seals of devices that another
server enrolled. A record speaks only for its own area: an enrolment cannot give a server areas outside the area in
which it is written, and vouches only for people whose say does not reach beyond that area.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from schemas.area import covers
from schemas.capacity import capacities
from sync.canonical import Json
from sync.revision import RecordKey

ENROLMENT, ASSIGNMENT, HOME = "enrolment", "assignment", "home"
TYPES = frozenset({ENROLMENT, ASSIGNMENT, HOME})
"""The record types that the directory is made of."""

ROLES = ("collector", "township", "supervisor", "admin")
"""The sync classes of people, each with more say than the one before (design.md §4). `relay` is a machine's."""

MACHINE = "server"
"""The role of a server that acts by itself: the judge, the verification engine."""


class Device(msgspec.Struct, frozen=True):
    """An enrolled tablet or server.

    Attributes:
        reach: area prefixes within which it can vouch for people: a server's areas, or where a tablet was enrolled.
        actors: the people enrolled on a tablet; None for a server, which vouches for whom its reach covers.
        valid_from, valid_to, revoked_at: unix ms, None for never.
    """

    id: str
    kind: Literal["tablet", "server"]
    public_key: str
    area: str
    reach: tuple[str, ...]
    actors: frozenset[str] | None
    valid_from: int
    valid_to: int | None = None
    revoked_at: int | None = None

    def covers(self, area: str) -> bool:
        """Whether it is a server whose areas contain this one."""
        return self.kind == "server" and self.reaches(area)

    def reaches(self, area: str) -> bool:
        """Whether the area lies within its reach."""
        return any(covers(prefix, area) for prefix in self.reach)


class Assignment(msgspec.Struct, frozen=True):
    """Somebody's role in an area and what lies below it, from `start` until before `end` (unix ms; None: open).

    Attributes:
        capacities: in what capacities it lets somebody act; none where it lets them only read.
    """

    actor: str
    area: str
    role: str
    start: int
    end: int | None = None
    capacities: frozenset[str] = frozenset()

    @property
    def active(self) -> bool:
        """Whether the sync role is exercised: who only helps, answers or audits neither pulls nor pushes."""
        return self.role in self.capacities

    def holds(self, at: int) -> bool:
        """Whether it is in force at this time (unix ms)."""
        return self.start <= at and (self.end is None or at < self.end)


class Home(msgspec.Struct, frozen=True):
    """The server that judges and verifies an area from `start` (unix ms)."""

    area: str
    server: str
    start: int


class Directory:
    """Devices, assignments and homes as the records say; `take` keeps it up with them."""

    def __init__(self) -> None:
        """Begin without anybody."""
        self._devices: dict[str, dict[tuple[str, str], Device]] = {}
        self._assignments: dict[str, dict[tuple[str, str], Assignment]] = {}
        self._homes: dict[str, dict[str, Home]] = {}
        self._actor_of: dict[tuple[str, str], str] = {}

    def copy(self) -> "Directory":
        """Return an independent copy, for those who must not see what is taken in later."""
        twin = Directory()
        twin._devices = {device: dict(places) for device, places in self._devices.items()}
        twin._assignments = {actor: dict(places) for actor, places in self._assignments.items()}
        twin._homes = {area: dict(homes) for area, homes in self._homes.items()}
        twin._actor_of = dict(self._actor_of)
        return twin

    def take(self, area: str, key: RecordKey, values: Mapping[str, Json]) -> None:
        """Take in the values shown of one of the directory's records; a deleted record is taken in as `{}`."""
        if key.type == ENROLMENT:
            self._take_device(area, key.record, values)
        elif key.type == ASSIGNMENT:
            self._take_assignment(area, key.record, values)
        elif key.type == HOME:
            self._homes.setdefault(area, {}).pop(key.record, None)
            if values.get("server"):
                self._homes[area][key.record] = Home(area, values["server"], values.get("from") or 0)

    def device(self, device: str) -> Device | None:
        """Return the device of this id. Where two areas enrolled one id, the wider area's word holds."""
        found = self._devices.get(device)
        return found[min(found, key=lambda place: (len(place[0]), place))] if found else None

    def devices(self) -> list[Device]:
        """Return every device, by id."""
        return [device for one in sorted(self._devices) if (device := self.device(one)) is not None]

    def assignments(self, actor: str, area: str | None = None) -> list[Assignment]:
        """Return an actor's assignments, of any time; only those that cover `area`, where one is given."""
        found = self._assignments.get(actor, {}).values()
        return [one for one in found if area is None or covers(one.area, area)]

    def people_within(self, area: str, at: int) -> list[str]:
        """Return who has a role in the area or in a part of it at a time (unix ms), sorted."""
        return [
            actor
            for actor in sorted(self._assignments)
            if any(covers(area, one.area) and one.holds(at) for one in self.assignments(actor))
        ]

    def capacities(self, actor: str, area: str, at: int, through: Device | None = None) -> frozenset[str]:
        """Return in what capacities the actor may act in an area at a time (unix ms); none for who has no say there.

        They are those of all assignments in force (`schemas.capacity`): the sync roles that are exercised, and what the
        assignments grant. Where they are exercised `through` a device, only what lies within its reach counts. A server
        that covers the area acts as `MACHINE`.
        """
        held = [
            one.capacities
            for one in self._assignments.get(actor, {}).values()
            if one.holds(at) and covers(one.area, area) and (through is None or through.reaches(one.area))
        ]
        if len(held) == 1:
            return held[0]
        if held:
            return frozenset[str]().union(*held)
        device = self.device(actor)
        return frozenset({MACHINE}) if device is not None and device.covers(area) else frozenset()

    def scope(self, device: str, at: int) -> tuple[str, ...]:
        """Return the area prefixes that a device may pull at a time (unix ms), none of them within another."""
        found = self.device(device)
        if found is None or found.revoked_at is not None or (found.valid_to is not None and found.valid_to <= at):
            return ()
        if found.actors is None:
            return _outermost(found.reach)
        return _outermost(
            one.area for actor in found.actors for one in self.assignments(actor) if one.active and one.holds(at)
        )

    def scope_of(self, actor: str, at: int) -> tuple[str, ...]:
        """Return the area prefixes in which somebody has a role at a time (unix ms), none of them within another."""
        return _outermost(one.area for one in self.assignments(actor) if one.holds(at))

    def vouches(self, device: Device, actor: str, area: str, at: int) -> bool:
        """Whether a seal of this device can carry what this actor wrote in this area at a time (unix ms).

        The actor must be enrolled on the device, and have had no say in the area that reached beyond the device's own:
        so a township cannot speak for a county supervisor. What somebody was before or became later is no matter: it
        must not make replicas that ask on different days decide differently. A server vouches for itself. Replicas
        that hold no assignment of the actor (a tablet) see no such say and take the home's word.
        """
        if device.actors is not None and actor not in device.actors:
            return False
        machine = self.device(actor)
        if machine is not None and machine.kind == "server":
            return machine.id == device.id
        held = self.assignments(actor, area)
        return all(device.reaches(one.area) for one in held if one.capacities and one.holds(at))

    def home(self, area: str) -> str | None:
        """Return the server that judges this area: by the record of the longest prefix, there the latest."""
        for length in (12, 9, 6, 4):
            homes = self._homes.get(area[:length], {}) if length <= len(area) else {}
            if homes:
                return max(homes.values(), key=lambda home: (home.start, home.server)).server
        return None

    def _take_device(self, area: str, record: str, values: Mapping[str, Any]) -> None:
        for places in self._devices.values():
            places.pop((area, record), None)
        if not values.get("device"):
            return
        server = values.get("kind") == "server"
        reach = tuple(one for one in values.get("areas") or () if covers(area, one)) if server else (area,)
        actors = values.get("actors")
        self._devices.setdefault(values["device"], {})[area, record] = Device(
            id=values["device"],
            kind="server" if server else "tablet",
            public_key=values.get("public_key") or "",
            area=area,
            reach=reach,
            actors=None if server else frozenset(actors or ()),
            valid_from=values.get("valid_from") or 0,
            valid_to=values.get("valid_to"),
            revoked_at=values.get("revoked_at"),
        )

    def _take_assignment(self, area: str, record: str, values: Mapping[str, Any]) -> None:
        before = self._actor_of.pop((area, record), None)
        if before is not None:
            self._assignments[before].pop((area, record), None)
        actor = values.get("actor")
        if not actor:
            return
        self._actor_of[area, record] = actor
        role, grants = values.get("role") or "", values.get("grants") or ()
        self._assignments.setdefault(actor, {})[area, record] = Assignment(
            actor, area, role, values.get("from") or 0, values.get("to"), capacities(role, grants, area)
        )


def _outermost(areas: Iterable[str]) -> tuple[str, ...]:
    """Return the areas without those that lie within another, sorted."""
    kept: list[str] = []
    for area in sorted(set(areas)):
        if not kept or not covers(kept[-1], area):
            kept.append(area)
    return tuple(kept)
