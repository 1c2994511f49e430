from string import Formatter

import polars as pl
import pytest

from schemas import REGISTRY, Sensitivity
from schemas.label import Label
from server.verification.catalogue import BY_ID, CATALOGUE, PARAMETERS
from server.verification.columns import data_type, field, fields_of, parameter
from server.verification.rule import Grain, Rule, Scope, Severity
from tests.unit.server.verification.families import policy


def test_no_two_rules_share_a_name():
    assert len(BY_ID) == len(CATALOGUE)


@pytest.mark.parametrize("grain", Grain)
def test_what_is_made_of_members_has_one_name_for_one_thing(grain: Grain):
    made: dict[str, pl.Expr] = {}
    for rule in CATALOGUE:
        if rule.grain is grain:
            for name, value in rule.over_members.items():
                assert made.setdefault(name, value).meta.eq(value), name


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
class TestEachRule:
    def test_can_be_named_in_a_flag(self, rule: Rule):
        created = {"rule": rule.id, "rule_version": rule.version, "severity": rule.severity.value}
        assert not REGISTRY.errors("flag", created)

    def test_says_in_both_languages_what_is_odd_and_what_would_clear_it(self, rule: Rule):
        for label in (rule.message, rule.clears):
            assert label.zh
            assert label.en
            assert label.en.isascii()

    def test_speaks_of_figures_that_its_evidence_has(self, rule: Rule):
        for text in (rule.message.zh, rule.message.en):
            assert {name for _, name, _, _ in Formatter().parse(text) if name} <= rule.evidence.keys()

    def test_reads_fields_of_the_schema_and_parameters_of_the_policy(self, rule: Rule):
        assert rule.fields
        assert all(data_type(path) for path in rule.fields)
        assert rule.parameters <= policy().parameter.keys() & PARAMETERS

    def test_shows_numbers_of_people_only_masked(self, rule: Rule):
        plain = [path for value in rule.evidence.values() if value.meta.is_column() for path in fields_of(value)]
        fields = [REGISTRY.field(*path.split(".")[:2]) for path in plain]
        hidden = {Sensitivity.IDENTITY, Sensitivity.CONTACT, Sensitivity.BANK}
        assert not [one for one in fields if one is None or one.sensitivity in hidden]


def test_a_rule_without_a_year_has_no_parameters():
    with pytest.raises(ValueError, match="has none"):
        Rule(
            id="tall",
            version=1,
            scope=Scope.RECORD,
            severity=Severity.INFORMATION,
            grain=Grain.MEMBER,
            condition=field("member.name").str.len_chars() > parameter("length"),
            evidence={},
            message=Label("长", "long"),
            clears=Label("短", "short"),
            source="G",
        )


@pytest.mark.parametrize(
    "path", ["household.colour", "ghost.name", "household_year.income.luck", "member.name.wage_income"]
)
def test_a_field_that_the_schema_lacks_is_a_mistake(path: str):
    with pytest.raises(KeyError):
        field(path)


@pytest.mark.parametrize("path", ["household_year.income", "visit.gps"])
def test_a_field_of_many_parts_is_no_column(path: str):
    with pytest.raises(TypeError):
        field(path)


def test_columns_have_the_types_of_the_schema():
    assert data_type("household_year.income.net_income") == pl.Int64
    assert data_type("member.in_household") == pl.Boolean
    assert data_type("member_year.public_post") == pl.String
    assert data_type("member_year.health") == pl.List(pl.String)


@pytest.mark.parametrize(("fen", "shown"), [(0, "0.00"), (5, "0.05"), (123456, "1234.56"), (-150, "-1.50")])
def test_amounts_are_shown_in_yuan(fen: int, shown: str):
    said = BY_ID["income_net_mismatch"].describe({"net_income": fen, "gross_income": 0, "business_expense": 0})
    assert f"纯收入{shown}元" in said.zh
