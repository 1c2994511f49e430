"""Fields that are blocks of several items, such as an income or a position: their items, each as a field of its own."""

from typing import Annotated, Any, NotRequired, get_args, get_origin, get_type_hints

from schemas import Field, Label


def items_of(field: Field) -> dict[str, Field]:
    """Return the items of a block that have a label; none for a field that is no block."""
    kind = get_args(field.type)[0] if get_origin(field.type) is Annotated else field.type
    if not isinstance(kind, type):
        return {}
    hints = get_type_hints(kind, include_extras=True)
    found = {name: _item(name, hint, field) for name, hint in hints.items()}
    return {name: item for name, item in found.items() if item is not None}


def _item(name: str, hint: Any, block: Field) -> Field | None:  # noqa: ANN401 - annotations have no type
    bare = get_args(hint)[0] if get_origin(hint) is NotRequired else hint
    label = next((part for part in get_args(bare) if isinstance(part, Label)), None)
    return Field(name, bare, label, block.sensitivity) if label is not None else None
