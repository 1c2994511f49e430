"""The list of administrative areas, for names."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, func, or_, select

from server.store.inserting import upsert
from server.store.tables.areas import AREA


def save_areas(connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Store these areas (the columns of `tables.areas.Area`) in place of those before under their codes."""
    upsert(connection, AREA, list(rows))


def names_within(connection: Connection, scope: Collection[str]) -> list[tuple[str, str]]:
    """Return code and name of the areas of the list within these prefixes, by code."""
    if not scope:
        return []
    within = or_(*(AREA.c.code.startswith(prefix, autoescape=True) for prefix in scope))
    found = connection.execute(select(AREA.c.code, AREA.c.name).where(within).order_by(AREA.c.code))
    return [(code, name) for code, name in found]


def names_of(connection: Connection) -> dict[str, str]:
    """Return the names of all areas of the list, by code."""
    return {row.code: row.name for row in connection.execute(select(AREA.c.code, AREA.c.name))}


def nearest(connection: Connection, area: str, limit: int) -> list[tuple[str, str]]:
    """Return code and name of at most `limit` areas of the list: those whose codes are nearest.

    They are of the same level, and lie in the narrowest area around it in which the list has any.
    """
    for digits in (9, 6, 4, 0):
        if digits < len(area):
            alike = [one for one in names_within(connection, [area[:digits]]) if len(one[0]) == len(area)]
            if alike:
                return sorted(alike, key=lambda one: abs(int(one[0]) - int(area)))[:limit]
    return []


def count(connection: Connection) -> int:
    """Return how many areas the list has."""
    return connection.execute(select(func.count()).select_from(AREA)).scalar_one()
