"""What has to hold before a household's year is confirmed (domain §4.5): no open errors, no unexplained warnings.

A flag is a question for a person, so these block a step of the confirmation and never the data.
"""

from collections.abc import Mapping
from typing import Any, Final

from schemas import errors
from schemas.records.confirmation import figures
from schemas.records.flag import flag_state
from server.review.entering import Entering
from server.review.locks import CONFIRMATION
from server.store import household_index
from server.store.log import LogTransaction
from sync.canonical import fingerprint
from sync.merge import State
from sync.revision import RecordKey

SETTLED: Final = frozenset({"accepted", "false_positive", "resolved_auto"})
"""The states of a flag that is closed; one of severity E in any other blocks every confirmation."""

EXPLAINED: Final = SETTLED | {"explained", "confirmed_problem"}
"""The states of a flag that somebody has answered; one of severity W in any other blocks the lock."""


def present_figures(year: State) -> str:
    """Return the fingerprint of what a confirmation of a household's year has to name now."""
    return fingerprint(figures(year.value("income"), year.value("member_count")))


class Conditions:
    """The conditions of confirming, as one transaction sees them."""

    def __init__(self, tx: LogTransaction) -> None:
        """Look in this transaction."""
        self._tx = tx

    def objection(self, entering: Entering) -> str | None:
        """Return what a confirmation of a household's year fails by, as an error code."""
        confirming = entering.values[CONFIRMATION]
        target = confirming["state"]
        if target not in {"village_confirmed", "township_confirmed", "county_locked"}:
            return None
        if target != "village_confirmed" and not _same_figures(confirming, entering.standing):
            return errors.EDITED_SINCE
        open_, unexplained = self._flags(entering)
        if open_:
            return errors.OPEN_ERRORS
        return errors.OPEN_WARNINGS if unexplained and target == "county_locked" else None

    def _flags(self, entering: Entering) -> tuple[bool, bool]:
        """Tell whether a flag of severity E is open, and whether one of severity W is not explained."""
        household, period = entering.values.get("household"), entering.values.get("year")
        about = [] if household is None else [household]
        open_ = unexplained = False
        for one in household_index.flags(self._tx.connection, entering.revision.area, about):
            flag = entering.records.standing(RecordKey("flag", one)).values()
            if flag.get("period") in (None, period):
                state = flag_state(flag.get("finding"), flag.get("decision"))
                open_ = open_ or (flag.get("severity") == "E" and state not in SETTLED)
                unexplained = unexplained or (flag.get("severity") == "W" and state not in EXPLAINED)
        return open_, unexplained


def _same_figures(confirming: Mapping[str, Any], year: State) -> bool:
    """Whether what is confirmed is what was confirmed below, and what there is now."""
    before = {one.value["income_hash"] for one in year.candidates.get(CONFIRMATION, ()) if one.value is not None}
    return {confirming["income_hash"]} == before | {present_figures(year)}
