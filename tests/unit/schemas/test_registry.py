from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import REGISTRY, Authority, FieldError, MergePolicy, errors
from schemas.income import Income
from tests.unit.schemas.drawing import TYPES, sets, valid_sets

PHOTO = "photos/" + "a1" * 32
UNKNOWN = st.dictionaries(st.from_regex("next_[a-z]{1,8}(/[a-z]{1,8})?", fullmatch=True), st.integers(), min_size=1)


@given(drawn=valid_sets(), unknown=UNKNOWN)
def test_good_fields_and_unknown_ones_are_no_errors(drawn: tuple[str, dict[str, Any]], unknown: dict[str, int]) -> None:
    record_type, values = drawn
    reading = REGISTRY.read(record_type, {**values, **unknown})
    assert REGISTRY.errors(record_type, {**values, **unknown}) == {} == reading.errors
    assert set(reading.values) == set(values)
    assert reading.untouched == set(unknown)


@given(drawn=sets(), unknown=UNKNOWN)
def test_every_field_of_a_set_is_judged_by_itself(drawn: tuple[str, dict[str, Any]], unknown: dict[str, int]) -> None:
    record_type, values = drawn
    one_by_one: dict[str, FieldError] = {}
    for path, value in values.items():
        one_by_one |= REGISTRY.errors(record_type, {path: value})
    assert REGISTRY.errors(record_type, {**values, **unknown}) == one_by_one
    assert set(one_by_one) <= set(values)
    reading = REGISTRY.read(record_type, values)
    assert (reading.errors, set(reading.values)) == (one_by_one, set(values) - set(one_by_one))


@given(drawn=sets())
def test_judging_changes_nothing(drawn: tuple[str, dict[str, Any]]) -> None:
    record_type, values = drawn
    before = repr(values)
    REGISTRY.errors(record_type, values)
    REGISTRY.read(record_type, values)
    assert repr(values) == before


@pytest.mark.parametrize(
    ("record_type", "path", "value", "expected"),
    [
        ("household", "phone", "138000000", FieldError(errors.BAD_FORMAT)),
        ("household", "poverty_status", "4", FieldError(errors.NOT_IN_CODE_LIST, {"list": "poverty_status"})),
        ("household", "poverty_status", 1, FieldError(errors.NOT_IN_CODE_LIST, {"list": "poverty_status"})),
        ("household", "cause_main", "12", FieldError(errors.NOT_IN_CODE_LIST, {"list": "cause_main"})),
        ("household", "cause_other", ["12", "77"], FieldError(errors.NOT_IN_CODE_LIST, {"at": "1", "list": "cause"})),
        ("household", "cause_other", ["01", "02", "03"], FieldError(errors.TOO_LONG, {"limit": "≤ 2"})),
        ("household", "household_no", "", FieldError(errors.TOO_SHORT, {"limit": "≥ 1"})),
        ("household", "household_no", None, FieldError(errors.REQUIRED)),
        ("household", "identified_on", "2018-02-29", FieldError(errors.BAD_FORMAT)),
        ("household", "village_code", "410822104", FieldError(errors.BAD_FORMAT)),
        ("household", "moved_to", {"area": "410822104203"}, FieldError(errors.MISSING_KEY, {"key": "record"})),
        ("household", "relocated", 1, FieldError(errors.WRONG_TYPE)),
        ("household_year", "year", True, FieldError(errors.WRONG_TYPE)),
        ("household_year", "farmland_area", -1, FieldError(errors.OUT_OF_RANGE, {"limit": "≥ 0"})),
        ("household_year", "income", {"wage_income": "9"}, FieldError(errors.WRONG_TYPE, {"at": "wage_income"})),
        (
            "household_year",
            "income",
            {"lines": [{"category": "wage_income"}, {"category": "gift"}]},
            FieldError(errors.NOT_IN_CODE_LIST, {"at": "lines/1/category", "list": "income_category"}),
        ),
        ("member", "id_number", "4" * 23, FieldError(errors.TOO_LONG, {"limit": "≤ 22"})),
        ("visit", "photos", {}, FieldError(errors.ITEMS_ONLY)),
        ("visit", "photos/abc", {"kind": "house"}, FieldError(errors.BAD_ITEM_KEY, {"key": "abc"})),
        ("visit", PHOTO, {"taken_at": 1}, FieldError(errors.MISSING_KEY, {"key": "kind"})),
        (
            "visit",
            "gps",
            {"lat": 0, "lon": 0, "crs": "BD09"},
            FieldError(errors.NOT_IN_CODE_LIST, {"at": "crs", "list": "crs"}),
        ),
        (
            "identification",
            "status",
            {"state": "gone"},
            FieldError(errors.NOT_IN_CODE_LIST, {"at": "state", "list": "identification_state"}),
        ),
        ("identification", "status", {"state": "rejected"}, FieldError(errors.MISSING_KEY, {"key": "note"})),
        (
            "identification",
            "status",
            {"state": "rejected", "note": ""},
            FieldError(errors.MISSING_KEY, {"key": "note"}),
        ),
        ("identification", "status", {"state": "rejected", "note": "有商品房"}, None),
        (
            "identification",
            "status",
            {"state": "notice_1", "on": "2018-11-31"},
            FieldError(errors.BAD_FORMAT, {"at": "on"}),
        ),
        ("village", "village_code", "410822104", FieldError(errors.BAD_FORMAT)),
        ("village_year", "toilet_done", 10_001, FieldError(errors.OUT_OF_RANGE, {"limit": "≤ 10000"})),
        ("village_year", "fund_notices/x", {}, FieldError(errors.BAD_ITEM_KEY, {"key": "x"})),
        ("roster_import", "quarter", 5, FieldError(errors.OUT_OF_RANGE, {"limit": "≤ 4"})),
        ("verdict", "revision", "0" * 52, None),
        ("verdict", "revision", "0" * 51 + "1", FieldError(errors.BAD_FORMAT)),
    ],
)
def test_what_cannot_be_stored(record_type: str, path: str, value: object, expected: FieldError | None) -> None:
    assert REGISTRY.errors(record_type, {path: value}).get(path) == expected


@pytest.mark.parametrize(
    ("record_type", "path", "value"),
    [
        ("member", "id_number", "4.1E+17"),
        ("member", "id_number", "1"),
        ("member", "birth_date", "2099-01-01"),
        ("member_year", "work_months", 13),
        ("member_year", "work_months", -1),
        ("household_year", "income", {"wage_income": -5, "net_income_per_capita": 10**12}),
        ("household_year", "member_count", 0),
        ("household", "cause_other", ["01", "01"]),
        ("household", "phone", "0391-2991234"),
        ("household", "phone", None),
        ("visit", PHOTO, None),
        ("visit", "answers/q1", ["a", "b"]),
    ],
)
def test_what_a_rule_asks_about_is_stored(record_type: str, path: str, value: object) -> None:
    assert REGISTRY.errors(record_type, {path: value}) == {}


def test_an_unknown_type_passes_untouched() -> None:
    values = {"anything": 1}
    assert REGISTRY.type("next_type") is None
    assert REGISTRY.errors("next_type", values) == {}
    assert REGISTRY.read("next_type", values).untouched == {"anything"}
    assert REGISTRY.policy("next_type", "anything") is MergePolicy.REVIEW
    assert REGISTRY.workflow("next_type", "anything") is None
    assert REGISTRY.authority("next_type") is Authority.DEVICE
    assert REGISTRY.writable_by_device("next_type", "anything", creates=True)
    assert REGISTRY.may_delete("next_type", {"collector"})
    assert REGISTRY.may_write("next_type", {"auditor"})


def test_a_path_below_a_plain_field_is_unknown() -> None:
    assert REGISTRY.field("household", "phone/home") is None
    assert REGISTRY.errors("household", {"phone/home": 1}) == {}
    assert REGISTRY.policy("household", "phone/home") is MergePolicy.REVIEW


def test_reading_gives_an_income_as_its_model() -> None:
    income = REGISTRY.read("household_year", {"income": {"wage_income": 5}}).values["income"]
    assert income == Income(wage_income=5)


@pytest.mark.parametrize(
    ("record_type", "path", "policy"),
    [
        ("household_year", "income", MergePolicy.REVIEW),
        ("household_year", "fuel_type", MergePolicy.LATEST),
        ("household", "poverty_status", MergePolicy.REVIEW),
        ("household", "@deleted", MergePolicy.REVIEW),
        ("household", "next_version", MergePolicy.REVIEW),
        ("visit", PHOTO, MergePolicy.LATEST),
        ("flag", "decision", MergePolicy.REVIEW),
        ("flag", "finding", MergePolicy.LATEST),
    ],
)
def test_merge_policies(record_type: str, path: str, policy: MergePolicy) -> None:
    assert REGISTRY.policy(record_type, path) is policy


def test_who_may_write_what() -> None:
    by_authority: dict[Authority, set[str]] = {}
    for name in TYPES:
        by_authority.setdefault(REGISTRY.authority(name), set()).add(name)
    assert by_authority[Authority.SERVER] == {
        "verdict",
        "enrolment",
        "assignment",
        "home",
        "roster_import",
        "roster_row",
    }
    assert by_authority[Authority.SERVER_CREATES] == {
        "flag",
        "roster_difference",
        "rectification_item",
        "spot_check",
    }
    assert REGISTRY.writable_by_device("household", "phone", creates=True)
    assert REGISTRY.writable_by_device("flag", "decision", creates=False)
    assert not REGISTRY.writable_by_device("flag", "decision", creates=True)
    assert not REGISTRY.writable_by_device("flag", "finding", creates=False)
    assert not REGISTRY.writable_by_device("flag", "rule", creates=False)
    assert not REGISTRY.writable_by_device("assignment", "to", creates=False)
    assert not REGISTRY.writable_by_device("roster_difference", "listed", creates=False)


IN_THE_FIELD, IN_OFFICES = frozenset({"collector", "township"}), frozenset({"township", "county_office"})
DELETED_BY = {
    **dict.fromkeys(("household", "member", "visit"), IN_THE_FIELD),
    **dict.fromkeys(("household_year", "member_year"), IN_THE_FIELD.union({"server"})),  # by an amendment
    **dict.fromkeys(("helper", "help_assignment", "help_measure", "comment"), IN_THE_FIELD),
    **dict.fromkeys(("village", "village_year", "project"), IN_OFFICES),
}
"""All others stay: what was decided, posted or found is closed by a further step, never taken away."""


@pytest.mark.parametrize("record_type", TYPES)
def test_who_may_delete(record_type: str) -> None:
    known = REGISTRY.type(record_type)
    assert known is not None
    assert known.deleted_by == DELETED_BY.get(record_type, set())
    for capacity in known.deleted_by:
        assert REGISTRY.may_delete(record_type, {capacity, "helper"})
    assert not REGISTRY.may_delete(record_type, {"supervisor", "admin", "relay", "department", "auditor"})
    assert not REGISTRY.may_delete(record_type, ())


def test_who_may_write_what_no_workflow_decides_about() -> None:
    for capacity in ("collector", "township", "county_office", "city_office", "server"):
        assert REGISTRY.may_write("household_year", {capacity})
    assert not REGISTRY.may_write("household_year", {"inspector", "supervisor", "auditor", "department", "admin"})
    assert REGISTRY.may_write("visit", {"inspector"})
    assert not REGISTRY.may_write("flag", {"collector"})
    assert REGISTRY.may_write("flag", {"township"})
    assert not REGISTRY.may_write("project", {"collector"})
    assert REGISTRY.may_write("spot_check", {"inspector"})


def test_some_fields_have_more_writers_than_their_type() -> None:
    mends = {"collector", "village_group"}
    assert not REGISTRY.may_write("rectification_item", mends)
    assert REGISTRY.may_write("rectification_item", mends, "measures")
    assert REGISTRY.may_write("rectification_item", mends, "evidence/" + "a1" * 32)
    assert not REGISTRY.may_write("rectification_item", mends, "deadline")
    assert not REGISTRY.may_write("rectification_item", mends, "next_version")
    assert REGISTRY.may_write("rectification_item", {"inspector"}, "deadline")
    assert REGISTRY.may_write("roster_difference", {"department"}, "documents/" + "a1" * 32)


@given(sets())
def test_the_workflows_of_a_set_are_those_of_its_fields(drawn: tuple[str, dict[str, Any]]) -> None:
    record_type, values = drawn
    alone = {path: machine for path in values if (machine := REGISTRY.workflow(record_type, path)) is not None}
    assert REGISTRY.workflows(record_type, values) == alone
