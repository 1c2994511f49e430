"""All that is known about a household before its income is made up."""

from dataclasses import dataclass

from demo.households.dwelling import Land
from demo.households.people import Person
from demo.households.survey import SurveyRow


@dataclass(frozen=True, slots=True)
class Standing:
    """What the programme grants: the household's attribute and each supported person's dibao class."""

    attribute: str
    """A code of `household_attr`."""
    dibao: dict[int, str]
    """A code of `dibao_class` by the person's index."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A household in the accounting year."""

    row: SurveyRow
    people: list[Person]
    ids: list[str]
    """The member records of the people, in the same order."""
    land: Land
    standing: Standing
    honoured: bool
    """Rewarded for one child or two daughters."""
