"""The names that follow from natural keys."""

from typing import Any

from schemas import naming
from tests.replicas import revise, uuid

VILLAGE, FILE = "410822104203", "a1" * 32


def cases() -> list[dict[str, Any]]:
    """Return names, with what they are made of."""
    household, member, judged = uuid(1), uuid(2), revise({"hamlet": "东"}).id
    asked = [
        ("household_year", [household, 2018], naming.household_year_id(household, 2018)),
        ("household_year", [household, 2019], naming.household_year_id(household, 2019)),
        ("member", [member, household], naming.member_id(member, household)),
        ("member_year", [member, 2018], naming.member_year_id(member, 2018)),
        ("village", [VILLAGE], naming.village_id(VILLAGE)),
        ("village_year", [VILLAGE, 2018], naming.village_year_id(VILLAGE, 2018)),
        ("exit_decision", [household, 2018], naming.exit_decision_id(household, 2018)),
        ("village_exit", [VILLAGE, 2018], naming.village_exit_id(VILLAGE, 2018)),
        ("roster_import", ["dibao", 2018, 3, FILE], naming.roster_import_id("dibao", 2018, 3, FILE)),
        ("roster_row", [uuid(3), 17], naming.roster_row_id(uuid(3), 17)),
        (
            "roster_difference",
            ["roster_dibao_missing", uuid(4)],
            naming.roster_difference_id("roster_dibao_missing", uuid(4)),
        ),
        ("flag", ["net_mismatch", [household], 2018], naming.flag_id("net_mismatch", [household], 2018)),
        ("flag", ["same_number", [member, household], None], naming.flag_id("same_number", [member, household], None)),
        ("amendment", [judged], naming.amendment_id(judged)),
        ("verdict", [judged], naming.verdict_id(judged)),
    ]
    return [{"what": what, "of": of, "name": name} for what, of, name in asked]
