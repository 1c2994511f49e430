"""Coverage: how many rows of the records as they are each rule can be asked about. Nothing is written."""

from collections.abc import Iterable, Sequence

from server.store import household_index
from server.verification import frames
from server.verification.catalogue import CATALOGUE
from server.verification.engine import Coverage, evaluate
from server.verification.policy import Policy
from server.verification.replica import Replica
from server.verification.rule import Rule


def of_areas(
    replica: Replica, policy: Policy, areas: Iterable[str], rules: Sequence[Rule] = CATALOGUE
) -> dict[str, Coverage]:
    """Return how often each rule is asked of all households of these areas, by the rule's id."""
    total = {rule.id: Coverage() for rule in rules}
    for area in areas:
        with replica.reading() as work:
            records = frames.load(work.tx, area, household_index.households(work.tx.connection, area))
        for rule, covered in evaluate(records, policy, rules).coverage.items():
            total[rule] += covered
    return total
