"""What a rule is: a declaration of what is odd, on which rows, and how to say it. The engine does the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import polars as pl

from schemas.label import Label
from server.verification.columns import fields_of, parameters_of, previous_of
from server.verification.likeness import Likeness
from server.verification.notes import LABELS, Note
from server.verification.wording import fill

POLICY, NOTES, FIELDS = "policy", "notes", "fields"
"""What the engine adds to a rule's own evidence: the parameters used, the notes, and the paths of the fields read."""

_ADDED: Final = frozenset({POLICY, NOTES, FIELDS})


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

    HOUSEHOLD = "household"
    """A household as it is now, with the fields of `household`."""
    HOUSEHOLD_YEAR = "household_year"
    """A household in one year, with the fields of `household` and `household_year`, also of the year before."""
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
        version: counts up when the rule asks something else; all households are then verified again.
        condition: true where the row is odd, false where it is not, null where an operand is: then the rule has not
            been evaluated there, and neither raises nor clears a flag.
        applies: which rows the rule is about at all; the others are right, and do not count as coverage.
        evidence: the figures that make it odd, by the names that the message uses. It is kept in flags and shown to
            every role, so that identity numbers are in it only masked. Its amounts are fen.
        over_members: columns made of the members of a household, by the names that condition and evidence use: of the
            fields of `member` and, where the grain is yearly, `member_year`, of the parameters and the window's end.
            They are made once for all rules of a grain: among these, a name means one thing.
        alike: what several rows may have in common. The rule then asks about each group of rows that have: condition,
            evidence and notes aggregate the rows of one, and all their subjects are the flag's.
        notes: where each of these circumstances is to be mentioned.
        message: what is odd; `{name}` takes from the evidence, see `wording`.
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
    applies: pl.Expr | None = None
    over_members: Mapping[str, pl.Expr] = field(default_factory=dict[str, pl.Expr])
    alike: Likeness | None = None
    notes: Mapping[Note, pl.Expr] = field(default_factory=dict[Note, pl.Expr])

    def __post_init__(self) -> None:
        """Refuse what could not run.

        Raises:
            ValueError: a parameter or the year before in a rule that knows no year; evidence under a name that the
                engine uses itself; records alike of another type than the grain's.
        """
        if (self.parameters or self.previous) and not self.grain.yearly:
            raise ValueError(f"{self.id}: parameters have a value in a year, and a {self.grain} has none")
        if taken := _ADDED & self.evidence.keys():
            raise ValueError(f"{self.id}: evidence has other names than {', '.join(sorted(taken))}")
        if self.alike is not None and self.alike.type != self.grain:
            raise ValueError(f"{self.id}: what is alike is a {self.alike.type}, and the rows are {self.grain}s")

    @property
    def fields(self) -> frozenset[str]:
        """The paths of the fields that it reads."""
        return fields_of(*self._expressions) | set(self.alike.fields if self.alike else ())

    @property
    def previous(self) -> frozenset[str]:
        """The paths of the fields that it reads of the year before."""
        return previous_of(*self._expressions)

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the policy parameters that it reads."""
        return parameters_of(*self._expressions)

    def describe(self, evidence: Mapping[str, Any]) -> Label:
        """Say what is odd, on the figures of one finding, with its notes."""
        said = fill(self.message, evidence)
        notes = [LABELS[Note(one)] for one in evidence.get(NOTES, ())]
        if not notes:
            return said
        zh, en = "；".join(one.zh for one in notes), "; ".join(one.en for one in notes)
        return Label(f"{said.zh}（{zh}）", f"{said.en} ({en})")

    @property
    def _expressions(self) -> tuple[pl.Expr, ...]:
        applies = () if self.applies is None else (self.applies,)
        made = self.over_members.values()
        return (self.condition, *applies, *self.evidence.values(), *made, *self.notes.values())
