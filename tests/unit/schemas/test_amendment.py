import pytest

from schemas import REGISTRY
from schemas.records.amendment import AMENDING


def test_the_ordinary_course() -> None:
    assert REGISTRY.workflow("amendment", "request") is AMENDING
    assert AMENDING.allowed({"collector", "team_member"}, None, "requested")
    assert AMENDING.allowed({"server"}, None, "requested")
    assert AMENDING.allowed({"supervisor", "county_office"}, "requested", "approved")
    assert AMENDING.allowed({"supervisor", "county_office"}, "requested", "declined")
    assert AMENDING.allowed({"server"}, "approved", "applied")


@pytest.mark.parametrize("who", [{"collector"}, {"township"}, {"supervisor", "city_office"}, {"server"}, set[str]()])
def test_the_county_alone_decides(who: set[str]) -> None:
    assert not AMENDING.may_enter(who, "approved")
    assert not AMENDING.may_enter(who, "declined")


def test_who_asks_does_not_decide() -> None:
    assert AMENDING.judges("approved") == AMENDING.judges("declined") == {"requested"}


def test_what_was_decided_stays_so() -> None:
    assert not AMENDING.allowed({"supervisor", "county_office", "server"}, "declined", "approved")
    assert not AMENDING.allowed({"supervisor", "county_office", "server"}, "applied", "requested")


def test_it_changes_what_a_lock_covers_and_nothing_else() -> None:
    assert REGISTRY.errors("amendment", {"target_type": "household"}).keys() == {"target_type"}
    assert REGISTRY.errors("amendment", {"target_type": "member_year", "set": {"health": None}}) == {}
