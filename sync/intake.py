"""Taking in: from revisions that arrived to rows, states and outcomes, inside one write transaction.

The same code runs on every replica and does not ask what it is. What a judging server has sealed is taken as it is;
what only a device has sealed is judged where this replica is the area's home, and otherwise held unjudged. Missing
parents park a revision; it is decided on again in the transaction that brings the last of them, so that a stream always
lists parents first.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from schemas.registry import Registry
from sync import digest, merge, verdict
from sync.admission import Denial, Seals, admit, admit_own, admit_sealed
from sync.directory import Directory
from sync.history import ancestors, parents_first
from sync.judgement import judge
from sync.limits import MAX_HISTORY, MAX_SEAL_IDS
from sync.merge import State
from sync.outcome import Outcome, Reason, Status
from sync.revision import RecordKey, Revision, RevisionId, redact
from sync.seal import Seal, Signer, seal
from sync.storage import Cut, Place, Row, Transaction, Waiting
from sync.verdict import Joined, Verdict


class Node(NamedTuple):
    """What a replica decides by.

    Attributes:
        signer: the key of a server; None on a tablet, which never judges.
    """

    registry: Registry
    directory: Directory
    signer: Signer | None = None

    def judges(self, area: str) -> bool:
        """Whether this replica is the area's home."""
        return self.signer is not None and self.directory.home(area) == self.signer.device


class Intake(msgspec.Struct):
    """What taking in has done.

    Attributes:
        outcomes: one by revision id, as things stand after unparking.
        seals: the judging seals made.
        verdicts: the verdicts made now, as revisions.
        states: the state of each record that was to change, by area; what was known already changes nothing.
        ends: the ends of the streams afterwards.
    """

    outcomes: dict[RevisionId, Outcome] = {}
    seals: list[Seal] = []
    verdicts: list[Revision] = []
    states: dict[str, dict[RecordKey, State]] = {}
    ends: dict[str, Cut] = {}


def take_in(
    tx: Transaction,
    node: Node,
    revisions: Iterable[Revision],
    seals: Sequence[Seal],
    *,
    arrival: int,
    via: str | None,
    authored: bool = False,
) -> Intake:
    """Take in what arrived, over any number of areas, and say what became of each revision.

    Args:
        tx: a write transaction that has not read yet; the caller commits it, and only then answers.
        node: what this replica decides by.
        revisions: what arrived, in any order; doubles are harmless.
        seals: the seals that came with them.
        arrival: now, by this replica's clock (unix ms).
        via: the device that brought it.
        authored: it was written on this replica, which answers for it without a seal that came along: a server seals
            it here, a tablet when it pushes.
    """
    by_area: dict[str, dict[RevisionId, Revision]] = {}
    for revision in revisions:
        by_area.setdefault(revision.area, {})[revision.id] = revision
    done = Intake()
    ends = tx.lock(sorted(by_area))
    for area in sorted(by_area):
        work = _AreaIntake(tx, node, area, ends[area], arrival, authored=authored)
        work.run([_Arrived(one, arrival, via) for one in by_area[area].values()], seals)
        work.finish(done)
    return done


class _Arrived(NamedTuple):
    """A revision to decide on; `arrival` is its first, also when it was parked since (then it is `known`)."""

    revision: Revision
    arrival: int
    via: str | None
    known: bool = False


class _Taken(NamedTuple):
    """A revision that enters the stream."""

    arrived: _Arrived
    author_seal: str | None
    judge_seal: str | None
    """None where this replica has judged it and seals it at the end."""


class _RecordWork:
    """One touched record while a batch is taken in: its state by the fast path, its history on demand."""

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


class _AreaIntake:
    """Taking in for one area, whose stream is locked."""

    def __init__(self, tx: Transaction, node: Node, area: str, end: Cut, arrival: int, *, authored: bool) -> None:
        self._tx = tx
        self._node = node
        self._area = area
        self._end = end
        self._arrival = arrival
        self._home = node.judges(area)
        self._authored = authored
        self._seals = Seals(node.directory, area, keep_unknown=node.signer is None)
        self._places: dict[RevisionId, Place] = {}
        self._waiting: dict[RevisionId, Waiting] = {}
        self._taken: dict[RevisionId, _Taken] = {}
        self._held: dict[RevisionId, Waiting] = {}
        self._refused: set[RevisionId] = set()
        self._released: set[RevisionId] = set()
        self._attached: dict[RevisionId, str] = {}
        self._judged: dict[RevisionId, Joined] = {}
        self._verdict_ids: dict[RevisionId, RevisionId] = {}
        self._records: dict[RecordKey, _RecordWork] = {}
        self._outcomes: dict[RevisionId, Outcome] = {}
        self._verdicts: list[Revision] = []

    # ------------------------------------------------------------------------------------------------ the run

    def run(self, arrived: Sequence[_Arrived], seals: Iterable[Seal]) -> None:
        """Decide on everything that arrived, and on what that unparks."""
        self._seals.add(seals)
        by_id = {one.revision.id: one for one in arrived}
        revisions = _in_order(one.revision for one in arrived)
        self._load(revisions)
        for revision in revisions:
            self._decide(by_id[revision.id])
        self._settle_waiting()

    def finish(self, done: Intake) -> None:
        """Write rows, states, seals and what waits, and add what was done to `done`."""
        self._apply_slowly()
        judging = self._seal_judged()
        rows = self._rows(judging)
        self._tx.save_seals([*self._used_seals(), *judging])
        self._tx.drop_waiting(self._area, self._released)
        self._tx.save_waiting(self._area, self._held.values())
        self._tx.attach(self._area, self._attached)
        if rows:
            self._tx.append(self._area, rows)
            self._end = Cut(rows[-1].number, rows[-1].digest)
        states = {key: work.state for key, work in self._records.items()}
        self._tx.save_states(
            self._area, {k: s for k, s in states.items() if self._records[k].fresh or self._records[k].slow}
        )
        numbers = {row.id: row.number for row in rows}
        for one, outcome in self._outcomes.items():
            done.outcomes[one] = msgspec.structs.replace(outcome, number=numbers.get(one, outcome.number))
        done.seals.extend(judging)
        done.verdicts.extend(self._verdicts)
        done.states[self._area] = states
        done.ends[self._area] = self._end

    # ------------------------------------------------------------------------------------------------ loading

    def _load(self, revisions: Sequence[Revision]) -> None:
        """Read in bulk what deciding on these revisions needs."""
        ids = {one.id for one in revisions} | {parent for one in revisions for parent in one.parents}
        for one in revisions:
            for made in (None, *self._seals.judging(one)):
                ids.update(_named_verdicts(made, one))
        ids |= {target for one in revisions if (target := _target(one)) is not None}
        ids -= self._places.keys()
        self._places.update(self._tx.places(self._area, ids))
        self._waiting.update(self._tx.waiting(self._area, ids - self._places.keys()))
        keys = {one.key for one in revisions if one.id not in self._places}
        keys |= {self._places[target].key for one in revisions if (target := _target(one)) in self._places}
        keys -= self._records.keys()
        states = self._tx.states(self._area, keys)
        for key in keys:
            # Not a lambda that holds this object, which holds the record: freeing such a cycle takes a collection.
            load = partial(self._tx.history, self._area, key)
            self._records[key] = _RecordWork(states.get(key, merge.EMPTY), load)
        self._load_verdicts({one.id for one in revisions} | {target for one in revisions if (target := _target(one))})

    def _load_verdicts(self, ids: Collection[RevisionId]) -> None:
        wanted = {verdict.key_of(one): one for one in ids if one not in self._judged}
        for key, state in self._tx.states(self._area, wanted.keys()).items():
            self._judged[wanted[key]] = merge.joined(state)
            self._verdict_ids[wanted[key]] = state.heads[0]
        for one in wanted.values():
            self._judged.setdefault(one, verdict.NONE)

    # ------------------------------------------------------------------------------------------------ deciding

    def _decide(self, arrived: _Arrived) -> None:
        revision = arrived.revision
        judging = self._judging(revision)
        if revision.id in self._places:
            place = self._places[revision.id]
            if judging is not None and not place.judged:
                self._attached[revision.id] = judging.id
            self._outcomes[revision.id] = self._accepted(revision, known=True, number=place.number)
            return
        stored = self._waiting.get(revision.id)
        if stored is not None and judging is None:
            if not self._home or stored.reason is not Reason.UNJUDGED:
                self._outcomes[revision.id] = _waits(stored, known=True)
                return
            arrived = arrived._replace(arrival=stored.arrival, known=True)  # this replica has become the home since
        denial = self._denial(arrived, judging)
        if denial is not None:
            self._deny(arrived, denial, None)
        elif (blame := self._bad_parent(revision)) is not None:
            self._deny(arrived, Denial(*blame[:2]), blame[2])
        elif missing := self._missing(revision, judging):
            self._hold(arrived, Denial(Status.PARKED, Reason.PARENT_MISSING), None, missing)
        else:
            self._take(arrived, judging)

    def _denial(self, arrived: _Arrived, judging: Seal | None) -> Denial | None:
        revision = arrived.revision
        if self._forged(revision):
            return Denial(Status.REFUSED, Reason.MALFORMED)
        if judging is not None:
            return admit_sealed(self._seals, revision, judging)
        if self._authored:
            return admit_own(revision)
        if not self._home:
            bad = self._seals.author(revision) is None
            return (
                Denial(Status.REFUSED, self._seals.objection(revision))
                if bad
                else Denial(Status.PARKED, Reason.UNJUDGED)
            )
        denial = admit(
            self._node.registry,
            self._node.directory,
            self._seals,
            revision,
            arrival=arrived.arrival,
            now=self._arrival,
        )
        work = self._records[revision.key]
        if denial is None and work.before + len(work.fresh) >= MAX_HISTORY:
            return Denial(Status.REFUSED, Reason.HISTORY_FULL)
        return denial

    def _forged(self, revision: Revision) -> bool:
        """Whether it is a stub of something that the verdict which it names does not redact."""
        named = revision.redaction
        return named is not None and self._key_of(named) is not None and not self._judged[revision.id].redacts

    def _judging(self, revision: Revision) -> Seal | None:
        """Return the judging seal to go by: rather one whose verdict on the revision is here than one whose is not.

        There are several where a home was restored and judged again; each of their verdicts counts once it is here.
        """
        found = self._seals.judging(revision)
        return min(found, key=lambda made: bool(self._missing(revision, made)), default=None)

    def _bad_parent(self, revision: Revision) -> tuple[Status, Reason, RevisionId] | None:
        """Return what a refused, quarantined or foreign parent makes of the revision, and that parent."""
        for parent in revision.parents:
            waits = self._held.get(parent) or self._waiting.get(parent)
            key = self._key_of(parent) or (waits.revision.key if waits is not None else None)
            if key is not None and key != revision.key:
                return Status.REFUSED, Reason.PARENT_OF_OTHER_RECORD, parent
            if parent in self._refused:
                return Status.REFUSED, Reason.PARENT_REFUSED, parent
            if waits is not None and waits.status is Status.QUARANTINED and self._key_of(parent) is None:
                return Status.QUARANTINED, Reason.PARENT_QUARANTINED, parent
        return None

    def _missing(self, revision: Revision, judging: Seal | None) -> tuple[RevisionId, ...]:
        """Return what it waits for: its parents, and the verdicts that count as such."""
        needed = (*revision.parents, *_named_verdicts(judging, revision))
        return tuple(one for one in dict.fromkeys(needed) if self._key_of(one) is None)

    def _key_of(self, one: RevisionId) -> RecordKey | None:
        """Return the record of a revision that is in the stream, or enters it now."""
        if one in self._taken:
            return self._taken[one].arrived.revision.key
        return self._places[one].key if one in self._places else None

    # ------------------------------------------------------------------------------------------------ what follows

    def _take(self, arrived: _Arrived, judging: Seal | None) -> None:
        revision = arrived.revision
        author, kept = self._seals.author(revision), self._seals.authors(revision)
        if judging is None and self._node.signer is not None and revision.id not in self._verdict_ids:
            self._judge(arrived, self._node.signer, author[1].id if author else self._node.signer.device)
        self._enter(arrived, kept.id if kept else None, judging.id if judging else None)
        self._outcomes[revision.id] = self._accepted(revision, known=arrived.known, number=None)

    def _judge(self, arrived: _Arrived, signer: Signer, through: str) -> None:
        """Judge as the home, or as the server where it was written; a verdict enters just before its revision.

        The author's role is the one that the device whose seal vouches for it can speak for.
        """
        revision = arrived.revision
        if revision.type == verdict.TYPE:
            return
        directory = self._node.directory
        role = directory.role(revision.actor, self._area, arrived.arrival, directory.device(through))
        said = judge(self._node.registry, revision, lambda: self._at_parents(revision), role, arrived.arrival)
        if said is not None:
            self._enter_verdict(said, signer)

    def _enter_verdict(self, said: Verdict, signer: Signer) -> None:
        registry = self._node.registry
        written = verdict.write(
            said,
            area=self._area,
            schema=registry.version,
            codes=registry.codes_version,
            time=self._arrival,
            by=signer.device,
        )
        self._records.setdefault(written.key, _RecordWork(merge.EMPTY, list))
        self._verdict_ids[said.revision] = written.id
        self._verdicts.append(written)
        self._enter(_Arrived(written, self._arrival, None), None, None)

    def _at_parents(self, revision: Revision) -> State:
        work = self._records[revision.key]
        if not work.slow and revision.parents == work.state.heads:
            return work.state
        seen = ancestors(revision.parents, work.history())
        self._load_verdicts(seen.keys())
        return merge.materialise(seen.values(), self._judged)

    def _enter(self, arrived: _Arrived, author_seal: str | None, judge_seal: str | None) -> None:
        revision = arrived.revision
        self._taken[revision.id] = _Taken(arrived, author_seal, judge_seal)
        if revision.id in self._waiting or revision.id in self._held:
            self._held.pop(revision.id, None)
            self._released.add(revision.id)
        self._records[revision.key].add(revision, self._judgement(revision))
        if revision.type == verdict.TYPE and not revision.redacted:
            self._heed(verdict.read(revision), revision.id)

    def _heed(self, said: Verdict, by: RevisionId) -> None:
        """Join a verdict to what is known; where its revision is here already, that record is computed anew."""
        target = said.revision
        self._judged[target] = self._judged.get(target, verdict.NONE).with_(said)
        self._verdict_ids.setdefault(target, by)
        key = self._key_of(target)
        if key is not None and key in self._records:
            self._records[key].slow = True

    def _judgement(self, revision: Revision) -> Joined:
        """Return what all known verdicts say of a revision; of a verdict, whatever they say, nothing."""
        return verdict.NONE if revision.type == verdict.TYPE else self._judged.get(revision.id, verdict.NONE)

    def _accepted(self, revision: Revision, *, known: bool, number: int | None) -> Outcome:
        judged = self._judgement(revision)
        return Outcome(
            revision.id,
            Status.VOID if judged != verdict.NONE else Status.ACCEPTED,
            known=known,
            number=number,
            void=self._void_codes(revision.id) if judged.void else {},
            cap=judged.cap,
        )

    def _void_codes(self, judged: RevisionId) -> dict[str, str]:
        """Return the error code of each void field, from the verdicts themselves."""
        codes: dict[str, str] = {}
        for written in self._stored_verdict(judged):
            codes.update(verdict.read(written).void)
        return codes

    def _stored_verdict(self, judged: RevisionId) -> list[Revision]:
        """Return the revisions of a verdict record, those that enter now included."""
        key = verdict.key_of(judged)
        if key in self._records:
            return list(self._records[key].history().values())
        return self._tx.history(self._area, key)

    def _deny(self, arrived: _Arrived, denial: Denial, because: RevisionId | None) -> None:
        if denial.status is not Status.REFUSED:
            self._hold(arrived, denial, because, ())
            return
        one = arrived.revision.id
        self._refused.add(one)
        if one in self._waiting or self._held.pop(one, None) is not None:
            self._released.add(one)
        self._outcomes[one] = Outcome(one, Status.REFUSED, reason=denial.reason, because=because)

    def _hold(
        self, arrived: _Arrived, denial: Denial, because: RevisionId | None, missing: tuple[RevisionId, ...]
    ) -> None:
        revision = arrived.revision
        author, judging = self._seals.authors(revision), self._judging(revision)
        waits = Waiting(
            revision,
            denial.status,
            denial.reason,
            missing,
            because,
            arrived.arrival,
            author.id if author else None,
            judging.id if judging else None,
            arrived.via,
        )
        self._held[revision.id] = waits
        self._outcomes[revision.id] = _waits(waits, known=arrived.known)

    def _settle_waiting(self) -> None:
        """Decide again on what waited for revisions that have come, been refused or been quarantined now."""
        news: set[RevisionId] = self._taken.keys() | self._refused | self._quarantined()
        while news:
            ready = {one.revision.id: one for one in self._tx.waiting_on(self._area, news) if self._still_parked(one)}
            ready |= {one: waits for one, waits in self._held.items() if news & set(waits.missing)}
            self._reload(ready.values())
            settled: set[RevisionId] = set()
            for revision in _in_order(waits.revision for waits in ready.values()):
                waits = ready[revision.id]
                self._waiting.pop(revision.id, None)
                self._released.add(revision.id)
                self._decide(_Arrived(revision, waits.arrival, waits.via, known=revision.id not in self._held))
                if self._outcomes[revision.id].status is not Status.PARKED:
                    settled.add(revision.id)
            news = settled

    def _still_parked(self, waits: Waiting) -> bool:
        one = waits.revision.id
        return waits.status is Status.PARKED and one not in self._taken and one not in self._refused

    def _quarantined(self) -> set[RevisionId]:
        return {one for one, waits in self._held.items() if waits.status is Status.QUARANTINED}

    def _reload(self, ready: Iterable[Waiting]) -> None:
        ready = list(ready)
        stored = {name for waits in ready for name in (waits.author_seal, waits.judge_seal) if name is not None}
        self._seals.add(self._tx.seals(self._area, stored - self._seals.kept.keys()).values())
        self._load([waits.revision for waits in ready])

    # ------------------------------------------------------------------------------------------------ writing

    def _apply_slowly(self) -> None:
        """Materialise, once each, the records that the fast path could not follow."""
        slow = [(work, work.history()) for work in self._records.values() if work.slow]
        self._load_verdicts({one for _, history in slow for one in history})
        for work, history in slow:
            work.state = merge.materialise(history.values(), self._judged)

    def _seal_judged(self) -> list[Seal]:
        """Seal what this replica has judged, verdicts beside the revisions that they are about."""
        signer = self._node.signer
        mine = [one for one, taken in self._taken.items() if taken.judge_seal is None]
        if signer is None or not mine:
            return []
        sealed: list[Seal] = []
        for start in range(0, len(mine), MAX_SEAL_IDS):
            ids = mine[start : start + MAX_SEAL_IDS]
            verdicts = {one: self._verdict_ids[one] for one in ids if one in self._verdict_ids}
            sealed.append(seal(signer, self._area, ids, self._arrival, verdicts))
        return sealed

    def _rows(self, judging: Sequence[Seal]) -> list[Row]:
        seal_of = {one: made.id for made in judging for one in made.ids}
        after = digest.running(self._end.digest, self._taken)
        rows: list[Row] = []
        for place, ((one, taken), reached) in enumerate(zip(self._taken.items(), after, strict=True), 1):
            revision = taken.arrived.revision
            if self._judgement(revision).redacts and not revision.redacted:
                revision = redact(revision, self._redaction(one))
            own = taken.judge_seal or seal_of.get(one)
            rows.append(
                Row(
                    self._end.number + place,
                    reached,
                    one,
                    revision.type,
                    revision.record,
                    revision.body,
                    taken.arrived.arrival,
                    taken.author_seal or own,
                    own,
                    taken.arrived.via,
                )
            )
        self._redact_stored()
        return rows

    def _redact_stored(self) -> None:
        """Drop the bytes of revisions that were in the stream before the redaction came."""
        stubs: dict[RevisionId, bytes] = {}
        for one, judged in self._judged.items():
            if judged.redacts and one in self._places and one not in self._taken:
                work = self._records.get(self._places[one].key)
                whole = work.history().get(one) if work is not None else None
                if whole is not None and not whole.redacted and self._judgement(whole).redacts:
                    stubs[one] = redact(whole, self._redaction(one)).body
        self._tx.replace_bodies(self._area, stubs)

    def _redaction(self, one: RevisionId) -> RevisionId:
        """Return the verdict that redacts a revision; the first of several."""
        key = verdict.key_of(one)
        work = self._records.get(key)
        state = work.state if work is not None else self._tx.states(self._area, [key])[key]
        return min(said.revision for said in state.candidates["redacts"] if said.value)

    def _used_seals(self) -> list[Seal]:
        names = {name for taken in self._taken.values() for name in (taken.author_seal, taken.judge_seal)}
        names |= {name for waits in self._held.values() for name in (waits.author_seal, waits.judge_seal)}
        names |= set(self._attached.values())
        return [one for name, one in self._seals.kept.items() if name in names]


def _in_order(revisions: Iterable[Revision]) -> list[Revision]:
    """Return revisions parents first, and verdicts, which have none, before what they judge."""
    return parents_first(sorted(revisions, key=lambda one: one.type != verdict.TYPE))


def _named_verdicts(judging: Seal | None, revision: Revision) -> tuple[RevisionId, ...]:
    """Return the verdicts on this revision that its judging seal and its stub name, where they do."""
    by_seal = None if judging is None else judging.verdicts.get(revision.id)
    return tuple(one for one in (by_seal, revision.redaction) if one is not None)


def _target(revision: Revision) -> RevisionId | None:
    """Return the revision that a verdict is about."""
    target: Mapping[str, object] = revision.set
    if revision.type != verdict.TYPE:
        return None
    named = target.get("revision")
    return named if isinstance(named, str) else None


def _waits(waits: Waiting, *, known: bool) -> Outcome:
    return Outcome(
        waits.revision.id,
        waits.status,
        known=known,
        reason=waits.reason,
        because=waits.because,
        missing=waits.missing,
    )
