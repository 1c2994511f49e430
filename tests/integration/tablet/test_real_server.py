"""Tablets and a fleet against the real server, over real sockets, on both engines."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import uvicorn

from client_stub.editing import Edit, Occasion
from client_stub.environment import Environment
from client_stub.fleet import Habits, run_fleet
from client_stub.retry import Patience
from client_stub.tablet import Tablet
from demo.households import load_households
from schemas.events import Place, read_form
from server.app import create_app
from server.config import Settings
from server.households import events
from server.identity import assignments, devices, users
from server.identity.users import User
from server.services import Services, new_uuid
from sync.errors import LineBroken, PeerRefused
from sync.revision import RecordKey
from tests.integration.tablet.cutting_proxy import Allowance, CuttingProxy

VILLAGE = "410822104203"
KEY = RecordKey("household", "0190f1a2-0000-7000-8000-0000000000aa")
OFFICE = Occasion("desk_edit", reason="核对")
CUTS = (1, 150, 300, 450, 600, 800, 1000, 1500, 3000)

Appoint = Callable[..., str]


@pytest.fixture
def services(database_url: str, tmp_path: Path) -> Iterator[Services]:
    opened = Services.open(Settings(data_dir=tmp_path / "server", database_url=database_url))
    opened.install()
    yield opened
    opened.close()


@pytest.fixture
def port(services: Services) -> Iterator[int]:
    """The port of the running server."""
    config = uvicorn.Config(create_app(services), host="127.0.0.1", port=0, log_config=None, access_log=False)
    listener = config.bind_socket()
    listener.listen()  # whoever calls before the server has started waits for it
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def appoint(services: Services) -> Appoint:
    """Make a collector of some areas, and return the code for a tablet."""

    def appoint(*areas: str) -> str:
        user, now = new_uuid(), services.clock()
        with services.replica.begin() as (tx, node):
            users.add(tx.connection, User(user, user, "采集员"), "correct horse battery", now)
            for area in areas:
                assignments.assign(tx, node, user, role="collector", area=area, record=new_uuid(), now=now)
        with services.replica.begin() as (tx, node):
            code = devices.issue_code(tx.connection, node.directory, [user], now=now, valid_ms=3_600_000)
        return code.text

    return appoint


@pytest.fixture
def proxy(port: int) -> Iterator[CuttingProxy]:
    opened = CuttingProxy(port)
    yield opened
    opened.close()


@pytest.fixture
def new_tablet(tmp_path: Path) -> Iterator[Callable[[str], Tablet]]:
    tablets: list[Tablet] = []

    def make(name: str) -> Tablet:
        tablets.append(Tablet(tmp_path / name, Environment(sleep=lambda _: None, patience=Patience(1))))
        return tablets[-1]

    yield make
    for one in tablets:
        one.close()


def edit(tablet: Tablet, **values: object) -> None:
    tablet.edit([Edit(VILLAGE, KEY, values)], OFFICE, force=True)


def test_a_day_of_two_tablets(port: int, appoint: Appoint, new_tablet: Callable[[str], Tablet]):
    anna, bo = new_tablet("anna"), new_tablet("bo")
    for tablet in (anna, bo):
        tablet.enrol(f"http://127.0.0.1:{port}", appoint(VILLAGE))
    edit(anna, household_no="1", phone="139123456")
    assert anna.sync().complete
    (void,) = anna.void_fields()
    anna.mend(void, "13912345678")
    assert bo.sync().complete
    edit(bo, household_no="2")
    edit(anna, household_no="3")
    assert anna.sync().complete
    assert bo.sync().complete
    (conflict,) = bo.conflicts()
    bo.resolve(conflict, "3")
    assert bo.sync().complete
    assert anna.sync().complete
    shown = [one.household(KEY.record).record.values for one in (anna, bo)]
    assert shown == [{"household_no": "3", "phone": "13912345678"}] * 2


def test_events_of_one_household_at_two_tablets_and_a_desk(
    port: int, appoint: Appoint, new_tablet: Callable[[str], Tablet], services: Services
):
    anna, bo = new_tablet("anna"), new_tablet("bo")
    for tablet in (anna, bo):
        tablet.enrol(f"http://127.0.0.1:{port}", appoint(VILLAGE))
    edit(anna, household_no="1")
    he, she, child = (anna.new_id() for _ in range(3))
    people = ((he, "王五", "1", "01"), (she, "李梅", "2", "02"))
    for member, name, sex, relation in people:
        said = {"household": KEY.record, "name": name, "sex": sex, "relation": relation, "in_household": True}
        anna.edit([Edit(VILLAGE, RecordKey("member", member), said)], OFFICE)
    edit(anna, head_member_id=he)
    assert anna.sync().complete
    assert bo.sync().complete

    def live(tablet: Tablet, kind: str, **entered: str) -> None:
        event = read_form({"kind": kind, "on": "2018-10-01", **entered})
        tablet.enact(tablet.household(KEY.record), event, reason="证明")

    live(anna, "birth", member=child, name="王小", sex="2", relation="04")
    live(bo, "death", member=he, successor=she)
    desk, now = new_uuid(), services.clock()
    with services.replica.begin() as (tx, node):
        assignments.assign(tx, node, desk, role="township", area=VILLAGE[:9], record=new_uuid(), now=now)
    with services.replica.begin() as (tx, node):
        arrival = {"member": new_uuid(), "name": "王大", "sex": "1", "relation": "11"}
        event = read_form({"kind": "arrival", "on": "2018-10-01", **arrival})
        events.write(tx, node, desk, Place(VILLAGE, *KEY), event, reason="户口簿", now=now)
    for tablet in (anna, bo, anna):
        assert tablet.sync().complete
        assert not tablet.void_fields()
        assert not tablet.conflicts()
    for tablet in (anna, bo):
        members = {one.values["name"]: one.values for one in tablet.household(KEY.record).members}
        assert {name for name, one in members.items() if one["in_household"]} == {"李梅", "王小", "王大"}
        assert members["李梅"]["relation"] == "01"


def test_a_code_works_once(port: int, appoint: Appoint, new_tablet: Callable[[str], Tablet]):
    code = appoint(VILLAGE)
    new_tablet("anna").enrol(f"http://127.0.0.1:{port}", code)
    with pytest.raises(PeerRefused, match="code_refused"):
        new_tablet("bo").enrol(f"http://127.0.0.1:{port}", code)


@pytest.mark.parametrize("direction", ["request", "answer"])
def test_a_line_cut_at_any_byte_loses_and_doubles_nothing(
    services: Services, proxy: CuttingProxy, appoint: Appoint, new_tablet: Callable[[str], Tablet], direction: str
):
    anna = new_tablet("anna")
    anna.enrol(proxy.url, appoint(VILLAGE))
    broken = 0
    for at in CUTS:
        edit(anna, hamlet=f"{at}", phone="139123456")
        proxy.allowance = Allowance(**{direction: at})
        anna.hang_up()  # the next connection is cut
        try:
            anna.sync()
        except LineBroken:
            broken += 1
        proxy.allowance = Allowance()
        anna.hang_up()
        assert anna.sync().complete
    assert broken > 4
    with services.replica.reading() as (tx, _):
        rows = Counter(row.type for row in tx.page(VILLAGE, 0, 10_000))
    assert (rows[KEY.type], rows["verdict"]) == (len(CUTS), len(CUTS))  # each edit and its verdict, once


def test_a_fleet_lives_through_its_days(port: int, appoint: Appoint, tmp_path: Path):
    households = [asdict(one) for one in itertools.islice(load_households(), 12)]
    villages = {one["village"] for one in households}
    codes = [appoint(*villages) for _ in range(3)]
    habits = Habits(mistakes=0.5, clock_jumps=1.0, lost=0.2, revisits=0.3, shared=0.5, offline_evenings=0.1)
    stages: list[str] = []
    report = run_fleet(
        f"http://127.0.0.1:{port}",
        codes,
        households,
        folder=tmp_path,
        seed=1,
        days=3,
        habits=habits,
        progress=lambda stage, done, total: stages.append(stage) if done == total else None,
    )
    assert (report.complete, report.equal) == (True, True)
    assert report.held == report.total > 300
    tally = report.tally
    assert report.households == 12
    assert tally.visits > 12
    assert min(tally.conflicts, tally.settled, tally.void, tally.mended, tally.capped, tally.exchanges_lost) > 0
    assert sum(tally.mistakes.values()) > 0
    assert stages[:7] == ["enrol", "work", "sync", "work", "sync", "work", "sync"]
