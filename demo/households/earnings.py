"""What a household earns itself: the real level, less what the state pays it, split into property, business and wages.

The split is drawn; the sum is not. A farm household gets business income, workers get wages that a month of work can
bring, and where nobody can work, the rest is what absent children send home.
"""

from dataclasses import dataclass
from random import Random

from demo.households.ledger import Ledger
from demo.households.situation import Situation

YUAN = 100
WAGE_MONTH = (1500 * YUAN, 4200 * YUAN)
WAGE_YEAR = (300 * YUAN, 84_000 * YUAN)
"""No wage below the smaller, or above the larger amount, for one worker."""
POST_MONTH = 400 * YUAN
"""Pay of a public-welfare post (invented)."""
BUSINESS_YEAR = 200 * YUAN
"""Nothing that yields less is called a business."""
WORKING_AGE = range(16, 66)

_FARMING = ("小麦玉米种植", "四大怀药种植", "蔬菜种植", "养羊", "养猪", "养鸡")
_FARM_COSTS = ("种子化肥农药", "饲料防疫", "机耕灌溉")
_TRADING = ("小商店", "早餐摊", "农机修理", "运输", "收粮")
_TRADE_COSTS = ("进货", "房租水电", "油料维修")


@dataclass(frozen=True, slots=True)
class Job:
    """Where and how long somebody worked for wages; codes of `work_place` and `public_post`."""

    place: str
    months: int
    post: str | None


def earn(ledger: Ledger, case: Situation, generator: Random) -> dict[int, Job]:
    """Book the household's own income so that its net income becomes the surveyed level. The answer: jobs by index.

    Entitlements are booked before. Where they alone exceed the level, nothing is earned and the level is theirs.
    """
    farm = case.row.farm
    rest = case.row.spending - ledger.net
    if rest <= 0:
        return {}
    rest -= _property(ledger, case, rest, generator)
    earners = _earners(case, generator)
    wages = 0
    if earners:
        wages = round(rest * (generator.uniform(0.2, 0.65) if farm else generator.uniform(0.85, 1)))
        wages = min(wages, WAGE_YEAR[1] * len(earners))
    business = rest - wages
    if business >= BUSINESS_YEAR and (farm or earners):
        _business(ledger, business, generator, farm=farm)
    elif business:
        ledger.add("remittance", business)
    return _pay_wages(ledger, case, earners, wages, generator)


def _property(ledger: Ledger, case: Situation, rest: int, generator: Random) -> int:
    amount = 0
    if generator.random() < 0.3:
        dividend = generator.choice((300, 500, 600, 800, 1000)) * YUAN
        if dividend < rest // 5:
            ledger.add("asset_dividend_income", dividend, label="产业扶贫资产收益分红", source="bank")
            amount += dividend
    if case.land.farmland and not case.row.farm:
        rent = case.land.farmland * generator.randint(6, 9) * YUAN  # 600 to 900 yuan a mu
        if rent < rest // 3:
            ledger.add("other_property_income", rent, label="土地流转租金")
            amount += rent
    return amount


def _earners(case: Situation, generator: Random) -> list[int]:
    """Who works for wages: in a farm household some stay on the farm; elsewhere at least one works if anybody can."""
    able = [i for i, person in enumerate(case.people) if person.can_work and person.age in WORKING_AGE]
    likely = 0.5 if case.row.farm else 0.85
    drawn = [i for i in able if generator.random() < likely]
    return drawn if case.row.farm else drawn or able[:1]


def _business(ledger: Ledger, net: int, generator: Random, *, farm: bool) -> None:
    lines, costs = (_FARMING, _FARM_COSTS) if farm else (_TRADING, _TRADE_COSTS)
    expense = max(round(net * generator.uniform(0.3, 0.8) / YUAN), 1) * YUAN
    for item, amount, labels in (("business_income", net + expense, lines), ("business_expense", expense, costs)):
        first = amount * generator.randint(5, 9) // 10
        one, other = generator.sample(labels, 2)
        ledger.add(item, first, label=one)
        ledger.add(item, amount - first, label=other)


def _pay_wages(ledger: Ledger, case: Situation, earners: list[int], wages: int, generator: Random) -> dict[int, Job]:
    if wages < WAGE_YEAR[0] * len(earners):
        if wages:
            ledger.add("remittance", wages)
        return {}
    jobs: dict[int, Job] = {}
    for position, index in enumerate(earners):
        # A random share of what is left, such that the others can still have the least and need not exceed the most.
        others = len(earners) - position - 1
        least = max(WAGE_YEAR[0], wages - WAGE_YEAR[1] * others)
        most = min(WAGE_YEAR[1], wages - WAGE_YEAR[0] * others)
        fair = round(wages / (others + 1) * generator.uniform(0.5, 1.5)) if others else wages
        share = min(max(fair, least), most)
        jobs[index] = _work(ledger, case.ids[index], share, generator, farm=case.row.farm)
        wages -= share
    return jobs


def _work(ledger: Ledger, member: str, wage: int, generator: Random, *, farm: bool) -> Job:
    months = min(max(round(wage / generator.uniform(*WAGE_MONTH)), 1), 12)
    post = None
    if wage >= 12 * POST_MONTH + WAGE_YEAR[0] and farm and generator.random() < 0.08:
        post = generator.choice(("01", "02"))
        ledger.add_monthly("wage_income", POST_MONTH, 12, label="公益性岗位", member=member)
        wage -= 12 * POST_MONTH
    place = "01" if post else generator.choices(("01", "02", "03", "04"), (35, 30, 20, 15))[0]
    ledger.add("wage_income", wage, label="务工工资", member=member)
    return Job(place, months, post)
