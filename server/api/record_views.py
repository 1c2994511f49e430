"""What the records API shows: one record's state, and its history, as pure functions of what the store holds."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, Field

from schemas import REGISTRY
from schemas.errors import FieldError
from schemas.fields import MergePolicy
from schemas.messages import describe
from server.api.masking import Sight
from server.reading.past import Entry, Record
from server.reading.provenance import Names
from sync import merge
from sync.history import ancestors
from sync.merge import State
from sync.revision import RecordKey, Revision, RevisionId


class Address(NamedTuple):
    """Where a record is: its area, and its name there."""

    area: str
    key: RecordKey


class Text(BaseModel):
    """A text for people in both languages."""

    zh: str
    en: str


class CandidateView(BaseModel):
    """A value that no later writer of the field had seen."""

    revision: str
    time: Annotated[int, Field(description="Effective: capped where the author's clock ran ahead; unix ms.")]
    value: Any


class VoidView(BaseModel):
    """A field of a revision that the judge voided."""

    revision: str
    field: str
    code: str
    message: Text


class RecordView(BaseModel):
    """A record as its revisions and verdicts make it."""

    area: str
    type: str
    record: str
    deleted: bool
    revisions: Annotated[int, Field(description="How many there are.")]
    heads: Annotated[list[str], Field(description="Revisions that no other names as a parent; the parents of an edit.")]
    values: Annotated[dict[str, Any], Field(description="The value shown of each field.")]
    candidates: Annotated[
        dict[str, list[CandidateView]], Field(description="All candidates of the fields that have more than one.")
    ]
    conflicts: Annotated[list[str], Field(description="Fields on which somebody has to decide; `@deleted` is one.")]
    void: Annotated[list[VoidView], Field(description="Void fields that no later revision has mended.")]
    masked: Annotated[list[str], Field(description="Fields whose values are masked for the asker.")]


class RevisionView(BaseModel):
    """One version: who wrote what, when and where."""

    id: str
    number: Annotated[int, Field(description="Its place in the area's stream.")]
    parents: list[str]
    actor: str
    actor_name: Annotated[str | None, Field(description="Null for a machine, or somebody of another server.")]
    device: str
    device_label: Annotated[str | None, Field(description="Null for a device that this server does not know.")]
    via: Annotated[str | None, Field(description="The device that brought it; null for what was written here.")]
    via_label: str | None
    time: Annotated[int, Field(description="By the device's clock, unix ms.")]
    effective_time: Annotated[int, Field(description="As merge counts it, unix ms.")]
    arrival: Annotated[int, Field(description="When this server first had it, unix ms.")]
    entered: Annotated[int, Field(description="Since when this server shows it, unix ms: `at` counts by this.")]
    source: str
    visit: str | None
    reason: str | None
    set: dict[str, Any]
    deleted: bool | None
    redacted: bool
    void: list[VoidView]


class HistoryView(BaseModel):
    """Every version of a record, in the order of the area's stream."""

    area: str
    type: str
    record: str
    revisions: list[RevisionView]
    masked: list[str]


def record_view(address: Address, record: Record, state: State, sight: Sight) -> RecordView:
    """Return what is seen of a record in this state."""
    area, key = address
    return RecordView(
        area=area,
        type=key.type,
        record=key.record,
        deleted=state.deleted,
        revisions=state.revisions,
        heads=list(state.heads),
        values=sight.values(key.type, state.values()),
        candidates=candidates(key, state, sight),
        conflicts=conflicts(key, state),
        void=_unmended(key.type, record.history, record.verdicts),
        masked=sight.masked_of(key.type, state.candidates),
    )


def candidates(key: RecordKey, state: State, sight: Sight) -> dict[str, list[CandidateView]]:
    """Return what is seen of the candidates of the fields that have more than one."""
    return {
        field: [
            CandidateView(revision=one.revision, time=one.time, value=sight.value(key.type, field, one.value))
            for one in found
        ]
        for field, found in state.candidates.items()
        if len(found) > 1
    }


def conflicts(key: RecordKey, state: State) -> list[str]:
    """Return the fields of a record on which somebody has to decide."""
    return state.conflicts(lambda field: REGISTRY.policy(key.type, field) is MergePolicy.REVIEW)


def history_view(address: Address, record: Record, names: Names, sight: Sight) -> HistoryView:
    """Return what is seen of a record's history."""
    area, key = address
    return HistoryView(
        area=area,
        type=key.type,
        record=key.record,
        revisions=[_revision_view(one, record.verdicts.get(one.revision.id), names, sight) for one in record.entries],
        masked=sight.masked_of(key.type, {field for one in record.history for field in one.set}),
    )


def _revision_view(entry: Entry, said: State | None, names: Names, sight: Sight) -> RevisionView:
    one, row = entry.revision, entry.row
    cap = merge.joined(said).cap if said is not None else None
    return RevisionView(
        id=one.id,
        number=row.number,
        parents=list(one.parents),
        actor=one.actor,
        actor_name=names.people.get(one.actor),
        device=one.device,
        device_label=names.devices.get(one.device),
        via=row.via,
        via_label=names.devices.get(row.via or ""),
        time=one.time,
        effective_time=one.time if cap is None else min(one.time, cap),
        arrival=row.arrival,
        entered=entry.entered,
        source=one.source,
        visit=one.visit,
        reason=one.reason,
        set=sight.values(one.type, one.set),
        deleted=one.deleted,
        redacted=one.redacted,
        void=_void(one.type, one.id, said),
    )


def _void(record_type: str, one: RevisionId, said: State | None) -> list[VoidView]:
    codes = (
        {field: code for found in said.candidates.get("void", ()) for field, code in found.value.items()}
        if said
        else {}
    )
    texts = {field: describe(FieldError(code), REGISTRY.field(record_type, field)) for field, code in codes.items()}
    return [
        VoidView(revision=one, field=field, code=code, message=Text(zh=texts[field].zh, en=texts[field].en))
        for field, code in sorted(codes.items())
    ]


def _unmended(record_type: str, history: Sequence[Revision], verdicts: Mapping[RevisionId, State]) -> list[VoidView]:
    """Return the void fields that no revision which had seen them has written since."""
    by_id = {one.id: one for one in history}
    seen_by = {one.id: ancestors(one.parents, by_id).keys() for one in history} if verdicts else {}
    return [
        void
        for one in history
        for void in _void(record_type, one.id, verdicts.get(one.id))
        if not any(one.id in seen_by[later.id] and void.field in later.set for later in history)
    ]
