"""Who lives together: relatives of the surveyed head, as many as the survey counted.

Generated, within the rules of kinship: a mother is 20 or more years older than her child and at most 44, nobody is
married young, grandchildren come with their mother, and whoever is left over is some other relative.
"""

from dataclasses import dataclass
from random import Random

from demo.households.survey import SurveyRow

MOTHERHOOD = range(21, 45)
"""A mother's age at a birth, in completed years."""
MARRIAGE_AGE = {True: 22, False: 20}
"""The legal age of men (True) and women."""
OLDEST = 98


@dataclass(frozen=True, slots=True)
class Relative:
    """One person of a household."""

    relation: str
    """To the head; a code of `relation` (domain: 01 head, 02 spouse, 03 son ...)."""
    male: bool
    age: int
    """Completed years."""


def compose(row: SurveyRow, generator: Random) -> list[Relative]:
    """Put a household together: the head first, `row.size` persons in all."""
    head = Relative("01", row.head_is_male, row.head_age)
    couple = [head, *_spouse(head, row.size - 1, generator)]
    mother = min((person.age for person in couple if not person.male), default=head.age)
    family = list(couple)

    def room() -> int:
        return row.size - len(family)

    family += _son_with_family(mother, room(), generator)
    with_parents = generator.random() < 0.35
    family += _children(mother, min(room() - with_parents, 4), generator)
    family += _parents(couple, min(room(), 2), generator)
    family += [Relative("99", generator.random() < 0.5, generator.randint(7, 62)) for _ in range(room())]
    return family


def _spouse(head: Relative, room: int, generator: Random) -> list[Relative]:
    likely = 0.9 if head.male else 0.4
    if not room or head.age < MARRIAGE_AGE[head.male] or generator.random() > likely:
        return []
    older = generator.randint(-4, 1) if head.male else generator.randint(-1, 4)
    return [Relative("02", not head.male, max(head.age + older, MARRIAGE_AGE[not head.male]))]


def _son_with_family(mother: int, room: int, generator: Random) -> list[Relative]:
    """A married son with his wife and up to three children."""
    ages = _child_ages(mother, range(MARRIAGE_AGE[True] + 1, 46))
    if room < 3 or not ages or generator.random() > 0.6:
        return []
    son = generator.choice(ages)
    wife = max(son - generator.randint(0, 3), MARRIAGE_AGE[False] + 1)
    born = _child_ages(wife, range(18))
    children = generator.sample(born, min(len(born), room - 2, generator.randint(1, 3)))
    grandchildren = [_of_either_sex("07", "08", age, generator) for age in children]
    return [Relative("03", male=True, age=son), Relative("05", male=False, age=wife), *grandchildren]


def _children(mother: int, count: int, generator: Random) -> list[Relative]:
    """Unmarried sons and daughters, no two of an age."""
    ages = _child_ages(mother, range(41))
    drawn = generator.sample(ages, max(min(count, len(ages)), 0))
    return [_of_either_sex("03", "04", age, generator) for age in sorted(drawn, reverse=True)]


def _parents(couple: list[Relative], count: int, generator: Random) -> list[Relative]:
    """The parents of the husband, or of a head without spouse."""
    head = couple[0]
    child = next((person for person in couple if person.male), head)
    father, mother = ("11", "12") if child is head else ("15", "16")
    ages = [child.age + generator.choice(MOTHERHOOD[:12]) for _ in range(count)]
    parents = [Relative(mother, male=False, age=age) for age in ages[:1]]
    parents += [Relative(father, male=True, age=age + 1) for age in ages[1:]]
    return [parent for parent in parents if parent.age <= OLDEST]


def _child_ages(mother: int, wanted: range) -> list[int]:
    return [age for age in wanted if mother - age in MOTHERHOOD]


def _of_either_sex(son: str, daughter: str, age: int, generator: Random) -> Relative:
    male = generator.random() < 0.52
    return Relative(son if male else daughter, male, age)
