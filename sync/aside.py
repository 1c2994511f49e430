"""Setting aside: what the upstream refused or quarantined leaves the author's records, but is never lost.

A descendant of a refused revision is refused, of a quarantined one quarantined. So these leave the local stream with
everything built on them, the records are computed anew without them, and their values are kept, to be offered on
the server's heads (design.md §6).

What a judging server has sealed stays, whoever refuses it later: it is part of a numbered stream, here or elsewhere.
"""

from collections.abc import Mapping

from sync import merge, verdict
from sync.history import ancestors
from sync.outcome import Outcome, Reason, Status
from sync.revision import RecordKey, Revision, RevisionId
from sync.storage import PeerTransaction, Row, Waiting


def set_aside(tx: PeerTransaction, answers: Mapping[RevisionId, Outcome]) -> None:
    """Take these revisions, as the upstream answered them, out of every area's stream and records."""
    for area in tx.areas():
        tx.lock([area])
        places = {one: place for one, place in tx.places(area, answers.keys()).items() if not place.judged}
        if not places:
            continue
        records: dict[RecordKey, list[RevisionId]] = {}
        for one, place in places.items():
            records.setdefault(place.key, []).append(one)
        _leave(tx, area, records, answers)


def _leave(
    tx: PeerTransaction, area: str, records: Mapping[RecordKey, list[RevisionId]], answers: Mapping[RevisionId, Outcome]
) -> None:
    withdrawn: list[Waiting] = []
    states: dict[RecordKey, merge.State] = {}
    for key, ids in records.items():
        history = {one.id: one for one in tx.history(area, key)}
        blame = {one: _blame(one, ids, history) for one in history}
        rows = {row.id: row for row in tx.rows(area, [one for one in history if blame[one] is not None])}
        kept = {one: revision for one, revision in history.items() if blame[one] is None}
        wanted = {verdict.key_of(one): one for one in kept}
        verdicts = {wanted[k]: merge.joined(state) for k, state in tx.states(area, wanted.keys()).items()}
        states[key] = merge.materialise(kept.values(), verdicts)
        for one, row in rows.items():
            withdrawn.append(_withdrawn(history[one], row, answers, blame[one]))
    tx.withdraw(area, withdrawn)
    tx.save_states(area, states)


def _blame(one: RevisionId, ids: list[RevisionId], history: Mapping[RevisionId, Revision]) -> RevisionId | None:
    """Return the revision for whose sake this one leaves: itself, or what it was built on."""
    if one in ids:
        return one
    return min(ancestors([one], history).keys() & set(ids), default=None)


def _withdrawn(
    revision: Revision, row: Row, answers: Mapping[RevisionId, Outcome], blamed: RevisionId | None
) -> Waiting:
    answer = answers.get(revision.id)
    if answer is None:
        status = answers[blamed].status if blamed is not None else Status.REFUSED
        reason = Reason.PARENT_QUARANTINED if status is Status.QUARANTINED else Reason.PARENT_REFUSED
        answer = Outcome(revision.id, status, reason=reason, because=blamed)
    return Waiting(
        revision,
        answer.status,
        answer.reason or Reason.MALFORMED,
        (),
        answer.because,
        row.arrival,
        row.author_seal,
        row.judge_seal,
    )
