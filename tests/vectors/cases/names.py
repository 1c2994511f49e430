"""The names that follow from natural keys."""

from typing import Any

from schemas import naming
from tests.replicas import revise, uuid


def cases() -> list[dict[str, Any]]:
    """Return names, with what they are made of."""
    household, member, judged = uuid(1), uuid(2), revise({"hamlet": "东"}).id
    asked = [
        ("household_year", [household, 2018], naming.household_year_id(household, 2018)),
        ("household_year", [household, 2019], naming.household_year_id(household, 2019)),
        ("member_year", [member, 2018], naming.member_year_id(member, 2018)),
        ("flag", ["net_mismatch", [household], 2018], naming.flag_id("net_mismatch", [household], 2018)),
        ("flag", ["same_number", [member, household], None], naming.flag_id("same_number", [member, household], None)),
        ("amendment", [judged], naming.amendment_id(judged)),
        ("verdict", [judged], naming.verdict_id(judged)),
    ]
    return [{"what": what, "of": of, "name": name} for what, of, name in asked]
