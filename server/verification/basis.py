"""What flags rest on: the rules and the policy. Where these have changed, every household is verified again."""

import hashlib
from collections.abc import Sequence

from server.store import household_index, queue, verification_basis
from server.verification.catalogue import CATALOGUE
from server.verification.likeness import LIKENESSES
from server.verification.policy import Policy
from server.verification.replica import Replica
from server.verification.rule import Rule
from server.verification.touched import note_shared


def digest(policy: Policy, rules: Sequence[Rule] = CATALOGUE) -> str:
    """Return SHA-256 of the policy, of the rules with their versions, and of what the index keeps, in hex."""
    parts = [
        policy.digest(),
        *(f"{rule.id} {rule.version}" for rule in sorted(rules, key=lambda rule: rule.id)),
        *(likeness.kind for likeness in LIKENESSES),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def renew(replica: Replica, basis: str) -> int:
    """Queue every household of this server if its flags rest on another basis than this digest; return how many.

    Area by area, so that nobody waits for long. The digest is stored last: after a crash all of it is done again.
    """
    with replica.reading() as work:
        if verification_basis.read(work.tx.connection) == basis:
            return 0
        areas = work.tx.areas()
    queued = sum(_queue_all(replica, area) for area in areas)
    with replica.begin() as work:
        verification_basis.write(work.tx.connection, basis)
    return queued


def _queue_all(replica: Replica, area: str) -> int:
    with replica.begin() as work:
        work.tx.lock([area])
        connection = work.tx.connection
        households = household_index.households(connection, area)
        types = {likeness.type for likeness in LIKENESSES}
        keys = household_index.records(connection, area, households, types)
        note_shared(connection, area, work.tx.states(area, keys))
        if not work.node.judges(area):
            return 0
        queue.enqueue(connection, area, households)
        return len(households)
