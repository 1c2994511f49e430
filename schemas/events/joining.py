"""How somebody comes into a household and out of it, in one village and between two."""

from schemas.events import errors
from schemas.events.changes import FollowUp, Task, Writing
from schemas.events.family import Family, Place, Records, Values, counts
from schemas.events.kinship import HEAD
from schemas.naming import member_id

ARRIVED, LEFT = "07", "08"
"""The change codes of whoever comes and goes otherwise than by birth, marriage or death (domain specification §1.4)."""

_OF_THE_HOUSEHOLD = frozenset({"household", "relation", "in_household", "change_code", "changed_on", "moved_to"})
"""What a member's record says of the household, and not of the person."""


def enter(writing: Writing, household: Family, member: str, *, relation: str, code: str, on: str) -> None:
    """Let somebody count in a household from a day on."""
    writing.write(
        Place(household.area, "member", member),
        {
            "household": household.id,
            "relation": relation,
            "in_household": True,
            "change_code": code,
            "changed_on": on,
        },
    )


def leave(writing: Writing, household: Family, member: str, *, code: str, on: str) -> None:
    """Let a member count no more from a day on; the record stays, and says what the member was there."""
    place = Place(household.area, "member", member)
    writing.write(place, {"in_household": False, "change_code": code, "changed_on": on})


def bring_over(
    writing: Writing,
    records: Records,
    source: Family,
    target: Family,
    member: str,
    *,
    relation: str,
    on: str,
    codes: tuple[str, str] = (LEFT, ARRIVED),
) -> str:
    """Let a member leave one registered household for another, and return the uuid of their record there.

    The record in the one is closed, and says where they went; the one in the other is opened, with all that is known of
    the person. So whoever counted in a household in a past year still did.

    Args:
        writing: where the changes go.
        records: as they stand; of the other household all, and what has the name of the member's record there.
        source: the household that is left.
        target: the household that is joined.
        member: who goes.
        relation: what they are to the head there.
        on: the day.
        codes: the change codes for leaving and for joining.

    Raises:
        NameTaken: the member counts there already.
    """
    record = record_there(source, target, member)
    there = Place(target.area, "member", record)
    standing = records.get(there)
    if standing is not None and not standing.deleted and counts(standing.values):
        raise errors.NameTaken("household", name=source.name_of(member))
    known: Values = standing.values if standing is not None else {}
    person = dict.fromkeys(known) | dict(source.members[member])
    writing.write(there, {path: value for path, value in person.items() if path not in _OF_THE_HOUSEHOLD})
    if record != member:
        first = person_of(source, member)
        writing.write(there, {"person": first if first != record else None})
    leave(writing, source, member, code=codes[0], on=on)
    writing.write(Place(source.area, "member", member), {"moved_to": {"area": target.area, "record": target.id}})
    enter(writing, target, record, relation=relation, code=codes[1], on=on)
    writing.write(there, dict.fromkeys(known.keys() & {"moved_to"}))
    for year in sorted(source.member_years.get(member, frozenset())):
        if year >= year_of(on):
            task = Task.MEMBER_YEAR
            writing.leave(FollowUp(task, source.area, source.id, year, member, source.name_of(member)))
    return record


def record_there(source: Family, target: Family, member: str) -> str:
    """Return the uuid of a member's record in a household that they join.

    It is the same in a household that moved. Whoever comes back to the household in which they were first has their
    first record there; in any other it is named by that and the household, so that they find it again.
    """
    if source.id == target.id:
        return member
    person = person_of(source, member)
    return person if person in target.members else member_id(person, target.id)


def person_of(household: Family, member: str) -> str:
    """Return the uuid of the first record that there was of a member."""
    return household.members[member].get("person") or member


def take_seat(writing: Writing, household: Family, member: str, relation: str) -> None:
    """Let who joins a household be its head where that is what they are to be; an empty household needs one.

    Raises:
        TwoHeads, HeadMissing: it has a head already, or has none.
    """
    if relation == HEAD:
        if household.head is not None:
            raise errors.TwoHeads("relation")
        writing.write(household.place, {"head_member_id": member})
    elif not household.present:
        raise errors.HeadMissing("relation")


def ask_size(writing: Writing, household: Family, on: str) -> None:
    """Leave it to people to state the size of a household anew, for the year of the day and those after it."""
    for year in years_from(household, on):
        writing.leave(FollowUp(Task.SIZE, household.area, household.id, year))


def ask_income(writing: Writing, household: Family, on: str) -> None:
    """Leave it to people whose the income of the year is, and of those after it."""
    for year in years_from(household, on):
        writing.leave(FollowUp(Task.INCOME, household.area, household.id, year))


def years_from(household: Family, on: str) -> list[int]:
    """Return the year of a day, and those after it of which the household has a record."""
    first = year_of(on)
    return sorted({first, *(year for year in household.years if year > first)})


def year_of(on: str) -> int:
    """Return the year of a day."""
    return int(on[:4])
