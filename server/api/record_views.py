"""What the records API shows: one record's state, and its history, as pure functions of what the store holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, Field

from schemas import REGISTRY
from schemas.errors import FieldError
from schemas.fields import MergePolicy
from schemas.messages import describe
from server.api.masking import is_masked, mask
from sync import merge
from sync.history import ancestors
from sync.merge import State
from sync.revision import DELETED, RecordKey, Revision, RevisionId
from sync.storage import Row


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
    via: Annotated[str | None, Field(description="The device that brought it; null for what was written here.")]
    time: Annotated[int, Field(description="By the device's clock, unix ms.")]
    effective_time: Annotated[int, Field(description="As merge counts it, unix ms.")]
    arrival: Annotated[int, Field(description="When the judge first had it, unix ms.")]
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


def record_view(
    address: Address,
    state: State,
    history: Sequence[Revision],
    verdicts: Mapping[RevisionId, State],
    *,
    masked: bool,
) -> RecordView:
    """Return what is shown of a record.

    Args:
        address: the record's.
        state: as it is stored.
        history: its revisions.
        verdicts: the states of the verdict records on them, by the revision that is judged.
        masked: whether sensitive values are masked.
    """
    area, key = address
    shown = _Shown(key.type, masked=masked)
    return RecordView(
        area=area,
        type=key.type,
        record=key.record,
        deleted=state.deleted,
        revisions=state.revisions,
        heads=list(state.heads),
        values=shown.values(state.values()),
        candidates={
            field: [
                CandidateView(revision=one.revision, time=one.time, value=shown.value(field, one.value))
                for one in found
            ]
            for field, found in state.candidates.items()
            if len(found) > 1
        },
        conflicts=state.conflicts(lambda field: REGISTRY.policy(key.type, field) is MergePolicy.REVIEW),
        void=_unmended(key.type, history, verdicts),
        masked=shown.masked_of(state.candidates),
    )


def history_view(
    address: Address,
    history: Sequence[Revision],
    rows: Iterable[Row],
    verdicts: Mapping[RevisionId, State],
    names: Mapping[str, str],
    *,
    masked: bool,
) -> HistoryView:
    """Return what is shown of a record's history.

    Args:
        address: the record's.
        history: its revisions.
        rows: their rows.
        verdicts: the states of the verdict records on them, by the revision that is judged.
        names: people's names by user id.
        masked: whether sensitive values are masked.
    """
    area, key = address
    shown = _Shown(key.type, masked=masked)
    place = {row.id: row for row in rows}
    revisions: list[RevisionView] = []
    for one in history:
        said = verdicts.get(one.id)
        cap = merge.joined(said).cap if said is not None else None
        revisions.append(
            RevisionView(
                id=one.id,
                number=place[one.id].number,
                parents=list(one.parents),
                actor=one.actor,
                actor_name=names.get(one.actor),
                device=one.device,
                via=place[one.id].via,
                time=one.time,
                effective_time=one.time if cap is None else min(one.time, cap),
                arrival=place[one.id].arrival,
                source=one.source,
                visit=one.visit,
                reason=one.reason,
                set=shown.values(one.set),
                deleted=one.deleted,
                redacted=one.redacted,
                void=_void(key.type, one.id, said),
            )
        )
    written = {field for one in history for field in one.set}
    return HistoryView(
        area=area, type=key.type, record=key.record, revisions=revisions, masked=shown.masked_of(written)
    )


class _Shown:
    """What an asker sees of the values of one record type."""

    def __init__(self, record_type: str, *, masked: bool) -> None:
        self._type = record_type
        self._masked = masked

    def value(self, field: str, value: Any) -> Any:  # noqa: ANN401 -- any JSON value
        return mask(self._type, field, value) if self._masked and field != DELETED else value

    def values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {field: self.value(field, value) for field, value in values.items()}

    def masked_of(self, fields: Iterable[str]) -> list[str]:
        return sorted(one for one in fields if self._masked and one != DELETED and is_masked(self._type, one))


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
