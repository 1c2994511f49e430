"""What records of several households may have in common, by which one household concerns another.

A rule that asks about such records (`Rule.alike`) groups them by this value. The server's store keeps an index of the
values (`server.store.shared_values`), so that a change in one household finds the others that it concerns.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from schemas.identity import ResidentId
from server.verification.columns import ALIKE

_CARD_LENGTH: Final = 18
"""Characters of an identity card's number, with which that of a disability certificate begins."""


class Likeness(NamedTuple):
    """Something that records of one type may have in common.

    Attributes:
        kind: its name in the index and in columns.
        type: whose records are compared.
        fields: the paths of the fields that the value comes from.
        value: makes it of a record's values; None where the record has nothing to compare. It is compared as it is.
    """

    kind: str
    type: str
    fields: tuple[str, ...]
    value: Callable[[Mapping[str, Any]], str | None]

    @property
    def names(self) -> tuple[str, ...]:
        """The fields' names in their record."""
        return tuple(path.partition(".")[2] for path in self.fields)

    @property
    def column(self) -> str:
        """The name of the value's column in the frame of the type."""
        return ALIKE + self.kind


def _person(values: Mapping[str, Any]) -> str | None:
    """Return the number of the card of somebody who is counted in a household, also where the certificate is given.

    None for what cannot be anybody's number: it is a question of other rules.
    """
    number = values.get("id_number")
    if values.get("in_household") is not True or not isinstance(number, str):
        return None
    try:
        return ResidentId.parse(number).number[:_CARD_LENGTH]
    except ValueError:
        return None


PERSON: Final = Likeness("person", "member", ("member.id_number", "member.in_household"), _person)
"""The same person, by the number of the identity card."""

LIKENESSES: Final = (PERSON,)
"""All that the index keeps."""
