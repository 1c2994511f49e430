"""What changes between two visits, as a collector finds it at the door."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from client_stub.editing import Edit
from client_stub.fleet.survey import SurveyHousehold
from schemas.income import per_capita
from sync.canonical import Json
from sync.revision import RecordKey

Shown = Callable[[RecordKey], Mapping[str, Json]]
"""Gives the values that the tablet shows of one of the household's records; none where it does not hold it."""

Change = Callable[[SurveyHousehold, Shown, Random], Edit | None]
"""Gives an edit, or None where nothing can change so."""


def new_phone(household: SurveyHousehold, _shown: Shown, random: Random) -> Edit:
    """The household has another telephone number."""
    return Edit(household.village, household.key, {"phone": f"1990{random.randrange(10**7):07d}"})


def new_status(household: SurveyHousehold, _shown: Shown, random: Random) -> Edit:
    """The collector judges anew whether the household is out of poverty."""
    return Edit(household.village, household.key, {"poverty_status": random.choice("0123")})


def new_conditions(household: SurveyHousehold, _shown: Shown, random: Random) -> Edit:
    """The water was tested, and the household asked how content it is."""
    changed = {"water_safe": random.choices((True, False), (9, 1))[0], "satisfaction": random.randint(3, 5)}
    return Edit(household.village, household.year_key, changed)


def new_income(household: SurveyHousehold, shown: Shown, random: Random) -> Edit | None:
    """Somebody sent money home: one item more, and all sums that follow from it."""
    income = shown(household.year_key).get("income")
    if not income:
        return None
    more = random.randint(1, 40) * 10_000
    sums = ("remittance", "other_transfer_income", "transfer_income", "gross_income", "net_income")
    changed = {name: (income.get(name) or 0) + more for name in sums}
    head = per_capita(changed["net_income"], len(household.members))
    block = {**income, **changed, "net_income_per_capita": head, "itemised": False}
    return Edit(household.village, household.year_key, {"income": block})


CHANGES: Final[tuple[Change, ...]] = (new_phone, new_status, new_conditions, new_income)
