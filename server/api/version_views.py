"""What the records API shows of versions: what differs between two, and who wrote each value."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from schemas import REGISTRY
from schemas.label import Label
from schemas.parts import describe_part
from server.api.masking import Sight
from server.api.record_views import Address, Text, conflicts
from server.reading import difference
from server.reading.difference import Change, Difference
from server.reading.provenance import Names, Written
from sync.merge import State
from sync.revision import DELETED


class PartView(BaseModel):
    """A difference within a value that has parts, such as a category or a line of an income."""

    was_at: Annotated[str | None, Field(description="Its path before, places from 0; null where it was not there.")]
    at: Annotated[str | None, Field(description="Its path after, places from 0; null where it is not there.")]
    label: Text
    unit: str | None
    kind: difference.Kind
    before: Any
    after: Any


class ChangeView(BaseModel):
    """A field whose shown value differs."""

    field: str
    label: Text
    unit: str | None
    kind: difference.Kind
    before: Any
    after: Any
    parts: Annotated[list[PartView], Field(description="None where the value has no parts, or is masked.")]


class DifferenceView(BaseModel):
    """What differs between two versions of a record; one that did not exist yet shows nothing."""

    area: str
    type: str
    record: str
    was_deleted: bool
    deleted: bool
    changes: list[ChangeView]
    masked: list[str]


class WriterView(BaseModel):
    """A value, and who wrote it on which device, when and where."""

    value: Any
    revision: str
    actor: str
    actor_name: Annotated[str | None, Field(description="Null for a machine, or somebody of another server.")]
    device: str
    device_label: str | None
    via: Annotated[str | None, Field(description="The device that brought it; null for what was written here.")]
    via_label: str | None
    time: Annotated[int, Field(description="By the device's clock, unix ms.")]
    effective_time: Annotated[int, Field(description="As merge counts it, unix ms.")]
    arrival: Annotated[int, Field(description="When this server first had it, unix ms.")]
    entered: Annotated[int, Field(description="Since when this server shows it, unix ms.")]
    source: str
    visit: str | None
    reason: str | None


class FieldProvenance(BaseModel):
    """The values of one field that no later writer had seen; the last one is shown."""

    label: Text
    unit: str | None
    conflict: Annotated[bool, Field(description="Whether somebody has to decide.")]
    candidates: list[WriterView]


class ProvenanceView(BaseModel):
    """Who wrote each value of a record, by field; `@deleted` is its deletion."""

    area: str
    type: str
    record: str
    fields: dict[str, FieldProvenance]
    masked: list[str]


def difference_view(address: Address, found: Difference, sight: Sight) -> DifferenceView:
    """Return what is seen of a difference."""
    area, key = address
    masked = sight.masked_of(key.type, [one.field for one in found.changes])
    return DifferenceView(
        area=area,
        type=key.type,
        record=key.record,
        was_deleted=found.was_deleted,
        deleted=found.deleted,
        changes=[_change_view(key.type, one, sight, masked=one.field in masked) for one in found.changes],
        masked=masked,
    )


def provenance_view(
    address: Address, state: State, found: dict[str, list[Written]], names: Names, sight: Sight
) -> ProvenanceView:
    """Return what is seen of who wrote what."""
    area, key = address
    in_conflict = set(conflicts(key, state))
    fields: dict[str, FieldProvenance] = {}
    for field, candidates in found.items():
        label, unit = _about(key.type, field)
        fields[field] = FieldProvenance(
            label=label,
            unit=unit,
            conflict=field in in_conflict,
            candidates=[_writer_view(key.type, field, one, names, sight) for one in candidates],
        )
    return ProvenanceView(
        area=area, type=key.type, record=key.record, fields=fields, masked=sight.masked_of(key.type, found)
    )


def _change_view(record_type: str, change: Change, sight: Sight, *, masked: bool) -> ChangeView:
    label, unit = _about(record_type, change.field)
    return ChangeView(
        field=change.field,
        label=label,
        unit=unit,
        kind=change.kind,
        before=sight.value(record_type, change.field, change.before),
        after=sight.value(record_type, change.field, change.after),
        parts=[] if masked else [_part_view(record_type, change.field, one) for one in change.parts],
    )


def _part_view(record_type: str, path: str, part: difference.Part) -> PartView:
    place = part.at if part.at is not None else part.was_at or ()
    field = REGISTRY.field(record_type, path)
    known = describe_part(field, place) if field is not None else None
    return PartView(
        was_at=None if part.was_at is None else "/".join(part.was_at),
        at=None if part.at is None else "/".join(part.at),
        label=_text(known.label if known is not None else Label("/".join(place), "/".join(place))),
        unit=known.unit if known is not None else None,
        kind=part.kind,
        before=part.before,
        after=part.after,
    )


def _writer_view(record_type: str, field: str, written: Written, names: Names, sight: Sight) -> WriterView:
    one, row = written.entry.revision, written.entry.row
    return WriterView(
        value=sight.value(record_type, field, written.value),
        revision=one.id,
        actor=one.actor,
        actor_name=names.people.get(one.actor),
        device=one.device,
        device_label=names.devices.get(one.device),
        via=row.via,
        via_label=names.devices.get(row.via or ""),
        time=one.time,
        effective_time=written.time,
        arrival=row.arrival,
        entered=written.entry.entered,
        source=one.source,
        visit=one.visit,
        reason=one.reason,
    )


def _about(record_type: str, path: str) -> tuple[Text, str | None]:
    """Return the label and the unit of a field; an item of a collection is called by its key too."""
    field = REGISTRY.field(record_type, path)
    if path == DELETED:
        return Text(zh="删除", en="deletion"), None
    if field is None:
        return Text(zh=path, en=path), None
    _, slash, item = path.partition("/")
    label = Label(f"{field.label.zh} {item}", f"{field.label.en} {item}") if slash else field.label
    return _text(label), field.unit


def _text(label: Label) -> Text:
    return Text(zh=label.zh, en=label.en)
