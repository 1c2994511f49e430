"""Whom a helper helps: the households of a village that are assigned to one of its users."""

from sqlalchemy import Connection

from server.store import histories


def households(connection: Connection, area: str, user: str, today: str) -> frozenset[str]:
    """Return the households of a village that a user helps on a day (`YYYY-MM-DD`), by `help_assignment` records."""
    helpers = {
        record
        for record, state in histories.states_of_type(connection, area, "helper").items()
        if state.value("actor") == user and not state.deleted
    }
    if not helpers:
        return frozenset()
    assigned = (
        state.values()
        for state in histories.states_of_type(connection, area, "help_assignment").values()
        if not state.deleted
    )
    return frozenset(
        one["household"]
        for one in assigned
        if one.get("helper") in helpers
        and isinstance(one.get("household"), str)
        and (one.get("from") or "") <= today <= (one.get("to") or today)
    )
