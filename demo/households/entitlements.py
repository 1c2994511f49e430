"""What the state pays a household, at the amounts of the policy; it follows from who lives in it.

Tags as in the domain specification: S is the programme's plan of 2018, G is general knowledge that nobody confirmed,
and what says "invented" is neither. Amounts are fen.
"""

from datetime import date
from random import Random

from demo.households.ledger import Ledger
from demo.households.people import SERIOUS, WINDOW, Person, completed_years
from demo.households.situation import Situation, Standing

PENSION_AGE = 60
PENSION_2017, PENSION_2018 = 8000, 9800
"""A month: 80 yuan until December 2017 (G), 98 from January 2018 (S)."""
FOREST_PROV, FOREST_CITY = 15, 10
"""For 0.01 mu and year: 15 and 10 yuan a mu (S)."""
DIBAO_LINE = 345_000
"""A person and year: 3,450 yuan in 2018 (G)."""
DIBAO_MONTH = {"A": 28_000, "B": 20_000, "C": 13_000}
"""A person and month by class (invented, below the line)."""
TEKUN_MONTH = DIBAO_LINE * 13 // 10 // 12
"""1.3 times the dibao line (G)."""
DISABILITY_MONTH = 6000
"""Care of the severely disabled, and living of disabled people on dibao: 60 yuan each (G)."""
FAMILY_PLANNING_YEAR = 96_000
"""A parent from 60 years on (G)."""
ELDER_AGE = 80
ELDER_MONTH = 5000
"""From that age on (invented)."""
FARMLAND = 90
"""For 0.01 mu and year: 90 yuan a mu (invented)."""

COUPLE = ("01", "02")
ORDINARY, DIBAO, TEKUN = "01", "02", "03"


def classify(people: list[Person], net_per_head: int, generator: Random) -> Standing:
    """Decide who is on dibao or supported as destitute, so that the rules of §3.4 find nothing odd.

    Without a worker a whole household may be on dibao if it would otherwise stay below the line; with workers, only a
    seriously ill or severely disabled member of a poor household may.
    """
    workers = any(person.can_work for person in people)
    alone = all(person.age >= PENSION_AGE and person.relation in COUPLE for person in people)
    if alone and not workers and net_per_head > 2 * DIBAO_LINE and generator.random() < 0.4:
        return Standing(TEKUN, {})
    if not workers and net_per_head >= DIBAO_LINE and generator.random() < 0.8:
        lifted = (grade for grade in "CBA" if net_per_head - 12 * DIBAO_MONTH[grade] < DIBAO_LINE)
        if grade := next(lifted, None):
            return Standing(DIBAO, dict.fromkeys(range(len(people)), grade))
    if workers and net_per_head < DIBAO_LINE:
        frail = [i for i, p in enumerate(people) if p.health == SERIOUS or (p.disability and p.disability.severe)]
        return Standing(DIBAO if frail else ORDINARY, dict.fromkeys(frail, "B"))
    return Standing(ORDINARY, {})


def pension_months(person: Person) -> tuple[int, int]:
    """Months of pension in the accounting year before and from January 2018: from the month after the 60th birthday."""
    if person.age < PENSION_AGE:
        return 0, 0
    before = [date(2017, month, 1) for month in (10, 11, 12)]
    since = [date(2018, month, 1) for month in range(1, 10)]
    due = [sum(completed_years(person.born, first) >= PENSION_AGE for first in firsts) for firsts in (before, since)]
    return due[0], due[1]


def pay(ledger: Ledger, case: Situation) -> None:
    """Book all entitlements of a household."""
    for index, (person, member) in enumerate(zip(case.people, case.ids, strict=True)):
        _pension(ledger, person, member)
        _support(ledger, person, member, case.standing.dibao.get(index), destitute=case.standing.attribute == TEKUN)
        if person.age > ELDER_AGE:  # so that all twelve months are due
            ledger.add_monthly("elder_subsidy", ELDER_MONTH, 12, member=member)
        if case.honoured and person.relation in COUPLE and person.age >= PENSION_AGE:
            ledger.add("family_planning_subsidy", FAMILY_PLANNING_YEAR, member=member, source="roster")
    land = case.land
    if land.forest_prov or land.forest_city:
        amount = FOREST_PROV * land.forest_prov + FOREST_CITY * land.forest_city
        ledger.add("eco_comp_income", amount, source="roster")
    if land.farmland:
        ledger.add("agri_subsidy", FARMLAND * land.farmland, source="bank")


def _pension(ledger: Ledger, person: Person, member: str) -> None:
    before, since = pension_months(person)
    if before:
        until = date(2017, 12, 31)
        ledger.add_monthly("pension_income", PENSION_2017, before, member=member, received=(WINDOW[0], until))
    if since:
        start = date(2018, 1, 1)
        ledger.add_monthly("pension_income", PENSION_2018, since, member=member, received=(start, WINDOW[1]))


def _support(ledger: Ledger, person: Person, member: str, dibao: str | None, *, destitute: bool) -> None:
    if dibao:
        ledger.add_monthly("dibao_income", DIBAO_MONTH[dibao], 12, member=member)
    if destitute:
        ledger.add_monthly("tekun_income", TEKUN_MONTH, 12, member=member)
    if person.disability and person.disability.severe:
        ledger.add_monthly("disability_subsidy", DISABILITY_MONTH, 12, label="重度残疾人护理补贴", member=member)
    if person.disability and dibao:
        ledger.add_monthly("disability_subsidy", DISABILITY_MONTH, 12, label="困难残疾人生活补贴", member=member)
