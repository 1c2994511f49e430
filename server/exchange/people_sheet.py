"""The sheet of those who work: who, as what, where; a row for each post."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from pathlib import Path
from re import fullmatch
from typing import Final, NamedTuple

from schemas.area import parse_area
from schemas.capacity import ACTIVE
from schemas.codes.administration import GRANT
from schemas.day import moment_of
from schemas.label import Label
from server.exchange.faults import BadCell, Faults, Place, Unusable, Wrong
from server.exchange.gazetteer import Gazetteer
from server.exchange.headers import Header, Heading, find_header, names_of
from server.exchange.kinds import Coded, Day, Number, Value, Words
from server.exchange.layout import HOUSEHOLDS, Column, Layout, Target
from server.exchange.limits import HEADER_ROWS
from server.exchange.rows import Row, read_rows
from server.identity.authority import TIME_LIMITED, Post
from server.identity.users import USERNAME_LENGTH, USERNAME_PATTERN

NAME: Final = Column("姓名", Target.MEMBER, "name", Words(), ("人员姓名",))
USERNAME: Final = Column("登录名", Target.MEMBER, "username", Number(), ("用户名", "账号", "登录账号"))
DUTY: Final = Column("岗位", Target.MEMBER, "duty", Coded(GRANT), ("角色", "职务", "业务角色", "身份"))
PHONE: Final = Column("电话", Target.MEMBER, "phone", Number(), ("手机", "手机号", "手机号码", "联系电话"))
UNTIL: Final = Column("截止日期", Target.MEMBER, "until", Day(), ("止", "截止时间", "有效期至"))
AREA: Final = Column("地区代码", Target.PLACE, "area", Number(), ("行政区划代码", "代码"))
PLACES: Final = tuple(one for one in HOUSEHOLDS.columns if one.target is Target.PLACE)
_NEEDED: Final = (NAME.label, USERNAME.label, DUTY.label)

PEOPLE: Final = Layout(
    Label("人员分工表", "sheet of those who work"),
    (NAME, USERNAME, DUTY, *PLACES, AREA, PHONE, UNTIL),
    _NEEDED,
    _NEEDED,
)

ROLES: Final[Mapping[str, str]] = {
    "helper": "collector",
    "department": "supervisor",
    "auditor": "supervisor",
    **{grant: role for role, grants in ACTIVE.items() for grant in grants},
}
"""The sync role with which a finer role is given."""


class Duty(NamedTuple):
    """One row: who is to be what."""

    place: Place
    name: str
    username: str
    phone: str | None
    post: Post


@dataclass(frozen=True)
class PeopleReader:
    """What reading the sheet needs to know.

    Attributes:
        covers: whether this server covers an area.
        faults: where what is wrong is noted.
        now: unix ms; posts begin then.
        encoding: of a CSV file; None where it is to be found out.
    """

    gazetteer: Gazetteer
    covers: Callable[[str], bool]
    faults: Faults
    now: int
    encoding: str | None = None

    def read(self, file: Path) -> Iterator[Duty]:
        """Return the rows of all sheets of a file that can be read; what is wrong is noted."""
        whole = Place(file.name)
        lacking: list[tuple[str, Unusable]] = []
        found = False
        try:
            for name, rows in groupby(read_rows(file, self.encoding), key=lambda row: row.sheet):
                first = list(islice(rows, HEADER_ROWS))
                try:
                    header = find_header(PEOPLE, first, None)
                except Unusable as error:
                    lacking.append((name, error))
                    continue
                found = True
                for row in (*first, *rows):
                    if row.number > header.last and not _is_header(header, row):
                        yield from self._duties(header, row, whole._replace(sheet=name, row=row.number))
        except Unusable as error:
            self.faults.add(whole, error)
            return
        if not found:
            for name, error in lacking:
                self.faults.add(whole._replace(sheet=name), error)

    def _duties(self, header: Header, row: Row, place: Place) -> Iterator[Duty]:
        before = self.faults.count
        said = {column: self._cell(header, row, column, place) for column in PEOPLE.columns}
        if said[USERNAME] is None and said[DUTY] is None and self.faults.count == before:
            return  # a sum, a signature
        for column in (NAME, USERNAME, DUTY):
            if said[column] is None and self.faults.count == before:
                self._note(place, column, BadCell(Wrong.MISSING))
        username = str(said[USERNAME] or "")
        if username and (len(username) > USERNAME_LENGTH or not fullmatch(USERNAME_PATTERN, username)):
            self._note(place, USERNAME, BadCell(Wrong.BAD_USERNAME, limit=USERNAME_LENGTH), username)
        area, end = self._area(said, place), self._end(said, place)
        if area is None or self.faults.count != before:
            return
        grant = str(said[DUTY])
        phone = said[PHONE]
        post = Post(area, ROLES[grant], (grant,), self.now, end)
        yield Duty(place, str(said[NAME]), username, None if phone is None else str(phone), post)

    def _cell(self, header: Header, row: Row, column: Column, place: Place) -> Value | None:
        at, unit = header.columns.get(column, (len(row.cells), ""))
        cell = row.cells[at] if at < len(row.cells) else None
        try:
            return column.kind.read(cell, unit)
        except BadCell as error:
            self._note(place, column, error, cell)
            return None

    def _area(self, said: Mapping[Column, Value | None], place: Place) -> str | None:
        code = said[AREA]
        names = {column.field: str(said[column]) for column in PLACES if said[column] is not None}
        try:
            area = self.gazetteer.area(names) if code is None else parse_area(str(code))
        except ValueError:
            self._note(place, AREA, BadCell(Wrong.NOT_AN_AREA), code)
            return None
        except BadCell as error:
            column = next(one for one in PLACES if one.field == error.facts["field"])
            self._note(place, column, error, names.get(column.field, ""))
            return None
        if not self.covers(area):
            self._note(place, AREA, BadCell(Wrong.OUTSIDE, area=area), code or "")
            return None
        return area

    def _end(self, said: Mapping[Column, Value | None], place: Place) -> int | None:
        """Return the end of the last day (unix ms)."""
        if said[UNTIL] is None:
            if said[DUTY] in TIME_LIMITED:
                self._note(place, UNTIL, BadCell(Wrong.END_NEEDED))
            return None
        after = datetime.fromisoformat(str(said[UNTIL])) + timedelta(days=1)
        end = moment_of(after)
        if end <= self.now:
            self._note(place, UNTIL, BadCell(Wrong.ALREADY_OVER), said[UNTIL])
        return end

    def _note(self, place: Place, column: Column, error: BadCell, value: object = "") -> None:
        self.faults.add(place._replace(column=column.label), error, value)


def _is_header(header: Header, row: Row) -> bool:
    """Whether a row is the header again, as where each printed page has it."""
    at, _ = header.columns[USERNAME]
    cell = row.cells[at] if at < len(row.cells) else None
    return isinstance(cell, str) and Heading.parse(cell).name in names_of(USERNAME)
