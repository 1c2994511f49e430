"""Who visits whom on which day: drawn before the first day begins, so that threads cannot change it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from random import Random
from typing import NamedTuple

from client_stub.fleet.survey import SurveyHousehold
from schemas import covers


class DayPlan(NamedTuple):
    """One tablet's day: households to register, and registered ones to visit again."""

    register: list[SurveyHousehold]
    revisit: list[SurveyHousehold]


def plan_days(
    households: Sequence[SurveyHousehold],
    territories: Sequence[Collection[str]],
    *,
    days: int,
    revisits: float,
    shared: float,
    random: Random,
) -> list[list[DayPlan]]:
    """Return each tablet's plan, by day and tablet.

    Args:
        households: those in nobody's territory are left out; a village's are dealt out to its tablets in turn.
        territories: the area prefixes of each tablet.
        days: the households are registered evenly over all but the last.
        revisits: the share of the households registered before that their own tablet visits again on a day.
        shared: the share of those in a village with several tablets that all of these visit on the same day.
        random: what is drawn from.
    """
    tablets_of = {
        village: [place for place, prefixes in enumerate(territories) if any(covers(one, village) for one in prefixes)]
        for village in sorted({one.village for one in households})
    }
    own: list[list[SurveyHousehold]] = [[] for _ in territories]
    turns: dict[str, int] = defaultdict(int)
    for one in households:
        if tablets := tablets_of[one.village]:
            own[tablets[turns[one.village] % len(tablets)]].append(one)
            turns[one.village] += 1

    registering = max(1, days - 1)
    plans = [[DayPlan([], []) for _ in territories] for _ in range(days)]
    for tablet, dealt in enumerate(own):
        for place, one in enumerate(dealt):
            begins = place % registering
            plans[begins][tablet].register.append(one)
            for day in range(begins + 1, days):
                together = tablets_of[one.village] if random.random() < shared else [tablet]
                if len(together) > 1 or random.random() < revisits:
                    for visitor in together:
                        plans[day][visitor].revisit.append(one)
    return plans
