"""Masking: what of personal data is shown to whom, by the capacities in which they act and the groups of fields.

Who works with the households themselves sees what they work with; the county sees names, and numbers only for a reason;
the city sees neither without one; inspectors and auditors never see a number in full; administrators see no content.
The table is domain specification §4.1.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import IntEnum
from typing import Any, Final, Self

from schemas import REGISTRY
from schemas.fields import Field, Sensitivity
from schemas.values import Answer, LongText, PersonName, ShortText
from sync.canonical import Json
from sync.revision import DELETED

HIDDEN: Final = "****"
"""Stands for a value of which nothing is shown, and for what a mask leaves out."""


class Level(IntEnum):
    """How much of a group of fields somebody sees; of several capacities the highest counts."""

    HIDDEN = 0
    """Nothing but that there is a value."""
    MASKED = 1
    """Masked, whatever the reason."""
    ON_REASON = 2
    """Masked; in full for a reason, which goes into the audit log."""
    FULL = 3
    """In full."""


def _row(*levels: Level) -> Mapping[Sensitivity, Level]:
    return dict(zip(_GROUPS, levels, strict=True))


_GROUPS: Final = (
    Sensitivity.PUBLIC,
    Sensitivity.PERSONAL,
    Sensitivity.HEALTH,
    Sensitivity.INCOME,
    Sensitivity.PARADATA,
    Sensitivity.IDENTITY,
    Sensitivity.CONTACT,
    Sensitivity.BANK,
)
_FULL, _REASON, _MASKED, _HIDDEN = Level.FULL, Level.ON_REASON, Level.MASKED, Level.HIDDEN

_ALL: Final = _row(*(_FULL for _ in _GROUPS))
_LOOKING_ON: Final = _row(_FULL, _FULL, _FULL, _FULL, _FULL, _MASKED, _MASKED, _MASKED)

LEVELS: Final[Mapping[str, Mapping[Sensitivity, Level]]] = {
    "first_secretary": _ALL,
    "team_member": _ALL,
    "village_group": _ALL,
    "village_head": _ALL,
    "helper": _ALL,  # of the households that they are assigned to, and of no others
    "township": _ALL,
    #                      public personal  health   income paradata identity contact  bank
    "county_office": _row(_FULL, _FULL, _FULL, _FULL, _FULL, _REASON, _REASON, _REASON),
    "city_office": _row(_FULL, _REASON, _REASON, _FULL, _FULL, _REASON, _REASON, _REASON),
    "inspector": _LOOKING_ON,
    "auditor": _LOOKING_ON,
    "admin": _row(_FULL, *(_HIDDEN for _ in _GROUPS[1:])),
}
"""By capacity. Sync roles add nothing to the finer roles that exercise them. A department sees what concerns the
persons on its rosters, so nothing where there are none."""

UNMASKING: Final = frozenset(capacity for capacity, row in LEVELS.items() if Level.ON_REASON in row.values())
"""Who may ask for full values with a reason."""

NUMBERS: Final = frozenset({Sensitivity.IDENTITY, Sensitivity.CONTACT, Sensitivity.BANK})
"""The groups of what others could abuse: who is shown these in full is noted in the audit log, whoever it is."""


class Sight:
    """What somebody sees."""

    def __init__(self, levels: Mapping[Sensitivity, Level], *, reasoned: bool) -> None:
        """Take the levels by group, and whether a reason was given."""
        self._levels = levels
        self._needed = Level.ON_REASON if reasoned else Level.FULL

    @classmethod
    def of(cls, capacities: Collection[str], *, reasoned: bool = False) -> Self:
        """Return what is seen in these capacities together."""
        rows = [LEVELS[one] for one in capacities if one in LEVELS]
        return cls({group: max((row[group] for row in rows), default=_HIDDEN) for group in _GROUPS}, reasoned=reasoned)

    def in_lists(self) -> Self:
        """Return what is seen in lists: the same, with no number in full."""
        capped = {group: min(level, _MASKED) if group in NUMBERS else level for group, level in self._levels.items()}
        return type(self)(capped, reasoned=self._needed is Level.ON_REASON)

    @property
    def unmasked(self) -> bool:
        """Whether every value is seen in full."""
        return min(self._levels.values()) >= self._needed

    def value(self, record_type: str, path: str, value: Json) -> Any:  # noqa: ANN401 -- any JSON value
        """Return what is seen of a field's value."""
        if value is None or path == DELETED or self._in_full(record_type, path):
            return value
        field = REGISTRY.field(record_type, path)
        return HIDDEN if field is None or self._level(field) is Level.HIDDEN else _masked(field, value)

    def values(self, record_type: str, values: Mapping[str, Json]) -> dict[str, Any]:
        """Return what is seen of several fields."""
        return {path: self.value(record_type, path, value) for path, value in values.items()}

    def masked_of(self, record_type: str, fields: Iterable[str]) -> list[str]:
        """Return which of these fields are not seen in full, sorted."""
        return sorted(one for one in fields if one != DELETED and not self._whole(record_type, one))

    def reveals(self, record_type: str, values: Mapping[str, Json]) -> bool:
        """Tell whether it shows a value in full that is a number, or that is shown only because a reason was given."""
        return any(self._reveals(record_type, path) for path, value in values.items() if value is not None)

    def _reveals(self, record_type: str, path: str) -> bool:
        if path == DELETED or not self._in_full(record_type, path):
            return False
        field = REGISTRY.field(record_type, path)
        if field is None:
            return self._needed is Level.ON_REASON and min(self._levels.values()) is Level.ON_REASON
        delicate = field.sensitivity in NUMBERS or self._level(field) is Level.ON_REASON
        return delicate and _mask_of(field) is not None

    def _whole(self, record_type: str, path: str) -> bool:
        if self._in_full(record_type, path):
            return True
        field = REGISTRY.field(record_type, path)
        return field is not None and self._level(field) is not Level.HIDDEN and _mask_of(field) is None

    def _in_full(self, record_type: str, path: str) -> bool:
        field = REGISTRY.field(record_type, path)
        # Nobody knows what a newer version's field holds: it takes the right to see everything.
        return self.unmasked if field is None else self._level(field) >= self._needed

    def _level(self, field: Field) -> Level:
        return self._levels[field.sensitivity]


MASKING: Final = Sight(_LOOKING_ON, reasoned=False)
"""Names in full, numbers masked: what everybody may see who works with a list of records."""


def mask(record_type: str, path: str, value: Json) -> Any:  # noqa: ANN401 -- any JSON value
    """Return a field's value as `MASKING` shows it."""
    return MASKING.value(record_type, path, value)


Mask = Callable[[Json], Any]


def _masked(field: Field, value: Json) -> Any:  # noqa: ANN401 -- any JSON value
    masking = _mask_of(field)
    return value if masking is None else masking(value)


def _mask_of(field: Field) -> Mask | None:
    """Return how a field of a masked group is masked; None for what says nothing about who somebody is."""
    match field.sensitivity:
        case Sensitivity.IDENTITY | Sensitivity.CONTACT | Sensitivity.BANK:
            return None if field.codes is not None else _NUMBER_MASKS[field.sensitivity]
        case Sensitivity.PERSONAL:
            return _mask_of_personal(field)
        case Sensitivity.PUBLIC:
            return None
        case _:
            return _hide


def _mask_of_personal(field: Field) -> Mask | None:
    if field.name == "birth_date":
        return _year_only
    return next((masking for kind, masking in _PERSONAL_MASKS if field.type is kind), None)


def _hide(_value: Json) -> str:
    return HIDDEN


def _keep(first: int, last: int) -> Mask:
    def masking(value: Json) -> str:
        long_enough = isinstance(value, str) and len(value) > first + last
        return value[:first] + HIDDEN + value[len(value) - last :] if long_enough else HIDDEN

    return masking


def _year_only(value: Json) -> str:
    return f"{value[:4]}-**-**" if isinstance(value, str) else HIDDEN


_NUMBER_MASKS: Final[Mapping[Sensitivity, Mask]] = {
    Sensitivity.IDENTITY: _keep(6, 4),
    Sensitivity.CONTACT: _keep(3, 4),
    Sensitivity.BANK: _keep(0, 4),
}

_PERSONAL_MASKS: Final[tuple[tuple[Any, Mask], ...]] = (
    (PersonName, _keep(1, 0)),
    (ShortText, _hide),
    (LongText, _hide),
    (Answer, _hide),
)
"""By the type of the field; all else that is personal (codes, years, links, states) says nothing without a name."""
