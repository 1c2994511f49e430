"""Enacting an event: from the records as they stand and the form to the changes, or to what is wrong."""

from schemas.events import errors, households, persons
from schemas.events.changes import Consequences, Writing
from schemas.events.family import Family, Place, Records, family
from schemas.events.forms import (
    AnyEvent,
    Arrival,
    Birth,
    Death,
    Departure,
    MarriageIn,
    MarriageOut,
    Merge,
    Move,
    Return,
    Split,
    Transfer,
)
from schemas.events.joining import record_there


def other_household(event: AnyEvent) -> Place | None:
    """Return the registered household that an event names besides the one that it is about."""
    match event:
        case MarriageOut() | Transfer() | Merge() if event.into is not None:
            return Place(event.into["area"], "household", event.into["record"])
        case _:
            return None


def village_entered(event: AnyEvent, household: Place) -> str:
    """Return the village in which members of the household are afterwards: their own for nearly all events."""
    if isinstance(event, Move):
        return event.area
    other = other_household(event)
    return other.area if other is not None else household.area


def names_met(event: AnyEvent, household: Family) -> frozenset[Place]:
    """Return the names under which an event writes records that do not belong to the household so far."""
    match event:
        case Birth() | MarriageIn() | Arrival():
            return frozenset({Place(household.area, "member", event.member)})
        case Split():
            return frozenset({Place(household.area, "household", event.new_household)})
        case Move():
            there = {Place(event.area, "member", member) for member in household.members}
            return frozenset(there | {Place(event.area, "household", household.id)})
        case MarriageOut() | Transfer() | Merge():
            other = other_household(event)
            if other is None:
                return frozenset()
            joined = Family(other, {}, deleted=False, members={})
            return frozenset(
                Place(other.area, "member", record_there(household, joined, member)) for member in household.members
            )
        case _:
            return frozenset()


def enact(event: AnyEvent, household: Place, records: Records, *, today: str) -> Consequences:
    """Return what follows from an event of a household.

    Args:
        event: the form.
        household: the household that it is about.
        records: as they stand: all of that household, all of `other_household`, and those of `names_met` that exist.
        today: YYYY-MM-DD, where the households are.

    Raises:
        EventError: it cannot have happened as it was entered.
        KeyError: the household's own record is not among the records.
    """
    about = family(household, records)
    named = other_household(event)
    if named is not None and named not in records:
        raise errors.UnknownHousehold("into")
    other = family(named, records) if named is not None else None
    _check_households(about, other)
    _check_people(event, about, records)
    _check_dates(event, about, other, today)
    writing = Writing(records)
    if other is None:
        _write(writing, event, about, records)
    else:
        _write_both(writing, event, about, other, records)
    return writing.done()


def _write(writing: Writing, event: AnyEvent, about: Family, records: Records) -> None:
    match event:
        case Birth() | MarriageIn() | Arrival():
            persons.add(writing, about, event)
        case Return():
            persons.come_back(writing, about, event)
        case Death() | Departure() | MarriageOut():
            persons.let_go(writing, about, event)
        case Move():
            households.move(writing, about, event, records)
        case Split():
            households.split(writing, about, event)
        case Transfer() | Merge():
            raise TypeError("these name another household")


def _write_both(writing: Writing, event: AnyEvent, about: Family, other: Family, records: Records) -> None:
    match event:
        case MarriageOut() | Transfer():
            persons.hand_over(writing, about, event, other, records)
        case Merge():
            households.merge(writing, about, event, other, records)
        case _:
            raise TypeError("the other events name no other household")


def _check_households(about: Family, other: Family | None) -> None:
    if other is not None and other.place == about.place:
        raise errors.SameHousehold("into")
    for one, field in ((about, "household"), (other, "into")):
        if one is None:
            continue
        if one.deleted:
            raise errors.HouseholdDeleted(field)
        if one.closed:
            raise errors.HouseholdClosed(field)


def _check_people(event: AnyEvent, about: Family, records: Records) -> None:
    """Refuse who is to leave and is not there, and who is to be recorded anew and is."""
    match event:
        case Birth() | MarriageIn() | Arrival():
            if Place(about.area, "member", event.member) in records:
                raise errors.NameTaken("member", name=event.name)
        case Split():
            if Place(about.area, "household", event.new_household) in records:
                raise errors.NameTaken("new_household", name=event.new_household)
            for member in event.members:
                _check_present(about, member, "members")
        case Death() | Departure() | MarriageOut() | Transfer():
            _check_present(about, event.member, "member")
        case _:
            pass


def _check_present(about: Family, member: str, field: str) -> None:
    if member not in about.members:
        raise errors.UnknownMember(field, name=member)
    if member not in about.present:
        raise errors.AlreadyLeft(field, name=about.name_of(member), on=about.members[member].get("changed_on") or "—")


def _check_dates(event: AnyEvent, about: Family, other: Family | None, today: str) -> None:
    if event.on > today:
        raise errors.DateInFuture("on", on=event.on, today=today)
    for one in (about, other):
        identified = one.values.get("identified_on") if one is not None else None
        if identified is not None and event.on < identified:
            raise errors.DateBeforeIdentification("on", on=event.on, identified=identified)
    for name, born in _births(event, about):
        if born is not None and event.on < born:
            raise errors.DateBeforeBirth("on", name=name, on=event.on, born=born)


def _births(event: AnyEvent, about: Family) -> list[tuple[str, str | None]]:
    """Return the names and the dates of birth of those to whom it happens."""
    match event:
        case MarriageIn() | Arrival():
            return [(event.name, event.birth_date)]
        case Birth():
            return []
        case Death() | Departure() | MarriageOut() | Transfer() | Return():
            members = [event.member]
        case Split():
            members = event.members
        case Move() | Merge():
            members = list(about.present)
    found = [one for one in members if one in about.members]
    return [(about.name_of(one), about.members[one].get("birth_date")) for one in found]
