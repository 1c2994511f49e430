"""The records of one household, in the field names and units of `schemas`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from demo.households.dwelling import Land, draw_dwelling, draw_land
from demo.households.earnings import Job, earn
from demo.households.entitlements import TEKUN, classify, pay, pension_months
from demo.households.kinship import compose
from demo.households.ledger import Ledger
from demo.households.names import family_surname, village_surnames
from demo.households.people import CHRONIC, SYNTHETIC_PREFIX, YEAR, IdNumbers, Person, portray
from demo.households.registration import register
from demo.households.situation import Situation, Standing
from demo.households.survey import SurveyRow, load_survey
from demo.households.villages import assign_villages
from schemas.naming import household_year_id, member_year_id

SEED = 2018
OPENED = int(datetime(2018, 10, 8, tzinfo=UTC).timestamp() * 1000)
"""When the first record was opened; the others follow a second apart, so that their UUIDv7 sort as the survey."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person: the fields of `member`, and of `member_year` for the surveyed year."""

    id: str
    fields: dict[str, Any]
    year_id: str
    year_fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Household:
    """A household of one village: the fields of `household`, and of `household_year` for the surveyed year."""

    village: str
    """The area of all its records."""
    id: str
    fields: dict[str, Any]
    year_id: str
    year_fields: dict[str, Any]
    members: list[Member]
    """The head first."""


def load_households(seed: int = SEED) -> Iterator[Household]:
    """All 5,999 households in the order of the survey, hence village by village; the same for the same seed."""
    rows = load_survey()
    villages = assign_villages(rows, seed)
    numbers = IdNumbers()
    for row in rows:
        yield _household(row, villages[row.commune], numbers, seed)


def _household(row: SurveyRow, village: str, numbers: IdNumbers, seed: int) -> Household:
    generator = Random(f"household/{row.number}/{seed}")
    surname = family_surname(village_surnames(village, seed), generator)
    people = portray(row, compose(row, generator), surname, numbers, generator)
    opened = OPENED + 1000 * row.number
    household = _uuid7(opened, generator)
    ids = [_uuid7(opened + index, generator) for index in range(1, len(people) + 1)]

    land, dwelling = draw_land(row, village, generator), draw_dwelling(row, generator)
    standing = classify(people, row.spending // row.size, generator)
    honour = _honour(people, generator)
    case = Situation(row, people, ids, land, standing, honoured=bool(honour))
    ledger = Ledger()
    pay(ledger, case)
    jobs = earn(ledger, case, generator)
    insured = generator.random() < 0.97
    safe = insured and bool(dwelling["water_safe"]) and not dwelling["is_dangerous_house"]

    number = f"{SYNTHETIC_PREFIX}{row.number:08d}"
    fields = {
        "household_no": number,
        "village_code": village,
        "hamlet": f"第{generator.randint(1, 8)}村民组",
        "head_member_id": ids[0],
        "phone": f"1990000{row.number:04d}",
        "bank_name": "农村信用社",
        "bank_account": f"{SYNTHETIC_PREFIX}{row.number:013d}",
        **register(case, generator, net_per_head=ledger.net // row.size, safe=safe),
        **honour,
    }
    year_fields = {
        "household": household,
        "year": YEAR,
        "member_count": row.size,
        **dwelling,
        **_land_fields(land),
        "coop_member": row.farm and generator.random() < 0.4,
        "led_by_enterprise": generator.random() < 0.2,
        "led_by_leader": generator.random() < 0.2,
        "income_channels": min(bool(jobs) + bool(ledger.total("business_income")) + bool(land.forest), 3),
        "income": ledger.block(row.size),
        "satisfaction": generator.choices((3, 4, 5), (1, 4, 5))[0],
    }
    ethnicity = "03" if generator.random() < 0.03 else "01"
    members = [
        Member(
            id=member,
            fields=_member_fields(person, household, f"{number}{index + 1:02d}", ethnicity),
            year_id=member_year_id(member, YEAR),
            year_fields={
                "member": member,
                "household": household,
                "year": YEAR,
                **_member_year_fields(person, jobs.get(index), generator, insured=insured),
                **_support_fields(standing, index),
            },
        )
        for index, (member, person) in enumerate(zip(ids, people, strict=True))
    ]
    return Household(village, household, fields, household_year_id(household, YEAR), year_fields, members)


def _uuid7(milliseconds: int, generator: Random) -> str:
    random = generator.getrandbits(74)
    value = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return str(UUID(int=value))


def _honour(people: list[Person], generator: Random) -> dict[str, object]:
    """One household in ten with few children kept to one child, or to two daughters."""
    daughters = sum(person.relation == "04" for person in people)
    children = daughters + sum(person.relation == "03" for person in people)
    if generator.random() > 0.1:
        return {}
    if children == 1:
        return {"is_one_child": True}
    return {"is_two_daughters": True} if children == daughters == 2 else {}


def _land_fields(land: Land) -> dict[str, object]:
    return {
        "farmland_area": land.farmland,
        "irrigated_area": land.irrigated,
        "forest_area": land.forest,
        "forest_prov_area": land.forest_prov,
        "forest_city_area": land.forest_city,
        "returned_forest_area": 0,
    }


def _member_fields(person: Person, household: str, number: str, ethnicity: str) -> dict[str, object]:
    return {
        "household": household,
        "person_no": number,
        "name": person.name,
        "sex": "1" if person.male else "2",
        "id_type": "2" if person.disability else "1",
        "id_number": person.id_number,
        "birth_date": person.born.isoformat(),
        "ethnicity": ethnicity,
        "relation": person.relation,
        "in_household": True,
    }


def _member_year_fields(person: Person, job: Job | None, generator: Random, *, insured: bool) -> dict[str, object]:
    adult = person.age >= 16 and not person.at_school
    pension = sum(pension_months(person)) > 0
    fields: dict[str, object] = {
        "education": person.education,
        "school_status": person.school,
        "health": [person.health],
        "labour": person.labour,
        "work_months": job.months if job else 0,
        "medical_ins": insured,
        "serious_illness_ins": insured,
        "supplement_ins": insured,
        "pension_ins": pension or (adult and generator.random() < 0.9),
        "pension_receiving": pension,
        "chronic_signed": person.health == CHRONIC and generator.random() < 0.8,
        "training_done": person.can_work and generator.random() < 0.15,
        "wants_work": person.can_work and generator.random() < 0.8,
    }
    if job:
        fields["work_place"] = job.place
    if job and job.post:
        fields |= {"public_post": job.post, "public_post_months": 12}
    if person.disability:
        fields |= {"disability_type": person.disability.type, "disability_grade": person.disability.grade}
    return fields


def _support_fields(standing: Standing, index: int) -> dict[str, object]:
    grade = standing.dibao.get(index)
    fields: dict[str, object] = {"is_dibao": grade is not None, "is_tekun": standing.attribute == TEKUN}
    return fields | ({"dibao_class": grade} if grade else {})
