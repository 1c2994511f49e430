"""What enters the stream of one area: in order, numbered, digested, and sealed where this replica has judged it."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sync import digest
from sync.intake.touched import TouchedRecords
from sync.limits import MAX_SEAL_IDS
from sync.revision import Revision, RevisionId, redact
from sync.seal import Seal, Signer, seal
from sync.storage import Cut, Place, Row


class Arrived(NamedTuple):
    """A revision to decide on; `arrival` is its first, also when it was parked since (then it is `known`)."""

    revision: Revision
    arrival: int
    via: str | None
    known: bool = False


class Taken(NamedTuple):
    """A revision that enters the stream."""

    arrived: Arrived
    author_seal: str | None
    judge_seal: str | None
    """None where this replica has judged it and seals it at the end."""


def seal_judged(
    taken: Collection[Taken], records: TouchedRecords, signer: Signer | None, area: str, now: int
) -> list[Seal]:
    """Seal what this replica has judged (at `now`, unix ms), verdicts beside the revisions that they are about."""
    mine = [one.arrived.revision.id for one in taken if one.judge_seal is None]
    if signer is None or not mine:
        return []
    sealed: list[Seal] = []
    for start in range(0, len(mine), MAX_SEAL_IDS):
        ids = mine[start : start + MAX_SEAL_IDS]
        verdicts = {one: named for one in ids if (named := records.verdict_on(one)) is not None}
        sealed.append(seal(signer, area, ids, now, verdicts))
    return sealed


def make_rows(taken: Sequence[Taken], records: TouchedRecords, judging: Sequence[Seal], end: Cut) -> list[Row]:
    """Return the rows that follow the stream's `end`; what is redacted enters as a stub."""
    seal_of = {one: made.id for made in judging for one in made.ids}
    after = digest.running(end.digest, (one.arrived.revision.id for one in taken))
    rows: list[Row] = []
    for number, (one, reached) in enumerate(zip(taken, after, strict=True), end.number + 1):
        revision = one.arrived.revision
        if not revision.redacted and records.judgement(revision).redacts:
            revision = redact(revision, records.redaction_of(revision.id))
        own = one.judge_seal or seal_of.get(revision.id)
        rows.append(
            Row(
                number,
                reached,
                revision.id,
                revision.type,
                revision.record,
                revision.body,
                one.arrived.arrival,
                one.author_seal or own,
                own,
                one.arrived.via,
            )
        )
    return rows


def make_stubs(records: TouchedRecords, places: Mapping[RevisionId, Place]) -> dict[RevisionId, bytes]:
    """Return the stubs of revisions that were in the stream, at these places, before their redaction came."""
    stubs: dict[RevisionId, bytes] = {}
    for one in records.redacted():
        whole = records.whole(one, places[one].key) if one in places else None
        if whole is not None and records.judgement(whole).redacts:
            stubs[one] = redact(whole, records.redaction_of(one)).body
    return stubs
