"""The demo's households are the survey's, fit the schema, and are clean: what a rule finds later was planted."""

from collections import Counter
from datetime import date
from itertools import islice

import pytest

from demo.households import Household, load_households
from demo.households.people import WINDOW, completed_years
from demo.households.survey import SurveyRow, load_survey
from demo.households.villages import AREAS
from schemas import REGISTRY
from schemas.codes.member import RELATION
from schemas.identity import ResidentId
from schemas.income import Income, gross, net, per_capita, property_total, transfer_total
from schemas.naming import household_year_id, member_year_id

MALE_RELATIONS = {"03", "06", "07", "09", "11", "13", "15", "17", "19"}
FEMALE_RELATIONS = {"04", "05", "08", "10", "12", "14", "16", "18", "20"}


@pytest.fixture(scope="module")
def survey() -> list[SurveyRow]:
    return load_survey()


@pytest.fixture(scope="module")
def households() -> list[Household]:
    return list(load_households())


def test_the_survey_ships_whole(survey: list[SurveyRow]):
    assert len(survey) == 5999
    assert len({row.commune for row in survey}) == 194
    assert sum(row.size for row in survey) == 28509


def test_every_record_fits_the_schema(households: list[Household]):
    for household in households:
        assert REGISTRY.errors("household", household.fields) == {}
        assert REGISTRY.errors("household_year", household.year_fields) == {}
        for member in household.members:
            assert REGISTRY.errors("member", member.fields) == {}
            assert REGISTRY.errors("member_year", member.year_fields) == {}


def test_only_known_fields_are_used(households: list[Household]):
    # An unknown field is no error, since it may be a newer schema's: so a misspelt one would pass above.
    records = [("household", h.fields) for h in households] + [("household_year", h.year_fields) for h in households]
    records += [("member", m.fields) for h in households for m in h.members]
    records += [("member_year", m.year_fields) for h in households for m in h.members]
    for name in ("household", "household_year", "member", "member_year"):
        record_type = REGISTRY.type(name)
        assert record_type is not None
        used = {field for kind, fields in records if kind == name for field in fields}
        assert used <= {field.name for field in record_type.fields}
        assert {field.name for field in record_type.fields if field.required} <= used
    assert {key for h in households for key in h.year_fields["income"]} <= {
        info.alias or name for name, info in Income.model_fields.items()
    }


def test_what_the_survey_knows_is_kept(survey: list[SurveyRow], households: list[Household]):
    raised = 0
    villages: dict[int, str] = {}
    for row, household in zip(survey, households, strict=True):
        head = household.members[0]
        assert len(household.members) == household.year_fields["member_count"] == row.size
        assert head.id == household.fields["head_member_id"]
        assert head.fields["relation"] == "01"
        assert head.fields["sex"] == ("1" if row.head_is_male else "2")
        assert completed_years(date.fromisoformat(head.fields["birth_date"]), WINDOW[1]) == row.head_age
        assert villages.setdefault(row.commune, household.village) == household.village
        net_income = household.year_fields["income"]["net_income"]
        assert net_income >= row.spending
        raised += net_income > row.spending
    assert len(set(villages.values())) == 194
    assert raised <= 5


def test_urban_communes_are_neighbourhoods(survey: list[SurveyRow], households: list[Household]):
    names = dict(line.split(",")[:2] for line in AREAS.read_text(encoding="utf-8").splitlines())
    for row, household in zip(survey, households, strict=True):
        assert names[household.village].endswith("居民委员会" if row.urban else "村民委员会")


def test_sums_add_up(households: list[Household]):
    for household in households:
        income = Income.model_validate(household.year_fields["income"])
        assert income.transfer_income == transfer_total(income)
        assert income.property_income == property_total(income)
        assert income.gross_income == gross(income)
        assert income.net_income == net(income)
        assert income.net_income_per_capita == per_capita(income.net_income, len(household.members))
        lines = Counter()
        for line in income.lines or ():
            lines[line["category"]] += line["amount"]
            assert line["amount"] > 0
            if "rate" in line:
                assert line["amount"] == line["rate"] * line["months"]
        totals = income.model_dump(include={*lines, "wage_income", "business_income", "business_expense"})
        assert all(lines[category] == total for category, total in totals.items())


def test_numbers_are_synthetic_valid_and_unique(households: list[Household]):
    numbers = set()
    for member in (member for household in households for member in household.members):
        number = ResidentId.parse(member.fields["id_number"])
        assert number.area == "410899"
        assert number.checksum_ok
        assert number.sex == member.fields["sex"]
        assert str(number.birth_date) == member.fields["birth_date"]
        assert (number.kind == "disability") == (member.fields["id_type"] == "2")
        assert number.disability_grade == member.year_fields.get("disability_grade")
        numbers.add(number.number[:18])
    assert len(numbers) == 28509
    phones = {household.fields["phone"] for household in households}
    assert len(phones) == len(households)


def test_records_are_named_as_the_protocol_wants(households: list[Household]):
    ids = set()
    for household in households:
        assert household.year_id == household_year_id(household.id, 2018)
        ids.add(household.id)
        for member in household.members:
            assert member.year_id == member_year_id(member.id, 2018)
            assert member.fields["household"] == member.year_fields["household"] == household.id
            ids.add(member.id)
    assert len(ids) == 5999 + 28509
    assert {(name[14], name[19] in "89ab") for name in ids} == {("7", True)}


def test_kinship_is_possible(households: list[Household]):
    assert {*MALE_RELATIONS, *FEMALE_RELATIONS} <= set(RELATION.codes)
    for household in households:
        relations = Counter(member.fields["relation"] for member in household.members)
        assert relations["01"] == 1
        assert relations["02"] <= 1
        head, *others = (member.fields for member in household.members)
        born = date.fromisoformat(head["birth_date"])
        for member in others:
            relation, sex = member["relation"], member["sex"]
            gap = (date.fromisoformat(member["birth_date"]) - born).days / 365.25
            assert relation not in MALE_RELATIONS or sex == "1"
            assert relation not in FEMALE_RELATIONS or sex == "2"
            if relation == "02":
                assert sex != head["sex"]
            if relation in {"03", "04"}:
                assert gap >= 15
            if relation in {"07", "08"}:
                assert gap >= 30
            if relation in {"11", "12", "15", "16"}:
                assert gap <= -15


def test_work_pay_and_support_agree(households: list[Household]):
    for household in households:
        income = household.year_fields["income"]
        years = [member.year_fields for member in household.members]
        months = sum(year["work_months"] for year in years)
        assert (income["wage_income"] > 0) == (months > 0)
        if months:
            assert 300_00 <= income["wage_income"] / months <= 8000_00
        assert (income["business_income"] > 0) == (income["business_expense"] > 0)
        for member, year in zip(household.members, years, strict=True):
            age = completed_years(date.fromisoformat(member.fields["birth_date"]), WINDOW[1])
            assert year["work_months"] == 0 or year["labour"] in {"01", "02"}
            assert ("work_place" in year) == (year["work_months"] > 0)
            assert not 6 <= age <= 15 or year["school_status"] != "01"
            assert not year["pension_receiving"] or age >= 60
        attribute = household.fields["household_attr"]
        assert (attribute == "02") == any(year["is_dibao"] for year in years) == (income["dibao_income"] > 0)
        assert (attribute == "03") == any(year["is_tekun"] for year in years) == (income["tekun_income"] > 0)
        assert (income["pension_income"] > 0) == any(year["pension_receiving"] for year in years)
        forest = 15 * household.year_fields["forest_prov_area"] + 10 * household.year_fields["forest_city_area"]
        assert income["eco_comp_income"] == forest


def test_exits_meet_the_standard(households: list[Household]):
    for household in households:
        year = household.year_fields
        if household.fields["poverty_status"] == "1":
            assert year["income"]["net_income_per_capita"] > 2995_00
            assert year["water_safe"]
            assert not year["is_dangerous_house"]
            assert all(member.year_fields["medical_ins"] for member in household.members)


def test_the_same_seed_gives_the_same_households():
    assert list(islice(load_households(), 50)) == list(islice(load_households(), 50))
    assert list(islice(load_households(seed=1), 50)) != list(islice(load_households(), 50))
