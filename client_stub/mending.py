"""What the server did not take as it was written: void fields to mend, and revisions set aside to offer anew.

Nothing is lost on the way: a void value stays in its revision, a refused revision stays on the tablet, until their
author has written them anew or has decided to leave them. What a locked year voided the server keeps as a request to
amend it (`schemas.records.amendment`): that is not the author's to mend.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import cast

import msgspec

from client_stub.editing import Edit, Occasion
from client_stub.store import TabletTransaction
from schemas import errors
from schemas.naming import amendment_id
from sync import revision, verdict
from sync.canonical import Json
from sync.history import ancestors, parents_first
from sync.merge import State
from sync.outcome import Reason, Status
from sync.revision import DELETED, RecordKey, Revision

AMENDMENT = "amendment"


class VoidField(msgspec.Struct, frozen=True):
    """A field that this tablet wrote, that a verdict voids, and that nobody who knew of it has written since.

    Attributes:
        written: the revision.
        field: `@deleted` for a deletion.
        code: why it is void (`schemas.errors`, or a code of judgement).
    """

    written: Revision
    field: str
    code: str

    @property
    def value(self) -> Json:
        """The value that is void."""
        return self.written.deleted if self.field == DELETED else self.written.set.get(self.field)

    @property
    def occasion(self) -> Occasion:
        """The occasion on which the field was written, to which its correction belongs too."""
        return Occasion(self.written.source, self.written.visit, self.written.reason)


class Requested(msgspec.Struct, frozen=True):
    """A field that a locked year voids, and whose value the server has made a request to amend the year.

    Attributes:
        request: the request as it stands, with its state and the note of whoever decided.
    """

    void: VoidField
    request: dict[str, Json]


class SetAside(msgspec.Struct, frozen=True):
    """The revisions of one record that the server refused or keeps in quarantine, parents first.

    Attributes:
        refused: these can be offered anew; quarantined ones wait for somebody responsible.
    """

    area: str
    key: RecordKey
    revisions: tuple[Revision, ...]
    refused: bool
    reason: Reason


def load_void_fields(tx: TabletTransaction, area: str, devices: Collection[str]) -> list[VoidField]:
    """Return the void fields that the tablet of these device ids has to mend in an area, oldest first."""
    return [one for one in _load_void(tx, area, devices) if _request(tx, one) is None]


def load_requested(tx: TabletTransaction, area: str, devices: Collection[str]) -> list[Requested]:
    """Return the void fields of an area that became requests to amend a locked year, oldest first."""
    found = ((one, _request(tx, one)) for one in _load_void(tx, area, devices))
    return [Requested(one, request) for one, request in found if request is not None]


def _load_void(tx: TabletTransaction, area: str, devices: Collection[str]) -> list[VoidField]:
    codes = dict(_codes(state) for state in tx.records(area, verdict.TYPE).values())
    judged = [revision.parse(row.body) for row in tx.rows(area, [one for one, void in codes.items() if void])]
    left = tx.left_void(area)
    return [
        VoidField(one, field, code)
        for one in judged
        if one.device in devices
        for field, code in sorted(codes[one.id].items())
        if (one.id, field) not in left and not _rewritten(tx, one, field)
    ]


def load_set_aside(tx: TabletTransaction) -> list[SetAside]:
    """Return what is set aside, record by record."""
    groups = defaultdict[tuple[str, RecordKey, bool], list[Revision]](list)
    reasons: dict[tuple[str, RecordKey, bool], Reason] = {}
    for one in tx.set_aside():
        place = (one.revision.area, one.revision.key, one.status is Status.REFUSED)
        groups[place].append(one.revision)
        reasons.setdefault(place, one.reason)
    return [
        SetAside(area, key, tuple(parents_first(revisions)), refused, reasons[area, key, refused])
        for (area, key, refused), revisions in groups.items()
    ]


def offers(aside: SetAside) -> Iterable[tuple[Edit, Occasion]]:
    """Yield, in their order, the edits that offer set-aside revisions anew."""
    for one in aside.revisions:
        yield Edit(one.area, one.key, one.set, one.deleted), Occasion(one.source, one.visit, one.reason)


def _request(tx: TabletTransaction, void: VoidField) -> dict[str, Json] | None:
    """Return the request that keeps a void field, None where there is none, or none has been pulled yet."""
    if void.code != errors.LOCKED:
        return None
    amendment = tx.state(void.written.area, RecordKey(AMENDMENT, amendment_id(void.written.id)))
    request = amendment.value("request") if amendment is not None else None
    return cast("dict[str, Json]", request) if isinstance(request, dict) else None


def _codes(state: State) -> tuple[str, dict[str, str]]:
    """Return the revision that the verdicts of a record judge, and the error code of each field that they void."""
    judged = str(state.value("revision"))
    return judged, {field: code for one in state.candidates["void"] for field, code in one.value.items()}


def _rewritten(tx: TabletTransaction, void: Revision, field: str) -> bool:
    """Whether somebody who had seen the void revision has written the field since."""
    history = {one.id: one for one in tx.history(void.area, void.key)}
    return any(
        void.id in ancestors(one.parents, history)
        for one in history.values()
        if (one.deleted is not None if field == DELETED else field in one.set)
    )
