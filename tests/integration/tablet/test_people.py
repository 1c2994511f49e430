"""Tablets whose people change, at the real server: handover, revocation, and enrolment anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from client_stub.editing import Edit, Occasion
from client_stub.enrolment_link import read_link
from client_stub.environment import Environment
from client_stub.errors import ServerRefused
from client_stub.retry import Patience
from client_stub.tablet import Tablet
from server.app import create_app
from server.config import Settings
from server.identity import devices, people
from server.identity.acting import Acting
from server.identity.authority import Post
from server.identity.devices import Change
from server.identity.enrolment_link import enrolment_link
from server.identity.errors import BeyondDevice
from server.identity.people import NewUser
from server.identity.users import User
from server.replica import Work
from server.services import Services, new_uuid
from sync.outcome import Reason, Status
from sync.revision import RecordKey

VILLAGE, NEXT_TOWNSHIP = "410822104203", "410822105201"
KEY = RecordKey("household", "0190f1a2-0000-7000-8000-0000000000aa")
OFFICE = Occasion("desk_edit", reason="核对")
HOUR_MS = 3_600_000


@dataclass
class Clock:
    now: int = 1_540_000_000_000

    def __call__(self) -> int:
        self.now += 1
        return self.now


class InProcess(httpx.BaseTransport):
    """The line to a server in this process, for a client that does not wait."""

    def __init__(self, services: Services, portal: BlockingPortal) -> None:
        self._line = httpx.ASGITransport(create_app(services))
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self._portal.call(self._ask, request)

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await self._line.handle_async_request(request)
        body = b"".join([piece async for piece in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)


@dataclass
class Office:
    """The server, its clock, and the tablets that were opened."""

    services: Services
    clock: Clock
    folder: Path
    line: InProcess
    tablets: list[Tablet] = field(default_factory=list)

    def do(self, done: Callable[..., object], *args: object, **kwargs: object) -> object:
        """Do something to people, in a transaction of its own."""
        with self.services.replica.begin() as work:
            return done(*work, Acting("office", self.clock(), new_uuid), *args, **kwargs)

    def appoint(self, name: str, *areas: str) -> str:
        user = User(new_uuid(), name, name.title())
        self.do(people.add, NewUser(user, [Post(area, "collector", (), self.clock()) for area in areas]))
        return user.id

    def code(self, *actors: str) -> str:
        issued = self.do(people.issue_code, actors, valid_ms=HOUR_MS)
        assert isinstance(issued, devices.Code)
        return issued.text

    def tablet(self, name: str) -> Tablet:
        outside = Environment(
            wall=self.clock,
            connect=lambda url: httpx.Client(base_url=url, transport=self.line),
            sleep=lambda _: None,
            patience=Patience(1),
        )
        self.tablets.append(Tablet(self.folder / name, outside))
        return self.tablets[-1]

    def enrolled(self, name: str, *actors: str) -> Tablet:
        tablet = self.tablet(name)
        tablet.enrol("http://ruhu", self.code(*actors))
        return tablet

    def device(self, tablet: Tablet) -> devices.Device:
        with self.services.replica.reading() as work:
            return devices.found(work.node.directory, tablet.enrolment.device)

    def waiting(self) -> list[Reason]:
        with self.services.replica.reading() as work:
            return [one.reason for one in work.tx.waiting(VILLAGE).values()]


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    clock = Clock()
    settings = Settings(data_dir=tmp_path / "server", database_url=database_url, verification=False)
    services = Services.open(settings, clock=clock)
    services.install()
    with start_blocking_portal() as portal:
        opened = Office(services, clock, tmp_path, InProcess(services, portal))
        yield opened
        for one in opened.tablets:
            one.close()
    services.close()


def edit(tablet: Tablet, **values: object) -> None:
    tablet.edit([Edit(VILLAGE, KEY, values)], OFFICE)


def test_a_handover_loses_nothing_that_was_written_before(office: Office):
    anna, bo = office.appoint("anna", VILLAGE), office.appoint("bo", NEXT_TOWNSHIP[:6] + "104205")
    tablet = office.enrolled("tablet", anna)
    assert tablet.sync().complete
    edit(tablet, household_no="1")
    edit(tablet, hamlet="东")

    done = office.do(people.hand_over, anna, bo)
    assert done == people.HandedOver((VILLAGE,), (tablet.enrolment.device,))
    result = tablet.sync()
    assert (result.complete, result.count(Status.ACCEPTED), office.waiting()) == (True, 2, [])

    tablet.hang_up()
    assert tablet.sync().complete
    assert tablet.remit.scope == ("410822104203", "410822104205")
    assert [one.actor for one in tablet.remit.people] == [bo]

    edit(tablet, hamlet="西")
    assert tablet.household("1").record.values["hamlet"] == "西"
    result = tablet.sync()
    assert (result.complete, result.count(Status.ACCEPTED)) == (True, 1)
    with office.services.replica.reading() as (tx, _):
        assert [one.actor for one in tx.history(VILLAGE, KEY)] == [anna, anna, bo]


def test_what_the_predecessor_writes_after_the_handover_waits_for_approval(office: Office):
    anna, bo = office.appoint("anna", VILLAGE), office.appoint("bo", VILLAGE)
    tablet = office.enrolled("tablet", anna)
    edit(tablet, household_no="1")
    office.do(people.hand_over, anna, bo)
    office.clock.now += HOUR_MS
    edit(tablet, hamlet="东")
    result = tablet.sync()
    assert [result.count(one) for one in (Status.ACCEPTED, Status.QUARANTINED)] == [1, 1]
    assert office.waiting() == [Reason.SCOPE_LOST]


def test_who_has_a_say_beyond_the_tablet_enrols_it_anew(office: Office):
    anna, bo = office.appoint("anna", VILLAGE), office.appoint("bo", NEXT_TOWNSHIP)
    tablet = office.enrolled("tablet", anna)
    edit(tablet, household_no="1")
    with pytest.raises(BeyondDevice):
        office.do(people.hand_over, anna, bo)
    with pytest.raises(BeyondDevice):
        office.do(people.change_device, office.device(tablet), Change(actors=[anna, bo]))
    tablet.enrol("http://ruhu", office.code(anna, bo))
    assert office.device(tablet).area == "410822"
    assert tablet.sync().complete
    assert tablet.remit.scope == (VILLAGE, NEXT_TOWNSHIP)


def test_a_tablet_gets_more_people_and_loses_some(office: Office):
    anna, bo = office.appoint("anna", VILLAGE), office.appoint("bo", VILLAGE)
    tablet = office.enrolled("tablet", anna)
    assert tablet.sync().complete
    office.do(people.change_device, office.device(tablet), Change(actors=[anna, bo], label="大高村 1 号"))
    tablet.hang_up()
    assert tablet.sync().complete
    tablet.work_as("Bo")
    edit(tablet, household_no="1")
    office.do(people.change_device, office.device(tablet), Change(actors=[anna]))
    result = tablet.sync()
    assert result.count(Status.QUARANTINED) == 1
    assert office.waiting() == [Reason.UNKNOWN_ACTOR]


def test_a_tablet_expires_and_is_prolonged(office: Office):
    anna = office.appoint("anna", VILLAGE)
    tablet = office.enrolled("tablet", anna)
    office.do(people.change_device, office.device(tablet), Change(valid_to=office.clock() + 1000))
    office.clock.now += 2000
    edit(tablet, household_no="1")
    tablet.hang_up()
    assert tablet.sync().count(Status.QUARANTINED) == 1
    office.do(people.change_device, office.device(tablet), Change(valid_to=office.clock() + HOUR_MS))
    edit(tablet, hamlet="东")
    tablet.hang_up()
    assert tablet.sync().count(Status.ACCEPTED) == 1


def test_a_revoked_tablet_is_enrolled_anew_by_a_qr_code_and_keeps_its_unsent_work(office: Office):
    anna = office.appoint("anna", VILLAGE)
    tablet = office.enrolled("tablet", anna)
    assert tablet.sync().complete
    edit(tablet, household_no="1")
    office.do(people.revoke_device, office.device(tablet))
    where = read_link(enrolment_link("http://ruhu", office.code(anna)))
    tablet.enrol(*where)
    edit(tablet, hamlet="东")
    result = tablet.sync()
    assert (result.complete, result.count(Status.ACCEPTED), office.waiting()) == (True, 2, [])


def test_a_code_for_people_without_an_area_is_good_for_nothing(office: Office):
    anna = office.appoint("anna", VILLAGE)
    code = office.code(anna)
    with office.services.replica.begin() as work:
        _end_all(work, office, anna)
    with pytest.raises(ServerRefused) as refused:
        office.tablet("tablet").enrol("http://ruhu", code)
    assert refused.value.code == "no_assignment"


def _end_all(work: Work, office: Office, user: str) -> None:
    acting = Acting("office", office.clock(), new_uuid)
    for held in people.assignments.held_by(work.tx, work.node, user):
        people.end(*work, acting, held, office.clock())
