"""What differs between two versions of a record: field by field, and within a field part by part.

A field that was never written and one that was cleared are the same here: neither has a value.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, NamedTuple, TypeGuard

from sync import canonical
from sync.canonical import Json
from sync.merge import State

Values = Mapping[str, Json]
Path = tuple[str, ...]


class Kind(StrEnum):
    """What became of a value."""

    ADDED = "added"
    CHANGED = "changed"
    CLEARED = "cleared"


class Part(NamedTuple):
    """A difference within a value that is a map, or a list of maps such as the lines of an income.

    Attributes:
        was_at, at: the keys and places (from 0) that lead to it, before and after; None where it was not there. A line
            that moved because of others before it has not changed.
        before, after: None for nothing.
    """

    was_at: Path | None
    at: Path | None
    before: Any
    after: Any

    @property
    def kind(self) -> Kind:
        """What became of it."""
        return _kind(self.before, self.after)


class Change(NamedTuple):
    """A field whose shown value differs; `parts` say where within it, if it is made of parts."""

    field: str
    before: Any
    after: Any
    parts: tuple[Part, ...]

    @property
    def kind(self) -> Kind:
        """What became of it."""
        return _kind(self.before, self.after)


class Difference(NamedTuple):
    """What differs between two states of a record; fields are sorted."""

    changes: tuple[Change, ...]
    was_deleted: bool
    deleted: bool


def compare(before: State, after: State) -> Difference:
    """Return what differs in the values that two states of a record show."""
    return Difference(changes(before.values(), after.values()), before.deleted, after.deleted)


def changes(before: Values, after: Values) -> tuple[Change, ...]:
    """Return the fields that differ between two sets of values."""
    pairs = ((field, before.get(field), after.get(field)) for field in sorted({*before, *after}))
    return tuple(
        Change(field, was, now, tuple(_parts(was, now, (), ()))) for field, was, now in pairs if not _same(was, now)
    )


def _parts(before: Json, after: Json, was_at: Path, at: Path) -> Iterator[Part]:
    """Yield what differs within two values that do, where they are maps or lists of maps.

    What was nothing is taken for empty, so that each of its parts is new. What is nothing now was cleared as a whole.
    """
    if isinstance(after, dict) and (before is None or isinstance(before, dict)):
        old = before or {}
        for key in sorted({*old, *after}):
            yield from _part(old.get(key), after.get(key), (*was_at, key), (*at, key))
    elif _is_lines(after) and (before is None or _is_lines(before)):
        yield from _lines(before or [], after, was_at, at)


def _part(before: Json, after: Json, was_at: Path, at: Path) -> Iterator[Part]:
    if _same(before, after):
        return
    within = list(_parts(before, after, was_at, at))
    if within:
        yield from within
    else:
        yield Part(was_at, at, before, after)


def _lines(before: Sequence[Json], after: Sequence[Json], was_at: Path, at: Path) -> Iterator[Part]:
    """Match lines that are equal, and take those between them in pairs, as far as there are pairs."""
    old, new = ([canonical.encode(line) for line in lines] for lines in (before, after))
    for _, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        paired = min(old_to - old_from, new_to - new_from)
        for step in range(paired):
            was, now = old_from + step, new_from + step
            yield from _part(before[was], after[now], (*was_at, str(was)), (*at, str(now)))
        for was in range(old_from + paired, old_to):
            yield Part((*was_at, str(was)), None, before[was], None)
        for now in range(new_from + paired, new_to):
            yield Part(None, (*at, str(now)), None, after[now])


def _is_lines(value: Json) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _same(before: Json, after: Json) -> bool:
    # As bytes: in Python, true equals 1.
    return canonical.encode(before) == canonical.encode(after)


def _kind(before: Json, after: Json) -> Kind:
    if before is None:
        return Kind.ADDED
    return Kind.CLEARED if after is None else Kind.CHANGED
