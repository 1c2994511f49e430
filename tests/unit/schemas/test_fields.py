"""What holds of every field of every record type."""

import string

import pytest

from schemas import REGISTRY, Field, MergePolicy, RecordType
from schemas.codes import CODE_LISTS, CodeList

FIELDS = [
    pytest.param(record_type, field, id=f"{record_type.name}.{field.name}")
    for record_type in REGISTRY.types
    for field in record_type.fields
]
REVIEWED = {
    "household": "household_no village_code head_member_id identify_standard identified_on identified_year "
    "household_attr tekun_support poverty_status planned_exit_year exit_year return_year return_reason monitor_type "
    "risk_identified_on risk_cleared risk_cleared_on split_from merged_into moved_to moved_from",
    "household_year": "household year housing_area is_dangerous_house danger_grade water_difficult water_safe food_ok "
    "clothes_ok income_channels income confirmation",
    "member": "household person_no name sex id_type id_number birth_date relation in_household change_code changed_on "
    "moved_to person",
    "member_year": "member household year school_status dropout_reason medical_ins serious_illness_ins supplement_ins "
    "is_dibao is_tekun",
    "village": "village_code name township_code is_poor_village is_deep_poor village_status exit_year",
    "village_year": "village_code year households population poor_households poor_population water power road net post "
    "bus bus_feasible three_phase_power road_hardened broadcast_tv broadband clinic_standard village_doctor "
    "culture_center collective_income",
    "helper": "name id_number",
    "help_assignment": "helper household from to",
    "help_measure": "household year kind amount",
    "project": "project_no year budget paid status",
    "roster_difference": "status",
    "identification": "household year kind standard status",
    "exit_decision": "household year conditions signature_attachment_id status",
    "village_exit": "village_code year poverty_rate infrastructure_ok services_ok status",
    "public_notice": "content posted_on days status",
    "flag": "decision",
    "rectification_item": "item_no source place description severity deadline status",
    "spot_check": "occasion year household agreement status",
    "amendment": "target_type target set deletes request",
}
"""What counts as a decision or decides on money or status: contradictions stay open until somebody decides."""


def chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize(("record_type", "field"), FIELDS)
def test_a_field_explains_itself(record_type: RecordType, field: Field) -> None:
    assert field.name.isidentifier()
    assert field.name.isascii()
    assert chinese(field.label.zh)
    assert field.label.en.isascii()
    assert field.codes is None or field.codes.name in CODE_LISTS
    assert not field.machine or record_type.name in {"flag", "roster_difference", "amendment"}


@pytest.mark.parametrize("record_type", REGISTRY.types, ids=lambda record_type: record_type.name)
def test_a_type_names_each_field_once_and_says_which_are_reviewed(record_type: RecordType) -> None:
    names = [field.name for field in record_type.fields]
    assert len(set(names)) == len(names)
    reviewed = {field.name for field in record_type.fields if field.merge is MergePolicy.REVIEW}
    assert reviewed == set(REVIEWED.get(record_type.name, "").split())


def test_units_are_found_in_the_types() -> None:
    units = {(t.name, f.name): f.unit for t in REGISTRY.types for f in t.fields}
    assert units["household_year", "farmland_area"] == "0.01 mu"
    assert units["household_year", "housing_area"] == "0.01 m²"
    assert units["household_year", "dist_main_road"] == "m"
    assert units["member_year", "startup_loan"] == "fen"
    assert units["visit", "started_at"] == "ms"
    assert units["household", "phone"] is None
    assert units["village_year", "road_width"] == "cm"
    assert units["village_exit", "poverty_rate"] == "0.01 %"
    assert units["public_notice", "days"] == "day"
    assert units["help_measure", "income_effect"] == "fen"


def test_codes_are_found_in_lists_too() -> None:
    field = REGISTRY.field("member_year", "health")
    assert field is not None
    assert field.codes is CODE_LISTS["health"]


@pytest.mark.parametrize("code_list", CODE_LISTS.values(), ids=str)
def test_codes_are_ascii_with_labels_in_both_languages(code_list: CodeList) -> None:
    assert chinese(code_list.label.zh)
    for code in code_list:
        assert set(code.value) <= set(string.ascii_letters + string.digits + "_")
        assert code.label.zh
        assert code.label.en
        assert 1 <= code.since <= REGISTRY.codes_version
