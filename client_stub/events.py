"""Events of households on the tablet: births, deaths, marriages, moves, splits, mergers, written as linked edits.

What happens within the tablet's areas is written here. What leads into another village is the township's to write: the
tablet holds nothing of it, and could not send it.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from client_stub.editing import Edit
from client_stub.errors import OutOfReach
from client_stub.households import Household, find_household
from client_stub.store import TabletTransaction
from schemas import covers
from schemas.events import (
    AnyEvent,
    Consequences,
    FollowUp,
    Place,
    Standing,
    enact,
    family,
    names_met,
    other_household,
    village_entered,
)
from sync.merge import State
from sync.revision import RecordKey, Revision


class Written(NamedTuple):
    """What was written of an event, and what is left for people to do."""

    revisions: list[Revision]
    follow_ups: tuple[FollowUp, ...]


def follow(
    tx: TabletTransaction, scope: Collection[str], household: Household, event: AnyEvent, today: str
) -> Consequences:
    """Return what follows from an event of a household that this tablet holds.

    Args:
        tx: the transaction in which it is to be written.
        scope: the area prefixes that the tablet may write.
        household: as it is shown in this transaction.
        event: the form.
        today: YYYY-MM-DD.

    Raises:
        OutOfReach: it leads into a village that is not this tablet's.
        NotFound: the other household that it names is not here.
        EventError: it cannot have happened as it was entered.
    """
    about = _place(household)
    area = village_entered(event, about)
    if not any(covers(prefix, area) for prefix in scope):
        raise OutOfReach(area, sorted(scope))
    records = dict(_records(household))
    other = other_household(event)
    if other is not None:
        records |= _records(find_household(tx, [other.area], other.record))
    for place in names_met(event, family(about, records)):
        state = tx.state(place.area, RecordKey(place.type, place.record))
        if state is not None and state.revisions:
            records[place] = _standing(state)
    return enact(event, about, records, today=today)


def edits(happened: Consequences) -> list[Edit]:
    """Return the edits by which it is written."""
    return [Edit(one.area, RecordKey(one.type, one.record), one.set, one.deleted) for one in happened.changes]


def _records(household: Household) -> Iterator[tuple[Place, Standing]]:
    for entry in household.entries():
        yield Place(household.area, *entry.key), _standing(entry.state)


def _standing(state: State) -> Standing:
    return Standing(state.values(), state.deleted)


def _place(household: Household) -> Place:
    return Place(household.area, *household.record.key)
