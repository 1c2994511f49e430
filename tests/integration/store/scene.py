"""What the tests of stores put into them, and all that one can get out again."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sync import digest, merge
from sync.outcome import Reason, Status
from sync.revision import RecordKey, Revision, parse
from sync.seal import Seal, seal
from sync.storage import START, Cut, PeerTransaction, Row, Waiting
from tests.replicas import CITY, COUNTY, NOW, OTHER_VILLAGE, TOWNSHIP, VILLAGE, key_of

FAR_VILLAGE = "410802001001"
"""In another county of the city."""

AREAS = (CITY, COUNTY, TOWNSHIP, VILLAGE, OTHER_VILLAGE, FAR_VILLAGE)


class Store(Protocol):
    """What all stores have."""

    def begin(self) -> AbstractContextManager[PeerTransaction]: ...


def rows_of(revisions: Iterable[Revision], after: Cut = START, **changed: object) -> list[Row]:
    """Return the rows that these revisions make, numbered on from `after`."""
    revisions = list(revisions)
    reached = digest.running(after.digest, [one.id for one in revisions])
    given = {"arrival": NOW, "author_seal": None, "judge_seal": None} | changed
    return [
        Row(after.number + place, total, one.id, one.type, one.record, one.body, **given)
        for place, (one, total) in enumerate(zip(revisions, reached, strict=True), 1)
    ]


def end_of(rows: list[Row]) -> Cut:
    return Cut(rows[-1].number, rows[-1].digest)


def waits(revision: Revision, *missing: Revision, **changed: object) -> Waiting:
    """Return a revision that is parked until these are there."""
    given: dict[str, Any] = {
        "status": Status.PARKED,
        "reason": Reason.PARENT_MISSING,
        "missing": tuple(one.id for one in missing),
        "because": None,
        "arrival": NOW,
        "author_seal": "seal",
        "judge_seal": None,
    }
    return Waiting(revision, **given | changed)


def sealed(*revisions: Revision, by: str = "tablet") -> Seal:
    return seal(key_of(by), revisions[0].area, {one.id for one in revisions}, NOW)


def append(store: Store, area: str, *revisions: Revision, **changed: object) -> list[Row]:
    """Append revisions to an area's stream in a transaction of their own."""
    with store.begin() as tx:
        rows = rows_of(revisions, tx.lock([area])[area], **changed)
        tx.append(area, rows)
    return rows


def contents(store: Store, peers: Iterable[str] = ()) -> dict[str, Any]:
    """Return everything that a store says of every area, in one form for all kinds of stores."""
    with store.begin() as tx:
        return {
            area: {
                "end": tx.streams([area]).get(area, START),
                "listing": tx.listing(area),
                "rows": (rows := tx.page(area, 0, 1_000_000)),
                "states": {
                    key: merge.encode(state)
                    for key in sorted({RecordKey(row.type, row.record) for row in rows})
                    if (state := tx.state(area, key)) is not None
                },
                "histories": {
                    key: tx.history(area, key) for key in sorted({RecordKey(row.type, row.record) for row in rows})
                },
                "seals": {name: one.ids for name, one in sorted(tx.seals(area, _names(rows)).items())},
                "waiting": dict(sorted(tx.waiting(area).items())),
                "cursors": {peer: tx.cursor(peer, area) for peer in peers},
                "held": {peer: tx.holdings(peer, area) for peer in peers},
            }
            for area in tx.areas()
        }


def readable(rows: Iterable[Row]) -> list[Revision]:
    return [parse(row.body) for row in rows]


def _names(rows: Iterable[Row]) -> set[str]:
    return {name for row in rows for name in (row.author_seal, row.judge_seal) if name is not None}
