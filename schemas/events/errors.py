"""Why an event cannot be written as it was entered. The sentences for people are in `schemas.events.messages`.

EventError
├── UnknownHousehold, HouseholdDeleted, HouseholdClosed             which household
├── SameHousehold, SameVillage
├── DateInFuture, DateBeforeBirth, DateBeforeIdentification         when
├── UnknownMember, AlreadyLeft, AlreadyDied                         who
├── StillPresent, InOtherHousehold
├── NobodyChosen, NobodyLeft, NameTaken                             who, of several
├── SuccessorMissing, SuccessorNotPresent, TwoHeads, HeadMissing    heads
└── RelationMissing, RelationsMissing                               what they are to the head
"""

import re
from collections.abc import Sequence


class EventError(Exception):
    """Base of all of them.

    Attributes:
        field: the input that is to be mended, as `schemas.events.forms` names it; `household` for the household that
            the event is about.
        facts: what the message is filled in with; of several names each language makes a list of its own.
    """

    def __init__(self, field: str, **facts: str | Sequence[str]) -> None:
        """Keep the field and the facts."""
        super().__init__(f"{field}: {self.code()}")
        self.field = field
        self.facts = facts

    @classmethod
    def code(cls) -> str:
        """The stable code: the class's name in snake case."""
        return re.sub(r"(?<=.)(?=[A-Z])", "_", cls.__name__).lower()


class UnknownHousehold(EventError):
    """There is no household of this uuid in the village."""


class HouseholdDeleted(EventError):
    """The household's record was deleted."""


class HouseholdClosed(EventError):
    """The household has moved to another village or joined another household."""


class SameHousehold(EventError):
    """A household cannot join itself, nor somebody move into the household that they are in."""


class SameVillage(EventError):
    """A household cannot move to the village in which it is."""


class DateInFuture(EventError):
    """The event has not happened yet."""


class DateBeforeBirth(EventError):
    """The event lies before the birth of somebody whom it is about."""


class DateBeforeIdentification(EventError):
    """The event lies before the household was identified."""


class UnknownMember(EventError):
    """Nobody of this uuid is, or ever was, of the household."""


class AlreadyLeft(EventError):
    """The member does not belong to the household any more."""


class AlreadyDied(EventError):
    """Somebody who died does not come back."""


class StillPresent(EventError):
    """Somebody who is to come back never left."""


class InOtherHousehold(EventError):
    """Somebody who is to come back joined another registered household, and has to leave that one."""


class NobodyChosen(EventError):
    """A new household needs members."""


class NobodyLeft(EventError):
    """Nobody would stay in the household that is split: that is no split."""


class NameTaken(EventError):
    """There is a record of the uuid that a new one is to have, or one that is in use where this one is to move to."""


class SuccessorMissing(EventError):
    """The head leaves others behind, and no new head is named."""


class SuccessorNotPresent(EventError):
    """The new head is not one of those who will be in the household."""


class TwoHeads(EventError):
    """The household has a head, and somebody else is to be one."""


class HeadMissing(EventError):
    """The household is empty, and who comes into it must be its head."""


class RelationMissing(EventError):
    """What the head of one household is to that of the other must be said."""


class RelationsMissing(EventError):
    """What these people are to the new head does not follow from what they were to the old one."""
