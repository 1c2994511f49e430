"""The conditions of an exit (domain §4.4): which of them a household meets in a year, by what is recorded.

Each is true, false, or None where something was not asked: a condition with a gap is open, never met. Nothing here
decides: a person does, with these before them. The poverty line and the ages of compulsory schooling are policy.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from schemas.identity import ResidentId

Values = Mapping[str, Any]
"""The shown values of a record, by field."""

_NOT_AT_SCHOOL = "01"
_EXCUSING = frozenset({"03", "04"})
"""Health that may keep a child from school: a serious illness, a disability."""
_SAFE_GRADES = frozenset({"A", "B"})


class Schooling(NamedTuple):
    """From which age to which, both included, children must be at school, and the day on which ages are counted."""

    youngest: int
    oldest: int
    on: date


def exit_conditions(
    year: Values,
    members: Iterable[tuple[Values, Values]],
    *,
    line: int | None,
    schooling: Schooling,
    at_line: bool = False,
) -> dict[str, bool | None]:
    """Return whether each condition is met, by its key (those of `records.exit_decision.ExitConditions`).

    Args:
        year: of the household's `household_year`.
        members: of each member, the values of `member` and of its `member_year` (empty where there is none). Who is
            known not to live in the household is left out; of nobody at all, nothing is known.
        line: the poverty line of the year in fen a head, None where it is unknown.
        schooling: whom compulsory education concerns.
        at_line: whether an income of exactly the line is enough; the standard says above it (超过).
    """
    present = [(member, its_year) for member, its_year in members if member.get("in_household") is not False]
    income: Values = year.get("income") or {}
    return {
        "income_ok": _above(income.get("net_income_per_capita"), line, at_line=at_line),
        "stable_income_ok": _above(year.get("income_channels"), 1, at_line=True),
        "food_ok": _all((year.get("food_ok"), year.get("water_safe"))),
        "clothes_ok": year.get("clothes_ok"),
        "education_ok": _all([_schooled(member, its_year, schooling) for member, its_year in present] or [None]),
        "medical_ok": _all([its_year.get("medical_ins") for _, its_year in present] or [None]),
        "housing_ok": _all((_above(year.get("housing_area"), 0), _safe(year))),
    }


def all_met(conditions: Mapping[str, bool | None]) -> bool | None:
    """Return whether all conditions are met: None where none is failed and at least one is open."""
    return _all(conditions.values())


def _all(answers: Iterable[bool | None]) -> bool | None:
    given = set(answers)
    return False if False in given else None if None in given else True


def _above(amount: int | None, limit: int | None, *, at_line: bool = False) -> bool | None:
    if amount is None or limit is None:
        return None
    return amount >= limit if at_line else amount > limit


def _safe(year: Values) -> bool | None:
    """Whether the house is of a safe grade, or was renovated."""
    if year.get("house_renovated_year") is not None:
        return True
    if year.get("danger_grade") is not None:
        return year["danger_grade"] in _SAFE_GRADES
    dangerous = year.get("is_dangerous_house")
    return None if dangerous is None else not dangerous


def _schooled(member: Values, year: Values, schooling: Schooling) -> bool | None:
    """Whether a member is no child that misses compulsory education."""
    born = _birth_date(member)
    if born is None:
        return None
    had_birthday = (schooling.on.month, schooling.on.day) >= (born.month, born.day)
    age = schooling.on.year - born.year - (not had_birthday)
    if not schooling.youngest <= age <= schooling.oldest:
        return True
    if year.get("school_status") == _NOT_AT_SCHOOL:
        return not _EXCUSING.isdisjoint(year.get("health") or ())
    return None if year.get("school_status") is None else True


def _birth_date(member: Values) -> date | None:
    """Return the date of birth as declared, or else that in the certificate's number."""
    if member.get("birth_date") is not None:
        return date.fromisoformat(member["birth_date"])
    try:
        return ResidentId.parse(member.get("id_number") or "").birth_date
    except ValueError:
        return None
