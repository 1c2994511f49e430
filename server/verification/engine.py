"""The engine: every rule over data frames, from which findings come. Pure: what it reads and decides by is passed in.

A rule is a question about a row, or about a group of rows that have something in common: asked and found odd, asked and
found right, or not asked, where an operand is null. What was not asked neither raises a flag nor clears one; it is
counted, and shown as coverage.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import polars as pl

from schemas.naming import flag_id
from server.verification import frames
from server.verification.catalogue import CATALOGUE
from server.verification.columns import PARAMETER
from server.verification.frames import Shown
from server.verification.likeness import Likeness
from server.verification.notes import PASSED_OVER, Note
from server.verification.policy import Policy
from server.verification.rule import FIELDS, NOTES, POLICY, Grain, Rule
from server.verification.standards import Standards

MAX_SUBJECTS: Final = 1000
"""As many as the schema lets a flag have. Of a larger group the first are named, and all are counted."""

_HOUSEHOLD_YEAR = ("area", "household", "period")
_EVIDENCE, _NOTE = "evidence.", "note."
_ODD, _BESIDE = 1, -1
"""Answers of a rule about a row: odd, and that it does not apply; 0 is right, null not asked."""


class Question(NamedTuple):
    """What a flag asks: a rule, about whom (sorted), in which year. One question has one flag in an area."""

    area: str
    rule: str
    subjects: tuple[str, ...]
    period: int | None

    @property
    def flag(self) -> str:
        """The uuid of its flag."""
        return flag_id(self.rule, self.subjects, self.period)


class Gap(NamedTuple):
    """A subject of which a rule could not ask in a year, because an operand is null."""

    area: str
    rule: str
    subject: str
    period: int | None


class Odd(NamedTuple):
    """What was found odd: whose it is, and the figures."""

    households: frozenset[str]
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often a rule was asked: rows that it applies to, rows where every operand was there, rows found odd."""

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
        gaps: of whom a rule could not ask.
        coverage: by rule.
    """

    rules: Mapping[str, Rule]
    odd: dict[Question, Odd] = field(default_factory=dict[Question, Odd])
    gaps: set[Gap] = field(default_factory=set[Gap])
    coverage: dict[str, Coverage] = field(default_factory=dict[str, Coverage])

    def asked(self, question: Question) -> bool:
        """Whether the run could ask about all subjects of a question; what is gone has been answered too."""
        area, rule, subjects, period = question
        return not any(Gap(area, rule, one, period) in self.gaps for one in subjects)


def evaluate(records: Collection[Shown], policy: Policy, rules: Sequence[Rule] = CATALOGUE) -> Evaluation:
    """Run rules over the records of some households, which must be all records of these.

    Where a rule asks about records alike, the households that they concern must be among these.
    """
    built = frames.build(
        records,
        {path for rule in rules for path in rule.fields},
        {rule.alike for rule in rules if rule.alike is not None},
    )
    standards = Standards(policy)
    done = Evaluation({rule.id: rule for rule in rules})
    for grain in Grain:
        of_grain = [rule for rule in rules if rule.grain is grain]
        if not of_grain:
            continue
        rows = built.rows(grain, {path for rule in of_grain for path in rule.previous})
        rows = standards.beside(rows, {name for rule in of_grain for name in rule.parameters})
        rows = _with_members(rows, built.members(grain), of_grain)
        _ask_rows([rule for rule in of_grain if rule.alike is None], rows, standards, done)
        for rule in of_grain:
            if rule.alike is not None:
                _ask_groups(rule, rule.alike, rows, standards, done)
    return done


def _with_members(rows: pl.DataFrame, members: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """Add the columns that the rules make of members, who are judged by the standards of their row."""
    made = {name: value for rule in rules for name, value in rule.over_members.items()}
    if not made:
        return rows
    standards = rows.select(*_HOUSEHOLD_YEAR, "window_end", pl.col(f"^{PARAMETER}.*$")).unique(_HOUSEHOLD_YEAR)
    people = members.join(standards, on=_HOUSEHOLD_YEAR, how="inner", nulls_equal=True)
    of_household = people.group_by(_HOUSEHOLD_YEAR).agg(**made)
    return rows.join(of_household, on=_HOUSEHOLD_YEAR, how="left", nulls_equal=True, maintain_order="left")


def _ask_rows(rules: Sequence[Rule], rows: pl.DataFrame, standards: Standards, done: Evaluation) -> None:
    """Ask about each row: all rules at once, as each step over a frame costs more than a rule."""
    answers = rows.select(_answer(rule).alias(rule.id) for rule in rules)
    unasked, odd, beside = (
        answers.select(count).row(0, named=True) if rules else {}
        for count in (pl.all().null_count(), (pl.all() == _ODD).sum(), (pl.all() == _BESIDE).sum())
    )
    about = pl.concat_list("subject").alias("subjects"), pl.concat_list("household").alias("households")
    for rule in rules:
        if unasked[rule.id]:
            _note_gaps(rule, rows.filter(answers[rule.id].is_null()), done)
        if odd[rule.id]:
            found = rows.filter(answers[rule.id] == _ODD)
            _note_odd(rule, found.select("area", "period", *about, *_figures(rule)), standards, done)
        asked = len(rows) - beside[rule.id]
        done.coverage[rule.id] = Coverage(asked, asked - unasked[rule.id], odd[rule.id])


def _answer(rule: Rule) -> pl.Expr:
    """Return a rule's answer about a row; null where it could not be asked."""
    odd = rule.condition.cast(pl.Int8)
    if rule.applies is None:
        return odd
    return pl.when(~rule.applies).then(pl.lit(_BESIDE, pl.Int8)).when(rule.applies).then(odd)


def _ask_groups(rule: Rule, alike: Likeness, rows: pl.DataFrame, standards: Standards, done: Evaluation) -> None:
    """Ask about each group of rows alike. One by itself is right; one that has nothing to compare was not asked."""
    group = ("area", "period", alike.column)
    applies = pl.lit(value=True) if rule.applies is None else rule.applies
    rows = rows.with_columns(applies=applies).filter(pl.col("applies").fill_null(value=True))
    gaps = rows.filter(pl.col("applies").is_null() | pl.col(alike.column).is_null())
    comparable = rows.filter(pl.col("applies") & pl.col(alike.column).is_not_null())
    about = pl.col("subject").alias("subjects"), pl.col("household").unique().alias("households")
    several = comparable.filter(pl.len().over(group) > 1).sort("subject").group_by(group, maintain_order=True)
    odd = several.agg(rule.condition.alias("odd"), *about, *_figures(rule)).filter("odd")
    groups = comparable.select(group).n_unique() if len(comparable) else 0
    _note_gaps(rule, gaps, done)
    _note_odd(rule, odd, standards, done)
    done.coverage[rule.id] = Coverage(groups + len(gaps), groups, len(odd))


def _note_gaps(rule: Rule, rows: pl.DataFrame, done: Evaluation) -> None:
    for area, subject, period in rows.select("area", "subject", "period").iter_rows():
        done.gaps.add(Gap(area, rule.id, subject, period))


def _note_odd(rule: Rule, rows: pl.DataFrame, standards: Standards, done: Evaluation) -> None:
    for found in rows.iter_rows(named=True):
        subjects = tuple(sorted(found["subjects"])[:MAX_SUBJECTS])
        question = Question(found["area"], rule.id, subjects, found["period"])
        done.odd[question] = Odd(frozenset(found["households"]), _evidence(rule, found, question, standards))


def _figures(rule: Rule) -> Iterator[pl.Expr]:
    for name, value in rule.evidence.items():
        yield value.alias(_EVIDENCE + name)
    for note, holds in rule.notes.items():
        yield holds.alias(_NOTE + note)


def _evidence(rule: Rule, found: Mapping[str, Any], question: Question, standards: Standards) -> dict[str, Any]:
    """Return the figures, the parameters used and how well these are known, the notes, and the fields read."""
    evidence = {name: found[_EVIDENCE + name] for name in rule.evidence}
    notes = {note for note in rule.notes if found[_NOTE + note]}
    if question.period is not None and rule.parameters:
        used = {name: standards.of(name, question.area, question.period) for name in sorted(rule.parameters)}
        evidence[POLICY] = {
            name: {"value": one.entry.value, "tag": one.entry.tag, "level": one.entry.level}
            for name, one in used.items()
            if one.entry is not None
        }
        notes |= {PASSED_OVER[level] for one in used.values() for level in one.unknown if level in PASSED_OVER}
    if notes:
        evidence[NOTES] = sorted(Note(one).value for one in notes)
    return evidence | {FIELDS: sorted(rule.fields)}
