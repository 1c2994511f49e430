from uuid import UUID, uuid5

from schemas.naming import (
    NAMESPACE,
    exit_decision_id,
    flag_id,
    household_year_id,
    member_id,
    member_year_id,
    roster_difference_id,
    roster_import_id,
    roster_row_id,
    verdict_id,
    village_exit_id,
    village_id,
    village_year_id,
)

HOUSEHOLD = "0190a2b4-7c1d-7e3f-8a5b-6c7d8e9f0a1b"
OTHER = "0190a2b4-7c1d-7e3f-8a5b-6c7d8e9f0a1c"
REVISION = "0" * 51 + "g"


def test_names_are_what_a_client_in_another_language_computes() -> None:
    assert UUID("6ebbdd72-b772-4103-b73a-85c4a841bc19") == NAMESPACE
    assert household_year_id(HOUSEHOLD, 2018) == "0df05f5e-1901-503b-9885-e0a50b5de40f"
    assert member_year_id(OTHER, 2018) == "470b6c62-7890-5aa1-b6f8-e22936baea09"
    assert flag_id("income_net_mismatch", [OTHER, HOUSEHOLD], 2018) == "6785f265-7b37-57ea-9e13-bff286e84703"
    assert verdict_id(REVISION) == "e4c23799-4c2a-5444-9032-d85f9ffe2cab"


def test_the_hashed_strings_are_those_of_the_docstrings() -> None:
    assert household_year_id(HOUSEHOLD, 2018) == str(uuid5(NAMESPACE, f"household_year/{HOUSEHOLD}/2018"))
    assert member_year_id(HOUSEHOLD, 2018) == str(uuid5(NAMESPACE, f"member_year/{HOUSEHOLD}/2018"))
    assert member_id(OTHER, HOUSEHOLD) == str(uuid5(NAMESPACE, f"member/{OTHER}/{HOUSEHOLD}"))
    assert village_id("410822104203") == str(uuid5(NAMESPACE, "village/410822104203"))
    assert village_year_id("410822104203", 2018) == str(uuid5(NAMESPACE, "village_year/410822104203/2018"))
    assert exit_decision_id(HOUSEHOLD, 2018) == str(uuid5(NAMESPACE, f"exit_decision/{HOUSEHOLD}/2018"))
    assert village_exit_id("410822104203", 2018) == str(uuid5(NAMESPACE, "village_exit/410822104203/2018"))
    assert roster_import_id("dibao", 2018, 3, "a1") == str(uuid5(NAMESPACE, "roster_import/dibao/2018/3/a1"))
    assert roster_row_id(OTHER, 17) == str(uuid5(NAMESPACE, f"roster_row/{OTHER}/17"))
    assert roster_difference_id("rule", OTHER) == str(uuid5(NAMESPACE, f"roster_difference/rule/{OTHER}"))
    assert flag_id("rule", [HOUSEHOLD, OTHER], None) == str(uuid5(NAMESPACE, f"flag/rule/{HOUSEHOLD},{OTHER}/"))
    assert verdict_id(REVISION) == str(uuid5(NAMESPACE, f"verdict/{REVISION}"))


def test_a_flag_is_the_same_in_whatever_order_its_subjects_are_found() -> None:
    assert flag_id("rule", [HOUSEHOLD, OTHER], 2018) == flag_id("rule", [OTHER, HOUSEHOLD], 2018)
    assert flag_id("rule", [HOUSEHOLD, OTHER], 2018) != flag_id("rule", [HOUSEHOLD, OTHER], None)
