"""The directory of a process is that of the log, whoever changed it, and a copy that was handed out stays as it is."""

import threading
from contextlib import suppress

from server.identity import assignments, devices
from server.identity.directory import DirectoryCache
from server.services import Services, new_uuid
from sync.directory import Directory
from sync.errors import OutsideScope
from tests.integration.api.people import OTHER_VILLAGE, VILLAGE, Office


def directory_of(services: Services) -> Directory:
    with services.replica.reading() as (_, node):
        return node.directory


async def test_a_process_that_starts_later_knows_the_same(office: Office):
    anna = await office.collector()
    again = Services.open(office.services.settings, clock=office.services.clock)
    for known in (directory_of(office.services), directory_of(again)):
        assert known.home(VILLAGE) == office.services.replica.signer.device
        assert known.scope(anna.device, office.services.clock()) == (VILLAGE,)
    again.close()


async def test_what_was_handed_out_does_not_change(office: Office):
    anna = await office.collector()
    before = directory_of(office.services)
    office.revoke(anna)
    assert before.scope(anna.device, office.services.clock()) == (VILLAGE,)
    assert directory_of(office.services).scope(anna.device, office.services.clock()) == ()


async def test_what_is_rolled_back_was_never_known(office: Office):
    actor = office.appoint("anna")
    with suppress(OutsideScope), office.services.replica.begin() as (tx, node):
        assignments.assign(tx, node, actor, role="collector", area=OTHER_VILLAGE, record=new_uuid(), now=1)
        assignments.assign(tx, node, actor, role="collector", area="5108", record=new_uuid(), now=1)
    assert directory_of(office.services).scope_of(actor, office.services.clock()) == (VILLAGE,)


async def test_only_what_changed_is_read_again(office: Office):
    await office.collector()
    cache = DirectoryCache()
    with office.services.replica.reading() as (tx, _):
        first = cache.at(tx)
        assert cache.at(tx) is first


def test_many_at_once_are_all_known_afterwards(services: Services):
    people = [new_uuid() for _ in range(16)]

    def appoint(person: str) -> None:
        with services.replica.begin() as (tx, node):
            assignments.assign(tx, node, person, role="collector", area=VILLAGE, record=new_uuid(), now=1)
        with services.replica.begin() as (tx, node):
            devices.issue_code(tx.connection, node.directory, [person], now=2, valid_ms=1)

    threads = [threading.Thread(target=appoint, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert directory_of(services).people_within(VILLAGE, 3) == sorted(people)
