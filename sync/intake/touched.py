"""The records that a batch touches in one area, and all that was ever judged about their revisions."""

from collections.abc import Callable, Collection
from functools import partial

from sync import merge, verdict
from sync.history import ancestors
from sync.merge import State
from sync.revision import RecordKey, Revision, RevisionId
from sync.storage import Transaction
from sync.verdict import Joined, Verdict


class _Record:
    """One touched record: its state by the fast path, its history on demand."""

    def __init__(self, state: State, load: Callable[[], list[Revision]]) -> None:
        self.state = state
        self.before = state.revisions
        self.slow = False
        self.fresh: list[Revision] = []
        self._load = load
        self._stored: dict[RevisionId, Revision] | None = None

    def history(self) -> dict[RevisionId, Revision]:
        """Return all revisions of the record, those of this batch included."""
        if self._stored is None:
            self._stored = {one.id: one for one in self._load()}
        return self._stored | {one.id: one for one in self.fresh}

    def add(self, revision: Revision, judged: Joined) -> None:
        """Take one more revision: by the fast path while that is open."""
        self.fresh.append(revision)
        self.slow = self.slow or revision.parents != self.state.heads
        if not self.slow:
            self.state = merge.apply(self.state, revision, judged)


class TouchedRecords:
    """Loaded in bulk, changed one revision at a time, and computed anew once each where the fast path ends.

    Attributes:
        area: of all of them.
    """

    def __init__(self, tx: Transaction, area: str) -> None:
        """Begin with nothing loaded."""
        self._tx = tx
        self.area = area
        self._records: dict[RecordKey, _Record] = {}
        self._judged: dict[RevisionId, Joined] = {}
        self._verdict_ids: dict[RevisionId, RevisionId] = {}

    # ------------------------------------------------------------------------------------------------ loading

    def load(self, keys: Collection[RecordKey]) -> None:
        """Load the states of these records, as far as that has not been done."""
        lacking = set(keys) - self._records.keys()
        states = self._tx.states(self.area, lacking)
        for key in lacking:
            # Not a lambda that holds this object, which holds the record: freeing such a cycle takes a collection.
            load = partial(self._tx.history, self.area, key)
            self._records[key] = _Record(states.get(key, merge.EMPTY), load)

    def load_verdicts(self, ids: Collection[RevisionId]) -> None:
        """Load all that is known to be judged about these revisions."""
        wanted = {verdict.key_of(one): one for one in ids if one not in self._judged}
        for key, state in self._tx.states(self.area, wanted.keys()).items():
            self._judged[wanted[key]] = merge.joined(state)
            self._verdict_ids[wanted[key]] = state.heads[0]
        for one in wanted.values():
            self._judged.setdefault(one, verdict.NONE)

    # ------------------------------------------------------------------------------------------------ asking

    def length(self, key: RecordKey) -> int:
        """Return how many revisions a record has, those of this batch included."""
        record = self._records[key]
        return record.before + len(record.fresh)

    def judgement(self, revision: Revision) -> Joined:
        """Return what all known verdicts say of a revision; of a verdict, whatever they say, nothing."""
        return verdict.NONE if revision.type == verdict.TYPE else self.said_of(revision.id)

    def said_of(self, one: RevisionId) -> Joined:
        """Return what all known verdicts on an id say together."""
        return self._judged.get(one, verdict.NONE)

    def verdict_on(self, one: RevisionId) -> RevisionId | None:
        """Return a verdict on this revision, the first of several, or None where there is none."""
        return self._verdict_ids.get(one)

    def void_codes(self, one: RevisionId) -> dict[str, str]:
        """Return the error code of each void field of a revision, from the verdicts themselves."""
        codes: dict[str, str] = {}
        key = verdict.key_of(one)
        record = self._records.get(key)
        for written in self._tx.history(self.area, key) if record is None else record.history().values():
            codes.update(verdict.read(written).void)
        return codes

    def at_parents(self, revision: Revision) -> State:
        """Return the state of its record as its author saw it: materialised from its ancestors alone."""
        record = self._records[revision.key]
        if not record.slow and revision.parents == record.state.heads:
            return record.state
        seen = ancestors(revision.parents, record.history())
        self.load_verdicts(seen.keys())
        return merge.materialise(seen.values(), self._judged)

    def history(self, key: RecordKey) -> Collection[Revision]:
        """Return all revisions of a record of the area, those of this batch included."""
        record = self._records.get(key)
        return self._tx.history(self.area, key) if record is None else record.history().values()

    def standing(self, key: RecordKey) -> State:
        """Return a record of the area as it is now, with what of this batch has been taken."""
        record = self._records.get(key)
        if record is None:
            return self._tx.state(self.area, key) or merge.EMPTY
        if not record.slow:
            return record.state
        history = record.history()
        self.load_verdicts(history.keys())
        return merge.materialise(history.values(), self._judged)

    def redaction_of(self, one: RevisionId) -> RevisionId:
        """Return the verdict that redacts a revision; the first of several."""
        key = verdict.key_of(one)
        record = self._records.get(key)
        state = record.state if record is not None else self._tx.states(self.area, [key])[key]
        return min(said.revision for said in state.candidates["redacts"] if said.value)

    def redacted(self) -> list[RevisionId]:
        """Return the revisions that are known to be redacted."""
        return [one for one, judged in self._judged.items() if judged.redacts]

    def whole(self, one: RevisionId, key: RecordKey) -> Revision | None:
        """Return a revision of a touched record, if it is there and still has its content."""
        found = self._records[key].history().get(one) if key in self._records else None
        return None if found is None or found.redacted else found

    # ------------------------------------------------------------------------------------------------ changing

    def add(self, revision: Revision) -> None:
        """Take one more revision into its record."""
        if revision.key not in self._records:
            self._records[revision.key] = _Record(merge.EMPTY, list)  # a verdict made just now: its record is new
        self._records[revision.key].add(revision, self.judgement(revision))

    def heed(self, said: Verdict, written: RevisionId, target: RecordKey | None) -> None:
        """Join a verdict to what is known; where its revision is in a record already, that is computed anew."""
        self._judged[said.revision] = self.said_of(said.revision).with_(said)
        self._verdict_ids.setdefault(said.revision, written)
        if target is not None and target in self._records:
            self._records[target].slow = True

    def settle(self) -> None:
        """Materialise, once each, the records that the fast path could not follow."""
        slow = [(record, record.history()) for record in self._records.values() if record.slow]
        self.load_verdicts({one for _, history in slow for one in history})
        for record, history in slow:
            record.state = merge.materialise(history.values(), self._judged)

    def states(self) -> dict[RecordKey, State]:
        """Return the state of each touched record."""
        return {key: record.state for key, record in self._records.items()}

    def changed(self) -> dict[RecordKey, State]:
        """Return the states that are to be stored."""
        return {key: record.state for key, record in self._records.items() if record.fresh or record.slow}
