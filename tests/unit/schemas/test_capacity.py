from typing import get_args

import pytest

from schemas.capacity import ACTIVE, IN_OWN_NAME, Grant, Role, capacities
from schemas.codes.administration import GRANT, ROLE

CITY, COUNTY, VILLAGE = "4108", "410822", "410822104203"


def test_the_capacities_are_those_of_the_code_lists() -> None:
    assert set(get_args(Role)) == {*ROLE.codes, "server"}
    assert set(get_args(Grant)) == set(GRANT.codes) == frozenset[str]().union(*ACTIVE.values(), IN_OWN_NAME)


@pytest.mark.parametrize(
    ("role", "area", "expected"),
    [
        ("collector", VILLAGE, {"collector", "team_member"}),
        ("township", VILLAGE[:9], {"township"}),
        ("supervisor", COUNTY, {"supervisor", "county_office"}),
        ("supervisor", CITY, {"supervisor", "city_office"}),
        ("admin", CITY, {"admin"}),
        ("relay", VILLAGE[:9], set()),
        ("clerk", VILLAGE, set()),
    ],
)
def test_without_grants_an_assignment_implies_one(role: str, area: str, expected: set[str]) -> None:
    assert capacities(role, [], area) == expected


@pytest.mark.parametrize(
    ("role", "grants", "expected"),
    [
        ("collector", ["village_head", "village_group"], {"collector", "village_head", "village_group"}),
        ("collector", ["helper"], {"helper"}),
        ("collector", ["helper", "team_member"], {"collector", "helper", "team_member"}),
        ("supervisor", ["inspector"], {"supervisor", "inspector"}),
        ("supervisor", ["auditor"], {"auditor"}),
        ("supervisor", ["department"], {"department"}),
        ("collector", ["county_office"], set()),
        ("supervisor", ["township", "admin"], set()),
        ("admin", ["newer"], set()),
    ],
)
def test_a_grant_counts_under_the_role_that_it_exercises(role: str, grants: list[str], expected: set[str]) -> None:
    assert capacities(role, grants, COUNTY) == expected
