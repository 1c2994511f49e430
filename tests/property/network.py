"""Three tablets, a township and a city, and a network that loses, doubles, delays and re-orders what they send.

The township is the home of its villages and itself a client of the city. Clocks jump, servers are set back to old
copies, and people's areas change. Each answer is checked as it leaves: nothing outside the asker's scope is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from schemas.area import covers
from sync import digest, merge, messages, verdict
from sync.errors import IntegrityBroken, LineBroken
from sync.merge import EMPTY
from sync.messages import IdsRequest, PullHeader, PullRequest, PushAnswer, PushHeader
from sync.outcome import Status
from sync.revision import RecordKey, Revision, parse
from sync.session import Session
from tests.replicas import CITY, NOW, OTHER_VILLAGE, TOWNSHIP, VILLAGE, Line, People, Server, Tablet, split, uuid
from tests.stores.memory import MemoryStore

VILLAGES = (VILLAGE, OTHER_VILLAGE)
TABLETS = {"tablet-a": ("anna", (VILLAGE,)), "tablet-b": ("bob", VILLAGES), "tablet-c": ("carl", (OTHER_VILLAGE,))}
CITY_SERVER, TOWNSHIP_SERVER = "city", "township"


@dataclass
class Late:
    """A push that got stuck on its way, and may still arrive."""

    server: Server
    device: str
    body: bytes


class FaultyLine(Line):
    """A line on which each message has its fate: the next one of those given, then none."""

    def __init__(self, network: "Network", server: Server, device: str) -> None:
        super().__init__(server, device)
        self._network = network
        self.fates: list[str] = []
        self.page = 1000
        self.restored = False

    def carry(self, what: str, body: bytes) -> bytes:
        fate = self.fates.pop(0) if self.fates else "through"
        if fate == "request lost":
            raise LineBroken(what)
        if fate == "delayed":
            if what == "push":
                self._network.late.append(Late(self.server, self.device, body))
            raise LineBroken(what)
        if fate == "server restored" and self._network.may_restore(self.server.name):
            self._network.restore(self.server.name)
            self.restored = True
        answer = self._asked(what, body)
        if fate == "doubled":
            answer = self._asked(what, body)
        if fate == "answer lost":
            raise LineBroken(what)
        return answer

    def pull(self, request: PullRequest) -> tuple[PullHeader, list[bytes]]:
        return super().pull(msgspec.structs.replace(request, rows=self.page))

    def push(self, header: PushHeader, lines: Sequence[bytes]) -> tuple[PushAnswer, list[bytes]]:
        answer, verdicts = super().push(header, lines)
        self._network.acknowledge(self.server, answer, [parse(line) for line in lines])
        return answer, verdicts

    def _asked(self, what: str, body: bytes) -> bytes:
        answer = super().carry(what, body)
        self._network.check_scope(self.server, self.device, what, body, answer)
        return answer


class TownshipServer(Server):
    """A server with an upstream, which holds what has come back from there."""

    def secured(self, area: str, length: int) -> int:
        with self.store.begin() as tx:
            first = tx.unheld(CITY_SERVER, area, 0, 1)
        return first[0].number - 1 if first else length


@dataclass
class Network:
    """All replicas, the directory that the servers share, and what has been acknowledged to tablets."""

    people: People = field(default_factory=People)
    late: list[Late] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)
    skew: dict[str, int] = field(default_factory=dict)
    offset: dict[str, int] = field(default_factory=dict)
    assigned: dict[tuple[str, str], str] = field(default_factory=dict)
    enrolled: dict[str, str] = field(default_factory=dict)
    now: int = NOW
    erased: bool = False
    unhealed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Set up the servers, the people and their tablets."""
        self.people.server(CITY_SERVER, CITY)
        self.people.server(TOWNSHIP_SERVER, TOWNSHIP)
        self.people.home(CITY_SERVER, CITY)
        self.people.home(TOWNSHIP_SERVER, TOWNSHIP)
        self.people.assign("tang", TOWNSHIP, "township")
        self.people.assign("sun", CITY, "supervisor")
        directory = self.people.directory
        self.city = Server(CITY_SERVER, directory)
        self.township = TownshipServer(TOWNSHIP_SERVER, directory)
        self.servers: dict[str, Server] = {CITY_SERVER: self.city, TOWNSHIP_SERVER: self.township}
        self.backups: dict[str, MemoryStore] = {name: server.store.backup() for name, server in self.servers.items()}
        self.relay_line = FaultyLine(self, self.city, TOWNSHIP_SERVER)
        self.tablets: dict[str, Tablet] = {}
        self.lines: dict[str, FaultyLine] = {}
        for device, (actor, areas) in TABLETS.items():
            self.enrolled[device] = self.people.tablet(device, [actor])
            for area in areas:
                self.assign(actor, area)
            self.lines[device] = FaultyLine(self, self.township, device)
            known = {CITY_SERVER: CITY, TOWNSHIP_SERVER: TOWNSHIP}
            self.tablets[device] = Tablet(device, known, self.lines[device], TOWNSHIP_SERVER)
            self.skew[device] = self.offset[device] = 0

    # ------------------------------------------------------------------------------------------------ time and people

    def pass_time(self, ms: int) -> None:
        self.now += ms
        for server in self.servers.values():
            server.now = self.now

    def assign(self, actor: str, area: str, role: str = "collector") -> None:
        self.assigned[actor, area] = self.people.assign(actor, area, role, start=self.now)

    def unassign(self, actor: str, area: str) -> None:
        record = self.assigned.pop((actor, area))
        (held,) = [one for one in self.people.directory.assignments(actor) if one.area == area and one.end is None]
        self.people.assign(actor, area, held.role, start=held.start, end=self.now, record=record)

    def revoke(self, device: str) -> None:
        self.people.tablet(device, [TABLETS[device][0]], record=self.enrolled[device], revoked_at=self.now)

    def clock(self, device: str) -> int:
        """Return what a tablet takes for the time: its clock, corrected by what it last learned."""
        return max(0, self.now + self.skew[device] + self.offset[device])

    # ------------------------------------------------------------------------------------------------ syncing

    def sync(self, device: str, fates: Sequence[str] = (), page: int = 1000) -> Session:
        """Run a tablet's session; what its line breaks is left for the next one."""
        tablet = self.tablets[device]
        tablet.now = max(0, self.now + self.skew[device])
        session = tablet.session()
        with tablet.store.begin() as tx:
            before = set(tx.areas())
        self._run(session, self.lines[device], fates, page)
        if session.offset is not None:
            self.offset[device] = session.offset
        with tablet.store.begin() as tx:
            self.erased |= not before <= set(tx.areas())
        return session

    def relay(self, fates: Sequence[str] = (), page: int = 1000) -> Session:
        """Run the township's session with the city."""
        store = self.township.store
        session = Session(
            store.begin,
            self.township.node,
            self.township.key,
            peer=self.relay_line,
            peer_id=CITY_SERVER,
            clock=lambda: self.now,
        )
        if self._run(session, self.relay_line, fates, page) and not self.relay_line.restored:
            self.unhealed.clear()
        return session

    @staticmethod
    def _run(session: Session, line: FaultyLine, fates: Sequence[str], page: int) -> bool:
        """Run a session over a line, and return whether it came through and proved that both hold the same."""
        line.fates, line.page, line.restored = list(fates), page, False
        try:
            return all(receipt.complete for receipt in session.run())
        except LineBroken:
            return False
        except IntegrityBroken:
            if not line.restored:  # a server that is set back during a session may well contradict itself
                raise
            return False

    def may_restore(self, name: str) -> bool:
        """Whether setting this server back loses nothing for good: a tablet, or the other server, has it all."""
        return not self.erased or self.unhealed <= {name}

    def restore(self, name: str) -> None:
        self.servers[name].store = self.backups[name].backup()
        self.unhealed.add(name)

    # ------------------------------------------------------------------------------------------------ what must hold

    def acknowledge(self, server: Server, answer: PushAnswer, pushed: Sequence[Revision]) -> None:
        """Note what a tablet's push was told to be in the stream."""
        if server is self.township:
            for one, outcome in zip(pushed, answer.outcomes, strict=True):
                assert outcome.id == one.id
                if outcome.status in (Status.ACCEPTED, Status.VOID):
                    self.acknowledged[one.id] = one.area

    def check_scope(self, server: Server, device: str, what: str, body: bytes, answer: bytes) -> None:
        """Nothing of an area outside the asker's scope is in an answer, but outcomes and judgements of its own."""
        first, lines = split(answer)
        scope = server.asker(device).scope

        def within(area: str) -> bool:
            return any(covers(prefix, area) for prefix in scope)

        rows = [one for line in lines if isinstance(one := messages.decode_line(line), Revision)]
        if what == "pull":
            header = messages.decode_header(first, PullHeader)
            assert all(within(page.area) for page in header.pages)
            assert all(within(one.area) for one in rows)
            assert all(within(made.area) for made in header.seals)
        elif what == "ids":
            assert within(messages.decode_header(split(body)[0], IdsRequest).area)
            assert all(within(one.area) for one in rows)
        else:
            told = messages.decode_header(first, PushAnswer)
            own = {verdict.key_of(parse(line).id) for line in split(body)[1]}
            assert all(one.key in own for one in rows)
            assert all(within(one.area) for one in (*told.conflicts, *told.heads))
            assert all(map(within, told.streams))

    def check_stream(self, store: MemoryStore, area: str, *, judged: bool) -> None:
        """Numbers without a gap, ids once each, running digests, parents first; on a server also named verdicts."""
        before: set[str] = set()
        with store.begin() as tx:
            rows = tx.page(area, 0, 100_000)
            seals = tx.seals(area, {row.judge_seal for row in rows if row.judge_seal is not None})
            waiting = tx.waiting(area)
        total = digest.EMPTY
        for number, row in enumerate(rows, 1):
            assert (row.number, row.id not in before) == (number, True)
            assert before.issuperset(parse(row.body).parents)
            if judged:
                assert row.judge_seal is not None
                named = seals[row.judge_seal].verdicts.get(row.id)
                assert named is None or named in before
            before.add(row.id)
            total = digest.add(total, [row.id])
            assert row.digest == total
        assert not before & waiting.keys()

    def check_states(self, store: MemoryStore, area: str) -> dict[RecordKey, bytes]:
        """Every stored state is what its history gives; return the states of an area."""
        with store.begin() as tx:
            keys = {RecordKey(row.type, row.record) for row in tx.page(area, 0, 100_000)}
            found: dict[RecordKey, bytes] = {}
            for key in keys:
                history = tx.history(area, key)
                wanted = {verdict.key_of(one.id): one.id for one in history}
                said = {wanted[at]: merge.joined(state) for at, state in tx.states(area, wanted.keys()).items()}
                state = tx.state(area, key) or EMPTY
                assert state == merge.materialise(history, said)
                found[key] = merge.encode(state)
        return found

    def somewhere(self, area: str, one: str) -> bool:
        """Whether any replica's stream has this revision."""
        stores = [replica.store for replica in (*self.servers.values(), *self.tablets.values())]
        for store in stores:
            with store.begin() as tx:
                if tx.places(area, [one]):
                    return True
        return False

    # ------------------------------------------------------------------------------------------------ healing

    def heal(self) -> None:
        """Let all that is late arrive, and everybody sync over good lines until nothing changes any more."""
        for one in self.late:
            one.server.push(one.device, one.body)
        self.late.clear()
        before: Any = None
        for _ in range(12):
            for device in self.tablets:
                self.sync(device)
            self.relay()
            now = [self._holds(replica.store) for replica in (*self.servers.values(), *self.tablets.values())]
            if now == before:
                return
            before = now
        raise AssertionError("the replicas do not come to rest")

    @staticmethod
    def _holds(store: MemoryStore) -> Any:  # noqa: ANN401 -- compared, not read
        with store.begin() as tx:
            return {
                area: (tx.page(area, 0, 100_000), [tx.cursor(peer, area) for peer in (CITY_SERVER, TOWNSHIP_SERVER)])
                for area in tx.areas()
            }


HOUSEHOLD = RecordKey("household", uuid(1))
FLAG = RecordKey("flag", uuid(3))
