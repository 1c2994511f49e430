"""Writers and readers on the same villages at once: no reader ever skips a revision, and nobody sees a deadlock.

Short in the suite; `RUHU_RACE_SECONDS=60` for the long run.
"""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from server.store.fsck import check
from server.store.log import LogStore
from sync import digest, serving
from sync.messages import PROTOCOL, PullRequest, PushHeader
from sync.outcome import Status
from sync.revision import RecordKey, Revision, parse
from sync.seal import seal
from sync.storage import START, Cut
from tests.integration.store.scene import FAR_VILLAGE
from tests.replicas import CITY, NOW, OTHER_VILLAGE, VILLAGE, People, Server, key_of, revise, uuid

SECONDS = float(os.environ.get("RUHU_RACE_SECONDS", "3"))
VILLAGES = (VILLAGE, OTHER_VILLAGE, FAR_VILLAGE)
WRITERS, READERS = 8, 8
BATCH = 10
SHARED = 50
"""Each so many edits, a writer adds a root to a record of all; its history is computed anew each time, so not often."""


class Race:
    """A server, and what its writers were told and its readers saw."""

    def __init__(self, store: LogStore) -> None:
        people = People()
        people.server("city", CITY)
        people.home("city", CITY)
        for number in range(WRITERS):
            people.tablet(f"tablet{number}", [f"anna{number}"], CITY)
            people.assign(f"anna{number}", CITY)
        self.store = store
        self.node = Server("city", people.directory).node
        self.until = time.monotonic() + SECONDS
        self.written = threading.Event()
        self.acknowledged: list[set[str]] = [set() for _ in range(WRITERS)]

    def write(self, number: int) -> int:
        """Push batches over one to three villages, named in any order, and now and then one of them again."""
        tablet, last, counts = f"tablet{number}", dict[str, Revision](), count()
        pushes = 0
        while time.monotonic() < self.until:
            villages = [VILLAGES[(number + pushes + step) % 3] for step in range(1 + pushes % 3)]
            revisions = [self._edit(number, next(counts), area, last) for area in villages for _ in range(BATCH)]
            seals = [
                seal(key_of(tablet), area, {one.id for one in revisions if one.area == area}, NOW) for area in villages
            ]
            for _ in range(1 + (pushes % 5 == 0)):
                header = PushHeader(PROTOCOL, tuple(seals))
                lines = [one.body for one in revisions]
                with self.store.begin() as tx:
                    pushed = serving.push(tx, self.node, header, lines, carrier=tablet, now=NOW)
                assert {one.status for one in pushed.answer.outcomes} == {Status.ACCEPTED}
            self.acknowledged[number] |= {one.id for one in revisions}
            pushes += 1
        return pushes

    def _edit(self, number: int, place: int, area: str, last: dict[str, Revision]) -> Revision:
        """Edit the writer's own record on top of its last edit, or, now and then, one that all writers share."""
        own = place % SHARED != 0
        key = RecordKey("visit", uuid(0xB000 + number if own else 0xA000))
        made = revise(
            {"note": f"{number} {place}"},
            [last[area]] if own and area in last else [],
            area=area,
            key=key,
            time=NOW + place,
            actor=f"anna{number}",
            device=f"tablet{number}",
        )
        if own:
            last[area] = made
        return made

    def read(self, number: int) -> dict[str, list[str]]:
        """Pull after cursors until the writers are done, and return what was seen of each village, in its order."""
        asker = serving.Asker(f"reader{number}", [CITY])
        seen: dict[str, list[str]] = {area: [] for area in VILLAGES}
        cursors: dict[str, Cut] = {}
        while True:
            last_round = self.written.is_set()
            request = PullRequest(PROTOCOL, {area: tuple(cut) for area, cut in cursors.items()})
            with self.store.reading() as tx:
                header, lines = serving.pull(tx, request, asker, server="city", now=NOW)
            if not header.pages:
                time.sleep(0.02)  # the interpreter runs one thread at a time: leave it to the writers
            assert header.diverged == ()
            at = 0
            for page in header.pages:
                before = cursors.get(page.area, START)
                run = [parse(line) for line in lines[at : at + page.number - page.after]]
                at += len(run)
                assert page.after == before.number
                assert page.digest == digest.add(before.digest, [one.id for one in run])
                assert {one.area for one in run} == {page.area}
                seen[page.area] += [one.id for one in run]
                cursors[page.area] = Cut(page.number, page.digest)
            if last_round and not header.remains:
                return seen

    def run(self) -> tuple[int, list[dict[str, list[str]]]]:
        with ThreadPoolExecutor(WRITERS + READERS) as pool:
            writers = [pool.submit(self.write, number) for number in range(WRITERS)]
            readers = [pool.submit(self.read, number) for number in range(READERS)]
            try:
                pushes = sum(one.result() for one in writers)
            finally:
                self.written.set()
            return pushes, [one.result() for one in readers]


def test_no_reader_skips_a_revision(log_store: LogStore):
    race = Race(log_store)
    pushes, seen = race.run()
    acknowledged = set().union(*race.acknowledged)
    with log_store.begin() as tx:
        stored = {area: [row.id for row in tx.page(area, 0, 1_000_000)] for area in VILLAGES}
    assert {one for ids in stored.values() for one in ids} == acknowledged
    assert sum(map(len, stored.values())) == len(acknowledged)
    assert all(one == stored for one in seen)
    assert list(check(log_store, race.node.directory)) == []
    assert pushes >= WRITERS
    print(f"{SECONDS:.0f} s: {pushes} pushes, {len(acknowledged)} revisions, each of {READERS} readers saw them all")
