"""What happens to households and their people, as one operation each: birth, death, marriage, move, split, merger.

An event is a form (`forms`). Enacted on the records as they stand (`enacting`) it gives all changes that follow from
it, in one or two villages, and what is left for people to do; or it says what is wrong with it (`errors`, `messages`).
A household has one head, and its members are what they are to that head (`kinship`, `succession`); whoever left does
not count in it (`joining`). A household's year is not touched: whose its income is, no rule can tell.

Pure, as all of `schemas`: the records come in, the changes go out, and whoever calls writes them in one transaction.
"""

from schemas.events.changes import Change, Consequences, FollowUp, Task
from schemas.events.enacting import enact, names_met, other_household, village_entered
from schemas.events.errors import EventError
from schemas.events.family import Family, Place, Records, Standing, family
from schemas.events.forms import EVENT, FORMS, AnyEvent, Event, InvalidForm, NewPerson, Split, read_form

__all__ = [
    "EVENT",
    "FORMS",
    "AnyEvent",
    "Change",
    "Consequences",
    "Event",
    "EventError",
    "Family",
    "FollowUp",
    "InvalidForm",
    "NewPerson",
    "Place",
    "Records",
    "Split",
    "Standing",
    "Task",
    "enact",
    "family",
    "names_met",
    "other_household",
    "read_form",
    "village_entered",
]
