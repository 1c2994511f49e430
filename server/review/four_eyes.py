"""Four eyes: nobody reviews what they collected, nor what they handed in for review (design.md §4, domain §4.1)."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from schemas import REGISTRY
from schemas.workflow import StateMachine
from server.review.entering import Entering
from server.store import household_index
from server.store.log import LogTransaction
from sync.history import ancestors
from sync.intake.touched import TouchedRecords
from sync.revision import RecordKey, Revision

COLLECTED: Final = frozenset({"household", "household_year", "member", "member_year", "visit"})
"""The record types that make up what was collected of a household."""

BROUGHT: Final = frozenset({"migration", "roster_import"})
"""Sources of revisions that nobody collected: who brings over another system's data may still review them."""


class Household(NamedTuple):
    """A household, where it is kept."""

    area: str
    record: str


class FourEyes:
    """Who had a hand in what, as one transaction sees it."""

    def __init__(self, tx: LogTransaction) -> None:
        """Begin with nothing written in the transaction."""
        self._tx = tx
        self._writing: set[tuple[str, str]] = set()

    def heed(self, revision: Revision) -> None:
        """Note for whom somebody writes what is not in the index of households before the transaction ends."""
        household = revision.set.get("household")
        if revision.type in COLLECTED and isinstance(household, str):
            self._writing.add((revision.actor, household))

    def own_work(self, field: str, machine: StateMachine, entering: Entering) -> bool:
        """Tell whether a revision passes judgement, by moving this workflow field, on its author's own work."""
        judged = machine.judges(machine.state_of(entering.values[field]))
        return bool(judged) and (
            _handed_in(field, machine, judged, entering)
            or any(self._collected(household, entering) for household in self._subjects(entering))
        )

    def _subjects(self, entering: Entering) -> Iterator[Household]:
        """Yield the households that a record is about."""
        area, named = entering.revision.area, entering.values.get("household")
        if isinstance(named, str):
            yield Household(area, named)
        elif named is not None:
            yield Household(named["area"], named["record"])
        subjects = entering.values.get("subjects")
        if subjects:
            found = household_index.households_of(self._tx.connection, area, subjects)
            yield from (Household(area, one) for one in sorted(found))

    def _collected(self, household: Household, entering: Entering) -> bool:
        revision, records = entering.revision, entering.records
        if (revision.actor, household.record) in self._writing:
            return True
        area = household.area
        keys = household_index.records(self._tx.connection, area, [household.record], COLLECTED)
        if revision.type in COLLECTED:
            keys.append(revision.key)
        return any(
            one.actor == revision.actor and _edits(one) for key in keys for one in self._history(area, key, records)
        )

    def _history(self, area: str, key: RecordKey, records: TouchedRecords) -> Collection[Revision]:
        return records.history(key) if area == records.area else self._tx.history(area, key)


def _handed_in(field: str, machine: StateMachine, judged: Collection[str | None], entering: Entering) -> bool:
    """Tell whether the author has written, before this, a state on which judgement is passed."""
    revision, records = entering.revision, entering.records
    seen = ancestors(revision.parents, {one.id: one for one in records.history(revision.key)})
    own = {one: written for one, written in seen.items() if written.actor == revision.actor and field in written.set}
    records.load_verdicts(own.keys())
    return any(
        field not in records.judgement(written).void and machine.state_of(written.set[field]) in judged
        for written in own.values()
    )


def _edits(revision: Revision) -> bool:
    """Whether a revision edits what was collected, and does not only decide on it."""
    if revision.source in BROUGHT:
        return False
    decided = REGISTRY.workflows(revision.type, revision.set)
    return revision.deleted is not None or len(decided) < len(revision.set)
