"""The engine: every rule over data frames, from which findings come. Pure: what it reads and decides by is passed in.

A rule is a question about a row: asked and found odd, asked and found right, or not asked, where an operand is null.
What was not asked neither raises a flag nor clears one; it is counted, and shown as coverage.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from schemas.naming import flag_id
from server.verification import frames
from server.verification.catalogue import CATALOGUE
from server.verification.columns import PARAMETER
from server.verification.frames import Shown
from server.verification.policy import Entry, Policy
from server.verification.rule import Grain, Rule

_KEYS = ("area", "subject", "period")


class Question(NamedTuple):
    """What a flag asks: a rule, about whom, in which year. One question has one flag in an area."""

    area: str
    rule: str
    subject: str
    period: int | None

    @property
    def flag(self) -> str:
        """The uuid of its flag."""
        return flag_id(self.rule, [self.subject], self.period)


class Odd(NamedTuple):
    """A row that was found odd: whose it is, and the figures."""

    household: str
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often a rule was asked: rows in all, rows where every operand was there, rows found odd."""

    rows: int = 0
    evaluated: int = 0
    odd: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        """Add up two runs."""
        return Coverage(self.rows + other.rows, self.evaluated + other.evaluated, self.odd + other.odd)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run over some households found.

    Attributes:
        rules: the rules that were run, by id.
        odd: what was found, by the question.
        unasked: the questions that could not be asked, because an operand is null.
        coverage: by rule.
    """

    rules: Mapping[str, Rule]
    odd: dict[Question, Odd] = field(default_factory=dict)
    unasked: set[Question] = field(default_factory=set)
    coverage: dict[str, Coverage] = field(default_factory=dict)


def evaluate(records: Collection[Shown], policy: Policy, rules: Sequence[Rule] = CATALOGUE) -> Evaluation:
    """Run rules over the records of some households, which must be all records of these."""
    built = frames.build(records, {path for rule in rules for path in rule.fields})
    members = built.members()
    done = Evaluation({rule.id: rule for rule in rules})
    for grain in Grain:
        of_grain = [rule for rule in rules if rule.grain is grain]
        rows = _with_parameters(built.rows(grain), of_grain, policy)
        for rule in of_grain:
            _ask(rule, _with_members(rows, rule, members), policy, done)
    return done


def _with_parameters(rows: pl.DataFrame, rules: Iterable[Rule], policy: Policy) -> pl.DataFrame:
    """Add the columns of the parameters that the rules read, each with its value in the row's year."""
    names = sorted({name for rule in rules for name in rule.parameters})
    years = rows["period"].unique().drop_nulls()
    values = {PARAMETER + name: [_value(policy.entry(name, year)) for year in years] for name in names}
    types = {column: pl.Int64() for column, found in values.items() if all(one is None for one in found)}
    by_year = pl.DataFrame({"period": years} | values, schema_overrides=types)
    return rows.join(by_year, on="period", how="left", maintain_order="left")


def _with_members(rows: pl.DataFrame, rule: Rule, members: pl.DataFrame) -> pl.DataFrame:
    """Add the columns that the rule makes of members."""
    if not rule.over_members:
        return rows
    household = ("area", "household", "period")
    made = members.group_by(household).agg(**rule.over_members)
    return rows.join(made, on=household, how="left", maintain_order="left")


def _ask(rule: Rule, rows: pl.DataFrame, policy: Policy, done: Evaluation) -> None:
    evidence = [value.alias(name) for name, value in rule.evidence.items()]
    answers = rows.select(rule.condition.alias("odd"))["odd"]
    odd = rows.filter(answers.fill_null(value=False)).select(*_KEYS, "household", pl.struct(evidence))
    for *key, household, figures in odd.iter_rows():
        question = _question(rule, *key)
        done.odd[question] = Odd(household, figures | _sources(rule, policy, question.period))
    done.unasked.update(_question(rule, *key) for key in rows.filter(answers.is_null()).select(*_KEYS).iter_rows())
    done.coverage[rule.id] = Coverage(len(rows), len(rows) - answers.null_count(), len(odd))


def _question(rule: Rule, area: str, subject: str, period: int | None) -> Question:
    return Question(area, rule.id, subject, period)


def _value(entry: Entry | None) -> int | bool | None:
    return None if entry is None else entry.value


def _sources(rule: Rule, policy: Policy, period: int | None) -> dict[str, Any]:
    """Return the parameters that the rule used, as evidence: their values, and how well these are known."""
    if period is None or not rule.parameters:
        return {}
    entries = {name: policy.entry(name, period) for name in sorted(rule.parameters)}
    return {"policy": {name: {"value": one.value, "tag": one.tag} for name, one in entries.items() if one is not None}}
