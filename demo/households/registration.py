"""How a household stands in the programme: why it is poor, since when, whether it exited. Drawn to fit the rest."""

from datetime import date, timedelta
from random import Random

from demo.households.entitlements import TEKUN
from demo.households.people import CHRONIC, DISABLED, SERIOUS, YEAR
from demo.households.situation import Situation

POVERTY_LINE = 299_500
"""2,995 yuan a head: the nation's line of 2018 (G)."""
ILLNESS, DISABILITY, SCHOOLING, NO_LABOUR, NO_SKILLS, NO_FUNDS, NO_LAND = "01", "02", "03", "08", "07", "09", "05"
NOT_EXITED, EXITED, EXIT_PREPARED = "0", "1", "2"


def register(
    case: Situation,
    generator: Random,
    *,
    net_per_head: int,
    safe: bool,
) -> dict[str, object]:
    """Fields of `household` about its registration. `safe`: housing, water and insurance would allow an exit."""
    identified = date(2014, 3, 1) + timedelta(days=generator.randrange(1000))
    causes = _causes(case, generator)
    fields: dict[str, object] = {
        "identify_standard": "1",
        "identified_on": identified.isoformat(),
        "identified_year": identified.year,
        "household_attr": case.standing.attribute,
        "cause_main": causes[0],
        "cause_other": causes[1:3],
    }
    if case.standing.attribute == TEKUN:
        fields["tekun_support"] = "1"
    # Five per cent above the line: an exit at the line itself would be asked about.
    if safe and net_per_head > POVERTY_LINE * 105 // 100 and generator.random() < 0.8:
        return fields | {"poverty_status": EXITED, "exit_year": max(2016, identified.year + generator.randint(0, 2))}
    planned = generator.choice((2018, 2019, 2020))
    status = EXIT_PREPARED if planned == YEAR and safe else NOT_EXITED
    return fields | {"poverty_status": status, "planned_exit_year": planned}


def _causes(case: Situation, generator: Random) -> list[str]:
    """Causes that the members bear out, the gravest first; never empty."""
    workers = sum(person.can_work for person in case.people)
    found = {
        ILLNESS: any(person.health in {CHRONIC, SERIOUS} for person in case.people),
        DISABILITY: any(person.health == DISABLED for person in case.people),
        NO_LABOUR: workers == 0,
        SCHOOLING: any(person.at_school and person.age > 15 for person in case.people),
    }
    weaker = [NO_SKILLS, NO_FUNDS] if case.row.farm else [NO_SKILLS, NO_FUNDS, NO_LAND]
    return [cause for cause, borne_out in found.items() if borne_out] + [generator.choice(weaker)]
