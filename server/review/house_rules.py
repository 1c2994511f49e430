"""The house rules: what this server objects to because of what it knows beyond a record (`sync.intake.HouseRules`).

Locks, four eyes, the conditions of a confirmation, and whether an amendment can be written. They cost nothing for a
revision that none of them concerns: a push of a village's survey asks for the locks of its area once.
"""

from collections.abc import Collection

from schemas import REGISTRY, errors
from schemas.workflow import StateMachine
from server.review.amendments import unusable
from server.review.conditions import Conditions
from server.review.entering import Entering, entering
from server.review.four_eyes import FourEyes
from server.review.locks import Locks
from server.store.log import LogTransaction
from sync.directory import MACHINE
from sync.intake.touched import TouchedRecords
from sync.revision import Revision


class Rules:
    """The house rules in one transaction; what they look up they keep while it lasts."""

    def __init__(self, tx: LogTransaction) -> None:
        """Begin with nothing looked up."""
        self._locks = Locks(tx.connection)
        self._four_eyes = FourEyes(tx)
        self._conditions = Conditions(tx)

    def objections(self, revision: Revision, who: Collection[str], records: TouchedRecords) -> dict[str, str]:
        """Return error codes by field of a revision that is about to be judged; see `sync.intake.HouseRules`."""
        found = self._locks.objections(revision, who, records)
        self._four_eyes.heed(revision)
        machines = REGISTRY.workflows(revision.type, revision.set)
        if machines and MACHINE not in who:
            beside = entering(revision, records)
            for field, machine in machines.items():
                code = None if field in beside.wrong else self._objection(field, machine, beside)
                if code is not None:
                    found.setdefault(field, code)
        return found

    def _objection(self, field: str, machine: StateMachine, beside: Entering) -> str | None:
        """Return what is against moving a workflow field, as an error code."""
        if self._four_eyes.own_work(field, machine, beside):
            return errors.OWN_WORK
        match beside.revision.type, field:
            case "household_year", "confirmation":
                return self._conditions.objection(beside)
            case "amendment", "request":
                return errors.UNUSABLE if unusable(beside) else None
            case _:
                return None
