"""Each person's name, number, schooling, health and capacity for work.

The head's sex, age and schooling are the survey's; who is ill follows from what the household really spent on medical
care. All else is drawn. Identity numbers have valid check characters under the prefix 410899, which no card bears.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.households.kinship import Relative
from demo.households.names import any_surname, given_name
from demo.households.survey import SurveyRow
from schemas.identity import check_character

YEAR = 2018
WINDOW = (date(2017, 10, 1), date(2018, 9, 30))
"""The accounting year of 2018, both days included. Ages are those of its end."""
SCHOOL_STARTS = date(2018, 9, 1)
SYNTHETIC_PREFIX = "410899"

# Schools by age at the start of the school year: codes of `school_status`.
_GRADES = {**dict.fromkeys(range(6, 12), "03"), 12: "04", 13: "05", 14: "06"}
_SENIOR = {15: ("07", "10"), 16: ("08", "11"), 17: ("09", "12")}
_COLLEGE = {18: ("16", "13"), 19: ("16", "14"), 20: ("16", "15"), 21: ("16", "16")}
_LEVEL_OF_PUPILS = {"02": "06", "03": "02", **dict.fromkeys(("04", "05", "06"), "03")}
_LEVEL_OF_PUPILS |= dict.fromkeys(("07", "08", "09", "10", "11", "12"), "04")
_LEVEL_OF_PUPILS |= dict.fromkeys(("13", "14", "15", "16"), "05")

NOT_AT_SCHOOL = "01"
HEALTHY, CHRONIC, SERIOUS, DISABLED = "01", "02", "03", "04"
ORDINARY_WORKER, SKILLED_WORKER, CANNOT_WORK_ANY_MORE, CANNOT_WORK = "01", "02", "03", "04"


@dataclass(frozen=True, slots=True)
class Disability:
    """What a disability certificate says: codes of `disability_type` and `disability_grade`."""

    type: str
    grade: str

    @property
    def severe(self) -> bool:
        """Grades 1 and 2."""
        return self.grade in "12"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a household at the end of the accounting year; plain codes of `schemas`."""

    relation: str
    male: bool
    born: date
    name: str
    id_number: str
    education: str
    school: str
    health: str
    disability: Disability | None
    labour: str

    @property
    def age(self) -> int:
        """Completed years at the end of the accounting year."""
        return completed_years(self.born, WINDOW[1])

    @property
    def at_school(self) -> bool:
        """Whether the person attends any school, pre-school included."""
        return self.school != NOT_AT_SCHOOL

    @property
    def can_work(self) -> bool:
        """Whether the person counts as a worker."""
        return self.labour in {ORDINARY_WORKER, SKILLED_WORKER}


class IdNumbers:
    """Gives out identity numbers, each only once."""

    def __init__(self) -> None:
        self._issued: set[str] = set()

    def issue(self, born: date, generator: Random, *, male: bool) -> str:
        """A new number of 18 characters for somebody of that birth date and sex (GB 11643)."""
        while True:
            sequence = 2 * generator.randrange(500) + male
            digits = f"{SYNTHETIC_PREFIX}{born:%Y%m%d}{sequence:03d}"
            if digits not in self._issued:
                self._issued.add(digits)
                return digits + check_character(digits)


def completed_years(born: date, on: date) -> int:
    """The age in completed years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def portray(
    row: SurveyRow, relatives: list[Relative], surname: str, numbers: IdNumbers, generator: Random
) -> list[Person]:
    """Draw what is not known about the relatives of one household; in the same order."""
    sick = _sick(row, relatives, generator)
    disabled = _disabled(relatives, sick, generator)
    people: list[Person] = []
    for index, relative in enumerate(relatives):
        born = _birth_date(relative.age, generator)
        school = _school(relative, born, generator)
        education = _LEVEL_OF_PUPILS.get(school) or _education(_years_of_school(row, relative, generator), relative.age)
        health = sick.get(index, DISABLED if index in disabled else HEALTHY)
        disability = disabled.get(index)
        certificate = f"{disability.type}{disability.grade}" if disability else ""
        people.append(
            Person(
                relation=relative.relation,
                male=relative.male,
                born=born,
                name=_surname(relative, surname, generator) + given_name(born.year, generator, male=relative.male),
                id_number=numbers.issue(born, generator, male=relative.male) + certificate,
                education=education,
                school=school,
                health=health,
                disability=disability,
                labour=_labour(relative.age, school, health, disability, generator),
            )
        )
    return people


def _birth_date(age: int, generator: Random) -> date:
    # The window ends on 30 September, which every year has.
    return WINDOW[1].replace(year=WINDOW[1].year - age) - timedelta(days=generator.randrange(365))


def _surname(relative: Relative, surname: str, generator: Random) -> str:
    """Wives and mothers keep the name that they were born with; so does whoever is not of the family."""
    born_elsewhere = relative.relation in {"02", "05", "12", "16"} and not relative.male
    return any_surname(generator) if born_elsewhere or relative.relation == "99" else surname


def _school(relative: Relative, born: date, generator: Random) -> str:
    age = completed_years(born, SCHOOL_STARTS)
    if age in _GRADES:
        return _GRADES[age]
    if 3 <= age < 6:
        compulsory = relative.age >= 6  # born in September: due at school, though only since the month began
        return "02" if compulsory or generator.random() < 0.9 else NOT_AT_SCHOOL
    may_study = relative.relation in {"03", "04", "07", "08"}
    if age == 15:  # the last year of compulsory education for those who turned 15 in summer
        return generator.choice(_SENIOR[age])
    if may_study and age in _SENIOR:
        return generator.choice(_SENIOR[age]) if generator.random() < 0.85 else NOT_AT_SCHOOL
    if may_study and age in _COLLEGE:
        return generator.choice(_COLLEGE[age]) if generator.random() < 0.35 else NOT_AT_SCHOOL
    return NOT_AT_SCHOOL


def _years_of_school(row: SurveyRow, relative: Relative, generator: Random) -> float:
    """The survey's for the head; of others, the younger the more, around the head's."""
    if relative.relation == "01":
        return row.head_schooling
    return generator.gauss(row.head_schooling + (row.head_age - relative.age) * 0.06, 2.5)


def _education(years: float, age: int) -> str:
    if age < 6:
        return "06"
    steps = ((1, "01"), (6, "02"), (10, "03"), (13, "04"))
    return next((code for until, code in steps if years < until), "05")


def _sick(row: SurveyRow, relatives: list[Relative], generator: Random) -> dict[int, str]:
    """Who is ill, by index: one serious or chronic case where the survey shows the spending for it, and old people."""
    sick = {i: CHRONIC for i, person in enumerate(relatives) if person.age >= 65 and generator.random() < 0.25}
    if row.medical_share >= 0.1:
        weights = [1 + max(0, person.age - 30) / 8 for person in relatives]
        patient = generator.choices(range(len(relatives)), weights)[0]
        sick[patient] = SERIOUS if row.medical_share >= 0.3 else CHRONIC
    return sick


def _disabled(relatives: list[Relative], sick: Iterable[int], generator: Random) -> dict[int, Disability]:
    candidates = [i for i, person in enumerate(relatives) if person.age >= 6 and i not in set(sick)]
    if not candidates or generator.random() > 0.12:
        return {}
    disability = Disability(generator.choice("1234567"), generator.choices("1234", (1, 2, 3, 4))[0])
    return {generator.choice(candidates): disability}


def _labour(age: int, school: str, health: str, disability: Disability | None, generator: Random) -> str:
    if age < 16 or age >= 75 or school != NOT_AT_SCHOOL:
        return CANNOT_WORK
    if health == SERIOUS or (disability and disability.severe):
        return CANNOT_WORK_ANY_MORE
    if age >= 60:
        return ORDINARY_WORKER if generator.random() < (76 - age) / 18 else CANNOT_WORK
    if health != HEALTHY and generator.random() < 0.45:
        return CANNOT_WORK_ANY_MORE
    return SKILLED_WORKER if generator.random() < 0.15 else ORDINARY_WORKER
