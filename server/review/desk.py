"""Desk edits: what somebody writes at a desk, on this server, into one record.

It goes the way of all revisions, and is judged before it is written, so that the author is told at once. Offline edits
that come later merge with it; who must not overwrite what they have not seen says so with `if_heads`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from schemas import REGISTRY, errors
from schemas.fields import Authority
from server.review.errors import HeadsMoved, UnknownParents, YearLocked
from server.store.log import LogTransaction
from sync import authoring
from sync.authoring import Author, Draft, Rejected
from sync.errors import OutsideScope
from sync.intake import Node
from sync.merge import EMPTY, State
from sync.revision import RecordKey, Revision, RevisionId

SOURCE: Final = "desk_edit"


class Edit(NamedTuple):
    """One edit of one record.

    Attributes:
        set: field to value; null clears.
        deleted: true or false where it changes.
        parents: the heads that the author saw; None for the heads as they are now.
        if_heads: write only if these are the heads; None to merge with whatever was written meanwhile.
        reason: why; it is kept with the revision.
    """

    area: str
    key: RecordKey
    set: Mapping[str, Any]
    reason: str
    deleted: bool | None = None
    parents: Sequence[RevisionId] | None = None
    if_heads: Sequence[RevisionId] | None = None
    visit: str | None = None


class Written(NamedTuple):
    """The revision that an edit became, and its record afterwards."""

    revision: Revision
    state: State


def write(tx: LogTransaction, node: Node, actor: str, edit: Edit, *, now: int) -> Written:
    """Write an edit under this server's seal, at `now` (unix ms).

    Raises:
        OutsideScope: this server does not cover the area, or cannot speak for the author there.
        HeadsMoved: somebody wrote since, and the author asked not to merge.
        UnknownParents: the record has no such revisions.
        YearLocked: the year is locked; an amendment can be asked for.
        Rejected: the author may not write this, or a value is wrong.
        Malformed: it has no canonical form.
        TooLarge: it is longer than a revision may be.
    """
    server = speaking_server(node, actor, edit.area, now)
    tx.lock([edit.area])
    state = tx.state(edit.area, edit.key) or EMPTY
    if edit.if_heads is not None and sorted(edit.if_heads) != list(state.heads):
        raise HeadsMoved(state.heads)
    draft = Draft(edit.area, edit.key, edit.set, SOURCE, edit.deleted, edit.visit, edit.reason, _parents(tx, edit))
    if not state.heads and REGISTRY.authority(edit.key.type) is not Authority.DEVICE:
        raise Rejected(draft, dict.fromkeys(edit.set, errors.SERVER_ONLY))
    try:
        (*_, revision), done = authoring.write(tx, node, Author(actor, server, now), [draft])
    except Rejected as rejected:
        if errors.LOCKED in rejected.void.values():
            raise YearLocked(rejected, *_locked_year(edit, state)) from rejected
        raise
    return Written(revision, done.states[edit.area][edit.key])


def speaking_server(node: Node, actor: str, area: str, now: int) -> str:
    """Return this server's id, if it can speak for a person in an area: for whose say reaches beyond it, it cannot.

    Raises:
        OutsideScope: it does not cover the area, or cannot speak for this person there.
    """
    server = node.directory.device(node.signer.device) if node.signer is not None else None
    if server is None or not server.covers(area) or not node.directory.vouches(server, actor, area, now):
        raise OutsideScope(area)
    return server.id


def _parents(tx: LogTransaction, edit: Edit) -> tuple[RevisionId, ...] | None:
    if edit.parents is None:
        return None
    places = tx.places(edit.area, edit.parents)
    unknown = [one for one in edit.parents if one not in places or places[one].key != edit.key]
    if unknown:
        raise UnknownParents(unknown)
    return tuple(sorted(set(edit.parents)))


def _locked_year(edit: Edit, state: State) -> tuple[str, int]:
    """Return the household and the year whose lock an edit met."""
    household = state.value("household") or edit.set["household"]
    year = state.value("year") or edit.set["year"]
    return household, year
