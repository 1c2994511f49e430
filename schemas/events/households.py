"""Events of whole households: moved to another village, split, merged."""

from dataclasses import replace

from schemas.events import errors
from schemas.events.changes import FollowUp, Task, Writing
from schemas.events.family import Family, Place, Records, family
from schemas.events.forms import Merge, Move, Split
from schemas.events.joining import ask_income, ask_size, bring_over, record_there, year_of
from schemas.events.kinship import HEAD
from schemas.events.succession import names, relations_to_other_head, relations_under, replace_leaving_head, settled

_REGISTRATION = (
    "village_code",
    "identify_standard",
    "identified_on",
    "identified_year",
    "household_attr",
    "tekun_support",
    "poverty_status",
    "planned_exit_year",
    "exit_year",
    "return_year",
    "return_reason",
    "cause_main",
    "cause_other",
    "monitor_type",
    "risk_identified_on",
    "risk_cleared",
    "risk_cleared_on",
)
"""What a household that was split off takes over, for people to check: they were identified together."""

_OF_THE_VILLAGE = ("village_code", "hamlet", "moved_from", "moved_to")
"""What a household's record says of the village that it is in."""


def move(writing: Writing, household: Family, event: Move, records: Records) -> None:
    """Close a household in its village and open it in another, under the same uuids and linked both ways."""
    if event.area == household.area:
        raise errors.SameVillage("area")
    if not household.present:
        raise errors.NobodyChosen("household")
    there = Place(event.area, "household", household.id)
    target = family(there, records) if there in records else Family(there, {}, deleted=False, members={})
    if there in records and not target.closed and not target.deleted:
        raise errors.NameTaken("area", name=household.values.get("household_no") or household.id)
    kept = {path: value for path, value in household.values.items() if path not in _OF_THE_VILLAGE}
    link = {"area": household.area, "record": household.id}
    place = dict.fromkeys(_OF_THE_VILLAGE) | {"village_code": event.area, "moved_from": link}
    writing.write(there, {**dict.fromkeys(target.values), **kept, **place})
    writing.write(household.place, {"moved_to": {"area": event.area, "record": household.id}})
    for member, values in household.present.items():
        relation = values.get("relation") or ""
        bring_over(writing, records, household, target, member, relation=relation, on=event.on)
    for member, values in household.members.items():
        known = Place(event.area, "member", member)
        if member not in household.present and known in records:  # who left since the household was there
            writing.write(known, {path: values.get(path) for path in ("change_code", "changed_on", "moved_to")})
    year = year_of(event.on)
    writing.leave(FollowUp(Task.YEAR, event.area, household.id, year))
    writing.leave(FollowUp(Task.HELPER, event.area, household.id))
    if year in household.years:
        ask_income(writing, household, event.on)


def split(writing: Writing, household: Family, event: Split) -> None:
    """Let some members found a household of their own in the village."""
    leaving = {member: household.present[member] for member in event.members}
    if not leaving:
        raise errors.NobodyChosen("members")
    if leaving.keys() == household.present.keys():
        raise errors.NobodyLeft("members")
    if event.head not in leaving:
        raise errors.SuccessorNotPresent("head", names=names(household, leaving))
    new = Family(Place(household.area, "household", event.new_household), {}, deleted=False, members={})
    theirs = {member: relation for member, relation in event.relations.items() if member in leaving}
    of_the_rest = {member: relation for member, relation in event.relations.items() if member not in leaving}
    writing.write(
        new.place,
        {path: household.values[path] for path in _REGISTRATION if household.values.get(path) is not None}
        | ({"household_no": event.household_no} if event.household_no is not None else {})
        | {"head_member_id": record_there(household, new, event.head)}
        | {"split_from": {"area": household.area, "record": household.id}},
    )
    replace_leaving_head(writing, household, leaving, event.successor, of_the_rest)
    for member, relation in relations_under(household, leaving, event.head, theirs).items():
        bring_over(writing, {}, household, new, member, relation=relation, on=event.on)
    for one in (household, new):
        ask_size(writing, one, event.on)
        ask_income(writing, one, event.on)
    writing.leave(FollowUp(Task.REGISTRATION, new.area, new.id))
    writing.leave(FollowUp(Task.HELPER, new.area, new.id))
    if event.household_no is None:
        writing.leave(FollowUp(Task.NUMBER, new.area, new.id))


def merge(writing: Writing, household: Family, event: Merge, other: Family, records: Records) -> None:
    """Let all members of a household join another, and close it."""
    writing.write(household.place, {"merged_into": {"area": other.area, "record": other.id}})
    if household.present:
        head, relations = _united(household, event, other)
        joins = head in household.present
        writing.write(other.place, {"head_member_id": record_there(household, other, head) if joins else head})
        for member, relation in relations.items():
            if member in household.present:
                bring_over(writing, records, household, other, member, relation=relation, on=event.on)
            else:
                writing.state(Place(other.area, "member", member), "relation", relation)
        ask_size(writing, other, event.on)
    for one in (household, other):
        ask_income(writing, one, event.on)


def _united(household: Family, event: Merge, other: Family) -> tuple[str, dict[str, str]]:
    """Return the head of both households together, and what members whose relation may change are to them."""
    both = household
    if other.present:
        found = _to_its_head(household, event, other)
        joining = {member: {**values, "relation": found[member]} for member, values in household.present.items()}
        both = replace(other, members={**other.members, **joining})
    head = event.head or both.head
    if head is None:
        raise errors.HeadMissing("head")
    if head not in both.present:
        raise errors.SuccessorNotPresent("head", names=names(both, both.present))
    if head != both.head:
        return head, relations_under(both, both.present, head, event.relations)
    kept = {member: both.members[member].get("relation") for member in household.present}
    return head, settled(both, kept, event.relations)


def _to_its_head(household: Family, event: Merge, other: Family) -> dict[str, str | None]:
    """Return what the members of a household are to the head of the other, None where it does not follow."""
    if household.head is None or other.head is None:
        return dict.fromkeys(household.present)
    if event.relation is None:
        raise errors.RelationMissing("relation", names=(household.name_of(household.head), other.name_of(other.head)))
    if event.relation == HEAD:
        raise errors.TwoHeads("relation")
    sex = other.members[other.head].get("sex")
    return relations_to_other_head(household, household.present, event.relation, sex)
