"""The table of review: which years are locked."""

from sqlmodel import Field

from server.store.tables.columns import ASCII, Table


class LockedYear(Table, table=True):
    """A household's year that the county has locked (`server.store.locked_years`), by its record's uuid."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    record: str = Field(sa_type=ASCII, primary_key=True)


LOCKED_YEAR = Table.metadata.tables["locked_year"]
"""The same table for SQLAlchemy Core."""
