"""What a policy holds, and the value of a parameter for an area in a year."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from schemas.area import covers
from server.verification.policy.problems import NEGATIVE, NO_SUCH_DAY, NO_SUCH_VALUE, REVERSED, found

Tag = Annotated[str, Field(pattern=r"^(?:S|D|G|V(?:[1-9]|1[0-9]|2[0-6]))$")]
"""How well something is known, as in the domain specification."""

Text = Annotated[str, Field(min_length=1, max_length=400)]

Unit = Literal["fen", "fen/month", "fen/year", "fen/mu", "0.01%", "year", "month", "day", "1e-7deg", "yes/no", "name"]
"""What a value counts; all are whole numbers that are not negative, but for `yes/no` and `name`."""

Value = int | bool | str | None
"""None where it is not known."""

Level = Literal["nation", "province", "city", "county"]

_LEVELS: Final[Mapping[int, Level]] = {0: "nation", 2: "province", 4: "city", 6: "county"}
"""By the number of digits of the area."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Entry(_Strict):
    """The value of a parameter for an area in a period; None where it is not known.

    `area` is the prefix of those for whom the value was set, empty for the whole nation. `valid_from` and `valid_to`
    are the first and the last day, None where the period is open.
    """

    area: Annotated[str, Field(pattern=r"^(?:[0-9]{2}){0,3}$")] = ""
    unit: Unit
    value: Value = None
    tag: Tag
    source: Text
    verified: bool
    valid_from: date | None = None
    valid_to: date | None = None

    @field_validator("value")
    @classmethod
    def _of_its_unit(cls, value: Value, info: ValidationInfo) -> Value:
        unit = info.data.get("unit")
        if value is None or unit is None:
            return value
        kind = {"yes/no": bool, "name": str}.get(unit, int)
        if type(value) is not kind:
            raise found(NO_SUCH_VALUE, unit=unit)
        if isinstance(value, int) and value < 0:
            raise found(NEGATIVE)
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise found(REVERSED)
        return self

    @property
    def level(self) -> Level:
        """For whom the value was set."""
        return _LEVELS[len(self.area)]

    def holds(self, day: date) -> bool:
        """Whether the entry is in force on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def overlaps(self, other: "Entry") -> bool:
        """Whether there is a day on which both are in force for the same area."""
        return (
            self.area == other.area
            and (self.valid_from or date.min) <= (other.valid_to or date.max)
            and (other.valid_from or date.min) <= (self.valid_to or date.max)
        )


class YearEnd(_Strict):
    """The day on which an accounting year ends."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    tag: Tag
    source: Text
    verified: bool

    @model_validator(mode="after")
    def _exists(self) -> Self:
        try:
            self.of(2001)  # no leap year: a day that each year has
        except ValueError:
            raise found(NO_SUCH_DAY) from None
        return self

    def of(self, year: int) -> date:
        """Return that day of a year."""
        return date(year, self.month, self.day)


class InForce(NamedTuple):
    """What holds of a parameter for an area in a year.

    Attributes:
        entry: the nearest one with a value, None where there is none.
        unknown: the levels nearer than that one, or all, that have an entry without a value.
    """

    entry: Entry | None
    unknown: tuple[Level, ...]

    @property
    def value(self) -> Value:
        """The value, None where it is not known."""
        return None if self.entry is None else self.entry.value


class Policy(_Strict):
    """A policy file; parameters by name, each with the entries of its areas and periods."""

    version: Annotated[int, Field(ge=1)]
    area: Annotated[str, Field(pattern=r"^[0-9]{4}(?:[0-9]{2})?$")]
    year_end: YearEnd
    parameter: dict[str, list[Entry]]

    def in_force(self, name: str, area: str, year: int) -> InForce:
        """Return what holds of a parameter for an area when a year's accounts end.

        A county's value goes before the city's, that before the province's, and that before the nation's. A level that
        has an entry without a value is passed over, and named.

        Raises:
            KeyError: the policy does not know the parameter.
        """
        day = self.year_end.of(year)
        standing = [one for one in self.parameter[name] if one.holds(day) and covers(one.area, area)]
        unknown: list[Level] = []
        for entry in sorted(standing, key=lambda one: len(one.area), reverse=True):
            if entry.value is not None:
                return InForce(entry, tuple(unknown))
            unknown.append(entry.level)
        return InForce(None, tuple(unknown))

    def digest(self) -> str:
        """Return SHA-256 of everything that the policy says, in hex."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()
