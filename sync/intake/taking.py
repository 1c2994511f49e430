"""Deciding on each revision that arrived: known, refused, quarantined, parked, or taken, judged and entered."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from sync import verdict
from sync.admission import Denial, Seals, admit, admit_own, admit_released, admit_sealed
from sync.directory import Device
from sync.history import parents_first
from sync.intake.entering import Arrived, Taken, make_rows, make_stubs, seal_judged
from sync.intake.judging import judge_entering
from sync.intake.node import Node
from sync.intake.touched import TouchedRecords
from sync.limits import MAX_HISTORY
from sync.merge import State
from sync.outcome import Outcome, Reason, Status
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import Seal, Signer
from sync.storage import Cut, Place, Transaction, Waiting
from sync.verdict import Verdict


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
        work.run([Arrived(one, arrival, via) for one in by_area[area].values()], seals)
        work.finish(done)
    return done


def release(tx: Transaction, node: Node, area: str, ids: Collection[RevisionId], *, now: int) -> Intake:
    """Take in revisions from quarantine on this server's word, by the path that all others take.

    They are judged as ever: what their authors surveyed counts, as this server's word; what they could not decide when
    it arrived stays void. What waited only because it builds on them is decided again; what waits for a reason of its
    own stays. Ids that are not in quarantine are left out.

    Args:
        tx: a write transaction that has not read yet.
        node: this server, which is the area's home.
        area: the area's stream.
        ids: what somebody responsible releases.
        now: this server's clock (unix ms).
    """
    done = Intake()
    ends = tx.lock([area])
    work = _AreaIntake(tx, node, area, ends[area], now, authored=False)
    work.release(ids)
    work.finish(done)
    return done


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
        self._taken: dict[RevisionId, Taken] = {}
        self._held: dict[RevisionId, Waiting] = {}
        self._refused: set[RevisionId] = set()
        self._overruled: frozenset[RevisionId] = frozenset()
        self._released: set[RevisionId] = set()
        self._attached: dict[RevisionId, str] = {}
        self._records = TouchedRecords(tx, area)
        self._outcomes: dict[RevisionId, Outcome] = {}
        self._verdicts: list[Revision] = []

    # ------------------------------------------------------------------------------------------------ the run

    def run(self, arrived: Sequence[Arrived], seals: Iterable[Seal]) -> None:
        """Decide on everything that arrived, and on what that unparks."""
        self._seals.add(seals)
        by_id = {one.revision.id: one for one in arrived}
        revisions = _in_order(one.revision for one in arrived)
        self._load(revisions)
        for revision in revisions:
            self._decide(by_id[revision.id])
        self._settle_waiting()

    def release(self, ids: Collection[RevisionId]) -> None:
        """Decide again on what is released from quarantine, and on what waits for that."""
        waiting = self._tx.waiting(self._area)
        quarantined = {one: waits for one, waits in waiting.items() if waits.status is Status.QUARANTINED}
        self._overruled = frozenset(quarantined.keys() & set(ids))
        chosen = set(self._overruled)
        while more := {one for one, waits in quarantined.items() if waits.because in chosen} - chosen:
            chosen |= more
        self._reload(quarantined[one] for one in chosen)
        for revision in _in_order(quarantined[one].revision for one in chosen):
            waits = self._waiting.pop(revision.id)
            self._released.add(revision.id)
            self._decide(Arrived(revision, waits.arrival, waits.via, known=True))
        self._settle_waiting()

    def finish(self, done: Intake) -> None:
        """Write rows, states, seals and what waits, and add what was done to `done`."""
        self._records.settle()
        taken = list(self._taken.values())
        judging = seal_judged(taken, self._records, self._node.signer, self._area, self._arrival)
        rows = make_rows(taken, self._records, judging, self._end)
        self._tx.replace_bodies(self._area, make_stubs(self._records, self._places))
        self._tx.save_seals([*self._used_seals(), *judging])
        self._tx.drop_waiting(self._area, self._released)
        self._tx.save_waiting(self._area, self._held.values())
        self._tx.attach(self._area, self._attached)
        if rows:
            self._tx.append(self._area, rows)
            self._end = Cut(rows[-1].number, rows[-1].digest)
        self._tx.save_states(self._area, self._records.changed())
        numbers = {row.id: row.number for row in rows}
        for one, outcome in self._outcomes.items():
            done.outcomes[one] = msgspec.structs.replace(outcome, number=numbers.get(one, outcome.number))
        done.seals.extend(judging)
        done.verdicts.extend(self._verdicts)
        done.states[self._area] = self._records.states()
        done.ends[self._area] = self._end

    # ------------------------------------------------------------------------------------------------ loading

    def _load(self, revisions: Sequence[Revision]) -> None:
        """Read in bulk what deciding on these revisions needs."""
        ids = {one.id for one in revisions} | {parent for one in revisions for parent in one.parents}
        for one in revisions:
            for made in (None, *self._seals.judging(one)):
                ids.update(_named_verdicts(made, one))
        targets = {target for one in revisions if (target := _target(one)) is not None}
        ids |= targets
        ids -= self._places.keys()
        self._places.update(self._tx.places(self._area, ids))
        self._waiting.update(self._tx.waiting(self._area, ids - self._places.keys()))
        keys = {one.key for one in revisions if one.id not in self._places}
        self._records.load(keys | {self._places[target].key for target in targets if target in self._places})
        self._records.load_verdicts({one.id for one in revisions} | targets)

    # ------------------------------------------------------------------------------------------------ deciding

    def _decide(self, arrived: Arrived) -> None:
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

    def _denial(  # noqa: PLR0911 -- one return a case reads as the table that it is
        self, arrived: Arrived, judging: Seal | None
    ) -> Denial | None:
        revision = arrived.revision
        if self._forged(revision):
            return Denial(Status.REFUSED, Reason.MALFORMED)
        if judging is not None:
            return admit_sealed(self._seals, revision, judging)
        if self._authored:
            return admit_own(revision)
        if revision.id in self._overruled and (by := self._itself()) is not None:
            return admit_released(self._node.directory, by, revision, self._arrival)
        if not self._home:
            return self._unjudged(revision)
        denial = admit(
            self._node.registry,
            self._node.directory,
            self._seals,
            revision,
            arrival=arrived.arrival,
            now=self._arrival,
        )
        if denial is None and self._records.length(revision.key) >= MAX_HISTORY:
            return Denial(Status.REFUSED, Reason.HISTORY_FULL)
        return denial

    def _unjudged(self, revision: Revision) -> Denial:
        """Hold, where this is not the home, what only a device has sealed."""
        if self._seals.author(revision) is None:
            return Denial(Status.REFUSED, self._seals.objection(revision))
        return Denial(Status.PARKED, Reason.UNJUDGED)

    def _itself(self) -> Device | None:
        """Return this server as the directory knows it."""
        return None if self._node.signer is None else self._node.directory.device(self._node.signer.device)

    def _forged(self, revision: Revision) -> bool:
        """Whether it is a stub of something that the verdict which it names does not redact."""
        named = revision.redaction
        return named is not None and self._key_of(named) is not None and not self._records.said_of(revision.id).redacts

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

    def _take(self, arrived: Arrived, judging: Seal | None) -> None:
        revision = arrived.revision
        author, kept = self._seals.author(revision), self._seals.authors(revision)
        if judging is None and self._node.signer is not None and self._records.verdict_on(revision.id) is None:
            self._judge(arrived, self._node.signer, author[1].id if author else self._node.signer.device)
        self._enter(arrived, kept.id if kept else None, judging.id if judging else None)
        self._outcomes[revision.id] = self._accepted(revision, known=arrived.known, number=None)

    def _judge(self, arrived: Arrived, signer: Signer, through: str) -> None:
        """Judge as the home, or as the server where it was written; a verdict enters just before its revision."""
        revision = arrived.revision
        if revision.type == verdict.TYPE:
            return
        said = judge_entering(
            self._node,
            self._records,
            revision,
            through=through,
            arrival=arrived.arrival,
            overruled=revision.id in self._overruled,
        )
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
        self._verdicts.append(written)
        self._enter(Arrived(written, self._arrival, None), None, None)

    def _enter(self, arrived: Arrived, author_seal: str | None, judge_seal: str | None) -> None:
        revision = arrived.revision
        self._taken[revision.id] = Taken(arrived, author_seal, judge_seal)
        if revision.id in self._waiting or revision.id in self._held:
            self._held.pop(revision.id, None)
            self._released.add(revision.id)
        self._records.add(revision)
        if revision.type == verdict.TYPE and not revision.redacted:
            said = verdict.read(revision)
            self._records.heed(said, revision.id, self._key_of(said.revision))

    def _accepted(self, revision: Revision, *, known: bool, number: int | None) -> Outcome:
        judged = self._records.judgement(revision)
        return Outcome(
            revision.id,
            Status.VOID if judged != verdict.NONE else Status.ACCEPTED,
            known=known,
            number=number,
            void=self._records.void_codes(revision.id) if judged.void else {},
            cap=judged.cap,
        )

    def _deny(self, arrived: Arrived, denial: Denial, because: RevisionId | None) -> None:
        if denial.status is not Status.REFUSED:
            self._hold(arrived, denial, because, ())
            return
        one = arrived.revision.id
        self._refused.add(one)
        if one in self._waiting or self._held.pop(one, None) is not None:
            self._released.add(one)
        self._outcomes[one] = Outcome(one, Status.REFUSED, reason=denial.reason, because=because)

    def _hold(
        self, arrived: Arrived, denial: Denial, because: RevisionId | None, missing: tuple[RevisionId, ...]
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
                self._decide(Arrived(revision, waits.arrival, waits.via, known=revision.id not in self._held))
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
