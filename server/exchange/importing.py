"""Importing households: both sheets are read and checked whole, and only then village after village is written.

Nothing is written as long as anything is wrong. Each village is one transaction, so that tablets can go on pushing
meanwhile, and an import that is killed leaves whole villages behind; running it again completes it, as what is there
already is found by its numbers and changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from schemas import REGISTRY
from schemas.errors import FieldError
from schemas.messages import describe
from server.exchange.differences import Difference
from server.exchange.families import Families, Family
from server.exchange.faults import BadCell, Faults, Place, Unusable, Wrong
from server.exchange.gazetteer import Gazetteer
from server.exchange.layout import HOUSEHOLDS, PERSONS
from server.exchange.planning import SOURCE, Effect, Plan, Planner
from server.exchange.reading import Reader, Remarks
from server.exchange.village import Existing, load
from server.identity.acting import Acting
from server.identity.audit import Action
from server.replica import Replica, Work
from server.store import locked_years
from server.store.areas import names_within
from sync import authoring, revision
from sync.authoring import Author
from sync.directory import Device
from sync.revision import RevisionId

KEPT_DIFFERENCES: Final = 100
"""Values that differ, which are kept to be shown one by one."""


class Overtaken(Exception):
    """What others did since the sheets were checked is in the way; `faults` say what. The village is not written."""

    def __init__(self, village: str) -> None:
        """Name the village."""
        super().__init__(village)
        self.village = village


class Sheets(NamedTuple):
    """The two files, and how to read them (see `reading.Reader`)."""

    households: Path
    persons: Path
    year: int | None = None
    encoding: str | None = None
    overwrite: bool = False
    """Whether the sheets' values also take the place of what others than an import wrote."""


@dataclass
class Import:
    """What was read: families by village, and what is worth knowing of each file."""

    gazetteer: Gazetteer
    overwrite: bool
    villages: Mapping[str, list[Family]]
    faults: Faults
    remarks: dict[Path, Remarks] = field(default_factory=dict[Path, Remarks])


@dataclass
class Listing:
    """The first `KEPT_DIFFERENCES` differences, and how many there are."""

    kept: list[Difference] = field(default_factory=list[Difference])
    count: int = 0

    def add(self, differences: Sequence[Difference]) -> None:
        """Count more of them."""
        self.count += len(differences)
        self.kept += differences[: KEPT_DIFFERENCES - len(self.kept)]


@dataclass
class Outcome:
    """What an import does, or would do, over the villages so far; see `Plan` for what is replaced and left."""

    villages: int = 0
    effects: Counter[tuple[str, Effect]] = field(default_factory=Counter[tuple[str, Effect]])
    replaced: Listing = field(default_factory=Listing)
    left: Listing = field(default_factory=Listing)

    def add(self, plan: Plan) -> None:
        """Count one more village."""
        self.villages += 1
        self.effects += plan.effects
        self.replaced.add(plan.replaced)
        self.left.add(plan.left)


def read(replica: Replica, sheets: Sheets, advance: Callable[[], None] = lambda: None) -> Import:
    """Read both files; `advance` is called for each row."""
    with replica.reading() as work:
        server = _server(work)
        cities = {area[:4] for area in server.reach}
        gazetteer = Gazetteer(names_within(work.tx.connection, cities))
    faults = Faults()
    done = Import(gazetteer, sheets.overwrite, {}, faults)
    if not gazetteer:
        faults.add(Place(sheets.households.name), Unusable(Wrong.NO_AREAS))
        return done
    reader = Reader(gazetteer, server.covers, faults, sheets.year, sheets.encoding)
    families = Families(faults, sheets.year)
    files = ((sheets.households, HOUSEHOLDS, families.add_household), (sheets.persons, PERSONS, families.add_person))
    for file, layout, add in files:
        remarks = Remarks()
        for entry in reader.read(file, layout, remarks):
            add(entry)
            advance()
        done.remarks[file] = remarks
        if faults.of_files:
            return done  # without all of one sheet, the other would be wrong in every row
    done.villages = families.by_village()
    return done


def preview(replica: Replica, done: Import, author: Author, new_id: Callable[[], str]) -> Iterator[Plan]:
    """Return what would be written in each village; what the server objects to is noted among the faults."""
    for village, families in done.villages.items():
        with replica.reading() as work:
            plan = _plan(work, done, village, new_id)
            if _works_here(work, village, author):
                _check_accepted(work, plan, author, done.faults)
            else:
                error = BadCell(Wrong.NOT_ASSIGNED, user=author.actor)
                done.faults.add(families[0].household.place, error, village)
        yield plan


def store(replica: Replica, done: Import, author: Author, acting: Acting) -> Iterator[Plan]:
    """Write village by village, each in a transaction with its entry in the audit log, and return what was written.

    Raises:
        Rejected: the server does not accept a value; the village is not written, nor are those after it.
        Overtaken: likewise, where something is wrong now that was not when the sheets were checked.
    """
    for village in done.villages:
        with replica.begin() as work:
            work.tx.lock([village])  # what is compared with is what is written over
            plan = _plan(work, done, village, acting.new_id)
            if done.faults.count:
                raise Overtaken(village)
            if plan.changes:
                authoring.write(work.tx, work.node, author, plan.drafts())
                counted: dict[str, object] = {
                    f"{kind}_{effect.value}": count for (kind, effect), count in sorted(plan.effects.items())
                }
                counted |= {"replaced": len(plan.replaced), "left": len(plan.left), "overwrite": done.overwrite}
                acting.note(work.tx.connection, Action.HOUSEHOLDS_IMPORTED, village, f"area/{village}", **counted)
        yield plan


def _plan(work: Work, done: Import, village: str, new_id: Callable[[], str]) -> Plan:
    existing = Existing(load(work.tx, village), locked_years.of(work.tx.connection, village))
    planner = Planner(village, done.gazetteer.names(village), existing, new_id, done.faults)
    for family in done.villages[village]:
        planner.add(family)
    asked = planner.asked()
    return planner.finish(asked if done.overwrite else _imported(work, village, asked))


def _imported(work: Work, village: str, revisions: Collection[RevisionId]) -> set[RevisionId]:
    """Return which of these revisions an import wrote."""
    rows = work.tx.rows(village, revisions) if revisions else []
    return {row.id for row in rows if revision.parse(row.body).source == SOURCE}


def _works_here(work: Work, village: str, author: Author) -> bool:
    """Whether who imports has any say in a village; the server itself writes wherever it covers."""
    return bool(work.node.directory.capacities(author.actor, village, author.time))


def _check_accepted(work: Work, plan: Plan, author: Author, faults: Faults) -> None:
    """Note what this server would not accept: of an author who may not write such records, of a value.

    Of the new records of a type, one stands for all: nothing is known of them that could tell them apart.
    """
    new = {one.draft.key.type: one for one in plan.changes if one.effect is Effect.CREATED}
    asked = [*new.values(), *(one for one in plan.changes if one.effect is Effect.CHANGED)]
    rows = {one.draft.key: one.entry for one in asked}
    for rejected in authoring.rejections(work.tx, work.node, author, [one.draft for one in asked]):
        key = rejected.draft.key
        for name, code in rejected.void.items():
            known = REGISTRY.field(key.type, name)
            said = describe(FieldError(code), known)
            column = name if known is None else known.label.zh
            error = BadCell(Wrong.REFUSED, fault=said.zh, fault_en=said.en)
            faults.add(rows[key].place._replace(column=column), error)


def _server(work: Work) -> Device:
    signer = work.node.signer
    server = None if signer is None else work.node.directory.device(signer.device)
    if server is None:
        raise TypeError("only a server that is installed imports households")
    return server
