"""Judgement: what a home says about a well-formed revision that it takes in (design.md §6, `judge`).

It never keeps a revision out: it voids single fields (a wrong value, a workflow step that is not allowed from the state
at the revision's own parents), or caps a time that lies in the judge's future. So descendants are not orphaned, and one
bad field does not block the rest.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from schemas.fields import Authority
from schemas.registry import Registry
from sync.directory import MACHINE
from sync.limits import CLOCK_AHEAD_MS
from sync.merge import State
from sync.revision import DELETED, Revision
from sync.verdict import Verdict


def judge(
    registry: Registry,
    revision: Revision,
    at_parents: Callable[[], State],
    who: Collection[str],
    arrival: int,
    *,
    then: Collection[str] = (),
    objections: Mapping[str, str] = MappingProxyType({}),
) -> Verdict | None:
    """Return the verdict on a revision, or None where there is nothing to object to.

    Args:
        registry: knows the fields' values, workflows and who may delete.
        revision: what is judged.
        at_parents: gives the record's state as its author saw it.
        who: in what capacities its author may act in the area at the time of arrival (`Directory.capacities`).
        arrival: when the judge first had it (unix ms), also where it was parked since.
        then: in what capacities at the revision's own time. They count beside the others, but for no workflow and no
            deletion: who lost an area still delivers what they surveyed there, and decides nothing any more.
        objections: what the judge knows beyond the record, as error codes by field: the house rules (`HouseRules`).
    """
    void = {field: error.code for field, error in registry.errors(revision.type, revision.set).items()}
    if MACHINE not in who and registry.authority(revision.type) is not Authority.DEVICE:
        for field in revision.set:
            if not registry.writable_by_device(revision.type, field, creates=False):
                void[field] = "server_only"
    workflows = registry.workflows(revision.type, revision.set)
    writers = {*who, *then}
    if not registry.may_write(revision.type, writers):
        others = revision.set.keys() - workflows.keys()
        denied = [field for field in others if not registry.may_write(revision.type, writers, field)]
        void = {**dict.fromkeys(denied, "role"), **void}
    for field, machine in workflows.items():
        if field in void:
            continue
        target = machine.state_of(revision.set[field])
        origins = [machine.state_of(one.value) for one in at_parents().candidates.get(field, ())] or [None]
        stays = target in origins
        if not machine.may_enter(who, target) or not (
            stays or all(machine.allowed(who, origin, target) for origin in origins)
        ):
            void[field] = "transition"
    if revision.deleted is not None and not registry.may_delete(revision.type, who):
        void[DELETED] = "role"
    void = {**objections, **void}
    cap = arrival if revision.time > arrival + CLOCK_AHEAD_MS else None
    return Verdict(revision.id, void, cap) if void or cap is not None else None
