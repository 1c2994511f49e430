"""What a rule is: a declaration of what is odd, on which rows, and how to say it. The engine does the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from typing import Any

import polars as pl

from schemas.label import Label
from server.verification.columns import fields_of, parameters_of


class Scope(StrEnum):
    """What a rule compares a record with (domain specification §3.1)."""

    RECORD = "R"
    HISTORY = "H"
    VILLAGE = "V"
    COLLECTOR = "C"
    ROSTER = "X"
    AGGREGATE = "A"


class Severity(StrEnum):
    """How much hangs on a flag; codes of the list `severity`."""

    ERROR = "E"
    """Logically impossible, or against a published rule."""
    WARNING = "W"
    """Needs an explanation or a second look."""
    INFORMATION = "I"
    """Shown to reviewers only."""


class Grain(StrEnum):
    """What one row of a rule's frame is; the flag's subject is the household, or the member."""

    HOUSEHOLD_YEAR = "household_year"
    """A household in one year, with the fields of `household` and `household_year`."""
    MEMBER = "member"
    """A person, with the fields of `member` and `household`."""

    @property
    def yearly(self) -> bool:
        """Whether a row is about one year, which is then the flag's period."""
        return self is Grain.HOUSEHOLD_YEAR


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule.

    Attributes:
        id: as in the domain specification; part of a flag's name.
        version: counts up when the rule asks something else.
        condition: true where the row is odd, false where it is not, null where an operand is: then the rule has not
            been evaluated there, and neither raises nor clears a flag.
        evidence: the figures that make it odd, by the names that the message uses. It is kept in flags and shown to
            every role, so that identity numbers are in it only masked. Its amounts are fen.
        over_members: columns made of the members of a household and their year (fields of `member` and `member_year`),
            by the names that condition and evidence use.
        message: what is odd; `{name}` takes from the evidence, `{name:yuan}` shows fen as yuan.
        clears: what would settle it.
        source: where the rule comes from, in the tags of the domain specification.
    """

    id: str
    version: int
    scope: Scope
    severity: Severity
    grain: Grain
    condition: pl.Expr
    evidence: Mapping[str, pl.Expr]
    message: Label
    clears: Label
    source: str
    over_members: Mapping[str, pl.Expr] = field(default_factory=dict[str, pl.Expr])

    def __post_init__(self) -> None:
        """Refuse what could not run: raises ValueError for a parameter in a rule that knows no year."""
        if self.parameters and not self.grain.yearly:
            raise ValueError(f"{self.id}: parameters have a value in a year, and a {self.grain} has none")

    @property
    def fields(self) -> frozenset[str]:
        """The paths of the fields that it reads."""
        return fields_of(self.condition, *self.evidence.values(), *self.over_members.values())

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the policy parameters that it reads."""
        return parameters_of(self.condition, *self.evidence.values(), *self.over_members.values())

    def describe(self, evidence: Mapping[str, Any]) -> Label:
        """Say what is odd, on the figures of one finding."""
        format_with = _Amounts().vformat
        return Label(format_with(self.message.zh, (), evidence), format_with(self.message.en, (), evidence))


class _Amounts(Formatter):
    """Formats fen as yuan where the template says `:yuan`."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - the formatter's own signature
        if format_spec != "yuan":
            return str(super().format_field(value, format_spec))
        yuan, fen = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{yuan}.{fen:02d}"
