"""An office: a server on a real database that knows the areas, and sheets as people make them."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from demo.households import Household, load_households
from schemas.area import level, parse_area
from server.cli.areas import JIAOZUO
from server.config import Settings
from server.exchange import exporting, importing
from server.exchange.exporting import Files
from server.exchange.importing import Import, Outcome, Sheets
from server.exchange.sheet_files import Encoding, Format
from server.identity import assignments
from server.identity.acting import Acting
from server.identity.audit import CONSOLE
from server.identity.writing import write_as_server
from server.services import Services
from server.store.areas import save_areas
from server.store.histories import states_of_type
from sync import authoring
from sync.authoring import Author, Draft
from sync.merge import State
from sync.revision import RecordKey
from tests.integration.verification.village import Clock

CITY = "4108"
VILLAGE = "410822102215"
PLACE = ["河南省", "焦作市", "博爱县", "月山镇", "皂角树村"]
TYPES = ("household", "member", "household_year", "member_year", "village")


@cache
def areas() -> list[dict[str, object]]:
    with JIAOZUO.open(encoding="utf-8", newline="") as source:
        return [
            {**row, "level": level(parse_area(row["code"])), "parent": row["parent"] or None}
            for row in csv.DictReader(source)
        ]


@cache
def demo_households(count: int) -> list[Household]:
    return list(islice(load_households(), count))


class Office:
    """One server."""

    def __init__(self, folder: Path, url: str, clock: Clock) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.services = Services.open(Settings(data_dir=folder, database_url=url), clock=clock)
        self.services.install()
        self.replica = self.services.replica
        with self.replica.begin() as (tx, _):
            save_areas(tx.connection, areas())

    @property
    def server(self) -> str:
        return self.replica.signer.device

    def author(self, actor: str | None = None) -> Author:
        return Author(actor or self.server, self.server, self.services.clock())

    def survey(self, households: Iterable[Household]) -> None:
        """Write households as if they had been surveyed."""
        drafts: dict[str, list[Draft]] = {}
        for one in households:
            of_village = drafts.setdefault(one.village, [])
            of_village.append(Draft(one.village, RecordKey("household", one.id), one.fields, "visit"))
            of_village.append(Draft(one.village, RecordKey("household_year", one.year_id), one.year_fields, "visit"))
            for member in one.members:
                of_village.append(Draft(one.village, RecordKey("member", member.id), member.fields, "visit"))
                of_village.append(
                    Draft(one.village, RecordKey("member_year", member.year_id), member.year_fields, "visit")
                )
        for written in drafts.values():
            with self.replica.begin() as (tx, node):
                write_as_server(tx, node, written, self.services.clock())

    def read(
        self,
        households: Path,
        persons: Path,
        year: int | None = None,
        encoding: str | None = None,
        *,
        overwrite: bool = False,
    ) -> Import:
        """Read both sheets and compare them with what is here; nothing is written."""
        done = importing.read(self.replica, Sheets(households, persons, year, encoding, overwrite))
        self.outcome(done)
        return done

    def outcome(self, done: Import, actor: str | None = None) -> Outcome:
        """Return what an import would do."""
        outcome = Outcome()
        for plan in importing.preview(self.replica, done, self.author(actor), self.services.new_id):
            outcome.add(plan)
        return outcome

    def store(self, done: Import, actor: str | None = None) -> Outcome:
        """Write what was read."""
        assert told(done) == []
        outcome = Outcome()
        acting = Acting(actor or CONSOLE, self.services.clock(), self.services.new_id)
        for plan in importing.store(self.replica, done, self.author(actor), acting):
            outcome.add(plan)
        return outcome

    def export(
        self, folder: Path, kind: Format = Format.XLSX, encoding: Encoding = Encoding.UTF_8
    ) -> tuple[Path, Path]:
        folder.mkdir(exist_ok=True)
        return exporting.write(self.replica, CITY, None, Files(folder, kind, encoding)).files

    def write(self, actor: str, kind: str, record: str, values: Mapping[str, Any]) -> None:
        """Let somebody write at a desk."""
        with self.replica.begin() as (tx, node):
            draft = Draft(VILLAGE, RecordKey(kind, record), values, "desk_edit", reason="test")
            authoring.write(tx, node, self.author(actor), [draft])

    def assign(self, actor: str, role: str, area: str, *grants: str) -> None:
        record, now = self.services.new_id(), self.services.clock()
        with self.replica.begin() as (tx, node):
            assignments.assign(tx, node, actor, role=role, area=area, grants=grants, record=record, now=now)

    def ends(self) -> dict[str, Any]:
        """Return the ends of all streams: they move with every revision."""
        with self.replica.reading() as (tx, _):
            return tx.streams([CITY])

    def states(self, kind: str, village: str = VILLAGE) -> list[State]:
        return list(self.records(kind, village).values())

    def records(self, kind: str, village: str = VILLAGE) -> dict[str, State]:
        with self.replica.reading() as (tx, _):
            return states_of_type(tx.connection, village, kind)

    def exported(self) -> list[list[list[Any]]]:
        """Return all rows of both sheets."""
        rows = list(exporting.export(self.replica, CITY, None))
        return [[row for one in rows for row in one.households], [row for one in rows for row in one.persons]]


def told(done: Import) -> list[tuple[str, int | None, str, str]]:
    """Return the faults: kind, row, column, value."""
    return [(one.wrong.name, one.place.row, one.place.column, one.value) for one in done.faults.kept]


def write_csv(file: Path, rows: Iterable[Sequence[Any]], encoding: str = "utf-8-sig") -> Path:
    with file.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened).writerows(rows)
    return file


def write_workbook(file: Path, sheets: Mapping[str, Iterable[Sequence[Any]]]) -> Path:
    with xlsxwriter.Workbook(file) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return file


HOUSEHOLD_LABELS = [
    "省",
    "市",
    "县",
    "乡",
    "村",
    "户编号",
    "户主姓名",
    "年度",
    "家庭人口数",
    "识别标准",
    "主要致贫原因",
    "工资性收入",
    "是否危房户",
]
PERSON_LABELS = ["县", "乡镇", "行政村", "户编号", "姓名", "证件号码", "与户主关系", "文化程度", "首次识别时间"]


def household(number: str = "4108990001", head: str = "张三", **changed: object) -> list[Any]:
    """Return a row below `HOUSEHOLD_LABELS`."""
    row = dict(
        zip(HOUSEHOLD_LABELS, [*PLACE, number, head, 2018, 2, "国家标准", "因病", "12,000.50", "否"], strict=True)
    )
    return list((row | changed).values())


def person(
    number: str = "4108990001", name: str = "张三", card: str = "410899196001011233", **changed: object
) -> list[Any]:
    """Return a row below `PERSON_LABELS`."""
    relation = changed.pop("relation", "户主")
    row = dict(zip(PERSON_LABELS, [*PLACE[2:], number, name, card, relation, "小学", "2014-03-01"], strict=True))
    return list((row | changed).values())


def family_sheets(folder: Path) -> tuple[Path, Path]:
    """Write the sheets of one household of two."""
    return (
        write_csv(folder / "households.csv", [HOUSEHOLD_LABELS, household()]),
        write_csv(
            folder / "persons.csv",
            [PERSON_LABELS, person(), person(name="李四", card="410899196202022344", relation="配偶")],
        ),
    )
