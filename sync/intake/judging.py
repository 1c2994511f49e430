"""Judging what enters, with all that this server knows: the people, the record, and the house rules."""

from sync.directory import MACHINE
from sync.intake.node import Node
from sync.intake.touched import TouchedRecords
from sync.judgement import judge
from sync.revision import Revision
from sync.verdict import Verdict


def judge_entering(
    node: Node, records: TouchedRecords, revision: Revision, *, through: str, arrival: int, overruled: bool = False
) -> Verdict | None:
    """Return what a server says of a revision that it takes in, or that is written on it.

    Args:
        node: what the server decides by.
        records: the records of the area; the revision's own is loaded.
        revision: what is judged.
        through: the device whose seal vouches for the author: the capacities are those that it can speak for.
        arrival: when this server first had it (unix ms).
        overruled: this server answers for what the author had no say to survey: somebody released it.
    """
    device = node.directory.device(through)
    who = node.directory.capacities(revision.actor, revision.area, arrival, device)
    then = node.directory.capacities(revision.actor, revision.area, revision.time, device)
    if overruled:
        then |= {MACHINE}
    rules = node.house_rules
    objections = dict[str, str]() if rules is None else rules.objections(revision, who, records)
    return judge(
        node.registry,
        revision,
        lambda: records.at_parents(revision),
        who,
        arrival,
        then=then,
        objections=objections,
    )
