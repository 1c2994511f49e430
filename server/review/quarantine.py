"""The quarantine: what devices brought under authority that was lost meanwhile, and who lets it in.

It is kept under its seal, outside stream and digest (`sync.admission` says what goes there). Whoever is responsible for
the area releases it, and gives the reason; it then enters as all revisions do, judged like them. Nothing is ever thrown
away: what nobody releases stays listed.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from server.identity import audit
from server.identity.audit import Action, Entry
from server.review.errors import NotHome, OwnWork
from server.store.log import LogTransaction
from sync import intake
from sync.intake import Node
from sync.outcome import Outcome
from sync.revision import RevisionId


class Releasing(NamedTuple):
    """Who releases, when (unix ms), and why; `entry` is the UUIDv7 of the entry in the audit log."""

    actor: str
    time: int
    reason: str
    entry: str


def release(
    tx: LogTransaction, node: Node, area: str, ids: Collection[RevisionId], releasing: Releasing
) -> list[Outcome]:
    """Let revisions of an area in, and return what became of them and of what waited for them.

    Ids that are not in quarantine have no outcome: somebody else was faster, or they never were.

    Raises:
        NotHome: another server judges this area.
        OwnWork: one of them was written by the person who releases.
    """
    if not node.judges(area):
        raise NotHome(area, node.directory.home(area))
    waiting = tx.waiting(area, ids)
    own = sorted(one for one, waits in waiting.items() if waits.revision.actor == releasing.actor)
    if own:
        raise OwnWork(own)
    done = intake.release(tx, node, area, ids, now=releasing.time)
    if done.outcomes:
        audit.note(tx.connection, _entry(area, list(done.outcomes.values()), releasing))
    return list(done.outcomes.values())


def _entry(area: str, outcomes: Sequence[Outcome], releasing: Releasing) -> Entry:
    entered = sorted(one.id for one in outcomes if one.number is not None)
    return Entry(
        releasing.entry,
        releasing.time,
        releasing.actor,
        Action.QUARANTINE_RELEASED,
        area,
        f"area/{area}",
        releasing.reason,
        {"revisions": entered},
    )
