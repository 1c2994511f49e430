"""What is pushed: revisions of real households, prepared to the last byte before any clock starts.

The income blocks are those of `demo.households`, whose survey is real. A household may be taken more than once: each
time it is another record, so that a run can be as long as it likes. Incomes of more than `INCOME_BYTES` are left out,
which leaves a mean of 1.8 KB a revision.
"""

import gzip
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from demo.households import Household, load_households
from schemas import REGISTRY
from schemas.income import per_capita
from schemas.naming import household_year_id
from sync import canonical
from sync.messages import PROTOCOL, PushHeader, encode_body
from sync.revision import RecordKey, Revision, RevisionId, compose
from sync.seal import seal
from tests.bench.tablets import Tablet

SEED = 3
YEAR = 2018
INCOME_BYTES = 1550
"""The longest canonical form of an income block that is taken; the envelope around it adds 400 bytes or so."""
GZIP_LEVEL = 6
"""What a tablet's browser uses too."""


class Subject(NamedTuple):
    """One household's year as its author knows it: where it is, what it says, and the head of its record."""

    tablet: Tablet
    household: str
    fields: dict[str, Any]
    year: str
    year_fields: dict[str, Any]
    visit: str
    head: RevisionId | None = None


class Batch(NamedTuple):
    """One push: the body as it is sent, and what is in it."""

    tablet: Tablet
    subjects: list[Subject]
    revisions: list[Revision]
    body: bytes


class Workload:
    """Makes batches: the same households for the same seed, times that go on from `start` (unix ms)."""

    def __init__(self, tablets: Sequence[Tablet], start: int) -> None:
        self._random = Random(SEED)
        self._time = start
        self._tablets = cycle(tablets)
        short = [one for one in load_households() if _size(one.year_fields["income"]) <= INCOME_BYTES]
        self._households = cycle(short)

    def subjects(self, rows: int, size: int) -> list[Subject]:
        """Return households that are nowhere yet, each `size` of them in one village."""
        made: list[Subject] = []
        while len(made) < rows:
            tablet = next(self._tablets)
            made += [self._subject(tablet, like) for like in islice(self._households, min(size, rows - len(made)))]
        return made

    def household(self, subjects: Iterable[Subject], size: int, *, compressed: bool) -> list[Batch]:
        """Make pushes of the household records that the years belong to, 0.7 KB each."""
        batches = self._batches(subjects, size, _household, compressed=compressed)
        return [batch._replace(subjects=[one._replace(head=None) for one in batch.subjects]) for batch in batches]

    def create(self, subjects: Iterable[Subject], size: int, *, compressed: bool) -> list[Batch]:
        """Make pushes of the years with their incomes, as first revisions: 2.4 KB each."""
        return self._batches(subjects, size, _create, compressed=compressed)

    def income(self, subjects: Iterable[Subject], size: int, *, compressed: bool) -> list[Batch]:
        """Make pushes of whole incomes, 1.8 KB each: one item and the totals above it differ."""
        return self._batches(subjects, size, _income, compressed=compressed)

    def fields(self, subjects: Iterable[Subject], size: int, *, compressed: bool) -> list[Batch]:
        """Make pushes of three living conditions, 0.5 KB each."""
        return self._batches(subjects, size, _fields, compressed=compressed)

    def _subject(self, tablet: Tablet, like: Household) -> Subject:
        household = self._uuid7()
        fields = {**like.fields, "village_code": tablet.area}
        year_fields = {**like.year_fields, "household": household}
        return Subject(tablet, household, fields, household_year_id(household, YEAR), year_fields, self._uuid7())

    def _uuid7(self) -> str:
        self._time += 1
        low = self._random.getrandbits(62)
        return str(UUID(int=self._time << 80 | 0x7 << 76 | 0b10 << 62 | low))

    def _batches(self, subjects: Iterable[Subject], size: int, edit: "_Edit", *, compressed: bool) -> list[Batch]:
        by_tablet: dict[str, list[Subject]] = {}
        full: list[list[Subject]] = []
        for subject in subjects:
            open_one = by_tablet.setdefault(subject.tablet.device, [])
            open_one.append(subject)
            if len(open_one) == size:
                full.append(by_tablet.pop(subject.tablet.device))
        return [self._batch(some, edit, compressed=compressed) for some in (*full, *by_tablet.values())]

    def _batch(self, subjects: list[Subject], edit: "_Edit", *, compressed: bool) -> Batch:
        tablet = subjects[0].tablet
        revisions = [self._revision(subject, *edit(subject)) for subject in subjects]
        header = PushHeader(PROTOCOL, (seal(tablet.key, tablet.area, [one.id for one in revisions], self._time),))
        body = encode_body(header, [one.body for one in revisions])
        heads = [one._replace(head=made.id) for one, made in zip(subjects, revisions, strict=True)]
        return Batch(tablet, heads, revisions, gzip.compress(body, GZIP_LEVEL) if compressed else body)

    def _revision(self, subject: Subject, key: RecordKey, written: dict[str, Any]) -> Revision:
        self._time += 1
        return compose(
            area=subject.tablet.area,
            key=key,
            schema=REGISTRY.version,
            codes=REGISTRY.codes_version,
            parents=() if subject.head is None else (subject.head,),
            set=written,
            time=self._time,
            actor=subject.tablet.actor,
            device=subject.tablet.device,
            source="visit",
            visit=subject.visit,
        )


_Edit = Callable[[Subject], tuple[RecordKey, dict[str, Any]]]
"""From a subject to the record that is written, and what is written."""


def _household(subject: Subject) -> tuple[RecordKey, dict[str, Any]]:
    return RecordKey("household", subject.household), subject.fields


def _create(subject: Subject) -> tuple[RecordKey, dict[str, Any]]:
    return RecordKey("household_year", subject.year), subject.year_fields


def _income(subject: Subject) -> tuple[RecordKey, dict[str, Any]]:
    before = subject.year_fields["income"]
    more = 12_000
    raised = ("regular_donation", "other_transfer_income", "transfer_income", "gross_income", "net_income")
    after = {**before, **{name: before[name] + more for name in raised}}
    after["net_income_per_capita"] = per_capita(after["net_income"], subject.year_fields["member_count"])
    return RecordKey("household_year", subject.year), {"income": after}


def _fields(subject: Subject) -> tuple[RecordKey, dict[str, Any]]:
    written = {"toilet_sanitary": True, "dist_main_road": 120, "satisfaction": 4}
    return RecordKey("household_year", subject.year), written


def _size(value: object) -> int:
    return len(canonical.encode(value))
