"""Who may look at what of an area's records, and the audit entry of those who saw numbers in full."""

from typing import Annotated, Final, NamedTuple

from fastapi import Query

from schemas.day import day_of
from server.api.access import Asker
from server.api.errors import NotPermitted
from server.api.masking import LEVELS, UNMASKING, Sight
from server.identity import audit
from server.identity.audit import Action, Entry
from server.reading import help_given
from server.replica import Work
from server.services import Services
from server.store import household_index
from sync.directory import Directory
from sync.merge import State
from sync.revision import RecordKey

HELPER: Final = "helper"
AUDITOR: Final = "auditor"

REASON: Final = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
"""The pattern of a reason: one line that is not blank."""

Unmask = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=200,
        pattern=REASON,
        description="Why masked values are needed in full, for the audit log; only county and city offices may ask.",
    ),
]
"""The parameter `unmask`. A query's, not a header's: reasons are Chinese, and headers are ASCII."""


class Viewer(NamedTuple):
    """Somebody who may look at records of an area.

    Attributes:
        households: the only ones whose records they may see, where it is not all of the area.
        reason: why they want full values.
        logged: whether everything that they look at is noted in the audit log.
    """

    asker: Asker
    area: str
    sight: Sight
    households: frozenset[str] | None
    reason: str | None
    logged: bool

    def sees(self, work: Work, key: RecordKey, state: State) -> bool:
        """Tell whether they may see this record of the area."""
        if self.households is None:
            return True
        if key.type == "household":
            return key.record in self.households
        if key.type == "flag":
            return key.record in household_index.flags(work.tx.connection, self.area, self.households)
        return state.value("household") in self.households

    def reveals(self, key: RecordKey, state: State) -> bool:
        """Tell whether they are shown something of a record that others see masked."""
        candidates = ({field: one.value} for field, found in state.candidates.items() for one in found)
        return any(self.sight.reveals(key.type, one) for one in candidates)

    def note(self, services: Services, subject: str, *, revealed: bool) -> None:
        """Write into the audit log that they looked at this (`<type>/<id>`), where that is asked for.

        Args:
            services: of this server.
            subject: what they looked at.
            revealed: whether they were shown what others see masked.
        """
        if not revealed and not self.logged:
            return
        action = Action.READ_UNMASKED if revealed else Action.READ
        entry = Entry(services.new_id(), self.asker.now, self.asker.caller.id, action, self.area, subject, self.reason)
        with services.replica.begin() as (tx, _):
            audit.note(tx.connection, entry)


def viewer(work: Work, asker: Asker, area: str, *, reason: str | None = None) -> Viewer | None:
    """Return somebody as a viewer of an area's records, None where none of them is for them to see.

    Raises:
        NotPermitted: they gave a reason, and see masked values whatever it is.
    """
    held = capacities(work.node.directory, asker, area) & LEVELS.keys()
    if not held:
        return None
    households = None
    if held == {HELPER}:
        today = day_of(asker.now)
        households = help_given.households(work.tx.connection, area, asker.caller.id, today)
    acting = held if held == {HELPER} else held - {HELPER}
    sight = Sight.of(acting, reasoned=reason is not None)
    if reason is not None and not sight.unmasked:
        raise NotPermitted(area, UNMASKING)
    return Viewer(asker, area, sight, households, reason, logged=acting == {AUDITOR})


def capacities(directory: Directory, asker: Asker, area: str) -> frozenset[str]:
    """Return in what capacities somebody acts in an area; a device in those of all who work on it."""
    caller = asker.caller
    if caller.kind == "user":
        return directory.capacities(caller.id, area, asker.now)
    device = directory.device(caller.id)
    if device is None or not any(area.startswith(prefix) for prefix in directory.scope(caller.id, asker.now)):
        return frozenset()
    return frozenset[str]().union(*(directory.capacities(actor, area, asker.now) for actor in device.actors or ()))
