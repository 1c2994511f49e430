"""The tablet as a library: everything that its command line, its web app and the simulated fleet do."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import httpx

from client_stub import events, syncing, transport
from client_stub.clock import Clock
from client_stub.conflicts import Conflict, load_conflicts
from client_stub.editing import Edit, Occasion, write
from client_stub.environment import Environment
from client_stub.errors import AlreadyEnrolled, NotEnrolled, NotFound, OutOfReach, PersonNotChosen, ServerChanged
from client_stub.events import Written
from client_stub.facts import ClockError, Contact, Enrolment, Person, Remit
from client_stub.households import VISIT, Household, find_household, load_households
from client_stub.keyring import load_key, next_key
from client_stub.mending import (
    Requested,
    SetAside,
    VoidField,
    load_requested,
    load_set_aside,
    load_void_fields,
    offers,
)
from client_stub.replica import load_node
from client_stub.signin import DeviceAuth, TokenAnswer, enrol
from client_stub.store import TabletStore, TabletTransaction
from client_stub.store.local import Note
from client_stub.syncing import SyncResult
from schemas.day import day_of
from schemas.events import AnyEvent
from sync.authoring import Author
from sync.canonical import Json
from sync.intake import Node
from sync.revision import DELETED, RecordKey, Revision
from sync.seal import PrivateKey
from sync.session import Session
from sync.storage import Cut

_FILE = "tablet.db"
_NOTES_SHOWN = 20
_VILLAGE = 12
"""Digits of a village's code (`schemas.area`)."""


class Report(NamedTuple):
    """How the tablet stands.

    Attributes:
        person: who works with it now, None where several may and nobody said who.
        now: the corrected time (unix ms); `clock_offset` is what the wall clock lacks of it (ms).
        delivered, unsent: revisions written here, by whether the server is known to hold them.
        cursors: how far each area of the server has been taken in.
        contact: the last sync that reached its end.
    """

    enrolment: Enrolment
    remit: Remit
    person: Person | None
    now: int
    clock_offset: int
    delivered: int
    unsent: int
    cursors: dict[str, Cut]
    conflicts: int
    void_fields: int
    set_aside: int
    contact: Contact | None
    notes: list[Note]


class Tablet:
    """One tablet, in one folder of its own."""

    def __init__(self, folder: Path, environment: Environment | None = None) -> None:
        """Open the tablet in this folder, or begin one.

        Raises:
            SqliteTooOld, StoreTooNew: see `client_stub.store`.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._environment = environment or Environment()
        self._folder = folder
        self.store = TabletStore(folder / _FILE)
        with self.store.begin() as tx:
            self._enrolment = tx.fact(Enrolment)
            self._remit = tx.fact(Remit)
            learned = tx.fact(ClockError)
        self._key = load_key(folder, self._enrolment.public_key if self._enrolment is not None else None)
        self.clock = Clock(self._environment.wall, learned.offset if learned is not None else 0)
        self._at_work: str | None = None
        self._node: Node | None = None
        self._line: tuple[httpx.Client, DeviceAuth] | None = None

    def hang_up(self) -> None:
        """Give up the connection and the access token; the next sync makes new ones."""
        if self._line is not None:
            self._line[0].close()
            self._line = None

    def close(self) -> None:
        """Hang up, and close the file."""
        self.hang_up()
        self.store.close()

    # --------------------------------------------------------------------------------------------------- belonging

    @property
    def enrolled(self) -> bool:
        """Whether it belongs to a server yet."""
        return self._enrolment is not None

    @property
    def enrolment(self) -> Enrolment:
        """Where the tablet belongs. Raises `NotEnrolled`."""
        if self._enrolment is None:
            raise NotEnrolled
        return self._enrolment

    @property
    def remit(self) -> Remit:
        """Who works with it, and where. Raises `NotEnrolled`."""
        if self._remit is None:
            raise NotEnrolled
        return self._remit

    @property
    def person(self) -> Person | None:
        """Who works with it now: the one chosen, or the only one; None where nobody said. Raises `NotEnrolled`."""
        people = self.remit.people
        if self._at_work is None and len(people) == 1:
            return people[0]
        return next((one for one in people if one.actor == self._at_work), None)

    def require_person(self) -> Person:
        """Return who works with it now, in whose name everything is written.

        Raises:
            PersonNotChosen: several people share it, and none of them was chosen.
        """
        if (person := self.person) is None:
            raise PersonNotChosen([one.shown for one in self.remit.people])
        return person

    def work_as(self, name: str) -> None:
        """Choose who of those who share the tablet works with it, until it is closed.

        Raises:
            NotFound: nobody of them has this user id, login or name, or several have this name.
        """
        people = self.remit.people
        for meant in (
            [one for one in people if name in (one.actor, one.username)],
            [one for one in people if name == one.name],
        ):
            if len(meant) == 1:
                self._at_work = meant[0].actor
                return
            if meant:
                raise NotFound(name, [one.shown for one in meant])
        raise NotFound(name, [one.shown for one in people])

    def enrol(self, server_url: str, code: str, label: str = "") -> Enrolment:
        """Enrol at a server with a one-time code: for the first time, or anew, as after it was revoked.

        Enrolled anew it is another device with another key, and keeps all that it holds. What it has not delivered yet
        it then seals under the new key.

        Raises:
            AlreadyEnrolled: it belongs to another server; enrolling here would orphan what it holds.
            LineBroken: repeat it with the same code.
            ServerRefused: the server does not accept the code.
        """
        before = self._enrolment
        key = self._key if before is None else next_key(self._folder)
        public_key = PrivateKey("", key).public_key
        with self._environment.connect(server_url) as client:
            answer = enrol(client, self.clock, code=code, public_key=public_key, label=label)
        server = answer.server
        if before is not None and server.device != before.server:
            raise AlreadyEnrolled(before.server_url)
        past = () if before is None else (*before.before, before.device)
        belonging = Enrolment(
            server_url, answer.device or "", server.device, server.public_key, server.areas, public_key, past
        )
        self.hang_up()
        self._remit = answer.remit(None)
        with self.store.begin() as tx:
            tx.unseal()
            tx.save_fact(belonging)
            tx.save_fact(self._remit)
            tx.save_fact(ClockError(self.clock.offset))
        self._enrolment, self._node = belonging, None
        self._key = load_key(self._folder, public_key)
        return belonging

    # ----------------------------------------------------------------------------------------------------- reading

    def areas(self) -> list[str]:
        """Return the areas that are held here, sorted."""
        with self.store.begin() as tx:
            return tx.areas()

    def village(self, name: str) -> str:
        """Return the code of the village meant by its code or its name, where this tablet may begin something new.

        What it holds already it may change wherever that is.

        Raises:
            OutOfReach: the village is not within the tablet's areas.
            NotFound: it is no village, or there are several of this name.
        """
        names = self.remit.names
        own = {code: one for code, one in sorted(names.items()) if len(code) == _VILLAGE and self.remit.covers(code)}
        choices = [f"{code} {one}" for code, one in own.items()]
        meant = [code for code, one in own.items() if one == name]
        if not meant and name.isascii() and name.isdecimal() and len(name) == _VILLAGE:
            meant = [name]
        if len(meant) != 1:
            raise NotFound(name, [f"{code} {own[code]}" for code in meant] or choices)
        if not self.remit.covers(meant[0]):
            raise OutOfReach(meant[0], choices)
        return meant[0]

    def households(self, area: str | None = None) -> list[Household]:
        """Return the households of one area, or of all, by number."""
        areas = [area] if area is not None else self.areas()
        with self.store.begin() as tx:
            return [one for where in areas for one in load_households(tx, where)]

    def household(self, name: str) -> Household:
        """Return the household meant by a number, the beginning or end of a UUID, or the name of its head.

        Raises:
            NotFound: none is meant, or several are.
        """
        areas = self.areas()
        with self.store.begin() as tx:
            return find_household(tx, areas, name)

    def conflicts(self) -> list[Conflict]:
        """Return all open conflicts."""
        with self.store.begin() as tx:
            return [one for area in tx.areas() for one in load_conflicts(tx, area)]

    def void_fields(self) -> list[VoidField]:
        """Return the fields of this tablet's revisions that the server voided and that are still to be mended."""
        with self.store.begin() as tx:
            return [one for area in tx.areas() for one in load_void_fields(tx, area, self.enrolment.devices)]

    def requested(self) -> list[Requested]:
        """Return the fields that became requests to amend a locked year: the county decides on them."""
        with self.store.begin() as tx:
            return [one for area in tx.areas() for one in load_requested(tx, area, self.enrolment.devices)]

    def set_aside(self) -> list[SetAside]:
        """Return what the server refused or keeps in quarantine, record by record."""
        with self.store.begin() as tx:
            return load_set_aside(tx)

    def status(self) -> Report:
        """Return how the tablet stands."""
        conflicts, void_fields, set_aside = self.conflicts(), self.void_fields(), self.set_aside()
        with self.store.begin() as tx:
            delivery = tx.delivery(self.enrolment.server)
            return Report(
                self.enrolment,
                self.remit,
                self.person,
                self.clock.now(),
                self.clock.offset,
                *delivery,
                {area: tx.cursor(self.enrolment.server, area) for area in tx.areas()},
                len(conflicts),
                len(void_fields),
                sum(len(one.revisions) for one in set_aside),
                tx.fact(Contact),
                tx.notes(_NOTES_SHOWN),
            )

    # ----------------------------------------------------------------------------------------------------- writing

    def new_id(self) -> str:
        """Return the UUIDv7 of a new record."""
        return self._environment.new_id()

    def edit(self, edits: Sequence[Edit], occasion: Occasion, *, force: bool = False) -> list[Revision]:
        """Write edits, all or none.

        Raises:
            PersonNotChosen: as by all that is written; see `work_as`.
            InvalidEdit: the home would void some of their fields; `force` writes them all the same.
        """
        with self.store.begin() as tx:
            return self._write(tx, edits, occasion, force=force)

    def visit(
        self, area: str, household: str, edits: Sequence[Edit], *, fields: Mapping[str, Json], force: bool = False
    ) -> list[Revision]:
        """Write a visit to a household together with what was found there, and return the revisions, the visit's first.

        `fields` are the visit's own; its household and collector are filled in.

        Raises:
            InvalidEdit: the home would void some of the fields; `force` writes them all the same.
        """
        visit = self.new_id()
        said = {"household": household, "collector_id": self.require_person().actor, **fields}
        return self.edit([Edit(area, RecordKey(VISIT, visit), said), *edits], Occasion("visit", visit), force=force)

    def enact(self, household: Household, event: AnyEvent, *, reason: str) -> Written:
        """Write what follows from an event of a household, all or nothing.

        Raises:
            OutOfReach: it leads into a village that is not this tablet's; the township writes it.
            NotFound: the other household that it names is not here.
            EventError: it cannot have happened as it was entered.
            InvalidEdit: the home would void some of the fields.
        """
        with self.store.begin() as tx:
            standing = find_household(tx, [household.area], household.id)
            today = day_of(self.clock.now())
            happened = events.follow(tx, self.remit.scope, standing, event, today)
            written = self._write(tx, events.edits(happened), Occasion("desk_edit", reason=reason), force=False)
        return Written(written, happened.follow_ups)

    def resolve(self, conflict: Conflict, value: Json, *, reason: str | None = None) -> Revision:
        """Settle a conflict: write the value (for `@deleted` whether it is deleted) on top of everything known.

        Raises:
            InvalidEdit: the value is not one that the field can have.
        """
        edit = (
            Edit(conflict.area, conflict.key, deleted=bool(value))
            if conflict.field == DELETED
            else Edit(conflict.area, conflict.key, {conflict.field: value})
        )
        return self.edit([edit], Occasion("desk_edit", reason=reason))[-1]

    def mend(self, void: VoidField, value: Json) -> Revision:
        """Write a void field anew, on the occasion on which it was written.

        Raises:
            InvalidEdit: the new value would be void as well.
        """
        written = void.written
        return self.edit([Edit(written.area, written.key, {void.field: value})], void.occasion)[-1]

    def leave(self, void: VoidField) -> None:
        """Leave a void field as it is: the value shown is right without it."""
        with self.store.begin() as tx:
            tx.leave_void(void.written.area, void.written.id, void.field)

    def offer_anew(self, aside: SetAside, *, force: bool = False) -> list[Revision]:
        """Write what was refused anew, on the heads that the server has now; it is not set aside any more then.

        Raises:
            InvalidEdit: the home would void some of the fields; `force` writes them all the same.
        """
        with self.store.begin() as tx:
            written = [
                one for edit, occasion in offers(aside) for one in self._write(tx, [edit], occasion, force=force)
            ]
            tx.drop_waiting(aside.area, [one.id for one in aside.revisions])
        return written

    def discard(self, aside: SetAside) -> None:
        """Give up what was set aside."""
        with self.store.begin() as tx:
            tx.drop_waiting(aside.area, [one.id for one in aside.revisions])

    def _write(
        self, tx: TabletTransaction, edits: Sequence[Edit], occasion: Occasion, *, force: bool
    ) -> list[Revision]:
        person = self.require_person()
        author = Author(person.actor, self.enrolment.device, self.clock.now())
        return write(tx, self._replica(tx), author, edits, occasion, role=person.role or "", force=force)

    # ----------------------------------------------------------------------------------------------------- syncing

    def sync(self) -> SyncResult:
        """Bring tablet and server to the same, and prove it.

        Raises:
            LineBroken: the line did not hold long enough; nothing is lost, and the next sync goes on.
            ServerRefused: the server takes nothing from this tablet.
            ServerChanged: another server answers.
            IntegrityBroken: the server contradicts itself.
        """
        client, auth = self._connected()
        self._node = None  # read the directory anew: the last sync may have brought enrolments
        with self.store.begin() as tx:
            node = self._replica(tx)
        session = Session(
            self.store.begin,
            node,
            PrivateKey(self.enrolment.device, self._key),
            peer=transport.HttpPeer(client, auth),
            peer_id=self.enrolment.server,
            clock=self.clock.wall,
        )
        outside = self._environment
        return syncing.run(
            self.store, session, self.clock, patience=outside.patience, sleep=outside.sleep, random=outside.random
        )

    def _connected(self) -> tuple[httpx.Client, DeviceAuth]:
        if self._line is None:
            client = self._environment.connect(self.enrolment.server_url)
            self._line = client, DeviceAuth(self.enrolment.device, self._key, self.clock, self._hear)
        return self._line

    def _hear(self, answer: TokenAnswer) -> None:
        """Keep what a token's answer says about user and areas."""
        if answer.server.device != self.enrolment.server:
            raise ServerChanged(self.enrolment.server, answer.server.device)
        self._remit = answer.remit(self._remit)
        with self.store.begin() as tx:
            tx.save_fact(self._remit)

    def _replica(self, tx: TabletTransaction) -> Node:
        if self._node is None:
            self._node = load_node(tx, self.enrolment)
        return self._node
