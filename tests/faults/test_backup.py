"""A server is backed up while tablets write, is lost, and is restored elsewhere: nothing that it acknowledged is lost.

What came after the backup is with the tablets. They bring it back, whoever of them comes first, and also where others
have written meanwhile, so that the restored streams are other ones from some number on. A tablet that was enrolled
after the backup is enrolled anew, and brings what it holds.

Once on each engine in the suite. For a release, several losses, each at another moment, which prints what was counted:
`RUHU_LOSSES=10 make test PYTEST_ARGS="tests/faults/test_backup.py -s"`.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from client_stub import transport
from client_stub.editing import Edit, Occasion
from client_stub.environment import Environment
from client_stub.errors import ServerRefused
from client_stub.retry import Patience
from client_stub.syncing import SyncResult
from client_stub.tablet import Tablet
from server.config import Settings
from server.identity import assignments, devices, users
from server.identity.users import User
from server.services import Services, new_uuid
from server.store.fsck import check
from sync.revision import RecordKey, RevisionId
from sync.storage import Cut
from tests.services.ruhu import RuhuProcess, run_ruhu

LOSSES = int(os.environ.get("RUHU_LOSSES", "1"))
VILLAGES = ("410822104203", "410822104205")
VISIT = Occasion("visit")
NAME = "http://ruhu"
WRITERS = 3
BAD_NUMBER = "410899197003152019"
"""An identity number with a wrong check character: the worker raises a flag."""


@dataclass
class Line:
    """Where the server is now: the tablets know it by a name."""

    address: str = ""


@dataclass
class Writer:
    """A tablet that writes and syncs without a pause."""

    user: str
    tablet: Tablet
    chance: random.Random
    households: list[RecordKey]
    acknowledged: dict[str, set[RevisionId]] = field(default_factory=dict)
    syncs: int = 0
    failure: BaseException | None = None

    def run(self, until: threading.Event) -> None:
        try:
            while not until.is_set():
                self.write()
                self.sync()
        except BaseException as error:  # noqa: BLE001 -- told by the test's own thread
            self.failure = error

    def write(self) -> None:
        """Record a new household with a member whose number is wrong, and edit one that others edit too."""
        area = self.chance.choice(VILLAGES)
        household, member = (RecordKey(kind, new_uuid()) for kind in ("household", "member"))
        self._edit(Edit(area, household, {"household_no": f"{self.chance.randrange(10**6)}", "hamlet": "东头"}))
        self._edit(
            Edit(area, member, {"household": household.record, "name": "王五", "id_number": BAD_NUMBER, "sex": "1"})
        )
        shared = self.chance.choice(self.households)
        phone = "13912345678" if self.chance.random() < 0.7 else "139"
        self._edit(Edit(VILLAGES[0], shared, {"hamlet": f"{self.chance.random()}", "phone": phone}))

    def sync(self) -> SyncResult:
        result = self.tablet.sync()
        assert result.refusal is None
        self.syncs += 1
        for receipt in result.receipts:
            self.acknowledged.setdefault(receipt.area, set()).update(self.held(receipt.area))
        return result

    def held(self, area: str) -> set[RevisionId]:
        """The revisions of an area that the server is known to hold."""
        with self.tablet.store.begin() as tx:
            return set(tx.holdings(self.tablet.enrolment.server, area)[0])

    def cursors(self) -> dict[str, Cut]:
        with self.tablet.store.begin() as tx:
            return {area: tx.cursor(self.tablet.enrolment.server, area) for area in VILLAGES}

    def _edit(self, edit: Edit) -> None:
        self.tablet.edit([edit], VISIT, force=True)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, database_url: str) -> Callable[[], str]:
    """Make one more empty database of the engine that the test runs on; of SQLite it is the file of the settings."""
    if database_url.startswith("sqlite"):
        return lambda: ""
    return request.getfixturevalue("postgres_server").create_database


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "first", database_url=database_url)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def new_writer(line: Line, tmp_path: Path) -> Iterator[Callable[[str], Writer]]:
    """Make a tablet for a user; they all share some households."""
    households = [RecordKey("household", new_uuid()) for _ in range(5)]
    environment = Environment(
        connect=lambda _url: transport.connect(line.address), sleep=lambda _: None, patience=Patience(3)
    )
    made: list[Writer] = []

    def make(user: str) -> Writer:
        tablet = Tablet(tmp_path / f"tablet{len(made)}", environment)
        made.append(Writer(user, tablet, random.Random(len(made)), households))
        return made[-1]

    yield make
    for one in made:
        one.tablet.close()


@pytest.fixture
def writers(settings: Settings, line: Line, new_writer: Callable[[str], Writer]) -> list[Writer]:
    """Enrolled tablets."""
    services = Services.open(settings)
    services.install()
    services.close()
    made = [new_writer(appoint(settings)) for _ in range(WRITERS + 1)]
    with serving(settings, line, made):
        for one in made:
            one.tablet.enrol(NAME, code_for(settings, one.user))
            one.sync()
    return made


def appoint(settings: Settings) -> str:
    """Make a collector of both villages."""
    services = Services.open(settings)
    user, now = new_uuid(), services.clock()
    with services.replica.begin() as (tx, node):
        users.add(tx.connection, User(user, user, "采集员"), "correct horse battery", now)
        for area in VILLAGES:
            assignments.assign(tx, node, user, role="collector", area=area, record=new_uuid(), now=now)
    services.close()
    return user


def code_for(settings: Settings, user: str) -> str:
    """Return the code that enrols a tablet."""
    services = Services.open(settings)
    with services.replica.begin() as (tx, node):
        code = devices.issue_code(tx.connection, node.directory, [user], now=services.clock(), valid_ms=3_600_000)
    services.close()
    return code.text


@contextmanager
def serving(settings: Settings, line: Line, writers: list[Writer]) -> Iterator[None]:
    """Run a server under the name that the tablets know; it is killed at the end."""
    server = RuhuProcess(settings)
    line.address = server.address
    for one in writers:
        one.tablet.hang_up()
    try:
        yield
    finally:
        server.kill()


@pytest.mark.slow
def test_what_a_lost_server_acknowledged_comes_back_to_the_restored_one(
    *,
    settings: Settings,
    line: Line,
    writers: list[Writer],
    new_writer: Callable[[str], Writer],
    new_database: Callable[[], str],
    tmp_path: Path,
):
    chance = random.Random(LOSSES)
    away, *at_work = writers
    for loss in range(LOSSES):
        late = new_writer(appoint(settings))
        archive = lose(settings, line, at_work, late, target=tmp_path / f"backups{loss}", chance=chance)
        settings = Settings(data_dir=tmp_path / f"restored{loss}", database_url=new_database())
        restored_to = restore(settings, archive)
        assert any(one.cursors()[area].number > restored_to[area].number for one in at_work for area in VILLAGES)
        with serving(settings, line, [away, late, *at_work]):
            away.write()  # it comes first, and the streams go on otherwise than they did
            away.sync()
            with pytest.raises(ServerRefused):
                late.tablet.sync()
            late.tablet.enrol(NAME, code_for(settings, late.user))
            at_work.append(late)
            chance.shuffle(at_work)
            for one in [*at_work, away, *at_work]:
                one.write()
                one.sync()
            settle([away, *at_work])
        check_that_all_hold_the_same(settings, [away, *at_work])
        print(f"\nloss {loss}: {sum(one.syncs for one in [away, *at_work])} syncs so far")


def lose(
    settings: Settings, line: Line, at_work: list[Writer], late: Writer, *, target: Path, chance: random.Random
) -> Path:
    """Back a server up while tablets write, let them write on and one more be enrolled, kill it; return the backup."""
    until = threading.Event()
    threads = [threading.Thread(target=one.run, args=(until,)) for one in at_work]
    with serving(settings, line, at_work):
        for thread in threads:
            thread.start()
        try:
            time.sleep(chance.uniform(0, 1))
            before = sum(one.syncs for one in at_work)
            run_ruhu(settings, "backup", target)
            assert sum(one.syncs for one in at_work) > before, "they wrote meanwhile"
            late.tablet.enrol(NAME, code_for(settings, late.user))
            late.write()
            late.sync()
            time.sleep(chance.uniform(0, 2))
        finally:
            until.set()
            for thread in threads:
                thread.join()
    for one in at_work:
        if one.failure is not None:
            raise one.failure
    late.write()
    (archive,) = target.glob("*.tar.zst")
    assert "sound" in run_ruhu(settings, "backup", "--check", archive)
    return archive


def settle(writers: list[Writer]) -> None:
    """Sync in turn until nothing new comes: what others brought, and what the worker wrote about it meanwhile."""
    before: list[dict[str, Cut]] = []
    while before != (reached := [one.cursors() for one in writers]) or len({str(one) for one in reached}) > 1:
        before = reached
        for one in writers:
            assert one.sync().complete
        time.sleep(1.5)


def restore(settings: Settings, archive: Path) -> dict[str, Cut]:
    """Restore a backup, check it, and return the ends of the streams."""
    assert "ruhu fsck" in run_ruhu(settings, "restore", archive)
    assert "没有差异" in run_ruhu(settings, "fsck")
    services = Services.open(settings)
    with services.replica.reading() as (tx, _):
        ends = tx.streams(VILLAGES)
    services.close()
    return ends


def check_that_all_hold_the_same(settings: Settings, writers: list[Writer]) -> None:
    services = Services.open(settings)
    with services.replica.reading() as (tx, node):
        ends = tx.streams(VILLAGES)
        listed = {area: set(tx.listing(area)[1]) for area in VILLAGES}
        findings = list(check(services.replica.store, node.directory))
        flags = [row for area in VILLAGES for row in tx.page(area, 0, 1_000_000) if row.type == "flag"]
    services.close()
    assert findings == []
    for one in writers:
        assert one.cursors() == ends
        for area in VILLAGES:
            assert one.acknowledged[area] <= listed[area], "what was acknowledged is there again"
            assert one.held(area) == listed[area]
    assert flags, "the worker was at work"
