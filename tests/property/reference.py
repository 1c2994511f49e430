"""The rules of merge and judgement written down once more, by sets and without any shortcut.

This is `facts`, `materialise` and `judge` as docs/protocol.md gives them, for comparison with what `sync` computes
cleverly. It shares no code with `sync.merge`, `sync.history` or `sync.judgement`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from schemas.registry import Registry
from sync.revision import Revision
from sync.verdict import Verdict

Verdicts = Mapping[str, Sequence[Verdict]]


@dataclass(frozen=True)
class Record:
    """A record's state: candidates are (effective time, id, value), sorted."""

    heads: list[str]
    candidates: dict[str, list[tuple[int, str, Any]]]
    stray: bool
    revisions: int


def facts(revision: Revision, verdicts: Verdicts) -> tuple[dict[str, Any], int]:
    said = verdicts.get(revision.id, ()) if revision.type != "verdict" else ()
    time = min([revision.time, *(one.cap for one in said if one.cap is not None)])
    if any(one.redacts for one in said):
        return {}, time
    void = {field for one in said for field in one.void}
    writes = {field: value for field, value in revision.set.items() if field not in void}
    if revision.deleted is not None and "@deleted" not in void:
        writes["@deleted"] = revision.deleted
    return writes, time


def ancestors(one: str, by_id: Mapping[str, Revision]) -> set[str]:
    """Return what a revision had seen, without itself."""
    seen: set[str] = set()
    todo = set(by_id[one].parents)
    while todo:
        parent = todo.pop()
        if parent in by_id and parent not in seen:
            seen.add(parent)
            todo |= set(by_id[parent].parents)
    return seen


def materialise(revisions: Iterable[Revision], verdicts: Verdicts) -> Record:
    by_id = {one.id: one for one in revisions}
    past = {one: ancestors(one, by_id) for one in by_id}
    writes = {one: facts(by_id[one], verdicts)[0] for one in by_id}
    times = {one: facts(by_id[one], verdicts)[1] for one in by_id}
    candidates: dict[str, list[tuple[int, str, Any]]] = {}
    for field in {field for written in writes.values() for field in written}:
        writers = {one for one in by_id if field in writes[one]}
        latest = {one for one in writers if not any(one in past[other] for other in writers)}
        candidates[field] = sorted(((times[one], one, writes[one][field]) for one in latest), key=lambda c: c[:2])
    heads = sorted(one for one in by_id if not any(one in other.parents for other in by_id.values()))
    deletions = candidates.get("@deleted", [])
    dead = bool(deletions) and all(value for _, _, value in deletions)
    stray = dead and any(
        any(field != "@deleted" for field in writes[one])
        and all(one != by and one not in past[by] and by not in past[one] for _, by, _ in deletions)
        for one in by_id
    )
    return Record(heads, candidates, stray, len(by_id))


def judge(
    registry: Registry,
    revision: Revision,
    history: Iterable[Revision],
    verdicts: Verdicts,
    *,
    who: Collection[str],
    arrival: int,
    then: Collection[str] = (),
    objections: Mapping[str, str] = MappingProxyType({}),
) -> tuple[dict[str, str], int | None]:
    """Return what is void, by error code, and the cap; `history` holds at least all that the revision had seen."""
    by_id = {one.id: one for one in history} | {revision.id: revision}
    seen = ancestors(revision.id, by_id)
    at_parents = materialise([by_id[one] for one in seen], verdicts)
    void = {field: error.code for field, error in registry.errors(revision.type, revision.set).items()}
    for field, value in revision.set.items():
        if "server" not in who and not registry.writable_by_device(revision.type, field, creates=False):
            void[field] = "server_only"
        machine = registry.workflow(revision.type, field)
        writes = any(registry.may_write(revision.type, [one], field) for one in (*who, *then))
        if machine is None and not writes and field not in void:
            void[field] = "role"
        if machine is None or field in void:
            continue
        to = machine.state_of(value)
        sources = {machine.state_of(one) for _, _, one in at_parents.candidates.get(field, [])} or {None}
        steps = to in sources or all(any((one, source, to) in machine.transitions for one in who) for source in sources)
        if not (any((one, to) == step[::2] for step in machine.transitions for one in who) and steps):
            void[field] = "transition"
    if revision.deleted is not None and not any(registry.may_delete(revision.type, [one]) for one in who):
        void["@deleted"] = "role"
    void = {**objections, **void}
    return void, arrival if revision.time > arrival + 300_000 else None
