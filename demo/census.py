"""Counting what the server holds: versions, merges, conflicts, void fields, flags."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas import REGISTRY, MergePolicy
from schemas.area import parse_area
from server.services import Services
from server.store.log import LogTransaction
from sync import revision, verdict
from sync.merge import State
from sync.revision import RecordKey, Revision, RevisionId

_ROWS = 1000


@dataclass
class Census:
    """What the server holds.

    Attributes:
        merged: records with edits that had not seen each other: several roots, or a revision that two others built on.
        flags: flags that are present, by rule; `flagged` the households that have one.
    """

    versions: int = 0
    records: int = 0
    merged: int = 0
    conflicts: int = 0
    void: Counter[str] = field(default_factory=Counter)
    capped: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    flagged: set[str] = field(default_factory=set)


def count(services: Services) -> Census:
    """Read the whole log once, area by area."""
    census = Census()
    with services.replica.reading() as (tx, _):
        for area in sorted(tx.streams([services.settings.area])):
            _count_area(census, tx, parse_area(area))
    return census


def _count_area(census: Census, tx: LogTransaction, area: str) -> None:
    uses: Counter[tuple[RecordKey, RevisionId | None]] = Counter()
    keys: set[RecordKey] = set()
    for one in _revisions(tx, area):
        census.versions += 1
        keys.add(one.key)
        uses.update((one.key, parent) for parent in one.parents or (None,))
        if one.type == verdict.TYPE:
            said = verdict.read(one)
            census.void.update(said.void.values())
            census.capped += said.cap is not None
    census.records += len(keys)
    census.merged += len({key for (key, _), times in uses.items() if times > 1 and key.type != verdict.TYPE})
    for key, state in tx.states(area, keys).items():
        _count_state(census, key, state)


def _count_state(census: Census, key: RecordKey, state: State) -> None:
    census.conflicts += len(state.conflicts(lambda name: REGISTRY.policy(key.type, name) is MergePolicy.REVIEW))
    if key.type == "flag":
        flag = state.values()
        if (flag.get("finding") or {}).get("present"):
            census.flags[flag["rule"]] += 1
            census.flagged.add(flag["subjects"][0])


def _revisions(tx: LogTransaction, area: str) -> Iterator[Revision]:
    after = 0
    while rows := tx.page(area, after, _ROWS):
        after = rows[-1].number
        yield from (revision.parse(row.body) for row in rows)
