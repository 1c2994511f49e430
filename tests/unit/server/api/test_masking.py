"""The table of domain specification §4.1: who sees what of which group of fields."""

import pytest

from schemas import REGISTRY
from schemas.codes.administration import GRANT
from schemas.fields import Sensitivity
from server.api.masking import HIDDEN, LEVELS, NUMBERS, UNMASKING, Level, Sight, mask

COUNTY, CITY = Sight.of({"county_office"}), Sight.of({"city_office"})


@pytest.mark.parametrize(
    ("record_type", "field", "value", "shown"),
    [
        ("member", "id_number", "410899199001011239", "410899****1239"),
        ("member", "id_number", "410899900101123", "410899****1123"),
        ("member", "id_number", "1234567890", "****"),
        ("member", "id_number", 5, "****"),
        ("member", "id_number", None, None),
        ("member", "id_type", "1", "1"),
        ("member", "name", "张三", "张三"),
        ("household", "phone", "13912345678", "139****5678"),
        ("household", "bank_account", "6222021234567890123", "****0123"),
        ("household", "of_a_newer_version", {"a": 1}, "****"),
        ("newer_type", "field", "x", "****"),
        ("member", "@deleted", True, True),
    ],
)
def test_what_is_shown_to_whoever_works_with_a_list(record_type: str, field: str, value: object, shown: object):
    assert mask(record_type, field, value) == shown


def test_every_number_that_identifies_somebody_is_masked():
    sensitive = {Sensitivity.IDENTITY, Sensitivity.CONTACT, Sensitivity.BANK}
    for record_type in REGISTRY.types:
        for field in record_type.fields:
            if field.sensitivity in sensitive and field.codes is None:
                assert COUNTY.masked_of(record_type.name, [field.name]) == [field.name]


@pytest.mark.parametrize(
    ("record_type", "field", "value", "shown"),
    [
        ("member", "name", "张三", "张****"),
        ("member", "birth_date", "1952-03-04", "1952-**-**"),
        ("member", "relation", "01", "01"),
        ("member_year", "health", "03", "****"),
        ("household", "hamlet", "东头", "****"),
        ("household", "poverty_status", "1", "1"),
        ("household_year", "income", {"net_income": 1}, {"net_income": 1}),
    ],
)
def test_the_city_sees_figures_and_no_people(record_type: str, field: str, value: object, shown: object):
    assert CITY.value(record_type, field, value) == shown
    assert Sight.of({"city_office"}, reasoned=True).value(record_type, field, value) == value


@pytest.mark.parametrize("capacity", ["team_member", "first_secretary", "village_group", "village_head", "township"])
def test_who_works_with_the_households_sees_all_of_them(capacity: str):
    sight = Sight.of({capacity})
    assert sight.unmasked
    assert sight.value("member", "newer_field", 1) == 1
    assert sight.reveals("member", {"id_number": "1"})
    assert not sight.reveals("member", {"id_number": None, "name": "张三", "id_type": "1"})


@pytest.mark.parametrize("capacity", ["inspector", "auditor", "admin"])
def test_no_reason_shows_a_number_to_who_only_looks_on(capacity: str):
    sight = Sight.of({capacity}, reasoned=True)
    assert sight.value("member", "id_number", "410899199001011239") in {"410899****1239", HIDDEN}
    assert not sight.unmasked
    assert capacity not in UNMASKING


def test_administrators_see_no_content_at_all():
    sight = Sight.of({"admin"})
    for record_type in REGISTRY.types:
        for field in record_type.fields:
            hidden = field.sensitivity is not Sensitivity.PUBLIC
            assert sight.value(record_type.name, field.name, "x") == (HIDDEN if hidden else "x")
            assert sight.masked_of(record_type.name, [field.name]) == ([field.name] if hidden else [])


def test_nobody_sees_anything_by_the_word_of_a_department_alone():
    assert "department" not in LEVELS
    assert Sight.of({"department"}).value("household", "household_no", "1") == HIDDEN


def test_a_reason_reveals_what_others_see_masked():
    with_reason = Sight.of({"city_office"}, reasoned=True)
    assert with_reason.reveals("member", {"name": "张三"})
    assert with_reason.reveals("member", {"newer_field": 1})
    assert not with_reason.reveals("household", {"poverty_status": "1"})
    assert not CITY.reveals("member", {"name": "张三", "id_number": "1"})
    assert not Sight.of({"county_office"}, reasoned=True).reveals("member", {"name": "张三", "@deleted": True})


def test_of_several_capacities_the_widest_counts():
    both = Sight.of({"inspector", "county_office"}, reasoned=True)
    assert both.value("member", "id_number", "410899199001011239") == "410899199001011239"


def test_no_list_shows_a_number_in_full():
    assert Sight.of({"township"}).in_lists().value("household", "phone", "13912345678") == "139****5678"
    assert Sight.of({"city_office"}).in_lists().value("member", "name", "张三") == "张****"


def test_the_table_names_every_group_of_every_capacity():
    assert LEVELS.keys() == set(GRANT.codes) - {"department"}
    for row in LEVELS.values():
        assert row.keys() == set(Sensitivity)
        assert row[Sensitivity.PUBLIC] is Level.FULL
        assert len({row[group] for group in NUMBERS}) == 1
