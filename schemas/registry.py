"""The registry: every question that the protocol asks of the schema, answered by type and field name.

What this version does not know is never an error: a newer tablet's types and fields pass untouched, are kept as they
are, and are reviewed where they conflict.
"""

from collections.abc import Collection, Iterable, Mapping

from schemas.errors import FieldError
from schemas.fields import Authority, Field, MergePolicy, RecordType
from schemas.validation import Reading, SetValidator
from schemas.workflow import StateMachine


class Registry:
    """The record types of one schema version."""

    def __init__(self, types: Iterable[RecordType], *, version: int, codes_version: int) -> None:
        """Compile the validators of `types`."""
        self.version = version
        self.codes_version = codes_version
        self.types = tuple(types)
        self._types = {record_type.name: record_type for record_type in self.types}
        self._with_workflow = {one.name for one in self.types if any(field.workflow for field in one.fields)}
        self._validators = {record_type.name: SetValidator(record_type) for record_type in self.types}

    def type(self, name: str) -> RecordType | None:
        """Return the record type of that name, or None if this version does not know it."""
        return self._types.get(name)

    def field(self, record_type: str, path: str) -> Field | None:
        """Return the field that a path of a revision's set writes, or None if this version does not know it."""
        validator = self._validators.get(record_type)
        return None if validator is None else validator.field(path)

    def errors(self, record_type: str, values: Mapping[str, object]) -> dict[str, FieldError]:
        """Return an error for each field of a revision's set that cannot be stored, by its path.

        Null clears a field, and is an error only where the field is required. An unknown type or field is no error.
        """
        validator = self._validators.get(record_type)
        return {} if validator is None else validator.errors(values)

    def read(self, record_type: str, values: Mapping[str, object]) -> Reading:
        """Return validated values, errors, and the names that this version does not know."""
        validator = self._validators.get(record_type)
        return Reading({}, {}, frozenset(values)) if validator is None else validator.read(values)

    def policy(self, record_type: str, path: str) -> MergePolicy:
        """Return how two values of a field merge. Unknown fields and the deletion of a record are reviewed."""
        field = self.field(record_type, path)
        return MergePolicy.REVIEW if field is None else field.merge

    def workflow(self, record_type: str, path: str) -> StateMachine | None:
        """Return the state machine that a field follows, or None where any value may follow any other."""
        field = self.field(record_type, path)
        return None if field is None else field.workflow

    def workflows(self, record_type: str, paths: Iterable[str]) -> dict[str, StateMachine]:
        """Return the state machine of each of these paths that follows one; most types have none."""
        if record_type not in self._with_workflow:
            return {}
        found = ((path, self.workflow(record_type, path)) for path in paths)
        return {path: machine for path, machine in found if machine is not None}

    def may_write(self, record_type: str, who: Collection[str], path: str | None = None) -> bool:
        """Tell whether somebody with these capacities may write fields of a type that no workflow decides about.

        With a `path`, whether they may write that field: some fields have more writers than their type. An unknown type
        anybody may write.
        """
        known = self._types.get(record_type)
        if known is None or not known.written_by.isdisjoint(who):
            return True
        field = None if path is None else self.field(record_type, path)
        return field is not None and not field.also_by.isdisjoint(who)

    def may_delete(self, record_type: str, who: Collection[str]) -> bool:
        """Tell whether somebody with these capacities may delete and revive records of a type.

        Of an unknown type anybody may, as they may edit it.
        """
        known = self._types.get(record_type)
        return known is None or not known.deleted_by.isdisjoint(who)

    def authority(self, record_type: str) -> Authority:
        """Return whose seal may write records of a type: any device's, for a type that is unknown."""
        known = self._types.get(record_type)
        return Authority.DEVICE if known is None else known.authority

    def writable_by_device(self, record_type: str, path: str, *, creates: bool) -> bool:
        """Tell whether a revision under a device's seal may write a field; `creates` where it has no parents."""
        match self.authority(record_type):
            case Authority.DEVICE:
                return True
            case Authority.SERVER:
                return False
            case Authority.SERVER_CREATES:
                field = self.field(record_type, path)
                return not creates and not (field is not None and field.machine)
