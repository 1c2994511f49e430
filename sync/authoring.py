"""Writing on a replica: from what a person or a machine changed to revisions in the local stream.

A tablet writes unsealed and seals what it pushes. A server judges before it writes, so that the author is told at once,
and seals there and then; its own seal carries the revision to every other replica.
"""

from collections.abc import Mapping, Sequence

import msgspec

from sync.canonical import Json
from sync.errors import SyncError
from sync.intake import Intake, Node, judge_entering, take_in
from sync.intake.touched import TouchedRecords
from sync.limits import MAX_PARENTS
from sync.revision import RecordKey, Revision, RevisionId, compose
from sync.storage import Transaction


class Draft(msgspec.Struct, frozen=True):
    """One edit that is to become a revision.

    Attributes:
        set: field to value; null clears.
        deleted: true or false where it changes.
        parents: the heads that the editor saw; None for the heads as they are now.
    """

    area: str
    key: RecordKey
    set: Mapping[str, Json]
    source: str
    deleted: bool | None = None
    visit: str | None = None
    reason: str | None = None
    parents: tuple[RevisionId, ...] | None = None


class Author(msgspec.Struct, frozen=True):
    """Who writes, on which device, at what time (unix ms, by the device's corrected clock)."""

    actor: str
    device: str
    time: int


class Rejected(SyncError):
    """A server's own judgement voids fields of a draft; nothing was written."""

    def __init__(self, draft: Draft, void: Mapping[str, str]) -> None:
        """Keep the draft and its error code by field."""
        super().__init__(f"{draft.key.type}: {dict(void)}")
        self.draft = draft
        self.void = void


def write(tx: Transaction, node: Node, author: Author, drafts: Sequence[Draft]) -> tuple[list[Revision], Intake]:
    """Write drafts on this replica and return their revisions and what taking them in did.

    Several drafts of one record follow one another. On a server nothing is written if any field would be void.

    Raises:
        Rejected: on a server, the author may not write this, or a value is wrong.
        Malformed: a draft has no canonical form.
    """
    tx.lock(sorted({draft.area for draft in drafts}))
    heads: dict[tuple[str, RecordKey], tuple[RevisionId, ...]] = {}
    records = _load(tx, drafts)
    written: list[Revision] = []
    for draft in drafts:
        place = (draft.area, draft.key)
        if place not in heads:
            heads[place] = records[draft.area].standing(draft.key).heads
        seen = parents = heads[place] if draft.parents is None else draft.parents
        while len(parents) > MAX_PARENTS:
            joint = _compose(node, author, msgspec.structs.replace(draft, set={}, deleted=None), parents[:MAX_PARENTS])
            written.append(joint)
            records[draft.area].add(joint)
            parents = tuple(sorted((joint.id, *parents[MAX_PARENTS:])))
        revision = _compose(node, author, draft, parents)
        if node.signer is not None:
            _reject_void(node, draft, revision, records[draft.area], node.signer.device)
        written.append(revision)
        heads[place] = tuple(sorted({revision.id} | (set(heads[place]) - set(seen))))
    return written, take_in(tx, node, written, (), arrival=author.time, via=None, authored=True)


def rejections(tx: Transaction, node: Node, author: Author, drafts: Sequence[Draft]) -> list[Rejected]:
    """Return what a server would reject of these drafts, each of another record and on its heads, writing nothing."""
    found: list[Rejected] = []
    records = _load(tx, drafts)
    for draft in drafts:
        revision = _compose(node, author, draft, records[draft.area].standing(draft.key).heads[:MAX_PARENTS])
        if node.signer is None:
            continue
        try:
            _reject_void(node, draft, revision, records[draft.area], node.signer.device)
        except Rejected as rejected:
            found.append(rejected)
    return found


def _load(tx: Transaction, drafts: Sequence[Draft]) -> dict[str, TouchedRecords]:
    records = {area: TouchedRecords(tx, area) for area in {draft.area for draft in drafts}}
    for area, of_area in records.items():
        of_area.load({draft.key for draft in drafts if draft.area == area})
    return records


def _compose(node: Node, author: Author, draft: Draft, parents: tuple[RevisionId, ...]) -> Revision:
    return compose(
        area=draft.area,
        key=draft.key,
        schema=node.registry.version,
        codes=node.registry.codes_version,
        parents=parents,
        set=draft.set,
        time=author.time,
        actor=author.actor,
        device=author.device,
        source=draft.source,
        deleted=draft.deleted,
        visit=draft.visit,
        reason=draft.reason,
    )


def _reject_void(node: Node, draft: Draft, revision: Revision, records: TouchedRecords, server: str) -> None:
    said = judge_entering(node, records, revision, through=server, arrival=revision.time)
    if said is not None and said.void:
        raise Rejected(draft, said.void)
    records.add(revision)
