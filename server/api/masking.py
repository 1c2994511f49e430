"""Masking: what of identity numbers, telephone and bank numbers is shown to those whose work does not need them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from schemas import REGISTRY
from schemas.fields import Sensitivity
from sync.canonical import Json

UNMASKED_ROLES: Final = frozenset({"collector", "township"})
"""Who works with the households themselves."""

HIDDEN: Final = "****"


def _keep(first: int, last: int) -> Callable[[str], str]:
    def mask(text: str) -> str:
        return text[:first] + HIDDEN + text[-last:] if len(text) > first + last else HIDDEN

    return mask


_MASKS: Final[Mapping[Sensitivity, Callable[[str], str]]] = {
    Sensitivity.IDENTITY: _keep(6, 4),
    Sensitivity.CONTACT: _keep(3, 4),
    Sensitivity.BANK: _keep(0, 4),
}


def is_masked(record_type: str, path: str) -> bool:
    """Tell whether a field is masked: a sensitive one, unless it is a code, and one that this version does not know."""
    field = REGISTRY.field(record_type, path)
    return field is None or (field.sensitivity in _MASKS and field.codes is None)


def mask(record_type: str, path: str, value: Json) -> Any:  # noqa: ANN401 -- any JSON value
    """Return what is shown of a field's value."""
    if value is None or not is_masked(record_type, path):
        return value
    field = REGISTRY.field(record_type, path)
    if field is None or not isinstance(value, str):
        return HIDDEN
    return _MASKS[field.sensitivity](value)
