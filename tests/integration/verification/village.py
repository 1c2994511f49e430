"""One village: its server on a real database, and tablets in memory that sync with it over the real protocol."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from schemas import REGISTRY, flag_state
from schemas.fields import MergePolicy
from schemas.naming import flag_id
from server.identity.assignments import assign
from server.identity.writing import write_as_server
from server.services import Services
from server.verification.catalogue import CATALOGUE
from server.verification.frames import Shown
from server.verification.policy import load_policy
from server.verification.rule import Rule
from server.verification.worker import Tally, drain
from sync import authoring, serving
from sync.authoring import Author, Draft
from sync.directory import Directory
from sync.intake import Node
from sync.merge import State
from sync.messages import IdsHeader, IdsRequest, PullHeader, PullRequest, PushAnswer, PushHeader
from sync.outcome import Outcome
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import PrivateKey
from sync.serving import Asker
from sync.session import Session
from tests.stores.memory import MemoryStore
from tests.unit.server.verification.families import VILLAGE

NOW = 1_540_000_000_000
"""A day in October 2018 (unix ms)."""
TOWNSHIP = VILLAGE[:9]


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


def drafts(records: Iterable[Shown], source: str = "visit") -> list[Draft]:
    """Return what somebody writes who records all this."""
    return [Draft(one.area, one.key, one.values, source) for one in records]


class Village:
    """The server's side."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self.replica = services.replica
        self.clock = clock
        self.new_id = services.new_id
        self.device = services.replica.signer.device

    def assign(self, actor: str, role: str, area: str = VILLAGE) -> None:
        with self.replica.begin() as (tx, node):
            assign(tx, node, actor, role=role, area=area, record=self.new_id(), now=self.clock())

    def write(self, *written: Draft, actor: str = "bo") -> None:
        """Write at the township's desk, on the server itself."""
        with self.replica.begin() as (tx, node):
            authoring.write(tx, node, Author(actor, self.device, self.clock()), written)

    def drain(self, rules: Sequence[Rule] = CATALOGUE) -> Tally:
        self.clock.now += 1000
        return drain(self.replica, load_policy(), self.clock(), rules)

    def state(self, key: RecordKey, area: str = VILLAGE) -> State | None:
        with self.replica.reading() as (tx, _):
            return tx.state(area, key)

    def flag(self, rule: str, subject: str, period: int | None = None) -> "Flag | None":
        return self.flag_about(rule, [subject], period)

    def flag_about(self, rule: str, subjects: Sequence[str], period: int | None = None) -> "Flag | None":
        return flag_of(self.state(RecordKey("flag", flag_id(rule, subjects, period))))


class Flag:
    """A flag as anybody sees it who holds its record."""

    def __init__(self, state: State) -> None:
        self.revisions = state.revisions
        self.values = state.values()
        self.finding: dict[str, Any] = self.values["finding"]
        self.shown = flag_state(self.finding, self.values.get("decision"))
        self.conflicts = state.conflicts(lambda field: REGISTRY.policy("flag", field) is MergePolicy.REVIEW)


def flag_of(state: State | None) -> Flag | None:
    return None if state is None else Flag(state)


class Tablet:
    """A tablet whose people work in the village."""

    def __init__(self, village: Village, name: str, actors: Sequence[str]) -> None:
        self._village = village
        self._key = PrivateKey(name, ec.generate_private_key(ec.SECP256R1()))
        self._store = MemoryStore()
        directory = Directory()
        with village.replica.begin() as (tx, node):
            enrolment = {
                "device": name,
                "kind": "tablet",
                "public_key": self._key.public_key,
                "actors": list(actors),
                "valid_from": NOW,
            }
            draft = Draft(TOWNSHIP, RecordKey("enrolment", village.new_id()), enrolment, "enrolment")
            write_as_server(tx, node, [draft], NOW)
            server = node.directory.device(village.device)
        assert server is not None
        known = {"device": server.id, "kind": "server", "public_key": server.public_key, "areas": list(server.reach)}
        directory.take(server.area, RecordKey("enrolment", village.new_id()), known)
        self._node = Node(REGISTRY, directory)

    def write(self, actor: str, *written: Draft) -> list[Revision]:
        """Write offline."""
        author = Author(actor, self._key.device, self._village.clock())
        with self._store.begin() as tx:
            return authoring.write(tx, self._node, author, written)[0]

    def sync(self) -> None:
        """Push and pull until both sides hold the same, of which nothing is void."""
        assert all(not outcome.void for outcome in self.deliver().values())

    def deliver(self) -> Mapping[RevisionId, Outcome]:
        """Push and pull until both sides hold the same, and return what became of what was pushed."""
        clock = self._village.clock
        line = _Line(self._village, self._key.device)
        session = Session(self._store.begin, self._node, self._key, peer=line, peer_id="server", clock=clock)
        receipts = session.run()
        assert all(receipt.complete for receipt in receipts)
        return session.outcomes

    def state(self, key: RecordKey) -> State | None:
        with self._store.begin() as tx:
            return tx.state(VILLAGE, key)

    def flag(self, rule: str, subject: str, period: int | None = None) -> Flag | None:
        with self._store.begin() as tx:
            return flag_of(tx.state(VILLAGE, RecordKey("flag", flag_id(rule, [subject], period))))

    def decide(self, actor: str, rule: str, subject: str, period: int | None, state: str) -> None:
        """Decide on a flag as it is here."""
        flag = self.flag(rule, subject, period)
        assert flag is not None
        decision = {"state": state, "evidence_hash": flag.finding["evidence_hash"], "by": actor}
        key = RecordKey("flag", flag_id(rule, [subject], period))
        self.write(actor, Draft(VILLAGE, key, {"decision": decision}, "desk_edit"))


class _Line:
    """`sync.session.Peer` in the same process."""

    def __init__(self, village: Village, device: str) -> None:
        self._village = village
        self._device = device

    def push(self, header: PushHeader, lines: Sequence[bytes]) -> tuple[PushAnswer, list[bytes]]:
        with self._village.replica.begin() as (tx, node):
            pushed = serving.push(tx, node, header, lines, carrier=self._device, now=self._village.clock())
        return pushed.answer, pushed.lines

    def pull(self, request: PullRequest) -> tuple[PullHeader, list[bytes]]:
        with self._village.replica.reading() as (tx, node):
            return serving.pull(tx, request, self._asker(node), server="server", now=self._village.clock())

    def ids(self, request: IdsRequest) -> tuple[IdsHeader, list[bytes]]:
        with self._village.replica.reading() as (tx, node):
            return serving.ids(tx, request, self._asker(node), server="server", now=self._village.clock())

    def _asker(self, node: Node) -> Asker:
        return Asker(self._device, node.directory.scope(self._device, self._village.clock()))
