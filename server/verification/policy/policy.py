"""What a policy holds, and the value of a parameter in a year."""

from datetime import date
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Tag = Annotated[str, Field(pattern=r"^(?:S|D|G|V(?:[1-9]|1[0-9]|2[0-6]))$")]
"""How well something is known, as in the domain specification."""

Text = Annotated[str, Field(min_length=1, max_length=400)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Entry(_Strict):
    """The value of a parameter in a period; None where it is not known.

    `valid_from` and `valid_to` are the first and the last day, None where the period is open.
    """

    value: int | bool | None = None
    unit: Text
    tag: Tag
    source: Text
    verified: bool
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    def holds(self, day: date) -> bool:
        """Whether the entry is in force on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def overlaps(self, other: "Entry") -> bool:
        """Whether there is a day on which both are in force."""
        return (self.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (
            self.valid_to or date.max
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
        self.of(2001)  # no leap year: a day that each year has
        return self

    def of(self, year: int) -> date:
        """Return that day of a year."""
        return date(year, self.month, self.day)


class Policy(_Strict):
    """A policy file; parameters by name, each with the entries of its periods."""

    version: Annotated[int, Field(ge=1)]
    area: Annotated[str, Field(pattern=r"^[0-9]{4}(?:[0-9]{2})?$")]
    year_end: YearEnd
    parameter: dict[str, list[Entry]]

    def entry(self, name: str, year: int) -> Entry | None:
        """Return the entry of a parameter that is in force when a year's accounts end, None where there is none.

        Raises:
            KeyError: the policy does not know the parameter.
        """
        day = self.year_end.of(year)
        return next((entry for entry in self.parameter[name] if entry.holds(day)), None)


class Problem(NamedTuple):
    """What is wrong with a policy file, and in which line (from 1)."""

    line: int
    text: str


class PolicyError(Exception):
    """A policy file cannot be used."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        """Name the file and everything that is wrong with it."""
        super().__init__("\n".join(f"{name}:{line}: {text}" for line, text in problems))
        self.problems = problems
