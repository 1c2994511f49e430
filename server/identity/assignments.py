"""Assignments: who works in which area in which role, as records under this server's seal."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from schemas.area import covers
from server.identity.authority import Post
from server.identity.errors import UnknownAssignment
from server.identity.writing import write_as_server
from server.store import directory_journal
from server.store.log import LogTransaction
from sync.authoring import Draft
from sync.canonical import Json
from sync.directory import ASSIGNMENT
from sync.intake import Node
from sync.revision import RecordKey


class Held(NamedTuple):
    """One assignment record: whose, and what they are by it."""

    record: str
    actor: str
    post: Post


def assign(
    tx: LogTransaction,
    node: Node,
    actor: str,
    *,
    role: str,
    area: str,
    record: str,
    now: int,
    grants: Collection[str] = (),
    start: int | None = None,
    end: int | None = None,
) -> None:
    """Give a person (a user's id) a role in an area and all below it; `record` is a new UUID.

    It holds from `start` until before `end` (unix ms); without them from `now` on.

    Raises:
        OutsideScope: this server does not cover the area.
        Rejected: there is no such role.
    """
    values: dict[str, Json] = {"actor": actor, "role": role, "from": now if start is None else start}
    if end is not None:
        values["to"] = end
    if grants:
        values["grants"] = sorted(grants)
    write_as_server(tx, node, [Draft(area, RecordKey(ASSIGNMENT, record), values, "desk_edit")], now)


def end_draft(held: Held, at: int) -> Draft:
    """Return what ends an assignment at this time (unix ms)."""
    key = RecordKey(ASSIGNMENT, held.record)
    return Draft(held.post.area, key, {"to": max(at, held.post.start)}, "desk_edit")


def read(tx: LogTransaction, area: str, record: str) -> Held:
    """Return an assignment by its record.

    Raises:
        UnknownAssignment: there is none.
    """
    key = RecordKey(ASSIGNMENT, record)
    state = tx.states(area, [key]).get(key)
    held = None if state is None or state.deleted else _held(area, record, state.values())
    if held is None:
        raise UnknownAssignment(record)
    return held


def held_by(tx: LogTransaction, node: Node, actor: str) -> list[Held]:
    """Return all assignments of a person, of any time, by area and record."""
    areas = {one.area for one in node.directory.assignments(actor)}
    return [one for area in sorted(areas) for one in _of_area(tx, area) if one.actor == actor]


def within(tx: LogTransaction, scope: Collection[str], *, after: tuple[str, str], limit: int) -> list[Held]:
    """Return at most `limit` assignments within these area prefixes, by area and record, from behind `after`."""
    found: list[Held] = []
    for area in directory_journal.areas_of(tx.connection, ASSIGNMENT):
        if area >= after[0] and any(covers(prefix, area) for prefix in scope):
            found += [one for one in _of_area(tx, area) if (area, one.record) > after]
        if len(found) >= limit:
            break
    return found[:limit]


def _of_area(tx: LogTransaction, area: str) -> Iterator[Held]:
    keys = [RecordKey(ASSIGNMENT, record) for record in directory_journal.records_of(tx.connection, ASSIGNMENT, area)]
    for key, state in sorted(tx.states(area, keys).items()):
        held = None if state.deleted else _held(area, key.record, state.values())
        if held is not None:
            yield held


def _held(area: str, record: str, values: Mapping[str, Json]) -> Held | None:
    actor, role = values.get("actor"), values.get("role")
    if not actor:
        return None
    post = Post(area, role or "", tuple(values.get("grants") or ()), values.get("from") or 0, values.get("to"))
    return Held(record, actor, post)
