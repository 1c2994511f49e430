"""An import is killed: whole villages are there or nothing of them, and running it again completes it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.store.fsck import check
from tests.integration.exchange.office import Office, demo_households
from tests.integration.verification.village import Clock

KILLS = int(os.environ.get("RUHU_KILLS", "3"))
HOUSEHOLDS = 60

IMPORT = """
import sys, time
from pathlib import Path
from server.config import Settings
from server.exchange import importing
from server.exchange.importing import Sheets
from server.identity.acting import Acting
from server.services import Services
from sync.authoring import Author
folder, url, households, persons = sys.argv[1:]
services = Services.open(Settings(data_dir=Path(folder), database_url=url))
done = importing.read(services.replica, Sheets(Path(households), Path(persons)))
server = services.replica.signer.device
author, acting = Author(server, server, services.clock()), Acting("console", services.clock(), services.new_id)
for plan in importing.store(services.replica, done, author, acting):
    print(len(plan.changes), flush=True)
"""


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'office.db'}"
    return request.getfixturevalue("postgres_server").create_database()


@pytest.fixture
def office(tmp_path: Path, url: str) -> Iterator[Office]:
    opened = Office(tmp_path / "office", url, Clock())
    yield opened
    opened.services.close()


@pytest.mark.parametrize("url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_killed_import_leaves_whole_villages_and_goes_on(office: Office, url: str, tmp_path: Path):
    source = Office(tmp_path / "source", f"sqlite:///{tmp_path / 'source.db'}", Clock())
    source.survey(demo_households(HOUSEHOLDS))
    files = source.export(tmp_path / "sheets")
    wanted = source.exported()
    source.services.close()
    command = [sys.executable, "-c", IMPORT, str(office.folder), url, *(str(file) for file in files)]
    for villages in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(villages + 1):
                process.stdout.readline()
            time.sleep(0.01 * villages)
            process.send_signal(signal.SIGKILL)
        there = {row[4]: row for row in office.exported()[0]}
        for village in there:  # all of it, or none
            for sheet in (0, 1):
                column = (4, 2)[sheet]
                assert [row for row in office.exported()[sheet] if row[column] == village] == [
                    row for row in wanted[sheet] if row[column] == village
                ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert office.exported() == wanted
    ends = office.ends()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert office.ends() == ends
    with office.replica.reading() as (_, node):
        assert list(check(office.replica.store, node.directory, lambda *_: None)) == []
