"""The confirmation of a household's year: village, township and county each vouch for its income, then it is locked.

People write only what they decide, and name the figures that they decided on by a fingerprint; the state shown is
computed from both, so an edit after a confirmation shows the year as not confirmed again (domain §4.5). What blocks a
step besides (open errors, the author's own work) is the home's to know.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.administration import CONFIRMATION
from schemas.label import Label
from schemas.values import Identifier, LongText
from schemas.workflow import StateMachine, Step

LOCKED: Final = frozenset({"county_locked", "amended"})
"""The states in which a year changes by an amendment only."""


@with_config(extra="allow")
class Confirmation(TypedDict):
    """How far a household's year is confirmed, and on which figures."""

    state: Annotated[str, CONFIRMATION, Label("状态", "state")]
    income_hash: Annotated[Identifier, Label("所确认的指纹", "hash of the figures confirmed")]
    note: NotRequired[Annotated[LongText | None, Label("说明", "note")]]
    by: NotRequired[Annotated[Identifier | None, Label("确认人", "confirmed by")]]


CONFIRMING = StateMachine(
    # What was edited since is confirmed from the beginning, however far it had come.
    Step(
        (None, "village_confirmed", "township_confirmed"),
        ("village_confirmed",),
        ("village_head", "village_group", "first_secretary"),
    ),
    Step(("village_confirmed", "township_confirmed"), ("township_confirmed",), ("township",), four_eyes=True),
    Step(("township_confirmed",), ("county_locked",), ("county_office",), four_eyes=True),
    Step(("county_locked", "amended"), ("amended",), ("server",)),
)
"""`amended` is the machine's, which applies an approved amendment."""


def figures(income: object, member_count: object) -> dict[str, Any]:
    """Return what is confirmed: the income as a whole, and by how many people it is divided.

    `income_hash` is the fingerprint (`sync.canonical.fingerprint`) of this.
    """
    return {"income": income, "member_count": member_count}


def confirmation_state(
    confirmation: Mapping[str, object] | None, income_hash: str, *, submitted: bool, checked: bool
) -> str:
    """Return how far a household's year is confirmed, as shown: a code of the list `confirmation_state`.

    Args:
        confirmation: the field's value.
        income_hash: the fingerprint of the present `figures`.
        submitted: whether a server has all that was entered.
        checked: whether the rules have been run over it since.
    """
    if confirmation is not None and (confirmation["state"] in LOCKED or confirmation["income_hash"] == income_hash):
        return str(confirmation["state"])
    if not submitted:
        return "draft"
    return "checked" if checked else "submitted"
