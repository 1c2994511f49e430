"""What a replica's store must do, and the rows it holds. Storage is passed in: the protocol does no I/O of its own.

Three stores keep this contract (the tablet's SQLite, the server's SQLite, PostgreSQL), and one suite of tests runs on
all of them. A `Transaction` is one write transaction. It locks the streams of the areas it touches first, in sorted
order, and reads what it decides on only after that, in new statements: so numbers are gap-free, become visible in
order, and a cursor never skips a revision that commits late (design.md §1, Streams).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from sync.digest import EMPTY, Digest
from sync.merge import State
from sync.outcome import Reason, Status
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import Seal


class Cut(NamedTuple):
    """A place in a stream: its last number, and the digest of all revisions up to it. A cursor is one."""

    number: int = 0
    digest: Digest = EMPTY


START = Cut()
"""Before the first revision."""


class Row(msgspec.Struct, frozen=True):
    """One revision of a stream, as it is stored.

    Attributes:
        number: its place in the area's stream, from 1.
        digest: the digest of the stream up to and with it.
        body: canonical bytes (or those of a stub).
        arrival: when the judge first had it, or this replica, where another judged (unix ms).
        author_seal: id of the seal of its author's device; None on a tablet until it is sealed for a push.
        judge_seal: id of a judging server's seal over it; None on its author's tablet until that has come back.
        via: the device that brought it here; its own pulls get the id only. None for what was written here.
        held_by: the peer that is known to hold it, because the cursor in that peer's stream has passed it.
    """

    number: int
    digest: Digest
    id: RevisionId
    type: str
    record: str
    body: bytes
    arrival: int
    author_seal: str | None
    judge_seal: str | None
    via: str | None = None
    held_by: str | None = None


class Waiting(msgspec.Struct, frozen=True):
    """A revision outside the stream.

    On a server it is parked until `missing` is there, or quarantined until it is released. On a tablet it is what the
    upstream refused or quarantined: set aside, and offered anew on the server's heads.
    """

    revision: Revision
    status: Status
    reason: Reason
    missing: tuple[RevisionId, ...]
    because: RevisionId | None
    arrival: int
    author_seal: str | None
    judge_seal: str | None
    via: str | None = None


class Place(NamedTuple):
    """Where a revision stands in this replica's stream."""

    number: int
    key: RecordKey
    judged: bool
    """Whether a judging seal over it is stored."""


class Reader(Protocol):
    """What answering needs. Reads take no locks; each call sees one consistent state of its area."""

    def streams(self, scope: Collection[str]) -> dict[str, Cut]:
        """Return the end of the stream of each area within these prefixes."""
        ...

    def cut(self, area: str, number: int) -> Cut | None:
        """Return the cut at this number of an area's stream, `START` for 0, None where there is no such row."""
        ...

    def page(self, area: str, after: int, rows: int) -> list[Row]:
        """Return at most `rows` rows of an area's stream after this number, in order."""
        ...

    def rows(self, area: str, ids: Collection[RevisionId]) -> list[Row]:
        """Return those of these revisions that are in the area's stream, in its order."""
        ...

    def listing(self, area: str) -> tuple[Cut, list[RevisionId], list[RevisionId]]:
        """Return one cut of an area: its end, the ids of the stream in order, and the ids that wait outside it."""
        ...

    def waiting(self, area: str, ids: Collection[RevisionId] | None = None) -> dict[RevisionId, Waiting]:
        """Return those of these revisions, or all, that wait outside the area's stream."""
        ...

    def seals(self, area: str, ids: Collection[str]) -> dict[str, Seal]:
        """Return these seals, by their ids."""
        ...

    def state(self, area: str, key: RecordKey) -> State | None:
        """Return a record's state."""
        ...

    def history(self, area: str, key: RecordKey) -> list[Revision]:
        """Return a record's revisions in the order of the stream."""
        ...


class Transaction(Reader, Protocol):
    """One write transaction; what it did is there after its commit, and not at all otherwise."""

    def lock(self, areas: Collection[str]) -> dict[str, Cut]:
        """Make sure these areas have streams, lock them in sorted order, and return their ends."""
        ...

    def places(self, area: str, ids: Collection[RevisionId]) -> dict[RevisionId, Place]:
        """Return the places of those of these revisions that are in the area's stream."""
        ...

    def states(self, area: str, keys: Collection[RecordKey]) -> dict[RecordKey, State]:
        """Return the states of those of these records that exist."""
        ...

    def waiting_on(self, area: str, ids: Collection[RevisionId]) -> list[Waiting]:
        """Return the parked revisions that miss any of these ids."""
        ...

    def append(self, area: str, rows: Sequence[Row]) -> None:
        """Add rows, numbered on from the stream's end, and move that end to the last of them."""
        ...

    def save_states(self, area: str, states: Mapping[RecordKey, State]) -> None:
        """Store these states in place of those before."""
        ...

    def save_seals(self, seals: Iterable[Seal]) -> None:
        """Store these seals; those already there stay."""
        ...

    def save_waiting(self, area: str, waiting: Iterable[Waiting]) -> None:
        """Store these revisions outside the stream, in place of what was there under their ids."""
        ...

    def drop_waiting(self, area: str, ids: Collection[RevisionId]) -> None:
        """Forget these revisions outside the stream."""
        ...

    def attach(self, area: str, judge_seals: Mapping[RevisionId, str]) -> None:
        """Note the judging seal (its id) of revisions that are in the stream without one."""
        ...

    def replace_bodies(self, area: str, bodies: Mapping[RevisionId, bytes]) -> None:
        """Put the stubs of a redaction in place of bodies."""
        ...


class PeerTransaction(Transaction, Protocol):
    """What a replica with an upstream keeps besides: per peer and area, how far it has taken in, and what arrived."""

    def areas(self) -> list[str]:
        """Return the areas that have a stream or a cursor here, sorted."""
        ...

    def cursor(self, peer: str, area: str) -> Cut:
        """Return how far the peer's stream has been taken in, `START` at first."""
        ...

    def save_cursor(self, peer: str, area: str, cursor: Cut) -> None:
        """Store a cursor."""
        ...

    def mark_held(self, peer: str, area: str, ids: Collection[RevisionId]) -> None:
        """Note that the peer holds these revisions: they came back from it."""
        ...

    def reset_held(self, peer: str, area: str) -> None:
        """Forget what this peer was known to hold of an area."""
        ...

    def unheld(self, peer: str, area: str, after: int, rows: int) -> list[Row]:
        """Return at most `rows` rows after this number, in stream order, that the peer is not known to hold."""
        ...

    def holdings(self, peer: str, area: str) -> tuple[list[RevisionId], list[RevisionId]]:
        """Return the ids of the area's stream that the peer is known to hold, and those that it is not."""
        ...

    def withdraw(self, area: str, withdrawn: Iterable[Waiting]) -> None:
        """Move these revisions from the stream to what waits outside it, and number those after them anew."""
        ...

    def seal_rows(self, area: str, ids: Collection[RevisionId], seal: Seal) -> None:
        """Store the author's seal over rows that were written here and had none."""
        ...

    def erase(self, area: str) -> None:
        """Forget an area: its stream, records, seals and cursors."""
        ...
