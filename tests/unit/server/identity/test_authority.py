"""Who may give what: no more than one's own office has."""

import pytest

from schemas.capacity import ACTIVE, IN_OWN_NAME
from server.identity import authority
from server.identity.authority import MAY_GIVE, Post
from server.identity.errors import BeyondAuthority, EndNeeded, GrantRefused, PeriodRefused, RoleRefused
from sync.directory import ASSIGNMENT, Assignment, Directory
from sync.revision import RecordKey

NOW = 1_540_000_000_000
VILLAGE, TOWNSHIP, COUNTY = "410822104203", "410822104", "410822"


def post(role: str, *grants: str, area: str = VILLAGE, end: int | None = None) -> Post:
    return Post(area, role, grants, NOW, end)


def test_each_office_gives_all_that_the_one_below_gives():
    assert MAY_GIVE["township"] < MAY_GIVE["county_office"] < MAY_GIVE["admin"]
    assert MAY_GIVE["admin"] >= IN_OWN_NAME.union(*ACTIVE.values())
    assert not {"relay", "server"} & MAY_GIVE["admin"]


@pytest.mark.parametrize("office", MAY_GIVE)
def test_nobody_gives_more_than_they_have(office: str):
    for role, grants in ACTIVE.items():
        for grant in (*grants, *IN_OWN_NAME):
            given = post(role, grant)
            if {role, grant} <= MAY_GIVE[office]:
                authority.check_giving({office}, given)
            else:
                with pytest.raises(BeyondAuthority):
                    authority.check_giving({office}, given)


def test_what_is_implied_counts_as_given():
    authority.check_giving({"county_office"}, post("supervisor", area=COUNTY))
    with pytest.raises(BeyondAuthority):
        authority.check_giving({"county_office"}, post("supervisor", area="4108"))
    with pytest.raises(BeyondAuthority):
        authority.check_giving(set(), post("collector"))


def test_what_cannot_be_given_at_all():
    authority.check_post(post("supervisor", "auditor", end=NOW + 1), NOW)
    for error, refused in (
        (GrantRefused, post("collector", "county_office")),
        (EndNeeded, post("supervisor", "inspector")),
        (RoleRefused, post("relay")),
        (PeriodRefused, post("collector", end=NOW)),
        (PeriodRefused, Post(VILLAGE, "collector", (), NOW + 9, NOW + 8)),
    ):
        with pytest.raises(error):
            authority.check_post(refused, NOW)


def test_who_works_nowhere_any_more_belongs_where_they_worked_last():
    directory = Directory()

    def assign(record: str, area: str, **values: object) -> None:
        directory.take(area, RecordKey(ASSIGNMENT, record), {"actor": "anna", "role": "collector", "from": 0, **values})

    assert authority.posts_of(directory, "anna", NOW) == []
    assign("1", VILLAGE, to=NOW - 1)
    assert authority.belongs(directory, "anna", [TOWNSHIP], NOW)
    assign("2", "410822105201")
    assert [one.area for one in authority.posts_of(directory, "anna", NOW)] == ["410822105201"]
    assert not authority.belongs(directory, "anna", [TOWNSHIP], NOW)
    assert isinstance(authority.posts_of(directory, "anna", NOW)[0], Assignment)
