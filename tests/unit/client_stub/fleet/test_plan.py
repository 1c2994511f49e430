"""Every household is registered once by a tablet that works there, and visited again only after that."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from client_stub.fleet.plan import plan_days
from tests.unit.client_stub.fleet.households import household

VILLAGES = ["410822104203", "410822104204", "410825100201"]
PREFIXES = [*VILLAGES, "410822104", "410825"]


@given(
    places=st.lists(st.sampled_from(VILLAGES), max_size=12),
    territories=st.lists(st.lists(st.sampled_from(PREFIXES), max_size=2), min_size=1, max_size=4),
    days=st.integers(1, 4),
    seed=st.integers(0, 5),
)
def test_a_plan_is_sound(places: list[str], territories: list[list[str]], days: int, seed: int):
    households = [household(number, village) for number, village in enumerate(places)]
    plans = plan_days(households, territories, days=days, revisits=0.3, shared=0.3, random=Random(seed))
    assert [len(day) for day in plans] == [len(territories)] * days
    registered: set[str] = set()
    for day in plans:
        for tablet, plan in enumerate(day):
            for one in (*plan.register, *plan.revisit):
                assert any(one.village.startswith(prefix) for prefix in territories[tablet])
            assert {one.id for one in plan.revisit} <= registered
            assert len({one.id for one in plan.revisit}) == len(plan.revisit)
        today = [one.id for plan in day for one in plan.register]
        assert not registered & set(today)
        registered |= set(today)
    reachable = {
        one.id
        for one in households
        if any(one.village.startswith(prefix) for prefixes in territories for prefix in prefixes)
    }
    assert registered == reachable


def test_a_shared_village_is_dealt_out_and_visited_together():
    households = [household(number) for number in range(10)]
    plans = plan_days(households, [VILLAGES[:1]] * 2, days=2, revisits=0.0, shared=1.0, random=Random(1))
    assert [len(plan.register) for plan in plans[0]] == [5, 5]
    assert [{one.id for one in plan.revisit} for plan in plans[1]] == [{one.id for one in households}] * 2


def test_the_same_seed_gives_the_same_plan():
    households = [household(number) for number in range(30)]
    drawn = [
        plan_days(households, [VILLAGES[:1]] * 3, days=4, revisits=0.3, shared=0.1, random=Random(7)) for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
