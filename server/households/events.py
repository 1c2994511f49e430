"""Events of households at a desk: what follows from one is written in one transaction, in one village or in two.

All of it is judged before any of it is written, under the same rules as every other edit of the person who enters it.
"""

from typing import Final, NamedTuple

from schemas.day import day_of
from schemas.events import (
    AnyEvent,
    EventError,
    FollowUp,
    Place,
    Standing,
    enact,
    family,
    names_met,
    other_household,
    village_entered,
)
from server.households.errors import EventRefused, NoSuchHousehold
from server.review.desk import SOURCE, speaking_server
from server.store import household_index
from server.store.log import LogTransaction
from sync import authoring
from sync.authoring import Author, Draft
from sync.intake import Node
from sync.revision import RecordKey, Revision

_PARTS: Final = ("household_year", "member", "member_year")
"""The records of a household that an event looks at."""


class Written(NamedTuple):
    """What was written of an event, and what is left for people to do."""

    revisions: list[Revision]
    follow_ups: tuple[FollowUp, ...]


def write(
    tx: LogTransaction, node: Node, actor: str, household: Place, event: AnyEvent, *, reason: str, now: int
) -> Written:
    """Write what follows from an event of a household under this server's seal, at `now` (unix ms).

    Raises:
        OutsideScope: this server does not cover an area, or cannot speak for the author there.
        NoSuchHousehold: there is none of this name.
        EventRefused: it cannot have happened as it was entered.
        Rejected: the author may not write this.
        Malformed: a text has no canonical form.
    """
    areas = sorted({household.area, village_entered(event, household)})
    servers = [speaking_server(node, actor, area, now) for area in areas]
    tx.lock(areas)
    records = _records(tx, household)
    if household not in records:
        raise NoSuchHousehold(household.record)
    other = other_household(event)
    if other is not None:
        records |= _records(tx, other)
    for place in names_met(event, family(household, records)):
        records |= _standing(tx, place.area, [RecordKey(place.type, place.record)])
    try:
        happened = enact(event, household, records, today=day_of(now))
    except EventError as error:
        raise EventRefused(event.kind, error) from error
    drafts = [
        Draft(one.area, RecordKey(one.type, one.record), one.set, SOURCE, one.deleted, reason=reason)
        for one in happened.changes
    ]
    revisions, _ = authoring.write(tx, node, Author(actor, servers[0], now), drafts)
    return Written(revisions, happened.follow_ups)


def _records(tx: LogTransaction, household: Place) -> dict[Place, Standing]:
    """Return a household's record and those that belong to it, as far as there are any."""
    parts = household_index.records(tx.connection, household.area, [household.record], _PARTS)
    return _standing(tx, household.area, [RecordKey(household.type, household.record), *parts])


def _standing(tx: LogTransaction, area: str, keys: list[RecordKey]) -> dict[Place, Standing]:
    return {
        Place(area, *key): Standing(state.values(), state.deleted)
        for key, state in tx.states(area, keys).items()
        if state.revisions
    }
