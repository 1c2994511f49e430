"""Events of one person: born, married, come, gone, died."""

from schemas.events import errors
from schemas.events.changes import FollowUp, Task, Writing
from schemas.events.family import Family, Place, Records
from schemas.events.forms import Arrival, Birth, Death, Departure, MarriageIn, MarriageOut, Return, Transfer
from schemas.events.joining import ARRIVED, LEFT, ask_size, bring_over, enter, leave, take_seat
from schemas.events.succession import replace_leaving_head

DIED, MARRIED_OUT, MARRIED_IN, BORN = "01", "02", "05", "06"
"""The change codes of these (domain specification §1.4)."""

_ENTERED = ("name", "sex", "ethnicity", "person_no", "id_type", "id_number", "no_id_reason")
"""What a form says of a new person under the names of their record's fields."""


def add(writing: Writing, household: Family, event: Birth | MarriageIn | Arrival) -> None:
    """Add somebody who was not recorded yet; a child is born on the day of the event."""
    match event:
        case Birth():
            code, known = BORN, {"birth_date": event.on}
        case MarriageIn():
            code, known = MARRIED_IN, {"birth_date": event.birth_date}
        case Arrival():
            code, known = ARRIVED, {"birth_date": event.birth_date}
    entered = known | {path: getattr(event, path) for path in _ENTERED}
    take_seat(writing, household, event.member, event.relation)
    writing.write(Place(household.area, "member", event.member), entered)
    enter(writing, household, event.member, relation=event.relation, code=code, on=event.on)
    ask_size(writing, household, event.on)
    if event.id_number is None:
        task = Task.CERTIFICATE
        writing.leave(FollowUp(task, household.area, household.id, None, event.member, event.name))


def come_back(writing: Writing, household: Family, event: Return) -> None:
    """Let a member who had left count again."""
    values = household.members.get(event.member)
    if values is None:
        raise errors.UnknownMember("member", name=event.member)
    name = household.name_of(event.member)
    if event.member in household.present:
        raise errors.StillPresent("member", name=name)
    if values.get("change_code") == DIED:
        raise errors.AlreadyDied("member", name=name)
    if values.get("moved_to") is not None:
        raise errors.InOtherHousehold("member", name=name)
    take_seat(writing, household, event.member, event.relation)
    enter(writing, household, event.member, relation=event.relation, code=ARRIVED, on=event.on)
    ask_size(writing, household, event.on)


def let_go(writing: Writing, household: Family, event: Death | Departure | MarriageOut) -> None:
    """Let a member count no more who died, or left for where no household is registered."""
    match event:
        case Death():
            code = DIED
        case Departure():
            code = event.code
        case MarriageOut():
            code = MARRIED_OUT
    _vacate(writing, household, event)
    leave(writing, household, event.member, code=code, on=event.on)


def hand_over(
    writing: Writing, household: Family, event: MarriageOut | Transfer, other: Family, records: Records
) -> None:
    """Let a member count in another registered household from now on.

    Raises:
        RelationMissing: what they are to the head there must be said.
    """
    if event.relation is None:
        raise errors.RelationMissing("relation", names=(household.name_of(event.member),))
    codes = (MARRIED_OUT, MARRIED_IN) if isinstance(event, MarriageOut) else (LEFT, ARRIVED)
    _vacate(writing, household, event)
    record = bring_over(
        writing, records, household, other, event.member, relation=event.relation, on=event.on, codes=codes
    )
    take_seat(writing, other, record, event.relation)
    ask_size(writing, other, event.on)


def _vacate(writing: Writing, household: Family, event: Death | Departure | MarriageOut | Transfer) -> None:
    """Settle what the household is without the member."""
    replace_leaving_head(writing, household, {event.member}, event.successor, event.relations)
    ask_size(writing, household, event.on)
    if household.present.keys() == {event.member}:
        writing.leave(FollowUp(Task.EMPTY, household.area, household.id))
