"""What collectors get wrong: a household as it is, and as it is written down.

Each mistake is one that the programme knows: the first is void at the server, the others are stored and flagged by the
verification rule of the same name.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

import msgspec

from client_stub.fleet.survey import SurveyHousehold, SurveyMember
from schemas.identity import check_character
from schemas.income import Income, gross, net, per_capita
from sync.canonical import Json

Mistake = Callable[[SurveyHousehold, Random], SurveyHousehold | None]
"""Returns the household written down wrongly, or None where this cannot happen to it."""

_RESIDENT_DIGITS = 18
_FEN = 100


def short_phone(household: SurveyHousehold, random: Random) -> SurveyHousehold | None:
    """Lose two digits of the telephone number."""
    phone = household.fields.get("phone")
    if not isinstance(phone, str):
        return None
    return msgspec.structs.replace(household, fields={**household.fields, "phone": phone[: -random.choice((2, 3))]})


def wrong_check_character(household: SurveyHousehold, random: Random) -> SurveyHousehold | None:
    """Slip in the last character of somebody's identity number."""
    place = random.randrange(len(household.members)) if household.members else -1
    number = household.members[place].fields.get("id_number") if place >= 0 else None
    if not isinstance(number, str) or len(number) != _RESIDENT_DIGITS:
        return None
    slips = [one for one in "0123456789X" if one != check_character(number[:17])]
    changed = {"id_number": number[:17] + random.choice(slips)}
    return _with_member(household, place, changed)


def net_not_adding_up(household: SurveyHousehold, random: Random) -> SurveyHousehold | None:
    """Put down a net income that the sums do not give, as somebody does who wants the household over the line."""
    income = _income(household)
    if net(Income.model_validate(income)) is None:
        return None
    return _with_income(household, {"net_income": income["net_income"] + random.randint(3, 30) * 100 * _FEN})


def wage_without_worker(household: SurveyHousehold, random: Random) -> SurveyHousehold | None:
    """Put down wages, with all sums right, in a household of which nobody works."""
    works = any(one.year_fields.get("work_months") or one.year_fields.get("public_post") for one in household.members)
    income = _income(household)
    if works or not income:
        return None
    wage = (income.get("wage_income") or 0) + random.randint(20, 90) * 100 * _FEN
    summed = Income.model_validate({**income, "wage_income": wage, "lines": None})
    summed = summed.model_copy(update={"gross_income": gross(summed)})
    summed = summed.model_copy(update={"net_income": net(summed)})
    head = per_capita(summed.net_income, len(household.members))
    totals = {"gross_income": summed.gross_income, "net_income": summed.net_income, "net_income_per_capita": head}
    return _with_income(household, {"wage_income": wage, "itemised": False, **totals})


MISTAKES: Final[Mapping[str, Mistake]] = {
    "short_phone": short_phone,
    "id_bad_checksum": wrong_check_character,
    "income_net_mismatch": net_not_adding_up,
    "wage_without_worker": wage_without_worker,
}
"""The mistakes; those that are flagged have the name of the rule."""


def write_down(household: SurveyHousehold, random: Random) -> tuple[str, SurveyHousehold] | None:
    """Return a mistake's name and the household written down with it; None where none is possible."""
    names = random.sample(sorted(MISTAKES), len(MISTAKES))
    made = ((name, MISTAKES[name](household, random)) for name in names)
    return next(((name, written) for name, written in made if written is not None), None)


def _income(household: SurveyHousehold) -> Mapping[str, Json]:
    return household.year_fields.get("income") or {}


def _with_income(household: SurveyHousehold, changed: Mapping[str, Json]) -> SurveyHousehold:
    income = {**_income(household), **changed}
    return msgspec.structs.replace(household, year_fields={**household.year_fields, "income": income})


def _with_member(household: SurveyHousehold, place: int, changed: Mapping[str, Json]) -> SurveyHousehold:
    members: list[SurveyMember] = list(household.members)
    members[place] = msgspec.structs.replace(members[place], fields={**members[place].fields, **changed})
    return msgspec.structs.replace(household, members=tuple(members))
