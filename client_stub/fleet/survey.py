"""What a fleet surveys: households that come from outside, and what a visit writes down of one."""

from collections.abc import Mapping

import msgspec

from client_stub.editing import Edit
from client_stub.households import HOUSEHOLD, HOUSEHOLD_YEAR, MEMBER, MEMBER_YEAR
from sync.canonical import Json
from sync.revision import RecordKey

Fields = Mapping[str, Json]


class SurveyMember(msgspec.Struct, frozen=True):
    """A person: the fields of `member`, and of `member_year` for the surveyed year."""

    id: str
    fields: Fields
    year_id: str
    year_fields: Fields


class SurveyHousehold(msgspec.Struct, frozen=True):
    """A household of one village: the fields of `household`, and of `household_year` for the surveyed year."""

    village: str
    id: str
    fields: Fields
    year_id: str
    year_fields: Fields
    members: tuple[SurveyMember, ...]

    @property
    def key(self) -> RecordKey:
        """The household's record."""
        return RecordKey(HOUSEHOLD, self.id)

    @property
    def year_key(self) -> RecordKey:
        """The record of its surveyed year."""
        return RecordKey(HOUSEHOLD_YEAR, self.year_id)

    def edits(self) -> list[Edit]:
        """Return what registers it: the household and its year, then each member and its year."""
        edits = [Edit(self.village, self.key, self.fields), Edit(self.village, self.year_key, self.year_fields)]
        for one in self.members:
            edits.append(Edit(self.village, RecordKey(MEMBER, one.id), one.fields))
            edits.append(Edit(self.village, RecordKey(MEMBER_YEAR, one.year_id), one.year_fields))
        return edits


def read_household(data: object) -> SurveyHousehold:
    """Return a household from plain maps and lists, or from an object with the same attributes.

    Raises:
        msgspec.ValidationError: it is not of that form.
    """
    return msgspec.convert(data, SurveyHousehold, from_attributes=True)
