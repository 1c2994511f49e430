"""Tablets: one-time codes that enrol them, and their enrolment records under this server's seal.

A tablet's id is a UUID, and names its enrolment record as well.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from schemas.area import covers
from server.identity import codes
from server.identity.codes import Code
from server.identity.errors import (
    BeyondDevice,
    Bound,
    CodeRefused,
    DeviceRevoked,
    NoAssignment,
    PeriodRefused,
    UnknownDevice,
)
from server.identity.keys import read_public_key
from server.identity.writing import write_as_server
from server.store import accounts, contacts
from server.store.log import LogTransaction
from sync.authoring import Draft
from sync.canonical import Json
from sync.directory import ENROLMENT, Device, Directory
from sync.intake import Node
from sync.limits import CLOCK_AHEAD_MS
from sync.revision import RecordKey

ENROLMENT_DIGITS = (9, 6, 4)
"""Of the areas in which a tablet can be enrolled, the narrowest first: township, county, city."""

TABLET_ROLES: Final = frozenset({"collector", "township"})
"""Who works with a tablet."""

REPEAT_MS = 15 * 60_000
"""How long the same tablet may use its code again: the answer may have been lost on the way."""


class NewDevice(NamedTuple):
    """What a tablet brings to its enrolment: its public key (SPKI, base64url) and a name for people."""

    public_key: str
    label: str | None


class Tablet(NamedTuple):
    """A tablet with what is kept about it beside what it may do.

    Attributes:
        label: its name for people.
        last_contact: when it was last heard of (unix ms).
    """

    device: Device
    label: str | None
    last_contact: int | None


class Change(NamedTuple):
    """What is changed about a tablet; None leaves it as it is."""

    actors: Collection[str] | None = None
    label: str | None = None
    valid_to: int | None = None


def issue_code(
    connection: Connection,
    directory: Directory,
    actors: Sequence[str],
    *,
    now: int,
    valid_ms: int,
    valid_to: int | None = None,
) -> Code:
    """Return a new code by which one tablet is enrolled for these people (user ids).

    `valid_ms` is how long the code holds, `valid_to` (unix ms) until when the tablet will.

    Raises:
        NoAssignment: they have no areas now, or none that lie within one.
        PeriodRefused: the tablet would be valid no longer than its code.
    """
    enrolment_area(directory, actors, now)
    if valid_to is not None and valid_to <= now + valid_ms:
        raise PeriodRefused("valid_to", Bound.CODE, now + valid_ms)
    code = codes.draw(now + valid_ms)
    accounts.drop_codes(connection, now - REPEAT_MS)
    accounts.add_code(
        connection,
        code=codes.digest(code.text),
        actors=_joined(actors),
        created_at=now,
        expires_at=code.expires_at,
        valid_to=valid_to,
    )
    return code


def withdraw_codes(connection: Connection, tablets: Collection[Sequence[str]]) -> None:
    """Make void what codes were issued for these people (the user ids of each tablet) and not used."""
    accounts.drop_unused_codes(connection, [_joined(actors) for actors in tablets])


def enrol(tx: LogTransaction, node: Node, code: str, new: NewDevice, *, device: str, now: int) -> str:
    """Enrol a tablet under the new id `device`; return its id, which is that of before where it only asks again.

    Raises:
        CodeRefused: the code is unknown, used by another tablet, or expired.
        PublicKeyRefused: the key is no P-256 key.
        NoAssignment: the people lost their areas since the code was issued.
    """
    read_public_key(new.public_key)
    row = accounts.code(tx.connection, codes.digest(code))
    if row is None:
        raise CodeRefused("unknown")
    if row.used_at is not None:
        if row.public_key == new.public_key and now - row.used_at <= REPEAT_MS:
            return row.device
        raise CodeRefused("used")
    if row.expires_at <= now:
        raise CodeRefused("expired")
    actors = row.actors.split(" ")
    values: dict[str, Json] = {
        "device": device,
        "kind": "tablet",
        "public_key": new.public_key,
        "actors": sorted(actors),
        "valid_from": now,
        "label": new.label,
    }
    if row.valid_to is not None:
        values["valid_to"] = row.valid_to
    draft = Draft(enrolment_area(node.directory, actors, now), RecordKey(ENROLMENT, device), values, "enrolment")
    write_as_server(tx, node, [draft], now)
    accounts.use_code(tx.connection, row.code, used_at=now, device=device, public_key=new.public_key)
    return device


def revoke(tx: LogTransaction, node: Node, device: Device, now: int) -> None:
    """Revoke a tablet: what it still brings is quarantined, and it reads nothing any more."""
    write_as_server(tx, node, [_draft(device, {"revoked_at": now})], now)


def change_draft(directory: Directory, device: Device, change: Change, now: int) -> Draft:
    """Return what changes a tablet.

    Who leaves its `actors` while it still holds unsent work of theirs has that work quarantined: whose assignments have
    ended may stay among them, and does not work with it any more.

    Raises:
        DeviceRevoked: it was revoked; it can be enrolled anew.
        BeyondDevice: one of the actors has assignments outside the area in which it is enrolled.
        NoAssignment: none of the actors has any now.
        PeriodRefused: it would not be valid any more.
    """
    if device.revoked_at is not None:
        raise DeviceRevoked(device.id)
    values: dict[str, Json] = {}
    if change.actors is not None:
        held = {one: directory.scope_of(one, now) for one in change.actors}
        if not any(held.values()):
            raise NoAssignment(tuple(change.actors))
        for actor, areas in held.items():
            check_reach(device, actor, areas)
        values["actors"] = sorted(change.actors)
    if change.label is not None:
        values["label"] = change.label
    if change.valid_to is not None:
        if change.valid_to <= now:
            raise PeriodRefused("valid_to", Bound.NOW, now)
        values["valid_to"] = change.valid_to
    return _draft(device, values)


def joined_draft(device: Device, actor: str) -> Draft:
    """Return what lets one more person work with a tablet."""
    return _draft(device, {"actors": sorted({*(device.actors or ()), actor})})


def check_reach(device: Device, actor: str, areas: Iterable[str]) -> None:
    """Accept somebody with a say in these areas: the tablet's seal can speak for them where it is enrolled.

    Raises:
        BeyondDevice: one of the areas lies outside.
    """
    if not all(map(device.reaches, areas)):
        raise BeyondDevice(device.id, actor)


def workers(directory: Directory, area: str, now: int) -> dict[str, str]:
    """Return who works with a tablet within an area (user ids), each with the first area in which they do."""
    found: dict[str, str] = {}
    for actor in directory.people_within(area, now):
        held = [
            one.area
            for one in directory.assignments(actor)
            if one.role in TABLET_ROLES and one.active and one.holds(now) and covers(area, one.area)
        ]
        if held:
            found[actor] = min(held)
    return found


def working(directory: Directory, device: Device, now: int) -> list[str]:
    """Return who works with a tablet, sorted: of its actors those who have an assignment, else all of them.

    An assignment that ends within `CLOCK_AHEAD_MS` was handed over, and does not count.
    """
    actors = sorted(device.actors or ())
    return [one for one in actors if directory.scope_of(one, now + CLOCK_AHEAD_MS)] or actors


def found(directory: Directory, device: str) -> Device:
    """Return the tablet of this id.

    Raises:
        UnknownDevice: there is none.
    """
    known = directory.device(device)
    if known is None or known.kind != "tablet":
        raise UnknownDevice(device)
    return known


def of_actor(directory: Directory, actor: str) -> list[Device]:
    """Return the tablets that are not revoked and on which this person (a user's id) may work."""
    return [one for one in directory.devices() if one.revoked_at is None and actor in (one.actors or ())]


def within(directory: Directory, scope: Collection[str], *, after: str, limit: int) -> list[Device]:
    """Return at most `limit` tablets enrolled within these area prefixes, by id, from behind `after`."""
    inside = (
        one
        for one in directory.devices()
        if one.kind == "tablet" and one.id > after and any(covers(prefix, one.area) for prefix in scope)
    )
    return [one for one, _ in zip(inside, range(limit), strict=False)]


def described(tx: LogTransaction, found: Collection[Device]) -> list[Tablet]:
    """Return these tablets with what else is kept about them."""
    heard = contacts.all_contacts(tx.connection)
    labels: dict[str, str | None] = {}
    for area in {one.area for one in found}:
        keys = [RecordKey(ENROLMENT, one.id) for one in found if one.area == area]
        labels |= {key.record: state.values().get("label") for key, state in tx.states(area, keys).items()}
    return [Tablet(one, labels.get(one.id), heard.get(one.id)) for one in found]


def enrolment_area(directory: Directory, actors: Sequence[str], now: int) -> str:
    """Return where a tablet of these people is enrolled: the narrowest area that holds all their assignments.

    That is a township at the narrowest. Assignments that ended before `now` (unix ms) do not count.

    Raises:
        NoAssignment: one of them has none, or no city holds them all.
    """
    areas: list[str] = []
    for actor in actors:
        held = [one.area for one in directory.assignments(actor) if one.end is None or one.end > now]
        if not held:
            raise NoAssignment(tuple(actors))
        areas.extend(held)
    for digits in ENROLMENT_DIGITS:
        holding = {area[:digits] for area in areas}
        if len(holding) == 1:
            return holding.pop()
    raise NoAssignment(tuple(actors))


def _draft(device: Device, values: dict[str, Json]) -> Draft:
    return Draft(device.area, RecordKey(ENROLMENT, device.id), values, "desk_edit")


def _joined(actors: Sequence[str]) -> str:
    return " ".join(actors)
