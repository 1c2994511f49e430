"""Records as this server showed them at an earlier moment, and as the author of one of their versions left them.

A revision counts from when it entered this server's stream (`Entry.entered`), not from when its author wrote it, nor
from when it arrived and had to wait: what was asked for is what this server showed. Nothing is stored for that. The
state of a moment is `sync.merge.materialise` of the revisions and verdicts that had entered by then.

What a redaction has withdrawn since is gone from the past too: of such a revision there is a stub, which says nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from server.store import histories
from server.store.log import LogTransaction
from sync import merge, revision, verdict
from sync.history import ancestors
from sync.merge import State
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import Seal
from sync.storage import Row
from sync.verdict import Joined


class Entry(NamedTuple):
    """One revision of a stream.

    Attributes:
        entered: when it entered this server's stream (unix ms): on arrival, and where it was parked or quarantined
            first, when this server judged it.
    """

    revision: Revision
    row: Row
    entered: int


class Record(NamedTuple):
    """A record with all that led to it.

    Attributes:
        entries: its revisions, in the order of the stream; never none.
        verdicts: the states of the verdict records on them, by the revision that is judged.
    """

    key: RecordKey
    entries: tuple[Entry, ...]
    verdicts: Mapping[RevisionId, State]

    @property
    def history(self) -> list[Revision]:
        """Its revisions, in the order of the stream."""
        return [one.revision for one in self.entries]

    def entry(self, one: RevisionId) -> Entry | None:
        """Return a revision's entry."""
        return next((entry for entry in self.entries if entry.revision.id == one), None)

    def state(self) -> State:
        """Return what all of it gives."""
        return merge.materialise(self.history, self._judged())

    def state_at(self, version: RevisionId) -> State:
        """Return what the author of a revision saw after it: the state that it and what is before it give."""
        seen = ancestors([version], {one.id: one for one in self.history})
        return merge.materialise(seen.values(), self._judged())

    def _judged(self) -> dict[RevisionId, Joined]:
        return {one: merge.joined(said) for one, said in self.verdicts.items()}


def load(
    tx: LogTransaction, area: str, keys: Collection[RecordKey], *, judge: str, at: int | None = None
) -> dict[RecordKey, Record]:
    """Return those of these records of an area that had a revision by a moment, as they were then.

    Args:
        tx: one snapshot.
        area: of the records.
        keys: which records.
        judge: this server's device id: of what it judged itself, its seal says when.
        at: the moment (unix ms), included; None for now.
    """
    rows = histories.rows_of(tx.connection, area, keys)
    about = {verdict.key_of(row.id): row.id for of_record in rows.values() for row in of_record}
    said = histories.rows_of(tx.connection, area, about.keys())
    sealed = _seals(tx, area, [row for found in (rows, said) for of_record in found.values() for row in of_record])
    verdicts = {
        about[key]: merge.materialise((one.revision for one in entries), {})
        for key, of_record in said.items()
        if (entries := _entries(of_record, sealed, judge, at))
    }
    return {
        key: Record(key, entries, {one.row.id: verdicts[one.row.id] for one in entries if one.row.id in verdicts})
        for key, of_record in rows.items()
        if (entries := _entries(of_record, sealed, judge, at))
    }


def load_one(tx: LogTransaction, area: str, key: RecordKey, *, judge: str, at: int | None = None) -> Record | None:
    """Return one record as `load` does, None where there was none."""
    return load(tx, area, [key], judge=judge, at=at).get(key)


def entered(row: Row, seals: Mapping[str, Seal], judge: str) -> int:
    """Return when a row entered the stream of the server `judge` (unix ms), by its seal among these."""
    sealed = seals.get(row.judge_seal or "")
    return row.arrival if sealed is None or sealed.by != judge else max(row.arrival, sealed.time)


def _entries(rows: Sequence[Row], seals: Mapping[str, Seal], judge: str, at: int | None) -> tuple[Entry, ...]:
    found = (Entry(revision.parse(row.body), row, entered(row, seals, judge)) for row in rows)
    return tuple(one for one in found if at is None or one.entered <= at)


def _seals(tx: LogTransaction, area: str, rows: Iterable[Row]) -> dict[str, Seal]:
    return tx.seals(area, {row.judge_seal for row in rows if row.judge_seal is not None})
